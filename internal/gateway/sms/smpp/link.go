package smpp

import (
	"bufio"
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"strings"
	"sync"
	"time"

	"github.com/fiorix/go-smpp/smpp/pdu"
	"github.com/fiorix/go-smpp/smpp/pdu/pdufield"
	"github.com/fiorix/go-smpp/smpp/pdu/pdutlv"
)

// link is one connection, from its bind to its end.
type link struct {
	conn    net.Conn
	read    *bufio.Reader
	receipt func(ctx context.Context, name string, delivered bool) error
	reply   func(ctx context.Context, from, text string) error
	log     *slog.Logger

	mu      sync.Mutex // guards writing and what follows
	seq     uint32
	leaving bool
	waiting map[uint32]chan pdu.Body // nil when the link is over
}

const (
	aliveEvery   = 30 * time.Second // we ask the centre whether it is there
	silentAtMost = 75 * time.Second // two questions without any answer
	writeWithin  = 10 * time.Second
	byeWithin    = time.Second
	mostReceipts = 64 // receipts that wait to be noted; the centre keeps the rest
	version      = 0x34
	tryLater     = 0x64 // ESME_RX_T_APPN: say it again later
)

func newLink(conn net.Conn, s Settings) *link {
	return &link{conn: conn, read: bufio.NewReader(conn), receipt: s.Receipt, reply: s.Reply, log: s.Log, waiting: map[uint32]chan pdu.Body{}}
}

// bind signs in as transceiver. The caller breaks the connection when it takes too long.
func (l *link) bind(s Settings) error {
	p := pdu.NewBindTransceiver()
	for name, value := range map[pdufield.Name]any{
		pdufield.SystemID: s.User, pdufield.Password: s.Password, pdufield.SystemType: s.SystemType, pdufield.InterfaceVersion: uint8(version),
	} {
		if err := p.Fields().Set(name, value); err != nil {
			return err
		}
	}
	if err := l.write(p, l.number()); err != nil {
		return err
	}
	answer, err := l.packet()
	if err != nil {
		return fmt.Errorf("bind: %w", err)
	}
	h := answer.Header()
	if h.ID != pdu.BindTransceiverRespID || h.Status != 0 {
		return fmt.Errorf("bind: the centre answered %s with status %#x", h.ID, uint32(h.Status))
	}
	return nil
}

func (l *link) number() uint32 {
	l.mu.Lock()
	defer l.mu.Unlock()
	const last = 0x7fffffff // SMPP 3.4, section 3.2
	l.seq = l.seq%last + 1
	return l.seq
}

