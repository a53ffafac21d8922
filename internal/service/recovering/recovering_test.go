package recovering_test

import (
	"context"
	"crypto/rand"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"marque/internal/core/access"
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
	"marque/internal/store/parties"
	"marque/internal/store/users"
)

func TestMain(m *testing.M) { enginetest.Main(m) }

const (
	phone    = "+12015550142"
	mailbox  = "mia@example.com"
	password = "lantern hedgehog velvet"
	better   = "walrus pepper umbrella"
)

// town is a world with one user, mia, who has forgotten something.
type town struct {
	*servicetest.World
	t       *testing.T
	recover *recovering.Service
	signin  *signin.Service
	user    identity.User
	from    recovering.From
}

func setup(t *testing.T, db *engine.DB) *town {
	t.Helper()
	w := &town{World: servicetest.New(t, db, rand.Reader), t: t, from: recovering.From{Network: "203.0.113.0/24", Brand: servicetest.Brand, Browser: "Firefox on Linux"}}
	party := w.Contract("C1", "", parties.Party{GivenName: "Mia", FamilyName: "Nguyen", Email: mailbox, Phone: phone})[0]
	w.recover = recovering.New(recovering.Deps{
		Door: w.Door, Box: w.Box, Now: w.Now, IDs: w.IDs, Random: rand.Reader, Passwords: w.Passwords, Herald: herald.New(w.IDs, w.Now), Courier: w.Courier, Limits: identity.DefaultLimits(),
	})
	w.signin = signin.New(signin.Deps{
		Door: w.Door, Box: w.Box, Now: w.Now, IDs: w.IDs, Random: rand.Reader, Passwords: w.Passwords, Courier: w.Courier, Limits: identity.DefaultLimits(),
	})
	w.user = identity.User{
		ID: id.New[access.User](w.IDs), Party: party, State: identity.UserActive, Username: "Mia.Nguyen", Name: "Mia Nguyen", Email: mailbox, CreatedAt: w.Now(),
	}
	w.insert(w.user, phone)
	return w
}

// insert makes a user with the password and, unless it is empty, a telephone.
func (w *town) insert(u identity.User, phone string) {
	w.t.Helper()
	hash, err := w.Passwords.Hash(context.Background(), password)
	if err != nil {
		w.t.Fatal(err)
	}
	store := users.New(w.Box)
	bound := []identity.Authenticator{{Factor: identity.FactorPassword, Secret: hash}, {Factor: identity.FactorText, Secret: phone}}
	if phone == "" {
		bound = bound[:1]
	}
	w.Write(func(tx *engine.Tx) error {
		if _, err := store.Insert(tx, u); err != nil {
			return err
		}
		for _, a := range bound {
			a.ID, a.User, a.CreatedAt = id.New[identity.Authenticator](w.IDs), u.ID, w.Now()
			if err := store.Bind(tx, a); err != nil {
				return err
			}
		}
		return nil
	})
}

func (w *town) begin(purpose identity.Purpose, name string) recovering.Stage {
	w.t.Helper()
	stage, err := w.recover.Begin(w.t.Context(), w.from, purpose, name)
	if err != nil {
		w.t.Fatal(err)
	}
	return stage
}

func (w *town) code(token identity.Token, code string) recovering.Stage {
	w.t.Helper()
	stage, err := w.recover.Code(w.t.Context(), w.from, token, code)
	if err != nil {
		w.t.Fatal(err)
	}
	return stage
}

// proved walks to where a password may be chosen.
func (w *town) proved() recovering.Stage {
	w.t.Helper()
	stage := w.begin(identity.ForRecovery, mailbox)
	stage = w.code(stage.Token, w.Code(mailbox))
	return w.code(stage.Token, w.Code(phone))
}

func (w *town) signIn(from signin.From, password string) (signin.Step, error) {
	return w.signin.Start(context.Background(), from, signin.Attempt{Identifier: "mia.nguyen", Password: password})
}

func (w *town) place() signin.From {
	return signin.From{Network: w.from.Network, Brand: w.from.Brand, Browser: w.from.Browser}
}

// enter signs mia in with every factor and trusts the browser.
func (w *town) enter(password string) signin.SignedIn {
	w.t.Helper()
	step, err := w.signIn(w.place(), password)
	if err != nil {
		w.t.Fatal(err)
	}
	in, err := w.signin.Code(w.t.Context(), w.place(), step.Ask.Token, w.Code(phone), true)
	if err != nil {
		w.t.Fatal(err)
	}
	return in
}

