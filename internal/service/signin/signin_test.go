package signin_test

import (
	"context"
	"crypto/rand"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"marque/internal/core/access"
	"marque/internal/core/identity"
	"marque/internal/core/notice"
	"marque/internal/fault"
	"marque/internal/id"
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
)

// town is a world with one user, mia.
type town struct {
	*servicetest.World
	signin *signin.Service
	user   identity.User
	from   signin.From
}

func setup(t testing.TB, db *engine.DB, policy identity.Policy) *town {
	t.Helper()
	w := &town{World: servicetest.New(t, db, rand.Reader), from: signin.From{Network: "203.0.113.0/24", Brand: servicetest.Brand, Browser: "Firefox on Linux"}}
	party := w.Contract("C1", "", parties.Party{GivenName: "Mia", FamilyName: "Nguyen", Email: mailbox, Phone: phone})[0]
	w.signin = signin.New(signin.Deps{
		Door: w.Door, Box: w.Box, Now: w.Now, IDs: w.IDs, Random: rand.Reader, Passwords: w.Passwords, Courier: w.Courier,
		Limits: identity.DefaultLimits(), Policy: policy,
	})
	w.user = identity.User{
		ID: id.New[access.User](w.IDs), Party: party, State: identity.UserActive, Username: "Mia.Nguyen", Name: "Mia Nguyen", Email: mailbox, CreatedAt: w.Now(),
	}
	hash, err := w.Passwords.Hash(context.Background(), password)
	if err != nil {
		t.Fatal(err)
	}
	w.insert(w.user, hash, phone)
	return w
}

func (w *town) insert(u identity.User, hash, phone string) {
	store := users.New(w.Box)
	w.Write(func(tx *engine.Tx) error {
		if _, err := store.Insert(tx, u); err != nil {
			return err
		}
		for _, a := range []identity.Authenticator{{Factor: identity.FactorPassword, Secret: hash}, {Factor: identity.FactorText, Secret: phone}} {
			a.ID, a.User, a.CreatedAt = id.New[identity.Authenticator](w.IDs), u.ID, w.Now()
			if err := store.Bind(tx, a); err != nil {
				return err
			}
		}
		return nil
	})
}

func (w *town) start(from signin.From, name, password string) (signin.Step, error) {
	return w.signin.Start(context.Background(), from, signin.Attempt{Identifier: name, Password: password})
}

// enter signs mia in from somewhere.
func (w *town) enter(t testing.TB, from signin.From, trust bool) signin.SignedIn {
	t.Helper()
	step, err := w.start(from, "mia.nguyen", password)
	if err != nil {
		t.Fatal(err)
	}
	if step.In != nil {
		return *step.In
	}
	in, err := w.signin.Code(context.Background(), from, step.Ask.Token, w.Code(phone), trust)
	if err != nil {
		t.Fatal(err)
	}
	return in
}

func TestEveryFailureIsAnsweredAlikeAndCostsOneHash(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db, "")
		closed := w.user
		closed.ID, closed.Party, closed.Username, closed.Email, closed.State = id.New[access.User](w.IDs), id.New[access.Party](w.IDs), "closed", "", identity.UserClosed
		hash, _ := w.Passwords.Hash(t.Context(), password)
		w.insert(closed, hash, "+12015550100")
		want := identity.Refused().Error()
		for i, c := range [][2]string{
			{"mia.nguyen", "wrong"}, {mailbox, "wrong"}, {"nobody", password}, {"nobody@example.com", "wrong"}, {"closed", password},
			{"", ""}, {"mia.nguyen", strings.Repeat("x", 5000)}, {"mia.nguyen", "bad\xff"}, {"a\x00b\xff", "x"}, {strings.Repeat("n", 5000), "x"},
		} {
			from := w.from
			from.Network = fmt.Sprintf("198.51.%d.0/24", i)
			before := w.Passwords.Count()
			step, err := w.start(from, c[0], c[1])
			if got := w.Passwords.Count() - before; got != 1 {
				t.Errorf("%.20q: got %d hashes, want 1", c[0], got)
			}
			if err == nil || err.Error() != want || !fault.Is(err, fault.Invalid) || step.Ask != nil || step.In != nil {
				t.Errorf("%.20q: got %+v, %v", c[0], step, err)
			}
		}
		audit := strings.Join(w.Audit(access.OnUser(w.user.ID)), "\n") + strings.Join(w.Audit(access.OnSystem("signin")), "\n")
		for _, reason := range []string{"wrong password", "unknown name"} {
			if !strings.Contains(audit, reason) {
				t.Errorf("the audit does not say %q: %s", reason, audit)
			}
		}
		if got := w.Audit(access.OnUser(closed.ID)); len(got) != 1 || got[0] != "sign_in.refuse: user closed" {
			t.Errorf("got %v", got)
		}
	})
}

