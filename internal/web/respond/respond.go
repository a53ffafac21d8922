// Package respond turns what a handler returns into an answer: pages rendered to a buffer first, faults into statuses, and
// problem details for programs (RFC 9457). It is the only place that knows which fault has which HTTP status.
package respond

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"mime"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"marque/internal/fault"
)

// Handler is a handler that returns its error instead of writing it.
type Handler func(w http.ResponseWriter, r *http.Request) error

// Page is anything that renders itself, such as a templ component.
type Page interface {
	Render(ctx context.Context, w io.Writer) error
}

var statuses = map[fault.Kind]int{
	fault.Internal:    http.StatusInternalServerError,
	fault.Invalid:     http.StatusUnprocessableEntity,
	fault.NotFound:    http.StatusNotFound,
	fault.Denied:      http.StatusNotFound, // a stranger must not learn that a thing exists
	fault.SignedOut:   http.StatusUnauthorized,
	fault.Conflict:    http.StatusConflict,
	fault.Repeated:    http.StatusConflict,
	fault.TooMany:     http.StatusTooManyRequests,
	fault.Unavailable: http.StatusServiceUnavailable,
	fault.TooLarge:    http.StatusRequestEntityTooLarge,
	fault.Forbidden:   http.StatusForbidden,
}

// Status returns the HTTP status of an error.
func Status(err error) int {
	if err == nil {
		return http.StatusOK
	}
	return statuses[fault.KindOf(err)]
}

// What nearly every page fits into, in bytes: a buffer that grows there step by step is copied seven times. A buffer that a page made much larger is
// not kept.
const (
	usualPage = 48 << 10
	mostKept  = 4 * usualPage
)

// pages keeps buffers for the next page: a new one of each page's size is a fifth of all that a dashboard takes from memory.
var pages = sync.Pool{New: func() any { return bytes.NewBuffer(make([]byte, 0, usualPage)) }}

// HTML renders a page to a buffer and then sends it whole, or returns the error and sends nothing.
func HTML(w http.ResponseWriter, r *http.Request, status int, page Page) error {
	body := pages.Get().(*bytes.Buffer)
	defer func() {
		if body.Cap() <= mostKept {
			body.Reset()
			pages.Put(body)
		}
	}()
	if err := page.Render(r.Context(), body); err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Length", strconv.Itoa(body.Len()))
	w.WriteHeader(status)
	_, _ = w.Write(body.Bytes()) // the client may be gone; nothing is left to tell it
	return nil
}

// Document sends a finished file for showing in the browser or for saving.
func Document(w http.ResponseWriter, contentType, name string, body []byte) {
	file(w, contentType, `inline; filename="`+name+`"`, body)
}

// Attachment sends a file for saving only: no browser shows it in its own window, and what a stranger put into it runs nowhere here.
func Attachment(w http.ResponseWriter, contentType, name string, body []byte) {
	const policy = "Content-Security-Policy"
	w.Header().Set(policy, strings.TrimPrefix(w.Header().Get(policy)+"; sandbox", "; "))
	file(w, contentType, mime.FormatMediaType("attachment", map[string]string{"filename": name}), body)
}

func file(w http.ResponseWriter, contentType, disposition string, body []byte) {
	h := w.Header()
	h.Set("Content-Type", contentType)
	h.Set("Content-Disposition", disposition)
	h.Set("Content-Length", strconv.Itoa(len(body)))
	h.Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(http.StatusOK)
	_, _ = w.Write(body)
}

// JSON sends what a script of ours has asked for.
func JSON(w http.ResponseWriter, body []byte) error {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	_, _ = w.Write(body) // the client may be gone
	return nil
}

// SeeOther sends the browser to another page after a form was done, so that a reload repeats nothing.
func SeeOther(w http.ResponseWriter, r *http.Request, path string) error {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8") // with a type of ours it writes no page of its own
	http.Redirect(w, r, path, http.StatusSeeOther)
	return nil
}

// RetryAfter sets the header that tells a program how long to wait, when the fault knows.
func RetryAfter(w http.ResponseWriter, err error) {
	if f := fault.Of(err); f != nil && f.RetryAfter > 0 {
		seconds := (f.RetryAfter + time.Second - 1) / time.Second
		w.Header().Set("Retry-After", strconv.FormatInt(int64(seconds), 10))
	}
}

// ProblemDetails is the body of RFC 9457 with our fields.
type ProblemDetails struct {
	Type      string        `json:"type" doc:"Always about:blank: the status and the code say what it is."`
	Title     string        `json:"title" doc:"The status in words."`
	Status    int           `json:"status" doc:"The HTTP status."`
	Code      string        `json:"code" doc:"What a program can act on, such as invalid, conflict or too_many."`
	Detail    string        `json:"detail" doc:"A sentence for people, in the language that was accepted."`
	Reference string        `json:"reference,omitempty" doc:"Of this request: quote it when you ask us."`
	Errors    []fault.Field `json:"errors,omitempty" nullable:"false" doc:"Each field that is wrong, by its name."`
	Confirm   string        `json:"confirm_url,omitempty" doc:"With the code confirmation_needed: the page on which the customer confirms this very order."`
}

// Details puts an error into the words of RFC 9457. What is no fault is told as a reference only.
func Details(err error, reference string) ProblemDetails {
	status := Status(err)
	p := ProblemDetails{Type: "about:blank", Title: http.StatusText(status), Status: status, Code: strings.ReplaceAll(fault.KindOf(err).String(), " ", "_"), Reference: reference}
	p.Detail = "Something went wrong on our side."
	if f := fault.Of(err); f != nil {
		p.Detail, p.Errors = f.Message, f.Fields
	}
	return p
}

// Problem sends an error as problem details.
func Problem(w http.ResponseWriter, err error, reference string) {
	RetryAfter(w, err)
	SendProblem(w, Details(err, reference))
}

// SendProblem sends problem details.
func SendProblem(w http.ResponseWriter, p ProblemDetails) {
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(p.Status)
	_ = json.NewEncoder(w).Encode(p)
}
