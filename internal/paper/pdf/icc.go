package pdf

import (
	"encoding/binary"
	"unicode/utf16"
)

// The sRGB colour space (IEC 61966-2-1) adapted to D50, in s15Fixed16 numbers: XYZ of white and of the three
// primaries, and the Bradford matrix from D65.
var (
	iccWhite   = []uint32{0xF6D6, 0x10000, 0xD32D}
	iccRed     = []uint32{0x6FA0, 0x38F5, 0x0390}
	iccGreen   = []uint32{0x6297, 0xB787, 0x18D9}
	iccBlue    = []uint32{0x249F, 0x0F84, 0xB6C4}
	iccAdapted = []uint32{
		0x00010C42, 0x000005DE, 0xFFFFF325,
		0x00000793, 0x0000FD90, 0xFFFFFBA2,
		0xFFFFFDA3, 0x000003DC, 0x0000C06E,
	}
	// The transfer curve, parametric type 3: ((x+0.055)/1.055)^2.4 from 0.04045 on, x/12.92 below.
	iccCurve = []uint32{0x26666, 0xF2A7, 0x0D59, 0x13D0, 0x0A5B}
)

// srgbProfile builds an ICC version 4 display profile of sRGB (ICC.1:2010, 8.4.3: three-component matrix).
func srgbProfile() []byte {
	curve := append([]byte{'p', 'a', 'r', 'a', 0, 0, 0, 0, 0, 3, 0, 0}, fixed(iccCurve)...)
	tags := []sfntTable{
		{"desc", iccText("sRGB")},
		{"cprt", iccText("No copyright, use freely")},
		{"wtpt", iccXYZ(iccWhite)},
		{"chad", append([]byte("sf32\x00\x00\x00\x00"), fixed(iccAdapted)...)},
		{"rXYZ", iccXYZ(iccRed)}, {"gXYZ", iccXYZ(iccGreen)}, {"bXYZ", iccXYZ(iccBlue)},
		{"rTRC", curve}, {"gTRC", curve}, {"bTRC", curve},
	}
	const headerSize = 128
	table := binary.BigEndian.AppendUint32(nil, uint32(len(tags)))
	var data []byte
	first, at := headerSize+4+12*len(tags), map[string]int{}
	for _, tag := range tags {
		start, shared := at[string(tag.data)]
		if !shared {
			start = first + len(data)
			at[string(tag.data)] = start
			data = append(data, tag.data...)
			for len(data)%4 != 0 {
				data = append(data, 0)
			}
		}
		table = append(table, tag.tag...)
		table = binary.BigEndian.AppendUint32(table, uint32(start))
		table = binary.BigEndian.AppendUint32(table, uint32(len(tag.data)))
	}
	return append(append(iccHeader(first+len(data)), table...), data...)
}

func iccHeader(size int) []byte {
	h := make([]byte, 128)
	binary.BigEndian.PutUint32(h, uint32(size))
	binary.BigEndian.PutUint32(h[8:], 0x04200000) // version 4.2
	copy(h[12:], "mntrRGB XYZ ")
	for i, part := range []uint16{2026, 1, 1, 0, 0, 0} { // the profile's own date, fixed
		binary.BigEndian.PutUint16(h[24+2*i:], part)
	}
	copy(h[36:], "acsp")
	copy(h[68:], fixed(iccWhite))
	return h
}

func iccXYZ(values []uint32) []byte {
	return append([]byte("XYZ \x00\x00\x00\x00"), fixed(values)...)
}

func iccText(s string) []byte {
	out := []byte("mluc\x00\x00\x00\x00\x00\x00\x00\x01\x00\x00\x00\x0CenUS")
	units := utf16.Encode([]rune(s))
	out = binary.BigEndian.AppendUint32(out, uint32(2*len(units)))
	out = binary.BigEndian.AppendUint32(out, 28)
	for _, unit := range units {
		out = binary.BigEndian.AppendUint16(out, unit)
	}
	return out
}

func fixed(values []uint32) []byte {
	var out []byte
	for _, v := range values {
		out = binary.BigEndian.AppendUint32(out, v)
	}
	return out
}
