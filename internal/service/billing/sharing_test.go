package billing_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"marque/internal/app/apptest"
	"marque/internal/civil"
	"marque/internal/core/access"
	"marque/internal/core/contract"
	"marque/internal/service/billing"
	"marque/internal/service/servicing"
	"marque/internal/store/contracts"
	"marque/internal/store/cycles"
	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
)

// several is a book of loans that is cut into shards of two.
func several(t *testing.T, db *engine.DB, n int) *apptest.World {
	t.Helper()
	w, _, _ := setup(t, db)
	for i := 1; i < n; i++ {
		w.Activate(t, apptest.Loan(fmt.Sprintf("S%02d", i)))
	}
	w.Billing.Shards(2)
	return w
}

func TestADayIsCutIntoShardsAndEachContractIsClosedOnce(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := several(t, db, 7)
		var last billing.Progress
		done, err := w.Billing.Close(t.Context(), day("2026-02-09"), func(p billing.Progress) { last = p })
		if err != nil || done.Contracts != 7 || done.Statements != 7 {
			t.Fatalf("got %+v, %v, want seven contracts with their statements", done, err)
		}
		if want := (billing.Progress{Contracts: 7, Awake: 7, Shards: 4, Done: 4}); last != want {
			t.Errorf("got %+v at the end, want %+v", last, want)
		}
		if again, err := w.Billing.Close(t.Context(), day("2026-02-09"), nil); err != nil || again != (billing.Report{}) {
			t.Errorf("got %+v, %v, want nothing left", again, err)
		}
		clean(t, w)
	})
}

// TestTwoProcessesShareADay lets a second process, which only runs jobs, take a shard while the first one is held up in its own.
func TestTwoProcessesShareADay(t *testing.T) {
	t.Parallel()
	db := enginetest.Postgres(t)
	w := several(t, db, 9)
	other := apptest.OpenIn(t, db, w.Clock, w.Config.Data)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	if err := other.Queue.Start(ctx); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = other.Queue.Stop(context.WithoutCancel(ctx)) }()
	mine := 0
	held := false
	done, err := w.Billing.Close(ctx, day("2026-02-09"), func(p billing.Progress) {
		if !held {
			held, mine = true, p.Contracts
			awaitShards(ctx, t, db, day("2026-02-09"), 2) // nobody here goes on before: these were done by the other
		}
	})
	if err != nil || done.Contracts != 9 || done.Statements != 9 {
		t.Fatalf("got %+v, %v, want nine contracts with their statements (%d here before the other)", done, err, mine)
	}
	clean(t, w)
}

// awaitShards returns when so many shards of a day are done.
func awaitShards(ctx context.Context, t *testing.T, db *engine.DB, on civil.Date, n int) {
	t.Helper()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		all, err := cycles.Of(db.Reader(ctx), on, 0)
		done := 0
		for _, s := range all {
			if s.Done {
				done++
			}
		}
		if err != nil || ctx.Err() != nil {
			t.Errorf("got %d shards done by the other process, %v", done, err)
			return
		}
		if done >= n {
			return
		}
		<-tick.C
	}
}

func TestADayThatWasBrokenOffGoesOnWhereItStopped(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := several(t, db, 9)
		ctx, kill := context.WithCancel(t.Context())
		_, err := w.Billing.Close(ctx, day("2026-02-09"), func(billing.Progress) { kill() })
		if !errors.Is(err, context.Canceled) {
			t.Fatalf("got %v, want it broken off", err)
		}
		done, err := w.Billing.Close(t.Context(), day("2026-02-09"), nil)
		if err != nil || done.Contracts > 9 || done.Contracts == 0 {
			t.Fatalf("got %+v, %v", done, err)
		}
		var all billing.Report
		shards, err := cycles.Of(db.Reader(t.Context()), day("2026-02-09"), 0)
		for _, s := range shards {
			all.Add(s.Counts)
		}
		if err != nil || all.Contracts != 9 || all.Statements != 9 {
			t.Errorf("got %+v, %v, want each contract once over both runs", all, err)
		}
		clean(t, w)
	})
}

