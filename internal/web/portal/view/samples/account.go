package samples

import (
	"slices"
	"time"

	"marque/internal/civil"
	"marque/internal/core/contract"
	"marque/internal/core/explain"
	"marque/internal/core/finance"
	"marque/internal/core/statement"
	"marque/internal/money"
	"marque/internal/web/portal/view"
	"marque/internal/web/ui"
)

const contractHref = "/contracts/C806105925"

func loan() view.Contract {
	return view.Contract{
		Href: contractHref, Number: "C806105925", Model: "2024 Vela Hybrid Touring",
		Balance: 1658021, Financed: 2684595, Rate: 57_400_000, Start: civil.Must(2024, time.January, 17), End: civil.Must(2029, time.February, 1),
		MonthsDone: 33, MonthsTotal: 60,
	}
}

func lease(f ui.Frame) view.Contract {
	return view.Contract{
		Href: contractHref, Number: "C618319810", Model: "2025 A5 Coupe",
		Balance: 812000, Start: civil.Must(2025, time.January, 9), End: civil.Must(2028, time.January, 9), MonthsDone: 23, MonthsTotal: 36,
		Lease: &view.Lease{MilesDriven: 24180, MilesAllowed: 36000, MilesByNow: 23000, ReadOn: civil.Must(2026, time.November, 3),
			Forecast: f.Say("At this pace you end %s miles over, about %s.", "A este ritmo terminará con %s millas de más, unos %s.", "Bei diesem Tempo liegen Sie am Ende %s Meilen darüber, etwa %s.", 1240, money.Cents(31000)), ForecastOver: true},
	}
}

// balances is a loan that is paid down evenly with one larger step, by the month.
func balances(f ui.Frame, today civil.Date) *ui.BalanceChart {
	chart := &ui.BalanceChart{Today: today, Finding: f.Say("You have paid off %s since %s. At this pace you are done in %s.", "Ha liquidado %s desde %s. A este ritmo terminará en %s.",
		"Seit %[2]s haben Sie %[1]s getilgt. Bei diesem Tempo sind Sie im %[3]s fertig.", money.Cents(1026574),
		f.Locale.MonthYear(civil.Must(2024, time.January, 1)), f.Locale.MonthYear(civil.Must(2029, time.February, 1))),
		Caption: f.Say("Balance by year", "Saldo por año", "Restschuld nach Jahren")}
	start, balance := civil.Must(2024, time.January, 17), money.Cents(2684595)
	for i := range 61 {
		on := start.AddMonths(i, 17)
		chart.Points = append(chart.Points, ui.Point{On: on, Balance: max(balance, 0)})
		switch { // evenly to today's balance, with one larger payment, and evenly on to nothing
		case on.AddMonths(1, 17) > today:
			balance -= loan().Balance / 27
		case i == 18:
			balance -= 250000
		default:
			balance -= (1026574 - 250000) / 32
		}
	}
	chart.Points[60].Balance = 0
	return chart
}

func recent(f ui.Frame) []view.Payment {
	ok := ui.Status{Tone: ui.OK, Text: f.Say("Received", "Recibido", "Eingegangen")}
	return []view.Payment{
		{On: civil.Must(2026, time.November, 1), Title: f.Say("Payment", "Pago", "Zahlung"), Amount: 61244, Status: ok, Href: "/payments/4"},
		{On: civil.Must(2026, time.October, 1), Title: f.Say("Payment", "Pago", "Zahlung"), Amount: 61244, Status: ok, Href: "/payments/3"},
		{On: civil.Must(2026, time.September, 3), Title: f.Say("Payment", "Pago", "Zahlung"), Amount: 61244, Status: ui.Status{Tone: ui.Bad, Text: f.Say("Returned", "Devuelto", "Zurückgegeben")}, Href: "/payments/2"},
	}
}

func vehicle(f ui.Frame) view.Vehicle {
	return view.Vehicle{Name: "2024 Vela Hybrid Touring", VIN: "JTD4ZTSSXPA534893", Plate: "8KLM 204", Miles: 31482,
		ReadOn: civil.Must(2026, time.November, 3), Ownership: f.Say("Held by us until the loan is paid off", "Lo tenemos nosotros hasta que el préstamo se liquide", "Bei uns, bis das Darlehen abgelöst ist")}
}

