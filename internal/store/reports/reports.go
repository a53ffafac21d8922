// Package reports counts what the desk did within a range, each with one question of the database. No row tells of a person.
package reports

import (
	"fmt"
	"time"

	"marque/internal/civil"
	"marque/internal/store/engine"
)

// Range is from an instant to before another.
type Range struct{ From, To time.Time }

func (g Range) args() []any { return []any{engine.Micros(g.From), engine.Micros(g.To)} }

// Talks is how much was written.
type Talks struct {
	Opened, Closed          int // conversations
	FromCustomers, FromDesk int // messages
	Kept, Missed            int // promises of an answer
	Rated, Scores           int // answers to whether it helped, and the sum of their scores
}

// CountTalks counts conversations, messages, promises and ratings.
func CountTalks(r engine.Reader, g Range) (Talks, error) {
	var t Talks
	err := r.QueryRow(`select (select count(*) from threads where opened_at >= $1 and opened_at < $2),
		(select count(*) from threads where closed_at >= $1 and closed_at < $2),
		(select count(*) from messages where at >= $1 and at < $2 and author = 'customer' and kind = 'text'),
		(select count(*) from messages where at >= $1 and at < $2 and author = 'agent' and kind = 'text'),
		(select count(*) from thread_promises where answered_at >= $1 and answered_at < $2 and answered_at <= promised_at),
		(select count(*) from thread_promises where answered_at >= $1 and answered_at < $2 and answered_at > promised_at),
		(select count(*) from thread_ratings where at >= $1 and at < $2),
		(select coalesce(cast(sum(score) as bigint), 0) from thread_ratings where at >= $1 and at < $2)`, g.args()...).
		Scan(&t.Opened, &t.Closed, &t.FromCustomers, &t.FromDesk, &t.Kept, &t.Missed, &t.Rated, &t.Scores)
	if err != nil {
		return t, fmt.Errorf("count conversations: %w", err)
	}
	return t, nil
}

// Spread is how long something took: the least time within which half and nine tenths of it were done (nearest rank).
type Spread struct {
	Count        int
	Median, Most time.Duration
}

// First is how long the first answer took, of conversations that were opened in the range and answered since.
func First(r engine.Reader, g Range) (Spread, error) {
	return spread(r.QueryRow(`select coalesce(max(n), 0), coalesce(max(case when k = (n + 1) / 2 then took else 0 end), 0),
		coalesce(max(case when k = (9 * n + 9) / 10 then took else 0 end), 0) from
		(select took, row_number() over (order by took) as k, count(*) over () as n from
		(select answered_at - opened_at as took from threads where opened_at >= $1 and opened_at < $2 and answered_at > 0) a) b`, g.args()...))
}

// Resolved is how long it took until a conversation was closed, of those closed in the range.
func Resolved(r engine.Reader, g Range) (Spread, error) {
	return spread(r.QueryRow(`select coalesce(max(n), 0), coalesce(max(case when k = (n + 1) / 2 then took else 0 end), 0),
		coalesce(max(case when k = (9 * n + 9) / 10 then took else 0 end), 0) from
		(select took, row_number() over (order by took) as k, count(*) over () as n from
		(select closed_at - opened_at as took from threads where closed_at >= $1 and closed_at < $2) a) b`, g.args()...))
}

func spread(row *engine.Row) (Spread, error) {
	var s Spread
	var median, most int64
	if err := row.Scan(&s.Count, &median, &most); err != nil {
		return s, fmt.Errorf("measure conversations: %w", err)
	}
	s.Median, s.Most = time.Duration(median)*time.Microsecond, time.Duration(most)*time.Microsecond
	return s, nil
}

// Locks is what stood in the way of signing in, and who ended it.
type Locks struct {
	Tries, People  int // that met a lock
	ByCustomer     int // locks that people ended themselves
	ByDesk, Resets int // acts of the desk: unlocked, and links for a new password sent
}

// CountLocks counts locks and their ends. Tries are kept for 90 days.
func CountLocks(r engine.Reader, g Range) (Locks, error) {
	var l Locks
	err := r.QueryRow(`select (select count(*) from sign_in_attempts where at >= $1 and at < $2 and outcome in ('locked', 'codes_locked', 'disabled')),
		(select count(distinct user_id) from sign_in_attempts where at >= $1 and at < $2 and outcome in ('locked', 'codes_locked', 'disabled')),
		(select count(*) from sign_in_attempts where at >= $1 and at < $2 and outcome = 'unlocked'),
		(select coalesce(cast(sum(case when action = 'customer.unlock' then 1 else 0 end) as bigint), 0) from audits
			where at >= $1 and at < $2 and action in ('customer.unlock', 'customer.reset') and outcome = 'done'),
		(select coalesce(cast(sum(case when action = 'customer.reset' then 1 else 0 end) as bigint), 0) from audits
			where at >= $1 and at < $2 and action in ('customer.unlock', 'customer.reset') and outcome = 'done')`, g.args()...).
		Scan(&l.Tries, &l.People, &l.ByCustomer, &l.ByDesk, &l.Resets)
	if err != nil {
		return l, fmt.Errorf("count locks: %w", err)
	}
	return l, nil
}

// Codes is how codes of one way fared.
type Codes struct {
	Channel      string
	Sent, Failed int // handed over; not handed over, or told to us as not delivered
}

// CountCodes counts codes by the way they went.
func CountCodes(r engine.Reader, g Range) ([]Codes, error) {
	rows, err := r.Query(`select channel, cast(sum(case when state = 'sent' and report <> 'undelivered' then 1 else 0 end) as bigint),
		cast(sum(case when state in ('failed', 'expired') or report = 'undelivered' then 1 else 0 end) as bigint) from outbox
		where created >= $1 and created < $2 and kind in ('sign_in_code', 'contact_code', 'recovery_code', 'payment_code', 'caller_code')
		group by channel order by channel limit 10`, g.args()...)
	return engine.All(rows, err, func(rows *engine.Rows) (Codes, error) {
		var c Codes
		err := rows.Scan(&c.Channel, &c.Sent, &c.Failed)
		return c, err
	})
}

// Cases is how many cases of one kind there were.
type Cases struct {
	Kind                    string
	Opened, Closed, Overdue int // overdue stand so now
}

// CountCases counts cases by kind; overdue are those whose nearest clock ended before a day.
func CountCases(r engine.Reader, g Range, today civil.Date) ([]Cases, error) {
	rows, err := r.Query(`select kind, cast(sum(case when opened_at >= $1 and opened_at < $2 then 1 else 0 end) as bigint), cast(sum(case when closed_at >= $1 and closed_at < $2 then 1 else 0 end) as bigint),
		cast(sum(case when stage in ('open', 'waiting') and due < $3 then 1 else 0 end) as bigint) from cases
		where opened_at >= $1 and opened_at < $2 or closed_at >= $1 and closed_at < $2 or stage in ('open', 'waiting') group by kind order by kind limit 50`, append(g.args(), today)...)
	return engine.All(rows, err, func(rows *engine.Rows) (Cases, error) {
		var c Cases
		err := rows.Scan(&c.Kind, &c.Opened, &c.Closed, &c.Overdue)
		return c, err
	})
}
