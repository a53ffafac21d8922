package identity_test

import (
	"bytes"
	"crypto/rand"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"marque/internal/civil"
	"marque/internal/core/access"
	"marque/internal/core/identity"
	"marque/internal/fault"
	"marque/internal/l10n"
)

func TestUsernamesAreTakenOrRefusedForTheirReason(t *testing.T) {
	t.Parallel()
	for typed, reason := range map[string]string{
		"mnguyen84": "", " Mia.Nguyen ": "", "a-b_c.d": "", "mia": "4 to 30", strings.Repeat("a", 31): "4 to 30",
		"mia@home": "letters a to z", "mía.n": "letters a to z", "8mile": "begins with a letter", "Support": "cannot be used",
		"mia nguyen": "letters a to z",
	} {
		_, err := identity.CheckUsername(typed)
		if reason == "" && err != nil || reason != "" && (err == nil || !strings.Contains(err.Error(), reason)) {
			t.Errorf("%q: got %v, want %q", typed, err, reason)
		}
	}
}

func TestATypedNameFoldsToOneKey(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]identity.Identifier{
		" Mia.Nguyen ":                 {Folded: "mia.nguyen"},
		"Mia@Example.COM":              {Folded: "mia@example.com", Email: true},
		"ｍｉａ.nguyen":                   {Folded: "mia.nguyen"},
		"mia\x00\xff":                  {Folded: "mia"},
		"":                             {},
		strings.Repeat("ü", 5000) + "": {Folded: strings.Repeat("ü", 127)},
	} {
		if got := identity.ReadIdentifier(typed); got != want {
			t.Errorf("%.20q: got %+v, want %+v", typed, got, want)
		}
	}
}

func TestNamesCompareWithoutAccentsCaseAndPunctuation(t *testing.T) {
	t.Parallel()
	for _, pair := range [][2]string{
		{"Šafařík", "safarik"}, {"O'Brien", "o’brien"}, {"Smith-Jones", "SMITH JONES"}, {"Nguyễn", "nguyen"}, {"Groß", "GROSS"},
		{"Łukasz", "lukasz"}, {"Müller ", "Muller"},
	} {
		if a, b := identity.FoldName(pair[0]), identity.FoldName(pair[1]); a != b || a == "" {
			t.Errorf("got %q and %q for %v", a, b, pair)
		}
	}
}

func TestTryingACodeEndsAfterFiveTriesOrTenMinutes(t *testing.T) {
	t.Parallel()
	c := identity.Challenge{Purpose: identity.ForSignIn}.Open(noon)
	for i := range identity.CodeTries {
		var err error
		if c, err = c.Try(noon); err != nil || c.TriesLeft() != 4-i {
			t.Fatalf("try %d: got %d left, %v", i+1, c.TriesLeft(), err)
		}
	}
	if _, err := c.Try(noon); !fault.Is(err, fault.Conflict) {
		t.Errorf("sixth: got %v", err)
	}
	c = identity.Challenge{}.Open(noon)
	if _, err := c.Try(noon.Add(10*time.Minute - time.Microsecond)); err != nil {
		t.Errorf("just before ten minutes: got %v", err)
	}
	if _, err := c.Try(noon.Add(10 * time.Minute)); !fault.Is(err, fault.Conflict) {
		t.Errorf("at ten minutes: got %v", err)
	}
}

