package samples

import (
	"time"

	"marque/internal/civil"
	"marque/internal/core/contract"
	"marque/internal/core/leaseend"
	"marque/internal/money"
	"marque/internal/web/portal/view"
	"marque/internal/web/ui"
)

// invoices shows the invoice of a lease's end: one to be paid, one with nothing owed, and one with a line in dispute.
func invoices(f ui.Frame) []Sample {
	page := invoice(f)
	nothing := page
	nothing.Due, nothing.Pay, nothing.Ways, nothing.Back = 0, "", nil, 5000
	nothing.Lines = append([]ui.Line(nil), page.Lines[len(page.Lines)-1])
	nothing.Lines[0].Status = &ui.Status{Tone: ui.OK, Text: f.Say("Settled", "Saldado", "Beglichen")}
	nothing.Sum = []ui.Fact{sum(f, 35_000), {Label: f.Say("Paid by your deposit", "Pagado con su depósito", "Von Ihrer Kaution bezahlt"), Value: f.Money(-35_000)}, left(f, 0)}
	disputed := page
	disputed.Lines = append([]ui.Line(nil), page.Lines...)
	disputed.Lines[3].Status = &ui.Status{Tone: ui.Info, Text: f.Say("In dispute", "En disputa", "Bestritten"), Icon: "clock"}
	disputed.Due -= 18_000
	disputed.Sum = []ui.Fact{sum(f, 154_676), {Label: f.Say("Paid by your deposit", "Pagado con su depósito", "Von Ihrer Kaution bezahlt"), Value: f.Money(-40_000)},
		{Label: f.Say("In dispute, not due now", "En disputa, no se debe ahora", "Bestritten, jetzt nicht fällig"), Value: f.Money(-18_000)}, left(f, disputed.Due)}
	return []Sample{{"invoice", page.Page()}, {"invoice-nothing", nothing.Page()}, {"invoice-disputed", disputed.Page()}}
}

func sum(f ui.Frame, c money.Cents) ui.Fact {
	return ui.Fact{Label: f.Say("Total", "Total", "Summe"), Value: f.Money(c)}
}

func left(f ui.Frame, c money.Cents) ui.Fact {
	return ui.Fact{Label: f.Say("To pay", "Por pagar", "Zu zahlen"), Value: f.Money(c)}
}

func invoice(f ui.Frame) view.Invoice {
	on := f.Locale.DateMedium(civil.Must(2026, time.November, 16))
	found := f.Say("What the inspection found", "Lo que encontró la inspección", "Was die Begutachtung fand")
	wear := f.Say("Excess wear", "Desgaste excesivo", "Übermäßige Abnutzung")
	page := view.Invoice{
		Frame: f, Contract: lease(f), Sections: leaseEndPages(f), Due: 114_676, By: civil.Must(2026, time.December, 16), Pay: "/pay", Refund: "/refund", Letter: "/letters/new", Ways: f.Locale.Write(leaseend.HowToPay(f.Brand.Phone)),
		Lead: leaseend.HowEnded(contract.Invoice{End: contract.KindTurnIn, EndedOn: civil.Must(2026, time.November, 14)}).In(f.Locale) + " " +
			f.Say("Open a line to see how it was worked out.", "Abra una línea para ver cómo se calculó.", "Öffnen Sie eine Zeile, um zu sehen, wie sie berechnet wurde."),
		Lines: []ui.Line{
			{Title: leaseend.UnpaidRents().In(f.Locale), Date: on, Amount: 51_676, Note: f.Say("They had fallen due before the lease ended.", "Habían vencido antes de que terminara el arrendamiento.", "Sie waren fällig geworden, bevor das Leasing endete.")},
			{Title: f.Say("Excess mileage", "Exceso de millas", "Mehrmeilen"), Date: on, Amount: 10_000, Working: []ui.Step{{Label: f.Say("Miles over the allowance", "Millas por encima del límite", "Meilen über der Freigrenze"), Formula: f.Say("%s miles × %s", "%s millas × %s", "%s Meilen × %s", 400, money.Cents(25)), Result: f.Money(10_000), Source: "12 CFR 1013.4"}}},
			{Title: wear + ": " + f.Say("Windshield chipped or cracked", "Parabrisas astillado o agrietado", "Windschutzscheibe mit Steinschlag oder Riss"), Date: on, Amount: 40_000, Parts: []ui.Fact{{Label: found, Value: "Windshield cracked, lower left"}}},
			{Title: wear + ": " + f.Say("Tire below the tread, each", "Llanta por debajo del dibujo mínimo, cada una", "Reifen unter der Profiltiefe, je Reifen"), Date: on, Amount: 18_000, Parts: []ui.Fact{{Label: found, Value: "Tire worn, front left"}}},
			{Title: f.Say("Disposition fee", "Cargo por disposición", "Verwertungsgebühr"), Date: on, Amount: 35_000},
		},
	}
	page.Sum = []ui.Fact{sum(f, 154_676), {Label: f.Say("Paid by your deposit", "Pagado con su depósito", "Von Ihrer Kaution bezahlt"), Value: f.Money(-40_000)}, left(f, page.Due)}
	return page
}
