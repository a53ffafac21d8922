package sms_test

import (
	"context"
	"encoding/json"
	"encoding/xml"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"marque/internal/core/notice"
	"marque/internal/fault"
	"marque/internal/gateway/sms"
	"marque/internal/id"
)

func envelope() notice.Envelope {
	return notice.Envelope{
		ID: id.Derive[notice.Message]("m"), Kind: notice.KindSignInCode, Brand: "aurelia", To: "+12015550142", Valid: 10*time.Minute - time.Second,
		Letter: notice.Letter{Text: "Aurelia: your code is 491827 & \"more\".\n\n@aurelia.example #491827"},
	}
}

// seen is what a gateway was asked.
type seen struct {
	method, body string
	query        url.Values
	header       http.Header
}

// gateway answers every request alike and keeps the last.
func gateway(t *testing.T, status int, answer string) (*httptest.Server, *seen) {
	t.Helper()
	got := &seen{}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		*got = seen{r.Method, string(body), r.URL.Query(), r.Header}
		w.WriteHeader(status)
		io.WriteString(w, answer)
	}))
	t.Cleanup(s.Close)
	return s, got
}

// kannelLike, twilioLike and vonageLike are how the three are spoken to, by their manuals.
func kannelLike(base string) sms.Settings {
	return sms.Settings{
		URL:     base + "/cgi-bin/sendsms?username={user}&password={password}&from={from}&to={to}&text={text}&validity={validity_minutes}",
		Success: `^(0: Accepted|3: Queued)`, User: "marque", Password: "hunter2", From: "Aurelia",
	}
}

func twilioLike(base string) sms.Settings {
	return sms.Settings{
		URL: base + "/2010-04-01/Accounts/{user}/Messages.json", Method: "POST",
		Body:    "To={to}&From={from}&Body={text}&ValidityPeriod={validity_seconds}",
		Headers: map[string]string{"authorization": "Basic {basic}"}, Success: `"sid": ?"(SM[0-9a-f]+)"`, User: "AC1", Password: "hunter2", From: "+12015550100",
	}
}

func vonageLike(base string) sms.Settings {
	return sms.Settings{
		URL: base + "/sms/json", Method: "POST", Headers: map[string]string{"Content-Type": "application/json"},
		Body:    `{"api_key":"{user}","api_secret":"{password}","from":"{from}","to":"{to}","text":"{text}","ttl":{validity_seconds}000,"client-ref":"{dedup}"}`,
		Success: `"message-id": ?"([^"]+)"[^}]*"status": ?"0"`, User: "key", Password: "hunter2", From: "Aurelia",
	}
}

func driver(t *testing.T, s sms.Settings) *sms.Gateway {
	t.Helper()
	g, err := sms.New(s)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func TestAGatewayOfTheKannelKind(t *testing.T) {
	t.Parallel()
	s, got := gateway(t, http.StatusAccepted, "0: Accepted for delivery")
	if _, err := driver(t, kannelLike(s.URL)).Send(t.Context(), envelope()); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"username": "marque", "password": "hunter2", "from": "Aurelia", "to": "+12015550142", "text": envelope().Letter.Text, "validity": "9",
	} {
		if got.query.Get(name) != want {
			t.Errorf("%s: got %q, want %q", name, got.query.Get(name), want)
		}
	}
}

func TestAGatewayOfTheTwilioKind(t *testing.T) {
	t.Parallel()
	s, got := gateway(t, http.StatusCreated, `{"sid": "SM0a1b", "status": "queued"}`)
	name, err := driver(t, twilioLike(s.URL)).Send(t.Context(), envelope())
	if err != nil || name != "SM0a1b" {
		t.Fatalf("got %q, %v, want the gateway's own id", name, err)
	}
	form, err := url.ParseQuery(got.body)
	if err != nil {
		t.Fatal(err)
	}
	if form.Get("Body") != envelope().Letter.Text || form.Get("To") != "+12015550142" || form.Get("ValidityPeriod") != "599" {
		t.Errorf("got %v", form)
	}
	if got.header.Get("Authorization") != "Basic QUMxOmh1bnRlcjI=" || got.header.Get("Content-Type") != "application/x-www-form-urlencoded" {
		t.Errorf("got %v", got.header)
	}
}

