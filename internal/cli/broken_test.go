package cli_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"marque/internal/store/engine/enginetest"
)

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestADataDirectoryThatCannotBeUsedIsOneSentence(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "file")
	write(t, file, "x")
	for what, c := range map[string]struct {
		data, want string
		file, text string
	}{
		"a file":                     {file, "not a directory", "", ""},
		"below a file":               {filepath.Join(file, "below"), "not a directory", "", ""},
		"where nothing can be made":  {"/proc/marque", "The data directory /proc/marque cannot be used", "", ""},
		"settings that are no JSON":  {filepath.Join(t.TempDir(), "a"), "line 1 is not JSON", "marque.json", "{listen}"},
		"settings of another tongue": {filepath.Join(t.TempDir(), "b"), `unknown field "lissen"`, "marque.json", `{"lissen": "x"}`},
		"broken keys":                {filepath.Join(t.TempDir(), "c"), "keys.json cannot be used", "keys.json", "{"},
		"keys of no use":             {filepath.Join(t.TempDir(), "d"), "keys.json cannot be used", "keys.json", `{"sealing":{},"root":"AAAA"}`},
		"a database that is none":    {filepath.Join(t.TempDir(), "e"), "file is not a database", "marque.db", strings.Repeat("no database ", 400)},
	} {
		if c.file != "" {
			write(t, filepath.Join(c.data, c.file), c.text)
		}
		sentence(t, what, place{data: c.data}.run(t, "", "verify"), 1, c.want)
	}
}

func TestKeysOfAnotherDatabaseAreSeenAtTheStart(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, p place) {
		p.must(t, "import", "feed", some(t, 5))
		own := filepath.Join(p.data, "keys.json")
		keys, err := os.ReadFile(own)
		if err != nil {
			t.Fatal(err)
		}
		other := lite(t)
		other.must(t, "migrate")
		foreign, err := os.ReadFile(filepath.Join(other.data, "keys.json"))
		if err != nil {
			t.Fatal(err)
		}
		write(t, own, string(foreign))
		for _, line := range []string{"verify", "cycle", "import feed " + some(t, 5), "serve --listen 127.0.0.1:0"} {
			sentence(t, line, p.run(t, "", strings.Fields(line)...), 1, "do not belong to this database")
		}
		if err := os.Remove(own); err != nil {
			t.Fatal(err)
		}
		sentence(t, "no keys", p.run(t, "", "verify"), 1, "keys.json is missing")
		if _, err := os.Stat(own); err == nil {
			t.Error("other keys were made for a database that has its own")
		}
		write(t, own, string(keys))
		p.must(t, "verify")
	})
}

func TestHalfOfTheKeysIsNotEnough(t *testing.T) {
	t.Parallel()
	p, other := lite(t), lite(t)
	for _, x := range []place{p, other} {
		x.must(t, "migrate")
	}
	own, err := os.ReadFile(filepath.Join(p.data, "keys.json"))
	if err != nil {
		t.Fatal(err)
	}
	foreign, err := os.ReadFile(filepath.Join(other.data, "keys.json"))
	if err != nil {
		t.Fatal(err)
	}
	cut := func(b []byte) (sealing, root []byte) {
		i := bytes.Index(b, []byte(`"roots"`))
		return b[:i], b[i:]
	}
	sealing, root := cut(own)
	foreignSealing, foreignRoot := cut(foreign)
	for what, keys := range map[string][]byte{"foreign root": append(bytes.Clone(sealing), foreignRoot...), "foreign sealing": append(bytes.Clone(foreignSealing), root...)} {
		write(t, filepath.Join(p.data, "keys.json"), string(keys))
		sentence(t, what, p.run(t, "", "verify"), 1, "do not belong to this database")
	}
}

func TestADatabaseThatIsAwayIsOneSentence(t *testing.T) {
	t.Parallel()
	sentence(t, "nobody there", place{data: t.TempDir(), url: "postgres://marque:secret@127.0.0.1:1/marque"}.run(t, "", "verify"), 1, "connection refused")
	r := place{data: t.TempDir(), url: "postgres://marque:secret@127.0.0.1:1/marque"}.run(t, "", "verify")
	if strings.Contains(r.err, "secret") {
		t.Errorf("got the password in %q", r.err)
	}
	sentence(t, "no such database", place{data: t.TempDir(), url: enginetest.EmptyURL(t) + "&dbname=nowhere"}.run(t, "", "verify"), 1, "nowhere")
}

// mounted runs marque where the data directory lies on a file system of its own, made in a namespace that only the process sees.
func mounted(t *testing.T, p place, options string, then string, args ...string) result {
	t.Helper()
	if out, err := exec.Command("unshare", "-rm", "mount", "-t", "tmpfs", "none", t.TempDir()).CombinedOutput(); err != nil {
		t.Skipf("NOT TESTED ON A FULL DISK: this system lets nobody mount: %v: %s", err, out)
	}
	if err := os.MkdirAll(p.data, 0o700); err != nil {
		t.Fatal(err)
	}
	marque := p.process(args...)
	script := `mount -t tmpfs -o ` + options + ` none "$0" && ` + then + ` exec "$@"`
	cmd := exec.Command("unshare", append([]string{"-rm", "sh", "-c", script, p.data}, marque.Args...)...) //nolint:gosec // this very program
	cmd.Env = marque.Env
	var out, errOut bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errOut
	_ = cmd.Run()
	return result{cmd.ProcessState.ExitCode(), out.String(), errOut.String()}
}

func TestAFullDiskIsOneSentence(t *testing.T) {
	t.Parallel()
	sentence(t, "while it is made", mounted(t, lite(t), "size=64k", "", "migrate"), 1, "full")
	r := mounted(t, lite(t), "size=2m", "", "import", "feed", goodFeed)
	sentence(t, "during an import", r, 1, "full")
}

func TestADiskThatIsReadOnlyIsOneSentence(t *testing.T) {
	t.Parallel()
	sentence(t, "new", mounted(t, lite(t), "ro,size=8m", "", "migrate"), 1, "read-only file system")
	marque := program()
	r := mounted(t, lite(t), "size=8m", `"`+marque+`" migrate >/dev/null && mount -o remount,ro "$0" &&`, "cycle")
	sentence(t, "filled before", r, 1, "read-only file system")
}
