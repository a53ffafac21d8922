package api

import (
	"slices"
	"strings"
	"time"

	"marque/internal/civil"
	"marque/internal/core/access"
	"marque/internal/core/autopay"
	"marque/internal/core/contract"
	"marque/internal/core/explain"
	"marque/internal/core/statement"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/l10n"
	"marque/internal/money"
	"marque/internal/service/overview"
	"marque/internal/web/guard"
)

// Money is an amount in the smallest unit of its currency.
type Money struct {
	Cents    int64  `json:"cents" minimum:"-100000000000" maximum:"100000000000" doc:"Whole cents, never a fraction."`
	Currency string `json:"currency" minLength:"3" maxLength:"3" doc:"ISO 4217."`
}

// purse writes amounts of one currency.
type purse string

func (p purse) of(amount money.Cents) Money { return Money{int64(amount), string(p)} }

// some writes an amount that is left out when it is nothing.
func (p purse) some(amount money.Cents) *Money {
	if amount == 0 {
		return nil
	}
	m := p.of(amount)
	return &m
}

// day writes a date, or nothing.
func day(d civil.Date) string {
	if d.IsZero() {
		return ""
	}
	return d.String()
}

// instant writes an instant in UTC.
func instant(t time.Time) string { return t.UTC().Format(time.RFC3339) }

// out is an answer with a body.
type out[T any] struct{ Body T }

// OfContract is what an operation on one contract takes.
type OfContract struct {
	ID string `path:"id" doc:"The contract's id." example:"0193a7c2-7f00-7000-8000-000000000001"`
}

func (in OfContract) contract() (contract.ID, error) { return id.Parse[contract.Contract](in.ID) }

// Contract is a contract in a list.
type Contract struct {
	ID      string `json:"id" format:"uuid"`
	Number  string `json:"number" doc:"As it is printed on the papers."`
	Brand   string `json:"brand" doc:"Key of the brand it was made under."`
	Kind    string `json:"kind" enum:"loan,lease"`
	Vehicle string `json:"vehicle" doc:"In words, such as 2026 Aurelia Strada."`
}

func contractOf(s overview.Summary) Contract {
	return Contract{ID: s.ID.String(), Number: s.Number, Brand: s.Brand, Kind: s.Kind.String(), Vehicle: s.Name}
}

type contractsIn struct {
	Paging
	Number string `query:"number" maxLength:"40" doc:"The number of one contract."`
}

func (a *API) contracts(r *guard.Request, in *contractsIn) (*out[page[Contract]], error) {
	if r.By.Kind == access.PartnerKind {
		return a.find(r, in)
	}
	all, err := a.Overview.Contracts(r.Context(), r.By)
	if err != nil {
		return nil, err
	}
	if in.Number != "" {
		all = slices.DeleteFunc(all, func(s overview.Summary) bool { return s.Number != in.Number })
	}
	body, err := cut(all, in.Paging, func(s overview.Summary) string { return s.ID.String() }, contractOf)
	return &out[page[Contract]]{body}, err
}

// find lists what a partner sees; one more is read, to know whether there is another page.
func (a *API) find(r *guard.Request, in *contractsIn) (*out[page[Contract]], error) {
	key, err := in.key()
	if err != nil {
		return nil, err
	}
	var after contract.ID
	if key != "" {
		if after, err = id.Parse[contract.Contract](key); err != nil {
			return nil, fault.Input("after", "This is no cursor that a page of this list gave.")
		}
	}
	found, err := a.Overview.Find(r.Context(), r.By, in.Number, after, in.Limit+1)
	if err != nil {
		return nil, err
	}
	first := in.Paging
	first.After = ""
	body, err := cut(found, first, func(s overview.Summary) string { return s.ID.String() }, contractOf)
	return &out[page[Contract]]{body}, err
}

// Due is a payment that is asked for.
type Due struct {
	Number int    `json:"number" doc:"Of the payment in the schedule, from 1."`
	Date   string `json:"date" format:"date"`
	Amount Money  `json:"amount"`
}

// Sums is what was paid in a time, by what it paid.
type Sums struct {
	Principal *Money `json:"principal,omitempty"`
	Interest  *Money `json:"interest,omitempty"`
	Rent      *Money `json:"rent,omitempty" doc:"Of a lease, without tax."`
	Tax       *Money `json:"tax,omitempty"`
	Fees      *Money `json:"fees,omitempty"`
}

func sumsOf(p purse, s contract.Sums) Sums {
	return Sums{Principal: p.some(s.Principal), Interest: p.some(s.Interest), Rent: p.some(s.Rent), Tax: p.some(s.Tax), Fees: p.some(s.Fees)}
}

