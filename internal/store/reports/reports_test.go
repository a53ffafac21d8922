package reports_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"marque/internal/civil"
	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
	"marque/internal/store/reports"
)

func TestMain(m *testing.M) { enginetest.Main(m) }

var (
	from = time.Date(2026, 11, 1, 5, 0, 0, 0, time.UTC)
	to   = time.Date(2026, 11, 8, 5, 0, 0, 0, time.UTC)
	all  = reports.Range{From: from, To: to}
)

func ref(n int) string { return fmt.Sprintf("00000000-0000-7000-8000-%012d", n) }

// put writes rows; {n} are ids, {b} is bytes and {from}, {last} and {to} the first and last instant of the range and the one behind it.
func put(t *testing.T, db *engine.DB, rows ...string) {
	t.Helper()
	bytes := "x'01'"
	if db.Postgres() {
		bytes = `'\x01'`
	}
	words := []string{"{b}", bytes, "{from}", fmt.Sprint(engine.Micros(from)), "{last}", fmt.Sprint(engine.Micros(to) - 1), "{to}", fmt.Sprint(engine.Micros(to))}
	for n := range 60 {
		words = append(words, fmt.Sprintf("{%d}", n), "'"+ref(n)+"'")
	}
	err := db.Write(t.Context(), func(tx *engine.Tx) error {
		for _, row := range rows {
			if _, err := tx.Exec(strings.NewReplacer(words...).Replace(row)); err != nil {
				return fmt.Errorf("%s: %w", row, err)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// people are a user, a party and a contract that rows belong to.
var people = []string{
	`insert into users (id, state, username, username_norm, name, roles, created_at) values ({1}, 'active', 'u', 'u', '', '', 1)`,
	`insert into parties (id, source, ref, given_name, family_name, given_norm, family_norm, locale, city, region, postal_code, country, time_zone,
		told_at, told_by) values ({2}, 's', 'r', '', '', '', '', '', '', '', '', '', '', 1, '')`,
	`insert into contracts (id, number, brand, kind, currency, vin, terms, opened) values ({3}, 'C', 'a', 'loan', 'USD', 'v', '{}', 1)`,
}

// thread is a conversation that was opened at an instant, and answered and closed so many minutes later; 0 is never.
func thread(n int, opened string, answered, closed int) string {
	later := func(minutes int) string {
		if minutes == 0 {
			return "0"
		}
		return fmt.Sprintf("%s + %d", opened, int64(minutes)*int64(time.Minute/time.Microsecond))
	}
	return fmt.Sprintf(`insert into threads (id, party_id, brand, topic, subject, locale, state, team, opened_at, changed_at, promised_at, answered_at, closed_at, last_number, seen_number)
		values ({%d}, {2}, 'a', 't', {b}, '', 'open', 's', %s, 1, 0, %s, %s, 1, 0)`, n, opened, later(answered), later(closed))
}

func TestConversationsAreCountedAndMeasuredWithinTheRange(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		rows := slices.Clone(people)
		for i := range 10 { // answered after 1 to 10 minutes, closed after 10 to 100
			rows = append(rows, thread(10+i, "{from}", i+1, 10*(i+1)))
		}
		rows = append(rows, thread(20, "{last}", 0, 0), thread(21, "{to}", 5, 5),
			`insert into messages (thread_id, id, number, at, author, kind) values ({10}, {30}, 1, {from}, 'customer', 'text'), ({10}, {31}, 2, {last}, 'agent', 'text'),
				({10}, {32}, 3, {last}, 'house', 'ended'), ({10}, {33}, 4, {to}, 'agent', 'text')`,
			`insert into thread_promises (thread_id, id, promised_at, answered_at) values ({10}, {34}, {from}, {from}), ({10}, {35}, {from}, {from} + 1), ({10}, {36}, {to}, {to})`,
			`insert into thread_ratings (thread_id, id, at, score) values ({10}, {37}, {from}, 5), ({11}, {38}, {last}, 2), ({12}, {39}, {to}, 1)`)
		put(t, db, rows...)
		r := db.Reader(t.Context())
		got, err := reports.CountTalks(r, all)
		if want := (reports.Talks{Opened: 11, Closed: 10, FromCustomers: 1, FromDesk: 1, Kept: 1, Missed: 1, Rated: 2, Scores: 7}); err != nil || got != want {
			t.Errorf("got %+v, %v; want %+v", got, err, want)
		}
		first, err := reports.First(r, all)
		if want := (reports.Spread{Count: 10, Median: 5 * time.Minute, Most: 9 * time.Minute}); err != nil || first != want {
			t.Errorf("first answers: got %+v, %v; want %+v", first, err, want)
		}
		closed, err := reports.Resolved(r, all)
		if want := (reports.Spread{Count: 10, Median: 50 * time.Minute, Most: 90 * time.Minute}); err != nil || closed != want {
			t.Errorf("closed: got %+v, %v; want %+v", closed, err, want)
		}
		if none, err := reports.First(r, reports.Range{From: from.AddDate(-1, 0, 0), To: from}); err != nil || none != (reports.Spread{}) {
			t.Errorf("of an empty range: got %+v, %v", none, err)
		}
	})
}

func TestLocksCodesAndCasesAreCountedWithinTheRange(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		attempt := func(n int, at, outcome string) string {
			return fmt.Sprintf(`insert into sign_in_attempts (id, user_id, at, step, outcome, factor, until, network, browser, known) values ({%d}, {1}, %s, 's', '%s', '', 0, {b}, {b}, false)`, n, at, outcome)
		}
		audit := func(n int, at, action, outcome string) string {
			return fmt.Sprintf(`insert into audits (id, chain, n, at, actor_kind, actor_id, action, subject_kind, subject_id, outcome, reason, note, hash)
				values ({%d}, 'c', %d, %s, 'agent', '', '%s', 'party', '', '%s', '', '', {b})`, n, n, at, action, outcome)
		}
		code := func(n int, channel, kind, created, state, report string) string {
			return fmt.Sprintf(`insert into outbox (id, channel, kind, brand, reference, recipient, record, created, not_before, expires, state, attempts, claimed_until, driver_id, reason, report, changed)
				values ({%d}, '%s', '%s', 'a', 'r', {b}, {b}, %s, 1, 2, '%s', 0, 0, '', '', '%s', 1)`, n, channel, kind, created, state, report)
		}
		file := func(n int, kind, opened, stage, due, closed string) string {
			return fmt.Sprintf(`insert into cases (contract_id, id, party_id, kind, stage, opened_by, opened_at, days, promised, due, closed_at) values ({3}, {%d}, {2}, '%s', '%s', {1}, %s, '{}', '2026-01-01', '%s', %s)`,
				n, kind, stage, opened, due, closed)
		}
		put(t, db, append(slices.Clone(people),
			attempt(10, "{from}", "locked"), attempt(11, "{last}", "codes_locked"), attempt(12, "{to}", "locked"), attempt(13, "{from}", "wrong"), attempt(14, "{from}", "unlocked"),
			audit(15, "{from}", "customer.unlock", "done"), audit(16, "{from}", "customer.unlock", "refused"), audit(17, "{last}", "customer.reset", "done"), audit(18, "{to}", "customer.reset", "done"),
			code(19, "sms", "sign_in_code", "{from}", "sent", ""), code(20, "sms", "caller_code", "{last}", "sent", "undelivered"), code(21, "sms", "sign_in_code", "{to}", "sent", ""),
			code(22, "mail", "recovery_code", "{from}", "failed", ""), code(23, "mail", "statement_ready", "{from}", "sent", ""),
			file(24, "hardship", "{from}", "open", "2026-11-07", "0"), file(25, "hardship", "{to}", "waiting", "2026-11-08", "0"), file(26, "military", "1", "closed", "2026-11-01", "{last}"))...)
		r := db.Reader(t.Context())
		locks, err := reports.CountLocks(r, all)
		if want := (reports.Locks{Tries: 2, People: 1, ByCustomer: 1, ByDesk: 1, Resets: 1}); err != nil || locks != want {
			t.Errorf("got %+v, %v; want %+v", locks, err, want)
		}
		codes, err := reports.CountCodes(r, all)
		if want := []reports.Codes{{Channel: "mail", Failed: 1}, {Channel: "sms", Sent: 1, Failed: 1}}; err != nil || !slices.Equal(codes, want) {
			t.Errorf("got %+v, %v; want %+v", codes, err, want)
		}
		cases, err := reports.CountCases(r, all, civil.MustParse("2026-11-08"))
		if want := []reports.Cases{{Kind: "hardship", Opened: 1, Overdue: 1}, {Kind: "military", Closed: 1}}; err != nil || !slices.Equal(cases, want) {
			t.Errorf("got %+v, %v; want %+v", cases, err, want)
		}
	})
}
