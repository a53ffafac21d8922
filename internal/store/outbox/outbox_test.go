package outbox_test

import (
	"bytes"
	"crypto/rand"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"marque/internal/core/access"
	"marque/internal/core/contract"
	"marque/internal/core/notice"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/seal"
	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
	"marque/internal/store/outbox"
)

func TestMain(m *testing.M) { enginetest.Main(m) }

func start() time.Time { return time.Date(2026, time.November, 22, 15, 0, 0, 0, time.UTC) }

// desk is a database with one party and a box.
type desk struct {
	t     *testing.T
	db    *engine.DB
	box   *seal.Box
	ids   *id.Source
	party access.PartyID
}

func setup(t *testing.T, db *engine.DB) desk {
	ids := id.NewSource(start, rand.Reader)
	return desk{t: t, db: db, box: seal.NewTest(), ids: ids, party: id.New[access.Party](ids)}
}

func (d desk) message() outbox.Message {
	return outbox.Message{
		ID: id.New[notice.Message](d.ids), Channel: notice.Mail, Kind: notice.KindSignInCode, Brand: "aurelia", Party: d.party,
		Contract: id.New[contract.Contract](d.ids), Reference: "7K4M-2Q9X", To: "maya@example.com",
		Letter:  notice.Letter{Subject: "Your sign-in code", Text: "Code 491827", HTML: "<p>Code 491827</p>"},
		Record:  notice.Letter{Subject: "Your sign-in code", Text: "Code ••••••"},
		Created: start(), NotBefore: start(), Expires: start().Add(10 * time.Minute),
	}
}

func (d desk) write(fn func(*engine.Tx) error) {
	d.t.Helper()
	if err := d.db.Write(d.t.Context(), fn); err != nil {
		d.t.Fatal(err)
	}
}

func (d desk) add(m outbox.Message) bool {
	d.t.Helper()
	var added bool
	d.write(func(tx *engine.Tx) (err error) { added, err = outbox.Add(tx, d.box, m); return err })
	return added
}

func (d desk) take(m outbox.Message, now time.Time) (outbox.Message, bool) {
	d.t.Helper()
	var got outbox.Message
	var ok bool
	d.write(func(tx *engine.Tx) (err error) {
		got, ok, err = outbox.Take(tx, d.box, m.ID, now, time.Minute)
		return err
	})
	return got, ok
}

func (d desk) finish(m outbox.Message, o outbox.Outcome) error {
	d.t.Helper()
	return d.db.Write(d.t.Context(), func(tx *engine.Tx) error { return outbox.Finish(tx, m, o, start().Add(time.Second)) })
}

func (d desk) byID(m outbox.Message) outbox.Message {
	d.t.Helper()
	got, err := outbox.ByID(d.db.Reader(d.t.Context()), d.box, m.ID)
	if err != nil {
		d.t.Fatal(err)
	}
	return got
}

func TestAMessageComesBackAsItWasAdded(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		d := setup(t, db)
		m := d.message()
		d.add(m)
		want := m
		want.State = outbox.Queued
		if got := d.byID(m); got != want {
			t.Errorf("got %+v, want %+v", got, want)
		}
		bare := d.message()
		bare.Party, bare.Contract = access.PartyID{}, contract.ID{}
		d.add(bare)
		if got := d.byID(bare); !got.Party.IsZero() || !got.Contract.IsZero() {
			t.Errorf("got %v and %v, want none", got.Party, got.Contract)
		}
	})
}

func TestNothingPersonalIsReadableAtRest(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		d := setup(t, db)
		d.add(d.message())
		var recipient, letter, record []byte
		err := db.Reader(t.Context()).QueryRow(`select recipient, letter, record from outbox`).Scan(&recipient, &letter, &record)
		if err != nil {
			t.Fatal(err)
		}
		all := bytes.Join([][]byte{recipient, letter, record}, nil)
		for _, secret := range []string{"maya", "example.com", "491827", "sign-in"} {
			if bytes.Contains(all, []byte(secret)) {
				t.Errorf("%q is readable in the row", secret)
			}
		}
	})
}

