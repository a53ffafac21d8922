-- A promise to pay what is past due in dated amounts: who made it, from where and proved by which methods, and where it stands. One is open on a contract.
create table arrangements (
  contract_id ID not null references contracts (id),
  id ID not null,
  party_id ID not null references parties (id),
  owed BIGINT not null,
  version TEXT not null,
  text_hash BYTES not null,
  state TEXT not null,
  state_on DATE not null,
  since DATE not null,
  created_by ID not null,
  created_at BIGINT not null,
  network TEXT not null,
  methods TEXT not null,
  primary key (contract_id, id)
);
create unique index arrangements_kept on arrangements (contract_id) where state = 'kept';
create index arrangements_state on arrangements (state, contract_id);

create table arrangement_parts (
  contract_id ID not null,
  arrangement_id ID not null,
  n INT not null,
  due DATE not null,
  amount BIGINT not null,
  primary key (contract_id, arrangement_id, n)
);
-- append-only: arrangement_parts