func dashboards(f ui.Frame) []Sample {
	base := view.Dashboard{
		Frame: f, Contract: loan(), Sections: contractPages(f, ""), Payoff: contractHref + "/payoff", WhatIf: contractHref + "/what-if", Relief: contractHref + "/relief", NewTalk: "/messages/new", Chart: balances(f, Today()), Vehicle: vehicle(f), Recent: recent(f), Went: went(f, 1_469_856, 1_183_412), History: contractHref + "/history",
		Next: &view.NextPayment{Amount: 61244, Due: civil.Must(2026, time.December, 1), When: f.Say("in %s days", "en %s días", "in %s Tagen", 9), Pay: contractHref + "/pay",
			Autopay: ui.Status{Tone: ui.Plain, Text: f.Say("Autopay is off", "El pago automático está desactivado", "Die automatische Zahlung ist aus")}},
	}
	base.Contract.Status = ui.Status{Tone: ui.OK, Text: f.Say("Up to date", "Al día", "In Ordnung")}
	return []Sample{
		{"dashboard", base.Page()},
		{"dashboard-autopay", autopay(base).Page()},
		{"dashboard-late", late(base).Page()},
		{"dashboard-lease", leased(base).Page()},
		{"dashboard-ended", ended(base).Page()},
		{"dashboard-new", fresh(base).Page()},
		{"dashboard-paid", paidOff(base).Page()},
	}
}

// went is where payments of a loan went.
func went(f ui.Frame, total, principal money.Cents) *ui.Split {
	const fees = 2500
	return &ui.Split{
		Finding: f.Say("Of %s that you have paid here, %s lowered what you owe.", "De %s que ha pagado aquí, %s redujeron lo que debe.", "Von %s, die Sie hier gezahlt haben, haben %s Ihre Schuld verringert.", total, principal),
		Caption: f.Say("Payments by purpose", "Pagos por destino", "Zahlungen nach Zweck"), What: f.Say("Purpose", "Destino", "Zweck"),
		Parts: []ui.Share{{Label: f.Say("Principal", "Capital", "Tilgung"), Amount: principal}, {Label: f.Say("Interest", "Intereses", "Zinsen"), Amount: total - principal - fees},
			{Label: f.Say("Fees", "Cargos", "Gebühren"), Amount: fees}},
	}
}

// rented is where payments of a lease went.
func rented(f ui.Frame, total, rent, tax money.Cents) *ui.Split {
	return &ui.Split{
		Finding: f.Say("Of %s that you have paid here, %s was rent.", "De %s que ha pagado aquí, %s fueron renta.", "Von %s, die Sie hier gezahlt haben, waren %s Leasingraten.", total, rent),
		Caption: f.Say("Payments by purpose", "Pagos por destino", "Zahlungen nach Zweck"), What: f.Say("Purpose", "Destino", "Zweck"),
		Parts: []ui.Share{{Label: f.Say("Lease payments", "Pagos del arrendamiento", "Leasingraten"), Amount: rent}, {Label: f.Say("Tax", "Impuesto", "Steuer"), Amount: tax},
			{Label: f.Say("Fees", "Cargos", "Gebühren"), Amount: total - rent - tax}},
	}
}

func autopay(p view.Dashboard) view.Dashboard {
	f := p.Frame
	next := *p.Next
	next.Autopay = ui.Status{Tone: ui.OK, Text: f.Say("Autopay is on, from %s", "El pago automático está activado, desde %s", "Die automatische Zahlung ist an, von %s", checking(f, "6789"))}
	next.Debits = []view.Debit{{On: civil.Must(2026, time.December, 1), Amount: 61244}, {On: civil.Must(2027, time.January, 1), Amount: 61244},
		{On: civil.Must(2027, time.February, 1), Amount: 61244}}
	p.Next = &next
	p.Switch = []ui.Link{{Text: "2024 Vela Hybrid Touring", Href: contractHref, Current: true}, {Text: "2025 A5 Coupe", Href: "/contracts/C618319810"}}
	p.Alerts = []view.Notice{{Tone: ui.Info, Title: f.Say("Your November statement is ready", "Su estado de cuenta de noviembre está listo", "Ihr Kontoauszug vom November ist da"), Link: &ui.Link{Text: f.Say("Open it (PDF, 38 kB)", "Abrirlo (PDF, 38 kB)", "Öffnen (PDF, 38 kB)"), Href: "/s.pdf"}}}
	return p
}

