package redact_test

import (
	"encoding/base32"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"net/url"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"marque/internal/redact"
)

func TestWhatMustNotBeInALogIsTakenOut(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ text, gone string }{
		{"no user ann.lee+car@mail.example.com here", "ann.lee"},
		{"GET /find?q=ann.lee%40example.com", "ann.lee"},
		{"550 <ann@localhost>: unknown", "ann"},
		{"jürgen@bücher.example is taken", "jürgen"},
		{"postgres://marque:hunter@db/marque", "hunter"},
		{"dial +1 (555) 123-4567", "4567"},
		{"dial 555.123.4567", "4567"},
		{"dial 5551234567", "4567"},
		{"dial 555-0123", "0123"},
		{"to +447700900123,", "900123"},
		{"card 4111 1111 1111 1111", "1111"},
		{"card 4111-1111-1111-1111", "1111"},
		{"card 378282246310005", "3782"},
		{"from 021000021/000123456789", "456789"},
		{"ssn 123-45-6789", "6789"},
		{"tax id: 6789", "6789"},
		{"Your code is 123456", "123456"},
		{"@portal.example #123456", "123456"},
		{"code: 12345678", "12345678"},
		{"code=1234", "1234"},
		{"account number 12345678", "12345678"},
		{"password=correct", "correct"},
		{"password: correct-horse", "correct"},
		{`{"password":"correct"}`, "correct"},
		{"Authorization: Basic YW5uOjEyMw==", "YW5u"},
		{"https://x.example/enter?token=abcdef", "abcdef"},
		{"code ABCD-2FGH-JKMN-9QRS left", "JKMN"},
		{"token eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0", "eyJ"},
		{"broken \xff byte ann@example.com", "ann"},
	} {
		if got := redact.Text(c.text); strings.Contains(got, c.gone) {
			t.Errorf("%q became %q, in which %q still stands", c.text, got, c.gone)
		}
	}
}

func TestOrdinaryFiguresStayReadable(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"took 1.234567891s", "took 12.345678ms", "again in 1h30m0.123456789s", "after 250ms", "12µs",
		"reference 01932f6e-8a4b-7c3d-9e2f-112233445566", "reference 01932f6e-1234-7123-9123-112233445566 and",
		"2026-11-26", "2026-11-26T20:29:04.123456789Z", "2026-11-26 20:29:04+00:00", "2026/11/26 20:29:04",
		"127.0.0.1:54321", "listening on [::1]:8080", "10.20.30.0/24", "192.168.100.200", ":8443",
		"SQLSTATE 23505", "status 404", "1,234,567.89 dollars", "1234.56", "AUR-2026-000123", "R01", "-5", "37%",
		"POST /contracts/{id}/payments", "marque.internal/service.(*Service).PayOnce", "github.com/riverqueue/river@v0.26.0/client.go:512",
		"TestKeysRotateWhileAServerRunsAndOldOnesGoWhenNothingNeedsThem", "read token: no rows in result set", "exit status 2",
		"the key file cannot be read; the keys stay as they were", "/var/lib/marque/checkpoints/000012.json", "TLS_AES_128_GCM_SHA256", "version 15.10 (Debian 15.10-0+deb12u1)",
		"45 rows, 12 renewed", "page 2 of 10", "",
	} {
		if got := redact.Text(text); got != text {
			t.Errorf("%q became %q", text, got)
		}
	}
}

