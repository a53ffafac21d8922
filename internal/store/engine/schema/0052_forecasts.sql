-- How many entries the journal has of a contract, and the checksum of what its fold wanted booked when it was folded last: who knows both needs
-- not read its books again (decision 28). 0 is not known.
alter table contract_states add column entries INT not null default 0;
alter table contract_states add column booked BIGINT not null default 0;

-- What the close of a day will book and how the contract will stand after it, if nothing happens to it before: worked out with the close before.
create table contract_forecasts (
  contract_id ID primary key references contracts (id),
  day DATE not null,
  made DATE not null,
  entry_id ID not null,
  key TEXT not null,
  cause TEXT not null,
  debit INT not null,
  credit INT not null,
  amount BIGINT not null,
  events INT not null,
  status TEXT not null,
  balance BIGINT not null,
  due_now BIGINT not null,
  past_due BIGINT not null,
  days_past_due INT not null,
  next_due DATE,
  next_amount BIGINT not null,
  digest BYTES not null,
  booked BIGINT not null,
  wakes DATE not null
);
create index contract_forecasts_day on contract_forecasts (day, contract_id);
