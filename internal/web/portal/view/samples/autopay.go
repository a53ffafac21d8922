package samples

import (
	"time"

	"marque/internal/civil"
	"marque/internal/money"
	"marque/internal/web/portal/view"
	"marque/internal/web/ui"
)

func autopayDebits(f ui.Frame) []view.AutopayDebit {
	return []view.AutopayDebit{
		{Instalment: "34", On: civil.Must(2026, time.December, 1), Due: civil.Must(2026, time.December, 1), Amount: 63744, Note: f.Say("With %s extra.", "Con %s adicionales.", "Mit %s zusätzlich.", money.Cents(2500))},
		{Instalment: "35", On: civil.Must(2027, time.January, 1), Due: civil.Must(2027, time.January, 1), Skipped: true},
		{Instalment: "36", On: civil.Must(2027, time.February, 1), Due: civil.Must(2027, time.February, 1), Amount: 63744, Note: f.Say("With %s extra.", "Con %s adicionales.", "Mit %s zusätzlich.", money.Cents(2500))},
	}
}

func autopayWords() []string {
	return []string{
		"I authorize Norden Drive Finance, Inc. to debit my checking account ending in 6789 electronically for the payments of contract C806105925 (2024 Vela Hybrid Touring): the scheduled payment, now $612.44 and $25.00 extra, on its due date, beginning December 1, 2026.",
		"The amount follows my contract. When an amount differs from the one before I am told at least 10 days ahead; nothing above what I authorized or was told is taken.",
		"Autopay is my choice: my contract does not depend on it. I keep a copy of this authorization.",
	}
}

