package smpp_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"pgregory.net/rapid"

	"marque/internal/core/notice"
	"marque/internal/fault"
	"marque/internal/gateway/sms"
	"marque/internal/gateway/sms/smpp"
	"marque/internal/gateway/sms/smstest"
	"marque/internal/id"
)

// patience is how long anything may take that is waited for.
const patience = 30 * time.Second

func envelope() notice.Envelope {
	return notice.Envelope{
		ID: id.Derive[notice.Message]("m"), Kind: notice.KindSignInCode, Brand: "aurelia", To: "+12015550142", Valid: 9*time.Minute + 59*time.Second + time.Millisecond,
		Letter: notice.Letter{Text: "Aurelia: your code is 491827.\n\n@aurelia.example #491827"},
	}
}

// said is a receipt as the driver told it.
type said struct {
	name      string
	delivered bool
}

// world is a driver with a centre.
type world struct {
	*smpp.Client
	centre   *smstest.Centre
	receipts chan said
	refuse   chan error // what the next receipts are answered with
}

func setup(t *testing.T, c *smstest.Centre, change func(*smpp.Settings)) *world {
	t.Helper()
	w := &world{centre: c, receipts: make(chan said, 100), refuse: make(chan error, 100)}
	s := smpp.Settings{Address: c.Address, User: "marque", Password: "right", From: "Aurelia", Pause: time.Millisecond}
	s.Receipt = func(_ context.Context, name string, delivered bool) error {
		w.receipts <- said{name, delivered}
		select {
		case err := <-w.refuse:
			return err
		default:
			return nil
		}
	}
	if change != nil {
		change(&s)
	}
	var err error
	if w.Client, err = smpp.New(s); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := w.Close(); err != nil {
			t.Error(err)
		}
	})
	return w
}

// await waits for one thing from a channel.
func await[T any](t *testing.T, from <-chan T, what string) T {
	t.Helper()
	select {
	case got := <-from:
		return got
	case <-time.After(patience):
		t.Fatalf("there was no %s", what)
	}
	panic("unreachable")
}

func (w *world) send(t *testing.T, e notice.Envelope) smstest.Submission {
	t.Helper()
	name, err := w.Send(t.Context(), e)
	if err != nil {
		t.Fatal(err)
	}
	for {
		if s := await(t, w.centre.Submissions, "submission"); s.Name == name {
			return s
		}
	}
}

func TestATextIsSubmittedWithItsValidityAndAReceiptIsAsked(t *testing.T) {
	t.Parallel()
	w := setup(t, smstest.NewCentre("right", nil).Begin(t), nil)
	s := w.send(t, envelope())
	if version := await(t, w.centre.Binds, "bind"); version != 0x34 {
		t.Errorf("got a bind of version %#x, want 3.4", version)
	}
	if s.To != "12015550142" || s.ToKind != 1 || s.From != "Aurelia" || s.FromKind != 5 || s.Registered != 1 || s.Coding != 0 || s.Class != 0 {
		t.Errorf("got %+v", s)
	}
	if s.Validity != "000000000959000R" {
		t.Errorf("got the validity %s, want 9 minutes and 59 seconds from now", s.Validity)
	}
	if want := "Aurelia: your code is 491827.\n\n\x00aurelia.example #491827"; string(s.Body) != want {
		t.Errorf("got %q, want %q by GSM 03.38", s.Body, want)
	}
	for valid, want := range map[time.Duration]string{time.Millisecond: "000000000001000R", 72 * time.Hour: "000003000000000R", 10000 * time.Hour: "000028000000000R"} {
		e := envelope()
		e.Valid = valid
		if s := w.send(t, e); s.Validity != want {
			t.Errorf("%s: got %s, want %s", valid, s.Validity, want)
		}
	}
}

func TestASenderIsANumberAShortCodeOrAName(t *testing.T) {
	t.Parallel()
	for from, want := range map[string]string{"+12015550100": "1 12015550100", "24365": "3 24365", "Aurelia": "5 Aurelia"} {
		w := setup(t, smstest.NewCentre("right", nil).Begin(t), func(s *smpp.Settings) { s.From = from })
		if s := w.send(t, envelope()); fmt.Sprint(s.FromKind, " ", s.From) != want {
			t.Errorf("got %d %s, want %s", s.FromKind, s.From, want)
		}
	}
}

