package app

import (
	"context"
	"fmt"
	"time"

	"marque/internal/core/access"
	"marque/internal/gateway/retail"
	"marque/internal/service/onboarding"
)

// pullEvery is how soon what the retail system adds to its feed is seen.
const pullEvery = time.Minute

// watchPull fetches the feed from the address in the settings, until the context ends.
func (a *App) watchPull(ctx context.Context) {
	from := a.Config.Feed.Pull
	if from.URL == "" {
		return
	}
	tick := time.NewTicker(pullEvery)
	defer tick.Stop()
	for {
		done, err := a.PullFeed(ctx, from.URL, from.TokenFile, onboarding.Intake{By: access.System("feed"), Zone: zoneExists})
		switch {
		case ctx.Err() != nil:
		case err != nil:
			a.Log.Error("the feed was not fetched to its end", "error", err, "lines", done.Lines, "applied", done.Applied)
		case done.Lines > done.Repeated:
			a.Log.Info("feed fetched", "pages", done.Pages, "lines", done.Lines, "applied", done.Applied, "repeated", done.Repeated, "refused", done.Refused, "held", done.Held)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// PullFeed fetches a feed from where it stands to its end, showing the token of a file, if there is one. Only one process does so at a time.
func (a *App) PullFeed(ctx context.Context, address, tokenFile string, o onboarding.Intake) (onboarding.Pulled, error) {
	if err := retail.Check(address); err != nil {
		return onboarding.Pulled{}, err
	}
	token := ""
	if tokenFile != "" {
		var err error
		if token, err = a.secretFile(tokenFile); err != nil {
			return onboarding.Pulled{}, fmt.Errorf("token of the feed: %w", err)
		}
	}
	var out onboarding.Pulled
	err := a.DB.Exclusively(ctx, "feed-pull", func() error {
		var err error
		out, err = a.Onboarding.Pull(ctx, o, retail.New(token), address)
		return err
	})
	return out, err
}
