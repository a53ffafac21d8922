package pdf

import (
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
)

// glyphID is a glyph's number in a font file.
type glyphID = uint16

// sfnt is a parsed TrueType font with glyf outlines. It does not change after parsing, so that one
// value serves every document at once.
type sfnt struct {
	name       string // PostScript name
	unitsPerEm int
	numGlyphs  int
	ascent     int // hhea, font units, as are all that follow
	descent    int
	capHeight  int
	bounds     [4]int // xMin, yMin, xMax, yMax
	weight     int    // OS/2 usWeightClass

	head, maxp, hhea, prep, fpgm, cvt []byte
	glyf                              []byte
	loca                              []uint32
	advances, bearings                []uint16
	groups                            []cmapGroup
	tabular                           map[glyphID]glyphID // the tnum feature
	kerning                           [][]pairTable       // by lookup
}

// cmapGroup maps the runes first…last to consecutive glyphs from glyph on.
type cmapGroup struct {
	first, last rune
	glyph       uint32
}

var (
	errShort   = errors.New("font ends too early")
	errMissing = errors.New("font lacks a table")
)

// view reads big-endian numbers out of a table and remembers a read past the end instead of panicking.
type view struct {
	b     []byte
	short bool
}

func (v *view) slice(at, n int) []byte {
	if at < 0 || n < 0 || at > len(v.b) || n > len(v.b)-at {
		v.short = true
		return make([]byte, max(0, min(n, 4)))
	}
	return v.b[at : at+n]
}

func (v *view) u16(at int) int   { return int(binary.BigEndian.Uint16(v.slice(at, 2))) }
func (v *view) i16(at int) int   { return int(int16(binary.BigEndian.Uint16(v.slice(at, 2)))) }
func (v *view) u32(at int) int   { return int(binary.BigEndian.Uint32(v.slice(at, 4))) }
func (v *view) from(at int) view { return view{b: v.slice(at, max(0, len(v.b)-at))} }

func (v *view) err() error {
	if v.short {
		return errShort
	}
	return nil
}

// parseFont reads the parts of a TrueType file that a PDF needs. name is the PostScript name to write.
func parseFont(name string, file []byte) (*sfnt, error) {
	tables, err := readDirectory(file)
	if err != nil {
		return nil, fmt.Errorf("font %s: %w", name, err)
	}
	f := &sfnt{
		name: name,
		head: tables["head"], maxp: tables["maxp"], hhea: tables["hhea"], glyf: tables["glyf"],
		prep: tables["prep"], fpgm: tables["fpgm"], cvt: tables["cvt "],
	}
	steps := []func(map[string][]byte) error{f.readMetrics, f.readLocations, f.readAdvances, f.readCmap, f.readTabular, f.readKerning}
	for _, step := range steps {
		if err := step(tables); err != nil {
			return nil, fmt.Errorf("font %s: %w", name, err)
		}
	}
	return f, nil
}

func readDirectory(file []byte) (map[string][]byte, error) {
	v := view{b: file}
	if v.u32(0) != 0x00010000 {
		return nil, errors.New("not a TrueType font")
	}
	tables := make(map[string][]byte)
	for i := range v.u16(4) {
		at := 12 + 16*i
		tables[string(v.slice(at, 4))] = v.slice(v.u32(at+8), v.u32(at+12))
	}
	for _, tag := range []string{"head", "maxp", "hhea", "hmtx", "loca", "glyf", "cmap", "OS/2"} {
		if len(tables[tag]) == 0 {
			return nil, fmt.Errorf("%s: %w", tag, errMissing)
		}
	}
	return tables, v.err()
}

func (f *sfnt) readMetrics(tables map[string][]byte) error {
	head, hhea, maxp, os2 := view{b: f.head}, view{b: f.hhea}, view{b: f.maxp}, view{b: tables["OS/2"]}
	f.unitsPerEm = head.u16(18)
	f.bounds = [4]int{head.i16(36), head.i16(38), head.i16(40), head.i16(42)}
	f.ascent, f.descent = hhea.i16(4), hhea.i16(6)
	f.numGlyphs = maxp.u16(4)
	f.weight = os2.u16(4)
	f.capHeight = os2.i16(88) // OS/2 version 2 and later
	if f.unitsPerEm == 0 {
		return errors.New("units per em are zero")
	}
	return errors.Join(head.err(), hhea.err(), maxp.err(), os2.err())
}

