package samples

import (
	"marque/internal/core/flag"
	"marque/internal/l10n"
	"marque/internal/web/console/view"
	"marque/internal/web/ui"
)

// desk are the pages of the lender's own people.
func desk(stranger ui.Frame) []Sample {
	stranger.Desk = true
	f := stranger
	f.Person = "Dana Whitfield"
	setup := view.AppSetup{Frame: stranger, QR: sampleQR(), Action: "/desk/welcome/app", Token: "t", Secret: "JBSW Y3DP EHPK 3PXP JBSW Y3DP EHPK 3PXP"}
	failed := setup
	failed.Failure = deskFields("code", "A code has 6 digits.")
	code := view.Code{Frame: stranger, Action: "/desk/login/code", Heading: "Open your authenticator app", Lead: "Type the 6-digit code that it shows for the desk now.", Back: "/desk/login"}
	confirm := view.Code{Frame: f, Failure: deskFields("code", "A code has 6 digits."), Action: "/desk/confirm", Heading: "Confirm that it is you", Lead: "You are about to do something on a customer’s account.", Back: "/desk"}
	keyed := confirm
	keyed.Failure, keyed.Passkey, keyed.Options = view.Failure{}, "/desk/confirm/passkey", "/desk/confirm/passkey/options"
	company := confirm
	company.Failure, company.Company = view.Failure{}, "/desk/company"
	pages := append(append(helping(f), queueing(f)...), casing(f)...)
	return append(pages, []Sample{
		{"desk-signin", view.SignIn{Frame: stranger, Passkey: "/desk/login/passkey", Options: "/desk/login/passkey/options", Company: "/desk/company", Notice: "Your access is set up. Sign in with your password and your app."}.Page()},
		{"desk-signin-failed", view.SignIn{Frame: stranger, Identifier: "dana", Failure: view.Failure{Problem: "We could not sign you in with that username or email and password."}}.Page()},
		{"desk-code", code.Page()},
		{"desk-confirm-failed", confirm.Page()},
		{"desk-confirm-passkey", keyed.Page()},
		{"desk-confirm-company", company.Page()},
		{"desk-welcome", view.Welcome{Frame: stranger, Action: "/desk/welcome", Invited: "8MQ2-KX7D", Username: "dana.whitfield", Name: "Dana Whitfield"}.Page()},
		{"desk-welcome-failed", view.Welcome{Frame: stranger, Action: "/desk/welcome", Username: "dana.whitfield", Name: "Dana Whitfield",
			Failure: deskFields("password", "Choose a password that is harder to guess.")}.Page()},
		{"desk-setup", setup.Page()},
		{"desk-setup-failed", failed.Page()},
		{"desk-me", view.Me{Frame: f, Rows: []ui.Fact{{Label: "Username", Value: "dana.whitfield"}, {Label: "Roles", Value: "agent, senior"}}, Add: "/desk/me/passkeys/new"}.Page()},
		{"desk-me-passkeys", view.Me{Frame: f, Notice: "Your passkey is added. It opens the desk by itself from now on.", Rows: []ui.Fact{{Label: "Username", Value: "dana.whitfield"}, {Label: "Roles", Value: "agent, senior"}},
			Add: "/desk/me/passkeys/new", Passkeys: []ui.Passkey{{Name: "Security key", When: "Last used November 22, 2026 at 9:10 AM EST", Change: "/desk/me/passkeys/1"}}}.Page()},
		{"desk-passkey-new", view.PasskeyNew{Frame: f, Action: "/desk/me/passkeys/new", Options: "/desk/me/passkeys/new/options", Name: "Firefox on Linux"}.Page()},
		{"desk-passkey-new-failed", view.PasskeyNew{Frame: f, Action: "/desk/me/passkeys/new", Options: "/desk/me/passkeys/new/options", Failure: deskFields("name", "Give the passkey a name, such as “My phone”.")}.Page()},
		{"desk-passkey", view.PasskeyChange{Frame: f, Action: "/desk/me/passkeys/1", Called: "Security key", Name: "Security key"}.Page()},
		{"desk-problem", view.Problem{Frame: f, Heading: "There is no such page", Words: "It is not there, or your role may not open it.", Wait: "in 40 seconds", Reference: "7Q4M2KXD"}.Page()},
	}...)
}