// autopays are the pages of autopay in the states worth looking at.
func autopays(f ui.Frame) []Sample {
	href := contractHref + "/autopay"
	on := view.Autopay{
		Frame: f, Contract: loan(), Status: ui.Status{Tone: ui.OK, Text: f.Say("On", "Activado", "An")}, Lead: f.Say("Your payments are made automatically, from %s.", "Sus pagos se hacen automáticamente, desde %s.", "Ihre Raten werden automatisch gezahlt, von %s.", checking(f, "6789")), On: true,
		Settings: []ui.Fact{
			{Label: f.Say("From", "Desde", "Von"), Value: checking(f, "6789")}, {Label: f.Say("When", "Cuándo", "Wann"), Value: f.Say("On the due date", "En la fecha de vencimiento", "Am Fälligkeitstag")},
			{Label: f.Say("Takes", "Cobra", "Zieht ein"), Value: f.Say("The scheduled payment and %s extra", "El pago programado y %s adicionales", "Die planmäßige Rate und %s zusätzlich", money.Cents(2500))},
			{Label: f.Say("If refused", "Si se rechaza", "Bei Ablehnung"), Value: savings(f, "0042")}, {Label: f.Say("Since", "Desde el", "Seit"), Value: f.Day(civil.Must(2026, time.August, 3))},
		},
		Debits: autopayDebits(f), Stop: f.Say("You can skip the next payment, change autopay or turn it off until %s at 5:00 PM EST.", "Puede omitir el próximo pago, cambiar el pago automático o desactivarlo hasta el %s a las 5:00 p.m. EST.",
			"Sie können die nächste Zahlung bis zum %s um 17:00 EST auslassen, die automatische Zahlung ändern oder ausschalten.", civil.Must(2026, time.December, 1)),
		Discount: f.Say("While autopay is on, your rate is lower by %s.", "Mientras el pago automático está activado, su tasa es %s más baja.", "Solange die automatische Zahlung an ist, ist Ihr Zinssatz um %s niedriger.", f.Locale.Percent(2_500_000, 2)), Begin: href + "/set-up", Off: href + "/off", Copy: href + "/1/authorization.pdf", SkipTo: href + "/skip",
	}
	off := view.Autopay{Frame: f, Contract: loan(), Status: ui.Status{Tone: ui.Plain, Text: f.Say("Off", "Desactivado", "Aus"), Icon: "circle-dashed"}, Begin: href + "/set-up",
		Lead: f.Say("With autopay your payments are made automatically on the day you choose. You see each amount before, and can skip one or stop at any time.",
			"Con el pago automático sus pagos se hacen automáticamente el día que usted elija. Verá cada monto antes, y puede omitir uno o detenerlo en cualquier momento.",
			"Mit der automatischen Zahlung werden Ihre Raten an dem Tag gezahlt, den Sie wählen. Sie sehen jeden Betrag vorher und können jederzeit eine Zahlung auslassen oder aufhören."),
		Discount: f.Say("With autopay your rate is lower by %s: %s less interest over the rest of your contract, if every payment is made on its day.",
			"Con el pago automático su tasa es %s más baja: %s menos de intereses en lo que queda de su contrato, si cada pago se hace en su fecha.",
			"Mit der automatischen Zahlung ist Ihr Zinssatz um %s niedriger: %s weniger Zinsen bis zum Ende des Vertrags, wenn jede Rate pünktlich gezahlt wird.",
			f.Locale.Percent(2_500_000, 2), money.Cents(11820))}
	waits := on
	waits.On, waits.Debits, waits.Stop, waits.Discount = false, nil, "", ""
	waits.Status, waits.Lead = ui.Status{Tone: ui.Warn, Text: f.Say("Waiting for you", "Esperando por usted", "Wartet auf Sie")},
		f.Say("Your bank refused a debit, so nothing is taken until you choose another account.", "Su banco rechazó un débito, así que no se cobra nada hasta que elija otra cuenta.", "Ihre Bank hat einen Einzug abgelehnt, deshalb wird nichts eingezogen, bis Sie ein anderes Konto wählen.")
	waits.Owed = f.Say("%s is past due or owed in fees. Please pay it yourself, so that it does not grow.", "%s está vencido o se debe en cargos. Páguelo usted, para que no crezca.",
		"%s sind überfällig oder als Gebühren offen. Bitte zahlen Sie das selbst, damit es nicht wächst.", money.Cents(63744))
	form := view.AutopayForm{Frame: f, Action: href + "/set-up", Contract: loan(), Before: "0", Account: "1",
		Accounts: []view.BankAccount{{Value: "1", Name: checking(f, "6789")}, {Value: "2", Name: savings(f, "0042")}}}
	failed := form
	failed.Account, failed.Extra, failed.Before = "new", "-5", "30"
	failed.Failure = fields("routing", routingWrong(f),
		"lead", f.Say("Choose the due date or up to 10 days before it.", "Elija la fecha de vencimiento o hasta 10 días antes.", "Wählen Sie den Fälligkeitstag oder bis zu 10 Tage davor."),
		"extra", f.Say("Enter an extra amount between $0 and $10,000, or leave it empty.", "Ingrese un monto adicional entre $0 y $10,000, o déjelo vacío.",
			"Geben Sie einen zusätzlichen Betrag zwischen 0 $ und 10.000 $ ein, oder lassen Sie das Feld leer."))
	return []Sample{
		{"autopay-on", on.Page()}, {"autopay-off", off.Page()}, {"autopay-waits", waits.Page()},
		{"autopay-form", form.Page()}, {"autopay-form-failed", failed.Page()},
		{"autopay-review", view.AutopayReview{Frame: f, Action: href, Key: "k", Contract: loan(), Account: checking(f, "6789"), Debits: autopayDebits(f), Text: autopayWords(),
			Discount: off.Discount, Back: href + "/set-up"}.Page()},
		{"autopay-review-asked", view.AutopayReview{Frame: f, Action: href, Key: "k", Contract: loan(), Account: checking(f, "6789"), Debits: autopayDebits(f), Text: autopayWords(), Back: href + "/set-up",
			Asked: f.Say("This account is new here, so we ask your bank about it first. Debits can be made from it from %s on.",
				"Esta cuenta es nueva aquí, así que primero consultamos a su banco. Se pueden hacer débitos desde ella a partir del %s.",
				"Dieses Konto ist hier neu, deshalb fragen wir zuerst Ihre Bank. Ab dem %s kann davon eingezogen werden.", civil.Must(2026, time.November, 30)),
			Left: f.Say("Autopay does not take the payment due on %s: please make it yourself.", "El pago automático no cobra el pago que vence el %s: hágalo usted.",
				"Die automatische Zahlung zieht die am %s fällige Rate nicht ein: Bitte zahlen Sie sie selbst.", civil.Must(2026, time.November, 24))}.Page()},
		{"autopay-turn-off", view.AutopayOff{Frame: f, Action: href + "/off", Contract: loan(), Next: f.Say("The payment of %s on %s will not be taken.", "El pago de %s del %s no se cobrará.", "Die Zahlung von %s am %s wird nicht eingezogen.", money.Cents(63744), civil.Must(2026, time.December, 1)),
			Discount: f.Say("Your rate goes up by %s from today, because the autopay discount ends.", "Su tasa sube %s desde hoy, porque termina el descuento por pago automático.",
				"Ihr Zinssatz steigt ab heute um %s, weil der Nachlass für automatische Zahlung endet.", f.Locale.Percent(2_500_000, 2)), Back: href}.Page()},
	}
}