func (f *sfnt) readLocations(tables map[string][]byte) error {
	head, loca := view{b: f.head}, view{b: tables["loca"]}
	long := head.u16(50) == 1
	f.loca = make([]uint32, f.numGlyphs+1)
	for i := range f.loca {
		if long {
			f.loca[i] = uint32(loca.u32(4 * i))
		} else {
			f.loca[i] = 2 * uint32(loca.u16(2*i))
		}
		if int(f.loca[i]) > len(f.glyf) || i > 0 && f.loca[i] < f.loca[i-1] {
			return errShort
		}
	}
	return errors.Join(head.err(), loca.err())
}

func (f *sfnt) readAdvances(tables map[string][]byte) error {
	hhea, hmtx := view{b: f.hhea}, view{b: tables["hmtx"]}
	count := hhea.u16(34)
	if count == 0 {
		return errShort
	}
	f.advances, f.bearings = make([]uint16, f.numGlyphs), make([]uint16, f.numGlyphs)
	for i := range f.advances {
		f.advances[i] = uint16(hmtx.u16(4 * min(i, count-1)))
		f.bearings[i] = uint16(hmtx.u16(min(4*i+2, 2*count+2*i)))
	}
	return errors.Join(hhea.err(), hmtx.err())
}

// readCmap reads the font's full Unicode map (format 12), which every font that we embed has.
func (f *sfnt) readCmap(tables map[string][]byte) error {
	cmap := view{b: tables["cmap"]}
	for i := range cmap.u16(2) {
		sub := cmap.from(cmap.u32(4 + 8*i + 4))
		if sub.u16(0) != 12 {
			continue
		}
		for g := range sub.u32(12) {
			at := 16 + 12*g
			f.groups = append(f.groups, cmapGroup{rune(sub.u32(at)), rune(sub.u32(at + 4)), uint32(sub.u32(at + 8))})
			if sub.short {
				return errShort
			}
		}
		return cmap.err()
	}
	return errors.New("no cmap of format 12")
}

// readTabular reads the single substitutions of the GSUB feature tnum: digits of one width.
func (f *sfnt) readTabular(tables map[string][]byte) error {
	f.tabular = make(map[glyphID]glyphID)
	gsub := view{b: tables["GSUB"]}
	if len(gsub.b) == 0 {
		return nil
	}
	features, lookups := gsub.from(gsub.u16(6)), gsub.from(gsub.u16(8))
	for i := range features.u16(0) {
		if string(features.slice(2+6*i, 4)) != "tnum" {
			continue
		}
		feature := features.from(features.u16(2 + 6*i + 4))
		for j := range feature.u16(2) {
			lookup := lookups.from(lookups.u16(2 + 2*feature.u16(4+2*j)))
			f.readSingles(&lookup)
		}
	}
	return errors.Join(gsub.err(), features.err(), lookups.err())
}

// readSingles reads a lookup of type 1, format 2 (a list of substitutes beside a coverage list).
func (f *sfnt) readSingles(lookup *view) {
	if lookup.u16(0) != 1 {
		return
	}
	for i := range lookup.u16(4) {
		sub := lookup.from(lookup.u16(6 + 2*i))
		if sub.u16(0) != 2 {
			continue
		}
		coverage := sub.from(sub.u16(2))
		for at, glyph := range covered(&coverage) {
			f.tabular[glyph] = glyphID(sub.u16(6 + 2*at))
		}
	}
}

// covered lists the glyphs of a coverage table in order.
func covered(v *view) []glyphID {
	var out []glyphID
	count := v.u16(2)
	for i := range count {
		if v.u16(0) == 1 {
			out = append(out, glyphID(v.u16(4+2*i)))
			continue
		}
		for g := v.u16(4 + 6*i); g <= v.u16(4+6*i+2) && !v.short; g++ {
			out = append(out, glyphID(g))
		}
	}
	return out
}

// glyph returns the glyph of a rune, and whether the font has one.
func (f *sfnt) glyph(r rune) (glyphID, bool) {
	at, found := slices.BinarySearchFunc(f.groups, r, func(g cmapGroup, r rune) int {
		switch {
		case g.last < r:
			return -1
		case g.first > r:
			return 1
		}
		return 0
	})
	if !found {
		return 0, false
	}
	g := f.groups[at].glyph + uint32(r-f.groups[at].first)
	return glyphID(g), g != 0 && int(g) < f.numGlyphs
}

// perMille scales font units to thousandths of an em, rounding half away from zero.
func (f *sfnt) perMille(units int) int {
	if units < 0 {
		return -f.perMille(-units)
	}
	return (units*1000 + f.unitsPerEm/2) / f.unitsPerEm
}
