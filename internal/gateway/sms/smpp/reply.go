package smpp

import (
	"strings"
	"unicode/utf16"

	"github.com/fiorix/go-smpp/smpp/encoding"
	"github.com/fiorix/go-smpp/smpp/pdu"
	"github.com/fiorix/go-smpp/smpp/pdu/pdufield"
	"github.com/fiorix/go-smpp/smpp/pdu/pdutlv"
)

// What a packet from the centre is, by the bits of its esm_class (SMPP 3.4, section 5.2.12).
const (
	kindBits    = 0x3c
	textKind    = 0x00
	receiptKind = 0x04
)

// readReply reads a text that somebody sent to us. Without a sender who could be answered it is none.
func readReply(p pdu.Body) (from, text string, ok bool) {
	class, known := octet(p, pdufield.ESMClass)
	if !known || class&kindBits != textKind {
		return "", "", false
	}
	from = "+" + strings.TrimPrefix(word(p, pdufield.SourceAddr), "+")
	const shortest, longest = 8, 16 // with the plus: ITU-T E.164
	if len(from) < shortest || len(from) > longest || strings.Trim(from[1:], "0123456789") != "" {
		return "", "", false
	}
	var body []byte // without its header of parts: the codec takes that away
	if m := p.Fields()[pdufield.ShortMessage]; m != nil {
		body = m.Bytes()
	}
	if t := p.TLVFields()[pdutlv.TagMessagePayload]; t != nil && len(body) == 0 {
		body = t.Bytes()
	}
	coding, _ := octet(p, pdufield.DataCoding)
	return from, decoded(coding, body), true
}

// decoded reads words by their data_coding (SMPP 3.4, section 5.2.19).
func decoded(coding uint8, body []byte) string {
	switch coding {
	case codingUCS2:
		units := make([]uint16, 0, len(body)/2)
		for i := 0; i+1 < len(body); i += 2 {
			units = append(units, uint16(body[i])<<8|uint16(body[i+1]))
		}
		return string(utf16.Decode(units))
	case 0:
		if text, err := encoding.GSM7(false).NewDecoder().Bytes(body); err == nil {
			return string(text)
		}
	}
	runes := make([]rune, len(body)) // Latin-1, of which ASCII is a part
	for i, b := range body {
		runes[i] = rune(b)
	}
	return string(runes)
}

// octet reads a field of one byte.
func octet(p pdu.Body, name pdufield.Name) (uint8, bool) {
	f := p.Fields()[name]
	if f == nil || len(f.Bytes()) != 1 {
		return 0, false
	}
	return f.Bytes()[0], true
}
