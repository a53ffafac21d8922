package ui

import (
	"regexp"
	"strconv"
)

// Part is what stands in a sentence besides plain words: something bold or a way to go. Each language puts it where it belongs.
type Part struct {
	Text  string // what {1} shows
	Href  string // where it leads; empty is bold
	Class string
}

// Bold is a value that stands out in a sentence.
func Bold(text string) Part { return Part{Text: text} }

// Whole is a value that stands out and is never broken over two lines, such as "•••• 42".
func Whole(text string) Part { return Part{Text: text, Class: "nowrap"} }

// Exact is a value to be read letter by letter, such as a reference.
func Exact(text string) Part { return Part{Text: text, Class: "code"} }

// To leads from words in a sentence to a page.
func To(href string) Part { return Part{Href: href} }

// Call is the brand's telephone number.
func (f Frame) Call() Part {
	return Part{Text: f.Brand.Phone, Href: "tel:" + f.Brand.PhoneE164, Class: "nowrap"}
}

// Write is the brand's mailbox for questions.
func (f Frame) Write() Part {
	return Part{Text: f.Brand.HelpEmail, Href: "mailto:" + f.Brand.HelpEmail}
}

// span is a stretch of a sentence: plain words, or a part with the words that it has here.
type span struct {
	text string
	part *Part
}

// mark finds "{1}" and "[words]{1}".
var mark = regexp.MustCompile(`(?:\[([^\]]*)\])?\{([1-9])\}`)

// spans cuts a sentence at its marks. A mark without its part stays in the text, where it is seen.
func spans(sentence string, parts []Part) []span {
	var out []span
	at := 0
	for _, found := range mark.FindAllStringSubmatchIndex(sentence, len(parts)) {
		n, _ := strconv.Atoi(sentence[found[4]:found[5]]) // one digit
		if n > len(parts) {
			continue
		}
		if found[0] > at {
			out = append(out, span{text: sentence[at:found[0]]})
		}
		s := span{text: parts[n-1].Text, part: &parts[n-1]}
		if found[2] >= 0 {
			s.text = sentence[found[2]:found[3]]
		}
		out = append(out, s)
		at = found[1]
	}
	if at < len(sentence) {
		out = append(out, span{text: sentence[at:]})
	}
	return out
}
