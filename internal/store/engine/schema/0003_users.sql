create table users (
  id ID primary key,
  party_id ID unique,
  state TEXT not null,
  username TEXT not null,
  username_norm TEXT not null unique,
  name TEXT not null,
  email BYTES,
  email_index BYTES unique,
  roles TEXT not null,
  created_at BIGINT not null
);

create table authenticators (
  id ID primary key,
  user_id ID not null references users (id),
  factor TEXT not null,
  secret BYTES not null,
  used BIGINT not null,
  disabled_at BIGINT not null,
  created_at BIGINT not null
);
create index authenticators_user on authenticators (user_id);

create table invitations (
  id ID primary key,
  code_hash BYTES not null unique,
  party_id ID not null references parties (id),
  brand TEXT not null,
  created_at BIGINT not null,
  expires_at BIGINT not null,
  used_at BIGINT not null
);
create index invitations_party on invitations (party_id);

create table claims (
  id ID primary key,
  token_hash BYTES not null unique,
  state TEXT not null,
  party_id ID,
  invitation_id ID,
  brand TEXT not null,
  username TEXT not null,
  password BYTES,
  created_at BIGINT not null,
  expires_at BIGINT not null
);
create index claims_expires on claims (expires_at);

create table challenges (
  id ID primary key,
  token_hash BYTES unique,
  purpose TEXT not null,
  user_id ID,
  claim_id ID,
  factor TEXT not null,
  address BYTES,
  code_hash BYTES not null,
  state TEXT not null,
  tries INT not null,
  sends INT not null,
  sent_at BIGINT not null,
  created_at BIGINT not null,
  expires_at BIGINT not null
);
create unique index challenges_claim on challenges (claim_id);
create index challenges_expires on challenges (expires_at);

create table throttles (
  scope TEXT not null,
  key BYTES not null,
  in_a_row INT not null,
  recent BYTES not null,
  until BIGINT not null,
  updated_at BIGINT not null,
  primary key (scope, key)
);
create index throttles_updated on throttles (updated_at);

create table devices (
  id ID primary key,
  token_hash BYTES not null unique,
  user_id ID not null references users (id),
  label TEXT not null,
  trusted_until BIGINT not null,
  first_at BIGINT not null,
  last_at BIGINT not null,
  revoked_at BIGINT not null
);
create index devices_user on devices (user_id);

create table sessions (
  id ID primary key,
  token_hash BYTES not null unique,
  user_id ID not null references users (id),
  device_id ID,
  methods TEXT not null,
  factor_at BIGINT not null,
  created_at BIGINT not null,
  active_at BIGINT not null,
  ended_at BIGINT not null
);
create index sessions_user on sessions (user_id);
create index sessions_created on sessions (created_at);

create table consents (
  id ID primary key,
  user_id ID not null references users (id),
  kind TEXT not null,
  given BOOL not null,
  version TEXT not null,
  shown TEXT not null,
  at BIGINT not null,
  network TEXT not null
);
create index consents_user on consents (user_id);
-- append-only: consents
