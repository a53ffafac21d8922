package message

import (
	"bytes"
	"image"
	_ "image/jpeg" // the formats that image.DecodeConfig knows
	_ "image/png"
	"path"
	"strings"
	"unicode/utf8"

	"marque/internal/fault"
	"marque/internal/l10n"
)

// The bounds of files.
const (
	MostFiles    = 3        // in one message
	MostFile     = 6 << 20  // bytes: a photograph of a telephone, a scanned letter
	MostTogether = 12 << 20 // bytes of one message's files
)

const mib = 1 << 20

// File is one file in a message.
type File struct {
	ID      FileID
	Name    string // as shown: its ending says truly what it is
	Kind    string // media type, by its content
	Size    int
	Content []byte // only while it is on its way in or out
}

// kinds are what is taken, by media type, with the ending that names say.
var kinds = map[string]string{"application/pdf": ".pdf", "image/jpeg": ".jpg", "image/png": ".png", "image/heic": ".heic"}

// CheckFiles looks at the files of a message: how many, how large, and what they are by their content, whatever they are called.
func CheckFiles(files []File) ([]File, error) {
	if len(files) > MostFiles {
		return nil, l10n.Input("files", "Attach at most %s files to a message.", "Adjunte como máximo %s archivos por mensaje.", "Hängen Sie höchstens %s Dateien an eine Nachricht.", MostFiles)
	}
	sum := 0
	out := make([]File, len(files))
	for i, f := range files {
		kind := sniff(f.Content)
		name := fileName(f.Name, kind)
		sum += len(f.Content)
		switch {
		case len(f.Content) > MostFile || sum > MostTogether:
			return nil, TooLarge()
		case kind == "":
			return nil, l10n.Input("files", "“%s” is not a PDF, JPEG, PNG or HEIC file. Please save it as one of these.", "«%s» no es un archivo PDF, JPEG, PNG ni HEIC. Guárdelo como uno de estos, por favor.",
				"„%s“ ist keine PDF-, JPEG-, PNG- oder HEIC-Datei. Bitte speichern Sie sie als eine davon.", name)
		case HoldsCard(name):
			return nil, errCard("files")
		}
		out[i] = File{ID: f.ID, Name: name, Kind: kind, Size: len(f.Content), Content: f.Content}
	}
	return out, nil
}

// TooLarge says how large files may be.
func TooLarge() *fault.Fault {
	return l10n.Input("files", "A file has at most %s MB, and the files of a message together at most %s MB.", "Cada archivo puede tener como máximo %s MB, y los de un mensaje juntos %s MB.",
		"Eine Datei hat höchstens %s MB, alle Dateien einer Nachricht zusammen höchstens %s MB.", MostFile/mib, MostTogether/mib)
}

// sniff says what a file is by its content, or nothing for what is not taken. A picture must have a head that can be read, a PDF must begin
// as one and end as one: what is two things at once is none.
func sniff(content []byte) string {
	switch {
	case bytes.HasPrefix(content, []byte("%PDF-")):
		const tail = 1024 // where a reader looks for the end (ISO 32000-1, implementation note 18)
		if bytes.Contains(content[max(len(content)-tail, 0):], []byte("%%EOF")) {
			return "application/pdf"
		}
	case bytes.HasPrefix(content, []byte("\xff\xd8\xff")), bytes.HasPrefix(content, []byte("\x89PNG\r\n\x1a\n")):
		if c, format, err := image.DecodeConfig(bytes.NewReader(content)); err == nil && c.Width > 0 && c.Height > 0 {
			return "image/" + format
		}
	case heic(content):
		return "image/heic"
	}
	return ""
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

// fileName makes a name that is only a name: no folder, nothing that hides, and the ending of what the file is.
func fileName(name, kind string) string {
	name = path.Base(strings.ReplaceAll(clean(name), `\`, "/"))
	name = strings.Map(func(r rune) rune {
		if strings.ContainsRune("\"<>:|?*\n\t", r) {
			return ' '
		}
		return r
	}, name)
	ending, known := kinds[kind]
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
	if name == "" {
		name = "file"
	}
	return name + ending
}
