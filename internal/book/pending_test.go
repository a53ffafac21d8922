package book_test

import (
	"testing"

	"marque/internal/app/apptest"
	"marque/internal/book"
	"marque/internal/civil"
	"marque/internal/core/ledger"
	"marque/internal/fault"
	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
	"marque/internal/store/ledgers"
)

func TestMoneyOnItsWayMovesNoBalanceAndEndsOnce(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := apptest.Open(t, db, apptest.NewClock("2026-02-24T15:00:00Z"))
		c, _ := w.Activate(t, apptest.Loan("C1"))
		b := book.New(w.Clock.Now, w.Config.Zone)
		day := civil.MustParse("2026-02-24")
		do := func(fn func(tx *engine.Tx) error) error { return db.Write(t.Context(), fn) }
		before, err := ledgers.Balances(db.Reader(t.Context()), c)
		if err != nil {
			t.Fatal(err)
		}
		for _, key := range []string{"payment:1", "payment:2", "payment:1"} { // held twice is held once
			if err := do(func(tx *engine.Tx) error { return b.Hold(tx, c, key, 50000, day) }); err != nil {
				t.Fatal(err)
			}
		}
		if err := do(func(tx *engine.Tx) error { return b.Arrive(tx, c, "payment:1", day+1) }); err != nil {
			t.Fatal(err)
		}
		if err := do(func(tx *engine.Tx) error { return b.Void(tx, c, "payment:2", day+2) }); err != nil {
			t.Fatal(err)
		}
		for name, again := range map[string]func(tx *engine.Tx) error{
			"post what was posted": func(tx *engine.Tx) error { return b.Arrive(tx, c, "payment:1", day+3) },
			"void what was posted": func(tx *engine.Tx) error { return b.Void(tx, c, "payment:1", day+3) },
			"post what was voided": func(tx *engine.Tx) error { return b.Arrive(tx, c, "payment:2", day+3) },
		} {
			if err := do(again); !fault.Is(err, fault.Conflict) {
				t.Errorf("%s: got %v, want a conflict", name, err)
			}
		}
		if err := do(func(tx *engine.Tx) error { return b.Void(tx, c, "payment:9", day) }); !fault.Is(err, fault.NotFound) {
			t.Errorf("got %v for what was never held", err)
		}
		all, err := ledgers.Pendings(db.Reader(t.Context()), c)
		if err != nil || len(all) != 2 {
			t.Fatalf("got %d entries, %v, want two", len(all), err)
		}
		for _, p := range all {
			want := map[string]ledger.Phase{"payment:1": ledger.Posted, "payment:2": ledger.Voided}[p.Key]
			if p.Phase != want || p.Amount != 50000 || p.Debit != ledger.BankTransit || p.Credit != ledger.Unapplied {
				t.Errorf("got %+v", p)
			}
		}
		after, err := ledgers.Balances(db.Reader(t.Context()), c)
		if err != nil || len(after) != len(before) || after[ledger.BankTransit] != 0 {
			t.Errorf("got %v, %v, want %v", after, err, before)
		}
	})
}
