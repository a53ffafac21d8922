// Package samples fills every page with made-up data, for the tests and for looking at them. Nobody in it is real.
package samples

import (
	"time"

	"github.com/a-h/templ"

	"marque/internal/civil"
	"marque/internal/fault"
	"marque/internal/l10n"
	"marque/internal/web/portal/view"
	"marque/internal/web/ui"
)

// Sample is a page under a short name that is fit for a file.
type Sample struct {
	Name      string
	Component templ.Component
}

// Today is the business date of all samples: Sunday, November 22, 2026.
func Today() civil.Date { return civil.Must(2026, time.November, 22) }

// Stranger is a frame for somebody who is not signed in.
func Stranger(b *ui.Brand, a *ui.Assets, l l10n.Locale) ui.Frame {
	return ui.Frame{Brand: b, Assets: a, Locale: l, CSRF: "sample-token.sample-stamp", Demo: Today(), Here: "/here"}
}

// Pages returns every page in every state worth seeing.
func Pages(stranger ui.Frame) []Sample {
	signedIn := person(stranger)
	pages := entrance(stranger)
	pages = append(pages, registering(stranger)...)
	pages = append(pages, public(stranger, signedIn)...)
	pages = append(pages, statuses(stranger, signedIn)...)
	pages = append(pages, dashboards(signedIn)...)
	pages = append(pages, autopays(signedIn)...)
	pages = append(pages, lettersPages(signedIn)...)
	pages = append(pages, paying(signedIn)...)
	pages = append(pages, cards(signedIn)...)
	pages = append(pages, reliefs(signedIn)...)
	pages = append(pages, arrangements(signedIn)...)
	pages = append(pages, refunds(signedIn)...)
	pages = append(pages, bankAccounts(signedIn)...)
	pages = append(pages, talks(signedIn)...)
	pages = append(pages, securing(signedIn)...)
	pages = append(pages, profile(signedIn)...)
	pages = append(pages, helpers(stranger, signedIn)...)
	pages = append(pages, ways(stranger, signedIn)...)
	pages = append(pages, programs(stranger, signedIn)...)
	pages = append(pages, desk(stranger)...)
	pages = append(pages, viewing(signedIn, stranger)...)
	pages = append(pages, supports(stranger, signedIn)...)
	pages = append(pages, upcomings(signedIn)...)
	pages = append(pages, timelines(signedIn)...)
	pages = append(pages, vehicles(signedIn)...)
	pages = append(pages, leaseEnds(signedIn)...)
	pages = append(pages, invoices(signedIn)...)
	return append(pages, documents(signedIn)...)
}

// person is the frame of somebody with a name that needs all our letters.
func person(f ui.Frame) ui.Frame {
	f.Person, f.CSRF = "Dmitri Šafařík-Nguyễn", "sample-token"
	return f
}

// checking and savings name a bank account as the pages do.
func checking(f ui.Frame, lastFour string) string {
	return f.Say("Checking •••• %s", "Cuenta de cheques •••• %s", "Girokonto •••• %s", lastFour)
}

func savings(f ui.Frame, lastFour string) string {
	return f.Say("Savings •••• %s", "Cuenta de ahorros •••• %s", "Sparkonto •••• %s", lastFour)
}

// routingWrong is what core/payment says of a routing number that is none.
func routingWrong(f ui.Frame) string {
	return f.Say("Check the routing number: it has nine digits and stands at the bottom left of a check.",
		"Revise el número de ruta: tiene nueve dígitos y está en la parte inferior izquierda de un cheque.",
		"Prüfen Sie die Bankleitzahl: Sie hat neun Ziffern und steht unten links auf einem Scheck.")
}

