package clamd_test

import (
	"bytes"
	"encoding/binary"
	"io"
	"net"
	"path/filepath"
	"testing"

	"marque/internal/fault"
	"marque/internal/gateway/clamd"
)

// daemon speaks clamd's part of INSTREAM on a socket: it reads everything and says what its verdict makes of it.
func daemon(t *testing.T, verdict func(content []byte) string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "clamd.ctl")
	l, err := net.Listen("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			if content, err := received(c); err == nil {
				_, _ = io.WriteString(c, verdict(content))
			}
			_ = c.Close()
		}
	}()
	t.Cleanup(func() { _ = l.Close(); <-ended })
	return "unix:" + path
}

func received(c io.Reader) ([]byte, error) {
	command := make([]byte, len("zINSTREAM\x00"))
	if _, err := io.ReadFull(c, command); err != nil || string(command) != "zINSTREAM\x00" {
		return nil, io.ErrUnexpectedEOF
	}
	var out bytes.Buffer
	for {
		var n uint32
		if err := binary.Read(c, binary.BigEndian, &n); err != nil || n == 0 {
			return out.Bytes(), err
		}
		if _, err := io.CopyN(&out, c, int64(n)); err != nil {
			return nil, err
		}
	}
}

func TestAFileIsLetThroughOnlyWhenTheDaemonSaysThatItIsClean(t *testing.T) {
	t.Parallel()
	file := bytes.Repeat([]byte("x"), 200_000)
	var got int
	where := daemon(t, func(content []byte) string {
		got = len(content)
		if bytes.Contains(content, []byte("EICAR")) {
			return "stream: Eicar-Test-Signature FOUND\x00"
		}
		if bytes.Contains(content, []byte("long")) {
			return "INSTREAM size limit exceeded. ERROR\x00"
		}
		return "stream: OK\x00"
	})
	s, err := clamd.New(where)
	if err != nil {
		t.Fatal(err)
	}
	if found, err := s.Scan(t.Context(), file); found != "" || err != nil || got != len(file) {
		t.Errorf("got %q, %v; the daemon read %d of %d bytes", found, err, got, len(file))
	}
	if found, err := s.Scan(t.Context(), append(file, "EICAR"...)); found != "Eicar-Test-Signature" || err != nil {
		t.Errorf("got %q, %v, want what was found", found, err)
	}
	if _, err := s.Scan(t.Context(), []byte("long")); !fault.Is(err, fault.Unavailable) {
		t.Errorf("an error of the daemon: got %v", err)
	}
	nobody, _ := clamd.New("unix:" + filepath.Join(t.TempDir(), "nobody"))
	if _, err := nobody.Scan(t.Context(), file); !fault.Is(err, fault.Unavailable) {
		t.Errorf("no daemon: got %v", err)
	}
	for _, bad := range []string{"", "clamd", "http://x", "tcp:"} {
		if _, err := clamd.New(bad); err == nil {
			t.Errorf("%q was taken for an address", bad)
		}
	}
}