func late(p view.Dashboard) view.Dashboard {
	f := p.Frame
	p.Contract.Status = ui.Status{Tone: ui.Bad, Text: f.Say("32 days past due", "32 días de atraso", "32 Tage überfällig")}
	p.Next = &view.NextPayment{Amount: 124988, Due: civil.Must(2026, time.October, 21), When: f.Say("%s days ago", "hace %s días", "vor %s Tagen", 32), Pay: contractHref + "/pay",
		Parts: []ui.Fact{
			{Label: f.Say("November payment", "Pago de noviembre", "Rate vom November"), Value: f.Money(61244)}, {Label: f.Say("December payment", "Pago de diciembre", "Rate vom Dezember"), Value: f.Money(61244)},
			{Label: f.Say("Late fee", "Cargo por demora", "Mahngebühr"), Value: f.Money(2500)},
		},
		Autopay: ui.Status{Tone: ui.Plain, Text: f.Say("Autopay is off", "El pago automático está desactivado", "Die automatische Zahlung ist aus")},
		PastDue: &view.PastDue{Amount: 63744, Days: 32, Fee: 2500, Stage: f.Say("It is more than 30 days late. Please pay it, or tell us what you can pay and when.", "Tiene más de 30 días de atraso. Páguelo o díganos cuánto puede pagar y cuándo.", "Der Betrag ist mehr als 30 Tage überfällig. Bitte zahlen Sie ihn, oder sagen Sie uns, was Sie wann zahlen können.")}}
	p.Vehicle.Recalls = []string{"Inspect high-voltage connector (26V-813). Your dealer does it at no charge."}
	return p
}

func leased(p view.Dashboard) view.Dashboard {
	f, status := p.Frame, p.Contract.Status
	p.Contract, p.Chart, p.WhatIf = lease(f), nil, ""
	p.Contract.Status = status
	p.Vehicle.Name, p.Vehicle.Ownership, p.Vehicle.Miles = "2025 A5 Coupe", "", p.Contract.Lease.MilesDriven+12
	p.Recent = slices.Clone(p.Recent)
	for i := range p.Recent {
		p.Recent[i].Amount = 58000
	}
	p.Went = rented(f, 1_278_500, 1_179_630, 96_370)
	p.Next = &view.NextPayment{Amount: 58000, Due: civil.Must(2026, time.December, 9), When: f.Say("in %s days", "en %s días", "in %s Tagen", 17), Pay: contractHref + "/pay",
		Autopay: ui.Status{Tone: ui.Plain, Text: f.Say("Autopay is off", "El pago automático está desactivado", "Die automatische Zahlung ist aus")}, Arranged: f.Say("A payment of %s is on its way for %s.", "Un pago de %s está en camino para el %s.", "Eine Zahlung von %s ist für den %s unterwegs.", money.Cents(58000), f.Locale.MonthDay(civil.Must(2026, time.December, 9)))}
	return p
}

// ended is a lease whose vehicle is back and whose end is not paid yet.
func ended(p view.Dashboard) view.Dashboard {
	p = leased(p)
	f := p.Frame
	p.Contract.Status, p.Contract.Ended, p.Contract.End = ui.Status{Tone: ui.Plain, Text: f.Say("Ended", "Terminado", "Beendet"), Icon: "circle-dot"}, true, civil.Must(2026, time.November, 5)
	p.Contract.Start, p.Contract.Lease, p.Contract.Balance, p.Contract.MonthsDone = civil.Must(2023, time.November, 9), leaseOver(f), 88250, 36
	p.Contract.Model, p.Vehicle.Name, p.Vehicle.Miles, p.Vehicle.ReadOn = "2023 A5 Coupe", "2023 A5 Coupe", 38313, p.Contract.Lease.ReadOn
	p.Sections, p.Payoff, p.Relief = leaseEndPages(f, ""), "", ""
	p.Went = rented(f, 2_090_500, 1_929_600, 158_400)
	p.Next = &view.NextPayment{Amount: 88250, Rest: true, When: f.Say("It is left from the end of your lease.", "Es lo que queda del final de su arrendamiento.", "So viel ist vom Ende Ihres Leasings offen."), Pay: contractHref + "/pay"}
	return p
}

func fresh(p view.Dashboard) view.Dashboard {
	f := p.Frame
	p.Contract.Balance, p.Contract.MonthsDone, p.Contract.Status = p.Contract.Financed, 0, ui.Status{Tone: ui.Info, Text: f.Say("New", "Nuevo", "Neu")}
	p.Recent, p.Chart = nil, nil
	return p
}

func paidOff(p view.Dashboard) view.Dashboard {
	f := p.Frame
	p.Contract.Balance, p.Contract.Status = 0, ui.Status{Tone: ui.OK, Text: f.Say("Paid off", "Liquidado", "Abgelöst"), Icon: "badge-check"}
	p.Next, p.Payoff, p.WhatIf, p.Relief = nil, "", "", ""
	p.Alerts = []view.Notice{{Tone: ui.OK, Title: f.Say("This loan is paid off. Well done.", "Este préstamo está liquidado. ¡Bien hecho!", "Dieses Darlehen ist abgelöst. Gut gemacht."),
		Text: f.Say("The title is on its way to you: 10 to 15 business days.", "El título está en camino: de 10 a 15 días hábiles.", "Der Fahrzeugbrief ist zu Ihnen unterwegs: 10 bis 15 Werktage.")}}
	return p
}

