package samples

import (
	"time"

	"marque/internal/civil"
	"marque/internal/core/identity"
	"marque/internal/core/passkey"
	"marque/internal/l10n"
	"marque/internal/web/portal/view"
	"marque/internal/web/ui"
)

// securing are the pages on which a person looks after the account.
func securing(f ui.Frame) []Sample {
	used := func(month time.Month, day, hour, minute int) string {
		return f.Say("Last used %s", "Usado por última vez el %s", "Zuletzt benutzt am %s", at(f, month, day, hour, minute))
	}
	ready, code := f.Say("Your statement is ready", "Su estado de cuenta está listo", "Ihr Kontoauszug ist fertig"), f.Say("%s: your sign-in code is ••••••", "%s: para entrar en su cuenta escriba ••••••", "%s: Ihr Code zum Anmelden ist ••••••", f.Brand.Name)
	page := view.Security{
		Asked: []view.Asked{{ID: "1", Title: f.Say("%s asked to %s", "%s pidió %s", "%s hat beantragt, %s", "Dana Whitfield", l10n.T("remove the authenticator app from your sign-in", "quitar la aplicación de autenticación de su inicio de sesión", "die Authenticator-App von Ihrer Anmeldung zu entfernen")),
			When: f.Say("It happens on %s unless you cancel it.", "Se hará el %s, a menos que usted lo cancele.", "Es geschieht am %s, wenn Sie es nicht abbrechen.", at(f, time.November, 23, 9, 10)), Cancel: "/security/requests/cancel"}},
		Frame: f, Notice: f.Say("All other browsers are signed out.", "Todos los demás navegadores cerraron la sesión.", "Alle anderen Browser sind abgemeldet."), Forget: "/security/browsers/forget", Others: "/security/sign-out-others", AllSent: "/security/messages",
		Proofs:     proofs(f),
		AddPasskey: "/security/passkeys/new", Passkeys: []ui.Passkey{
			{Name: "My phone", When: f.Say("Last used %s", "Usada por última vez el %s", "Zuletzt benutzt am %s", at(f, time.November, 22, 9, 10)), Change: "/security/passkeys/1", Synced: true},
			{Name: "Security key in the drawer", When: f.Say("Added on %s, not used yet", "Agregada el %s; todavía no se ha usado", "Hinzugefügt am %s, noch nicht benutzt", civil.Must(2026, time.October, 3)), Change: "/security/passkeys/2", Off: true},
		},
		Browsers: []view.Browser{
			{ID: "1", Label: browserOn(f, "Firefox", "Linux"), Here: true, In: true, When: used(time.November, 22, 9, 10)},
			{ID: "2", Label: browserOn(f, "Safari", "iPhone"), In: true, When: used(time.November, 21, 20, 2),
				Detail: f.Say("Signs in without a code until %s", "Inicia sesión sin código hasta el %s", "Meldet sich bis %s ohne Code an", civil.Must(2026, time.December, 21))},
			{ID: "4", Label: "Aurelia Mobile", In: true, When: used(time.November, 21, 20, 5)},
			{ID: "3", Label: browserOn(f, "Edge", "Windows"), When: used(time.October, 3, 7, 44)},
		},
		Messages: []view.SentLine{
			{Title: f.Say("Text: %s", "Mensaje de texto: %s", "SMS: %s", code), When: at(f, time.November, 22, 9, 9), Reference: "7K4M-2Q9X"},
			{Title: ready, When: at(f, time.November, 15, 6, 0), Reference: "9B2D-00PK"},
		},
	}
	plain := view.Security{Frame: f, AddPasskey: "/security/passkeys/new", Proofs: page.Proofs, Browsers: page.Browsers[:1]}
	return []Sample{
		{"security", page.Page()},
		{"security-plain", plain.Page()},
		{"security-messages", view.Messages{Frame: f, Newest: "/security/messages", Older: "/security/messages?before=1", Messages: []view.Message{
			{To: "d•••@example.com", Subject: ready, At: at(f, time.November, 15, 6, 0), Body: ready + "."},
			{Text: true, To: "•••• 42", At: at(f, time.November, 22, 9, 9), Body: code + ".", State: f.Say("Delivered to your phone", "Entregado a su teléfono", "Auf Ihrem Telefon angekommen")},
			{Text: true, To: "•••• 42", At: at(f, time.November, 21, 21, 9), Body: code + ".", State: f.Say("Not sent: its time was over before it could be sent.", "No se envió: su plazo venció antes de poder enviarlo.", "Nicht gesendet: Ihre Zeit war vorbei, bevor es gelang.")},
		}}.Page()},
		{"security-messages-none", view.Messages{Frame: f}.Page()},
		{"app", view.AppIntro{Frame: f, Action: "/security/app"}.Page()},
		{"app-bound", view.AppIntro{Frame: f, Bound: true, Action: "/security/app", Remove: "/security/app/remove"}.Page()},
		{"app-setup", view.AppSetup{Frame: f, Action: "/security/app/confirm", Token: "t", QR: sampleQR(), Secret: "JBSW Y3DP EHPK 3PXP JBSW Y3DP EHPK 3PXP"}.Page()},
		{"app-setup-failed", view.AppSetup{Frame: f, Action: "/security/app/confirm", Token: "t", QR: sampleQR(), Secret: "JBSW Y3DP",
			Failure: refused(f, of(identity.ReadCode("12345")))}.Page()},
		{"recovery-codes", view.RecoveryCodes{Frame: f, Left: 3, Action: "/security/recovery-codes"}.Page()},
		{"recovery-codes-shown", view.RecoveryCodes{Frame: f, Codes: []string{"8MQ2-KX7D-P04V-93TW", "0A1B-2C3D-4E5F-6G7H"}}.Page()},
		{"passkey-new", view.PasskeyNew{Frame: f, Action: "/security/passkeys/new", Passkey: "/security/passkeys/new/options", Name: browserOn(f, "Firefox", "Linux")}.Page()},
		{"passkey-new-failed", view.PasskeyNew{Frame: f, Action: "/security/passkeys/new", Passkey: "/security/passkeys/new/options",
			Failure: refused(f, of(passkey.ReadName("")))}.Page()},
		{"passkey", view.PasskeyChange{Frame: f, Action: "/security/passkeys/1", Called: "My phone", Name: "My phone"}.Page()},
		{"passkey-failed", view.PasskeyChange{Frame: f, Action: "/security/passkeys/1", Called: "My phone", Name: "My phone",
			Failure: view.Failure{Problem: f.Say("This passkey is the only way you sign in, so it stays. Set a password or add another passkey first.",
				"Esta llave de acceso es su única forma de iniciar sesión, así que se queda. Primero cree una contraseña o agregue otra llave de acceso.",
				"Dieser Passkey ist Ihr einziger Zugang, deshalb bleibt er. Setzen Sie zuerst ein Passwort, oder fügen Sie einen anderen Passkey hinzu.")}}.Page()},
		{"security-password-first", view.ChangePassword{Frame: f, Action: "/security/password", First: true}.Page()},
		{"security-password", view.ChangePassword{Frame: f, Action: "/security/password"}.Page()},
		{"security-password-failed", view.ChangePassword{Frame: f, Action: "/security/password", Failure: fields("current", f.Say("This is not your current password.", "Esa no es su contraseña actual.", "Das ist nicht Ihr jetziges Passwort."))}.Page()},
	}
}

