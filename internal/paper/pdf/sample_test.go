package pdf_test

import (
	"fmt"
	"time"

	"marque/internal/paper/pdf"
)

// created is the instant that every document of the tests was made.
var created = time.Date(2026, 3, 2, 9, 30, 0, 0, time.UTC)

// sample is a document that uses every block.
func sample(rows int) pdf.Document {
	accent := pdf.Color{R: 0x0B, G: 0x5C, B: 0x6B}
	return pdf.Document{
		Title: "Statement for Jana Šafařík", Lang: "en-US", Author: "Marque Demo Finance, LLC", Created: created, Accent: accent,
		Running: pdf.Running{
			Header: "Marque Demo Finance · Statement for March 2026",
			Footer: []string{"Marque Demo Finance, LLC · 100 Main Street, Denver, CO 80202", "(555) 010-0100 · Monday to Friday, 8 am to 6 pm"},
			Page:   func(n, of int) string { return fmt.Sprintf("Page %d of %d", n, of) },
		},
		Blocks: []pdf.Block{
			pdf.Paragraph{Text: "Marque Demo Finance", Style: pdf.Name},
			pdf.Rule{Accent: true},
			pdf.Heading{Level: 1, Text: "Your statement"},
			pdf.Paragraph{Text: "Jana Šafařík and Nguyễn Thị Hương\n12 Orchard Row\nDenver, CO 80203"},
			panel(),
			pdf.Heading{Level: 2, Text: "What you can do"},
			pdf.List{Items: []string{"Pay online at any time.", "Call us: someone answers from Monday to Friday, and the line is open until six in the evening in every state that we lend in."}},
			pdf.List{Ordered: true, Items: []string{"First", "Second"}},
			chart(accent),
			pdf.Heading{Level: 2, Text: "Where each cent went"},
			payments(rows),
			pdf.Heading{Level: 3, Text: "Questions"},
			pdf.Paragraph{Text: "Write to us", Link: "https://demo.example/help"},
			pdf.Paragraph{Text: "Unknown characters such as 漢 are shown as a mark, and a small note may run over more than one line of the page before it ends.", Style: pdf.Small},
		},
	}
}

func panel() pdf.Block {
	return pdf.Panel{Accent: true, Blocks: []pdf.Block{pdf.Columns{Parts: []pdf.Part{
		{Share: 2, Blocks: []pdf.Block{
			pdf.Paragraph{Text: "Due April 1, 2026", Style: pdf.Label},
			pdf.Paragraph{Text: "$612.44", Style: pdf.Display},
			pdf.Paragraph{Text: "Autopay takes it on April 1 from •••• 4417.", Style: pdf.Small},
		}},
		{Share: 3, Blocks: []pdf.Block{pdf.KeyValues{Pairs: []pdf.Pair{
			{Key: "Opening balance", Value: "$18,240.11"},
			{Key: "Paid", Value: "−$612.44"},
			{Key: "Interest", Value: "$91.20"},
			{Key: "Closing balance", Value: "$17,718.87", Total: true},
		}}}},
	}}}}
}

func chart(accent pdf.Color) pdf.Block {
	bars := pdf.Path{Fill: &accent}
	for i := range pdf.Length(12) {
		h := (60 - 4*i) * pdf.Point
		bars = bars.Rect(i*20*pdf.Point, 70*pdf.Point-h, 14*pdf.Point, h)
	}
	base := pdf.Path{Stroke: &pdf.Color{R: 90, G: 90, B: 90}, Width: pdf.Point, Dash: 3 * pdf.Point}
	return pdf.Figure{
		Alt: "The balance falls steadily over twelve months.", Width: 240 * pdf.Point, Height: 90 * pdf.Point,
		Paths:  []pdf.Path{bars, base.Move(0, 70*pdf.Point).Line(240*pdf.Point, 70*pdf.Point).Curve(spot(240, 72), spot(240, 74), spot(238, 75))},
		Labels: []pdf.Mark{{X: 0, Y: 84 * pdf.Point, Text: "January"}, {X: 234 * pdf.Point, Y: 84 * pdf.Point, Text: "December", Align: pdf.Right}},
	}
}

func payments(rows int) pdf.Table {
	t := pdf.Table{RowHeads: true, Columns: []pdf.Column{
		{Title: "Date"}, {Title: "Method", Share: 1}, {Title: "Amount", Align: pdf.Right}, {Title: "Interest", Align: pdf.Right},
		{Title: "Principal", Align: pdf.Right}, {Title: "Balance", Align: pdf.Right},
	}}
	for i := range rows {
		t.Rows = append(t.Rows, pdf.Row{Cells: []string{
			fmt.Sprintf("Mar %d, 2026", i+1), "Bank account •••• 4417", "$612.44", "$91.11", "$521.33", fmt.Sprintf("$%d,718.87", 10+i),
		}})
	}
	t.Rows = append(t.Rows, pdf.Row{Cells: []string{"Total", "", "$612.44", "$91.11", "$521.33", ""}, Total: true})
	return t
}

func spot(x, y pdf.Length) pdf.Spot { return pdf.Spot{X: x * pdf.Point, Y: y * pdf.Point} }