func TestAMessageOfTheSameNameIsAddedOnce(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		d := setup(t, db)
		first, second, other := d.message(), d.message(), d.message()
		first.Once, second.Once = "statement/1", "statement/1"
		if !d.add(first) || d.add(second) || !d.add(other) {
			t.Error("got another count, want the first and the unnamed one only")
		}
		if got := d.byID(first).Once; got != "statement/1" {
			t.Errorf("got %q", got)
		}
	})
}

func TestAnIncompleteMessageIsRefused(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		d := setup(t, db)
		for name, change := range map[string]func(*outbox.Message){
			"no id":      func(m *outbox.Message) { m.ID = notice.MessageID{} },
			"no address": func(m *outbox.Message) { m.To = "" },
			"no words":   func(m *outbox.Message) { m.Letter = notice.Letter{} },
			"no record":  func(m *outbox.Message) { m.Record = notice.Letter{} },
			"no end":     func(m *outbox.Message) { m.Expires = m.NotBefore },
			"too long":   func(m *outbox.Message) { m.Letter.Text = strings.Repeat("x", 1<<17) },
		} {
			m := d.message()
			change(&m)
			err := db.Write(t.Context(), func(tx *engine.Tx) error { _, err := outbox.Add(tx, d.box, m); return err })
			if fault.Of(err) == nil {
				t.Errorf("%s: got %v, want a fault", name, err)
			}
		}
	})
}

func TestAMessageIsSentOnceAndThenItsSecretsAreGone(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		d := setup(t, db)
		m := d.message()
		d.add(m)
		taken, ok := d.take(m, start())
		if !ok || taken.Letter.Text != "Code 491827" || taken.Attempts != 1 {
			t.Fatalf("got %+v, %v", taken, ok)
		}
		if err := d.finish(taken, outbox.Outcome{State: outbox.Sent, DriverID: "srv-1"}); err != nil {
			t.Fatal(err)
		}
		got := d.byID(m)
		if got.State != outbox.Sent || got.DriverID != "srv-1" || !got.Changed.Equal(start().Add(time.Second)) || got.Letter.Text != "" || got.Record.Text == "" {
			t.Errorf("got %+v, want it sent and the letter gone", got)
		}
		if _, ok := d.take(m, start().Add(time.Hour)); ok {
			t.Error("a sent message was taken again")
		}
	})
}

func TestADemoKeepsWhatItSent(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		d := setup(t, db)
		m := d.message()
		d.add(m)
		taken, _ := d.take(m, start())
		if err := d.finish(taken, outbox.Outcome{State: outbox.Sent, Keep: true}); err != nil {
			t.Fatal(err)
		}
		rows, err := outbox.Recent(db.Reader(t.Context()), d.box, notice.MessageID{})
		if err != nil || len(rows) != 1 || rows[0].Letter.Text != "Code 491827" {
			t.Errorf("got %+v, %v, want the letter with its code", rows, err)
		}
	})
}

func TestTheLimitsOfALease(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		d := setup(t, db)
		m := d.message()
		d.add(m)
		if _, ok := d.take(m, start().Add(-time.Microsecond)); ok {
			t.Error("taken before its time")
		}
		first, ok := d.take(m, start())
		if !ok {
			t.Fatal("not taken at its time")
		}
		if _, ok := d.take(m, start().Add(time.Minute-time.Microsecond)); ok {
			t.Error("taken during another's lease")
		}
		second, ok := d.take(m, start().Add(time.Minute))
		if !ok || second.Attempts != 2 {
			t.Fatalf("got %v, %v, want it taken after the lease", second.Attempts, ok)
		}
		if err := d.finish(first, outbox.Outcome{State: outbox.Sent}); !fault.Is(err, fault.Conflict) {
			t.Errorf("got %v, want the late first hand refused", err)
		}
		if err := d.finish(second, outbox.Outcome{State: outbox.Queued, Reason: "Away."}); err != nil {
			t.Fatal(err)
		}
		if third, ok := d.take(m, start().Add(time.Minute)); !ok || third.Letter.Text == "" || third.Reason != "Away." {
			t.Errorf("got %+v, want a message that was given back to be whole and free", third)
		}
	})
}

