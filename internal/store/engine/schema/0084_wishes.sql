-- What a person wants to be told, by which way and at which hours. Whoever has no row has chosen nothing.
create table notice_wishes (
  party_id ID primary key references parties (id),
  wishes JSON not null,
  changed_at BIGINT not null
);

-- The time zone that a person has chosen. It stands beside what the lender's system says, which a message may repeat.
alter table parties add column chosen_zone TEXT not null default '';
