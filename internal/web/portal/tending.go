package portal

import (
	"net/http"
	"strconv"
	"strings"

	"marque/internal/civil"
	"marque/internal/core/contract"
	"marque/internal/core/history"
	"marque/internal/core/identity"
	"marque/internal/core/vehicle"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/l10n"
	"marque/internal/service/overview"
	"marque/internal/service/tending"
	"marque/internal/web/guard"
	"marque/internal/web/portal/view"
	"marque/internal/web/respond"
	"marque/internal/web/ui"
)

func vehiclePath(c contract.ID) string { return contractPath(c) + "/vehicle" }

// vehicle shows all that is known of a contract's vehicle.
func (p *Portal) vehicle(w http.ResponseWriter, r *guard.Request) error {
	return p.showVehicle(w, r, http.StatusOK, view.VehiclePage{})
}

func (p *Portal) showVehicle(w http.ResponseWriter, r *guard.Request, status int, page view.VehiclePage) error {
	contractID, err := contractID(r)
	if err != nil {
		return err
	}
	c, err := p.Overview.Contract(r.Context(), r.By, contractID)
	if err != nil {
		return err
	}
	look, err := p.Tending.Look(r.Context(), r.By, contractID)
	if err != nil {
		return err
	}
	key, err := identity.NewToken(p.Random)
	if err != nil {
		return err
	}
	return p.showAs(w, r, status, func(f ui.Frame) respond.Page {
		f.Currency = c.Terms.Money()
		page.Frame, page.Contract, page.Sections, page.Vehicle = f, contractOf(f, c), sections(f, c, "/vehicle"), vehicleOf(f, c)
		page.Maker, page.Links = makerWords(look.Maker), brandLinks(f)
		page.Odometer.Key = string(key)
		fillOdometer(f, &page, c)
		p.fillVehicle(f, &page, c, look)
		if r.Viewing.Goes() {
			page.Garage = []string{masked}
		}
		page.Title, page.TitleBy = titleSteps(f, c, look), titleDeadline(f, look)
		page.Done = vehicleDone(f, r.FormValue(doneField))
		return page.Page()
	})
}

func vehicleDone(f ui.Frame, done string) string {
	switch done {
	case "odometer":
		return f.Say("Thank you. The reading is kept.", "Gracias. La lectura quedó guardada.", "Danke. Der Stand ist gespeichert.")
	case "proof":
		return f.Say("Thank you. Your proof of insurance is here.", "Gracias. Su comprobante de seguro está aquí.", "Danke. Ihr Versicherungsnachweis ist da.")
	case "garage":
		return f.Say("Thank you. Everybody on the contract is told.", "Gracias. Se informa a todas las personas del contrato.", "Danke. Alle im Vertrag werden informiert.")
	}
	return ""
}

func makerWords(m vehicle.Maker) string {
	if m.Name == "" || m.Country == "" {
		return m.Name
	}
	return m.Name + ", " + m.Country
}

func brandLinks(f ui.Frame) []ui.Link {
	var out []ui.Link
	if href := f.Brand.Vehicle.Service; href != "" {
		out = append(out, ui.Link{Text: f.Say("Book a service", "Reservar un servicio", "Servicetermin buchen"), Href: href})
	}
	if href := f.Brand.Vehicle.Manuals; href != "" {
		out = append(out, ui.Link{Text: f.Say("Owner’s manuals", "Manuales del propietario", "Bedienungsanleitungen"), Href: href})
	}
	return append(out, ui.Link{Text: f.Say("All recalls at NHTSA", "Todas las revisiones en NHTSA", "Alle Rückrufe bei der NHTSA"), Href: "https://www.nhtsa.gov/recalls"})
}

func fillOdometer(f ui.Frame, page *view.VehiclePage, c overview.Contract) {
	o := &page.Odometer
	if last, ok := c.Vehicle.Last(); ok {
		read := vehicle.Odometer{Value: last.Value, Unit: vehicle.Unit(last.Unit)}
		o.Miles, o.On, o.Source = int64(read.Miles()), last.On, sourceWords(f, last.Source)
	}
	if l := page.Contract.Lease; l != nil {
		o.Finding = l.Forecast
	}
	if c.State.HasVehicle() {
		o.Action = vehiclePath(c.ID) + "/odometer"
	}
}

