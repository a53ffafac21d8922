-- What came back by text, by the number that sent it: a word and never the text itself. The newest stop or start of a number says whether
-- texts may go there.
create table text_replies (
  id ID primary key,
  phone BYTES not null,
  phone_index BYTES not null,
  word TEXT not null,
  at BIGINT not null
);
create index text_replies_phone on text_replies (phone_index, at);
create index text_replies_at on text_replies (at);