func TestReceiptsAreReadAndAcknowledgedOnceTheyAreNoted(t *testing.T) {
	t.Parallel()
	w := setup(t, smstest.NewCentre("right", nil).Begin(t), nil)
	s := w.send(t, envelope())
	w.centre.Receipt(s, "ACCEPTD") // no end yet
	if status := await(t, w.centre.Acks, "acknowledgement"); status != 0 || len(w.receipts) != 0 {
		t.Errorf("got status %#x and %d receipts, want it acknowledged and nothing noted", status, len(w.receipts))
	}
	w.refuse <- errors.New("the database is away")
	for state, delivered := range map[string]bool{"DELIVRD": true} {
		w.centre.Receipt(s, state)
		if got := await(t, w.receipts, "receipt"); got != (said{s.Name, delivered}) {
			t.Errorf("got %v", got)
		}
		if status := await(t, w.centre.Acks, "acknowledgement"); status == 0 {
			t.Error("a receipt that was not noted is acknowledged: the centre will not say it again")
		}
	}
	for _, state := range []string{"UNDELIV", "EXPIRED", "REJECTD", "DELETED"} {
		w.centre.Receipt(s, state)
		if got := await(t, w.receipts, "receipt"); got != (said{s.Name, false}) {
			t.Errorf("%s: got %v", state, got)
		}
		if status := await(t, w.centre.Acks, "acknowledgement"); status != 0 {
			t.Errorf("%s: got %#x", state, status)
		}
	}
}

func TestATextThatCameToUsIsHandedOn(t *testing.T) {
	t.Parallel()
	heard, refuse := make(chan [2]string, 10), make(chan error, 1)
	w := setup(t, smstest.NewCentre("right", nil).Begin(t), func(s *smpp.Settings) {
		s.Reply = func(_ context.Context, from, text string) error {
			heard <- [2]string{from, text}
			select {
			case err := <-refuse:
				return err
			default:
				return nil
			}
		}
	})
	s := w.send(t, envelope())
	refuse <- errors.New("the database is away")
	for i, want := range []string{"Stop", "STOP"} {
		w.centre.Reply(s, want)
		if got := await(t, heard, "reply"); got != [2]string{envelope().To, want} {
			t.Errorf("got %q", got)
		}
		if status := await(t, w.centre.Acks, "acknowledgement"); (status == 0) != (i == 1) {
			t.Errorf("%d. got the status %#x", i, status)
		}
	}
	text := []byte{0x05, 0x00, 0x03, 1, 1, 1, 0, 'S', 0, 'T', 0, 'O', 0, 'P'} // UCS-2 behind a header of parts
	body := append([]byte("\x00\x01\x0112015550142\x00\x03\x0072000\x00"), 0x40, 0, 0, 0, 0, 0, 0, 8, 0, byte(len(text)))
	w.centre.Raw(s, 5, append(body, text...))
	if got := await(t, heard, "reply"); got != [2]string{"+12015550142", "STOP"} {
		t.Errorf("got %q", got)
	}
	w.centre.Raw(s, 5, append([]byte("\x00\x05\x00AURELIA\x00\x03\x0072000\x00"), 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 'x')) // from a name
	await(t, w.centre.Acks, "acknowledgement")
	if status := await(t, w.centre.Acks, "acknowledgement"); status != 0 || len(heard) != 0 {
		t.Errorf("got the status %#x and %d texts, want one that nobody can answer left alone", status, len(heard))
	}
}

func TestAPacketThatNobodyKnowsDoesNoHarm(t *testing.T) {
	t.Parallel()
	w := setup(t, smstest.NewCentre("right", nil).Begin(t), nil)
	s := w.send(t, envelope())
	w.centre.Raw(s, 0x103, []byte("data_sm is not ours"))
	w.centre.Raw(s, 5, []byte{0, 1, 1, 0, 1, 1, 0, 0x44, 0, 0, 0, 0, 0, 0, 0, 0, 0, 9, 200, 1}) // a header longer than its text
	w.centre.Receipt(s, "DELIVRD")
	if got := await(t, w.receipts, "receipt"); !got.delivered {
		t.Errorf("got %v", got)
	}
	if len(w.centre.Binds) != 1 {
		t.Errorf("got %d binds, want the connection kept", len(w.centre.Binds))
	}
}

func TestWhatTheCentreSaysDecidesWhetherToTryAgain(t *testing.T) {
	t.Parallel()
	for status, want := range map[uint32]fault.Kind{0x0b: fault.Invalid, 0x01: fault.Invalid, 0x58: fault.Unavailable, 0x14: fault.Unavailable, 0x45: fault.Unavailable} {
		c := smstest.NewCentre("right", nil)
		c.Answer = func(int) uint32 { return status }
		w := setup(t, c.Begin(t), nil)
		if _, err := w.Send(t.Context(), envelope()); fault.KindOf(err) != want || strings.Contains(err.Error(), "5550142") {
			t.Errorf("%#x: got %v, want %s", status, err, want)
		}
	}
}

