create table sign_in_attempts (
  id ID primary key,
  user_id ID,
  at BIGINT not null,
  step TEXT not null,
  outcome TEXT not null,
  factor TEXT not null,
  until BIGINT not null,
  network BYTES not null,
  browser BYTES not null,
  known BOOL not null
);
create index sign_in_attempts_user on sign_in_attempts (user_id, id);
create index sign_in_attempts_at on sign_in_attempts (at);
