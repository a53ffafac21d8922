package samples

import (
	"time"

	"marque/internal/civil"
	"marque/internal/core/relief"
	"marque/internal/money"
	"marque/internal/web/portal/view"
	"marque/internal/web/ui"
)

func reliefWays(f ui.Frame) []view.ReliefWay {
	ends, later := civil.Must(2029, time.September, 1), civil.Must(2029, time.October, 1)
	return []view.ReliefWay{
		{Name: f.Say("No change", "Sin cambios", "Keine Änderung"), First: civil.Must(2026, time.December, 1), Payment: 61244, Ends: ends, Last: 58207, Maturity: ends, More: f.Money(0)},
		{Name: f.Say("Due date moved to %s", "Vencimiento pasado al %s", "Fälligkeitstag auf den %s verschoben", f.Locale.MonthDay(civil.Must(2026, time.December, 12))), First: civil.Must(2026, time.December, 12), Payment: 61244, Ends: civil.Must(2029, time.September, 12), Last: 61090,
			Maturity: civil.Must(2029, time.September, 12), More: f.Money(2883), Fee: 2500},
		{Name: f.Say("One payment moved to the end", "Un pago pasado al final", "Eine Rate ans Ende verschoben"), First: civil.Must(2027, time.January, 1), Payment: 61244, Ends: later, Last: 67131, Maturity: later, More: f.Money(8924)},
		{Name: f.Say("Payments computed anew", "Pagos calculados de nuevo", "Raten neu berechnet"), First: civil.Must(2026, time.December, 1), Payment: 61160, Ends: ends, Last: 61131, Maturity: ends, More: f.Money(102)},
	}
}

func agreement(f ui.Frame) []string {
	ways := reliefWays(f)
	look := func(w view.ReliefWay) relief.Outlook {
		return relief.Outlook{First: w.First, Payment: w.Payment, Ends: w.Ends, Last: w.Last, Maturity: w.Maturity, More: 8924, Periods: 1}
	}
	return f.Locale.Write(relief.Text(relief.Words{
		Lender: f.Brand.LegalName, Number: "C806105925", Vehicle: "2024 Vela Hybrid Touring", Currency: money.USD(), Now: look(ways[0]), Then: look(ways[2]),
	}))
}