// helping are the pages of help with signing in.
func helping(f ui.Frame) []Sample {
	why := view.Why{Reasons: []ui.Choice{{Value: "called", Label: "The customer called"}, {Value: "wrote", Label: "The customer wrote"}, {Value: "fraud", Label: "We suspect fraud"}, {Value: "review", Label: "A check of our own work"}}}
	when := "November 22, 2026 at 9:10 AM EST"
	state := ui.Status{Tone: ui.Bad, Text: "Not delivered"}
	request := view.Request{Title: "Dmitri Šafařík-Nguyễn: remove the authenticator app", Facts: []ui.Fact{{Label: "Asked for by", Value: "Sam Okafor", Detail: when + ", the customer called, case C-77"},
		{Label: "State", Value: "Waits for a second person"}}, Decide: "/desk/requests/1/decide", Cancel: "/desk/requests/1/cancel"}
	help := view.Help{
		Frame: f, Name: "Dmitri Šafařík-Nguyễn", Detail: "Contract C806105925", Why: "called", Ticket: "C-77",
		Advice: []string{"Sign-in from new devices is locked. Check who is calling, then unlock; or the customer signs in from a device used before, or unlocks by mail on the sign-in page."},
		Locks:  []string{"Sign-in from new devices is locked until " + when + "."},
		Flags: view.Flags{Action: "/desk/customers/1/flags", Up: []view.Flag{{Kind: "military", Title: flag.Military.Title(), Advice: flag.Military.Advice(), Since: "Since " + when}},
			More: []ui.Choice{{Value: "bankruptcy", Label: flag.Bankruptcy.Title(), Hint: flag.Bankruptcy.Advice()}, {Value: "no_contact", Label: flag.NoContact.Title(), Hint: flag.NoContact.Advice()}, {Value: "vulnerable", Label: flag.Vulnerable.Title(), Hint: flag.Vulnerable.Advice()}}},
		Proofs: []ui.Fact{{Label: "Username", Value: "dmitri.safarik"}, {Label: "Mailbox on file", Value: "d•••@e•••.com", Detail: "Changed on " + when}, {Label: "Authenticator app", Value: "Set up"}, {Label: "Recovery codes", Value: "8 codes left"}},
		Attempts: ui.Table{Caption: "Attempts", Hidden: true, Columns: []ui.Column{{Label: "When"}, {Label: "What happened"}, {Label: "From"}}, Rows: [][]ui.Cell{
			{{Text: when}, {Text: "Locked for new devices, until " + when, Strong: true}, {Text: "Firefox on Windows, 203.0.113.0/24"}}, {{Text: when}, {Text: "Wrong password", Strong: true}, {Text: "Safari on iPhone, used before, 198.51.100.0/24"}}}},
		Sent: ui.Table{Caption: "Messages", Hidden: true, Columns: []ui.Column{{Label: "When"}, {Label: "What"}, {Label: "To"}, {Label: "State"}}, Rows: [][]ui.Cell{
			{{Text: when}, {Text: "Code to sign in"}, {Text: "•••• 42"}, {Status: &state}}}},
		Checks: ui.Table{Caption: "Checks", Hidden: true, Columns: []ui.Column{{Label: "When"}, {Label: "How"}, {Label: "Result"}}},
		Acts: &view.Acts{Script: "/desk/customers/1/script", SendCode: "/desk/customers/1/code", Questions: []ui.Field{{Name: "answer-postal", Label: "Postal code of the home address"},
			{Name: "answer-vin", Label: "Last six characters of the VIN", Hint: "It stands on the insurance card and behind the windshield."}, {Name: "answer-house", Label: "House number of the home address"}},
			To: []ui.Choice{{Value: "phone", Label: "By text to •••• 42"}}},
	}
	help.Reveal, help.View = "/desk/customers/1/reveal", "/desk/customers/1/view"
	good, late := ui.Status{Tone: ui.OK, Text: "In good standing"}, ui.Status{Tone: ui.Bad, Text: "Late by 35 minutes"}
	help.Contracts = ui.Table{Caption: "Contracts", Hidden: true, Columns: []ui.Column{{Label: "Contract"}, {Label: "State"}, {Label: "Next"}, {Label: "Autopay"}, {Label: "Balance", Figure: true}}, Rows: [][]ui.Cell{
		{{Text: "2023 Norden Vela Hybrid", Href: "/desk/customers/1/contracts/1?why=called", Unseen: ", contract C806105925", Strong: true}, {Status: &good}, {Text: "$612.44 on Dec 1, 2026"}, {Text: "On"}, {Text: "$16,580.21"}}}}
	help.Talks = ui.Table{Caption: "Conversations", Hidden: true, Columns: []ui.Column{{Label: "About"}, {Label: "Promise"}, {Label: "Last changed"}}, Rows: [][]ui.Cell{
		{{Text: "My new policy", Href: "/desk/queue/1", Strong: true}, {Status: &late}, {Text: when}}}}
	help.Cases = ui.Table{Caption: "Cases", Hidden: true, Columns: []ui.Column{{Label: "About"}, {Label: "Next clock"}, {Label: "By"}}, Rows: [][]ui.Cell{
		{{Text: "A payment that is not right", Href: "/desk/cases/1/1", Strong: true}, {Text: "Decide at the latest"}, {Status: &ui.Status{Tone: ui.Bad, Text: "Overdue by 2 days"}}}}}
	reveal := view.Reveal{Frame: f, Action: "/desk/customers/1/reveal", Why: why, Options: []ui.Choice{{Value: "email", Label: "The email address"}, {Value: "phone", Label: "The phone number"}}}
	unsaid := reveal
	unsaid.Failure = deskFields("show", "Choose what to show.")
	proved, sent := help, help
	proved.Notice, proved.Requests = "The caller is checked.", []view.Request{request}
	proved.Acts = &view.Acts{Proved: when, Unlock: "/desk/customers/1/unlock", Locked: true, Reset: "/desk/customers/1/reset", Remove: "/desk/customers/1/factor", Second: true,
		Factors: []ui.Choice{{Value: "app", Label: "Authenticator app"}, {Value: "text", Label: "Code by text"}}}
	sent.Failure, sent.Acts = deskFields("code", "That is not the code we sent. You have 4 tries left."), &view.Acts{Waiting: true, ReadBack: "/desk/customers/1/code/check"}
	waive, unwaived, proposal, over := deskMoney(f, when)
	take, agree := deskCall(f)
	listed := request
	listed.Customer = "/desk/customers/1"
	return []Sample{
		{"desk-find", view.Find{Frame: f, Action: "/desk/find", Why: why}.Page()},
		{"desk-find-failed", view.Find{Frame: f, Action: "/desk/find", Why: why, Failure: deskFields("term", "Enter a contract number, VIN, username, email, phone or name.", "why", "Say why you look at this account.")}.Page()},
		{"desk-found", view.Find{Frame: f, Action: "/desk/find", Why: why, Term: "Šafařík", Sought: true, Hits: []view.Hit{{Name: "Dmitri Šafařík-Nguyễn", Detail: "Denver, CO · C806105925", Href: "/desk/customers/1?why=called"}}}.Page()},
		{"desk-why", view.AskWhy{Frame: f, Action: "/desk/customers/1", Why: why}.Page()},
		{"desk-help", help.Page()},
		{"desk-help-proved", proved.Page()},
		{"desk-contract", deskContract(f, good).Page()},
		{"desk-reveal", reveal.Page()},
		{"desk-reveal-failed", unsaid.Page()},
		{"desk-revealed", view.Revealed{Frame: f, Heading: "The email address", Value: "dmitri.safarik-nguyen@a-rather-long-mailbox.example", Href: "mailto:x@example.com", Back: "/desk/customers/1?why=called"}.Page()},
		{"desk-help-code-failed", sent.Page()},
		{"desk-requests", view.Requests{Frame: f, All: []view.Request{listed, request}}.Page()},
		{"desk-requests-money", view.Requests{Frame: f, Notice: "You refused. Nothing is changed.", Proposals: ui.Table{Caption: "Proposals", Hidden: true,
			Columns: []ui.Column{{Label: "What"}, {Label: "Customer"}, {Label: "Proposed by"}, {Label: "Ends by itself"}, {Label: "Amount", Figure: true}}, Rows: [][]ui.Cell{
				{{Text: "Reverse a payment", Href: "/desk/proposals/1", Strong: true}, {Text: "Dmitri Šafařík-Nguyễn, C806105925"}, {Text: "Sam Okafor, " + when}, {Text: "November 29, 2026 at 9:10 AM EST"}, {Text: "$612.44"}}}}}.Page()},
		{"desk-pay", take.Page()},
		{"desk-pay-code-failed", agree.Page()},
		{"desk-waive", waive.Page()},
		{"desk-waive-failed", unwaived.Page()},
		{"desk-waive-none", view.Adjust{Frame: f, Title: "Waive a fee", Lead: waive.Lead, Empty: "No fee is open on this contract.", Back: waive.Back}.Page()},
		{"desk-proposal", proposal.Page()},
		{"desk-proposal-over", over.Page()},
		{"desk-requests-none", view.Requests{Frame: f, Notice: "You agreed. Every address on file is told."}.Page()},
	}
}