func TestAShardOfAProcessThatDiedIsTakenOver(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := several(t, db, 3)
		dead := cycles.Shard{Day: day("2026-02-09"), Number: 1, Awake: 3}
		err := db.Write(t.Context(), func(tx *engine.Tx) error {
			if err := cycles.Add(tx, []cycles.Shard{dead}); err != nil {
				return err
			}
			mine, err := cycles.Claim(tx, dead, w.Clock.Now().Add(time.Second))
			if !mine {
				t.Error("a free shard was not to be had")
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := w.Billing.WorkOn(t.Context(), billing.Shard{Day: dead.Day, Number: 1}); err != nil {
			t.Fatal(err)
		}
		if all, err := cycles.Of(db.Reader(t.Context()), dead.Day, 0); err != nil || len(all) != 1 || all[0].Counts.Contracts != 0 {
			t.Fatalf("got %+v, %v: the shard is another's until its time is over", all, err)
		}
		done, err := w.Billing.Close(t.Context(), dead.Day, nil) // the clock stands still: the dead one is known by its silence
		if err != nil || done.Contracts != 3 {
			t.Errorf("got %+v, %v", done, err)
		}
	})
}

// stand is how a contract and its books stand, without what only its own id tells.
func stand(t *testing.T, db *engine.DB, c contract.ID) string {
	t.Helper()
	s, err := contracts.StateOf(db.Reader(t.Context()), c)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := db.Reader(t.Context()).Query(`select e.key, e.effective, e.posted, p.account, p.amount, b.balance from ledger_entries e
		join ledger_postings p on p.contract_id = e.contract_id and p.entry_id = e.id
		join ledger_balances b on b.contract_id = p.contract_id and b.account = p.account
		where e.contract_id = $1 order by e.key, p.account`, c)
	lines, err := engine.All(rows, err, func(rows *engine.Rows) (string, error) {
		var key string
		var effective, posted civil.Date
		var account, amount, balance int64
		err := rows.Scan(&key, &effective, &posted, &account, &amount, &balance)
		return fmt.Sprint(effective, posted, account, amount, balance), err
	})
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprint(s.AsOf, s.Events, s.Status, s.Balance, s.DueNow, s.PastDue, s.NextDue, s.NextAmount, s.Posted, s.Wakes, lines)
}

func forecasts(t *testing.T, db *engine.DB, on civil.Date) int {
	t.Helper()
	var n int
	if err := db.Reader(t.Context()).QueryRow(`select count(*) from contract_forecasts where day = $1`, on).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestWhatWasForeseenIsWhatTheCloseWouldHaveDone(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w, foreseen, _ := setup(t, db)
		folded, _ := w.Activate(t, apptest.Loan("C2"))
		read, _ := w.Activate(t, apptest.Loan("C3"))
		through(t, w, "2026-02-27")
		if n := forecasts(t, db, day("2026-02-28")); n != 3 {
			t.Fatalf("got %d forecasts of the month's end, want three", n)
		}
		err := db.Write(t.Context(), func(tx *engine.Tx) error {
			if _, err := tx.Exec(`delete from contract_forecasts where contract_id in ($1, $2)`, folded, read); err != nil {
				return err
			}
			_, err := tx.Exec(`update contract_states set booked = 0 where contract_id = $1`, read) // as if another program had booked it
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if done := through(t, w, "2026-02-28"); done.Contracts != 3 {
			t.Errorf("got %+v, want all closed", done)
		}
		if got, want := stand(t, db, foreseen), stand(t, db, folded); got != want {
			t.Errorf("got\n%s\nwant as without a forecast\n%s", got, want)
		}
		if got, want := stand(t, db, folded), stand(t, db, read); got != want {
			t.Errorf("got\n%s\nwant as when the ledger is read\n%s", got, want)
		}
		clean(t, w)
		through(t, w, "2026-04-30")
		clean(t, w)
	})
}

func TestAForecastIsOvertakenByWhatHappens(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w, c, by := setup(t, db)
		through(t, w, "2026-02-27")
		if n := forecasts(t, db, day("2026-02-28")); n != 1 {
			t.Fatalf("got %d forecasts, want one", n)
		}
		before := look(t, w, by, c).State.Principal
		_, err := w.Servicing.Record(t.Context(), access.System("desk"), "C1", []servicing.Entry{{
			Key: "lockbox:1", Effective: day("2026-02-27"), Body: contract.Payment{Amount: 57000, Method: "check"},
		}})
		if err != nil {
			t.Fatal(err)
		}
		if done := through(t, w, "2026-02-28"); done.Contracts != 1 {
			t.Errorf("got %+v", done)
		}
		if after := look(t, w, by, c).State.Principal; after >= before {
			t.Errorf("got %d, want less than %d: the payment counts", after, before)
		}
		clean(t, w)
	})
}