func sourceWords(f ui.Frame, source string) string {
	switch source {
	case tending.Source:
		return f.Say("told by you or somebody on the contract", "indicado por usted o alguien del contrato", "von Ihnen oder jemandem im Vertrag gemeldet")
	case "service":
		return f.Say("by a workshop", "por un taller", "von einer Werkstatt")
	case overview.AtReturn:
		return f.Say("when it was returned", "al devolverlo", "bei der Rückgabe")
	case "delivery":
		return f.Say("at delivery", "en la entrega", "bei der Übergabe")
	}
	return f.Say("by the dealer or the vehicle itself", "por el concesionario o el propio vehículo", "vom Händler oder vom Fahrzeug selbst")
}

func (p *Portal) fillVehicle(f ui.Frame, page *view.VehiclePage, c overview.Contract, look tending.Look) {
	for _, x := range look.Recalls {
		page.Recalls = append(page.Recalls, view.Recall{Title: x.Title, Campaign: x.Campaign, Open: x.Status == "open", Link: x.Link})
	}
	for _, x := range look.Services {
		page.Visits = append(page.Visits, view.Visit{On: x.On, What: x.Summary, Dealer: x.Dealer, Link: x.Link})
	}
	path := vehiclePath(c.ID)
	for _, x := range look.Proofs {
		page.Proofs = append(page.Proofs, view.Proof{
			Insurer: x.Insurer, Policy: x.Policy, Until: x.Until, Sent: f.Locale.DateMedium(civil.On(x.At, p.Zone)), Name: x.Name, Size: fileSize(f, x.Size), Href: path + "/insurance/" + x.ID.String(),
		})
	}
	page.Insured = insuredStatus(f, look.Proofs, c.Today)
	if page.Back = returnedOn(c.State); !page.Back.IsZero() {
		page.Insured = ui.Status{Tone: ui.Plain, Text: f.Say("No longer asked for", "Ya no se pide", "Nicht mehr verlangt"), Icon: "info"}
	}
	g := look.Garage
	for _, line := range []string{g.Line1, g.Line2, strings.TrimSpace(g.City + ", " + g.Region + " " + g.PostalCode)} {
		if line != "" {
			page.Garage = append(page.Garage, line)
		}
	}
	if !g.Since.IsZero() {
		page.Told = f.Day(civil.On(g.Since, p.Zone))
	}
	if c.State.HasVehicle() {
		page.SendNew, page.Move = path+"/insurance", path+"/garage"
	}
}

// returnedOn is the day on which a leased vehicle went back; none of what has not.
func returnedOn(s *contract.State) civil.Date {
	if s.Lease == nil || s.Lease.Ended != contract.KindTurnIn {
		return 0
	}
	return s.Lease.EndedOn
}

// soonOver is from how many days before its end a proof of insurance is asked for anew.
const soonOver = 30

func insuredStatus(f ui.Frame, proofs []vehicle.Proof, today civil.Date) ui.Status {
	last := civil.Date(0)
	for _, x := range proofs {
		last = max(last, x.Until)
	}
	switch {
	case last.IsZero():
		return ui.Status{Tone: ui.Warn, Text: f.Say("No proof here yet", "Todavía sin comprobante", "Noch kein Nachweis"), Icon: "info"}
	case last < today:
		return ui.Status{Tone: ui.Bad, Text: f.Say("The last proof is over", "El último comprobante venció", "Der letzte Nachweis ist abgelaufen")}
	case last < today.AddDays(soonOver):
		return ui.Status{Tone: ui.Warn, Text: f.Say("Ends %s", "Termina el %s", "Endet am %s", f.Locale.DateMedium(last))}
	}
	return ui.Status{Tone: ui.OK, Text: f.Say("Proof until %s", "Comprobante hasta el %s", "Nachweis bis %s", f.Locale.DateMedium(last))}
}

