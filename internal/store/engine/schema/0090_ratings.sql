-- What a customer said of a conversation after it was closed: once, with a sentence or without.
create table thread_ratings (
  thread_id ID not null unique references threads (id),
  id ID not null,
  at BIGINT not null,
  agent_id ID,
  score INT not null,
  words BYTES,
  primary key (thread_id, id)
);
create index thread_ratings_at on thread_ratings (at);
-- append-only: thread_ratings
-- frozen: thread_ratings (thread_id, id, at, agent_id, score)
