package portal

import (
	"net/http"
	"strconv"
	"strings"

	"marque/internal/civil"
	"marque/internal/core/contract"
	"marque/internal/core/finance"
	"marque/internal/core/identity"
	"marque/internal/core/leaseend"
	"marque/internal/core/message"
	"marque/internal/fault"
	"marque/internal/l10n"
	"marque/internal/service/messaging"
	"marque/internal/service/overview"
	"marque/internal/service/tending"
	"marque/internal/web/guard"
	"marque/internal/web/portal/view"
	"marque/internal/web/respond"
	"marque/internal/web/ui"
)

func leaseEndPath(c contract.ID) string { return contractPath(c) + "/lease-end" }

// nearsEnd tells whether what shall become of a leased vehicle is asked by now.
func nearsEnd(c overview.Contract) bool {
	if c.State.Lease == nil {
		return false
	}
	ways, err := c.State.Ways()
	return err == nil && c.Today >= ways.Opens
}

// leaseEnd shows what can become of a leased vehicle, in numbers.
func (p *Portal) leaseEnd(w http.ResponseWriter, r *guard.Request) error {
	return p.showLeaseEnd(w, r, http.StatusOK, view.LeaseEnd{})
}

func (p *Portal) showLeaseEnd(w http.ResponseWriter, r *guard.Request, status int, page view.LeaseEnd) error {
	contractID, err := contractID(r)
	if err != nil {
		return err
	}
	c, err := p.Overview.Contract(r.Context(), r.By, contractID)
	if err != nil {
		return err
	}
	l, err := p.Tending.Leaving(r.Context(), r.By, contractID)
	if err != nil {
		return err
	}
	key, err := identity.NewToken(p.Random)
	if err != nil {
		return err
	}
	return p.showAs(w, r, status, func(f ui.Frame) respond.Page {
		f.Currency = c.Terms.Money()
		page.Frame, page.Contract, page.Sections, page.Action, page.Key = f, contractOf(f, c), sections(f, c, "/lease-end"), leaseEndPath(c.ID), string(key)
		page.Lead, page.Over = leaseEndLead(f, c, l)
		if !l.Choice.ID.IsZero() && l.Ended == "" {
			page.Chosen = &view.Chosen{Words: l.Choice.Words(f.Currency).In(f.Locale), On: f.Day(civil.On(l.Choice.At, p.Zone))}
			if l.Choice.Party == r.By.Party {
				page.Chosen.Talk = talkPath(l.Choice.Thread)
			}
		}
		page.Signed, page.SignedOn = l.Signed.Words, l.Signed.On
		if !l.Signed.ID.IsZero() {
			page.Paper, page.Lessors = mileagePath(c.ID), l.Signed.Text(f.Locale)
		}
		if !page.Over {
			page.Sign, page.Photos = leaseEndPath(c.ID)+"/odometer", photosPath(c.ID)
			fillWays(f, &page, c, l.Ways)
			page.Miles, page.Pace = milesAtEnd(f, c, l.Ways)
			page.Checklist = checklist(f, c, l)
		}
		if _, err := c.State.Invoice(); err == nil {
			page.Invoice = invoicePath(c.ID)
		} else if l.Ended == contract.KindTurnIn {
			page.Waiting = f.Say("The vehicle is being inspected. Once we know what was found, you see here what is to be paid.", "El vehículo se está inspeccionando. Cuando sepamos el resultado, verá aquí lo que se debe pagar.",
				"Das Fahrzeug wird begutachtet. Sobald wir das Ergebnis kennen, sehen Sie hier, was zu zahlen ist.")
		}
		page.Done = leaseEndDone(f, r.FormValue(doneField))
		return page.Page()
	})
}

func mileagePath(c contract.ID) string { return leaseEndPath(c) + "/odometer.pdf" }

// mileageFile sends the odometer statement as a PDF.
func (p *Portal) mileageFile(w http.ResponseWriter, r *guard.Request) error {
	c, err := contractID(r)
	if err != nil {
		return err
	}
	file, err := p.Tending.MileagePaper(r.Context(), r.By, c)
	if err != nil {
		return err
	}
	respond.Document(w, "application/pdf", "odometer.pdf", file)
	return nil
}

func leaseEndDone(f ui.Frame, done string) string {
	switch done {
	case "chosen":
		return f.Say("Thank you. We have your choice and answer in the conversation.", "Gracias. Tenemos su elección y le respondemos en la conversación.", "Danke. Wir haben Ihre Wahl und antworten in der Unterhaltung.")
	case "signed":
		return f.Say("Thank you. Your odometer statement is signed and kept.", "Gracias. Su declaración del odómetro está firmada y guardada.", "Danke. Ihre Tachoerklärung ist unterschrieben und gespeichert.")
	}
	return ""
}