// titleSteps tells where the title has been, and where it goes next.
func titleSteps(f ui.Frame, c overview.Contract, look tending.Look) []view.TitleStep {
	var out []view.TitleStep
	done := func(on civil.Date, what string) {
		out = append(out, view.TitleStep{When: f.Locale.DateMedium(on), What: what, Done: true})
	}
	released := false
	for _, s := range look.Titles {
		done(s.On, history.TitleStep(s.Status).In(f.Locale))
		released = released || s.Status == "lien_release_sent"
	}
	if c.Kind == contract.Lease {
		if len(out) == 0 && !returnedOn(c.State).IsZero() {
			done(c.State.Lease.EndedOn, f.Say("The vehicle went back to us. The title stays ours, as the lessor.", "El vehículo volvió a nosotros. El título sigue siendo nuestro, como arrendador.", "Das Fahrzeug ging an uns zurück. Der Fahrzeugbrief bleibt bei uns als Leasinggeber."))
		} else if len(out) == 0 {
			out = append(out, view.TitleStep{When: f.Say("now", "ahora", "jetzt"), What: f.Say("The title is ours, as the lessor. If you buy the vehicle, it is signed over to you.", "El título es nuestro, como arrendador. Si compra el vehículo, se le transfiere.",
				"Der Fahrzeugbrief gehört uns als Leasinggeber. Wenn Sie das Fahrzeug kaufen, wird er auf Sie übertragen."), Done: true})
		}
		return out
	}
	if paid := c.State.PaidOffOn(); !paid.IsZero() {
		done(paid, f.Say("The loan was paid off.", "El préstamo quedó pagado.", "Das Darlehen war abbezahlt."))
	} else {
		out = append(out, view.TitleStep{What: f.Say("The loan is paid off.", "El préstamo queda pagado.", "Das Darlehen ist abbezahlt.")})
	}
	if !released {
		out = append(out, view.TitleStep{What: f.Say("We release our lien.", "Liberamos nuestro gravamen.", "Wir geben unser Pfandrecht frei.")})
	}
	return append(out, view.TitleStep{What: f.Say("The title is in your hands, without a lien.", "El título está en sus manos, sin gravamen.", "Der Fahrzeugbrief ist in Ihren Händen, ohne Pfandrecht.")})
}

func titleDeadline(f ui.Frame, look tending.Look) string {
	if look.Deadline.IsZero() {
		return ""
	}
	return f.Say("The law gives us until %s to release it (%s).", "La ley nos da hasta el %s para liberarlo (%s).", "Das Gesetz gibt uns bis zum %s Zeit, es freizugeben (%s).", look.Deadline, look.Law)
}

// odometer takes a reading of today. One that is hard to believe comes back once, to be looked at.
func (p *Portal) odometer(w http.ResponseWriter, r *guard.Request) error {
	c, err := contractID(r)
	if err != nil {
		return err
	}
	page := view.VehiclePage{}
	page.Odometer.Value = short(strings.TrimSpace(r.PostFormValue("value")))
	miles, err := typedMiles(page.Odometer.Value)
	if err == nil {
		err = p.Tending.Read(r.Context(), r.By, tending.Reading{Contract: c, Value: miles, Confirmed: r.PostFormValue("confirmed") == "yes", Key: r.PostFormValue(ui.KeyField)})
	}
	f := fault.Of(err)
	switch {
	case f != nil && f.Kind == fault.Conflict && len(f.Fields) > 0:
		page.Odometer.Doubt = r.Locale().Translate(f).Message
		return p.showVehicle(w, r, http.StatusConflict, page)
	case f != nil && f.Kind != fault.NotFound:
		page.Failure = noted(r, f)
		return p.showVehicle(w, r, respond.Status(f), page)
	case err != nil:
		return err
	}
	return respond.SeeOther(w, r.Request, vehiclePath(c)+"?"+doneField+"=odometer")
}

// typedMiles reads whole miles, however they are grouped.
func typedMiles(typed string) (int, error) {
	miles, err := strconv.Atoi(strings.NewReplacer(",", "", ".", "", " ", "", "\u00a0", "").Replace(typed))
	if err != nil {
		return 0, l10n.Input("value", "Enter the miles that the odometer shows, such as 31482.", "Ingrese las millas que marca el odómetro, por ejemplo 31482.", "Geben Sie die Meilen ein, die der Tacho zeigt, etwa 31482.")
	}
	return miles, nil
}

// mostTyped bounds what is shown again of a short field.
const mostTyped = 12

func (p *Portal) insuranceForm(w http.ResponseWriter, r *guard.Request) error {
	return p.showInsurance(w, r, http.StatusOK, view.InsuranceProof{})
}

func (p *Portal) showInsurance(w http.ResponseWriter, r *guard.Request, status int, page view.InsuranceProof) error {
	contractID, err := contractID(r)
	if err != nil {
		return err
	}
	c, err := p.Overview.Contract(r.Context(), r.By, contractID)
	if err != nil {
		return err
	}
	key, err := identity.NewToken(p.Random)
	if err != nil {
		return err
	}
	return p.showAs(w, r, status, func(f ui.Frame) respond.Page {
		page.Frame, page.Contract, page.Action, page.Key = f, contractOf(f, c), vehiclePath(c.ID)+"/insurance", string(key)
		page.Kinds = f.Say("PDF, JPEG or PNG, at most 6 MB.", "PDF, JPEG o PNG, de 6 MB como máximo.", "PDF, JPEG oder PNG, höchstens 6 MB.")
		return page.Page()
	})
}

