package portal

import (
	"net/http"
	"slices"
	"strings"

	"marque/internal/civil"
	"marque/internal/core/autopay"
	"marque/internal/core/contract"
	"marque/internal/core/payment"
	"marque/internal/core/relief"
	"marque/internal/core/statement"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/l10n"
	"marque/internal/money"
	"marque/internal/service/overview"
	"marque/internal/service/paying"
	"marque/internal/service/relieving"
	"marque/internal/web/guard"
	"marque/internal/web/portal/view"
	"marque/internal/web/respond"
	"marque/internal/web/ui"
	"marque/internal/web/wording"
)

// contractID reads the id in the path; what is no id is a page that does not exist.
func contractID(r *guard.Request) (contract.ID, error) {
	return id.Parse[contract.Contract](r.PathValue("id"))
}

func contractPath(c contract.ID) string { return "/contracts/" + c.String() }

// home shows the first contract.
func (p *Portal) home(w http.ResponseWriter, r *guard.Request) error {
	all, err := p.Overview.Contracts(r.Context(), r.By)
	if err != nil {
		return err
	}
	if len(all) == 0 {
		if helps, err := p.helps(r); err != nil {
			return err
		} else if helps {
			return respond.SeeOther(w, r.Request, ui.PathHelping)
		}
		return l10n.Fault(fault.NotFound, "There is no contract for this sign-in.", "No hay ningún contrato para este acceso.", "Zu dieser Anmeldung gibt es keinen Vertrag.")
	}
	failing, err := p.mailAlert(r)
	if err != nil {
		return err
	}
	return p.showDashboard(w, r, all[0].ID, failing)
}

// helps tells whether whoever is on no contract was let in to one, or may be. It is not the staff's to see.
func (p *Portal) helps(r *guard.Request) (bool, error) {
	if r.Viewing.Goes() {
		return false, nil
	}
	mine, err := p.Helping.Mine(r.Context(), r.By)
	return len(mine.Helps)+len(mine.Offers) > 0, err
}

// mailAlert says on the first page after a sign-in that letters to the customer come back.
func (p *Portal) mailAlert(r *guard.Request) (func(ui.Frame) []view.Notice, error) {
	if r.Viewing.Goes() {
		return noAlert, nil
	}
	hint, last, err := p.Securing.EmailFails(r.Context(), r.Session)
	if last.IsZero() || err != nil {
		return noAlert, err
	}
	return func(f ui.Frame) []view.Notice {
		return []view.Notice{{
			Tone: ui.Warn, Title: f.Say("Our mail does not reach you", "Nuestro correo no le llega", "Unsere E-Mails erreichen Sie nicht"),
			Text: f.Say("What we sent to %s came back. Codes and notices go there, so please check the address.",
				"Lo que enviamos a %s fue devuelto. Allí van los códigos y avisos, así que revise la dirección.",
				"Was wir an %s gesendet haben, kam zurück. Codes und Mitteilungen gehen dorthin, bitte prüfen Sie also die Adresse.", hint),
			Link: &ui.Link{Text: f.Say("Change my email address", "Cambiar mi correo electrónico", "Meine E-Mail-Adresse ändern"), Href: pathEmail},
		}}
	}, nil
}

// noAlert says nothing on top of a page.
func noAlert(ui.Frame) []view.Notice { return nil }

func (p *Portal) dashboard(w http.ResponseWriter, r *guard.Request) error {
	c, err := contractID(r)
	if err != nil {
		return err
	}
	return p.showDashboard(w, r, c, noAlert)
}

