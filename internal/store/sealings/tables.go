package sealings

import (
	"slices"
	"strings"

	"marque/internal/core/identity"
)

// Tables is the one list of everything that is sealed: each table with sealed columns, how its rows are read and written anew, and which
// blind indexes follow from its values. A test compares it with the schema: a column of bytes that is named neither here nor in Plain fails.
func Tables() []Table {
	return slices.Concat(people(), ways(), conversations(), []Table{
		{
			Name: "bank_accounts", Sealed: []string{"routing", "number", "nickname"},
			Indexes: []Index{{"number_index", "bank-account", func(v []string) string { return v[0] + "/" + v[1] }}},
			page: `select party_id, id, routing, number, nickname, number_index from bank_accounts
				where party_id > $1 or party_id = $1 and id > $2 order by party_id, id limit $3`,
			update: `update bank_accounts set routing = $3, number = $4, nickname = $5, number_index = $6 where party_id = $1 and id = $2`,
		},
		{
			Name: "account_changes", Sealed: []string{"old", "new"},
			page: `select party_id, id, old, new from account_changes
				where party_id > $1 or party_id = $1 and id > $2 order by party_id, id limit $3`,
			update: `update account_changes set old = $3, new = $4 where party_id = $1 and id = $2`,
		},
		{
			Name: "bank_files", Sealed: []string{"content"},
			page:   `select id, id, content from bank_files where id > $1 and id > $2 order by id limit $3`,
			update: `update bank_files set content = $3 where id = $1 and id = $2`,
		},
		{
			Name: "challenges", Sealed: []string{"address"},
			page:   `select id, id, address from challenges where id > $1 and id > $2 order by id limit $3`,
			update: `update challenges set address = $3 where id = $1 and id = $2`,
		},
		{
			Name: "claims", Sealed: []string{"password"}, hashes: true,
			page:   `select id, id, password from claims where id > $1 and id > $2 order by id limit $3`,
			update: `update claims set password = $3 where id = $1 and id = $2`,
		},
		{
			Name: "feed_held", Sealed: []string{"message"},
			page:   `select id, id, message from feed_held where id > $1 and id > $2 order by id limit $3`,
			update: `update feed_held set message = $3 where id = $1 and id = $2`,
		},
		{
			Name: "feed_refused", Sealed: []string{"message"},
			page:   `select id, id, message from feed_refused where id > $1 and id > $2 order by id limit $3`,
			update: `update feed_refused set message = $3 where id = $1 and id = $2`,
		},
		{
			Name: "adjustments", Sealed: []string{"note", "answer"},
			page: `select contract_id, id, note, answer from adjustments
				where contract_id > $1 or contract_id = $1 and id > $2 order by contract_id, id limit $3`,
			update: `update adjustments set note = $3, answer = $4 where contract_id = $1 and id = $2`,
		},
		{
			Name: "helps", Sealed: []string{"email"},
			page: `select contract_id, id, email from helps
				where contract_id > $1 or contract_id = $1 and id > $2 order by contract_id, id limit $3`,
			update: `update helps set email = $3 where contract_id = $1 and id = $2`,
		},
		{
			Name: "hook_endpoints", Sealed: []string{"secret", "older"},
			page:   `select id, id, secret, older from hook_endpoints where id > $1 and id > $2 order by id limit $3`,
			update: `update hook_endpoints set secret = $3, older = $4 where id = $1 and id = $2`,
		},
		{
			Name: "viewings", Sealed: []string{"words"},
			page:   `select id, id, words from viewings where id > $1 and id > $2 order by id limit $3`,
			update: `update viewings set words = $3 where id = $1 and id = $2`,
		},
		{
			Name: "mail_bounces", Sealed: []string{"address"},
			Indexes: []Index{{"address_index", "mail bounce", func(v []string) string { return v[0] }}},
			page:    `select id, id, address, address_index from mail_bounces where id > $1 and id > $2 order by id limit $3`,
			update:  `update mail_bounces set address = $3, address_index = $4 where id = $1 and id = $2`,
		},
		{
			Name: "outbox", Sealed: []string{"recipient", "letter", "record"},
			page:   `select id, id, recipient, letter, record from outbox where id > $1 and id > $2 order by id limit $3`,
			update: `update outbox set recipient = $3, letter = $4, record = $5 where id = $1 and id = $2`,
		},
		{
			Name: "relief_agreements", Sealed: []string{"file"},
			page: `select contract_id, id, file from relief_agreements
				where contract_id > $1 or contract_id = $1 and id > $2 order by contract_id, id limit $3`,
			update: `update relief_agreements set file = $3 where contract_id = $1 and id = $2`,
		},
		{
			Name: "relief_requests", Sealed: []string{"text"},
			page: `select contract_id, id, text from relief_requests
				where contract_id > $1 or contract_id = $1 and id > $2 order by contract_id, id limit $3`,
			update: `update relief_requests set text = $3 where contract_id = $1 and id = $2`,
		},
		{
			Name: "text_replies", Sealed: []string{"phone"},
			Indexes: []Index{{"phone_index", "text reply", func(v []string) string { return v[0] }}},
			page:    `select id, id, phone, phone_index from text_replies where id > $1 and id > $2 order by id limit $3`,
			update:  `update text_replies set phone = $3, phone_index = $4 where id = $1 and id = $2`,
		},
		{
			Name: "statements", Sealed: []string{"file", "page"},
			page: `select contract_id, id, file, page from statements
				where contract_id > $1 or contract_id = $1 and id > $2 order by contract_id, id limit $3`,
			update: `update statements set file = $3, page = $4 where contract_id = $1 and id = $2`,
		},
	})
}

