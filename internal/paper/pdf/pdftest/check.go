// Package pdftest proves, in tests, that a file keeps the promises of PDF/UA-1 and PDF/A-2a that a machine can check
// without veraPDF. It reads files with pdfcpu, another implementation than the one that wrote them.
package pdftest

import (
	"bytes"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"sync"

	"github.com/pdfcpu/pdfcpu/pkg/api"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// checker walks a file and notes what is wrong with it.
type checker struct {
	ctx      *model.Context
	problems []string
	parents  map[int]types.Object // the parent tree
	pages    []pageMarks
	fonts    map[string]*fontUse // by resource name
	level    int                 // of the last heading
	seen     map[string]bool     // page/mark that the structure tree reaches
}

// pageMarks are a page's marked contents: number → role.
type pageMarks struct {
	ref   string
	roles []string
}

// offline keeps pdfcpu from writing a configuration folder into the home directory.
var offline = sync.OnceFunc(api.DisableConfigDir)

// Problems lists what is wrong with a file; none when it is well.
func Problems(file []byte) []string {
	offline()
	conf := model.NewDefaultConfiguration()
	conf.ValidationMode = model.ValidationStrict
	ctx, err := api.ReadAndValidate(bytes.NewReader(file), conf)
	if err != nil {
		return []string{"pdfcpu, strict: " + err.Error()}
	}
	c := &checker{ctx: ctx, fonts: make(map[string]*fontUse), seen: make(map[string]bool)}
	catalog, err := ctx.Catalog()
	if err != nil {
		return []string{err.Error()}
	}
	c.catalog(catalog)
	root := c.dict(catalog["StructTreeRoot"])
	c.parentTree(root)
	for i := range ctx.PageCount {
		c.page(i)
	}
	c.structure(root)
	c.checkFonts()
	return c.problems
}

func (c *checker) note(format string, args ...any) {
	c.problems = append(c.problems, fmt.Sprintf(format, args...))
}

func (c *checker) dict(o types.Object) types.Dict {
	d, err := c.ctx.DereferenceDict(o)
	if err != nil || d == nil {
		c.note("no dictionary at %v: %v", o, err)
		return types.Dict{}
	}
	return d
}

func (c *checker) array(o types.Object) types.Array {
	a, err := c.ctx.DereferenceArray(o)
	if err != nil {
		c.note("no array at %v: %v", o, err)
	}
	return a
}

func (c *checker) stream(o types.Object) (types.Dict, []byte) {
	s, _, err := c.ctx.DereferenceStreamDict(o)
	if err != nil || s == nil {
		c.note("no stream at %v: %v", o, err)
		return types.Dict{}, nil
	}
	if err := s.Decode(); err != nil {
		c.note("stream at %v: %v", o, err)
	}
	return s.Dict, s.Content
}

// want notes an entry that is not as it should be.
func (c *checker) want(where string, d types.Dict, key, value string) {
	got := "nothing"
	if o, ok := d[key]; ok {
		if o, err := c.ctx.Dereference(o); err == nil && o != nil {
			got = o.PDFString()
		}
	}
	if got != value {
		c.note("%s: %s is %s, want %s", where, key, got, value)
	}
}

// catalog checks the promises that concern the whole file.
func (c *checker) catalog(catalog types.Dict) {
	c.want("mark information", c.dict(catalog["MarkInfo"]), "Marked", "true")
	c.want("viewer preferences", c.dict(catalog["ViewerPreferences"]), "DisplayDocTitle", "true")
	if catalog["Lang"] == nil {
		c.note("the catalog has no Lang")
	}
	for _, key := range []string{"OpenAction", "AA", "AcroForm", "OCProperties", "Names"} {
		if catalog[key] != nil {
			c.note("the catalog has %s", key)
		}
	}
	_, packet := c.stream(catalog["Metadata"])
	for _, part := range []string{
		"<pdfaid:part>2</pdfaid:part>", "<pdfaid:conformance>A</pdfaid:conformance>", "<pdfuaid:part>1</pdfuaid:part>",
		"<dc:title>", "http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>",
	} {
		if !bytes.Contains(packet, []byte(part)) {
			c.note("the metadata lacks %s", part)
		}
	}
	intents := c.array(catalog["OutputIntents"])
	if len(intents) != 1 {
		c.note("%d output intents, want 1", len(intents))
		return
	}
	intent := c.dict(intents[0])
	c.want("output intent", intent, "S", "/GTS_PDFA1")
	dict, profile := c.stream(intent["DestOutputProfile"])
	c.want("profile", dict, "N", "3")
	if len(profile) < 128 || string(profile[36:40]) != "acsp" || string(profile[12:24]) != "mntrRGB XYZ " {
		c.note("the output profile is no RGB display profile")
	}
}

func (c *checker) parentTree(root types.Dict) {
	c.parents = make(map[int]types.Object)
	nums := c.array(c.dict(root["ParentTree"])["Nums"])
	last := -1
	for i := 0; i+1 < len(nums); i += 2 {
		key, ok := nums[i].(types.Integer)
		if !ok || key.Value() <= last {
			c.note("the parent tree's keys are out of order at %v", nums[i])
			continue
		}
		last = key.Value()
		c.parents[last] = nums[i+1]
	}
}

// page checks one page's dictionary and content.
func (c *checker) page(i int) {
	d, at, _, err := c.ctx.PageDict(i+1, false)
	if err != nil {
		c.note("page %d: %v", i+1, err)
		return
	}
	where := fmt.Sprintf("page %d", i+1)
	c.want(where, d, "Tabs", "/S")
	c.want(where, d, "StructParents", strconv.Itoa(i))
	if d["Group"] != nil {
		c.note("%s has a transparency group", where)
	}
	for name, font := range c.dict(c.dict(d["Resources"])["Font"]) {
		c.font(name, font)
	}
	_, content := c.stream(d["Contents"])
	marks := pageMarks{ref: at.PDFString(), roles: c.content(where, string(content))}
	if known := c.array(c.parents[i]); len(known) != len(marks.roles) {
		c.note("%s has %d marked contents, but the parent tree knows %d", where, len(marks.roles), len(known))
	}
	c.pages = append(c.pages, marks)
	if d["Annots"] != nil {
		c.links(where, c.array(d["Annots"]))
	}
}

var (
	marked        = regexp.MustCompile(`^/(\w+)<</MCID (\d+)>>BDC$`)
	shown         = regexp.MustCompile(`<([0-9A-F]+)>`)
	toUnicodeLine = regexp.MustCompile(`(?m)^<[0-9A-F]{4}><[0-9A-F]{4,8}>$`)
	chosen        = regexp.MustCompile(`BT /(\w+) `)
	drawn         = regexp.MustCompile(`(^| )(re f|m|l|c|h|[fBSn])$`)
	allowed       = regexp.MustCompile(`^(BT .*ET|[-0-9. ]+ (rg|RG [-0-9. ]+ w 1 j 1 J \[[0-9.]*\]0 d|re f|m|l|c)|h|[fBSn])$`)
)

// content checks that everything on a page is tagged or an artifact, and returns the roles by mark.
func (c *checker) content(where, content string) []string {
	var roles []string
	open, inside, font := false, "", ""
	for line := range strings.Lines(content) {
		line = strings.TrimSuffix(line, "\n")
		m := marked.FindStringSubmatch(line)
		switch {
		case m != nil || strings.HasPrefix(line, "/Artifact<<"):
			if open {
				c.note("%s: marked content inside marked content", where)
			}
			open, inside = true, ""
			if m != nil {
				inside = m[1]
				if m[2] != strconv.Itoa(len(roles)) {
					c.note("%s: mark %s, want %d", where, m[2], len(roles))
				}
				roles = append(roles, m[1])
			}
		case line == "EMC":
			if !open {
				c.note("%s: EMC without BDC", where)
			}
			open = false
		case !allowed.MatchString(line):
			c.note("%s: unknown operators %q", where, line)
		case open && drawn.MatchString(line) && inside != "" && inside != "Figure":
			c.note("%s: drawing inside %s: %q", where, inside, line)
		case !open:
			c.note("%s: content that is neither tagged nor an artifact: %q", where, line)
		}
		font = c.showing(where, line, font)
	}
	if open {
		c.note("%s: marked content does not end", where)
	}
	return roles
}

// showing notes which glyphs a line shows.
func (c *checker) showing(where, line, font string) string {
	if m := chosen.FindStringSubmatch(line); m != nil {
		font = m[1]
	}
	if !strings.HasPrefix(line, "BT ") {
		return font
	}
	for _, m := range shown.FindAllStringSubmatch(line, -1) {
		use := c.fonts[font]
		if use == nil {
			c.note("%s: text in an unknown font %q", where, font)
			continue
		}
		for i := 0; i+4 <= len(m[1]); i += 4 {
			glyph, err := strconv.ParseUint(m[1][i:i+4], 16, 16)
			if err != nil {
				c.note("%s: %v", where, err)
			}
			use.used[int(glyph)] = true
		}
	}
	return font
}
