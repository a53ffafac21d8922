package identity_test

import (
	"bytes"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"strings"
	"testing"

	"marque/internal/core/identity"
	"marque/internal/fault"
)

func TestPasswordsAreTakenOrRefusedForTheirReason(t *testing.T) {
	t.Parallel()
	context := []string{"mnguyen84", "Mia", "Nguyễn", "mia.nguyen@example.com", "aurelia"}
	cases := []struct{ password, reason string }{
		{"correct horse battery staple", ""},
		{"vK7#pLq2zR", ""},
		{"lantern hedgehog velvet " + strings.Repeat("ü", 256-24), ""},
		{"пароль для моей машины", ""},
		{"kurz7!", "at least 8 characters"},
		{strings.Repeat("a1", 129), "at most 256 characters"},
		{"password", "data breaches"},
		{"Password", "data breaches"},
		{"qwertyuiop", "data breaches"},
		{"mnguyen84", "about you"},
		{"MiaNguyen84!", "about you"},
		{"aurelia2024", "about you"},
		{"aaaaaaaaaaaa", "easy to guess"},
		{"bad\xffutf8", "at most 256"},
	}
	for _, c := range cases {
		_, err := identity.CheckPassword(c.password, context)
		if c.reason == "" {
			if err != nil {
				t.Errorf("%q: got %v, want it taken", c.password, err)
			}
			continue
		}
		if err == nil || !strings.Contains(err.Error(), c.reason) || fault.Of(err).Fields[0].Name != "password" {
			t.Errorf("%q: got %v, want %q", c.password, err, c.reason)
		}
	}
}

func TestOneSpellingOfAPasswordIsOnePassword(t *testing.T) {
	t.Parallel()
	composed, err1 := identity.NormalPassword("b\u00fccherregal 7")
	apart, err2 := identity.NormalPassword("bu\u0308cherregal 7")
	if err1 != nil || err2 != nil || composed != apart {
		t.Errorf("got %q and %q", composed, apart)
	}
}

func TestTheBundledListIsLargeAndFindsTheUsualOnes(t *testing.T) {
	t.Parallel()
	for _, p := range []string{"password", "12345678", "iloveyou", "baseball", "PASSWORD"} {
		if !identity.IsBreached(p) {
			t.Errorf("%q is not on the list", p)
		}
	}
	if identity.IsBreached("marque-hedgehog-lantern") {
		t.Error("a long phrase of ours is on the list")
	}
	if n := identity.BreachedCount(); n < 30_000 {
		t.Errorf("got %d entries", n)
	}
}

// cheap is a cost for tests that are not about cost.
var cheap = identity.Cost{MemoryKiB: 64, Passes: 1, Threads: 1}

func pepper(id string) identity.Pepper {
	return identity.Pepper{KeyID: id, MAC: func(p []byte) []byte {
		m := hmac.New(sha256.New, []byte("key of "+id))
		m.Write(p)
		return m.Sum(nil)
	}}
}

func TestAHashVerifiesItsPasswordOnly(t *testing.T) {
	t.Parallel()
	peppers := identity.Peppers{pepper("1")}
	h, err := identity.HashPassword("correct horse", peppers, cheap, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	if ok, rehash, err := identity.VerifyPassword("correct horse", h, peppers, cheap); !ok || rehash || err != nil {
		t.Errorf("got %v, %v, %v", ok, rehash, err)
	}
	if ok, _, err := identity.VerifyPassword("correct horsf", h, peppers, cheap); ok || err != nil {
		t.Errorf("wrong password: got %v, %v", ok, err)
	}
	other := identity.Peppers{{KeyID: "1", MAC: pepper("2").MAC}}
	if ok, _, _ := identity.VerifyPassword("correct horse", h, other, cheap); ok {
		t.Error("verified under another pepper")
	}
}

func TestAHashIsMadeAnewWhenCostOrPepperChange(t *testing.T) {
	t.Parallel()
	old := identity.Peppers{pepper("1")}
	h, err := identity.HashPassword("correct horse", old, cheap, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	dearer := cheap
	dearer.Passes = 2
	if ok, rehash, _ := identity.VerifyPassword("correct horse", h, old, dearer); !ok || !rehash {
		t.Errorf("dearer: got %v, %v", ok, rehash)
	}
	if ok, rehash, _ := identity.VerifyPassword("correct horse", h, identity.Peppers{pepper("2"), pepper("1")}, cheap); !ok || !rehash {
		t.Errorf("new pepper: got %v, %v", ok, rehash)
	}
	if _, _, err := identity.VerifyPassword("correct horse", h, identity.Peppers{pepper("2")}, cheap); err == nil {
		t.Error("verified although its pepper is gone")
	}
}

func TestTheCurrentCostIsTheOneWeState(t *testing.T) {
	t.Parallel()
	h, err := identity.HashPassword("x", identity.Peppers{pepper("1")}, identity.CurrentCost(), bytes.NewReader(make([]byte, 16)))
	if err != nil || !strings.HasPrefix(h, "$argon2id$v=19$m=19456,t=2,p=1,keyid=MQ$") {
		t.Errorf("got %q, %v", h, err)
	}
}

func TestADamagedOrGreedyHashIsRefused(t *testing.T) {
	t.Parallel()
	good, _ := identity.HashPassword("x", identity.Peppers{pepper("1")}, cheap, rand.Reader)
	for _, bad := range []string{
		"", "$argon2id$", strings.Replace(good, "argon2id", "argon2i", 1), strings.Replace(good, "m=64", "m=9999999", 1),
		strings.Replace(good, "t=1", "t=0", 1), strings.Replace(good, "p=1", "p=x", 1), good[:len(good)-3], good + strings.Repeat("A", 400),
	} {
		if ok, _, err := identity.VerifyPassword("x", bad, identity.Peppers{pepper("1")}, cheap); ok || err == nil {
			t.Errorf("%q: got %v, %v", bad, ok, err)
		}
	}
}

func BenchmarkPasswordHash(b *testing.B) {
	for b.Loop() {
		_, _ = identity.HashPassword("correct horse battery", identity.Peppers{pepper("1")}, identity.CurrentCost(), rand.Reader)
	}
}

func BenchmarkPasswordCheck(b *testing.B) {
	long := strings.Repeat("aB3$ zq", 36)
	for b.Loop() {
		_, _ = identity.CheckPassword(long, []string{"mia", "nguyen"})
	}
}
