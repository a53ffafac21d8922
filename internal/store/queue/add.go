package queue

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/riverqueue/river"

	"marque/internal/store/engine"
)

// Job is work to be done after the transaction that adds it.
type Job struct {
	Kind     string    // what is to be done: "notice.deliver"
	Args     any       // becomes JSON; ids and amounts, no personal data: it is stored readable
	Key      string    // when given: added once, while a job of this kind and key waits, runs or was done in the last day
	At       time.Time // not before; zero means at once. It may be up to five seconds late.
	Attempts int       // most attempts, 0 means 12: the pauses grow from one second to six hours, sixteen hours in all
}

const (
	// mostAttempts is Attempts' default.
	mostAttempts = 12
	// mostArgs bounds a job's arguments: they name things, they do not hold them.
	mostArgs = 16 << 10
	// mostKey bounds a job's key.
	mostKey = 200
)

// Add puts jobs into the caller's transaction: they exist when the transaction is committed, and never else.
func Add(tx *engine.Tx, jobs ...Job) error {
	rows, err := insertable(jobs)
	if err != nil || len(rows) == 0 {
		return err
	}
	if pg := tx.PGX(); pg != nil {
		client, err := postgresAdder()
		if err != nil {
			return err
		}
		_, err = client.InsertManyTx(tx.Context(), pg, rows)
		return wrapf(err, jobs[0].Kind)
	}
	client, err := liteAdder()
	if err != nil {
		return err
	}
	_, err = client.InsertManyTx(tx.Context(), tx.SQL(), rows)
	return wrapf(err, jobs[0].Kind)
}

// insertable is how the library takes jobs. Of one kind and key the first is kept: one statement may not meet a row twice.
func insertable(jobs []Job) ([]river.InsertManyParams, error) {
	out := make([]river.InsertManyParams, 0, len(jobs))
	type name struct{ kind, key string }
	seen := map[name]bool{}
	for _, job := range jobs {
		e, err := wrap(job)
		if err != nil {
			return nil, fmt.Errorf("add job %s: %w", job.Kind, err)
		}
		opts := &river.InsertOpts{MaxAttempts: job.Attempts, ScheduledAt: job.At}
		if opts.MaxAttempts == 0 {
			opts.MaxAttempts = mostAttempts
		}
		if job.Key != "" {
			if seen[name{job.Kind, job.Key}] {
				continue
			}
			seen[name{job.Kind, job.Key}] = true
			opts.UniqueOpts = river.UniqueOpts{ByArgs: true} // by the envelope's Key alone
		}
		out = append(out, river.InsertManyParams{Args: e, InsertOpts: opts})
	}
	return out, nil
}

func wrapf(err error, kind string) error {
	if err != nil {
		return fmt.Errorf("add job %s: %w", kind, err)
	}
	return nil
}

// envelope is what River stores: our arguments, and the key that makes a job the only one.
type envelope struct {
	kind string
	Key  string          `json:"key,omitempty" river:"unique"`
	Args json.RawMessage `json:"args"`
}

// Kind implements river.JobArgs.
func (e envelope) Kind() string { return e.kind }

func wrap(job Job) (envelope, error) {
	args, err := json.Marshal(job.Args)
	if err != nil {
		return envelope{}, err
	}
	if len(args) > mostArgs {
		return envelope{}, fmt.Errorf("%d bytes of arguments, at most %d", len(args), mostArgs)
	}
	if len(job.Key) > mostKey {
		return envelope{}, fmt.Errorf("a key of %d bytes, at most %d", len(job.Key), mostKey)
	}
	return envelope{kind: job.Kind, Key: job.Key, Args: args}, nil
}

// The two clients that only add; they hold no connection and never change once made.
var (
	postgresAdder = sync.OnceValues(func() (*postgresClient, error) { return river.NewClient(quietPostgres(nil), adding()) })
	liteAdder     = sync.OnceValues(func() (*liteClient, error) { return river.NewClient(quietLite(nil), adding()) })
)

func adding() *river.Config { return &river.Config{Logger: slog.New(slog.DiscardHandler)} }
