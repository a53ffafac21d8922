// Package samples fills every page with made-up data, for the tests and for looking at them. Nobody in it is real.
package samples

import (
	"time"

	"github.com/a-h/templ"

	"marque/internal/civil"
	"marque/internal/core/identity"
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
	failed := refused(f, identity.Refused())
	who, six := f.Say("Enter your username or email.", "Ingrese su nombre de usuario o correo electrónico.", "Geben Sie Ihren Benutzernamen oder Ihre E-Mail ein."), refused(f, of(identity.ReadCode("12345")))
	return []Sample{
		{"signin", view.SignIn{Frame: f, Next: "/contracts/C806105925", Passkey: "/login/passkey/options"}.Page()},
		{"signin-failed", view.SignIn{Frame: f, Identifier: "dmitri", Failure: failed, Passkey: "/login/passkey/options"}.Page()},
		{"signin-empty", view.SignIn{Frame: f, Failure: fields("identifier", who, "password", f.Say("Enter your password.", "Ingrese su contraseña.", "Geben Sie Ihr Passwort ein."))}.Page()},
		{"signin-locked", view.SignIn{Frame: f, Identifier: "dmitri", Passkey: "/login/passkey/options",
			Locked: &view.Lock{Until: at(f, time.November, 23, 9, 10), Reference: "L-7Q4M-2KXD"}}.Page()},
		{"signin-notice", view.SignIn{Frame: f, Notice: f.Say("Your password is changed. Sign in with the new one.", "Su contraseña cambió. Inicie sesión con la nueva.", "Ihr Passwort ist geändert. Melden Sie sich mit dem neuen an.")}.Page()},
		{"code", view.Code{Frame: f, Action: "/login/code", Target: "•••• 42", WaitWords: seconds(f, 30), Other: "/login/other", AskTrust: true,
			DemoOutbox: ui.PathOutbox}.Page()},
		{"code-failed", view.Code{Frame: f, Action: "/login/code", Target: "d•••@e•••.com", ByEmail: true, TriesLeft: 3, Typed: "12345",
			Resend: "/login/resend", Failure: six}.Page()},
		{"code-stopped", view.Code{Frame: f, Action: "/login/code", Target: "•••• 42", Stopped: true, Resend: "/login/code/again", Other: "/login/other", AskTrust: true}.Page()},
		{"code-app", view.Code{Frame: f, Action: "/login/code", App: true, Other: "/login/other", AskTrust: true}.Page()},
		{"code-spare", view.Code{Frame: f, Action: "/login/code?by=recovery", Spare: true, Other: "/login/other"}.Page()},
		{"other-ways", view.OtherWays{Frame: f, Action: "/login/other", Back: "/login/code", Spares: "/login/code?by=recovery", Ways: []view.Way{{Value: "text", Label: f.Say("Text a code to %s", "Enviar un código por mensaje de texto a %s", "Code per SMS an %s", "•••• 42")}}}.Page()},
		{"confirm", view.Confirm{Frame: person(f), Action: "/confirm?next=/contracts/1/pay"}.Page()},
		{"confirm-passkey", view.Confirm{Frame: person(f), Action: "/confirm", Passkey: "/confirm/passkey/options", ByPasskey: "/confirm/passkey"}.Page()},
		{"forgot", view.Forgot{Frame: f}.Page()},
		{"unlock-failed", view.Unlock{Frame: f, Failure: fields("identifier", who)}.Page()},
		{"recover-mail", view.RecoverCode{Frame: f, Action: "/forgot/code", WaitWords: seconds(f, 30), DemoOutbox: ui.PathOutbox}.Page()},
		{"recover-text-failed", view.RecoverCode{Frame: f, Action: "/forgot/code", Target: "•••• 42", Resend: "/forgot/code/again", TriesLeft: 2, Typed: "123", Failure: six}.Page()},
		{"recover-password-failed", view.RecoverPassword{Frame: f, Action: "/forgot/password", Failure: refused(f, of(identity.CheckPassword("short", nil)))}.Page()},
		{"sent", view.Sent{Frame: f, DemoOutbox: ui.PathOutbox}.Page()},
		{"signin-incident", view.SignIn{Frame: troubled(f)}.Page()},
		{"signedout", view.SignedOut{Frame: f}.Page()},
		{"signedout-time", view.SignedOut{Frame: f, ByTime: true}.Page()},
	}
}