func ways() []Table {
	return []Table{
		{
			Name: "autopay_authorisations", Sealed: []string{"text", "file"},
			page: `select contract_id, id, text, file from autopay_authorisations
				where contract_id > $1 or contract_id = $1 and id > $2 order by contract_id, id limit $3`,
			update: `update autopay_authorisations set text = $3, file = $4 where contract_id = $1 and id = $2`,
		},
		{
			Name: "letters", Sealed: []string{"file"},
			page: `select contract_id, id, file from letters
				where contract_id > $1 or contract_id = $1 and id > $2 order by contract_id, id limit $3`,
			update: `update letters set file = $3 where contract_id = $1 and id = $2`,
		},
		{
			Name: "answers", Sealed: []string{"answer"}, hashes: true,
			page:   `select id, id, answer from answers where id > $1 and id > $2 order by id limit $3`,
			update: `update answers set answer = $3 where id = $1 and id = $2`,
		},
		{
			Name: "contacts", Sealed: []string{"address", "former"},
			page:   `select id, id, address, former from contacts where id > $1 and id > $2 order by id limit $3`,
			update: `update contacts set address = $3, former = $4 where id = $1 and id = $2`,
		},
		{
			Name: "sign_in_attempts", Sealed: []string{"network", "browser"},
			page:   `select id, id, network, browser from sign_in_attempts where id > $1 and id > $2 order by id limit $3`,
			update: `update sign_in_attempts set network = $3, browser = $4 where id = $1 and id = $2`,
		},
		{
			Name: "drafts", Sealed: []string{"form"},
			page:   `select id, id, form from drafts where id > $1 and id > $2 order by id limit $3`,
			update: `update drafts set form = $3 where id = $1 and id = $2`,
		},
	}
}

func conversations() []Table {
	return []Table{
		{
			Name: "threads", Sealed: []string{"subject"},
			page:   `select id, id, subject from threads where id > $1 and id > $2 order by id limit $3`,
			update: `update threads set subject = $3 where id = $1 and id = $2`,
		},
		{
			Name: "messages", Sealed: []string{"body"},
			page: `select thread_id, id, body from messages
				where thread_id > $1 or thread_id = $1 and id > $2 order by thread_id, id limit $3`,
			update: `update messages set body = $3 where thread_id = $1 and id = $2`,
		},
		{
			Name: "thread_notes", Sealed: []string{"body"},
			page: `select thread_id, id, body from thread_notes
				where thread_id > $1 or thread_id = $1 and id > $2 order by thread_id, id limit $3`,
			update: `update thread_notes set body = $3 where thread_id = $1 and id = $2`,
		},
		{
			Name: "thread_ratings", Sealed: []string{"words"},
			page: `select thread_id, id, words from thread_ratings
				where thread_id > $1 or thread_id = $1 and id > $2 order by thread_id, id limit $3`,
			update: `update thread_ratings set words = $3 where thread_id = $1 and id = $2`,
		},
		{
			Name: "cases", Sealed: []string{"outcome"},
			page: `select contract_id, id, outcome from cases
				where contract_id > $1 or contract_id = $1 and id > $2 order by contract_id, id limit $3`,
			update: `update cases set outcome = $3 where contract_id = $1 and id = $2`,
		},
		{
			Name: "case_notes", Sealed: []string{"body"},
			page: `select contract_id, id, body from case_notes
				where contract_id > $1 or contract_id = $1 and id > $2 order by contract_id, id limit $3`,
			update: `update case_notes set body = $3 where contract_id = $1 and id = $2`,
		},
		{
			Name: "message_parts", Sealed: []string{"part"},
			page: `select content_id, id, part from message_parts
				where content_id > $1 or content_id = $1 and id > $2 order by content_id, id limit $3`,
			update: `update message_parts set part = $3 where content_id = $1 and id = $2`,
		},
		{
			Name: "insurance_proofs", Sealed: []string{"policy", "name"},
			page: `select contract_id, id, policy, name from insurance_proofs
				where contract_id > $1 or contract_id = $1 and id > $2 order by contract_id, id limit $3`,
			update: `update insurance_proofs set policy = $3, name = $4 where contract_id = $1 and id = $2`,
		},
		{
			Name: "lease_photos", Sealed: []string{"name"},
			page: `select contract_id, id, name from lease_photos
				where contract_id > $1 or contract_id = $1 and id > $2 order by contract_id, id limit $3`,
			update: `update lease_photos set name = $3 where contract_id = $1 and id = $2`,
		},
		{
			Name: "mileage_statements", Sealed: []string{"words"},
			page: `select contract_id, id, words from mileage_statements
				where contract_id > $1 or contract_id = $1 and id > $2 order by contract_id, id limit $3`,
			update: `update mileage_statements set words = $3 where contract_id = $1 and id = $2`,
		},
		{
			Name: "garages", Sealed: []string{"line1", "line2"},
			page: `select contract_id, id, line1, line2 from garages
				where contract_id > $1 or contract_id = $1 and id > $2 order by contract_id, id limit $3`,
			update: `update garages set line1 = $3, line2 = $4 where contract_id = $1 and id = $2`,
		},
		{
			Name: "message_files", Sealed: []string{"name"},
			page: `select thread_id, id, name from message_files
				where thread_id > $1 or thread_id = $1 and id > $2 order by thread_id, id limit $3`,
			update: `update message_files set name = $3 where thread_id = $1 and id = $2`,
		},
	}
}

