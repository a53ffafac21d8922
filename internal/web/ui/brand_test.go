package ui

import (
	"bytes"
	"strings"
	"testing"
	"testing/fstest"
)

func TestABrandIsFoundByKeyAndHost(t *testing.T) {
	t.Parallel()
	brands := load(t)
	if b, ok := brands.ByKey("norden"); !ok || b.Name != "Norden" {
		t.Errorf("got %v, want Norden", b)
	}
	if _, ok := brands.ByKey("acme"); ok {
		t.Error("got a brand for acme, want none")
	}
	cases := []struct{ host, want string }{
		{"norden.localhost", "norden"}, {"norden.localhost:8080", "norden"}, {"NORDEN.localhost:1", "norden"},
		{"aurelia.localhost", "aurelia"}, {"localhost:8080", "aurelia"}, {"", "aurelia"}, {"[::1]:80", "aurelia"},
	}
	for _, c := range cases {
		if got := brands.ByHost(c.host).Key; got != c.want {
			t.Errorf("host %q: got %s, want %s", c.host, got, c.want)
		}
	}
}

func TestTwoBrandsDoNotShareAHost(t *testing.T) {
	t.Parallel()
	files := aureliaFiles(t)
	for _, ext := range []string{".json", ".svg", "-motif.svg"} {
		files["second"+ext] = &fstest.MapFile{Data: bytes.Replace(files["aurelia"+ext].Data, []byte(`"key": "aurelia"`), []byte(`"key": "second"`), 1)}
	}
	if _, err := LoadBrands(files); err == nil || !strings.Contains(err.Error(), "belongs to brand") {
		t.Errorf("got %v, want a refusal", err)
	}
}

func TestABrandNeedsItsDrawings(t *testing.T) {
	t.Parallel()
	files := aureliaFiles(t)
	delete(files, "aurelia-motif.svg")
	if _, err := LoadBrands(files); err == nil {
		t.Error("got a brand without motif, want an error")
	}
	if _, err := LoadBrands(fstest.MapFS{}); err == nil {
		t.Error("got no error for an empty folder")
	}
	files = aureliaFiles(t)
	files["aurelia.svg"].Data = bytes.Repeat([]byte("x"), maxLogoBytes+1)
	if _, err := LoadBrands(files); err == nil || !strings.Contains(err.Error(), "at most") {
		t.Errorf("got %v, want a refusal by size", err)
	}
}

func TestADrawingHoldsPlainShapesOnly(t *testing.T) {
	t.Parallel()
	bad := []string{
		`<svg><script>alert(1)</script></svg>`,
		`<svg><script/></svg>`,
		`<svg onload="alert(1)"/>`,
		`<svg><a href="x"><path d="M0 0"/></a></svg>`,
		`<svg><image href="http://x/y.png"/></svg>`,
		`<svg><path style="fill:red" d="M0 0"/></svg>`,
		`<svg><path fill="url(#x)" d="M0 0"/></svg>`,
		`<svg><style>*{}</style></svg>`,
		`<svg><foreignObject/></svg>`,
		`<svg><use href="#x"/></svg>`,
		`<svg xmlns:xlink="http://www.w3.org/1999/xlink"><path xlink:href="x"/></svg>`,
		`<svg><path d="M0 0"/>words</svg>`,
		`<svg><!-- comment --></svg>`,
		`<?xml version="1.0"?><svg/>`,
		`<svg></svg><svg></svg>`,
		`<svg><path d="M0 0">`,
		`<path d="M0 0"/>`,
		`<!DOCTYPE svg [<!ENTITY x "y">]><svg/>`,
		``,
	}
	for _, svg := range bad {
		if err := checkSVG([]byte(svg)); err == nil {
			t.Errorf("got no error for %s", svg)
		}
	}
	if err := checkSVG([]byte(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><g class="mark"><path d="M0 0"/></g></svg>`)); err != nil {
		t.Errorf("a plain drawing: got %v", err)
	}
}

func TestTheTwoBrandsLookDifferent(t *testing.T) {
	t.Parallel()
	all := load(t).All()
	a, n := all[0], all[1]
	if a.Header == n.Header || a.Shape.Card == n.Shape.Card || a.Type.Figure == n.Type.Figure || a.Colour == n.Colour || a.logo == n.logo {
		t.Error("the two brands share header, corners, figures, colour or logo, want all different")
	}
}

func TestTheBrandSheetCarriesBothSchemes(t *testing.T) {
	t.Parallel()
	for _, b := range load(t).All() {
		for _, want := range []string{"--brand-strong:#", "--on-brand:#", "prefers-color-scheme:dark", "--radius-card:", "@media print"} {
			if !strings.Contains(b.stylesheet, want) {
				t.Errorf("%s: %s is missing in its sheet", b.Key, want)
			}
		}
		if strings.Contains(string(b.favicon()), "currentColor") || strings.Contains(string(b.favicon()), "class=") {
			t.Errorf("%s: the favicon still waits for a style sheet", b.Key)
		}
	}
}

func TestBrandsPaintTheSameEveryTime(t *testing.T) {
	t.Parallel()
	for i, b := range load(t).All() {
		if again := load(t).All()[i]; b.stylesheet != again.stylesheet {
			t.Errorf("%s: its sheet changes between starts, want the same bytes", b.Key)
		}
	}
}