func entrance(f ui.Frame) []Sample {
	failed := view.Failure{Problem: "That username, email or password is not right"}
	return []Sample{
		{"signin", view.SignIn{Frame: f, Next: "/contracts/C806105925", Passkey: "/login/passkey/options"}.Page()},
		{"signin-failed", view.SignIn{Frame: f, Identifier: "dmitri", Failure: failed, Passkey: "/login/passkey/options"}.Page()},
		{"signin-empty", view.SignIn{Frame: f, Failure: fields("identifier", "Enter your username or email", "password", "Enter your password")}.Page()},
		{"signin-locked", view.SignIn{Frame: f, Identifier: "dmitri", Passkey: "/login/passkey/options",
			Locked: &view.Lock{Until: "November 23, 2026 at 9:10 AM", Reference: "L-7Q4M-2KXD"}}.Page()},
		{"signin-notice", view.SignIn{Frame: f, Notice: "Your password is changed. Sign in with the new one."}.Page()},
		{"code", view.Code{Frame: f, Action: "/login/code", Target: "•••• 42", WaitWords: "30 seconds", Other: "/login/other", AskTrust: true,
			DemoOutbox: ui.PathOutbox}.Page()},
		{"code-failed", view.Code{Frame: f, Action: "/login/code", Target: "d•••@e•••.com", ByEmail: true, TriesLeft: 3, Typed: "12345",
			Resend: "/login/resend", Failure: fields("code", "Enter all 6 digits of the code")}.Page()},
		{"code-stopped", view.Code{Frame: f, Action: "/login/code", Target: "•••• 42", Stopped: true, Resend: "/login/code/again", Other: "/login/other", AskTrust: true}.Page()},
		{"code-app", view.Code{Frame: f, Action: "/login/code", App: true, Other: "/login/other", AskTrust: true}.Page()},
		{"code-spare", view.Code{Frame: f, Action: "/login/code?by=recovery", Spare: true, Other: "/login/other"}.Page()},
		{"other-ways", view.OtherWays{Frame: f, Action: "/login/other", Back: "/login/code", Spares: "/login/code?by=recovery", Ways: []view.Way{{Value: "text", Label: "Text a code to •••• 42"}}}.Page()},
		{"confirm", view.Confirm{Frame: person(f), Action: "/confirm?next=/contracts/1/pay"}.Page()},
		{"confirm-passkey", view.Confirm{Frame: person(f), Action: "/confirm", Passkey: "/confirm/passkey/options", ByPasskey: "/confirm/passkey"}.Page()},
		{"forgot", view.Forgot{Frame: f}.Page()},
		{"unlock-failed", view.Unlock{Frame: f, Failure: fields("identifier", "Enter your username or email.")}.Page()},
		{"recover-mail", view.RecoverCode{Frame: f, Action: "/forgot/code", WaitWords: "30 seconds", DemoOutbox: ui.PathOutbox}.Page()},
		{"recover-text-failed", view.RecoverCode{Frame: f, Action: "/forgot/code", Target: "•••• 42", Resend: "/forgot/code/again", TriesLeft: 2, Typed: "123",
			Failure: fields("code", "A code has 6 digits.")}.Page()},
		{"recover-password-failed", view.RecoverPassword{Frame: f, Action: "/forgot/password", Failure: fields("password", "Use at least 8 characters.")}.Page()},
		{"sent", view.Sent{Frame: f, DemoOutbox: ui.PathOutbox}.Page()},
		{"signin-incident", view.SignIn{Frame: troubled(f)}.Page()},
		{"signedout", view.SignedOut{Frame: f}.Page()},
		{"signedout-time", view.SignedOut{Frame: f, ByTime: true}.Page()},
	}
}

func fields(namesAndWords ...string) view.Failure {
	var out view.Failure
	for i := 0; i < len(namesAndWords); i += 2 {
		out.Fields = append(out.Fields, fault.Field{Name: namesAndWords[i], Message: namesAndWords[i+1]})
	}
	return out
}

