package notifying_test

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"marque/internal/core/access"
	"marque/internal/core/contract"
	"marque/internal/core/notice"
	"marque/internal/courier"
	"marque/internal/door"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/seal"
	"marque/internal/service/notifying"
	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
	"marque/internal/store/outbox"
	"marque/internal/store/queue"
)

func TestMain(m *testing.M) { enginetest.Main(m) }

// outside stands for a mail server or a text gateway: what it got, and what it answers next.
type outside struct {
	mu     sync.Mutex
	got    []notice.Envelope
	answer error
	during func()
}

func (o *outside) Send(_ context.Context, e notice.Envelope) (string, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.during != nil {
		o.during()
	}
	if o.answer != nil {
		return "", o.answer
	}
	o.got = append(o.got, e)
	return "srv-1", nil
}

// house is the service over a real store with a clock that a test moves.
type house struct {
	*testing.T
	db         *engine.DB
	box        *seal.Box
	now        time.Time
	mail, text *outside
	courier    *courier.Courier
	service    *notifying.Service
	maya       access.PartyID
}

func setup(t *testing.T, db *engine.DB) *house {
	box, err := seal.Load(filepath.Join(t.TempDir(), "keys.json"), true)
	if err != nil {
		t.Fatal(err)
	}
	h := &house{T: t, db: db, box: box, now: time.Date(2026, time.November, 22, 15, 0, 0, 0, time.UTC), mail: &outside{}, text: &outside{}}
	clock := func() time.Time { return h.now }
	ids := id.NewSource(clock, rand.Reader)
	h.maya = id.New[access.Party](ids)
	h.courier = courier.New(courier.Deps{Box: h.box, IDs: ids, Now: clock, Zone: time.UTC, Brands: map[string]notice.Brand{
		"norden":  {Key: "norden", Name: "Norden Leasing", Site: "https://norden.example"},
		"aurelia": {Key: "aurelia", Name: "Aurelia Motor Finance", Site: "https://aurelia.example"},
	}})
	h.service = h.with(false)
	return h
}

func (h *house) with(keep bool) *notifying.Service {
	clock := func() time.Time { return h.now }
	return notifying.New(notifying.Deps{
		Door: door.New(h.db, id.NewSource(clock, rand.Reader), clock), Box: h.box, Now: clock, Mail: h.mail, Text: h.text,
		BrandNames: map[string]string{"aurelia": "Aurelia Motor Finance"}, Keep: keep,
	})
}

func (h *house) parcel(by notice.Channel, to string) courier.Parcel {
	return courier.Parcel{
		Notice: notice.SignInCode{Code: "491827", Minutes: 10}, By: by, To: to, Brand: "aurelia", Given: "Maya", Party: h.maya,
		Contract: id.Derive[contract.Contract]("c"), Valid: 10 * time.Minute,
	}
}

func (h *house) send(p courier.Parcel) notice.MessageID {
	h.Helper()
	var message notice.MessageID
	err := h.db.Write(h.Context(), func(tx *engine.Tx) (err error) { message, err = h.courier.Send(tx, p); return err })
	if err != nil {
		h.Fatal(err)
	}
	return message
}

func (h *house) stored(message notice.MessageID) outbox.Message {
	h.Helper()
	m, err := outbox.ByID(h.db.Reader(h.Context()), h.box, message)
	if err != nil {
		h.Fatal(err)
	}
	return m
}

func (h *house) deliver(message notice.MessageID) {
	h.Helper()
	if err := h.service.Deliver(h.Context(), message); err != nil {
		h.Fatal(err)
	}
}

func TestAMessageGoesItsWayOnce(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		h := setup(t, db)
		letter, text := h.send(h.parcel(notice.Mail, "maya@customer.example")), h.send(h.parcel(notice.SMS, "+12015550142"))
		for range 2 {
			h.deliver(letter)
			h.deliver(text)
		}
		if len(h.mail.got) != 1 || len(h.text.got) != 1 {
			t.Fatalf("got %d letters and %d texts, want one each", len(h.mail.got), len(h.text.got))
		}
		got := h.mail.got[0]
		if got.To != "maya@customer.example" || got.BrandName != "Aurelia Motor Finance" || got.Valid != 10*time.Minute || !strings.Contains(got.Letter.Text, "491827") {
			t.Errorf("got %+v", got)
		}
		if !strings.Contains(got.Letter.Text, got.Reference) || got.Reference != notice.ReferenceOf(letter) {
			t.Errorf("got reference %s, want it in the letter", got.Reference)
		}
		if m := h.stored(text); m.State != outbox.Sent || m.DriverID != "srv-1" || m.Letter.Text != "" || strings.Contains(m.Record.Text, "491827") {
			t.Errorf("got %+v, want it sent and its secret gone", m)
		}
	})
}

