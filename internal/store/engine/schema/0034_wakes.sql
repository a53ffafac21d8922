-- The first day on which a contract's close may find something to do when nothing happens before: others are left alone.
alter table contract_states add column wakes DATE not null default '1970-01-01';
create index contract_states_wakes on contract_states (wakes, contract_id);
