package samples

import (
	"marque/internal/web/portal/view"
	"marque/internal/web/ui"
)

// ways are the pages on which something is undone, replaced or changed.
func ways(stranger, f ui.Frame) []Sample {
	about := view.Undo{
		Title: "Did somebody else sign in?", Does: "We sign that browser out and forget it. At the next sign-in a new password is asked for.",
		Button: "It was not me: sign it out", Done: "That browser is signed out and forgotten.",
	}
	lost := view.LostAll{Frame: stranger, Action: "/login/lost", Back: "/login/other"}
	waiting, ready, mailed := lost, lost, lost
	waiting.Waiting, waiting.Until = true, "November 23, 2026 at 9:10 AM EST"
	ready.Ready, mailed.Mailed = true, true
	return []Sample{
		{"called", view.Called{Frame: stranger, Action: "/password/link", Link: "t"}.Page()},
		{"pay-confirm", view.PayConfirm{Frame: f, Action: "/pay/confirm", Back: "/pay/review", Passkey: "/confirm", Amount: 312550, Account: "6789"}.Page()},
		{"pay-confirm-failed", view.PayConfirm{Frame: f, Action: "/pay/confirm", Back: "/pay/review", Amount: 312550, Account: "6789",
			Failure: view.Failure{Problem: f.Say("We have sent many codes already. Please wait before you ask for another one.", "Ya enviamos muchos códigos. Espere antes de pedir otro.", "Wir haben schon viele Codes gesendet. Bitte warten Sie, bevor Sie einen weiteren anfordern.")}}.Page()},
		{"questions", view.Questions{Frame: f, Action: "/security/questions", Questions: []string{"What was the name of your first pet?", "What was the first concert you went to?"}, Wanted: 3}.Page()},
		{"questions-failed", view.Questions{Frame: f, Action: "/security/questions", Questions: []string{"What was the name of your first pet?"}, Wanted: 3,
			Failure: view.Failure{Problem: "Answer 3 of the questions."}}.Page()},
		{"recover-question", view.RecoverCode{Frame: stranger, Action: "/forgot/code", Target: "•••• 42", Question: "What was the name of your first pet?"}.Page()},
		{"resume", view.Resume{Frame: f, Action: "/resume", What: "Go on with my payment"}.Page()},
		{"not-me", view.NotMe{Frame: stranger, Action: "/not-me", Link: "t", About: about}.Page()},
		{"not-me-done", view.NotMe{Frame: stranger, About: about, Done: true}.Page()},
		{"not-me-over", view.NotMe{Frame: stranger, Over: "This link was used already or is too old. If something is wrong with your account, please call us."}.Page()},
		{"lost-all", lost.Page()},
		{"lost-all-waiting", waiting.Page()},
		{"lost-all-ready", ready.Page()},
		{"lost-all-mailed", mailed.Page()},
		{"lost-phone", view.LostPhone{Frame: stranger, Action: "/lost", Link: "t"}.Page()},
		{"lost-phone-failed", view.LostPhone{Frame: stranger, Action: "/lost", Link: "t", Phone: "555", Failure: fields("address", "Enter a mobile number like 201-555-0123.")}.Page()},
		{"lost-phone-code", view.RecoverCode{Frame: stranger, Action: "/forgot/code", Target: "•••• 42", New: true, WaitWords: "30 seconds"}.Page()},
		{"new-password", view.NewPassword{Frame: f, Action: "/new-password"}.Page()},
		{"new-password-failed", view.NewPassword{Frame: f, Action: "/new-password", Failure: fields("password", "This password is too easy to guess.")}.Page()},
		{"contact-email", view.Contact{Frame: f, Action: "/security/email"}.Page()},
		{"contact-phone-failed", view.Contact{Frame: f, Action: "/security/phone", Phone: true, Typed: "555", Failure: fields("address", "Enter a mobile number like 201-555-0123.")}.Page()},
		{"contact-code", view.ContactCode{Frame: f, Action: "/security/email/confirm", Again: "/security/email", Token: "t", Target: "d••••@example.com", DemoOutbox: ui.PathOutbox}.Page()},
		{"contact-code-failed", view.ContactCode{Frame: f, Action: "/security/phone/confirm", Again: "/security/phone", Token: "t", Target: "•••• 42", Phone: true,
			Failure: fields("code", "That is not the code we sent. You have 3 tries left.")}.Page()},
	}
}
