package samples

import (
	"time"

	"marque/internal/core/identity"
	"marque/internal/web/portal/view"
	"marque/internal/web/ui"
)

// ways are the pages on which something is undone, replaced or changed.
func ways(stranger, f ui.Frame) []Sample {
	about := view.Undo{
		Title: f.Say("Did somebody else sign in?", "¿Inició sesión otra persona?", "Hat sich jemand anderes angemeldet?"),
		Does: f.Say("We sign that browser out and forget it. At the next sign-in a new password is asked for.", "Cerramos la sesión de ese navegador y lo olvidamos. En el próximo inicio de sesión se pide una contraseña nueva.",
			"Wir melden diesen Browser ab und vergessen ihn. Bei der nächsten Anmeldung wird ein neues Passwort verlangt."),
		Button: f.Say("It was not me: sign it out", "No fui yo: cerrar esa sesión", "Ich war es nicht: abmelden"),
		Done:   f.Say("That browser is signed out and forgotten.", "La sesión de ese navegador está cerrada y el navegador, olvidado.", "Dieser Browser ist abgemeldet und vergessen."),
	}
	pet, phone := identity.QuestionIn(f.Locale, identity.Questions()[0]), refused(f, of(identity.CheckContact(identity.ContactPhone, "555")))
	lost := view.LostAll{Frame: stranger, Action: "/login/lost", Back: "/login/other"}
	waiting, ready, mailed := lost, lost, lost
	waiting.Waiting, waiting.Until = true, at(f, time.November, 23, 9, 10)
	ready.Ready, mailed.Mailed = true, true
	return []Sample{
		{"called", view.Called{Frame: stranger, Action: "/password/link", Link: "t"}.Page()},
		{"pay-confirm", view.PayConfirm{Frame: f, Action: "/pay/confirm", Back: "/pay/review", Passkey: "/confirm", Amount: 312550, Account: "6789"}.Page()},
		{"pay-confirm-failed", view.PayConfirm{Frame: f, Action: "/pay/confirm", Back: "/pay/review", Amount: 312550, Account: "6789",
			Failure: view.Failure{Problem: f.Say("We have sent many codes already. Please wait before you ask for another one.", "Ya enviamos muchos códigos. Espere antes de pedir otro.", "Wir haben schon viele Codes gesendet. Bitte warten Sie, bevor Sie einen weiteren anfordern.")}}.Page()},
		{"questions", view.Questions{Frame: f, Action: "/security/questions", Questions: []string{pet, identity.QuestionIn(f.Locale, identity.Questions()[4])}, Wanted: 3}.Page()},
		{"questions-failed", view.Questions{Frame: f, Action: "/security/questions", Questions: []string{pet}, Wanted: 3,
			Failure: view.Failure{Problem: f.Say("Answer %s of the questions: you answered %s.", "Responda %s de las preguntas: usted respondió %s.", "Beantworten Sie %s der Fragen: Sie haben %s beantwortet.", identity.MostAnswers, 1)}}.Page()},
		{"recover-question", view.RecoverCode{Frame: stranger, Action: "/forgot/code", Target: "•••• 42", Question: pet}.Page()},
		{"resume", view.Resume{Frame: f, Action: "/resume", What: f.Say("Go on with my payment", "Continuar con mi pago", "Mit meiner Zahlung weitermachen")}.Page()},
		{"not-me", view.NotMe{Frame: stranger, Action: "/not-me", Link: "t", About: about}.Page()},
		{"not-me-done", view.NotMe{Frame: stranger, About: about, Done: true}.Page()},
		{"not-me-over", view.NotMe{Frame: stranger, Over: refused(f, identity.LinkOver()).Problem}.Page()},
		{"lost-all", lost.Page()},
		{"lost-all-waiting", waiting.Page()},
		{"lost-all-ready", ready.Page()},
		{"lost-all-mailed", mailed.Page()},
		{"lost-phone", view.LostPhone{Frame: stranger, Action: "/lost", Link: "t"}.Page()},
		{"lost-phone-failed", view.LostPhone{Frame: stranger, Action: "/lost", Link: "t", Phone: "555", Failure: phone}.Page()},
		{"lost-phone-code", view.RecoverCode{Frame: stranger, Action: "/forgot/code", Target: "•••• 42", New: true, WaitWords: seconds(f, 30)}.Page()},
		{"new-password", view.NewPassword{Frame: f, Action: "/new-password"}.Page()},
		{"new-password-failed", view.NewPassword{Frame: f, Action: "/new-password", Failure: refused(f, of(identity.CheckPassword("dmitri1985", []string{"Dmitri"})))}.Page()},
		{"contact-email", view.Contact{Frame: f, Action: "/security/email"}.Page()},
		{"contact-phone-failed", view.Contact{Frame: f, Action: "/security/phone", Phone: true, Typed: "555", Failure: phone}.Page()},
		{"contact-code", view.ContactCode{Frame: f, Action: "/security/email/confirm", Again: "/security/email", Token: "t", Target: "d••••@example.com", DemoOutbox: ui.PathOutbox}.Page()},
		{"contact-code-failed", view.ContactCode{Frame: f, Action: "/security/phone/confirm", Again: "/security/phone", Token: "t", Target: "•••• 42", Phone: true,
			Failure: refused(f, identity.WrongCode(3))}.Page()},
	}
}
