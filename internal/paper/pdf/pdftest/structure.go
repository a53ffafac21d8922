package pdftest

import (
	"fmt"
	"strings"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// children says which elements may stand under which (PDF/UA-1, 7.2, 7.5, 7.6; the Matterhorn protocol 09-004 to 09-006).
var children = map[string]string{
	"Document": "H1 H2 H3 P L Table Figure", "Table": "TR", "TR": "TH TD", "L": "LI", "LI": "Lbl LBody", "P": "Link",
	"H1": "", "H2": "", "H3": "", "TH": "", "TD": "", "Lbl": "", "LBody": "", "Link": "", "Figure": "",
}

// node is an element as it was read.
type node struct {
	dict types.Dict
	ref  string
	role string
	kids []node
}

func (c *checker) structure(root types.Dict) {
	kids := c.array(root["K"])
	if len(kids) != 1 {
		c.note("the structure tree has %d roots, want one document", len(kids))
		return
	}
	document := c.element(kids[0])
	if document.role != "Document" {
		c.note("the structure tree's root is %s, want Document", document.role)
	}
	c.walk(document)
	for i, p := range c.pages {
		for mark := range p.roles {
			if !c.seen[fmt.Sprint(p.ref, " ", mark)] {
				c.note("page %d: mark %d is not in the structure tree", i+1, mark)
			}
		}
	}
}

// element reads an element and what is under it.
func (c *checker) element(o types.Object) node {
	d := c.dict(o)
	n := node{dict: d, ref: o.PDFString()}
	if role := d.NameEntry("S"); role != nil {
		n.role = *role
	}
	if _, ok := children[n.role]; !ok {
		c.note("unknown structure type %q", n.role)
	}
	if d["K"] == nil {
		return n
	}
	for _, k := range c.array(d["K"]) {
		switch k := k.(type) {
		case types.IndirectRef:
			kid := c.element(k)
			if parent := kid.dict["P"]; parent == nil || parent.PDFString() != n.ref {
				c.note("an element %s under %s has another parent", kid.role, n.role)
			}
			n.kids = append(n.kids, kid)
		case types.Integer:
			c.claim(n, d["Pg"], k.Value())
		case types.Dict:
			if mark := k.IntEntry("MCID"); mark != nil {
				c.claim(n, k["Pg"], *mark)
			}
		}
	}
	return n
}

// claim checks a marked content against the page and the parent tree.
func (c *checker) claim(n node, page types.Object, mark int) {
	if page == nil {
		c.note("%s has content but no page", n.role)
		return
	}
	for i, p := range c.pages {
		if p.ref != page.PDFString() {
			continue
		}
		known := c.array(c.parents[i])
		switch {
		case mark >= len(p.roles) || mark >= len(known):
			c.note("%s claims mark %d of page %d, which has %d", n.role, mark, i+1, len(p.roles))
		case p.roles[mark] != n.role:
			c.note("page %d: mark %d is %s on the page and %s in the tree", i+1, mark, p.roles[mark], n.role)
		case known[mark].PDFString() != n.ref:
			c.note("page %d: mark %d has another parent in the parent tree", i+1, mark)
		}
		c.seen[fmt.Sprint(p.ref, " ", mark)] = true
		return
	}
	c.note("%s has content on a page that is not there", n.role)
}

// walk checks the rules of nesting, in reading order.
func (c *checker) walk(n node) {
	for _, kid := range n.kids {
		if !strings.Contains(" "+children[n.role]+" ", " "+kid.role+" ") {
			c.note("%s stands under %s", kid.role, n.role)
		}
	}
	switch n.role {
	case "H1", "H2", "H3":
		level := int(n.role[1] - '0')
		if level > c.level+1 {
			c.note("%s follows a heading of level %d", n.role, c.level)
		}
		c.level = level
	case "TH":
		if scope := c.attribute(n, "Table")["Scope"]; scope == nil {
			c.note("a TH has no scope")
		}
	case "L":
		if c.attribute(n, "List")["ListNumbering"] == nil {
			c.note("a list does not say how it is numbered")
		}
	case "Figure":
		if n.dict["Alt"] == nil || c.attribute(n, "Layout")["BBox"] == nil {
			c.note("a figure has no alternative text or no box")
		}
	case "Table":
		for _, row := range n.kids {
			if len(row.kids) != len(n.kids[0].kids) {
				c.note("a row has %d cells, the first %d", len(row.kids), len(n.kids[0].kids))
			}
		}
	}
	for _, kid := range n.kids {
		c.walk(kid)
	}
}

func (c *checker) attribute(n node, owner string) types.Dict {
	if n.dict["A"] == nil {
		return types.Dict{}
	}
	d := c.dict(n.dict["A"])
	if o := d.NameEntry("O"); o == nil || *o != owner {
		c.note("%s has attributes of another owner", n.role)
	}
	return d
}

// links checks a page's annotations: each is a link that is described, printed and known to the structure tree.
func (c *checker) links(where string, annots types.Array) {
	for _, a := range annots {
		d := c.dict(a)
		c.want(where+", link", d, "Subtype", "/Link")
		c.want(where+", link", d, "F", "4")
		if d["Contents"] == nil {
			c.note("%s: a link has no description", where)
		}
		key := d.IntEntry("StructParent")
		if key == nil || c.parents[*key] == nil {
			c.note("%s: a link has no parent in the structure tree", where)
			continue
		}
		element := c.dict(c.parents[*key])
		c.want(where+", link's element", element, "S", "/Link")
		if !strings.Contains(element.PDFString(), "/Obj "+a.PDFString()) {
			c.note("%s: a link's element does not refer back to it", where)
		}
	}
}
