package pdf

import (
	"marque/internal/fault"
)

// box is the smallest piece that a page break never divides: a line of text, a row of a table, a whole panel.
type box struct {
	height Length
	before Length // room above, dropped at the top of a page
	keep   bool   // stays on the page of the next box
	head   *box   // drawn again where this box begins a page
	draw   func(p *page, x, y Length)
}

// Where things stand on a sheet.
const (
	margin       = 58 * Point // left and right
	marginTop    = 50 * Point
	marginBottom = 46 * Point
	headerRoom   = 30 * Point // the running header on later pages
	footerLine   = 11 * Point
	footerGap    = 18 * Point // between the body and the footer's rule
)

// sheetSize returns a sheet's width and height.
func sheetSize(s Sheet) (width, height Length) {
	if s == A4 {
		return 595276, 841890
	}
	return 612 * Point, 792 * Point
}

// layout puts boxes on pages.
type layout struct {
	out           *file
	width, height Length
	bottom        Length // where the body ends
	pages         []*page
	y             Length
	fresh         bool // nothing stands on the page yet
}

func newLayout(out *file, d *Document) *layout {
	l := &layout{out: out}
	l.width, l.height = sheetSize(d.Sheet)
	l.bottom = l.height - marginBottom - Length(max(1, len(d.Running.Footer)))*footerLine - footerGap
	l.turn()
	return l
}

// turn begins a page.
func (l *layout) turn() {
	l.pages = append(l.pages, &page{at: l.out.reserve(), height: l.height})
	l.y, l.fresh = marginTop, true
	if len(l.pages) > 1 {
		l.y += headerRoom
	}
}

// place puts all boxes on pages; boxes that are kept together move to the next page together.
func (l *layout) place(boxes []box) error {
	for len(boxes) > 0 {
		n := 1
		for n < len(boxes) && boxes[n-1].keep {
			n++
		}
		if !l.fresh && l.y+l.measure(boxes[:n]) > l.bottom {
			l.turn()
		}
		for i := range boxes[:n] {
			if err := l.put(&boxes[i]); err != nil {
				return err
			}
		}
		boxes = boxes[n:]
	}
	return nil
}

func (l *layout) measure(boxes []box) Length {
	var sum Length
	for _, b := range boxes {
		sum += b.before + b.height
	}
	return sum
}

func (l *layout) put(b *box) error {
	if !l.fresh && l.y+b.before+b.height > l.bottom {
		l.turn()
	}
	if len(l.pages) > MaxPages {
		return fault.Newf(fault.TooLarge, "This document has more than %d pages.", MaxPages)
	}
	p := l.pages[len(l.pages)-1]
	if l.fresh && b.head != nil {
		b.head.draw(p, margin, l.y)
		l.y += b.head.height
	} else if !l.fresh {
		l.y += b.before
	}
	if l.y+b.height > l.bottom {
		return fault.New(fault.TooLarge, "A part of this document is taller than a page.")
	}
	b.draw(p, margin, l.y)
	l.y += b.height
	l.fresh = l.fresh && b.height == 0 // empty room at the top of a page vanishes
	return nil
}

// furnish adds the running header and footer to every page, when the number of pages is known.
func (l *layout) furnish(b *builder) {
	for i, p := range l.pages {
		if i > 0 && b.doc.Running.Header != "" {
			p.mark(header)
			p.text(b.ink(false, sizeSmall, muted), margin, marginTop, clean(b.doc.Running.Header))
			p.rect(area{margin, marginTop + 8*Point, l.width - 2*margin, hairline}, hair)
		}
		l.foot(b, p, i+1)
		p.close()
	}
}

func (l *layout) foot(b *builder, p *page, number int) {
	running := b.doc.Running
	if len(running.Footer) == 0 && running.Page == nil {
		return
	}
	p.mark(footer)
	top := l.bottom + footerGap
	p.rect(area{margin, top, l.width - 2*margin, hairline}, hair)
	k := b.ink(false, sizeFooter, muted)
	for i, text := range running.Footer {
		p.text(k, margin, top+Length(i+1)*footerLine+2*Point, clean(text))
	}
	if running.Page != nil {
		text := clean(running.Page(number, len(l.pages)))
		p.text(k, l.width-margin-k.width(text), top+footerLine+2*Point, text)
	}
}

// stack joins boxes to one that is not divided.
func stack(boxes []box) box {
	var height Length
	for i, b := range boxes {
		if i > 0 {
			height += b.before
		}
		height += b.height
	}
	return box{height: height, draw: func(p *page, x, y Length) {
		for i, b := range boxes {
			if i > 0 {
				y += b.before
			}
			b.draw(p, x, y)
			y += b.height
		}
	}}
}
