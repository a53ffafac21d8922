package samples

import (
	"marque/internal/web/portal/view"
	"marque/internal/web/ui"
)

// securing are the pages on which a person looks after the account.
func securing(f ui.Frame) []Sample {
	page := view.Security{
		Frame: f, Notice: "All other browsers are signed out.", Forget: "/security/browsers/forget", Others: "/security/sign-out-others", AllSent: "/security/messages",
		Proofs: []ui.Fact{
			{Label: "Username", Value: "dmitri"},
			{Label: "Password", Value: "Set on November 2, 2026", Change: "/security/password"},
			{Label: "Second step", Value: "Code by text to •••• 42"},
		},
		Browsers: []view.Browser{
			{ID: "1", Label: "Firefox on Linux", Here: true, In: true, When: "Last used November 22, 2026 at 9:10 AM EST"},
			{ID: "2", Label: "Safari on iPhone", In: true, When: "Last used November 21, 2026 at 8:02 PM EST", Detail: "Signs in without a code until December 21, 2026"},
			{ID: "3", Label: "Edge on Windows", When: "Last used October 3, 2026 at 7:44 AM EDT"},
		},
		Messages: []view.SentLine{
			{Title: "Text: Aurelia: your sign-in code is ••••••", When: "November 22, 2026 at 9:09 AM EST", Reference: "7K4M-2Q9X"},
			{Title: "Your statement is ready", When: "November 15, 2026 at 6:00 AM EST", Reference: "9B2D-00PK"},
		},
		Looks: []view.Look{{When: "November 18, 2026 at 3:15 PM EST", Who: "Dana Whitfield", What: "Opened your contract"}},
	}
	plain := view.Security{Frame: f, Proofs: page.Proofs, Browsers: page.Browsers[:1]}
	return []Sample{
		{"security", page.Page()},
		{"security-plain", plain.Page()},
		{"security-messages", view.Messages{Frame: f, Newest: "/security/messages", Older: "/security/messages?before=1", Messages: []view.Message{
			{To: "d•••@example.com", Subject: "Your statement is ready", At: "November 15, 2026 at 6:00 AM EST", Body: "Hello Dmitri,\n\nYour statement is ready."},
			{Text: true, To: "•••• 42", At: "November 22, 2026 at 9:09 AM EST", Body: "Aurelia: your sign-in code is ••••••."},
		}}.Page()},
		{"security-messages-none", view.Messages{Frame: f}.Page()},
		{"security-password", view.ChangePassword{Frame: f, Action: "/security/password"}.Page()},
		{"security-password-failed", view.ChangePassword{Frame: f, Action: "/security/password", Failure: fields("current", "This is not your current password.")}.Page()},
	}
}
