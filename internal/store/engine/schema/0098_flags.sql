-- What an agent must know of a customer first. A flag that is taken down is gone from here; who raised it and took it down is in the audit.
create table flags (
  party_id ID not null references parties (id),
  kind TEXT not null,
  raised_by ID not null references users (id),
  raised_at BIGINT not null,
  primary key (party_id, kind)
);
