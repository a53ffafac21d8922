-- What the operator tells everybody of a fault of our own. An end of 0 is not known yet; words that are empty are the part's usual ones.
create table incidents (
  id ID primary key,
  brand TEXT not null,
  part TEXT not null,
  words_en TEXT not null,
  words_es TEXT not null,
  words_de TEXT not null,
  begun BIGINT not null,
  ended BIGINT not null
);
create index incidents_ended on incidents (ended);
-- How letters and texts leave is asked every few seconds.
create index outbox_left on outbox (channel, state, changed);
