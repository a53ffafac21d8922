-- Proofs of insurance that customers sent. The file lies in message_contents, by its content.
create table insurance_proofs (
  contract_id ID not null references contracts (id),
  id ID not null,
  party_id ID not null references parties (id),
  user_id ID not null references users (id),
  content_id ID not null references message_contents (id),
  insurer TEXT not null,
  policy BYTES,
  until DATE not null,
  name BYTES not null,
  kind TEXT not null,
  size INT not null,
  at BIGINT not null,
  primary key (contract_id, id)
);
-- append-only: insurance_proofs
-- frozen: insurance_proofs (contract_id, id, party_id, user_id, content_id, insurer, until, kind, size, at)

-- Where a vehicle is usually kept, as its customer told; the newest row counts.
create table garages (
  contract_id ID not null references contracts (id),
  id ID not null,
  party_id ID not null references parties (id),
  user_id ID not null references users (id),
  line1 BYTES not null,
  line2 BYTES,
  city TEXT not null,
  region TEXT not null,
  postal_code TEXT not null,
  country TEXT not null,
  at BIGINT not null,
  primary key (contract_id, id)
);
-- append-only: garages
-- frozen: garages (contract_id, id, party_id, user_id, city, region, postal_code, country, at)