// deskCall are the pages of a payment that is taken on the phone.
func deskCall(f ui.Frame) (view.TakePayment, view.AgreePayment) {
	take := view.TakePayment{Frame: f, Back: "/desk/customers/1/contracts/1?why=called", Action: "/desk/customers/1/contracts/1/pay?why=called", Key: "k",
		Facts:    []ui.Fact{{Label: "To pay", Value: "$612.44"}, {Label: "Past due", Value: "$0.00"}, {Label: "Counts on", Value: "November 23, 2026"}},
		Amount:   ui.Field{Name: "amount", Label: "How much", InputMode: "decimal", Short: true},
		Accounts: ui.Choices{Name: "account", Legend: "From which account?", Options: []ui.Choice{{Value: "1", Label: "Account ending in 6789"}}},
		To:       ui.Choices{Name: "to", Legend: "Where does the code go?", Hint: "It names the amount, the account and the day. The customer reads it to you only if they agree.", Options: []ui.Choice{{Value: "phone", Label: "By text to the phone on file"}, {Value: "email", Label: "By email to the mailbox on file"}}}}
	agree := view.AgreePayment{Frame: f, Failure: deskFields("code", "That is not the code we sent. You have 4 tries left."), Back: take.Action, Action: "/desk/customers/1/contracts/1/pay/code?why=called", Key: "k",
		Facts: []ui.Fact{{Label: "Amount", Value: "$612.44"}, {Label: "From", Value: "Account ending in 6789"}, {Label: "Counts on", Value: "November 23, 2026"}}, Carried: [][2]string{{"amount", "612.44"}, {"account", "1"}}}
	agree.Code = ui.Field{Name: "code", Label: "The code that the customer reads to you", InputMode: "numeric", Short: true, MaxLength: 12, Errors: agree.Fields}
	return take, agree
}

