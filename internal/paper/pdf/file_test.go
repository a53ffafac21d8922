package pdf

import (
	"encoding/binary"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"
	"time"
)

func TestLengthsAreWrittenWithoutNoise(t *testing.T) {
	t.Parallel()
	for in, want := range map[Length]string{
		0: "0", 1000: "1", 1500: "1.5", 12345: "12.345", 10: "0.01", -250: "-0.25", 612 * Point: "612", 1001: "1.001",
	} {
		if got := string(appendLength(nil, in)); got != want {
			t.Errorf("%d: got %s, want %s", in, got, want)
		}
	}
}

func TestTextStringsAreEscapedOrUnicode(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"Plain": "(Plain)", `a(b)\c`: `(a\(b\)\\c)`, "ř": "<feff0159>", "😀": "<feffd83dde00>", "": "()",
	} {
		if got := textString(in); got != want {
			t.Errorf("%q: got %s, want %s", in, got, want)
		}
	}
}

func TestUnicodeIsWrittenAsUTF16(t *testing.T) {
	t.Parallel()
	for in, want := range map[rune]string{'A': "0041", 'ř': "0159", '😀': "D83DDE00"} {
		if got := utf16Hex(in); got != want {
			t.Errorf("%c: got %s, want %s", in, got, want)
		}
	}
}

func TestColorsAreThousandths(t *testing.T) {
	t.Parallel()
	if got := string(appendColor(nil, Color{0, 255, 128})); got != "0 1 0.502 " {
		t.Errorf("got %q", got)
	}
}

func TestReadableColorsHaveContrastOnWhite(t *testing.T) {
	t.Parallel()
	for c, want := range map[Color]bool{
		{0, 0, 0}: true, {255, 255, 255}: false, {0x0B, 0x5C, 0x6B}: true, {0xFF, 0xC0, 0x00}: false, {0x76, 0x76, 0x76}: false, {0x60, 0x60, 0x60}: true,
	} {
		if got := readable(c); got != want {
			t.Errorf("%v: got %v, want %v", c, got, want)
		}
	}
}

func TestTheColourProfileIsWellFormed(t *testing.T) {
	t.Parallel()
	p := srgbProfile()
	if got := int(binary.BigEndian.Uint32(p)); got != len(p) {
		t.Errorf("got a size of %d, want %d", got, len(p))
	}
	count := int(binary.BigEndian.Uint32(p[128:]))
	seen := make(map[string]bool)
	for i := range count {
		entry := p[132+12*i:]
		at, size := int(binary.BigEndian.Uint32(entry[4:])), int(binary.BigEndian.Uint32(entry[8:]))
		if at%4 != 0 || at+size > len(p) {
			t.Errorf("tag %s stands at %d with %d bytes of %d", entry[:4], at, size, len(p))
		}
		seen[string(entry[:4])] = true
	}
	for _, tag := range strings.Fields("desc cprt wtpt chad rXYZ gXYZ bXYZ rTRC gTRC bTRC") {
		if !seen[tag] {
			t.Errorf("tag %s is missing", tag)
		}
	}
	for axis, want := range iccWhite { // the three primaries add up to white
		if d := int(iccRed[axis]+iccGreen[axis]+iccBlue[axis]) - int(want); d != 0 {
			t.Errorf("axis %d: the primaries miss white by %d", axis, d)
		}
	}
}

func TestMetadataIsXMLWhateverTheTitle(t *testing.T) {
	t.Parallel()
	d := &Document{Title: `<&"'> ř`, Author: "A & B", Lang: "en-US", Created: time.Date(2026, 1, 2, 3, 4, 5, 6, time.FixedZone("x", 3600))}
	packet := string(xmp(d))
	if !strings.Contains(packet, "<xmp:CreateDate>2026-01-02T02:04:05Z</xmp:CreateDate>") {
		t.Error("the time is not in UTC to the second")
	}
	if !strings.Contains(information(d), "/CreationDate(D:20260102020405+00'00')") {
		t.Errorf("got %s", information(d))
	}
	decoder := xml.NewDecoder(strings.NewReader(packet))
	for {
		if _, err := decoder.Token(); errors.Is(err, io.EOF) {
			return
		} else if err != nil {
			t.Fatal(err)
		}
	}
}

func TestSubsetTagsAreSixCapitals(t *testing.T) {
	t.Parallel()
	first, second := subsetTag([]byte("a")), subsetTag([]byte("b"))
	if first == second || len(first) != 6 || strings.Trim(first, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" {
		t.Errorf("got %s and %s", first, second)
	}
}
