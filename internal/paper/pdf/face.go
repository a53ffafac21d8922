package pdf

import (
	"crypto/sha256"
	_ "embed"
	"fmt"
	"strconv"
	"strings"
	"sync"
)

var (
	//go:embed fonts/Inter-Regular.ttf
	interRegular []byte
	//go:embed fonts/Inter-SemiBold.ttf
	interSemiBold []byte
)

// typefaces parses the embedded fonts once for the life of the process.
var typefaces = sync.OnceValues(func() ([2]*sfnt, error) {
	regular, err := parseFont("Inter-Regular", interRegular)
	if err != nil {
		return [2]*sfnt{}, err
	}
	strong, err := parseFont("Inter-SemiBold", interSemiBold)
	return [2]*sfnt{regular, strong}, err
})

// face is one font as one document uses it. Every rune in use gets a glyph number of its own in the subset, so
// that a number always leads back to its rune.
type face struct {
	font   *sfnt
	glyphs []glyphID // subset number → glyph in the font
	runes  []rune    // subset number → what it means
	widths []int     // subset number → thousandths of an em
	still  []bool    // subset number → is never kerned
	slots  map[rune]uint16
	digits map[rune]uint16   // the same for text in tabular figures
	ascii  [2][128]uint16    // slots of the most common runes: plain, tabular
	pairs  map[[2]uint16]int // thousandths of an em between two slots
}

func newFace(font *sfnt) *face {
	return &face{
		font: font, glyphs: []glyphID{0}, runes: []rune{0}, widths: []int{font.perMille(int(font.advances[0]))}, still: []bool{true},
		slots: make(map[rune]uint16), digits: make(map[rune]uint16), pairs: make(map[[2]uint16]int),
	}
}

// slot returns the subset number of a rune, taking one when the rune is new.
func (f *face) slot(r rune, tabular bool) uint16 {
	var set int
	slots := f.slots
	if tabular {
		set, slots = 1, f.digits
	}
	if r < 128 && f.ascii[set][r] != 0 {
		return f.ascii[set][r]
	}
	at, ok := slots[r]
	if !ok {
		at = f.take(r, tabular)
		slots[r] = at
	}
	if r < 128 {
		f.ascii[set][r] = at
	}
	return at
}

// take finds a glyph for a rune: its own, else the replacement character, else a question mark; never .notdef.
func (f *face) take(r rune, tabular bool) uint16 {
	glyph, ok := f.font.glyph(r)
	for _, instead := range []rune{'\uFFFD', '?'} {
		if !ok {
			r = instead
			glyph, ok = f.font.glyph(r)
		}
	}
	if tabular { // digits only: the feature widens hyphens and spaces too, which pulls words apart
		same, has := f.font.tabular[glyph]
		if !has || r < '0' || r > '9' {
			return f.slot(r, false)
		}
		glyph = same
	}
	f.glyphs = append(f.glyphs, glyph)
	f.runes = append(f.runes, r)
	f.still = append(f.still, tabular || r == ' ')
	f.widths = append(f.widths, f.font.perMille(int(f.font.advances[glyph])))
	return uint16(len(f.glyphs) - 1)
}

// width measures a text in thousandths of an em.
func (f *face) width(s string, tabular bool) int {
	sum, before := 0, uint16(0)
	for _, r := range s {
		at := f.slot(r, tabular)
		sum += f.widths[at] + f.kern(before, at)
		before = at
	}
	return sum
}

// kern returns the thousandths of an em that move a slot nearer to the one before it. Spaces are not kerned, so that words
// can be measured one by one; tabular figures are not either, so that columns line up.
func (f *face) kern(before, at uint16) int {
	if before == 0 || f.still[before] || f.still[at] {
		return 0
	}
	pair := [2]uint16{before, at}
	k, known := f.pairs[pair]
	if !known {
		k = f.font.perMille(f.font.kern(f.glyphs[before], f.glyphs[at]))
		f.pairs[pair] = k
	}
	return k
}

// write adds the font's objects to the file at the reserved number: a composite font with identity encoding
// (ISO 32000-1, 9.7), whose glyph numbers are those of the embedded subset.
func (f *face) write(out *file, at ref) {
	program := f.font.subset(f.glyphs)
	name := subsetTag(program) + "+" + f.font.name
	embedded := out.addStream("/Length1 "+strconv.Itoa(len(program)), program)
	m := f.font.perMille
	const nonsymbolic = 32
	descriptor := out.add(fmt.Sprintf(
		"<</Type/FontDescriptor/FontName/%s/Flags %d/FontBBox[%d %d %d %d]/ItalicAngle 0/Ascent %d/Descent %d/CapHeight %d/StemV %d/FontFile2 %v>>",
		name, nonsymbolic, m(f.font.bounds[0]), m(f.font.bounds[1]), m(f.font.bounds[2]), m(f.font.bounds[3]),
		m(f.font.ascent), m(f.font.descent), m(f.font.capHeight), stemWidth(f.font.weight), embedded))
	descendant := out.add(fmt.Sprintf(
		"<</Type/Font/Subtype/CIDFontType2/BaseFont/%s/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"+
			"/FontDescriptor %v/DW 1000/W[0[%s]]/CIDToGIDMap/Identity>>", name, descriptor, joinInts(f.widths)))
	unicode := out.addStream("", f.toUnicode())
	out.set(at, fmt.Sprintf("<</Type/Font/Subtype/Type0/BaseFont/%s/Encoding/Identity-H/DescendantFonts[%v]/ToUnicode %v>>",
		name, descendant, unicode))
}

// stemWidth estimates a stem from a weight, as the font itself does not say it.
func stemWidth(weight int) int { return 50 + weight*weight/4225 }

func joinInts(values []int) string {
	var b strings.Builder
	for i, v := range values {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(strconv.Itoa(v))
	}
	return b.String()
}

// subsetTag names a subset by its content: six capital letters (ISO 32000-1, 9.6.4).
func subsetTag(program []byte) string {
	sum := sha256.Sum256(program)
	tag := make([]byte, 6)
	for i := range tag {
		tag[i] = 'A' + sum[i]%26
	}
	return string(tag)
}

// toUnicode writes the map back from glyph numbers to text (ISO 32000-1, 9.10.3).
func (f *face) toUnicode() []byte {
	const atOnce = 100 // lines in one bfchar block, the format's own bound
	out := []byte("/CIDInit/ProcSet findresource begin\n12 dict begin\nbegincmap\n" +
		"/CIDSystemInfo<</Registry(Adobe)/Ordering(UCS)/Supplement 0>>def\n/CMapName/Adobe-Identity-UCS def\n/CMapType 2 def\n" +
		"1 begincodespacerange\n<0000><FFFF>\nendcodespacerange\n")
	for at := 1; at < len(f.runes); at += atOnce {
		end := min(at+atOnce, len(f.runes))
		out = fmt.Appendf(out, "%d beginbfchar\n", end-at)
		for i := at; i < end; i++ {
			out = fmt.Appendf(out, "<%04X><%s>\n", i, utf16Hex(f.runes[i]))
		}
		out = append(out, "endbfchar\n"...)
	}
	return append(out, "endcmap\nCMapName currentdict/CMap defineresource pop\nend\nend\n"...)
}

func utf16Hex(r rune) string {
	if r < 0x10000 {
		return fmt.Sprintf("%04X", r)
	}
	r -= 0x10000
	return fmt.Sprintf("%04X%04X", 0xD800+r>>10, 0xDC00+r&0x3FF)
}