// deskMoney are the pages on which a contract's money is adjusted by hand.
func deskMoney(f ui.Frame, when string) (waive, failed view.Adjust, open, over view.Proposal) {
	waive = view.Adjust{
		Frame: f, Title: "Waive a fee", Lead: "Up to $50.00 at once and $200.00 in a day you waive alone; you have $50.00 left for now. A second person decides what is more.",
		Back: "/desk/customers/1/contracts/1?why=called", Action: "/desk/customers/1/contracts/1/waive?why=called", Key: "k", Button: "Waive it",
		Of:      ui.Choices{Name: "of", Legend: "Which fee?", Options: []ui.Choice{{Value: "a", Label: "Late fee of November 11, 2026", Aside: "$30.62"}, {Value: "b", Label: "Returned payment fee of October 4, 2026", Aside: "$25.00"}}},
		Amount:  &ui.Field{Name: "amount", Label: "How much", Hint: "Leave it empty to waive all that is open.", InputMode: "decimal", Short: true, Optional: true},
		Reasons: ui.Choices{Name: "reason", Legend: "Why?", Options: []ui.Choice{{Value: "goodwill", Label: "As a courtesy"}, {Value: "our_mistake", Label: "It was our mistake"}}},
		Note:    ui.TextArea{Name: "note", Label: "For colleagues", Hint: "What happened, in a sentence. The customer reads the reason above, not this.", Rows: 3, MaxLength: 300},
	}
	failed = waive
	failed.Failure = deskFields("of", "Choose the fee.", "reason", "Choose a reason.", "note", "Write in at most 300 characters why, for whoever looks at it later.")
	failed.Of.Errors, failed.Reasons.Errors, failed.Note.Errors = failed.Fields, failed.Fields, failed.Fields
	open = view.Proposal{
		Frame: f, Title: "Reverse a payment: Dmitri Šafařík-Nguyễn", Customer: "/desk/customers/1/contracts/1?why=review", Decide: "/desk/proposals/1",
		Facts: []ui.Fact{{Label: "Contract", Value: "C806105925", Code: true}, {Label: "Reverse a payment", Value: "$612.44", Detail: "Payment of November 3, 2026"},
			{Label: "Reason", Value: "It belonged to another contract", Detail: "Two contracts, one check; the stub names C806105926."}, {Label: "Proposed by", Value: "Sam Okafor", Detail: when}},
		Effect: ui.Table{Caption: "The contract today", Hidden: true, Columns: []ui.Column{{Label: "Figure"}, {Label: "Now", Figure: true}, {Label: "With it", Figure: true}}, Rows: [][]ui.Cell{
			{{Text: "Balance"}, {Text: "$16,580.21"}, {Text: "$17,194.02", Strong: true}}, {{Text: "Days past due"}, {Text: "0"}, {Text: "21", Strong: true}}}},
		Answers: ui.Choices{Name: "yes", Legend: "Your decision", Options: []ui.Choice{{Value: "yes", Label: "Agree", Hint: "It goes into the book at once, and everybody on the contract is told."}, {Value: "no", Label: "Refuse"}}},
		Answer:  ui.TextArea{Name: "answer", Label: "A note", Hint: "Needed when you refuse.", Rows: 2, MaxLength: 300, Optional: true},
	}
	over = open
	over.Effect, over.Decide, over.Unfit, over.Withdraw = ui.Table{}, "", "This payment was returned or reversed already.", "/desk/proposals/1/withdraw"
	return waive, failed, open, over
}

