-- What the people of a lease mean to do at its end; the newest row counts. It binds nobody: the conversation tells the desk.
-- The thread is of a later schema than this table, so nothing refers to it.
create table lease_end_choices (
  contract_id ID not null references contracts (id),
  id ID not null,
  party_id ID not null references parties (id),
  user_id ID not null references users (id),
  thread_id ID not null,
  way TEXT not null,
  on_day DATE not null,
  months INT not null,
  amount BIGINT not null,
  at BIGINT not null,
  primary key (contract_id, id)
);
-- append-only: lease_end_choices

-- Odometer statements of lessees (49 CFR 580.7): the words as they were signed, in which language, from where and by which methods.
create table mileage_statements (
  contract_id ID not null references contracts (id),
  id ID not null,
  party_id ID not null references parties (id),
  user_id ID not null references users (id),
  miles INT not null,
  claim TEXT not null,
  on_day DATE not null,
  version TEXT not null,
  locale TEXT not null,
  words BYTES not null,
  network TEXT not null,
  methods TEXT not null,
  at BIGINT not null,
  primary key (contract_id, id)
);
-- append-only: mileage_statements
-- frozen: mileage_statements (contract_id, id, party_id, user_id, miles, claim, on_day, version, locale, network, methods, at)