func TestACentreThatIsSilentAwayOrRefusesHoldsNothingUp(t *testing.T) {
	t.Parallel()
	silent := smstest.NewCentre("right", nil)
	silent.Silent = true
	deaf, err := net.Listen("tcp", "127.0.0.1:0") // takes the connection and says nothing at all
	if err != nil {
		t.Fatal(err)
	}
	defer deaf.Close()
	for name, s := range map[string]func(*smpp.Settings){
		"silent":         func(s *smpp.Settings) { s.Address = silent.Begin(t).Address },
		"wrong password": func(s *smpp.Settings) { s.Password = "wrong" },
		"deaf":           func(s *smpp.Settings) { s.Address = deaf.Addr().String() },
		"nobody there":   func(s *smpp.Settings) { s.Address = "127.0.0.1:1" },
	} {
		w := setup(t, smstest.NewCentre("right", nil).Begin(t), s)
		ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
		began := time.Now()
		if _, err := w.Send(ctx, envelope()); !fault.Is(err, fault.Unavailable) || time.Since(began) > patience {
			t.Errorf("%s: got %v, want another attempt", name, err)
		}
		cancel()
	}
}

func TestAConnectionThatBreaksIsOpenedAgain(t *testing.T) {
	t.Parallel()
	c := smstest.NewCentre("right", nil).Begin(t)
	w := setup(t, c, nil)
	w.send(t, envelope())
	again := func() { // the first attempts may still meet the broken connection: their text is another attempt's
		t.Helper()
		deadline := time.Now().Add(patience)
		for {
			if _, err := w.Send(t.Context(), envelope()); err == nil {
				return
			} else if !fault.Is(err, fault.Unavailable) || time.Now().After(deadline) {
				t.Fatal(err)
			}
		}
	}
	for range 3 {
		c.Drop()
		again()
	}
	c.Stop()
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	if _, err := w.Send(ctx, envelope()); !fault.Is(err, fault.Unavailable) {
		t.Errorf("got %v, want a centre that is down waited for", err)
	}
	c.Begin(t)
	again()
}

func TestNoMoreTextsAreOnTheirWayThanTheWindowHolds(t *testing.T) {
	t.Parallel()
	c := smstest.NewCentre("right", nil)
	c.Silent = true
	w := setup(t, c.Begin(t), func(s *smpp.Settings) { s.Window = 2 })
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 10)
	for range 10 {
		go func() { _, err := w.Send(ctx, envelope()); ended <- err }()
	}
	await(t, c.Submissions, "submission")
	await(t, c.Submissions, "submission")
	cancel()
	for range 10 {
		if err := await(t, ended, "end"); !fault.Is(err, fault.Unavailable) {
			t.Errorf("got %v", err)
		}
	}
	if n := len(c.Submissions); n != 0 {
		t.Errorf("got %d more submissions, want those that waited never sent", n)
	}
}

func TestWhoeverHasGivenUpSendsNothing(t *testing.T) {
	t.Parallel()
	c := smstest.NewCentre("right", nil)
	w := setup(t, c.Begin(t), nil)
	w.send(t, envelope())
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	for range 50 { // each of the selects on the way may go either way
		if _, err := w.Send(gone, envelope()); !fault.Is(err, fault.Unavailable) {
			t.Fatalf("got %v, want another attempt later", err)
		}
	}
	if _, err := w.Send(t.Context(), envelope()); err != nil { // answered after all that was sent before it
		t.Fatal(err)
	}
	await(t, c.Submissions, "submission")
	if n := len(c.Submissions); n != 0 {
		t.Errorf("got %d submissions more, want the last one only", n)
	}
}

func TestTheConversationCanBeEncrypted(t *testing.T) {
	t.Parallel()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IsCA: true,
		BasicConstraintsValid: true, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	if leaf, err := x509.ParseCertificate(der); err == nil {
		roots.AddCert(leaf)
	}
	secure := &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}}
	c := smstest.NewCentre("right", secure).Begin(t)
	setup(t, c, func(s *smpp.Settings) { s.TLS, s.Roots = true, roots }).send(t, envelope())
	for name, change := range map[string]func(*smpp.Settings){"a stranger's certificate": func(s *smpp.Settings) { s.TLS = true }, "no TLS": nil} {
		ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
		if _, err := setup(t, c, change).Send(ctx, envelope()); !fault.Is(err, fault.Unavailable) {
			t.Errorf("%s: got %v", name, err)
		}
		cancel()
	}
}

