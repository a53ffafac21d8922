package samples

import (
	"marque/internal/web/console/view"
	"marque/internal/web/ui"
)

// desk are the pages of the lender's own people.
func desk(stranger ui.Frame) []Sample {
	stranger.Desk = true
	f := stranger
	f.Person = "Dana Whitfield"
	setup := view.AppSetup{Frame: stranger, QR: view.QR{Size: 21, Path: "M0 0h7v1h-7z"}, Action: "/desk/welcome/app", Token: "t", Secret: "JBSW Y3DP EHPK 3PXP JBSW Y3DP EHPK 3PXP"}
	failed := setup
	failed.Failure = deskFields("code", "A code has 6 digits.")
	code := view.Code{Frame: stranger, Action: "/desk/login/code", Heading: "Open your authenticator app", Lead: "Type the 6-digit code that it shows for the desk now.", Back: "/desk/login"}
	confirm := view.Code{Frame: f, Failure: deskFields("code", "A code has 6 digits."), Action: "/desk/confirm", Heading: "Confirm that it is you", Lead: "You are about to do something on a customer’s account.", Back: "/desk"}
	company := confirm
	company.Failure, company.Company = view.Failure{}, "/desk/company"
	return []Sample{
		{"desk-signin", view.SignIn{Frame: stranger, Company: "/desk/company", Notice: "Your access is set up. Sign in with your password and your app."}.Page()},
		{"desk-signin-failed", view.SignIn{Frame: stranger, Identifier: "dana", Failure: view.Failure{Problem: "We could not sign you in with that username or email and password."}}.Page()},
		{"desk-code", code.Page()},
		{"desk-confirm-failed", confirm.Page()},
		{"desk-confirm-company", company.Page()},
		{"desk-welcome", view.Welcome{Frame: stranger, Action: "/desk/welcome", Invited: "8MQ2-KX7D", Username: "dana.whitfield", Name: "Dana Whitfield"}.Page()},
		{"desk-welcome-failed", view.Welcome{Frame: stranger, Action: "/desk/welcome", Username: "dana.whitfield", Name: "Dana Whitfield",
			Failure: deskFields("password", "Choose a password that is harder to guess.")}.Page()},
		{"desk-setup", setup.Page()},
		{"desk-setup-failed", failed.Page()},
		{"desk-me", view.Me{Frame: f, Rows: []ui.Fact{{Label: "Username", Value: "dana.whitfield"}, {Label: "Roles", Value: "agent, senior"}}}.Page()},
		{"desk-problem", view.Problem{Frame: f, Heading: "There is no such page", Words: "It is not there, or your role may not open it.", Wait: "in 40 seconds", Reference: "7Q4M2KXD"}.Page()},
	}
}

func deskFields(namesAndWords ...string) view.Failure {
	return view.Failure{Fields: fields(namesAndWords...).Fields}
}
