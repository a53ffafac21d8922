package samples

import (
	"time"

	"marque/internal/civil"
	"marque/internal/core/history"
	"marque/internal/core/statement"
	"marque/internal/money"
	"marque/internal/web/portal/view"
	"marque/internal/web/ui"
)

// contractPages are the links between the pages of a contract.
func contractPages(f ui.Frame, here string) []ui.Link {
	links := []ui.Link{
		{Text: f.Say("History", "Historial", "Verlauf"), Href: "/history"}, {Text: f.Say("To come", "Por venir", "Kommende"), Href: "/upcoming"},
		{Text: f.Say("Timeline", "Cronología", "Zeitleiste"), Href: "/timeline"}, {Text: f.Say("Vehicle", "Vehículo", "Fahrzeug"), Href: "/vehicle"}, {Text: f.Say("Your data", "Sus datos", "Ihre Daten"), Href: "/data"},
	}
	for i := range links {
		links[i].Current = links[i].Href == here
	}
	return links
}

func groups(f ui.Frame) []ui.Choice {
	var out []ui.Choice
	for _, g := range history.Groups() {
		out = append(out, ui.Choice{Value: string(g), Label: g.Name().In(f.Locale), Chosen: g == history.All})
	}
	return out
}

func years(f ui.Frame) []ui.Choice {
	return []ui.Choice{{Label: f.Say("All years", "Todos los años", "Alle Jahre")}, {Value: "2026", Label: "2026", Chosen: true}, {Value: "2025", Label: "2025"}}
}

// histories shows what happened, as it is, filtered, and with nothing found.
func histories(f ui.Frame, lines []ui.Line) []Sample {
	files := []ui.Link{
		{Text: f.Say("Table (CSV)", "Tabla (CSV)", "Tabelle (CSV)"), Href: "/h.csv"}, {Text: f.Say("For money programs (OFX)", "Para programas de finanzas (OFX)", "Für Finanzprogramme (OFX)"), Href: "/h.ofx"},
		{Text: f.Say("For Quicken (QFX)", "Para Quicken (QFX)", "Für Quicken (QFX)"), Href: "/h.qfx"},
	}
	page := view.History{Frame: f, Contract: loan(), Sections: contractPages(f, "/history"), Action: "/h", Groups: groups(f), Years: years(f), Lines: lines, Older: "/h?before=1", Files: files}
	some := page
	some.Search, some.Filtered, some.Count, some.Lines, some.Older = "25.00", true, 1, lines[2:3], ""
	none := page
	none.Search, none.Filtered, none.Lines, none.Older = "4711", true, nil, ""
	return []Sample{{"history", page.Page()}, {"history-filtered", some.Page()}, {"history-none", none.Page()}}
}

// upcomings shows what is still to be paid: on a loan with autopay, on a lease, and on a contract that is paid.
func upcomings(f ui.Frame) []Sample {
	due := func(n int) civil.Date { return civil.Must(2026, time.December, 1).AddMonths(n, 1) }
	last := civil.Must(2030, time.January, 1)
	page := view.Upcoming{
		Frame: f, Contract: loan(), Sections: contractPages(f, "/upcoming"), More: "/upcoming?all=yes", MoreText: f.Say("Show all %s", "Mostrar los %s", "Alle %s zeigen", 38),
		Finding: f.Say("%s payments are left; the last one, due %s, is %s.", "Quedan %s pagos; el último, que vence el %s, es de %s.", "Noch %s Raten; die letzte, fällig am %s, beträgt %s.", 38, last, money.Cents(61102)),
		OnTheWay: []view.Payment{{On: civil.Must(2026, time.November, 24), Title: f.Say("Bank payment", "Pago bancario", "Bankzahlung"), Amount: 20000,
			Status: ui.Status{Tone: ui.Info, Text: f.Say("Scheduled", "Programado", "Geplant"), Icon: "clock"}, Href: "/payments/5"}},
	}
	for n := range 5 {
		row := view.UpcomingRow{Number: n + 23, Due: due(n), Amount: 61244, Interest: 7895, Capital: 53349, Balance: 1658021}
		switch n {
		case 0, 2:
			row.Autopay = f.Say("Autopay of %s on %s", "Pago automático de %s el %s", "Automatische Zahlung von %s am %s", row.Amount, row.Due)
		case 1:
			row.Autopay = f.Say("Skipped by you: please pay it", "Usted lo omitió: páguelo, por favor", "Von Ihnen ausgelassen: bitte selbst zahlen")
		}
		page.Rows = append(page.Rows, row)
	}
	leased := view.Upcoming{Frame: f, Contract: lease(f), Sections: contractPages(f, "/upcoming"),
		Finding: f.Say("%s payments are left; the last one is due %s.", "Quedan %s pagos; el último vence el %s.", "Noch %s Raten; die letzte ist am %s fällig.", 13, civil.Must(2027, time.December, 14))}
	for n := range 3 {
		leased.Rows = append(leased.Rows, view.UpcomingRow{Number: n + 24, Due: due(n).AddDays(13), Amount: 51676, Rent: 48751, Tax: 2925})
	}
	none := view.Upcoming{Frame: f, Contract: loan(), Finding: f.Say("Nothing more is to be paid on this contract.", "En este contrato ya no hay nada por pagar.", "Auf diesen Vertrag ist nichts mehr zu zahlen.")}
	return []Sample{{"upcoming", page.Page()}, {"upcoming-lease", leased.Page()}, {"upcoming-none", none.Page()}}
}

