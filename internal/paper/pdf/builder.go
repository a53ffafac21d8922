package pdf

import (
	"strconv"
	"strings"

	"marque/internal/fault"
)

// The type scale and the quiet colours. Muted ink has a contrast of 5.9 on white and 5.4 on a panel.
const (
	sizeBody    = 10 * Point
	sizeSmall   = 8500
	sizeTable   = 8500
	sizeFooter  = 7500
	hairline    = 500
	blockGap    = 8 * Point
	sectionGap  = 20 * Point
	panelInset  = 16 * Point
	columnsGap  = 28 * Point
	listIndent  = 16 * Point
	accentWidth = 3 * Point
)

var (
	black    = Color{0x16, 0x1B, 0x22}
	muted    = Color{0x59, 0x62, 0x6E}
	hair     = Color{0xD5, 0xDA, 0xE0}
	panelInk = Color{0xF5, 0xF6, 0xF8}
)

// setting is how a style or a heading is set.
type setting struct {
	strong        bool
	size, leading Length
	color         Color
	before        Length
}

var settings = [...]setting{
	Body:    {false, sizeBody, 15 * Point, black, blockGap},
	Strong:  {true, sizeBody, 15 * Point, black, blockGap},
	Small:   {false, sizeSmall, 12500, muted, 5 * Point},
	Label:   {false, sizeSmall, 12 * Point, muted, blockGap},
	Lead:    {false, 12 * Point, 18 * Point, black, blockGap},
	Display: {true, 30 * Point, 36 * Point, black, 2 * Point},
	Name:    {true, 15 * Point, 20 * Point, black, 0},
}

var headings = [...]setting{
	1: {true, 20 * Point, 26 * Point, black, sectionGap},
	2: {true, 12500, 18 * Point, black, sectionGap},
	3: {true, sizeBody, 15 * Point, black, 14 * Point},
}

// builder turns blocks into boxes and, in the same order, grows the structure tree.
type builder struct {
	out      *file
	doc      *Document
	regular  *face
	strong   *face
	document *element
	level    int // of the last heading
	depth    int
	blocks   int
	cells    int
	steps    int
	bytes    int
	err      error
}

// fail remembers the first thing that is wrong with the document.
func (b *builder) fail(err error) {
	if b.err == nil {
		b.err = err
	}
}

func (b *builder) ink(strong bool, size Length, color Color) ink {
	if strong {
		return ink{face: b.strong, name: "/S", size: size, color: color}
	}
	return ink{face: b.regular, name: "/R", size: size, color: color}
}

// words cleans a text and counts it against the bound.
func (b *builder) words(s string) string {
	b.bytes += len(s)
	if b.bytes > MaxTextBytes {
		b.fail(fault.Newf(fault.TooLarge, "The texts of this document are longer than %d bytes.", MaxTextBytes))
		return ""
	}
	return clean(s)
}

// all builds blocks one after another.
func (b *builder) all(blocks []Block, width Length) []box {
	if b.depth >= maxNesting {
		b.fail(fault.Newf(fault.Invalid, "Blocks are nested more than %d deep.", maxNesting))
		return nil
	}
	b.depth++
	defer func() { b.depth-- }()
	var out []box
	for _, block := range blocks {
		if b.blocks++; b.blocks > MaxBlocks {
			b.fail(fault.Newf(fault.TooLarge, "This document has more than %d blocks.", MaxBlocks))
		}
		if b.err != nil {
			return nil
		}
		if block != nil {
			out = append(out, block.build(b, width)...)
		}
	}
	return out
}

// passage is how and as what a text is set.
type passage struct {
	setting
	ink     ink
	width   Length
	align   Align
	element *element
}

func (b *builder) passage(s setting, width Length, e *element) passage {
	return passage{setting: s, ink: b.ink(s.strong, s.size, s.color), width: width, element: e}
}

// lines makes a box of each line of a text.
func (t passage) lines(text string) []box {
	wrapped := wrap(t.ink, text, t.width)
	out := make([]box, len(wrapped))
	for i, ln := range wrapped {
		out[i] = box{height: t.leading, draw: func(p *page, x, y Length) {
			p.tag(t.element)
			p.set(t.ink, ln, place{x, y, t.width, t.leading, t.align})
		}}
	}
	out[0].before = t.before
	return out
}

// place is where a line is set: its top left corner, how wide its column is, and from line to line.
type place struct {
	x, y, width, leading Length
	align                Align
}

// set sets one line, its capitals in the middle of the leading.
func (p *page) set(k ink, ln line, at place) {
	if at.align == Right {
		at.x += at.width - ln.width
	}
	text := ln.text
	if ln.spaced && text != "" {
		text += " "
	}
	rise := Length(k.face.font.perMille(k.face.font.capHeight)) * k.size / 1000
	p.text(k, at.x, at.y+(at.leading+rise)/2, text)
}

func (h Heading) build(b *builder, width Length) []box {
	if h.Level < 1 || h.Level > 3 || h.Level > b.level+1 {
		b.fail(fault.Inputf("level", "A heading of level %d cannot follow one of level %d.", h.Level, b.level))
		return nil
	}
	text := b.words(h.Text)
	if strings.TrimSpace(text) == "" {
		b.fail(fault.Input("text", "A heading is empty."))
		return nil
	}
	b.level = h.Level
	out := b.passage(headings[h.Level], width, b.document.child("H"+strconv.Itoa(h.Level))).lines(text)
	for i := range out {
		out[i].keep = true
	}
	return out
}

