package texts_test

import (
	"crypto/rand"
	"errors"
	"testing"
	"time"

	"marque/internal/core/notice"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
	"marque/internal/store/texts"
)

func TestAPhoneThatSaidStopGetsNoTextsUntilItSaysStart(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		g, ids := texts.New(notice.Reach{}, box()), id.NewSource(noon, rand.Reader)
		say := func(word notice.Word, at time.Time) {
			t.Helper()
			err := db.Write(t.Context(), func(tx *engine.Tx) error { return texts.Add(tx, box(), id.New[texts.Reply](ids), us, word, at) })
			if err != nil {
				t.Fatal(err)
			}
		}
		if s, err := g.Standing(db.Reader(t.Context()), us); err != nil || s.Stopped || !s.Since.IsZero() || s.Name == "" {
			t.Errorf("got %+v, %v of a phone that never wrote", s, err)
		}
		say(notice.WordStop, noon())
		say(notice.WordHelp, noon().Add(time.Second)) // changes nothing
		why, err := g.Closed(db.Reader(t.Context()), us, noon())
		if s, ok := errors.AsType[*texts.Stopped](why); err != nil || !ok || !s.Since.Equal(noon()) {
			t.Fatalf("got %v, %v", why, err)
		}
		if got := spend(t, db, g, us, noon()); got != fault.Invalid.String() {
			t.Errorf("got %q, want a text refused", got)
		}
		if got := spend(t, db, g, german, noon()); got != "" {
			t.Errorf("got %q for another phone", got)
		}
		err = db.Write(t.Context(), func(tx *engine.Tx) (err error) { why, err = g.Answer(tx, us, noon()); return err })
		if err != nil || why != nil {
			t.Errorf("got %v, %v, want an answer let through", why, err)
		}
		if n, err := texts.Asked(db.Reader(t.Context()), box(), us, noon()); err != nil || n != 1 {
			t.Errorf("got %d, %v", n, err)
		}
		say(notice.WordStart, noon().Add(time.Minute))
		if got := spend(t, db, g, us, noon()); got != "" {
			t.Errorf("got %q after START", got)
		}
	})
}
