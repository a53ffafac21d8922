package pdf

import "time"

// Length is a distance on paper in thousandths of a point; 72 points are an inch.
type Length int

// Units of length, to multiply with: 12 * pdf.Point.
const (
	Point Length = 1000
	Inch         = 72 * Point
)

// Color is an sRGB colour.
type Color struct{ R, G, B uint8 }

// Sheet is a paper size.
type Sheet uint8

// The paper sizes. The zero value is US Letter.
const (
	Letter Sheet = iota
	A4
)

// Align is where text stands in its column.
type Align uint8

// The alignments. The zero value is Left.
const (
	Left Align = iota
	Right
)

// Style is how a paragraph looks.
type Style uint8

// The styles. The zero value is Body.
const (
	Body    Style = iota // running text
	Strong               // running text in semibold
	Small                // notes and conditions, muted
	Label                // the few words over a figure, muted
	Lead                 // an opening sentence
	Display              // the one figure that the page is about
	Name                 // a brand's name where it has no logo
)

// Document is what to print. Title, Lang, Author and Created are required, and so is at least one block.
// The first heading is of level 1 and no later one skips a level.
type Document struct {
	Title   string    // shown in the window's title bar
	Lang    string    // BCP 47, such as "en-US"
	Author  string    // whose document it is: a brand's legal name
	Created time.Time // written into the file; the bytes depend on nothing else that changes
	Sheet   Sheet
	Accent  Color // colours rules and marks; text keeps its ink, so any accent is readable
	Running Running
	Blocks  []Block
}

// Running is what each page repeats. Screen readers skip it.
type Running struct {
	Header string                      // at the top of each page but the first
	Footer []string                    // lines at the bottom left of each page, at most four
	Page   func(number, of int) string // at the bottom right, such as "Page 2 of 3"; none when nil
}

// Block is one piece of a document: Heading, Paragraph, List, Table, KeyValues, Figure, Columns, Panel, Rule
// or Spacer.
type Block interface {
	build(b *builder, width Length) []box
}

// Heading is a heading of level 1, 2 or 3. It stays on the page of what follows.
type Heading struct {
	Level int
	Text  string
}

// Paragraph is text that wraps; a newline breaks a line. With Link (https, mailto or tel) all of it is a link.
type Paragraph struct {
	Text  string
	Style Style
	Align Align
	Link  string
}

// List is a list with bullets, or with numbers when Ordered.
type List struct {
	Items   []string
	Ordered bool
}

// Column is a column of a table. With Share zero it is as wide as its widest text; the others part what is left
// in proportion to their shares.
type Column struct {
	Title string
	Align Align
	Share int
}

// Row is a row of a table with one cell for each column. A Total row is set in semibold under a rule and stays
// with the row before it.
type Row struct {
	Cells []string
	Total bool
}

// Table is a table whose head is repeated on each page. With RowHeads the first column names its row.
// Figures in it are of one width, so that columns of amounts line up.
type Table struct {
	Columns  []Column
	Rows     []Row
	RowHeads bool
}

// Pair is a fact and its name. A Total pair is set in semibold under a rule.
type Pair struct {
	Key, Value string
	Total      bool
}

// KeyValues is a list of facts: names at the left, values at the right.
type KeyValues struct{ Pairs []Pair }

// Figure is a drawing. Alt says in words what it shows; a drawing without meaning is Decorative instead.
// Paths are in the figure's own coordinates: the origin is its top left corner, y grows downwards.
type Figure struct {
	Alt           string
	Decorative    bool
	Width, Height Length
	Paths         []Path
	Labels        []Mark
}

// Mark is a short text in a figure. X and Y are the left (or right) end of its baseline.
type Mark struct {
	X, Y  Length
	Text  string
	Align Align
}

// Part is one column of Columns.
type Part struct {
	Share  int // of the width, in proportion to the other parts; at least 1
	Blocks []Block
}

// Columns sets parts side by side. They are read left to right, each from top to bottom, and stay on one page.
type Columns struct{ Parts []Part }

// Panel sets blocks on a tinted ground with an accent bar when Accent is set. It stays on one page.
type Panel struct {
	Accent bool
	Blocks []Block
}

// Rule is a line across the column, in the accent colour and heavier when Accent is set.
type Rule struct{ Accent bool }

// Spacer is empty room; at the top of a page it vanishes.
type Spacer struct{ Height Length }

// Bounds on a document. A statement of ten years of daily payments stays far below them; what exceeds them is a
// mistake or an attack, and would hold memory for nothing.
const (
	MaxPages     = 500
	MaxBlocks    = 10_000
	MaxCells     = 100_000
	MaxColumns   = 16
	MaxTextBytes = 1 << 20 // all texts together
	MaxSteps     = 50_000  // of all paths together
	maxString    = 2000    // bytes of a figure's words, a link or its text: readers take 32,767 (PDF/A-2, 6.1.13), browsers 2,000
	maxFooter    = 4       // lines, so that the body keeps its room
	maxNesting   = 4       // columns in panels in columns
)
