create table parties (
  id ID primary key,
  source TEXT not null,
  ref TEXT not null,
  given_name TEXT not null,
  family_name TEXT not null,
  given_norm TEXT not null,
  family_norm TEXT not null,
  birth_date BYTES,
  birth_index BYTES,
  email BYTES,
  email_index BYTES,
  phone BYTES,
  phone_index BYTES,
  tax_id_last4 BYTES,
  locale TEXT not null,
  line1 BYTES,
  line2 BYTES,
  city TEXT not null,
  region TEXT not null,
  postal_code TEXT not null,
  country TEXT not null,
  time_zone TEXT not null,
  told_at BIGINT not null,
  told_by TEXT not null,
  unique (source, ref)
);
create index parties_family on parties (family_norm, given_norm);
create index parties_email on parties (email_index);
create index parties_phone on parties (phone_index);

create table contract_parties (
  contract_id ID not null,
  party_id ID not null references parties (id),
  role TEXT not null,
  position INT not null,
  primary key (contract_id, party_id)
);
create index contract_parties_party on contract_parties (party_id);

create table vehicles (
  vin TEXT primary key,
  make TEXT not null,
  model TEXT not null,
  model_year INT not null,
  trim_level TEXT not null,
  condition TEXT not null,
  assembly_country TEXT not null,
  personal_use BOOL not null,
  plate TEXT not null,
  told_at BIGINT not null,
  told_by TEXT not null
);

create table vehicle_readings (
  vin TEXT not null,
  told_by TEXT not null,
  told_at BIGINT not null,
  read_on DATE not null,
  value BIGINT not null,
  unit TEXT not null,
  source TEXT not null,
  primary key (vin, told_by)
);
-- append-only: vehicle_readings

create table vehicle_services (
  vin TEXT not null,
  told_by TEXT not null,
  told_at BIGINT not null,
  serviced_on DATE not null,
  dealer TEXT not null,
  summary TEXT not null,
  link TEXT not null,
  primary key (vin, told_by)
);
-- append-only: vehicle_services

create table vehicle_recalls (
  vin TEXT not null,
  told_by TEXT not null,
  told_at BIGINT not null,
  campaign TEXT not null,
  title TEXT not null,
  link TEXT not null,
  status TEXT not null,
  primary key (vin, told_by)
);
-- append-only: vehicle_recalls

create table vehicle_titles (
  vin TEXT not null,
  told_by TEXT not null,
  told_at BIGINT not null,
  updated_on DATE not null,
  state TEXT not null,
  status TEXT not null,
  primary key (vin, told_by)
);
-- append-only: vehicle_titles

create table vehicle_ownership (
  vin TEXT not null,
  told_by TEXT not null,
  told_at BIGINT not null,
  changed_on DATE not null,
  reason TEXT not null,
  primary key (vin, told_by)
);
-- append-only: vehicle_ownership

create table feed_events (
  source TEXT not null,
  event_id TEXT not null,
  type TEXT not null,
  subject TEXT not null,
  told_at BIGINT not null,
  hash BYTES not null,
  content BYTES not null,
  outcome TEXT not null,
  reason TEXT not null,
  received_at BIGINT not null,
  primary key (source, event_id)
);
create index feed_events_subject on feed_events (subject, type);
create index feed_events_outcome on feed_events (outcome, received_at);

create table feed_turns (
  name TEXT primary key
);
