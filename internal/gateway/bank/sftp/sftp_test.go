package sftp_test

import (
	"bytes"
	"context"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"

	"marque/internal/core/payment"
	"marque/internal/fault"
	"marque/internal/gateway/bank/banktest"
	"marque/internal/gateway/bank/sftp"
)

func settings(s banktest.Server) sftp.Settings {
	return sftp.Settings{Addr: s.Addr, User: "root", KeyFile: s.KeyFile, HostKey: s.HostKey, Out: s.Out, In: s.In}
}

func client(t *testing.T, s sftp.Settings) *sftp.Client {
	t.Helper()
	c, err := sftp.New(s)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	return c
}

// server starts the real one; quick tests do without.
func server(t *testing.T) banktest.Server {
	t.Helper()
	if os.Getenv("MARQUE_QUICK") != "" {
		t.Skip("NOT TESTED: quick tests start no server")
	}
	return banktest.SSHD(t)
}

func TestARealServerGetsWholeFilesUnderTheirFinalNames(t *testing.T) {
	t.Parallel()
	s := server(t)
	banktest.Delivers(t, client(t, settings(s)), s.Out)
	banktest.Fetches(t, client(t, settings(s)), s.In)
	if err := client(t, settings(s)).Check(t.Context()); err != nil {
		t.Errorf("check: %v", err)
	}
	lost := settings(s)
	lost.In = filepath.Join(s.In, "lost")
	if err := client(t, lost).Check(t.Context()); err == nil || !strings.Contains(err.Error(), "lost") {
		t.Errorf("got %v for a folder that is not there", err)
	}
}

func TestAServerWithAnotherKeyIsNotSpokenTo(t *testing.T) {
	t.Parallel()
	s, impostor := server(t), server(t)
	wrong := settings(s)
	wrong.HostKey = impostor.HostKey
	if _, err := client(t, wrong).Look(t.Context(), "a.ach", nil); err == nil || !strings.Contains(err.Error(), "sign in to the bank's server") {
		t.Errorf("got %v", err)
	}
	key, _, _, _, err := ssh.ParseAuthorizedKey([]byte(s.HostKey))
	if err != nil {
		t.Fatal(err)
	}
	for fingerprint, fits := range map[string]bool{ssh.FingerprintSHA256(key): true, "SHA256:AAAA": false} {
		by := settings(s)
		by.HostKey = fingerprint
		if _, err := client(t, by).Look(t.Context(), "a.ach", nil); (err == nil) != fits {
			t.Errorf("%s: got %v", fingerprint, err)
		}
	}
}

func TestWithoutTheRightKeyThereIsNoWayIn(t *testing.T) {
	t.Parallel()
	s, other := server(t), server(t)
	wrong := settings(s)
	wrong.KeyFile = other.KeyFile
	if err := client(t, wrong).Put(t.Context(), "a.ach", []byte("x")); err == nil {
		t.Error("got no error")
	}
}

func TestSettingsWithMistakesAreRefused(t *testing.T) {
	t.Parallel()
	key := filepath.Join(t.TempDir(), "key")
	if _, err := sftp.New(sftp.Settings{KeyFile: key}); !fault.Is(err, fault.Unavailable) {
		t.Errorf("no key: got %v", err)
	}
	if err := os.WriteFile(key, []byte("no key"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := sftp.New(sftp.Settings{KeyFile: key}); !fault.Is(err, fault.Invalid) {
		t.Errorf("a file without a key: got %v", err)
	}
}

func TestATransferThatIsCutHasNotBeenDeliveredAndCanBeMadeAgain(t *testing.T) {
	t.Parallel()
	s := server(t)
	content := bytes.Repeat([]byte("6270210000210000"), 100_000) // 1.6 MB
	for _, after := range []int64{50_000, 400_000, 1_500_000} {
		name := "cut-" + time.Duration(after).String() + ".ach"
		cut := banktest.Cutting(t, s.Addr, after, false)
		through := settings(s)
		through.Addr = cut.Addr
		c := client(t, through)
		if err := c.Begin(t.Context(), name); err != nil {
			t.Fatal(err)
		}
		if err := c.Put(t.Context(), name, content); err == nil {
			t.Fatalf("%d bytes: got no error from a transfer that was cut", after)
		}
		if _, err := os.Stat(filepath.Join(s.Out, name)); err == nil {
			t.Errorf("%d bytes: the final name is there", after)
		}
		if stage, err := c.Look(t.Context(), name, content); err != nil || stage != payment.Begun {
			t.Fatalf("%d bytes: got stage %d, %v", after, stage, err)
		}
		if err := c.Put(t.Context(), name, content); err != nil {
			t.Fatal(err)
		}
		if got, err := os.ReadFile(filepath.Join(s.Out, name)); err != nil || !bytes.Equal(got, content) {
			t.Errorf("%d bytes: got %d bytes, %v", after, len(got), err)
		}
	}
	if all, err := os.ReadDir(s.Out); err != nil || len(all) != 3 {
		t.Errorf("got %d files, %v, want three", len(all), err)
	}
}

func TestAServerThatFallsSilentIsNotWaitedForLong(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0") // takes connections and says nothing
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	key := filepath.Join(t.TempDir(), "key")
	writeKey(t, key)
	c := client(t, sftp.Settings{Addr: l.Addr().String(), User: "x", KeyFile: key, HostKey: "SHA256:AAAA", Timeout: 100 * time.Millisecond})
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	if _, err := c.Inbox(ctx); err == nil || ctx.Err() != nil {
		t.Errorf("got %v after %v", err, ctx.Err())
	}
}
