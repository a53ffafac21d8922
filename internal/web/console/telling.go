package console

import (
	"strings"
	"time"

	"marque/internal/core/access"
	"marque/internal/core/identity"
	"marque/internal/core/notice"
	"marque/internal/service/assisting"
	"marque/internal/service/notifying"
	"marque/internal/web/console/view"
	"marque/internal/web/ui"
)

// answerPrefix begins the names of the script's fields.
const answerPrefix = "answer-"

// help fills the page with what the service told, in words. Values came masked.
func (c *Console) help(f ui.Frame, h assisting.Help, why identity.Why) view.Help {
	page := view.Help{Frame: f, Name: h.Name, Why: string(why.Reason), Ticket: why.Ticket, Advice: h.Advice, Proofs: c.proofs(f, h)}
	page.Detail = "Contract " + strings.Join(h.Contracts, ", ")
	for _, l := range h.Locks {
		page.Locks = append(page.Locks, c.lockWords(f, l))
	}
	page.Attempts = ui.Table{Caption: "Attempts to sign in, newest first", Hidden: true, Columns: []ui.Column{{Label: "When"}, {Label: "What happened"}, {Label: "From"}}}
	for _, a := range h.Attempts {
		page.Attempts.Rows = append(page.Attempts.Rows, []ui.Cell{{Text: c.local(f, a.At)}, {Text: c.attemptWords(f, a), Strong: true}, {Text: placeWords(a)}})
	}
	page.Sent = ui.Table{Caption: "Messages, newest first", Hidden: true, Columns: []ui.Column{{Label: "When"}, {Label: "What"}, {Label: "To"}, {Label: "State"}}}
	for _, m := range h.Sent {
		state := sentStatus(m)
		page.Sent.Rows = append(page.Sent.Rows, []ui.Cell{{Text: c.local(f, m.At)}, {Text: kindWords(m.Kind)}, {Text: m.To}, {Status: &state}})
	}
	page.Checks = ui.Table{Caption: "Checks, newest first", Hidden: true, Columns: []ui.Column{{Label: "When"}, {Label: "How"}, {Label: "Result"}}}
	for _, x := range h.Checks {
		page.Checks.Rows = append(page.Checks.Rows, []ui.Cell{{Text: c.local(f, x.At)}, {Text: wayWords(x.Way)}, {Status: passedStatus(x.Passed)}})
	}
	return page
}

// proofs names what the person signs in with and where messages go.
func (c *Console) proofs(f ui.Frame, h assisting.Help) []ui.Fact {
	facts := []ui.Fact{{Label: "Username", Value: "Not registered"}}
	if !h.User.ID.IsZero() {
		facts[0].Value = h.User.Username
	}
	for _, x := range h.Contacts {
		fact := ui.Fact{Label: "Mailbox on file", Value: x.Shown}
		if x.Kind == identity.ContactPhone {
			fact.Label = "Phone on file"
		}
		if x.New {
			fact.Detail = "Changed on " + c.local(f, x.Since)
		}
		if !x.Failing.IsZero() && x.Kind == identity.ContactPhone {
			fact.Detail = "Replied STOP on " + c.local(f, x.Failing) + ": it gets no texts"
		} else if !x.Failing.IsZero() {
			fact.Detail = "A letter came back on " + c.local(f, x.Failing)
		}
		facts = append(facts, fact)
	}
	spares := 0
	for _, x := range h.Factors {
		if x.Factor == identity.FactorRecovery {
			spares++
			continue
		}
		fact := ui.Fact{Label: factorWords(x.Factor), Value: "Set up"}
		if x.Hint != "" {
			fact.Value = "To " + x.Hint
		}
		if x.Disabled {
			fact.Value = "Worth nothing any more"
		}
		facts = append(facts, fact)
	}
	return append(facts, ui.Fact{Label: "Recovery codes", Value: plural(spares, "code") + " left"})
}

