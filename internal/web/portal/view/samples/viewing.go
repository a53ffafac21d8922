package samples

import (
	"marque/internal/web/console/view"
	"marque/internal/web/ui"
)

// viewing are pages of a customer's as one of the staff sees them, and the form that opens them.
func viewing(signedIn, stranger ui.Frame) []Sample {
	seen := signedIn
	seen.Viewing = ui.Viewing{Name: signedIn.Person, By: "Dana Whitfield", Until: "9:25 AM EST", Minutes: 12}
	f := stranger
	f.Desk, f.Person, f.CSRF = true, "Dana Whitfield", "sample-token"
	open := view.ViewAs{Frame: f, Action: "/desk/customers/1/view", Why: view.Why{Reasons: []ui.Choice{{Value: "called", Label: "The customer called"}, {Value: "wrote", Label: "The customer wrote"}}}}
	failed := open
	failed.Failure = deskFields("words", "Say in a sentence of 10 to 200 characters what you want to see. The customer reads it.")
	return []Sample{
		{"viewed-dashboard", dashboards(seen)[0].Component}, {"viewed-profile", profile(seen)[0].Component}, {"viewed-messages", talks(seen)[0].Component},
		{"desk-view", open.Page()}, {"desk-view-failed", failed.Page()},
	}
}
