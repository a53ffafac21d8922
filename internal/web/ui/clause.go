package ui

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"marque/internal/civil"
	"marque/internal/l10n"
)

// Clause is a text that a brand's papers carry besides their own words: on all of them, or on those to people of some states.
type Clause struct {
	Papers   []string          `json:"papers"`   // "statement", "letter"
	States   []string          `json:"states"`   // where the reader lives, such as "TX"; none is everywhere
	Contract string            `json:"contract"` // "loan" or "lease"; empty is both
	From     civil.Date        `json:"from"`     // the first day of issue, or none
	Through  civil.Date        `json:"through"`  // the last day of issue, or none
	Title    map[string]string `json:"title"`    // by BCP 47 tag, in every language
	Words    map[string]string `json:"words"`    // by BCP 47 tag, in every language; each line is a paragraph
}

// The bounds of a brand's clauses: what still reads as a paper's small print.
const (
	maxClauses     = 60
	maxClauseTitle = 120
	maxClauseWords = 2000
)

func (b *Brand) checkClauses() (faults []error) {
	if len(b.Clauses) > maxClauses {
		return []error{fmt.Errorf("clauses: %d, at most %d are allowed", len(b.Clauses), maxClauses)}
	}
	for i := range b.Clauses {
		for _, fault := range b.Clauses[i].check() {
			faults = append(faults, fmt.Errorf("clause %d: %s", i+1, fault))
		}
	}
	return faults
}

// check returns a sentence for everything that is wrong with a clause.
func (c *Clause) check() (faults []string) {
	if len(c.Papers) == 0 {
		faults = append(faults, "papers is missing: name statement, letter or both")
	}
	for _, p := range c.Papers {
		if p != "statement" && p != "letter" {
			faults = append(faults, fmt.Sprintf("papers names %q, which is neither statement nor letter", p))
		}
	}
	for _, s := range c.States {
		if len(s) != 2 || strings.Trim(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" {
			faults = append(faults, fmt.Sprintf("states names %q, which is not two capital letters such as TX", s))
		}
	}
	if c.Contract != "" && c.Contract != "loan" && c.Contract != "lease" {
		faults = append(faults, fmt.Sprintf("contract is %q, want loan, lease or nothing", c.Contract))
	}
	if !c.Through.IsZero() && c.Through < c.From {
		faults = append(faults, fmt.Sprintf("it ends on %s, before it begins", c.Through))
	}
	faults = append(faults, inEveryLanguage("title", c.Title, maxClauseTitle, oneLine)...)
	return append(faults, inEveryLanguage("words", c.Words, maxClauseWords, paragraph)...)
}

// textShape says whether a text may have line breaks.
type textShape int

const (
	oneLine textShape = iota
	paragraph
)

// inEveryLanguage judges a text that must be there in every language and nothing else.
func inEveryLanguage(field string, texts map[string]string, most int, shape textShape) (faults []string) {
	var tags []string
	for _, l := range l10n.All() {
		tags = append(tags, l.Tag())
		switch text := texts[l.Tag()]; {
		case strings.TrimSpace(text) == "":
			faults = append(faults, fmt.Sprintf("%s has no words for %s", field, l.Tag()))
		case utf8.RuneCountInString(text) > most:
			faults = append(faults, fmt.Sprintf("%s in %s is longer than %d characters", field, l.Tag(), most))
		case shape == oneLine && strings.Contains(text, "\n"):
			faults = append(faults, fmt.Sprintf("%s in %s has more than one line", field, l.Tag()))
		case strings.ContainsFunc(text, func(r rune) bool { return unicode.IsControl(r) && r != '\n' }):
			faults = append(faults, fmt.Sprintf("%s in %s has a character that cannot be printed", field, l.Tag()))
		}
	}
	for tag := range texts {
		if !slices.Contains(tags, tag) {
			faults = append(faults, fmt.Sprintf("%s names %q, which is none of the languages", field, tag))
		}
	}
	return faults
}
