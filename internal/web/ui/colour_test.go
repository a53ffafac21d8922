package ui

import (
	"strings"
	"testing"
	"testing/fstest"

	"pgregory.net/rapid"
)

func TestContrastIsThatOfTheGuidelines(t *testing.T) {
	t.Parallel()
	cases := []struct {
		a, b      string
		low, high float64
	}{
		{"#000000", "#ffffff", 20.99, 21.01},
		{"#ffffff", "#000000", 20.99, 21.01},
		{"#767676", "#ffffff", 4.53, 4.55}, // the best known grey on white
		{"#ff0000", "#ffffff", 3.99, 4.01},
		{"#123456", "#123456", 0.99, 1.01},
	}
	for _, c := range cases {
		a, err1 := parseHex(c.a)
		b, err2 := parseHex(c.b)
		if err1 != nil || err2 != nil {
			t.Fatal(err1, err2)
		}
		if got := contrast(a, b); got < c.low || got > c.high {
			t.Errorf("%s on %s: got %.3f, want %.2f to %.2f", c.a, c.b, got, c.low, c.high)
		}
	}
}

// A colour of the screen survives the way to OKLCH and back.
func TestColoursComeBackFromOKLCH(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		in := rgb{rapid.Byte().Draw(t, "r"), rapid.Byte().Draw(t, "g"), rapid.Byte().Draw(t, "b")}
		if got := in.oklch().rgb(); far(got, in) {
			t.Fatalf("got %s, want %s", got, in)
		}
	})
}

// far allows one step of 255 in each part, for rounding.
func far(a, b rgb) bool {
	off := func(x, y uint8) bool { return max(x, y)-min(x, y) > 1 }
	return off(a.r, b.r) || off(a.g, b.g) || off(a.b, b.b)
}

func TestAColourBeyondTheScreenLosesChromaOnly(t *testing.T) {
	t.Parallel()
	loud := colour{0.6, 0.5, 150}
	got := loud.rgb().oklch()
	if got.l < 0.58 || got.l > 0.62 || got.h < 145 || got.h > 155 || got.c >= loud.c {
		t.Errorf("got %+v, want the lightness and hue of %+v with less chroma", got, loud)
	}
}

func TestHexIsReadStrictly(t *testing.T) {
	t.Parallel()
	for _, bad := range []string{"", "#12345", "#1234567", "123456", "#12345g", "red", "#12 456"} {
		if c, err := parseHex(bad); err == nil {
			t.Errorf("%q: got %s, want an error", bad, c)
		}
	}
}

func TestEveryColourOfOurBrandsCanBeRead(t *testing.T) {
	t.Parallel()
	brands := load(t)
	for _, b := range brands.All() {
		for _, s := range []scheme{lightScheme, darkScheme} {
			p, err := paint(b, s)
			if err != nil {
				t.Fatalf("%s %s: %v", b.Key, s, err)
			}
			for _, r := range contrastRules() {
				if got := contrast(p.get(r.a), p.get(r.b)); got < r.least {
					t.Errorf("%s %s: %s on %s: got %.2f, want %.1f", b.Key, s, r.a, r.b, got, r.least)
				}
			}
		}
	}
}

// Whatever colour a brand brings, it is either refused or readable; never half of both.
func TestAnyBrandColourIsReadableOrRefused(t *testing.T) {
	t.Parallel()
	base := load(t).All()[0]
	rapid.Check(t, func(t *rapid.T) {
		b := *base
		b.Colour = rgb{rapid.Byte().Draw(t, "r"), rapid.Byte().Draw(t, "g"), rapid.Byte().Draw(t, "b")}.String()
		p, err := paint(&b, rapid.SampledFrom([]scheme{lightScheme, darkScheme}).Draw(t, "scheme"))
		if err != nil {
			if !strings.Contains(err.Error(), b.Key) {
				t.Fatalf("got %q, want the brand named", err)
			}
			return
		}
		if got := contrast(p.get("on-brand"), p.get("brand-strong")); got < textContrast {
			t.Fatalf("%s: got %.2f on its button, want %.1f", b.Colour, got, textContrast)
		}
	})
}

func TestAPaleBrandIsRefusedWithASentence(t *testing.T) {
	t.Parallel()
	cases := []struct{ name, from, to, want string }{
		{"pale colour", `"#5f3a0b"`, `"#ffee66"`, "choose a darker one"},
		{"pale accent", `"#a8690c"`, `"#ffe9c0"`, "has a contrast of"},
		{"dark accent in the dark", `"#efb75e"`, `"#402000"`, "dark scheme"},
		{"no colour", `"#5f3a0b"`, `"brown"`, "is not a colour"},
		{"no name", `"name": "Aurelia"`, `"name": " "`, "name is missing"},
		{"odd key", `"key": "aurelia"`, `"key": "Au relia"`, "key must be"},
		{"no hosts", `["aurelia.localhost"]`, `[]`, "at least one host"},
		{"odd phone", `"+18005550142"`, `"800"`, "phone_e164"},
		{"odd area", `"header": "open"`, `"header": "striped"`, "open or solid"},
		{"huge radius", `"card": 22`, `"card": 2200`, "between 0 and 40"},
		{"loud grey", `"chroma": 0.012`, `"chroma": 0.5`, "neutral"},
		{"unknown word", `"key"`, `"colr": 1, "key"`, "unknown field"},
	}
	for _, c := range cases {
		files := aureliaFiles(t)
		before := string(files["aurelia.json"].Data)
		after := strings.Replace(before, c.from, c.to, 1)
		if after == before {
			t.Fatalf("%s: %s is not in the file", c.name, c.from)
		}
		files["aurelia.json"].Data = []byte(after)
		if _, err := LoadBrands(files); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %q", c.name, err, c.want)
		}
	}
}

func aureliaFiles(t *testing.T) fstest.MapFS {
	t.Helper()
	files := fstest.MapFS{}
	for _, name := range []string{"aurelia.json", "aurelia.svg", "aurelia-motif.svg"} {
		raw, err := brandFiles.ReadFile("brands/" + name)
		if err != nil {
			t.Fatal(err)
		}
		files[name] = &fstest.MapFile{Data: raw}
	}
	return files
}

func load(t *testing.T) *Brands {
	t.Helper()
	brands, err := LoadBrands(nil)
	if err != nil {
		t.Fatal(err)
	}
	return brands
}
