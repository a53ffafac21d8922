package history

import (
	"cmp"
	"maps"
	"slices"

	"marque/internal/civil"
	"marque/internal/core/contract"
	"marque/internal/core/explain"
	"marque/internal/core/payment"
	"marque/internal/l10n"
	"marque/internal/money"
)

// Moment is one thing that happened, in words.
type Moment struct {
	Key  string // unique on its contract
	On   civil.Date
	Mark Mark
	Text l10n.Text
	More l10n.Text // smaller, below it; its words may be nothing
	Of   string    // the id of what can be opened, by Mark; empty for nothing
}

// Mark is what a moment is about.
type Mark string

// The marks.
const (
	OfContract  Mark = "contract"
	OfMoney     Mark = "money"
	OfPayment   Mark = "payment" // one that was ordered here
	OfTrouble   Mark = "trouble"
	OfStatement Mark = "statement"
	OfLetter    Mark = "letter"
	OfVehicle   Mark = "vehicle"
	OfTitle     Mark = "title"
	OfAutopay   Mark = "autopay"
	OfUpload    Mark = "upload"
	OfInvoice   Mark = "invoice" // of a lease's end
)

// Timeline tells in words what the contract's own events did, the oldest first. Payments on a lease that merely fell due are left out.
func Timeline(t *contract.Terms, s *contract.State, events []contract.Event) []Moment {
	tell := teller{terms: t, bodies: make(map[string]contract.Body, len(events)), lines: make(map[string]*contract.Line, len(s.Lines)), worn: map[string]l10n.Text{}}
	for i := range events {
		tell.bodies[events[i].Key] = events[i].Body
		maps.Copy(tell.worn, worn(&events[i]))
	}
	out := make([]Moment, 0, len(s.Lines)+1)
	for i := range s.Lines {
		tell.lines[s.Lines[i].Key] = &s.Lines[i]
	}
	end := -1
	for i := range s.Lines {
		l := &s.Lines[i]
		if l.Kind == contract.LineRentDue {
			continue
		}
		m := tell.line(l)
		m.Key, m.On = "event:"+l.Key, l.Effective
		if l.Void != "" {
			m.More = l10n.T("This was undone later and does not count.", "Esto se anuló después y no cuenta.", "Das wurde später rückgängig gemacht und zählt nicht.")
		}
		out = append(out, m)
		if l.Void == "" && l.Principal > 0 && l.Balance == 0 {
			end = len(out)
		}
	}
	if s.Status == contract.PaidOff && end > 0 {
		out = slices.Insert(out, end, Moment{Key: "paid-off", On: out[end-1].On, Mark: OfContract,
			Text: l10n.T("Your loan was paid off.", "Su préstamo quedó pagado.", "Ihr Darlehen war abbezahlt.")})
	}
	return tell.invoice(out, s)
}

// invoice puts in that it was known what a lease's end comes to, behind what it rests on.
func (t *teller) invoice(all []Moment, s *contract.State) []Moment {
	v, err := s.Invoice()
	if err != nil {
		return all
	}
	at := len(all)
	for at > 0 && all[at-1].On > v.Settled {
		at--
	}
	return slices.Insert(all, at, Moment{Key: "invoice", On: v.Settled, Mark: OfInvoice, Of: "invoice",
		Text: l10n.T("It was known what the end of your lease costs: %s.", "Se supo cuánto cuesta el final de su arrendamiento: %s.", "Es stand fest, was das Ende Ihres Leasings kostet: %s.", t.money(v.Total))})
}

// Sort puts moments from several sources in order, the oldest first; of one day in the order of their keys, but for the contract's own,
// which come first and in the order in which they counted.
func Sort(all []Moment) {
	slices.SortStableFunc(all, func(a, b Moment) int { return cmp.Compare(a.On, b.On) })
}

// teller knows what a line rests on.
type teller struct {
	terms  *contract.Terms
	bodies map[string]contract.Body
	lines  map[string]*contract.Line
	worn   map[string]l10n.Text // what is charged for wear, by the line's key
}

func (t *teller) money(c money.Cents) l10n.Amount {
	return l10n.Amount{Cents: c, Currency: t.terms.Money()}
}

