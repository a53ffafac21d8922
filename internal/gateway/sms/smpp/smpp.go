// Package smpp carries texts to a short message centre by SMPP 3.4, bound as transceiver: it submits and hears what became of each text
// over one connection that it opens again when it breaks. The codec is go-smpp's; its client is not used, because it waits for no
// deadline and shares memory between connections.
package smpp

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"log/slog"
	"net"
	"strings"
	"sync"
	"time"

	"github.com/fiorix/go-smpp/smpp/pdu"
	"github.com/fiorix/go-smpp/smpp/pdu/pdufield"

	"marque/internal/core/notice"
	"marque/internal/fault"
)

// Settings says which centre, and as whom.
type Settings struct {
	Address    string // host:port
	TLS        bool
	Roots      *x509.CertPool // nil is the system's
	User       string         // system_id
	Password   string
	SystemType string
	From       string // a number with its plus, a short code, or up to 11 letters
	Window     int    // most texts on their way to the centre at a time; 0 is 10
	Log        *slog.Logger
	// Receipt is told what became of a text, by the centre's name for it. An error asks the centre to say it again later.
	Receipt func(ctx context.Context, name string, delivered bool) error
	// Reply is told of a text that came to us, with its sender in E.164. An error asks the centre to say it again later.
	Reply func(ctx context.Context, from, text string) error
	Pause time.Duration // before the first attempt to connect again; 0 is a second. It doubles up to a minute
}

// Client is one bound transceiver. It is safe for use by several goroutines.
type Client struct {
	set    Settings
	window chan struct{}
	start  sync.Once
	stop   context.CancelFunc
	ctx    context.Context // ends with Close: it is the connection's, not a caller's
	done   chan struct{}

	mu    sync.Mutex
	live  *link
	bound chan struct{} // closed while there is a live link
}

// The bounds of the conversation.
const (
	defaultWindow = 10
	mostWindow    = 1000
	connectWithin = 10 * time.Second // to connect and bind
	bindWait      = 10 * time.Second // how long a text waits for a connection before it is tried again later
	answerWithin  = 20 * time.Second // the centre's answer to one submission
	firstPause    = time.Second
	longestPause  = time.Minute
)

// New checks the settings. It does not reach the centre: that begins with Start or the first text.
func New(s Settings) (*Client, error) {
	if _, _, err := net.SplitHostPort(s.Address); err != nil {
		return nil, fault.Input("sms.smpp.address", "Give the centre's address as host:port.")
	}
	const longestUser, longestPassword, longestType = 15, 8, 12 // SMPP 3.4, section 5.2
	if s.User == "" || len(s.User) > longestUser || len(s.Password) > longestPassword || len(s.SystemType) > longestType {
		return nil, fault.Input("sms.user", "By SMPP a user has 1 to 15 characters, a password at most 8 and a system type at most 12.")
	}
	if s.Window == 0 {
		s.Window = defaultWindow
	}
	if s.Window < 0 || s.Window > mostWindow {
		return nil, fault.Inputf("sms.smpp.window", "The window is between 1 and %d.", mostWindow)
	}
	if s.Pause == 0 {
		s.Pause = firstPause
	}
	if s.Log == nil {
		s.Log = slog.New(slog.DiscardHandler)
	}
	c := &Client{set: s, window: make(chan struct{}, s.Window), done: make(chan struct{}), bound: make(chan struct{})}
	c.ctx, c.stop = context.WithCancel(context.Background())
	return c, nil
}

// Start connects and stays connected, so that receipts arrive also while nothing is sent.
func (c *Client) Start() { c.start.Do(func() { go c.run() }) }

// Close says goodbye to the centre and waits until the connection is closed.
func (c *Client) Close() error {
	c.stop()
	c.start.Do(func() { close(c.done) }) // never started: nothing to wait for
	<-c.done
	return nil
}

// run keeps a connection, with longer and longer pauses while there is none to be had.
func (c *Client) run() {
	defer close(c.done)
	pause := c.set.Pause
	for c.ctx.Err() == nil {
		l, err := c.connect()
		if err != nil {
			c.set.Log.Error("text centre cannot be used", "error", err, "again_in", pause)
		} else {
			pause = c.set.Pause
			c.announce(l)
			err = l.serve(c.ctx)
			c.retire()
			if c.ctx.Err() == nil {
				c.set.Log.Warn("text centre hung up", "error", err)
			}
		}
		select {
		case <-c.ctx.Done():
		case <-time.After(pause):
		}
		pause = min(2*pause, longestPause)
	}
}

func (c *Client) announce(l *link) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.live = l
	close(c.bound)
}

func (c *Client) retire() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.live, c.bound = nil, make(chan struct{})
}

