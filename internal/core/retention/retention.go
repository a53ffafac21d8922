// Package retention says how long what is kept, and why: the rules as data, for the sweep and for whoever asks. It keeps nothing itself.
package retention

import "time"

// Rule is how long one kind of rows is kept.
type Rule struct {
	Name     string `json:"name"`
	What     string `json:"what"` // counted from when
	Days     int    `json:"days"` // 0 is for good
	Why      string `json:"why"`
	Citation string `json:"citation,omitempty"`
	Held     bool   `json:"held"` // only reported: this program never removes it
}

const year = 365

// disposal is the rule that asks to throw away what nobody needs.
const disposal = "16 CFR 314.4(c)(6)(i)"

// Rules lists every rule.
func Rules() []Rule {
	return append(ways(), []Rule{
		{Name: "letters", What: "the words of a message with its codes and links, from when it was sent, failed or expired", Days: 30,
			Why: "A sent message loses them at once; only a demo, or a process that died, leaves some.", Citation: disposal},
		{Name: "messages", What: "what a customer was sent, without secrets, from when it was written", Days: 7 * year,
			Why:      "It proves notices that the law asks for: two years at least; claims from a contract run longer in most states.",
			Citation: "12 CFR 1026.25(a); 12 CFR 1013.8"},
		{Name: "bounces", What: "letters that came back, from then", Days: year, Why: "They count for 45 days; a year for questions about a letter that did not arrive.", Citation: disposal},
		{Name: "replies", What: "texts that came back to us and asked for help or for nothing we know, from then", Days: 90,
			Why: "Long enough to see whether somebody was answered. A STOP or START is kept for good: it says whether texts may go there.", Citation: disposal},
		{Name: "incidents", What: "what was told of faults of our own, from their end", Days: 2 * year,
			Why: "It answers for two years what a customer could not do on a day, as long as disputes usually take."},
		{Name: "helpers", What: "whom customers let help with a contract, from its last day", Days: 2 * year,
			Why: "It answers for two years who was let in and by whom; each look stands in the audit.", Citation: disposal},
		{Name: "viewings", What: "why one of us saw a customer's pages, in words, from when it began", Days: 2 * year,
			Why: "It answers for two years why somebody looked; that somebody did, and at which pages, stays in the audit.", Citation: disposal},
		{Name: "kept messages", What: "messages of the retail feed that somebody has decided on, or that passed by themselves, from then", Days: 90,
			Why: "Long enough for questions about a decision; what was decided and why stays in the audit.", Citation: disposal},
		{Name: "refused messages", What: "messages of the retail feed that were refused, from when they first came", Days: 90,
			Why: "Long enough to mend what was wrong here and take them in again; the sender has them too.", Citation: disposal},
		{Name: "partner messages", What: "messages to partners that arrived or were given up, from then", Days: 90,
			Why: "Long enough to send one again, or to show what was told. They name contracts and no person."},
		{Name: "deliveries", What: "ids of signed deliveries from other systems, from when they came", Days: 30, Why: "A signature is good for five minutes; senders try again for days."},
		{Name: "processes", What: "which keys a process held, from when it was last seen", Days: 1, Why: "Of use only while keys are changed."},
		{Name: "conversations", What: "messages with their files, from the end of the last contract of whoever wrote them", Days: 7 * year, Held: true,
			Why:      "What was agreed and complained of in writing goes with the contract and seven years more. The tables take no removal; who must dispose does it with the lender's counsel.",
			Citation: "12 CFR 1026.25(a); 12 CFR 1013.8"},
		{Name: "cases", What: "cases of the desk with their notes, from when they were closed", Days: 7 * year, Held: true,
			Why:      "They prove that a dispute was answered in its days: two years at least; claims from a contract run longer in most states. Who must dispose does it with the lender's counsel.",
			Citation: "12 CFR 1005.13(b)(1); 12 CFR 1002.12(b)(1)"},
		{Name: "views", What: "who of the desk had a conversation open, from then", Days: 1, Why: "Two people must not answer at once; who looked stands in the audit."},
		{Name: "statements", What: "statements, from the end of their contract", Days: 7 * year, Held: true,
			Why:      "Kept as issued through the life of the contract and seven years more. The table takes no removal; who must dispose does it with the lender's counsel.",
			Citation: "12 CFR 1026.25(a); 12 CFR 1013.8"},
		{Name: "audit", What: "the record of who did what", Held: true,
			Why: "A removed row breaks its chain, and the record answers whose data was seen.", Citation: "16 CFR 314.4(c)(8), 314.4(j)"},
		{Name: "book", What: "contracts, their events, the ledger and payments", Held: true, Why: "Every figure is folded from them again."},
	}...)
}

