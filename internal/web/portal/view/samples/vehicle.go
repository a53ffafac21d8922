package samples

import (
	"time"

	"marque/internal/civil"
	"marque/internal/money"
	"marque/internal/web/portal/view"
	"marque/internal/web/ui"
)

// vehicles shows the page of a vehicle in the states that a customer can meet, and its forms.
func vehicles(f ui.Frame) []Sample {
	page := view.VehiclePage{
		Frame: f, Contract: loan(), Sections: contractPages(f, "/vehicle"), Vehicle: vehicle(f), Maker: "TOYOTA MOTOR CORPORATION, JAPAN",
		Odometer: view.Odometer{Miles: 31482, On: civil.Must(2026, time.November, 3), Source: f.Say("by a workshop", "por un taller", "von einer Werkstatt"), Action: "/odometer", Key: "k"},
		Recalls:  []view.Recall{{Title: "Inspect high-voltage connector", Campaign: "26V-813", Open: true, Link: "https://recall.example.com/26V-813"}, {Title: "Software of the rear camera", Campaign: "25V-102"}},
		Visits: []view.Visit{{On: civil.Must(2026, time.September, 9), What: "Oil and filter", Dealer: "Norden of Duluth", Link: "https://service.example.com/1"},
			{On: civil.Must(2026, time.March, 2), What: "Tires rotated, annual inspection", Dealer: "Norden of Duluth"}},
		Links:   []ui.Link{{Text: f.Say("Book a service", "Reservar un servicio", "Servicetermin buchen"), Href: "https://service.example.com"}, {Text: f.Say("Owner’s manuals", "Manuales del propietario", "Bedienungsanleitungen"), Href: "https://www.example.com/manuals"}},
		Insured: ui.Status{Tone: ui.OK, Text: f.Say("Proof until %s", "Comprobante hasta el %s", "Nachweis bis %s", f.Locale.DateMedium(civil.Must(2027, time.May, 1)))},
		Proofs:  []view.Proof{{Insurer: "Prairie Mutual", Policy: "PM-4711-88", Until: civil.Must(2027, time.May, 1), Sent: f.Locale.DateMedium(civil.Must(2026, time.October, 28)), Name: "declarations.pdf", Size: "212 KB", Href: "/proofs/1"}},
		SendNew: "/insurance", Move: "/garage", Garage: []string{"18 Harbor Line, Apt. 4", "Duluth, MN 55802"}, Told: f.Day(civil.Must(2026, time.June, 4)),
		Title: titled(f),
	}
	leased := page
	leased.Contract, leased.Vehicle.Name, leased.Recalls, leased.Proofs = lease(f), "2025 A5 Coupe", nil, nil
	leased.Odometer.Finding = leased.Contract.Lease.Forecast
	leased.Insured = ui.Status{Tone: ui.Warn, Text: f.Say("No proof here yet", "Todavía sin comprobante", "Noch kein Nachweis"), Icon: "info"}
	leased.Title = []view.TitleStep{{When: f.Say("now", "ahora", "jetzt"), What: f.Say("The title is ours, as the lessor.", "El título es nuestro, como arrendador.", "Der Fahrzeugbrief gehört uns als Leasinggeber."), Done: true}}
	leased.Told, leased.Done = "", f.Say("Thank you. The reading is kept.", "Gracias. La lectura quedó guardada.", "Danke. Der Stand ist gespeichert.")
	back := leased
	back.Back, back.Done, back.Garage, back.SendNew, back.Move, back.Contract.Lease = civil.Must(2026, time.November, 5), "", nil, "", "", leaseOver(f)
	back.Odometer = view.Odometer{Miles: 38313, On: back.Back, Source: f.Say("when it was returned", "al devolverlo", "bei der Rückgabe"), Finding: back.Contract.Lease.Forecast}
	back.Insured = ui.Status{Tone: ui.Plain, Text: f.Say("No longer asked for", "Ya no se pide", "Nicht mehr verlangt"), Icon: "info"}
	back.Title = []view.TitleStep{{When: f.Locale.DateMedium(back.Back), Done: true, What: f.Say("The vehicle went back to us. The title stays ours, as the lessor.", "El vehículo volvió a nosotros. El título sigue siendo nuestro, como arrendador.",
		"Das Fahrzeug ging an uns zurück. Der Fahrzeugbrief bleibt bei uns als Leasinggeber.")}}
	doubt := leased
	doubt.Done = ""
	doubt.Odometer.Value, doubt.Odometer.Doubt = "3148", f.Say("The odometer showed %s %s on %s already.", "El odómetro ya marcaba %s %s el %s.", "Der Tacho zeigte schon %s %s am %s.", 24180, "mi", civil.Must(2026, time.November, 3))
	return append([]Sample{
		{"vehicle", page.Page()}, {"vehicle-lease", leased.Page()}, {"vehicle-doubt", doubt.Page()}, {"vehicle-failed", vehicleFailed(page).Page()}, {"vehicle-released", released(page).Page()}, {"vehicle-gone", vehicleGone(f).Page()},
		{"vehicle-returned", back.Page()},
	}, vehicleForms(f)...)
}

