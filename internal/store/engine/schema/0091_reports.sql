-- What became of each promise of an answer: kept or missed, when it was answered. A thread itself forgets its promise with the answer.
create table thread_promises (
  thread_id ID not null references threads (id),
  id ID not null,
  promised_at BIGINT not null,
  answered_at BIGINT not null,
  primary key (thread_id, id)
);
create index thread_promises_answered on thread_promises (answered_at);
-- append-only: thread_promises
-- frozen: thread_promises (thread_id, id, promised_at, answered_at)

-- Reports count a range of days.
create index threads_opened on threads (opened_at);
create index threads_closed on threads (closed_at);
create index messages_at on messages (at);
create index outbox_created on outbox (created);
create index audits_desk on audits (at) where action in ('customer.unlock', 'customer.reset');
create index cases_opened on cases (opened_at);
create index cases_closed on cases (closed_at);
