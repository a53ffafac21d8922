// Package demo fills an installation with a book worth looking at: loans with real terms and paid history, made-up leases and people, in
// every state a contract can be in. Everything goes in through the same services as in earnest, and the same seed and date give the same book.
package demo

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"

	"marque/internal/app"
	"marque/internal/civil"
	"marque/internal/core/access"
	"marque/internal/core/feed"
	"marque/internal/core/payment"
	"marque/internal/fault"
	"marque/internal/service/onboarding"
	"marque/internal/service/servicing"
)

// Options of a demo book.
type Options struct {
	Date civil.Date // the business date
	Seed uint64
	Zone func(name string) bool // tells whether a time zone exists
}

// closedDays is how many days are closed one by one up to the business date, so that there are statements of the last months.
const closedDays = 65

// Load fills an empty installation and returns who can sign in. An installation that holds contracts is refused.
func Load(ctx context.Context, a *app.App, o Options) ([]Customer, error) {
	if err := mustBeEmpty(ctx, a); err != nil {
		return nil, err
	}
	start := o.Date.AddDays(-closedDays)
	if err := a.Billing.Pin(ctx, start); err != nil {
		return nil, err
	}
	b := &builder{Options: o, random: rand.New(rand.NewPCG(o.Seed, o.Seed)), numbers: map[string]int{}}
	contracts, err := b.book()
	if err != nil {
		return nil, err
	}
	if err := load(ctx, a, o, contracts); err != nil {
		return nil, err
	}
	customers, err := register(ctx, a, contracts)
	if err != nil {
		return nil, err
	}
	if err := a.Billing.Finish(ctx, start); err != nil {
		return nil, err
	}
	payday := o.Date
	for !(civil.FederalReserve{}).IsBusiness(payday) {
		payday--
	}
	if err := a.Cycle.Through(ctx, payday-1, nil, func(app.Day) {}); err != nil {
		return nil, err
	}
	if err := pay(ctx, a, contracts); err != nil {
		return nil, err
	}
	if err := a.Cycle.Through(ctx, o.Date, nil, func(app.Day) {}); err != nil {
		return nil, err
	}
	return customers, startAutopay(ctx, a, customers)
}

// payments is how many debits wait for the bank in a fresh book.
const payments = 8

// pay lets some people pay what is due next on the business date, so that a file waits for the bank. One of the accounts has too little money in it.
func pay(ctx context.Context, a *app.App, all []made) error {
	signsIn := map[string]bool{}
	for _, want := range chosen() {
		c, err := find(all, want.show, want.nth)
		if err != nil {
			return err
		}
		signsIn[c.number] = true
	}
	done := 0
	for _, c := range all {
		if done == payments {
			return nil
		}
		if signsIn[c.number] || !slices.Contains([]string{"current", "lease", "near payoff", "past due", "lease past due", "new"}, c.show) {
			continue
		}
		number := fmt.Sprintf("40%04d7000", done)
		if done == 2 {
			number = fmt.Sprintf("40%04d0101", done)
		}
		_, err := a.Paying.PayFor(ctx, access.System("demo"), c.number, payment.AccountInput{
			Type: []string{"checking", "savings"}[done%4/3], Routing: "021000021", Number: number, Confirm: number[len(number)-4:],
		})
		if fault.Is(err, fault.Conflict) {
			continue // nothing is due
		}
		if err != nil {
			return fmt.Errorf("demo payment on %s: %w", c.number, err)
		}
		done++
	}
	return fault.Newf(fault.Internal, "Only %d people of the demo could pay.", done)
}

func mustBeEmpty(ctx context.Context, a *app.App) error {
	report, err := a.Verifying.Verify(ctx, access.System("demo"))
	if err != nil {
		return err
	}
	if report.Contracts > 0 {
		return fault.New(fault.Conflict, "There is a book in this data directory already.")
	}
	return nil
}

// made is one contract of the demo: the feed's messages about it, and what happened since.
type made struct {
	number   string
	messages []message
	entries  []servicing.Entry
	person   person
	show     string // what is worth seeing about it; empty for the rest
}

// message is one line of the retail feed.
type message struct {
	kind    string
	subject string
	on      civil.Date
	data    map[string]any
}

func load(ctx context.Context, a *app.App, o Options, all []made) error {
	for i, c := range all {
		events := make([]feed.Event, len(c.messages))
		for j, m := range c.messages {
			line, err := json.Marshal(map[string]any{
				"specversion": "1.0", "id": fmt.Sprintf("demo-%03d-%02d", i, j), "source": "/demo", "type": m.kind, "subject": m.subject,
				"time": m.on.String() + "T15:00:00Z", "datacontenttype": "application/json", "data": m.data,
			})
			if err != nil {
				return fmt.Errorf("write message: %w", err)
			}
			if events[j], err = feed.Decode(line, feed.Rules{Now: o.Date.AddDays(1).Start(a.Config.Zone), Zone: o.Zone}); err != nil {
				return fmt.Errorf("demo contract %s: %w", c.number, err)
			}
		}
		if err := apply(ctx, a, c, events); err != nil {
			return fmt.Errorf("demo contract %s: %w", c.number, err)
		}
	}
	return nil
}

func apply(ctx context.Context, a *app.App, c made, events []feed.Event) error {
	outcomes, err := a.Onboarding.Apply(ctx, access.System("feed"), events, onboarding.Options{})
	if err != nil {
		return err
	}
	for _, o := range outcomes {
		if o.Result == onboarding.Refused {
			return o.Why
		}
	}
	if len(c.entries) == 0 {
		return nil
	}
	_, err = a.Servicing.Record(ctx, access.System("demo"), c.number, c.entries)
	return err
}
