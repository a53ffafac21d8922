create table settings (
  name TEXT primary key,
  value TEXT not null
);

create table contracts (
  id ID primary key,
  number TEXT not null unique,
  brand TEXT not null,
  kind TEXT not null,
  currency TEXT not null,
  vin TEXT not null,
  terms JSON not null,
  opened BIGINT not null
);
create index contracts_vin on contracts (vin);

create table contract_events (
  contract_id ID not null references contracts (id),
  id ID not null,
  key TEXT not null,
  kind TEXT not null,
  effective DATE not null,
  recorded BIGINT not null,
  body JSON not null,
  primary key (contract_id, id),
  unique (contract_id, key)
);
-- append-only: contract_events

create table contract_states (
  contract_id ID primary key references contracts (id),
  as_of DATE not null,
  events INT not null,
  status TEXT not null,
  balance BIGINT not null,
  due_now BIGINT not null,
  past_due BIGINT not null,
  days_past_due INT not null,
  next_due DATE,
  next_amount BIGINT not null,
  digest BYTES not null,
  cycled DATE not null
);
create index contract_states_cycled on contract_states (cycled, contract_id);

create table ledger_entries (
  contract_id ID not null references contracts (id),
  id ID not null,
  key TEXT not null,
  effective DATE not null,
  posted DATE not null,
  recorded BIGINT not null,
  cause TEXT not null,
  corrects TEXT not null,
  primary key (contract_id, id)
);
create index ledger_entries_posted on ledger_entries (posted, contract_id, id);
-- append-only: ledger_entries

create table ledger_postings (
  contract_id ID not null,
  entry_id ID not null,
  account INT not null,
  amount BIGINT not null,
  primary key (contract_id, entry_id, account),
  foreign key (contract_id, entry_id) references ledger_entries (contract_id, id)
);
-- append-only: ledger_postings

create table ledger_balances (
  contract_id ID not null references contracts (id),
  account INT not null,
  balance BIGINT not null,
  primary key (contract_id, account)
);

create table ledger_pendings (
  contract_id ID not null references contracts (id),
  id ID not null,
  key TEXT not null,
  made DATE not null,
  debit INT not null,
  credit INT not null,
  amount BIGINT not null,
  recorded BIGINT not null,
  primary key (contract_id, id),
  unique (contract_id, key)
);
-- append-only: ledger_pendings

create table ledger_outcomes (
  contract_id ID not null,
  pending_id ID not null,
  phase TEXT not null,
  decided DATE not null,
  recorded BIGINT not null,
  primary key (contract_id, pending_id),
  foreign key (contract_id, pending_id) references ledger_pendings (contract_id, id)
);
-- append-only: ledger_outcomes
