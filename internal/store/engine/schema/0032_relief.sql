-- An extension that was asked for: the words and numbers that everybody signs, and where it stands. One may be open on a contract.
create table relief_requests (
  contract_id ID not null references contracts (id),
  id ID not null,
  party_id ID not null references parties (id),
  periods INT not null,
  first_instalment INT not null,
  first_due DATE not null,
  ends DATE not null,
  maturity DATE not null,
  more_interest BIGINT not null,
  version TEXT not null,
  text BYTES not null,
  text_hash BYTES not null,
  state TEXT not null,
  state_on DATE not null,
  since DATE not null,
  expires DATE not null,
  created_by ID not null,
  created_at BIGINT not null,
  primary key (contract_id, id)
);
create unique index relief_requests_open on relief_requests (contract_id) where state = 'open';
create index relief_requests_expiring on relief_requests (state, expires);

-- Who signed which words, when, from where and proved by which methods (15 USC 7001).
create table relief_signatures (
  contract_id ID not null,
  request_id ID not null,
  party_id ID not null references parties (id),
  version TEXT not null,
  text_hash BYTES not null,
  signed_at BIGINT not null,
  network TEXT not null,
  methods TEXT not null,
  primary key (contract_id, request_id, party_id)
);
-- append-only: relief_signatures

-- The agreement as it was rendered when the last one signed.
create table relief_agreements (
  contract_id ID not null,
  id ID not null,
  pages INT not null,
  file BYTES not null,
  sha256 BYTES not null,
  created_at BIGINT not null,
  primary key (contract_id, id)
);
-- append-only: relief_agreements
-- frozen: relief_agreements (contract_id, id, pages, sha256, created_at)
