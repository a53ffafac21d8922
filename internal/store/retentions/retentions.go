// Package retentions counts and removes what core/retention says is over, in small steps. Tables that take no removal are only counted.
package retentions

import (
	"fmt"
	"maps"
	"time"

	"marque/internal/core/identity"
	"marque/internal/store/engine"
)

// MostRemoved bounds one transaction: nobody waits for a sweep.
const MostRemoved = 1000

// statements are how a rule counts and removes what is before $1, at most $2 rows; extra arguments follow.
type statements struct {
	count, remove string
	counts        []any // behind the instant
	removes       []any // behind the instant and the bound
}

func all() map[string]statements {
	out := map[string]statements{
		"challenges": {
			count:  `select count(*) from challenges where expires_at < $1`,
			remove: `delete from challenges where id in (select id from challenges where expires_at < $1 order by expires_at limit $2)`,
		},
		"ceremonies": {
			count:  `select count(*) from ceremonies where expires_at < $1`,
			remove: `delete from ceremonies where id in (select id from ceremonies where expires_at < $1 order by expires_at limit $2)`,
		},
		"passkeys": {
			count:  `select count(*) from passkeys where user_id is null and created_at < $1`,
			remove: `delete from passkeys where id in (select id from passkeys where user_id is null and created_at < $1 order by id limit $2)`,
		},
		"kept messages": {
			count:  `select count(*) from feed_held where decided_at > 0 and decided_at < $1`,
			remove: `delete from feed_held where id in (select id from feed_held where decided_at > 0 and decided_at < $1 order by decided_at limit $2)`,
		},
		"refused messages": {
			count:  `select count(*) from feed_refused where received_at < $1`,
			remove: `delete from feed_refused where id in (select id from feed_refused where received_at < $1 order by received_at limit $2)`,
		},
		"deliveries": {
			count: `select count(*) from feed_deliveries where received_at < $1`,
			remove: `delete from feed_deliveries where (sender, delivery) in
				(select sender, delivery from feed_deliveries where received_at < $1 order by received_at limit $2)`,
		},
		"helpers": {
			count: `select count(*) from helps where over_at < $1`,
			remove: `delete from helps where (contract_id, id) in
				(select contract_id, id from helps where over_at < $1 order by over_at limit $2)`,
		},
		"guides": {
			count:  `select count(*) from guides where until < $1`,
			remove: `delete from guides where id in (select id from guides where until < $1 order by until limit $2)`,
		},
		"viewings": {
			count:  `select count(*) from viewings where begun_at < $1`,
			remove: `delete from viewings where id in (select id from viewings where begun_at < $1 order by begun_at limit $2)`,
		},
		"claims": {
			count:  `select count(*) from claims where expires_at < $1`,
			remove: `delete from claims where id in (select id from claims where expires_at < $1 order by expires_at limit $2)`,
		},
		"invitations": {
			count:  `select count(*) from invitations where expires_at < $1`,
			remove: `delete from invitations where id in (select id from invitations where expires_at < $1 order by id limit $2)`,
		},
		"sessions": {
			count:  `select count(*) from sessions where created_at < $1 and active_at < $1`,
			remove: `delete from sessions where id in (select id from sessions where created_at < $1 and active_at < $1 order by created_at limit $2)`,
		},
		"throttles": {
			count: `select count(*) from throttles where updated_at < $1 and until < $1 and in_a_row < $2`,
			remove: `delete from throttles where (scope, key) in
				(select scope, key from throttles where updated_at < $1 and until < $1 and in_a_row < $3 order by updated_at limit $2)`,
			counts: []any{identity.WorthKeeping}, removes: []any{identity.WorthKeeping},
		},
		"devices": {
			count:  `select count(*) from devices where last_at < $1 and trusted_until < $1`,
			remove: `delete from devices where id in (select id from devices where last_at < $1 and trusted_until < $1 order by id limit $2)`,
		},
	}
	maps.Copy(out, messages())
	maps.Copy(out, ways())
	maps.Copy(out, programs())
	return out
}

// minuteMicros is how long one slot of the counts of programs' requests is.
const minuteMicros = int64(time.Minute / time.Microsecond)

func programs() map[string]statements {
	return map[string]statements{
		"partner tokens": {
			count:  `select count(*) from client_tokens where expires_at < $1`,
			remove: `delete from client_tokens where token_hash in (select token_hash from client_tokens where expires_at < $1 order by expires_at limit $2)`,
		},
		"partner messages": {
			count:  `select count(*) from hook_deliveries where state <> 'waiting' and changed_at < $1`,
			remove: `delete from hook_deliveries where id in (select id from hook_deliveries where state <> 'waiting' and changed_at < $1 order by id limit $2)`,
		},
		"app codes": {
			count:  `select count(*) from app_codes where expires_at < $1`,
			remove: `delete from app_codes where code_hash in (select code_hash from app_codes where expires_at < $1 order by expires_at limit $2)`,
		},
		"refresh tokens": {
			count:  `select count(*) from app_refreshes where expires_at < $1`,
			remove: `delete from app_refreshes where token_hash in (select token_hash from app_refreshes where expires_at < $1 order by expires_at limit $2)`,
		},
		"rates": {
			count: `select count(*) from client_rates where slot < $1 / cast($2 as BIGINT)`,
			remove: `delete from client_rates where (caller, slot) in
				(select caller, slot from client_rates where slot < $1 / cast($3 as BIGINT) order by slot limit $2)`,
			counts: []any{minuteMicros}, removes: []any{minuteMicros},
		},
	}
}

