package engine_test

import (
	"context"
	"errors"
	"testing"

	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
)

// setting reads how a transaction of the database waits for the disk.
func setting(tx *engine.Tx, db *engine.DB) (string, error) {
	text := `select case synchronous when 2 then 'on' else 'off' end from pragma_synchronous`
	if db.Postgres() {
		// The tests' own server may wait for no disk at all: what counts is who said so.
		text = `select case when setting = 'off' and source = 'session' then 'off' else 'on' end from pg_settings where name = 'synchronous_commit'`
	}
	var out string
	return out, tx.QueryRow(text).Scan(&out)
}

func TestAWriteThatIsSoonOnTheDiskIsSeenAtOnceAndOnlyThatOneDoesNotWait(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		ask := func(write func(context.Context, func(*engine.Tx) error) error, end error) string {
			t.Helper()
			var got string
			err := write(t.Context(), func(tx *engine.Tx) (err error) {
				if _, err = tx.Exec(`insert into text_counts (span, country, began, used) values ('day', $1, 1, 1) on conflict (span, country, began)
					do update set used = text_counts.used + 1`, "x"); err != nil {
					return err
				}
				if got, err = setting(tx, db); err != nil {
					return err
				}
				return end
			})
			if !errors.Is(err, end) {
				t.Fatal(err)
			}
			return got
		}
		broken := errors.New("taken back")
		for _, end := range []error{nil, broken, nil} {
			if got := ask(db.WriteSoon, end); got != "off" {
				t.Errorf("got %s, want no wait for the disk", got)
			}
			if got := ask(db.Write, end); got != "on" {
				t.Errorf("got %s after a write that does not wait, want the next to wait", got)
			}
		}
		var used int
		if err := db.Reader(t.Context()).QueryRow(`select used from text_counts where country = 'x'`).Scan(&used); err != nil || used != 4 {
			t.Errorf("got %d, %v, want the four that were not taken back", used, err)
		}
	})
}
