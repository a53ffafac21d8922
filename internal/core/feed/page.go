package feed

import (
	"bytes"
)

// Page is one page of a feed that is fetched.
type Page struct {
	Texts [][]byte // the messages
	Next  string   // the address of the page that follows; empty on the last one
	Tag   string   // names what the page holds now; empty when the sender has no such names
	Same  bool     // nothing has changed since the tag: there are no texts
}

// Lines takes messages apart that stand one to a line; blank lines are none.
func Lines(body []byte) [][]byte {
	var out [][]byte
	for line := range bytes.Lines(bytes.TrimPrefix(body, []byte("\ufeff"))) {
		if line = bytes.TrimSpace(line); len(line) > 0 {
			out = append(out, line)
		}
	}
	return out
}
