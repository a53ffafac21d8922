package api

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"marque/internal/core/access"
	"marque/internal/core/identity"
	"marque/internal/fault"
	"marque/internal/service/signin"
	"marque/internal/web/guard"
	"marque/internal/web/respond"
)

// The addresses of OAuth; the one where a customer allows an app is a page of the portal.
const (
	PathToken  = Prefix + "/oauth/token"
	PathRevoke = Prefix + "/oauth/revoke"
)

// grant is the answer of the token endpoint (RFC 6749, 5.1).
type grant struct {
	Access  string `json:"access_token"`
	Type    string `json:"token_type"`
	Expires int    `json:"expires_in"`
	Refresh string `json:"refresh_token,omitempty"`
	Scope   string `json:"scope"`
}

// refusal is the answer when it gives nothing (RFC 6749, 5.2).
type refusal struct {
	Error       string `json:"error"`
	Description string `json:"error_description"`
}

// token gives a program its token: a partner for its secret, an app for a code or a refresh token.
func (a *API) token(w http.ResponseWriter, r *guard.Request) error {
	if err := r.ParseForm(); err != nil {
		return a.refuse(w, r, identity.NewOAuthError(identity.OAuthInvalidRequest, "Send a form: application/x-www-form-urlencoded."))
	}
	var g grant
	var err error
	switch r.PostFormValue("grant_type") {
	case "client_credentials":
		g, err = a.enter(r)
	case "authorization_code":
		var in signin.AppIn
		in, err = a.SignIn.Redeem(r.Context(), r.From(), identity.Exchange{
			Client: r.PostFormValue("client_id"), Code: r.PostFormValue("code"), Redirect: r.PostFormValue("redirect_uri"), Verifier: r.PostFormValue("code_verifier"),
		})
		g = appGrant(in)
	case "refresh_token":
		var in signin.AppIn
		in, err = a.SignIn.Renew(r.Context(), r.PostFormValue("client_id"), r.PostFormValue("refresh_token"))
		g = appGrant(in)
	default:
		err = identity.NewOAuthError(identity.OAuthUnsupportedGrant, "grant_type is client_credentials, authorization_code or refresh_token.")
	}
	if err != nil {
		return a.refuse(w, r, err)
	}
	w.Header().Set("Pragma", "no-cache")
	return sendJSON(w, http.StatusOK, g)
}

func appGrant(in signin.AppIn) grant {
	return grant{
		Access: in.Token.Marked(identity.AppTokenMark), Type: "Bearer", Expires: int(identity.AppTokenLife / time.Second), Refresh: in.Refresh.Marked(identity.RefreshMark),
		Scope: access.WriteScopes(in.Session.App.Scopes),
	}
}

func (a *API) enter(r *guard.Request) (grant, error) {
	client, secret := credentials(r)
	t, err := a.Granting.Enter(r.Context(), r.Network, client, secret, r.PostFormValue("scope"))
	return grant{
		Access: t.Token.Marked(identity.PartnerTokenMark), Type: "Bearer", Expires: int(identity.PartnerTokenLife / time.Second), Scope: access.WriteScopes(t.Client.Scopes),
	}, err
}

// credentials are a client's, in the header or in the form (RFC 6749, 2.3.1); the header's are themselves encoded as a form's.
func credentials(r *guard.Request) (client, secret string) {
	id, key, ok := r.BasicAuth()
	if !ok {
		return r.PostFormValue("client_id"), r.PostFormValue("client_secret")
	}
	client, err1 := url.QueryUnescape(id)
	secret, err2 := url.QueryUnescape(key)
	if err1 != nil || err2 != nil {
		return "", ""
	}
	return client, secret
}

// revoke ends what a token opens (RFC 7009). An app leaves with its whole session, whichever of its tokens it shows.
func (a *API) revoke(w http.ResponseWriter, r *guard.Request) error {
	if err := r.ParseForm(); err != nil {
		return a.refuse(w, r, identity.NewOAuthError(identity.OAuthInvalidRequest, "Send a form: application/x-www-form-urlencoded."))
	}
	client, secret := credentials(r)
	text := r.PostFormValue("token")
	var err error
	if secret != "" || strings.HasPrefix(text, identity.PartnerTokenMark) {
		err = a.Granting.Leave(r.Context(), r.Network, client, secret, text)
	} else {
		err = a.SignIn.LeaveApp(r.Context(), client, text)
	}
	if err != nil {
		return a.refuse(w, r, err)
	}
	return sendJSON(w, http.StatusOK, struct{}{})
}

// refuse answers in the words of OAuth; what is no refusal of that kind is left to Fail.
func (a *API) refuse(w http.ResponseWriter, r *guard.Request, err error) error {
	e, ok := errors.AsType[*identity.OAuthError](err)
	if !ok {
		return err
	}
	status := http.StatusBadRequest
	if fault.Is(e, fault.SignedOut) {
		status = http.StatusUnauthorized
		w.Header().Set("WWW-Authenticate", `Basic realm="marque"`)
	}
	return sendJSON(w, status, refusal{e.Code, e.Error()})
}

func sendJSON(w http.ResponseWriter, status int, body any) error {
	data, err := json.Marshal(body)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write(data)
	return nil
}

// metadata tells programs where everything of OAuth is (RFC 8414).
func (a *API) metadata(w http.ResponseWriter, r *guard.Request) error {
	at := r.Site().Origin
	body, err := json.Marshal(map[string]any{
		"issuer": at, "authorization_endpoint": at + guard.AuthorizePath, "token_endpoint": at + PathToken, "revocation_endpoint": at + PathRevoke,
		"service_documentation": at + guard.APIDocs, "scopes_supported": access.Scopes(), "response_types_supported": []string{"code"}, "response_modes_supported": []string{"query"},
		"grant_types_supported":                 []string{"authorization_code", "refresh_token", "client_credentials"},
		"token_endpoint_auth_methods_supported": []string{"client_secret_basic", "client_secret_post", "none"}, "code_challenge_methods_supported": []string{"S256"},
		"authorization_response_iss_parameter_supported": true,
	})
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-cache")
	return respond.JSON(w, body)
}

// openAPI sends the document.
func (a *API) openAPI(w http.ResponseWriter, r *guard.Request) error {
	w.Header().Set("Cache-Control", "no-cache")
	w.Header().Set("Content-Type", "application/openapi+json")
	_, _ = w.Write(a.document)
	return nil
}
