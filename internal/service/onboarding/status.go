package onboarding

import (
	"context"
	"time"

	"marque/internal/core/access"
	"marque/internal/door"
	"marque/internal/store/engine"
	"marque/internal/store/feeds"
)

// Status is how the feed stands.
type Status struct {
	Applied  int       `json:"applied"`  // messages, ever
	Refused  int       `json:"refused"`  // and not mended since
	Declined int       `json:"declined"` // somebody decided against them
	Held     int       `json:"held"`     // wait for a decision
	Waiting  int       `json:"waiting"`  // for their contract
	Last     time.Time `json:"last"`     // when the last message came; zero when none did
}

// Status tells how the feed stands.
func (s *Service) Status(ctx context.Context, by access.Actor) (Status, error) {
	var out Status
	err := s.d.Door.Read(ctx, door.Pass{By: by, Do: access.FeedStatus, On: access.OnSystem("feed")}, func(r engine.Reader) error {
		out = Status{}
		all, err := feeds.Tallies(r)
		if err != nil {
			return err
		}
		for _, t := range all {
			switch t.Outcome {
			case feeds.Applied:
				out.Applied = t.Messages
			case feeds.Refused:
				out.Refused = t.Messages
			case feeds.Declined:
				out.Declined = t.Messages
			case feeds.Holding:
			}
			if t.Last.After(out.Last) {
				out.Last = t.Last
			}
		}
		if out.Held, err = feeds.CountHeld(r, feeds.Open); err != nil {
			return err
		}
		out.Waiting, err = feeds.CountHeld(r, feeds.Waiting)
		return err
	})
	return out, err
}
