package signin_test

import (
	"context"
	"crypto/rand"
	"fmt"
	"testing"
	"time"

	"marque/internal/core/identity"
	"marque/internal/fault"
	"marque/internal/service/signin"
	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
)

// another is a process of its own over the same database: it shares no memory with the first.
func (w *town) another() *signin.Service {
	return signin.New(signin.Deps{
		Door: w.Door, Box: w.Box, Now: w.Now, IDs: w.IDs, Random: rand.Reader, Passwords: w.Passwords, Courier: w.Courier,
		Limits: identity.DefaultLimits(),
	})
}

// Counters are the database's: neither a second process nor a restart gives a guesser more tries.
func TestProcessesShareEveryCounterAndARestartForgetsNone(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db, "")
		for i := range 5 {
			wrong := signin.Attempt{Identifier: "mia.nguyen", Password: "wrong"}
			if _, err := w.another().Start(t.Context(), w.from, wrong); err == nil || signin.PausedOf(err) != nil {
				t.Fatalf("attempt %d: got %v", i, err)
			}
		}
		if _, err := w.start(w.from, "mia.nguyen", password); signin.PausedOf(err) == nil {
			t.Errorf("the first process has not heard of the others' failures: %v", err)
		}
		w.Advance(30 * time.Second)
		step, err := w.start(w.from, "mia.nguyen", password)
		if err != nil {
			t.Fatal(err)
		}
		right := w.Code(phone)
		for i := range identity.CodeTries {
			guess := fmt.Sprintf("%06d", i)
			if guess == right {
				guess = "999999"
			}
			if _, err := w.another().Code(t.Context(), w.from, step.Ask.Token, guess, false); err == nil {
				t.Fatal("a wrong code signs in")
			}
		}
		if _, err := w.signin.Code(t.Context(), w.from, step.Ask.Token, right, false); err == nil {
			t.Error("the right code works after five wrong ones elsewhere")
		}
	})
}

// A thousand wrong passwords from a thousand networks open nothing, cost few comparisons, and leave the owner every way in.
func TestAnAttackFromEverywhereOpensNothingAndShutsNobodyOut(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db, "")
		known := w.from
		known.Device = w.enter(t, w.from, false).Device
		const attempts = 1000
		w.parallel(attempts, func(i int) {
			from := w.from
			from.Network = fmt.Sprintf("10.%d.%d.0/24", i/256, i%256)
			step, err := w.signin.Start(context.Background(), from, signin.Attempt{Identifier: "mia.nguyen", Password: fmt.Sprint("guess ", i)})
			if err == nil || step.Ask != nil || step.In != nil {
				t.Errorf("guess %d: got %+v, %v", i, step, err)
			}
		})
		compared := 0
		for _, line := range w.everyAudit(t) {
			if line == "wrong password" {
				compared++
			}
		}
		if compared != 10 {
			t.Errorf("got %d comparisons of %d attempts, want the ten before the lock", compared, attempts)
		}
		if step, err := w.start(known, "mia.nguyen", password); err != nil || step.Ask == nil {
			t.Errorf("the owner at home: got %+v, %v", step, err)
		}
	})
}

// everyAudit returns the notes of all refusals.
func (w *town) everyAudit(t *testing.T) []string {
	t.Helper()
	rows, err := w.DB.Reader(t.Context()).Query(`select note from audits where action = 'sign_in.refuse'`)
	notes, err := engine.All(rows, err, func(rows *engine.Rows) (string, error) {
		var note string
		err := rows.Scan(&note)
		return note, err
	})
	if err != nil {
		t.Fatal(err)
	}
	return notes
}

// The stamps of forms and the failures that make them harder are the database's too.
func TestProcessesShareStampsAndMisses(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db, "")
		g := identity.Signer{Work: identity.DefaultWork(), MACs: w.Box.MACs}
		text, err := g.New(rand.Reader, w.from.Network, 0, w.Now())
		if err != nil {
			t.Fatal(err)
		}
		stamp, _, err := g.Read(text, "", w.from.Network, w.Now())
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.another().Stamped(t.Context(), g.Work, stamp, w.from.Network, true); err != nil {
			t.Fatal(err)
		}
		if _, err := w.signin.Stamped(t.Context(), g.Work, stamp, w.from.Network, true); !fault.Is(err, fault.Conflict) {
			t.Errorf("a stamp that another process took: got %v, want a conflict", err)
		}
		for range 8 {
			if err := w.another().Missed(t.Context(), w.from.Network); err != nil {
				t.Fatal(err)
			}
		}
		if level, err := w.signin.Level(t.Context(), w.from.Network); err != nil || level != 2 {
			t.Errorf("after eight failures elsewhere: got level %d, %v, want 2", level, err)
		}
		for i := range identity.DefaultLimits().Unsolved.LockWithin + 1 {
			stamp.Nonce = fmt.Sprint("unsolved ", i)
			_, err := w.another().Stamped(t.Context(), identity.EasyWork(), stamp, "192.0.2.0/24", false)
			if last := i == identity.DefaultLimits().Unsolved.LockWithin; fault.Is(err, fault.TooMany) != last {
				t.Errorf("unsolved form %d: got %v", i+1, err)
			}
		}
	})
}
