package messaging_test

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"marque/internal/core/access"
	"marque/internal/core/identity"
	"marque/internal/core/message"
	"marque/internal/core/notice"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/service/messaging"
	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
	"marque/internal/store/users"
)

// hire puts somebody at the desk.
func (w *world) hire(name string, roles ...access.Role) access.Actor {
	w.Helper()
	u := identity.User{ID: id.New[access.User](w.IDs), State: identity.UserActive, Username: strings.ToLower(name), Name: name, Roles: roles}
	w.World.Write(func(tx *engine.Tx) error { _, err := users.New(w.Box).Insert(tx, u); return err })
	return access.Agent(u.ID, roles...)
}

func (w *world) reply(by access.Actor, talk message.ID, text string, read int) message.Message {
	w.Helper()
	m, err := w.service.Reply(w.Context(), by, messaging.Answer{Words: messaging.Words{Thread: talk, Text: text}, Read: read})
	if err != nil {
		w.Fatal(err)
	}
	return m
}

func (w *world) do(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

// toTell returns the notices of messages that wait in the queue.
func (w *world) toTell() []messaging.ToTell {
	w.Helper()
	text := `select json(args) from river_job where kind = 'message.tell' order by id`
	if w.DB.Postgres() {
		text = `select cast(args as TEXT) from river_job where kind = 'message.tell' order by id`
	}
	rows, err := w.DB.Reader(w.Context()).Query(text)
	all, err := engine.All(rows, err, func(rows *engine.Rows) (messaging.ToTell, error) {
		var text string
		if err := rows.Scan(&text); err != nil {
			return messaging.ToTell{}, err
		}
		return decodeTell(text)
	})
	if err != nil {
		w.Fatal(err)
	}
	return all
}

// told delivers every notice that waits, and counts what a mailbox got.
func (w *world) told(to string) int {
	w.Helper()
	for _, job := range w.toTell() {
		w.do(w.service.Tell(w.Context(), job))
	}
	n := 0
	for _, m := range w.Messages() {
		if m.Kind == notice.KindMessageWaiting && m.To == to {
			n++
			if strings.Contains(m.Letter.Text+m.Letter.Subject, "late fee") || strings.Contains(m.Letter.Text, "goodwill") {
				w.Errorf("the notice tells what was said: %s", m.Letter.Text)
			}
		}
	}
	return n
}

func TestAnAnswerIsToldWithoutItsContentUnlessItWasRead(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db)
		dana := w.hire("Dana", access.RoleAgent)
		talk := w.open(opening("f1"))
		w.reply(dana, talk, "A goodwill credit takes care of the late fee.", 1)
		w.reply(dana, talk, "Anything else?", 2)
		if n := w.told(mailbox); n != 1 {
			t.Errorf("got %d letters for two messages that were not read, want one", n)
		}
		w.do(w.service.Seen(t.Context(), w.maya, talk, 3))
		w.reply(dana, talk, "Hello?", 3)
		w.do(w.service.Seen(t.Context(), w.maya, talk, 4))
		if n := w.told(mailbox); n != 1 {
			t.Errorf("got %d letters, want none for what was read on the page", n)
		}
		w.Advance(24 * time.Hour)
		w.reply(dana, talk, "And one more thing.", 4)
		if n := w.told(mailbox); n != 2 {
			t.Errorf("got %d letters, want the next day's message told", n)
		}
		got := w.read(talk)
		if got.State != message.Answered || got.Agent != "Dana" || got.Name(got.Messages[1]) != "Dana" || !got.Promised.IsZero() {
			t.Errorf("got %+v", got.Thread)
		}
	})
}