func paying(f ui.Frame) []Sample {
	lowers := f.Say("Extra money lowers your balance, and your due date stays where it is.", "El dinero adicional reduce su saldo, y su fecha de vencimiento no cambia.", "Zusätzliches Geld senkt Ihre Restschuld, und Ihr Fälligkeitstag bleibt, wo er ist.")
	pay := view.Pay{Frame: f, Action: contractHref + "/pay", Contract: loan(), Amount: "due", Account: "acc-1", Date: "2026-12-01",
		Due: view.AmountChoice{Amount: 61244, Label: f.Say("Due now", "Por pagar ahora", "Jetzt fällig"), Hint: f.Say("The payment for %s", "El pago del %s", "Die Rate vom %s", f.Locale.MonthDay(civil.Must(2026, time.December, 1)))}, Accounts: []view.BankAccount{{Value: "acc-1", Name: checking(f, "6789"),
			Hint: "First Example Bank"}}, Earliest: Today(), Latest: civil.Must(2026, time.December, 22),
		CutOff: f.Say("Send it by 6:00 PM Central and it counts from the day you choose.", "Envíelo antes de las 6:00 p.m. (hora del centro) y cuenta desde el día que elija.", "Senden Sie sie bis 18:00 Uhr CST, dann zählt sie ab dem Tag, den Sie wählen."),
		Extra: []view.ExtraEffect{{Extra: 5000, Sooner: f.Say("%s months", "%s meses", "%s Monate", 3), Interest: 21418}, {Extra: 10000, Sooner: f.Say("%s months", "%s meses", "%s Monate", 5), Interest: 38702},
			{Extra: 20000, Sooner: f.Say("%s months", "%s meses", "%s Monate", 9), Interest: 64975}}}
	pay.MayPrincipal, pay.PayoffToday, pay.Choose = true, 1658021, contractHref+"/extra"
	pay.Instruction = lowers
	failed := pay
	failed.MayPrincipal, failed.NoPrincipal = false, f.Say("A payment can go to principal only when nothing is past due.", "Un pago puede ir solo al capital cuando no hay nada vencido.", "Eine Zahlung kann nur dann allein in die Tilgung gehen, wenn nichts überfällig ist.")
	failed.Amount, failed.Other, failed.Account = "other", "6l2.44", "new"
	failed.PastDue = view.AmountChoice{Amount: 63744, Label: f.Say("Due now", "Por pagar ahora", "Jetzt fällig"), Hint: f.Say("12 days late, with the late fee", "12 días de atraso, con el cargo", "12 Tage überfällig, mit der Gebühr")}
	failed.New = view.NewAccount{Routing: "123456780"}
	failed.Failure = fields("other", f.Say("Enter an amount such as 612.44", "Ingrese un monto como 612.44", "Geben Sie einen Betrag wie 612,44 ein"), "routing", f.Say("This is not a routing number. Check the 9 digits", "Este no es un número de ruta. Revise los 9 dígitos", "Das ist keine Bankleitzahl. Prüfen Sie die 9 Ziffern"), "account_number", f.Say("Enter the account number", "Ingrese el número de cuenta", "Geben Sie die Kontonummer ein"))
	review := view.PayReview{Frame: f, Action: contractHref + "/pay/review", Key: "key-2", Amount: 61244, On: civil.Must(2026, time.December, 1), Back: contractHref + "/pay",
		Carried: []view.Hidden{{Name: "draft", Value: "d-1"}}, Counts: f.Say("It counts from %s, as long as your bank honors it.", "Cuenta desde el %s, si su banco lo acepta.", "Sie zählt ab dem %s, wenn Ihre Bank sie einlöst.", f.Locale.MonthDay(civil.Must(2026, time.December, 1))),
		Consent: f.Say("By pressing the button you authorize %s to take this amount once from this account.", "Al pulsar el botón, usted autoriza a %s a cobrar este monto una sola vez de esta cuenta.",
			"Mit der Schaltfläche ermächtigen Sie %s, diesen Betrag einmalig von diesem Konto einzuziehen.", f.Brand.LegalName),
		Answers: []ui.Fact{{Label: f.Say("For", "Para", "Für"), Value: "2024 Vela Hybrid Touring", Detail: f.Say("Contract %s", "Contrato %s", "Vertrag %s", "C806105925")},
			{Label: f.Say("Amount", "Monto", "Betrag"), Value: f.Money(61244), Detail: f.Say("Due now", "Por pagar ahora", "Jetzt fällig"), Change: contractHref + "/pay#amount"},
			{Label: f.Say("From", "Desde", "Von"), Value: checking(f, "6789"), Detail: "First Example Bank", Change: contractHref + "/pay#account"},
			{Label: f.Say("On", "El", "Am"), Value: f.Day(civil.Must(2026, time.December, 1)), Change: contractHref + "/pay#date"}}}
	more := review
	more.Amount, more.Effect = 111244, []string{
		f.Say("%s of it is more than what is due. %s", "%s es más de lo que se debe. %s", "Davon gehen %s über das Fällige hinaus. %s", money.Cents(50000), lowers),
		f.Say("You are done 1 month sooner, on %s, and pay %s less interest.", "Terminará 1 mes antes, el %s, y pagará %s menos de intereses.",
			"Sie sind 1 Monat früher fertig, am %s, und zahlen %s weniger Zinsen.", civil.Must(2029, time.August, 1), money.Cents(6820)),
	}
	smaller := f.Say("You pay %s less interest, and your last payment on %s is smaller.", "Pagará %s menos de intereses, y su último pago, el %s, será más pequeño.",
		"Sie zahlen %s weniger Zinsen, und Ihre letzte Rate am %s ist kleiner.", money.Cents(1410), civil.Must(2029, time.September, 1))
	extra := view.Extra{Frame: f, Action: contractHref + "/extra", Key: "k", Contract: loan(), Amount: "100.00", Options: []view.ExtraOption{
		{Value: "lower_debt", Label: f.Say("Lower the debt", "Bajar la deuda", "Die Schuld senken"), What: lowers, Numbers: smaller, Chosen: true},
		{Value: "pay_ahead", Label: f.Say("Pay ahead", "Pagar por adelantado", "Im Voraus zahlen"), What: f.Say("Extra money makes the next payments count as paid, so your next due date moves ahead.", "El dinero adicional hace que los próximos pagos cuenten como hechos, así que su próxima fecha de vencimiento se adelanta.", "Zusätzliches Geld lässt die nächsten Raten als bezahlt gelten, Ihr nächster Fälligkeitstag rückt also nach hinten."), Numbers: f.Say("Your next payment is then due on %s, and you pay %s less interest.", "Su próximo pago vencerá entonces el %s, y pagará %s menos de intereses.", "Ihre nächste Rate ist dann am %s fällig, und Sie zahlen %s weniger Zinsen.", civil.Must(2027, time.January, 1), money.Cents(1410))},
		{Value: "shorten", Label: f.Say("Shorten the loan", "Acortar el préstamo", "Das Darlehen verkürzen"), What: f.Say("Extra money lowers your balance, and the last payments fall away.", "El dinero adicional reduce su saldo, y los últimos pagos desaparecen.", "Zusätzliches Geld senkt Ihre Restschuld, und die letzten Raten entfallen."), Numbers: smaller},
		{Value: "lower_payment", Label: f.Say("Lower the payment", "Bajar el pago", "Die Rate senken"), What: f.Say("Extra money lowers your balance, and every payment after it is computed anew and becomes smaller.", "El dinero adicional reduce su saldo, y cada pago posterior se calcula de nuevo y es más pequeño.", "Zusätzliches Geld senkt Ihre Restschuld, und jede Rate danach wird neu berechnet und kleiner."), Numbers: f.Say("Your payment becomes %s instead of %s, and you pay %s less interest.", "Su pago será de %s en vez de %s, y pagará %s menos de intereses.", "Ihre Rate beträgt dann %s statt %s, und Sie zahlen %s weniger Zinsen.", money.Cents(60891), money.Cents(61244), money.Cents(760))}}}
	mistyped := extra
	mistyped.Amount, mistyped.Options, mistyped.Failure = "a lot", nil, fields("extra", f.Say("Enter an amount like 100.00.", "Ingrese un monto como 100.00.", "Geben Sie einen Betrag wie 100,00 ein."))
	tried := whatIf(f)
	asked, wrong := tried, tried
	asked.Monthly, asked.Once, asked.Chart = "", "", nil
	wrong.Chart, wrong.Monthly, wrong.By = nil, "a lot", "2026-01-01"
	wrong.Failure = fields("monthly", f.Say("Enter an amount like 100.00.", "Ingrese un monto como 100.00.", "Geben Sie einen Betrag wie 100,00 ein."), "by", f.Say("Choose a day or an amount, not both.", "Elija una fecha o un monto, no ambos.", "Wählen Sie einen Tag oder einen Betrag, nicht beides."))
	return []Sample{
		{"what-if", tried.Page()}, {"what-if-empty", asked.Page()}, {"what-if-failed", wrong.Page()},
		{"review-more", more.Page()}, {"extra", extra.Page()}, {"extra-failed", mistyped.Page()},
		{"pay", pay.Page()},
		{"pay-failed", failed.Page()},
		{"review", review.Page()},
		{"receipt", receipt(f).Page()},
		{"receipt-sent", sent(f).Page()},
		{"receipt-returned", returned(f).Page()},
	}
}

