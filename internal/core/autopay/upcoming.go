package autopay

import (
	"fmt"

	"marque/internal/civil"
	"marque/internal/core/contract"
	"marque/internal/money"
)

// Standing is what a debit is derived from.
type Standing struct {
	Terms  contract.Terms
	Events []contract.Event
	OnWay  []contract.Event // payments that are ordered or sent and not on the contract yet, as events of their days
	From   civil.Date       // first day on which a debit can still be made
}

// Debit is what autopay takes for one instalment.
type Debit struct {
	Instalment int         `json:"instalment"`
	Due        civil.Date  `json:"due"`
	On         civil.Date  `json:"on"` // the day it counts; the bank moves the money on the next banking day
	Amount     money.Cents `json:"amount"`
	Extra      money.Cents `json:"extra,omitempty"`   // of the amount
	Final      bool        `json:"final,omitempty"`   // it ends the debt
	Left       money.Cents `json:"left,omitempty"`    // owed for the instalment and not taken, because it was not announced in time
	Skipped    bool        `json:"skipped,omitempty"` // by the customer: nothing is taken
}

// mostLooked bounds how many instalments are looked at: paid and skipped ones yield nothing.
const mostLooked = 36

// Upcoming returns the next n debits with their exact amounts, as they will be if nothing else happens: each is derived from a fold of the
// day it is made on, the debits before it taken as made. Skipped instalments are among them, marked. There are fewer at the contract's
// end, and none when its state stops autopay.
func (e *Enrolment) Upcoming(s Standing, n int) ([]Debit, error) {
	x := &outlook{e: e, s: s}
	x.events = append(append(make([]contract.Event, 0, len(s.Events)+len(s.OnWay)+n), s.Events...), s.OnWay...)
	state, err := x.fold(s.From)
	if err != nil {
		return nil, err
	}
	if stops(state) {
		return nil, nil
	}
	var out []Debit
	for i, looked := 0, 0; i < len(state.Instalments) && len(out) < n && looked < mostLooked; i++ {
		inst := &state.Instalments[i]
		if inst.Number < e.First || inst.Due < s.From {
			continue
		}
		looked++
		d, over, err := x.debit(inst.Number, inst.Due)
		if err != nil || over {
			return out, err
		}
		if d.Amount > 0 || d.Skipped {
			out = append(out, d)
		}
	}
	return out, nil
}

// On returns the debit to be made on a day, if any.
func (e *Enrolment) On(s Standing) (Debit, bool, error) {
	if !e.Runs() {
		return Debit{}, false, nil
	}
	next, err := e.Upcoming(s, 1)
	if err != nil || len(next) == 0 || next[0].On != s.From || next[0].Skipped {
		return Debit{}, false, err
	}
	return next[0], true, nil
}

// outlook walks ahead.
type outlook struct {
	e      *Enrolment
	s      Standing
	events []contract.Event
}

func (x *outlook) fold(asOf civil.Date) (*contract.State, error) {
	state, err := contract.Fold(x.s.Terms, x.events, contract.At{AsOf: asOf})
	if err != nil {
		return nil, fmt.Errorf("look ahead to %s: %w", asOf, err)
	}
	return state, nil
}

// debit derives the debit of an instalment and takes it as made. Over means that nothing more will be taken on this contract.
func (x *outlook) debit(number int, due civil.Date) (d Debit, over bool, err error) {
	d = Debit{Instalment: number, Due: due, On: max(due.AddDays(-x.e.Lead), x.s.From)}
	state, err := x.fold(d.On)
	if err != nil || stops(state) || number > len(state.Instalments) {
		return d, true, err
	}
	if x.e.Skipped(number) {
		d.Skipped = true
		return d, false, nil
	}
	if err := x.amount(state, &d); err != nil || d.Amount == 0 {
		return d, false, err
	}
	x.events = append(x.events, made(&d))
	return d, false, nil
}

// stops tells whether a state ends autopay.
func stops(s *contract.State) bool { return s.AutopayStops != "" || s.Status == contract.Pending }

// amount derives what is taken: what is open of the instalment and the extra, all that is owed when that is less or the instalment is the
// last, and never more than may be taken without telling first.
func (x *outlook) amount(state *contract.State, d *Debit) error {
	inst := &state.Instalments[d.Instalment-1]
	open := inst.Open()
	if open == 0 {
		return nil // paid already: neither the instalment nor the extra is taken
	}
	if state.Kind == contract.Loan {
		payoff, err := state.PayoffQuote(d.On)
		if err != nil {
			return fmt.Errorf("payoff on %s: %w", d.On, err)
		}
		d.Extra = x.e.Extra
		switch last := d.Instalment == len(state.Instalments); {
		case last || open+d.Extra >= payoff.Amount:
			open, d.Extra, d.Final = payoff.Amount, 0, true
		case payoff.Amount-open-d.Extra <= x.s.Terms.Product.Tolerance():
			d.Final = true // what it leaves is written off
		}
	} else {
		d.Final = d.Instalment == len(state.Instalments)
	}
	d.Amount = open + d.Extra
	x.limit(d)
	return nil
}

// limit keeps a debit that is too near to be announced to what was authorised or announced.
func (x *outlook) limit(d *Debit) {
	if d.On.Sub(x.s.From) >= NoticeDays {
		return
	}
	if most := x.e.allowed(d.Instalment); d.Amount > most {
		d.Left, d.Amount = d.Amount-most, most
		d.Final = false
	}
}

// made is a debit as the event that it will be.
func made(d *Debit) contract.Event {
	return contract.Event{
		Key: fmt.Sprintf("autopay-ahead:%d", d.Instalment), Effective: d.On, Body: contract.Payment{Amount: d.Amount, Method: "ach"},
	}
}

// ToAnnounce returns which of the upcoming debits must be told on a day: those that differ from the last one or end the debt, once, and
// again when the amount has grown since.
func (e *Enrolment) ToAnnounce(upcoming []Debit, today civil.Date) []Debit {
	var out []Debit
	usual := e.Last
	if usual == 0 {
		usual = e.Most
	}
	for _, d := range upcoming {
		ahead := d.On.Sub(today)
		told, known := e.Announced[d.Instalment]
		same := known && d.Amount <= told || !known && d.Amount == usual && !d.Final
		if !d.Skipped && !same && ahead >= NoticeDays && ahead <= tellFrom {
			out = append(out, d)
		}
		usual = d.Amount
	}
	return out
}
