-- Pictures that lessees took before the return, with the line of the tariff of excess wear that each is about. The file lies among the contents that
-- conversations keep, in a later schema than this one, so nothing refers to it.
create table lease_photos (
  contract_id ID not null references contracts (id),
  id ID not null,
  party_id ID not null references parties (id),
  user_id ID not null references users (id),
  content_id ID not null,
  wear TEXT not null,
  amount BIGINT not null,
  version TEXT not null,
  name BYTES not null,
  kind TEXT not null,
  size INT not null,
  at BIGINT not null,
  primary key (contract_id, id)
);
-- append-only: lease_photos
-- frozen: lease_photos (contract_id, id, party_id, user_id, content_id, wear, amount, version, kind, size, at)