func (t Paragraph) build(b *builder, width Length) []box {
	if int(t.Style) >= len(settings) {
		b.fail(fault.Input("style", "A paragraph has an unknown style."))
		return nil
	}
	text := b.words(t.Text)
	if strings.TrimSpace(text) == "" {
		return nil
	}
	set := b.passage(settings[t.Style], width, b.document.child("P"))
	set.align = t.Align
	if t.Link != "" {
		return b.linked(t.Link, text, set)
	}
	out := set.lines(text)
	if t.Style == Label {
		out[len(out)-1].keep = true // a label names what follows
	}
	keepEnds(out)
	return out
}

// keepEnds keeps the first two and the last two lines of a paragraph together.
func keepEnds(lines []box) {
	if len(lines) > 1 {
		lines[0].keep = true
		lines[len(lines)-2].keep = true
	}
}

func (l List) build(b *builder, width Length) []box {
	if len(l.Items) == 0 {
		return nil
	}
	e := b.document.child("L")
	e.attrs = "<</O/List/ListNumbering/Disc>>"
	if l.Ordered {
		e.attrs = "<</O/List/ListNumbering/Decimal>>"
	}
	var out []box
	for i, item := range l.Items {
		if b.cells++; b.cells > MaxCells {
			b.fail(fault.Newf(fault.TooLarge, "This document has more than %d cells and items.", MaxCells))
			return nil
		}
		li := e.child("LI")
		label, body := li.child("Lbl"), li.child("LBody")
		mark := "•"
		if l.Ordered {
			mark = strconv.Itoa(i+1) + "."
		}
		set := b.passage(settings[Body], width-listIndent, body)
		lines := set.lines(b.words(item))
		keepEnds(lines)
		for at := range lines {
			lines[at] = indented(lines[at])
		}
		lines[0] = set.marked(lines[0], label, mark)
		if i > 0 {
			lines[0].before = 3 * Point
		}
		out = append(out, lines...)
	}
	return out
}

// indented moves a line of a list to the right.
func indented(line box) box {
	draw := line.draw
	line.draw = func(p *page, x, y Length) { draw(p, x+listIndent, y) }
	return line
}

// marked puts a list's mark before a line.
func (t passage) marked(line box, label *element, mark string) box {
	draw := line.draw
	line.draw = func(p *page, x, y Length) {
		p.tag(label)
		p.set(t.ink, lineOf(t.ink, mark), place{x: x, y: y, leading: t.leading})
		draw(p, x, y)
	}
	return line
}

func lineOf(k ink, text string) line { return line{text: text, width: k.width(text)} }

func (c Columns) build(b *builder, width Length) []box {
	total := 0
	for _, part := range c.Parts {
		if part.Share < 1 || part.Share > 1000 {
			b.fail(fault.Input("share", "A part of columns has a share that is not from 1 to 1000."))
			return nil
		}
		total += part.Share
	}
	if len(c.Parts) == 0 || len(c.Parts) > MaxColumns {
		b.fail(fault.Inputf("parts", "Columns have from 1 to %d parts.", MaxColumns))
		return nil
	}
	room := width - columnsGap*Length(len(c.Parts)-1)
	whole := box{before: blockGap}
	var boxes []box
	var starts []Length
	x := Length(0)
	for _, part := range c.Parts {
		w := room * Length(part.Share) / Length(total)
		inner := stack(b.all(part.Blocks, w))
		boxes, starts = append(boxes, inner), append(starts, x)
		whole.height = max(whole.height, inner.height)
		x += w + columnsGap
	}
	whole.draw = func(p *page, x, y Length) {
		for i := range boxes {
			boxes[i].draw(p, x+starts[i], y)
		}
	}
	return []box{whole}
}

func (n Panel) build(b *builder, width Length) []box {
	inner := stack(b.all(n.Blocks, width-2*panelInset))
	height := inner.height + 2*panelInset
	return []box{{height: height, before: 2 * blockGap, draw: func(p *page, x, y Length) {
		p.mark(decoration)
		p.rect(area{x, y, width, height}, panelInk)
		if n.Accent {
			p.rect(area{x, y, accentWidth, height}, b.doc.Accent)
		}
		inner.draw(p, x+panelInset, y+panelInset)
	}}}
}

func (r Rule) build(b *builder, width Length) []box {
	thick, color := Length(hairline), hair
	if r.Accent {
		thick, color = 2*Point, b.doc.Accent
	}
	return []box{{height: thick, before: blockGap, draw: func(p *page, x, y Length) {
		p.mark(decoration)
		p.rect(area{x, y, width, thick}, color)
	}}}
}

func (s Spacer) build(b *builder, _ Length) []box {
	if s.Height < 0 || s.Height > 11*Inch {
		b.fail(fault.Input("height", "A spacer is from zero to eleven inches high."))
		return nil
	}
	return []box{{before: s.Height, draw: func(*page, Length, Length) {}}}
}
