// Package idp lets the lender's own people prove who they are at their company's identity provider, by OpenID Connect with PKCE. It is the only
// package that speaks to one; whom it lets in is service/signin's business.
package idp

import (
	"context"
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"marque/internal/core/access"
	"marque/internal/core/identity"
	"marque/internal/fault"
)

// Settings is what the provider's administrator gives.
type Settings struct {
	Issuer, ClientID, Secret string
	Redirect                 string            // the desk's address that the provider sends people back to
	RolesClaim               string            // the claim with roles or groups; empty leaves roles to the command line
	Roles                    map[string]string // the claim's values to our roles
}

// Provider is one identity provider. It is asked for its addresses and keys when it is first needed, so that the program starts without it.
type Provider struct {
	s      Settings
	client *http.Client

	mu    sync.Mutex
	found *oidc.Provider
}

// answerWithin bounds each question to the provider.
const answerWithin = 10 * time.Second

// New returns a provider that has not been asked anything yet.
func New(s Settings) *Provider {
	return &Provider{s: s, client: &http.Client{Timeout: answerWithin}}
}

func unavailable() error {
	return fault.New(fault.Unavailable, "Your company's sign-in cannot be reached. Try again in a minute, or sign in with your password.")
}

// discover asks for the provider's addresses once. A failure is asked again the next time.
func (p *Provider) discover(ctx context.Context) (*oidc.Provider, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.found != nil {
		return p.found, nil
	}
	// The provider keeps this context for its keys, so it must not end with the request.
	found, err := oidc.NewProvider(oidc.ClientContext(context.WithoutCancel(ctx), p.client), p.s.Issuer)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", unavailable(), err)
	}
	p.found = found
	return found, nil
}

// Check asks the provider for its addresses and keys.
func (p *Provider) Check(ctx context.Context) error {
	_, err := oidc.NewProvider(oidc.ClientContext(ctx, p.client), p.s.Issuer)
	return err
}

func (p *Provider) config(found *oidc.Provider) *oauth2.Config {
	return &oauth2.Config{
		ClientID: p.s.ClientID, ClientSecret: p.s.Secret, Endpoint: found.Endpoint(), RedirectURL: p.s.Redirect,
		Scopes: []string{oidc.ScopeOpenID, "email", "profile"},
	}
}

// Begin returns where somebody proves who they are. Again asks for a proof now, although the provider may know the browser.
func (p *Provider) Begin(ctx context.Context, q identity.CompanyQuestion, again bool) (string, error) {
	found, err := p.discover(ctx)
	if err != nil {
		return "", err
	}
	options := []oauth2.AuthCodeOption{oidc.Nonce(q.Nonce), oauth2.S256ChallengeOption(q.Verifier)}
	if again {
		options = append(options, oauth2.SetAuthURLParam("prompt", "login"), oauth2.SetAuthURLParam("max_age", "0"))
	}
	return p.config(found).AuthCodeURL(string(q.State), options...), nil
}

// claims are what we read of an identity token.
type claims struct {
	Email         string `json:"email"`
	EmailVerified bool   `json:"email_verified"`
	AuthTime      int64  `json:"auth_time"`
}

// Finish exchanges the provider's code for the person, whose token must be signed by the provider, for us, and answer this very question.
func (p *Provider) Finish(ctx context.Context, q identity.CompanyQuestion, code string) (identity.CompanyPerson, error) {
	found, err := p.discover(ctx)
	if err != nil {
		return identity.CompanyPerson{}, err
	}
	ctx = oidc.ClientContext(ctx, p.client)
	token, err := p.config(found).Exchange(ctx, code, oauth2.VerifierOption(q.Verifier))
	if err != nil {
		return identity.CompanyPerson{}, fmt.Errorf("%w: exchange the code: %w", identity.CompanyRefused(), err)
	}
	raw, _ := token.Extra("id_token").(string)
	proof, err := found.Verifier(&oidc.Config{ClientID: p.s.ClientID}).Verify(ctx, raw)
	if err != nil {
		return identity.CompanyPerson{}, fmt.Errorf("%w: verify the token: %w", identity.CompanyRefused(), err)
	}
	var said claims
	var all map[string]any
	if err := proof.Claims(&said); err != nil || proof.Nonce != q.Nonce {
		return identity.CompanyPerson{}, fmt.Errorf("%w: nonce or claims: %w", identity.CompanyRefused(), err)
	}
	if err := proof.Claims(&all); err != nil {
		return identity.CompanyPerson{}, fmt.Errorf("%w: claims: %w", identity.CompanyRefused(), err)
	}
	if err := p.ask(ctx, found, token, proof.Subject, &said, all); err != nil {
		return identity.CompanyPerson{}, err
	}
	who := identity.CompanyPerson{Issuer: proof.Issuer, Subject: proof.Subject, At: time.Unix(said.AuthTime, 0)}
	if said.EmailVerified {
		who.Email = said.Email
	}
	who.Roles, who.GivesRoles = p.roles(all), p.s.RolesClaim != ""
	return who, nil
}

// ask completes what the identity token leaves out from the provider's answer about the person (OpenID Connect Core 5.3), which must be about the same.
func (p *Provider) ask(ctx context.Context, found *oidc.Provider, token *oauth2.Token, subject string, said *claims, all map[string]any) error {
	_, given := all[p.s.RolesClaim]
	if said.Email != "" && (given || p.s.RolesClaim == "") || found.UserInfoEndpoint() == "" {
		return nil
	}
	info, err := found.UserInfo(ctx, oauth2.StaticTokenSource(token))
	if err != nil {
		return fmt.Errorf("%w: ask about the person: %w", unavailable(), err)
	}
	var more map[string]any
	if err := info.Claims(&more); err != nil || info.Subject != subject {
		return fmt.Errorf("%w: an answer about somebody else: %w", identity.CompanyRefused(), err)
	}
	said.Email, said.EmailVerified = info.Email, info.EmailVerified
	for name, value := range more {
		if _, known := all[name]; !known {
			all[name] = value
		}
	}
	return nil
}

// mostRoles bounds the values of a claim that are looked at.
const mostRoles = 1000

// roles maps the values of the roles' claim, one or a list, to ours.
func (p *Provider) roles(all map[string]any) []access.Role {
	values, _ := all[p.s.RolesClaim].([]any)
	if one, is := all[p.s.RolesClaim].(string); is {
		values = []any{one}
	}
	var out []access.Role
	for _, role := range access.Roles() {
		for _, v := range values[:min(len(values), mostRoles)] {
			if name, _ := v.(string); p.s.Roles[name] == string(role) && name != "" {
				out = append(out, role)
				break
			}
		}
	}
	return out
}