func TestAnotherCodeComesAfterThirtySecondsAndBuysNoTries(t *testing.T) {
	t.Parallel()
	c := identity.Challenge{}.Open(noon)
	c, _ = c.Try(noon)
	if _, err := c.Resend(noon.Add(29 * time.Second)); !fault.Is(err, fault.TooMany) || fault.Of(err).RetryAfter != time.Second {
		t.Errorf("after 29 s: got %v", err)
	}
	next, err := c.Resend(noon.Add(30 * time.Second))
	if err != nil || next.Tries != 1 || next.Sends != 2 || !next.ExpiresAt.Equal(noon.Add(10*time.Minute+30*time.Second)) {
		t.Errorf("after 30 s: got %+v, %v", next, err)
	}
	for i := 2; i < identity.CodeSends; i++ {
		if next, err = next.Resend(next.ResendAt()); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := next.Resend(next.ResendAt()); !fault.Is(err, fault.TooMany) {
		t.Errorf("after the last: got %v", err)
	}
}

func TestCodesHaveSixEvenDigits(t *testing.T) {
	t.Parallel()
	var count [10]int
	const n = 3000
	for range n {
		code, err := identity.NewCode(rand.Reader)
		if err != nil || len(code) != 6 {
			t.Fatalf("got %q, %v", code, err)
		}
		for _, d := range code {
			count[d-'0']++
		}
	}
	for d, got := range count {
		if mean := n * 6 / 10; got < mean*85/100 || got > mean*115/100 { // six standard deviations and more
			t.Errorf("digit %d came %d times, want about %d", d, got, mean)
		}
	}
	code, _ := identity.NewCode(bytes.NewReader([]byte{255, 250, 249, 0, 10, 11, 12, 13}))
	if code != "900123" {
		t.Errorf("got %q, want bytes from 250 on drawn again", code)
	}
}

func TestATypedCodeMayBeGrouped(t *testing.T) {
	t.Parallel()
	for _, typed := range []string{"123456", "123 456", " 123-456 ", "12\u00a034 56"} {
		if got, err := identity.ReadCode(typed); got != "123456" || err != nil {
			t.Errorf("%q: got %q, %v", typed, got, err)
		}
	}
	for _, typed := range []string{"", "12345", "1234567", "12345a", "１２３４５６", strings.Repeat("1 ", 500)} {
		if got, err := identity.ReadCode(typed); !fault.Is(err, fault.Invalid) {
			t.Errorf("%q: got %q, %v", typed, got, err)
		}
	}
}

func TestAnInvitationWorksOnceForFourteenDays(t *testing.T) {
	t.Parallel()
	i, code, err := identity.NewInvitation(identity.Invitation{Brand: "aurelia"}, noon, rand.Reader)
	if err != nil || len(code) != 26 {
		t.Fatalf("got %q, %v", code, err)
	}
	end := noon.Add(14 * 24 * time.Hour)
	if !i.Usable(end.Add(-time.Second)) || i.Usable(end) {
		t.Error("the end is not fourteen days later")
	}
	i.UsedAt = noon
	if i.Usable(noon) {
		t.Error("usable twice")
	}
}

func TestAnInvitationCodeReadsBackHoweverItIsTyped(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		random := rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "random")
		code, err := identity.NewInvitationCode(bytes.NewReader(random))
		if err != nil {
			t.Fatal(err)
		}
		typed := strings.ToLower(strings.ReplaceAll(strings.ReplaceAll(code.Grouped(), "0", "o"), "1", "l"))
		if got, err := identity.ReadInvitationCode("  " + typed); got != code || err != nil {
			t.Fatalf("got %q, %v, want %q", got, err, code)
		}
	})
	for _, bad := range []string{"", "ABC", strings.Repeat("U", 26), strings.Repeat("A", 1000)} {
		if _, err := identity.ReadInvitationCode(bad); !fault.Is(err, fault.Invalid) {
			t.Errorf("%.30q: got %v", bad, err)
		}
	}
}

func party(n byte) access.PartyID { return access.PartyID{15: n} }

func TestFactsDescribeOnePersonOrNobody(t *testing.T) {
	t.Parallel()
	persons := []identity.Person{
		{Party: party(1), FamilyName: "Šafařík", BirthDate: civil.MustParse("1984-03-27"), PostalCode: "15222-1234"},
		{Party: party(2), FamilyName: "Safarik", BirthDate: civil.MustParse("1986-01-02"), PostalCode: "15222"},
		{Party: party(3), FamilyName: "Nobirth"},
		{Party: party(2), FamilyName: "Safarik", BirthDate: civil.MustParse("1986-01-02"), PostalCode: "15222"},
	}
	cases := []struct {
		facts identity.Facts
		want  access.PartyID
	}{
		{identity.Facts{Contract: "C1", FamilyName: "safarik", BirthDate: "03/27/1984"}, party(1)},
		{identity.Facts{Contract: "C1", FamilyName: "SAFAŘÍK", BirthDate: "1986-01-02"}, party(2)},
		{identity.Facts{Contract: "C1", FamilyName: "safarik", BirthDate: "1984-03-28"}, party(0)},
		{identity.Facts{Contract: "C1", FamilyName: "safarik", PostalCode: "15222"}, party(0)}, // both fit: nobody
		{identity.Facts{Contract: "C1", FamilyName: "Nobirth", PostalCode: "15222"}, party(0)},
		{identity.Facts{Contract: "C1", FamilyName: "stranger", BirthDate: "1984-03-27"}, party(0)},
	}
	for _, c := range cases {
		claimed, err := c.facts.Read()
		if err != nil {
			t.Fatal(err)
		}
		if got := claimed.Match(persons); got != c.want {
			t.Errorf("%+v: got %v, want %v", c.facts, got, c.want)
		}
	}
}

func TestFactsNameTheFieldThatIsMissing(t *testing.T) {
	t.Parallel()
	_, err := identity.Facts{BirthDate: "31.12.1984"}.Read()
	f := fault.Of(err)
	if f == nil || len(f.Fields) != 3 || f.Fields[0].Name != "contract" || f.Fields[1].Name != "family_name" || f.Fields[2].Name != "birth_date" {
		t.Errorf("got %+v", f)
	}
	_, err = identity.Facts{Contract: "C1", FamilyName: "x"}.Read()
	for _, field := range append(f.Fields, fault.Of(err).Fields...) {
		if len(field.Other) != len(l10n.All())-1 {
			t.Errorf("%q is said in English only", field.Message)
		}
	}
	if _, err := (identity.Facts{Contract: " 1g174-g4a8", FamilyName: "x", BirthDate: "3/7/1984"}).Read(); err != nil {
		t.Errorf("got %v", err)
	}
}