func TestAnAgentCannotSuppressANotice(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db)
		dana, sam := w.hire("Dana", access.RoleAgent), w.hire("Sam", access.RoleSenior)
		ctx := t.Context()
		// Whatever somebody of the desk does after an answer, its customer is told.
		for name, after := range map[string]func(talk message.ID) error{
			"nothing": func(message.ID) error { return nil },
			"closes":  func(talk message.ID) error { return w.service.End(ctx, dana, talk) },
			"gives it away": func(talk message.ID) error {
				return w.service.Give(ctx, dana, talk, sam.User, "")
			},
			"gives it to a team": func(talk message.ID) error { return w.service.Give(ctx, dana, talk, access.UserID{}, message.Titles) },
			"labels":             func(talk message.ID) error { return w.service.Label(ctx, dana, talk, "no-notice") },
			"notes":              func(talk message.ID) error { return w.service.Note(ctx, dana, talk, "Do not tell @sam.") },
			"looks":              func(talk message.ID) error { _, err := w.service.Case(ctx, dana, talk); return err },
		} {
			talk := w.open(messaging.Opening{Brand: "aurelia", Topic: message.Other, Subject: name, Text: "?", Key: "f-" + name})
			before := w.told(mailbox)
			w.reply(dana, talk, "An answer.", 1)
			w.do(after(talk))
			if n := w.told(mailbox) - before; n < 1 {
				t.Errorf("after an answer the agent %s: got %d notices, want one", name, n)
			}
		}
		// And nobody of the desk says that a customer has read, nor tells in the customer's place.
		talk := w.open(opening("last"))
		for _, role := range access.Roles() {
			if err := w.service.Seen(ctx, w.hire("x"+string(role), role), talk, 1); !fault.Is(err, fault.NotFound) {
				t.Errorf("%s marks a message as read: %v", role, err)
			}
			if access.May(access.Agent(dana.User, role), access.MessageTell) || access.May(access.Agent(dana.User, role), access.NoticeSend) {
				t.Errorf("%s has a hand in notices", role)
			}
		}
	})
}

func TestTheQueueIsSortedByPromiseAndShowsNobody(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db)
		dana := w.hire("Dana", access.RoleAgent)
		first := w.open(opening("f1"))
		w.Advance(time.Minute)
		second := w.open(messaging.Opening{Brand: "aurelia", Topic: message.Title, Subject: "Title", Text: "When?", Key: "f2"})
		w.Advance(time.Minute)
		noah, err := w.service.Open(t.Context(), w.noah, messaging.Opening{Brand: "aurelia", Topic: message.Payments, Subject: "Mine", Text: "?", Key: "f3"})
		w.do(err)
		w.write(first, "And again.", "k") // keeps its place
		list := func(by access.Actor, q messaging.Sift) []message.ID {
			t.Helper()
			got, err := w.service.Queue(t.Context(), by, q)
			w.do(err)
			var out []message.ID
			for _, x := range got.All {
				out = append(out, x.ID)
			}
			return out
		}
		if got := list(dana, messaging.Sift{}); !slices.Equal(got, []message.ID{first, second, noah}) {
			t.Errorf("got %v", got)
		}
		for name, c := range map[string]struct {
			q    messaging.Sift
			want []message.ID
		}{
			"team": {messaging.Sift{Team: message.Titles}, []message.ID{second}}, "topic": {messaging.Sift{Topic: message.Payments}, []message.ID{first, noah}},
			"language": {messaging.Sift{Language: "en-US"}, []message.ID{noah}}, "state": {messaging.Sift{State: message.Closed}, nil}, "mine": {messaging.Sift{Mine: true}, nil},
		} {
			if got := list(dana, c.q); !slices.Equal(got, c.want) {
				t.Errorf("%s: got %v, want %v", name, got, c.want)
			}
		}
		w.do(w.service.Claim(t.Context(), dana, second))
		w.do(w.service.Label(t.Context(), dana, second, "dmv, Urgent"))
		got, err := w.service.Queue(t.Context(), dana, messaging.Sift{Label: "urgent"})
		if err != nil || len(got.All) != 1 || got.All[0].Person != "Maya N" || got.All[0].Subject != "Title" || got.Mine != 1 || !slices.Equal(got.Labels, []string{"dmv", "urgent"}) {
			t.Errorf("got %+v, %v, want one's own with its name", got, err)
		}
		sam := w.hire("Sam", access.RoleSenior)
		got, err = w.service.Queue(t.Context(), sam, messaging.Sift{})
		for _, x := range got.All {
			if x.Person != "" || x.Subject != "" || err != nil {
				t.Errorf("the queue shows %q of %q to somebody who has not opened it, %v", x.Subject, x.Person, err)
			}
		}
		w.Advance(100 * time.Hour)
		if got, err := w.service.Queue(t.Context(), sam, messaging.Sift{}); err != nil || got.Late != 3 {
			t.Errorf("got %d late, %v", got.Late, err)
		}
		if _, err := w.service.Queue(t.Context(), w.hire("Olga", access.RoleOperator), messaging.Sift{}); !fault.Is(err, fault.NotFound) {
			t.Errorf("an operator sees the queue: %v", err)
		}
	})
}

