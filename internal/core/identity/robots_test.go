package identity_test

import (
	"bytes"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"marque/internal/core/identity"
	"marque/internal/fault"
)

var stampedAt = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

func signer(w identity.Work) identity.Signer {
	return signerOf(w, "key", "key")
}

// signerOf signs with one key and knows another, as while keys are changed.
func signerOf(w identity.Work, now, other string) identity.Signer {
	mac := func(key, purpose string, data []byte) []byte {
		h := hmac.New(sha256.New, []byte(key+" of "+purpose))
		h.Write(data)
		return h.Sum(nil)
	}
	return identity.Signer{Work: w, MACs: func(purpose string, data []byte) ([]byte, []byte) {
		return mac(now, purpose, data), mac(other, purpose, data)
	}}
}

func TestAStampFromBeforeAChangeOfKeysCountsUntilTheOldKeyIsRetired(t *testing.T) {
	t.Parallel()
	w := identity.EasyWork()
	text := stamp(t, signerOf(w, "old", "old"), 0)
	solution := solve(t, text)
	for name, c := range map[string]struct {
		g      identity.Signer
		solved bool
	}{
		"staged":  {signerOf(w, "old", "new"), true},
		"changed": {signerOf(w, "new", "old"), true},
		"retired": {signerOf(w, "new", "new"), false},
	} {
		_, solved, err := c.g.Read(text, solution, "203.0.113.0/24", stampedAt)
		if solved != c.solved || (err == nil) != c.solved {
			t.Errorf("%s: got %t, %v, want %t", name, solved, err, c.solved)
		}
	}
	fresh := stamp(t, signerOf(w, "new", "old"), 0) // one of a process that uses the new key already, where the old one is still in use
	if _, _, err := signerOf(w, "old", "new").Read(fresh, "", "203.0.113.0/24", stampedAt); err != nil {
		t.Errorf("a stamp under the staged key: got %v", err)
	}
}

