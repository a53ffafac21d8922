// Package api is the JSON interface for programs: a lender's own app, and partners. Each operation reads its request, calls the same service
// methods as the pages and answers; no rule lives here. What the operations take and give stands in an OpenAPI document that is made from the
// same types.
package api

import (
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"marque/internal/civil"
	"marque/internal/core/access"
	"marque/internal/fault"
	"marque/internal/l10n"
	"marque/internal/service/granting"
	"marque/internal/service/lettering"
	"marque/internal/service/messaging"
	"marque/internal/service/overview"
	"marque/internal/service/paying"
	"marque/internal/service/relieving"
	"marque/internal/service/servicing"
	"marque/internal/service/signin"
	"marque/internal/web/guard"
	"marque/internal/web/respond"
)

// Deps is what the operations need.
type Deps struct {
	Granting  *granting.Service
	SignIn    *signin.Service
	Overview  *overview.Service
	Paying    *paying.Service
	Lettering *lettering.Service
	Relieving *relieving.Service
	Servicing *servicing.Service
	Messaging *messaging.Service
	Now       civil.Clock
	Brand     func(key string) string // how a brand calls itself
}

// API answers programs.
type API struct {
	Deps
	huma     huma.API
	routes   []guard.Route
	document []byte
}

// New returns the interface with its document.
func New(d Deps) (*API, error) {
	a := &API{Deps: d}
	a.huma = huma.NewAPI(config(), adapter{a})
	a.operations()
	var err error
	if a.document, err = a.describe(); err != nil {
		return nil, err
	}
	return a, nil
}

// Document returns the OpenAPI document.
func (a *API) Document() []byte { return a.document }

// operation is one line of the table of operations.
type operation struct {
	Method, Path string
	ID           string // as generated clients call it
	Tag          string
	Summary      string
	Text         string // more, for whoever builds a client
	Scope        access.Scope
	Customers    bool // only for an app
	Recent       bool // only soon after the customer signed in
	Created      bool // answers 201
	PDF          bool
}

// locale is the language that a program's reader wants.
func locale(r *guard.Request) l10n.Locale { return l10n.Match(r.Header.Get("Accept-Language")) }

// confirmation refuses an order that its customer must confirm on a page, since only a factor can.
type confirmation struct {
	error
	page string
}

// Unwrap returns the fault.
func (c confirmation) Unwrap() error { return c.error }

// Fail answers an error as problem details.
func (a *API) Fail(w http.ResponseWriter, r *guard.Request, err error) {
	if f := fault.Of(err); f != nil {
		respond.RetryAfter(w, f)
		p := respond.Details(locale(r).Translate(f), r.Reference)
		if c, ok := asConfirmation(err); ok {
			p.Code, p.Confirm = "confirmation_needed", c.page
		}
		respond.SendProblem(w, p)
		return
	}
	p := respond.Details(err, r.Reference)
	if r.Context().Err() != nil {
		p = respond.Details(fault.New(fault.Unavailable, "We are away for a moment. Please try again."), r.Reference)
	}
	respond.SendProblem(w, p)
}
