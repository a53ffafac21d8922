package portal

import (
	"net/http"

	"marque/internal/web/guard"
	"marque/internal/web/portal/view"
	"marque/internal/web/respond"
	"marque/internal/web/ui"
)

// dataForm says what is in the file of a contract's data.
func (p *Portal) dataForm(w http.ResponseWriter, r *guard.Request) error {
	contractID, err := contractID(r)
	if err != nil {
		return err
	}
	c, err := p.Overview.Contract(r.Context(), r.By, contractID)
	if err != nil {
		return err
	}
	return p.show(w, r, func(f ui.Frame) respond.Page {
		return view.TakeData{Frame: f, Contract: contractOf(f, c), Sections: sections(f, c, "/data"), Action: contractPath(c.ID) + "/data", Fresh: r.Session.Fresh(p.Now())}.Page()
	})
}

// dataAgain is the page of the button, for whom a fresh factor was asked.
func dataAgain(r *guard.Request) string {
	c, err := contractID(r)
	if err != nil {
		return ""
	}
	return contractPath(c) + "/data"
}

// data writes the file as it is read. Until the first byte a refusal is a page like any other; after it the connection is broken off, so that
// no part of a file is taken for a whole one.
func (p *Portal) data(w http.ResponseWriter, r *guard.Request) error {
	c, err := contractID(r)
	if err != nil {
		return err
	}
	out := &late{w: w}
	if err := p.Exporting.Contract(r.Context(), r.By, c, out); err != nil {
		if out.begun {
			panic(http.ErrAbortHandler)
		}
		return err
	}
	return nil
}

// late sets the headers of a download with its first bytes.
type late struct {
	w     http.ResponseWriter
	begun bool
}

// Write implements io.Writer.
func (l *late) Write(b []byte) (int, error) {
	if !l.begun {
		l.begun = true
		h := l.w.Header()
		h.Set("Content-Type", "application/json")
		h.Set("Content-Disposition", `attachment; filename="contract-data.json"`)
		h.Set("X-Content-Type-Options", "nosniff")
	}
	return l.w.Write(b)
}