// refused is what the core says of what was typed, in the reader's language.
func refused(f ui.Frame, err error) view.Failure { return view.FailureOf(f.Locale, fault.Of(err)) }

// of is the error of a check; what would come of it otherwise is not shown.
func of[T any](_ T, err error) error { return err }

// at writes an instant of 2026 as a clock in New York shows it.
func at(f ui.Frame, month time.Month, day, hour, minute int) string {
	zone := "EST"
	if month < time.November {
		zone = "EDT"
	}
	return f.Locale.DateAndClock(time.Date(2026, month, day, hour, minute, 0, 0, time.UTC)) + " " + zone
}

// seconds says how long to wait.
func seconds(f ui.Frame, n int) string {
	return l10n.Count(n, l10n.T("second", "segundo", "Sekunde"), l10n.T("seconds", "segundos", "Sekunden")).In(f.Locale)
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
	failed.LastName, failed.Month, failed.Day, failed.Year = "Šafařík", "13", "5", "1985"
	failed.Failure = refused(f, of(identity.Facts{FamilyName: failed.LastName, BirthDate: "13/5/1985"}.Read()))
	failed.Failure.Fields[1].Name = "birth"
	postal := proof
	postal.By = "postal"
	invited := view.RegisterProof{Frame: f, Action: "/register", Invited: true, Invitation: "8MQ2-KX7D-PL4V-93TW", ContractHref: "/register"}
	return []Sample{
		{"register-1", proof.Page()},
		{"register-1-failed", failed.Page()},
		{"register-1-postal", postal.Page()},
		{"register-1-invited", invited.Page()},
		{"register-2", view.RegisterCode{Frame: f, Action: "/register/code", WaitWords: seconds(f, 30), DemoOutbox: ui.PathOutbox}.Page()},
		{"register-2-failed", view.RegisterCode{Frame: f, Action: "/register/code", Resend: "/register/resend", TriesLeft: 1, Typed: "000000",
			Failure: refused(f, identity.WrongCode(1))}.Page()},
		{"register-3", view.RegisterPassword{Frame: f, Action: "/register/password", Passkey: "/register/sign-in/passkey/options"}.Page()},
		{"register-3-failed", view.RegisterPassword{Frame: f, Action: "/register/password", Username: "dmitri",
			Failure: refused(f, of(identity.CheckPassword("dmitri1985", []string{"Dmitri"})))}.Page()},
		{"register-4", view.RegisterConsents{Frame: f, Action: "/register/consents", Sample: "/sample.pdf", Phone: f.Say("the phone on your contract", "el teléfono de su contrato", "das Telefon in Ihrem Vertrag")}.Page()},
		{"register-5", view.RegisterCheck{Frame: f, Action: "/register/check", Key: "key-1", Answers: []ui.Fact{
			{Label: f.Say("Username", "Nombre de usuario", "Benutzername"), Value: "dmitri", Change: "/register/password"},
			{Label: f.Say("Password", "Contraseña", "Passwort"), Value: f.Say("The one you chose", "La que usted eligió", "Wie von Ihnen gewählt"), Change: "/register/password"},
			{Label: f.Say("Statements", "Estados de cuenta", "Kontoauszüge"), Value: f.Say("Online", "En línea", "Online"), Change: "/register/consents"},
			{Label: f.Say("Texts about payments", "Mensajes de texto sobre pagos", "SMS zu Zahlungen"), Value: f.Say("No", "No", "Nein"), Change: "/register/consents"},
		}}.Page()},
		{"register-done", view.RegisterDone{Frame: f, Next: []ui.Link{{Text: f.Say("Sign in", "Iniciar sesión", "Anmelden"), Href: ui.PathSignIn}}}.Page()},
	}
}

