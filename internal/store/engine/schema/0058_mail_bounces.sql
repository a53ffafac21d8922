-- Letters that came back, by the address they went to. A hard one says that the address is wrong or gone.
create table mail_bounces (
  id ID primary key,
  message_id ID not null,
  address BYTES not null,
  address_index BYTES not null,
  hard BOOL not null,
  status TEXT not null,
  at BIGINT not null,
  unique (message_id, hard)
);
create index mail_bounces_address on mail_bounces (address_index, at);
create index mail_bounces_at on mail_bounces (at);
