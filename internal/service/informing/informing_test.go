package informing_test

import (
	"crypto/rand"
	"fmt"
	"testing"
	"time"

	"marque/internal/core/access"
	"marque/internal/core/incident"
	"marque/internal/core/notice"
	"marque/internal/courier"
	"marque/internal/fault"
	"marque/internal/service/informing"
	"marque/internal/service/servicetest"
	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
	"marque/internal/store/outbox"
	"marque/internal/store/texts"
)

func TestMain(m *testing.M) { enginetest.Main(m) }

// admin is who works at the command line.
var admin = access.System("admin")

func setup(t *testing.T, db *engine.DB) (*servicetest.World, *informing.Service) {
	t.Helper()
	w := servicetest.New(t, db, rand.Reader)
	s := informing.New(informing.Deps{Door: w.Door, Now: w.Now, IDs: w.IDs, Texts: texts.New(notice.Reach{PerDay: 2}, w.Box), Brands: []string{"aurelia", "norden"}})
	return w, s
}

// board is how things stand after a reading.
func board(t *testing.T, s *informing.Service) informing.Board {
	t.Helper()
	b, err := s.Refresh(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestAnIncidentStandsOnTheBoardFromItsBeginningToItsEnd(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w, s := setup(t, db)
		open := func(brand string) int { return len(s.Board().In(brand, incident.Going, w.Now())) }
		if open("aurelia") != 0 {
			t.Error("an incident before there is one")
		}
		i, err := s.Add(t.Context(), admin, informing.Wish{Brand: "norden", Part: incident.Texts, Own: [3]string{"Late."}})
		if err != nil {
			t.Fatal(err)
		}
		if open("aurelia") != 0 || open("norden") != 1 || s.Board().Of(incident.Texts, "norden", w.Now()) != incident.Slow {
			t.Errorf("got %d and %d, want one for its own brand at once", open("aurelia"), open("norden"))
		}
		if _, err := s.Add(t.Context(), admin, informing.Wish{Part: incident.Site, From: w.Now().Add(time.Hour), Until: w.Now().Add(2 * time.Hour)}); err != nil {
			t.Fatal(err)
		}
		if _, err := s.End(t.Context(), admin, i.ID); err != nil || open("norden") != 0 {
			t.Errorf("got %v and %d open, want none after the end", err, open("norden"))
		}
		w.Advance(90 * time.Minute)
		if open("norden") != 1 {
			t.Error("planned work did not begin")
		}
		w.Advance(time.Hour)
		now, err := s.List(t.Context(), admin, false)
		past, pastErr := s.List(t.Context(), admin, true)
		if err != nil || pastErr != nil || len(now) != 0 || len(past) != 2 || past[1].Own[0] != "Late." {
			t.Errorf("got %v, %v and %v, %v", now, err, past, pastErr)
		}
		if audit := w.Audit(access.OnSystem("incidents")); len(audit) != 3 {
			t.Errorf("got %v, want all that was told on record", audit)
		}
	})
}

func TestWhatCannotBeToldIsRefused(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		_, s := setup(t, db)
		if _, err := s.Add(t.Context(), admin, informing.Wish{Part: incident.Site, Brand: "lada"}); !fault.Is(err, fault.Invalid) {
			t.Errorf("got %v for a brand that is not there", err)
		}
		if _, err := s.Add(t.Context(), access.Anonymous(), informing.Wish{Part: incident.Site}); !fault.Is(err, fault.SignedOut) {
			t.Errorf("got %v for a stranger", err)
		}
		var last incident.Incident
		for range incident.MostOpen {
			var err error
			if last, err = s.Add(t.Context(), admin, informing.Wish{Part: incident.Site}); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := s.Add(t.Context(), admin, informing.Wish{Part: incident.Site}); !fault.Is(err, fault.Conflict) {
			t.Errorf("got %v for one too many", err)
		}
		if _, err := s.End(t.Context(), admin, last.ID); err != nil {
			t.Fatal(err)
		}
		if _, err := s.End(t.Context(), admin, last.ID); !fault.Is(err, fault.Conflict) {
			t.Errorf("got %v for a second end", err)
		}
	})
}

func TestTheBoardShowsWhetherLettersAndTextsLeave(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w, s := setup(t, db)
		var ids []notice.MessageID
		for i := range 3 {
			w.Write(func(tx *engine.Tx) error {
				id, err := w.Courier.Send(tx, courier.Parcel{
					Notice: notice.SignInCode{Code: "123456", Minutes: 60}, By: notice.Mail, To: fmt.Sprintf("p%d@example.com", i), Brand: servicetest.Brand, Valid: time.Hour,
				})
				ids = append(ids, id)
				return err
			})
		}
		if b := board(t, s); b.Mail.Waiting != 3 || b.Of(incident.Mail, servicetest.Brand, w.Now()) != incident.Working {
			t.Errorf("got %+v, want three letters that have just been written", b.Mail)
		}
		w.Advance(16 * time.Minute)
		b := board(t, s)
		if b.Of(incident.Mail, servicetest.Brand, w.Now()) != incident.Down || b.Of(incident.Texts, servicetest.Brand, w.Now()) != incident.Working {
			t.Errorf("got %+v and %+v, want only letters down", b.Mail, b.Texts)
		}
		w.Write(func(tx *engine.Tx) error {
			m, _, err := outbox.Take(tx, w.Box, ids[0], w.Now(), time.Minute)
			if err != nil {
				return err
			}
			return outbox.Finish(tx, m, outbox.Outcome{State: outbox.Sent}, w.Now())
		})
		if b := board(t, s); b.Mail.Waiting != 2 || b.Of(incident.Mail, servicetest.Brand, w.Now()) != incident.Working {
			t.Errorf("got %+v, want two that a server puts off", b.Mail)
		}
		w.Write(func(tx *engine.Tx) error {
			gate := texts.New(notice.Reach{PerDay: 2}, w.Box)
			for range 2 {
				if why, err := gate.Spend(tx, "+12015550142", w.Now()); why != nil || err != nil {
					return err
				}
			}
			return nil
		})
		if b := board(t, s); b.Of(incident.Texts, servicetest.Brand, w.Now()) != incident.Down {
			t.Errorf("got %+v after the day's last text", b.Texts)
		}
	})
}

func TestADatabaseThatIsAwayTakesNothingOffTheBoard(t *testing.T) {
	t.Parallel()
	db := enginetest.SQLite(t)
	w, s := setup(t, db)
	read := board(t, s)
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	w.Advance(time.Minute)
	if _, err := s.Refresh(t.Context()); err == nil || !s.Board().Read.Equal(read.Read) {
		t.Errorf("got %v and %v: a database that is away is an error, and takes nothing off the pages", err, s.Board().Read)
	}
}
