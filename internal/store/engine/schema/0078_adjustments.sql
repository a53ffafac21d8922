-- What one of us proposed to do to a contract's money by hand, with who decided it: of a fee a waiver, of a posted payment a reversal.
create table adjustments (
  contract_id ID not null references contracts (id),
  id ID not null,
  party_id ID not null,
  kind TEXT not null,
  target TEXT not null,
  amount BIGINT not null,
  currency TEXT not null,
  reason TEXT not null,
  note BYTES not null,
  state TEXT not null,
  asked_by ID not null references users (id),
  asked_on DATE not null,
  asked_at BIGINT not null,
  decided_by ID,
  decided_at BIGINT not null,
  answer BYTES,
  primary key (contract_id, id)
);
create index adjustments_id on adjustments (id);
create index adjustments_state on adjustments (state, asked_at);
create index adjustments_agent on adjustments (asked_by, asked_on);
