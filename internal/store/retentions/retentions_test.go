package retentions_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"marque/internal/core/retention"
	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
	"marque/internal/store/retentions"
)

func TestMain(m *testing.M) { enginetest.Main(m) }

var now = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

func ref(n int64) string { return fmt.Sprintf("00000000-0000-7000-8000-%012d", n) }

// kept is a message of the retail feed on which somebody has decided.
const kept = `insert into feed_held (id, source, event_id, type, number, vin, told_at, message, why, reason, state, received_at, decided_at, decision)
	values ('{id}', 's', '{id}', 't', 'n', 'v', 1, {b}, 'older', '', 'kept', 1, {at}, '')`

// seeds puts one row of a rule that is as old as an instant; n tells rows apart. {id}, {at} and {b} (bytes) are filled in.
var seeds = map[string][]string{
	"challenges": {`insert into challenges (id, token_hash, purpose, factor, code_hash, state, tries, sends, sent_at, created_at, expires_at) values ('{id}', {b}, 'x', 'email', {b}, 'open', 0, 0, 1, 1, {at})`},
	"ceremonies": {`insert into ceremonies (id, challenge_hash, purpose, host, origin, visitor, handle, used_at, created_at, expires_at) values ('{id}', {b}, '', '', '', {b}, {b}, 0, 1, {at})`},
	"passkeys": {`insert into passkeys (id, host, handle, name, credential, public_key, aaguid, attestation, format, transports, flags, sign_count, created_at, used_at, disabled_at)
		values ('{id}', '', {b}, '', {b}, {b}, {b}, '', '', '', 0, 0, {at}, 0, 0)`},
	"kept messages":    {kept},
	"refused messages": {`insert into feed_refused (id, source, event_id, type, message, reason, received_at) values ('{id}', 's', '{id}', 't', {b}, '', {at})`},
	"deliveries":       {`insert into feed_deliveries (sender, delivery, stamp, body_hash, received_at) values ('s', '{id}', 1, {b}, {at})`},
	"stamps":           {`insert into stamps (nonce, expires_at) values ('{id}', {at})`},
	"misses":           {`insert into misses (scope, slot, key, failures) values ('s', {slot}, {b}, 1)`},
	"links":            {`insert into links (id, token_hash, purpose, user_id, subject, created_at, expires_at, used_at) values ('{id}', {b}, 'x', '{user}', '', 1, {at}, 0)`},
	"resets":           {`insert into resets (id, user_id, state, created_at, ready_at, expires_at, ended_at) values ('{id}', '{user}', 'open', 1, 1, {at}, 0)`},
	"drafts":           {`insert into drafts (id, token_hash, user_id, path, form, created_at, expires_at) values ('{id}', {b}, '{user}', '', {b}, 1, {at})`},
	"approvals":        {`insert into approvals (session_id, order_hash, at) values ('{id}', 'o', {at})`},
	"claims":           {`insert into claims (id, token_hash, state, brand, username, created_at, expires_at) values ('{id}', {b}, 'open', 'a', '', 1, {at})`},
	"sessions":         {`insert into sessions (id, token_hash, user_id, methods, factor_at, created_at, active_at, ended_at) values ('{id}', {b}, '{user}', 'pwd', 1, {at}, 1, 0)`},
	"partner tokens":   {`insert into client_tokens (token_hash, client_id, scopes, created_at, expires_at) values ({b}, '{client}', '', 1, {at})`},
	"partner messages": {
		`insert into hook_endpoints (id, name, url, topics, brand, inside, secret, older, older_until, created_at, ended_at, busy_until) values ('{id}', '{id}', '', '', '', false, {b}, null, 0, 1, 0, 0)`,
		`insert into hook_deliveries (id, endpoint_id, news, topic, body, created_at, state, attempts, due_at, answer, reason, changed_at) values ('{id}', '{id}', 'n', 't', '{}', 1, 'delivered', 1, 1, 200, '', {at})`,
	},
	"app codes":         {`insert into app_codes (code_hash, client_id, user_id, redirect, challenge, scopes, label, methods, factor_at, created_at, expires_at, used_at) values ({b}, '{client}', '{user}', '', '', '', '', '', 1, 1, {at}, 0)`},
	"refresh tokens":    {`insert into app_refreshes (token_hash, session_id, created_at, expires_at, used_at) values ({b}, '{id}', 1, {at}, 0)`},
	"rates":             {`insert into client_rates (caller, slot, used) values ('{id}', {minute}, 1)`},
	"throttles":         {`insert into throttles (scope, key, in_a_row, recent, until, updated_at) values ('s', {b}, 9, {b}, {at}, {at})`},
	"devices":           {`insert into devices (id, token_hash, user_id, label, trusted_until, first_at, last_at, revoked_at) values ('{id}', {b}, '{user}', '', 0, 1, {at}, 0)`},
	"letters":           {outboxRow(`{b}`, "sent", "{now}", "{at}")},
	"messages":          {outboxRow("null", "sent", "{at}", "1")},
	"processes":         {`insert into key_holders (process, keys, seen_at) values ('{id}', 'k', {at})`},
	"incidents":         {`insert into incidents (id, brand, part, words_en, words_es, words_de, begun, ended) values ('{id}', '', 'site', '', '', '', 1, {at})`},
	"bounces":           {`insert into mail_bounces (id, message_id, address, address_index, hard, status, at) values ('{id}', '{id}', {b}, {b}, false, '', {at})`},
	"replies":           {`insert into text_replies (id, phone, phone_index, word, at) values ('{id}', {b}, {b}, 'help', {at})`},
	"views":             {threadRow("open", "{now}"), `insert into thread_views (thread_id, user_id, seen_at, typed_at) values ('{id}', '{user}', {at}, 0)`},
	"conversations":     {threadRow("closed", "{at}")},
	"invitations":       {`insert into invitations (id, code_hash, party_id, brand, created_at, expires_at, used_at) values ('{id}', {b}, '{party}', 'a', 1, {at}, 0)`},
	"attempts":          {`insert into sign_in_attempts (id, at, step, outcome, factor, until, network, browser, known) values ('{id}', {at}, 's', 'o', '', 0, {b}, {b}, false)`},
	"staff invitations": {`insert into staff_invitations (id, user_id, code_hash, created_at, expires_at, used_at) values ('{id}', '{user}', {b}, 1, {at}, 0)`},
	"cases": {
		`insert into contracts (id, number, brand, kind, currency, vin, terms, opened) values ('{id}', '{id}', 'a', 'loan', 'USD', 'v', '{}', 1)`,
		`insert into cases (contract_id, id, party_id, kind, stage, opened_by, opened_at, days, promised, due, closed_at, closed_on)
			values ('{id}', '{id}', '{party}', 'k', 'closed', '{user}', 1, '{}', '2026-01-01', '2026-01-01', {at}, '2026-01-01')`,
	},
	"helpers": {
		`insert into contracts (id, number, brand, kind, currency, vin, terms, opened) values ('{id}', '{id}', 'a', 'loan', 'USD', 'v', '{}', 1)`,
		`insert into helps (contract_id, id, party_id, code_hash, given_name, family_name, email, kind, until, over_at, created_at, expires_at, accepted_at, ended_at, ended_by)
			values ('{id}', '{id}', '{party}', {b}, '', '', {b}, 'view', '2026-01-01', {at}, 1, 1, 0, 0, '')`,
	},
	"guides":   {`insert into guides (id, code_hash, browser_hash, created_at, until, claimed_at, place, step, tries, fault, seen_at, ended_at) values ('{id}', {b}, {b}, 1, {at}, 0, '', '', 0, '', 0, 0)`},
	"viewings": {`insert into viewings (id, session_id, agent_id, party_id, reason, ticket, words, begun_at, until, ended_at) values ('{id}', '{id}', '{user}', '{party}', 'called', '', {b}, {at}, 2, 0)`},
	"statements": {
		`insert into contracts (id, number, brand, kind, currency, vin, terms, opened) values ('{id}', '{id}', 'a', 'loan', 'USD', 'v', '{}', 1)`,
		`insert into contract_states (contract_id, as_of, events, status, balance, due_now, past_due, days_past_due, next_amount, digest, cycled)
			values ('{id}', '2026-01-01', 0, 'paid_off', 0, 0, 0, 0, 0, {b}, '2026-01-01')`,
		`insert into statements (contract_id, id, opened, closed, amount_due, balance, pages, sha256, file, rendered)
			values ('{id}', '{id}', '2026-01-01', '2026-01-31', 0, 0, 1, {b}, {b}, {at})`,
	},
}

