package paper

import (
	"marque/internal/core/statement"
	"marque/internal/paper/pdf"
)

// outline returns what a document says without how it is set: every text of it, in the order in which it is read.
func outline(d pdf.Document) statement.Page {
	return statement.Page{Lang: d.Lang, Title: d.Title, Parts: parts(nil, d.Blocks)}
}

func parts(out []statement.Piece, blocks []pdf.Block) []statement.Piece {
	for _, b := range blocks {
		switch b := b.(type) {
		case pdf.Heading:
			out = append(out, statement.Piece{Level: b.Level, Text: b.Text})
		case pdf.Paragraph:
			if b.Text != "" {
				out = append(out, statement.Piece{Text: b.Text, Link: b.Link, Figure: b.Style == pdf.Display, Small: b.Style == pdf.Small})
			}
		case pdf.KeyValues:
			out = append(out, statement.Piece{Facts: facts(b.Pairs)})
		case pdf.Table:
			out = append(out, statement.Piece{Table: grid(b)})
		case pdf.Panel:
			out = parts(out, b.Blocks)
		case pdf.Columns:
			for _, p := range b.Parts {
				out = parts(out, p.Blocks)
			}
		}
	}
	return out
}

func facts(pairs []pdf.Pair) []statement.Said {
	out := make([]statement.Said, len(pairs))
	for i, p := range pairs {
		out[i] = statement.Said{Name: p.Key, Value: p.Value, Total: p.Total}
	}
	return out
}

func grid(t pdf.Table) *statement.Grid {
	out := &statement.Grid{}
	for _, c := range t.Columns {
		out.Heads = append(out.Heads, statement.Head{Text: c.Title, Figure: c.Align == pdf.Right})
	}
	for _, r := range t.Rows {
		out.Rows = append(out.Rows, statement.Row{Cells: r.Cells, Total: r.Total})
	}
	return out
}
