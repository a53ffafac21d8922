-- Words that the desk puts on a conversation to find it again.
create table thread_labels (
  thread_id ID not null references threads (id),
  label TEXT not null,
  primary key (thread_id, label)
);
create index thread_labels_label on thread_labels (label);

-- What colleagues tell each other about a conversation, and whom of them it calls.
create table thread_notes (
  thread_id ID not null references threads (id),
  id ID not null,
  author_id ID not null references users (id),
  at BIGINT not null,
  body BYTES not null,
  primary key (thread_id, id)
);
-- append-only: thread_notes
-- frozen: thread_notes (thread_id, id, author_id, at)

create table thread_mentions (
  user_id ID not null references users (id),
  note_id ID not null,
  thread_id ID not null references threads (id),
  at BIGINT not null,
  seen_at BIGINT not null,
  primary key (user_id, note_id)
);

-- Who of the desk has a conversation open, and when somebody last wrote at it.
create table thread_views (
  thread_id ID not null references threads (id),
  user_id ID not null references users (id),
  seen_at BIGINT not null,
  typed_at BIGINT not null,
  primary key (thread_id, user_id)
);
create index thread_views_seen on thread_views (seen_at);

-- Replies that a lender has written beforehand, beside those of the house.
create table canned_replies (
  id ID primary key,
  title TEXT not null,
  en TEXT not null,
  es TEXT not null,
  de TEXT not null,
  changed_by ID not null references users (id),
  changed_at BIGINT not null,
  ended_at BIGINT not null
);
