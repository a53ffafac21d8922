package api

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"reflect"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"marque/internal/core/access"
	"marque/internal/web/guard"
	"marque/internal/web/respond"
)

// version is of the interface: the second number grows with what is added, the first with what breaks clients, and then the prefix does too.
const version = "1.0"

// about stands at the head of the document.
const about = "Vehicle loans and leases for programs: a lender's own app, which acts for a customer who allowed it (OAuth 2.1, authorization code with PKCE), and partners, " +
	"who act for themselves (client credentials).\n\nAmounts are whole cents with their currency, days are ISO 8601 dates in the lender's time zone, instants are UTC. Lists have pages: follow `next` until there " +
	"is none. Every GET has an ETag. Errors are problem details (RFC 9457). Whoever asks is on the record, and customers see it."

// scopeWords say what a scope is good for.
func scopeWords() map[access.Scope]string {
	return map[access.Scope]string{
		access.ContractsRead: "See contracts, what is owed and everything that happened.", access.PaymentsRead: "See payments, autopay and masked bank accounts.",
		access.PaymentsWrite: "Order payments from accounts on file, and call them off.", access.DocumentsRead: "Read statements and letters.",
		access.MessagesRead: "Read conversations with the lender.", access.MessagesWrite: "Write to the lender.",
		access.DocumentsWrite: "Have letters issued.", access.VehiclesRead: "See the vehicle and its readings.", access.VehiclesWrite: "Tell readings of the odometer.",
	}
}

// config is what huma is told: it sends JSON and nothing of its own.
func config() huma.Config {
	scopes := map[string]string{}
	for s, words := range scopeWords() {
		scopes[string(s)] = words
	}
	return huma.Config{
		OpenAPI: &huma.OpenAPI{
			OpenAPI: "3.1.0",
			Info: &huma.Info{
				Title: "Marque", Version: version, Description: about, License: &huma.License{Name: "Apache License 2.0", Identifier: "Apache-2.0"},
				Contact: &huma.Contact{Name: "The lender that runs this portal"},
			},
			Servers: []*huma.Server{{URL: Prefix, Description: "This portal."}},
			Tags: []*huma.Tag{
				{Name: tagMe, Description: "Who asks, and how a program gets its token."}, {Name: tagContracts, Description: "What is owed, when, and why."},
				{Name: tagPayments, Description: "Paying, once."}, {Name: tagDocuments, Description: "Statements and letters as they were rendered."},
				{Name: tagVehicle, Description: "What the contract pays for."}, {Name: tagMessages, Description: "Conversations with the lender."},
			},
			Components: &huma.Components{SecuritySchemes: map[string]*huma.SecurityScheme{
				"app": {Type: "oauth2", Description: "An app acts for the customer who allowed it.", Flows: &huma.OAuthFlows{AuthorizationCode: &huma.OAuthFlow{
					AuthorizationURL: guard.AuthorizePath, TokenURL: PathToken, RefreshURL: PathToken, Scopes: scopes,
				}}},
				"partner": {Type: "oauth2", Description: "A partner acts for itself.", Flows: &huma.OAuthFlows{ClientCredentials: &huma.OAuthFlow{TokenURL: PathToken, Scopes: scopes}}},
			}},
		},
		Formats: map[string]huma.Format{"application/json": huma.DefaultJSONFormat, "json": huma.DefaultJSONFormat}, DefaultFormat: "application/json",
	}
}

// describe is the operation as the document has it.
func (o operation) describe() huma.Operation {
	op := huma.Operation{
		Method: o.Method, Path: o.Path, OperationID: o.ID, Tags: []string{o.Tag}, Summary: o.Summary, Description: o.Text, MaxBodyBytes: 64 << 10, Metadata: map[string]any{"operation": o},
		Responses: map[string]*huma.Response{}, Security: []map[string][]string{{"app": {}}, {"partner": {}}},
	}
	if op.Description == "" {
		op.Description = o.Summary + "."
	}
	if o.Scope != "" {
		op.Security = []map[string][]string{{"app": {string(o.Scope)}}, {"partner": {string(o.Scope)}}}
	}
	if o.Customers {
		op.Security = op.Security[:1]
	}
	if o.Created {
		op.DefaultStatus = http.StatusCreated
	}
	if o.PDF {
		op.Responses["200"] = &huma.Response{Description: "The file.", Content: map[string]*huma.MediaType{"application/pdf": {Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}}}
	}
	refuse := []string{"401", "403", "429", "500"}
	if strings.Contains(o.Path, "{") {
		refuse = append(refuse, "404", "422")
	}
	if o.Method == post {
		refuse = append(refuse, "409")
	}
	if o.Path == "/contracts" || o.Path == "/conversations" {
		refuse = append(refuse, "422")
	}
	for _, status := range refuse {
		op.Responses[status] = &huma.Response{Ref: "#/components/responses/" + status}
	}
	return op
}

// node is a part of the document.
type node = map[string]any

// at walks down a document.
func at(n node, keys ...string) node {
	for _, k := range keys {
		n, _ = n[k].(node)
	}
	return n
}

// describe makes the document: huma's, with what it cannot know.
func (a *API) describe() ([]byte, error) {
	schemas := a.huma.OpenAPI().Components.Schemas
	for _, t := range []reflect.Type{reflect.TypeFor[respond.ProblemDetails](), reflect.TypeFor[grant](), reflect.TypeFor[refusal]()} {
		schemas.Schema(t, true, t.Name())
	}
	raw, err := json.Marshal(a.huma.OpenAPI())
	if err != nil {
		return nil, fmt.Errorf("write the API's document: %w", err)
	}
	var doc node
	decode := json.NewDecoder(bytes.NewReader(raw))
	decode.UseNumber()
	if err := decode.Decode(&doc); err != nil {
		return nil, fmt.Errorf("read the API's document: %w", err)
	}
	openSchemas(at(doc, "components", "schemas"))
	at(doc)["components"] = withCommon(at(doc, "components"))
	for _, path := range at(doc, "paths") {
		for method, op := range path.(node) {
			finish(method, op.(node))
		}
	}
	maps.Copy(at(doc, "paths"), tokenPaths())
	return json.MarshalIndent(doc, "", "  ")
}

