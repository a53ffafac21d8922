package pdftest

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// Tool runs a tool over a file, its last argument but what after holds, and returns what it prints. A missing tool skips the
// test by name, except on CI, where it fails.
func Tool(t *testing.T, file []byte, tool []string, after ...string) string {
	t.Helper()
	const install = "apt-get install qpdf poppler-utils"
	path, err := exec.LookPath(tool[0])
	switch {
	case err != nil && os.Getenv("CI") == "true":
		t.Fatalf("%s is not installed; CI needs it (%s)", tool[0], install)
	case err != nil:
		t.Skipf("SKIPPED: %s is not installed (%s)", tool[0], install)
	}
	name := filepath.Join(t.TempDir(), "document.pdf")
	if err := os.WriteFile(name, file, 0o600); err != nil {
		t.Fatal(err)
	}
	args := append(append([]string(nil), tool[1:]...), name)
	out, err := exec.Command(path, append(args, after...)...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v\n%s", tool[0], err, out)
	}
	return string(out)
}

// Text returns the text of a file as pdftotext lays it out.
func Text(t *testing.T, file []byte) string {
	t.Helper()
	return Tool(t, file, []string{"pdftotext", "-layout"}, "-")
}

// Structure returns the structure tree of a file with its text, in reading order.
func Structure(t *testing.T, file []byte) string {
	t.Helper()
	return Tool(t, file, []string{"pdfinfo", "-struct-text"})
}
