-- Letters that a customer asked for or the year brought, exactly as they were rendered. The code that verifies one is kept as a hash.
create table letters (
  contract_id ID not null references contracts (id),
  id ID not null,
  kind TEXT not null,
  title TEXT not null,
  issued DATE not null,
  good_through DATE,
  amount BIGINT not null,
  code_hash BYTES not null,
  pages INT not null,
  file BYTES not null,
  sha256 BYTES not null,
  created_at BIGINT not null,
  primary key (contract_id, id)
);
create index letters_code on letters (code_hash);
-- append-only: letters
-- frozen: letters (contract_id, id, kind, title, issued, good_through, amount, code_hash, pages, sha256, created_at)
