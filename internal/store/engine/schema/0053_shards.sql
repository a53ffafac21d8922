-- The close of a day, cut into shards of contracts between two ids, which any process may take: who works on one says so until an instant.
create table cycle_shards (
  day DATE not null,
  number INT not null,
  after_id ID,
  through_id ID,
  awake INT not null,
  until BIGINT not null,
  done BOOL not null,
  contracts INT not null,
  fees INT not null,
  statements INT not null,
  charged_off INT not null,
  losses INT not null,
  refunds INT not null,
  primary key (day, number)
);
