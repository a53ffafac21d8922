package samples

import (
	"strings"
	"time"

	"marque/internal/civil"
	"marque/internal/core/leaseend"
	"marque/internal/fault"
	"marque/internal/l10n"
	"marque/internal/money"
	"marque/internal/web/portal/view"
	"marque/internal/web/ui"
)

// leaseEnds shows the end of a lease: what can become of the vehicle, the statement of its odometer, and when there is nothing to choose.
func leaseEnds(f ui.Frame) []Sample {
	page := leaseEnd(f)
	chosen := page
	chosen.Done = f.Say("Thank you. We have your choice and answer in the conversation.", "Gracias. Tenemos su elección y le respondemos en la conversación.", "Danke. Wir haben Ihre Wahl und antworten in der Unterhaltung.")
	choice := leaseend.Choice{Way: leaseend.Return, On: civil.Must(2027, time.January, 8), Amount: 70_500}
	chosen.Chosen = &view.Chosen{Words: choice.Words(money.USD()).In(f.Locale), On: f.Day(Today()), Talk: "/messages/1"}
	chosen.SignedOn = Today()
	chosen.Paper = "/odometer.pdf"
	chosen.Lessors = leaseend.Mileage{Lessor: f.Brand.LegalName, LessorAddress: strings.Join(f.Brand.Address, ", "), Noticed: civil.Must(2026, time.November, 8), Received: Today()}.Text(f.Locale)
	chosen.Signed = leaseend.Sign(leaseend.Signed{
		Name: f.Person, Address: "18 Harbor Line, Duluth, MN 55802", Lessor: f.Brand.Company(), Vehicle: "2025 A5 Coupe", Body: "coupe", VIN: "WAUZZZF53SA000001", Miles: 31482, Claim: leaseend.Actual, On: Today(),
	}, f.Locale)
	failed := page
	failed.Return.On = "2028-01-01"
	failed.Failure = fields("on", f.Say("Choose a day from today to %s.", "Elija un día desde hoy hasta el %s.", "Wählen Sie einen Tag von heute bis zum %s.", civil.Must(2027, time.January, 9)))
	bare := view.LeaseEnd{Frame: f, Contract: lease(f), Sections: leaseEndPages(f, "/lease-end"), Over: true}
	early, back := bare, bare
	early.Lead = f.Say("Your lease ends on %s. From %s on you see here what you can do then, in numbers.", "Su arrendamiento termina el %s. A partir del %s verá aquí lo que puede hacer entonces, en números.",
		"Ihr Leasing endet am %s. Ab dem %s sehen Sie hier in Zahlen, was Sie dann tun können.", civil.Must(2028, time.January, 9), civil.Must(2027, time.July, 9))
	back.Lead = f.Say("The vehicle went back on %s.", "El vehículo se devolvió el %s.", "Das Fahrzeug ging am %s zurück.", civil.Must(2026, time.November, 20))
	back.Invoice = "/lease-end/invoice"
	back.Signed, back.SignedOn, back.Lessors, back.Paper = chosen.Signed, Today(), chosen.Lessors, chosen.Paper
	return append([]Sample{{"lease-end", page.Page()}, {"lease-end-chosen", chosen.Page()}, {"lease-end-failed", failed.Page()}, {"lease-end-early", early.Page()}, {"lease-end-back", back.Page()}}, append(mileages(f), photos(f)...)...)
}

func leaseEndPages(f ui.Frame, here string) []ui.Link {
	return append(contractPages(f, here), ui.Link{Text: f.Say("Lease end", "Fin del arrendamiento", "Leasingende"), Href: "/lease-end", Current: here == "/lease-end"})
}

