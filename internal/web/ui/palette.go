package ui

import (
	"fmt"
	"strings"
)

// The least contrasts of WCAG 2.2: 1.4.3 for text, 1.4.11 for what must be seen to operate a page.
const (
	textContrast    = 4.5
	controlContrast = 3.0
)

// furthestShift is how far the lightness of a brand's colour may move before it is another colour.
const furthestShift = 0.22

// scheme is light or dark.
type scheme bool

const (
	lightScheme scheme = false
	darkScheme  scheme = true
)

func (s scheme) String() string {
	if s == darkScheme {
		return "dark"
	}
	return "light"
}

// swatch is one colour of a palette under the name of its CSS property.
type swatch struct {
	name  string
	value rgb
}

// palette is every colour of one brand in one scheme: the style sheet holds none of its own, so this can be checked.
type palette struct {
	scheme scheme
	list   []swatch
}

func (p *palette) set(name string, c colour) { p.setRGB(name, c.rgb()) }
func (p *palette) setRGB(name string, c rgb) { p.list = append(p.list, swatch{name, c}) }

// get returns a colour already set; an unknown one is black, which the contrast table finds.
func (p *palette) get(name string) rgb {
	for _, s := range p.list {
		if s.name == name {
			return s.value
		}
	}
	return rgb{}
}

// paint derives the palette of a brand for a scheme.
func paint(b *Brand, s scheme) (*palette, error) {
	p := &palette{scheme: s}
	p.neutrals(b.Neutral)
	p.states()
	if err := p.brand(b); err != nil {
		return nil, err
	}
	p.places(b)
	return p, p.check(b.Key)
}

// ramp is a lightness for the light and the dark scheme with a share of the neutral chroma.
type ramp struct {
	name         string
	light, dark  float64
	chromaFactor float64
}

// darkChroma: dark greys need more of a tint to show it, and all the same.
const darkChroma = 1.9

func neutralRamps() []ramp {
	return []ramp{
		{"bg", 0.972, 0.165, 1},
		{"surface", 0.996, 0.212, 0.5},
		{"sunken", 0.945, 0.252, 1},
		{"line", 0.895, 0.315, 1.2},
		{"line-strong", 0.585, 0.620, 1.4},
		{"ink", 0.225, 0.955, 1.4},
		{"ink-soft", 0.445, 0.760, 1.4},
	}
}

func (p *palette) neutrals(n Neutral) {
	for _, r := range neutralRamps() {
		l, chroma := r.light, n.Chroma*r.chromaFactor
		if p.scheme == darkScheme {
			l, chroma = r.dark, n.Chroma*darkChroma
		}
		p.set(r.name, colour{l, chroma, n.hue(p.scheme)})
	}
}

// states sets the colours that mean something. They keep their hues in every brand, so that red is always trouble.
func (p *palette) states() {
	if p.scheme == darkScheme {
		p.set("warn-fill", colour{0.80, 0.13, 70})
	} else {
		p.set("warn-fill", colour{0.64, 0.15, 62})
	}
	hues := []struct {
		name string
		hue  float64
	}{{"ok", 155}, {"warn", 75}, {"bad", 25}, {"info", 245}}
	for _, h := range hues {
		if p.scheme == darkScheme {
			p.set(h.name, colour{0.84, 0.11, h.hue})
			p.set(h.name+"-soft", colour{0.285, 0.045, h.hue})
			continue
		}
		p.set(h.name, colour{0.42, 0.12, h.hue})
		p.set(h.name+"-soft", colour{0.952, 0.035, h.hue})
	}
}

// brand sets what carries the brand: the given colour and accent, and the shades derived from them.
func (p *palette) brand(b *Brand) error {
	given, err := parseHex(b.Colour)
	if err != nil {
		return fmt.Errorf("brand %s: %w", b.Key, err)
	}
	accentHex := b.Accent.Light
	if p.scheme == darkScheme {
		accentHex = b.Accent.Dark
	}
	accent, err := parseHex(accentHex)
	if err != nil {
		return fmt.Errorf("brand %s: %w", b.Key, err)
	}
	strong, err := p.strong(given.oklch())
	if err != nil {
		return fmt.Errorf("brand %s: the brand colour %s %w", b.Key, b.Colour, err)
	}
	p.setRGB("brand", given)
	p.setRGB("brand-strong", strong)
	p.setRGB("on-brand", readableOn(strong, b.Neutral.hue(p.scheme)))
	p.setRGB("accent", accent)
	soft := accent.oklch()
	soft.h = halfway(soft.h, b.Neutral.hue(p.scheme))
	if p.scheme == darkScheme {
		p.set("accent-soft", colour{0.29, min(soft.c, 0.05), soft.h})
	} else {
		p.set("accent-soft", colour{0.945, min(soft.c, 0.032), soft.h})
	}
	return nil
}

// halfway is the hue between an accent and the greys around it when they are neighbours; pale shades seem to turn away from them.
func halfway(accent, neutral float64) float64 {
	const neighbours = 45
	if d := neutral - accent; d > -neighbours && d < neighbours {
		return accent + d*0.75
	}
	return accent
}

