package app_test

import (
	"errors"
	"log/slog"
	"net/http"
	"testing"
	"time"

	"marque/internal/app"
	"marque/internal/app/apptest"
	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
	"marque/internal/store/queue"
)

// telling is lines that say when something new stands in them.
type telling struct {
	lines
	more chan struct{}
}

// Write implements io.Writer.
func (l *telling) Write(b []byte) (int, error) {
	n, err := l.lines.Write(b)
	select {
	case l.more <- struct{}{}:
	default:
	}
	return n, err
}

func (l *telling) await(t *testing.T, what string) {
	t.Helper()
	late := time.After(patience)
	for l.count(what) == 0 {
		select {
		case <-l.more:
		case <-late:
			t.Fatalf("waited %s for a line %s", patience, what)
		}
	}
}

func TestNoLoggerOfTheProgramSaysWhatMustNotBeInALog(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		said := telling{more: make(chan struct{}, 1)}
		w := apptest.OpenChanged(t, db, apptest.NewClock("2026-11-20T15:00:00Z"), func(o *app.Options) {
			o.Log = slog.New(slog.NewTextHandler(&said, nil))
		})
		const address = "ann.lee@example.com"
		w.Log.Error("of the program "+address, "error", errors.New("no user "+address))

		// net/http writes to ErrorLog when a handler panics; the queue when a job's arguments cannot be read.
		s := serve(t, w.App, http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic("of the server " + address) }))
		if r, err := http.Get(s.url); err == nil {
			r.Body.Close()
		}
		err := db.Write(t.Context(), func(tx *engine.Tx) error {
			return queue.Add(tx, queue.Job{Kind: "of the queue " + address, Args: address})
		})
		if err != nil {
			t.Fatal(err)
		}
		said.await(t, "of the queue")
		s.end(t)
		for _, who := range []string{"of the program", "of the server", "of the queue"} {
			if said.count(who) == 0 {
				t.Errorf("nothing %s was logged: the test did not test", who)
			}
		}
		if said.count("ann.lee") > 0 || said.count("[e-mail]") < 4 {
			t.Errorf("got %s", said.text.String())
		}
	})
}
