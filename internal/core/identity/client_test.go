package identity_test

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"marque/internal/core/access"
	"marque/internal/core/identity"
	"marque/internal/fault"
	"marque/internal/id"
)

func app() identity.Client {
	return identity.Client{
		ID: access.ClientID{1}, Kind: identity.AppClient, Name: "Aurelia Mobile", Scopes: []access.Scope{access.ContractsRead, access.PaymentsWrite},
		Redirects: []string{"com.aurelia.app:/back", "https://app.example/back"},
	}
}

func TestAClientIsCheckedFieldByField(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func(*identity.Client)
		field  string
	}{
		"no name":                    {func(c *identity.Client) { c.Name = " a " }, "name"},
		"a long name":                {func(c *identity.Client) { c.Name = strings.Repeat("a", 61) }, "name"},
		"no scopes":                  {func(c *identity.Client) { c.Scopes = nil }, "scopes"},
		"a rate beyond all":          {func(c *identity.Client) { c.Rate = 6001 }, "rate"},
		"an app without an address":  {func(c *identity.Client) { c.Redirects = nil }, "redirect"},
		"an app of a brand":          {func(c *identity.Client) { c.Brand = "norden" }, "brand"},
		"a partner with an address":  {func(c *identity.Client) { c.Kind = identity.PartnerClient }, "redirect"},
		"plain http elsewhere":       {func(c *identity.Client) { c.Redirects = []string{"http://app.example/back"} }, "redirect"},
		"a scheme of everybody's":    {func(c *identity.Client) { c.Redirects = []string{"javascript:alert(1)"} }, "redirect"},
		"a fragment":                 {func(c *identity.Client) { c.Redirects = []string{"https://app.example/#x"} }, "redirect"},
		"a policy smuggled in":       {func(c *identity.Client) { c.Redirects = []string{"https://app.example/; script-src *"} }, "redirect"},
		"somebody else's by a login": {func(c *identity.Client) { c.Redirects = []string{"https://a@b.example/"} }, "redirect"},
	} {
		x := app()
		c.change(&x)
		_, err := identity.NewClient(x)
		if f := fault.Of(err); f == nil || len(f.Fields) != 1 || f.Fields[0].Name != c.field {
			t.Errorf("%s: got %v, want the field %s", name, err, c.field)
		}
	}
	for _, redirect := range []string{"http://localhost:8080/back", "http://127.0.0.1/back", "http://aurelia.localhost:1/x", "com.example.app:/oauth"} {
		x := app()
		x.Redirects = []string{redirect}
		if got, err := identity.NewClient(x); err != nil || got.Rate != identity.AppRate {
			t.Errorf("%s: got %v, %v", redirect, got, err)
		}
	}
}

