-- Files to and from the bank, and what stands in them.
create table bank_counters (
  name TEXT primary key,
  value BIGINT not null
);

create table bank_files (
  id ID primary key,
  direction TEXT not null,
  name TEXT not null,
  day DATE not null,
  number INT not null,
  state TEXT not null,
  made BIGINT not null,
  entries INT not null,
  debits BIGINT not null,
  credits BIGINT not null,
  size BIGINT not null,
  sha256 BYTES,
  content BYTES,
  mark TEXT not null,
  sent_on DATE,
  line INT not null,
  reason TEXT not null,
  changed BIGINT not null
);
create index bank_files_state on bank_files (direction, state, day, number);
create index bank_files_mark on bank_files (mark);

-- An entry without a file waits for the next one.
create table bank_entries (
  id ID primary key,
  file_id ID references bank_files (id),
  trace TEXT,
  kind TEXT not null,
  class TEXT not null,
  recurring BOOL not null,
  retry BOOL not null,
  amount BIGINT not null,
  date DATE not null,
  effective DATE,
  party_id ID not null,
  account_id ID not null,
  contract_id ID,
  payment_id ID,
  brand TEXT not null,
  reference TEXT not null,
  return_code TEXT not null,
  returned_on DATE,
  unique (file_id, trace)
);
create index bank_entries_trace on bank_entries (trace);
create index bank_entries_payment on bank_entries (payment_id);
create index bank_entries_effective on bank_entries (kind, effective);
create index bank_entries_account on bank_entries (account_id, kind);

-- What came from the bank and could not be taken for anything; nothing is ever lost.
create table bank_quarantine (
  id ID primary key,
  file_id ID not null references bank_files (id),
  line INT not null,
  code TEXT not null,
  trace TEXT not null,
  amount BIGINT not null,
  reason TEXT not null,
  at BIGINT not null
);
create index bank_quarantine_file on bank_quarantine (file_id, line);
-- append-only: bank_quarantine
