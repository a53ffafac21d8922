package pdf

import (
	"slices"
	"strconv"
)

// page is one page's content stream in the making. Everything on it is either tagged as a structure element's
// content or marked as an artifact; the two methods that open either close the other.
type page struct {
	at       ref
	height   Length
	content  []byte
	marks    []*element // marked content number → element
	links    []link
	open     *element // whose content is open
	artifact string   // which artifact is open
	inked    Color    // fill colour in force
	isInked  bool
	font     string // font and size in force
}

// link is a clickable area.
type link struct {
	element                  *element
	annotation               ref
	key                      int
	left, top, right, bottom Length
	target, text             string
}

// Kinds of artifact (ISO 32000-1, 14.8.2.2).
const (
	decoration = "/Artifact<</Type/Layout>>BDC\n"
	repetition = "/Artifact<</Type/Pagination>>BDC\n"
	header     = "/Artifact<</Type/Pagination/Subtype/Header>>BDC\n"
	footer     = "/Artifact<</Type/Pagination/Subtype/Footer>>BDC\n"
)

// tag makes what follows the content of an element.
func (p *page) tag(e *element) {
	if p.open == e {
		return
	}
	p.close()
	mark := len(p.marks)
	p.marks = append(p.marks, e)
	e.kids = append(e.kids, kid{page: p, mark: mark})
	p.content = append(p.content, "/"+e.role+"<</MCID "+strconv.Itoa(mark)+">>BDC\n"...)
	p.open = e
}

// mark makes what follows an artifact.
func (p *page) mark(artifact string) {
	if p.artifact == artifact {
		return
	}
	p.close()
	p.content = append(p.content, artifact...)
	p.artifact = artifact
}

func (p *page) close() {
	if p.open != nil || p.artifact != "" {
		p.content = append(p.content, "EMC\n"...)
	}
	p.open, p.artifact = nil, ""
}

// ink is how a piece of text is set.
type ink struct {
	face    *face
	name    string // the face's name among the page's resources
	size    Length
	color   Color
	tabular bool
}

// width measures a text.
func (k ink) width(s string) Length { return Length(k.face.width(s, k.tabular)) * k.size / 1000 }

// text sets a line with its baseline at y below the top of the page.
func (p *page) text(k ink, x, y Length, s string) {
	if s == "" {
		return
	}
	p.fill(k.color)
	p.content = append(p.content, "BT "...)
	if font := k.name + " " + string(appendLength(nil, k.size)); font != p.font {
		p.font = font
		p.content = append(p.content, font+" Tf "...)
	}
	p.content = appendLength(p.content, x)
	p.content = append(p.content, ' ')
	p.content = appendLength(p.content, p.height-y)
	p.content = append(p.content, " Td "...)
	p.show(k, s)
	p.content = append(p.content, " ET\n"...)
}

// show writes the glyphs of a text, with the kerning between them.
func (p *page) show(k ink, s string) {
	const hexDigits = "0123456789ABCDEF"
	start, kerned, before := len(p.content), false, uint16(0)
	p.content = append(p.content, '<')
	for _, r := range s {
		g := k.face.slot(r, k.tabular)
		if move := k.face.kern(before, g); move != 0 {
			p.content = append(p.content, '>')
			p.content = strconv.AppendInt(p.content, int64(-move), 10)
			p.content = append(p.content, '<')
			kerned = true
		}
		p.content = append(p.content, hexDigits[g>>12], hexDigits[g>>8&15], hexDigits[g>>4&15], hexDigits[g&15])
		before = g
	}
	if !kerned {
		p.content = append(p.content, ">Tj"...)
		return
	}
	p.content = append(slices.Insert(p.content, start, '['), ">]TJ"...)
}

func (p *page) fill(c Color) {
	if p.isInked && p.inked == c {
		return
	}
	p.inked, p.isInked = c, true
	p.content = appendColor(p.content, c)
	p.content = append(p.content, "rg\n"...)
}

// area is a rectangle given by its top left corner; y is measured from the top of the page.
type area struct{ x, y, width, height Length }

// rect fills a rectangle.
func (p *page) rect(a area, c Color) {
	p.fill(c)
	for _, v := range []Length{a.x, p.height - a.y - a.height, a.width, a.height} {
		p.content = appendLength(p.content, v)
		p.content = append(p.content, ' ')
	}
	p.content = append(p.content, "re f\n"...)
}

// path paints a path whose origin stands at x, y.
func (p *page) path(path Path, x, y Length) {
	if path.Fill != nil {
		p.fill(*path.Fill)
	}
	if path.Stroke != nil {
		p.content = appendColor(p.content, *path.Stroke)
		p.content = append(p.content, "RG "...)
		p.content = appendLength(p.content, path.Width)
		p.content = append(p.content, " w 1 j 1 J ["...)
		if path.Dash > 0 {
			p.content = appendLength(p.content, path.Dash)
		}
		p.content = append(p.content, "]0 d\n"...)
	}
	for _, s := range path.steps {
		for i := range s.count() {
			p.content = appendLength(p.content, x+s.points[2*i])
			p.content = append(p.content, ' ')
			p.content = appendLength(p.content, p.height-y-s.points[2*i+1])
			p.content = append(p.content, ' ')
		}
		p.content = append(p.content, s.op, '\n')
	}
	p.content = append(p.content, path.operator()...)
}

// appendLength writes a length in points, without a float in between.
func appendLength(out []byte, v Length) []byte {
	if v < 0 {
		out, v = append(out, '-'), -v
	}
	out = strconv.AppendInt(out, int64(v/1000), 10)
	rest := int(v % 1000)
	if rest == 0 {
		return out
	}
	out = append(out, '.', byte('0'+rest/100), byte('0'+rest/10%10), byte('0'+rest%10))
	for out[len(out)-1] == '0' {
		out = out[:len(out)-1]
	}
	return out
}

// appendColor writes the three components as thousandths.
func appendColor(out []byte, c Color) []byte {
	for _, v := range [3]uint8{c.R, c.G, c.B} {
		out = appendLength(out, (Length(v)*1000+127)/255)
		out = append(out, ' ')
	}
	return out
}