// Standing is a contract as it stands on a day.
type Standing struct {
	Contract
	VIN         string   `json:"vin"`
	AsOf        string   `json:"as_of" format:"date" doc:"The business date, which may be the next day after the close of this one."`
	State       string   `json:"state" enum:"pending,active,paid_off,charged_off,matured,ended,terminated" doc:"Past due is no state: see days_past_due."`
	Began       string   `json:"began" format:"date"`
	Balance     Money    `json:"balance" doc:"Of a loan, principal with accrued interest and fees, less money held. Of a lease, the payments still to come, with tax."`
	Principal   *Money   `json:"principal,omitempty" doc:"Of a loan."`
	Interest    *Money   `json:"accrued_interest,omitempty" doc:"Of a loan, to the end of as_of."`
	Fees        *Money   `json:"fees,omitempty"`
	Held        *Money   `json:"held,omitempty" doc:"Money that waits to be used."`
	Credit      *Money   `json:"credit,omitempty" doc:"Money that is the customer's."`
	Rate        string   `json:"rate,omitempty" doc:"Of a loan, in force today, as a decimal fraction of one: 0.0599 is 5.99 percent."`
	Regular     Money    `json:"regular_payment"`
	Next        *Due     `json:"next_due,omitempty"`
	DueNow      Money    `json:"due_now" doc:"What is past due, due today, and fees."`
	PastDue     Money    `json:"past_due"`
	OldestDue   string   `json:"oldest_due,omitempty" format:"date"`
	DaysPastDue int      `json:"days_past_due"`
	Made        int      `json:"payments_made"`
	Left        int      `json:"payments_left"`
	Ahead       int      `json:"payments_ahead" doc:"Of those made, the ones that are not due yet."`
	Maturity    string   `json:"maturity,omitempty" format:"date" doc:"The last due date."`
	Ends        string   `json:"ends,omitempty" format:"date" doc:"The last payment when every payment is made on its day: earlier than maturity after extra money. Of a lease, the end of the term."`
	Autopay     string   `json:"autopay" enum:"off,active,paused,ended"`
	Year        Sums     `json:"paid_this_year"`
	Mileage     *Mileage `json:"mileage,omitempty" doc:"Of a lease."`
}

// Mileage is how a lease's allowance stands.
type Mileage struct {
	Allowed       int    `json:"allowed" doc:"Miles, for the whole term."`
	AllowedToDate int    `json:"allowed_to_date"`
	Driven        int    `json:"driven" doc:"By the last reading."`
	ReadOn        string `json:"read_on,omitempty" format:"date"`
	Forecast      int    `json:"forecast,omitempty" doc:"Miles driven by the end of the term at this pace; none without a reading."`
	ForecastOver  int    `json:"forecast_over,omitempty"`
	ForecastCost  *Money `json:"forecast_cost,omitempty"`
}

func (a *API) contract(r *guard.Request, in *OfContract) (*out[Standing], error) {
	c, err := a.look(r, *in)
	if err != nil {
		return nil, err
	}
	return &out[Standing]{standingOf(c)}, nil
}

func (a *API) look(r *guard.Request, in OfContract) (overview.Contract, error) {
	contractID, err := in.contract()
	if err != nil {
		return overview.Contract{}, err
	}
	return a.Overview.Contract(r.Context(), r.By, contractID)
}

func purseOf(t *contract.Terms) purse { return purse(t.Money().Code) }

func standingOf(c overview.Contract) Standing {
	s, p := c.State, purseOf(&c.Terms)
	x := Standing{
		Contract: contractOf(c.Summary), VIN: c.Vehicle.VIN, AsOf: day(s.AsOf), State: string(s.Status), Began: day(c.Terms.ContractDate), Balance: p.of(s.Balance()), Fees: p.some(s.Fees),
		Held: p.some(s.Unapplied), Credit: p.some(s.Credit), Regular: p.of(s.Payment), DueNow: p.of(s.DueNow), PastDue: p.of(s.PastDue), OldestDue: day(s.OldestDue),
		DaysPastDue: s.DaysPastDue, Made: s.Paid, Left: s.Remaining, Ahead: s.PaidAhead, Maturity: day(s.Maturity), Ends: day(s.PayoffDate), Autopay: autopayState(c.Autopay),
		Year: sumsOf(p, s.Year),
	}
	if s.NextDue.Amount > 0 {
		x.Next = &Due{s.NextDue.Number, day(s.NextDue.Date), p.of(s.NextDue.Amount)}
	}
	if s.Lease == nil {
		x.Principal, x.Interest, x.Rate = p.some(s.Principal), p.some(s.Interest), s.Rate.String()
		return x
	}
	x.Balance, x.Ends = p.of(statement.Debt(s)+s.Fees-s.Unapplied), day(s.Lease.TermEnd)
	m := s.Lease.Mileage
	x.Mileage = &Mileage{
		Allowed: m.Allowed, AllowedToDate: m.AllowedToDate, Driven: m.Driven, ReadOn: day(m.On), Forecast: m.Forecast, ForecastOver: m.ForecastOver, ForecastCost: p.some(m.ForecastCost),
	}
	return x
}