// insurance keeps a proof of insurance.
func (p *Portal) insurance(w http.ResponseWriter, r *guard.Request) error {
	c, err := contractID(r)
	if err != nil {
		return err
	}
	files, err := r.Files("proof", 1)
	if err != nil {
		return err
	}
	page := view.InsuranceProof{Insurer: r.PostFormValue("insurer"), Policy: r.PostFormValue("policy"), Month: r.PostFormValue("until_month"), Day: r.PostFormValue("until_day"), Year: r.PostFormValue("until_year")}
	sent := tending.Sent{Proof: vehicle.Proof{Insurer: page.Insurer, Policy: page.Policy, Until: typedDate(page.Year, page.Month, page.Day)}, Key: r.PostFormValue(ui.KeyField)}
	if len(files) == 1 {
		sent.Name, sent.Content = files[0].Name, files[0].Content
		err = p.Tending.AddProof(r.Context(), r.By, c, sent)
	} else {
		err = l10n.Input("proof", "Choose one file.", "Elija un archivo.", "Wählen Sie eine Datei.")
	}
	if f := fault.Of(err); f != nil && f.Kind != fault.NotFound {
		page.Failure = noted(r, f)
		return p.showInsurance(w, r, respond.Status(f), page)
	}
	if err != nil {
		return err
	}
	return respond.SeeOther(w, r.Request, vehiclePath(c)+"?"+doneField+"=proof")
}

// typedDate reads a date in parts; what is no date is none.
func typedDate(year, month, day string) civil.Date {
	y, err1 := strconv.Atoi(strings.TrimSpace(year))
	m, err2 := strconv.Atoi(strings.TrimSpace(month))
	n, err3 := strconv.Atoi(strings.TrimSpace(day))
	if err1 != nil || err2 != nil || err3 != nil || m < 1 || m > 12 {
		return 0
	}
	d, err := civil.Parse(pad(y, 4) + "-" + pad(m, 2) + "-" + pad(n, 2))
	if err != nil {
		return 0
	}
	return d
}

func pad(n, width int) string {
	s := strconv.Itoa(n)
	return strings.Repeat("0", max(width-len(s), 0)) + s
}

func (p *Portal) insuranceFile(w http.ResponseWriter, r *guard.Request) error {
	c, err := contractID(r)
	if err != nil {
		return err
	}
	proof, err := id.Parse[vehicle.Proof](r.PathValue("insurance"))
	if err != nil {
		return err
	}
	file, err := p.Tending.Proof(r.Context(), r.By, c, proof)
	if err != nil {
		return err
	}
	respond.Attachment(w, file.Kind, file.Name, file.Content)
	return nil
}

func (p *Portal) garageForm(w http.ResponseWriter, r *guard.Request) error {
	return p.showGarage(w, r, http.StatusOK, view.GaragePage{})
}

func (p *Portal) showGarage(w http.ResponseWriter, r *guard.Request, status int, page view.GaragePage) error {
	contractID, err := contractID(r)
	if err != nil {
		return err
	}
	c, err := p.Overview.Contract(r.Context(), r.By, contractID)
	if err != nil {
		return err
	}
	key, err := identity.NewToken(p.Random)
	if err != nil {
		return err
	}
	return p.showAs(w, r, status, func(f ui.Frame) respond.Page {
		page.Frame, page.Contract, page.Action, page.Key = f, contractOf(f, c), vehiclePath(c.ID)+"/garage", string(key)
		return page.Page()
	})
}

// garage keeps where the vehicle stands from now on.
func (p *Portal) garage(w http.ResponseWriter, r *guard.Request) error {
	c, err := contractID(r)
	if err != nil {
		return err
	}
	page := view.GaragePage{Line1: r.PostFormValue("line1"), Line2: r.PostFormValue("line2"), City: r.PostFormValue("city"), Region: r.PostFormValue("region"), PostalCode: r.PostFormValue("postal_code")}
	err = p.Tending.MoveGarage(r.Context(), r.By, tending.Move{
		Contract: c, Key: r.PostFormValue(ui.KeyField), To: vehicle.Garage{Line1: page.Line1, Line2: page.Line2, City: page.City, Region: page.Region, PostalCode: page.PostalCode},
	})
	if f := fault.Of(err); f != nil && f.Kind != fault.NotFound {
		page.Failure = noted(r, f)
		return p.showGarage(w, r, respond.Status(f), page)
	}
	if err != nil {
		return err
	}
	return respond.SeeOther(w, r.Request, vehiclePath(c)+"?"+doneField+"=garage")
}