func TestAGatewayOfTheVonageKind(t *testing.T) {
	t.Parallel()
	s, got := gateway(t, http.StatusOK, `{"messages":[{"message-id":"0A1","status":"0"}]}`)
	name, err := driver(t, vonageLike(s.URL)).Send(t.Context(), envelope())
	if err != nil || name != "0A1" {
		t.Fatalf("got %q, %v", name, err)
	}
	var body struct {
		Text string `json:"text"`
		TTL  int    `json:"ttl"`
		Ref  string `json:"client-ref"`
	}
	if err := json.Unmarshal([]byte(got.body), &body); err != nil {
		t.Fatal(err)
	}
	if body.Text != envelope().Letter.Text || body.TTL != 599_000 || body.Ref != envelope().ID.String() {
		t.Errorf("got %+v", body)
	}
}

func TestWhatTheGatewaySaysDecidesWhetherToTryAgain(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name   string
		status int
		answer string
		want   fault.Kind
	}{
		{"a number it cannot read is final", 400, "missing receiver number", fault.Invalid},
		{"so is a text that it cannot read", 422, "", fault.Invalid},
		{"a wrong password waits for the operator", 403, "Authorization failed", fault.Unavailable},
		{"too many at once", 429, "", fault.Unavailable},
		{"a broken gateway", 500, "", fault.Unavailable},
		{"a redirect is not followed", 307, "", fault.Unavailable},
		{"a no with status 200", 200, "4: Temporarily unavailable", fault.Unavailable},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s, _ := gateway(t, c.status, c.answer)
			_, err := driver(t, kannelLike(s.URL)).Send(t.Context(), envelope())
			if fault.KindOf(err) != c.want || fault.Of(err) == nil {
				t.Errorf("got %v, want %s", err, c.want)
			}
		})
	}
}

func TestNoErrorHoldsNumberTextOrPassword(t *testing.T) {
	t.Parallel()
	s, _ := gateway(t, 200, "")
	s.Close()
	hang := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }))
	defer hang.Close()
	for name, base := range map[string]string{"away": s.URL, "hanging": hang.URL} {
		ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
		defer cancel()
		_, err := driver(t, kannelLike(base)).Send(ctx, envelope())
		if !fault.Is(err, fault.Unavailable) {
			t.Errorf("%s: got %v, want another attempt", name, err)
		}
		for _, secret := range []string{"hunter2", "491827", "5550142"} {
			if strings.Contains(err.Error(), secret) {
				t.Errorf("%s: got %v, want no secret in it", name, err)
			}
		}
	}
}

func TestAValidityIsNeverLongerAndNeverNothing(t *testing.T) {
	t.Parallel()
	for valid, want := range map[time.Duration]string{
		time.Millisecond: "1", 59 * time.Second: "1", 119 * time.Second: "1", 2 * time.Minute: "2", 72 * time.Hour: "4320",
	} {
		s, got := gateway(t, http.StatusAccepted, "0: Accepted")
		e := envelope()
		e.Valid = valid
		if _, err := driver(t, kannelLike(s.URL)).Send(t.Context(), e); err != nil {
			t.Fatal(err)
		}
		if got.query.Get("validity") != want {
			t.Errorf("%s: got %s minutes, want %s", valid, got.query.Get("validity"), want)
		}
	}
}

