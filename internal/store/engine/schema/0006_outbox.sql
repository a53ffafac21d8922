create table outbox (
  id ID primary key,
  once TEXT unique,
  channel TEXT not null,
  kind TEXT not null,
  brand TEXT not null,
  party_id ID,
  contract_id ID,
  reference TEXT not null,
  recipient BYTES not null,
  letter BYTES,
  record BYTES not null,
  created BIGINT not null,
  not_before BIGINT not null,
  expires BIGINT not null,
  state TEXT not null,
  attempts INT not null,
  claimed_until BIGINT not null,
  driver_id TEXT not null,
  reason TEXT not null,
  report TEXT not null,
  changed BIGINT not null
);
create index outbox_party on outbox (party_id, id);
create index outbox_state on outbox (state, not_before);
