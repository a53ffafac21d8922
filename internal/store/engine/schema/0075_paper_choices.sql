-- How a person wants the papers of a contract: online or by mail. The newest row counts. Each is evidence of what was shown and agreed to
-- (15 U.S.C. 7001(c)): the words with their version and language, how it was shown that such files can be read, when, from where and by which methods.
create table paper_choices (
  contract_id ID not null references contracts (id),
  id ID not null,
  party_id ID not null references parties (id),
  user_id ID not null references users (id),
  online BOOL not null,
  version TEXT not null,
  locale TEXT not null,
  words TEXT not null,
  shown TEXT not null,
  network TEXT not null,
  methods TEXT not null,
  at BIGINT not null,
  primary key (contract_id, id)
);
create index paper_choices_party on paper_choices (contract_id, party_id);
-- append-only: paper_choices
