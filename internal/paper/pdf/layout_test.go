package pdf

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// drawn is where a box of a test came to stand.
type drawn struct {
	name string
	page int
	y    Length
}

// bench lays boxes out and notes where they stand.
type bench struct {
	l   *layout
	log []drawn
}

func newBench() *bench {
	return &bench{l: newLayout(newFile(), &Document{})}
}

func (t *bench) box(name string, height Length) box {
	return box{height: height, draw: func(_ *page, _, y Length) { t.log = append(t.log, drawn{name, len(t.l.pages), y}) }}
}

// room is the height of the body of a first page.
func (t *bench) room() Length { return t.l.bottom - marginTop }

func (t *bench) place(tt *testing.T, boxes ...box) {
	tt.Helper()
	if err := t.l.place(boxes); err != nil {
		tt.Fatal(err)
	}
}

func TestBoxesFollowEachOtherDownThePage(t *testing.T) {
	t.Parallel()
	b := newBench()
	second := b.box("second", 20*Point)
	second.before = 7 * Point
	b.place(t, b.box("first", 10*Point), second)
	want := []drawn{{"first", 1, marginTop}, {"second", 1, marginTop + 17*Point}}
	if !slices.Equal(b.log, want) {
		t.Errorf("got %v, want %v", b.log, want)
	}
}

func TestABoxThatDoesNotFitGoesToTheNextPage(t *testing.T) {
	t.Parallel()
	b := newBench()
	second := b.box("second", 20*Point)
	second.before = 7 * Point
	b.place(t, b.box("first", b.room()-10*Point), second)
	if got, want := b.log[1], (drawn{"second", 2, marginTop + headerRoom}); got != want {
		t.Errorf("got %v, want %v: room above vanishes at the top of a page", got, want)
	}
}

func TestBoxesThatAreKeptMoveTogether(t *testing.T) {
	t.Parallel()
	b := newBench()
	heading := b.box("heading", 20*Point)
	heading.keep = true
	b.place(t, b.box("first", b.room()-30*Point), heading, b.box("text", 20*Point))
	if b.log[1].page != 2 || b.log[2].page != 2 {
		t.Errorf("got %v, want the heading on its text's page", b.log)
	}
}

func TestBoxesThatAreKeptButLongerThanAPageAreDividedAllTheSame(t *testing.T) {
	t.Parallel()
	b := newBench()
	var chain []box
	for range 40 {
		link := b.box("link", 50*Point)
		link.keep = true
		chain = append(chain, link)
	}
	b.place(t, chain...)
	if len(b.log) != 40 || len(b.l.pages) < 3 {
		t.Errorf("got %d boxes on %d pages", len(b.log), len(b.l.pages))
	}
}

func TestAHeadIsRepeatedWhereItsTableContinues(t *testing.T) {
	t.Parallel()
	b := newBench()
	head := b.box("head", 15*Point)
	row := b.box("row", b.room()/2)
	row.head = &head
	b.place(t, row, row, row, row, row)
	heads := 0
	for _, d := range b.log {
		if d.name == "head" {
			heads++
		}
	}
	if heads != len(b.l.pages) { // the rows alone: a table's first head is a box of its own
		t.Errorf("got %d heads on %d pages", heads, len(b.l.pages))
	}
}

func TestEmptyRoomVanishesAtTheTopOfAPage(t *testing.T) {
	t.Parallel()
	b := newBench()
	spacer, text := b.box("spacer", 0), b.box("text", 10*Point)
	spacer.before, text.before = 100*Point, 5*Point
	b.place(t, spacer, text)
	if got := b.log[1].y; got != marginTop {
		t.Errorf("got %d, want %d", got, marginTop)
	}
}

func TestNothingIsEverDrawnOutsideTheBody(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		b := newBench()
		var boxes []box
		heights := map[string]Length{}
		for i := range rapid.IntRange(1, 60).Draw(r, "boxes") {
			name := strings.Repeat("i", i+1)
			heights[name] = Length(rapid.IntRange(0, 300).Draw(r, "height")) * Point
			one := b.box(name, heights[name])
			one.before = Length(rapid.IntRange(0, 40).Draw(r, "before")) * Point
			one.keep = rapid.Bool().Draw(r, "keep")
			boxes = append(boxes, one)
		}
		if err := b.l.place(boxes); err != nil {
			r.Fatal(err)
		}
		if len(b.log) != len(boxes) {
			r.Fatalf("got %d boxes, want %d", len(b.log), len(boxes))
		}
		page, end := 1, marginTop
		for _, d := range b.log {
			if d.page != page {
				page, end = d.page, marginTop+headerRoom
			}
			if d.y < end || d.y+heights[d.name] > b.l.bottom {
				r.Fatalf("%v stands over what is before it or below the body", d)
			}
			end = d.y + heights[d.name]
		}
	})
}

func TestFactsKeepTheirNamesOnOneLineWhileThereIsRoom(t *testing.T) {
	t.Parallel()
	f := fonts(t)
	b := &builder{out: newFile(), doc: &Document{}, regular: newFace(f[0]), strong: newFace(f[1]), document: &element{role: "Document"}}
	boxes := KeyValues{Pairs: []Pair{{Key: "A rather long name", Value: "1"}, {Key: "A", Value: strings.Repeat("long value ", 4)}}}.build(b, 300*Point)
	for i, got := range boxes {
		if want := Length(cellLeading + 2*cellPadding); got.height != want {
			t.Errorf("fact %d is %d high, want one line of %d", i+1, got.height, want)
		}
	}
}

func TestColumnsOfATableShareWhatIsLeft(t *testing.T) {
	t.Parallel()
	f := fonts(t)
	build := func(columns []Column, cells ...string) *grid {
		b := &builder{out: newFile(), doc: &Document{}, regular: newFace(f[0]), strong: newFace(f[1]), document: &element{role: "Document"}}
		g := &grid{b: b, columns: columns, width: 400 * Point, element: &element{role: "Table"}}
		g.measure([]Row{{Cells: cells}})
		return g
	}
	sum := func(g *grid) Length {
		total := cellGap * Length(len(g.widths)-1)
		for _, w := range g.widths {
			total += w
		}
		return total
	}
	long := strings.Repeat("word ", 60)
	cases := map[string]*grid{
		"natural":  build([]Column{{Title: "A"}, {Title: "B"}}, "x", "y"),
		"shared":   build([]Column{{Title: "A"}, {Title: "B", Share: 1}, {Title: "C", Share: 3}}, "x", long, long),
		"squeezed": build([]Column{{Title: "A"}, {Title: "B"}, {Title: "C"}, {Title: "D", Share: 1}}, long, long, long, long),
	}
	for name, g := range cases {
		if got := sum(g); got > g.width || got < g.width-4*Point {
			t.Errorf("%s: got %d, want all of %d", name, got, g.width)
		}
	}
	if w := cases["shared"].widths; w[2] < 3*w[1]-3 || w[2] > 3*w[1]+3 {
		t.Errorf("got shares of %d and %d, want 1 to 3", w[1], w[2])
	}
	if w := cases["squeezed"].widths; w[0] != w[3] {
		t.Errorf("got %v, want equal parts", w)
	}
}
