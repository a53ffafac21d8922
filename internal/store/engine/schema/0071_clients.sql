-- Programs that may ask the API: partners for themselves, apps for a customer who allowed it. Scopes are parted by blanks, redirects by line ends.
create table clients (
  id ID primary key,
  kind TEXT not null,
  name TEXT not null unique,
  scopes TEXT not null,
  brand TEXT not null,
  redirects TEXT not null,
  rate INT not null,
  created_at BIGINT not null,
  ended_at BIGINT not null
);

-- A partner's secrets: one, and for a day after a change the one before it.
create table client_secrets (
  secret_hash BYTES primary key,
  client_id ID not null references clients (id),
  created_at BIGINT not null,
  expires_at BIGINT not null
);
create index client_secrets_client on client_secrets (client_id);

create table client_tokens (
  token_hash BYTES primary key,
  client_id ID not null references clients (id),
  scopes TEXT not null,
  created_at BIGINT not null,
  expires_at BIGINT not null
);
create index client_tokens_client on client_tokens (client_id);
create index client_tokens_expires on client_tokens (expires_at);

-- A customer's leave on its way to an app.
create table app_codes (
  code_hash BYTES primary key,
  client_id ID not null references clients (id),
  user_id ID not null references users (id),
  redirect TEXT not null,
  challenge TEXT not null,
  scopes TEXT not null,
  label TEXT not null,
  methods TEXT not null,
  factor_at BIGINT not null,
  session_id ID,
  created_at BIGINT not null,
  expires_at BIGINT not null,
  used_at BIGINT not null
);
create index app_codes_expires on app_codes (expires_at);

-- What an app renews its session with, each once; used ones stay, so that a second use is seen.
create table app_refreshes (
  token_hash BYTES primary key,
  session_id ID not null,
  created_at BIGINT not null,
  expires_at BIGINT not null,
  used_at BIGINT not null
);
create index app_refreshes_expires on app_refreshes (expires_at);

-- How many requests of a minute are used up: by a partner, or by an app for one customer.
create table client_rates (
  caller ID not null,
  slot BIGINT not null,
  used INT not null,
  primary key (caller, slot)
);
create index client_rates_slot on client_rates (slot);
