// Package smstest is the other side of the text gateways for tests: Debian's real Kannel with its fake centre, and a short message
// centre that speaks SMPP 3.4, since Debian has no server for it. The centre is written from the protocol and shares no code with our
// driver; a test lets Kannel, as a client, speak to it.
package smstest

import (
	"bytes"
	"crypto/tls"
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"sync"
	"testing"
)

// Submission is a text as the centre got it.
type Submission struct {
	FromKind, ToKind byte
	From, To         string
	Class, Coding    byte
	Validity         string
	Registered       byte
	Body             []byte
	Name             string // what the centre called it
	conn             *peer
}

// Centre is a short message centre. Set the answers before a client connects.
type Centre struct {
	Address     string
	Password    string
	Answer      func(n int) uint32 // the status of the n-th submission; nil says yes to all
	Silent      bool               // submissions are not answered
	Binds       chan byte          // the interface version of each bind
	Submissions chan Submission
	Acks        chan uint32 // the status of each answer to a receipt

	tls      *tls.Config
	listener net.Listener
	mu       sync.Mutex
	peers    map[*peer]bool
	count    int
	all      sync.WaitGroup
}

// peer is one connection.
type peer struct {
	net.Conn
	mu  sync.Mutex
	seq uint32
}

// NewCentre returns a centre that does not listen yet.
func NewCentre(password string, secure *tls.Config) *Centre {
	return &Centre{
		Password: password, tls: secure, Binds: make(chan byte, 100), Submissions: make(chan Submission, 1000), Acks: make(chan uint32, 100),
		peers: map[*peer]bool{},
	}
}

// Begin listens: at a free port, or again where it did before.
func (c *Centre) Begin(t *testing.T) *Centre {
	t.Helper()
	at := c.Address
	if at == "" {
		at = "127.0.0.1:0"
	}
	l, err := net.Listen("tcp", at)
	if err != nil {
		t.Fatal(err)
	}
	c.Address = l.Addr().String()
	if c.tls != nil {
		l = tls.NewListener(l, c.tls)
	}
	c.listener = l
	c.all.Go(func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			c.all.Go(func() { c.serve(&peer{Conn: conn}) })
		}
	})
	t.Cleanup(c.Stop)
	return c
}

// Stop ends everything and waits.
func (c *Centre) Stop() {
	c.listener.Close()
	c.Drop()
	c.all.Wait()
}

// Drop breaks every connection.
func (c *Centre) Drop() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for p := range c.peers {
		p.Close()
	}
}

// The commands that the centre knows (SMPP 3.4, section 5.1.2.1).
const (
	bindReceiver, bindTransmitter, bindTransceiver = 1, 2, 9
	submitSM, deliverSM, unbind, enquireLink       = 4, 5, 6, 0x15
	response                                       = 0x80000000
)

func (c *Centre) serve(p *peer) {
	c.mu.Lock()
	c.peers[p] = true
	c.mu.Unlock()
	defer func() {
		p.Close()
		c.mu.Lock()
		defer c.mu.Unlock()
		delete(c.peers, p)
	}()
	for {
		head := make([]byte, 16)
		if _, err := io.ReadFull(p, head); err != nil {
			return
		}
		body := make([]byte, min(binary.BigEndian.Uint32(head), 4096)-16)
		if _, err := io.ReadFull(p, body); err != nil {
			return
		}
		command, seq := binary.BigEndian.Uint32(head[4:]), binary.BigEndian.Uint32(head[12:])
		status := binary.BigEndian.Uint32(head[8:])
		if command == deliverSM|response {
			c.Acks <- status
		} else if !c.take(p, command, seq, &reader{bytes.NewBuffer(body)}) {
			return
		}
	}
}

// take answers one packet; false ends the connection.
func (c *Centre) take(p *peer, command, seq uint32, r *reader) bool {
	switch command {
	case bindReceiver, bindTransmitter, bindTransceiver:
		_, password, _ := r.text(), r.text(), r.text()
		version := r.octet()
		if password != c.Password {
			p.send(command|response, 0x0e, seq, []byte("centre\x00"))
			return false
		}
		p.send(command|response, 0, seq, []byte("centre\x00"))
		c.Binds <- version
	case submitSM:
		c.submit(p, seq, r)
	case enquireLink:
		p.send(command|response, 0, seq, nil)
	case unbind:
		p.send(command|response, 0, seq, nil)
		return false
	}
	return true
}

func (c *Centre) submit(p *peer, seq uint32, r *reader) {
	s := Submission{conn: p}
	r.text() // service type
	s.FromKind, _, s.From = r.octet(), r.octet(), r.text()
	s.ToKind, _, s.To = r.octet(), r.octet(), r.text()
	s.Class, _, _ = r.octet(), r.octet(), r.octet()
	r.text() // schedule
	s.Validity = r.text()
	s.Registered, _, s.Coding, _ = r.octet(), r.octet(), r.octet(), r.octet()
	s.Body = r.Next(int(r.octet()))
	c.mu.Lock()
	c.count++
	n := c.count
	c.mu.Unlock()
	s.Name = fmt.Sprintf("0A%04d", n)
	status := uint32(0)
	if c.Answer != nil {
		status = c.Answer(n)
	}
	switch {
	case c.Silent:
	case status != 0:
		p.send(submitSM|response, status, seq, nil)
	default:
		p.send(submitSM|response, 0, seq, append([]byte(s.Name), 0))
	}
	c.Submissions <- s
}

// Receipt tells the sender of a text what became of it: DELIVRD, EXPIRED and so on (SMPP 3.4, appendix B).
func (c *Centre) Receipt(s Submission, state string) {
	text := fmt.Sprintf("id:%s sub:001 dlvrd:001 submit date:2611261200 done date:2611261201 stat:%s err:000 text:", s.Name, state)
	var b bytes.Buffer
	b.WriteString("\x00\x01\x01" + s.To + "\x00\x01\x01" + s.From + "\x00")
	b.Write([]byte{0x04, 0, 0, 0, 0, 0, 0, 0, 0, byte(len(text))})
	b.WriteString(text)
	s.conn.send(deliverSM, 0, s.conn.number(), b.Bytes())
}

// Reply sends a text from the telephone that a text went to.
func (c *Centre) Reply(s Submission, text string) {
	var b bytes.Buffer
	b.WriteString("\x00\x01\x01" + s.To + "\x00\x01\x01" + s.From + "\x00")
	b.Write([]byte{0, 0, 0, 0, 0, 0, 0, 0, 0, byte(len(text))})
	b.WriteString(text)
	s.conn.send(deliverSM, 0, s.conn.number(), b.Bytes())
}

// Raw sends a packet as it is to the sender of a text.
func (c *Centre) Raw(s Submission, command uint32, body []byte) {
	s.conn.send(command, 0, s.conn.number(), body)
}

func (p *peer) number() uint32 {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.seq++
	return p.seq
}

func (p *peer) send(command, status, seq uint32, body []byte) {
	p.mu.Lock()
	defer p.mu.Unlock()
	out := binary.BigEndian.AppendUint32(nil, uint32(16+len(body)))
	for _, n := range []uint32{command, status, seq} {
		out = binary.BigEndian.AppendUint32(out, n)
	}
	_, _ = p.Write(append(out, body...)) // a client that left hears nothing
}

// reader takes a body apart.
type reader struct{ *bytes.Buffer }

func (r *reader) octet() byte { b, _ := r.ReadByte(); return b }

func (r *reader) text() string {
	b, _ := r.ReadBytes(0)
	return string(bytes.TrimRight(b, "\x00"))
}