// reliefs are the pages of relief and changes in the states worth looking at.
func reliefs(f ui.Frame) []Sample {
	href := contractHref + "/relief"
	can := view.Relief{Frame: f, Contract: loan(), Ways: reliefWays(f), Move: view.ReliefMove{Show: href, Typed: "2026-12-12", Go: href + "/due-date?first=2026-12-12"},
		Extend: view.ReliefStep{Go: href + "/extension"}}
	signers := []ui.Fact{{Label: f.Say("%s (you)", "%s (usted)", "%s (Sie)", f.Person), Value: f.Say("Signed November 22, 2026 at 9:10 AM CST", "Firmó el 22 de noviembre de 2026 a las 9:10 a.m. CST", "Unterschrieben am 22. November 2026 um 09:10 CST")},
		{Label: "Ana Šafařík", Value: f.Say("Not yet signed", "Aún sin firmar", "Noch nicht unterschrieben")}}
	waits := can
	waits.Done, waits.Extend = f.Say("Your signature is kept.", "Su firma está guardada.", "Ihre Unterschrift ist gespeichert."), view.ReliefStep{Blocked: f.Say("An extension waits for signatures; you find it above.", "Una prórroga espera firmas; la encuentra arriba.", "Eine Verlängerung wartet auf Unterschriften; Sie finden sie oben.")}
	waits.Open = &view.ReliefOpen{Status: ui.Status{Tone: ui.Warn, Text: f.Say("Waits for signatures", "Espera firmas", "Wartet auf Unterschriften"), Icon: "clock"}, Signers: signers,
		Words: f.Say("It counts when everybody has signed, each with their own sign-in. There are 5 days left: it ends by itself on %s at 4:00 PM CST.",
			"Cuenta cuando todos hayan firmado, cada uno con su propio acceso. Quedan 5 días: termina sola el %s a las 4:00 p.m. CST.",
			"Sie gilt, wenn alle unterschrieben haben, jeder mit der eigenen Anmeldung. Es bleiben 5 Tage: Sie endet von selbst am %s um 16:00 CST.", civil.Must(2026, time.November, 27)), Withdraw: href + "/extension/1/withdraw"}
	cannot := can
	cannot.PastDue, cannot.Extend.Go, cannot.Move.Go = f.Say("%s is past due.", "%s está vencido.", "%s sind überfällig.", money.Cents(61244)), "", ""
	cannot.Arrange.Go = href + "/arrangement"
	cannot.Extend.Blocked, cannot.Move.Blocked = f.Say("A payment can be moved here only when nothing is past due. Please talk to us.", "Aquí solo se puede posponer un pago cuando no hay nada vencido. Hable con nosotros.", "Eine Rate lässt sich hier nur verschieben, wenn nichts überfällig ist. Bitte sprechen Sie mit uns."), f.Say("The due date can be moved only when nothing is past due.", "La fecha de vencimiento solo se puede mover cuando no hay nada vencido.", "Der Fälligkeitstag kann nur verschoben werden, wenn nichts überfällig ist.")
	granted := can
	granted.Open = &view.ReliefOpen{Status: ui.Status{Tone: ui.OK, Text: f.Say("Signed by all", "Firmada por todos", "Von allen unterschrieben")}, Words: f.Say("It counts since %s: the payment that was next moved to the end of the contract.", "Cuenta desde el %s: el pago que seguía pasó al final del contrato.",
		"Sie gilt seit dem %s: Die nächste Rate ist ans Ende des Vertrags gerückt.", civil.Must(2026, time.November, 20)),
		Signers: signers[:1], PDF: href + "/extension/1/agreement.pdf"}
	sign := view.ReliefReview{Frame: f, Contract: loan(), Title: f.Say("Move a payment to the end", "Pasar un pago al final", "Eine Rate ans Ende verschieben"), Lead: f.Say("Please read it. By the button you sign it electronically.", "Léalo. Con el botón lo firma electrónicamente.", "Bitte lesen Sie sie. Mit der Schaltfläche unterschreiben Sie elektronisch."), Action: href + "/extension", Key: "k",
		Ways: []view.ReliefWay{reliefWays(f)[0], reliefWays(f)[2]}, Text: agreement(f), Signers: signers, Until: f.Say("Everybody signs with their own sign-in within 5 days. We send them a message.", "Cada persona firma con su propio acceso dentro de 5 días. Les enviamos un mensaje.", "Alle unterschreiben innerhalb von 5 Tagen mit der eigenen Anmeldung. Wir senden ihnen eine Nachricht."),
		Button: f.Say("Sign and ask for the extension", "Firmar y solicitar la prórroga", "Unterschreiben und Verlängerung beantragen"), Back: href}
	move := view.ReliefReview{Frame: f, Contract: loan(), Title: f.Say("Check the new due date", "Revise la nueva fecha de vencimiento", "Prüfen Sie den neuen Fälligkeitstag"), Action: href + "/due-date", Key: "k", Ways: reliefWays(f)[:2], Button: f.Say("Move my due date to %s", "Pasar mi vencimiento al %s", "Fälligkeitstag auf den %s verschieben", f.Locale.MonthDay(civil.Must(2026, time.December, 12))), Back: href,
		Lead: f.Say("Your next payment is due on %s instead of %s, and the ones after it on that day of the month. The fee is %s.",
			"Su próximo pago vence el %s en vez del %s, y los siguientes ese día del mes. El cargo es de %s.",
			"Ihre nächste Rate ist am %s statt am %s fällig, die danach an diesem Tag des Monats. Die Gebühr beträgt %s.",
			civil.Must(2026, time.December, 12), civil.Must(2026, time.December, 1), money.Cents(2500))}
	return []Sample{
		{"relief", can.Page()}, {"relief-waits", waits.Page()}, {"relief-cannot", cannot.Page()}, {"relief-granted", granted.Page()},
		{"relief-sign", sign.Page()}, {"relief-move", move.Page()},
	}
}
