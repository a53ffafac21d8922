-- A customer whose password was in doubt chooses a new one before anything else.
alter table users add column password_due BOOL not null default false;

-- Links that we mailed and that undo or go on with something, once, by a posted form.
create table links (
  id ID primary key,
  token_hash BYTES not null unique,
  purpose TEXT not null,
  user_id ID not null references users (id),
  subject TEXT not null,
  created_at BIGINT not null,
  expires_at BIGINT not null,
  used_at BIGINT not null
);
create index links_expires on links (expires_at);
create index links_user on links (user_id);

-- What was on file before and what counts since, for each change of an e-mail address or a telephone.
create table contacts (
  id ID primary key,
  party_id ID not null references parties (id),
  kind TEXT not null,
  address BYTES,
  former BYTES,
  since BIGINT not null,
  told_by TEXT not null,
  reverted_at BIGINT not null
);
create index contacts_party on contacts (party_id, since);

-- Lost factors: asked for with the password alone, so there is a day in which the owner can say no.
create table resets (
  id ID primary key,
  user_id ID not null references users (id),
  state TEXT not null,
  created_at BIGINT not null,
  ready_at BIGINT not null,
  expires_at BIGINT not null,
  ended_at BIGINT not null
);
create index resets_user on resets (user_id);
