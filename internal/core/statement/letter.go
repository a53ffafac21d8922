package statement

import (
	"strings"

	"marque/internal/civil"
	"marque/internal/fault"
	"marque/internal/id"
)

// LetterID names a letter that was issued.
type LetterID = id.Of[Letter]

// LetterKind says what a letter is for; it is stored, so a name never changes.
type LetterKind string

// The kinds of letters that can be verified.
const (
	PayoffLetter     LetterKind = "payoff"
	StandingLetter   LetterKind = "good_standing"
	InterestLetter   LetterKind = "interest"
	PaidInFullLetter LetterKind = "paid_in_full"

	// YearlyInterestLetter is the statement of interest that comes by itself in January.
	YearlyInterestLetter LetterKind = "interest_year"

	// The letters that come with a change of the contract which the retail system told.
	AmendmentLetter    LetterKind = "amendment"
	CancellationLetter LetterKind = "cancellation"

	// LeaseEndLetter is the invoice of a lease's end.
	LeaseEndLetter LetterKind = "lease_end"
)

// Letter is a document in sentences: an authorisation, a payoff letter, an agreement. Its words are the sender's, in the letter's language.
type Letter struct {
	Title     string     `json:"title"`
	Reference string     `json:"reference"` // what the reader quotes, or the code that verifies it
	Issued    civil.Date `json:"issued"`
	Locale    string     `json:"locale"`
	Brand     Brand      `json:"brand"`
	Recipient Recipient  `json:"recipient"`
	Contract  Facts      `json:"contract"`
	Parts     []Part     `json:"parts"`
}

// Part is a section of a letter: a heading, which the first may lack, then sentences, facts and a table.
type Part struct {
	Heading    string     `json:"heading,omitempty"`
	Paragraphs []string   `json:"paragraphs,omitempty"`
	Items      []string   `json:"items,omitempty"`
	Facts      []Fact     `json:"facts,omitempty"`
	Columns    []string   `json:"columns,omitempty"` // heads of the table: the first column is text, the others are figures
	Rows       [][]string `json:"rows,omitempty"`
}

// Fact is one line of a letter: a name and what it is.
type Fact struct {
	Name  string `json:"name"`
	Value string `json:"value"`
	Total bool   `json:"total,omitempty"`
}

// The bounds of a letter: far above what anybody reads.
const (
	maxParts    = 100
	maxPartRows = 400
)

// Check refuses a letter that lacks what every letter has, or whose table is not one.
func (l *Letter) Check() error {
	if l.Title == "" || l.Reference == "" || l.Brand.LegalName == "" || l.Issued.IsZero() || len(l.Parts) == 0 {
		return fault.New(fault.Internal, "A letter lacks its title, its reference, its brand, its date or its words.")
	}
	if len(l.Parts) > maxParts {
		return fault.Newf(fault.TooLarge, "A letter has at most %d parts.", maxParts)
	}
	for i := range l.Parts {
		p := &l.Parts[i]
		if len(p.Rows) > maxPartRows {
			return fault.Newf(fault.TooLarge, "A table in a letter has at most %d rows.", maxPartRows)
		}
		for _, row := range p.Rows {
			if len(row) != len(p.Columns) {
				return fault.Newf(fault.Internal, "Table %q has a row of %d cells under %d heads.", p.Heading, len(row), len(p.Columns))
			}
		}
	}
	return nil
}

// codeLength is how many characters a verification code has: 80 bits in Crockford's alphabet.
const codeLength = 16

// ReadCode returns a verification code as it is kept, from what somebody typed: blanks, hyphens and small letters do not matter, and letters
// that look like figures are read as these. It returns nothing when it cannot be one.
func ReadCode(typed string) string {
	const most = 64
	if len(typed) > most {
		return ""
	}
	code := strings.NewReplacer(" ", "", "-", "", "O", "0", "I", "1", "L", "1").Replace(strings.ToUpper(typed))
	if len(code) != codeLength || strings.Trim(code, "0123456789ABCDEFGHJKMNPQRSTVWXYZ") != "" {
		return ""
	}
	return code
}

// ShowCode writes a code in groups of four.
func ShowCode(code string) string {
	var groups []string
	for ; len(code) > 4; code = code[4:] {
		groups = append(groups, code[:4])
	}
	return strings.Join(append(groups, code), "-")
}