func registering(f ui.Frame) []Sample {
	proof := view.RegisterProof{Frame: f, Action: "/register", InvitationHref: "/register?invited=1"}
	failed := proof
	failed.ContractOrVIN, failed.LastName, failed.Month, failed.Day, failed.Year = "C80610592", "Šafařík", "13", "5", "1985"
	failed.Failure = fields("contract", "A contract number is a C and 9 digits. Check for a missing one", "birth", "Enter a month from 1 to 12")
	postal := proof
	postal.By = "postal"
	invited := view.RegisterProof{Frame: f, Action: "/register", Invited: true, Invitation: "8MQ2-KX7D-PL4V-93TW", ContractHref: "/register"}
	return []Sample{
		{"register-1", proof.Page()},
		{"register-1-failed", failed.Page()},
		{"register-1-postal", postal.Page()},
		{"register-1-invited", invited.Page()},
		{"register-2", view.RegisterCode{Frame: f, Action: "/register/code", WaitWords: "30 seconds", DemoOutbox: ui.PathOutbox}.Page()},
		{"register-2-failed", view.RegisterCode{Frame: f, Action: "/register/code", Resend: "/register/resend", TriesLeft: 1, Typed: "000000",
			Failure: fields("code", "This code is not right")}.Page()},
		{"register-3", view.RegisterPassword{Frame: f, Action: "/register/password", Passkey: "/register/sign-in/passkey/options"}.Page()},
		{"register-3-failed", view.RegisterPassword{Frame: f, Action: "/register/password", Username: "dmitri",
			Strength: "Easy to guess: it holds your name and a year. Add two more words.",
			Failure:  fields("password", "Choose a password that is harder to guess")}.Page()},
		{"register-4", view.RegisterConsents{Frame: f, Action: "/register/consents", Sample: "/sample.pdf", Phone: "•••• 42"}.Page()},
		{"register-5", view.RegisterCheck{Frame: f, Action: "/register/check", Key: "key-1", Answers: []ui.Fact{
			{Label: "Contract", Value: "C806105925", Code: true},
			{Label: "Username", Value: "dmitri", Change: "/register/password"},
			{Label: "Password", Value: "Set", Detail: "strong", Change: "/register/password"},
			{Label: "Statements", Value: "Online", Change: "/register/consents"},
			{Label: "Texts", Value: "No", Change: "/register/consents"},
		}}.Page()},
		{"register-done", view.RegisterDone{Frame: f, Next: []ui.Link{{Text: "Go to sign-in", Href: ui.PathSignIn}}}.Page()},
	}
}

func public(f, signedIn ui.Frame) []Sample {
	back := []ui.Link{{Text: "Go to your overview", Href: ui.PathHome}, {Text: "Get help", Href: ui.PathHelp}}
	var texts []Sample
	for _, k := range f.Brand.LegalTexts() {
		text, _ := f.Brand.Legal(k, f.Locale)
		texts = append(texts, Sample{"legal-" + string(k), view.Legal{Frame: f, Kind: k, Text: text}.Page()})
	}
	return append(texts, []Sample{
		{"help", view.Help{Frame: f}.Page()},
		{"accessibility", view.Accessibility{Frame: f}.Page()},
		{"privacy", view.Privacy{Frame: f}.Page()},
		{"genuine", view.Genuine{Frame: f, Host: f.Brand.Hosts[0]}.Page()},
		{"problem-404", view.Problem{Frame: signedIn, Status: 404, Heading: "We can’t find that page",
			Words: "It may have moved, or the address may have a typing error.", Actions: back}.Page()},
		{"problem-409", view.Problem{Frame: signedIn, Status: 409, Heading: "This was done already", Words: "This payment has already been sent to your bank.",
			Money: "It was sent once only: $612.44 on December 1, 2026.", Actions: []ui.Link{{Text: "See the receipt", Href: "/payments/1"}}}.Page()},
		{"problem-429", view.Problem{Frame: f, Status: 429, Heading: "Too many tries", Words: "To keep accounts safe we slow down after several tries.",
			Wait: "in 40 seconds"}.Page()},
		{"problem-500", view.Problem{Frame: signedIn, Status: 500, Heading: "Something went wrong on our side", Words: "We have been told, and are looking at it.",
			Money: "No payment was taken.", Reference: "R-01KABQ7", Actions: back}.Page()},
		{"problem-503", view.Problem{Frame: f, Status: 503, Heading: "We are at work here", Words: "The site is closed for maintenance. Automatic payments go on as planned.",
			Wait: "after 6:00 AM Eastern Time"}.Page()},
	}...)
}
