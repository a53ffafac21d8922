package demo

import (
	"bufio"
	_ "embed"
	"encoding/csv"
	"fmt"
	"io"
	"strings"

	"marque/internal/civil"
	"marque/internal/core/contract"
	"marque/internal/money"
	"marque/internal/service/servicing"
)

//go:embed loans.csv
var loansFile string

// loan is one real loan of the file, with dates as they were filed.
type loan struct {
	n                                int
	outcome                          string // open, paid or charged_off
	originated, firstDue             civil.Date
	amount, rate, payment, principal string
	term                             int
	opened, through, seen            civil.Date
	payments                         []paid
}

type paid struct {
	on     civil.Date
	amount money.Cents
}

// readLoans reads the file; it is part of the program, so an error is a mistake in it.
func readLoans() ([]loan, error) {
	in := csv.NewReader(bufio.NewReader(strings.NewReader(loansFile)))
	in.Comment = '#'
	if _, err := in.Read(); err != nil {
		return nil, fmt.Errorf("read loans: %w", err)
	}
	var out []loan
	for {
		row, err := in.Read()
		if err == io.EOF {
			return out, nil
		}
		if err != nil {
			return nil, fmt.Errorf("read loans: %w", err)
		}
		l, err := readLoan(row)
		if err != nil {
			return nil, fmt.Errorf("read loan %s: %w", row[0], err)
		}
		out = append(out, l)
	}
}

func readLoan(row []string) (loan, error) {
	l := loan{outcome: row[1], amount: row[3], rate: row[5], payment: row[7], principal: row[8]}
	var err error
	read := func(into *civil.Date, text string) {
		if err == nil {
			*into, err = civil.Parse(text)
		}
	}
	read(&l.originated, row[2]+"-15")
	read(&l.firstDue, row[6]+"-01")
	read(&l.opened, row[9])
	read(&l.through, row[10])
	read(&l.seen, row[11])
	if err != nil {
		return l, err
	}
	if _, err = fmt.Sscan(row[0]+" "+row[4], &l.n, &l.term); err != nil {
		return l, err
	}
	for one := range strings.SplitSeq(row[13], ";") {
		on, amount, _ := strings.Cut(one, ":")
		var p paid
		if p.on, err = civil.Parse(on); err != nil {
			return l, err
		}
		if p.amount, err = money.Parse(amount, money.USD()); err != nil {
			return l, err
		}
		l.payments = append(l.payments, p)
	}
	return l, nil
}

// mover moves dates by whole months, so that the last month on file is the month before the business date.
type mover struct{ months int }

func (m mover) date(d civil.Date) civil.Date { return d.AddMonths(m.months, d.Day()) }

// moverOf ends open loans in the month before the business date; those that were paid off ended one to six months ago.
func (b *builder) moverOf(l loan) mover {
	last := b.Date.StartOfMonth() - 1
	if l.outcome != "open" {
		last = last.AddMonths(-l.n%6, 1)
	}
	return mover{months: (last.Year()-l.seen.Year())*12 + int(last.Month()) - int(l.seen.Month())}
}