func TestAForgottenPasswordTakesTheMailboxAndThePhone(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db)
		before := w.enter(password)
		stage := w.begin(identity.ForRecovery, "MIA.nguyen")
		if stage.Hint != "" || stage.Factor != identity.FactorMail {
			t.Fatalf("the first page knows too much: %+v", stage)
		}
		letter := w.Messages()[0]
		if letter.To != mailbox || !strings.Contains(letter.Letter.Text, "Your username is Mia.Nguyen.") {
			t.Fatalf("got to %s: %s", letter.To, letter.Letter.Text)
		}
		first := stage.Token
		stage = w.code(stage.Token, w.Code(mailbox))
		if stage.Hint != "•••• 42" || stage.Purpose != identity.ForRecovery {
			t.Fatalf("got %+v", stage)
		}
		if _, err := w.recover.Change(t.Context(), w.from, first, better); !fault.Is(err, fault.Conflict) {
			t.Errorf("a password by the mailed code alone: got %v", err)
		}
		if _, err := w.recover.Change(t.Context(), w.from, stage.Token, better); !fault.Is(err, fault.Conflict) {
			t.Errorf("a password before the second code: got %v", err)
		}
		stage = w.code(stage.Token, w.Code(phone))
		if _, err := w.recover.Change(t.Context(), w.from, stage.Token, "mianguyen"); !fault.Is(err, fault.Invalid) {
			t.Errorf("a weak password: got %v", err)
		}
		done, err := w.recover.Change(t.Context(), w.from, stage.Token, better)
		if err != nil || !done.Done {
			t.Fatalf("got %+v, %v", done, err)
		}
		w.changed(before, stage.Token)
	})
}

// changed checks what a new password brings with it.
func (w *town) changed(before signin.SignedIn, ticket identity.Token) {
	t := w.t
	t.Helper()
	if _, err := w.signin.Check(t.Context(), before.Token, true); !fault.Is(err, fault.SignedOut) {
		t.Errorf("an old session lives: %v", err)
	}
	if _, err := w.recover.Change(t.Context(), w.from, ticket, better); !fault.Is(err, fault.Conflict) {
		t.Errorf("the leave to choose a password works twice: %v", err)
	}
	if _, err := w.signIn(w.place(), password); !fault.Is(err, fault.Invalid) {
		t.Errorf("the old password: got %v", err)
	}
	trusted := w.place()
	trusted.Device = before.Device
	if step, err := w.signIn(trusted, better); err != nil || step.Ask == nil {
		t.Errorf("a browser that was trusted still is: %+v, %v", step, err)
	}
	var told []string
	for _, m := range w.Messages() {
		if m.Kind == notice.KindPasswordChanged {
			told = append(told, m.To)
		}
	}
	slices.Sort(told)
	if want := []string{phone, mailbox}; !slices.Equal(told, want) {
		t.Errorf("told %v, want %v", told, want)
	}
	audit := strings.Join(w.Audit(access.OnUser(w.user.ID)), "\n")
	for _, want := range []string{"recovery.step: recovery begun", "recovery.step: mailbox proved", "recovery.step: second factor proved", "password.change: by mailed code and second factor"} {
		if !strings.Contains(audit, want) {
			t.Errorf("the audit lacks %q:\n%s", want, audit)
		}
	}
}

// size counts the rows that a recovery touches.
func (w *town) size() [4]int {
	var out [4]int
	for i, count := range []string{
		`select count(*) from challenges`, `select count(*) from outbox`, `select count(*) from throttles`, `select count(*) from audits`,
	} {
		if err := w.DB.Reader(w.t.Context()).QueryRow(count).Scan(&out[i]); err != nil {
			w.t.Fatal(err)
		}
	}
	return out
}

func TestANameOfNobodyWalksTheSamePageAndGetsNowhere(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db)
		closed := w.user
		closed.ID, closed.Party, closed.Username, closed.Email, closed.State = id.New[access.User](w.IDs), access.PartyID{}, "closed", "closed@example.com", identity.UserClosed
		w.insert(closed, "+12015550100")
		for i, name := range []string{mailbox, "nobody@example.com", "nobody", "closed"} {
			w.from.Network = fmt.Sprintf("198.51.%d.0/24", i)
			hashes, before := w.Passwords.Count(), w.size()
			w.knocks(name)
			after := w.size()
			for i := range after {
				after[i] -= before[i]
			}
			if want := [4]int{1, 2, 3, 3}; after != want {
				t.Errorf("%s: got %v more challenges, messages, counters and audits, want %v", name, after, want)
			}
			if got := w.Passwords.Count() - hashes; got != 0 {
				t.Errorf("%s: %d hashes", name, got)
			}
			if m := w.Messages()[0]; name != mailbox && m.To != "nobody@example.invalid" {
				t.Errorf("%s: a letter to %s", name, m.To)
			}
		}
	})
}