func stamp(t *testing.T, g identity.Signer, level int) string {
	t.Helper()
	text, err := g.New(rand.Reader, "203.0.113.0/24", level, stampedAt)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func solve(t *testing.T, stamp string) string {
	t.Helper()
	text, err := identity.Solve(stamp)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func TestASolvedPuzzleCountsForTenMinutesInItsNetwork(t *testing.T) {
	t.Parallel()
	g := signer(identity.EasyWork())
	text := stamp(t, g, 0)
	solution := solve(t, text)
	for name, c := range map[string]struct {
		solution, network string
		after             time.Duration
		solved            bool
	}{
		"at once":                          {solution, "203.0.113.0/24", 0, true},
		"a second before ten minutes":      {solution, "203.0.113.0/24", identity.PuzzleLife - time.Second, true},
		"at ten minutes":                   {solution, "203.0.113.0/24", identity.PuzzleLife, false},
		"from another network":             {solution, "198.51.100.0/24", 0, false},
		"without a solution":               {"", "203.0.113.0/24", 0, false},
		"nonsense in the solution's place": {"nonsense", "203.0.113.0/24", 0, false},
	} {
		_, solved, err := g.Read(text, c.solution, c.network, stampedAt.Add(c.after))
		if err != nil || solved != c.solved {
			t.Errorf("%s: got %t, %v, want %t", name, solved, err, c.solved)
		}
	}
}

func TestAStampCountsForAnHour(t *testing.T) {
	t.Parallel()
	g := signer(identity.EasyWork())
	text := stamp(t, g, 0)
	if _, _, err := g.Read(text, "", "", stampedAt.Add(identity.StampLife-time.Second)); err != nil {
		t.Errorf("a second before: got %v", err)
	}
	if _, _, err := g.Read(text, "", "", stampedAt.Add(identity.StampLife)); fault.KindOf(err) != fault.Conflict {
		t.Errorf("at the hour: got %v", err)
	}
}

// forge changes the JSON of a stamp or a solution.
func forge(t *testing.T, text, from, to string) string {
	t.Helper()
	raw, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		t.Fatal(err)
	}
	changed := strings.Replace(string(raw), from, to, 1)
	if changed == string(raw) {
		t.Fatalf("there is no %q in %s", from, raw)
	}
	return base64.StdEncoding.EncodeToString([]byte(changed))
}

func TestAStampThatIsNotOursIsRefused(t *testing.T) {
	t.Parallel()
	g := signer(identity.DefaultWork())
	text := stamp(t, g, 2)
	other := signerOf(identity.DefaultWork(), "another key", "another key")
	for name, bad := range map[string]string{
		"less work": forge(t, text, `"cost":4000`, `"cost":1`), "a shorter beginning": forge(t, text, `"keyPrefix":"00"`, `"keyPrefix":"0"`),
		"a later end": forge(t, text, `"expiresAt":`, `"expiresAt":9`), "an older form": forge(t, text, `"issuedAt":`, `"issuedAt":-`),
		"no signature": forge(t, text, `"signature":"`, `"signature":"x`), "another key's": stamp(t, other, 0),
		"none": "", "nonsense": "%%%", "too long": strings.Repeat("A", 9000),
	} {
		if _, _, err := g.Read(bad, "", "203.0.113.0/24", stampedAt); fault.KindOf(err) != fault.Conflict {
			t.Errorf("%s: got %v, want a conflict", name, err)
		}
	}
}

func TestAWrongSolutionIsNone(t *testing.T) {
	t.Parallel()
	g := signer(identity.EasyWork())
	text := stamp(t, g, 0)
	solution := solve(t, text)
	for name, bad := range map[string]string{
		"another number": forge(t, solution, `"counter":`, `"counter":77`), "another key": forge(t, solution, `"derivedKey":"0`, `"derivedKey":"1`),
		"a key that only begins right": forge(t, solution, `"derivedKey":"0`, `"derivedKey":"00`),
	} {
		if _, solved, err := g.Read(text, bad, "203.0.113.0/24", stampedAt); solved || err != nil {
			t.Errorf("%s: got %t, %v", name, solved, err)
		}
	}
}

func TestWorkAndWaitingGrowWithFailures(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ network, all, want int }{
		{0, 0, 0}, {3, 0, 0}, {4, 0, 1}, {7, 0, 1}, {8, 0, 2}, {16, 0, 3}, {64, 0, 5}, {1 << 40, 0, 5},
		{0, 199, 0}, {0, 200, 1}, {0, 400, 2}, {0, 800, 3}, {0, 1 << 40, 3}, {8, 800, 3}, {-1, -1, 0},
	} {
		if got := identity.Level(c.network, c.all); got != c.want {
			t.Errorf("%d of the network and %d of all: got level %d, want %d", c.network, c.all, got, c.want)
		}
	}
	g := signer(identity.DefaultWork())
	for level, wait := range []time.Duration{3 * time.Second, 6 * time.Second, 12 * time.Second, 24 * time.Second, 48 * time.Second, time.Minute} {
		s, _, err := g.Read(stamp(t, g, level), "", "", stampedAt)
		if err != nil {
			t.Fatal(err)
		}
		if want := 1000 << level; s.Cost != want {
			t.Errorf("level %d: got %d rounds, want %d", level, s.Cost, want)
		}
		if got := g.Work.Hold(s, level, stampedAt.Add(wait-time.Second)); got != time.Second {
			t.Errorf("level %d, a second before its age: got a wait of %s", level, got)
		}
		if got := g.Work.Hold(s, level, stampedAt.Add(wait)); got != 0 {
			t.Errorf("level %d, at its age: got a wait of %s", level, got)
		}
	}
}

// What ALTCHA's own code (npm altcha 3.2.2, dist/lib: verifySolution and solveChallenge with pbkdf2) makes of a challenge of ours: it
// takes our signature and finds this number with this key.
func TestALTCHAsOwnCodeAgrees(t *testing.T) {
	t.Parallel()
	g := signer(identity.DefaultWork())
	text, err := g.New(bytes.NewReader(make([]byte, 32)), "203.0.113.0/24", 0, stampedAt)
	if err != nil {
		t.Fatal(err)
	}
	const want = `{"parameters":{"algorithm":"PBKDF2/SHA-256","cost":1000,"data":{"issuedAt":1795176000000000,"network":"14096a87d1c054310e5c1838cfab8512"},` +
		`"expiresAt":1795176600,"keyLength":32,"keyPrefix":"00","nonce":"00000000000000000000000000000000","salt":"00000000000000000000000000000000"},` +
		`"signature":"1bb0c52ae45233bf2a27ef0d2c59febcb22002710058957d08d9287909cd2015"}`
	raw, _ := base64.StdEncoding.DecodeString(text)
	if string(raw) != want {
		t.Errorf("got %s, want %s", raw, want)
	}
	var found struct{ Solution identity.Solution }
	raw, _ = base64.StdEncoding.DecodeString(solve(t, text))
	if err := json.Unmarshal(raw, &found); err != nil {
		t.Fatal(err)
	}
	if found.Solution != (identity.Solution{Counter: 119, DerivedKey: "00a4024067c31fa85cca399d45c4905d3b63e048b9e71da15e18b5e1fc47752a"}) {
		t.Errorf("got %+v", found.Solution)
	}
}
