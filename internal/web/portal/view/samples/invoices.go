package samples

import (
	"slices"
	"strconv"
	"time"

	"marque/internal/civil"
	"marque/internal/core/contract"
	"marque/internal/core/leaseend"
	"marque/internal/fault"
	"marque/internal/money"
	"marque/internal/web/portal/view"
	"marque/internal/web/ui"
)

// invoices shows the invoice of a lease's end: one to be paid, one with nothing owed, and those of a line that is
// disputed, with an answer.
func invoices(f ui.Frame) []Sample {
	page := invoice(f)
	nothing := page
	nothing.Due, nothing.Pay, nothing.Ways, nothing.Back = 0, "", nil, 5000
	nothing.Lines = append([]ui.Line(nil), page.Lines[len(page.Lines)-1])
	nothing.Lines[0].Link = nil
	nothing.Lines[0].Status = &ui.Status{Tone: ui.OK, Text: f.Say("Settled", "Saldado", "Beglichen")}
	nothing.Sum = []ui.Fact{sum(f, 35_000), {Label: f.Say("Paid by your deposit", "Pagado con su depósito", "Von Ihrer Kaution bezahlt"), Value: f.Money(-35_000)}, left(f, 0)}
	nothing.Disputes = nil
	wrong := page
	wrong.Disputes = slices.Clone(page.Disputes)
	wrong.Disputes[2].Chosen = true
	wrong.Failure = view.Failure{Fields: []fault.Field{{Name: "text", Message: f.Say("Say what is wrong.", "Diga qué es incorrecto.", "Sagen Sie, was falsch ist.")}}}
	return []Sample{{"invoice", page.Page()}, {"invoice-nothing", nothing.Page()}, {"invoice-failed", wrong.Page()}, {"invoice-disputed", inDispute(f, page).Page()}, {"invoice-stands", stands(f, page).Page()}, {"invoice-waived", waived(f, page).Page()}}
}

// inDispute is the invoice while a tire is in dispute.
func inDispute(f ui.Frame, page view.Invoice) view.Invoice {
	page.Done = f.Say("Thank you. The lines are in dispute and not due now. We will answer you.", "Gracias. Las líneas están en disputa y no se deben ahora. Tendrá noticias nuestras.", "Danke. Die Zeilen sind bestritten und jetzt nicht fällig. Sie hören von uns.")
	page.Disputes = slices.Delete(slices.Clone(page.Disputes), 2, 3)
	page.Lines = slices.Clone(page.Lines)
	tire := &page.Lines[3]
	tire.Status, tire.Link = &ui.Status{Tone: ui.Info, Text: f.Say("In dispute", "En disputa", "Bestritten"), Icon: "clock"}, nil
	said := disputedOn(f)
	said.Detail = f.Say("Your case is open. You hear from us by %s.", "Su caso está abierto. Tendrá noticias nuestras a más tardar el %s.", "Ihr Anliegen ist offen. Sie hören von uns bis zum %s.", civil.Must(2026, time.December, 3))
	tire.Parts = append(slices.Clone(tire.Parts), said)
	page.Due -= 18_000
	page.Sum = []ui.Fact{sum(f, 154_676), {Label: f.Say("Paid by your deposit", "Pagado con su depósito", "Von Ihrer Kaution bezahlt"), Value: f.Money(-40_000)},
		{Label: f.Say("In dispute, not due now", "En disputa, no se debe ahora", "Bestritten, jetzt nicht fällig"), Value: f.Money(-18_000)}, left(f, page.Due)}
	return page
}

// stands is the invoice after we said that the tire stands.
func stands(f ui.Frame, page view.Invoice) view.Invoice {
	page.Disputes = slices.Delete(slices.Clone(page.Disputes), 2, 3)
	page.Lines = slices.Clone(page.Lines)
	tire := &page.Lines[3]
	tire.Status, tire.Link = &ui.Status{Tone: ui.Plain, Text: f.Say("Answered: it stands", "Respondida: se mantiene", "Beantwortet: bleibt")}, nil
	tire.Parts = append(slices.Clone(tire.Parts), disputedOn(f), ui.Fact{Label: f.Say("Our answer", "Nuestra respuesta", "Unsere Antwort"),
		Value: f.Say("It stands.", "Se mantiene.", "Sie bleibt.") + " The picture of the inspection shows 2/32 of an inch of tread; the lease asks for 4/32.", Detail: f.Day(civil.Must(2026, time.November, 24))})
	return page
}

// waived is the invoice after the tire was taken off.
func waived(f ui.Frame, page view.Invoice) view.Invoice {
	page = stands(f, page)
	tire := &page.Lines[3]
	tire.Status = &ui.Status{Tone: ui.OK, Text: f.Say("Waived", "Condonado", "Erlassen")}
	tire.Parts = append(tire.Parts[:len(tire.Parts)-1:len(tire.Parts)-1], ui.Fact{Label: f.Say("Waived", "Condonado", "Erlassen"), Value: f.Money(18_000)})
	page.Due -= 18_000
	page.Sum = []ui.Fact{sum(f, 154_676), {Label: f.Say("Paid by your deposit", "Pagado con su depósito", "Von Ihrer Kaution bezahlt"), Value: f.Money(-40_000)}, {Label: f.Say("Waived", "Condonado", "Erlassen"), Value: f.Money(-18_000)}, left(f, page.Due)}
	return page
}

func disputedOn(f ui.Frame) ui.Fact {
	return ui.Fact{Label: f.Say("Disputed on", "Disputada el", "Bestritten am"), Value: f.Day(civil.Must(2026, time.November, 18))}
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
		Frame: f, Contract: lease(f), Sections: leaseEndPages(f, "/lease-end"), Due: 114_676, By: civil.Must(2026, time.December, 16), Pay: "/pay", Refund: "/refund", Letter: "/letters/new", Ways: f.Locale.Write(leaseend.HowToPay(f.Brand.Phone)),
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
	page.Action, page.Key, page.Until, page.Most = "/invoice", "k", page.By, 1000
	for i := range page.Lines[1:] {
		x := &page.Lines[1+i]
		x.Link = &ui.Link{Text: f.Say("Dispute this line", "Disputar esta línea", "Diese Zeile bestreiten"), Href: "#lines"}
		page.Disputes = append(page.Disputes, ui.Choice{Value: "line-" + strconv.Itoa(i), Label: x.Title, Aside: f.Money(x.Amount)})
	}
	page.Sum = []ui.Fact{sum(f, 154_676), {Label: f.Say("Paid by your deposit", "Pagado con su depósito", "Von Ihrer Kaution bezahlt"), Value: f.Money(-40_000)}, left(f, page.Due)}
	return page
}
