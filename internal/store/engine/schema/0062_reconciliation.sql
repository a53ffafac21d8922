-- Messages of the feed that could not be applied when they came: those that wait for their contract, and those that contradict what is kept, until
-- somebody has decided. The message itself is sealed.
create table feed_held (
  id ID primary key,
  source TEXT not null,
  event_id TEXT not null,
  type TEXT not null,
  number TEXT not null,
  vin TEXT not null,
  contract_id ID,
  told_at BIGINT not null,
  message BYTES not null,
  why TEXT not null,
  reason TEXT not null,
  state TEXT not null,
  received_at BIGINT not null,
  decided_at BIGINT not null,
  decided_by ID,
  decision TEXT not null,
  unique (source, event_id)
);
create index feed_held_state on feed_held (state, received_at, id);
create index feed_held_number on feed_held (number, state);
create index feed_held_vin on feed_held (vin, state);

-- What amendments have changed on a contract, each matter with the day from which it counts and when it was told: of two about one matter the later
-- told holds from its day on.
create table contract_amendments (
  contract_id ID not null,
  told_by TEXT not null,
  matter TEXT not null,
  told_at BIGINT not null,
  effective DATE not null,
  key TEXT not null,
  primary key (contract_id, told_by, matter)
);
-- append-only: contract_amendments