// leaseEndLead says when the lease ends, and whether there is nothing to choose.
func leaseEndLead(f ui.Frame, c overview.Contract, l tending.Leaving) (lead string, over bool) {
	switch {
	case l.Ended == contract.KindTurnIn:
		return f.Say("The vehicle went back on %s.", "El vehículo se devolvió el %s.", "Das Fahrzeug ging am %s zurück.", l.EndedOn), true
	case l.Ended == contract.KindPurchase:
		return f.Say("You bought the vehicle on %s.", "Usted compró el vehículo el %s.", "Sie haben das Fahrzeug am %s gekauft.", l.EndedOn), true
	case l.Ended != "":
		return f.Say("This lease ended on %s.", "Este arrendamiento terminó el %s.", "Dieses Leasing endete am %s.", l.EndedOn), true
	case l.Ways.End.IsZero():
		return f.Say("This lease has not begun.", "Este arrendamiento aún no ha comenzado.", "Dieses Leasing hat noch nicht begonnen."), true
	case c.Today < l.Ways.Opens:
		return f.Say("Your lease ends on %s. From %s on you see here what you can do then, in numbers.", "Su arrendamiento termina el %s. A partir del %s verá aquí lo que puede hacer entonces, en números.",
			"Ihr Leasing endet am %s. Ab dem %s sehen Sie hier in Zahlen, was Sie dann tun können.", l.Ways.End, l.Ways.Opens), true
	case c.Today >= l.Ways.End:
		return f.Say("Your lease was over on %s. Please return the vehicle, buy it or keep it longer.", "Su arrendamiento terminó el %s. Devuelva el vehículo, cómprelo o consérvelo más tiempo.",
			"Ihr Leasing war am %s zu Ende. Bitte geben Sie das Fahrzeug zurück, kaufen Sie es oder behalten Sie es länger.", l.Ways.End), false
	}
	return f.Say("Your lease ends on %s, %s. Here is what you can do then, in numbers.", "Su arrendamiento termina el %s, %s. Aquí está lo que puede hacer entonces, en números.",
		"Ihr Leasing endet am %s, %s. Hier steht in Zahlen, was Sie dann tun können.", l.Ways.End, within(f, c.Today, l.Ways.End)), false
}

// fillWays writes returning, buying and keeping longer, each with its lines.
func fillWays(f ui.Frame, page *view.LeaseEnd, c overview.Contract, w contract.Ways) {
	page.Return.Charge, page.Return.Lines, page.Return.Early = w.Return.Charge, settled(f, w.Return), settled(f, w.Early)
	page.Return.From, page.Return.Last = c.Today, leaseend.Last(w, c.Today)
	page.Buy.Now, page.Buy.Then, page.Buy.Lines = w.Now.Amount, w.Buy.Charge, settled(f, w.Buy)
	if c.Today < w.End {
		page.Buy.End = w.End
	}
	page.Extend.Month = w.Month
	for _, x := range w.Longer {
		page.Extend.Options = append(page.Extend.Options, ui.Choice{
			Value: strconv.Itoa(x.Months), Label: monthsLonger(f, x), Chosen: page.Extend.Months == strconv.Itoa(x.Months),
		})
	}
}

func monthsLonger(f ui.Frame, x contract.Longer) string {
	return f.Say("%s, until %s", "%s, hasta el %s", "%s, bis %s", l10n.Count(x.Months, l10n.T("month", "mes", "Monat"), l10n.T("months", "meses", "Monate")), f.Locale.DateMedium(x.End))
}

// settled writes a settlement's lines.
func settled(f ui.Frame, s finance.Settlement) []ui.Fact {
	var out []ui.Fact
	for _, x := range s.Lines {
		out = append(out, ui.Fact{Label: settledWords(f, x.Name), Value: f.Money(x.Amount)})
	}
	return out
}