func leaseEnd(f ui.Frame) view.LeaseEnd {
	end := civil.Must(2027, time.January, 9)
	fact := func(label string, amount money.Cents) ui.Fact { return ui.Fact{Label: label, Value: f.Money(amount)} }
	page := view.LeaseEnd{
		Frame: f, Contract: lease(f), Sections: leaseEndPages(f, "/lease-end"), Action: "/lease-end", Key: "k", Sign: "/odometer", Photos: "/photos",
		Lead: f.Say("Your lease ends on %s, %s. Here is what you can do then, in numbers.", "Su arrendamiento termina el %s, %s. Aquí está lo que puede hacer entonces, en números.", "Ihr Leasing endet am %s, %s. Hier steht in Zahlen, was Sie dann tun können.",
			end, f.Say("in %s days", "en %s días", "in %s Tagen", 48)),
		Return: view.ReturnWay{
			Charge: 70_500, From: Today(), Last: end,
			Lines: []ui.Fact{fact(f.Say("Miles over the allowance", "Millas por encima del límite", "Meilen über der Freigrenze"), 31_000), fact(f.Say("Disposition fee", "Cargo por devolución", "Rückgabegebühr"), 39_500)},
			Early: []ui.Fact{fact(f.Say("Lease balance", "Saldo del arrendamiento", "Leasingsaldo"), 2_284_013), fact(f.Say("Early termination fee", "Cargo por terminación anticipada", "Gebühr für vorzeitiges Ende"), 48_751)},
		},
		Buy: view.BuyWay{
			Now: 2_386_112, Then: 2_363_800, End: end,
			Lines: []ui.Fact{fact(f.Say("The vehicle", "El vehículo", "Das Fahrzeug"), 2_200_000), fact(f.Say("Purchase fee", "Cargo por compra", "Kaufgebühr"), 30_000), fact(f.Say("Tax", "Impuesto", "Steuer"), 133_800)},
		},
		Extend: view.ExtendWay{Month: 51_676},
		Miles: []ui.Fact{
			{Label: f.Say("Allowed by the end", "Permitidas hasta el final", "Frei bis zum Ende"), Value: f.Locale.Number(36_000)},
			{Label: f.Say("Driven so far", "Recorridas hasta ahora", "Bisher gefahren"), Value: f.Locale.Number(34_180), Detail: f.Say("read %s", "leído el %s", "abgelesen am %s", f.Locale.DateMedium(civil.Must(2026, time.November, 3))), Change: "/vehicle"},
			{Label: f.Say("Over it today", "De más hoy", "Heute darüber"), Value: "0", Detail: f.Money(0)},
			{Label: f.Say("Over it at the end, at this pace", "De más al final, a este ritmo", "Am Ende darüber, bei diesem Tempo"), Value: f.Locale.Number(1_240), Detail: f.Money(31_000)},
		},
		Pace: f.Say("With at most %s miles a month from now on nothing is charged. Each mile over costs %s, now as later.", "Con %s millas al mes como máximo desde ahora no se cobra nada. Cada milla de más cuesta %s, hoy igual que al final.",
			"Mit höchstens %s Meilen im Monat von jetzt an kostet es nichts. Jede Meile darüber kostet %s, jetzt wie später.", 1_820, money.Cents(25)),
		Checklist: []view.Check{
			{What: f.Say("Tell us what you want to do", "Díganos qué quiere hacer", "Sagen Sie uns, was Sie möchten")},
			{What: f.Say("Tell us the odometer", "Indíquenos el odómetro", "Melden Sie den Tachostand"), More: f.Say("not older than 30 days", "de hace 30 días como máximo", "nicht älter als 30 Tage"), Done: true, Href: "/vehicle"},
			{What: f.Say("Bring all keys, the manuals and what came with it", "Lleve todas las llaves, los manuales y lo que venía con él", "Bringen Sie alle Schlüssel, die Handbücher und das Zubehör mit")},
		},
	}
	for n, value := range []string{"1", "2", "3", "4", "5", "6"} {
		page.Extend.Options = append(page.Extend.Options, ui.Choice{Value: value, Label: f.Say("%s, until %s", "%s, hasta el %s", "%s, bis %s",
			l10n.Count(n+1, l10n.T("month", "mes", "Monat"), l10n.T("months", "meses", "Monate")), f.Locale.DateMedium(end.AddMonths(n+1, end.Day())))})
	}
	return page
}

