-- Payments that one of us took on the phone: who, when, and by which address on file the customer agreed.
create table taken_payments (
  contract_id ID not null references contracts (id),
  payment_id ID not null,
  agent_id ID not null references users (id),
  at BIGINT not null,
  way TEXT not null,
  primary key (contract_id, payment_id)
);
-- append-only: taken_payments