func threadRow(state, changed string) string {
	return `insert into threads (id, party_id, brand, topic, subject, locale, state, team, opened_at, changed_at, promised_at, answered_at, closed_at,
		last_number, seen_number) values ('{id}', '{party}', 'a', 't', {b}, '', '` + state + `', 's', 1, ` + changed + `, 0, 0, 0, 1, 0)`
}

func outboxRow(letter, state, created, changed string) string {
	return `insert into outbox (id, channel, kind, brand, reference, recipient, letter, record, created, not_before, expires, state, attempts,
		claimed_until, driver_id, reason, report, changed) values ('{id}', 'email', 'k', 'a', 'r', {b}, ` + letter + `, {b}, ` + created + `, 1, 2, '` +
		state + `', 0, 0, '', '', '', ` + changed + `)`
}

func put(t *testing.T, db *engine.DB, n int64, at time.Time, statements ...string) {
	t.Helper()
	bytes := fmt.Sprintf("x'%04x'", n)
	if db.Postgres() {
		bytes = fmt.Sprintf(`'\x%04x'`, n)
	}
	fill := strings.NewReplacer("{id}", ref(n), "{at}", fmt.Sprint(engine.Micros(at)), "{slot}", fmt.Sprint(engine.Micros(at)/300_000_000), "{minute}", fmt.Sprint(engine.Micros(at)/60_000_000), "{client}", ref(902), "{now}", fmt.Sprint(engine.Micros(now)), "{b}", bytes, "{user}", ref(900), "{party}", ref(901))
	err := db.Write(t.Context(), func(tx *engine.Tx) error {
		for _, s := range statements {
			if _, err := tx.Exec(fill.Replace(s)); err != nil {
				return fmt.Errorf("%s: %w", s, err)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// people are a user and a party that rows belong to.
var people = []string{
	`insert into users (id, state, username, username_norm, name, roles, created_at) values ('{user}', 'active', 'u', 'u', '', '', 1)`,
	`insert into clients (id, kind, name, scopes, brand, redirects, rate, created_at, ended_at) values ('{client}', 'app', 'a', '', '', '', 1, 1, 0)`,
	`insert into parties (id, source, ref, given_name, family_name, given_norm, family_norm, locale, city, region, postal_code, country, time_zone,
		told_at, told_by) values ('{party}', 's', 'r', '', '', '', '', '', '', '', '', '', '', 1, '')`,
}

func count(t *testing.T, db *engine.DB, rule retention.Rule) int64 {
	t.Helper()
	n, err := retentions.Count(db.Reader(t.Context()), rule.Name, rule.Before(now))
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func remove(t *testing.T, db *engine.DB, rule retention.Rule) (n int64, err error) {
	t.Helper()
	err = db.Write(t.Context(), func(tx *engine.Tx) error {
		n, err = retentions.Remove(tx, rule.Name, rule.Before(now))
		return err
	})
	return n, err
}

func TestEachRuleTakesWhatIsOverAndLeavesWhatIsAtItsLimit(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		put(t, db, 1, now, people...)
		for i, rule := range retention.Rules() {
			if rule.Days == 0 {
				continue
			}
			seed := seeds[rule.Name]
			if seed == nil {
				t.Errorf("%s: this test has no rows of it", rule.Name)
				continue
			}
			n := int64(100 * (i + 1))
			put(t, db, n, rule.Before(now), seed...)
			put(t, db, n+1, now, seed...)
			if got := count(t, db, rule); got != 0 {
				t.Errorf("%s: got %d over at its limit, want none", rule.Name, got)
			}
			put(t, db, n+2, rule.Before(now).Add(-time.Microsecond), seed...)
			if got := count(t, db, rule); got != 1 {
				t.Errorf("%s: got %d over behind its limit, want one", rule.Name, got)
			}
			removed, err := remove(t, db, rule)
			if rule.Held {
				if err == nil {
					t.Errorf("%s: got %d removed of what is held", rule.Name, removed)
				}
				continue
			}
			if err != nil || removed != 1 || count(t, db, rule) != 0 {
				t.Errorf("%s: got %d removed, %v", rule.Name, removed, err)
			}
		}
	})
}

func TestWhatStillMattersStaysHoweverOldItIs(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		old := now.AddDate(-30, 0, 0)
		put(t, db, 1, old, people...)
		future := fmt.Sprint(engine.Micros(now.Add(time.Hour)))
		put(t, db, 10, old, strings.Replace(seeds["throttles"][0], ", 9, {b}, {at},", ", 10, {b}, {at},", 1)) // on its way to a lock for good
		put(t, db, 11, old, strings.Replace(seeds["throttles"][0], "{b}, {at}, {at}", "{b}, "+future+", {at}", 1))
		put(t, db, 12, old, strings.Replace(seeds["devices"][0], "'', 0, 1", "'', "+future+", 1", 1)) // still trusted
		put(t, db, 13, old, outboxRow("{b}", "queued", "{at}", "0"))
		put(t, db, 14, old, strings.Replace(seeds["statements"][0], "{}", "{}", 1), strings.Replace(seeds["statements"][1], "paid_off", "active", 1), seeds["statements"][2])
		put(t, db, 15, old, strings.Replace(seeds["incidents"][0], "1, {at}", "{at}, 0", 1)) // goes on
		for _, rule := range retention.Rules() {
			if rule.Days > 0 {
				if got := count(t, db, rule); got != 0 {
					t.Errorf("%s: got %d over", rule.Name, got)
				}
			}
		}
	})
}

func TestARuleSaysWhatHowLongAndWhy(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, r := range retention.Rules() {
		if r.Name == "" || r.What == "" || r.Why == "" || seen[r.Name] || r.Days == 0 && !r.Held {
			t.Errorf("got %+v", r)
		}
		seen[r.Name] = true
	}
}
