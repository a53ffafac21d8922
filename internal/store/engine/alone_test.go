package engine_test

import (
	"errors"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"marque/internal/store/engine"
)

func TestManyMayStartAtOnceOnANewFile(t *testing.T) {
	t.Parallel()
	for range 3 {
		path := filepath.Join(t.TempDir(), "new", "marque.db")
		var all sync.WaitGroup
		for range 8 { // each with connections of its own, as processes have
			all.Go(func() {
				db, err := engine.Open(t.Context(), engine.Config{Path: path, Readers: 1})
				if err != nil {
					t.Errorf("open: %v", err)
					return
				}
				if err := errors.Join(db.Migrate(t.Context()), db.Close()); err != nil {
					t.Errorf("migrate: %v", err)
				}
			})
		}
		all.Wait()
		entries, err := os.ReadDir(filepath.Dir(path))
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			if info, err := e.Info(); err != nil || info.Mode().Perm() != 0o600 {
				t.Errorf("%s: got mode %v, %v, want 0600", e.Name(), info.Mode(), err)
			}
		}
	}
}

func TestOnlyOneIsAloneAtATime(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "marque.db")
	inside, most := 0, 0
	var mu sync.Mutex
	change := func(by int) {
		mu.Lock()
		defer mu.Unlock()
		inside += by
		most = max(most, inside)
	}
	var all sync.WaitGroup
	for range 6 {
		all.Go(func() {
			db, err := engine.Open(t.Context(), engine.Config{Path: path, Readers: 1})
			if err != nil {
				t.Error(err)
				return
			}
			err = db.Alone(t.Context(), func() error { change(1); defer change(-1); return db.Ping(t.Context()) })
			if err := errors.Join(err, db.Close()); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if most != 1 {
		t.Errorf("got %d at once, want one", most)
	}
}
