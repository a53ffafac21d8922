-- How many texts left: one row a span of time and country (a day over all countries, an hour for each), shared by all processes.
-- It is what stops a day whose budget is used up.
create table text_counts (
  span TEXT not null,
  country TEXT not null,
  began BIGINT not null,
  used BIGINT not null,
  primary key (span, country, began)
);

-- A short message centre names a text by its own id in the receipt.
create index outbox_driver on outbox (driver_id);