func TestAConversationIsClaimedPassedOnAndHeld(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db)
		ctx := t.Context()
		dana, eve, sam := w.hire("Dana", access.RoleAgent), w.hire("Eve", access.RoleCollections), w.hire("Sam", access.RoleSenior)
		talk := w.open(opening("f1"))
		promised := w.read(talk).Promised
		w.do(w.service.Claim(ctx, dana, talk))
		w.do(w.service.Claim(ctx, dana, talk)) // twice is once
		if err := w.service.Claim(ctx, eve, talk); !fault.Is(err, fault.Conflict) || !strings.Contains(err.Error(), "Dana") {
			t.Errorf("got %v for what somebody else has", err)
		}
		if err := w.service.End(ctx, eve, talk); !fault.Is(err, fault.Conflict) {
			t.Errorf("got %v for closing what somebody else has", err)
		}
		w.do(w.service.Give(ctx, dana, talk, eve.User, message.Collections))
		w.do(w.service.Give(ctx, sam, talk, access.UserID{}, message.Service))
		auditor := w.hire("Audrey", access.RoleAuditor)
		if err := w.service.Give(ctx, sam, talk, auditor.User, ""); !fault.Is(err, fault.Invalid) {
			t.Errorf("got %v for giving it to somebody who talks with nobody", err)
		}
		if err := w.service.Give(ctx, sam, talk, access.UserID{}, "nobody"); !fault.Is(err, fault.Invalid) {
			t.Errorf("got %v for a team that there is not", err)
		}
		got := w.read(talk)
		var words []string
		for _, m := range got.Messages {
			words = append(words, m.Words("Aurelia").In(0))
		}
		if want := []string{"Why is there one?", "Dana joined the conversation.", "Eve joined the conversation.", "This was passed on to customer service."}; !slices.Equal(words, want) {
			t.Errorf("got %q, want %q", words, want)
		}
		if !got.Promised.Equal(promised) || got.Unread() != 0 || got.Agent != "" {
			t.Errorf("got %+v: passing on moves no promise and is nothing to read", got.Thread)
		}
		for _, by := range []access.Actor{auditor, access.Agent(dana.User)} {
			err1, err2, err3 := w.service.Claim(ctx, by, talk), w.service.Note(ctx, by, talk, "x"), w.service.Label(ctx, by, talk, "x")
			_, err4 := w.service.Reply(ctx, by, messaging.Answer{Words: messaging.Words{Thread: talk, Text: "x"}})
			for i, err := range []error{err1, err2, err3, err4} {
				if !fault.Is(err, fault.NotFound) {
					t.Errorf("%v may do act %d: %v", by.Roles, i, err)
				}
			}
		}
	})
}

func TestTwoAgentsDoNotAnswerAtOnce(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db)
		ctx := t.Context()
		dana, sam := w.hire("Dana", access.RoleAgent), w.hire("Sam", access.RoleSenior)
		talk := w.open(opening("f1"))
		if c, err := w.service.Case(ctx, dana, talk); err != nil || len(c.Others) != 0 {
			t.Fatalf("got %+v, %v", c.Others, err)
		}
		if others, err := w.service.Watch(ctx, dana, talk, true); err != nil || len(others) != 0 {
			t.Errorf("got %+v, %v", others, err)
		}
		c, err := w.service.Case(ctx, sam, talk)
		if err != nil || !slices.Equal(c.Others, []messaging.Watcher{{Name: "Dana", Typing: true}}) {
			t.Errorf("got %+v, %v, want a colleague who types", c.Others, err)
		}
		w.Advance(11 * time.Second)
		if others, err := w.service.Watch(ctx, sam, talk, false); err != nil || !slices.Equal(others, []messaging.Watcher{{Name: "Dana"}}) {
			t.Errorf("got %+v, %v", others, err)
		}
		w.Advance(time.Minute)
		if others, err := w.service.Watch(ctx, sam, talk, false); err != nil || len(others) != 0 {
			t.Errorf("got %+v, %v of somebody who left", others, err)
		}
		w.reply(dana, talk, "Mine.", 1)
		late := messaging.Answer{Words: messaging.Words{Thread: talk, Text: "Mine too.", Key: "k"}, Read: 1}
		if _, err := w.service.Reply(ctx, sam, late); !fault.Is(err, fault.Conflict) || !strings.Contains(err.Error(), "Dana answered") {
			t.Errorf("got %v", err)
		}
		w.write(talk, "A word of the customer's stops nobody.", "k0")
		late.Read = 2
		m, err := w.service.Reply(ctx, sam, late)
		again, err2 := w.service.Reply(ctx, sam, late)
		if err != nil || err2 != nil || m.Number != again.Number || w.read(talk).Last != 4 {
			t.Errorf("got %d and %d of %d, %v, %v", m.Number, again.Number, w.read(talk).Last, err, err2)
		}
	})
}

