-- Credit balances that are paid out through the bank. entry_id names the one order to the bank.
create table refunds (
  contract_id ID not null references contracts (id),
  id ID not null,
  entry_id ID not null,
  party_id ID not null,
  account_id ID not null,
  amount BIGINT not null,
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
create index refunds_entry on refunds (entry_id);
create index refunds_state on refunds (state, state_on);
create index refunds_account on refunds (account_id);
