-- The program through which somebody acted. An entry's hash covers it where there is one.
alter table audits add column client_id ID;
