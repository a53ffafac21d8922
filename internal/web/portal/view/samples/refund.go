package samples

import (
	"time"

	"marque/internal/civil"
	"marque/internal/money"
	"marque/internal/web/portal/view"
	"marque/internal/web/ui"
)

// refunds are the pages of a credit balance that is paid out.
func refunds(f ui.Frame) []Sample {
	href := contractHref + "/refund"
	ask := view.Refund{Frame: f, Contract: loan(), Action: href, Credit: 18230, Most: 18230, Amount: "182.30",
		Accounts: []view.BankAccount{{Value: "acc-1", Name: checking(f, "6789")}, {Value: "acc-2", Name: savings(f, "0042")}}}
	failed := ask
	failed.Most, failed.Amount, failed.Failure = 12000, "182.30", fields("amount", f.Say("Part of your credit balance comes from a payment that your bank can still take back. It can be paid out a few banking days from now.", "Parte de su saldo a favor viene de un pago que su banco todavía puede retirar. Se podrá reembolsar dentro de unos días hábiles.", "Ein Teil Ihres Guthabens stammt aus einer Zahlung, die Ihre Bank noch zurückholen kann. Er lässt sich in einigen Bankarbeitstagen auszahlen."))
	failed.Waits = f.Say("%s of it comes from a payment that your bank can still take back. It can be paid out a few banking days from now.",
		"%s viene de un pago que su banco todavía puede retirar. Se podrá reembolsar dentro de unos días hábiles.",
		"Davon stammen %s aus einer Zahlung, die Ihre Bank noch zurückholen kann. Das lässt sich in einigen Bankarbeitstagen auszahlen.", money.Cents(6230))
	failed.Unfit = []ui.Fact{{Label: checking(f, "4471"), Value: f.Say("We send money only to an account that is verified. Verify this one under Bank accounts, or choose another one.", "Solo enviamos dinero a una cuenta verificada. Verifique esta en Cuentas bancarias o elija otra.", "Wir senden Geld nur auf ein bestätigtes Konto. Bestätigen Sie dieses unter Bankkonten, oder wählen Sie ein anderes.")}}
	failed.Past = []view.Payment{{On: civil.Must(2026, time.October, 6), Amount: 2500, Status: ui.Status{Tone: ui.OK, Text: f.Say("Paid out", "Pagado", "Ausgezahlt")}, Href: contractHref + "/refunds/1"},
		{On: civil.Must(2026, time.September, 3), Amount: 2500, Status: ui.Status{Tone: ui.Bad, Text: f.Say("Returned", "Devuelto", "Zurückgegeben")}, Href: contractHref + "/refunds/2"}}
	blocked := view.Refund{Frame: f, Contract: loan(), Credit: 18230, Blocked: f.Say("A credit balance in euros cannot be sent to a bank account from here. Please call us, and we send it another way.", "Un saldo a favor en euros no se puede enviar desde aquí a una cuenta bancaria. Llámenos y lo enviaremos de otra forma.", "Ein Guthaben in Euro kann von hier nicht auf ein Bankkonto gesendet werden. Bitte rufen Sie uns an, dann senden wir es auf anderem Weg.")}
	review := view.RefundReview{Frame: f, Action: contractHref + "/refunds", Key: "k", Amount: 18230, Back: href, Answers: []ui.Fact{
		{Label: f.Say("From", "De", "Von"), Value: f.Say("Your credit balance on the %s", "Su saldo a favor del %s", "Ihr Guthaben zum %s", "2024 Vela Hybrid Touring"), Detail: f.Say("Contract %s", "Contrato %s", "Vertrag %s", "C806105925")}, {Label: f.Say("Amount", "Monto", "Betrag"), Value: f.Money(18230), Change: href},
		{Label: f.Say("To", "A", "An"), Value: checking(f, "6789"), Change: href}, {Label: f.Say("Credit left", "Saldo a favor restante", "Guthaben danach"), Value: f.Money(0)}}}
	receipt := view.RefundReceipt{Frame: f, Contract: loan(), Reference: "P-7Q4M-2KXD", Status: ui.Status{Tone: ui.Info, Text: f.Say("Ordered", "Ordenado", "Beauftragt"), Icon: "clock"}, Amount: 18230, On: Today(),
		Details: []ui.Fact{{Label: f.Say("From", "De", "Von"), Value: f.Say("Your credit balance", "Su saldo a favor", "Ihr Guthaben")}, {Label: f.Say("To", "A", "An"), Value: checking(f, "6789")}, {Label: f.Say("Asked for", "Solicitado", "Verlangt"), Value: f.Say("November 22, 2026 at 9:10 AM CST", "22 de noviembre de 2026 a las 9:10 a.m. CST", "22. November 2026 um 09:10 CST")}},
		Happens: []view.Happening{{When: f.Locale.MonthDay(Today()), What: f.Say("It left your credit balance.", "Salió de su saldo a favor.", "Sie ging von Ihrem Guthaben ab."), Done: true}, {When: f.Say("At the end of the day", "Al final del día", "Am Ende des Tages"), What: f.Say("We send it to our bank.", "Lo enviamos a nuestro banco.", "Wir senden sie an unsere Bank.")},
			{When: f.Say("From %s", "Desde el %s", "Ab %s", f.Locale.MonthDay(Today()+2)), What: f.Say("Your bank shows it; some take two days more.", "Su banco lo muestra; algunos tardan dos días más.", "Ihre Bank zeigt sie an; manche brauchen zwei Tage länger.")}}}
	returned := receipt
	returned.Status, returned.Happens = ui.Status{Tone: ui.Bad, Text: f.Say("Returned", "Devuelto", "Zurückgegeben")}, nil
	returned.Returned = &view.Returned{Why: f.Say("The reason: the account is closed (R02).", "El motivo: la cuenta está cerrada (R02).", "Der Grund ist, dass das Konto geschlossen ist (R02)."),
		Next: f.Say("The money is your credit balance again.", "El dinero vuelve a ser su saldo a favor.", "Das Geld ist wieder Ihr Guthaben."), Pay: href}
	return []Sample{
		{"refund", ask.Page()}, {"refund-failed", failed.Page()}, {"refund-blocked", blocked.Page()}, {"refund-review", review.Page()},
		{"refund-receipt", receipt.Page()}, {"refund-returned", returned.Page()},
	}
}
