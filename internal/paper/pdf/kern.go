package pdf

import "errors"

// pairTable is a table of GPOS pair adjustments (OpenType, lookup type 2): how much nearer two glyphs stand than their
// advances say. Only advances of the first glyph are read; our fonts adjust nothing else.
type pairTable struct {
	pairs  view
	first  map[glyphID]int // coverage
	class1 map[glyphID]int // format 2: classes of first and second glyphs
	class2 map[glyphID]int
	wide   int // format 2: number of second classes
}

const (
	lookupPair      = 2
	lookupExtension = 9
	advanceOnly     = 4 // the value format that pairTable reads
)

// readKerning reads the lookups of the GPOS feature kern, in the order of the lookup list.
func (f *sfnt) readKerning(tables map[string][]byte) error {
	gpos := view{b: tables["GPOS"]}
	if len(gpos.b) == 0 {
		return nil
	}
	features, lookups := gpos.from(gpos.u16(6)), gpos.from(gpos.u16(8))
	wanted := make(map[int]bool)
	for i := range features.u16(0) {
		if string(features.slice(2+6*i, 4)) == "kern" {
			feature := features.from(features.u16(2 + 6*i + 4))
			for j := range feature.u16(2) {
				wanted[feature.u16(4+2*j)] = true
			}
		}
	}
	for i := range lookups.u16(0) {
		if wanted[i] {
			lookup := lookups.from(lookups.u16(2 + 2*i))
			f.kerning = append(f.kerning, readPairs(&lookup))
		}
	}
	return errors.Join(gpos.err(), features.err(), lookups.err())
}

func readPairs(lookup *view) []pairTable {
	var out []pairTable
	for i := range lookup.u16(4) {
		kind, sub := lookup.u16(0), lookup.from(lookup.u16(6+2*i))
		if kind == lookupExtension {
			kind, sub = sub.u16(2), sub.from(sub.u32(4))
		}
		if kind != lookupPair || sub.u16(4) != advanceOnly || sub.u16(6) != 0 {
			continue
		}
		t := pairTable{pairs: sub, first: make(map[glyphID]int)}
		coverage := sub.from(sub.u16(2))
		for at, glyph := range covered(&coverage) {
			t.first[glyph] = at
		}
		if sub.u16(0) == 2 {
			t.class1, t.class2, t.wide = readClasses(sub.from(sub.u16(8))), readClasses(sub.from(sub.u16(10))), sub.u16(14)
		}
		out = append(out, t)
	}
	return out
}

// readClasses reads a class definition; glyphs that it does not name are of class zero.
func readClasses(v view) map[glyphID]int {
	out := make(map[glyphID]int)
	if v.u16(0) == 1 {
		for i := range v.u16(4) {
			out[glyphID(v.u16(2)+i)] = v.u16(6 + 2*i)
		}
		return out
	}
	for i := range v.u16(2) {
		at := 4 + 6*i
		for g := v.u16(at); g <= v.u16(at+2) && !v.short; g++ {
			out[glyphID(g)] = v.u16(at + 4)
		}
	}
	return out
}

// kern returns by how many font units the advance of the first of two glyphs changes before the second.
func (f *sfnt) kern(first, second glyphID) int {
	sum := 0
	for _, lookup := range f.kerning {
		for i := range lookup { // the first table that knows the pair decides
			if value, known := lookup[i].value(first, second); known {
				sum += value
				break
			}
		}
	}
	return sum
}

func (t *pairTable) value(first, second glyphID) (units int, known bool) {
	at, covered := t.first[first]
	if !covered {
		return 0, false
	}
	v := t.pairs
	if t.class2 != nil {
		return v.i16(16 + 2*(t.class1[first]*t.wide+t.class2[second])), true
	}
	set := v.from(v.u16(10 + 2*at))
	low, high := 0, set.u16(0)
	for low < high {
		middle := (low + high) / 2
		switch glyph := glyphID(set.u16(2 + 4*middle)); {
		case glyph == second:
			return set.i16(4 + 4*middle), true
		case glyph < second:
			low = middle + 1
		default:
			high = middle
		}
	}
	return 0, false
}