func (p *Portal) showDashboard(w http.ResponseWriter, r *guard.Request, contractID contract.ID, first func(ui.Frame) []view.Notice) error {
	c, err := p.Overview.Contract(r.Context(), r.By, contractID)
	if err != nil {
		return err
	}
	var a paying.Autopay
	if c.Autopay == autopay.Active || c.Autopay == autopay.Paused {
		if a, err = p.Paying.Autopay(r.Context(), r.By, contractID); err != nil {
			return err
		}
	}
	var arranged *relieving.Arranged
	var blocked error
	if c.State.PastDue > 0 {
		if arranged, blocked, err = p.Relieving.Arrangement(r.Context(), r.By, contractID); err != nil {
			return err
		}
	}
	talks, err := p.Messaging.Threads(r.Context(), r.By)
	if err != nil {
		return err
	}
	cases, err := p.Cases.Mine(r.Context(), r.By, contractID)
	if err != nil {
		return err
	}
	return p.show(w, r, func(f ui.Frame) respond.Page {
		f.Currency = c.Terms.Money()
		page := view.Dashboard{
			Frame: f, Contract: contractOf(f, c), Sections: sections(f, c, ""), Alerts: slices.Concat(first(f), unreadAlerts(f, talks), caseAlerts(f, contractID, cases), autopayAlerts(f, c, a), p.invoiceAlert(f, c), alerts(f, c)), Next: nextOf(f, c, a),
			Chart: chartOf(f, c), Vehicle: vehicleOf(f, c), Recent: recentOf(f, c), Went: wentOf(f, c), History: contractPath(c.ID) + "/history",
			Talks: p.talkLines(f, talks[:min(len(talks), talksShown)]), NewTalk: talkNewPath(c.ID),
		}
		if c.State.Status == contract.Active || c.State.Status == contract.Matured {
			page.Payoff, page.Relief = contractPath(c.ID)+"/payoff", reliefPath(c.ID)
		}
		if c.State.Status == contract.Active && c.Kind == contract.Loan {
			page.WhatIf = whatIfPath(c.ID)
		}
		if late := page.Next; late != nil && late.PastDue != nil {
			arrangeOf(f, late, c, arranged, blocked)
		}
		for _, other := range c.Others {
			page.Switch = append(page.Switch, ui.Link{Text: other.Name, Href: contractPath(other.ID), Current: other.ID == c.ID})
		}
		return page.Page()
	})
}

// contractOf fills the contract's card.
func contractOf(f ui.Frame, c overview.Contract) view.Contract {
	s := c.State
	href := contractPath(c.ID)
	if c.Helped {
		href = helpedPath(c.ID)
	}
	out := view.Contract{
		Href: href, Number: c.Number, Model: c.Vehicle.Name, Status: wording.Status(f, s), Balance: s.Balance(), Start: c.Terms.ContractDate,
		End: s.Maturity, MonthsDone: s.Paid, MonthsTotal: len(s.Instalments), Rate: s.Rate,
	}
	if c.Terms.Loan != nil {
		out.Financed = c.Terms.Loan.Amount
	}
	if s.Lease == nil {
		return out
	}
	out.Balance, out.End, out.Lease = remainingRents(s), s.Lease.TermEnd, leaseOf(f, s.Lease)
	if s.Lease.Ended != "" {
		out.End, out.Ended = s.Lease.EndedOn, true
	}
	return out
}

// remainingRents is what is still to be paid on a lease, with tax: what a lessee understands by a balance.
func remainingRents(s *contract.State) money.Cents {
	sum := s.Fees - s.Unapplied
	for i := range s.Instalments {
		sum += s.Instalments[i].Open()
	}
	return sum
}

func leaseOf(f ui.Frame, l *contract.LeaseState) *view.Lease {
	m := l.Mileage
	out := &view.Lease{MilesDriven: int64(m.Driven), MilesAllowed: int64(m.Allowed), MilesByNow: int64(m.AllowedToDate), ReadOn: m.On}
	switch {
	case l.Ended != "":
		out.Forecast, out.ForecastOver, out.MilesByNow = milesInTheEnd(f, l), m.Excess > 0, 0
	case m.Forecast == 0:
		out.Forecast = f.Say("Tell us your odometer reading to see where you will end.", "Díganos la lectura de su odómetro para ver cómo terminará.", "Nennen Sie uns Ihren Tachostand, um zu sehen, wo Sie am Ende stehen.")
	case m.ForecastOver > 0:
		out.ForecastOver = true
		out.Forecast = f.Say("At this pace you end %s miles over, about %s.", "A este ritmo terminará con %s millas de más, unos %s.", "Bei diesem Tempo liegen Sie am Ende %s Meilen darüber, etwa %s.", m.ForecastOver, f.Locale.MoneyWhole(m.ForecastCost, f.Currency))
	default:
		out.Forecast = f.Say("At this pace you stay %s miles under your allowance.", "A este ritmo quedará %s millas por debajo de su límite.", "Bei diesem Tempo bleiben Sie %s Meilen unter Ihrer Freigrenze.", m.Allowed-m.Forecast)
	}
	return out
}

