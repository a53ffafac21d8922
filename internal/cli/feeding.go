package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"marque/internal/app"
	"marque/internal/civil"
	"marque/internal/cli/feedimport"
	"marque/internal/core/access"
	"marque/internal/service/onboarding"
)

// feedOptions say which kept messages are taken in again, and what is shown where the feed is fetched.
type feedOptions struct {
	from, to, token string
	all             bool
}

// feedCommand is what an operator asks and does about the messages of the retail system.
func feedCommand() command {
	return command{
		name: "feed", summary: "Show how the retail feed stands, take refused messages in again, or fetch it", args: "[status|conflicts|refused|replay [ID…]|pull [URL]]",
		examples: []string{
			"marque feed status",
			"marque feed conflicts    # messages that contradict the book: kept, and not applied",
			"marque feed refused      # messages that were refused, with their reasons",
			"marque feed replay evt-1001 evt-1002                    # take these in again, now that the reason is gone",
			"marque feed replay --from 2026-11-01 --to 2026-11-03    # what came on these days; --all is everything",
			"marque feed pull https://retail.example/events --token-file retail.token    # without an address: that of the settings",
		},
		flags: func(c *call) {
			c.set.StringVar(&c.opts.feed.from, "from", "", "replay: what came on this day and after it, YYYY-MM-DD")
			c.set.StringVar(&c.opts.feed.to, "to", "", "replay: what came until the end of this day, YYYY-MM-DD")
			c.set.BoolVar(&c.opts.feed.all, "all", false, "replay: everything that was refused or is held")
			c.set.StringVar(&c.opts.feed.token, "token-file", "", "pull: the file with the token that is shown at the address")
			c.set.StringVar(&c.opts.report, "report", "", "replay, pull: write refusals and remarks to this file, one JSON object a line")
			c.set.BoolVar(&c.opts.quiet, "no-invitations", false, "replay, pull: invite nobody on the contracts of this run to register")
		},
		run: feedAny,
	}
}

func feedAny(ctx context.Context, c *call) error {
	word, rest := "status", c.args
	if len(c.args) > 0 {
		word, rest = c.args[0], c.args[1:]
	}
	does := map[string]func(*app.App) error{
		"status":    func(a *app.App) error { return c.feedStatus(ctx, a) },
		"conflicts": func(a *app.App) error { return c.conflicts(ctx, a) },
		"refused":   func(a *app.App) error { return c.refused(ctx, a) },
		"replay":    func(a *app.App) error { return c.replay(ctx, a, rest) },
		"pull":      func(a *app.App) error { return c.pull(ctx, a, rest) },
	}[word]
	if most := map[string]int{"replay": onboarding.MostNamed, "pull": 1}[word]; does == nil || len(rest) > most {
		return exit{statusUsage, "feed takes status, conflicts, refused, replay or pull. Try: marque feed --help"}
	}
	return c.with(ctx, does)
}

// refused lists what was refused and can be taken in again: names of messages and sentences, nobody's personal data.
func (c *call) refused(ctx context.Context, a *app.App) error {
	all, err := a.Onboarding.Refusals(ctx, access.System("operator"))
	if err != nil {
		return err
	}
	if len(all) == 0 && !c.json {
		return c.answer(nil, "No refused message is kept.")
	}
	for _, x := range all {
		row := map[string]any{"id": x.EventID, "source": x.Source, "type": x.Type, "reason": x.Reason, "received": x.Received}
		text := fmt.Sprintf("%s  %s  %s\n    %s", x.Received.UTC().Format(time.DateTime), cmp.Or(x.EventID, "(no id)"), cmp.Or(x.Type, "(no type)"), x.Reason)
		if err := c.answer(row, text); err != nil {
			return err
		}
	}
	return nil
}

// which reads which messages are to be taken in again.
func (c *call) which(ids []string, zone *time.Location) (onboarding.Which, error) {
	o := c.opts.feed
	w := onboarding.Which{IDs: ids}
	if ways := count(len(ids) > 0) + count(o.from+o.to != "") + count(o.all); ways != 1 {
		return w, exit{statusUsage, "say which messages: their ids, or --from and --to a day, or --all"}
	}
	for _, bound := range []struct {
		text  string
		into  *time.Time
		after int
	}{{o.from, &w.From, 0}, {o.to, &w.Until, 1}} {
		if bound.text == "" {
			continue
		}
		day, err := civil.Parse(bound.text)
		if err != nil {
			return w, exit{statusUsage, err.Error()}
		}
		*bound.into = day.AddDays(bound.after).Start(zone)
	}
	return w, nil
}

func count(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

// replay takes kept messages in again.
func (c *call) replay(ctx context.Context, a *app.App, ids []string) error {
	w, err := c.which(ids, a.Config.Zone)
	if err != nil {
		return err
	}
	return c.taken(func(i onboarding.Intake) (onboarding.Report, error) { return a.Onboarding.Replay(ctx, i, w) })
}

// pull fetches the feed from an address, or from that of the settings.
func (c *call) pull(ctx context.Context, a *app.App, args []string) error {
	address, token := a.Config.Feed.Pull.URL, a.Config.Feed.Pull.TokenFile
	if len(args) == 1 {
		address, token = args[0], c.opts.feed.token
	}
	if address == "" {
		return exit{statusUsage, "say from where: marque feed pull URL, or set feed.pull.url in the settings"}
	}
	return c.taken(func(i onboarding.Intake) (onboarding.Report, error) {
		done, err := a.PullFeed(ctx, address, token, i)
		return done.Report, err
	})
}

// taken tells of messages as an import does, with its exit status.
func (c *call) taken(take func(onboarding.Intake) (onboarding.Report, error)) error {
	report, closeReport, err := c.reportFile()
	if err != nil {
		return err
	}
	o := feedimport.Options{By: access.System("feed"), Now: c.Now, Zone: zoneExists, Report: report, JSON: c.json, Quiet: c.opts.quiet, Bar: c.Terminal}
	done, err := feedimport.Tell(o, take, c.Out, c.Err)
	if err == nil && done.ExitStatus() != statusOK {
		err = exit{status: done.ExitStatus()}
	}
	return errors.Join(err, closeReport())
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