func TestOfManyHandsOneTakesTheMessage(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		d := setup(t, db)
		m := d.message()
		d.add(m)
		const hands = 16
		got := make([]bool, hands)
		errs := make([]error, hands)
		var all sync.WaitGroup
		for i := range hands {
			all.Go(func() {
				errs[i] = db.Write(t.Context(), func(tx *engine.Tx) (err error) {
					_, got[i], err = outbox.Take(tx, d.box, m.ID, start(), time.Minute)
					return err
				})
			})
		}
		all.Wait()
		count := 0
		for i := range hands {
			if errs[i] != nil {
				t.Fatal(errs[i])
			}
			if got[i] {
				count++
			}
		}
		if count != 1 {
			t.Errorf("got %d hands with the message, want 1", count)
		}
	})
}

func TestAPartySeesItsOwnMessagesNewestFirstPageByPage(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		d := setup(t, db)
		const mine = outbox.MostListed + 3
		d.write(func(tx *engine.Tx) error {
			for i := range mine + 1 {
				m := d.message()
				m.Record.Subject = fmt.Sprint(i)
				if i == mine {
					m.Party = id.New[access.Party](d.ids)
				}
				if _, err := outbox.Add(tx, d.box, m); err != nil {
					return err
				}
			}
			return nil
		})
		r := db.Reader(t.Context())
		page, err := outbox.Of(r, d.box, d.party, notice.MessageID{})
		if err != nil || len(page) != outbox.MostListed || page[0].Record.Subject != fmt.Sprint(mine-1) || page[0].Letter.Text != "" {
			t.Fatalf("got %d rows, %v, want a full page from the newest, letters closed", len(page), err)
		}
		rest, err := outbox.Of(r, d.box, d.party, page[len(page)-1].ID)
		if err != nil || len(rest) != 3 || rest[2].Record.Subject != "0" {
			t.Errorf("got %d rows, %v, want the last three", len(rest), err)
		}
	})
}

func TestDueFindsWhatIsLateAndFree(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		d := setup(t, db)
		late, held, future, done := d.message(), d.message(), d.message(), d.message()
		future.NotBefore = start().Add(time.Minute)
		for _, m := range []outbox.Message{late, held, future, done} {
			d.add(m)
		}
		d.take(held, start())
		taken, _ := d.take(done, start())
		if err := d.finish(taken, outbox.Outcome{State: outbox.Failed}); err != nil {
			t.Fatal(err)
		}
		got, err := outbox.Due(db.Reader(t.Context()), start(), start())
		if err != nil || len(got) != 1 || got[0] != late.ID {
			t.Errorf("got %v, %v, want only the late one", got, err)
		}
	})
}

func TestADeliveryReportIsKeptAndADeliveryWins(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		d := setup(t, db)
		m := d.message()
		d.add(m)
		report := func(r outbox.Report) error {
			return db.Write(t.Context(), func(tx *engine.Tx) error { return outbox.SetReport(tx, m.ID, r) })
		}
		if err := report(outbox.Delivered); !fault.Is(err, fault.NotFound) {
			t.Errorf("got %v, want a report on what was not sent refused", err)
		}
		taken, _ := d.take(m, start())
		if err := d.finish(taken, outbox.Outcome{State: outbox.Sent}); err != nil {
			t.Fatal(err)
		}
		for _, r := range []outbox.Report{outbox.Undelivered, outbox.Delivered, outbox.Undelivered} {
			if err := report(r); err != nil {
				t.Fatal(err)
			}
		}
		if got := d.byID(m).Report; got != outbox.Delivered {
			t.Errorf("got %s, want delivered", got)
		}
	})
}

func TestAMessageThatIsNotThereIsNotFound(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		d := setup(t, db)
		if _, err := outbox.ByID(db.Reader(t.Context()), d.box, d.message().ID); !fault.Is(err, fault.NotFound) {
			t.Errorf("got %v, want not found", err)
		}
	})
}