func settledWords(f ui.Frame, name string) string {
	switch name {
	case "unpaid_payments", "past_due":
		return f.Say("Payments due", "Pagos vencidos", "Fällige Raten")
	case "late_fees", "official_fees":
		return f.Say("Fees due", "Cargos pendientes", "Offene Gebühren")
	case "excess_mileage":
		return f.Say("Miles over the allowance", "Millas por encima del límite", "Meilen über der Freigrenze")
	case "excess_wear":
		return f.Say("Excess wear", "Desgaste excesivo", "Übermäßige Abnutzung")
	case "disposition_fee":
		return f.Say("Disposition fee", "Cargo por devolución", "Rückgabegebühr")
	case "deposit":
		return f.Say("Your deposit", "Su depósito", "Ihre Kaution")
	case "credits":
		return f.Say("Your credit", "Su saldo a favor", "Ihr Guthaben")
	case "price":
		return f.Say("The vehicle", "El vehículo", "Das Fahrzeug")
	case "purchase_fee":
		return f.Say("Purchase fee", "Cargo por compra", "Kaufgebühr")
	case "tax", "taxes", "taxes_and_fines":
		return f.Say("Tax", "Impuesto", "Steuer")
	case "lease_balance":
		return f.Say("Lease balance", "Saldo del arrendamiento", "Leasingsaldo")
	case "early_termination_fee":
		return f.Say("Early termination fee", "Cargo por terminación anticipada", "Gebühr für vorzeitiges Ende")
	}
	return f.Say("Other", "Otros", "Sonstiges")
}

// milesAtEnd tells what the miles cost now against later.
func milesAtEnd(f ui.Frame, c overview.Contract, w contract.Ways) ([]ui.Fact, string) {
	m, per := c.State.Lease.Mileage, c.Terms.Lease.ExcessPerMile
	if m.Allowed == 0 {
		return nil, f.Say("Your lease has no limit of miles.", "Su arrendamiento no tiene límite de millas.", "Ihr Leasing hat keine Meilengrenze.")
	}
	allowed := ui.Fact{Label: f.Say("Allowed by the end", "Permitidas hasta el final", "Frei bis zum Ende"), Value: f.Locale.Number(int64(m.Allowed))}
	if m.On.IsZero() {
		return []ui.Fact{allowed}, f.Say("Nobody told us a reading yet. Tell us one on the page of the vehicle, and the figures come by themselves.", "Todavía no hay ninguna lectura. Indíquela en la página del vehículo y las cifras aparecerán solas.",
			"Noch hat uns niemand einen Stand gemeldet. Melden Sie ihn auf der Seite des Fahrzeugs, dann kommen die Zahlen von selbst.")
	}
	facts := []ui.Fact{allowed,
		{Label: f.Say("Driven so far", "Recorridas hasta ahora", "Bisher gefahren"), Value: f.Locale.Number(int64(m.Driven)), Detail: f.Say("read %s", "leído el %s", "abgelesen am %s", f.Locale.DateMedium(m.On)), Change: vehiclePath(c.ID)},
		{Label: f.Say("Over it today", "De más hoy", "Heute darüber"), Value: f.Locale.Number(int64(m.Excess)), Detail: f.Money(m.ExcessCost)},
		{Label: f.Say("Over it at the end, at this pace", "De más al final, a este ritmo", "Am Ende darüber, bei diesem Tempo"), Value: f.Locale.Number(int64(m.ForecastOver)), Detail: f.Money(m.ForecastCost)},
	}
	switch {
	case per == 0:
		return facts, ""
	case w.Free > 0 && c.Today < w.End:
		return facts, f.Say("With at most %s miles a month from now on nothing is charged. Each mile over costs %s, now as later.", "Con %s millas al mes como máximo desde ahora no se cobra nada. Cada milla de más cuesta %s, hoy igual que al final.",
			"Mit höchstens %s Meilen im Monat von jetzt an kostet es nichts. Jede Meile darüber kostet %s, jetzt wie später.", w.Free, per)
	}
	return facts, f.Say("Each mile more costs %s. If you buy the vehicle, miles cost nothing.", "Cada milla adicional cuesta %s. Si compra el vehículo, las millas no cuestan nada.", "Jede weitere Meile kostet %s. Wenn Sie das Fahrzeug kaufen, kosten Meilen nichts.", per)
}

// freshReading is how old a reading may be to be ticked off, in days.
const freshReading = 30

