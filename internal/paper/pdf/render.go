package pdf

import (
	"fmt"
	"strings"

	"marque/internal/fault"
)

// File is a printed document.
type File struct {
	Bytes []byte
	Pages int
}

// Render prints a document. The same document gives the same bytes. What is wrong with a document is a fault that
// names it; Invalid for what a reader could not make sense of, TooLarge beyond the bounds.
func Render(d Document) (File, error) {
	if err := check(&d); err != nil {
		return File{}, err
	}
	fonts, err := typefaces()
	if err != nil {
		return File{}, fmt.Errorf("read the embedded fonts: %w", err)
	}
	out := newFile()
	b := &builder{out: out, doc: &d, regular: newFace(fonts[0]), strong: newFace(fonts[1]), document: &element{role: "Document"}}
	boxes := b.all(d.Blocks, textWidth(d.Sheet))
	if b.err != nil {
		return File{}, b.err
	}
	l := newLayout(out, &d)
	if err := l.place(boxes); err != nil {
		return File{}, err
	}
	l.furnish(b)
	file, err := finish(b, l)
	return File{Bytes: file, Pages: len(l.pages)}, err
}

func textWidth(s Sheet) Length {
	width, _ := sheetSize(s)
	return width - 2*margin
}

// check finds what a document lacks, and takes control characters out of what goes into its metadata.
func check(d *Document) error {
	d.Title, d.Author = oneLine(d.Title), oneLine(d.Author)
	var wrong []fault.Field
	require := func(ok bool, name, message string) {
		if !ok {
			wrong = append(wrong, fault.Field{Name: name, Message: message})
		}
	}
	const longest = 500 // bytes of title and author; a title bar shows far fewer
	require(d.Title != "" && len(d.Title) <= longest, "title", "A document needs a title of at most 500 bytes.")
	require(d.Author != "" && len(d.Author) <= longest, "author", "A document needs an author of at most 500 bytes.")
	require(isLanguage(d.Lang), "lang", "A document needs its language as a tag such as en-US.")
	require(d.Created.Year() >= 1900 && d.Created.Year() < 10000, "created", "A document needs the time it was made.")
	require(len(d.Blocks) > 0, "blocks", "A document is empty.")
	require(d.Sheet <= A4, "sheet", "A document has an unknown paper size.")
	require(len(d.Running.Footer) <= maxFooter, "footer", "A footer has more than four lines.")
	return fault.Inputs(wrong)
}

func oneLine(s string) string {
	return strings.TrimSpace(strings.ToValidUTF8(strings.ReplaceAll(clean(s), "\n", " "), "\uFFFD"))
}

// isLanguage tells whether a tag has the form of BCP 47, without asking whether the language exists.
func isLanguage(tag string) bool {
	for i, part := range strings.Split(tag, "-") {
		if len(part) == 0 || len(part) > 8 || i == 0 && len(part) < 2 {
			return false
		}
		for _, r := range part {
			letter := r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
			if !letter && (i == 0 || r < '0' || r > '9') {
				return false
			}
		}
	}
	return true
}

// finish writes pages, fonts, structure and metadata.
func finish(b *builder, l *layout) ([]byte, error) {
	out := b.out
	tree, fonts := out.reserve(), fontResources(b)
	var kids strings.Builder
	key := len(l.pages)
	for i, p := range l.pages {
		for j := range p.links {
			p.links[j].key = key
			key++
		}
		content := out.addStream("", p.content)
		out.set(p.at, fmt.Sprintf(
			"<</Type/Page/Parent %v/MediaBox[0 0 %s %s]/Resources%s/Contents %v/StructParents %d/Tabs/S%s>>",
			tree, appendLength(nil, l.width), appendLength(nil, l.height), fonts, content, i, p.annotations(out)))
		kids.WriteString(p.at.String() + " ")
	}
	out.set(tree, fmt.Sprintf("<</Type/Pages/Count %d/Kids[%s]>>", len(l.pages), strings.TrimSpace(kids.String())))
	structure := writeTree(out, b.document, l.pages)
	metadata := out.addPlainStream("/Type/Metadata/Subtype/XML", xmp(b.doc))
	profile := out.addStream("/N 3/Alternate/DeviceRGB", srgbProfile())
	root := out.add(fmt.Sprintf("<</Type/Catalog/Version/1.7/Pages %v/Lang%s/MarkInfo<</Marked true>>/StructTreeRoot %v/Metadata %v"+
		"/ViewerPreferences<</DisplayDocTitle true>>/OutputIntents[<</Type/OutputIntent/S/GTS_PDFA1"+
		"/OutputConditionIdentifier(sRGB)/Info(sRGB IEC61966-2.1)/DestOutputProfile %v>>]>>",
		tree, textString(b.doc.Lang), structure, metadata, profile))
	return out.bytes(root, out.add(information(b.doc)))
}

// fontResources adds the faces that were used and returns the pages' resource dictionary.
func fontResources(b *builder) string {
	var fonts strings.Builder
	for _, f := range []struct {
		name string
		face *face
	}{{"/R", b.regular}, {"/S", b.strong}} {
		if len(f.face.glyphs) > 1 {
			at := b.out.reserve()
			f.face.write(b.out, at)
			fonts.WriteString(f.name + " " + at.String())
		}
	}
	return "<</Font<<" + fonts.String() + ">>>>"
}
