package pdf

import (
	"strings"

	"marque/internal/fault"
)

// Room inside tables.
const (
	cellGap     = 12 * Point // between columns
	cellPadding = 4500       // above and below
	cellLeading = 12 * Point
	tableGap    = 6 * Point // above a table
)

// grid is a table being built.
type grid struct {
	b       *builder
	columns []Column
	widths  []Length
	element *element
	heads   bool // the first column names its row
	facts   bool // a list of facts: names muted, figures a little larger
	width   Length
}

// cell is a cell's wrapped text and how it is set.
type cell struct {
	lines   []line
	ink     ink
	width   Length
	element *element
}

func (t Table) build(b *builder, width Length) []box {
	if err := t.check(); err != nil {
		b.fail(err)
		return nil
	}
	g := &grid{b: b, columns: t.Columns, heads: t.RowHeads, width: width, element: b.document.child("Table")}
	rows := g.clean(t.Rows)
	g.measure(rows)
	head := g.head()
	head.before, head.keep = tableGap, true
	repeated := g.repeatedHead()
	out := append([]box{head}, g.rows(rows)...)
	for i := range out[1:] {
		out[i+1].head = &repeated
	}
	return out
}

// check finds what a reader of the table could not make sense of.
func (t Table) check() error {
	if len(t.Columns) == 0 || len(t.Columns) > MaxColumns {
		return fault.Inputf("columns", "A table has from 1 to %d columns.", MaxColumns)
	}
	for _, c := range t.Columns {
		if strings.TrimSpace(c.Title) == "" {
			return fault.Input("columns", "A column of a table has no title.")
		}
		if c.Share < 0 || c.Share > 1000 {
			return fault.Input("columns", "A column of a table has a share that is not from 0 to 1000.")
		}
	}
	for i, r := range t.Rows {
		if len(r.Cells) != len(t.Columns) {
			return fault.Inputf("rows", "Row %d of a table has %d cells, not %d.", i+1, len(r.Cells), len(t.Columns))
		}
	}
	return nil
}

func (kv KeyValues) build(b *builder, width Length) []box {
	if len(kv.Pairs) == 0 {
		return nil
	}
	g := &grid{
		b: b, columns: []Column{{Share: 1}, {Align: Right}}, heads: true, facts: true, width: width,
		element: b.document.child("Table"),
	}
	rows := make([]Row, len(kv.Pairs))
	for i, p := range kv.Pairs {
		rows[i] = Row{Cells: []string{p.Key, p.Value}, Total: p.Total}
	}
	rows = g.clean(rows)
	out := g.rows(rows)
	if len(out) > 0 {
		out[0].before = tableGap
	}
	return out
}

// clean cleans every cell and counts it.
func (g *grid) clean(rows []Row) []Row {
	g.b.cells += len(rows) * len(g.columns)
	if g.b.cells > MaxCells {
		g.b.fail(fault.Newf(fault.TooLarge, "This document has more than %d cells and items.", MaxCells))
		return nil
	}
	out := make([]Row, len(rows))
	cells := make([]string, 0, len(rows)*len(g.columns))
	for i, r := range rows {
		for _, text := range r.Cells {
			cells = append(cells, g.b.words(text))
		}
		out[i] = Row{Cells: cells[len(cells)-len(r.Cells):], Total: r.Total}
	}
	return out
}

// measure gives each column its width: what its widest text needs, or its share of what is left. When that is more
// than there is, no column gets more than an equal part and text wraps.
func (g *grid) measure(rows []Row) {
	g.widths = make([]Length, len(g.columns))
	room := g.width - cellGap*Length(len(g.columns)-1)
	most := room / Length(min(len(g.columns), 3))
	left, shares := room, 0
	for i, c := range g.columns {
		if c.Share > 0 {
			shares += c.Share
			continue
		}
		g.widths[i] = min(g.widest(rows, i), most)
		left -= g.widths[i]
	}
	if least := room / Length(len(g.columns)) / 2; left < 0 || shares > 0 && left < least {
		g.squeeze(room)
		return
	}
	for i, c := range g.columns {
		if c.Share > 0 {
			g.widths[i] = left * Length(c.Share) / Length(shares)
		}
	}
	if shares == 0 {
		g.spread(left)
	}
}

// squeeze gives every column the same part.
func (g *grid) squeeze(room Length) {
	for i := range g.widths {
		g.widths[i] = room / Length(len(g.widths))
	}
}