// lettersPages are the payoff, letters and the page that verifies them.
func lettersPages(f ui.Frame) []Sample {
	href := contractHref
	payoff := view.Payoff{
		Frame: f, Contract: loan(), Action: href + "/payoff", On: Today(), Date: Today().String(), Latest: Today().AddDays(30), Amount: 1662344,
		Parts: []ui.Fact{{Label: f.Say("Principal", "Capital", "Kapital"), Value: f.Money(1658021)}, {Label: f.Say("Interest", "Intereses", "Zinsen"), Value: f.Money(4323)}},
		PerDiem: f.Say("Interest grows by about %s a day; each day below is computed exactly.", "Los intereses crecen unos %s por día; cada día de abajo está calculado con exactitud.",
			"Die Zinsen wachsen um etwa %s am Tag; jeder Tag unten ist genau berechnet.", money.Cents(261)),
		InFlight: f.Say("%s is on its way and not counted here yet.", "%s está en camino y aún no se cuenta aquí.", "%s sind unterwegs und hier noch nicht gezählt.", money.Cents(61244)),
		Pay:      href + "/pay", Letter: href + "/letters/new",
	}
	for i := range 10 {
		payoff.Days = append(payoff.Days, view.PayoffDay{On: Today().AddDays(i), Amount: 1662344 + money.Cents(i*261)})
	}
	ask := view.NewLetter{Frame: f, Contract: loan(), Action: href + "/letters", Key: "k", Through: Today().AddDays(10).String(), Earliest: Today(), Latest: Today().AddDays(30),
		Year: "2025", Interest: true, Kinds: []ui.Choice{{Value: "payoff", Label: f.Say("Payoff", "Liquidación", "Ablösung"), Hint: f.Say("What ends the contract, day by day.", "Lo que termina el contrato, día por día.", "Was den Vertrag beendet, Tag für Tag."), Chosen: true},
			{Value: "good_standing", Label: f.Say("Good standing", "Al día", "Vertrag in Ordnung"), Hint: f.Say("That every payment that fell due was made.", "Que se hizo cada pago que venció.", "Dass jede fällige Rate gezahlt wurde.")}, {Value: "interest", Label: f.Say("Interest paid in a year", "Intereses pagados en un año", "Gezahlte Zinsen eines Jahres"), Hint: f.Say("For your tax return.", "Para su declaración de impuestos.", "Für Ihre Steuererklärung.")}}}
	genuine := view.VerifyLetter{Frame: f, Code: "Q7KD-22MX-90AB-TTEF", Asked: true, Found: true, Title: f.Say("Payoff letter", "Carta de liquidación", "Ablöseschreiben"), Lender: "Norden Mobility Credit Corporation",
		Says: []ui.Fact{{Label: f.Say("Issued", "Emitida", "Ausgestellt"), Value: f.Day(Today())}, {Label: f.Say("Contract ending in", "Contrato que termina en", "Vertrag mit den Endziffern"), Value: "5925"},
			{Label: f.Say("Good through", "Válida hasta", "Gültig bis"), Value: f.Day(civil.Must(2026, time.December, 2))}, {Label: f.Say("Amount", "Monto", "Betrag"), Value: f.Money(1662344)}}}
	return []Sample{
		{"payoff", payoff.Page()}, {"letter-new", ask.Page()}, {"letter-genuine", genuine.Page()},
		{"letter-unknown", view.VerifyLetter{Frame: f, Code: "0000", Asked: true}.Page()}, {"letter-verify", view.VerifyLetter{Frame: f}.Page()},
	}
}
