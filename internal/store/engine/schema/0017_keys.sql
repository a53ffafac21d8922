-- A statement's file may be sealed anew under another key; its hash stays, and with it what the file says.
-- frozen: statements (contract_id, id, opened, closed, due, amount_due, balance, pages, sha256, rendered)

create table key_holders (
  process TEXT primary key,
  keys TEXT not null,
  seen_at BIGINT not null
);

create table audit_checkpoints (
  n BIGINT not null unique,
  at BIGINT not null,
  heads BIGINT not null,
  root BYTES not null,
  previous BYTES not null,
  key_id TEXT not null,
  signature BYTES not null
);
-- append-only: audit_checkpoints

create table audit_checkpoint_heads (
  checkpoint BIGINT not null references audit_checkpoints (n),
  chain TEXT not null,
  n BIGINT not null,
  hash BYTES not null,
  primary key (chain, n)
);
create index audit_checkpoint_heads_checkpoint on audit_checkpoint_heads (checkpoint);
-- append-only: audit_checkpoint_heads