// acts fills the forms.
func (c *Console) acts(f ui.Frame, h assisting.Help, x view.Failure, waiting bool) *view.Acts {
	at := pathCustomers + h.Party.String()
	out := &view.Acts{
		SendCode: at + "/code", ReadBack: at + "/code/check", Waiting: waiting, Unlock: at + "/unlock", Locked: len(h.Locks) > 0, Reset: at + "/reset", Remove: at + "/factor",
		Second: !h.NewSince.IsZero(),
	}
	if !h.Proved.IsZero() {
		out.Proved = c.local(f, h.Proved)
	}
	for _, q := range h.Questions {
		out.Script = at + "/script"
		out.Questions = append(out.Questions, ui.Field{Name: answerPrefix + q.Name, Label: q.Words, Hint: q.Hint, Errors: x.Fields})
	}
	for _, k := range h.Contacts {
		if !k.New {
			out.To = append(out.To, ui.Choice{Value: string(k.Kind), Label: map[identity.ContactKind]string{identity.ContactEmail: "By mail", identity.ContactPhone: "By text"}[k.Kind] + " to " + k.Shown})
		}
	}
	for _, k := range h.Factors {
		if k.Factor == identity.FactorApp || k.Factor == identity.FactorText {
			out.Factors = append(out.Factors, ui.Choice{Value: string(k.Factor), Label: factorWords(k.Factor)})
		}
	}
	return out
}

// request tells of a request, with what the person in front may do about it.
func (c *Console) request(f ui.Frame, q assisting.Asked, by access.Actor) view.Request {
	out := view.Request{Title: q.Customer + ": " + askedWords(q.Request), Facts: []ui.Fact{
		{Label: "Asked for by", Value: q.By, Detail: c.local(f, q.AskedAt) + ", " + lowerReason(q.Why)}, {Label: "State", Value: c.stateWords(f, q)},
	}}
	at := ui.PathDeskRequests + "/" + q.ID.String()
	if q.Open(c.Now()) && q.State == identity.RequestWaiting && q.AskedBy != by.User && access.May(by, access.RequestDecide) {
		out.Decide = at + "/decide"
	}
	if q.Open(c.Now()) && access.May(by, access.RequestCancel) {
		out.Cancel = at + "/cancel"
	}
	return out
}

// askedWords says what is asked for, to colleagues: assisting.Words says it to the customer.
func askedWords(q identity.Request) string {
	switch {
	case q.Kind == identity.UnlockNow:
		return "unlock the sign-in"
	case q.Kind == identity.SendReset:
		return "send a link for a new password"
	case q.Factor == identity.FactorApp:
		return "remove the authenticator app"
	}
	return "remove the phone that codes go to"
}

func (c *Console) stateWords(f ui.Frame, q assisting.Asked) string {
	switch q.State {
	case identity.RequestApproved:
		return "Agreed to by " + q.Decided + "; it happens on " + c.local(f, q.DueAt)
	case identity.RequestRefused:
		return "Refused by " + q.Decided
	case identity.RequestCancelled:
		return "Canceled on " + c.local(f, q.EndedAt)
	case identity.RequestDone:
		return "Done on " + c.local(f, q.EndedAt)
	}
	if !q.Open(c.Now()) {
		return "Nobody decided in time"
	}
	return "Waits for a second person"
}

func reasonWords(r identity.Reason) string {
	switch r {
	case identity.ReasonCalled:
		return "The customer called"
	case identity.ReasonWrote:
		return "The customer wrote"
	case identity.ReasonFraud:
		return "We suspect fraud"
	}
	return "A check of our own work"
}

func lowerReason(w identity.Why) string {
	words := reasonWords(w.Reason)
	words = strings.ToLower(words[:1]) + words[1:]
	if w.Ticket != "" {
		words += ", case " + w.Ticket
	}
	return words
}

