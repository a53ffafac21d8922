package notice

import (
	"html"
	"strings"
)

// words is a notice in one language, before it becomes a letter or a text.
type words struct {
	subject string
	body    []string // paragraphs
	action  action   // the one button; none when its label is empty
	code    string   // shown large; may be empty
	closing []string // paragraphs after button and code
	sms     string
}

type action struct{ label, link string }

// letter sets the words as plain text and as simple HTML: no images, no scripts, nothing that is fetched.
func (w words) letter(h Head) Letter {
	return Letter{Subject: line(w.subject, 2*maxName), Text: w.text(h), HTML: w.html(h)}
}

func (w words) text(h Head) string {
	parts := append([]string{greeting(h)}, w.first()...)
	if w.action.label != "" {
		parts = append(parts, w.action.label+":\n"+w.action.link)
	}
	parts = append(parts, w.rest()...)
	if w.code != "" {
		parts = append(parts, "    "+w.code)
	}
	parts = append(parts, w.closing...)
	foot := footer(h)
	for _, a := range legal(h) {
		foot = append(foot, a.label+": "+a.link)
	}
	parts = append(parts, strings.Join(signature(h), "\n"), "-- \n"+strings.Join(foot, "\n"))
	return strings.Join(parts, "\n\n") + "\n"
}

// first and rest divide the body at the button: the last paragraph of a letter with both button and code introduces the code.
func (w words) first() []string {
	if w.action.label != "" && w.code != "" {
		return w.body[:len(w.body)-1]
	}
	return w.body
}

func (w words) rest() []string { return w.body[len(w.first()):] }

func (w words) html(h Head) string {
	var b strings.Builder
	b.WriteString("<!DOCTYPE html>\n<html lang=\"" + h.Locale.Tag() + "\">\n<head><meta charset=\"utf-8\"><title>" + html.EscapeString(w.subject) + "</title></head>\n<body>\n")
	paragraphs(&b, greeting(h))
	paragraphs(&b, w.first()...)
	if w.action.label != "" {
		b.WriteString("<p><a href=\"" + html.EscapeString(w.action.link) + "\"><strong>" + html.EscapeString(w.action.label) + "</strong></a></p>\n")
	}
	paragraphs(&b, w.rest()...)
	if w.code != "" {
		b.WriteString("<p><strong><big>" + html.EscapeString(w.code) + "</big></strong></p>\n")
	}
	paragraphs(&b, w.closing...)
	b.WriteString("<p>" + lines(signature(h)) + "</p>\n<hr>\n<p><small>" + lines(footer(h)) + links(legal(h)) + "</small></p>\n</body>\n</html>\n")
	return b.String()
}

func paragraphs(b *strings.Builder, text ...string) {
	for _, p := range text {
		b.WriteString("<p>" + html.EscapeString(p) + "</p>\n")
	}
}

func lines(text []string) string {
	escaped := make([]string, len(text))
	for i, t := range text {
		escaped[i] = html.EscapeString(t)
	}
	return strings.Join(escaped, "<br>\n")
}

// links are more lines, each of which leads somewhere.
func links(all []action) string {
	var b strings.Builder
	for _, a := range all {
		b.WriteString("<br>\n<a href=\"" + html.EscapeString(a.link) + "\">" + html.EscapeString(a.label) + "</a>")
	}
	return b.String()
}
