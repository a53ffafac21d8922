package paper

import (
	"marque/internal/core/statement"
	"marque/internal/paper/pdf"
)

// Letter writes a document in sentences. The same letter gives the same bytes.
func Letter(l statement.Letter) (File, error) {
	if err := l.Check(); err != nil {
		return File{}, err
	}
	w, err := newWriter(l.Locale, l.Contract.Currency)
	if err != nil {
		return File{}, err
	}
	d, err := w.document(&l.Brand, l.Title, w.long(l.Issued), l.Issued)
	if err != nil {
		return File{}, err
	}
	d.Blocks = append(d.Blocks, pdf.Spacer{Height: topGap}, opening(l.Title, w.words.reference+" "+l.Reference, &l.Recipient))
	for i := range l.Parts {
		d.Blocks = append(d.Blocks, part(&l.Parts[i])...)
	}
	d.Blocks = append(d.Blocks, pdf.Heading{Level: 2, Text: w.questions})
	d.Blocks = append(d.Blocks, w.contact(&l.Brand, pdf.Body)...)
	return pdf.Render(d)
}

// part sets one section.
func part(p *statement.Part) []pdf.Block {
	var out []pdf.Block
	if p.Heading != "" {
		out = append(out, pdf.Heading{Level: 2, Text: p.Heading})
	}
	for _, text := range p.Paragraphs {
		out = append(out, pdf.Paragraph{Text: text})
	}
	if len(p.Items) > 0 {
		out = append(out, pdf.List{Items: p.Items})
	}
	if len(p.Facts) > 0 {
		facts := make([]pdf.Pair, len(p.Facts))
		for i, f := range p.Facts {
			facts[i] = pdf.Pair{Key: f.Name, Value: f.Value, Total: f.Total}
		}
		out = append(out, pdf.KeyValues{Pairs: facts})
	}
	if len(p.Rows) > 0 {
		out = append(out, table(p))
	}
	return out
}

// table sets rows whose first cell names them; the others are figures.
func table(p *statement.Part) pdf.Table {
	t := pdf.Table{RowHeads: true}
	for i, title := range p.Columns {
		c := pdf.Column{Title: title, Align: pdf.Right}
		if i == 0 {
			c = pdf.Column{Title: title, Share: 1}
		}
		t.Columns = append(t.Columns, c)
	}
	for _, row := range p.Rows {
		t.Rows = append(t.Rows, pdf.Row{Cells: row})
	}
	return t
}
