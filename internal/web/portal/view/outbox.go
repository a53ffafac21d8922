package view

import (
	"regexp"
	"strconv"

	"marque/internal/web/ui"
)

// apps are the codes as facts: one for each of the staff.
func (p Outbox) apps() []ui.Fact {
	var out []ui.Fact
	for _, x := range p.Apps {
		out = append(out, ui.Fact{Label: x.Name + ", " + x.Username, Value: x.Code, Detail: "for " + strconv.Itoa(x.Left) + " s more"})
	}
	return out
}

// piece is a part of a message: words, or an address to follow.
type piece struct{ text, href string }

// maxLinks bounds the addresses made clickable in one message.
const maxLinks = 20

var webAddress = regexp.MustCompile(`https?://[^\s<>"]+[^\s<>".,;:!?)]`)

// linked finds the web addresses in a plain text.
func linked(body string) []piece {
	var out []piece
	at := 0
	for _, found := range webAddress.FindAllStringIndex(body, maxLinks) {
		if found[0] > at {
			out = append(out, piece{text: body[at:found[0]]})
		}
		address := body[found[0]:found[1]]
		out = append(out, piece{text: address, href: address})
		at = found[1]
	}
	if at < len(body) {
		out = append(out, piece{text: body[at:]})
	}
	return out
}
