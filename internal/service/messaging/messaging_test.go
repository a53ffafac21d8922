package messaging_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"marque/internal/book"
	"marque/internal/core/access"
	"marque/internal/core/contract"
	"marque/internal/core/message"
	"marque/internal/core/notice"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/service/messaging"
	"marque/internal/service/servicetest"
	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
	"marque/internal/store/messages"
	"marque/internal/store/parties"
	"marque/internal/store/texts"
)

func TestMain(m *testing.M) { enginetest.Main(m) }

const (
	mailbox = "maya@customer.example"
	phone   = "+12015550142"
	pdf     = "%PDF-1.7\nunmistakable words\n%%EOF\n"
)

// world is a house in which Maya has a contract and a sign-in, and Noah another one.
type world struct {
	*servicetest.World
	*testing.T
	service    *messaging.Service
	maya, noah access.Actor
}

func setup(t *testing.T, db *engine.DB) *world {
	t.Helper()
	w := &world{World: servicetest.New(t, db, rand.Reader), T: t}
	made := w.Contract("C100000001", "1M8GDM9AXKP042788", parties.Party{GivenName: "Maya", FamilyName: "N", Email: mailbox, Phone: phone, Locale: "es-US"})
	made = append(made, w.Contract("C100000002", "1M8GDM9AXKP042789", parties.Party{GivenName: "Noah", FamilyName: "O", Email: "noah@customer.example", Locale: "en-US"})...)
	w.maya, w.noah = access.Customer(id.Derive[access.User]("maya"), made[0]), access.Customer(id.Derive[access.User]("noah"), made[1])
	day := message.Span{From: 8 * 60, Until: 20 * 60}
	hours := message.Hours{Zone: time.UTC, Answer: 4 * time.Hour, Days: [7]message.Span{1: day, 2: day, 3: day, 4: day, 5: day}}
	w.service = messaging.New(messaging.Deps{
		Door: w.Door, Book: book.New(w.Now, time.UTC), Box: w.Box, Now: w.Now, IDs: w.IDs, Courier: w.Courier, Brands: map[string]messaging.Brand{servicetest.Brand: {Name: "Aurelia", Phone: "1-800-555-0100", Hours: hours}},
		Scan: func(_ context.Context, content []byte) (string, error) {
			if bytes.Contains(content, []byte("EICAR")) {
				return "Eicar-Test-Signature", nil
			}
			return "", nil
		},
	})
	return w
}

func opening(key string) messaging.Opening {
	return messaging.Opening{Brand: servicetest.Brand, Topic: message.Payments, Subject: "A late fee", Text: "Why is there one?", Key: key}
}

func (w *world) open(o messaging.Opening) message.ID {
	w.Helper()
	talk, err := w.service.Open(w.Context(), w.maya, o)
	if err != nil {
		w.Fatal(err)
	}
	return talk
}

func (w *world) write(talk message.ID, text, key string) message.Message {
	w.Helper()
	m, err := w.service.Write(w.Context(), w.maya, messaging.Words{Thread: talk, Text: text, Key: key})
	if err != nil {
		w.Fatal(err)
	}
	return m
}

func (w *world) read(talk message.ID) messaging.Talk {
	w.Helper()
	t, err := w.service.Read(w.Context(), w.maya, talk, 0)
	if err != nil {
		w.Fatal(err)
	}
	return t
}

func bodies(t messaging.Talk) []string {
	var out []string
	for i, m := range t.Messages {
		if m.Number != i+1 {
			out = append(out, fmt.Sprintf("(number %d at place %d)", m.Number, i+1))
		}
		out = append(out, m.Body)
	}
	return out
}

func TestAConversationIsOpenedOnceAndPromisesAnAnswer(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db)
		talk := w.open(opening("form-1"))
		if again := w.open(opening("form-1")); again != talk {
			t.Errorf("got %s, want the same conversation from the same form", again)
		}
		got := w.read(talk)
		if got.State != message.Open || !got.Promised.Equal(w.Now().Add(4*time.Hour)) || got.Team != message.Service || got.Locale != "es-US" || got.Unread() != 0 {
			t.Errorf("got %+v", got.Thread)
		}
		if b := bodies(got); !slices.Equal(b, []string{"Why is there one?"}) {
			t.Errorf("got %q", b)
		}
		w.Advance(time.Hour)
		w.write(talk, "Please hurry.", "k1")
		if again := w.read(talk); !again.Promised.Equal(got.Promised) {
			t.Errorf("got a promise until %s, want the first one kept", again.Promised)
		}
		if got := w.Audit(access.OnParty(w.maya.Party)); !slices.Equal(got, []string{"message.open: conversation " + talk.String(), "message.write: conversation " + talk.String()}) {
			t.Errorf("got the audit %q", got)
		}
	})
}

