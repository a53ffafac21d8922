-- What its owner calls an account, which one is offered first, why it stands as it does, and that it was taken off the list.
alter table bank_accounts add column nickname BYTES;
alter table bank_accounts add column preferred BIGINT not null default 0;
alter table bank_accounts add column status_on DATE;
alter table bank_accounts add column status_why TEXT not null default '';
alter table bank_accounts add column removed BIGINT not null default 0;

-- What banks corrected; old and new are sealed.
create table account_changes (
  party_id ID not null,
  id ID not null,
  account_id ID not null,
  on_date DATE not null,
  code TEXT not null,
  old BYTES not null,
  new BYTES not null,
  primary key (party_id, id)
);
create index account_changes_account on account_changes (account_id, on_date);
-- append-only: account_changes
-- frozen: account_changes (party_id, id, account_id, on_date, code)
