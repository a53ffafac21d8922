package api

import (
	"marque/internal/core/access"
	"marque/internal/core/identity"
	"marque/internal/web/guard"
)

// Me is who asks.
type Me struct {
	Kind     string    `json:"kind" enum:"app,partner"`
	Client   string    `json:"client_id" format:"uuid"`
	Name     string    `json:"client_name"`
	Scope    string    `json:"scope" doc:"What the token was given, parted by blanks."`
	Brand    string    `json:"brand,omitempty" doc:"Of a partner that sees the contracts of one brand."`
	Customer *Customer `json:"customer,omitempty" doc:"Of an app."`
}

// Customer is for whom an app asks.
type Customer struct {
	Party    string `json:"party_id" format:"uuid"`
	Username string `json:"username"`
	Name     string `json:"name"`
	SignedIn string `json:"factor_at" format:"date-time" doc:"When the customer last gave a factor. What moves money may want it to be less than ten minutes ago."`
	Until    string `json:"signed_in_until" format:"date-time" doc:"After which the app must send the customer through the sign-in again, however often it refreshes."`
}

func (a *API) me(r *guard.Request, _ *struct{}) (*out[Me], error) {
	body := Me{Kind: string(identity.PartnerClient), Client: r.By.Client.String(), Name: r.By.Name, Scope: access.WriteScopes(r.By.Scopes), Brand: r.By.Brand}
	if v := r.Session; r.By.Kind == access.CustomerKind {
		body.Kind = string(identity.AppClient)
		body.Customer = &Customer{
			Party: v.User.Party.String(), Username: v.User.Username, Name: v.User.Name, SignedIn: instant(v.FactorAt), Until: instant(a.SignIn.AppUntil(v)),
		}
	}
	return &out[Me]{body}, nil
}
