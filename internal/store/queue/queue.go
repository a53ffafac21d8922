// Package queue keeps jobs in the database and runs them: added in the caller's transaction, run at least once, tried
// again when they fail, listed when they are given up. It is the only package that knows the job library (River); what
// a job does is the caller's.
package queue

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"runtime"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"marque/internal/store/engine"
)

// Handler does a job of one kind. It may be called again for a job that it has already done (a process that dies, a
// connection that breaks), so it looks first whether its work stands. The attempt counts from 1.
type Handler func(ctx context.Context, args json.RawMessage, attempt int) error

// Worker is a handler and the longest time that it may take, after which its context ends and the attempt has failed.
type Worker struct {
	Do     Handler
	Within time.Duration
}

// Config says which jobs a process works on, and how.
type Config struct {
	Workers   map[string]Worker // by kind; none makes a queue that only lists
	AtOnce    int               // most jobs at a time; 0 means twice the cores
	StopAfter time.Duration     // how long Stop lets running jobs go on before it ends their contexts; 0 means 10 s
	Log       *slog.Logger      // nil writes nothing
}

// Queue runs jobs. Several processes over one database share them.
type Queue struct {
	client client
}

// client is what River offers alike over either engine's transactions.
type client interface {
	Start(ctx context.Context) error
	Stop(ctx context.Context) error
	StopAndCancel(ctx context.Context) error
	JobList(ctx context.Context, params *river.JobListParams) (*river.JobListResult, error)
	JobGet(ctx context.Context, id int64) (*rivertype.JobRow, error)
	JobRetry(ctx context.Context, id int64) (*rivertype.JobRow, error)
	JobDelete(ctx context.Context, id int64) (*rivertype.JobRow, error)
}

const (
	// pollEvery is how soon a new job is seen. We ask instead of listening: NOTIFY in a ledger's transaction costs
	// a third of its throughput, and SQLite has none.
	pollEvery = 200 * time.Millisecond
	// pollAtMost spaces the polls of a busy queue.
	pollAtMost = 5 * time.Millisecond
	// stopAfter is StopAfter's default: what a container's usual thirty seconds leave with room.
	stopAfter = 10 * time.Second
	// rescueAfter is how long after its longest time a running job counts as lost with its process.
	rescueAfter = time.Minute
	// keepDone is how long a finished job, and with it its key, is kept.
	keepDone = 24 * time.Hour
	// keepDead is how long a job that was given up stays in the list: over a long holiday.
	keepDead = 30 * 24 * time.Hour
)

// New makes a queue over a migrated database. It starts nothing.
func New(db *engine.DB, c Config) (*Queue, error) {
	config, err := riverConfig(c)
	if err != nil {
		return nil, err
	}
	q := &Queue{}
	if db.Postgres() {
		q.client, err = river.NewClient(quietPostgres(db.Pool()), config)
	} else {
		q.client, err = river.NewClient(quietLite(db.Writer()), config)
	}
	if err != nil {
		return nil, fmt.Errorf("make the queue: %w", err)
	}
	return q, nil
}

func riverConfig(c Config) (*river.Config, error) {
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	if c.AtOnce == 0 {
		c.AtOnce = 2 * runtime.NumCPU()
	}
	if c.StopAfter == 0 {
		c.StopAfter = stopAfter
	}
	out := &river.Config{
		Logger: c.Log, PollOnly: true, FetchPollInterval: pollEvery, FetchCooldown: pollAtMost,
		SoftStopTimeout: c.StopAfter, CompletedJobRetentionPeriod: keepDone, CancelledJobRetentionPeriod: keepDead,
		DiscardedJobRetentionPeriod: keepDead,
	}
	if len(c.Workers) == 0 {
		return out, nil
	}
	out.Workers = river.NewWorkers()
	for kind, w := range c.Workers {
		if w.Do == nil || w.Within <= 0 {
			return nil, fmt.Errorf("make the queue: the worker of %q has no handler or no bound on its time", kind)
		}
		river.AddWorkerArgs(out.Workers, envelope{kind: kind}, &bound{worker: w})
		out.JobTimeout = max(out.JobTimeout, w.Within)
	}
	out.RescueStuckJobsAfter = out.JobTimeout + rescueAfter
	out.Queues = map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: c.AtOnce}}
	return out, nil
}

// Start begins to work and returns. When ctx ends, the queue stops as Stop does.
func (q *Queue) Start(ctx context.Context) error {
	if err := q.client.Start(ctx); err != nil {
		return fmt.Errorf("start the queue: %w", err)
	}
	return nil
}

// Stop takes no new job, lets the running ones finish, and gives back those that do not within StopAfter: their
// contexts end, and they are run again by the next process. It waits for all of this, or until ctx ends.
func (q *Queue) Stop(ctx context.Context) error {
	if err := q.client.Stop(ctx); err != nil {
		return fmt.Errorf("stop the queue: %w", err)
	}
	return nil
}

// bound makes one of our handlers a worker of River.
type bound struct {
	river.WorkerDefaults[envelope]
	worker Worker
}

// Timeout implements river.Worker.
func (b *bound) Timeout(*river.Job[envelope]) time.Duration { return b.worker.Within }

// Work implements river.Worker. A job that is broken off because the process stops has not failed: it goes back.
func (b *bound) Work(ctx context.Context, job *river.Job[envelope]) error {
	err := b.worker.Do(ctx, job.Args.Args, job.Attempt)
	if err == nil {
		return nil
	}
	if errors.Is(ctx.Err(), context.Canceled) {
		return river.JobSnooze(0)
	}
	if never, ok := errors.AsType[*neverError](err); ok {
		return river.JobCancel(never)
	}
	return err
}

// Never wraps a handler's error that no further attempt can mend: the job is given up at once.
func Never(err error) error { return &neverError{err} }

type neverError struct{ err error }

func (e *neverError) Error() string { return e.err.Error() }

func (e *neverError) Unwrap() error { return e.err }
