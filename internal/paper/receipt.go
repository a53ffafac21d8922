package paper

import (
	"marque/internal/core/statement"
	"marque/internal/paper/pdf"
)

// Receipt writes the receipt of a payment. It refuses one that does not add up. The same receipt gives the same bytes.
func Receipt(r statement.Receipt) (File, error) {
	if err := r.Check(); err != nil {
		return File{}, err
	}
	w, err := newWriter(r.Locale, r.Contract.Currency)
	if err != nil {
		return File{}, err
	}
	d, err := w.document(&r.Brand, join(" · ", w.receipt, r.Reference), w.made+" "+w.long(r.Made), r.Made)
	if err != nil {
		return File{}, err
	}
	label := w.scheduled
	if r.Posted {
		label = w.received
	}
	d.Blocks = append(d.Blocks,
		pdf.Spacer{Height: topGap},
		opening(w.receipt, w.words.reference+" "+r.Reference, &r.Recipient),
		hero(label, w.money(r.Amount), r.Contract.Vehicle, []pdf.Pair{
			{Key: w.made, Value: w.long(r.Made)},
			{Key: w.counts, Value: w.long(r.Counts)},
			{Key: w.paidWith, Value: r.Method},
			{Key: w.contract, Value: r.Contract.Number},
		}),
	)
	d.Blocks = append(d.Blocks, w.allocated(&r)...)
	if len(r.Next) > 0 {
		d.Blocks = append(d.Blocks, pdf.Heading{Level: 2, Text: w.happensNext}, pdf.List{Items: r.Next})
	}
	d.Blocks = append(d.Blocks, pdf.Heading{Level: 2, Text: w.questions})
	d.Blocks = append(d.Blocks, w.contact(&r.Brand, pdf.Body)...)
	return pdf.Render(d)
}

// allocated says where each cent went, once the payment counts.
func (w *writer) allocated(r *statement.Receipt) []pdf.Block {
	if !r.Posted {
		return nil
	}
	left := w.balance
	if r.Contract.Lease {
		left = w.left
	}
	facts := append(w.parts(r.To, r.Contract.Lease), pdf.Pair{Key: w.total, Value: w.money(r.Amount), Total: true},
		pdf.Pair{Key: join(" ", left, w.after), Value: w.money(r.Balance)})
	return []pdf.Block{pdf.Heading{Level: 2, Text: w.whereItWent}, pdf.KeyValues{Pairs: facts}}
}
