-- Payments by card on a processor's page: never a card's number, only the processor's names of its page and of the money.
create table card_payments (
  id ID primary key,
  contract_id ID not null references contracts (id),
  party_id ID not null references parties (id),
  user_id ID not null,
  amount BIGINT not null,
  state TEXT not null,
  reference TEXT not null,
  session TEXT not null,
  link TEXT not null,
  receipt TEXT not null,
  reason TEXT not null,
  asked_at BIGINT not null,
  changed_at BIGINT not null
);
create index card_payments_contract on card_payments (contract_id, asked_at);
create index card_payments_receipt on card_payments (receipt);

-- What the processor told, once each by its name.
create table card_news (
  id TEXT primary key,
  outcome TEXT not null,
  at BIGINT not null
);
-- append-only: card_news
create index card_news_at on card_news (at);
