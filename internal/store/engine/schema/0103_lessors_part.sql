-- What the law wants of a lessor in an odometer statement (49 CFR 580.7(b)): its name and address, the day on which it told the lessee of the duty and
-- the day on which the statement came in. Statements that are older have none.
alter table mileage_statements add column lessor TEXT not null default '';
alter table mileage_statements add column lessor_address TEXT not null default '';
alter table mileage_statements add column noticed DATE;
alter table mileage_statements add column received DATE;
-- frozen: mileage_statements (contract_id, id, party_id, user_id, miles, claim, on_day, version, locale, network, methods, at, lessor, lessor_address, noticed, received)

-- When the people of a lease were told in writing that they must state the mileage (49 CFR 580.7(a)), by a letter or on the page of the statement, and in
-- which version of the words.
create table mileage_notices (
  contract_id ID not null references contracts (id),
  id ID not null,
  on_day DATE not null,
  version TEXT not null,
  letter BOOL not null,
  at BIGINT not null,
  primary key (contract_id, id)
);
-- append-only: mileage_notices
