package cli

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"marque/internal/app"
	"marque/internal/core/access"
)

// feedCommand is what an operator asks about the messages of other systems, those that come and those that go.
func feedCommand() command {
	return command{
		name: "feed", summary: "Show how the retail feed stands, or what waits for a decision", args: "[status|conflicts]",
		examples: []string{"marque feed status", "marque feed conflicts    # messages that contradict the book: kept, and not applied"},
		run: func(ctx context.Context, c *call) error {
			word := strings.Join(c.args, " ")
			if !slices.Contains([]string{"", "status", "conflicts"}, word) {
				return exit{statusUsage, "feed takes one word: status or conflicts. Try: marque feed --help"}
			}
			return c.with(ctx, func(a *app.App) error {
				if word == "conflicts" {
					return c.conflicts(ctx, a)
				}
				return c.feedStatus(ctx, a)
			})
		},
	}
}

func (c *call) feedStatus(ctx context.Context, a *app.App) error {
	s, err := a.Onboarding.Status(ctx, access.System("operator"))
	if err != nil {
		return err
	}
	last := "No message has come yet."
	if !s.Last.IsZero() {
		last = "The last message came " + s.Last.UTC().Format(time.DateTime) + " UTC."
	}
	return c.answer(s, fmt.Sprintf("%d messages applied, %d refused, %d declined, %d waiting for their contract, %d held for a decision. %s",
		s.Applied, s.Refused, s.Declined, s.Waiting, s.Held, last))
}

// conflicts lists what waits for a decision: numbers of contracts and sentences, nobody's personal data.
func (c *call) conflicts(ctx context.Context, a *app.App) error {
	all, err := a.Onboarding.Conflicts(ctx, access.System("operator"))
	if err != nil {
		return err
	}
	if len(all) == 0 && !c.json {
		return c.answer(nil, "Nothing waits for a decision.")
	}
	for _, x := range all {
		row := map[string]any{
			"id": x.ID.String(), "message": x.Key, "type": x.Type, "contract": x.Number, "with": x.With, "why": x.Why, "reason": x.Reason, "received": x.Received,
		}
		if err := c.answer(row, fmt.Sprintf("%s  %s  %s  %s\n    %s", x.Received.UTC().Format(time.DateTime), x.Number, x.Type, x.Key, x.Reason)); err != nil {
			return err
		}
	}
	return nil
}