// checklist is what should be done before the vehicle goes back; what we can see is ticked off.
func checklist(f ui.Frame, c overview.Contract, l tending.Leaving) []view.Check {
	vehicle := vehiclePath(c.ID)
	read := !c.State.OdometerOn.IsZero() && c.State.OdometerOn.AddDays(freshReading) >= c.Today && c.State.OdometerOn > c.Terms.ContractDate
	return []view.Check{
		{What: f.Say("Tell us what you want to do", "Díganos qué quiere hacer", "Sagen Sie uns, was Sie möchten"), Done: !l.Choice.ID.IsZero()},
		{What: f.Say("Tell us the odometer", "Indíquenos el odómetro", "Melden Sie den Tachostand"), More: f.Say("not older than 30 days", "de hace 30 días como máximo", "nicht älter als 30 Tage"), Done: read, Href: vehicle},
		{What: f.Say("Sign the odometer statement", "Firme la declaración del odómetro", "Unterschreiben Sie die Tachoerklärung"), Done: !l.Signed.ID.IsZero(), Href: leaseEndPath(c.ID) + "/odometer"},
		{What: f.Say("Keep it insured until it is back", "Manténgalo asegurado hasta devolverlo", "Halten Sie es versichert, bis es zurück ist"), More: f.Say("a proof that reaches to the end", "un comprobante que llegue hasta el final", "ein Nachweis bis zum Ende"), Done: l.Insured >= l.Ways.End, Href: vehicle},
		{What: f.Say("Pay what is past due", "Pague lo vencido", "Zahlen Sie, was überfällig ist"), Done: c.State.PastDue == 0, Href: contractPath(c.ID) + "/pay"},
		{What: f.Say("Look it over yourself and take pictures", "Revíselo usted mismo y tome fotos", "Sehen Sie es selbst an und machen Sie Bilder"), Done: len(l.Photos) > 0, Href: photosPath(c.ID)},
		{What: f.Say("Have damage repaired, and recalls done", "Repare los daños y haga las revisiones pendientes", "Lassen Sie Schäden reparieren und Rückrufe erledigen"), More: f.Say("Your own workshop may cost less than what is charged at the return.", "Su propio taller puede costar menos que lo que se cobra al devolverlo.", "Ihre eigene Werkstatt kostet vielleicht weniger, als bei der Rückgabe berechnet wird.")},
		{What: f.Say("Bring all keys, the manuals and what came with it", "Lleve todas las llaves, los manuales y lo que venía con él", "Bringen Sie alle Schlüssel, die Handbücher und das Zubehör mit")},
		{What: f.Say("Take out your things, and delete phones, addresses and garage codes", "Saque sus cosas y borre teléfonos, direcciones y códigos de garaje", "Nehmen Sie Ihre Sachen heraus und löschen Sie Telefone, Adressen und Garagencodes")},
		{What: f.Say("Take off toll tags; ask your state whether plates stay yours", "Quite los dispositivos de peaje; pregunte en su estado si las placas siguen siendo suyas", "Nehmen Sie Mautgeräte ab; fragen Sie Ihren Bundesstaat, ob die Kennzeichen bei Ihnen bleiben")},
		{What: f.Say("Autopay needs nothing: it stops by itself when the vehicle is back", "El pago automático no requiere nada: se detiene solo cuando el vehículo se devuelve", "Die automatische Zahlung braucht nichts: Sie endet von selbst, wenn das Fahrzeug zurück ist"), Done: true},
	}
}

// leaseEndChoose tells the desk what a lessee means to do, in a conversation, and keeps it.
func (p *Portal) leaseEndChoose(w http.ResponseWriter, r *guard.Request) error {
	contractID, err := contractID(r)
	if err != nil {
		return err
	}
	page := view.LeaseEnd{}
	page.Return.On, page.Buy.When, page.Extend.Months = short(r.PostFormValue("on")), short(r.PostFormValue("when")), short(r.PostFormValue("months"))
	err = p.chooseEnd(r, contractID, page)
	if f := fault.Of(err); f != nil && f.Kind != fault.NotFound {
		page.Failure = noted(r, f)
		return p.showLeaseEnd(w, r, respond.Status(f), page)
	}
	if err != nil {
		return err
	}
	return respond.SeeOther(w, r.Request, leaseEndPath(contractID)+"?"+doneField+"=chosen")
}

// short cuts what is shown again of a short field.
func short(typed string) string { return typed[:min(len(typed), mostTyped)] }

func (p *Portal) chooseEnd(r *guard.Request, contractID contract.ID, page view.LeaseEnd) error {
	c, err := p.Overview.Contract(r.Context(), r.By, contractID)
	if err != nil {
		return err
	}
	l, err := p.Tending.Leaving(r.Context(), r.By, contractID)
	if err != nil {
		return err
	}
	wish := tending.Wish{Choice: leaseend.Choice{Contract: contractID, Way: leaseend.Way(r.PostFormValue("way"))}, Key: r.PostFormValue(ui.KeyField)}
	wish.Choice.Months, _ = strconv.Atoi(page.Extend.Months) // what is no number is none of the list
	switch {
	case wish.Choice.Way == leaseend.Return:
		wish.Choice.On, _ = civil.Parse(page.Return.On) // what is no date is none
	case page.Buy.When != "now":
		wish.Choice.On = l.Ways.End
	}
	plan, err := p.Tending.Plan(r.Context(), r.By, wish)
	if err != nil {
		return err
	}
	if wish.Choice.Thread, err = p.tellDesk(r, c, l.Choice, plan.Words(c.Terms.Money()).In(r.Locale()), wish.Key); err != nil {
		return err
	}
	return p.Tending.Choose(r.Context(), r.By, wish)
}

