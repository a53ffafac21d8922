-- Messages on their way to partners, one row for each endpoint, written with what gave the reason.
create table hook_deliveries (
  id ID primary key,
  endpoint_id ID not null references hook_endpoints (id),
  news TEXT not null,
  topic TEXT not null,
  body TEXT not null,
  created_at BIGINT not null,
  state TEXT not null,
  attempts INT not null,
  due_at BIGINT not null,
  answer INT not null,
  reason TEXT not null,
  changed_at BIGINT not null,
  unique (endpoint_id, news)
);
create index hook_deliveries_due on hook_deliveries (endpoint_id, state, due_at);
create index hook_deliveries_state on hook_deliveries (state, changed_at);
