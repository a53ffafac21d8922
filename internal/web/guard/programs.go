package guard

import (
	"fmt"
	"net/http"
	"strings"
	"time"

	"marque/internal/core/access"
	"marque/internal/core/identity"
	"marque/internal/fault"
	"marque/internal/service/granting"
)

// scheme stands before a token in the header that carries it (RFC 6750, 2.1).
const scheme = "bearer "

// admit takes a program's token, counts the request, and asks for what the route wants of the program.
func (r *Request) admit(route Route) error {
	caller, limit, err := r.program()
	if err != nil {
		return err
	}
	rate, err := r.gate.c.Clients.Spend(r.Context(), caller, limit)
	r.showRate(rate)
	if err != nil {
		return err
	}
	switch {
	case !r.By.Has(route.Scope) && route.Scope != "":
		r.challenge(`error="insufficient_scope", scope="` + string(route.Scope) + `"`)
		return fault.Newf(fault.Forbidden, "This token was not given the scope %s.", route.Scope)
	case route.Customers && r.By.Kind != access.CustomerKind:
		return fault.New(fault.Forbidden, "Only an app that a customer has allowed may ask this.")
	case route.Recent && r.By.Kind == access.CustomerKind && !r.Session.Fresh(r.gate.c.Now()):
		return r.StaleFactor()
	}
	return nil
}

// program finds who asks: the caller that is counted, and how many requests it has in a minute.
func (r *Request) program() (caller string, limit int, err error) {
	text := r.Header.Get("Authorization")
	if len(text) < len(scheme) || !strings.EqualFold(text[:len(scheme)], scheme) {
		r.challenge("")
		return "", 0, fault.New(fault.SignedOut, "Send an access token: Authorization: Bearer …")
	}
	text = strings.TrimSpace(text[len(scheme):])
	if token, ok := identity.ReadMarked(identity.AppTokenMark, text); ok {
		if r.Session, err = r.gate.c.SignIn.AppSession(r.Context(), token); err == nil {
			r.By = r.Session.Actor()
			return r.Session.ID.String(), r.Session.App.Rate, nil
		}
	} else if token, ok := identity.ReadMarked(identity.PartnerTokenMark, text); ok {
		if r.By, limit, err = r.gate.c.Clients.Caller(r.Context(), token); err == nil {
			return r.By.Client.String(), limit, nil
		}
	} else {
		err = identity.SessionOver()
	}
	r.By = access.Anonymous()
	if fault.Is(err, fault.SignedOut) {
		r.challenge(`error="invalid_token"`)
		err = fault.New(fault.SignedOut, "This access token is over or was never one. Get another.")
	}
	return "", 0, err
}

// StaleFactor asks an app to have its customer sign in once more (RFC 9470): what it asked wants a factor that was given not long ago.
func (r *Request) StaleFactor() error {
	r.challenge(fmt.Sprintf(`error="insufficient_user_authentication", max_age="%d"`, identity.FreshFor/time.Second))
	return fault.New(fault.SignedOut, "This wants a customer who signed in within the last ten minutes. Send the customer through the sign-in once more.")
}

// challenge says in the words of RFC 6750 what a token lacks.
func (r *Request) challenge(what string) {
	text := `Bearer realm="marque"`
	if what != "" {
		text += ", " + what
	}
	r.writer.Header().Set("WWW-Authenticate", text)
}

// showRate tells a program where it stands in its minute (draft-ietf-httpapi-ratelimit-headers-10).
func (r *Request) showRate(rate granting.Rate) {
	h := r.writer.Header()
	seconds := int64((rate.Reset + time.Second - 1) / time.Second)
	h.Set("RateLimit-Policy", fmt.Sprintf(`"minute";q=%d;w=60`, rate.Limit))
	h.Set("RateLimit", fmt.Sprintf(`"minute";r=%d;t=%d`, rate.Left, seconds))
}

// IsProgram tells whether a path is one of the API's: what goes wrong there is told to a program.
func IsProgram(r *http.Request) bool {
	return strings.HasPrefix(r.URL.Path, APIPrefix) && r.URL.Path != APIDocs
}

// Where the API begins, its document for people, and the page on which a customer allows an app.
const (
	APIPrefix     = "/api/"
	APIDocs       = "/api/v1/docs"
	AuthorizePath = "/oauth/authorize"
)
