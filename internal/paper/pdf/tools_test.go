package pdf_test

import (
	"strings"
	"testing"

	"marque/internal/paper/pdf"
	"marque/internal/paper/pdf/pdftest"
)

func render(t *testing.T, d pdf.Document) []byte {
	t.Helper()
	out, err := pdf.Render(d)
	if err != nil {
		t.Fatalf("render: %v", err)
	}
	return out.Bytes
}

func TestQpdfFindsNoErrors(t *testing.T) {
	t.Parallel()
	said := pdftest.Tool(t, render(t, sample(400)), []string{"qpdf", "--check"})
	if !strings.Contains(said, "No syntax or stream encoding errors found") || strings.Contains(said, "WARNING") {
		t.Errorf("got %s", said)
	}
}

func TestFontsAreEmbeddedSubsetsWithUnicode(t *testing.T) {
	t.Parallel()
	lines := strings.Split(strings.TrimSpace(pdftest.Tool(t, render(t, sample(3)), []string{"pdffonts"})), "\n")
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
	golden(t, "structure.txt", pdftest.Structure(t, render(t, sample(2))))
}