// line tells of one line: of money, of what the contract became, or of the vehicle.
func (t *teller) line(l *contract.Line) Moment {
	switch l.Kind {
	case contract.KindPayment, contract.KindReturned, contract.KindReversed, contract.KindCredit, contract.KindCreditRefunded, contract.KindRecovery,
		contract.KindFeeAssessed, contract.KindFeeWaived, contract.KindDisputed, contract.LineSmallBalance, contract.LineEndCharge, contract.LineDeposit:
		return t.ofMoney(l)
	case contract.KindOdometer, contract.KindTitle, contract.KindOwnershipChanged, contract.KindTurnIn, contract.KindInspection, contract.KindPurchase:
		return t.ofVehicle(l)
	}
	return t.ofContract(l)
}

func (t *teller) ofMoney(l *contract.Line) Moment {
	amount := t.money(l.Amount)
	switch l.Kind {
	case contract.KindPayment:
		m := Moment{Mark: OfMoney, Text: l10n.T("A payment of %s was made.", "Se hizo un pago de %s.", "Eine Zahlung von %s ging ein.", amount)}
		if l.Interest != 0 && l.Principal != 0 {
			m.More = l10n.T("%s went to interest and %s to principal.", "%s fueron a intereses y %s a capital.", "%s gingen auf Zinsen und %s auf die Tilgung.", t.money(l.Interest), t.money(l.Principal))
		}
		return m
	case contract.KindReturned:
		m := Moment{Mark: OfTrouble, Text: l10n.T("Your bank sent a payment back.", "Su banco devolvió un pago.", "Ihre Bank gab eine Zahlung zurück.")}
		if b, ok := t.bodies[l.Key].(contract.Returned); ok {
			if of := t.lines[b.Payment]; of != nil {
				m.Text = l10n.T("Your bank sent the payment of %s back.", "Su banco devolvió el pago de %s.", "Ihre Bank gab die Zahlung von %s zurück.", t.money(of.Amount))
			}
			m.More = said(payment.ReturnCodeOf(b.Code).Plain)
		}
		return m
	case contract.KindReversed:
		return t.reversed(l)
	case contract.KindCredit:
		return Moment{Mark: OfMoney, Text: l10n.T("%s was credited to you.", "Se le acreditaron %s.", "%s wurden Ihnen gutgeschrieben.", amount)}
	case contract.LineGivenBack:
		return Moment{Mark: OfMoney, Text: l10n.T("The %s that you had paid are yours again.", "Los %s que había pagado vuelven a ser suyos.", "Die gezahlten %s gehören wieder Ihnen.", amount)}
	case contract.KindCreditRefunded:
		return Moment{Mark: OfMoney, Text: l10n.T("Your credit balance of %s was paid out.", "Se le pagó su saldo a favor de %s.", "Ihr Guthaben von %s wurde ausgezahlt.", amount)}
	case contract.KindRecovery:
		return Moment{Mark: OfMoney, Text: l10n.T("%s was paid on the debt that was charged off.", "Se pagaron %s de la deuda pasada a pérdidas.", "%s wurden auf die abgeschriebene Schuld gezahlt.", amount)}
	case contract.KindFeeWaived:
		return Moment{Mark: OfMoney, Text: l10n.T("A fee of %s was waived.", "Se condonó un cargo de %s.", "Eine Gebühr von %s wurde erlassen.", amount), More: noteOf(t.bodies[l.Key])}
	case contract.KindDisputed:
		return t.disputed(l)
	case contract.LineDeposit:
		return t.ofDeposit(l)
	case contract.LineSmallBalance:
		return Moment{Mark: OfMoney, Text: l10n.T("A small rest was written off.", "Se condonó un pequeño resto.", "Ein kleiner Rest wurde ausgebucht.")}
	}
	return Moment{Mark: OfMoney, Text: l10n.T("%s: %s was charged.", "%s: se cobraron %s.", "%s: %s wurden berechnet.", Entry{Line: l}.name(), amount), More: t.worn[l.Key]}
}

// disputed tells that a charge is in dispute or, with the reason, that it stands. The charge is named as it was when it was charged.
func (t *teller) disputed(l *contract.Line) Moment {
	b, _ := t.bodies[l.Key].(contract.Disputed)
	of := t.lines[b.Fee]
	if of == nil {
		of = l
	}
	name, amount := explain.Title(&contract.Line{Kind: contract.LineEndCharge, Code: of.Code}), t.money(of.Amount)
	if b.Over {
		return Moment{Mark: OfMoney, Text: l10n.T("%s: %s was in dispute and stands.", "%s: %s estaban en disputa y se mantienen.", "%s: %s waren bestritten und bleiben.", name, amount), More: said(b.Reason)}
	}
	return Moment{Mark: OfMoney, Text: l10n.T("%s: %s is in dispute, and not due until we have answered.", "%s: %s están en disputa y no se deben hasta que hayamos respondido.", "%s: %s sind bestritten und nicht fällig, bis wir geantwortet haben.", name, amount), More: t.worn[b.Fee]}
}

