package portal

import (
	"net/http"
	"strings"
	"time"

	"marque/internal/civil"
	"marque/internal/core/identity"
	"marque/internal/core/notice"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/service/notifying"
	"marque/internal/service/securing"
	"marque/internal/web/guard"
	"marque/internal/web/portal/view"
	"marque/internal/web/respond"
	"marque/internal/web/ui"
)

// shownSent is how many messages the security page shows before its link to all of them.
const shownSent = 3

// security shows how the account is kept.
func (p *Portal) security(w http.ResponseWriter, r *guard.Request) error {
	account, err := p.Securing.Account(r.Context(), r.Session)
	if err != nil {
		return err
	}
	sent, err := p.Notifying.Sent(r.Context(), r.By, r.By.Party, notice.MessageID{})
	if err != nil {
		return err
	}
	asked, err := p.Assisting.Mine(r.Context(), r.By)
	if err != nil {
		return err
	}
	return p.show(w, r, func(f ui.Frame) respond.Page {
		page := view.Security{
			Frame: f, Passkeys: p.passkeys(f, account), AddPasskey: pathPasskeyNew, Notice: securedWords(r.FormValue(doneField)), Proofs: p.proofs(f, account), Forget: pathForgetBrowser, AllSent: pathMessages,
		}
		for _, b := range account.Browsers {
			page.Browsers = append(page.Browsers, p.browser(f, b))
			if b.In && !b.Here {
				page.Others = pathSignOutOthers
			}
		}
		for _, m := range sent[:min(len(sent), shownSent)] {
			page.Messages = append(page.Messages, view.SentLine{Title: subjectOf(m), When: p.local(f, m.Created), Reference: m.Reference})
		}
		for _, q := range asked {
			page.Asked = append(page.Asked, p.askedFor(f, q))
		}
		for _, l := range account.Looks {
			page.Looks = append(page.Looks, view.Look{When: p.local(f, l.At), Who: lookedBy(l), What: lookWords(l.Do, l.Shown) + whyWords(l.Why)})
		}
		return page.Page()
	})
}

// securedWords says what was just done; the address chooses among our own sentences only.
func securedWords(what string) string {
	switch what {
	case "password":
		return "Your password is changed. All other browsers are signed out."
	case "back":
		return "You are signed in again. With a passkey you need neither password nor code: add one here, and keep recovery codes for a lost phone."
	case "questions":
		return "The answers to your security questions are kept."
	case "email":
		return "Your email address is changed. We told the old one."
	case "phone":
		return "Your phone number is changed. We told the old one."
	case "new-password":
		return "Your new password is set."
	case "others":
		return "All other browsers are signed out."
	case "app":
		return "Your authenticator app is turned on."
	case "no-app":
		return "Your authenticator app is removed."
	case "passkey":
		return "Your passkey is added. You can sign in with it from now on."
	case "passkey-name":
		return "Your passkey has its new name."
	case "no-passkey":
		return "That passkey is removed. It opens nothing any more."
	case "request":
		return "The request is canceled. Nothing is changed."
	case "browser":
		return "That browser is signed out and forgotten."
	}
	return ""
}

func (p *Portal) proofs(f ui.Frame, a securing.Account) []ui.Fact {
	facts := []ui.Fact{
		{Label: "Username", Value: a.Username}, p.contactFact(f, "Email", a.Email, a.EmailSince, pathEmail), p.contactFact(f, "Phone", a.Phone, a.PhoneSince, pathPhone),
	}
	if !a.EmailFailing.IsZero() {
		facts[1].Detail = "A letter to this address came back on " + p.date(f, a.EmailFailing) + ". Please check it, or change it."
	}
	if !a.TextsStopped.IsZero() {
		facts = append(facts, ui.Fact{
			Label: "Texts", Value: "Stopped on " + p.date(f, a.TextsStopped),
			Detail: "Your phone replied STOP, so it gets no codes and no notices by text. Reply START to one of our texts to get them again.",
		})
	}
	password := ui.Fact{Label: "Password", Value: "None", Change: pathPassword}
	if !a.PasswordChanged.IsZero() {
		password.Value = "Set on " + p.date(f, a.PasswordChanged)
	}
	facts = append(facts, password)
	app := ui.Fact{Label: "Authenticator app", Value: "Not set up", Change: pathApp}
	for _, x := range a.Factors {
		switch x.Factor {
		case identity.FactorApp:
			app.Value = "Set up on " + p.date(f, x.Since)
		case identity.FactorText:
			facts = append(facts, ui.Fact{
				Label: "Code by text", Value: "To " + x.Hint, Detail: "Others can read a text or have it sent to their phone. A passkey or an app is safer.",
			})
		case identity.FactorMail:
			facts = append(facts, ui.Fact{Label: "Code by email", Value: "To " + x.Hint})
		}
	}
	facts = append(facts, app, ui.Fact{Label: "Recovery codes", Value: plural(a.Spares, "code") + " left", Change: pathCodes})
	if !p.Securing.AsksQuestions() {
		return facts
	}
	questions := ui.Fact{Label: "Security questions", Value: "Not answered", Change: pathQuestions}
	if !a.Answered.IsZero() {
		questions.Value = "Answered on " + p.date(f, a.Answered)
	}
	return append(facts, questions)
}

