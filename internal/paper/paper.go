// Package paper writes the documents that a customer keeps, from values of the core to the bytes of an accessible PDF: the
// statement, the receipt and letters. It does no I/O; what is on them is core/statement's business, and how a PDF is made is
// paper/pdf's.
package paper

import (
	"cmp"
	"encoding/hex"
	"strings"
	"time"

	"marque/internal/civil"
	"marque/internal/core/statement"
	"marque/internal/fault"
	"marque/internal/l10n"
	"marque/internal/money"
	"marque/internal/paper/pdf"
)

// writer is what every document needs: the language, its words and how to write a figure.
type writer struct {
	locale   l10n.Locale
	currency money.Currency
	words
}

// newWriter finds the words of a language tag and the currency of a contract.
func newWriter(tag, currency string) (*writer, error) {
	locale, ok := l10n.Parse(tag)
	if !ok {
		return nil, fault.Newf(fault.Invalid, "There are no documents in the language %q.", tag)
	}
	c, err := money.CurrencyOf(currency)
	if err != nil {
		return nil, err
	}
	return &writer{locale: locale, currency: c, words: wordsOf(locale)}, nil
}

// money writes an amount, with a true minus sign, which is as wide as the digits and is read aloud as one.
func (w *writer) money(c money.Cents) string {
	return strings.Replace(w.locale.Money(c, w.currency), "-", "−", 1)
}

func (w *writer) long(d civil.Date) string { return w.locale.DateLong(d) }

// document begins a document of a brand: its name over an accent rule, its legal name, address, telephone and licence at the foot of each page.
func (w *writer) document(b *statement.Brand, title, reference string, issued civil.Date) (pdf.Document, error) {
	accent, err := color(b.Accent)
	if err != nil {
		return pdf.Document{}, err
	}
	d := pdf.Document{
		Title: title, Lang: w.locale.Tag(), Author: b.LegalName, Created: issued.Start(time.UTC), Accent: accent,
		Running: pdf.Running{
			Header: join(" · ", b.Name, title),
			Footer: lines(join(" · ", b.LegalName, b.Address), join(" · ", b.Phone, w.hours(b)), join(" · ", b.License, b.Imprint)),
			Page:   w.page,
		},
		Blocks: []pdf.Block{
			pdf.Columns{Parts: []pdf.Part{
				{Share: 3, Blocks: []pdf.Block{pdf.Paragraph{Text: b.Name, Style: pdf.Name}}},
				{Share: 2, Blocks: []pdf.Block{pdf.Paragraph{Text: reference, Style: pdf.Small, Align: pdf.Right}}},
			}},
			pdf.Rule{Accent: true},
		},
	}
	if w.locale == l10n.DeDE {
		d.Sheet = pdf.A4
	}
	return d, nil
}

// opening sets the title with a line under it, and beside it whom the document is for.
func opening(title, under string, to *statement.Recipient) pdf.Block {
	names := append(append([]string(nil), to.Names...), to.Address...)
	return pdf.Columns{Parts: []pdf.Part{
		{Share: 3, Blocks: []pdf.Block{pdf.Heading{Level: 1, Text: title}, pdf.Paragraph{Text: under, Style: pdf.Small}}},
		{Share: 2, Blocks: []pdf.Block{pdf.Paragraph{Text: strings.Join(names, "\n")}}},
	}}
}

// hero sets the one figure that a page is about, with a few words over and under it, beside the facts behind it.
func hero(label, figure, under string, facts []pdf.Pair) pdf.Block {
	return pdf.Panel{Accent: true, Blocks: []pdf.Block{pdf.Columns{Parts: []pdf.Part{
		{Share: 5, Blocks: []pdf.Block{
			pdf.Paragraph{Text: label, Style: pdf.Label},
			pdf.Paragraph{Text: figure, Style: pdf.Display},
			pdf.Paragraph{Text: under, Style: pdf.Small},
		}},
		{Share: 6, Blocks: []pdf.Block{pdf.KeyValues{Pairs: facts}}},
	}}}}
}

// titled sets facts under a heading, as a part of columns.
func titled(title string, facts []pdf.Pair) pdf.Part {
	return pdf.Part{Share: 1, Blocks: []pdf.Block{pdf.Heading{Level: 2, Text: title}, pdf.KeyValues{Pairs: facts}}}
}

// contact says how to reach the lender, with a link when the portal is known.
func (w *writer) contact(b *statement.Brand, style pdf.Style) []pdf.Block {
	out := []pdf.Block{pdf.Paragraph{Text: w.call(b.Phone, w.hours(b)), Style: style}}
	if b.Site != "" {
		out = append(out, pdf.Paragraph{Text: strings.TrimPrefix(b.Site, "https://"), Link: b.Site, Style: style})
	}
	return out
}

// color reads #rrggbb.
func color(s string) (pdf.Color, error) {
	digits, found := strings.CutPrefix(s, "#")
	rgb, err := hex.DecodeString(digits)
	if !found || err != nil || len(rgb) != 3 {
		return pdf.Color{}, fault.Inputf("accent", "A brand's accent colour is written #rrggbb, not %q.", s)
	}
	return pdf.Color{R: rgb[0], G: rgb[1], B: rgb[2]}, nil
}

// join joins the texts that are there.
func join(by string, texts ...string) string { return strings.Join(lines(texts...), by) }

// lines returns the texts that are there.
func lines(texts ...string) []string {
	var out []string
	for _, t := range texts {
		if t != "" {
			out = append(out, t)
		}
	}
	return out
}

// vin groups a vehicle identification number in fours, the last with five, so that it can be read aloud.
func vin(s string) string {
	const length = 17
	if len(s) != length {
		return s
	}
	return s[:4] + " " + s[4:8] + " " + s[8:12] + " " + s[12:]
}

// Room above the title and above columns with headings, so that a month with one payment stays on one page.
const (
	topGap  = 10 * pdf.Point
	partGap = 10 * pdf.Point
)

// rateDecimals is how exactly a yearly rate is shown.
const rateDecimals = 2

// hours is when the brand's phone is answered, in the document's language where the brand says so.
func (w *writer) hours(b *statement.Brand) string { return cmp.Or(b.HoursIn[w.locale.Tag()], b.Hours) }
