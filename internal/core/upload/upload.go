// Package upload looks at files that come from outside: what one is by its content, whatever it is called, and by which name it can be kept
// without harm. It opens none of them: nothing that is packed in a file is ever unpacked here.
package upload

import (
	"bytes"
	"image"
	_ "image/jpeg" // the formats that image.DecodeConfig knows
	_ "image/png"
	"path"
	"strings"
	"unicode"
	"unicode/utf8"

	"marque/internal/l10n"
)

// The kinds of files that are taken, as media types.
const (
	PDF  = "application/pdf"
	JPEG = "image/jpeg"
	PNG  = "image/png"
	HEIC = "image/heic"
)

// MostFile bounds one file, in bytes: a photograph of a telephone, a scanned letter.
const MostFile = 6 << 20

// mib is a megabyte as people are told.
const mib = 1 << 20

// endings are what names say, by kind.
var endings = map[string]string{PDF: ".pdf", JPEG: ".jpg", PNG: ".png", HEIC: ".heic"}

// File is one file on its way in or out.
type File struct {
	Name    string // as shown: its ending says truly what it is
	Kind    string // by its content
	Content []byte
}

// Check looks at a file that came in a field of a form, of which some kinds are taken there, and returns it under a harmless name.
func Check(field, name string, content []byte, kinds ...string) (File, error) {
	kind := KindOf(content)
	f := File{Name: Name(name, kind), Kind: kind, Content: content}
	taken := false
	for _, k := range kinds {
		taken = taken || k == kind
	}
	switch {
	case len(content) == 0:
		return f, l10n.Input(field, "“%s” is empty.", "«%s» está vacío.", "„%s“ ist leer.", f.Name)
	case len(content) > MostFile:
		return f, l10n.Input(field, "A file has at most %s MB.", "Un archivo puede tener como máximo %s MB.", "Eine Datei hat höchstens %s MB.", MostFile/mib)
	case !taken:
		said := list(kinds)
		return f, l10n.Input(field, "“%s” is not a %s file. Please save it as one of these.", "«%s» no es un archivo %s. Guárdelo como uno de estos, por favor.",
			"„%s“ ist keine %s-Datei. Bitte speichern Sie sie als eine davon.", f.Name, said)
	}
	return f, nil
}

// list names kinds as people call them.
func list(kinds []string) l10n.Text {
	names := make([]string, len(kinds))
	for i, k := range kinds {
		names[i] = strings.ToUpper(k[strings.LastIndexByte(k, '/')+1:])
	}
	last := len(names) - 1
	if last < 1 {
		return l10n.T("%s", "%s", "%s", strings.Join(names, ""))
	}
	return l10n.T("%s or %s", "%s o %s", "%s- oder %s", strings.Join(names[:last], ", "), names[last])
}

// The bounds of a picture: a telephone makes fifty megapixels, and a file of some kilobytes may claim so many that opening it fills a memory.
const (
	mostPixels = 100_000_000
	mostSide   = 30_000
)

// KindOf says what a file is by its content, or nothing for what is not taken. A picture must have a head that can be read, a PDF must begin
// as one and end as one: what is two things at once is none.
func KindOf(content []byte) string {
	switch {
	case bytes.HasPrefix(content, []byte("%PDF-")):
		const tail = 1024 // where a reader looks for the end (ISO 32000-1, implementation note 18)
		end := content[max(len(content)-tail, 0):]
		if bytes.Contains(end, []byte("%%EOF")) && !zipped(content) {
			return PDF
		}
	case bytes.HasPrefix(content, []byte("\xff\xd8\xff")), bytes.HasPrefix(content, []byte("\x89PNG\r\n\x1a\n")):
		c, format, err := image.DecodeConfig(bytes.NewReader(content))
		if err == nil && c.Width > 0 && c.Height > 0 && max(c.Width, c.Height) <= mostSide && c.Width*c.Height <= mostPixels && !zipped(content) {
			return "image/" + format
		}
	case heic(content):
		return HEIC
	}
	return ""
}

// zipped tells whether a file is a ZIP archive as well: such an archive is found by its end (APPNOTE.TXT 4.3.16).
func zipped(content []byte) bool {
	const endRecord, longestComment = 22, 1<<16 - 1
	return bytes.Contains(content[max(len(content)-endRecord-longestComment, 0):], []byte("PK\x05\x06"))
}

// heic looks for the brands of HEIC in the first box of the file (ISO/IEC 23008-12, 10.2).
func heic(content []byte) bool {
	const shortest, boxed = 24, "ftyp"
	if len(content) < shortest || string(content[4:8]) != boxed {
		return false
	}
	switch string(content[8:12]) {
	case "heic", "heix", "heim", "heis", "mif1":
		return bytes.Contains(content[:min(len(content), 4096)], []byte("meta"))
	}
	return false
}

// mostName bounds a file's name, in characters.
const mostName = 80

// Name makes a name that is only a name: no folder, nothing that hides, and the ending of what the file is.
func Name(name, kind string) string {
	name = path.Base(strings.ReplaceAll(plain(name), `\`, "/"))
	ending, known := endings[kind]
	if known {
		old := path.Ext(name)
		if strings.EqualFold(old, ".jpeg") && ending == ".jpg" {
			ending = old
		}
		name = strings.TrimSuffix(name, old)
	}
	name = strings.Trim(strings.Join(strings.Fields(name), " "), ". ")
	if letters := []rune(name); utf8.RuneCountInString(name) > mostName {
		name = string(letters[:mostName])
	}
	if name == "" || name == "/" {
		name = "file"
	}
	return name + ending
}

// plain takes out of a name what is no text, what turns the direction of writing, and what file systems do not take.
func plain(name string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case strings.ContainsRune("\"<>:|?*\n\t\r", r):
			return ' '
		case unicode.IsControl(r), r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x2069, r == 0x2028, r == 0x2029, r == 0xfeff, r == 0xfffd:
			return -1
		}
		return r
	}, strings.ToValidUTF8(name, ""))
}

// Infected is the answer to a file in which a scanner found something.
func Infected(field, name string) error {
	return l10n.Input(field, "Our virus scanner does not let “%s” through. Please send another file.", "Nuestro antivirus no deja pasar «%s». Envíe otro archivo, por favor.",
		"Unser Virenscanner lässt „%s“ nicht durch. Bitte senden Sie eine andere Datei.", name)
}