// milesInTheEnd says what the miles of a lease that has ended came to. They are charged when the vehicle comes back at the end, and in no other way.
func milesInTheEnd(f ui.Frame, l *contract.LeaseState) string {
	m := l.Mileage
	switch {
	case m.On.IsZero():
		return ""
	case m.Excess == 0:
		return f.Say("You stayed %s miles under your allowance.", "Se quedó %s millas por debajo de su límite.", "Sie sind %s Meilen unter Ihrer Freigrenze geblieben.", m.Allowed-m.Driven)
	case l.Ended == contract.KindTurnIn:
		return f.Say("You drove %s miles over your allowance: %s.", "Recorrió %s millas por encima de su límite: %s.", "Sie sind %s Meilen über Ihre Freigrenze gefahren: %s.", m.Excess, m.ExcessCost)
	}
	return f.Say("You drove %s miles over your allowance. They are not charged.", "Recorrió %s millas por encima de su límite. No se cobran.", "Sie sind %s Meilen über Ihre Freigrenze gefahren. Sie werden nicht berechnet.", m.Excess)
}

// alerts says what should be seen first.
func alerts(f ui.Frame, c overview.Contract) []view.Notice {
	var out []view.Notice
	s := c.State
	if text := ownershipOf(f, s.Ownership); text != "" {
		out = append(out, view.Notice{Tone: ui.Warn, Title: text, Text: f.Say("Your contract goes on until it is settled. Please call us: %s.", "Su contrato sigue hasta que se liquide. Llámenos: %s.", "Ihr Vertrag läuft weiter, bis er abgerechnet ist. Bitte rufen Sie uns an: %s.", f.Brand.Phone)})
	}
	if s.Status == contract.PaidOff {
		out = append(out, view.Notice{Tone: ui.OK, Title: f.Say("Your loan is paid off. Congratulations!", "Su préstamo está liquidado. ¡Felicidades!", "Ihr Darlehen ist abgelöst. Herzlichen Glückwunsch!"), Text: f.Say("The title follows by mail once our lien is released.", "El título le llegará por correo cuando se libere nuestro gravamen.", "Der Fahrzeugbrief folgt per Post, sobald unser Pfandrecht gelöscht ist.")})
	}
	if s.Status == contract.Matured {
		out = append(out, view.Notice{Tone: ui.Warn, Title: f.Say("Your lease term has ended", "El plazo de su arrendamiento terminó", "Die Laufzeit Ihres Leasings ist beendet"), Text: f.Say("Please return the vehicle, buy it, or call us to extend.", "Devuelva el vehículo, cómprelo o llámenos para extenderlo.", "Bitte geben Sie das Fahrzeug zurück, kaufen Sie es, oder rufen Sie uns an, um zu verlängern."),
			Link: leaseEndLink(f, c)})
	} else if nearsEnd(c) {
		out = append(out, view.Notice{Tone: ui.Info, Title: f.Say("Your lease ends on %s", "Su arrendamiento termina el %s", "Ihr Leasing endet am %s", s.Lease.TermEnd), Link: leaseEndLink(f, c),
			Text: f.Say("You can return the vehicle, buy it or keep it longer.", "Puede devolver el vehículo, comprarlo o conservarlo más tiempo.", "Sie können das Fahrzeug zurückgeben, kaufen oder länger behalten.")})
	}
	if s.Credit > 0 {
		out = append(out, view.Notice{Tone: ui.Info, Title: f.Say("You have a credit of %s", "Tiene un saldo a favor de %s", "Sie haben ein Guthaben von %s", s.Credit),
			Text: f.Say("It is yours. We send it to your bank account when you ask.", "Es suyo. Lo enviamos a su cuenta bancaria cuando lo pida.", "Es gehört Ihnen. Wir senden es auf Ihr Bankkonto, wenn Sie es wünschen."),
			Link: &ui.Link{Text: f.Say("Have it paid out", "Pedir que me lo paguen", "Auszahlen lassen"), Href: refundPath(c.ID)}})
	}
	for _, p := range c.Payments {
		if p.State == payment.Returned && p.StateOn.AddDays(returnShownDays) >= c.Today {
			out = append(out, view.Notice{Tone: ui.Bad, Title: f.Say("Your bank returned your payment of %s", "Su banco devolvió su pago de %s", "Ihre Bank hat Ihre Zahlung von %s zurückgegeben", p.Amount),
				Text: returnWords(f, payment.ReturnCodeOf(p.ReturnCode)), Link: &ui.Link{Text: f.Say("See the payment", "Ver el pago", "Zahlung ansehen"), Href: paymentPath(p)}})
		}
	}
	return out
}

