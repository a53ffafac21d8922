package demo

import (
	"encoding/json"
	"fmt"
	"time"

	"marque/internal/civil"
	"marque/internal/core/contract"
	"marque/internal/core/feed"
	"marque/internal/money"
	"marque/internal/service/servicing"
)

// book makes all contracts: the real loans, then made-up ones for every state worth seeing.
func (b *builder) book() ([]made, error) {
	loans, err := readLoans()
	if err != nil {
		return nil, err
	}
	var out []made
	for i, l := range loans {
		out = append(out, b.real(l, brandOf(i)))
	}
	for i, s := range states() {
		c, err := b.state(s, brandOf(i))
		if err != nil {
			return nil, fmt.Errorf("demo contract %q: %w", s.show, err)
		}
		out = append(out, c)
	}
	return out, nil
}

func brandOf(i int) string {
	if i%2 == 1 {
		return "norden"
	}
	return "aurelia"
}

// state says what a made-up contract should show.
type state struct {
	show   string
	lease  bool
	term   int
	age    int         // months since it began
	days   int         // more days since it began
	missed int         // last instalments that were not paid
	ahead  int         // instalments paid before they were due
	extra  money.Cents // paid besides each instalment
	event  string      // a message about the vehicle, its title or the lease's end
	back   bool        // the last payment came back
}

// states lists the made-up contracts: each state of a loan and of a lease, and some ordinary ones around them.
func states() []state {
	return []state{
		{show: "new", term: 72, days: 6},
		{show: "new", term: 60, days: 12},
		{show: "current", term: 72, age: 20},
		{show: "current", term: 48, age: 31, extra: 5000},
		{show: "past due", term: 60, age: 14, missed: 1},
		{show: "seriously past due", term: 66, age: 22, missed: 3},
		{show: "paid ahead", term: 60, age: 12, ahead: 3},
		{show: "near payoff", term: 36, age: 34},
		{show: "near payoff", term: 48, age: 46},
		{show: "payment returned", term: 60, age: 9, back: true},
		{show: "total loss", term: 72, age: 16, event: "total_loss"},
		{show: "sold", term: 60, age: 25, event: "sold"},
		{show: "lien recorded", term: 60, age: 3, event: "lien_recorded"},
		{show: "new lease", lease: true, term: 36, days: 9},
		{show: "lease", lease: true, term: 36, age: 7},
		{show: "lease", lease: true, term: 39, age: 18},
		{show: "lease", lease: true, term: 36, age: 12},
		{show: "lease", lease: true, term: 24, age: 11},
		{show: "lease past due", lease: true, term: 36, age: 15, missed: 1},
		{show: "lease seriously past due", lease: true, term: 36, age: 20, missed: 2},
		{show: "lease paid ahead", lease: true, term: 36, age: 10, ahead: 2},
		{show: "lease near its end", lease: true, term: 36, age: 33},
		{show: "lease near its end", lease: true, term: 39, age: 38},
		{show: "lease term over", lease: true, term: 36, age: 37},
		{show: "lease total loss", lease: true, term: 36, age: 21, event: "total_loss"},
		{show: "lease", lease: true, term: 36, age: 26},
		{show: "current", term: 84, age: 40},
		{show: "current", term: 60, age: 5},
		{show: "lease", lease: true, term: 48, age: 29},
		{show: "lease", lease: true, term: 36, age: 2},
		{show: "current", term: 72, age: 55},
		{show: "lease", lease: true, term: 36, age: 30},
		{show: "lease turned in", lease: true, term: 36, age: 36, days: 10, event: turnedIn},
		{show: "current", term: 36, age: 15, extra: 2500},
		{show: "lease", lease: true, term: 27, age: 22},
	}
}

// turnedIn is the event of a lease whose vehicle came back before its term was over, was inspected, and whose end is charged.
const turnedIn = "turned_in"

// The days before the business date on which it came back and was inspected, and how it was driven: some miles more than its lease allows.
const (
	returnedDays, inspectedDays = 15, 9
	turnedInPerYear             = 12_000 // miles
	turnedInPerDay              = 35     // miles
)

