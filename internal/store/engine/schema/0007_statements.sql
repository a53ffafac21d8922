create table statements (
  contract_id ID not null references contracts (id),
  id ID not null,
  opened DATE not null,
  closed DATE not null,
  due DATE,
  amount_due BIGINT not null,
  balance BIGINT not null,
  pages INT not null,
  sha256 BYTES not null,
  file BYTES not null,
  rendered BIGINT not null,
  primary key (contract_id, id),
  unique (contract_id, closed)
);
-- append-only: statements
