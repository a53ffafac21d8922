-- What somebody on a contract was reminded of: a payment that falls due (stage 0), or the stage of being past due that was reached, in days since the
-- oldest due date. Each is told once.
create table reminders (
  contract_id ID not null references contracts (id),
  due DATE not null,
  stage INT not null,
  told_on DATE not null,
  primary key (contract_id, due, stage)
);
create index contract_states_past_due on contract_states (days_past_due, contract_id);
create index contract_states_next_due on contract_states (next_due, contract_id);
