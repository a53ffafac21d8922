// Package partner takes in what other systems hand over by HTTP: signed messages of the retail feed. It parses, asks the one intake that files go through
// too, and answers; no rule lives here.
package partner

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"io"
	"iter"
	"mime"
	"net/http"
	"slices"
	"time"

	"marque/internal/civil"
	"marque/internal/core/access"
	"marque/internal/core/feed"
	"marque/internal/core/hook"
	"marque/internal/fault"
	"marque/internal/service/onboarding"
	"marque/internal/web/guard"
	"marque/internal/web/respond"
)

// Sender is a system that may hand messages over.
type Sender struct {
	Name    string
	Secrets []hook.Secret
	Sources []string // that its messages may name; none is any
}

// Deps is what the edge needs.
type Deps struct {
	Onboarding *onboarding.Service
	Senders    []Sender
	Now        civil.Clock
	Zone       func(name string) bool // tells whether a time zone exists
}

// Partner answers requests.
type Partner struct {
	Deps
	room chan struct{}
}

// The bounds of deliveries.
const (
	mostBody   = 4 << 20         // bytes: a thousand usual messages have one
	mostAtOnce = 4               // deliveries at work; the feed applies one batch at a time anyway
	comeAgain  = 2 * time.Second // what a sender waits for that finds no room
)

// PathEvents is where messages are handed over.
const PathEvents = "/feed/v1/events"

// New returns the edge.
func New(d Deps) *Partner { return &Partner{d, make(chan struct{}, mostAtOnce)} }

// Routes is the table of the edge; without a sender it is empty.
func (p *Partner) Routes() []guard.Route {
	if len(p.Senders) == 0 {
		return nil
	}
	return []guard.Route{{Method: http.MethodPost, Pattern: PathEvents, Guard: guard.Proved, Body: mostBody, Passive: true, Handler: p.events}}
}

// answer is what a sender reads, with or without errors.
type answer struct {
	Type      string            `json:"type,omitempty"`
	Title     string            `json:"title,omitempty"`
	Status    int               `json:"status,omitempty"`
	Detail    string            `json:"detail,omitempty"`
	Reference string            `json:"reference,omitempty"`
	Events    int               `json:"events"`
	Applied   int               `json:"applied"`
	Repeated  int               `json:"repeated"`
	Held      int               `json:"held"`
	Refused   int               `json:"refused"`
	Errors    []onboarding.Told `json:"errors,omitempty"`
	Told      []onboarding.Told `json:"told,omitempty"` // what was held, and remarks
}

// events takes a delivery: one message, a batch, or messages one to a line.
func (p *Partner) events(w http.ResponseWriter, r *guard.Request) error {
	select {
	case p.room <- struct{}{}:
		defer func() { <-p.room }()
	default:
		return fault.Later(comeAgain, "Too many deliveries are at work. Please send this one again in a moment.")
	}
	body, err := io.ReadAll(r.Body)
	if tooLarge := (*http.MaxBytesError)(nil); errors.As(err, &tooLarge) {
		return fault.Newf(fault.TooLarge, "A delivery has at most %d MiB.", mostBody>>20)
	}
	if err != nil {
		return fault.New(fault.Invalid, "The body ended before its time.")
	}
	sender, err := p.accept(r, body)
	if err != nil {
		return err
	}
	messages, err := split(r.Header.Get("Content-Type"), body)
	if err != nil {
		return err
	}
	return p.take(w, r, sender, messages)
}

// accept finds who has signed the delivery, and takes each once.
func (p *Partner) accept(r *guard.Request, body []byte) (Sender, error) {
	m := hook.Signed{ID: r.Header.Get(hook.HeaderID), Stamp: r.Header.Get(hook.HeaderTimestamp), Signature: r.Header.Get(hook.HeaderSignature)}
	var refused error
	for _, s := range p.Senders {
		at, err := m.Verify(s.Secrets, body, p.Now())
		if err != nil {
			refused = err
			continue
		}
		return s, p.Onboarding.Accept(r.Context(), access.System("feed"), onboarding.Delivery{Sender: s.Name, ID: m.ID, Signed: at, Hash: sha256.Sum256(body)})
	}
	return Sender{}, refused
}

// split takes a body apart by its type.
func split(contentType string, body []byte) (iter.Seq2[onboarding.Message, error], error) {
	kind, _, _ := mime.ParseMediaType(contentType)
	switch kind {
	case "application/cloudevents+json":
		return onboarding.Each([][]byte{body}), nil
	case "application/cloudevents-batch+json":
		all, err := feed.Bundle(body)
		return onboarding.Each(all), err
	case "application/jsonl", "application/x-ndjson":
		return onboarding.Lines(bytes.NewReader(body)), nil
	}
	return nil, fault.New(fault.Invalid, "Send application/cloudevents+json, application/cloudevents-batch+json or application/jsonl.")
}

// take lets the messages in and answers with what became of them.
func (p *Partner) take(w http.ResponseWriter, r *guard.Request, sender Sender, messages iter.Seq2[onboarding.Message, error]) error {
	var out answer
	in := onboarding.Intake{By: access.System("feed"), Zone: p.Zone, From: sender.may, Tell: func(t onboarding.Told) error {
		if t.Outcome == "refused" {
			out.Errors = append(out.Errors, t)
		} else {
			out.Told = append(out.Told, t)
		}
		return nil
	}}
	report, err := p.Onboarding.Take(r.Context(), in, messages)
	if err != nil {
		return err
	}
	out.Events, out.Applied, out.Repeated, out.Held, out.Refused = report.Lines, report.Applied, report.Repeated, report.Held, report.Refused
	status, kind := http.StatusOK, "application/json"
	if out.Refused > 0 {
		status, kind = http.StatusUnprocessableEntity, "application/problem+json"
		out.Type, out.Title, out.Status, out.Reference = "about:blank", http.StatusText(status), status, r.Reference
		out.Detail = "Some events were refused; errors names each with what is to be mended. The others are in: sending them again changes nothing."
	}
	text, err := json.Marshal(out)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", kind)
	w.WriteHeader(status)
	_, _ = w.Write(text) // the sender may be gone; the messages are in
	return nil
}

// may tells whether the sender may speak for a source.
func (s Sender) may(source string) bool {
	return len(s.Sources) == 0 || slices.Contains(s.Sources, source)
}

// Fail answers an error as a program reads it.
func (p *Partner) Fail(w http.ResponseWriter, r *guard.Request, err error) {
	if r.Context().Err() != nil && fault.KindOf(err) == fault.Internal {
		err = &fault.Fault{Kind: fault.Unavailable, Message: "This took too long. Please send it again in a moment.", RetryAfter: comeAgain}
	}
	if fault.Is(err, fault.Unavailable) && fault.Of(err).RetryAfter == 0 {
		err = &fault.Fault{Kind: fault.Unavailable, Message: fault.Of(err).Message, RetryAfter: comeAgain}
	}
	respond.Problem(w, err, r.Reference)
}