func TestAMessageSentAgainIsThereOnce(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db)
		talk := w.open(opening("form-1"))
		var all sync.WaitGroup
		for n := range 12 { // six messages, each sent twice at once
			all.Go(func() {
				if _, err := w.service.Write(w.Context(), w.maya, messaging.Words{Thread: talk, Text: fmt.Sprint("message ", n/2), Key: fmt.Sprint("k", n/2)}); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		got := bodies(w.read(talk))
		slices.Sort(got)
		if want := []string{"Why is there one?", "message 0", "message 1", "message 2", "message 3", "message 4", "message 5"}; !slices.Equal(got, want) {
			t.Errorf("got %q, want %q: none lost, none twice, no gap in the numbers", got, want)
		}
		if first, again := w.write(talk, "Once", "once"), w.write(talk, "Once", "once"); first.Number != again.Number {
			t.Errorf("got numbers %d and %d for one message", first.Number, again.Number)
		}
	})
}

func TestNobodyElseSeesAConversationAndTheTryIsRecorded(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db)
		o := opening("form-1")
		o.Files = []message.File{{Name: "a.pdf", Content: []byte(pdf)}}
		talk := w.open(o)
		file := w.read(talk).Messages[0].Files[0].ID
		before := len(w.Audit(access.OnParty(w.maya.Party)))
		ctx := t.Context()
		_, err1 := w.service.Read(ctx, w.noah, talk, 0)
		_, err2 := w.service.Write(ctx, w.noah, messaging.Words{Thread: talk, Text: "Hello"})
		_, err3 := w.service.File(ctx, w.noah, talk, file)
		err4, err5 := w.service.Close(ctx, w.noah, talk), w.service.Seen(ctx, w.noah, talk, 1)
		_, err6 := w.service.Read(ctx, w.maya, id.Derive[message.Thread]("none"), 0)
		for i, err := range []error{err1, err2, err3, err4, err5, err6} {
			if !fault.Is(err, fault.NotFound) {
				t.Errorf("%d: got %v, want that there is no such thing", i, err)
			}
		}
		if got := len(w.Audit(access.OnParty(w.maya.Party))) - before; got != 5 {
			t.Errorf("got %d refusals on record, want five", got)
		}
		theirs := opening("form-2")
		theirs.Contract = id.Derive[contract.Contract]("another contract")
		if _, err := w.service.Open(ctx, w.noah, theirs); !fault.Is(err, fault.Invalid) {
			t.Errorf("got %v for a conversation about somebody else's contract", err)
		}
		if mine, err := w.service.Threads(ctx, w.noah); err != nil || len(mine) != 0 {
			t.Errorf("got %v, %v", mine, err)
		}
	})
}

func TestACardNumberIsRefusedAndKeptNowhere(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db)
		talk := w.open(opening("form-1"))
		_, err := w.service.Write(t.Context(), w.maya, messaging.Words{Thread: talk, Text: "It is 4111 1111 1111 1111", Key: "k"})
		if f := fault.Of(err); f == nil || f.Fields[0].Name != "text" || strings.Contains(f.Message, "4111") {
			t.Errorf("got %v", err)
		}
		if got := w.read(talk); got.Last != 1 {
			t.Errorf("got %d messages", got.Last)
		}
	})
}

func TestWhoAsksForNoTextsInAMessageGetsNoneAndAnAnswer(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db)
		talk := w.open(opening("form-1"))
		w.write(talk, "One more thing: please stop texting me.", "k1")
		got := w.read(talk)
		if last := got.Messages[2]; last.Kind != message.TextsStopped || last.Author != message.ByHouse || last.Body != "•••• 42" || got.State != message.Open {
			t.Errorf("got %+v, want it answered, and still waiting for a person", last)
		}
		standing, err := texts.StandingOf(w.DB.Reader(t.Context()), w.Box, phone)
		if err != nil || !standing.Stopped {
			t.Errorf("got %+v, %v", standing, err)
		}
		w.Advance(time.Minute)
		w.write(talk, "I said no more texts!", "k2")
		if last := w.read(talk).Messages[4]; last.Kind != message.NoTexts {
			t.Errorf("got %+v the second time", last)
		}
		var told int
		for _, m := range w.Messages() {
			if m.Kind == notice.KindTextsStopped && m.To == phone {
				told++
			}
		}
		if told != 1 {
			t.Errorf("got %d confirmations to the phone, want one", told)
		}
		if other := w.open(messaging.Opening{Brand: servicetest.Brand, Topic: message.Other, Subject: "Stop by the office", Text: "May I?", Key: "f2"}); w.read(other).Last != 1 {
			t.Error("who asks for something else was taken at a word")
		}
	})
}