func TestACodeIsNeverSentLate(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		h := setup(t, db)
		early, late := h.send(h.parcel(notice.SMS, "+12015550142")), h.send(h.parcel(notice.SMS, "+12015550142"))
		h.now = h.now.Add(10*time.Minute - time.Second)
		h.deliver(early)
		h.now = h.now.Add(time.Second)
		h.deliver(late)
		if len(h.text.got) != 1 || h.text.got[0].Valid != time.Second {
			t.Fatalf("got %+v, want only the one still in date, valid for a second", h.text.got)
		}
		if m := h.stored(late); m.State != outbox.Expired || m.Reason == "" || m.Letter.Text != "" {
			t.Errorf("got %+v, want it expired", m)
		}
	})
}

func TestWhatTheOutsideSaysDecides(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name   string
		answer error
		state  outbox.State
		again  bool
		reason string
	}{
		{"refused for good", fault.New(fault.Invalid, "No such mailbox (550)."), outbox.Failed, false, "No such mailbox (550)."},
		{"away", fault.New(fault.Unavailable, "The server is away."), outbox.Queued, true, "The server is away."},
		{"an error with an address in it", errors.New("to maya@customer.example: boom"), outbox.Queued, true, "The message could not be handed over."},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			enginetest.Each(t, func(t *testing.T, db *engine.DB) {
				h := setup(t, db)
				message := h.send(h.parcel(notice.Mail, "maya@customer.example"))
				h.mail.answer = c.answer
				if err := h.service.Deliver(t.Context(), message); (err != nil) != c.again {
					t.Errorf("got %v, want another attempt: %v", err, c.again)
				}
				if m := h.stored(message); m.State != c.state || m.Reason != c.reason {
					t.Errorf("got %s, %q, want %s, %q", m.State, m.Reason, c.state, c.reason)
				}
				h.mail.answer = nil
				h.deliver(message)
				if got, want := len(h.mail.got) == 1, c.again; got != want {
					t.Errorf("got sent at the next attempt: %v, want %v", got, want)
				}
			})
		})
	}
}

func TestAMessageThatNeverGoesIsGivenUp(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		h := setup(t, db)
		message := h.send(h.parcel(notice.Mail, "maya@customer.example"))
		h.mail.answer = fault.New(fault.Unavailable, "Away.")
		attempts := 0
		for ; attempts < 100; attempts++ {
			if h.service.Deliver(t.Context(), message) == nil {
				break
			}
		}
		if m := h.stored(message); m.State != outbox.Failed || m.Attempts != attempts+1 || attempts != 39 {
			t.Errorf("got %s after %d attempts", m.State, m.Attempts)
		}
	})
}

func TestTwoHandsDoNotSendTheSameMessage(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		h := setup(t, db)
		message := h.send(h.parcel(notice.Mail, "maya@customer.example"))
		h.mail.during = func() {
			if err := h.service.Deliver(t.Context(), message); !fault.Is(err, fault.Unavailable) {
				t.Errorf("got %v, want the second hand to come back later", err)
			}
		}
		h.deliver(message)
		if len(h.mail.got) != 1 {
			t.Errorf("got %d letters, want 1", len(h.mail.got))
		}
	})
}

func TestWhatWasSentIsNotedEvenWhenTheProcessStops(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		h := setup(t, db)
		message := h.send(h.parcel(notice.Mail, "maya@customer.example"))
		ctx, cancel := context.WithCancel(t.Context())
		h.mail.during = cancel
		if err := h.service.Deliver(ctx, message); err != nil {
			t.Fatal(err)
		}
		if m := h.stored(message); m.State != outbox.Sent {
			t.Errorf("got %s, want sent", m.State)
		}
	})
}

func TestAMessageWaitsForItsTime(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		h := setup(t, db)
		p := h.parcel(notice.Mail, "maya@customer.example")
		p.NotBefore = h.now.Add(time.Hour)
		message := h.send(p)
		if err := h.service.Deliver(t.Context(), message); !fault.Is(err, fault.Unavailable) {
			t.Errorf("got %v, want another attempt", err)
		}
		h.now = p.NotBefore
		h.deliver(message)
		if len(h.mail.got) != 1 || h.mail.got[0].Valid != 10*time.Minute {
			t.Errorf("got %+v, want it sent at its time with its whole validity", h.mail.got)
		}
	})
}

func TestAMessageThatIsGoneIsNobodysWork(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		h := setup(t, db)
		h.deliver(id.Derive[notice.Message]("none"))
	})
}

func TestARolledBackReasonSendsNothing(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		h := setup(t, db)
		boom := errors.New("boom")
		var message notice.MessageID
		err := db.Write(t.Context(), func(tx *engine.Tx) (err error) {
			message, err = h.courier.Send(tx, h.parcel(notice.Mail, "maya@customer.example"))
			return errors.Join(err, boom)
		})
		if !errors.Is(err, boom) {
			t.Fatal(err)
		}
		if _, err := outbox.ByID(db.Reader(t.Context()), h.box, message); !fault.Is(err, fault.NotFound) {
			t.Errorf("got %v, want no message", err)
		}
	})
}

