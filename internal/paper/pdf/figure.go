package pdf

import (
	"fmt"
	"net/url"
	"strings"

	"marque/internal/fault"
)

func (f Figure) build(b *builder, width Length) []box {
	if err := f.check(b, width); err != nil {
		b.fail(err)
		return nil
	}
	labels := make([]string, len(f.Labels))
	for i, l := range f.Labels {
		labels[i] = b.words(l.Text)
	}
	var e *element
	if !f.Decorative {
		e = b.document.child("Figure")
		e.alt = b.words(f.Alt)
	}
	return []box{{height: f.Height, before: blockGap, draw: func(p *page, x, y Length) {
		f.open(p, e, x, y)
		for _, path := range f.Paths {
			p.path(path, x, y)
		}
		k := b.ink(false, sizeFooter, muted)
		k.tabular = true
		for i, l := range f.Labels {
			at := x + l.X
			if l.Align == Right {
				at -= k.width(labels[i])
			}
			p.text(k, at, y+l.Y, labels[i])
		}
	}}}
}

// open begins the figure's content and says where on the page it stands (ISO 32000-1, 14.8.5.4.3).
func (f Figure) open(p *page, e *element, x, y Length) {
	if e == nil {
		p.mark(decoration)
		return
	}
	var bounds []byte
	for _, v := range []Length{x, p.height - y - f.Height, x + f.Width, p.height - y} {
		bounds = append(appendLength(bounds, v), ' ')
	}
	e.attrs = fmt.Sprintf("<</O/Layout/Placement/Block/BBox[%s]>>", strings.TrimSpace(string(bounds)))
	p.tag(e)
}

func (f Figure) check(b *builder, width Length) error {
	if f.Width <= 0 || f.Height <= 0 || f.Width > width {
		return fault.Input("width", "A figure is wider than its column or has no size.")
	}
	if !f.Decorative && strings.TrimSpace(clean(f.Alt)) == "" {
		return fault.Input("alt", "A figure does not say in words what it shows.")
	}
	if len(f.Alt) > maxString {
		return fault.Inputf("alt", "The words of a figure are longer than %d bytes.", maxString)
	}
	for _, p := range f.Paths {
		b.steps += len(p.steps)
		if len(p.steps) > 0 && p.steps[0].op != 'm' {
			return fault.Input("paths", "A path does not begin with a move.")
		}
	}
	if b.steps > MaxSteps || len(f.Labels) > MaxSteps {
		return fault.Newf(fault.TooLarge, "The drawings of this document have more than %d steps.", MaxSteps)
	}
	return nil
}

// linked builds a paragraph that is a link: each line of it can be clicked.
func (b *builder) linked(target, text string, set passage) []box {
	err := checkLink(target)
	if err == nil && len(text) > maxString {
		err = fault.Inputf("link", "The text of a link is longer than %d bytes.", maxString)
	}
	if err != nil {
		b.fail(err)
		return nil
	}
	set.element = set.element.child("Link")
	if readable(b.doc.Accent) {
		set.ink.color = b.doc.Accent
	}
	out := set.lines(text)
	for i, ln := range wrap(set.ink, text, set.width) {
		if ln.text == "" {
			continue
		}
		draw := out[i].draw
		out[i].draw = func(p *page, x, y Length) {
			draw(p, x, y)
			if set.align == Right {
				x += set.width - ln.width
			}
			p.link(link{
				element: set.element, annotation: b.out.reserve(), target: target, text: text,
				left: x, right: x + ln.width, top: p.height - y, bottom: p.height - y - set.leading,
			})
		}
	}
	return out
}

// link makes an area clickable and tells the structure tree.
func (p *page) link(l link) {
	p.links = append(p.links, l)
	l.element.kids = append(l.element.kids, kid{page: p, link: l.annotation})
}

func checkLink(target string) error {
	u, err := url.Parse(target)
	if err != nil || len(target) > maxString || u.Scheme != "https" && u.Scheme != "http" && u.Scheme != "mailto" && u.Scheme != "tel" {
		return fault.Input("link", "A link must begin with https:, http:, mailto: or tel:.")
	}
	for _, r := range target {
		if r <= ' ' || r > '~' {
			return fault.Input("link", "A link holds a character that must be percent-encoded.")
		}
	}
	return nil
}

// readable tells whether a colour has a contrast of at least 4.5 on white, by the luminance of WCAG 2.2 with the
// transfer curve taken as a square, which is a little darker than it should be and so errs on the safe side.
func readable(c Color) bool {
	square := func(v uint8) int { return int(v) * int(v) }
	luminance := (2126*square(c.R) + 7152*square(c.G) + 722*square(c.B)) / 65025 // in ten-thousandths
	return luminance <= 1833                                                     // 1.05/4.5 less 0.05
}

// annotations writes a page's links and returns the page's entry for them.
func (p *page) annotations(out *file) string {
	if len(p.links) == 0 {
		return ""
	}
	var list []byte
	for _, l := range p.links {
		var box []byte
		for _, v := range []Length{l.left, l.bottom, l.right, l.top} {
			box = append(appendLength(box, v), ' ')
		}
		const printed = 4
		out.set(l.annotation, fmt.Sprintf(
			"<</Type/Annot/Subtype/Link/Rect[%s]/Border[0 0 0]/F %d/StructParent %d/Contents%s/A<</S/URI/URI%s>>>>",
			strings.TrimSpace(string(box)), printed, l.key, textString(l.text), textString(l.target)))
		list = append(list, l.annotation.String()+" "...)
	}
	return "/Annots[" + strings.TrimSpace(string(list)) + "]"
}
