package cli_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestABackupIsMadeAndRestoredFromTheCommandLine(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, p place) {
		p.must(t, "import", "feed", some(t, 60))
		dir := t.TempDir()
		words, file := filepath.Join(dir, "words"), filepath.Join(dir, "book.locked")
		if err := os.WriteFile(words, []byte("correct horse battery\n"), 0o644); err != nil {
			t.Fatal(err)
		}
		sentence(t, "a passphrase that others read", p.run(t, "", "backup", file, "--passphrase-file", words), 1, "chmod 600")
		if err := os.Chmod(words, 0o600); err != nil {
			t.Fatal(err)
		}
		sentence(t, "no name", p.run(t, "", "backup"), 2, "name one file")
		if out := p.must(t, "backup", file, "--passphrase-file", words); !strings.Contains(out, "The keys are in it") {
			t.Errorf("got %q", out)
		}
		if out := p.must(t, "backup", filepath.Join(dir, "plain.tar")); !strings.Contains(out, "keys.json is not in it") {
			t.Errorf("got %q", out)
		}
		sentence(t, "a second one", p.run(t, "", "backup", file, "--passphrase-file", words), 1, "is there already")
		sentence(t, "a place in use", p.run(t, "", "restore", file, "--passphrase-file", words), 1, "already")
		digest := p.must(t, "verify", "--digest")
		q := p.bare(t)
		if out := q.must(t, "restore", file, "--passphrase-file", words); !strings.Contains(out, "Restored as of 2026-11-03T00:30:00Z") {
			t.Errorf("got %q", out)
		}
		q.must(t, "verify")
		if got := q.must(t, "verify", "--digest"); got != digest {
			t.Errorf("got the digest %s, want %s", got, digest)
		}
		if out := q.must(t, "bank", "send", "--release"); !strings.Contains(out, "Nothing waits") {
			t.Errorf("got %q", out)
		}
	})
}
