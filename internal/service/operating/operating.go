// Package operating is the operator's work on the installation itself: jobs that were given up, backups and restores. What tells customers of
// faults is informing's; copying a database and its files is left to app.
package operating

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"marque/internal/civil"
	"marque/internal/core/access"
	"marque/internal/door"
	"marque/internal/fault"
	"marque/internal/store/engine"
	"marque/internal/store/queue"
)

// Deps is what the service needs.
type Deps struct {
	Door  *door.Door
	Queue *queue.Queue
	Now   civil.Clock
}

// Service works.
type Service struct{ d Deps }

// New returns a service.
func New(d Deps) *Service { return &Service{d} }

// Job is a job that was given up.
type Job struct {
	ID       int64           `json:"id"`
	Kind     string          `json:"kind"`
	Args     json.RawMessage `json:"args"` // ids and amounts
	Attempts int             `json:"attempts"`
	Error    string          `json:"error"` // of the last attempt
	At       time.Time       `json:"at"`    // when it was given up
}

// Failed lists the jobs that were given up in the last thirty days, the newest first, at most 500.
func (s *Service) Failed(ctx context.Context, by access.Actor) ([]Job, error) {
	var out []Job
	err := s.d.Door.Read(ctx, door.Pass{By: by, Do: access.JobRead, On: access.OnSystem("queue")}, func(engine.Reader) error {
		dead, err := s.d.Queue.Dead(ctx, queue.MostDead)
		out = make([]Job, len(dead))
		for i, d := range dead {
			out[i] = Job{ID: d.ID, Kind: d.Kind, Args: d.Args, Attempts: d.Attempts, Error: d.Error, At: d.At}
		}
		return err
	})
	return out, err
}

// Retry gives a job that was given up one more attempt, soon.
func (s *Service) Retry(ctx context.Context, by access.Actor, job int64) error {
	pass := door.Pass{By: by, Do: access.JobRetry, On: access.OnSystem("queue"), Note: fmt.Sprintf("job %d", job)}
	if err := s.d.Door.Write(ctx, pass, func(*engine.Tx) error { return nil }); err != nil {
		return err
	}
	return s.d.Queue.Revive(ctx, job) // after the commit: the job library has a connection of its own
}

// Drop takes a job that was given up off the list: somebody has looked at it, and nothing is to be done any more. The reason goes into the audit.
func (s *Service) Drop(ctx context.Context, by access.Actor, job int64, reason string) error {
	const most = 200
	if reason == "" || len(reason) > most {
		return fault.Inputf("reason", "Say why nothing is to be done any more, in at most %d characters.", most)
	}
	pass := door.Pass{By: by, Do: access.JobDrop, On: access.OnSystem("queue"), Note: fmt.Sprintf("job %d: %s", job, reason)}
	if err := s.d.Door.Write(ctx, pass, func(*engine.Tx) error { return nil }); err != nil {
		return err
	}
	return s.d.Queue.Bury(ctx, job) // after the commit, as in Retry
}

// Waits tells since when the oldest job waits that could be done now; zero when none waits.
func (s *Service) Waits(ctx context.Context, by access.Actor) (time.Time, error) {
	var since time.Time
	err := s.d.Door.Read(ctx, door.Pass{By: by, Do: access.JobRead, On: access.OnSystem("queue")}, func(engine.Reader) (err error) {
		since, err = s.d.Queue.Oldest(ctx)
		return err
	})
	return since, err
}

// RetryAll is Retry for every job that Failed lists, and tells how many that were.
func (s *Service) RetryAll(ctx context.Context, by access.Actor) (int, error) {
	all, err := s.Failed(ctx, by)
	if err != nil {
		return 0, err
	}
	for i, job := range all {
		if err := s.Retry(ctx, by, job.ID); err != nil {
			return i, err
		}
	}
	return len(all), nil
}