func TestFilesComeBackAsTheyWereAndLieSealedOnceByTheirContent(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db)
		large := []byte("%PDF-1.7\n" + strings.Repeat("a line of a long paper\n", 30_000) + "%%EOF\n") // of three parts
		o := opening("form-1")
		o.Files = []message.File{{Name: "policy.exe", Content: []byte(pdf)}, {Name: "long.pdf", Content: large}}
		talk := w.open(o)
		w.Advance(time.Second)
		_, err := w.service.Write(t.Context(), w.maya, messaging.Words{Thread: talk, Files: []message.File{{Name: "again.pdf", Content: large}}, Key: "k"})
		if err != nil {
			t.Fatal(err)
		}
		bad := messaging.Words{Thread: talk, Files: []message.File{{Name: "bad.pdf", Content: []byte("%PDF-1.7\nEICAR\n%%EOF\n")}}, Key: "bad"}
		if _, err := w.service.Write(t.Context(), w.maya, bad); !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "virus scanner") {
			t.Errorf("a file that does harm: got %v", err)
		}
		got := w.read(talk)
		first, second := got.Messages[0].Files, got.Messages[1].Files
		if len(first) != 2 || len(second) != 1 || first[0].Name != "policy.pdf" || second[0].Name != "again.pdf" {
			t.Fatalf("got %+v and %+v", first, second)
		}
		for _, c := range []struct {
			file message.FileID
			want []byte
		}{{first[0].ID, []byte(pdf)}, {first[1].ID, large}, {second[0].ID, large}} {
			f, err := w.service.File(t.Context(), w.maya, talk, c.file)
			if err != nil || !bytes.Equal(f.Content, c.want) || f.Kind != "application/pdf" {
				t.Errorf("got %d bytes of %s, %v, want %d", len(f.Content), f.Kind, err, len(c.want))
			}
		}
		var contents, parts int
		r := w.DB.Reader(t.Context())
		if err := r.QueryRow(`select count(*) from message_contents`).Scan(&contents); err != nil {
			t.Fatal(err)
		}
		rows, err := r.Query(`select part from message_parts`)
		sealed, err := engine.All(rows, err, func(rows *engine.Rows) ([]byte, error) { var b []byte; err := rows.Scan(&b); return b, err })
		for _, b := range sealed {
			if parts++; bytes.Contains(b, []byte("unmistakable")) || bytes.Contains(b, []byte("a line of a long paper")) {
				t.Error("a file can be read in the database")
			}
		}
		if err != nil || contents != 2 || parts != 4 {
			t.Errorf("got %d contents in %d parts, %v, want the same content once", contents, parts, err)
		}
		if _, err := messages.File(r, w.Box, id.Derive[message.Thread]("other"), first[0].ID); !fault.Is(err, fault.NotFound) {
			t.Errorf("got %v for the file by another conversation", err)
		}
	})
}

func TestWhoWritesTooMuchWaits(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db)
		talk := w.open(opening("form-1"))
		for n := range message.MostInHour - 1 {
			w.write(talk, "more", fmt.Sprint(n))
		}
		_, err := w.service.Write(t.Context(), w.maya, messaging.Words{Thread: talk, Text: "more", Key: "x"})
		if f := fault.Of(err); f == nil || f.Kind != fault.TooMany || f.RetryAfter == 0 {
			t.Errorf("got %v", err)
		}
		w.Advance(time.Hour + time.Second)
		w.write(talk, "patience", "y")
	})
}

func TestTheCustomerSearchesClosesAndOpensAgain(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db)
		talk := w.open(opening("form-1"))
		w.Advance(time.Second)
		other := w.open(messaging.Opening{Brand: servicetest.Brand, Topic: message.Title, Subject: "Título", Text: "¿Cuándo llega?", Key: "f2"})
		hits, err := w.service.Search(t.Context(), w.maya, "TITULO")
		if err != nil || len(hits) != 1 || hits[0].Thread.ID != other || hits[0].Number != 0 {
			t.Errorf("got %+v, %v", hits, err)
		}
		if hits, err := w.service.Search(t.Context(), w.maya, "is there one"); err != nil || len(hits) != 1 || hits[0].Number != 1 {
			t.Errorf("got %+v, %v", hits, err)
		}
		if hits, err := w.service.Search(t.Context(), w.noah, "is there one"); err != nil || len(hits) != 0 {
			t.Errorf("somebody else's search found %+v, %v", hits, err)
		}
		if err := w.service.Close(t.Context(), w.maya, talk); err != nil {
			t.Fatal(err)
		}
		if err := w.service.Close(t.Context(), w.maya, talk); !fault.Is(err, fault.Conflict) {
			t.Errorf("got %v for a second close", err)
		}
		if got := w.read(talk); got.State != message.Closed || got.Unread() != 0 || got.Messages[1].Kind != message.Ended {
			t.Errorf("got %+v", got)
		}
		w.Advance(time.Second)
		w.write(talk, "Not settled after all.", "k")
		if got := w.read(talk); got.State != message.Open || got.Promised.IsZero() {
			t.Errorf("got %+v", got.Thread)
		}
		all, err := w.service.All(t.Context(), w.maya)
		if err != nil || len(all) != 2 || all[0].ID != other || len(all[1].Messages) != 3 {
			t.Errorf("got %+v, %v, want everything, what changed last at the end", all, err)
		}
	})
}
