// Package mail carries letters to a mail server by SMTP submission, or says in the log that there was one. It decides how a letter
// travels (encryption, sender, headers); what stands in it is core/notice's and when it is tried again is service/notifying's.
package mail

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"net"
	netmail "net/mail"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"

	"marque/internal/civil"
	"marque/internal/core/notice"
	"marque/internal/fault"
)

// TLS says how the conversation with the server is encrypted.
type TLS string

// The ways. The zero value is Required.
const (
	Required      TLS = "required"      // STARTTLS, or nothing is sent
	Implicit      TLS = "implicit"      // TLS from the first byte
	Opportunistic TLS = "opportunistic" // STARTTLS when offered
	Off           TLS = "off"           // none, for a server on this machine
)

// Settings says where mail leaves and in whose name.
type Settings struct {
	Host     string
	Port     int
	User     string // empty is no sign-in
	Password string
	TLS      TLS
	Roots    *x509.CertPool    // nil is the system's
	From     string            // Aurelia <no-reply@aurelia.example>
	FromOf   map[string]string // the sender of a brand, by its key; others use From
	Bounce   string            // mailbox that letters come back to, bounces@aurelia.example: each under an address of its own behind a plus; empty is the sender
	DKIM     *DKIM             // signs what has no own; nil is no signature
	DKIMOf   map[string]*DKIM  // of a brand, by its key
	Now      civil.Clock
}

// Server is one mail server. It opens a connection for each letter, so it may be used by several goroutines and needs no closing.
type Server struct {
	set     Settings
	sender  *netmail.Address
	senders map[string]*netmail.Address
}

// New checks the settings. It does not reach the server: mail waits in the outbox while it is away.
func New(s Settings) (*Server, error) {
	if s.Host == "" || s.Port <= 0 {
		return nil, fault.Input("mail.host", "Name the mail server and its port.")
	}
	sender, err := netmail.ParseAddress(s.From)
	if err != nil {
		return nil, fault.Input("mail.from", "Give a sender such as Aurelia <no-reply@aurelia.example>.")
	}
	if name, domain, ok := strings.Cut(s.Bounce, "@"); s.Bounce != "" && (!ok || domain == "" || name == "" || len(name) > longestBounce || strings.ContainsAny(s.Bounce, " +<>")) {
		return nil, fault.Input("mail.bounce", "Give the mailbox for bounces as bounces@aurelia.example, with at most 15 characters before the @.")
	}
	m := &Server{set: s, sender: sender, senders: map[string]*netmail.Address{}}
	for brand, from := range s.FromOf {
		if m.senders[brand], err = netmail.ParseAddress(from); err != nil {
			return nil, fault.Inputf("mail.from", "The sender of %s is not an address.", brand)
		}
	}
	return m, m.checkDKIM()
}

// longestBounce leaves room for a plus and 48 figures within the 64 characters of a name (RFC 5321, section 4.5.3.1.1).
const longestBounce = 15

// checkDKIM refuses a signature that proves nothing about the sender.
func (m *Server) checkDKIM() error {
	all := map[string]*netmail.Address{"": m.sender}
	maps.Copy(all, m.senders)
	for brand := range m.set.DKIMOf {
		all[brand] = m.chosen(brand)
	}
	for brand, from := range all {
		if d := m.dkim(brand); d != nil && !d.signs(from.Address) {
			return fault.Inputf("mail.dkim", "A signature of %s proves nothing about mail from %s.", d.Domain, from.Address)
		}
	}
	return nil
}

func (m *Server) dkim(brand string) *DKIM {
	if own := m.set.DKIMOf[brand]; own != nil {
		return own
	}
	return m.set.DKIM
}

// chosen is a brand's sender.
func (m *Server) chosen(brand string) *netmail.Address {
	if own, ok := m.senders[brand]; ok {
		return own
	}
	return m.sender
}

// stepWithin bounds each step of the conversation; the caller's context bounds the whole.
const stepWithin = 15 * time.Second

