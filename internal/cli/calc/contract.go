package calc

import (
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"time"

	"marque/internal/civil"
	"marque/internal/core/booking"
	"marque/internal/core/contract"
	"marque/internal/core/explain"
	"marque/internal/core/feed"
	"marque/internal/core/finance"
	"marque/internal/core/ledger"
	"marque/internal/fault"
	"marque/internal/money"
)

// payoffDays is how many days of the payoff table are answered: a month, so that any good-through date in it can be read off.
const payoffDays = 31

// contractInput is a contract and what happened to it. Terms are the data of the feed's contract.activated.v1; people and vehicle in them are
// passed over. Events without an opening get one on the contract date, and the conversion's when the terms have one.
type contractInput struct {
	Terms   json.RawMessage   `json:"terms"`
	Events  []json.RawMessage `json:"events"`
	AsOf    date              `json:"as_of"`
	AsKnown string            `json:"as_known"`
}

// eventInput is the envelope of an event. What its kind needs stands beside it, or under body.
type eventInput struct {
	Key       string          `json:"key"`
	Kind      string          `json:"kind"`
	Effective date            `json:"effective"`
	Recorded  string          `json:"recorded"`
	Body      json.RawMessage `json:"body"`
}

var envelope = [...]string{"key", "kind", "effective", "recorded", "body"}

type contractAnswer struct {
	Status      contract.Status       `json:"status"`
	AsOf        civil.Date            `json:"as_of"`
	Balances    balances              `json:"balances"`
	Due         dues                  `json:"due"`
	DaysPastDue int                   `json:"days_past_due"`
	Paid        contract.Sums         `json:"paid"`
	Schedule    []contract.Expected   `json:"schedule"`    // what is still to be paid
	Instalments []contract.Instalment `json:"instalments"` // the whole plan, and what was paid on it
	History     []contract.Line       `json:"history"`
	Journal     []journalEntry        `json:"journal"`
	Payoff      []contract.Payoff     `json:"payoff"`
	Lease       *contract.LeaseState  `json:"lease,omitempty"`
	Notes       []contract.Note       `json:"notes"`
}

type balances struct {
	Principal money.Cents `json:"principal"`
	Interest  money.Cents `json:"interest"`
	Fees      money.Cents `json:"fees"`
	Unapplied money.Cents `json:"unapplied"`
	Credit    money.Cents `json:"credit"`
	Total     money.Cents `json:"total"`
}

type dues struct {
	Payment     money.Cents  `json:"payment"`
	Next        contract.Due `json:"next"`
	PastDue     money.Cents  `json:"past_due"`
	OldestDue   civil.Date   `json:"oldest_due"`
	DueNow      money.Cents  `json:"due_now"`
	LastPayment money.Cents  `json:"last_payment"`
	Maturity    civil.Date   `json:"maturity"`
}

type journalEntry struct {
	Key       string       `json:"key"`
	Effective civil.Date   `json:"effective"`
	Cause     string       `json:"cause"`
	Postings  []journalLeg `json:"postings"`
}

type journalLeg struct {
	Account int         `json:"account"`
	Name    string      `json:"name"`
	Debit   money.Cents `json:"debit,omitempty"`
	Credit  money.Cents `json:"credit,omitempty"`
}

// contractState folds a contract and tells everything that follows from it.
func contractState(q *contractInput) (json.RawMessage, error) {
	r := in("")
	r.required("terms", len(q.Terms) > 0)
	r.required("as_of", q.AsOf != "")
	at := contract.At{AsOf: r.date("as_of", q.AsOf), AsKnown: r.instant("as_known", q.AsKnown)}
	if len(q.Events) > contract.MaxEvents {
		r.keep(fault.Inputf("events", "A contract has at most %d events.", contract.MaxEvents))
	}
	if r.err != nil {
		return nil, r.err
	}
	agreement, err := feed.Terms(q.Terms, feed.Rules{Now: at.AsOf.Start(time.UTC)})
	if err != nil {
		return nil, under("terms", err)
	}
	r.currency = agreement.Terms.Money()
	events := r.events(q.Events)
	if r.err != nil {
		return nil, r.err
	}
	state, err := contract.Fold(agreement.Terms, opened(&agreement, events), at)
	if err != nil {
		return nil, err
	}
	answer, err := told(&agreement.Terms, state)
	if err != nil {
		return nil, err
	}
	return major(answer, pen{r.currency, &agreement.Terms.Product})
}

// instant reads a time, or a date, which is its last instant; absent is none.
func (r *reader) instant(field, text string) time.Time {
	if text == "" {
		return time.Time{}
	}
	if t, err := time.Parse(time.RFC3339, text); err == nil {
		return t
	}
	day := r.date(field, date(text))
	if day.IsZero() {
		return time.Time{}
	}
	return day.AddDays(1).Start(time.UTC).Add(-time.Nanosecond)
}

// events reads what happened. An event without a key is numbered, one without a time of recording was recorded on its day.
func (r *reader) events(raw []json.RawMessage) []contract.Event {
	events := make([]contract.Event, 0, len(raw)+2)
	for i, text := range raw {
		field := fmt.Sprintf("events[%d]", i)
		e, err := r.event(field, text)
		if err != nil {
			r.keep(inside(field, err))
			return nil
		}
		if e.Key == "" {
			e.Key = fmt.Sprintf("event-%d", i+1)
		}
		events = append(events, e)
	}
	return events
}

// inside puts an event's place before the field that a fault names.
func inside(place string, err error) error {
	f := fault.Of(err)
	if f == nil {
		return err
	}
	if len(f.Fields) == 0 {
		return fault.Input(place, f.Message)
	}
	return f.Under(place)
}

