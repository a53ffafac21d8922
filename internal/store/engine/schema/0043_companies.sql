-- Which member of the staff a person at the company's identity provider is: bound once, by the mailbox that both know.
create table companies (
  issuer TEXT not null,
  subject TEXT not null,
  user_id ID not null unique references users (id),
  bound_at BIGINT not null,
  primary key (issuer, subject)
);