// knocks begins a recovery, guesses wrong and asks for another code: all that somebody without the mailbox can do.
func (w *town) knocks(name string) {
	w.t.Helper()
	stage := w.begin(identity.ForRecovery, name)
	token := stage.Token
	stage.Token = ""
	if want := (recovering.Stage{Purpose: identity.ForRecovery, Factor: identity.FactorMail, TriesLeft: 5, ResendAt: w.Now().Add(30 * time.Second)}); stage != want {
		w.t.Errorf("%s: got %+v", name, stage)
	}
	if _, err := w.recover.Code(w.t.Context(), w.from, token, "000000"); !fault.Is(err, fault.Invalid) || err.Error() != identity.WrongCode(4).Error() {
		w.t.Errorf("%s: got %v", name, err)
	}
	w.Advance(30 * time.Second)
	if _, err := w.recover.Resend(w.t.Context(), w.from, token); err != nil {
		w.t.Errorf("%s: again: %v", name, err)
	}
}

func TestEachStepIsGoodForItselfOnly(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db)
		stage := w.begin(identity.ForRecovery, mailbox)
		code := w.Code(mailbox)
		if _, err := w.signin.Code(t.Context(), w.place(), stage.Token, code, false); !fault.Is(err, fault.Conflict) {
			t.Errorf("a recovery's code signs in: %v", err)
		}
		if _, err := w.signin.Asked(t.Context(), stage.Token); !fault.Is(err, fault.Conflict) {
			t.Errorf("a recovery's step is one of sign-in: %v", err)
		}
		if _, err := w.signin.Resend(t.Context(), w.place(), stage.Token); !fault.Is(err, fault.Conflict) {
			t.Errorf("a recovery's step is sent again by sign-in: %v", err)
		}
		step, err := w.signIn(w.place(), password)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.recover.Code(t.Context(), w.from, step.Ask.Token, w.Code(phone)); !fault.Is(err, fault.Conflict) {
			t.Errorf("a sign-in's code recovers: %v", err)
		}
		for _, token := range []identity.Token{"", "x", step.Ask.Token} {
			if _, err := w.recover.Change(t.Context(), w.from, token, better); !fault.Is(err, fault.Conflict) {
				t.Errorf("%q: got %v", token, err)
			}
			if _, err := w.recover.Where(t.Context(), token); !fault.Is(err, fault.Conflict) {
				t.Errorf("%q: got %v", token, err)
			}
		}
	})
}

func TestACodeOfARecoveryEndsOnTime(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db)
		mailed := w.begin(identity.ForRecovery, mailbox)
		w.Advance(30*time.Minute - time.Second)
		texted := w.code(mailed.Token, w.Code(mailbox))
		w.Advance(10 * time.Minute)
		if _, err := w.recover.Code(t.Context(), w.from, texted.Token, w.Code(phone)); !fault.Is(err, fault.Conflict) {
			t.Errorf("a text of ten minutes ago: got %v", err)
		}
		w.Advance(time.Hour)
		mailed = w.begin(identity.ForRecovery, mailbox)
		w.Advance(30 * time.Minute)
		if _, err := w.recover.Code(t.Context(), w.from, mailed.Token, w.Code(mailbox)); !fault.Is(err, fault.Conflict) {
			t.Errorf("a letter of thirty minutes ago: got %v", err)
		}
		w.Advance(time.Hour)
		ticket := w.proved()
		w.Advance(10 * time.Minute)
		if _, err := w.recover.Change(t.Context(), w.from, ticket.Token, better); !fault.Is(err, fault.Conflict) {
			t.Errorf("a leave of ten minutes ago: got %v", err)
		}
	})
}

func TestGuessesOfAMailedCodeGetFiveCompares(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db)
		stage := w.begin(identity.ForRecovery, mailbox)
		right := w.Code(mailbox)
		var wg sync.WaitGroup
		for i := range 64 {
			guess := fmt.Sprintf("%06d", i)
			if guess == right {
				continue
			}
			wg.Go(func() { _, _ = w.recover.Code(context.Background(), w.from, stage.Token, guess) })
		}
		wg.Wait()
		wrong := 0
		for _, line := range w.Audit(access.OnUser(w.user.ID)) {
			if line == "recovery.refuse: wrong code by mail" {
				wrong++
			}
		}
		if wrong != identity.CodeTries {
			t.Errorf("got %d compares", wrong)
		}
		if _, err := w.recover.Code(t.Context(), w.from, stage.Token, right); !fault.Is(err, fault.Conflict) {
			t.Errorf("the right code after that: %v", err)
		}
	})
}