// ofDeposit tells what the deposit and the credit balance did at the lease's end.
func (t *teller) ofDeposit(l *contract.Line) Moment {
	m := Moment{Mark: OfMoney, Text: l10n.T("Your deposit and credit balance paid %s.", "Su depósito y su saldo a favor pagaron %s.", "Ihre Kaution und Ihr Guthaben zahlten %s.", t.money(l.Rent+l.Tax+l.Fee))}
	if l.Credit > 0 {
		m.More = l10n.T("%s of it is left for you.", "Quedan %s para usted.", "Davon bleiben Ihnen %s.", t.money(l.Credit))
	}
	return m
}

// reversed tells which payment was taken off again, or that some entry was.
func (t *teller) reversed(l *contract.Line) Moment {
	m := Moment{Mark: OfTrouble, Text: l10n.T("An entry that should not have been made was reversed.", "Se anuló un asiento que no debía haberse hecho.", "Eine Buchung, die es nicht hätte geben dürfen, wurde storniert."), More: noteOf(t.bodies[l.Key])}
	if b, ok := t.bodies[l.Key].(contract.Reversed); ok {
		if of := t.lines[b.Of]; of != nil && of.Kind == contract.KindPayment {
			m.Text = l10n.T("The payment of %s was taken off again.", "Se quitó el pago de %s.", "Die Zahlung von %s wurde wieder herausgenommen.", t.money(of.Amount))
		}
	}
	return m
}

func (t *teller) ofVehicle(l *contract.Line) Moment {
	switch b := t.bodies[l.Key].(type) {
	case contract.Odometer:
		return Moment{Mark: OfVehicle, Text: l10n.T("The odometer showed %s miles.", "El odómetro marcaba %s millas.", "Der Tacho zeigte %s Meilen.", b.Miles)}
	case contract.Title:
		return Moment{Mark: OfTitle, Text: TitleStep(b.Status), More: said(b.State)}
	case contract.OwnershipChanged:
		return Moment{Mark: OfVehicle, Text: ownership(b.Reason)}
	case contract.TurnIn:
		m := Moment{Mark: OfVehicle, Text: l10n.T("The vehicle was returned.", "Se devolvió el vehículo.", "Das Fahrzeug wurde zurückgegeben.")}
		if b.Miles > 0 {
			m.More = l10n.T("The odometer showed %s miles.", "El odómetro marcaba %s millas.", "Der Tacho zeigte %s Meilen.", b.Miles)
		}
		return m
	case contract.Inspection:
		return Moment{Mark: OfVehicle, Text: l10n.T("The vehicle was inspected.", "Se inspeccionó el vehículo.", "Das Fahrzeug wurde begutachtet."),
			More: l10n.T("Excess wear of %s was found.", "Se encontró desgaste excesivo por %s.", "Übermäßige Abnutzung von %s wurde festgestellt.", t.money(l.Amount))}
	}
	return Moment{Mark: OfVehicle, Text: l10n.T("You bought the vehicle for %s.", "Usted compró el vehículo por %s.", "Sie haben das Fahrzeug für %s gekauft.", t.money(l.Amount))}
}

func ownership(why contract.OwnershipReason) l10n.Text {
	switch why {
	case contract.TotalLoss:
		return l10n.T("The vehicle was reported as a total loss.", "El vehículo se reportó como pérdida total.", "Das Fahrzeug wurde als Totalschaden gemeldet.")
	case contract.TradeIn:
		return l10n.T("The vehicle was traded in.", "El vehículo se entregó a cuenta de otro.", "Das Fahrzeug wurde in Zahlung gegeben.")
	case contract.Sold:
	}
	return l10n.T("The vehicle was sold.", "El vehículo se vendió.", "Das Fahrzeug wurde verkauft.")
}

// TitleStep says what a step of the title means.
func TitleStep(status string) l10n.Text {
	switch status {
	case "title_received":
		return l10n.T("We received the title from the state.", "Recibimos el título del estado.", "Wir haben den Fahrzeugbrief (title) vom Bundesstaat erhalten.")
	case "lien_recorded":
		return l10n.T("Our lien was recorded on the title.", "Nuestro gravamen quedó registrado en el título.", "Unser Pfandrecht wurde im Fahrzeugbrief (title) eingetragen.")
	case "lien_release_sent":
		return l10n.T("We released our lien and sent the release.", "Liberamos nuestro gravamen y enviamos la liberación.", "Wir haben unser Pfandrecht freigegeben und die Freigabe verschickt.")
	}
	return l10n.T("There was news of the title.", "Hubo novedades del título.", "Es gab Neues zum Fahrzeugbrief (title).")
}

