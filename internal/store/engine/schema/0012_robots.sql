create table stamps (
  nonce TEXT primary key,
  expires_at BIGINT not null
);
create index stamps_expires on stamps (expires_at);

create table misses (
  scope TEXT not null,
  slot BIGINT not null,
  key BYTES not null,
  failures BIGINT not null,
  primary key (scope, slot, key)
);
create index misses_slot on misses (slot);
