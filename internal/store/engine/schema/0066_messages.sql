-- Conversations between a customer and the lender: whose turn it is, until when an answer is promised, and how far the customer has read.
create table threads (
  id ID primary key,
  party_id ID not null references parties (id),
  contract_id ID references contracts (id),
  brand TEXT not null,
  topic TEXT not null,
  subject BYTES not null,
  locale TEXT not null,
  state TEXT not null,
  team TEXT not null,
  agent_id ID,
  opened_at BIGINT not null,
  changed_at BIGINT not null,
  promised_at BIGINT not null,
  answered_at BIGINT not null,
  closed_at BIGINT not null,
  last_number INT not null,
  seen_number INT not null
);
create index threads_party on threads (party_id, changed_at);
create index threads_state on threads (state, promised_at);
create index threads_agent on threads (agent_id, state);

-- What was said in them, numbered without a gap; whoever sends a message again sends it under the same key.
create table messages (
  thread_id ID not null references threads (id),
  id ID not null,
  number INT not null,
  at BIGINT not null,
  author TEXT not null,
  author_id ID,
  kind TEXT not null,
  body BYTES,
  key TEXT,
  primary key (thread_id, id),
  unique (thread_id, number),
  unique (thread_id, key)
);
-- append-only: messages
-- frozen: messages (thread_id, id, number, at, author, author_id, kind, key)

-- Files by their content: what a customer's threads hold twice lies here once, cut into parts.
create table message_contents (
  party_id ID not null references parties (id),
  id ID not null unique,
  kind TEXT not null,
  size INT not null,
  sha256 BYTES not null,
  at BIGINT not null,
  primary key (party_id, id),
  unique (party_id, sha256)
);
-- append-only: message_contents

create table message_parts (
  content_id ID not null references message_contents (id),
  id ID not null,
  n INT not null,
  part BYTES not null,
  primary key (content_id, id),
  unique (content_id, n)
);
-- append-only: message_parts
-- frozen: message_parts (content_id, id, n)

create table message_files (
  thread_id ID not null references threads (id),
  id ID not null,
  message_id ID not null,
  content_id ID not null references message_contents (id),
  n INT not null,
  name BYTES not null,
  primary key (thread_id, id)
);
-- append-only: message_files
-- frozen: message_files (thread_id, id, message_id, content_id, n)