func TestWaitsAndLocksAreTheSameForNamesThatExistAndNamesThatDoNot(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db, "")
		for _, name := range []string{"mia.nguyen", "nobody"} {
			for i := range 5 {
				if _, err := w.start(w.from, name, "wrong"); signin.PausedOf(err) != nil {
					t.Fatalf("%s: paused at attempt %d", name, i+1)
				}
			}
			before := w.Passwords.Count()
			_, err := w.start(w.from, name, password)
			p := signin.PausedOf(err)
			if p == nil || p.Lock || !p.Until.Equal(w.Now().Add(30*time.Second)) || fault.Of(err).RetryAfter != 30*time.Second {
				t.Errorf("%s: got %v", name, err)
			}
			if w.Passwords.Count() != before+1 {
				t.Errorf("%s: a paused attempt did not cost one hash", name)
			}
		}
		w.Advance(29 * time.Second)
		if _, err := w.start(w.from, "mia.nguyen", password); signin.PausedOf(err) == nil {
			t.Errorf("after 29 s: got %v", err)
		}
		w.Advance(time.Second)
		if _, err := w.start(w.from, "mia.nguyen", password); err != nil {
			t.Errorf("after 30 s: got %v", err)
		}
	})
}

// lockOut fails ten times from ten networks.
func (w *town) lockOut(name string) {
	for i := range 10 {
		from := w.from
		from.Network = fmt.Sprintf("192.0.%d.0/24", i)
		_, _ = w.start(from, name, "wrong")
	}
}

func TestAStrangerCannotLockTheOwnerOutOfAKnownDevice(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db, "")
		known := w.from
		known.Device = w.enter(t, w.from, false).Device
		w.lockOut("mia.nguyen")
		w.lockOut("nobody")
		var told []string
		for _, name := range []string{"mia.nguyen", "nobody"} {
			_, err := w.start(w.from, name, password)
			p := signin.PausedOf(err)
			if p == nil || !p.Lock || !p.Until.Equal(w.Now().Add(24*time.Hour)) {
				t.Fatalf("%s from a new device: got %v", name, err)
			}
			told = append(told, err.Error())
		}
		if told[0] != told[1] {
			t.Errorf("got %v", told)
		}
		known.Network = "192.0.1.0/24" // even from a stranger's network
		if step, err := w.start(known, "mia.nguyen", password); err != nil || step.Ask == nil {
			t.Errorf("from the known device: got %+v, %v", step, err)
		}
		w.Advance(24*time.Hour - time.Second)
		if _, err := w.start(w.from, "mia.nguyen", password); signin.PausedOf(err) == nil {
			t.Errorf("a second before the day is over: got %v", err)
		}
		w.Advance(time.Second)
		if _, err := w.start(w.from, "mia.nguyen", password); err != nil {
			t.Errorf("a day later: got %v", err)
		}
	})
}

func TestLegacyLocksKnownDevicesToo(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db, identity.Legacy)
		known := w.from
		known.Device = w.enter(t, w.from, false).Device
		w.lockOut("mia.nguyen")
		if _, err := w.start(known, "mia.nguyen", password); signin.PausedOf(err) == nil {
			t.Errorf("got %v", err)
		}
	})
}

func TestAStolenDeviceCookieVouchesForItsUserOnly(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db, "")
		other := w.user
		other.ID, other.Party, other.Username, other.Email = id.New[access.User](w.IDs), access.PartyID{}, "other", ""
		hash, _ := w.Passwords.Hash(t.Context(), password)
		w.insert(other, hash, "+12015550100")
		known := w.from
		known.Device = w.enter(t, w.from, true).Device
		w.lockOut("other")
		if _, err := w.start(known, "other", password); signin.PausedOf(err) == nil {
			t.Errorf("got %v", err)
		}
	})
}

