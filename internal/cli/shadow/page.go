package shadow

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"

	"marque/internal/service/shadowing"
)

// maxPageMonths bounds the page; a browser still opens so many rows. The CSV has all.
const maxPageMonths = 20_000

//go:embed page.html
var pageSource string

// page is what the template shows.
type page struct {
	*Result
	Left int // months that the page leaves out
}

// HTML writes one page that needs nothing else: no script, no resource from anywhere.
func (r *Result) HTML(w io.Writer) error {
	t, err := template.New("page").Funcs(template.FuncMap{
		"text": text, "difference": difference, "share": Share, "words": Words, "margin": margin, "count": contracts,
		"contracts": shownContracts(), "classes": classRows, "identities": offOf,
	}).Parse(pageSource)
	if err != nil {
		return fmt.Errorf("read the page's template: %w", err)
	}
	if err := t.Execute(w, page{Result: r, Left: max(0, r.Report.Totals.All()-maxPageMonths)}); err != nil {
		return fmt.Errorf("write the page: %w", err)
	}
	return nil
}

// Name is the name of a tape where there are several.
func (p page) Name(n int) string { return p.tapeName(n) }

// shownContracts hands out contracts, issuer after issuer, until the page is full.
func shownContracts() func(shadowing.Issuer) []shadowing.Contract {
	room := maxPageMonths
	return func(i shadowing.Issuer) []shadowing.Contract {
		for n, c := range i.Contracts {
			if room -= len(c.Months); room < 0 {
				return i.Contracts[:n]
			}
		}
		return i.Contracts
	}
}

// classRow is one class on the page.
type classRow struct {
	Name  string
	Count int
	Share string
}

func classRows(t shadowing.Totals) []classRow {
	of := t.Comparable()
	return []classRow{
		{"equal", t.Equal, Share(t.Equal, of)}, {"carried cent", t.Carried, Share(t.Carried, of)},
		{"date shifted", t.DateShifted, Share(t.DateShifted, of)}, {"short payment carried", t.ShortPayment, Share(t.ShortPayment, of)},
		{"several payments", t.SeveralPayments, Share(t.SeveralPayments, of)}, {"unexplained", t.Unexplained, Share(t.Unexplained, of)},
		{"not comparable", t.NotComparable, ""},
	}
}

// offRow is an identity that does not hold.
type offRow struct{ Name, Off string }

func offOf(m *shadowing.Month) []offRow {
	var rows []offRow
	for _, i := range identitiesOf(m) {
		if i.off.Known && i.off.Cents != 0 {
			rows = append(rows, offRow{i.name, text(i.off)})
		}
	}
	return rows
}