// doneWords says what was just done; the address chooses among our own sentences only.
func doneWords(done string) (good, bad string) {
	switch done {
	case "proved":
		return "The caller is checked.", ""
	case "not-proved":
		return "", "The answers are not all right. Which one is wrong is not shown, to you neither. After two such checks the script is closed for a day."
	case "sent":
		return "The code is sent. Ask the caller to read it out.", ""
	case "unlocked":
		return "The sign-in is unlocked. Every address on file is told.", ""
	case "reset":
		return "The link is on its way to the mailbox on file. Every address on file is told.", ""
	case "asked":
		return "The request waits for a second person. Every address on file is told.", ""
	case "yes":
		return "You agreed. Every address on file is told.", ""
	case "no":
		return "You refused. Nothing is changed.", ""
	case "theirs":
		return "What the retail system told holds from now on.", ""
	case "ours":
		return "What we have stays. The sender is told when it asks again.", ""
	case "passkey":
		return "Your passkey is added. It opens the desk by itself from now on.", ""
	case "passkey-name":
		return "The name of your passkey is changed.", ""
	case "no-passkey":
		return "The passkey is removed. It opens nothing here any more.", ""
	case "flagged":
		return "Everybody at the desk sees it first from now on. The customer sees that you entered it.", ""
	case "unflagged":
		return "It is taken down.", ""
	case "stopped":
		return "The help is ended. Everybody on the contract and the helper are told.", ""
	case "taken":
		return "The payment is taken. The customer gets a receipt, and can call it off until it goes to the bank.", ""
	case "waived":
		return "The fee is waived. Everybody on the contract is told.", ""
	case "proposed":
		return "Your proposal waits for a second person, under Requests. Everybody on the contract is told once it is agreed to.", ""
	case "agreed":
		return "You agreed. It is in the book, and everybody on the contract is told.", ""
	case "refused":
		return "You refused. Nothing is changed.", ""
	case "withdrawn":
		return "You took your proposal back. Nothing is changed.", ""
	case "claimed":
		return "You have this conversation now.", ""
	case "given":
		return "It is passed on. The promise stays as it was.", ""
	case "labeled":
		return "The labels are kept.", ""
	case "noted":
		return "The note is kept. The customer never sees it.", ""
	case "said":
		return "Your answer is sent. The customer is told that there is a message, unless it is read at once.", ""
	case "ended":
		return "The conversation is closed. The customer is told.", ""
	case "case-opened":
		return "The case is open. The customer is told.", ""
	case "case-given":
		return "The case is in those hands now.", ""
	case "case-moved":
		return "It is kept. The clocks below follow.", ""
	case "line-stands":
		return "The line stands. Everybody on the contract is told why.", ""
	case "case-closed":
		return "The case is closed. The customer is told.", ""
	case "kept":
		return "The reply is kept.", ""
	case "gone":
		return "The reply is taken away.", ""
	case "cancelled":
		return "The request is canceled. Nothing is changed.", ""
	}
	return "", ""
}

func (c *Console) lockWords(f ui.Frame, l assisting.Lock) string {
	until := " until " + c.local(f, l.Until) + "."
	if l.Until.Sub(c.Now()) > 365*24*time.Hour {
		until = " until it is made anew."
	}
	switch l.Outcome {
	case identity.OutcomeCodesLocked:
		return "Codes are locked" + until
	case identity.OutcomeDisabled:
		return "The password is worth nothing" + until
	}
	return "Sign-in from new devices is locked" + until
}

// attemptWords says what became of an attempt, truly: the page for the person says less.
func (c *Console) attemptWords(f ui.Frame, a identity.Attempt) string {
	words := outcomeWords(a)
	if !a.Until.IsZero() {
		words += ", until " + c.local(f, a.Until)
	}
	return words
}