func TestAThousandGuessesAtOnceGetFiveCompares(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db, "")
		step, err := w.start(w.from, "mia.nguyen", password)
		if err != nil {
			t.Fatal(err)
		}
		right := w.Code(phone)
		var told, over int
		var mu sync.Mutex
		w.parallel(1000, func(i int) {
			guess := fmt.Sprintf("%06d", i)
			if guess == right {
				guess = "999999"
			}
			_, err := w.signin.Code(context.Background(), w.from, step.Ask.Token, guess, false)
			mu.Lock()
			defer mu.Unlock()
			switch {
			case fault.Is(err, fault.Invalid):
				told++
			case fault.Is(err, fault.Conflict):
				over++
			default:
				t.Errorf("got %v", err)
			}
		})
		// The fifth wrong code is answered like one that is over; the audit has one line for each compare.
		wrong := 0
		for _, line := range w.Audit(access.OnUser(w.user.ID)) {
			if line == "sign_in.refuse: wrong code" {
				wrong++
			}
		}
		if wrong != identity.CodeTries || told != identity.CodeTries-1 || told+over != 1000 {
			t.Errorf("got %d compares, %d told, %d over", wrong, told, over)
		}
		if _, err := w.signin.Code(t.Context(), w.from, step.Ask.Token, right, false); !fault.Is(err, fault.Conflict) {
			t.Errorf("the right code after that: got %v", err)
		}
	})
}

// parallel runs fn n times, thirty-two at once.
func (w *town) parallel(n int, fn func(i int)) {
	var wg sync.WaitGroup
	next := make(chan int)
	for range 32 {
		wg.Go(func() {
			for i := range next {
				fn(i)
			}
		})
	}
	for i := range n {
		next <- i
	}
	close(next)
	wg.Wait()
}

func TestACodeUsedTwiceAtOnceWorksOnce(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db, "")
		step, err := w.start(w.from, "mia.nguyen", password)
		if err != nil {
			t.Fatal(err)
		}
		code := w.Code(phone)
		var mu sync.Mutex
		in := 0
		w.parallel(4, func(int) {
			_, err := w.signin.Code(context.Background(), w.from, step.Ask.Token, code, false)
			mu.Lock()
			defer mu.Unlock()
			if err == nil {
				in++
			} else if !fault.Is(err, fault.Conflict) {
				t.Errorf("got %v", err)
			}
		})
		if in != 1 {
			t.Errorf("got %d sessions, want 1", in)
		}
	})
}

func TestParallelPasswordGuessesAreNotMoreThanTheRuleAllows(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db, "")
		w.parallel(100, func(i int) { _, _ = w.start(w.from, "mia.nguyen", fmt.Sprint("guess ", i)) })
		wrong := 0
		for _, line := range w.Audit(access.OnUser(w.user.ID)) {
			if line == "sign_in.refuse: wrong password" {
				wrong++
			}
		}
		if wrong != 5 {
			t.Errorf("got %d compares, want 5", wrong)
		}
	})
}

func TestACodeLivesTenMinutes(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db, "")
		for after, want := range map[time.Duration]fault.Kind{10*time.Minute - time.Second: fault.Invalid, 10 * time.Minute: fault.Conflict} {
			step, err := w.start(w.from, "mia.nguyen", password)
			if err != nil {
				t.Fatal(err)
			}
			w.Advance(after)
			wrong := "000000"
			if w.Code(phone) == wrong {
				wrong = "000001"
			}
			if _, err := w.signin.Code(t.Context(), w.from, step.Ask.Token, wrong, false); !fault.Is(err, want) {
				t.Errorf("after %v: got %v", after, err)
			}
		}
	})
}

func TestTenWrongCodesInADayLockTheCodes(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db, "")
		for range 2 {
			step, err := w.start(w.from, "mia.nguyen", password)
			if err != nil {
				t.Fatal(err)
			}
			for range identity.CodeTries {
				wrong := "123450"
				if w.Code(phone) == wrong {
					wrong = "123451"
				}
				_, _ = w.signin.Code(t.Context(), w.from, step.Ask.Token, wrong, false)
			}
		}
		_, err := w.start(w.from, "mia.nguyen", password)
		if p := signin.PausedOf(err); p == nil || !p.Until.Equal(w.Now().Add(24*time.Hour)) {
			t.Errorf("got %v", err)
		}
		w.Advance(24*time.Hour - time.Second)
		if _, err := w.start(w.from, "mia.nguyen", password); signin.PausedOf(err) == nil {
			t.Errorf("a second before the day is over: got %v", err)
		}
		w.Advance(time.Second)
		if _, err := w.start(w.from, "mia.nguyen", password); err != nil {
			t.Errorf("a day later: got %v", err)
		}
	})
}

