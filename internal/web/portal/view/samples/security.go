package samples

import (
	"marque/internal/web/portal/view"
	"marque/internal/web/ui"
)

// securing are the pages on which a person looks after the account.
func securing(f ui.Frame) []Sample {
	page := view.Security{
		Asked: []view.Asked{{ID: "1", Title: "Dana Whitfield asked to remove the authenticator app from your sign-in", When: "It happens on November 23, 2026 at 9:10 AM EST unless you cancel it.", Cancel: "/security/requests/cancel"}},
		Frame: f, Notice: "All other browsers are signed out.", Forget: "/security/browsers/forget", Others: "/security/sign-out-others", AllSent: "/security/messages",
		Proofs: []ui.Fact{
			{Label: "Username", Value: "dmitri"},
			{Label: "Password", Value: "Set on November 2, 2026", Change: "/security/password"},
			{Label: "Code by text", Value: "To •••• 42"},
			{Label: "Authenticator app", Value: "Not set up", Change: "/security/app"},
			{Label: "Recovery codes", Value: "0 codes left", Change: "/security/recovery-codes"},
		},
		AddPasskey: "/security/passkeys/new", Passkeys: []ui.Passkey{
			{Name: "My phone", When: "Last used November 22, 2026 at 9:10 AM EST", Change: "/security/passkeys/1", Synced: true},
			{Name: "Security key in the drawer", When: "Added on October 3, 2026, not used yet", Change: "/security/passkeys/2", Off: true},
		},
		Browsers: []view.Browser{
			{ID: "1", Label: "Firefox on Linux", Here: true, In: true, When: "Last used November 22, 2026 at 9:10 AM EST"},
			{ID: "2", Label: "Safari on iPhone", In: true, When: "Last used November 21, 2026 at 8:02 PM EST", Detail: "Signs in without a code until December 21, 2026"},
			{ID: "4", Label: "Aurelia Mobile, allowed in Safari on iPhone", In: true, When: "Last used November 21, 2026 at 8:05 PM EST"},
			{ID: "3", Label: "Edge on Windows", When: "Last used October 3, 2026 at 7:44 AM EDT"},
		},
		Messages: []view.SentLine{
			{Title: "Text: Aurelia: your sign-in code is ••••••", When: "November 22, 2026 at 9:09 AM EST", Reference: "7K4M-2Q9X"},
			{Title: "Your statement is ready", When: "November 15, 2026 at 6:00 AM EST", Reference: "9B2D-00PK"},
		},
	}
	plain := view.Security{Frame: f, AddPasskey: "/security/passkeys/new", Proofs: page.Proofs, Browsers: page.Browsers[:1]}
	return []Sample{
		{"security", page.Page()},
		{"security-plain", plain.Page()},
		{"security-messages", view.Messages{Frame: f, Newest: "/security/messages", Older: "/security/messages?before=1", Messages: []view.Message{
			{To: "d•••@example.com", Subject: "Your statement is ready", At: "November 15, 2026 at 6:00 AM EST", Body: "Hello Dmitri,\n\nYour statement is ready."},
			{Text: true, To: "•••• 42", At: "November 22, 2026 at 9:09 AM EST", Body: "Aurelia: your sign-in code is ••••••.", State: "Delivered to your phone"},
			{Text: true, To: "•••• 42", At: "November 21, 2026 at 9:09 PM EST", Body: "Aurelia: your sign-in code is ••••••.", State: "Not sent: its time was over before it could be sent."},
		}}.Page()},
		{"security-messages-none", view.Messages{Frame: f}.Page()},
		{"app", view.AppIntro{Frame: f, Action: "/security/app"}.Page()},
		{"app-bound", view.AppIntro{Frame: f, Bound: true, Action: "/security/app", Remove: "/security/app/remove"}.Page()},
		{"app-setup", view.AppSetup{Frame: f, Action: "/security/app/confirm", Token: "t", QR: sampleQR(), Secret: "JBSW Y3DP EHPK 3PXP JBSW Y3DP EHPK 3PXP"}.Page()},
		{"app-setup-failed", view.AppSetup{Frame: f, Action: "/security/app/confirm", Token: "t", QR: sampleQR(), Secret: "JBSW Y3DP",
			Failure: fields("code", "A code has 6 digits.")}.Page()},
		{"recovery-codes", view.RecoveryCodes{Frame: f, Left: 3, Action: "/security/recovery-codes"}.Page()},
		{"recovery-codes-shown", view.RecoveryCodes{Frame: f, Codes: []string{"8MQ2-KX7D-P04V-93TW", "0A1B-2C3D-4E5F-6G7H"}}.Page()},
		{"passkey-new", view.PasskeyNew{Frame: f, Action: "/security/passkeys/new", Passkey: "/security/passkeys/new/options", Name: "Firefox on Linux"}.Page()},
		{"passkey-new-failed", view.PasskeyNew{Frame: f, Action: "/security/passkeys/new", Passkey: "/security/passkeys/new/options",
			Failure: fields("name", "Give the passkey a name, such as “My phone”.")}.Page()},
		{"passkey", view.PasskeyChange{Frame: f, Action: "/security/passkeys/1", Called: "My phone", Name: "My phone"}.Page()},
		{"passkey-failed", view.PasskeyChange{Frame: f, Action: "/security/passkeys/1", Called: "My phone", Name: "My phone",
			Failure: view.Failure{Problem: "This passkey is the only way you sign in, so it stays. Set a password or add another passkey first."}}.Page()},
		{"security-password-first", view.ChangePassword{Frame: f, Action: "/security/password", First: true}.Page()},
		{"security-password", view.ChangePassword{Frame: f, Action: "/security/password"}.Page()},
		{"security-password-failed", view.ChangePassword{Frame: f, Action: "/security/password", Failure: fields("current", "This is not your current password.")}.Page()},
	}
}

func sampleQR() ui.QR {
	code, err := ui.DrawQR("otpauth://totp/Aurelia:dmitri?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Aurelia")
	if err != nil {
		panic(err)
	}
	return code
}
