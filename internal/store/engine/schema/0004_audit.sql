create table audits (
  id ID primary key,
  chain TEXT not null,
  n BIGINT not null,
  at BIGINT not null,
  actor_kind TEXT not null,
  actor_id TEXT not null,
  action TEXT not null,
  subject_kind TEXT not null,
  subject_id TEXT not null,
  outcome TEXT not null,
  reason TEXT not null,
  note TEXT not null,
  hash BYTES not null,
  unique (chain, n)
);
create index audits_subject on audits (subject_kind, subject_id, at);
create index audits_actor on audits (actor_id, at);
-- append-only: audits

create table audit_heads (
  chain TEXT primary key,
  n BIGINT not null,
  hash BYTES not null
);

create table door_keys (
  subject_kind TEXT not null,
  subject_id TEXT not null,
  key TEXT not null,
  action TEXT not null,
  at BIGINT not null,
  primary key (subject_kind, subject_id, key)
);
