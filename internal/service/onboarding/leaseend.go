package onboarding

import (
	"fmt"

	"marque/internal/civil"
	"marque/internal/core/contract"
	"marque/internal/core/feed"
	"marque/internal/core/notice"
	"marque/internal/core/statement"
	"marque/internal/fault"
	"marque/internal/l10n"
	"marque/internal/store/contracts"
	"marque/internal/store/feeds"
	"marque/internal/store/letters"
	"marque/internal/store/vehicles"
)

// endLease plans what is told of a lease's end. Of two messages about one matter the later told holds, whichever came first: the other's event is
// added and undone. A lease that has ended in another way, or was undone, is somebody's to decide.
func (p *plan) endLease(e *feed.Event, l *feed.LeaseEnd) (Outcome, error) {
	h := p.numbers[l.Number]
	if h == nil {
		return p.early(e), nil
	}
	if why := l.Against(&h.terms, p.s.d.Tariffs.Of(h.terms.Brand, h.terms.Currency)); why != nil {
		return refused(why), nil
	}
	today, err := p.today()
	if err != nil {
		return Outcome{}, err
	}
	state, err := p.stateOf(h, max(today, l.On))
	if err != nil {
		return Outcome{}, err
	}
	other := otherEnd(state, l.Matter)
	if other != "" && (!p.forced || state.Status == contract.Undone) {
		return p.hold(e, feeds.Over, h, "data.contract_number", fmt.Sprintf("The lease %s has come to another end already: %s.", l.Number, other)), nil
	}
	before, err := p.amendments(h)
	if err != nil {
		return Outcome{}, err
	}
	mine := contracts.Amendment{Contract: h.id, Told: e.Told(), Matter: l.Matter, On: l.On, Key: endKey(l.Matter, e.Told())}
	events := []contract.Event{p.s.d.Book.Event(h.id, mine.Key, l.On, l.Body)}
	for _, b := range before {
		switch sameEnd := b.Matter == l.Matter || other != "" && b.Matter.EndsAs() != "" && l.Matter.EndsAs() != ""; {
		case !sameEnd || b.Key == "":
		case mine.Told.After(b.Told):
			events = append(events, p.undoEnd(h, b))
		default:
			events = append(events, p.undoEnd(h, mine))
		}
	}
	p.add(h, events...)
	if l.Seen.Value > 0 { // none is a return of which nobody read it, as for the contract
		p.facts.Readings = append(p.facts.Readings, vehicles.Reading{VIN: h.vin, Told: e.Told(), On: l.Seen.ReadOn, Value: l.Seen.Value, Unit: string(l.Seen.Unit), Source: vehicles.Return})
	}
	p.amended = append(p.amended, mine)
	return Outcome{Result: Applied}, p.invoice(e, h, max(today, l.On))
}

// invoice plans the letter about what the end costs, and that everybody is told of it, once that is known. What is told of years ago is no news.
func (p *plan) invoice(e *feed.Event, h *holder, today civil.Date) error {
	state, err := p.stateOf(h, today)
	if err != nil {
		return err
	}
	v, err := state.Invoice()
	if fault.Of(err) != nil || err == nil && v.Settled < today.AddDays(-newsDays) {
		return nil
	}
	if err != nil {
		return err
	}
	p.letters = append(p.letters, letters.Order{Contract: h.id, Kind: statement.LeaseEndLetter, About: e.Key()})
	why := l10n.T("There is nothing to pay.", "No hay nada que pagar.", "Es ist nichts zu zahlen.")
	if v.Due > 0 {
		why = l10n.T("%s is due by %s.", "Se deben %s a más tardar el %s.", "%s sind bis zum %s fällig.", l10n.Amount{Cents: v.Due, Currency: h.terms.Money()}, v.DueOn(p.s.d.Book.Zone()))
	}
	p.tell(h, "lease-end/"+short(e.Told()), func(vehicle string) notice.Notice {
		return notice.VehicleNews{
			Vehicle: vehicle, Subject: l10n.T("What the end of your lease comes to is known", "Ya se sabe cuánto cuesta el final de su arrendamiento", "Es steht fest, was das Ende Ihres Leasings kostet"),
			Why:  why,
			Next: l10n.T("Sign in to read the invoice, line by line.", "Inicie sesión para leer la factura, línea por línea.", "Melden Sie sich an, um die Rechnung Zeile für Zeile zu lesen."),
		}
	})
	return nil
}

func endKey(m feed.Matter, told feed.Told) string { return "end:" + string(m) + ":" + short(told) }

// undoEnd is the event that undoes another message's. An event is undone once, whoever undoes it.
func (p *plan) undoEnd(h *holder, b contracts.Amendment) contract.Event {
	return p.s.d.Book.Event(h.id, "undone:"+b.Key, b.On, contract.Reversed{Of: b.Key, Reason: "told again"})
}

// otherEnd says how a contract has ended in another way than a matter would end it; empty when it has not.
func otherEnd(s *contract.State, m feed.Matter) string {
	switch {
	case s.Status == contract.Undone:
		return "it was cancelled"
	case s.Lease == nil || s.Lease.Ended == "" || m.EndsAs() == "" || s.Lease.Ended == m.EndsAs():
		return ""
	}
	return endedAs(s.Lease.Ended)
}

// endedAs says to our own people how a lease has ended.
func endedAs(kind contract.EventKind) string {
	switch kind {
	case contract.KindTurnIn:
		return "the vehicle was returned"
	case contract.KindPurchase:
		return "the vehicle was bought"
	case contract.KindEarlyTermination:
		return "it was ended early"
	}
	return string(kind)
}