// real makes a contract of a real loan: a person and a vehicle made up, terms and payments as they were.
func (b *builder) real(l loan, brand string) made {
	m, who := b.moverOf(l), b.person()
	opened, first := m.date(l.opened)-1, m.date(l.firstDue).AddMonths(0, dueDay(l))
	originated := min(m.date(l.originated), first-1, m.date(l.through), opened)
	used := l.n%3 == 0
	v := b.car(brand, originated.Year()+1-boolInt(used)*4, used)
	number := fmt.Sprintf("R%08d", 10_000_000+l.n*137)
	data := map[string]any{
		"contract_number": number, "brand": brand, "kind": "loan", "currency": "USD", "contract_date": originated.String(),
		"dealer": map[string]any{"id": "D100", "name": v.make + " of " + who.place.city}, "parties": []any{b.party(who, "borrower")}, "vehicle": v.feed(originated),
		"loan": map[string]any{
			"amount_financed": l.amount, "rate": l.rate, "term_months": l.term, "first_due": first.String(), "due_day": dueDay(l), "day_count": "ACT/365F",
			"prepaid_finance_charge": "0.00", "balloon": "0.00", "late_fee": map[string]any{"grace_days": 10, "percent": "0.00", "max": "0.00"},
			"autopay_discount": "0.0000", "payment": l.payment,
		},
		"conversion": map[string]any{
			"as_of": opened.String(), "principal": l.principal, "unpaid_interest": "0.00", "interest_paid_through": min(m.date(l.through), opened).String(),
			"instalments_paid": max(first.MonthsUntil(opened)+1, 0), "fees_due": "0.00", "ytd_interest": "0.00",
		},
	}
	out := made{number: number, person: who, messages: []message{{"contract.activated.v1", number, originated, data}}}
	out.entries = b.history(l, m)
	if l.outcome == "charged_off" {
		out.entries = append(out.entries, servicing.Entry{Key: "charge-off", Effective: m.date(l.seen), Body: contract.ChargedOff{Reason: "120 days past due"}})
		out.show = "charged off"
	}
	b.drive(&out, v, trip{since: originated, until: b.Date})
	return out
}

// history is the payments up to the business date. The last one of a loan that ended pays what was left, as it did.
func (b *builder) history(l loan, m mover) []servicing.Entry {
	var out []servicing.Entry
	for i, p := range l.payments {
		on := m.date(p.on)
		if on > b.Date {
			continue
		}
		body := contract.Payment{Amount: p.amount, Method: "ach", Ref: fmt.Sprintf("H%02d%04d", l.n, i+1)}
		if i == len(l.payments)-1 && l.outcome == "paid" {
			body.Amount += payoffSlack
			body.For = contract.PayoffPayment
		}
		out = append(out, servicing.Entry{Key: fmt.Sprintf("history:%04d", i+1), Effective: on, Body: body})
	}
	return out
}

// payoffSlack lets the last payment of a moved history close its loan: leap days move interest by some cents. What is over is a credit.
const payoffSlack money.Cents = 0

// dueDay is the day of the month on which the loan was usually paid, at most the 28th.
func dueDay(l loan) int {
	days := [32]int{}
	best := 1
	for _, p := range l.payments {
		d := min(p.on.Day(), 28)
		if days[d]++; days[d] > days[best] {
			best = d
		}
	}
	return best
}

func boolInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

// trip is how a vehicle is driven: from when until when, and how many miles a day; 0 is as it happens.
type trip struct {
	since, until civil.Date
	perDay       int
}

// drive adds what the vehicle's dealers told: services with readings, and now and then a recall.
func (b *builder) drive(c *made, v car, t trip) {
	perDay := 20 + b.random.IntN(25)
	if t.perDay > 0 {
		perDay = t.perDay
	}
	for on := t.since.AddDays(150 + b.random.IntN(60)); on < t.until; on = on.AddDays(170 + b.random.IntN(60)) {
		miles := v.miles + on.Sub(t.since)*perDay
		c.messages = append(c.messages, message{"vehicle.serviced.v1", v.vin, on, map[string]any{
			"vin": v.vin, "odometer": map[string]any{"value": miles, "unit": "mi", "read_on": on.String()},
			"service": map[string]any{"dealer_id": "D100", "summary": pick(b.random, []string{"Oil and filter", "Tires rotated", "Annual inspection", "Brake pads"}), "link": "https://service.example.com/visits"},
		}})
	}
	if b.random.IntN(9) == 0 {
		on := b.Date.AddDays(-20)
		c.messages = append(c.messages, message{"vehicle.recall.v1", v.vin, on, map[string]any{
			"vin": v.vin, "campaign": fmt.Sprintf("26V-%03d", b.random.IntN(1000)), "title": "Inspect rear seat belt anchor", "link": "https://recall.example.com/", "status": "open",
		}})
	}
}
