package pdf

import (
	"strings"
	"unicode"
)

// line is one line of wrapped text. A spaced line is followed by a space, so that words stay apart when read.
type line struct {
	text   string
	width  Length
	spaced bool
}

// clean makes text printable: other white space becomes a space, controls and invisible format marks go, characters
// without a meaning become the mark for that.
// Newlines stay, as they break lines, and so do the spaces that do not break.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n':
			return r
		case r == '\t' || r == '\r' || r == '\v' || r == '\f' || r == '\u0085' || r == '\u2028' || r == '\u2029':
			return ' '
		case unicode.Is(unicode.Cc, r) || unicode.Is(unicode.Cf, r):
			return -1
		case unicode.Is(unicode.Co, r): // private use: nobody could say what it means (PDF/A-2, 6.2.11.7.3)
			return '\uFFFD'
		}
		return r
	}, s)
}

// wrap breaks text into lines that are at most width long. It breaks at spaces, and inside a word only when the
// word alone is too long.
func wrap(k ink, s string, width Length) []line {
	var out []line
	for part := range strings.SplitSeq(s, "\n") {
		out = append(out, wrapPart(k, part, width)...)
	}
	out[len(out)-1].spaced = false
	return out
}

func wrapPart(k ink, s string, width Length) []line {
	var out []line
	space := k.width(" ")
	now := line{spaced: true}
	for word := range strings.SplitSeq(s, " ") {
		if word == "" {
			continue
		}
		w := k.width(word)
		if now.text != "" && now.width+space+w <= width {
			now.text += " " + word
			now.width += space + w
			continue
		}
		if now.text != "" {
			out = append(out, now)
		}
		for w > width {
			head := fitting(k, word, width)
			if head == len(word) {
				break // a single wide letter
			}
			out = append(out, line{text: word[:head], width: k.width(word[:head])})
			word = word[head:]
			w = k.width(word)
		}
		now = line{text: word, width: w, spaced: true}
	}
	return append(out, now)
}

// fitting returns how many bytes of a word fit, at least one rune.
func fitting(k ink, word string, width Length) int {
	sum, before := 0, uint16(0)
	for at, r := range word {
		slot := k.face.slot(r, k.tabular)
		sum += k.face.widths[slot] + k.face.kern(before, slot)
		if Length(sum)*k.size/1000 > width && at > 0 {
			return at
		}
		before = slot
	}
	return len(word)
}