func leaseEndLink(f ui.Frame, c overview.Contract) *ui.Link {
	return &ui.Link{Text: f.Say("See what each way costs", "Ver cuánto cuesta cada opción", "Sehen, was jeder Weg kostet"), Href: leaseEndPath(c.ID)}
}

// returnWords says why a bank sent something back.
func returnWords(f ui.Frame, code payment.ReturnCode) string {
	return f.Say("The reason: %s.", "El motivo: %s.", "Ihre Bank meldet, dass %s.", code.Plain)
}

// returnShownDays is how long a returned payment stays on top of the page.
const returnShownDays = 14

// nextOf fills the hero: what is due next, or now.
func nextOf(f ui.Frame, c overview.Contract, a paying.Autopay) *view.NextPayment {
	s := c.State
	amount, due := s.NextDue.Amount, s.NextDue.Date
	if s.PastDue > 0 {
		amount, due = s.DueNow, s.OldestDue
	}
	if over := s.Lease != nil && s.Lease.Ended != ""; over && amount == 0 && s.DueNow > s.Unapplied {
		return &view.NextPayment{Amount: s.DueNow - s.Unapplied, Rest: true, When: f.Say("It is left from the end of your lease.", "Es lo que queda del final de su arrendamiento.", "So viel ist vom Ende Ihres Leasings offen."), Pay: contractPath(c.ID) + "/pay"}
	}
	if amount == 0 {
		return nil
	}
	out := &view.NextPayment{
		Amount: amount, Due: due, When: within(f, c.Today, due), Pay: contractPath(c.ID) + "/pay",
		Autopay: ui.Status{Tone: ui.Plain, Text: f.Say("Autopay is off.", "El pago automático está desactivado.", "Die automatische Zahlung ist aus."), Icon: "circle-dashed"},
	}
	autopayOf(f, out, c, a)
	if s.PastDue > 0 {
		out.PastDue = &view.PastDue{Amount: s.PastDue, Days: s.DaysPastDue, Fee: s.Fees, FeeAhead: feeAhead(f, c), Stage: stageWords(f, s.Delinquency())}
	}
	for _, p := range c.InFlight() {
		out.Arranged = f.Say("A payment of %s is on its way for %s.", "Un pago de %s está en camino para el %s.", "Eine Zahlung von %s ist für den %s unterwegs.", p.Amount, f.Locale.MonthDay(p.Date))
	}
	return out
}

// autopayOf says under the next payment what autopay does about it.
func autopayOf(f ui.Frame, next *view.NextPayment, c overview.Contract, a paying.Autopay) {
	if autopay.MayEnrol(c.State) == nil || a.On() {
		next.Manage = autopayPath(c.ID)
	}
	switch {
	case a.On():
		next.Autopay = ui.Status{Tone: ui.OK, Text: f.Say("Autopay is on, from %s.", "El pago automático está activado, desde %s.", "Die automatische Zahlung ist an, von %s.", accountName(f, a.Account.Type, a.Account.LastFour))}
	case a.Enrolment.State == autopay.Paused:
		next.Autopay = ui.Status{Tone: ui.Warn, Text: f.Say("Autopay waits for another account.", "El pago automático espera otra cuenta.", "Die automatische Zahlung wartet auf ein anderes Konto.")}
	}
	for _, d := range a.Next {
		if !d.Skipped {
			next.Debits = append(next.Debits, view.Debit{On: d.On, Amount: d.Amount})
		}
	}
}

// autopayAlerts says first what autopay needs.
func autopayAlerts(f ui.Frame, c overview.Contract, a paying.Autopay) []view.Notice {
	if a.Enrolment.State != autopay.Paused {
		return nil
	}
	return []view.Notice{{Tone: ui.Warn, Title: f.Say("Autopay needs another bank account", "El pago automático necesita otra cuenta bancaria", "Die automatische Zahlung braucht ein anderes Bankkonto"),
		Text: f.Say("Your bank refused a debit. Until you choose another account nothing is taken, and payments stay due.", "Su banco rechazó un débito. Hasta que elija otra cuenta no se cobra nada, y los pagos siguen pendientes.", "Ihre Bank hat einen Einzug abgelehnt. Bis Sie ein anderes Konto wählen, wird nichts eingezogen, und die Raten bleiben fällig."),
		Link: &ui.Link{Text: f.Say("Choose an account", "Elegir una cuenta", "Konto wählen"), Href: autopayPath(c.ID) + "/set-up"}}}
}

