package pdf

import (
	"fmt"
	"strconv"
	"strings"
)

// element is a node of the structure tree: what a piece of content is, in reading order.
type element struct {
	role   string // a standard structure type (ISO 32000-1, 14.8.4)
	parent *element
	kids   []kid
	alt    string
	attrs  string // an attribute dictionary, written as it is
	at     ref
}

// kid is a child of an element: another element, a piece of marked content on a page, or an annotation.
type kid struct {
	element *element
	page    *page
	mark    int
	link    ref
}

func (e *element) child(role string) *element {
	c := &element{role: role, parent: e}
	e.kids = append(e.kids, kid{element: c})
	return c
}

// tree writes the structure of a document.
type tree struct {
	out     *file
	root    ref // StructTreeRoot
	parents strings.Builder
	next    int // the next free key of the parent tree, after the pages
}

// writeTree adds the structure tree with its parent tree (ISO 32000-1, 14.7.4.4) and returns its root.
func writeTree(out *file, document *element, pages []*page) ref {
	t := &tree{out: out, root: out.reserve(), next: len(pages)}
	number(out, document)
	for i, p := range pages {
		fmt.Fprintf(&t.parents, "%d %v ", i, out.add(refArray(p.marks)))
	}
	for _, p := range pages {
		for _, l := range p.links {
			fmt.Fprintf(&t.parents, "%d %v ", l.key, l.element.at)
			t.next++
		}
	}
	t.write(document, t.root)
	parents := out.add("<</Nums[" + strings.TrimSpace(t.parents.String()) + "]>>")
	out.set(t.root, fmt.Sprintf("<</Type/StructTreeRoot/K[%v]/ParentTree %v/ParentTreeNextKey %d>>", document.at, parents, t.next))
	return t.root
}

// number gives each element its object number, parents first.
func number(out *file, e *element) {
	e.at = out.reserve()
	for _, k := range e.kids {
		if k.element != nil {
			number(out, k.element)
		}
	}
}

func refArray(elements []*element) string {
	var b strings.Builder
	b.WriteByte('[')
	for i, e := range elements {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(e.at.String())
	}
	b.WriteByte(']')
	return b.String()
}

func (t *tree) write(e *element, parent ref) {
	var b strings.Builder
	b.WriteString("<</Type/StructElem/S/" + e.role + "/P " + parent.String())
	page := e.page()
	if page != nil {
		b.WriteString("/Pg " + page.at.String())
	}
	if e.alt != "" {
		b.WriteString("/Alt" + textString(e.alt))
	}
	if e.attrs != "" {
		b.WriteString("/A" + e.attrs)
	}
	if len(e.kids) > 0 {
		b.WriteString("/K[")
		for _, k := range e.kids {
			b.WriteString(k.entry(page))
			b.WriteByte(' ')
		}
		b.WriteByte(']')
	}
	b.WriteString(">>")
	t.out.set(e.at, b.String())
	for _, k := range e.kids {
		if k.element != nil {
			t.write(k.element, e.at)
		}
	}
}

// page returns the page of an element's first own content, or nil when it has none.
func (e *element) page() *page {
	for _, k := range e.kids {
		if k.page != nil {
			return k.page
		}
	}
	return nil
}

// entry writes a child; content on the element's own page is only a number.
func (k kid) entry(own *page) string {
	switch {
	case k.element != nil:
		return k.element.at.String()
	case k.link != 0:
		return fmt.Sprintf("<</Type/OBJR/Pg %v/Obj %v>>", k.page.at, k.link)
	case k.page == own:
		return strconv.Itoa(k.mark)
	default:
		return fmt.Sprintf("<</Type/MCR/Pg %v/MCID %d>>", k.page.at, k.mark)
	}
}
