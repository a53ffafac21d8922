create table staff_invitations (
  id ID primary key,
  user_id ID not null references users (id),
  code_hash BYTES not null unique,
  created_at BIGINT not null,
  expires_at BIGINT not null,
  used_at BIGINT not null
);
create index staff_invitations_user on staff_invitations (user_id);

create table identity_checks (
  id ID primary key,
  party_id ID not null,
  agent_id ID not null references users (id),
  at BIGINT not null,
  way TEXT not null,
  score INT not null,
  asked INT not null,
  questions TEXT not null,
  passed BOOL not null
);
create index identity_checks_party on identity_checks (party_id, id);
-- append-only: identity_checks

create table assist_requests (
  id ID primary key,
  party_id ID not null,
  user_id ID not null references users (id),
  kind TEXT not null,
  factor TEXT not null,
  reason TEXT not null,
  ticket TEXT not null,
  state TEXT not null,
  asked_by ID not null references users (id),
  asked_at BIGINT not null,
  decided_by ID,
  decided_at BIGINT not null,
  due_at BIGINT not null,
  ended_at BIGINT not null
);
create index assist_requests_party on assist_requests (party_id, id);
create index assist_requests_state on assist_requests (state, due_at);
