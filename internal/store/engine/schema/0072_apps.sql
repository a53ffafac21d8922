-- The app that acts in a session and what it was allowed; none for a browser's.
alter table sessions add column client_id ID;
alter table sessions add column scopes TEXT not null default '';

-- An app has a device of its own, without a cookie.
alter table devices add column app BOOL not null default false;