// tellDesk writes to the desk in the conversation about the lease's end that this person began, or begins one.
func (p *Portal) tellDesk(r *guard.Request, c overview.Contract, last leaseend.Choice, text, key string) (message.ID, error) {
	if !last.ID.IsZero() && last.Party == r.By.Party {
		_, err := p.Messaging.Write(r.Context(), r.By, messaging.Words{Thread: last.Thread, Text: text, Key: key})
		if !fault.Is(err, fault.Conflict) { // it may be closed for long
			return last.Thread, err
		}
	}
	return p.Messaging.Open(r.Context(), r.By, messaging.Opening{Brand: c.Brand, Contract: c.ID, Topic: message.LeaseEnd, Subject: message.LeaseEnd.Words().In(r.Locale()), Text: text, Key: key})
}

func (p *Portal) mileageForm(w http.ResponseWriter, r *guard.Request) error {
	return p.showMileage(w, r, http.StatusOK, view.OdometerStatement{}, "", "")
}

func (p *Portal) showMileage(w http.ResponseWriter, r *guard.Request, status int, page view.OdometerStatement, body leaseend.Body, claim leaseend.Claim) error {
	contractID, err := contractID(r)
	if err != nil {
		return err
	}
	c, err := p.Overview.Contract(r.Context(), r.By, contractID)
	if err != nil {
		return err
	}
	signer, err := p.Tending.Signer(r.Context(), r.By, contractID)
	if err != nil { // a loan has no such statement
		return err
	}
	key, err := identity.NewToken(p.Random)
	if err != nil {
		return err
	}
	return p.showAs(w, r, status, func(f ui.Frame) respond.Page {
		page.Frame, page.Contract, page.Vehicle, page.Lessee, page.Address, page.Lessor = f, contractOf(f, c), vehicleOf(f, c), signer.Name, signer.Address, signer.Lessor
		page.Law, page.Action, page.Key = leaseend.Law().In(f.Locale), leaseEndPath(c.ID)+"/odometer", string(key)
		page.Bodies = []ui.Choice{{Label: f.Say("Choose one", "Elija uno", "Bitte wählen")}}
		for _, x := range leaseend.Bodies() {
			page.Bodies = append(page.Bodies, ui.Choice{Value: string(x), Label: x.Words().In(f.Locale), Chosen: x == body})
		}
		for _, x := range leaseend.Claims() {
			page.Claims = append(page.Claims, ui.Choice{Value: string(x), Label: x.Words().In(f.Locale), Chosen: x == claim})
		}
		return page.Page()
	})
}

// mileage keeps a lessee's odometer statement.
func (p *Portal) mileage(w http.ResponseWriter, r *guard.Request) error {
	c, err := contractID(r)
	if err != nil {
		return err
	}
	page := view.OdometerStatement{Miles: short(strings.TrimSpace(r.PostFormValue("value")))}
	body, claim := leaseend.Body(r.PostFormValue("body")), leaseend.Claim(r.PostFormValue("claim"))
	miles, err := typedMiles(page.Miles)
	if err == nil {
		err = p.Tending.SignMileage(r.Context(), r.By, tending.Signing{
			Reading: tending.Reading{Contract: c, Value: miles, Confirmed: r.PostFormValue("confirmed") == "yes", Key: r.PostFormValue(ui.KeyField)},
			Body:    body, Claim: claim, Sign: r.PostFormValue("sign") == "yes", Locale: r.Locale(), Network: r.Network, Methods: r.Session.Methods,
		})
	}
	f := fault.Of(err)
	switch {
	case f != nil && f.Kind == fault.Conflict && len(f.Fields) > 0:
		page.Doubt = r.Locale().Translate(f).Message
		return p.showMileage(w, r, http.StatusConflict, page, body, claim)
	case f != nil && f.Kind != fault.NotFound:
		page.Failure = noted(r, f)
		return p.showMileage(w, r, respond.Status(f), page, body, claim)
	case err != nil:
		return err
	}
	return respond.SeeOther(w, r.Request, leaseEndPath(c)+"?"+doneField+"=signed")
}
