package pdf_test

import (
	"bytes"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"marque/internal/paper/pdf"
	"marque/internal/paper/pdf/pdftest"
)

func TestDocumentsKeepThePromisesOfAccessibilityAndArchiving(t *testing.T) {
	t.Parallel()
	for _, rows := range []int{0, 1, 3, 60, 400} {
		for _, problem := range pdftest.Problems(render(t, sample(rows))) {
			t.Errorf("%d rows: %s", rows, problem)
		}
	}
}

func TestTheCheckerFindsWhatIsWrong(t *testing.T) {
	t.Parallel()
	whole := render(t, sample(1))
	if problems := pdftest.Problems(whole[:len(whole)/2]); len(problems) == 0 {
		t.Error("got no problem with half a file")
	}
	for _, part := range []string{"<pdfuaid:part>1", "<pdfaid:part>2", "<dc:title>"} {
		spoilt := bytes.Replace(whole, []byte(part), []byte(strings.ToUpper(part)), 1)
		if problems := pdftest.Problems(spoilt); len(problems) == 0 {
			t.Errorf("got no problem without %s", part)
		}
	}
}

func TestTextComesOutAsItWentIn(t *testing.T) {
	t.Parallel()
	text := pdftest.Text(t, render(t, sample(70)))
	for _, want := range []string{"Jana Šafařík and Nguyễn Thị Hương", "$612.44", "•••• 4417", "such as ? are"} {
		if !strings.Contains(text, want) {
			t.Errorf("the text lacks %q", want)
		}
	}
	if got := strings.Count(text, "Principal"); got != 4 {
		t.Errorf("got the table's head %d times, want it on each of 4 pages", got)
	}
	for _, want := range []string{"Page 1 of 4", "Page 4 of 4"} {
		if strings.Count(text, want) != 1 {
			t.Errorf("got %q %d times, want once", want, strings.Count(text, want))
		}
	}
}

func TestThePromisesHoldWhateverAPersonTypes(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		any := rapid.StringN(1, 60, -1)
		d := sample(0)
		d.Title = "x" + any.Draw(r, "title")
		d.Running.Header, d.Running.Footer = any.Draw(r, "header"), []string{any.Draw(r, "footer")}
		d.Blocks = []pdf.Block{
			pdf.Heading{Level: 1, Text: "x" + any.Draw(r, "heading")},
			pdf.Paragraph{Text: any.Draw(r, "paragraph"), Style: pdf.Style(rapid.IntRange(0, int(pdf.Name)).Draw(r, "style"))},
			pdf.Paragraph{Text: any.Draw(r, "link"), Link: "https://a.example"},
			pdf.List{Items: []string{any.Draw(r, "item"), ""}},
			pdf.KeyValues{Pairs: []pdf.Pair{{Key: any.Draw(r, "key"), Value: any.Draw(r, "value")}}},
			pdf.Table{Columns: []pdf.Column{{Title: "x" + any.Draw(r, "column")}}, Rows: []pdf.Row{{Cells: []string{any.Draw(r, "cell")}}}},
			pdf.Figure{Alt: "x" + any.Draw(r, "alt"), Width: 1000, Height: 1000, Labels: []pdf.Mark{{Text: any.Draw(r, "label")}}},
		}
		file, err := pdf.Render(d)
		if err != nil {
			r.Fatal(err)
		}
		for _, problem := range pdftest.Problems(file.Bytes) {
			r.Error(problem)
		}
	})
}

func TestEveryBlockStandsOnA4AndLetter(t *testing.T) {
	t.Parallel()
	for _, sheet := range []pdf.Sheet{pdf.Letter, pdf.A4} {
		d := sample(30)
		d.Sheet = sheet
		for _, problem := range pdftest.Problems(render(t, d)) {
			t.Errorf("sheet %d: %s", sheet, problem)
		}
	}
}