// whatIf tries out a hundred dollars more each month, and five hundred once.
func whatIf(f ui.Frame) view.WhatIf {
	page := view.WhatIf{Frame: f, Action: contractHref + "/what-if", Contract: loan(), Monthly: "100.00", Once: "500.00", Earliest: "2026-12-01", Latest: "2029-02-01",
		Finding: f.Say("With %s more each time you are done %s sooner and pay %s less interest.", "Con %s más cada vez terminará %s antes y pagará %s menos de intereses.",
			"Mit jeweils %s mehr sind Sie %s früher fertig und zahlen %s weniger Zinsen.", money.Cents(10000), f.Say("5 months", "5 meses", "5 Monate"), money.Cents(18450)),
		Now:  view.Ending{Payment: 61244, Ends: civil.Must(2029, time.February, 1), Count: 27, Interest: 108377},
		Then: view.Ending{Payment: 71244, Ends: civil.Must(2028, time.September, 1), Count: 22, Interest: 89927},
		Pay:  contractHref + "/pay", Autopay: contractHref + "/autopay", Instructed: contractHref + "/extra"}
	today := civil.Must(2026, time.November, 22)
	chart := &ui.BalanceChart{Today: today, Caption: f.Say("Balance by date", "Saldo por fecha", "Restschuld nach Tagen"),
		Finding: f.Say("The thin line is your balance as it is, the other one with it.", "La línea fina es su saldo como está; la otra, con ello.", "Die dünne Linie ist Ihre Restschuld, wie es ist, die andere damit.")}
	for i := range money.Cents(28) {
		on := today
		if i > 0 {
			on = civil.Must(2026, time.December, 1).AddMonths(int(i)-1, 1)
		}
		chart.Instead = append(chart.Instead, ui.Point{On: on, Balance: 1658021 * (27 - i) / 27})
		chart.Points = append(chart.Points, ui.Point{On: on, Balance: max(1658021*(22-i)/22, 0)})
	}
	page.Chart = chart
	return page
}