// arrangeOf says under what is past due that it is arranged, or where it can be.
func arrangeOf(f ui.Frame, next *view.NextPayment, c overview.Contract, a *relieving.Arranged, blocked error) {
	if blocked == nil {
		next.PastDue.Arrange = arrangementPath(c.ID)
	}
	if a != nil && a.State == relief.Kept {
		next.Arranged, next.PastDue.Stage = f.Say("You keep your arrangement. %s", "Usted cumple su acuerdo de pago. %s", "Sie halten Ihre Zahlungsvereinbarung ein. %s", arrangedWords(f, a)), ""
	}
}

// feeAhead warns of a late fee that can still be avoided.
func feeAhead(f ui.Frame, c overview.Contract) string {
	rule := c.Terms.Product.LateFee
	last := c.State.OldestDue.AddDays(rule.GraceDays)
	if rule.Percent == 0 && rule.Fixed == 0 || last < c.Today {
		return ""
	}
	return f.Say("A late fee may be added after %s.", "Se puede agregar un cargo por demora después del %s.", "Nach dem %s kann eine Mahngebühr hinzukommen.", f.Locale.MonthDay(last))
}

// wentOf tells where everything that was paid went, by purpose; nil when nothing was.
func wentOf(f ui.Frame, c overview.Contract) *ui.Split {
	var sum statement.Allocation
	for i := range c.State.Lines {
		if l := &c.State.Lines[i]; l.Kind == contract.KindPayment && l.Void == "" {
			sum = sum.Plus(statement.AllocationOf(l))
		}
	}
	if sum.Total() <= 0 {
		return nil
	}
	out := &ui.Split{
		Caption: f.Say("Payments by purpose", "Pagos por destino", "Zahlungen nach Zweck"), What: f.Say("Purpose", "Destino", "Zweck"),
		Finding: f.Say("Of %s that you have paid here, %s lowered what you owe.", "De %s que ha pagado aquí, %s redujeron lo que debe.", "Von %s, die Sie hier gezahlt haben, haben %s Ihre Schuld verringert.", sum.Total(), sum.Principal),
	}
	add := func(label string, amount money.Cents) {
		if amount > 0 {
			out.Parts = append(out.Parts, ui.Share{Label: label, Amount: amount})
		}
	}
	if c.Kind == contract.Lease {
		out.Finding = f.Say("Of %s that you have paid here, %s was rent.", "De %s que ha pagado aquí, %s fueron renta.", "Von %s, die Sie hier gezahlt haben, waren %s Leasingraten.", sum.Total(), sum.Base)
	}
	add(f.Say("Principal", "Capital", "Tilgung"), sum.Principal)
	add(f.Say("Interest", "Intereses", "Zinsen"), sum.Interest)
	add(f.Say("Lease payments", "Pagos del arrendamiento", "Leasingraten"), sum.Base)
	add(f.Say("Tax", "Impuesto", "Steuer"), sum.Tax)
	add(f.Say("Fees", "Cargos", "Gebühren"), sum.Fees)
	add(f.Say("Held for you", "Guardado para usted", "Für Sie verwahrt"), sum.Credit)
	return out
}

// mostChartPoints bounds how far back the chart looks; ui thins what is left.
const mostChartPoints = 400

// chartOf draws the balance so far and, dashed, the way to its end.
func chartOf(f ui.Frame, c overview.Contract) *ui.BalanceChart {
	s := c.State
	if s.Kind == contract.Lease || s.Status == contract.Pending {
		return nil
	}
	chart := &ui.BalanceChart{Today: c.Today, Caption: f.Say("Balance by date", "Saldo por fecha", "Restschuld nach Tagen")}
	for i := range s.Lines {
		l := &s.Lines[i]
		moves := l.Kind == contract.KindActivated || l.Kind == contract.KindConverted || l.Principal != 0
		if l.Void == "" && moves && len(chart.Points) < mostChartPoints {
			chart.Points = addPoint(chart.Points, ui.Point{On: l.Effective, Balance: l.Balance})
		}
	}
	chart.Points = addPoint(chart.Points, ui.Point{On: c.Today, Balance: s.Principal})
	ahead, err := s.Upcoming(0)
	if err != nil {
		return nil
	}
	for _, x := range ahead {
		if x.Due > c.Today {
			chart.Points = addPoint(chart.Points, ui.Point{On: x.Due, Balance: x.Balance})
		}
	}
	chart.Finding = finding(f, s, c.Today)
	return chart
}

