-- Signed deliveries of messages: each id of a sender counts once; a sender that had no answer signs it anew, with a later instant.
create table feed_deliveries (
  sender TEXT not null,
  delivery TEXT not null,
  stamp BIGINT not null,
  body_hash BYTES not null,
  received_at BIGINT not null,
  primary key (sender, delivery)
);
create index feed_deliveries_received on feed_deliveries (received_at);