func public(f, signedIn ui.Frame) []Sample {
	back := []ui.Link{{Text: f.Say("Go to your overview", "Ir a su resumen", "Zur Übersicht"), Href: ui.PathHome}, {Text: f.Say("Get help", "Obtener ayuda", "Hilfe"), Href: ui.PathHelp}}
	var texts []Sample
	for _, k := range f.Brand.LegalTexts() {
		text, _ := f.Brand.Legal(k, f.Locale)
		texts = append(texts, Sample{"legal-" + string(k), view.Legal{Frame: f, Kind: k, Text: text}.Page()})
	}
	return append(append(texts, []Sample{
		{"help", view.Help{Frame: f}.Page()},
		{"accessibility", view.Accessibility{Frame: f}.Page()},
		{"privacy", view.Privacy{Frame: f}.Page()},
		{"genuine", view.Genuine{Frame: f, Host: f.Brand.Hosts[0]}.Page()},
	}...), problems(f, signedIn, back)...)
}

// problems are the pages of what went wrong, in the words of package portal.
func problems(f, signedIn ui.Frame, back []ui.Link) []Sample {
	return []Sample{
		{"problem-404", view.Problem{Frame: signedIn, Status: 404, Heading: f.Say("We can’t find that page", "No encontramos esa página", "Diese Seite finden wir nicht"),
			Words: f.Say("It may have moved, or it belongs to somebody else.", "Es posible que se haya movido o que sea de otra persona.", "Sie ist vielleicht umgezogen, oder sie gehört jemand anderem."), Actions: back}.Page()},
		{"problem-409", view.Problem{Frame: signedIn, Status: 409, Heading: f.Say("That has been done already, or can’t be done any more", "Eso ya se hizo o ya no se puede hacer", "Das ist schon geschehen oder geht nicht mehr"),
			Words: f.Say("This was done already.", "Esto ya se hizo.", "Das ist schon geschehen."), Actions: back}.Page()},
		{"problem-429", view.Problem{Frame: f, Status: 429, Heading: f.Say("Please wait a moment", "Espere un momento", "Bitte warten Sie einen Moment"),
			Words: f.Say("We have sent many codes already. Please wait before you ask for another one.", "Ya enviamos muchos códigos. Espere antes de pedir otro.", "Wir haben schon viele Codes gesendet. Bitte warten Sie, bevor Sie einen weiteren anfordern."),
			Wait:  f.Say("in %s", "en %s", "in %s", seconds(f, 40)), Actions: back}.Page()},
		{"problem-500", view.Problem{Frame: signedIn, Status: 500, Heading: f.Say("Something went wrong on our side", "Algo falló de nuestro lado", "Bei uns ist etwas schiefgegangen"), Words: f.Say("We have been told about it.", "Ya nos avisaron.", "Wir wissen davon."),
			Money: f.Say("If you were paying: a payment counts only once you see its receipt.", "Si estaba pagando: un pago solo cuenta cuando usted ve su recibo.", "Falls Sie gerade zahlten: Eine Zahlung zählt erst, wenn Sie die Quittung sehen."), Reference: "R-01KABQ7", Actions: back}.Page()},
		{"problem-503", view.Problem{Frame: f, Status: 503, Heading: f.Say("We are away for a moment", "No estamos disponibles por un momento", "Wir sind kurz nicht da"), Words: f.Say("Please try again in a minute.", "Inténtelo de nuevo en un minuto.", "Bitte versuchen Sie es in einer Minute noch einmal."), Actions: back}.Page()},
	}
}