func receipt(f ui.Frame) view.Receipt {
	return view.Receipt{Frame: f, Contract: loan(), Reference: "P7Q4-M2KX", Status: ui.Status{Tone: ui.Info, Text: f.Say("Scheduled", "Programado", "Geplant"), Icon: "calendar-clock"},
		Amount: 61244, On: civil.Must(2026, time.December, 1), PDF: "/payments/5.pdf", Cancel: "/payments/5/cancel", Key: "key-3",
		CancelUntil: f.Say("November 30, 2026 at 6:00 PM Central Time", "30 de noviembre de 2026 a las 6:00 p.m. CST", "30. November 2026 um 18:00 CST"),
		Details:     []ui.Fact{{Label: f.Say("From", "Desde", "Von"), Value: checking(f, "6789")}, {Label: f.Say("For", "Para", "Für"), Value: "2024 Vela Hybrid Touring"}, {Label: f.Say("Made", "Hecho", "Beauftragt"), Value: f.Say("November 22, 2026 at 9:10 AM", "22 de noviembre de 2026 a las 9:10 a.m.", "22. November 2026 um 09:10")}},
		Happens: []view.Happening{{When: f.Say("Today", "Hoy", "Heute"), What: f.Say("We wrote it down and sent you a confirmation.", "Lo registramos y le enviamos una confirmación.", "Wir haben sie notiert und Ihnen eine Bestätigung gesendet."), Done: true},
			{When: f.Locale.MonthDay(civil.Must(2026, time.December, 1)), What: f.Say("We ask your bank for %s. It counts from this day.", "Le pedimos %s a su banco. Cuenta desde este día.", "Wir bitten Ihre Bank um %s. Sie zählt ab diesem Tag.", money.Cents(61244))},
			{When: f.Locale.MonthDay(civil.Must(2026, time.December, 3)), What: f.Say("Your bank shows it, and your balance here is final.", "Su banco lo muestra, y su saldo aquí es definitivo.", "Ihre Bank zeigt sie an, und Ihre Restschuld hier ist endgültig.")}}}
}

