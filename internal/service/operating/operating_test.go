package operating_test

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"testing"
	"time"

	"marque/internal/core/access"
	"marque/internal/fault"
	"marque/internal/service/operating"
	"marque/internal/service/servicetest"
	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
	"marque/internal/store/queue"
)

func TestMain(m *testing.M) { enginetest.Main(m) }

const patience = 30 * time.Second

func TestAJobThatWasGivenUpIsSeenAndTriedAgainOnRecord(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := servicetest.New(t, db, rand.Reader)
		runs := make(chan int, 10)
		q, err := queue.New(db, queue.Config{Workers: map[string]queue.Worker{"test.job": {Within: patience, Do: func(context.Context, json.RawMessage, int) error {
			defer func() { runs <- 1 }()
			return queue.Never(errors.New("the bank is closed"))
		}}}})
		if err != nil {
			t.Fatal(err)
		}
		if err := q.Start(context.Background()); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = q.Stop(context.Background()) })
		s, admin := operating.New(operating.Deps{Door: w.Door, Queue: q, Now: w.Now}), access.System("admin")
		w.Write(func(tx *engine.Tx) error {
			return queue.Add(tx, queue.Job{Kind: "test.job", Args: map[string]int{"n": 1}})
		})
		<-runs
		failed := func() []operating.Job { // the end is written a moment after the handler returns
			for end := time.Now().Add(patience); time.Now().Before(end); {
				all, err := s.Failed(t.Context(), admin)
				if err != nil {
					t.Fatal(err)
				}
				if len(all) == 1 {
					return all
				}
			}
			t.Fatal("no job is listed")
			return nil
		}
		job := failed()[0]
		if job.Kind != "test.job" || job.Error != "JobCancelError: the bank is closed" || job.At.IsZero() {
			t.Errorf("got %+v", job)
		}
		if n, err := s.RetryAll(t.Context(), admin); n != 1 || err != nil {
			t.Errorf("got %d, %v", n, err)
		}
		<-runs
		failed()
		if err := s.Retry(t.Context(), admin, 1<<40); !fault.Is(err, fault.NotFound) {
			t.Errorf("got %v for a job that is not there", err)
		}
		if err := s.Retry(t.Context(), access.Anonymous(), job.ID); !fault.Is(err, fault.SignedOut) {
			t.Errorf("got %v for a stranger", err)
		}
		if err := s.Drop(t.Context(), admin, job.ID, ""); !fault.Is(err, fault.Invalid) {
			t.Errorf("got %v for a job that is dropped without a reason", err)
		}
		if err := s.Drop(t.Context(), admin, job.ID, "sent by post"); err != nil {
			t.Error(err)
		}
		if all, err := s.Failed(t.Context(), admin); err != nil || len(all) != 0 {
			t.Errorf("got %v, %v after the drop", all, err)
		}
		w.Write(func(tx *engine.Tx) error {
			return queue.Add(tx, queue.Job{Kind: "test.job", Args: 2, Key: "later", At: time.Now().Add(time.Hour)})
		})
		if err := s.Drop(t.Context(), admin, job.ID+1, "it lives"); !fault.Is(err, fault.NotFound) {
			t.Errorf("got %v for a job that was not given up", err)
		}
		if audit := w.Audit(access.OnSystem("queue")); len(audit) != 5 || audit[2] != "job.retry: job 1" || audit[3] != "job.drop: job 1: sent by post" {
			t.Errorf("got %v", audit)
		}
	})
}
