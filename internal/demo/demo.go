// Package demo fills an installation with a book worth looking at: loans with real terms and paid history, made-up leases and people, in
// every state a contract can be in. Everything goes in through the same services as in earnest, and the same seed and date give the same book.
package demo

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"

	"marque/internal/app"
	"marque/internal/civil"
	"marque/internal/core/access"
	"marque/internal/core/feed"
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
	if err := a.Cycle.Through(ctx, o.Date, nil, func(app.Day) {}); err != nil {
		return nil, err
	}
	return customers, startAutopay(ctx, a, customers)
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
