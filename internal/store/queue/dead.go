package queue

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"marque/internal/fault"
)

// Dead is a job that was given up: its attempts are used, or its handler said Never.
type Dead struct {
	ID       int64
	Kind     string
	Args     json.RawMessage
	Attempts int
	Error    string // of the last attempt
	At       time.Time
}

// MostDead bounds one listing: more than a person reads.
const MostDead = 500

// Dead lists jobs that were given up, the last first, at most limit and never more than 500.
func (q *Queue) Dead(ctx context.Context, limit int) ([]Dead, error) {
	params := river.NewJobListParams().First(min(max(limit, 1), MostDead)).
		States(rivertype.JobStateDiscarded, rivertype.JobStateCancelled).
		OrderBy(river.JobListOrderByID, river.SortOrderDesc)
	found, err := q.client.JobList(ctx, params)
	if err != nil {
		return nil, fmt.Errorf("list the jobs that were given up: %w", err)
	}
	out := make([]Dead, 0, len(found.Jobs))
	for _, row := range found.Jobs {
		d, err := deadOf(row)
		if err != nil {
			return nil, err
		}
		out = append(out, d)
	}
	return out, nil
}

func deadOf(row *rivertype.JobRow) (Dead, error) {
	var e envelope
	if err := json.Unmarshal(row.EncodedArgs, &e); err != nil {
		return Dead{}, fmt.Errorf("read job %d: %w", row.ID, err)
	}
	d := Dead{ID: row.ID, Kind: row.Kind, Args: e.Args, Attempts: row.Attempt}
	if n := len(row.Errors); n > 0 {
		d.Error = row.Errors[n-1].Error
	}
	if row.FinalizedAt != nil {
		d.At = *row.FinalizedAt
	}
	return d, nil
}

// Revive gives a dead job one more attempt, at once.
func (q *Queue) Revive(ctx context.Context, id int64) error {
	if err := q.mustBeDead(ctx, id); err != nil {
		return err
	}
	if _, err := q.client.JobRetry(ctx, id); err != nil {
		return fmt.Errorf("revive job %d: %w", id, err)
	}
	return nil
}

// Bury takes a dead job off the list.
func (q *Queue) Bury(ctx context.Context, id int64) error {
	if err := q.mustBeDead(ctx, id); err != nil {
		return err
	}
	if _, err := q.client.JobDelete(ctx, id); err != nil {
		return fmt.Errorf("bury job %d: %w", id, err)
	}
	return nil
}

// mustBeDead keeps hands off jobs that live or are done.
func (q *Queue) mustBeDead(ctx context.Context, id int64) error {
	row, err := q.client.JobGet(ctx, id)
	if errors.Is(err, rivertype.ErrNotFound) || err == nil && row.State != rivertype.JobStateDiscarded && row.State != rivertype.JobStateCancelled {
		return fault.New(fault.NotFound, "There is no such job among those that were given up. Try: marque admin jobs failed")
	}
	if err != nil {
		return fmt.Errorf("look at job %d: %w", id, err)
	}
	return nil
}

// Oldest returns since when the oldest job waits that could be done now; zero when none waits.
func (q *Queue) Oldest(ctx context.Context) (time.Time, error) {
	params := river.NewJobListParams().First(1).States(rivertype.JobStateAvailable).OrderBy(river.JobListOrderByScheduledAt, river.SortOrderAsc)
	found, err := q.client.JobList(ctx, params)
	if err != nil {
		return time.Time{}, fmt.Errorf("look for the oldest job: %w", err)
	}
	if len(found.Jobs) == 0 {
		return time.Time{}, nil
	}
	return found.Jobs[0].ScheduledAt, nil
}