func sent(f ui.Frame) view.Receipt {
	r := receipt(f)
	r.Status, r.Cancel, r.CancelUntil = ui.Status{Tone: ui.Info, Text: f.Say("At your bank", "En su banco", "Bei Ihrer Bank"), Icon: "hourglass"}, "", ""
	r.Happens[1].Done = true
	return r
}

func returned(f ui.Frame) view.Receipt {
	r := receipt(f)
	r.Status = ui.Status{Tone: ui.Bad, Text: f.Say("Returned", "Devuelto", "Zurückgegeben"), Icon: "undo-2"}
	r.Cancel, r.CancelUntil, r.Happens = "", "", nil
	r.Returned = &view.Returned{Why: f.Say("There was not enough money in the account on %s (your bank’s code R01).", "No había suficiente dinero en la cuenta el %s (código R01 de su banco).", "Am %s war nicht genug Geld auf dem Konto (Code R01 Ihrer Bank).", f.Locale.MonthDay(civil.Must(2026, time.December, 1))),
		Next: f.Say("Your balance is as it was before. Pay again by %s and no late fee is charged.", "Su saldo está como antes. Pague de nuevo antes del %s y no se cobra ningún cargo.", "Ihre Restschuld ist wie vorher. Zahlen Sie bis %s erneut, dann fällt keine Gebühr an.", f.Locale.MonthDay(civil.Must(2026, time.December, 11))), Pay: contractHref + "/pay"}
	return r
}

// statementSaid is what a month's statement says.
func statementSaid() statement.Page {
	heads := []statement.Head{{Text: "Date"}, {Text: "Method"}, {Text: "Amount", Figure: true}, {Text: "Interest", Figure: true}, {Text: "Principal", Figure: true}, {Text: "Fees", Figure: true}, {Text: "Balance", Figure: true}}
	return statement.Page{Lang: "en-US", Title: "Statement for November 2026", Parts: []statement.Piece{
		{Text: "Aurelia Motor Finance"}, {Text: "Issued November 11, 2026", Small: true}, {Level: 1, Text: "Statement for November 2026"}, {Text: "October 12 to November 11, 2026", Small: true},
		{Text: "Dmitri Šafařík-Nguyễn\n12 Main Street\nColumbus, OH 43215"}, {Text: "Amount due by December 1, 2026"}, {Text: "$612.44", Figure: true},
		{Facts: []statement.Said{{Name: "Payment", Value: "$612.44"}, {Name: "Total", Value: "$612.44", Total: true}}},
		{Level: 2, Text: "Your loan"}, {Facts: []statement.Said{{Name: "Contract", Value: "C806105925"}, {Name: "Rate", Value: "5.74%"}}},
		{Level: 2, Text: "Where your payments went"}, {Table: &statement.Grid{Heads: heads, Rows: []statement.Row{
			{Cells: []string{"Nov 1, 2026", "Bank account", "$612.44", "$83.41", "$529.03", "$0.00", "$16,580.21"}},
			{Cells: []string{"Paid in 2026", "", "$6,736.84", "$917.51", "$5,819.33", "$0.00", ""}, Total: true}}}},
		{Level: 2, Text: "Questions?"}, {Text: "Call (800) 555-0142", Small: true}, {Text: "pay.aurelia.example", Link: "https://pay.aurelia.example", Small: true},
	}}
}

// workings says steps of a working as the history does.
func workings(f ui.Frame, steps ...contract.Step) []ui.Step {
	rules := contract.Product{LateFee: contract.LateFeeRule{Citation: "Contract, section 4"}}
	var out []ui.Step
	for _, s := range explain.With(&rules, money.USD(), f.Locale).Working(steps) {
		out = append(out, ui.Step(s))
	}
	return out
}

// interestSteps are how the interest of October comes about: 31 days of 5.74 % of $17,109.38.
func interestSteps(f ui.Frame) []ui.Step {
	const owed, rate, days = 1_710_938, 57_400_000, 31
	exact, err := money.Interest(owed, rate, days, 365)
	if err != nil {
		panic(err) // the figures stand above
	}
	return workings(f,
		contract.Step{What: contract.StepAccrued, DayCount: finance.Act365F, From: civil.Must(2026, time.October, 1), To: civil.Must(2026, time.November, 1), Days: days, Rate: rate, Balance: owed, Exact: exact},
		contract.Step{What: contract.StepRounded, Exact: exact, Cents: 8_341},
		contract.Step{What: contract.StepAllocated, Rule: contract.RulePrincipal, Cents: 52_903})
}

