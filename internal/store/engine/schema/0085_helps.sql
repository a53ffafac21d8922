-- Whom somebody on a contract lets help with it: how far, until which day, and when that ended. Of the offer's code only the hash is kept.
create table helps (
  contract_id ID not null references contracts (id),
  id ID not null,
  party_id ID not null references parties (id),
  code_hash BYTES not null,
  given_name TEXT not null,
  family_name TEXT not null,
  email BYTES not null,
  kind TEXT not null,
  until DATE not null,
  over_at BIGINT not null,
  created_at BIGINT not null,
  expires_at BIGINT not null,
  accepted_at BIGINT not null,
  user_id ID,
  helper_id ID,
  ended_at BIGINT not null,
  ended_by TEXT not null,
  primary key (contract_id, id)
);
create index helps_code on helps (code_hash);
create index helps_user on helps (user_id);
create index helps_helper on helps (helper_id);
