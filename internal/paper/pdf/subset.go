package pdf

import (
	"encoding/binary"
)

// Flags of a composite glyph's component (OpenType, glyf).
const (
	componentWords    = 0x0001
	componentScale    = 0x0008
	componentMore     = 0x0020
	componentXYScale  = 0x0040
	componentTwoByTwo = 0x0080
)

// subset writes a TrueType file that holds only these glyphs, in this order, and the components that
// they are made of after them. The first glyph must be .notdef (0). Advances are those of the font.
func (f *sfnt) subset(glyphs []glyphID) []byte {
	s := subsetter{font: f, glyphs: append([]glyphID(nil), glyphs...), components: make(map[glyphID]int)}
	s.copyGlyphs()
	tables := []sfntTable{
		{"cvt ", f.cvt}, {"fpgm", f.fpgm}, {"glyf", s.glyf}, {"head", s.head()}, {"hhea", s.hhea()},
		{"hmtx", s.hmtx()}, {"loca", s.locaTable()}, {"maxp", s.maxp()}, {"prep", f.prep},
	}
	return writeSfnt(tables)
}

type subsetter struct {
	font       *sfnt
	glyphs     []glyphID
	components map[glyphID]int // old component → new glyph number
	glyf       []byte
	loca       []uint32
}

func (s *subsetter) copyGlyphs() {
	for i := 0; i < len(s.glyphs); i++ { // grows while components are found
		s.loca = append(s.loca, uint32(len(s.glyf)))
		g := int(s.glyphs[i])
		outline := s.font.glyf[s.font.loca[g]:s.font.loca[g+1]]
		start := len(s.glyf)
		s.glyf = append(s.glyf, outline...)
		s.renumber(s.glyf[start:])
		for len(s.glyf)%4 != 0 {
			s.glyf = append(s.glyf, 0)
		}
	}
	s.loca = append(s.loca, uint32(len(s.glyf)))
}

// renumber rewrites the component numbers inside a composite glyph.
func (s *subsetter) renumber(outline []byte) {
	if len(outline) < 10 || int16(binary.BigEndian.Uint16(outline)) >= 0 {
		return
	}
	for at := 10; at+4 <= len(outline); {
		flags := binary.BigEndian.Uint16(outline[at:])
		old := binary.BigEndian.Uint16(outline[at+2:])
		binary.BigEndian.PutUint16(outline[at+2:], uint16(s.component(old)))
		at += componentSize(flags)
		if flags&componentMore == 0 {
			return
		}
	}
}

func componentSize(flags uint16) int {
	size := 6
	if flags&componentWords != 0 {
		size += 2
	}
	switch {
	case flags&componentScale != 0:
		size += 2
	case flags&componentXYScale != 0:
		size += 4
	case flags&componentTwoByTwo != 0:
		size += 8
	}
	return size
}

func (s *subsetter) component(old glyphID) int {
	if at, ok := s.components[old]; ok {
		return at
	}
	at := len(s.glyphs)
	s.glyphs = append(s.glyphs, old)
	s.components[old] = at
	return at
}

func (s *subsetter) head() []byte {
	head := append([]byte(nil), s.font.head...)
	binary.BigEndian.PutUint32(head[8:], 0)  // checkSumAdjustment, filled by writeSfnt
	binary.BigEndian.PutUint16(head[50:], 1) // long loca
	return head
}

func (s *subsetter) hhea() []byte {
	hhea := append([]byte(nil), s.font.hhea...)
	binary.BigEndian.PutUint16(hhea[34:], uint16(len(s.glyphs)))
	return hhea
}

func (s *subsetter) maxp() []byte {
	maxp := append([]byte(nil), s.font.maxp...)
	binary.BigEndian.PutUint16(maxp[4:], uint16(len(s.glyphs)))
	return maxp
}

func (s *subsetter) hmtx() []byte {
	out := make([]byte, 0, 4*len(s.glyphs))
	for _, g := range s.glyphs {
		out = binary.BigEndian.AppendUint16(out, s.font.advances[g])
		out = binary.BigEndian.AppendUint16(out, s.font.bearings[g])
	}
	return out
}

func (s *subsetter) locaTable() []byte {
	out := make([]byte, 0, 4*len(s.loca))
	for _, at := range s.loca {
		out = binary.BigEndian.AppendUint32(out, at)
	}
	return out
}

type sfntTable struct {
	tag  string
	data []byte
}

// writeSfnt writes tables, which must be in tag order, and leaves empty ones out.
func writeSfnt(tables []sfntTable) []byte {
	kept := tables[:0:0]
	for _, t := range tables {
		if len(t.data) > 0 {
			kept = append(kept, t)
		}
	}
	out := sfntHeader(len(kept))
	at, headAt := len(out)+16*len(kept), 0
	for _, t := range kept {
		if t.tag == "head" {
			headAt = at
		}
		out = append(out, t.tag...)
		out = binary.BigEndian.AppendUint32(out, checksum(t.data))
		out = binary.BigEndian.AppendUint32(out, uint32(at))
		out = binary.BigEndian.AppendUint32(out, uint32(len(t.data)))
		at += (len(t.data) + 3) &^ 3
	}
	for _, t := range kept {
		out = append(out, t.data...)
		for len(out)%4 != 0 {
			out = append(out, 0)
		}
	}
	const magic = 0xB1B0AFBA // the whole file's checksum is this less the adjustment
	binary.BigEndian.PutUint32(out[headAt+8:], magic-checksum(out))
	return out
}

func sfntHeader(tables int) []byte {
	shift := 0
	for 2<<shift <= tables {
		shift++
	}
	out := binary.BigEndian.AppendUint32(nil, 0x00010000)
	out = binary.BigEndian.AppendUint16(out, uint16(tables))
	out = binary.BigEndian.AppendUint16(out, uint16(16<<shift))
	out = binary.BigEndian.AppendUint16(out, uint16(shift))
	return binary.BigEndian.AppendUint16(out, uint16(16*tables-16<<shift))
}

func checksum(data []byte) uint32 {
	var sum uint32
	for len(data) >= 4 {
		sum += binary.BigEndian.Uint32(data)
		data = data[4:]
	}
	var tail [4]byte
	copy(tail[:], data)
	return sum + binary.BigEndian.Uint32(tail[:])
}