// openSchemas lets answers grow: a client must take fields that it does not know. What is sent to us must be known.
func openSchemas(schemas node) {
	delete(schemas, "ErrorModel") // huma's own, which is never sent
	delete(schemas, "ErrorDetail")
	for name, s := range schemas {
		if !strings.HasPrefix(name, "New") && name != "Money" {
			delete(s.(node), "additionalProperties")
		}
	}
}

// withCommon adds the parts that operations share.
func withCommon(components node) node {
	components["headers"] = node{
		"ETag":            header("Changes with the answer: send it back in If-None-Match.", `"4fUuM1RZcJfQe0RfJm3x5g"`),
		"RateLimit":       header("How many requests are left, and the seconds until there are all again.", `"minute";r=119;t=42`),
		"RateLimitPolicy": header("How many requests there are in how many seconds.", `"minute";q=120;w=60`),
	}
	components["parameters"] = node{"IfNoneMatch": node{
		"name": "If-None-Match", "in": "header", "description": "The ETag of an answer that the client has: when nothing has changed the answer is 304.", "schema": node{"type": "string"},
	}}
	responses := node{"304": node{"description": "Nothing has changed since the answer whose ETag was sent."}}
	for status, words := range map[string]string{
		"401": "No token, one that is over, or one whose customer must sign in once more: WWW-Authenticate says which.", "403": "The token lacks the scope, or the customer must confirm first.",
		"404": "There is no such thing, or it is not this caller's to see.", "409": "The state of things forbids it.", "422": "A field is wrong: each is named with a sentence.",
		"429": "Too many requests in this minute: Retry-After says when the next begins.", "500": "Something went wrong on our side: quote the reference.",
	} {
		responses[status] = node{"description": words, "content": node{"application/problem+json": node{"schema": node{"$ref": "#/components/schemas/ProblemDetails"}}}}
	}
	components["responses"] = responses
	return components
}

func header(words, example string) node {
	return node{"description": words, "schema": node{"type": "string"}, "example": example}
}

// finish adds to an operation what its guard and its exchange do.
func finish(method string, op node) {
	params, _ := op["parameters"].([]any)
	for _, p := range params {
		if p := p.(node); p["in"] == "path" {
			p["schema"] = node{"type": "string", "format": "uuid"}
		}
	}
	for status, r := range at(op, "responses") {
		if !strings.HasPrefix(status, "2") {
			continue
		}
		headers := node{"RateLimit": ref("headers/RateLimit"), "RateLimit-Policy": ref("headers/RateLimitPolicy")}
		if method == "get" {
			headers["ETag"] = ref("headers/ETag")
		}
		r.(node)["headers"] = headers
	}
	if method == "get" {
		op["parameters"] = append(params, ref("parameters/IfNoneMatch"))
		at(op, "responses")["304"] = ref("responses/304")
	}
}

func ref(to string) node { return node{"$ref": "#/components/" + to} }

// tokenPaths describe what programs get their tokens by; it stands beside the operations, since OAuth says how it works.
func tokenPaths() node {
	field := func(words string) node { return node{"type": "string", "description": words} }
	form := func(required []string, fields node) node {
		return node{"required": true, "content": node{"application/x-www-form-urlencoded": node{"schema": node{"type": "object", "required": required, "properties": fields}}}}
	}
	answer := func(words, schema string) node {
		return node{"description": words, "content": node{"application/json": node{"schema": ref("schemas/" + schema)}}}
	}
	refused := node{"400": answer("It gives nothing: error says why.", "Refusal"), "401": answer("There is no such client, or this is not its secret.", "Refusal"), "429": ref("responses/429")}
	token := node{
		"operationId": "getToken", "tags": []string{tagMe}, "summary": "Get a token", "security": []node{{}},
		"description": "For a partner its secret, in the form or by HTTP Basic; for an app a code with its verifier, or a refresh token, which is used up.",
		"requestBody": form([]string{"grant_type"}, node{
			"grant_type": node{"type": "string", "enum": []string{"client_credentials", "authorization_code", "refresh_token"}}, "client_id": field("Of the program."),
			"client_secret": field("Of a partner."), "scope": field("For a partner: fewer scopes than it was given, parted by blanks."), "code": field("That the app was answered with."),
			"redirect_uri": field("Where it was answered."), "code_verifier": field("Whose SHA-256 was the code_challenge (RFC 7636)."), "refresh_token": field("Of the app's last token."),
		}),
		"responses": merged(node{"200": answer("A token.", "Grant")}, refused),
	}
	revoke := node{
		"operationId": "revokeToken", "tags": []string{tagMe}, "summary": "Give a token back", "security": []node{{}},
		"description": "A partner's token is over. An app is signed out, whichever of its tokens it shows (RFC 7009).",
		"requestBody": form([]string{"client_id", "token"}, node{"client_id": field("Of the program."), "client_secret": field("Of a partner."), "token": field("An access or refresh token.")}),
		"responses":   merged(node{"200": node{"description": "It opens nothing any more."}}, refused),
	}
	return node{strings.TrimPrefix(PathToken, Prefix): node{"post": token}, strings.TrimPrefix(PathRevoke, Prefix): node{"post": revoke}}
}

func merged(all ...node) node {
	out := node{}
	for _, n := range all {
		maps.Copy(out, n)
	}
	return out
}
