package pdf_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"marque/internal/paper/pdf"
)

// run runs a tool over a PDF (the last argument) and returns what it says. A missing tool skips the test by name, except
// on CI, where it fails.
func run(t *testing.T, file []byte, tool string, args ...string) string {
	t.Helper()
	return runTo(t, file, "", tool, args...)
}

// runTo is run for a tool that writes to a file, its last argument.
func runTo(t *testing.T, file []byte, to, tool string, args ...string) string {
	t.Helper()
	path, err := exec.LookPath(tool)
	switch {
	case err != nil && os.Getenv("CI") == "true":
		t.Fatalf("%s is not installed; CI needs it (apt-get install qpdf poppler-utils)", tool)
	case err != nil:
		t.Skipf("SKIPPED: %s is not installed (apt-get install qpdf poppler-utils)", tool)
	}
	name := filepath.Join(t.TempDir(), "document.pdf")
	if err := os.WriteFile(name, file, 0o600); err != nil {
		t.Fatal(err)
	}
	args = append(args, name)
	if to != "" {
		args = append(args, to)
	}
	out, err := exec.Command(path, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v\n%s", tool, err, out)
	}
	return string(out)
}

func render(t *testing.T, d pdf.Document) []byte {
	t.Helper()
	out, err := pdf.Render(d)
	if err != nil {
		t.Fatalf("render: %v", err)
	}
	return out
}

func TestQpdfFindsNoErrors(t *testing.T) {
	t.Parallel()
	said := run(t, render(t, sample(400)), "qpdf", "--check")
	if !strings.Contains(said, "No syntax or stream encoding errors found") || strings.Contains(said, "WARNING") {
		t.Errorf("got %s", said)
	}
}

func TestFontsAreEmbeddedSubsetsWithUnicode(t *testing.T) {
	t.Parallel()
	lines := strings.Split(strings.TrimSpace(run(t, render(t, sample(3)), "pdffonts")), "\n")
	if len(lines) != 4 {
		t.Fatalf("got %d lines, want a head of two and two fonts: %q", len(lines), lines)
	}
	for _, line := range lines[2:] {
		if !strings.Contains(line, "+Inter-") || !strings.Contains(strings.Join(strings.Fields(line), " "), "CID TrueType Identity-H yes yes yes") {
			t.Errorf("got %q, want an embedded subset with Unicode", line)
		}
	}
}

func TestStructureReadsInOrder(t *testing.T) {
	t.Parallel()
	golden(t, "structure.txt", run(t, render(t, sample(2)), "pdfinfo", "-struct-text"))
}