// state makes a contract and lives it: a payment for each instalment that fell due, but for what the state misses.
func (b *builder) state(s state, brand string) (made, error) {
	who := b.person()
	began := b.Date.AddMonths(-s.age, b.Date.Day()).AddDays(-s.days - 3)
	v := b.car(brand, began.Year(), false)
	b.numbers["made"]++
	number := fmt.Sprintf("M%08d", 20_000_000+b.numbers["made"]*211)
	data := map[string]any{
		"contract_number": number, "brand": brand, "currency": "USD", "contract_date": began.String(),
		"dealer": map[string]any{"id": "D200", "name": v.make + " of " + who.place.city}, "vehicle": v.feed(began),
	}
	if s.lease {
		data["kind"], data["lease"], data["parties"] = "lease", b.lease(s, began), []any{b.party(who, "lessee")}
	} else {
		data["kind"], data["loan"] = "loan", b.loan(s, began)
		parties := []any{b.party(who, "borrower")}
		if s.term == 72 {
			parties = append(parties, b.party(b.person(), "co_borrower"))
		}
		data["parties"] = parties
	}
	out := made{number: number, person: who, show: s.show, messages: []message{{"contract.activated.v1", number, began, data}}}
	terms, err := b.terms(data)
	if err != nil {
		return out, err
	}
	out.entries, err = b.live(s, terms)
	b.drive(&out, v, s.trip(began, b.Date))
	b.happen(&out, s, v, who)
	return out, err
}

// trip is how the vehicle is driven from the contract's day on: until it comes back.
func (s state) trip(began, today civil.Date) trip {
	if s.event == turnedIn {
		return trip{since: began, until: today.AddDays(-returnedDays), perDay: turnedInPerDay}
	}
	return trip{since: began, until: today}
}

// terms reads a contract's data as the feed does.
func (b *builder) terms(data map[string]any) (contract.Terms, error) {
	text, err := json.Marshal(data)
	if err != nil {
		return contract.Terms{}, fmt.Errorf("write terms: %w", err)
	}
	agreed, err := feed.Terms(text, feed.Rules{Now: b.Date.AddDays(1).Start(time.UTC), Zone: b.Zone})
	if err != nil {
		return contract.Terms{}, err
	}
	return agreed.Terms.Settled()
}

func (b *builder) loan(s state, began civil.Date) map[string]any {
	day := 1 + b.random.IntN(28)
	return map[string]any{
		"amount_financed": cents(18_000_00 + money.Cents(b.random.IntN(34_000_00))), "rate": fmt.Sprintf("0.%04d", 299+b.random.IntN(900)), "term_months": s.term,
		"first_due": began.AddDays(20).AddMonths(1, day).String(), "due_day": day, "day_count": pick(b.random, []string{"ACT/365F", "ACT/ACT"}),
		"prepaid_finance_charge": "0.00", "balloon": "0.00", "late_fee": map[string]any{"grace_days": 10, "percent": "0.05", "max": "25.00"},
		"autopay_discount": "0.0025", "extension": map[string]any{"self_service": true, "current_only": true, "most_times": 2, "months_apart": 12},
		"due_date_change": map[string]any{"current_only": true, "months_apart": 12, "fees": []any{map[string]any{"up_to_days": 10, "amount": "0.00"}, map[string]any{"up_to_days": 15, "amount": "15.00"}}},
	}
}

func (b *builder) lease(s state, began civil.Date) map[string]any {
	msrp := 38_000_00 + money.Cents(b.random.IntN(30_000_00))
	out := map[string]any{
		"msrp": cents(msrp), "agreed_value": cents(msrp * 96 / 100), "fees_capitalised": "895.00", "cap_cost_reduction": "2500.00",
		"residual": cents(msrp * money.Cents(68-s.term/2) / 100), "base_residual": cents(msrp * 44 / 100), "money_factor": fmt.Sprintf("0.00%03d", 120+b.random.IntN(140)),
		"term_months": s.term, "first_due": began.String(), "due_day": began.Day(), "tax": map[string]any{"method": "on_payment", "rate": pick(b.random, []string{"0.0625", "0.07"})},
		"mileage":          map[string]any{"per_year": pick(b.random, []int{10000, 12000, 15000}), "excess_per_mile": "0.25"},
		"security_deposit": "0.00", "disposition_fee": "395.00", "purchase_fee": "300.00", "early_termination": "adjusted_balance",
	}
	if s.event == turnedIn {
		out["security_deposit"], out["mileage"] = "500.00", map[string]any{"per_year": turnedInPerYear, "excess_per_mile": "0.25"}
	}
	return out
}