func mileages(f ui.Frame) []Sample {
	page := view.OdometerStatement{Frame: f, Contract: lease(f), Vehicle: view.Vehicle{Name: "2025 A5 Coupe", VIN: vehicle(f).VIN}, Lessee: f.Person, Address: "4717 Cedar St, Denver, CO 80202", Lessor: f.Brand.Company(), Law: leaseend.Law().In(f.Locale), Action: "/odometer", Key: "k"}
	page.Bodies = []ui.Choice{{Label: f.Say("Choose one", "Elija uno", "Bitte wählen")}}
	for _, b := range leaseend.Bodies() {
		page.Bodies = append(page.Bodies, ui.Choice{Value: string(b), Label: b.Words().In(f.Locale)})
	}
	for _, c := range leaseend.Claims() {
		page.Claims = append(page.Claims, ui.Choice{Value: string(c), Label: c.Words().In(f.Locale)})
	}
	failed, doubt := page, page
	failed.Miles = "31482"
	failed.Failure = view.FailureOf(f.Locale, fault.Of(leaseend.CheckSigned("", "", false)))
	doubt.Miles, doubt.Doubt = "3148", f.Say("The odometer showed %s %s on %s already.", "El odómetro ya marcaba %s %s el %s.", "Der Tacho zeigte schon %s %s am %s.", 24180, "mi", civil.Must(2026, time.November, 3))
	return []Sample{{"odometer-statement", page.Page()}, {"odometer-statement-failed", failed.Page()}, {"odometer-statement-doubt", doubt.Page()}}
}

func photos(f ui.Frame) []Sample {
	page := view.Photos{Frame: f, Contract: lease(f), Back: "/lease-end", Action: "/photos", Key: "k", Most: 3, Shows: []ui.Choice{{Label: f.Say("Nothing is wrong here", "Aquí todo está bien", "Hier ist alles in Ordnung")}}}
	tariff := tariffOf(f.Brand)
	page.Version = tariff.Version
	for _, x := range tariff.Lines {
		page.Tariff = append(page.Tariff, view.WearLine{What: x.What.In(f.Locale), Free: x.Free.In(f.Locale), Price: x.Price})
		page.Shows = append(page.Shows, ui.Choice{Value: x.Key, Label: x.What.In(f.Locale)})
	}
	taken, failed := page, page
	taken.Done, taken.Sum = f.Say("Thank you. Your pictures are here.", "Gracias. Sus fotos están aquí.", "Danke. Ihre Bilder sind da."), page.Tariff[0].Price
	taken.Taken = []view.Photo{{What: page.Shows[0].Label, On: Today(), Name: "front.jpg", Size: "2.1 MB", Href: "/photos/1"}, {What: page.Tariff[0].What, Amount: page.Tariff[0].Price, On: Today(), Name: "door.heic", Size: "1.4 MB", Href: "/photos/2"}}
	failed.Failure = fields("photos", f.Say("Choose one to %s pictures.", "Elija de una a %s fotos.", "Wählen Sie ein bis %s Bilder.", 3))
	return []Sample{{"lease-photos", page.Page()}, {"lease-photos-taken", taken.Page()}, {"lease-photos-failed", failed.Page()}}
}

func tariffOf(b *ui.Brand) leaseend.Tariff {
	if b.Tariff == nil {
		return leaseend.Published()
	}
	t := leaseend.Tariff{Version: b.Tariff.Version}
	for _, l := range b.Tariff.Lines {
		t.Lines = append(t.Lines, leaseend.Wear{What: l10n.OfWords(l.What), Free: l10n.OfWords(l.Free), Price: l.Amount()})
	}
	return t
}