// secrets draws what must never stay: a value in the forms that people and programs write it in.
func secrets() *rapid.Generator[string] {
	digits := func(t *rapid.T, n int) string {
		return rapid.StringOfN(rapid.RuneFrom([]rune("0123456789")), n, n, -1).Draw(t, "digits")
	}
	return rapid.Custom(func(t *rapid.T) string {
		switch rapid.IntRange(0, 8).Draw(t, "kind") {
		case 0:
			return rapid.StringMatching(`[a-z][a-z0-9._+-]{0,20}@[a-z0-9-]{1,12}\.(com|example|co\.uk)`).Draw(t, "e-mail")
		case 1:
			return url.QueryEscape(rapid.StringMatching(`[a-z]{1,20}@[a-z0-9-]{1,12}\.com`).Draw(t, "e-mail"))
		case 2:
			d := digits(t, 9)
			return rapid.SampledFrom([]string{"+1" + "5" + d, "(5" + d[:2] + ") " + d[2:5] + "-" + d[5:], "5" + d[:2] + "-" + d[2:5] + "-" + d[5:]}).Draw(t, "phone")
		case 3:
			d := digits(t, 16)
			return rapid.SampledFrom([]string{d, d[:4] + " " + d[4:8] + " " + d[8:12] + " " + d[12:], d[:4] + "-" + d[4:8] + "-" + d[8:12] + "-" + d[12:]}).Draw(t, "card")
		case 4:
			d := digits(t, 9)
			return d[:3] + "-" + d[3:5] + "-" + d[5:]
		case 5:
			return digits(t, rapid.IntRange(9, 17).Draw(t, "length"))
		case 6:
			return digits(t, 6)
		case 7: // drawn by chance, not by rapid, which likes zeros: such a token is no secret
			raw := make([]byte, 32)
			rand.NewChaCha8([32]byte(append(raw[:24:24], binary.BigEndian.AppendUint64(nil, rapid.Uint64().Draw(t, "token"))...))).Read(raw)
			text := rapid.SampledFrom([]string{hex.EncodeToString(raw), base64.RawURLEncoding.EncodeToString(raw), base64.StdEncoding.EncodeToString(raw)}).Draw(t, "form")
			if !strings.ContainsAny(text, "0123456789") { // one in a thousand; of these some look like words
				return text + "0"
			}
			return text
		}
		return "password=" + rapid.StringMatching(`[a-z]{4,20}`).Draw(t, "password")
	})
}

func TestNoSecretSurvivesWhateverStandsAroundIt(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		secret := secrets().Draw(t, "secret")
		around := rapid.SampledFrom([]string{"%s", "cannot send to %s: refused", "x %s, y", `{"v":"%s"}`, "(%s)", "<%s>", "'%s'", "a: %s\nb", "took 3ms %s at 2026-11-26"}).Draw(t, "around")
		got := redact.Text(fmt.Sprintf(around, secret))
		if strings.Contains(got, strings.TrimPrefix(secret, "password=")) {
			t.Fatalf("%q still stands in %q", secret, got)
		}
		if again := redact.Text(got); again != got {
			t.Fatalf("taken out twice: %q became %q", got, again)
		}
	})
}

func TestRecoveryCodesAndInvitationsAreTokens(t *testing.T) {
	t.Parallel()
	alphabet := base32.NewEncoding("0123456789ABCDEFGHJKMNPQRSTVWXYZ").WithPadding(base32.NoPadding)
	missed, all := 0, 2000
	random := rand.New(rand.NewPCG(1, 1))
	for range all {
		raw := [10]byte{}
		for j := range raw {
			raw[j] = byte(random.Uint32())
		}
		if code := alphabet.EncodeToString(raw[:]); strings.Contains(redact.Text("code "+code+"."), code) {
			missed++
		}
	}
	if missed*50 > all { // those without a figure look like a word
		t.Errorf("%d of %d codes were taken for words", missed, all)
	}
}

func TestALongTextIsCutAndNothingIsHalvedByTheCut(t *testing.T) {
	t.Parallel()
	for at := 4096 - 60; at < 4096+20; at++ {
		got := redact.Text(strings.Repeat("a ", at/2) + "ann.lee@example.com 4111 1111 1111 1111 " + strings.Repeat("b ", 5000))
		if strings.Contains(got, "ann") || strings.Contains(got, "4111") || len(got) > 4300 || !strings.HasSuffix(got, "…[cut]") {
			t.Fatalf("at %d: got %d bytes, …%q", at, len(got), got[len(got)-80:])
		}
	}
}

func FuzzText(f *testing.F) {
	f.Add("x ann@example.com", uint16(3))
	f.Add("+1 555 123 4567 é\xff%40", uint16(0))
	f.Fuzz(func(t *testing.T, s string, at uint16) {
		got := redact.Text(s)
		if !utf8.ValidString(got) || len(got) > 5<<10 && len(got) > 2*len(s) {
			t.Errorf("%q became %q", s, got)
		}
		if len(s) > 3000 {
			return
		}
		const secret = "mia.wong@lender.example"
		where := int(at) % (len(s) + 1)
		if got := redact.Text(s[:where] + " " + secret + " " + s[where:]); strings.Contains(got, "mia.wong") {
			t.Errorf("the address still stands in %q", got)
		}
	})
}

func BenchmarkText(b *testing.B) {
	for name, text := range map[string]string{
		"plain": "the key file has changed and is in use", "route": "POST /contracts/{id}/payments 404 in 12ms",
		"worst": strings.Repeat("1a-", 1<<20),
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				redact.Text(text)
			}
		})
	}
}
