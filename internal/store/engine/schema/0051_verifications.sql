-- Attempts to verify an account. The amounts of micro entries are those of its entries to the bank, and nowhere else.
create table account_verifications (
  party_id ID not null,
  id ID not null,
  account_id ID not null,
  contract_id ID not null references contracts (id),
  method TEXT not null,
  state TEXT not null,
  date DATE not null,
  sent_on DATE,
  booked_on DATE,
  until DATE,
  tries INT not null,
  return_code TEXT not null,
  ended_on DATE,
  entry_1 ID not null,
  entry_2 ID,
  entry_3 ID,
  created_by ID not null,
  created_at BIGINT not null,
  primary key (party_id, id)
);
create unique index account_verifications_open on account_verifications (account_id) where state in ('ordered', 'sent', 'arrived');
create index account_verifications_entry on account_verifications (entry_1);
create index account_verifications_entry_2 on account_verifications (entry_2);
create index account_verifications_entry_3 on account_verifications (entry_3);
create index account_verifications_state on account_verifications (state, id);
create index account_verifications_unbooked on account_verifications (id) where booked_on is null and sent_on is not null;
create index account_verifications_contract on account_verifications (contract_id);
