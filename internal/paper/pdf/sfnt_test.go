package pdf

import (
	"encoding/binary"
	"errors"
	"slices"
	"testing"
)

func fonts(t testing.TB) [2]*sfnt {
	t.Helper()
	f, err := typefaces()
	if err != nil {
		t.Fatalf("parse the embedded fonts: %v", err)
	}
	return f
}

func TestTheFontsHaveWhatNamesNeed(t *testing.T) {
	t.Parallel()
	const names = "Jana Šafařík, Nguyễn Thị Hương, Łukasz Żółć, Ångström, Müller-Groß, Peña, Óðinn, Ştefan Țîru, Δημήτρης, Дмитрий"
	const signs = "$€£¥¢ 0123456789.,−–—·•…“”‘’«»©®™§¶†‡%‰°×÷±≤≥≠→←✓\u00A0\u202F"
	for _, f := range fonts(t) {
		for _, r := range names + signs {
			if _, ok := f.glyph(r); !ok {
				t.Errorf("%s has no glyph for %q (U+%04X)", f.name, r, r)
			}
		}
		for _, r := range []rune{'漢', '\u0001', 0x10FFFF, -1} {
			if g, ok := f.glyph(r); ok {
				t.Errorf("%s: got glyph %d for %U, want none", f.name, g, r)
			}
		}
	}
}

func TestTabularDigitsAreOfOneWidth(t *testing.T) {
	t.Parallel()
	for _, font := range fonts(t) {
		f := newFace(font)
		want := f.width("0", true)
		for _, r := range "123456789" {
			if got := f.width(string(r), true); got != want {
				t.Errorf("%s: %c is %d wide, want %d as zero", font.name, r, got, want)
			}
		}
		if f.width("1", false) >= f.width("0", false) {
			t.Errorf("%s: got a proportional one as wide as a zero", font.name)
		}
	}
}

func TestARuneWithoutAGlyphIsShownAsAMarkNeverAsNotdef(t *testing.T) {
	t.Parallel()
	f := newFace(fonts(t)[0])
	for _, tabular := range []bool{false, true} {
		slot := f.slot('漢', tabular)
		if f.glyphs[slot] == 0 || f.runes[slot] != '?' && f.runes[slot] != '\uFFFD' {
			t.Errorf("tabular %v: got glyph %d for %q, want a mark", tabular, f.glyphs[slot], f.runes[slot])
		}
	}
}

func TestASlotLeadsBackToItsRune(t *testing.T) {
	t.Parallel()
	f := newFace(fonts(t)[0])
	for _, r := range "aA0\u00A0 Ωž" {
		for _, tabular := range []bool{false, true, false, true} {
			if got := f.runes[f.slot(r, tabular)]; got != r {
				t.Errorf("got %q, want %q", got, r)
			}
		}
	}
}

// outline returns a glyph's bytes from a font that subset made.
func outline(t *testing.T, tables map[string][]byte, g int) []byte {
	t.Helper()
	loca := tables["loca"]
	return tables["glyf"][binary.BigEndian.Uint32(loca[4*g:]):binary.BigEndian.Uint32(loca[4*g+4:])]
}

func subsetTables(t *testing.T, program []byte) map[string][]byte {
	t.Helper()
	tables := make(map[string][]byte)
	for i := range int(binary.BigEndian.Uint16(program[4:])) {
		entry := program[12+16*i:]
		at, size := binary.BigEndian.Uint32(entry[8:]), binary.BigEndian.Uint32(entry[12:])
		data := program[at : at+size]
		tables[string(entry[:4])] = data
		if tag := string(entry[:4]); tag != "head" && checksum(data) != binary.BigEndian.Uint32(entry[4:]) {
			t.Errorf("table %s has a wrong checksum", tag)
		}
	}
	return tables
}

func TestASubsetKeepsOutlinesAndFollowsComponents(t *testing.T) {
	t.Parallel()
	for _, font := range fonts(t) {
		glyphs := []glyphID{0}
		for _, r := range "AÁřễ;:" {
			g, _ := font.glyph(r)
			glyphs = append(glyphs, g)
		}
		program := font.subset(glyphs)
		if got := checksum(program); got != 0xB1B0AFBA {
			t.Errorf("%s: got a file checksum of %08X, want B1B0AFBA", font.name, got)
		}
		tables := subsetTables(t, program)
		count := int(binary.BigEndian.Uint16(tables["maxp"][4:]))
		composites := 0
		for i, g := range glyphs {
			original := font.glyf[font.loca[g]:font.loca[g+1]]
			if int16(binary.BigEndian.Uint16(original)) >= 0 {
				if got := outline(t, tables, i)[:len(original)]; !slices.Equal(got, original) {
					t.Errorf("%s: the outline of glyph %d changed", font.name, g)
				}
				continue
			}
			composites++
			checkComponents(t, font, tables, original, outline(t, tables, i), count)
		}
		if composites == 0 {
			t.Errorf("%s: no glyph of the test is composite, so nothing was proved", font.name)
		}
	}
}

// checkComponents compares each component of a composite glyph before and after.
func checkComponents(t *testing.T, font *sfnt, tables map[string][]byte, before, after []byte, count int) {
	t.Helper()
	for at := 10; ; {
		flags := binary.BigEndian.Uint16(before[at:])
		old, now := binary.BigEndian.Uint16(before[at+2:]), int(binary.BigEndian.Uint16(after[at+2:]))
		if now == 0 || now >= count {
			t.Fatalf("%s: component %d of %d glyphs", font.name, now, count)
		}
		want := font.glyf[font.loca[old]:font.loca[old+1]]
		if got := outline(t, tables, now)[:len(want)]; int16(binary.BigEndian.Uint16(want)) >= 0 && !slices.Equal(got, want) {
			t.Errorf("%s: component %d is not the outline that %d was", font.name, now, old)
		}
		at += componentSize(flags)
		if flags&componentMore == 0 {
			return
		}
	}
}

func TestComponentSizesFollowTheFlags(t *testing.T) {
	t.Parallel()
	for flags, want := range map[uint16]int{
		0: 6, componentWords: 8, componentScale: 8, componentWords | componentXYScale: 12, componentTwoByTwo: 14,
	} {
		if got := componentSize(flags); got != want {
			t.Errorf("flags %04x: got %d, want %d", flags, got, want)
		}
	}
}

func TestABrokenFontIsAnErrorNotAPanic(t *testing.T) {
	t.Parallel()
	for _, size := range []int{0, 3, 4, 11, 12, 100, 300, 4000, 20_000, 60_000, 120_000, len(interRegular) - 1000} {
		if _, err := parseFont("broken", interRegular[:size]); err == nil {
			t.Errorf("%d bytes: got a font, want an error", size)
		}
	}
	for _, tag := range []string{"head", "maxp", "hhea", "hmtx", "loca", "glyf", "cmap", "OS/2"} {
		without := slices.Clone(interRegular)
		at := indexOf(t, without, tag)
		copy(without[at:], "xxxx")
		if _, err := parseFont("broken", without); !errors.Is(err, errMissing) {
			t.Errorf("without %s: got %v, want that it is missing", tag, err)
		}
	}
}

func indexOf(t *testing.T, file []byte, tag string) int {
	t.Helper()
	for i := range int(binary.BigEndian.Uint16(file[4:])) {
		if at := 12 + 16*i; string(file[at:at+4]) == tag {
			return at
		}
	}
	t.Fatalf("no table %s", tag)
	return 0
}
