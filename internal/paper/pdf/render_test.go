package pdf_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"marque/internal/fault"
	"marque/internal/paper/pdf"
)

func TestTheSameDocumentGivesTheSameBytes(t *testing.T) {
	t.Parallel()
	first, second := render(t, sample(40)), render(t, sample(40))
	if !bytes.Equal(first, second) {
		t.Errorf("got two files of %d and %d bytes, want the same bytes", len(first), len(second))
	}
	other := sample(40)
	other.Created = other.Created.Add(time.Second)
	if bytes.Equal(first, render(t, other)) {
		t.Error("got the same bytes for another time of making")
	}
}

func TestDocumentsThatNobodyCouldReadAreRefused(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name  string
		spoil func(*pdf.Document)
		want  string
	}{
		{"no title", func(d *pdf.Document) { d.Title = " \t" }, "title"},
		{"no author", func(d *pdf.Document) { d.Author = "" }, "author"},
		{"no language", func(d *pdf.Document) { d.Lang = "" }, "language"},
		{"language is no tag", func(d *pdf.Document) { d.Lang = "en_US" }, "language"},
		{"language begins with a digit", func(d *pdf.Document) { d.Lang = "12-US" }, "language"},
		{"no time", func(d *pdf.Document) { d.Created = time.Time{} }, "time"},
		{"no blocks", func(d *pdf.Document) { d.Blocks = nil }, "empty"},
		{"unknown sheet", func(d *pdf.Document) { d.Sheet = 9 }, "paper"},
		{"long footer", func(d *pdf.Document) { d.Running.Footer = make([]string, 5) }, "footer"},
		{"first heading is second", only(pdf.Heading{Level: 2, Text: "x"}), "level 2 cannot follow one of level 0"},
		{"heading skips", only(pdf.Heading{Level: 1, Text: "x"}, pdf.Heading{Level: 3, Text: "x"}), "level 3 cannot follow one of level 1"},
		{"heading of level 4", only(pdf.Heading{Level: 4, Text: "x"}), "level 4"},
		{"empty heading", only(pdf.Heading{Level: 1, Text: " "}), "heading is empty"},
		{"unknown style", only(pdf.Paragraph{Text: "x", Style: 99}), "style"},
		{"script link", only(pdf.Paragraph{Text: "x", Link: "javascript:alert(1)"}), "link"},
		{"link with a space", only(pdf.Paragraph{Text: "x", Link: "https://a.example/b c"}), "percent-encoded"},
		{"table without columns", only(pdf.Table{}), "columns"},
		{"column without title", only(pdf.Table{Columns: []pdf.Column{{}}}), "no title"},
		{"negative share", only(pdf.Table{Columns: []pdf.Column{{Title: "x", Share: -1}}}), "share"},
		{"short row", only(pdf.Table{Columns: []pdf.Column{{Title: "x"}}, Rows: []pdf.Row{{}}}), "Row 1 of a table has 0 cells"},
		{"columns without parts", only(pdf.Columns{}), "parts"},
		{"part without share", only(pdf.Columns{Parts: []pdf.Part{{}}}), "share"},
		{"figure without words", only(pdf.Figure{Width: 1000, Height: 1000}), "words"},
		{"figure with invisible words", only(pdf.Figure{Alt: "\u200B", Width: 1000, Height: 1000}), "words"},
		{"figure with a novel", only(pdf.Figure{Alt: strings.Repeat("x", 2001), Width: 1000, Height: 1000}), "longer"},
		{"link with a novel", only(pdf.Paragraph{Text: strings.Repeat("x", 2001), Link: "https://a.example"}), "longer"},
		{"long link", only(pdf.Paragraph{Text: "x", Link: "https://a.example/" + strings.Repeat("x", 2000)}), "link"},
		{"figure too wide", only(pdf.Figure{Alt: "x", Width: 9 * pdf.Inch, Height: 1000}), "wider"},
		{"path without start", only(pdf.Figure{Alt: "x", Width: 1000, Height: 1000, Paths: []pdf.Path{pdf.Path{}.Line(1, 1)}}), "move"},
		{"negative room", only(pdf.Spacer{Height: -1}), "spacer"},
		{"nested too deep", only(nested(8)), "nested"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			d := sample(1)
			c.spoil(&d)
			out, err := pdf.Render(d)
			if out.Bytes != nil || !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want an invalid fault that says %q", err, c.want)
			}
		})
	}
}

// only replaces a document's blocks.
func only(blocks ...pdf.Block) func(*pdf.Document) {
	return func(d *pdf.Document) { d.Blocks = blocks }
}

func nested(deep int) pdf.Block {
	if deep == 0 {
		return pdf.Paragraph{Text: "x"}
	}
	return pdf.Panel{Blocks: []pdf.Block{nested(deep - 1)}}
}

func TestDocumentsBeyondTheBoundsAreRefused(t *testing.T) {
	t.Parallel()
	wide := pdf.Table{Columns: []pdf.Column{{Title: "x"}}, Rows: make([]pdf.Row, pdf.MaxCells+1)}
	for i := range wide.Rows {
		wide.Rows[i].Cells = []string{"x"}
	}
	many := pdf.Table{Columns: []pdf.Column{{Title: "x"}}, Rows: wide.Rows[:20_000]}
	path := pdf.Path{}.Move(0, 0)
	cases := []struct {
		name  string
		block pdf.Block
		times int
	}{
		{"cells", wide, 1},
		{"pages", many, 1},
		{"blocks", pdf.Paragraph{Text: "x"}, pdf.MaxBlocks + 1},
		{"list items", pdf.List{Items: make([]string, pdf.MaxCells+1)}, 1},
		{"text", pdf.Paragraph{Text: strings.Repeat("word ", pdf.MaxTextBytes/5+1)}, 1},
		{"taller than a page", pdf.Panel{Blocks: []pdf.Block{pdf.Paragraph{Text: strings.Repeat("x\n", 100)}}}, 1},
		{"figure taller than a page", pdf.Figure{Decorative: true, Width: 1000, Height: 20 * pdf.Inch}, 1},
		{"labels", pdf.Figure{Decorative: true, Width: 1000, Height: 1000, Paths: []pdf.Path{path}, Labels: make([]pdf.Mark, pdf.MaxSteps+1)}, 1},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			d := sample(1)
			d.Blocks = nil
			for range c.times {
				d.Blocks = append(d.Blocks, c.block)
			}
			if _, err := pdf.Render(d); !fault.Is(err, fault.TooLarge) {
				t.Errorf("got %v, want a fault that it is too large", err)
			}
		})
	}
}

func BenchmarkOnePage(b *testing.B)     { benchmark(b, 0) }
func BenchmarkFourPages(b *testing.B)   { benchmark(b, 60) }
func BenchmarkTwentyPages(b *testing.B) { benchmark(b, 480) }

func benchmark(b *testing.B, rows int) {
	d := sample(rows)
	if rows == 0 {
		d.Blocks = d.Blocks[:8]
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := pdf.Render(d); err != nil {
			b.Fatal(err)
		}
	}
}