func sampleQR() ui.QR {
	code, err := ui.DrawQR("otpauth://totp/Aurelia:dmitri?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Aurelia")
	if err != nil {
		panic(err)
	}
	return code
}

// proofs are what a person signs in with.
func proofs(f ui.Frame) []ui.Fact {
	return []ui.Fact{
		{Label: f.Say("Username", "Nombre de usuario", "Benutzername"), Value: "dmitri"},
		{Label: f.Say("Password", "Contraseña", "Passwort"), Value: f.Say("Set on %s", "Creada el %s", "Gesetzt am %s", civil.Must(2026, time.November, 2)), Change: "/security/password"},
		{Label: f.Say("Code by text", "Código por mensaje de texto", "Code per SMS"), Value: f.Say("To %s", "A %s", "An %s", "•••• 42")},
		{Label: f.Say("Authenticator app", "Aplicación de autenticación", "Authenticator-App"), Value: f.Say("Not set up", "No configurada", "Nicht eingerichtet"), Change: "/security/app"},
		{Label: f.Say("Recovery codes", "Códigos de recuperación", "Wiederherstellungscodes"), Value: f.Say("%s codes left", "Quedan %s códigos", "Noch %s Codes", 0), Change: "/security/recovery-codes"},
	}
}

// browserOn names a browser.
func browserOn(f ui.Frame, browser, system string) string {
	return f.Say("%s on %s", "%s en %s", "%s unter %s", browser, system)
}
