package pdftest

import (
	"strings"
	"testing"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

func newChecker() *checker {
	return &checker{fonts: map[string]*fontUse{"R": {used: map[int]bool{}}}, seen: map[string]bool{}}
}

func TestContentMustBeTaggedOrAnArtifact(t *testing.T) {
	t.Parallel()
	const text = "BT /R 10 Tf 1 2 Td <00010002>Tj ET\n"
	cases := []struct{ name, content, want string }{
		{"tagged", "/P<</MCID 0>>BDC\n" + text + "EMC\n", ""},
		{"two pieces", "/P<</MCID 0>>BDC\n" + text + "EMC\n/TD<</MCID 1>>BDC\nBT 1 2 Td [<0001>-20<0002>]TJ ET\nEMC\n", ""},
		{"artifact", "/Artifact<</Type/Layout>>BDC\n0 0 0 rg\n1 2 3 4 re f\nEMC\n", ""},
		{"figure", "/Figure<</MCID 0>>BDC\n0 0 0 rg\n1 2 m\n3 4 l\nh\nf\nEMC\n", ""},
		{"neither", text, "neither tagged nor an artifact"},
		{"after the end", "/P<</MCID 0>>BDC\nEMC\n" + text, "neither tagged nor an artifact"},
		{"never ends", "/P<</MCID 0>>BDC\n" + text, "does not end"},
		{"ends twice", "/P<</MCID 0>>BDC\nEMC\nEMC\n", "EMC without BDC"},
		{"inside another", "/P<</MCID 0>>BDC\n/P<</MCID 1>>BDC\nEMC\n", "inside marked content"},
		{"artifact inside a paragraph", "/P<</MCID 0>>BDC\n/Artifact<</Type/Layout>>BDC\nEMC\n", "inside marked content"},
		{"wrong number", "/P<</MCID 1>>BDC\nEMC\n", "mark 1, want 0"},
		{"drawing inside a paragraph", "/P<</MCID 0>>BDC\n1 2 3 4 re f\nEMC\n", "drawing inside P"},
		{"unknown operator", "/P<</MCID 0>>BDC\n/Im1 Do\nEMC\n", "unknown operators"},
		{"unknown font", "/P<</MCID 0>>BDC\nBT /X 10 Tf 1 2 Td <0001>Tj ET\nEMC\n", "unknown font"},
	}
	for _, c := range cases {
		k := newChecker()
		k.content("page 1", c.content)
		got := strings.Join(k.problems, "; ")
		if c.want == "" && got != "" || !strings.Contains(got, c.want) {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}

func TestShownGlyphsAreNoted(t *testing.T) {
	t.Parallel()
	k := newChecker()
	k.content("page 1", "/P<</MCID 0>>BDC\nBT /R 10 Tf 1 2 Td [<00010002>-20<000A>]TJ ET\nEMC\n")
	for _, glyph := range []int{1, 2, 10} {
		if !k.fonts["R"].used[glyph] {
			t.Errorf("glyph %d was not noted", glyph)
		}
	}
	if len(k.fonts["R"].used) != 3 {
		t.Errorf("got %d glyphs, want 3", len(k.fonts["R"].used))
	}
}

func leaf(role string, entries ...string) node {
	n := node{role: role, dict: types.Dict{"S": types.Name(role)}}
	attributes := types.Dict{}
	for i := 0; i+1 < len(entries); i += 2 {
		attributes[entries[i]] = types.Name(entries[i+1])
	}
	if len(attributes) > 0 {
		n.dict["A"] = attributes
	}
	return n
}

func branch(role string, kids ...node) node {
	n := leaf(role)
	n.kids = kids
	return n
}

func TestElementsStandWhereTheyMay(t *testing.T) {
	t.Parallel()
	head := leaf("TH", "O", "Table", "Scope", "Column")
	list := leaf("L", "O", "List", "ListNumbering", "Disc")
	list.kids = []node{branch("LI", leaf("Lbl"), leaf("LBody"))}
	picture := leaf("Figure", "O", "Layout", "BBox", "x")
	picture.dict["Alt"] = types.StringLiteral("x")
	mute := leaf("Figure", "O", "Layout", "BBox", "x")
	cases := []struct {
		name string
		tree node
		want string
	}{
		{"well", branch("Document", leaf("H1"), leaf("P"), leaf("H2"), leaf("H3"), leaf("H1"), list, picture,
			branch("Table", branch("TR", head, head), branch("TR", leaf("TD"), leaf("TD")))), ""},
		{"cell in a paragraph", branch("Document", branch("P", leaf("TD"))), "TD stands under P"},
		{"row in the document", branch("Document", branch("TR", head)), "TR stands under Document"},
		{"paragraph in a list", branch("Document", branch("L", leaf("P"))), "P stands under L"},
		{"heading skips", branch("Document", leaf("H1"), leaf("H3")), "H3 follows a heading of level 1"},
		{"heading begins below", branch("Document", leaf("H2")), "H2 follows a heading of level 0"},
		{"head without scope", branch("Document", branch("Table", branch("TR", leaf("TH")))), "no scope"},
		{"list without numbering", branch("Document", leaf("L")), "numbered"},
		{"figure without words", branch("Document", mute), "alternative text"},
		{"uneven rows", branch("Document", branch("Table", branch("TR", head, head), branch("TR", leaf("TD")))), "1 cells, the first 2"},
	}
	for _, c := range cases {
		k := newChecker()
		k.ctx = emptyContext(t)
		k.walk(c.tree)
		got := strings.Join(k.problems, "; ")
		if c.want == "" && got != "" || !strings.Contains(got, c.want) {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}

func TestFontsAreCheckedGlyphByGlyph(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name string
		use  fontUse
		want string
	}{
		{"well", fontUse{used: map[int]bool{1: true}, widths: []int{600, 500}, advances: []int{600, 501}, named: []int{1}}, ""},
		{"notdef", fontUse{used: map[int]bool{0: true}, widths: []int{600, 500}, advances: []int{600, 500}, named: []int{0, 1}}, ".notdef"},
		{"beyond", fontUse{used: map[int]bool{2: true}, widths: []int{600, 500}, advances: []int{600, 500}, named: []int{2}}, "not there"},
		{"nameless", fontUse{used: map[int]bool{1: true}, widths: []int{600, 500}, advances: []int{600, 500}}, "no way back"},
		{"wrong width", fontUse{widths: []int{600, 500}, advances: []int{600, 510}}, "500 wide in the file and 510"},
		{"more widths than glyphs", fontUse{widths: []int{600, 500}, advances: []int{600}}, "2 widths for 1"},
	}
	for _, c := range cases {
		k := newChecker()
		k.glyphs("R", &c.use)
		got := strings.Join(k.problems, "; ")
		if c.want == "" && got != "" || !strings.Contains(got, c.want) {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}

func TestTheWayBackToUnicodeIsRead(t *testing.T) {
	t.Parallel()
	got := toUnicodeKeys("1 begincodespacerange\n<0000><FFFF>\nendcodespacerange\n2 beginbfchar\n<0001><0041>\n<000A><D83DDE00>\nendbfchar\n")
	if len(got) != 3 || got[1] != 1 || got[2] != 10 { // the code space's line has the same form and does no harm
		t.Errorf("got %v", got)
	}
	if advances([]byte("short")) != nil {
		t.Error("got advances from no font")
	}
}

// emptyContext resolves nothing: the trees of these tests hold their dictionaries themselves.
func emptyContext(t *testing.T) *model.Context {
	t.Helper()
	offline()
	ctx, err := model.NewContext(strings.NewReader(""), model.NewDefaultConfiguration())
	if err != nil {
		t.Fatal(err)
	}
	return ctx
}
