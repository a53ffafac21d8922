package feeds_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"marque/internal/fault"
	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
	"marque/internal/store/feeds"
)

func TestMain(m *testing.M) { enginetest.Main(m) }

func at(minute int) time.Time { return time.Date(2026, 1, 1, 0, minute, 0, 0, time.UTC) }

func receipt(eventID string, outcome feeds.Outcome) feeds.Receipt {
	return feeds.Receipt{
		Source: "/retail/core", EventID: eventID, Type: "contract.activated.v1", Subject: "C1", Told: at(1), Hash: [32]byte{1}, Content: [32]byte{2},
		Outcome: outcome, Received: at(2),
	}
}

func write(t *testing.T, db *engine.DB, fn func(tx *engine.Tx) error) {
	t.Helper()
	if err := db.Write(context.Background(), fn); err != nil {
		t.Fatal(err)
	}
}

func TestAReceiptComesBackByItsMessage(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		r, want := db.Reader(context.Background()), receipt("evt-1", feeds.Applied)
		write(t, db, func(tx *engine.Tx) error { return feeds.Insert(tx, []feeds.Receipt{want}) })
		if got, err := feeds.ByEvent(r, "/retail/core", "evt-1"); err != nil || got != want || !got.Says([32]byte{1}) || got.Says([32]byte{9}) {
			t.Errorf("got %+v, %v", got, err)
		}
		if got, err := feeds.ByEvents(r, "/retail/core", []string{"evt-1", "evt-2"}); err != nil || len(got) != 1 || got[0] != want {
			t.Errorf("together: got %+v, %v", got, err)
		}
		if _, err := feeds.ByEvent(r, "/another", "evt-1"); !fault.Is(err, fault.NotFound) {
			t.Errorf("another source: got %v, want not found", err)
		}
	})
}

func TestAMessageHasOneReceipt(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		write(t, db, func(tx *engine.Tx) error { return feeds.Insert(tx, []feeds.Receipt{receipt("evt-1", feeds.Applied)}) })
		err := db.Write(context.Background(), func(tx *engine.Tx) error { return feeds.Insert(tx, []feeds.Receipt{receipt("evt-1", feeds.Applied)}) })
		if err == nil {
			t.Error("a message got a second receipt")
		}
	})
}

func TestOnlyARefusalCanBeReplaced(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		ctx := context.Background()
		refused := receipt("evt-1", feeds.Refused)
		refused.Reason = "There is no brand here."
		write(t, db, func(tx *engine.Tx) error { return feeds.Insert(tx, []feeds.Receipt{refused}) })
		if got, err := feeds.RefusedSince(db.Reader(ctx), at(0)); err != nil || len(got) != 1 || got[0].Reason != refused.Reason {
			t.Errorf("got %+v, %v", got, err)
		}
		if got, err := feeds.RefusedSince(db.Reader(ctx), at(3)); err != nil || len(got) != 0 {
			t.Errorf("later: got %+v, %v", got, err)
		}
		applied := receipt("evt-1", feeds.Applied)
		write(t, db, func(tx *engine.Tx) error { return feeds.Replace(tx, applied) })
		if got, err := feeds.ByEvent(db.Reader(ctx), "/retail/core", "evt-1"); err != nil || got != applied {
			t.Errorf("got %+v, %v", got, err)
		}
		if err := db.Write(ctx, func(tx *engine.Tx) error { return feeds.Replace(tx, refused) }); err == nil {
			t.Error("an applied message was turned into a refused one")
		}
	})
}

func TestAnActivationIsFoundByItsContract(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		r := db.Reader(context.Background())
		refused, applied := receipt("evt-1", feeds.Refused), receipt("evt-2", feeds.Applied)
		write(t, db, func(tx *engine.Tx) error { return feeds.Insert(tx, []feeds.Receipt{refused, applied}) })
		if got, err := feeds.Activation(r, "C1", "contract.activated.v1"); err != nil || got.EventID != "evt-2" {
			t.Errorf("got %+v, %v", got, err)
		}
		if _, err := feeds.Activation(r, "C2", "contract.activated.v1"); !fault.Is(err, fault.NotFound) {
			t.Errorf("got %v, want not found", err)
		}
	})
}

// Two who read, wait and write must not lose each other's count: without the turn PostgreSQL would.
func TestTwoTakeTurns(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		ctx := context.Background()
		var all sync.WaitGroup
		for range 4 {
			all.Go(func() {
				for range 5 {
					if err := db.Write(ctx, addOne); err != nil {
						t.Error(err)
					}
				}
			})
		}
		all.Wait()
		var n int
		if err := db.Reader(ctx).QueryRow(`select count(*) from feed_events`).Scan(&n); err != nil || n != 20 {
			t.Errorf("got %d receipts, %v, want 20", n, err)
		}
	})
}

// addOne adds a receipt named after how many there are.
func addOne(tx *engine.Tx) error {
	if err := feeds.TakeTurn(tx); err != nil {
		return err
	}
	var n int
	if err := tx.QueryRow(`select count(*) from feed_events`).Scan(&n); err != nil {
		return err
	}
	return feeds.Insert(tx, []feeds.Receipt{receipt(string(rune('a'+n)), feeds.Applied)})
}
