-- The first customers of a name, in the order of their ids, without reading all who bear it.
create index parties_family_first on parties (family_norm, id);
create index parties_name_first on parties (family_norm, given_norm, id);
drop index parties_family;
