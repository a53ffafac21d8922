-- Cases of the desk: a dispute, a hardship, a death, service or a lost vehicle, with the days that its clocks run from. due is the nearest
-- clock that runs, and of a closed case the day on which it was closed.
create table cases (
  contract_id ID not null references contracts (id),
  id ID not null,
  party_id ID not null references parties (id),
  kind TEXT not null,
  payment_id ID,
  stage TEXT not null,
  owner_id ID,
  opened_by ID not null references users (id),
  opened_at BIGINT not null,
  days JSON not null,
  promised DATE not null,
  due DATE not null,
  closed_at BIGINT not null,
  closed_on DATE,
  outcome BYTES,
  primary key (contract_id, id)
);
create index cases_party on cases (party_id);
create index cases_stage on cases (stage, due);
create index cases_owner on cases (owner_id, stage);

-- What colleagues tell each other about a case.
create table case_notes (
  contract_id ID not null references contracts (id),
  id ID not null,
  case_id ID not null,
  author_id ID not null references users (id),
  at BIGINT not null,
  body BYTES not null,
  primary key (contract_id, id)
);
create index case_notes_case on case_notes (contract_id, case_id);
-- append-only: case_notes
-- frozen: case_notes (contract_id, id, case_id, author_id, at)