// leaseOver is the miles of a lease that has ended.
func leaseOver(f ui.Frame) *view.Lease {
	return &view.Lease{MilesDriven: 38290, MilesAllowed: 36000, ReadOn: civil.Must(2026, time.November, 5), ForecastOver: true,
		Forecast: f.Say("You drove %s miles over your allowance: %s.", "Recorrió %s millas por encima de su límite: %s.", "Sie sind %s Meilen über Ihre Freigrenze gefahren: %s.", 2290, money.Cents(57250))}
}

func titled(f ui.Frame) []view.TitleStep {
	return []view.TitleStep{
		{When: f.Locale.DateMedium(civil.Must(2024, time.February, 3)), What: f.Say("Our lien was recorded on the title.", "Nuestro gravamen quedó registrado en el título.", "Unser Pfandrecht wurde im Fahrzeugbrief (title) eingetragen."), Done: true},
		{What: f.Say("The loan is paid off.", "El préstamo queda pagado.", "Das Darlehen ist abbezahlt.")}, {What: f.Say("We release our lien.", "Liberamos nuestro gravamen.", "Wir geben unser Pfandrecht frei.")},
		{What: f.Say("The title is in your hands, without a lien.", "El título está en sus manos, sin gravamen.", "Der Fahrzeugbrief ist in Ihren Händen, ohne Pfandrecht.")},
	}
}

func vehicleFailed(p view.VehiclePage) view.VehiclePage {
	p.Odometer.Value = "many"
	p.Failure = fields("value", p.Say("Enter the miles that the odometer shows, such as 31482.", "Ingrese las millas que marca el odómetro, por ejemplo 31482.", "Geben Sie die Meilen ein, die der Tacho zeigt, etwa 31482."))
	return p
}

// released is a loan that is paid off, with the title on its way.
func released(p view.VehiclePage) view.VehiclePage {
	f := p.Frame
	p.Title = titled(f)
	p.Title[1].Done, p.Title[1].When = true, f.Locale.DateMedium(civil.Must(2026, time.November, 13))
	p.TitleBy = f.Say("The law gives us until %s to release it (%s).", "La ley nos da hasta el %s para liberarlo (%s).", "Das Gesetz gibt uns bis zum %s Zeit, es freizugeben (%s).", civil.Must(2026, time.December, 4), "625 ILCS 5/3-205(a)")
	p.Odometer.Action, p.SendNew, p.Move = "", "", "" // the contract has ended
	return p
}

// vehicleGone is a vehicle that was sold: nothing more can be told of it.
func vehicleGone(f ui.Frame) view.VehiclePage {
	return view.VehiclePage{Frame: f, Contract: loan(), Sections: contractPages(f, "/vehicle"), Vehicle: vehicle(f), Title: titled(f), Garage: []string{"18 Harbor Line", "Duluth, MN 55802"},
		Insured: ui.Status{Tone: ui.Bad, Text: f.Say("The last proof is over", "El último comprobante venció", "Der letzte Nachweis ist abgelaufen")}}
}

func vehicleForms(f ui.Frame) []Sample {
	proof := view.InsuranceProof{Frame: f, Contract: loan(), Action: "/insurance", Key: "k", Kinds: f.Say("PDF, JPEG or PNG, at most 6 MB.", "PDF, JPEG o PNG, de 6 MB como máximo.", "PDF, JPEG oder PNG, höchstens 6 MB.")}
	failed := proof
	failed.Insurer, failed.Month, failed.Day, failed.Year = "Prairie Mutual", "5", "1", "2025"
	failed.Failure = fields("until", f.Say("This insurance is over already. Please send the proof of the one that runs now.", "Este seguro ya terminó. Envíe el comprobante del que está vigente.", "Diese Versicherung ist schon abgelaufen. Bitte senden Sie den Nachweis der laufenden."),
		"proof", f.Say("Choose one file.", "Elija un archivo.", "Wählen Sie eine Datei."))
	garage := view.GaragePage{Frame: f, Contract: loan(), Action: "/garage", Key: "k"}
	wrong := garage
	wrong.Line1, wrong.City, wrong.Region, wrong.PostalCode = "18 Harbor Line", "Duluth", "MI", "558"
	wrong.Failure = fields("postal_code", f.Say("Enter a ZIP code of five digits.", "Ingrese un código postal de cinco dígitos.", "Geben Sie eine Postleitzahl (ZIP) mit fünf Ziffern ein."))
	return []Sample{{"insurance", proof.Page()}, {"insurance-failed", failed.Page()}, {"garage", garage.Page()}, {"garage-failed", wrong.Page()}}
}
