package upload_test

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"strings"
	"testing"

	"marque/internal/core/upload"
	"marque/internal/fault"
	"marque/internal/l10n"
)

var pdf = []byte("%PDF-1.7\n1 0 obj\nendobj\ntrailer\n%%EOF\n")

func picture(t *testing.T, kind string) []byte {
	t.Helper()
	i := image.NewGray(image.Rect(0, 0, 8, 8))
	i.Set(1, 1, color.White)
	var b bytes.Buffer
	err := png.Encode(&b, i)
	if kind == "jpeg" {
		b.Reset()
		err = jpeg.Encode(&b, i, nil)
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// claims is a PNG of some bytes that says it is very large: opening it would fill a memory.
func claims(width, height uint32) []byte {
	head := append([]byte("IHDR"), binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, width), height)...)
	head = append(head, 8, 2, 0, 0, 0)
	out := append([]byte("\x89PNG\r\n\x1a\n"), 0, 0, 0, 13)
	return binary.BigEndian.AppendUint32(append(out, head...), crc32.ChecksumIEEE(head))
}

func TestOnlyWhatIsAskedForIsTakenWhateverItIsCalled(t *testing.T) {
	t.Parallel()
	good := map[string][]byte{upload.PDF: pdf, upload.JPEG: picture(t, "jpeg"), upload.PNG: picture(t, "png")}
	for kind, content := range good {
		f, err := upload.Check("proof", "a.exe", content, upload.PDF, upload.JPEG, upload.PNG)
		if err != nil || f.Kind != kind || strings.HasSuffix(f.Name, ".exe") {
			t.Errorf("%s: got %q as %q, %v", kind, f.Name, f.Kind, err)
		}
	}
	zip := append([]byte("PK\x05\x06"), make([]byte, 18)...)
	for name, content := range map[string][]byte{
		"an archive": append([]byte("PK\x03\x04"), zip...), "a PDF that is an archive too": append(append([]byte{}, pdf...), zip...), "a picture that is an archive too": append(picture(t, "png"), zip...),
		"a page": []byte("<!doctype html><script>alert(1)</script>"), "a picture that fills a memory": claims(60_000, 60_000), "a picture as wide as a street": claims(40_000, 1), "gzip": []byte("\x1f\x8b\x08"),
		"nothing": {}, "too large": append(append([]byte("%PDF-1.7"), make([]byte, upload.MostFile)...), "%%EOF"...), "a drawing": []byte("<svg onload='x'/>"),
	} {
		if _, err := upload.Check("proof", name+".pdf", content, upload.PDF, upload.JPEG, upload.PNG); !fault.Is(err, fault.Invalid) || fault.Of(err).Fields[0].Name != "proof" {
			t.Errorf("%s: got %v", name, err)
		}
	}
	if got := upload.KindOf(claims(9_000, 9_000)); got != upload.PNG {
		t.Errorf("a large picture: got %q", got)
	}
	if _, err := upload.Check("photo", "a.pdf", pdf, upload.JPEG, upload.PNG); err == nil || fault.Of(err).Fields[0].Message != "“a.pdf” is not a JPEG or PNG file. Please save it as one of these." {
		t.Errorf("a PDF where pictures are taken: got %v", err)
	}
	_, err := upload.Check("photo", "a.pdf", pdf, upload.JPEG, upload.PNG)
	if got := l10n.DeDE.Translate(fault.Of(err)).Fields[0].Message; got != "„a.pdf“ ist keine JPEG- oder PNG-Datei. Bitte speichern Sie sie als eine davon." {
		t.Errorf("in German: got %q", got)
	}
}

func TestANameIsOnlyAName(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"../../etc/passwd": "passwd.pdf", `C:\Windows\..\policy.exe`: "policy.pdf", "a\x00b\u202egpj.pdf": "abgpj.pdf", "": "file.pdf", "/": "file.pdf", "..": "file.pdf", "con|:*?.pdf": "con.pdf",
		strings.Repeat("é", 300): strings.Repeat("é", 80) + ".pdf", "\xff\xfe.pdf": "file.pdf", " . policy . .pdf": "policy.pdf",
	} {
		if got := upload.Name(name, upload.PDF); got != want {
			t.Errorf("%q: got %q, want %q", name, got, want)
		}
	}
	if got := upload.Name("photo.JPEG", upload.JPEG); got != "photo.JPEG" {
		t.Errorf("got %q", got)
	}
}
