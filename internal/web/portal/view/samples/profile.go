package samples

import (
	"marque/internal/core/identity"
	"marque/internal/core/notice"
	"marque/internal/web/portal/view"
	"marque/internal/web/ui"
)

// profile are the pages on which a person says how to be reached and sees who looked.
func profile(f ui.Frame) []Sample {
	page := view.Profile{
		Frame: f, Done: f.Say("Your choice is saved. It holds from now on.", "Su elección está guardada. Vale desde ahora.", "Ihre Wahl ist gespeichert. Sie gilt ab jetzt."),
		Reach: []ui.Fact{
			{Label: f.Say("Email", "Correo electrónico", "E-Mail"), Value: "d•••@example.com", Change: "/security/email"},
			{Label: f.Say("Phone", "Teléfono", "Telefon"), Value: "•••• 42", Change: "/security/phone"},
		},
		Topics: topics(f), Wishes: "/profile/notices", Quiet: [2]ui.Choices{hours(f, "quiet_from", f.Say("From", "Desde", "Von"), 21), hours(f, "quiet_until", f.Say("Until", "Hasta", "Bis"), 8)},
		Zone: ui.Choices{Name: "zone", Legend: f.Say("Time zone", "Zona horaria", "Zeitzone"), Options: []ui.Choice{
			{Value: "America/New_York", Label: f.Say("Eastern time", "Hora del Este", "Ostküstenzeit (USA)"), Chosen: true},
			{Value: "America/Chicago", Label: f.Say("Central time", "Hora Central", "Central Time (USA)")},
		}}, ZoneTo: "/profile/time-zone", Withdraw: "/profile/consents/withdraw", AllLooks: "/profile/looks", Looks: looks(f), Helpers: f.Say("One person helps you with your contracts.", "Una persona le ayuda con sus contratos.", "Eine Person hilft Ihnen bei Ihren Verträgen."),
		Consents: []view.Consent{consent(f, identity.ConsentStatements, true), consent(f, identity.ConsentTexts, false)},
	}
	stopped := page
	stopped.Done, stopped.Looks, stopped.Consents = "", nil, nil
	stopped.NoTexts = f.Say("Your phone replied STOP on %s, so no texts come, codes among them. Reply START to one of our texts to get them again; what you choose here holds from then on.",
		"Su teléfono respondió STOP el %s, así que no llegan mensajes de texto, tampoco códigos. Responda START a uno de nuestros mensajes para recibirlos de nuevo; lo que elija aquí vale desde entonces.",
		"Ihr Telefon hat am %s mit STOP geantwortet, deshalb kommen keine SMS, auch keine Codes. Antworten Sie START auf eine unserer SMS, um sie wieder zu bekommen; was Sie hier wählen, gilt dann.", Today())
	failed := stopped
	failed.Failure = fields("zone", f.Say("Choose a time zone from the list.", "Elija una zona horaria de la lista.", "Wählen Sie eine Zeitzone aus der Liste."))
	failed.Zone.Errors = failed.Failure.Fields
	all := view.AllLooks{Frame: f, Looks: looks(f), Action: "/profile/looks", Newest: "/profile/looks", Older: "/profile/looks?older=1.2", Filter: ui.Choices{Name: "who", Legend: f.Say("Whose", "De quién", "Von wem"),
		Options: []ui.Choice{{Label: f.Say("Everybody", "Todos", "Alle"), Chosen: true}, {Value: "staff", Label: f.Say("Our staff", "Nuestro equipo", "Unsere Leute")}}}}
	none := all
	none.Looks, none.Newest, none.Older = nil, "", ""
	return []Sample{{"profile", page.Page()}, {"profile-stopped", stopped.Page()}, {"profile-failed", failed.Page()}, {"looks", all.Page()}, {"looks-none", none.Page()}}
}

func topics(f ui.Frame) []view.Topic {
	out := []view.Topic{
		{Title: f.Say("Payments", "Pagos", "Zahlungen"), Hint: f.Say("A payment is scheduled, received or canceled; an account is verified.",
			"Un pago se programa, se recibe o se cancela; una cuenta se verifica.", "Eine Zahlung ist geplant, eingegangen oder storniert; ein Konto ist bestätigt.")},
		{Title: f.Say("Reminders", "Recordatorios", "Erinnerungen"), Hint: f.Say("A payment falls due soon.", "Un pago vence pronto.", "Eine Zahlung wird bald fällig.")},
		{Title: f.Say("Your contract", "Su contrato", "Ihr Vertrag"), Hint: f.Say("Statements, autopay, returned and late payments, changes, recalls, messages from us.",
			"Estados de cuenta, pago automático, pagos devueltos y atrasados, cambios, retiros del mercado, mensajes nuestros.",
			"Kontoauszüge, automatische Zahlung, zurückgegebene und verspätete Zahlungen, Änderungen, Rückrufe, Nachrichten von uns.")},
		{Title: f.Say("Security", "Seguridad", "Sicherheit"), Hint: f.Say("Codes, new sign-ins, changed passwords and contacts, new bank accounts.",
			"Códigos, nuevos inicios de sesión, contraseñas y contactos cambiados, cuentas bancarias nuevas.", "Codes, neue Anmeldungen, geänderte Passwörter und Kontakte, neue Bankkonten.")},
	}
	for i, t := range notice.Topics() {
		out[i].Name = string(t)
		out[i].Mail = view.Wish{Field: "mail_" + string(t), On: true, Always: t.Always(notice.Mail).In(f.Locale)}
		out[i].Text = view.Wish{Field: "sms_" + string(t), On: i == 0, Always: t.Always(notice.SMS).In(f.Locale)}
	}
	return out
}

func hours(f ui.Frame, name, legend string, chosen int) ui.Choices {
	out := ui.Choices{Name: name, Legend: legend}
	for h := range 24 {
		out.Options = append(out.Options, ui.Choice{Value: f.Locale.Number(int64(h)), Label: f.Locale.Hour(h), Chosen: h == chosen})
	}
	return out
}

func consent(f ui.Frame, kind identity.ConsentKind, given bool) view.Consent {
	return view.Consent{Kind: string(kind), Title: kind.Words().In(f.Locale), More: kind.More().In(f.Locale), Given: given,
		When: f.Say("Decided on %s, wording %s", "Decidido el %s, texto %s", "Entschieden am %s, Wortlaut %s", Today(), kind.Version())}
}

func looks(f ui.Frame) []view.Look {
	when := f.Say("%s at 3:15 PM EST", "%s a las 3:15 p.m. EST", "%s um 15:15 EST", Today())
	return []view.Look{
		{When: when, Who: "Dana Whitfield", What: f.Say("Opened your contract (contract %s), because of a call in your name", "Abrió su contrato (contrato %s), por una llamada en su nombre",
			"Hat Ihren Vertrag geöffnet (Vertrag %s), wegen eines Anrufs in Ihrem Namen", "C806105925")},
		{When: when, Who: f.Say("%s, whom you let in", "%s, a quien usted dio acceso", "%s, von Ihnen hereingelassen", "Grace Kowalski"), What: f.Say("Ordered a payment", "Ordenó un pago", "Hat eine Zahlung beauftragt")},
		{When: when, Who: f.Say("%s, an app that you allowed", "%s, una aplicación que usted autorizó", "%s, eine von Ihnen zugelassene App", "Aurelia Mobile"), What: f.Say("Opened a statement", "Abrió un estado de cuenta", "Hat einen Kontoauszug geöffnet")},
	}
}
