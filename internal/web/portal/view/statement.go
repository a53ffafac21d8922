package view

import (
	"marque/internal/core/statement"
	"marque/internal/web/ui"
)

// StatementPage is one statement, to be read without opening its PDF: the same words and figures, in the language in which it was issued.
type StatementPage struct {
	ui.Frame
	Said statement.Page
	PDF  string
	Size string // "2 pages"
}

// sections parts what is said at its headings of level 2; the first has none.
func (p StatementPage) sections() []statementSection {
	out := []statementSection{{}}
	for _, x := range p.Said.Parts {
		last := &out[len(out)-1]
		switch {
		case x.Level == 1:
			last.Title = x.Text
		case x.Level > 1:
			out = append(out, statementSection{Title: x.Text})
		default:
			last.Parts = append(last.Parts, x)
		}
	}
	return out
}

type statementSection struct {
	Title string
	Parts []statement.Piece
}

func saidFacts(said []statement.Said) []ui.Fact {
	out := make([]ui.Fact, len(said))
	for i, x := range said {
		out[i] = ui.Fact{Label: x.Name, Value: x.Value}
	}
	return out
}

func saidTable(caption string, g statement.Grid) ui.Table {
	t := ui.Table{Caption: caption, Hidden: true}
	for _, h := range g.Heads {
		t.Columns = append(t.Columns, ui.Column{Label: h.Text, Figure: h.Figure})
	}
	for _, r := range g.Rows {
		var cells []ui.Cell
		for _, c := range r.Cells {
			cells = append(cells, ui.Cell{Text: c, Strong: r.Total})
		}
		t.Rows = append(t.Rows, cells)
	}
	return t
}
