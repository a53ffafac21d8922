-- Partners' addresses that our messages go to. Topics are parted by blanks; none is all. The secret before signs too, until older_until.
-- One hand at a time sends there, until busy_until at the latest.
create table hook_endpoints (
  id ID primary key,
  name TEXT not null unique,
  url TEXT not null,
  topics TEXT not null,
  brand TEXT not null,
  inside BOOL not null,
  secret BYTES not null,
  older BYTES,
  older_until BIGINT not null,
  created_at BIGINT not null,
  ended_at BIGINT not null,
  busy_until BIGINT not null
);
