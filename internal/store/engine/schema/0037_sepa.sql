-- A file to the bank travels on one rail.
alter table bank_files add column rail TEXT not null default 'ach';

-- Payments that came another way than through us, such as checks to a lockbox: each once, by where it came from and its reference there.
create table received_payments (
  source TEXT not null,
  reference TEXT not null,
  contract_id ID not null references contracts (id),
  amount BIGINT not null,
  effective DATE not null,
  method TEXT not null,
  at BIGINT not null,
  primary key (source, reference)
);
-- append-only: received_payments
create index received_payments_contract on received_payments (contract_id);
