package mail_test

import (
	"strings"
	"testing"

	"marque/internal/fault"
	"marque/internal/gateway/mail"
	"marque/internal/gateway/mail/mailtest"
)

// TestRealOpenSMTPD sends to Debian's OpenSMTPD and reads the letter in its maildir. It goes without encryption: the TLS of that
// build (6.8.0p2 with OpenSSL 3) fails on its own side with "missing private key", also for openssl s_client. STARTTLS, implicit TLS
// and signing in are shown with the server in this process.
func TestRealOpenSMTPD(t *testing.T) {
	t.Parallel()
	d := mailtest.Start(t, "customer.example")
	m := driver(t, mail.Settings{Host: "127.0.0.1", Port: d.Port, TLS: mail.Off, From: "no-reply@aurelia.example", Now: now})
	answer, err := m.Send(t.Context(), envelope())
	if err != nil {
		t.Fatalf("%v; OpenSMTPD said %q", err, d.Said())
	}
	if !strings.Contains(answer, "2.0.0") {
		t.Errorf("got %q, want the server's own words", answer)
	}
	got := parse(t, d.Letter(t, envelope().ID.String()))
	if got.plain != envelope().Letter.Text || got.html != envelope().Letter.HTML || decoded(got.header.Get("Subject")) != envelope().Letter.Subject {
		t.Errorf("got %+v", got)
	}
	if id := got.header.Get("Message-Id"); id != "<"+envelope().ID.String()+"@aurelia.example>" {
		t.Errorf("got %s, want our own Message-ID to survive", id)
	}
	elsewhere := envelope()
	elsewhere.To = "maya@unknown.example"
	if _, err := m.Send(t.Context(), elsewhere); !fault.Is(err, fault.Invalid) {
		t.Errorf("got %v, want a domain that the server does not serve refused for good", err)
	}
}
