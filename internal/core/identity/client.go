package identity

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"marque/internal/core/access"
	"marque/internal/fault"
)

// ClientKind says for whom a program speaks.
type ClientKind string

// The kinds. A partner's program speaks for the partner and proves itself by a secret (RFC 6749, 4.4). An app speaks for a customer who allowed
// it, keeps no secret, and proves that it is the one that asked (RFC 7636).
const (
	PartnerClient ClientKind = "partner"
	AppClient     ClientKind = "app"
)

// Client is a program that may ask the API.
type Client struct {
	ID        access.ClientID
	Kind      ClientKind
	Name      string // as customers read it
	Scopes    []access.Scope
	Brand     string   // whose contracts a partner sees; empty is all
	Redirects []string // of an app: where it is answered, exactly
	Rate      int      // requests a minute
	CreatedAt time.Time
	EndedAt   time.Time
}

// The bounds of a client.
const (
	mostClientName  = 60
	mostRedirects   = 10
	mostRedirect    = 300
	MostRate        = 6000
	PartnerRate     = 600 // a minute, unless said otherwise
	AppRate         = 120 // a minute and signed-in customer
	shortClientName = 3
)

// The lives of what clients are given. Each is looked up in the database, so what is ended is worth nothing from then on.
const (
	PartnerTokenLife = 30 * time.Minute
	AppTokenLife     = IdleLimit // an app's token is its session's, and ends as a browser's does when nothing renews it
	AppCodeLife      = time.Minute
	AppIdle          = 30 * 24 * time.Hour // a refresh token that is not used
	SecretOverlap    = 24 * time.Hour      // how long a secret works on that was replaced
)

// AppLimit is how long an app stays signed in whatever it does.
func (p Policy) AppLimit() time.Duration {
	if p == Strict {
		return CustomerLimit
	}
	return 90 * 24 * time.Hour
}

// NewClient checks a client that is to be entered, or returns a fault that names every wrong field.
func NewClient(c Client) (Client, error) {
	var wrong []fault.Field
	add := func(field, message string) { wrong = append(wrong, fault.Field{Name: field, Message: message}) }
	c.Name = strings.Join(strings.Fields(c.Name), " ")
	if n := utf8.RuneCountInString(c.Name); n < shortClientName || n > mostClientName {
		add("name", "A name has 3 to 60 characters: customers read it.")
	}
	if len(c.Scopes) == 0 {
		add("scopes", "Say what the program may do.")
	}
	switch {
	case c.Rate < 0 || c.Rate > MostRate:
		add("rate", "A rate is 1 to 6000 requests a minute.")
	case c.Rate == 0 && c.Kind == AppClient:
		c.Rate = AppRate
	case c.Rate == 0:
		c.Rate = PartnerRate
	}
	switch {
	case c.Kind == PartnerClient && len(c.Redirects) > 0:
		add("redirect", "Only an app is answered at an address.")
	case c.Kind == AppClient && (len(c.Redirects) == 0 || len(c.Redirects) > mostRedirects):
		add("redirect", "Say where the app is answered: 1 to 10 addresses.")
	case c.Kind == AppClient && c.Brand != "":
		add("brand", "An app sees what its customer sees.")
	}
	for _, r := range c.Redirects {
		if err := checkRedirect(r); err != nil {
			add("redirect", err.Error())
		}
	}
	return c, fault.Inputs(wrong)
}

// checkRedirect takes https, an app's own scheme with a dot in it (RFC 8252, 7.1), and plain http on this machine only (7.3).
func checkRedirect(text string) error {
	u, err := url.Parse(text)
	if err != nil || len(text) > mostRedirect || u.Fragment != "" || u.User != nil || strings.ContainsAny(text, " \t\r\n;,'\"") {
		return fault.New(fault.Invalid, "That is no address to answer at.")
	}
	host := u.Hostname()
	switch {
	case u.Scheme == "https" && host != "":
		return nil
	case u.Scheme == "http" && isThisMachine(host):
		return nil
	case strings.Contains(u.Scheme, ".") && u.Path != "":
		return nil
	}
	return fault.New(fault.Invalid, "An app is answered over https, under a scheme of its own such as com.example.app:/back, or on its own machine.")
}

func isThisMachine(host string) bool {
	at, err := netip.ParseAddr(host)
	return err == nil && at.IsLoopback() || host == "localhost" || strings.HasSuffix(host, ".localhost")
}

// Alive tells whether the client may still ask.
func (c Client) Alive() bool { return c.EndedAt.IsZero() }

// The errors of OAuth that we answer with (RFC 6749, 4.1.2.1 and 5.2).
const (
	OAuthInvalidRequest   = "invalid_request"
	OAuthInvalidClient    = "invalid_client"
	OAuthInvalidGrant     = "invalid_grant"
	OAuthInvalidScope     = "invalid_scope"
	OAuthUnsupportedGrant = "unsupported_grant_type"
	OAuthUnsupportedCode  = "unsupported_response_type"
	OAuthDenied           = "access_denied"
)