func cents(c money.Cents) string { return c.Text(money.USD()) }

// live pays each instalment on its day or some days around it, as people do.
func (b *builder) live(s state, terms contract.Terms) ([]servicing.Entry, error) {
	state, err := contract.Fold(terms, []contract.Event{{Key: "a", Effective: terms.ContractDate, Body: contract.Activated{}}}, contract.At{AsOf: terms.ContractDate})
	if err != nil {
		return nil, err
	}
	due := 0
	for due < len(state.Instalments) && state.Instalments[due].Due <= b.Date {
		due++
	}
	var out []servicing.Entry
	for i := range min(max(due-s.missed, 0)+s.ahead, len(state.Instalments)) {
		x := state.Instalments[i]
		on := min(x.Due.AddDays(b.random.IntN(8)-4), b.Date)
		if on < terms.ContractDate {
			on = terms.ContractDate
		}
		out = append(out, servicing.Entry{Key: fmt.Sprintf("history:%04d", i+1), Effective: on, Body: contract.Payment{
			Amount: x.Amount + s.extra, Method: pick(b.random, []string{"ach", "ach", "check"}), Ref: fmt.Sprintf("H%04d", i+1), Instruction: instruction(s),
		}})
	}
	if n := len(out); s.back && n > 0 {
		last := out[n-1]
		out = append(out, servicing.Entry{Key: "return:" + last.Key, Effective: last.Effective, Body: contract.Returned{Payment: last.Key, Code: "R01"}})
	}
	return out, nil
}

func instruction(s state) contract.Extra {
	if s.ahead > 0 {
		return contract.PayAhead
	}
	return ""
}

// happen adds the news that the state is about.
func (b *builder) happen(c *made, s state, v car, who person) {
	on := b.Date.AddDays(-12)
	switch s.event {
	case "total_loss", "sold":
		c.messages = append(c.messages, message{"ownership.changed.v1", v.vin, on, map[string]any{"vin": v.vin, "reason": s.event, "on": on.String()}})
	case "lien_recorded":
		c.messages = append(c.messages, message{"title.updated.v1", v.vin, on, map[string]any{"vin": v.vin, "state": who.place.region, "status": s.event, "on": on.String()}})
	case turnedIn:
		b.comeBack(c, v, who)
	}
}

// comeBack adds what the dealer tells of a vehicle that was turned in: its miles, and what is worn or missing beyond ordinary use.
func (b *builder) comeBack(c *made, v car, who person) {
	back, seen, began := b.Date.AddDays(-returnedDays), b.Date.AddDays(-inspectedDays), c.messages[0].on
	wear := func(what, where, tariff, amount, photo string) map[string]any {
		line := map[string]any{"what": what, "amount": amount, "photo": photo}
		if where != "" {
			line["where"] = where
		}
		if tariff != "" {
			line["wear"] = tariff
		}
		return line
	}
	c.messages = append(c.messages,
		message{"lease.returned.v1", c.number, back, map[string]any{
			"contract_number": c.number, "on": back.String(), "place": v.make + " of " + who.place.city,
			"odometer": map[string]any{"value": v.miles + back.Sub(began)*turnedInPerDay, "unit": "mi"},
		}},
		message{"lease.inspected.v1", c.number, seen, map[string]any{
			"contract_number": c.number, "on": seen.String(), "currency": "USD", "items": []any{
				wear("Tire worn", "front left", "tire", "180.00", "INSP-118/1"),
				wear("Wheel scraped", "rear right", "wheel", "140.00", "INSP-118/2"),
				wear("Cargo cover missing", "", "", "95.00", "INSP-118/3"),
			},
		}})
}
