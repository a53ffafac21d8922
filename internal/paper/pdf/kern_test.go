package pdf

import (
	"slices"
	"testing"
)

// TestPairsStandAsAnotherShaperSetsThem compares with HarfBuzz 6.0 (hb-shape, without contextual forms and ligatures).
func TestPairsStandAsAnotherShaperSetsThem(t *testing.T) {
	t.Parallel()
	font := fonts(t)[0]
	for text, want := range map[string][]int{
		"AVATAR":  {1273, 1273, 1239, 1148, 1413, 1318},
		"To":      {1162, 1228},
		"Yearly":  {1233, 1214, 1150, 803, 506, 1151},
		"LT":      {961, 1322},
		"Nguyễn":  {1543, 1256, 1211, 1111, 1194, 1210},
		"Šafařík": {1314, 1150, 726, 1150, 791, 496, 1124},
		"fj":      {758, 496},
		"P.":      {1239, 590},
	} {
		var glyphs []glyphID
		for _, r := range text {
			g, _ := font.glyph(r)
			glyphs = append(glyphs, g)
		}
		got := make([]int, len(glyphs))
		for i, g := range glyphs {
			got[i] = int(font.advances[g])
			if i+1 < len(glyphs) {
				got[i] += font.kern(g, glyphs[i+1])
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: got advances of %v, want %v", text, got, want)
		}
	}
}

func TestSpacesAndColumnsOfFiguresAreNotKerned(t *testing.T) {
	t.Parallel()
	f := newFace(fonts(t)[0])
	for _, text := range []string{"T o", "1. 1", "A V"} {
		sum := 0
		for _, r := range text {
			sum += f.width(string(r), false)
		}
		if got := f.width(text, false); got != sum {
			t.Errorf("%q: got %d, want %d, the sum of its letters", text, got, sum)
		}
	}
	if f.width("To", false) >= f.width("T", false)+f.width("o", false) {
		t.Error("To is not kerned, so nothing was proved")
	}
	if f.width("To", true) != f.width("To", false) {
		t.Error("letters beside a column of figures are not kerned")
	}
	for _, figures := range []string{"11", "$1", "7.", "1,"} {
		sum := 0
		for _, r := range figures {
			sum += f.width(string(r), true)
		}
		if got := f.width(figures, true); got != sum {
			t.Errorf("%q: got %d in tabular figures, want %d", figures, got, sum)
		}
	}
}

func TestShownGlyphsMoveAsTheyWereMeasured(t *testing.T) {
	t.Parallel()
	k := testInk(t)
	for _, c := range []struct{ text, want string }{{"oo", "<00010001>Tj"}, {"To", "[<0002>78<0001>]TJ"}, {"T o", "<000200030001>Tj"}} {
		p := &page{}
		p.show(k, c.text)
		if string(p.content) != c.want {
			t.Errorf("%q: got %s, want %s", c.text, p.content, c.want)
		}
	}
	alone, pair := k.face.width("T", false)+k.face.width("o", false), k.face.width("To", false)
	if alone-pair != 78 {
		t.Errorf("got %d nearer when measured, want 78 as shown", alone-pair)
	}
}