func TestWrongSettingsAreNamed(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name, field string
		change      func(*sms.Settings)
	}{
		{"no success", "sms.success", func(s *sms.Settings) { s.Success = "" }},
		{"bad success", "sms.success", func(s *sms.Settings) { s.Success = "(" }},
		{"no url", "sms.url", func(s *sms.Settings) { s.URL = "" }},
		{"a word in the host", "sms.url", func(s *sms.Settings) { s.URL = "http://{to}/?{text}{validity_minutes}" }},
		{"misspelt word", "sms.url", func(s *sms.Settings) { s.URL += "&x={txt}" }},
		{"no validity", "sms.url", func(s *sms.Settings) { s.URL = "http://127.0.0.1/?t={to}&x={text}" }},
		{"no number", "sms.url", func(s *sms.Settings) { s.URL = "http://127.0.0.1/?x={text}&v={validity_minutes}" }},
		{"a body with GET", "sms.method", func(s *sms.Settings) { s.Body = "x" }},
		{"misspelt word in a body", "sms.body", func(s *sms.Settings) { s.Method, s.Body = "POST", "{txt}" }},
		{"misspelt word in a header", "sms.headers", func(s *sms.Settings) { s.Headers = map[string]string{"A": "{txt}"} }},
		{"unknown body", "sms.headers", func(s *sms.Settings) {
			s.Method, s.Body, s.Headers = "POST", "x", map[string]string{"Content-Type": "text/csv"}
		}},
		{"too long", "sms.url", func(s *sms.Settings) { s.URL += strings.Repeat("x", 20_000) }},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := kannelLike("http://127.0.0.1")
			c.change(&s)
			_, err := sms.New(s)
			if f := fault.Of(err); f == nil || len(f.Fields) != 1 || f.Fields[0].Name != c.field {
				t.Errorf("got %v, want a fault at %s", err, c.field)
			}
		})
	}
}

func TestAnyTextComesOutOfEveryPlaceAsItWentIn(t *testing.T) {
	t.Parallel()
	read := map[sms.Place]func(string) (string, error){
		sms.InURL: func(s string) (string, error) {
			q, err := url.ParseQuery(s)
			return q.Get("x"), err
		},
		sms.InJSON: func(s string) (string, error) {
			var v struct{ X string }
			err := json.Unmarshal([]byte(s), &v)
			return v.X, err
		},
		sms.InXML: func(s string) (string, error) {
			var v struct {
				X string `xml:"x"`
			}
			err := xml.Unmarshal([]byte(s), &v)
			return v.X, err
		},
	}
	templates := map[sms.Place]string{sms.InURL: "a=1&x={text}&b={to}", sms.InJSON: `{"a":{"b":1},"x":"{text}"}`, sms.InXML: "<r><x>{text}</x></r>"}
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOf(rapid.OneOf(rapid.RuneFrom([]rune("{}&\"'<>\\/%+=\n\t áž€")), rapid.Rune())).Filter(isXML).Draw(t, "text")
		for place, template := range templates {
			parsed, err := sms.ParseTemplate(template, place)
			if err != nil {
				t.Fatal(err)
			}
			filled := parsed.Fill(map[string]string{"text": text, "to": "{text}"})
			got, err := read[place](filled)
			if err != nil || got != text {
				t.Fatalf("place %d: got %q, %v, want %q (%s)", place, got, err, text, filled)
			}
		}
	})
}

// isXML leaves out what XML 1.0 cannot hold at all.
func isXML(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool {
		return r < ' ' && r != '\n' && r != '\t' || r == 0xfffd || r == 0xfffe || r == 0xffff || r == '\r'
	})
}

func TestAHeaderCannotBeEndedByAValue(t *testing.T) {
	t.Parallel()
	parsed, err := sms.ParseTemplate("Bearer {password}", sms.InHeader)
	if err != nil {
		t.Fatal(err)
	}
	if got := parsed.Fill(map[string]string{"password": "a\r\nX: y\x00"}); got != "Bearer aX: y" {
		t.Errorf("got %q", got)
	}
}

func TestTheLogDriverSaysThatButNotWhat(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	if _, err := sms.NewLog(slog.New(slog.NewTextHandler(&out, nil))).Send(t.Context(), envelope()); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(out.String(), envelope().ID.String()) || strings.Contains(out.String(), "5550142") || strings.Contains(out.String(), "491827") {
		t.Errorf("got %s", out.String())
	}
}
