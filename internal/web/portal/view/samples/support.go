package samples

import (
	"time"

	console "marque/internal/web/console/view"
	"marque/internal/web/portal/view"
	"marque/internal/web/ui"
)

// supports are the pages of a support code, and what the agent sees by it.
func supports(stranger, signedIn ui.Frame) []Sample {
	until := at(stranger, time.November, 22, 9, 25)
	guided := stranger
	guided.Guided = true
	f := stranger
	f.Desk, f.Person, f.CSRF = true, "Dana Whitfield", "sample-token"
	open := console.Guide{Frame: f}
	failed := open
	failed.Code, failed.Failure = "123 456", deskFields("code", "There is no such code just now. Ask the caller to get a new one: it is good for 15 minutes, and for one agent.")
	seen := console.Guided{Frame: f, Open: true, Until: until, Where: "Sign in: code by text, came back 2 times", Ago: "4 seconds ago", Fault: "This code is not right.", Who: "Not signed in",
		Parts: []ui.Fact{{Label: "This site", Value: "works"}, {Label: "Our text messages", Value: "disturbed"}}, Switch: "/desk/guide/1?still=yes", End: "/desk/guide/1/end"}
	over := seen
	over.Open, over.Who, over.Customer, over.Where, over.Fault = false, "Signed in", "/desk/customers/1", "Profile", ""
	return []Sample{
		{"support", view.Support{Frame: stranger, Next: "/login"}.Page()}, {"support-code", view.Support{Frame: signedIn, Code: "402 917", Until: until, Next: "/profile"}.Page()},
		{"support-waiting", view.Support{Frame: signedIn, Waiting: true, Until: until}.Page()}, {"support-followed", view.Support{Frame: guided, Followed: true, Until: until, Next: "/login"}.Page()},
		{"support-stopped", view.Support{Frame: stranger, Stopped: true}.Page()}, {"signin-guided", view.SignIn{Frame: guided, Passkey: "/login/passkey/options"}.Page()},
		{"desk-guide", open.Page()}, {"desk-guide-failed", failed.Page()}, {"desk-guided", seen.Page()}, {"desk-guided-over", over.Page()},
	}
}