// strong moves the brand's colour in lightness until it can be read on every surface of the scheme. On dark pages it may become as
// light as it must; on light ones a brand that would have to change too much is refused.
func (p *palette) strong(given colour) (rgb, error) {
	step, furthest := -0.005, furthestShift
	if p.scheme == darkScheme {
		step, furthest = 0.005, 1.0
		given.l = max(given.l, 0.76)
		given.c = min(given.c, 0.13)
	}
	worst := 0.0
	for shift := 0.0; shift <= furthest; shift += 0.005 {
		c := colour{given.l + step*shift/0.005, given.c, given.h}
		worst = p.worstOnSurfaces(c.rgb())
		if worst >= textContrast {
			return c.rgb(), nil
		}
	}
	return rgb{}, fmt.Errorf("cannot be read on a %s page and stay itself: its contrast is %.1f, text needs %.1f; choose a darker one",
		p.scheme, p.worstOnSurfaces(given.rgb()), textContrast)
}

func (p *palette) worstOnSurfaces(c rgb) float64 {
	worst := 21.0
	for _, name := range []string{"bg", "surface", "sunken"} {
		worst = min(worst, contrast(c, p.get(name)))
	}
	return worst
}

// readableOn picks near-white or near-black for text on a fill, whichever reads better.
func readableOn(fill rgb, hue float64) rgb {
	white, black := colour{0.99, 0.004, hue}.rgb(), colour{0.19, 0.015, hue}.rgb()
	if contrast(white, fill) >= contrast(black, fill) {
		return white
	}
	return black
}

// places sets the two areas in which brands differ most: the header, and the card with the next payment.
func (p *palette) places(b *Brand) {
	given := p.get("brand").oklch()
	deep := colour{min(given.l, 0.34), min(given.c, 0.09), given.h}
	if p.scheme == darkScheme {
		deep = colour{0.255, min(given.c, 0.055), given.h}
	}
	if b.Header == Solid {
		p.filled("header", deep)
	} else {
		p.open("header", "surface")
	}
	if b.Hero == Solid {
		p.filled("hero", deep)
	} else {
		p.open("hero", "accent-soft")
	}
}

// open leaves an area on a background of the page, with the page's own ink.
func (p *palette) open(name, background string) {
	p.setRGB(name+"-bg", p.get(background))
	p.setRGB(name+"-ink", p.get("ink"))
	p.setRGB(name+"-soft", p.get("ink-soft"))
	p.setRGB(name+"-line", p.get("line"))
	p.setRGB(name+"-button", p.get("brand-strong"))
	p.setRGB(name+"-on-button", p.get("on-brand"))
	p.setRGB(name+"-mark", p.get("accent"))
}

// filled fills an area with a deep shade of the brand.
func (p *palette) filled(name string, fill colour) {
	p.set(name+"-bg", fill)
	p.set(name+"-ink", colour{0.985, 0.006, fill.h})
	p.set(name+"-soft", colour{0.86, 0.03, fill.h})
	p.set(name+"-line", colour{fill.l + 0.12, fill.c, fill.h})
	p.set(name+"-button", colour{0.985, 0.006, fill.h})
	p.set(name+"-on-button", colour{0.24, min(fill.c, 0.08), fill.h})
	p.set(name+"-mark", colour{0.80, 0.11, fill.h})
}

// pair is a rule: a on b must reach least.
type pair struct {
	a, b  string
	least float64
}

func contrastRules() []pair {
	rules := []pair{{"on-brand", "brand-strong", textContrast}, {"accent", "accent-soft", controlContrast}}
	for _, surface := range []string{"bg", "surface", "sunken"} {
		rules = append(rules,
			pair{"ink", surface, textContrast}, pair{"ink-soft", surface, textContrast}, pair{"brand-strong", surface, textContrast},
			pair{"accent", surface, controlContrast}, pair{"line-strong", surface, controlContrast}, pair{"bad", surface, textContrast})
	}
	rules = append(rules, pair{"warn-fill", "surface", controlContrast})
	for _, state := range []string{"ok", "warn", "bad", "info"} {
		rules = append(rules, pair{state, state + "-soft", textContrast}, pair{"ink", state + "-soft", textContrast},
			pair{state, "surface", textContrast})
	}
	for _, place := range []string{"header", "hero"} {
		rules = append(rules, pair{place + "-ink", place + "-bg", textContrast}, pair{place + "-soft", place + "-bg", textContrast},
			pair{place + "-on-button", place + "-button", textContrast}, pair{place + "-mark", place + "-bg", controlContrast},
			pair{place + "-button", place + "-bg", controlContrast})
	}
	return append(rules, pair{"ink", "accent-soft", textContrast}, pair{"ink-soft", "accent-soft", textContrast})
}

// check refuses a palette that someone could not read.
func (p *palette) check(brand string) error {
	for _, r := range contrastRules() {
		if got := contrast(p.get(r.a), p.get(r.b)); got < r.least {
			return fmt.Errorf("brand %s: %s %s on %s %s has a contrast of %.2f in the %s scheme, but needs %.1f; choose another colour",
				brand, r.a, p.get(r.a), r.b, p.get(r.b), got, p.scheme, r.least)
		}
	}
	return nil
}

// css writes the palette as custom properties.
func (p *palette) css() string {
	var b strings.Builder
	for _, s := range p.list {
		fmt.Fprintf(&b, "--%s:%s;", s.name, s.value)
	}
	return b.String()
}