func autopayState(s autopay.State) string {
	if s == "" {
		return "off"
	}
	return string(s)
}

// Instalment is one due date.
type Instalment struct {
	Number int    `json:"number"`
	Date   string `json:"date" format:"date"`
	Amount Money  `json:"amount" doc:"As planned; the last one of a loan is whatever is left."`
	Open   Money  `json:"open" doc:"What is left to pay of it."`
	PaidOn string `json:"paid_on,omitempty" format:"date" doc:"The day on which it was paid in full."`
}

// Debit is what autopay takes.
type Debit struct {
	On      string `json:"on" format:"date" doc:"The day on which it counts."`
	Due     string `json:"due" format:"date"`
	Number  int    `json:"number" doc:"Of the payment in the schedule."`
	Amount  Money  `json:"amount"`
	Extra   *Money `json:"extra,omitempty" doc:"Of the amount, what is more than due."`
	Final   bool   `json:"final,omitempty" doc:"It ends the debt."`
	Skipped bool   `json:"skipped,omitempty" doc:"By the customer: nothing is taken."`
}

func debitsOf(p purse, all []autopay.Debit) []Debit {
	list := make([]Debit, 0, len(all))
	for _, d := range all {
		list = append(list, Debit{On: day(d.On), Due: day(d.Due), Number: d.Instalment, Amount: p.of(d.Amount), Extra: p.some(d.Extra), Final: d.Final, Skipped: d.Skipped})
	}
	return list
}

// Schedule is the plan of a contract.
type Schedule struct {
	AsOf        string       `json:"as_of" format:"date"`
	Instalments []Instalment `json:"instalments" nullable:"false" doc:"All of them, in order."`
	Debits      []Debit      `json:"next_debits" nullable:"false" doc:"Of autopay; none while it is off."`
}

func (a *API) schedule(r *guard.Request, in *OfContract) (*out[Schedule], error) {
	c, err := a.look(r, *in)
	if err != nil {
		return nil, err
	}
	p := purseOf(&c.Terms)
	body := Schedule{AsOf: day(c.Today), Instalments: []Instalment{}, Debits: []Debit{}}
	for i := range c.State.Instalments {
		x := &c.State.Instalments[i]
		body.Instalments = append(body.Instalments, Instalment{Number: x.Number, Date: day(x.Due), Amount: p.of(x.Amount), Open: p.of(x.Open()), PaidOn: day(x.PaidOn)})
	}
	if c.Autopay == autopay.Active || c.Autopay == autopay.Paused {
		state, err := a.Paying.Autopay(r.Context(), r.By, c.ID)
		if err != nil {
			return nil, err
		}
		body.Debits = debitsOf(p, state.Next)
	}
	return &out[Schedule]{body}, nil
}

// Line is one thing that happened.
type Line struct {
	ID       string `json:"id" doc:"It stays the same whatever is entered later."`
	Kind     string `json:"kind" doc:"Such as payment, fee_assessed or rate_changed."`
	Title    string `json:"title"`
	Date     string `json:"date" format:"date" doc:"From which it counts."`
	Recorded string `json:"recorded_at" format:"date-time" doc:"When we learned of it."`
	Amount   Money  `json:"amount"`
	Parts    Parts  `json:"parts" doc:"Where each cent of it went."`
	Balance  Money  `json:"balance_after" doc:"Principal, or the balance of a lease."`
	Undone   bool   `json:"undone" doc:"Returned or reversed: it did not count."`
	Code     string `json:"code,omitempty" doc:"Of a return, the bank's; of a fee, its kind."`
	Working  []Step `json:"working" nullable:"false"`
}

// Parts is where an amount went.
type Parts struct {
	Sums
	Held   *Money `json:"held,omitempty"`
	Credit *Money `json:"credit,omitempty"`
}

func (p purse) parts(l *contract.Line) Parts {
	return Parts{
		Sums: Sums{Principal: p.some(l.Principal), Interest: p.some(l.Interest), Rent: p.some(l.Rent), Tax: p.some(l.Tax), Fees: p.some(l.Fee)},
		Held: p.some(l.Unapplied), Credit: p.some(l.Credit),
	}
}

// Step is one sentence of a working.
type Step struct {
	Label   string `json:"label"`
	Formula string `json:"formula,omitempty" doc:"The sum that gives the result."`
	Result  string `json:"result,omitempty"`
	Source  string `json:"source,omitempty" doc:"The law or the contract's clause."`
}

