package docs_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

func TestTheSystemdUnitsAreUnderstoodAndHardened(t *testing.T) {
	t.Parallel()
	analyze, err := exec.LookPath("systemd-analyze")
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("systemd is not installed; run scripts/setup")
		}
		t.Skip("NOT TESTED: systemd is not installed; run scripts/setup")
	}
	dir := t.TempDir()
	var units []string
	for _, name := range []string{"marque.service", "marque-backup.service", "marque-backup.timer"} {
		unit := strings.ReplaceAll(read(t, "deploy/"+name), "/usr/local/bin/marque", "/bin/true") // it wants a program that is there
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(unit), 0o600); err != nil {
			t.Fatal(err)
		}
		units = append(units, path)
	}
	if said, err := exec.Command(analyze, append([]string{"verify"}, units...)...).CombinedOutput(); err != nil || len(said) > 0 {
		t.Errorf("got %v: %s", err, said)
	}
	const most = "--threshold=20" // 2.0 of 10, where systemd says OK
	for _, unit := range units[:2] {
		if said, err := exec.Command(analyze, "security", "--offline=true", most, unit).CombinedOutput(); err != nil {
			t.Errorf("got %v: %s", err, said)
		}
	}
}

func TestTheImageCopiesWhatThereIs(t *testing.T) {
	t.Parallel()
	text := read(t, "deploy/Dockerfile")
	copied := regexp.MustCompile(`(?m)^COPY ([^-\n]+) \S+$`).FindAllStringSubmatch(text, -1)
	if len(copied) < 2 || !strings.Contains(text, "NOT BUILT HERE") {
		t.Fatalf("got %v", copied)
	}
	for _, m := range copied {
		for _, name := range strings.Fields(m[1]) {
			if _, err := os.Stat(filepath.Join(root, name)); err != nil {
				t.Errorf("it copies %s: %v", name, err)
			}
		}
	}
	minimal := regexp.MustCompile(`golang:(\d+\.\d+)`).FindStringSubmatch(text)
	if len(minimal) != 2 || !strings.Contains(read(t, "go.mod"), "\ngo "+minimal[1]) {
		t.Errorf("it builds with Go %v, which is not go.mod's", minimal)
	}
}