func (r *reader) event(field string, text json.RawMessage) (contract.Event, error) {
	var e eventInput
	if err := json.Unmarshal(text, &e); err != nil {
		return contract.Event{}, unreadable(err)
	}
	if len(e.Body) == 0 {
		var flat map[string]json.RawMessage
		if err := json.Unmarshal(text, &flat); err != nil {
			return contract.Event{}, unreadable(err)
		}
		maps.DeleteFunc(flat, func(name string, _ json.RawMessage) bool { return isEnvelope(name) })
		e.Body, _ = json.Marshal(flat) // raw messages that were just read
	}
	known, err := contract.DecodeBody(e.Kind, []byte("{}"))
	if known == nil {
		return contract.Event{}, named("kind", err)
	}
	data, err := minor(e.Body, reflect.TypeOf(known), r.currency)
	if err != nil {
		return contract.Event{}, err
	}
	body, err := contract.DecodeBody(e.Kind, data)
	if err != nil {
		return contract.Event{}, err
	}
	effective, err := e.Effective.civil("effective")
	if err != nil {
		return contract.Event{}, err
	}
	recorded := r.instant(field+".recorded", e.Recorded)
	if e.Recorded == "" && !effective.IsZero() {
		recorded = effective.Start(time.UTC)
	}
	return contract.Event{Key: e.Key, Effective: effective, Recorded: recorded, Body: body}, nil
}

func isEnvelope(name string) bool {
	for _, known := range envelope {
		if name == known {
			return true
		}
	}
	return false
}

// opened puts the opening before events that have none.
func opened(a *feed.Agreement, events []contract.Event) []contract.Event {
	for i := range events {
		switch events[i].Body.Kind() {
		case contract.KindActivated, contract.KindConverted:
			return events
		}
	}
	day := a.Terms.ContractDate
	events = append(events, contract.Event{Key: "opening", Effective: day, Recorded: day.Start(time.UTC), Body: contract.Activated{}})
	if c := a.Converted; c != nil {
		events = append(events, contract.Event{Key: "conversion", Effective: c.AsOf, Recorded: c.AsOf.Start(time.UTC), Body: c.Converted})
	}
	return events
}

// told collects what follows from the state.
func told(t *contract.Terms, s *contract.State) (*contractAnswer, error) {
	answer := &contractAnswer{
		Status: s.Status, AsOf: s.AsOf, DaysPastDue: s.DaysPastDue, Paid: s.Total, Instalments: s.Instalments, History: s.Lines, Lease: s.Lease, Notes: s.Notes,
		Balances: balances{Principal: s.Principal, Interest: s.Interest, Fees: s.Fees, Unapplied: s.Unapplied, Credit: s.Credit, Total: s.Balance()},
		Due: dues{
			Payment: s.Payment, Next: s.NextDue, PastDue: s.PastDue, OldestDue: s.OldestDue, DueNow: s.DueNow, LastPayment: s.LastPayment, Maturity: s.Maturity,
		},
	}
	var err error
	if answer.Schedule, err = s.Upcoming(0); err != nil {
		return nil, err
	}
	if s.Status == contract.Active || s.Status == contract.Matured {
		if answer.Payoff, err = s.PayoffTable(s.AsOf, payoffDays); err != nil {
			return nil, err
		}
	}
	entries, err := booking.Want(t, s)
	if err != nil {
		return nil, err
	}
	answer.Journal = journal(entries)
	return answer, nil
}

// journal writes the entries with the accounts' names.
func journal(entries []booking.Entry) []journalEntry {
	var out []journalEntry
	for _, e := range entries {
		if len(e.Postings) == 0 {
			continue
		}
		j := journalEntry{Key: e.Key, Effective: e.Effective, Cause: e.Cause}
		for _, p := range e.Postings {
			j.Postings = append(j.Postings, leg(p))
		}
		out = append(out, j)
	}
	return out
}

func leg(p ledger.Posting) journalLeg {
	l := journalLeg{Account: int(p.Account), Name: p.Account.Name()}
	if p.Amount < 0 {
		l.Credit = -p.Amount
	} else {
		l.Debit = p.Amount
	}
	return l
}

// step writes one step of a working with amounts in major units.
type step struct {
	What     contract.StepKind `json:"what"`
	From     civil.Date        `json:"from,omitempty"`
	To       civil.Date        `json:"to,omitempty"`
	Days     int               `json:"days,omitempty"`
	Number   int               `json:"number,omitempty"`
	DayCount *finance.DayCount `json:"day_count,omitempty"`
	Rate     money.Rate        `json:"rate,omitempty"`
	Balance  money.Cents       `json:"balance,omitempty"`
	Exact    string            `json:"exact,omitempty"` // major units, not rounded to cents
	Amount   money.Cents       `json:"amount"`
	Rule     string            `json:"rule,omitempty"`
	Clause   string            `json:"clause,omitempty"`
	Text     string            `json:"text"` // the same in a sentence
}

// stepOf translates a step.
func stepOf(s contract.Step, c pen) step {
	const digits = 9
	out := step{
		What: s.What, From: s.From, To: s.To, Days: int(s.Days), Number: int(s.Number), Rate: s.Rate, Balance: s.Balance, Amount: s.Cents, Rule: s.Rule.String(), Clause: c.product.Cite(s.Clause),
		Text: explain.With(c.product, c.Currency, explain.English).Working([]contract.Step{s})[0].String(),
	}
	switch s.What {
	case contract.StepAccrued:
		out.DayCount = &s.DayCount
		fallthrough
	case contract.StepBrought, contract.StepRounded, contract.StepCarried, contract.StepDropped:
		out.Exact, _ = plainDecimal(fmt.Sprintf("%se-%d", s.Exact.Text(digits), c.Exponent)) // our own text
	}
	return out
}