func (l *link) write(p pdu.Body, seq uint32) error {
	p.Header().Seq = seq
	var b bytes.Buffer
	if err := p.SerializeTo(&b); err != nil {
		return err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if err := l.conn.SetWriteDeadline(time.Now().Add(writeWithin)); err != nil {
		return err
	}
	_, err := l.conn.Write(b.Bytes())
	return err
}

// errUnknown is a packet of a kind that we do not speak; the next one is at its place.
var errUnknown = errors.New("unknown packet")

// packet reads one packet: the whole frame first, so that one that cannot be read leaves the next at its place.
func (l *link) packet() (pdu.Body, error) {
	frame := make([]byte, pdu.HeaderLen)
	if _, err := io.ReadFull(l.read, frame); err != nil {
		return nil, err
	}
	size := binary.BigEndian.Uint32(frame)
	if size < pdu.HeaderLen || size > pdu.MaxSize {
		return nil, fmt.Errorf("a packet of %d bytes", size)
	}
	frame = append(frame, make([]byte, size-pdu.HeaderLen)...)
	if _, err := io.ReadFull(l.read, frame[pdu.HeaderLen:]); err != nil {
		return nil, err
	}
	p, err := pdu.Decode(bytes.NewReader(frame))
	if err != nil {
		return nil, errUnknown
	}
	return p, nil
}

// ask sends a request and waits for its answer. Whoever has given up sends nothing: a select that could go both ways may have let it through.
func (l *link) ask(ctx context.Context, p pdu.Body) (pdu.Body, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	seq, answer := l.number(), make(chan pdu.Body, 1)
	l.mu.Lock()
	over := l.waiting == nil
	if !over {
		l.waiting[seq] = answer
	}
	l.mu.Unlock()
	if over {
		return nil, io.ErrClosedPipe
	}
	defer func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		delete(l.waiting, seq)
	}()
	if err := l.write(p, seq); err != nil {
		return nil, err
	}
	select {
	case got, ok := <-answer:
		if !ok {
			return nil, io.ErrUnexpectedEOF
		}
		return got, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// serve reads until the connection breaks or ctx ends, and wakes whoever still waits for an answer then.
func (l *link) serve(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	receipts := make(chan pdu.Body, mostReceipts)
	var helpers sync.WaitGroup
	helpers.Go(func() { l.note(ctx, receipts) })
	helpers.Go(func() { l.keepAlive(ctx) })
	err := l.readAll(receipts)
	cancel()
	helpers.Wait()
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, answer := range l.waiting {
		close(answer)
	}
	l.waiting = nil
	return err
}

func (l *link) readAll(receipts chan<- pdu.Body) error {
	defer l.conn.Close()
	for {
		if err := l.patience(false); err != nil {
			return err
		}
		p, err := l.packet()
		if errors.Is(err, errUnknown) {
			l.log.Warn("text centre sent a packet of an unknown kind")
			continue
		}
		if err == nil {
			err = l.take(p, receipts)
		}
		if err != nil {
			return err
		}
	}
}

// patience says how long the next packet may take; once we are leaving, not long.
func (l *link) patience(leave bool) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.leaving = l.leaving || leave
	within := silentAtMost
	if l.leaving {
		within = byeWithin
	}
	return l.conn.SetReadDeadline(time.Now().Add(within))
}

// take does what one packet wants.
func (l *link) take(p pdu.Body, receipts chan<- pdu.Body) error {
	seq := p.Header().Seq
	switch p.Header().ID {
	case pdu.EnquireLinkID:
		return l.write(pdu.NewEnquireLinkResp(), seq)
	case pdu.UnbindID:
		return errors.Join(l.write(pdu.NewUnbindResp(), seq), io.EOF)
	case pdu.UnbindRespID:
		return io.EOF
	case pdu.DeliverSMID:
		select {
		case receipts <- p:
			return nil
		default: // more than we can note now
			return l.acknowledge(seq, tryLater)
		}
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if answer, ok := l.waiting[seq]; ok {
		answer <- p // has room for its one answer
		delete(l.waiting, seq)
	}
	return nil
}

func (l *link) acknowledge(seq uint32, status pdu.Status) error {
	p := pdu.NewDeliverSMResp()
	p.Header().Status = status
	return l.write(p, seq)
}

// keepAlive asks now and then whether the centre is there, and says goodbye at the end.
func (l *link) keepAlive(ctx context.Context) {
	tick := time.NewTicker(aliveEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			_ = l.write(pdu.NewUnbind(), l.number()) // a courtesy; the connection may be gone
			_ = l.patience(true)
			return
		case <-tick.C:
			if l.write(pdu.NewEnquireLink(), l.number()) != nil {
				l.conn.Close()
				return
			}
		}
	}
}

// note hands receipts and replies on, one after the other, and acknowledges each once it is kept.
func (l *link) note(ctx context.Context, receipts <-chan pdu.Body) {
	for {
		select {
		case <-ctx.Done():
			return
		case p := <-receipts:
			status := pdu.Status(0)
			if err := l.hear(ctx, p); err != nil {
				l.log.Error("what the text centre said was not noted", "error", err)
				status = tryLater
			}
			if l.acknowledge(p.Header().Seq, status) != nil {
				return
			}
		}
	}
}

// hear hands on what one packet says.
func (l *link) hear(ctx context.Context, p pdu.Body) error {
	if name, delivered, final := readReceipt(p); final && l.receipt != nil {
		return l.receipt(ctx, name, delivered)
	}
	if from, text, ok := readReply(p); ok && l.reply != nil {
		return l.reply(ctx, from, text)
	}
	return nil
}

// readReceipt reads a delivery receipt (SMPP 3.4, section 4.6 and appendix B): from its options, or from its text. What is none, or
// speaks of no end, is not final.
func readReceipt(p pdu.Body) (name string, delivered, final bool) {
	if class, ok := octet(p, pdufield.ESMClass); !ok || class&kindBits != receiptKind {
		return "", false, false
	}
	said := fields(p)
	name, state := said["id"], said["stat"]
	if t := p.TLVFields()[pdutlv.TagReceiptedMessageID]; t != nil {
		name = t.String()
	}
	if t := p.TLVFields()[pdutlv.TagMessageStateOption]; t != nil && len(t.Bytes()) == 1 {
		state = map[byte]string{2: "DELIVRD", 3: "EXPIRED", 4: "DELETED", 5: "UNDELIV", 8: "REJECTD"}[t.Bytes()[0]]
	}
	switch state {
	case "DELIVRD":
		return name, true, name != ""
	case "EXPIRED", "DELETED", "UNDELIV", "REJECTD":
		return name, false, name != ""
	}
	return "", false, false
}

// fields reads "id:0A1 … stat:DELIVRD …".
func fields(p pdu.Body) map[string]string {
	out := map[string]string{}
	m := p.Fields()[pdufield.ShortMessage]
	if m == nil {
		return out
	}
	for _, pair := range strings.Fields(string(m.Bytes())) {
		if key, value, ok := strings.Cut(pair, ":"); ok && out[key] == "" {
			out[key] = value
		}
	}
	return out
}

// word reads a field of text.
func word(p pdu.Body, name pdufield.Name) string {
	if f := p.Fields()[name]; f != nil {
		return strings.TrimRight(string(f.Bytes()), "\x00")
	}
	return ""
}