// slotMicros is how long one slot of the counters of strangers' failures is.
const slotMicros = int64(identity.MissWindow / 2 / time.Microsecond)

func ways() map[string]statements {
	return map[string]statements{
		"attempts": {
			count:  `select count(*) from sign_in_attempts where at < $1`,
			remove: `delete from sign_in_attempts where id in (select id from sign_in_attempts where at < $1 order by at limit $2)`,
		},
		"staff invitations": {
			count:  `select count(*) from staff_invitations where expires_at < $1`,
			remove: `delete from staff_invitations where id in (select id from staff_invitations where expires_at < $1 order by id limit $2)`,
		},
		"stamps": {
			count:  `select count(*) from stamps where expires_at < $1`,
			remove: `delete from stamps where nonce in (select nonce from stamps where expires_at < $1 order by expires_at limit $2)`,
		},
		"misses": {
			count: `select count(*) from misses where slot < $1 / cast($2 as BIGINT)`,
			remove: `delete from misses where (scope, slot, key) in
				(select scope, slot, key from misses where slot < $1 / cast($3 as BIGINT) order by slot limit $2)`,
			counts: []any{slotMicros}, removes: []any{slotMicros},
		},
		"links": {
			count:  `select count(*) from links where expires_at < $1`,
			remove: `delete from links where id in (select id from links where expires_at < $1 order by expires_at limit $2)`,
		},
		"resets": {
			count:  `select count(*) from resets where expires_at < $1`,
			remove: `delete from resets where id in (select id from resets where expires_at < $1 order by id limit $2)`,
		},
		"drafts": {
			count:  `select count(*) from drafts where expires_at < $1`,
			remove: `delete from drafts where id in (select id from drafts where expires_at < $1 order by expires_at limit $2)`,
		},
		"approvals": {
			count: `select count(*) from approvals where at < $1`,
			remove: `delete from approvals where (session_id, order_hash) in
				(select session_id, order_hash from approvals where at < $1 order by at limit $2)`,
		},
	}
}

func messages() map[string]statements {
	return map[string]statements{
		"letters": {
			count: `select count(*) from outbox where letter is not null and state <> 'queued' and changed < $1`,
			remove: `update outbox set letter = null where id in
				(select id from outbox where letter is not null and state <> 'queued' and changed < $1 order by id limit $2)`,
		},
		"messages": {
			count:  `select count(*) from outbox where state <> 'queued' and created < $1`,
			remove: `delete from outbox where id in (select id from outbox where state <> 'queued' and created < $1 order by id limit $2)`,
		},
		"incidents": {
			count:  `select count(*) from incidents where ended > 0 and ended < $1`,
			remove: `delete from incidents where id in (select id from incidents where ended > 0 and ended < $1 order by ended limit $2)`,
		},
		"bounces": {
			count:  `select count(*) from mail_bounces where at < $1`,
			remove: `delete from mail_bounces where id in (select id from mail_bounces where at < $1 order by at limit $2)`,
		},
		"replies": {
			count: `select count(*) from text_replies where at < $1 and word in ('help', 'other')`,
			remove: `delete from text_replies where id in
				(select id from text_replies where at < $1 and word in ('help', 'other') order by at limit $2)`,
		},
		"processes": {
			count:  `select count(*) from key_holders where seen_at < $1`,
			remove: `delete from key_holders where process in (select process from key_holders where seen_at < $1 order by process limit $2)`,
		},
		"views": {
			count: `select count(*) from thread_views where seen_at < $1`,
			remove: `delete from thread_views where (thread_id, user_id) in
				(select thread_id, user_id from thread_views where seen_at < $1 order by seen_at limit $2)`,
		},
		"cases": {count: `select count(*) from cases where stage = 'closed' and closed_at < $1`},
		"conversations": {
			count: `select count(*) from threads t where t.changed_at < $1 and not exists
				(select 1 from contract_parties m join contract_states s on s.contract_id = m.contract_id
				where m.party_id = t.party_id and (s.status in ('pending', 'active') or exists
				(select 1 from contract_events e where e.contract_id = m.contract_id and e.recorded >= $1)))`,
		},
		"statements": {
			count: `select count(*) from statements t join contract_states s on s.contract_id = t.contract_id
				where s.status not in ('pending', 'active') and t.rendered < $1 and not exists
				(select 1 from contract_events e where e.contract_id = t.contract_id and e.recorded >= $1)`,
		},
	}
}

// Count is how many rows of a rule are before an instant; a rule without a count of its own has none.
func Count(r engine.Reader, rule string, before time.Time) (int64, error) {
	s := all()[rule]
	if s.count == "" {
		return 0, nil
	}
	var n int64
	if err := r.QueryRow(s.count, append([]any{engine.Micros(before)}, s.counts...)...).Scan(&n); err != nil {
		return 0, fmt.Errorf("count %s: %w", rule, err)
	}
	return n, nil
}

// Remove takes away rows of a rule from before an instant, at most MostRemoved, and says how many there were.
func Remove(tx *engine.Tx, rule string, before time.Time) (int64, error) {
	s := all()[rule]
	if s.remove == "" {
		return 0, fmt.Errorf("%s is kept: nothing removes it", rule)
	}
	n, err := tx.Exec(s.remove, append([]any{engine.Micros(before), MostRemoved}, s.removes...)...)
	if err != nil {
		return 0, fmt.Errorf("sweep %s: %w", rule, err)
	}
	return n, nil
}
