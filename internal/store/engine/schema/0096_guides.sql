-- A support code that a person reads to an agent, and on which page the browser that asked for it is. Code and browser are hashes; of a page only
-- the name in the router's table is kept, of an error only its fixed sentence.
create table guides (
  id ID not null primary key,
  code_hash BYTES not null,
  browser_hash BYTES not null,
  created_at BIGINT not null,
  until BIGINT not null,
  agent_id ID references users (id),
  claimed_at BIGINT not null,
  party_id ID references parties (id),
  place TEXT not null,
  step TEXT not null,
  tries INT not null,
  fault TEXT not null,
  seen_at BIGINT not null,
  ended_at BIGINT not null
);
create index guides_code on guides (code_hash);
create index guides_browser on guides (browser_hash);
create index guides_until on guides (until);
