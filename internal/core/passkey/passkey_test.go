package passkey_test

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"marque/internal/core/access"
	"marque/internal/core/passkey"
	"marque/internal/core/passkey/passkeytest"
	"marque/internal/fault"
)

var home = passkey.Site{Host: "aurelia.example", Origin: "https://aurelia.example"}

// asked is a ceremony with its question.
type asked struct {
	passkey.Ceremony
	challenge passkey.Challenge
	options   []byte
}

func ask(t *testing.T, site passkey.Site, purpose passkey.Purpose, handle []byte) asked {
	t.Helper()
	c, err := passkey.NewChallenge(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	a := asked{Ceremony: passkey.Ceremony{Purpose: purpose, Site: site, Handle: handle}, challenge: c}
	if purpose == passkey.ForAdd {
		a.options, err = site.AskNew(c, passkey.Owner{Handle: handle, Name: "mia", Display: "Mia Nguyen"}, nil)
	} else {
		a.options, err = site.Ask(c, nil)
	}
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func made(t *testing.T, key *passkeytest.Key) (passkey.Passkey, error) {
	t.Helper()
	handle, err := passkey.NewHandle(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	a := ask(t, home, passkey.ForAdd, handle)
	n, err := passkey.ReadNew(key.Create(a.options))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(n.Challenge, a.challenge) {
		t.Errorf("got the challenge %x, want %x", n.Challenge, a.challenge)
	}
	k, err := n.Accept(a.Ceremony)
	return passkey.Passkey{Handle: handle, Host: home.Host, Key: k}, err
}

func prove(t *testing.T, p passkey.Passkey, key *passkeytest.Key, purpose passkey.Purpose) (passkey.Use, error) {
	t.Helper()
	a := ask(t, home, purpose, nil)
	proof, err := passkey.ReadProof(key.Get(a.options))
	if err != nil {
		t.Fatal(err)
	}
	return proof.Check(a.Ceremony, p)
}

func TestAKeyIsKeptWithEverythingThatIsKnownOfIt(t *testing.T) {
	t.Parallel()
	key := passkeytest.New(t, rand.Reader, home.Origin)
	key.Eligible, key.BackedUp, key.Count = true, true, 7
	p, err := made(t, key)
	if err != nil {
		t.Fatal(err)
	}
	k := p.Key
	if len(k.Credential) != 32 || len(k.Public) == 0 || len(k.AAGUID) != 16 || k.Attestation != "none" || k.Format != "none" || k.SignCount != 7 ||
		!k.Flags.Has(1|passkey.UserVerified|passkey.BackupEligible|passkey.BackedUp) || strings.Join(k.Transports, ",") != "internal" {
		t.Errorf("got %+v", k)
	}
	used, err := prove(t, p, key, passkey.ForSignIn)
	if err != nil || used.SignCount != 8 || used.Copied || used.Eligibility {
		t.Errorf("got %+v, %v", used, err)
	}
}

func TestAnAnswerThatProvesNothingIsRefusedWithItsReason(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		lie    func(*passkeytest.Key)
		reason string
	}{
		"the user was not verified":     {func(k *passkeytest.Key) { k.Verified = false }, "not verified"},
		"another page asked":            {func(k *passkeytest.Key) { k.Origin = "https://aurelia.example.evil.test" }, "origin"},
		"plain http":                    {func(k *passkeytest.Key) { k.Origin = "http://aurelia.example" }, "origin"},
		"another port":                  {func(k *passkeytest.Key) { k.Origin = "https://aurelia.example:8443" }, "origin"},
		"another brand's key":           {func(k *passkeytest.Key) { k.Host = "norden.example" }, "another site"},
		"the other ceremony":            {func(k *passkeytest.Key) { k.Type = "webauthn.other" }, "ceremony type"},
		"backed up, but not to be that": {func(k *passkeytest.Key) { k.BackedUp = true }, "Backup State"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			liar := passkeytest.New(t, rand.Reader, home.Origin)
			c.lie(liar)
			if _, err := made(t, liar); err == nil || !strings.Contains(err.Error(), c.reason) {
				t.Errorf("a new key: got %v, want %q", err, c.reason)
			}
			key := passkeytest.New(t, rand.Reader, home.Origin)
			p, err := made(t, key)
			if err != nil {
				t.Fatal(err)
			}
			c.lie(key)
			if _, err := prove(t, p, key, passkey.ForSignIn); err == nil || !strings.Contains(err.Error(), c.reason) {
				t.Errorf("a known key: got %v, want %q", err, c.reason)
			}
		})
	}
}

func TestAnAnswerIsAboutItsChallengeAndItsKey(t *testing.T) {
	t.Parallel()
	mine, theirs := passkeytest.New(t, rand.Reader, home.Origin), passkeytest.New(t, rand.Reader, home.Origin)
	p, err := made(t, mine)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := made(t, theirs); err != nil {
		t.Fatal(err)
	}
	if _, err := prove(t, p, theirs, passkey.ForSignIn); err == nil {
		t.Error("another key signed, and was taken")
	}
	mine.Silent = true
	if _, err := prove(t, p, mine, passkey.ForSignIn); err == nil {
		t.Error("a key that does not say whose it is was taken for a sign-in")
	}
	if _, err := prove(t, p, mine, passkey.ForStepUp); err != nil {
		t.Errorf("for a step-up the owner is known: got %v", err)
	}
	p.Host = "norden.example"
	if _, err := prove(t, p, mine, passkey.ForStepUp); err == nil {
		t.Error("a key of another brand was taken")
	}
	a := ask(t, passkey.Site{}, passkey.ForSignIn, nil)
	proof, err := passkey.ReadProof(mine.Get(a.options))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := proof.Check(a.Ceremony, passkey.Passkey{}); err == nil {
		t.Error("a key was taken where there is no site")
	}
}

func TestACounterThatDoesNotGrowIsToldAndAChangeOfBackupTaken(t *testing.T) {
	t.Parallel()
	key := passkeytest.New(t, rand.Reader, home.Origin)
	key.Count = 40
	p, err := made(t, key)
	if err != nil {
		t.Fatal(err)
	}
	copied := key.Copy()
	used, err := prove(t, p, key, passkey.ForSignIn)
	if err != nil || used.Copied {
		t.Fatalf("got %+v, %v", used, err)
	}
	p.Key = used.Key
	if used, err := prove(t, p, copied, passkey.ForSignIn); err != nil || !used.Copied || used.SignCount != 41 {
		t.Errorf("got %+v, %v, want a copy told and the counter kept", used, err)
	}
	key.Eligible, key.BackedUp = true, true
	used, err = prove(t, p, key, passkey.ForSignIn)
	if err != nil || !used.Eligibility || !used.Flags.Has(passkey.BackupEligible|passkey.BackedUp) {
		t.Errorf("got %+v, %v, want the change taken and told", used, err)
	}
}

func TestNonsenseIsAFaultForPeople(t *testing.T) {
	t.Parallel()
	for _, bad := range []string{"", "{}", "null", "[]", `{"id":"AA","rawId":"AA","type":"public-key","response":{}}`, strings.Repeat("[", 10000)} {
		if _, err := passkey.ReadNew([]byte(bad)); fault.Of(err) == nil {
			t.Errorf("new, %.20q: got %v", bad, err)
		}
		if _, err := passkey.ReadProof([]byte(bad)); fault.Of(err) == nil {
			t.Errorf("proof, %.20q: got %v", bad, err)
		}
	}
}

func TestAStrangerIsToldNoKeyAndEveryoneMustBeVerified(t *testing.T) {
	t.Parallel()
	var get struct {
		UserVerification string
		AllowCredentials []any
		RPID             string `json:"rpId"`
	}
	if err := json.Unmarshal(ask(t, home, passkey.ForSignIn, nil).options, &get); err != nil {
		t.Fatal(err)
	}
	if get.UserVerification != "required" || get.AllowCredentials == nil || len(get.AllowCredentials) > 0 || get.RPID != home.Host {
		t.Errorf("got %+v", get)
	}
	var create struct {
		AuthenticatorSelection struct{ ResidentKey, UserVerification string }
		User                   struct{ ID string }
	}
	if err := json.Unmarshal(ask(t, home, passkey.ForAdd, make([]byte, 64)).options, &create); err != nil {
		t.Fatal(err)
	}
	if s := create.AuthenticatorSelection; s.ResidentKey != "required" || s.UserVerification != "required" || len(create.User.ID) != 86 {
		t.Errorf("got %+v", create)
	}
}

func TestACeremonyEndsAfterFiveMinutesAndAPasskeyOpensOnlyForItsUser(t *testing.T) {
	t.Parallel()
	began := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	c := passkey.Ceremony{}.Begin(began)
	if !c.Alive(began.Add(5*time.Minute-time.Second)) || c.Alive(began.Add(5*time.Minute)) {
		t.Error("a ceremony does not end after five minutes")
	}
	p := passkey.Passkey{User: access.UserID{1}}
	if !p.Usable() || (passkey.Passkey{}).Usable() {
		t.Error("a passkey opens without a user, or not with one")
	}
	if p.DisabledAt = began; p.Usable() {
		t.Error("a disabled passkey opens")
	}
}

func TestANameIsShortAndNotEmpty(t *testing.T) {
	t.Parallel()
	if got, err := passkey.ReadName("  My \t phone "); err != nil || got != "My phone" {
		t.Errorf("got %q, %v", got, err)
	}
	for _, bad := range []string{"", " \n", strings.Repeat("x", passkey.MostName+1), "bad\xff"} {
		if _, err := passkey.ReadName(bad); !fault.Is(err, fault.Invalid) {
			t.Errorf("%q: got %v", bad, err)
		}
	}
}
