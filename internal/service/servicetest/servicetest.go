// Package servicetest is the world that tests of the services stand in: a real database, a clock that the test moves, real keys, and an
// outbox to look into. Nothing of ours is replaced by a double.
package servicetest

import (
	"context"
	"errors"
	"io"
	"path/filepath"
	"regexp"
	"slices"
	"sync"
	"testing"
	"time"

	"marque/internal/core/access"
	"marque/internal/core/contract"
	"marque/internal/core/feed"
	"marque/internal/core/identity"
	"marque/internal/core/notice"
	"marque/internal/courier"
	"marque/internal/door"
	"marque/internal/hashing"
	"marque/internal/id"
	"marque/internal/seal"
	"marque/internal/store/audits"
	"marque/internal/store/contracts"
	"marque/internal/store/engine"
	"marque/internal/store/outbox"
	"marque/internal/store/parties"
)

// Brand is the brand of everything in the world.
const Brand = "aurelia"

// World is what services are made of.
type World struct {
	DB        *engine.DB
	Door      *door.Door
	Box       *seal.Box
	IDs       *id.Source
	Passwords *hashing.Passwords
	Courier   *courier.Courier

	t   testing.TB
	mu  sync.Mutex
	now time.Time
}

// New makes a world over a database. Its clock stands at noon of 20 November 2026; its password hashes are cheap. Randomness comes in, crypto/rand's unless a test wants its own.
func New(t testing.TB, db *engine.DB, random io.Reader) *World {
	t.Helper()
	box, err := seal.Load(filepath.Join(t.TempDir(), "keys.json"), true)
	if err != nil {
		t.Fatal(err)
	}
	w := &World{DB: db, Box: box, t: t, now: time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)}
	w.IDs = id.NewSource(w.Now, random)
	w.Door = door.New(db, w.IDs, w.Now)
	w.Passwords, err = hashing.New(hashing.Config{Box: w.Box, Random: random, Slots: 2, Cost: identity.Cost{MemoryKiB: 64, Passes: 1, Threads: 1}})
	if err != nil {
		t.Fatal(err)
	}
	w.Courier = courier.New(courier.Deps{Box: w.Box, IDs: w.IDs, Now: w.Now, Zone: time.UTC, Brands: map[string]notice.Brand{
		Brand: {Key: Brand, Name: "Aurelia Motor Finance", Site: "https://aurelia.example", Phone: "1-800-555-0100"},
	}})
	return w
}

// Now is the world's clock.
func (w *World) Now() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now
}

// Advance moves the clock.
func (w *World) Advance(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = w.now.Add(d)
}

// Write runs a transaction past the door: for what a test needs to stand there already.
func (w *World) Write(fn func(tx *engine.Tx) error) {
	w.t.Helper()
	if err := w.DB.Write(context.Background(), fn); err != nil {
		w.t.Fatal(err)
	}
}

// Contract makes a contract with these people on it and returns their ids.
func (w *World) Contract(number, vin string, people ...parties.Party) []access.PartyID {
	w.t.Helper()
	var made []access.PartyID
	w.Write(func(tx *engine.Tx) error {
		made = nil
		c := contracts.Contract{ID: id.New[contract.Contract](w.IDs), VIN: vin, Opened: w.Now()}
		c.Terms.Number, c.Terms.Brand = number, Brand
		if err := contracts.Insert(tx, c); err != nil {
			return err
		}
		var members []parties.Member
		for i := range people {
			p := &people[i]
			p.ID, p.Source, p.Ref = id.New[access.Party](w.IDs), "test", number+string(rune('a'+i))
			p.Told = feed.Told{At: w.Now(), By: "test"}
			made = append(made, p.ID)
			members = append(members, parties.Member{Contract: c.ID, Party: p.ID, Role: "borrower", Position: i})
		}
		if err := parties.New(w.Box).Insert(tx, people); err != nil {
			return err
		}
		return parties.Attach(tx, members)
	})
	return made
}

// Messages returns everything in the outbox, newest first, with its letters open.
func (w *World) Messages() []outbox.Message {
	w.t.Helper()
	all, err := outbox.Recent(w.DB.Reader(context.Background()), w.Box, notice.MessageID{})
	if err != nil {
		w.t.Fatal(err)
	}
	return all
}

var sixDigits = regexp.MustCompile(`\b\d{6}\b`)

// Code returns the code in the newest message to an address, or nothing.
func (w *World) Code(to string) string {
	w.t.Helper()
	for _, m := range w.Messages() {
		if m.To == to {
			return sixDigits.FindString(m.Letter.Text)
		}
	}
	return ""
}

// Audit returns what the audit has on a subject, oldest first: "action: note".
func (w *World) Audit(on access.Subject) []string {
	w.t.Helper()
	rows, err := audits.On(w.DB.Reader(context.Background()), on)
	if err != nil {
		w.t.Fatal(err)
	}
	var lines []string
	for _, r := range slices.Backward(rows) {
		lines = append(lines, string(r.Action)+": "+r.Note)
	}
	return lines
}

// ChangeKeys brings new keys into use, as a rotation does that has not sealed anything anew yet; the old ones are still known.
func (w *World) ChangeKeys() {
	w.t.Helper()
	if err := errors.Join(w.Box.Stage(), w.Box.Promote(w.Now())); err != nil {
		w.t.Fatal(err)
	}
}
