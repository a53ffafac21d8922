package cli

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"marque/internal/app"
	"marque/internal/service/auditing"
)

// checkpointAnswer is what making a checkpoint did.
type checkpointAnswer struct {
	Made    bool   `json:"made"`
	N       int64  `json:"n"`
	Folder  string `json:"folder"`
	Written int    `json:"written"`
}

func checkpoint(ctx context.Context, c *call, a *app.App) error {
	made, isNew, err := a.Auditing.Checkpoint(ctx, adminBy())
	if err != nil {
		return err
	}
	folder := c.opts.admin.out
	if folder == "" {
		folder = filepath.Join(a.Config.Data, app.CheckpointFolder)
	}
	written, err := a.WriteCheckpoints(ctx, adminBy(), folder)
	if err != nil {
		return err
	}
	return c.answer(checkpointAnswer{isNew, made.N, folder, written},
		fmt.Sprintf("Checkpoint %d signed; %d files written to %s. Keep a copy where the database's administrator cannot write.", made.N, written, folder))
}

func auditLooks(ctx context.Context, c *call, a *app.App) error {
	o := c.opts.admin
	span := auditing.Span{From: time.Unix(0, 0), Until: c.Now().Add(time.Microsecond)}
	for _, f := range []struct {
		name, text string
		into       *time.Time
	}{{"from", o.from, &span.From}, {"until", o.until, &span.Until}} {
		at, err := instant(f.name, f.text)
		if err != nil {
			return err
		}
		if !at.IsZero() {
			*f.into = at
		}
	}
	var answer auditing.Answer
	var err error
	switch {
	case o.agent != "" && o.customer == "":
		answer, err = a.Auditing.ByAgent(ctx, adminBy(), o.agent, span)
	case o.customer != "" && o.agent == "":
		answer, err = a.Auditing.About(ctx, adminBy(), o.customer, span)
	default:
		return exit{statusUsage, "say whose looks: --agent NAME or --customer NAME"}
	}
	if err != nil {
		return err
	}
	return c.answer(answer, looksSentence(answer), looksLines(answer)...)
}

// instant reads a flag; an empty one is the zero time.
func instant(name, text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return at, exit{statusUsage, fmt.Sprintf("--%s: %q is not an instant like 2026-11-01T00:00:00Z", name, text)}
	}
	return at, nil
}

func looksSentence(answer auditing.Answer) string {
	if answer.Truncated {
		return fmt.Sprintf("%d entries, and more: ask for a shorter time.", len(answer.Entries))
	}
	return fmt.Sprintf("%d entries.", len(answer.Entries))
}

func looksLines(answer auditing.Answer) []string {
	if len(answer.Entries) == 0 {
		return nil
	}
	lines := []string{"AT\tAGENT\tOUTCOME\tACTION\tON\tWHOSE\tREASON"}
	for _, e := range answer.Entries {
		on, who := e.Subject, []string{}
		for _, p := range e.People {
			if p.Contract != "" {
				on = p.Contract
			}
			who = append(who, strings.TrimSpace(p.Given+" "+p.Family)+" ("+p.Ref+")")
		}
		lines = append(lines, strings.Join([]string{
			e.At.Format(time.RFC3339), e.Agent, e.Outcome, e.Action, on, strings.Join(who, ", "), strings.TrimSpace(e.Reason + " " + e.Note),
		}, "\t"))
	}
	return table(lines)
}
