package api

import (
	"bytes"
	"context"
	"crypto/sha256"
	"crypto/tls"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"marque/internal/fault"
	"marque/internal/web/guard"
)

// asConfirmation returns the confirmation inside an error.
func asConfirmation(err error) (confirmation, bool) { return errors.AsType[confirmation](err) }

// adapter puts operations into the table of routes, each behind its guard, instead of a router of huma's.
type adapter struct{ a *API }

// Handle enters an operation.
func (x adapter) Handle(op *huma.Operation, handler func(huma.Context)) {
	o, _ := op.Metadata["operation"].(operation)
	x.a.routes = append(x.a.routes, guard.Route{
		Method: op.Method, Pattern: Prefix + op.Path, Guard: guard.Token, Scope: o.Scope, Customers: o.Customers, Recent: o.Recent,
		Handler: func(w http.ResponseWriter, r *guard.Request) error {
			e := &exchange{op: op, r: r, header: w.Header(), status: http.StatusOK}
			handler(e)
			return e.send(w)
		},
	})
}

// ServeHTTP is huma's, and not used: the guard's router finds the operation.
func (adapter) ServeHTTP(w http.ResponseWriter, r *http.Request) { http.NotFound(w, r) }

// exchange is one request and the answer to it, which is sent when it is whole. It implements huma.Context.
type exchange struct {
	op     *huma.Operation
	r      *guard.Request
	header http.Header
	status int
	body   bytes.Buffer
	err    error // why the operation could not answer
}

type exchangeKey struct{}

// register enters an operation with what it takes and gives.
func register[I, O any](a *API, o operation, do func(*guard.Request, *I) (*O, error)) {
	huma.Register(a.huma, o.describe(), func(ctx context.Context, in *I) (*O, error) {
		e, _ := ctx.Value(exchangeKey{}).(*exchange)
		out, err := do(e.r, in)
		if err != nil { // it is told by the guard, not by huma
			e.err = err
			return nil, nil
		}
		return out, nil
	})
}

// send sends the answer, or returns why there is none. What was asked before and has not changed is not sent again.
func (e *exchange) send(w http.ResponseWriter) error {
	if e.err != nil {
		return e.err
	}
	if e.status >= http.StatusBadRequest {
		return e.refused()
	}
	if e.r.Method != http.MethodPost && e.status == http.StatusOK {
		sum := sha256.Sum256(e.body.Bytes())
		tag := `"` + base64.RawURLEncoding.EncodeToString(sum[:16]) + `"`
		e.header.Set("ETag", tag)
		if known(e.r.Header.Get("If-None-Match"), tag) {
			e.header.Del("Content-Type")
			w.WriteHeader(http.StatusNotModified)
			return nil
		}
	}
	e.header.Set("Content-Length", strconv.Itoa(e.body.Len()))
	w.WriteHeader(e.status)
	_, _ = w.Write(e.body.Bytes()) // the client may be gone
	return nil
}

// known tells whether a list of tags holds one (RFC 9110, 13.1.2).
func known(list, tag string) bool {
	for t := range strings.SplitSeq(list, ",") {
		if t = strings.TrimSpace(t); t == "*" || strings.TrimPrefix(t, "W/") == tag {
			return true
		}
	}
	return false
}

// refused turns what huma found wrong with a request into a fault: its values are left out, which may be somebody's data.
func (e *exchange) refused() error {
	var found huma.ErrorModel
	if err := json.Unmarshal(e.body.Bytes(), &found); err != nil {
		return err
	}
	e.header.Del("Content-Type")
	switch e.status {
	case http.StatusRequestEntityTooLarge:
		return fault.New(fault.TooLarge, "This request is larger than any of ours.")
	case http.StatusNotAcceptable, http.StatusUnsupportedMediaType:
		return fault.New(fault.Invalid, "Send and take application/json.")
	}
	var fields []fault.Field
	for _, d := range found.Errors {
		at := d.Location
		for _, place := range []string{"body.", "query.", "header.", "path."} {
			at = strings.TrimPrefix(at, place)
		}
		fields = append(fields, fault.Field{Name: at, Message: d.Message})
	}
	if len(fields) == 0 {
		return fault.New(fault.Invalid, "This request could not be read: "+found.Detail+".")
	}
	return fault.Inputs(fields)
}

// Operation implements huma.Context.
func (e *exchange) Operation() *huma.Operation { return e.op }

// Context implements huma.Context: it carries the exchange, since huma hands nothing else through.
func (e *exchange) Context() context.Context {
	return context.WithValue(e.r.Context(), exchangeKey{}, e)
}

// TLS implements huma.Context.
func (e *exchange) TLS() *tls.ConnectionState { return e.r.TLS }

// Version implements huma.Context.
func (e *exchange) Version() huma.ProtoVersion {
	return huma.ProtoVersion{Proto: e.r.Proto, ProtoMajor: e.r.ProtoMajor, ProtoMinor: e.r.ProtoMinor}
}

// Method implements huma.Context.
func (e *exchange) Method() string { return e.r.Method }

// Host implements huma.Context.
func (e *exchange) Host() string { return e.r.Host }

// RemoteAddr implements huma.Context.
func (e *exchange) RemoteAddr() string { return e.r.RemoteAddr }

// URL implements huma.Context.
func (e *exchange) URL() url.URL { return *e.r.URL }

// Param implements huma.Context.
func (e *exchange) Param(name string) string { return e.r.PathValue(name) }

// Query implements huma.Context.
func (e *exchange) Query(name string) string { return e.r.URL.Query().Get(name) }

// Header implements huma.Context.
func (e *exchange) Header(name string) string { return e.r.Header.Get(name) }

// EachHeader implements huma.Context.
func (e *exchange) EachHeader(each func(name, value string)) {
	for name, values := range e.r.Header {
		for _, value := range values {
			each(name, value)
		}
	}
}

// BodyReader implements huma.Context.
func (e *exchange) BodyReader() io.Reader { return e.r.Body }

// GetMultipartForm implements huma.Context; no operation takes one.
func (e *exchange) GetMultipartForm() (*multipart.Form, error) { return nil, http.ErrNotMultipart }

// SetReadDeadline implements huma.Context; the server's own holds.
func (e *exchange) SetReadDeadline(time.Time) error { return nil }

// SetStatus implements huma.Context.
func (e *exchange) SetStatus(code int) { e.status = code }

// Status implements huma.Context.
func (e *exchange) Status() int { return e.status }

// SetHeader implements huma.Context.
func (e *exchange) SetHeader(name, value string) { e.header.Set(name, value) }

// AppendHeader implements huma.Context.
func (e *exchange) AppendHeader(name, value string) { e.header.Add(name, value) }

// BodyWriter implements huma.Context.
func (e *exchange) BodyWriter() io.Writer { return &e.body }