func outcomeWords(a identity.Attempt) string {
	switch a.Outcome {
	case identity.OutcomeIn:
		if a.Step == identity.StepPasskey {
			return "Signed in with a passkey"
		}
		return "Signed in"
	case identity.OutcomeAsked:
		return "Right so far; a code was asked for"
	case identity.OutcomeWrong:
		return wrongWords(a.Step)
	case identity.OutcomeUnverified:
		return "The passkey’s device did not check who held it"
	case identity.OutcomeOtherDoor:
		return "A passkey that does not open this door: staff sign in at the desk, customers at the portal"
	case identity.OutcomeCopied:
		return "The passkey may have been copied, so it was turned off"
	case identity.OutcomeClosed:
		return "The sign-in is closed"
	case identity.OutcomeNoPassword:
		return "There is no password to compare with"
	case identity.OutcomeNoFactor:
		return "Right password, but nowhere to send a code"
	case identity.OutcomePaused:
		return "Had to wait after wrong tries"
	case identity.OutcomeLocked:
		return "Locked for new devices"
	case identity.OutcomeDisabled:
		if a.Step == identity.StepPasskey {
			return "A passkey that was turned off or used up"
		}
		return "The password is worth nothing after a hundred wrong tries"
	case identity.OutcomeCodesLocked:
		return "Codes are locked after too many wrong ones"
	case identity.OutcomeOver:
		if a.Step == identity.StepPasskey {
			return "The passkey’s answer came too late or twice"
		}
		return "The code was too old, used, or tried too often"
	case identity.OutcomeAgain:
		return "The code was sent again"
	case identity.OutcomeTooMany:
		return "Too many codes were asked for"
	case identity.OutcomePasswordReset:
		return "Chose a new password"
	case identity.OutcomeUnlocked:
		return "Ended the lock"
	}
	return "Not known"
}

func wrongWords(step identity.AttemptStep) string {
	switch step {
	case identity.StepPassword:
		return "Wrong password"
	case identity.StepPasskey:
		return "A passkey that proved nothing"
	}
	return "Wrong code"
}

func placeWords(a identity.Attempt) string {
	words := a.Browser
	if words == "" || words == "-" {
		words = "A browser"
	}
	if a.Known {
		words += ", used before"
	}
	return words + ", " + a.Network
}

func kindWords(k notice.Kind) string {
	switch k {
	case notice.KindDeskAct:
		return "What the desk did"
	case notice.KindCallerCode:
		return "Code to read to an agent"
	case notice.KindSignInCode:
		return "Code to sign in"
	case notice.KindRecoveryCode:
		return "Code to get back in"
	case notice.KindContactCode:
		return "Code to prove a contact"
	case notice.KindCalledPaymentCode:
		return "Code to agree to a payment on the phone"
	case notice.KindCalledPayment:
		return "Notice of a payment on the phone"
	case notice.KindPaymentCode:
		return "Code for a payment"
	case notice.KindResetLink:
		return "Link to replace a lost phone"
	case notice.KindPasswordLink:
		return "Link for a new password"
	case notice.KindResetAsked:
		return "Lost phone: replacement asked for"
	case notice.KindFactorChanged:
		return "Sign-in changed"
	case notice.KindNewDevice:
		return "New device"
	}
	words := strings.ReplaceAll(string(k), "_", " ")
	return strings.ToUpper(words[:1]) + words[1:]
}

func sentStatus(m assisting.Sent) ui.Status {
	switch {
	case m.State == notifying.Queued:
		return ui.Status{Tone: ui.Info, Text: "On its way"}
	case m.State != notifying.Sent:
		return ui.Status{Tone: ui.Bad, Text: "Not sent: " + m.Reason}
	case m.Report == notifying.Undelivered:
		return ui.Status{Tone: ui.Bad, Text: "Not delivered"}
	case m.Report == notifying.Delivered:
		return ui.Status{Tone: ui.OK, Text: "Delivered"}
	}
	return ui.Status{Tone: ui.Plain, Text: "Handed over"}
}

func passedStatus(passed bool) *ui.Status {
	if passed {
		return &ui.Status{Tone: ui.OK, Text: "Passed"}
	}
	return &ui.Status{Tone: ui.Bad, Text: "Failed"}
}

func wayWords(way string) string {
	if way == "code" {
		return "Code read back"
	}
	return "Script of three questions"
}

func factorWords(x identity.Factor) string {
	switch x {
	case identity.FactorPassword:
		return "Password"
	case identity.FactorApp:
		return "Authenticator app"
	case identity.FactorText:
		return "Code by text"
	case identity.FactorMail:
		return "Code by mail"
	}
	return "Recovery code"
}