// ways are the rules of what belongs to signing in.
func ways() []Rule {
	return []Rule{
		{Name: "challenges", What: "codes that were asked for, from their end", Days: 1, Why: "A code is good for minutes; a day for questions about it.", Citation: disposal},
		{Name: "ceremonies", What: "passkeys that were asked for, from their end", Days: 1, Why: "An answer is good for minutes; a day for questions about it.", Citation: disposal},
		{Name: "passkeys", What: "passkeys of registrations that came to nothing, from when they were made", Days: 1, Why: "A registration lives an hour.", Citation: disposal},
		{Name: "stamps", What: "solved puzzles of forms, from their end", Days: 1, Why: "Each counts once, and for minutes."},
		{Name: "misses", What: "counts of strangers' failures", Days: 1, Why: "They make forms harder for ten minutes."},
		{Name: "attempts", What: "tries to sign in with their true reasons, from then", Days: 90,
			Why: "Longer than any lock, and than most people wait before they ask what happened.", Citation: disposal},
		{Name: "staff invitations", What: "invitations of our own people, from their end", Days: year, Why: "As those of customers."},
		{Name: "links", What: "mailed links, from their end", Days: 1, Why: "They work once, and in their time only.", Citation: disposal},
		{Name: "resets", What: "requests to replace a lost factor, from their end", Days: 1, Why: "What came of one is in the audit.", Citation: disposal},
		{Name: "drafts", What: "forms that wait for their owner to sign in again, from their end", Days: 1, Why: "Nobody comes back for one.", Citation: disposal},
		{Name: "approvals", What: "orders that were confirmed by a code, from then", Days: 1, Why: "One is good for its session only."},
		{Name: "guides", What: "support codes and on which page their browsers were, from their end", Days: 1, Why: "An agent sees it for minutes; that one did is in the audit.", Citation: disposal},
		{Name: "claims", What: "registrations that were begun, from their end", Days: 1, Why: "What was typed is of no use to anybody any more.", Citation: disposal},
		{Name: "invitations", What: "invitations, from their end", Days: year, Why: "A year to tell who was invited when somebody says that no letter came."},
		{Name: "sessions", What: "sessions, from their beginning and the last refresh of an app's", Days: 30,
			Why: "A browser's lives no longer than twelve hours, an app's no longer than a month without a refresh; a month for questions about them."},
		{Name: "partner tokens", What: "tokens that partners were given, from their end", Days: 1, Why: "What each did is in the audit.", Citation: disposal},
		{Name: "app codes", What: "codes that apps were given, from their end", Days: 1, Why: "One is good for a minute; a day, so that a second use is seen.", Citation: disposal},
		{Name: "refresh tokens", What: "tokens that apps renew their session with, from their end", Days: 1, Why: "Kept until then though used, so that a second use is seen.", Citation: disposal},
		{Name: "rates", What: "counts of requests in a minute, from then", Days: 1, Why: "They limit that minute."},
		{Name: "throttles", What: "counters of failed attempts, from the last one and from the end of their lock", Days: 8,
			Why: "No window or wait is longer. A row of ten failures is on its way to a lock for good and stays."},
		{Name: "devices", What: "browsers somebody signed in with, from the last time, when they are not trusted", Days: 400,
			Why: "Known for a year and some weeks, so that one used each year is not new each time.", Citation: disposal},
	}
}

// Before is the instant that what is older than the rule allows comes before.
func (r Rule) Before(now time.Time) time.Time { return now.AddDate(0, 0, -r.Days) }