// Send hands the letter to the server and returns the server's answer, which by custom names the letter in the server's log. A fault
// of kind Invalid means that the server will never take this letter for this reader; every other error is worth another attempt. No
// error names the reader.
func (m *Server) Send(ctx context.Context, e notice.Envelope) (string, error) {
	letter, err := m.letter(e)
	if err != nil {
		return "", err
	}
	w := &wire{until: ctx, implicit: m.set.TLS == Implicit, config: m.tlsConfig()}
	defer w.let()
	client, err := gomail.NewClient(m.set.Host, m.options(w)...)
	if err != nil {
		return "", fmt.Errorf("prepare mail client: %w", err)
	}
	if err := client.DialWithContext(ctx); err != nil {
		return "", unreachable(err)
	}
	err = client.Send(letter)
	// The server has taken the letter once it says so: what goes wrong after that must not send it again.
	_ = client.Close()
	if letter.IsDelivered() {
		return letter.ServerResponse(), nil
	}
	return "", refused(err)
}

func (m *Server) options(w *wire) []gomail.Option {
	out := []gomail.Option{
		gomail.WithPort(m.set.Port), gomail.WithTimeout(stepWithin), gomail.WithDialContextFunc(w.dial),
		gomail.WithTLSConfig(m.tlsConfig()), gomail.WithTLSPolicy(m.policy()),
	}
	if m.set.User == "" {
		return out
	}
	return append(out, gomail.WithUsername(m.set.User), gomail.WithPassword(m.set.Password),
		gomail.WithOpportunisticSMTPAuth(gomail.SMTPAuthSCRAMSHA256, gomail.SMTPAuthPlain, gomail.SMTPAuthLogin))
}

func (m *Server) policy() gomail.TLSPolicy {
	switch m.set.TLS {
	case Opportunistic:
		return gomail.TLSOpportunistic
	case Off, Implicit: // with Implicit the dialer has done it already
		return gomail.NoTLS
	}
	return gomail.TLSMandatory
}

func (m *Server) tlsConfig() *tls.Config {
	return &tls.Config{ServerName: m.set.Host, RootCAs: m.set.Roots, MinVersion: tls.VersionTLS12}
}

// wire is the connection of one letter. It breaks when the caller's context ends: go-mail itself watches a context only while it
// dials, and that one is its own.
type wire struct {
	until    context.Context
	implicit bool
	config   *tls.Config
	unwatch  func() bool
}

func (w *wire) dial(ctx context.Context, network, address string) (net.Conn, error) {
	conn, err := (&net.Dialer{}).DialContext(ctx, network, address)
	if err != nil {
		return nil, err
	}
	w.unwatch = context.AfterFunc(w.until, func() { conn.Close() })
	if !w.implicit {
		return conn, nil
	}
	secure := tls.Client(conn, w.config)
	if err := secure.HandshakeContext(ctx); err != nil {
		conn.Close()
		return nil, err
	}
	return secure, nil
}

// let stops watching.
func (w *wire) let() {
	if w.unwatch != nil {
		w.unwatch()
	}
}

// unreachable is an error before the letter was offered: nobody's address is in it.
func unreachable(err error) error {
	return fault.Newf(fault.Unavailable, "The mail server cannot be used now: %s.", strings.TrimSuffix(err.Error(), "."))
}

// refused sorts the server's answer to a letter. Answers name readers, so only the code is kept.
func refused(err error) error {
	sendError, ok := errors.AsType[*gomail.SendError](err)
	if !ok {
		return fault.New(fault.Unavailable, "The conversation with the mail server broke off.")
	}
	code := sendError.ErrorCode()
	if code == 0 {
		return fault.New(fault.Unavailable, "The conversation with the mail server broke off.")
	}
	const permanent = 500
	switch {
	case sendError.Reason == gomail.ErrSMTPRcptTo && code >= permanent:
		return fault.Newf(fault.Invalid, "The mail server does not take mail for this address (%d).", code)
	case sendError.Reason == gomail.ErrSMTPDataClose && code >= permanent:
		return fault.Newf(fault.Invalid, "The mail server refused this letter (%d).", code)
	}
	return fault.Newf(fault.Unavailable, "The mail server did not take the letter now (%d).", code)
}

// Log is the driver for a machine without a mail server: it says that there was a letter and never what stands in it.
type Log struct{ log *slog.Logger }

// NewLog returns the driver.
func NewLog(log *slog.Logger) Log { return Log{log} }

// Send notes the message's id and kind.
func (l Log) Send(ctx context.Context, e notice.Envelope) (string, error) {
	l.log.InfoContext(ctx, "mail not sent: the driver is log", "message", e.ID.String(), "kind", string(e.Kind), "brand", e.Brand)
	return "log", nil
}