func challengeOf(verifier string) string {
	sum := sha256.Sum256([]byte(verifier))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

func oauthCode(err error) string {
	if e, ok := errors.AsType[*identity.OAuthError](err); ok {
		return e.Code
	}
	return ""
}

func TestAnAppAsksForACodeUnderS256AndForWhatItWasGivenOnly(t *testing.T) {
	t.Parallel()
	good := identity.AppRequest{ResponseType: "code", Challenge: challengeOf("v"), ChallengeMethod: "S256", Scope: "payments:write"}
	if got, err := app().Accept(good); err != nil || !slices.Equal(got, []access.Scope{access.PaymentsWrite}) {
		t.Errorf("got %v, %v", got, err)
	}
	for name, c := range map[string]struct {
		change func(*identity.AppRequest)
		code   string
	}{
		"implicit":                {func(q *identity.AppRequest) { q.ResponseType = "token" }, "unsupported_response_type"},
		"a plain challenge":       {func(q *identity.AppRequest) { q.ChallengeMethod = "plain" }, "invalid_request"},
		"no method":               {func(q *identity.AppRequest) { q.ChallengeMethod = "" }, "invalid_request"},
		"no challenge":            {func(q *identity.AppRequest) { q.Challenge = "" }, "invalid_request"},
		"a short challenge":       {func(q *identity.AppRequest) { q.Challenge = "AAAA" }, "invalid_request"},
		"an endless state":        {func(q *identity.AppRequest) { q.State = strings.Repeat("s", 301) }, "invalid_request"},
		"a scope it has not":      {func(q *identity.AppRequest) { q.Scope = "vehicles:read" }, "invalid_scope"},
		"a scope that nobody has": {func(q *identity.AppRequest) { q.Scope = "everything" }, "invalid_scope"},
	} {
		q := good
		c.change(&q)
		if _, err := app().Accept(q); oauthCode(err) != c.code {
			t.Errorf("%s: got %v, want %s", name, err, c.code)
		}
	}
	for _, near := range []string{"https://app.example/back/", "https://app.example/back?x=1", "https://app.example:443/back", "HTTPS://app.example/back", ""} {
		if app().Answers(near) {
			t.Errorf("%s is not the address that was entered", near)
		}
	}
	if !app().Answers("https://app.example/back") {
		t.Error("the address that was entered is refused")
	}
}

func TestACodeIsRedeemedByWhoeverAskedForItOnceAndSoon(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	verifier := strings.Repeat("v", 43)
	client := id.New[access.Client](id.NewSource(func() time.Time { return now }, rand.Reader))
	code := identity.AppCode{Client: client, Redirect: "https://app.example/back", Challenge: challengeOf(verifier), ExpiresAt: now.Add(time.Minute)}
	right := identity.Exchange{Client: client.String(), Redirect: code.Redirect, Verifier: verifier}
	if err := code.Redeems(right, now); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		change func(*identity.AppCode, *identity.Exchange)
		at     time.Time
	}{
		"used":             {func(c *identity.AppCode, _ *identity.Exchange) { c.UsedAt = now }, now},
		"too late":         {func(*identity.AppCode, *identity.Exchange) {}, now.Add(time.Minute)},
		"another program":  {func(_ *identity.AppCode, x *identity.Exchange) { x.Client = "x" }, now},
		"another address":  {func(_ *identity.AppCode, x *identity.Exchange) { x.Redirect = "https://app.example/other" }, now},
		"another verifier": {func(_ *identity.AppCode, x *identity.Exchange) { x.Verifier = strings.Repeat("w", 43) }, now},
		"a short verifier": {func(c *identity.AppCode, x *identity.Exchange) { x.Verifier = "v"; c.Challenge = challengeOf("v") }, now},
	} {
		cc, x := code, right
		c.change(&cc, &x)
		if err := cc.Redeems(x, c.at); oauthCode(err) != "invalid_grant" {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func TestAnAppsSessionLivesFromOneRefreshToTheNextAndNoLongerThanThePolicySays(t *testing.T) {
	t.Parallel()
	begun := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	v := identity.Session{User: identity.User{State: identity.UserActive}, CreatedAt: begun, ActiveAt: begun, App: identity.App{Client: access.ClientID{1}}}
	for _, c := range []struct {
		after        time.Duration
		policy       identity.Policy
		alive, renew bool
	}{
		{14 * time.Minute, identity.Standard, true, true},
		{15 * time.Minute, identity.Standard, false, true},
		{29 * 24 * time.Hour, identity.Standard, false, true},
		{30 * 24 * time.Hour, identity.Standard, false, false},
		{11 * time.Hour, identity.Strict, false, true},
		{12 * time.Hour, identity.Strict, false, false},
	} {
		now := begun.Add(c.after)
		if v.Alive(now) || v.AppAlive(c.policy, now) != c.alive || v.Renewable(c.policy, now) != c.renew || v.SignedIn(c.policy, now) != c.renew {
			t.Errorf("after %s under %s: got alive %v and renewable %v", c.after, c.policy, v.AppAlive(c.policy, now), v.Renewable(c.policy, now))
		}
	}
	v.ActiveAt = begun.Add(89 * 24 * time.Hour)
	if now := begun.Add(90 * 24 * time.Hour); v.Renewable(identity.Standard, now) {
		t.Error("an app that goes on and on is signed in for ever")
	}
	for name, change := range map[string]func(*identity.Session){
		"signed out": func(v *identity.Session) { v.EndedAt = begun }, "closed": func(v *identity.Session) { v.User.State = identity.UserClosed },
		"a new password is due": func(v *identity.Session) { v.User.PasswordDue = true }, "the program has ended": func(v *identity.Session) { v.App.Ended = true },
	} {
		x := v
		x.ActiveAt = begun
		change(&x)
		if x.AppAlive(identity.Standard, begun) {
			t.Errorf("%s: the app goes on", name)
		}
	}
}