// OAuthError is a refusal in the words of OAuth. It holds a fault.
type OAuthError struct {
	Code  string
	fault *fault.Fault
}

// NewOAuthError makes a refusal with a code of OAuth and a sentence for the developer.
func NewOAuthError(code, message string) *OAuthError {
	kind := fault.Invalid
	if code == OAuthInvalidClient {
		kind = fault.SignedOut
	}
	return &OAuthError{Code: code, fault: fault.New(kind, message)}
}

// Error returns the sentence.
func (e *OAuthError) Error() string { return e.fault.Message }

// Unwrap returns the fault.
func (e *OAuthError) Unwrap() error { return e.fault }

// AppRequest is what an app asks of a customer (RFC 6749, 4.1.1, with RFC 7636). All of it is text of a stranger's.
type AppRequest struct {
	Client, ResponseType, Redirect, Scope, State string
	Challenge, ChallengeMethod                   string
}

// The bounds of a request.
const (
	mostState       = 300
	shortVerifier   = 43
	mostVerifier    = 128
	challengeMethod = "S256"
)

// Answers tells whether an address is one of the client's: the same text, nothing less (RFC 9700, 2.1).
func (c Client) Answers(redirect string) bool {
	return c.Kind == AppClient && c.Alive() && slices.Contains(c.Redirects, redirect)
}

// Accept checks a request whose client and address are right, and returns the scopes that it asks for: none named is all of the client's.
func (c Client) Accept(q AppRequest) ([]access.Scope, error) {
	switch {
	case q.ResponseType != "code":
		return nil, NewOAuthError(OAuthUnsupportedCode, "response_type must be code.")
	case len(q.State) > mostState:
		return nil, NewOAuthError(OAuthInvalidRequest, "state is longer than 300 characters.")
	case q.ChallengeMethod != challengeMethod:
		return nil, NewOAuthError(OAuthInvalidRequest, "code_challenge_method must be S256.")
	case !plausibleChallenge(q.Challenge):
		return nil, NewOAuthError(OAuthInvalidRequest, "code_challenge must be the base64url SHA-256 of the verifier.")
	}
	return c.Narrow(q.Scope)
}

// Narrow returns the scopes that a program asks for, when they are among those it was given: none named is all of them.
func (c Client) Narrow(scope string) ([]access.Scope, error) {
	asked, err := access.ReadScopes(scope)
	if err != nil {
		return nil, NewOAuthError(OAuthInvalidScope, err.Error())
	}
	if len(asked) == 0 {
		return c.Scopes, nil
	}
	for _, s := range asked {
		if !slices.Contains(c.Scopes, s) {
			return nil, NewOAuthError(OAuthInvalidScope, "This program was not given the scope "+string(s)+".")
		}
	}
	return asked, nil
}

func plausibleChallenge(text string) bool {
	sum, err := base64.RawURLEncoding.DecodeString(text)
	return err == nil && len(sum) == sha256.Size
}

// AppCode is a customer's leave on its way to the app: short-lived, good once, and only for whoever holds the verifier.
type AppCode struct {
	Client    access.ClientID
	User      access.UserID
	Redirect  string
	Challenge string
	Scopes    []access.Scope
	Label     string // of the browser in which it was allowed
	Methods   string // with which the customer had signed in
	FactorAt  time.Time
	Session   SessionID // that it became; none while it is unused
	CreatedAt time.Time
	ExpiresAt time.Time
	UsedAt    time.Time
}

// Exchange is what an app brings to the token endpoint for its code.
type Exchange struct{ Client, Code, Redirect, Verifier string }

// Redeems tells whether an exchange fits the code.
func (c AppCode) Redeems(x Exchange, now time.Time) error {
	sum := sha256.Sum256([]byte(x.Verifier))
	got := base64.RawURLEncoding.EncodeToString(sum[:])
	verified := len(x.Verifier) >= shortVerifier && len(x.Verifier) <= mostVerifier && subtle.ConstantTimeCompare([]byte(got), []byte(c.Challenge)) == 1
	if !c.UsedAt.IsZero() || !now.Before(c.ExpiresAt) || x.Client != c.Client.String() || x.Redirect != c.Redirect || !verified {
		return GrantOver()
	}
	return nil
}

// GrantOver is the one answer to a code or a refresh token that gives nothing: unknown, used, expired, another program's.
func GrantOver() error {
	return NewOAuthError(OAuthInvalidGrant, "This code or token gives nothing: it is unknown, was used, has expired, or is another program's.")
}

// The marks before tokens, so that whoever finds one in a log or a repository knows what it opens.
const (
	PartnerTokenMark = "mqp_"
	AppTokenMark     = "mqa_"
	RefreshMark      = "mqr_"
	AppCodeMark      = "mqc_"
	SecretMark       = "mqs_"
)

// Marked writes a token behind its mark.
func (t Token) Marked(mark string) string { return mark + string(t) }

// ReadMarked reads a token behind its mark.
func ReadMarked(mark, text string) (Token, bool) {
	rest, ok := strings.CutPrefix(text, mark)
	return Token(rest), ok && Token(rest).Plausible()
}