func TestTheJobCarriesTheMessageToTheService(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		h := setup(t, db)
		done := make(chan error, 1)
		q, err := queue.New(db, queue.Config{Workers: map[string]queue.Worker{courier.Deliver: {Within: time.Minute, Do: func(ctx context.Context, args json.RawMessage, _ int) error {
			var job courier.Job
			err := errors.Join(json.Unmarshal(args, &job), h.service.Deliver(ctx, job.Message))
			done <- err
			return err
		}}}})
		if err != nil {
			t.Fatal(err)
		}
		if err := q.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		h.send(h.parcel(notice.Mail, "maya@customer.example"))
		select {
		case err = <-done:
		case <-time.After(30 * time.Second):
			err = errors.New("no job came")
		}
		if err := errors.Join(err, q.Stop(context.WithoutCancel(t.Context()))); err != nil {
			t.Fatal(err)
		}
		if len(h.mail.got) != 1 {
			t.Errorf("got %d letters, want 1", len(h.mail.got))
		}
	})
}

func TestASweepTakesUpWhatWasLost(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		h := setup(t, db)
		p := h.parcel(notice.Mail, "maya@customer.example")
		lost := outbox.Message{
			ID: id.Derive[notice.Message]("lost"), Channel: p.By, Kind: notice.KindOf(p.Notice), To: p.To, Reference: "R", Brand: "aurelia",
			Letter: notice.Letter{Subject: "s", Text: "t"}, Record: notice.Letter{Text: "t"}, Created: h.now, NotBefore: h.now, Expires: h.now.Add(time.Hour),
		}
		if err := db.Write(t.Context(), func(tx *engine.Tx) error { _, err := outbox.Add(tx, h.box, lost); return err }); err != nil {
			t.Fatal(err)
		}
		jobs := func() (n int) {
			if err := db.Reader(t.Context()).QueryRow(`select count(*) from river_job`).Scan(&n); err != nil {
				t.Fatal(err)
			}
			return n
		}
		for _, step := range []struct {
			wait time.Duration
			want int
		}{{10*time.Minute - time.Second, 0}, {time.Second, 1}, {0, 1}} {
			h.now = h.now.Add(step.wait)
			if err := h.service.Sweep(t.Context()); err != nil {
				t.Fatal(err)
			}
			if got := jobs(); got != step.want {
				t.Errorf("after %s: got %d jobs, want %d", step.wait, got, step.want)
			}
		}
	})
}

func TestReadersSeeTheirOwnMessagesWithoutSecrets(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		h := setup(t, db)
		message := h.send(h.parcel(notice.SMS, "+12015550142"))
		h.deliver(message)
		if err := h.service.Report(t.Context(), message, true); err != nil {
			t.Fatal(err)
		}
		me := access.Customer(id.Derive[access.User]("u"), h.maya)
		got, err := h.service.Sent(t.Context(), me, h.maya, notice.MessageID{})
		if err != nil || len(got) != 1 {
			t.Fatalf("got %v, %v, want one message", got, err)
		}
		if m := got[0]; m.To != "•••• 42" || strings.Contains(m.Text, "491827") || m.Reference != notice.ReferenceOf(message) || m.Report != outbox.Delivered {
			t.Errorf("got %+v", m)
		}
		stranger := access.Customer(id.Derive[access.User]("v"), id.Derive[access.Party]("other"))
		for _, by := range []access.Actor{stranger, access.Anonymous()} {
			if _, err := h.service.Sent(t.Context(), by, h.maya, notice.MessageID{}); err == nil {
				t.Errorf("%v reads another's messages", by.Kind)
			}
		}
	})
}

func TestTheOutboxPageIsForADemoAndNobodyElse(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		h := setup(t, db)
		h.service = h.with(true)
		h.deliver(h.send(h.parcel(notice.Mail, "maya@customer.example")))
		got, err := h.service.Recent(t.Context(), access.System("demo"), notice.MessageID{})
		if err != nil || len(got) != 1 || !strings.Contains(got[0].HTML, "491827") || got[0].To != "m•••@customer.example" {
			t.Errorf("got %+v, %v, want the whole letter", got, err)
		}
		me := access.Customer(id.Derive[access.User]("u"), h.maya)
		agent := access.Agent(id.Derive[access.User]("a"), access.Roles()...)
		for _, by := range []access.Actor{me, agent, access.Anonymous()} {
			if _, err := h.service.Recent(t.Context(), by, notice.MessageID{}); err == nil {
				t.Errorf("%v reads everybody's messages", by.Kind)
			}
		}
	})
}

func TestAReportOnNothingIsNotFound(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		h := setup(t, db)
		if err := h.service.Report(t.Context(), id.Derive[notice.Message]("none"), false); !fault.Is(err, fault.NotFound) {
			t.Errorf("got %v, want not found", err)
		}
	})
}

func TestMasksShowJustEnough(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		by            notice.Channel
		address, want string
	}{
		{notice.Mail, "maya@customer.example", "m•••@customer.example"},
		{notice.Mail, "é@x.example", "é•••@x.example"},
		{notice.SMS, "+12015550142", "•••• 42"},
		{notice.SMS, "7", "•••• 7"},
	} {
		if got := notifying.Mask(c.by, c.address); got != c.want {
			t.Errorf("%s: got %s, want %s", c.address, got, c.want)
		}
	}
}
