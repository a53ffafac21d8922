package pdftest

import (
	"encoding/binary"
	"fmt"
	"slices"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// fontUse is a font and the glyphs that the pages show.
type fontUse struct {
	dict     types.Dict
	used     map[int]bool
	widths   []int // as the file says
	advances []int // as the font program says
	named    []int // with a way back to Unicode
}

func (c *checker) font(name string, o types.Object) {
	if c.fonts[name] == nil {
		c.fonts[name] = &fontUse{dict: c.dict(o), used: make(map[int]bool)}
	}
}

// checkFonts checks embedding, widths and the way back to Unicode (PDF/UA-1, 7.21; PDF/A-2, 6.2.11).
func (c *checker) checkFonts() {
	for name, use := range c.fonts {
		c.want(name, use.dict, "Subtype", "/Type0")
		c.want(name, use.dict, "Encoding", "/Identity-H")
		descendants := c.array(use.dict["DescendantFonts"])
		if len(descendants) != 1 {
			c.note("%s has %d descendants", name, len(descendants))
			continue
		}
		font := c.dict(descendants[0])
		c.want(name, font, "Subtype", "/CIDFontType2")
		c.want(name, font, "CIDToGIDMap", "/Identity")
		descriptor := c.dict(font["FontDescriptor"])
		c.want(name, descriptor, "FontName", font["BaseFont"].PDFString())
		_, program := c.stream(descriptor["FontFile2"])
		_, unicode := c.stream(use.dict["ToUnicode"])
		use.widths, use.advances, use.named = c.widths(font), advances(program), toUnicodeKeys(string(unicode))
		c.glyphs(name, use)
	}
}

func (c *checker) glyphs(name string, use *fontUse) {
	widths, advances := use.widths, use.advances
	if len(widths) > len(advances) || len(widths) < 2 {
		c.note("%s: %d widths for %d glyphs", name, len(widths), len(advances))
		return
	}
	for i, w := range widths {
		if d := w - advances[i]; d < -1 || d > 1 {
			c.note("%s: glyph %d is %d wide in the file and %d in the font", name, i, w, advances[i])
		}
	}
	for glyph := range use.used {
		if glyph == 0 || glyph >= len(widths) {
			c.note("%s: glyph %d is shown, which is .notdef or not there", name, glyph)
		}
		if !slices.Contains(use.named, glyph) {
			c.note("%s: glyph %d has no way back to Unicode", name, glyph)
		}
	}
}

func (c *checker) widths(font types.Dict) []int {
	w := c.array(font["W"])
	if len(w) != 2 {
		return nil
	}
	var out []int
	for _, o := range c.array(w[1]) {
		if n, ok := o.(types.Integer); ok {
			out = append(out, n.Value())
		}
	}
	return out
}

func toUnicodeKeys(cmap string) []int {
	var out []int
	for _, line := range toUnicodeLine.FindAllString(cmap, -1) {
		var glyph int
		if _, err := fmt.Sscanf(line, "<%04X>", &glyph); err == nil {
			out = append(out, glyph)
		}
	}
	return out
}

// advances reads the widths of a TrueType file's glyphs in thousandths of an em.
func advances(program []byte) []int {
	tables := make(map[string][]byte)
	if len(program) < 12 {
		return nil
	}
	for i := range int(binary.BigEndian.Uint16(program[4:])) {
		entry := program[12+16*i:]
		at, size := binary.BigEndian.Uint32(entry[8:]), binary.BigEndian.Uint32(entry[12:])
		tables[string(entry[:4])] = program[at : at+size]
	}
	em := int(binary.BigEndian.Uint16(tables["head"][18:]))
	out := make([]int, binary.BigEndian.Uint16(tables["maxp"][4:]))
	for i := range out {
		out[i] = int(binary.BigEndian.Uint16(tables["hmtx"][4*i:])) * 1000 / em
	}
	return out
}