// contactFact shows an address, masked, and since when it counts.
func (p *Portal) contactFact(f ui.Frame, label, hint string, since time.Time, change string) ui.Fact {
	fact := ui.Fact{Label: label, Value: hint, Change: change}
	if hint == "" {
		fact.Value = "None on file"
	}
	if !since.IsZero() {
		fact.Detail = "Since " + p.date(f, since)
	}
	return fact
}

// date writes the day of an instant in the lender's zone.
func (p *Portal) date(f ui.Frame, t time.Time) string { return f.Locale.DateLong(civil.On(t, p.Zone)) }

func (p *Portal) browser(f ui.Frame, b securing.Browser) view.Browser {
	out := view.Browser{ID: b.ID.String(), Label: b.Label, Here: b.Here, In: b.In, When: "Last used " + p.local(f, b.Last)}
	if out.Label == "" {
		out.Label = "A browser"
	}
	if !b.Trusted.IsZero() {
		out.Detail = "Signs in without a code until " + p.date(f, b.Trusted)
	}
	return out
}

// subjectOf names a message; a text has no subject, so its first sentence stands for it.
func subjectOf(m notifying.Message) string {
	if m.Subject != "" {
		return m.Subject
	}
	first, _, _ := strings.Cut(m.Text, ". ")
	return "Text: " + first
}

func (p *Portal) passwordForm(w http.ResponseWriter, r *guard.Request) error {
	account, err := p.Securing.Account(r.Context(), r.Session)
	if err != nil {
		return err
	}
	return p.show(w, r, func(f ui.Frame) respond.Page {
		return view.ChangePassword{Frame: f, Action: pathPassword, First: account.PasswordChanged.IsZero()}.Page()
	})
}

func (p *Portal) password(w http.ResponseWriter, r *guard.Request) error {
	account, err := p.Securing.Account(r.Context(), r.Session)
	if err != nil {
		return err
	}
	first := account.PasswordChanged.IsZero()
	if first {
		err = p.Securing.FirstPassword(r.Context(), r.Brand, r.Session, r.PostFormValue("password"))
	} else {
		err = p.Securing.ChangePassword(r.Context(), r.Brand, r.Session, r.PostFormValue("current"), r.PostFormValue("password"))
	}
	if f := fault.Of(err); f != nil {
		respond.RetryAfter(w, f)
		return p.showAs(w, r, respond.Status(f), func(fr ui.Frame) respond.Page {
			return view.ChangePassword{Frame: fr, Failure: problemOf(r.Locale(), f), Action: pathPassword, First: first}.Page()
		})
	}
	if err != nil {
		return err
	}
	return respond.SeeOther(w, r.Request, ui.PathSecurity+"?"+doneField+"=password")
}

func (p *Portal) forgetBrowser(w http.ResponseWriter, r *guard.Request) error {
	browser, err := id.Parse[identity.Device](r.PostFormValue("browser"))
	if err != nil {
		return fault.New(fault.NotFound, "There is no such browser.")
	}
	if err := p.SignIn.Forget(r.Context(), r.Session, browser); err != nil {
		return err
	}
	return respond.SeeOther(w, r.Request, ui.PathSecurity+"?"+doneField+"=browser")
}

func (p *Portal) signOutOthers(w http.ResponseWriter, r *guard.Request) error {
	if _, err := p.SignIn.SignOutElsewhere(r.Context(), r.Session); err != nil {
		return err
	}
	return respond.SeeOther(w, r.Request, ui.PathSecurity+"?"+doneField+"=others")
}

// messages lists what we sent, a page at a time.
func (p *Portal) messages(w http.ResponseWriter, r *guard.Request) error {
	before, err := messageID(r.FormValue("before"))
	if err != nil {
		return err
	}
	sent, err := p.Notifying.Sent(r.Context(), r.By, r.By.Party, before)
	if err != nil {
		return err
	}
	more := len(sent) > outboxPage
	sent = sent[:min(len(sent), outboxPage)]
	return p.show(w, r, func(f ui.Frame) respond.Page {
		page := view.Messages{Frame: f}
		for _, m := range sent {
			page.Messages = append(page.Messages, view.Message{
				Text: m.Channel == notice.SMS, To: m.To, Subject: m.Subject, At: p.local(f, m.Created), Body: strings.TrimSpace(m.Text),
				State: stateOf(m),
			})
		}
		if !before.IsZero() {
			page.Newest = pathMessages
		}
		if more {
			page.Older = pathMessages + "?before=" + sent[len(sent)-1].ID.String()
		}
		return page.Page()
	})
}