func TestNotesCallColleaguesAndAreNoCustomersBusiness(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db)
		ctx := t.Context()
		dana, sam := w.hire("Dana", access.RoleAgent), w.hire("Sam", access.RoleSenior)
		talk := w.open(opening("f1"))
		if err := w.service.Note(ctx, dana, talk, "Is this right, @nobody?"); !fault.Is(err, fault.Invalid) {
			t.Errorf("got %v for a note that calls nobody", err)
		}
		w.do(w.service.Note(ctx, dana, talk, "Is this right, @sam?"))
		calls := func() int {
			q, err := w.service.Queue(ctx, sam, messaging.Sift{Calling: true})
			w.do(err)
			if q.Calls != len(q.All) {
				t.Errorf("got %d calls and %d conversations", q.Calls, len(q.All))
			}
			return q.Calls
		}
		if n := calls(); n != 1 {
			t.Errorf("got %d calls", n)
		}
		c, err := w.service.Case(ctx, sam, talk)
		if err != nil || len(c.Notes) != 1 || c.Notes[0].Text != "Is this right, @sam?" || c.Names[c.Notes[0].By] != "Dana" || calls() != 0 {
			t.Errorf("got %+v, %v", c.Notes, err)
		}
		if all, err := w.service.All(ctx, w.maya); err != nil || len(all) != 1 || all[0].Last != 1 {
			t.Errorf("got %+v, %v", all, err)
		}
	})
}

func TestEveryLookAndActOfTheDeskIsOnRecordWithItsReason(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db)
		ctx := t.Context()
		dana := w.hire("Dana", access.RoleAgent)
		talk := w.open(opening("f1"))
		before := len(w.Audit(access.OnParty(w.maya.Party)))
		_, err := w.service.Case(ctx, dana, talk)
		w.do(err)
		w.do(w.service.Claim(ctx, dana, talk))
		w.do(w.service.Label(ctx, dana, talk, "x"))
		w.do(w.service.Note(ctx, dana, talk, "x"))
		w.reply(dana, talk, "x", 1)
		w.do(w.service.End(ctx, dana, talk))
		got := w.Audit(access.OnParty(w.maya.Party))[before:]
		end := ": conversation " + talk.String() + ": wrote"
		want := []string{"message.read" + end, "thread.claim" + end, "thread.label" + end, "thread.note" + end, "message.write" + end, "message.close" + end}
		if !slices.Equal(got, want) {
			t.Errorf("got %q, want %q", got, want)
		}
	})
}

func TestAReplyIsFilledWithTheAccountsFactsAndThatIsALookAtTheContract(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db)
		ctx := t.Context()
		dana, sam := w.hire("Dana", access.RoleAgent), w.hire("Sam", access.RoleSenior)
		talk := w.open(opening("f1"))
		thanks := message.Ready()[5]
		if got, err := w.service.Filled(ctx, dana, talk, thanks.ID); err != nil || !strings.HasPrefix(got, "Nos alegra haber podido ayudar, Maya.") {
			t.Errorf("got %q, %v, want it in the customer's language", got, err)
		}
		if _, err := w.service.Filled(ctx, dana, talk, message.Ready()[0].ID); !fault.Is(err, fault.Invalid) {
			t.Errorf("got %v for a payment of no contract", err)
		}
		own := message.Canned{Title: "Office", Words: [3]string{"Call {phone}.", "Llame al {phone}.", "Rufen Sie {phone} an."}}
		if err := w.service.KeepCanned(ctx, dana, own); !fault.Is(err, fault.NotFound) {
			t.Errorf("an agent writes replies for all: %v", err)
		}
		w.do(w.service.KeepCanned(ctx, sam, own))
		all, err := w.service.Canned(ctx, dana)
		w.do(err)
		own = all[len(all)-1]
		if got, err := w.service.Filled(ctx, dana, talk, own.ID); err != nil || got != "Llame al 1-800-555-0100." {
			t.Errorf("got %q, %v", got, err)
		}
		own.Title = "Our office"
		w.do(w.service.KeepCanned(ctx, sam, own))
		w.do(w.service.EndCanned(ctx, sam, own.ID))
		if all, err := w.service.Canned(ctx, dana); err != nil || len(all) != len(message.Ready()) {
			t.Errorf("got %d, %v", len(all), err)
		}
		if err := w.service.KeepCanned(context.WithoutCancel(ctx), sam, own); !fault.Is(err, fault.NotFound) {
			t.Errorf("got %v for one that was taken away", err)
		}
	})
}

func decodeTell(text string) (messaging.ToTell, error) {
	var envelope struct {
		Args messaging.ToTell `json:"args"`
	}
	err := json.Unmarshal([]byte(text), &envelope)
	return envelope.Args, err
}