// lateFeeSteps are how a late fee comes about: 5 % of a payment, at most $25.
func lateFeeSteps(f ui.Frame) []ui.Step {
	return workings(f,
		contract.Step{What: contract.StepPercent, Rate: 50_000_000, Balance: 61_244, Cents: 3_062, Rule: contract.RuleLateFee, Clause: contract.ClauseLateFee},
		contract.Step{What: contract.StepLimit, Cents: 2_500, Rule: contract.RuleContractLimit, Clause: contract.ClauseLateFee},
		contract.Step{What: contract.StepResult, Cents: 2_500, Rule: contract.RuleLateFee})
}

func documents(f ui.Frame) []Sample {
	bad := ui.Status{Tone: ui.Bad, Text: f.Say("Returned or reversed", "Devuelto o anulado", "Zurückgegeben oder storniert")}
	balance := f.Say("Balance", "Saldo", "Saldo")
	day := func(month time.Month, day int) string { return f.Locale.DateMedium(civil.Must(2026, month, day)) }
	title := func(kind contract.EventKind, fee contract.FeeKind) string {
		return explain.Title(&contract.Line{Kind: kind, Code: string(fee)}).In(f.Locale)
	}
	lines := []ui.Line{
		{Title: title(contract.KindPayment, ""), Date: day(time.November, 1), Amount: 61244, Credit: true, After: f.Money(1_658_021), AfterTag: balance,
			Parts:   []ui.Fact{{Label: f.Say("Interest", "Intereses", "Zinsen"), Value: f.Money(8_341)}, {Label: f.Say("Principal", "Capital", "Tilgung"), Value: f.Money(52_903)}},
			Working: interestSteps(f)},
		{Title: title(contract.KindFeeAssessed, contract.LateFee), Date: day(time.October, 11), Amount: 2500, After: f.Money(1_710_938), AfterTag: balance, Working: lateFeeSteps(f)},
		{Title: title(contract.KindPayment, ""), Date: day(time.October, 1), Amount: 61244, Credit: true, Status: &bad, After: f.Money(1_710_938), AfterTag: balance,
			Note: f.Say("This entry was undone and did not count.", "Este asiento se anuló y no contó.", "Diese Buchung wurde rückgängig gemacht und zählt nicht.")},
	}
	year := view.StatementYear{Year: "2026"}
	byFirst := f.Say("%s by the 1st", "%s hasta el día 1", "%s bis zum 1.", money.Cents(61244))
	for _, month := range []time.Month{time.November, time.October, time.September} {
		year.Rows = append(year.Rows, view.StatementRow{Title: f.Locale.MonthYear(civil.Must(2026, month, 1)), Contract: "2024 Vela Hybrid Touring", Due: byFirst,
			Read: "/s/" + month.String(), PDF: "/s/" + month.String() + ".pdf", Size: "38 kB"})
	}
	last := view.StatementYear{Year: "2025", Rows: []view.StatementRow{{Title: f.Say("Interest paid in 2025", "Intereses pagados en 2025", "Gezahlte Zinsen 2025"), Contract: "2024 Vela Hybrid Touring", PDF: "/s/interest.pdf", Letter: true, Size: f.Say("1 page", "1 página", "1 Seite")},
		{Title: f.Locale.MonthYear(civil.Must(2025, time.December, 1)), Contract: "2024 Vela Hybrid Touring", Due: byFirst, PDF: "/s/d.pdf", Size: "38 kB"}}}
	mail := "Dear Dmitri,\n\nyour payment of $612.44 is planned for December 1, 2026.\nSee it at http://aurelia.localhost:8080/payments/5.\n\nReference M-42K7"
	return slices.Concat(histories(f, lines), papers(f), []Sample{
		{"statements", statementsPage(f, []view.StatementYear{year, last}).Page()},
		{"statement", view.StatementPage{Frame: f, Said: statementSaid(), PDF: "/s/November.pdf", Size: f.Say("%s pages", "%s páginas", "%s Seiten", 2)}.Page()},
		{"statements-none", view.Statements{Frame: f}.Page()},
		{"outbox", view.Outbox{Frame: f, Apps: []view.AppCode{{Name: "Dana Whitfield", Username: "demo.agent", Code: "481 932", Left: 17}}, Messages: []view.Message{
			{Text: true, To: "•••• 42", At: "9:12 AM", Body: "Your Aurelia code is 204 117. We never ask for it by phone.\n@aurelia.localhost #204117"},
			{To: "customer131@example.com", Subject: "Your payment is planned", At: "9:10 AM", Body: mail}}}.Page()},
	})
}
