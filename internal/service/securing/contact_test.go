package securing_test

import (
	"crypto/rand"
	"regexp"
	"testing"
	"time"

	"marque/internal/core/hook"
	"marque/internal/core/identity"
	"marque/internal/core/notice"
	"marque/internal/fault"
	"marque/internal/herald"
	"marque/internal/id"
	"marque/internal/service/recovering"
	"marque/internal/service/servicetest"
	"marque/internal/service/signin"
	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
	"marque/internal/store/hooks"
	"marque/internal/store/parties"
)

const (
	newMailbox = "mia.new@example.net"
	newPhone   = "+12015550188"
)

var linkToken = regexp.MustCompile(`link=([A-Za-z0-9_-]{43})`)

func (w *town) begin(kind identity.ContactKind, typed string) (identity.Token, error) {
	c, err := w.securing.BeginContact(w.t.Context(), servicetest.Brand, w.from.Network, w.session, kind, typed)
	return c.Token, err
}

// moved changes a contact from beginning to end.
func (w *town) moved(kind identity.ContactKind, to string) {
	w.t.Helper()
	token, err := w.begin(kind, to)
	if err == nil {
		_, err = w.securing.ConfirmContact(w.t.Context(), servicetest.Brand, w.session, token, w.Code(to))
	}
	if err != nil {
		w.t.Fatal(err)
	}
}

// links returns the tokens in the notices of a change, by address; the newest of each.
func (w *town) links() map[string]identity.Token {
	out := map[string]identity.Token{}
	for _, m := range w.Messages() {
		if found := linkToken.FindStringSubmatch(m.Letter.Text); m.Kind == notice.KindContactChanged && found != nil && out[m.To] == "" {
			out[m.To] = identity.Token(found[1])
		}
	}
	return out
}

func (w *town) undo(token identity.Token) error {
	r := recovering.New(recovering.Deps{
		Door: w.Door, Box: w.Box, Now: w.Now, IDs: w.IDs, Random: rand.Reader, Passwords: w.Passwords, Herald: herald.New(w.IDs, w.Now), Courier: w.Courier, Limits: identity.DefaultLimits(),
	})
	_, err := r.Undo(w.t.Context(), recovering.From{Network: w.from.Network, Brand: servicetest.Brand}, token)
	return err
}

// onFile returns an address that counts and since when.
func (w *town) onFile(kind identity.ContactKind) identity.Contact {
	w.t.Helper()
	all, err := parties.New(w.Box).Contacts(w.DB.Reader(w.t.Context()), w.user.Party)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, c := range all {
		if c.Kind == kind {
			return c
		}
	}
	return identity.Contact{}
}

func TestANewEmailAddressIsProvedAndTheOldOneIsTold(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db)
		token, err := w.begin(identity.ContactEmail, newMailbox)
		if err != nil {
			t.Fatal(err)
		}
		if c := w.onFile(identity.ContactEmail); c.Address != mailbox || !c.Since.IsZero() {
			t.Fatalf("changed before it is proved: %+v", c)
		}
		if _, err := w.securing.ConfirmContact(t.Context(), servicetest.Brand, w.session, token, "000000"); !fault.Is(err, fault.Invalid) {
			t.Errorf("a wrong code: got %v", err)
		}
		w.Advance(time.Minute)
		if _, err := w.securing.ConfirmContact(t.Context(), servicetest.Brand, w.session, token, w.Code(newMailbox)); err != nil {
			t.Fatal(err)
		}
		if _, err := w.securing.ConfirmContact(t.Context(), servicetest.Brand, w.session, token, w.Code(newMailbox)); !fault.Is(err, fault.Conflict) && !fault.Is(err, fault.Invalid) {
			t.Errorf("twice: got %v", err)
		}
		if c := w.onFile(identity.ContactEmail); c.Address != newMailbox || !c.Since.Equal(w.Now()) || c.By != identity.ByCustomer {
			t.Errorf("got %+v", c)
		}
		links := w.links()
		if links[mailbox] == "" || links[phone] == "" || links[newMailbox] != "" {
			t.Errorf("got links for %v", links)
		}
		if step, err := w.signin.Start(t.Context(), w.from, signin.Attempt{Identifier: newMailbox, Password: password}); err != nil || step.Ask == nil {
			t.Errorf("sign in by the new address: %v", err)
		}
		if _, err := w.signin.Start(t.Context(), w.from, signin.Attempt{Identifier: mailbox, Password: password}); err == nil {
			t.Error("the old address still signs in")
		}
	})
}

