package access

import (
	"slices"
	"strings"

	"marque/internal/fault"
	"marque/internal/id"
)

// Client marks the identifiers of programs that ask the API.
type Client struct{}

// ClientID names a program that asks the API.
type ClientID = id.Of[Client]

// Scope is a part of what the API can do that a program was given leave for.
type Scope string

// The scopes. Writing does not include reading.
const (
	ContractsRead  Scope = "contracts:read"
	PaymentsRead   Scope = "payments:read"
	PaymentsWrite  Scope = "payments:write"
	DocumentsRead  Scope = "documents:read"
	DocumentsWrite Scope = "documents:write"
	VehiclesRead   Scope = "vehicles:read"
	VehiclesWrite  Scope = "vehicles:write"
	MessagesRead   Scope = "messages:read"
	MessagesWrite  Scope = "messages:write"
)

// Scopes lists every scope.
func Scopes() []Scope {
	return []Scope{ContractsRead, PaymentsRead, PaymentsWrite, DocumentsRead, DocumentsWrite, VehiclesRead, VehiclesWrite, MessagesRead, MessagesWrite}
}

// mostScopes bounds a list of scopes as text.
const mostScopes = 400

// ReadScopes reads scopes parted by spaces or commas, each once and in the order of Scopes.
func ReadScopes(text string) ([]Scope, error) {
	if len(text) > mostScopes {
		return nil, fault.New(fault.Invalid, "That is more than all scopes there are.")
	}
	words := strings.FieldsFunc(text, func(r rune) bool { return r == ' ' || r == ',' })
	for _, w := range words {
		if !slices.Contains(Scopes(), Scope(w)) {
			return nil, fault.Inputf("scope", "There is no scope %q.", w)
		}
	}
	return slices.DeleteFunc(Scopes(), func(s Scope) bool { return !slices.Contains(words, string(s)) }), nil
}

// WriteScopes writes scopes as ReadScopes reads them and as OAuth writes them: parted by spaces.
func WriteScopes(all []Scope) string {
	words := make([]string, len(all))
	for i, s := range all {
		words[i] = string(s)
	}
	return strings.Join(words, " ")
}

// Partner is a program of somebody whom the lender works with. It sees the contracts of one brand, or of all when that is empty.
func Partner(client ClientID, name, brand string, scopes []Scope) Actor {
	return Actor{Kind: PartnerKind, Client: client, Name: name, Brand: brand, Scopes: scopes}
}

// Through is a customer who acts by an app: it may do what the customer may and what it has scopes for.
func (a Actor) Through(client ClientID, name string, scopes []Scope) Actor {
	a.Client, a.Name, a.Scopes = client, name, scopes
	return a
}

// Has tells whether the program that acts was given a scope. Who acts without one needs none.
func (a Actor) Has(s Scope) bool { return a.Client.IsZero() || slices.Contains(a.Scopes, s) }

// hasOneOf tells whether a program was given one of the scopes that an action is open to.
func (a Actor) hasOneOf(open []Scope) bool {
	return slices.ContainsFunc(open, func(s Scope) bool { return slices.Contains(a.Scopes, s) })
}