// deskContract is a contract as the desk sees it.
func deskContract(f ui.Frame, good ui.Status) view.Contract {
	onWay := ui.Status{Tone: ui.Info, Text: "At your bank", Icon: "clock"}
	return view.Contract{
		Frame: f, Title: "2023 Norden Vela Hybrid", Detail: "Contract C806105925 · Dmitri Šafařík-Nguyễn, Ada Nguyễn", Customer: "/desk/customers/1?why=called", Status: good,
		Take: "/desk/customers/1/contracts/1/pay?why=called", Waive: "/desk/customers/1/contracts/1/waive?why=called", Reverse: "/desk/customers/1/contracts/1/reverse?why=called",
		Facts: []ui.Fact{{Label: "Number", Value: "C806105925", Code: true}, {Label: "VIN", Value: "1M8GDM9AXKP••••••", Code: true}, {Label: "Balance", Value: "$16,580.21"}, {Label: "Next", Value: "$612.44 on Dec 1, 2026"},
			{Label: "Autopay", Value: "On"}, {Label: "Matures", Value: "May 1, 2029"}, {Label: "Rate", Value: "5.74%"}},
		Payments: ui.Table{Caption: "Payments on their way", Hidden: true, Columns: []ui.Column{{Label: "Counts on"}, {Label: "State"}, {Label: "Reference"}, {Label: "Amount", Figure: true}}, Rows: [][]ui.Cell{
			{{Text: "Nov 23, 2026"}, {Status: &onWay}, {Text: "7Q4M-2KXD"}, {Text: "$100.00", Strong: true}}}},
		Lines: []ui.Line{{Title: "Payment", Date: "Nov 1, 2026", Amount: 61244, Credit: true, After: "$16,580.21", AfterTag: "Balance",
			Parts:   []ui.Fact{{Label: "Interest", Value: "$83.41"}, {Label: "Principal", Value: "$529.03"}},
			Working: []ui.Step{{Label: "Interest since October 1", Formula: "31 days × 5.74% × $17,109.38 ÷ 365", Result: "$83.41", Source: "Contract, section 2(b): simple interest, actual days over 365"}}}},
		Moments: ui.Table{Caption: "What happened", Hidden: true, Columns: []ui.Column{{Label: "When"}, {Label: "What"}}, Rows: [][]ui.Cell{
			{{Text: "Nov 1, 2026"}, {Text: "Payment of $612.44 · By autopay"}}, {{Text: "May 1, 2023"}, {Text: "The contract began"}}}},
		Statements: ui.Table{Caption: "Statements", Hidden: true, Columns: []ui.Column{{Label: "Closed"}, {Label: "Due"}, {Label: "Amount due", Figure: true}, {Label: "Balance", Figure: true}}, Rows: [][]ui.Cell{
			{{Text: "Nov 9, 2026", Strong: true}, {Text: "Dec 1, 2026"}, {Text: "$612.44"}, {Text: "$16,580.21"}}}},
		NewCase: "/desk/cases/1/new?why=called", All: "/desk/customers/1/contracts/1?why=called&all=yes",
	}
}