// timelines tells a loan from its last statement back to its beginning, and offers it as a file.
func timelines(f ui.Frame) []Sample {
	on := func(month time.Month, day int) string { return f.Locale.MonthDay(civil.Must(2026, month, day)) }
	page := view.Timeline{Frame: f, Contract: loan(), Sections: contractPages(f, "/timeline"), Older: "/timeline?before=1", Years: []view.TimelineYear{
		{Year: "2026", Moments: []view.Moment{
			{When: on(time.November, 11), Icon: "file-text", Text: f.Say("Your statement was issued.", "Se emitió su estado de cuenta.", "Ihr Kontoauszug wurde ausgestellt."),
				More: f.Say("%s by %s", "%s hasta el %s", "%s bis %s", money.Cents(61244), civil.Must(2026, time.December, 1)), Href: "/s/1.pdf", Open: f.Say("Open", "Abrir", "Öffnen")},
			{When: on(time.November, 1), Icon: "receipt", Text: f.Say("A payment of %s was made.", "Se hizo un pago de %s.", "Eine Zahlung von %s ging ein.", money.Cents(61244)),
				More: f.Say("%s went to interest and %s to principal.", "%s fueron a intereses y %s a capital.", "%s gingen auf Zinsen und %s auf die Tilgung.", money.Cents(8341), money.Cents(52903))},
			{When: on(time.October, 5), Icon: "triangle-alert", Text: f.Say("Your bank sent the payment of %s back.", "Su banco devolvió el pago de %s.", "Ihre Bank gab die Zahlung von %s zurück.", money.Cents(61244))},
			{When: on(time.September, 9), Icon: "car", Text: f.Say("The vehicle was serviced.", "El vehículo recibió servicio.", "Das Fahrzeug war in der Werkstatt."), More: "Oil and filter"},
		}},
		{Year: "2024", Moments: []view.Moment{
			{When: on(time.February, 3), Icon: "key-round", Text: history.TitleStep("lien_recorded").In(f.Locale), More: "PA"},
			{When: on(time.January, 17), Icon: "badge-check", Text: f.Say("Your contract began at %s.", "Comenzó su contrato en %s.", "Ihr Vertrag begann bei %s.", "Aurelia of Salem")},
		}},
	}}
	return []Sample{{"timeline", page.Page()}, {"data", view.TakeData{Frame: f, Contract: loan(), Sections: contractPages(f, "/data"), Action: "/data"}.Page()}}
}

// papers shows where paper is given up, and where it is had back.
func papers(f ui.Frame) []Sample {
	page := view.Paper{Frame: f, Contract: loan(), Sample: "/sample.pdf", Action: "/contracts/1/paper", Key: "key-1"}
	for _, t := range statement.Paperless() {
		page.Words = append(page.Words, t.In(f.Locale))
	}
	failed := page
	failed.Failure = fields("online", f.Say("Open the sample statement first, so that we know you can read it.", "Abra primero el estado de cuenta de muestra, para que sepamos que puede leerlo.", "Öffnen Sie zuerst den Musterkontoauszug, damit wir wissen, dass Sie ihn lesen können."))
	online := view.Paper{Frame: f, Contract: loan(), Online: true, Since: f.Day(civil.Must(2026, time.November, 3)), Done: f.Say("Your choice is kept.", "Su elección quedó guardada.", "Ihre Wahl ist gespeichert."), Action: "/contracts/1/paper", Key: "key-1"}
	return []Sample{{"paper", page.Page()}, {"paper-failed", failed.Page()}, {"paper-online", online.Page()}}
}

// statementsPage lists the documents of somebody with two contracts.
func statementsPage(f ui.Frame, years2 []view.StatementYear) view.Statements {
	return view.Statements{
		Frame: f, Action: "/statements", Filter: true, Kinds: groups(f), Years: years(f), Total: 5, Groups: years2, Older: "/statements?before=1",
		Contracts: []ui.Choice{{Label: f.Say("All contracts", "Todos los contratos", "Alle Verträge")}, {Value: "1", Label: "2024 Vela Hybrid Touring C806105925"}},
		Ask:       []ui.Link{{Text: f.Say("Get a letter for the %s", "Obtener una carta para el %s", "Schreiben zum %s anfordern", "2024 Vela Hybrid Touring"), Href: "/contracts/1/letters/new"}},
		Delivery: []view.Delivery{
			{Contract: "2024 Vela Hybrid Touring", Status: ui.Status{Tone: ui.OK, Text: f.Say("Online only", "Solo en línea", "Nur online")}, Change: "/contracts/1/paper"},
			{Contract: "2026 Strada", Status: ui.Status{Tone: ui.Plain, Text: f.Say("Online and on paper", "En línea y en papel", "Online und auf Papier"), Icon: "mail"}, Change: "/contracts/2/paper"},
		},
	}
}