func addPoint(points []ui.Point, x ui.Point) []ui.Point {
	if n := len(points); n > 0 && points[n-1].On == x.On {
		points[n-1] = x
		return points
	}
	return append(points, x)
}

func finding(f ui.Frame, s *contract.State, today civil.Date) string {
	if s.Status == contract.PaidOff {
		return f.Say("This loan is paid off.", "Este préstamo está liquidado.", "Dieses Darlehen ist abgelöst.")
	}
	if s.PayoffDate <= today {
		return f.Say("You owe %s today.", "Hoy debe %s.", "Heute schulden Sie %s.", s.Balance())
	}
	return f.Say("If every payment is made on its day, this loan is paid off on %s with a last payment of %s.",
		"Si cada pago se hace en su fecha, este préstamo se liquida el %s con un último pago de %s.",
		"Wenn jede Rate pünktlich gezahlt wird, ist dieses Darlehen am %s mit einer letzten Rate von %s abgelöst.", s.PayoffDate, s.LastPayment)
}

func vehicleOf(f ui.Frame, c overview.Contract) view.Vehicle {
	v := view.Vehicle{Name: c.Vehicle.Name, VIN: c.Vehicle.VIN, Plate: c.Vehicle.Plate, Recalls: c.Vehicle.Recalls, Ownership: titleStatusOf(f, c.Kind, c.State)}
	if c.Vehicle.Trim != "" {
		v.Name += " " + c.Vehicle.Trim
	}
	if last, ok := c.Vehicle.Last(); ok {
		v.Miles, v.ReadOn = int64(last.Value), last.On
	}
	return v
}

// recentShown is how many payments the first page lists.
const recentShown = 5

// recentOf lists the last payments: those on their way and those that count.
func recentOf(f ui.Frame, c overview.Contract) []view.Payment {
	var out []view.Payment
	ours := map[string]bool{}
	for _, p := range c.Payments {
		ours["payment:"+p.ID.String()] = true
		out = append(out, view.Payment{On: p.Date, Title: f.Say("Bank payment", "Pago bancario", "Bankzahlung"), Amount: p.Amount, Status: wording.Step(f, p), Href: paymentPath(p)})
	}
	for i := len(c.State.Lines) - 1; i >= 0; i-- {
		l := &c.State.Lines[i]
		if refund, is := refundOn(l); is {
			out = append(out, view.Payment{On: l.Effective, Title: f.Say("Refund to you", "Reembolso a usted", "Erstattung an Sie"), Amount: l.Amount, Status: refundPosted(f, l), Href: refundReceiptPath(c.ID, refund)})
		}
		if l.Kind != contract.KindPayment || ours[l.Key] {
			continue
		}
		status := ui.Status{Tone: ui.OK, Text: f.Say("Posted", "Acreditado", "Gebucht")}
		if l.Void != "" {
			status = ui.Status{Tone: ui.Bad, Text: f.Say("Returned", "Devuelto", "Zurückgegeben")}
		}
		out = append(out, view.Payment{On: l.Effective, Title: f.Say("Payment", "Pago", "Zahlung"), Amount: l.Amount, Status: status, Href: contractPath(c.ID) + "/history"})
	}
	sortNewest(out)
	return out[:min(len(out), recentShown)]
}

// refundOn returns the refund to a bank account that a line of the contract stands for; a refund of another system has none here.
func refundOn(l *contract.Line) (payment.RefundID, bool) {
	text, ours := strings.CutPrefix(l.Key, "refund:")
	if !ours || l.Kind != contract.KindCreditRefunded {
		return payment.RefundID{}, false
	}
	refund, err := id.Parse[payment.Refund](text)
	return refund, err == nil
}

// refundPosted says where a refund stands as far as the contract knows.
func refundPosted(f ui.Frame, l *contract.Line) ui.Status {
	if l.Void != "" {
		return refundStatus(f, payment.Returned)
	}
	return ui.Status{Tone: ui.OK, Text: f.Say("Sent", "Enviado", "Gesendet")}
}
