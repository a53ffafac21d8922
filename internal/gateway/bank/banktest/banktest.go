// Package banktest is what every way to a bank must do, as tests, and a real SFTP server to try it with.
package banktest

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"marque/internal/core/payment"
)

// Carrier is a way to a bank, as service/paying knows it.
type Carrier interface {
	Look(ctx context.Context, name string, content []byte) (payment.Stage, error)
	Begin(ctx context.Context, name string) error
	Put(ctx context.Context, name string, content []byte) error
	Inbox(ctx context.Context) ([]payment.Arrival, error)
	Fetch(ctx context.Context, a payment.Arrival) ([]byte, error)
	Close() error
}

const name, other = "ach-2026-11-27-1.ach", "another.ach"

func stage(t *testing.T, c Carrier, content []byte, want payment.Stage) {
	t.Helper()
	got, err := c.Look(t.Context(), name, content)
	if err != nil || got != want {
		t.Fatalf("look: got stage %d, %v, want %d", got, err, want)
	}
}

func must(t *testing.T, what string, err error) {
	t.Helper()
	if err != nil {
		t.Fatalf("%s: %v", what, err)
	}
}

// Delivers tries a carrier that writes to a folder of this machine.
func Delivers(t *testing.T, c Carrier, out string) {
	t.Helper()
	content := bytes.Repeat([]byte("101 000000013\n"), 20_000)
	stage(t, c, content, payment.Absent)
	must(t, "begin", c.Begin(t.Context(), name))
	stage(t, c, content, payment.Begun)
	must(t, "begin again", c.Begin(t.Context(), name))
	must(t, "put", c.Put(t.Context(), name, content))
	stage(t, c, content, payment.There)
	stage(t, c, content[1:], payment.Other)
	stage(t, c, append(bytes.Clone(content), 'x'), payment.Other)
	must(t, "close", c.Close())
	must(t, "close again", c.Close())
	if got, err := os.ReadFile(filepath.Join(out, name)); err != nil || !bytes.Equal(got, content) {
		t.Errorf("got %d bytes, %v, want %d", len(got), err, len(content))
	}
	all, err := os.ReadDir(out)
	if err != nil || len(all) != 1 {
		t.Errorf("got %d files, %v, want the final name only", len(all), err)
	}
}

// Fetches tries a carrier that reads from a folder of this machine.
func Fetches(t *testing.T, c Carrier, in string) {
	t.Helper()
	for file, text := range map[string]string{"b.ach": "two", "a.ach": "one", ".hidden": "x", "c.part": "x", "d.TMP": "x", other: ""} {
		must(t, "write", os.WriteFile(filepath.Join(in, file), []byte(text), 0o600))
	}
	must(t, "make a folder", os.Mkdir(filepath.Join(in, "folder.ach"), 0o700))
	all, err := c.Inbox(t.Context())
	must(t, "inbox", err)
	var got []string
	for _, a := range all {
		content, err := c.Fetch(t.Context(), a)
		must(t, "fetch", err)
		got = append(got, a.Name+"="+string(content))
		if !strings.HasPrefix(a.Mark, a.Name+"|") || a.Size != int64(len(content)) {
			t.Errorf("got mark %q and size %d", a.Mark, a.Size)
		}
	}
	if s := strings.Join(got, " "); s != "a.ach=one another.ach= b.ach=two" {
		t.Errorf("got %s", s)
	}
	if _, err := c.Fetch(t.Context(), payment.Arrival{Name: "gone.ach"}); err == nil {
		t.Error("a file that is gone: got no error")
	}
	if content, err := c.Fetch(t.Context(), payment.Arrival{Name: "../" + filepath.Base(in) + "/a.ach"}); err != nil || string(content) != "one" {
		t.Errorf("a name with a way: got %q, %v, want the name alone to count", content, err)
	}
}
