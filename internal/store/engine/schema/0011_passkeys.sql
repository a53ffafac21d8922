create table passkeys (
  id ID primary key,
  user_id ID references users (id),
  claim_id ID,
  host TEXT not null,
  handle BYTES not null,
  name TEXT not null,
  credential BYTES not null unique,
  public_key BYTES not null,
  aaguid BYTES not null,
  attestation TEXT not null,
  format TEXT not null,
  transports TEXT not null,
  flags INT not null,
  sign_count BIGINT not null,
  created_at BIGINT not null,
  used_at BIGINT not null,
  disabled_at BIGINT not null
);
create index passkeys_user on passkeys (user_id);
create index passkeys_claim on passkeys (claim_id);

create table ceremonies (
  id ID primary key,
  challenge_hash BYTES not null unique,
  purpose TEXT not null,
  host TEXT not null,
  origin TEXT not null,
  visitor BYTES not null,
  user_id ID,
  claim_id ID,
  handle BYTES not null,
  used_at BIGINT not null,
  created_at BIGINT not null,
  expires_at BIGINT not null
);
create index ceremonies_expires on ceremonies (expires_at);
