package statement

import (
	"slices"
	"strings"

	"marque/internal/civil"
)

// Clause is a text of a brand's own that its papers carry: all of them, or those to people of some states, as their law wants it. The
// clauses of a brand together are its template pack.
type Clause struct {
	Papers   []string          // on which it stands: OnStatements, OnLetters
	States   []string          // where the reader lives, two letters as in addresses; none is everywhere
	Contract string            // "loan" or "lease"; empty is both
	From     civil.Date        // the first day of issue, or none
	Through  civil.Date        // the last day of issue, or none
	Title    map[string]string // by BCP 47 tag
	Words    map[string]string // by BCP 47 tag; each line is a paragraph
}

// The papers that clauses stand on. Agreements and authorizations have none: they are kept in the very words that were signed.
const (
	OnStatements = "statement"
	OnLetters    = "letter"
)

// stands tells whether a clause stands on a paper to somebody.
func (c *Clause) stands(on, state string, lease bool, day civil.Date) bool {
	kind := "loan"
	if lease {
		kind = "lease"
	}
	return slices.Contains(c.Papers, on) && (len(c.States) == 0 || slices.Contains(c.States, state)) && (c.Contract == "" || c.Contract == kind) &&
		day >= c.From && (c.Through.IsZero() || day <= c.Through)
}

// Carries returns what a brand's paper says besides: the clauses for a reader in a state, in their language, in the order of the brand's file.
func (b *Brand) Carries(on, state string, lease bool, day civil.Date, locale string) []Part {
	var out []Part
	for i := range b.Clauses {
		if c := &b.Clauses[i]; c.stands(on, state, lease, day) {
			out = append(out, Part{Heading: c.Title[locale], Paragraphs: strings.Split(strings.TrimSpace(c.Words[locale]), "\n")})
		}
	}
	return out
}
