create table autopays (
  contract_id ID not null references contracts (id),
  id ID not null,
  party_id ID not null references parties (id),
  account_id ID not null,
  fallback_id ID,
  extra BIGINT not null,
  lead_days INT not null,
  first_instalment INT not null,
  most BIGINT not null,
  last BIGINT not null,
  returns INT not null,
  state TEXT not null,
  reason TEXT not null,
  since DATE not null,
  ended_on DATE,
  created_by ID not null,
  created_at BIGINT not null,
  primary key (contract_id, id)
);
create unique index autopays_open on autopays (contract_id) where state <> 'ended';
create index autopays_account on autopays (party_id, account_id);

-- What the customer signed (12 CFR 1005.10(b)): the text, when, from where and by which methods, and the copy as it was rendered.
create table autopay_authorisations (
  contract_id ID not null,
  id ID not null,
  version TEXT not null,
  signed_at BIGINT not null,
  network TEXT not null,
  methods TEXT not null,
  text BYTES not null,
  file BYTES not null,
  sha256 BYTES not null,
  primary key (contract_id, id)
);
-- append-only: autopay_authorisations

create table autopay_skips (
  contract_id ID not null,
  autopay_id ID not null,
  instalment INT not null,
  created_by ID not null,
  created_at BIGINT not null,
  primary key (contract_id, autopay_id, instalment)
);

create table autopay_announcements (
  contract_id ID not null,
  autopay_id ID not null,
  instalment INT not null,
  amount BIGINT not null,
  on_date DATE not null,
  told_on DATE not null,
  primary key (contract_id, autopay_id, instalment, told_on)
);
-- append-only: autopay_announcements

create table autopay_debits (
  contract_id ID not null,
  instalment INT not null,
  try INT not null,
  autopay_id ID not null,
  payment_id ID not null,
  first_on DATE not null,
  primary key (contract_id, instalment, try),
  unique (contract_id, payment_id)
);
-- append-only: autopay_debits
