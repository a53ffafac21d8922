-- Messages of the feed that were refused, as they came, to be taken in again when the reason is gone. What cannot be read has no source and no event.
-- The message itself is sealed.
create table feed_refused (
  id ID primary key,
  source TEXT not null,
  event_id TEXT not null,
  type TEXT not null,
  message BYTES not null,
  reason TEXT not null,
  received_at BIGINT not null
);
create index feed_refused_received on feed_refused (received_at, id);
create index feed_refused_event on feed_refused (event_id);

-- Up to where a feed that is fetched was read: the page on which it stands, and the tag of what stood there.
create table feed_pulls (
  address TEXT primary key,
  page TEXT not null,
  tag TEXT not null,
  pulled_at BIGINT not null
);
