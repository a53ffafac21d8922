package recovering_test

import (
	"regexp"
	"testing"
	"time"

	"marque/internal/core/identity"
	"marque/internal/core/notice"
	"marque/internal/core/passkey"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/service/recovering"
	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
	"marque/internal/store/users"
)

const newPhone = "+12015550177"

var linkToken = regexp.MustCompile(`link=([A-Za-z0-9_-]{43})`)

// link returns the token of the link in the newest message of a kind to an address.
func (w *town) link(kind notice.Kind, to string) identity.Token {
	w.t.Helper()
	for _, m := range w.Messages() {
		if m.Kind == kind && m.To == to {
			if found := linkToken.FindStringSubmatch(m.Letter.Text); found != nil {
				return identity.Token(found[1])
			}
		}
	}
	w.t.Fatalf("no link in a %s to %s", kind, to)
	return ""
}

// password gives the right password and returns the open challenge.
func (w *town) password() identity.Token {
	w.t.Helper()
	step, err := w.signIn(w.place(), password)
	if err != nil {
		w.t.Fatal(err)
	}
	return step.Ask.Token
}

func (w *town) lost() recovering.Lost {
	w.t.Helper()
	lost, err := w.recover.Lost(w.t.Context(), w.password())
	if err != nil {
		w.t.Fatal(err)
	}
	return lost
}

func (w *town) askReset() {
	w.t.Helper()
	lost, err := w.recover.AskReset(w.t.Context(), w.from, w.password())
	if err != nil || !lost.Waiting || lost.Ready {
		w.t.Fatalf("got %+v, %v", lost, err)
	}
}

// replace goes through the last step and binds a new telephone.
func (w *town) replace() {
	w.t.Helper()
	if err := w.recover.SendReset(w.t.Context(), w.from, w.password()); err != nil {
		w.t.Fatal(err)
	}
	link := w.link(notice.KindResetLink, mailbox)
	stage, err := w.recover.BeginReset(w.t.Context(), w.from, link, "(201) 555-0177")
	if err != nil {
		w.t.Fatal(err)
	}
	if done := w.code(stage.Token, w.Code(newPhone)); !done.Done {
		w.t.Fatalf("got %+v", done)
	}
	if _, err := w.recover.BeginReset(w.t.Context(), w.from, link, newPhone); !fault.Is(err, fault.Conflict) {
		w.t.Errorf("the link a second time: got %v", err)
	}
}

func TestLostFactorsAreReplacedAfterADayAndNotASecondBefore(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db)
		before := w.enter(password)
		w.askReset()
		for _, to := range []string{mailbox, phone} {
			w.link(notice.KindResetAsked, to) // each can stop it
		}
		w.Advance(identity.ResetWait - time.Second)
		if lost := w.lost(); lost.Ready || !lost.Waiting {
			t.Errorf("a second before: got %+v", lost)
		}
		if err := w.recover.SendReset(t.Context(), w.from, w.password()); !fault.Is(err, fault.Conflict) {
			t.Errorf("a second before: got %v, want a conflict", err)
		}
		w.Advance(time.Second)
		w.replace()
		if _, err := w.signin.Check(t.Context(), before.Token, true); !fault.Is(err, fault.SignedOut) {
			t.Errorf("a session of before: got %v", err)
		}
		step, err := w.signIn(w.place(), password)
		if err != nil || step.Ask.Hint != "•••• 77" {
			t.Fatalf("got %+v, %v", step, err)
		}
		for _, to := range []string{mailbox, phone, newPhone} {
			if m := w.newest(notice.KindFactorChanged, to); m == "" {
				t.Errorf("%s was not told", to)
			}
		}
		if lost := w.lost(); lost != (recovering.Lost{}) {
			t.Errorf("afterwards: got %+v", lost)
		}
	})
}

// newest returns the text of the newest message of a kind to an address.
func (w *town) newest(kind notice.Kind, to string) string {
	for _, m := range w.Messages() {
		if m.Kind == kind && m.To == to {
			return m.Letter.Text
		}
	}
	return ""
}

func TestARequestToReplaceLapsesAfterItsDays(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db)
		w.askReset()
		w.Advance(identity.ResetWait + identity.ResetLife - time.Second)
		if lost := w.lost(); !lost.Ready {
			t.Errorf("a second before its end: got %+v", lost)
		}
		w.Advance(time.Second)
		if lost := w.lost(); lost.Waiting || lost.Ready {
			t.Errorf("at its end: got %+v", lost)
		}
	})
}

func TestAskingAgainNeitherShortensNorLengthensTheWait(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db)
		w.askReset()
		first := w.lost().ReadyAt
		w.Advance(12 * time.Hour)
		w.askReset()
		if got := w.lost().ReadyAt; !got.Equal(first) {
			t.Errorf("got %v, want %v", got, first)
		}
	})
}

