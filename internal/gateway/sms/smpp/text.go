package smpp

import (
	"fmt"
	"time"
	"unicode/utf16"

	"github.com/fiorix/go-smpp/smpp/encoding"

	"marque/internal/fault"
)

// part is what one submission carries.
type part struct {
	coding uint8 // data_coding: 0 is the centre's default alphabet, taken as GSM 03.38, 8 is UCS-2
	class  uint8 // esm_class
	body   []byte
}

// What fits into one text of 140 bytes, whole or as a part with the 6 bytes of a header (3GPP TS 23.040, 9.2.3.24.1).
const (
	wholeGSM, partGSM   = 160, 153
	wholeUCS2, partUCS2 = 140, 134 // bytes, two each
	mostParts           = 8        // more is a letter
	codingUCS2          = 8
	withHeader          = 0x40
	escape              = 0x1b
)

// split encodes a text, in as few parts as it takes. The reference ties the parts together; the same text gets the same one again, so
// that a telephone drops parts that come twice.
func split(text string, reference byte) ([]part, error) {
	body, err := encoding.GSM7(false).NewEncoder().Bytes([]byte(text))
	coding, whole, each, keep := uint8(0), wholeGSM, partGSM, escaped
	if err != nil || len(encoding.ValidateGSM7String(text)) > 0 {
		body, coding, whole, each, keep = ucs2(text), codingUCS2, wholeUCS2, partUCS2, halved
	}
	if len(body) <= whole {
		return []part{{coding: coding, body: body}}, nil
	}
	var pieces [][]byte
	for len(body) > 0 {
		n := min(each, len(body))
		if n < len(body) {
			n -= keep(body[:n])
		}
		pieces, body = append(pieces, body[:n]), body[n:]
	}
	if len(pieces) > mostParts {
		return nil, fault.Newf(fault.Invalid, "This text has more than %d parts.", mostParts)
	}
	out := make([]part, len(pieces))
	for i, piece := range pieces {
		header := []byte{5, 0, 3, reference, byte(len(pieces)), byte(i + 1)}
		out[i] = part{coding: coding, class: withHeader, body: append(header, piece...)}
	}
	return out, nil
}

func ucs2(text string) []byte {
	var out []byte
	for _, u := range utf16.Encode([]rune(text)) {
		out = append(out, byte(u>>8), byte(u))
	}
	return out
}

// escaped tells how much to leave for the next part so that an escape and its letter stay together.
func escaped(b []byte) int {
	if b[len(b)-1] == escape {
		return 1
	}
	return 0
}

// halved is the same for a character of two halves.
func halved(b []byte) int {
	const high, mask = 0xd8, 0xfc
	if b[len(b)-2]&mask == high {
		return 2
	}
	return 0
}

// longestValidity is what the two digits of days hold safely.
const longestValidity = 28 * 24 * time.Hour

// validity is the relative form of SMPP 3.4, section 7.1.1.2: it needs no agreement about what time it is. It is never longer than what
// is left, and never nothing, which would be the centre's default.
func validity(left time.Duration) string {
	s := int(min(max(left, time.Second), longestValidity) / time.Second)
	const minute, hour, day = 60, 60 * 60, 24 * 60 * 60
	return fmt.Sprintf("0000%02d%02d%02d%02d000R", s/day, s%day/hour, s%hour/minute, s%minute)
}