type historyIn struct {
	OfContract
	Paging
	Type  string `query:"type" maxLength:"40" doc:"Only lines of this kind."`
	Since string `query:"since" maxLength:"10" doc:"Only what counts from this day on, as 2026-11-22."`
	Until string `query:"until" maxLength:"10" doc:"Only what counts until this day."`
}

func (a *API) history(r *guard.Request, in *historyIn) (*out[page[Line]], error) {
	since, err := parseDay("since", in.Since)
	if err != nil {
		return nil, err
	}
	until, err := parseDay("until", in.Until)
	if err != nil {
		return nil, err
	}
	c, err := a.look(r, in.OfContract)
	if err != nil {
		return nil, err
	}
	var lines []*contract.Line
	for i := range slices.Backward(c.State.Lines) {
		l := &c.State.Lines[i]
		if (in.Type == "" || string(l.Kind) == in.Type) && l.Effective >= since && (until.IsZero() || l.Effective <= until) {
			lines = append(lines, l)
		}
	}
	w := writer{purseOf(&c.Terms), explain.For(&c.Terms, locale(r)), locale(r)}
	body, err := cut(lines, in.Paging, func(l *contract.Line) string { return l.Key }, w.line)
	return &out[page[Line]]{body}, err
}

// parseDay reads a date of a query; none is zero.
func parseDay(field, text string) (civil.Date, error) {
	if text == "" {
		return 0, nil
	}
	d, err := civil.Parse(text)
	if err != nil {
		return 0, l10n.Input(field, "Write a day as 2026-11-22.", "Escriba el día como 2026-11-22.", "Schreiben Sie den Tag als 2026-11-22.")
	}
	return d, nil
}

// writer writes lines with their working.
type writer struct {
	purse
	explain explain.Writer
	locale  l10n.Locale
}

func (w writer) line(l *contract.Line) Line {
	x := Line{
		ID: l.Key, Kind: string(l.Kind), Title: explain.Title(l).In(w.locale), Date: day(l.Effective), Recorded: instant(l.Recorded), Amount: w.of(l.Amount), Balance: w.of(l.Balance),
		Undone: l.Void != "", Code: l.Code, Working: w.steps(w.explain.Line(l)),
		Parts: w.parts(l),
	}
	return x
}

func (w writer) steps(all []explain.Sentence) []Step {
	steps := make([]Step, 0, len(all))
	for _, s := range all {
		steps = append(steps, Step{Label: strings.TrimSpace(s.Label), Formula: s.Formula, Result: s.Result, Source: s.Source})
	}
	return steps
}

// PayoffDay is what ends a contract on a day.
type PayoffDay struct {
	On     string `json:"on" format:"date"`
	Amount Money  `json:"amount"`
}

// Payoff is what ends a contract.
type Payoff struct {
	PayoffDay
	Principal Money       `json:"principal" doc:"Of a lease, the price of the vehicle."`
	Interest  *Money      `json:"interest,omitempty"`
	Fees      *Money      `json:"fees,omitempty" doc:"Of a lease, with what is due and the purchase fee."`
	Tax       *Money      `json:"tax,omitempty"`
	Held      *Money      `json:"held,omitempty" doc:"Money held, which counts against it."`
	PerDiem   *Money      `json:"per_diem,omitempty" doc:"Interest of the next day, for orientation: each day has its own amount."`
	OnWay     *Money      `json:"on_its_way,omitempty" doc:"Payments that have not arrived and are not counted here."`
	Days      []PayoffDay `json:"days" nullable:"false" doc:"This day and those after it."`
}

type payoffIn struct {
	OfContract
	Through string `query:"good_through" maxLength:"10" doc:"The day, at most 30 days ahead; none is today."`
}

func (a *API) payoff(r *guard.Request, in *payoffIn) (*out[Payoff], error) {
	contractID, err := in.contract()
	if err != nil {
		return nil, err
	}
	on, err := parseDay("good_through", in.Through)
	if err != nil {
		return nil, err
	}
	q, err := a.Lettering.Quote(r.Context(), r.By, contractID, on)
	if err != nil {
		return nil, err
	}
	p := purse(q.Currency.Code)
	o := q.Payoff
	body := Payoff{
		PayoffDay: PayoffDay{day(o.On), p.of(o.Amount)}, Principal: p.of(o.Principal), Interest: p.some(o.Interest), Fees: p.some(o.Fees), Tax: p.some(o.Tax), Held: p.some(o.Unapplied),
		PerDiem: p.some(o.PerDiem), OnWay: p.some(q.InFlight), Days: []PayoffDay{},
	}
	for _, d := range q.Days {
		body.Days = append(body.Days, PayoffDay{day(d.On), p.of(d.Amount)})
	}
	return &out[Payoff]{body}, nil
}