// spread parts what is left among columns that all have their natural width.
func (g *grid) spread(left Length) {
	for i := range g.widths {
		g.widths[i] += left / Length(len(g.widths))
	}
}

func (g *grid) widest(rows []Row, column int) Length {
	widest := g.headInk().width(clean(g.columns[column].Title))
	for _, r := range rows {
		k := g.cellInk(r, column)
		for part := range strings.SplitSeq(r.Cells[column], "\n") {
			widest = max(widest, k.width(part))
		}
	}
	return widest
}

func (g *grid) headInk() ink { return g.b.ink(true, 7500, muted) }

func (g *grid) cellInk(r Row, column int) ink {
	size, color := Length(sizeTable), black
	if g.facts {
		size = 9 * Point
	}
	if g.facts && column == 0 && !r.Total {
		color = muted
	}
	k := g.b.ink(r.Total, size, color)
	k.tabular = true
	return k
}

// head is the table's first head, the one that is read.
func (g *grid) head() box {
	tr := g.element.child("TR")
	cells := g.headCells()
	for i := range cells {
		cells[i].element = tr.child("TH")
		cells[i].element.attrs = "<</O/Table/Scope/Column>>"
	}
	return g.headBox(cells)
}

// repeatedHead is the head on later pages, an artifact.
func (g *grid) repeatedHead() box { return g.headBox(g.headCells()) }

func (g *grid) headCells() []cell {
	cells := make([]cell, len(g.columns))
	for i, c := range g.columns {
		k := g.headInk()
		cells[i] = cell{ink: k, width: g.widths[i], lines: wrap(k, g.b.words(c.Title), g.widths[i])}
	}
	return cells
}

func (g *grid) headBox(cells []cell) box {
	height := tallest(cells) + cellPadding
	return box{height: height, draw: func(p *page, x, y Length) {
		g.draw(p, cells, x, y+height-tallest(cells)-cellPadding)
		p.mark(decoration)
		p.rect(area{x, y + height - hairline, g.width, hairline}, black)
	}}
}

func (g *grid) rows(rows []Row) []box {
	out := make([]box, len(rows))
	for i, r := range rows {
		tr := g.element.child("TR")
		cells, widths := make([]cell, len(g.columns)), g.widths
		if g.facts {
			widths = g.factWidths(r)
		}
		for c := range g.columns {
			k := g.cellInk(r, c)
			cells[c] = cell{ink: k, width: widths[c], lines: wrap(k, r.Cells[c], widths[c]), element: g.data(tr, c)}
		}
		out[i] = g.rowBox(cells, r.Total, i == len(rows)-1)
		if i+1 < len(rows) {
			out[i].keep = rows[i+1].Total || i == 0 // a head with a single row under it looks like an accident
		}
	}
	return out
}

// factWidths gives a fact what it needs and its name the rest, so that neither wraps while there is room: there are no
// columns of facts to line up.
func (g *grid) factWidths(r Row) []Length {
	room := g.width - cellGap
	value := min(g.cellInk(r, 1).width(r.Cells[1])+1, room*3/4)
	return []Length{room - value, value}
}

// data adds a cell's element: a row's name or data.
func (g *grid) data(tr *element, column int) *element {
	if column > 0 || !g.heads {
		return tr.child("TD")
	}
	th := tr.child("TH")
	th.attrs = "<</O/Table/Scope/Row>>"
	return th
}

func (g *grid) rowBox(cells []cell, total, last bool) box {
	height := tallest(cells) + 2*cellPadding
	return box{height: height, draw: func(p *page, x, y Length) {
		if total {
			p.mark(decoration)
			p.rect(area{x, y - hairline, g.width, hairline}, black)
		}
		g.draw(p, cells, x, y+cellPadding)
		if !last {
			p.mark(decoration)
			p.rect(area{x, y + height - hairline, g.width, hairline}, hair)
		}
	}}
}

func tallest(cells []cell) Length {
	most := 0
	for _, c := range cells {
		most = max(most, len(c.lines))
	}
	return Length(most) * cellLeading
}

// draw sets the cells of a row; those without an element belong to a repeated head.
func (g *grid) draw(p *page, cells []cell, x, y Length) {
	for i, c := range cells {
		if c.element == nil {
			p.mark(repetition)
		}
		for at, ln := range c.lines {
			if ln.text == "" {
				continue
			}
			if c.element != nil {
				p.tag(c.element)
			}
			p.set(c.ink, ln, place{x, y + Length(at)*cellLeading, c.width, cellLeading, g.columns[i].Align})
		}
		x += c.width + cellGap
	}
}
