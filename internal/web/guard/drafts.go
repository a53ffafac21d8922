package guard

import (
	"io"
	"net/http"
	"net/url"
	"strings"

	"marque/internal/core/access"
	"marque/internal/core/identity"
	"marque/internal/fault"
	"marque/internal/l10n"
)

// draftCookie finds the form that waits.
const draftCookie = "__Host-draft"

// secretFields are never kept: a form is sent again without them and asks for them anew.
var secretFields = [...]string{FormField, SolutionField, "password", "current", "code", "answer", "response"}

// away returns where a request goes that lacks what its guard wants. A form that its route keeps waits, sealed, until its owner has signed in
// or given a fresh factor; one that can be got by an address is got again.
func (g *Gate) away(r *Request, route Route, to string) string {
	if r.Method != http.MethodPost || to == g.c.Paths.SignIn && r.cookie(sessionCookie) == "" {
		return to
	}
	path, _, _ := strings.Cut(to, "?")
	if route.Back != nil {
		if back := route.Back(r); back != "" {
			return path + "?" + url.Values{nextField: {back}}.Encode()
		}
		return to
	}
	if !route.Keep || !r.keep() {
		return to
	}
	return path + "?" + url.Values{nextField: {g.c.Paths.Resume}}.Encode()
}

// StepUp sends whoever sent a form to give a fresh factor; the form waits.
func (r *Request) StepUp() {
	to := r.gate.c.Paths.StepUp
	if r.keep() {
		to += "?" + url.Values{nextField: {r.gate.c.Paths.Resume}}.Encode()
	}
	http.Redirect(r.writer, r.Request, to, http.StatusSeeOther)
}

// keep keeps the form of a request for the session that its token was made for, which may be over. A form that another site sent, or that is
// nobody's, is not kept.
func (r *Request) keep() bool {
	v, ok := r.formOwner()
	if !ok {
		return false
	}
	form := url.Values{}
	for name, values := range r.PostForm {
		form[name] = values
	}
	for _, name := range secretFields {
		form.Del(name)
	}
	text := form.Encode()
	if len(text) > identity.MostDraft {
		return false
	}
	token, err := r.gate.c.SignIn.KeepDraft(r.Context(), v, r.URL.RequestURI(), text)
	if err != nil {
		r.gate.c.Log.Error("keep a form", "reference", r.Reference, "error", err)
		return false
	}
	r.set(draftCookie, token, identity.DraftLife)
	return true
}

// formOwner returns the session that a form belongs to, by its token.
func (r *Request) formOwner() (identity.Session, bool) {
	v := r.Session
	if !r.IsSignedIn() {
		var err error
		if v, err = r.gate.c.SignIn.Ended(r.Context(), r.cookie(sessionCookie)); err != nil {
			return v, false
		}
	}
	if r.gate.origin.Check(r.Request) != nil || r.parse() != nil || v.Actor().Kind != access.CustomerKind {
		return v, false
	}
	got, ok := unmask(r.PostForm.Get(FormField))
	return v, ok && r.gate.formRight(got, "session "+v.ID.String())
}

// Waiting returns the path of the form that waits for whoever is signed in, or a fault of kind NotFound.
func (r *Request) Waiting() (string, error) {
	d, err := r.gate.c.SignIn.Draft(r.Context(), r.Session, r.cookie(draftCookie))
	return d.Path, err
}

// Resume sends the form that waits once more, inside the house: what was typed does not go back to the browser. It passes every guard again.
func (r *Request) Resume() error {
	d, err := r.gate.c.SignIn.TakeDraft(r.Context(), r.Session, r.cookie(draftCookie))
	if err != nil {
		return err
	}
	r.drop(draftCookie)
	form, err1 := url.ParseQuery(d.Form)
	to, err2 := url.Parse(d.Path)
	if err1 != nil || err2 != nil {
		return l10n.Fault(fault.Conflict, "What you typed could not be read. Please begin again.",
			"No fue posible leer lo que escribió. Comience de nuevo.",
			"Ihre Eingaben konnten nicht gelesen werden. Bitte beginnen Sie von vorn.")
	}
	form.Set(FormField, r.PostForm.Get(FormField))
	text := form.Encode()
	again := r.Request.Clone(r.Context())
	again.URL, again.RequestURI, again.Pattern = to, d.Path, ""
	again.Form, again.PostForm = nil, nil
	again.Body, again.ContentLength = io.NopCloser(strings.NewReader(text)), int64(len(text))
	r.gate.ServeHTTP(r.writer, again)
	return nil
}