func TestACodeUsedTwiceAtOnceOpensOneStep(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db)
		stage := w.begin(identity.ForRecovery, mailbox)
		code := w.Code(mailbox)
		var wg sync.WaitGroup
		var mu sync.Mutex
		opened := 0
		for range 4 {
			wg.Go(func() {
				if _, err := w.recover.Code(context.Background(), w.from, stage.Token, code); err == nil {
					mu.Lock()
					defer mu.Unlock()
					opened++
				}
			})
		}
		wg.Wait()
		if opened != 1 {
			t.Errorf("got %d steps", opened)
		}
	})
}

func TestAnHourHasThreeLettersAndFiveTriesWhoeverIsMeant(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db)
		for _, name := range []string{"mia.nguyen", "nobody"} {
			before := len(w.Messages())
			for range 5 {
				w.begin(identity.ForRecovery, name)
			}
			letters := 0
			for _, m := range w.Messages() {
				if m.To == mailbox {
					letters++
				}
			}
			if got := len(w.Messages()) - before; got != 5 || letters != 3 {
				t.Errorf("%s: got %d rows, %d letters", name, got, letters)
			}
			_, err := w.recover.Begin(t.Context(), w.from, identity.ForRecovery, name)
			if !fault.Is(err, fault.TooMany) || fault.Of(err).RetryAfter != time.Hour {
				t.Errorf("%s: got %v", name, err)
			}
		}
		w.Advance(time.Hour - time.Second)
		if _, err := w.recover.Begin(t.Context(), w.from, identity.ForRecovery, "mia.nguyen"); !fault.Is(err, fault.TooMany) {
			t.Errorf("a second before the hour: got %v", err)
		}
		w.Advance(time.Second)
		w.begin(identity.ForRecovery, "mia.nguyen")
	})
}

func TestAStrangerWhoUsesUpTheTriesDoesNotKeepAKnownBrowserOut(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db)
		device := w.enter(password).Device
		for range 5 {
			w.begin(identity.ForRecovery, mailbox)
		}
		w.from.Device = device
		w.begin(identity.ForRecovery, mailbox)
	})
}

func TestAMailboxAloneIsNotEnough(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db)
		other := w.user
		other.ID, other.Party, other.Username, other.Email = id.New[access.User](w.IDs), id.New[access.Party](w.IDs), "other", "other@example.com"
		w.insert(other, "")
		stage := w.begin(identity.ForRecovery, "other")
		if _, err := w.recover.Code(t.Context(), w.from, stage.Token, w.Code("other@example.com")); !fault.Is(err, fault.Conflict) {
			t.Errorf("got %v", err)
		}
	})
}

func TestOurOwnPeopleDoNotRecoverByThemselves(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db)
		staff := w.user
		staff.ID, staff.Party, staff.Username, staff.Email = id.New[access.User](w.IDs), access.PartyID{}, "dana", "dana@example.com"
		w.insert(staff, "")
		w.begin(identity.ForRecovery, "dana")
		if code := w.Code("dana@example.com"); code != "" {
			t.Errorf("a code went to one of ours: %s", code)
		}
	})
}

func TestAPauseIsEndedByMailAndPhoneAndCannotComeBackHere(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db)
		w.lockOut()
		stage := w.begin(identity.ForUnlock, "mia.nguyen")
		stage = w.code(stage.Token, w.Code(mailbox))
		if _, err := w.signIn(w.place(), password); signin.PausedOf(err) == nil {
			t.Fatalf("the mailbox alone ended the pause: %v", err)
		}
		stage = w.code(stage.Token, w.Code(phone))
		if !stage.Done || stage.Device == "" {
			t.Fatalf("got %+v", stage)
		}
		if step, err := w.signIn(w.place(), password); err != nil || step.Ask == nil {
			t.Fatalf("got %+v, %v", step, err)
		}
		w.lockOut()
		here := w.place()
		here.Device = stage.Device
		if step, err := w.signIn(here, password); err != nil || step.Ask == nil {
			t.Errorf("paused again on the browser that ended the pause: %+v, %v", step, err)
		}
		told := 0
		for _, m := range w.Messages() {
			if m.Kind == notice.KindUnlocked {
				told++
			}
		}
		if told != 2 {
			t.Errorf("got %d notices, want one to the mailbox and one to the phone", told)
		}
	})
}

// lockOut fails ten times from ten networks.
func (w *town) lockOut() {
	for i := range 10 {
		from := w.place()
		from.Network = fmt.Sprintf("192.0.%d.0/24", i)
		_, _ = w.signIn(from, "wrong")
	}
}