func TestSigningInWithAFactorStopsARequestToReplaceIt(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db)
		w.askReset()
		w.Advance(time.Hour)
		w.enter(password)
		if m := w.newest(notice.KindFactorChanged, mailbox); m == "" {
			t.Error("nobody was told")
		}
		w.Advance(identity.ResetWait)
		fresh := w.place()
		step, err := w.signIn(fresh, password)
		if err != nil {
			t.Fatal(err)
		}
		if err := w.recover.SendReset(t.Context(), w.from, step.Ask.Token); !fault.Is(err, fault.Conflict) {
			t.Errorf("got %v, want a conflict", err)
		}
	})
}

func TestTheMailedLinkStopsARequestOnceAndAsksForANewPassword(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db)
		w.askReset()
		mailed, texted := w.link(notice.KindResetAsked, mailbox), w.link(notice.KindResetAsked, phone)
		for range 2 { // looking uses nothing up
			if l, err := w.recover.Link(t.Context(), mailed); err != nil || l.Purpose != identity.LinkStopReset {
				t.Fatalf("got %+v, %v", l, err)
			}
		}
		if got, err := w.recover.Undo(t.Context(), w.from, texted); err != nil || got != identity.LinkStopReset {
			t.Fatalf("got %v, %v", got, err)
		}
		for _, token := range []identity.Token{texted, mailed} {
			if _, err := w.recover.Undo(t.Context(), w.from, token); !fault.Is(err, fault.Conflict) {
				t.Errorf("once more: got %v", err)
			}
		}
		if lost := w.lost(); lost.Waiting {
			t.Errorf("got %+v", lost)
		}
		if in := w.enter(password); !w.due(in.Token) {
			t.Error("no new password is asked for")
		}
	})
}

// due tells whether a session must choose a new password.
func (w *town) due(token identity.Token) bool {
	w.t.Helper()
	v, err := w.signin.Check(w.t.Context(), token, true)
	if err != nil {
		w.t.Fatal(err)
	}
	return v.User.PasswordDue
}

func TestANewDeviceIsToldOnceAndItsLinkSignsItOut(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db)
		in := w.enter(password)
		known := w.place()
		known.Device = in.Device
		if _, err := w.signIn(known, password); err != nil { // trusted: no code
			t.Fatal(err)
		}
		n := 0
		for _, m := range w.Messages() {
			if m.Kind == notice.KindNewDevice {
				n++
			}
		}
		if n != 1 {
			t.Errorf("got %d notices of one device, want 1", n)
		}
		token := w.link(notice.KindNewDevice, mailbox)
		store := users.New(w.Box)
		for i, made := range []time.Time{w.Now().Add(-time.Hour), w.Now().Add(time.Minute)} {
			w.Write(func(tx *engine.Tx) error {
				return store.BindPasskey(tx, passkey.Passkey{ID: id.New[passkey.Passkey](w.IDs), User: in.Session.User.ID, Handle: []byte{1}, Name: "Phone",
					Key: passkey.Key{Credential: []byte{byte(i)}, Public: []byte{1}}, CreatedAt: made})
			})
		}
		w.Advance(identity.UndoLife - time.Second)
		if _, err := w.recover.Undo(t.Context(), w.from, token); err != nil {
			t.Fatal(err)
		}
		if left, err := store.Passkeys(w.DB.Reader(t.Context()), in.Session.User.ID); err != nil || len(left) != 1 || left[0].Key.Credential[0] != 0 {
			t.Errorf("got the passkeys %+v, %v, want the one from before only", left, err)
		}
		step, err := w.signIn(known, password)
		if err != nil || step.In != nil {
			t.Errorf("the forgotten device needs no code: %+v, %v", step, err)
		}
		if _, err := w.recover.Undo(t.Context(), w.from, token); !fault.Is(err, fault.Conflict) {
			t.Errorf("twice: got %v", err)
		}
	})
}

func TestALinkEndsAfterFourteenDaysAndEndsTheSessionBefore(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db)
		in := w.enter(password)
		token := w.link(notice.KindNewDevice, mailbox)
		w.Advance(time.Minute)
		if _, err := w.recover.Undo(t.Context(), w.from, token); err != nil {
			t.Fatal(err)
		}
		if _, err := w.signin.Check(t.Context(), in.Token, true); !fault.Is(err, fault.SignedOut) {
			t.Errorf("got %v, want signed out", err)
		}
		w.enter(password)
		token = w.link(notice.KindNewDevice, mailbox)
		w.Advance(identity.UndoLife)
		if _, err := w.recover.Link(t.Context(), token); !fault.Is(err, fault.Conflict) {
			t.Errorf("after fourteen days: got %v", err)
		}
		if _, err := w.recover.Link(t.Context(), "nonsense"); !fault.Is(err, fault.Conflict) {
			t.Errorf("nonsense: got %v", err)
		}
	})
}