// connect opens a connection and binds.
func (c *Client) connect() (*link, error) {
	ctx, cancel := context.WithTimeout(c.ctx, connectWithin)
	defer cancel()
	conn, err := c.dial(ctx)
	if err != nil {
		return nil, err
	}
	broken := context.AfterFunc(ctx, func() { conn.Close() })
	l := newLink(conn, c.set)
	if err := l.bind(c.set); err != nil {
		broken()
		conn.Close()
		return nil, err
	}
	if !broken() {
		return nil, ctx.Err()
	}
	return l, nil
}

// Check binds by a connection of its own and says goodbye. What the centre hands over in between it hands over again, since nobody takes it.
func (c *Client) Check(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, connectWithin)
	defer cancel()
	conn, err := c.dial(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	defer context.AfterFunc(ctx, func() { conn.Close() })()
	l := newLink(conn, c.set)
	if err := l.bind(c.set); err != nil {
		return err
	}
	return l.write(pdu.NewUnbind(), l.number())
}

func (c *Client) dial(ctx context.Context) (net.Conn, error) {
	if !c.set.TLS {
		return (&net.Dialer{}).DialContext(ctx, "tcp", c.set.Address)
	}
	return (&tls.Dialer{Config: &tls.Config{RootCAs: c.set.Roots, MinVersion: tls.VersionTLS12}}).DialContext(ctx, "tcp", c.set.Address)
}

// current waits a while for a bound connection.
func (c *Client) current(ctx context.Context) (*link, error) {
	c.Start()
	c.mu.Lock()
	bound := c.bound
	c.mu.Unlock()
	ctx, cancel := context.WithTimeout(ctx, bindWait)
	defer cancel()
	select {
	case <-bound:
	case <-ctx.Done():
		return nil, away()
	case <-c.ctx.Done():
		return nil, away()
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.live == nil {
		return nil, away()
	}
	return c.live, nil
}

func away() error { return fault.New(fault.Unavailable, "The text centre cannot be used now.") }

// Send submits the text, in several parts when it is long, and returns the centre's name for the last one. A fault of kind Invalid means
// that the centre will never take this text; every other error is worth another attempt. No error holds number or text.
func (c *Client) Send(ctx context.Context, e notice.Envelope) (string, error) {
	parts, err := split(e.Letter.Text, e.ID[len(e.ID)-1])
	if err != nil {
		return "", err
	}
	select {
	case c.window <- struct{}{}:
		defer func() { <-c.window }()
	case <-ctx.Done():
		return "", away()
	}
	l, err := c.current(ctx)
	if err != nil {
		return "", err
	}
	var name string
	for _, part := range parts {
		ctx, cancel := context.WithTimeout(ctx, answerWithin)
		answer, err := l.ask(ctx, c.submission(e, part))
		cancel()
		if err != nil {
			return "", away()
		}
		if err := refused(answer.Header().Status); err != nil {
			return "", err
		}
		name = word(answer, pdufield.MessageID)
	}
	return name, nil
}

// submission is the submit_sm of one part (SMPP 3.4, section 4.4.1).
func (c *Client) submission(e notice.Envelope, p part) pdu.Body {
	s := pdu.NewSubmitSM(nil)
	kind, plan, from := source(c.set.From)
	set := func(name pdufield.Name, value any) { _ = s.Fields().Set(name, value) } // fails for other types than these only
	set(pdufield.SourceAddrTON, kind)
	set(pdufield.SourceAddrNPI, plan)
	set(pdufield.SourceAddr, from)
	set(pdufield.DestAddrTON, uint8(international))
	set(pdufield.DestAddrNPI, uint8(isdn))
	set(pdufield.DestinationAddr, strings.TrimPrefix(e.To, "+"))
	set(pdufield.ValidityPeriod, validity(e.Valid))
	set(pdufield.RegisteredDelivery, uint8(1)) // a receipt when it has arrived or failed
	set(pdufield.ESMClass, p.class)
	set(pdufield.ShortMessage, p.body)
	set(pdufield.DataCoding, p.coding)
	return s
}

// The kinds of numbers and numbering plans (SMPP 3.4, sections 5.2.5 and 5.2.6).
const (
	international = 1
	network       = 3
	alphanumeric  = 5
	isdn          = 1
)

// source tells a sender's kind.
func source(from string) (kind, plan uint8, address string) {
	switch digits := strings.TrimPrefix(from, "+"); {
	case strings.Trim(digits, "0123456789") != "":
		return alphanumeric, 0, from
	case digits != from:
		return international, isdn, digits
	}
	return network, 0, from
}

// refused sorts the centre's answer to a text.
func refused(s pdu.Status) error {
	const length, destination = 0x01, 0x0b // ESME_RINVMSGLEN, ESME_RINVDSTADR
	switch s {
	case 0:
		return nil
	case length, destination:
		return fault.Newf(fault.Invalid, "The text centre does not take this text (%#x).", uint32(s))
	}
	return fault.Newf(fault.Unavailable, "The text centre did not take the text now (%#x).", uint32(s))
}