func TestLongTextsComeInPartsThatMakeTheWhole(t *testing.T) {
	t.Parallel()
	w := setup(t, smstest.NewCentre("right", nil).Begin(t), nil)
	rapid.Check(t, func(rt *rapid.T) {
		alphabet := rapid.SampledFrom([]string{"a€{}~@\n", "🚗aŠ"}).Draw(rt, "alphabet")
		pattern := rapid.StringOfN(rapid.SampledFrom([]rune(alphabet)), 1, 30, -1).Draw(rt, "pattern")
		text := strings.Repeat("o", rapid.IntRange(0, 9).Draw(rt, "before")) + strings.Repeat(pattern, rapid.IntRange(1, 300).Draw(rt, "times")/len(pattern)+1)
		e := envelope()
		e.Letter.Text = text
		name, err := w.Send(t.Context(), e)
		if err != nil {
			rt.Fatal(err)
		}
		var whole []byte
		var coding byte
		for n := byte(1); ; n++ {
			s := await(t, w.centre.Submissions, "submission")
			body := s.Body
			coding = s.Coding
			if s.Class == 0x40 {
				if body[0] != 5 || body[1] != 0 || body[2] != 3 || body[5] != n {
					rt.Fatalf("got the header %v of part %d", body[:6], n)
				}
				body = body[6:]
			}
			if len(s.Body) > 160 || s.Coding == 8 && len(s.Body) > 140 || s.Class == 0x40 && s.Coding == 0 && len(body) > 153 {
				rt.Fatalf("got %d bytes in one part", len(s.Body))
			}
			if got := decode(s.Coding, body); strings.ContainsRune(got, '\ufffd') {
				rt.Fatalf("part %d breaks a character: %q", n, got)
			}
			whole = append(whole, body...)
			if s.Name == name {
				break
			}
		}
		if got := decode(coding, whole); got != text {
			rt.Fatalf("got %q, want %q", got, text)
		}
	})
}

// decode reads the few characters of the test above, without the driver's tables.
func decode(coding byte, b []byte) string {
	if coding == 8 {
		var units []uint16
		for i := 0; i+1 < len(b); i += 2 {
			units = append(units, uint16(b[i])<<8|uint16(b[i+1]))
		}
		return string(utf16.Decode(units))
	}
	var out strings.Builder
	for i := 0; i < len(b); i++ {
		switch b[i] {
		case 0:
			out.WriteByte('@')
		case 0x1b:
			i++
			if i == len(b) {
				return out.String() + "\ufffd"
			}
			out.WriteRune(map[byte]rune{0x65: '€', 0x28: '{', 0x29: '}', 0x3d: '~'}[b[i]])
		default:
			out.WriteByte(b[i])
		}
	}
	return out.String()
}

func TestATextThatIsALetterIsRefused(t *testing.T) {
	t.Parallel()
	w := setup(t, smstest.NewCentre("right", nil).Begin(t), nil)
	e := envelope()
	e.Letter.Text = strings.Repeat("x", 153*8+1)
	if _, err := w.Send(t.Context(), e); !fault.Is(err, fault.Invalid) {
		t.Errorf("got %v, want it refused for good", err)
	}
}

func TestWrongSettingsAreNamed(t *testing.T) {
	t.Parallel()
	for name, s := range map[string]smpp.Settings{
		"no port": {Address: "127.0.0.1", User: "u"}, "no user": {Address: "127.0.0.1:1"}, "long user": {Address: "127.0.0.1:1", User: strings.Repeat("u", 16)},
		"long password": {Address: "127.0.0.1:1", User: "u", Password: "123456789"}, "wide": {Address: "127.0.0.1:1", User: "u", Window: 100_000},
	} {
		if _, err := smpp.New(s); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

// TestTheCentreIsOneThatKannelSpeaksTo shows that the double is a centre for others too: Debian's Kannel binds to it, submits and
// understands its receipt.
func TestTheCentreIsOneThatKannelSpeaksTo(t *testing.T) {
	t.Parallel()
	reports := make(chan url.Values, 10)
	back := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		reports <- r.URL.Query()
		_, _ = io.WriteString(w, "ok")
	}))
	t.Cleanup(back.Close)
	c := smstest.NewCentre("right", nil).Begin(t)
	k := smstest.StartKannelWith(t, c)
	await(t, c.Binds, "bind")
	g, err := sms.New(sms.Settings{
		URL:     k.URL() + "&dlr-mask=31&dlr-url=" + url.QueryEscape(back.URL+"/?status=%d&message=") + "{dedup}",
		Success: smstest.Yes, User: "marque", Password: "right", From: "Aurelia",
	})
	if err != nil {
		t.Fatal(err)
	}
	e := envelope()
	if _, err := g.Send(t.Context(), e); err != nil {
		t.Fatal(err)
	}
	s := await(t, c.Submissions, "submission")
	if s.To != "12015550142" && s.To != "+12015550142" || !strings.Contains(string(s.Body), "491827") {
		t.Errorf("got %+v", s)
	}
	c.Receipt(s, "DELIVRD")
	var got []string
	for !slices.Contains(got, "1") {
		got = append(got, await(t, reports, "report").Get("status"))
	}
}
