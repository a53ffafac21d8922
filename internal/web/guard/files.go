package guard

import (
	"io"
	"mime"
	"net/http"
	"time"
)

// File is a file that came with a form.
type File struct {
	Name    string // as the browser calls it: anything
	Content []byte
}

// extend gives a slow line the time that files need. A connection that cannot be told so keeps its own bounds.
func extend(w http.ResponseWriter) {
	c, until := http.NewResponseController(w), time.Now().Add(uploadTime)
	_ = c.SetReadDeadline(until)
	_ = c.SetWriteDeadline(until.Add(uploadAnswers))
}

// parse reads the form of a request, with its files where the route takes some. They stay in memory.
func (r *Request) parse() error {
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if !r.files || kind != "multipart/form-data" {
		return r.ParseForm()
	}
	if r.MultipartForm != nil {
		return nil
	}
	return r.ParseMultipartForm(mostUpload) //nolint:gosec // the body is bounded by the same
}

// Files returns the files of a field of the form, at most so many and one more, so that too many can be told.
func (r *Request) Files(field string, most int) ([]File, error) {
	if r.MultipartForm == nil {
		return nil, nil
	}
	var out []File
	for _, h := range r.MultipartForm.File[field] {
		if h.Filename == "" || len(out) > most {
			continue // a field left empty, or more than are taken
		}
		file, err := h.Open()
		if err != nil {
			return nil, formError(err)
		}
		content, err := io.ReadAll(file)
		_ = file.Close() // it lies in memory
		if err != nil {
			return nil, formError(err)
		}
		out = append(out, File{h.Filename, content})
	}
	return out, nil
}
