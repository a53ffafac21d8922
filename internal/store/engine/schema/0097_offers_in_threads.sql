-- What an agent put beside a message for the customer to act on: a payoff quote, an extension or a payment, with its figures and the last day of it.
create table message_offers (
  thread_id ID not null references threads (id),
  id ID not null,
  message_id ID not null,
  contract_id ID not null references contracts (id),
  kind TEXT not null,
  amount BIGINT not null,
  currency TEXT not null,
  through DATE not null,
  ends DATE,
  primary key (thread_id, id),
  unique (thread_id, message_id)
);
create index message_offers_contract on message_offers (contract_id);
-- append-only: message_offers
