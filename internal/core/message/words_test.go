package message_test

import (
	"bytes"
	"image"
	"image/jpeg"
	"image/png"
	"strings"
	"testing"

	"marque/internal/core/message"
	"marque/internal/fault"
	"marque/internal/l10n"
)

func TestCardNumbersAreFoundHoweverTheyAreWrittenAndOthersAreNot(t *testing.T) {
	t.Parallel()
	for _, card := range []string{
		"4111 1111 1111 1111", "take 4111-1111-1111-1111 please", "5555555555554444", "3782 822463 10005", "6011.1111.1111.1117", "2223003122003222", "30569309025904", "3530111333300000",
		"6200000000000005", "my card is 4012888888881881, exp 12/30", "4111 1111 1111 1111 12/29", "ref 12 4111 1111 1111 1111",
	} {
		if !message.HoldsCard(card) {
			t.Errorf("%q: not found", card)
		}
	}
	for _, other := range []string{
		"", "C806105925", "call me at 303 555 0142 or 1-800-555-0100", "4111 1111 1111 1112", "routing 021000021 account 000123456789", "1M8GDM9AXKP042788", "1234567890123452",
		"41111111a11111111", "on 11/22/2026 I paid 612.44, on 12/22/2026 612.44", "9400 1000 0000 0000 0000 00",
	} {
		if message.HoldsCard(other) {
			t.Errorf("%q: taken for a card", other)
		}
	}
}

func TestWhatIsWrittenIsBoundedAndClean(t *testing.T) {
	t.Parallel()
	got, err := message.CheckText("  Hello\r\nthere\x00\u202e!\t \n", 0)
	if err != nil || got != "Hello\nthere!" {
		t.Errorf("got %q, %v", got, err)
	}
	if got, err := message.CheckText(" \n ", 1); err != nil || got != "" {
		t.Errorf("got %q, %v: a file may come without words", got, err)
	}
	if got, err := message.CheckText(strings.Repeat("é", message.MostText), 0); err != nil || len(got) != 2*message.MostText {
		t.Errorf("got %d bytes, %v", len(got), err)
	}
	for name, text := range map[string]string{"nothing": " \u202e ", "too much": strings.Repeat("é", message.MostText+1), "a card": "4111111111111111"} {
		_, err := message.CheckText(text, 0)
		if f := fault.Of(err); f == nil || f.Fields[0].Name != "text" || l10n.DeDE.Translate(f).Message == f.Message {
			t.Errorf("%s: got %v, want a fault in three languages", name, err)
		}
	}
	if got, err := message.CheckSubject(" Late\n fee\t "); err != nil || got != "Late fee" {
		t.Errorf("got %q, %v", got, err)
	}
	for _, text := range []string{"", strings.Repeat("x", message.MostSubject+1), "Card 4111111111111111"} {
		if _, err := message.CheckSubject(text); !fault.Is(err, fault.Invalid) {
			t.Errorf("%q: got %v", text, err)
		}
	}
	if !message.Holds("Ich bin MÜDE, señor", "mude, SENOR") || message.Holds("late fee", "title") {
		t.Error("a search looks at no case and no accents")
	}
}

// picture is a small picture in a format.
func picture(t *testing.T, format string) []byte {
	t.Helper()
	var b bytes.Buffer
	img := image.NewGray(image.Rect(0, 0, 2, 2))
	err := png.Encode(&b, img)
	if format == "jpeg" {
		b.Reset()
		err = jpeg.Encode(&b, img, nil)
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestAFileIsWhatItsContentSays(t *testing.T) {
	t.Parallel()
	pdf := []byte("%PDF-1.7\n1 0 obj\nendobj\ntrailer\n%%EOF\n")
	heic := append([]byte("\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic\x00\x00\x00\x20meta"), make([]byte, 40)...)
	got, err := message.CheckFiles([]message.File{
		{Name: `C:\scans\proof of insurance.exe`, Content: pdf}, {Name: "../../etc/pass\u202ewd.JPEG", Content: picture(t, "jpeg")}, {Name: "IMG_1.HEIC", Content: heic},
	})
	if err != nil {
		t.Fatal(err)
	}
	want := []struct{ name, kind string }{{"proof of insurance.pdf", "application/pdf"}, {"passwd.JPEG", "image/jpeg"}, {"IMG_1.heic", "image/heic"}}
	for i, w := range want {
		if got[i].Name != w.name || got[i].Kind != w.kind || got[i].Size != len(got[i].Content) {
			t.Errorf("got %q as %s, want %q as %s", got[i].Name, got[i].Kind, w.name, w.kind)
		}
	}
	if got, err := message.CheckFiles([]message.File{{Content: picture(t, "png")}}); err != nil || got[0].Name != "file.png" {
		t.Errorf("got %v, %v", got, err)
	}
	for name, content := range map[string][]byte{
		"a page": []byte("<html><script>alert(1)</script></html>"), "a drawing": []byte(`<svg xmlns="http://www.w3.org/2000/svg"/>`), "a program": []byte("MZ\x90\x00"), "nothing": nil,
		"a GIF": []byte("GIF89a\x01\x00\x01\x00"), "a PDF without an end": []byte("%PDF-1.7 <script>"), "a page that holds a PDF": append([]byte("<html>"), pdf...),
		"half a picture": picture(t, "png")[:12], "a film": []byte("\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isomiso2meta...."), "an archive": []byte("PK\x03\x04"),
	} {
		if _, err := message.CheckFiles([]message.File{{Name: name + ".pdf", Content: content}}); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func TestFilesAreBounded(t *testing.T) {
	t.Parallel()
	of := func(size int) message.File {
		return message.File{Name: "a.pdf", Content: append(append([]byte("%PDF-1.7\n"), make([]byte, size-15)...), "%%EOF\n"...)}
	}
	if _, err := message.CheckFiles([]message.File{of(message.MostFile), of(message.MostFile)}); err != nil {
		t.Error(err)
	}
	for name, files := range map[string][]message.File{
		"one too large": {of(message.MostFile + 1)}, "too large together": {of(message.MostFile), of(message.MostFile), of(20)}, "too many": {of(20), of(20), of(20), of(20)},
	} {
		if _, err := message.CheckFiles(files); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: got %v", name, err)
		}
	}
	if _, err := message.CheckFiles([]message.File{{Name: "4111 1111 1111 1111.pdf", Content: of(20).Content}}); !fault.Is(err, fault.Invalid) {
		t.Errorf("a card number as a name: got %v", err)
	}
}
