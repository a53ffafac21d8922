package queue_test

import (
	"context"
	"encoding/json"
	"testing"

	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
	"marque/internal/store/queue"
)

// BenchmarkAdd adds one job to a transaction.
func BenchmarkAdd(b *testing.B) {
	enginetest.Bench(b, func(b *testing.B, db *engine.DB) {
		for b.Loop() {
			err := db.Write(b.Context(), func(tx *engine.Tx) error { return queue.Add(tx, queue.Job{Kind: kind, Args: 1}) })
			if err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "jobs/s")
	})
}

// BenchmarkWork runs jobs that do nothing: what the queue itself costs.
func BenchmarkWork(b *testing.B) {
	const jobs = 2000
	enginetest.Bench(b, func(b *testing.B, db *engine.DB) {
		done := make(chan struct{}, jobs)
		do := func(context.Context, json.RawMessage, int) error {
			done <- struct{}{}
			return nil
		}
		for b.Loop() {
			b.StopTimer()
			err := db.Write(b.Context(), func(tx *engine.Tx) error {
				for i := range jobs {
					if err := queue.Add(tx, queue.Job{Kind: kind, Args: i}); err != nil {
						return err
					}
				}
				return nil
			})
			if err != nil {
				b.Fatal(err)
			}
			q, err := queue.New(db, queue.Config{Workers: map[string]queue.Worker{kind: {Do: do, Within: patience}}, AtOnce: 64})
			if err != nil {
				b.Fatal(err)
			}
			b.StartTimer()
			if err := q.Start(b.Context()); err != nil {
				b.Fatal(err)
			}
			for range jobs {
				<-done
			}
			if err := q.Stop(b.Context()); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(b.N*jobs)/b.Elapsed().Seconds(), "jobs/s")
	})
}