func TestANewCodeReplacesTheOldAfterThirtySeconds(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db, "")
		step, err := w.start(w.from, "mia.nguyen", password)
		if err != nil {
			t.Fatal(err)
		}
		old := w.Code(phone)
		if _, err := w.signin.Resend(t.Context(), w.from, step.Ask.Token); !fault.Is(err, fault.TooMany) {
			t.Errorf("at once: got %v", err)
		}
		w.Advance(identity.ResendAfter)
		if _, err := w.signin.Resend(t.Context(), w.from, step.Ask.Token); err != nil {
			t.Fatal(err)
		}
		if fresh := w.Code(phone); fresh != old {
			if _, err := w.signin.Code(t.Context(), w.from, step.Ask.Token, old, false); !fault.Is(err, fault.Invalid) {
				t.Errorf("the old code: got %v", err)
			}
		}
		if ask, err := w.signin.Asked(t.Context(), step.Ask.Token); err != nil || ask.Hint != "•••• 42" || ask.TriesLeft > 5 {
			t.Errorf("got %+v, %v", ask, err)
		}
		if _, err := w.signin.Code(t.Context(), w.from, step.Ask.Token, w.Code(phone), false); err != nil {
			t.Errorf("the new code: got %v", err)
		}
	})
}

func TestANewDeviceIsToldOnce(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db, "")
		count := func() int {
			n := 0
			for _, m := range w.Messages() {
				if m.Kind == notice.KindNewDevice && m.To == mailbox {
					n++
				}
			}
			return n
		}
		known := w.from
		known.Device = w.enter(t, w.from, false).Device
		if got := w.enter(t, known, false); count() != 1 || got.Device != "" {
			t.Errorf("got %d notices after a second sign-in on the same device", count())
		}
		w.enter(t, w.from, false)
		if count() != 2 {
			t.Errorf("got %d notices after another device", count())
		}
	})
}

func TestATrustedBrowserIsAskedForNoCodeForThirtyDays(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db, "")
		known := w.from
		known.Device = w.enter(t, w.from, true).Device
		w.Advance(identity.TrustLife - time.Second)
		if step, err := w.start(known, "mia.nguyen", password); err != nil || step.In == nil || step.In.Session.Methods != "password,device" {
			t.Errorf("a second before the end: got %+v, %v", step, err)
		}
		w.Advance(time.Second)
		if step, err := w.start(known, "mia.nguyen", password); err != nil || step.Ask == nil {
			t.Errorf("at the end: got %+v, %v", step, err)
		}
	})
}

func TestStrictTrustsNoBrowser(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db, identity.Strict)
		known := w.from
		known.Device = w.enter(t, w.from, true).Device
		if step, err := w.start(known, "mia.nguyen", password); err != nil || step.Ask == nil {
			t.Errorf("got %+v, %v", step, err)
		}
	})
}

func TestAHashOfOldCostIsMadeAnewAtSignIn(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db, "")
		store := users.New(w.Box)
		secret := func() (a identity.Authenticator) {
			all, err := store.Authenticators(db.Reader(t.Context()), w.user.ID)
			if err != nil {
				t.Fatal(err)
			}
			return all[0]
		}
		old, pepper := secret(), w.Box.Peppers()[0]
		weak, err := identity.HashPassword(password, identity.Peppers{{KeyID: pepper.ID, MAC: pepper.MAC}},
			identity.Cost{MemoryKiB: 32, Passes: 1, Threads: 1}, rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		old.Secret = weak
		w.Write(func(tx *engine.Tx) error { return store.Rebind(tx, old) })
		w.enter(t, w.from, false)
		if got := secret().Secret; !strings.Contains(got, "m=64,") {
			t.Errorf("got %q", got)
		}
		w.enter(t, w.from, false)
	})
}
