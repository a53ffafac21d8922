// Package clamd asks a ClamAV daemon whether a file holds something that is known to do harm, by its INSTREAM command (clamd(8)). The daemon runs
// beside us; nothing is sent farther than its socket.
package clamd

import (
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"strings"
	"time"

	"marque/internal/fault"
	"marque/internal/l10n"
)

// Scanner asks one daemon.
type Scanner struct{ network, address string }

// New returns a scanner for an address like unix:/run/clamav/clamd.ctl or tcp:127.0.0.1:3310.
func New(where string) (*Scanner, error) {
	network, address, ok := strings.Cut(where, ":")
	if !ok || network != "unix" && network != "tcp" || address == "" {
		return nil, fmt.Errorf("clamd: %q is no address like unix:/run/clamav/clamd.ctl or tcp:127.0.0.1:3310", where)
	}
	return &Scanner{network, address}, nil
}

const (
	patience  = 30 * time.Second // a large file is scanned in a few
	chunk     = 64 << 10
	mostReply = 4 << 10
)

// Scan returns what was found in a content, or nothing for a clean one. When the daemon cannot be asked, nothing is let through: the error is a
// fault that asks the person to come again.
func (s *Scanner) Scan(ctx context.Context, content []byte) (found string, err error) {
	reply, err := s.ask(ctx, content)
	if err != nil {
		return "", fmt.Errorf("%w (%s)", away(), err.Error())
	}
	switch verdict := strings.TrimPrefix(reply, "stream: "); {
	case verdict == "OK":
		return "", nil
	case strings.HasSuffix(verdict, " FOUND"):
		return strings.TrimSuffix(verdict, " FOUND"), nil
	}
	return "", fmt.Errorf("%w (clamd says %.200q)", away(), reply)
}

// Check asks the daemon whether it is there.
func (s *Scanner) Check(ctx context.Context) error {
	reply, err := s.talk(ctx, func(w io.Writer) error {
		_, err := io.WriteString(w, "zPING\x00")
		return err
	})
	if err == nil && reply != "PONG" {
		err = fmt.Errorf("it says %.200q", reply)
	}
	return err
}

func away() error {
	return l10n.Fault(fault.Unavailable, "Files cannot be taken right now. Please try again in a few minutes.", "En este momento no podemos recibir archivos. Inténtelo otra vez en unos minutos.",
		"Gerade können keine Dateien angenommen werden. Bitte versuchen Sie es in einigen Minuten noch einmal.")
}

func (s *Scanner) ask(ctx context.Context, content []byte) (string, error) {
	return s.talk(ctx, func(w io.Writer) error { return send(w, content) })
}

// talk says one thing and returns the answer.
func (s *Scanner) talk(ctx context.Context, say func(io.Writer) error) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	conn, err := new(net.Dialer).DialContext(ctx, s.network, s.address)
	if err != nil {
		return "", err
	}
	defer conn.Close() //nolint:errcheck // the answer is read
	until, _ := ctx.Deadline()
	if err := conn.SetDeadline(until); err != nil {
		return "", err
	}
	if err := say(conn); err != nil {
		return "", err
	}
	reply, err := io.ReadAll(io.LimitReader(conn, mostReply))
	return strings.TrimRight(string(reply), "\x00\n"), err
}

// send writes the command and the content in chunks that say how long they are; one of none is the end.
func send(w io.Writer, content []byte) error {
	if _, err := io.WriteString(w, "zINSTREAM\x00"); err != nil {
		return err
	}
	for len(content) > 0 {
		n := min(len(content), chunk)
		if _, err := w.Write(append(binary.BigEndian.AppendUint32(nil, uint32(n)), content[:n]...)); err != nil {
			return err
		}
		content = content[n:]
	}
	_, err := w.Write(make([]byte, 4))
	return err
}
