-- Each time that one of the staff saw a customer's pages as the customer does. The look at each page stands in the audit.
create table viewings (
  id ID not null primary key,
  session_id ID not null,
  agent_id ID not null references users (id),
  party_id ID not null references parties (id),
  reason TEXT not null,
  ticket TEXT not null,
  words BYTES not null,
  begun_at BIGINT not null,
  until BIGINT not null,
  ended_at BIGINT not null
);
create index viewings_session on viewings (session_id);
create index viewings_begun on viewings (begun_at);
