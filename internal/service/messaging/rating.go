package messaging

import (
	"context"
	"time"

	"marque/internal/core/access"
	"marque/internal/core/message"
	"marque/internal/door"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/l10n"
	"marque/internal/store/engine"
	"marque/internal/store/messages"
)

// Rate keeps what the customer says of a closed conversation, once.
func (s *Service) Rate(ctx context.Context, by access.Actor, r message.Rating) error {
	if err := r.Check(); err != nil {
		return err
	}
	pass, err := s.pass(ctx, by, access.ThreadRate, r.Thread)
	if err != nil {
		return err
	}
	return s.d.Door.Write(ctx, pass, func(tx *engine.Tx) error {
		t, err := messages.Lock(tx, s.d.Box, r.Thread)
		if err != nil {
			return err
		}
		if !t.Rateable() {
			return l10n.Fault(fault.Conflict, "This conversation is not closed, or nobody has answered in it.", "Esta conversación no está cerrada o nadie respondió en ella.",
				"Diese Unterhaltung ist nicht geschlossen, oder niemand hat darin geantwortet.")
		}
		r.ID, r.At, r.Agent = id.New[message.Rating](s.d.IDs), s.d.Now(), t.Agent
		added, err := messages.Rate(tx, s.d.Box, r)
		if err == nil && !added {
			return l10n.Fault(fault.Conflict, "You have told us already. Thank you.", "Usted ya nos lo dijo. Gracias.", "Sie haben es uns schon gesagt. Danke.")
		}
		return err
	})
}

// mayRate tells whether the customer may still say something of a conversation.
func (s *Service) mayRate(r engine.Reader, t message.Thread) (bool, error) {
	if !t.Rateable() {
		return false, nil
	}
	rated, err := messages.Rated(r, t.ID)
	return !rated, err
}

// Ratings are what customers said of closed conversations.
type Ratings struct {
	Last   []message.Rating // newest first
	Names  map[access.UserID]string
	Scores map[int]int // of the last 90 days: how many of each
}

// Mean is the mean score in tenths, rounded half up; 0 when there is none.
func (r Ratings) Mean() int {
	n, sum := 0, 0
	for score, many := range r.Scores {
		n, sum = n+many, sum+score*many
	}
	if n == 0 {
		return 0
	}
	return (20*sum + n) / (2 * n)
}

// The bounds of what is shown.
const (
	mostRatings = 100
	ratingsFor  = 90 * 24 * time.Hour
)

// Ratings lists what customers said, for those who look after the desk.
func (s *Service) Ratings(ctx context.Context, by access.Actor) (Ratings, error) {
	out := Ratings{Names: map[access.UserID]string{}}
	err := s.d.Door.Read(ctx, door.Pass{By: by, Do: access.RatingRead, On: access.OnSystem("ratings")}, func(r engine.Reader) error {
		var err error
		if out.Last, err = messages.Ratings(r, s.d.Box, mostRatings); err != nil {
			return err
		}
		for _, x := range out.Last {
			if _, err := s.name(r, out.Names, x.Agent); err != nil {
				return err
			}
		}
		out.Scores, err = messages.Scores(r, s.d.Now().Add(-ratingsFor))
		return err
	})
	return out, err
}