func TestASessionEndsByIdlenessAgeHandOrUser(t *testing.T) {
	t.Parallel()
	customer := identity.User{State: identity.UserActive, Party: party(1)}
	s := identity.Session{User: customer, CreatedAt: noon, ActiveAt: noon}
	check := func(name string, s identity.Session, at time.Duration, want bool) {
		t.Helper()
		if got := s.Alive(noon.Add(at)); got != want {
			t.Errorf("%s: got %v, want %v", name, got, want)
		}
	}
	check("idle 15 min - 1 s", s, 15*time.Minute-time.Second, true)
	check("idle 15 min", s, 15*time.Minute, false)
	busy := s
	busy.ActiveAt = noon.Add(12 * time.Hour)
	check("12 h - 1 s", busy, 12*time.Hour-time.Second, true)
	check("12 h", busy, 12*time.Hour, false)
	agent := busy
	agent.User.Party, agent.ActiveAt = access.PartyID{}, noon.Add(8*time.Hour)
	check("agent 8 h - 1 s", agent, 8*time.Hour-time.Second, true)
	check("agent 8 h", agent, 8*time.Hour, false)
	s.EndedAt = noon
	check("signed out", s, 0, false)
	busy.User.State = identity.UserClosed
	check("closed user", busy, time.Hour, false)
}

func TestAStepUpIsFreshForTenMinutes(t *testing.T) {
	t.Parallel()
	s := identity.Session{FactorAt: noon}
	if !s.Fresh(noon.Add(10*time.Minute-time.Second)) || s.Fresh(noon.Add(10*time.Minute)) {
		t.Error("fresh does not end after ten minutes")
	}
}

func TestADeviceVouchesForItsUserOnly(t *testing.T) {
	t.Parallel()
	u, other := access.UserID{1}, access.UserID{2}
	d := identity.Device{User: u, LastAt: noon, TrustedUntil: noon.Add(identity.TrustLife)}
	if !d.Knows(u, noon) || d.Knows(other, noon) || d.Knows(access.UserID{}, noon) || (identity.Device{}).Knows(access.UserID{}, noon) {
		t.Error("knows the wrong user")
	}
	if !d.Trusted(u, identity.Standard, noon) || d.Trusted(u, identity.Strict, noon) {
		t.Error("strict trusts a browser, or standard does not")
	}
	if d.Trusted(u, identity.Standard, noon.Add(30*24*time.Hour)) || !d.Trusted(u, identity.Standard, noon.Add(30*24*time.Hour-time.Second)) {
		t.Error("trust does not end after thirty days")
	}
	d.RevokedAt = noon
	if d.Knows(u, noon) {
		t.Error("a revoked device knows its user")
	}
}

func TestAHintShowsLittle(t *testing.T) {
	t.Parallel()
	if got := identity.Hint(identity.FactorText, "+12015550142"); got != "•••• 42" {
		t.Errorf("got %q", got)
	}
	if got := identity.Hint(identity.FactorMail, "mia@example.com"); got != "m••••@example.com" {
		t.Errorf("got %q", got)
	}
}

func TestStatementsByMailNeedTheSampleOpened(t *testing.T) {
	t.Parallel()
	good := identity.Consent{Kind: identity.ConsentStatements, Given: true, Version: "2026-11", Shown: "sample opened"}
	if err := identity.CheckConsents([]identity.Consent{good, {Kind: identity.ConsentTexts, Version: "2026-11"}}); err != nil {
		t.Error(err)
	}
	blind := good
	blind.Shown = ""
	for _, bad := range [][]identity.Consent{{blind}, {good, good}, {{Kind: "everything", Version: "1"}}, {{Kind: identity.ConsentTexts}}} {
		if err := identity.CheckConsents(bad); !fault.Is(err, fault.Invalid) {
			t.Errorf("%+v: got %v", bad, err)
		}
	}
}

func TestATokenIsLongAndStoredAsAHash(t *testing.T) {
	t.Parallel()
	a, err := identity.NewToken(rand.Reader)
	b, _ := identity.NewToken(rand.Reader)
	if err != nil || a == b || !a.Plausible() || identity.Token("short").Plausible() {
		t.Errorf("got %q, %q, %v", a, b, err)
	}
	if bytes.Contains(a.Hash(), []byte(a)) || len(a.Hash()) != 32 {
		t.Error("the hash shows the token")
	}
}
