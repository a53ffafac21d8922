create table bank_accounts (
  party_id ID not null references parties (id),
  id ID not null,
  type TEXT not null,
  routing BYTES not null,
  number BYTES not null,
  number_index BYTES not null,
  status TEXT not null,
  added BIGINT not null,
  primary key (party_id, id),
  unique (party_id, number_index)
);

create table payments (
  contract_id ID not null references contracts (id),
  id ID not null,
  party_id ID not null,
  account_id ID not null,
  amount BIGINT not null,
  kind TEXT not null,
  date DATE not null,
  state TEXT not null,
  state_on DATE not null,
  return_code TEXT not null,
  rail_ref TEXT not null,
  reference TEXT not null,
  created_by ID not null,
  created_at BIGINT not null,
  primary key (contract_id, id),
  unique (contract_id, reference)
);
create index payments_state on payments (state, date);