// ofContract tells what became of the contract itself.
func (t *teller) ofContract(l *contract.Line) Moment {
	m := Moment{Mark: OfContract}
	switch b := t.bodies[l.Key].(type) {
	case contract.Activated:
		m.Text = l10n.T("Your contract began.", "Comenzó su contrato.", "Ihr Vertrag begann.")
		if b.Dealer != "" {
			m.Text = l10n.T("Your contract began at %s.", "Comenzó su contrato en %s.", "Ihr Vertrag begann bei %s.", b.Dealer)
		}
	case contract.Converted:
		m.Text = l10n.T("Your contract moved to this system, with everything as it stood.", "Su contrato pasó a este sistema, con todo tal como estaba.", "Ihr Vertrag zog in dieses System um, mit allem, wie es stand.")
	case contract.RateSegment:
		m.Text = t.rate(b)
	case contract.SCRA:
		m.Text = l10n.T("Your rate was capped for your military service.", "Su tasa se limitó por su servicio militar.", "Ihr Zinssatz wurde wegen Ihres Militärdienstes begrenzt.")
	case contract.Extension:
		m.Text = l10n.T("Payments were moved later, by %s.", "Se pospusieron pagos, por %s.", "Raten wurden verschoben, um %s.", Months(b.Periods))
	case contract.DueDateChange:
		m.Text = l10n.T("Your due date moved; the next payment was due %s.", "Cambió su fecha de vencimiento; el siguiente pago vencía el %s.", "Ihr Fälligkeitstag wurde verlegt; die nächste Rate war am %s fällig.", b.First)
	case contract.Reamortised:
		m.Text = l10n.T("Your payment was computed anew.", "Se recalculó su pago.", "Ihre Rate wurde neu berechnet.")
	case contract.Instructed:
		m.Text = l10n.T("You chose what extra money does.", "Usted eligió qué hace el dinero adicional.", "Sie haben festgelegt, was zusätzliches Geld bewirkt.")
	case contract.Paused:
		m.Text = l10n.T("Days stopped counting as past due until %s.", "Los días dejaron de contar como atraso hasta el %s.", "Bis zum %s zählten die Tage nicht als Verzug.", b.Until)
	case contract.LeaseExtension:
		m.Text = l10n.T("Your lease was extended by %s.", "Su arrendamiento se extendió por %s.", "Ihr Leasing wurde um %s verlängert.", Months(b.Months))
	case contract.ChargedOff:
		m.Mark, m.Text = OfTrouble, l10n.T("The debt of %s was charged off; it is still owed.", "La deuda de %s se pasó a pérdidas; todavía se debe.", "Die Schuld von %s wurde abgeschrieben; sie besteht weiter.", t.money(l.Amount))
	case contract.EarlyTermination:
		m.Text = l10n.T("Your lease ended before its term.", "Su arrendamiento terminó antes de su plazo.", "Ihr Leasing endete vor seiner Laufzeit.")
	default:
		m.Text = Entry{Line: l}.name()
	}
	return m
}

func (t *teller) rate(b contract.RateSegment) l10n.Text {
	switch {
	case b.Reason == contract.AutopayDiscount && b.Rate > 0:
		return l10n.T("The autopay discount began.", "Comenzó el descuento por pago automático.", "Der Nachlass für automatische Zahlung begann.")
	case b.Reason == contract.AutopayDiscount:
		return l10n.T("The autopay discount ended.", "Terminó el descuento por pago automático.", "Der Nachlass für automatische Zahlung endete.")
	case b.Reason == contract.RateCap:
		return l10n.T("The most that your rate can be was changed.", "Cambió el máximo que puede tener su tasa.", "Die Obergrenze Ihres Zinssatzes wurde geändert.")
	}
	return l10n.T("Your interest rate changed.", "Cambió su tasa de interés.", "Ihr Zinssatz wurde geändert.")
}

// Months is a number of months in words.
func Months(n int) l10n.Text {
	return l10n.Count(n, l10n.T("month", "mes", "Monat"), l10n.T("months", "meses", "Monate"))
}