func people() []Table {
	return []Table{
		{
			Name: "parties", Sealed: []string{"birth_date", "email", "phone", "tax_id_last4", "line1", "line2"},
			Indexes: []Index{
				{"birth_index", "party.birth_date", func(v []string) string { return v[0] }},
				{"email_index", "party.email", func(v []string) string { return strings.ToLower(strings.TrimSpace(v[1])) }},
				{"phone_index", "party.phone", func(v []string) string { return strings.TrimSpace(v[2]) }},
			},
			page: `select id, id, birth_date, email, phone, tax_id_last4, line1, line2, birth_index, email_index, phone_index from parties
				where id > $1 and id > $2 order by id limit $3`,
			update: `update parties set birth_date = $3, email = $4, phone = $5, tax_id_last4 = $6, line1 = $7, line2 = $8, birth_index = $9,
				email_index = $10, phone_index = $11 where id = $1 and id = $2`,
		},
		{
			Name: "users", Sealed: []string{"email"},
			Indexes: []Index{{"email_index", "user.email", func(v []string) string { return identity.FoldEmail(v[0]) }}},
			page:    `select id, id, email, email_index from users where id > $1 and id > $2 order by id limit $3`,
			update:  `update users set email = $3, email_index = $4 where id = $1 and id = $2`,
		},
		{
			Name: "authenticators", Sealed: []string{"secret"}, hashes: true,
			page:   `select id, id, secret from authenticators where id > $1 and id > $2 order by id limit $3`,
			update: `update authenticators set secret = $3 where id = $1 and id = $2`,
		},
	}
}

// Plain is every other column of bytes, with the reason why it is not sealed.
func Plain() map[string]string {
	const (
		hash    = "a hash of something that cannot be guessed, or of what stands readable beside it"
		keyed   = "a keyed hash that ends with what it is for"
		public  = "public by nature, or random and no secret: the private half of a passkey stays with its owner"
		counter = "instants of failures under a keyed hash"
	)
	return map[string]string{
		"audit_checkpoint_heads.hash": hash, "audit_checkpoints.previous": hash, "audit_checkpoints.root": hash, "audit_checkpoints.signature": "a signature",
		"audit_heads.hash": hash, "audits.hash": hash, "bank_files.sha256": hash, "challenges.code_hash": keyed, "challenges.token_hash": hash, "claims.token_hash": hash,
		"contract_forecasts.digest": hash, "contract_states.digest": hash, "autopay_authorisations.sha256": hash, "ceremonies.challenge_hash": hash, "ceremonies.handle": public, "ceremonies.visitor": hash, "devices.token_hash": hash, "drafts.token_hash": hash, "links.token_hash": hash,
		"misses.key": keyed, "feed_deliveries.body_hash": hash, "feed_events.content": hash, "feed_events.hash": hash,
		"guides.code_hash": keyed, "guides.browser_hash": hash, "helps.code_hash": hash, "invitations.code_hash": hash, "letters.code_hash": hash, "letters.sha256": hash, "message_contents.sha256": hash, "passkeys.aaguid": public,
		"relief_agreements.sha256": hash, "arrangements.text_hash": hash, "relief_requests.text_hash": hash, "relief_signatures.text_hash": hash,
		"passkeys.credential": public, "passkeys.handle": public, "passkeys.public_key": public, "sessions.token_hash": hash, "client_secrets.secret_hash": hash, "client_tokens.token_hash": hash, "app_codes.code_hash": hash, "app_refreshes.token_hash": hash, "staff_invitations.code_hash": hash, "statements.sha256": hash, "throttles.key": keyed, "throttles.recent": counter,
	}
}