// deskSaid is the same conversation for the desk, which is in English; a card leads nowhere there.
func deskSaid(f ui.Frame) []ui.Said {
	f.Locale = l10n.EnUS
	out := said(f)
	for i := range out {
		if out[i].Offer != nil {
			out[i].Offer.Go, out[i].Offer.Href = "", ""
		}
	}
	return out
}

func deskFields(namesAndWords ...string) view.Failure {
	return view.Failure{Fields: fields(namesAndWords...).Fields}
}

// queueing are the pages of conversations at the desk.
func queueing(f ui.Frame) []Sample {
	late, soon, later := ui.Status{Tone: ui.Bad, Text: "Late by 35 minutes"}, ui.Status{Tone: ui.Warn, Text: "Within 40 minutes"}, ui.Status{Tone: ui.Info, Text: "By Nov 23, 4:00 PM EST", Icon: "hourglass"}
	queue := view.Queue{
		Frame: f, Facts: "3 conversations, 1 past the promise.", Action: "/desk/queue", Replies: "/desk/replies", Ratings: "/desk/ratings", Reports: "/desk/reports", Conflicts: "/desk/reconcile",
		Views: []ui.Link{{Text: "Owed an answer", Href: "/desk/queue", Current: true}, {Text: "Mine (1)", Href: "/desk/queue?view=mine"}, {Text: "Calls for me (2)", Href: "/desk/queue?view=calls"}},
		Menus: []ui.Menu{{Name: "team", Label: "Team", Options: []ui.Choice{{Label: "Any", Chosen: true}, {Value: "service", Label: "Customer service"}}}, {Name: "language", Label: "Language", Options: []ui.Choice{{Label: "Any", Chosen: true}}}},
		Rows: ui.Table{Caption: "Conversations", Hidden: true, Columns: []ui.Column{{Label: "About"}, {Label: "Promise"}, {Label: "Contract"}, {Label: "Language"}, {Label: "Who has it"}, {Label: "Labels"}}, Rows: [][]ui.Cell{
			{{Text: "I can’t pay right now", Href: "/desk/queue/1", Strong: true}, {Status: &late}, {Text: "Past due by 12 days"}, {Text: "Spanish"}, {Text: "Payment help"}, {Text: ""}},
			{{Text: "The late fee of October (Dmitri Šafařík-Nguyễn)", Href: "/desk/queue/2", Strong: true}, {Status: &soon}, {Text: "Active"}, {Text: "English"}, {Text: "Dana Whitfield"}, {Text: "late-fee, goodwill"}},
			{{Text: "Title and registration", Href: "/desk/queue/3", Strong: true}, {Status: &later}, {Text: "Paid off"}, {Text: "German"}, {Text: "Titles and insurance"}, {Text: ""}}}},
	}
	empty := queue
	empty.Rows.Rows, empty.Facts, empty.More = nil, "0 conversations, 0 past the promise.", true
	canned := []ui.Choice{{Label: "Choose", Chosen: true}, {Value: "1", Label: "Next payment"}}
	talk := view.Talk{
		Frame: f, Subject: "The late fee of October", Person: "Dmitri Šafařík-Nguyễn", Customer: "/desk/customers/1?why=wrote", Chips: []ui.Status{soon, {Tone: ui.Plain, Text: "late-fee"}},
		Facts: []ui.Fact{{Label: "Topic", Value: "Payments and autopay"}, {Label: "Who has it", Value: "Dana Whitfield"}, {Label: "Contract", Value: "C806105925", Code: true}}, Said: deskSaid(f),
		Live:  ui.Live{Socket: "/desk/queue/1/live", News: "/desk/queue/1/news", Side: "desk", Last: 5, Now: "Dmitri Šafařík-Nguyễn is here now and reads along.", Typing: "Dmitri Šafařík-Nguyễn is writing …"},
		Watch: "Sam Okafor is writing an answer to this right now.", Watching: "/desk/queue/1/watch", Write: &view.Write{Action: "/desk/queue/1", Key: "k", Read: "5", Canned: canned, Language: "English",
			Offers: []ui.Choice{{Label: "None", Chosen: true}, {Value: "payoff", Label: "Payoff quote"}, {Value: "extension", Label: "Move a payment to the end"}, {Value: "payment", Label: "Make a payment"}}, Contracts: []ui.Choice{{Value: "1", Label: "C806105925", Chosen: true}}},
		Acts:  &view.TalkActs{Claim: "/desk/queue/1/claim", Give: "/desk/queue/1/give", To: []ui.Choice{{Label: "Choose"}, {Value: "team titles", Label: "Team: titles and insurance"}}, Label: "/desk/queue/1/labels", Labels: "late-fee", Note: "/desk/queue/1/notes", Close: "/desk/queue/1/close"},
		Notes: []ui.Said{{Anchor: "n1", Who: "Sam Okafor", When: "November 20, 2026 at 9:59 AM EST", At: "2026-11-20T14:59:00Z", Text: "@dana.whitfield the bank was closed on the 11th, so the fee should go."}},
	}
	crossed := talk
	crossed.Failure, crossed.Watch = view.Failure{Problem: "Sam Okafor answered while you were writing. Read it first, then send yours if it is still needed."}, ""
	failed := talk
	failed.Failure = deskFields("canned", "This reply speaks of {past_due}, and there is none on this account.", "text", "Write your message.", "offer_through", "Choose a day from today to 30 days ahead.", "to", "Choose a colleague or a team.", "note", "There is nobody at the desk whose username is nobody.")
	seen := talk
	seen.Write, seen.Acts, seen.Watching, seen.Watch = nil, nil, "", ""
	texts := []ui.TextArea{{Name: "en", Label: "In English", Rows: 3, MaxLength: 2000}, {Name: "es", Label: "In Spanish", Rows: 3, MaxLength: 2000}, {Name: "de", Label: "In German", Rows: 3, MaxLength: 2000}}
	reply := view.WriteReply{Frame: f, Action: "/desk/replies/new", Texts: texts, Facts: "{name}, {amount}, {due}"}
	back := reply
	back.Failure, back.End = deskFields("title", "Give the reply a title of at most 60 characters.", "en", "There is no fact {ssn}. There are {name}, {amount}."), "/desk/replies/1/end"
	back.Texts = []ui.TextArea{texts[0], texts[1]}
	back.Texts[0].Errors = back.Fields
	ratings := view.Ratings{Frame: f, Facts: []ui.Fact{{Label: "Mean", Value: "4.3 of 5"}, {Label: "Answers", Value: "3"}, {Label: "Completely", Value: "2"}, {Label: "Mostly", Value: "0"}, {Label: "In part", Value: "1"}, {Label: "Hardly", Value: "0"}, {Label: "Not at all", Value: "0"}},
		Rows: ui.Table{Caption: "What customers said", Hidden: true, Columns: []ui.Column{{Label: "When"}, {Label: "It helped"}, {Label: "Who had it"}, {Label: "What they said"}}, Rows: [][]ui.Cell{
			{{Text: "November 20, 2026 at 10:05 AM EST", Href: "/desk/queue/1", Unseen: ", the conversation"}, {Text: "Completely"}, {Text: "Dana Whitfield"}, {Text: "Quick, and she knew what she was talking about."}},
			{{Text: "November 19, 2026 at 4:41 PM EST", Href: "/desk/queue/2", Unseen: ", the conversation"}, {Text: "In part"}, {Text: "Sam Okafor"}, {Text: ""}}}}}
	unrated := ratings
	unrated.Rows.Rows, unrated.Facts = nil, []ui.Fact{{Label: "Mean", Value: "None yet"}, {Label: "Answers", Value: "0"}}
	return []Sample{
		{"desk-ratings", ratings.Page()}, {"desk-ratings-none", unrated.Page()},
		{"desk-conflicts", deskConflicts(f).Page()}, {"desk-conflicts-none", view.Conflicts{Frame: f, Notice: "What we have stays. The sender is told when it asks again."}.Page()},
		{"desk-conflict", deskConflict(f).Page()}, {"desk-conflict-failed", failedConflict(f).Page()},
		{"desk-queue", queue.Page()}, {"desk-queue-none", empty.Page()}, {"desk-talk", talk.Page()}, {"desk-talk-crossed-failed", crossed.Page()}, {"desk-talk-failed", failed.Page()}, {"desk-talk-seen", seen.Page()},
		{"desk-replies", view.Replies{Frame: f, New: "/desk/replies/new", House: []view.Reply{{Title: "Next payment", Text: "Your next payment of {amount} is due {due}."}},
			Own: []view.Reply{{Title: "Our office", Text: "Call {phone}.", Href: "/desk/replies/1"}}}.Page()},
		{"desk-reply", reply.Page()}, {"desk-reply-failed", back.Page()},
	}
}
