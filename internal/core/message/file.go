package message

import (
	"marque/internal/core/upload"
	"marque/internal/fault"
	"marque/internal/l10n"
)

// The bounds of files.
const (
	MostFiles    = 3 // in one message
	MostFile     = upload.MostFile
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

// CheckFiles looks at the files of a message: how many, how large, and what they are by their content, whatever they are called.
func CheckFiles(files []File) ([]File, error) {
	if len(files) > MostFiles {
		return nil, l10n.Input("files", "Attach at most %s files to a message.", "Adjunte como máximo %s archivos por mensaje.", "Hängen Sie höchstens %s Dateien an eine Nachricht.", MostFiles)
	}
	sum := 0
	out := make([]File, len(files))
	for i, f := range files {
		kind := upload.KindOf(f.Content)
		name := upload.Name(f.Name, kind)
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