func TestAChangeOfContactIsPutBackByTheOldOneForFourteenDays(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db)
		w.Write(func(tx *engine.Tx) error {
			return hooks.Insert(tx, w.Box, hook.Endpoint{ID: id.New[hook.Endpoint](w.IDs), Name: "CRM", URL: "https://crm.example", CreatedAt: w.Now()}, "none")
		})
		w.moved(identity.ContactPhone, newPhone)
		links := w.links()
		w.Advance(identity.UndoLife - time.Second)
		if err := w.undo(links[phone]); err != nil {
			t.Fatal(err)
		}
		if c := w.onFile(identity.ContactPhone); c.Address != phone || !c.Since.IsZero() {
			t.Errorf("got %+v", c)
		}
		var told int
		if err := db.Reader(t.Context()).QueryRow(`select count(*) from hook_deliveries where topic = $1 and body like '%"code":"phone"%'`, string(hook.ContactChanged)).Scan(&told); err != nil || told != 2 {
			t.Errorf("partners were told %d times, %v: want of the change and of its end", told, err)
		}
		if _, err := w.signin.Check(t.Context(), w.token, true); !fault.Is(err, fault.SignedOut) {
			t.Errorf("the session: got %v", err)
		}
		step, err := w.signin.Start(t.Context(), w.from, signin.Attempt{Identifier: "mia.nguyen", Password: password})
		if err != nil || step.Ask.Hint != "•••• 42" {
			t.Fatalf("the code goes to %+v, %v", step.Ask, err)
		}
		in, err := w.signin.Code(t.Context(), w.from, step.Ask.Token, w.Code(phone), false)
		if err != nil || !in.Session.User.PasswordDue {
			t.Errorf("got %+v, %v, want a password due", in.Session.User, err)
		}
		if err := w.undo(links[mailbox]); !fault.Is(err, fault.Conflict) {
			t.Errorf("once more by another address: got %v", err)
		}
	})
}

func TestALateLinkPutsNothingBack(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db)
		w.moved(identity.ContactPhone, newPhone)
		w.Advance(identity.UndoLife)
		if err := w.undo(w.links()[phone]); !fault.Is(err, fault.Conflict) {
			t.Errorf("got %v", err)
		}
		if c := w.onFile(identity.ContactPhone); c.Address != newPhone {
			t.Errorf("got %+v", c)
		}
	})
}

// Who takes an account over changes twice, so that the first owner would be told nothing of the second change.
func TestTheFirstAddressIsToldOfASecondChangeAndUndoesBoth(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db)
		w.moved(identity.ContactEmail, newMailbox)
		first := w.links()[mailbox]
		w.Advance(time.Hour)
		w.moved(identity.ContactEmail, "third@example.org")
		second := w.links()[mailbox]
		if second == "" || second == first {
			t.Fatal("the first address was not told of the second change")
		}
		if err := w.undo(first); err != nil {
			t.Fatal(err)
		}
		if c := w.onFile(identity.ContactEmail); c.Address != mailbox {
			t.Errorf("got %+v, want the first address", c)
		}
	})
}

func TestWhatIsNoAddressIsNotTakenAndCodesAreBounded(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db)
		for _, bad := range []string{"", "mia", "mia@localhost", "a@b.c, d@e.f", "<mia@example.com>", mailbox} {
			if _, err := w.begin(identity.ContactEmail, bad); !fault.Is(err, fault.Invalid) {
				t.Errorf("%q: got %v", bad, err)
			}
		}
		for _, bad := range []string{"", "555", "0205550123", "+1201555012", "+1 101 555 0123", "tel:2015550123"} {
			if _, err := w.begin(identity.ContactPhone, bad); !fault.Is(err, fault.Invalid) {
				t.Errorf("%q: got %v", bad, err)
			}
		}
		for range 3 {
			if _, err := w.begin(identity.ContactEmail, newMailbox); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := w.begin(identity.ContactEmail, newMailbox); !fault.Is(err, fault.TooMany) {
			t.Errorf("a fourth code in an hour: got %v", err)
		}
	})
}

func TestAPasswordThatIsDueIsNotTheOldOne(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db)
		w.moved(identity.ContactPhone, newPhone)
		if err := w.undo(w.links()[phone]); err != nil {
			t.Fatal(err)
		}
		in := w.enter(w.from, password)
		if err := w.securing.RenewPassword(t.Context(), servicetest.Brand, in.Session, password); !fault.Is(err, fault.Invalid) {
			t.Errorf("the old one: got %v", err)
		}
		if err := w.securing.RenewPassword(t.Context(), servicetest.Brand, in.Session, better); err != nil {
			t.Fatal(err)
		}
		v, err := w.signin.Check(t.Context(), in.Token, true)
		if err != nil || v.User.PasswordDue {
			t.Errorf("got %+v, %v", v.User, err)
		}
		if err := w.securing.RenewPassword(t.Context(), servicetest.Brand, v, "another lantern hedgehog"); !fault.Is(err, fault.Conflict) {
			t.Errorf("when none is due: got %v", err)
		}
	})
}
