-- A form that was sent when its session had ended or asked for a fresh factor. It waits, sealed, for its owner.
create table drafts (
  id ID primary key,
  token_hash BYTES not null unique,
  user_id ID not null references users (id),
  path TEXT not null,
  form BYTES not null,
  created_at BIGINT not null,
  expires_at BIGINT not null
);
create index drafts_expires on drafts (expires_at);
create index drafts_user on drafts (user_id);

-- What a code is bound to besides its purpose: the order of a payment.
alter table challenges add column bound_to TEXT not null default '';

-- Orders that were confirmed by a code of their own.
create table approvals (
  session_id ID not null,
  order_hash TEXT not null,
  at BIGINT not null,
  primary key (session_id, order_hash)
);
create index approvals_at on approvals (at);

-- Security questions, under the policy legacy only: an extra beside a code that was sent.
create table answers (
  id ID primary key,
  user_id ID not null references users (id),
  question TEXT not null,
  answer BYTES not null,
  created_at BIGINT not null
);
create index answers_user on answers (user_id);
