-- What the tariff called the damage when the picture came, by BCP 47 tag: a later tariff may have no such line. Pictures that are older have none.
alter table lease_photos add column what JSON;
-- frozen: lease_photos (contract_id, id, party_id, user_id, content_id, wear, what, amount, version, kind, size, at)
