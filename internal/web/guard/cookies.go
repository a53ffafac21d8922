package guard

import (
	"crypto/hmac"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"io"
	"net/http"
	"strings"
	"time"

	"marque/internal/core/identity"
	"marque/internal/fault"
	"marque/internal/l10n"
	"marque/internal/service/signin"
)

// The cookies. The prefix makes browsers keep each to one host, to https and to path / (RFC 6265bis, 4.1.3.2); browsers take
// http://localhost as secure, so the same names serve the demo.
const (
	sessionCookie   = "__Host-session"
	deviceCookie    = "__Host-device"
	challengeCookie = "__Host-challenge"
	claimCookie     = "__Host-claim"
	recoveryCookie  = "__Host-recovery"
	visitorCookie   = "__Host-visitor"
)

func (r *Request) cookie(name string) identity.Token {
	c, err := r.Cookie(name)
	if err != nil || !identity.Token(c.Value).Plausible() {
		return ""
	}
	return identity.Token(c.Value)
}

// set gives the browser a cookie; a life of zero ends with the browser.
func (r *Request) set(name string, token identity.Token, life time.Duration) {
	http.SetCookie(r.writer, &http.Cookie{
		Name: name, Value: string(token), Path: "/", MaxAge: int(life / time.Second), Secure: true, HttpOnly: true, SameSite: http.SameSiteLaxMode,
	})
}

func (r *Request) drop(name string) { r.set(name, "", -time.Second) }

// Enter gives the browser a session that has begun or was renewed, and takes the challenge away.
func (r *Request) Enter(in signin.SignedIn) {
	r.set(sessionCookie, in.Token, 0)
	if in.Device != "" {
		r.set(deviceCookie, in.Device, identity.DeviceLife)
	}
	r.drop(challengeCookie)
	r.drop(visitorCookie)
}

// Leave takes the session away and asks the browser to throw away what it keeps of this site; the device stays known.
func (r *Request) Leave() {
	r.drop(sessionCookie)
	r.drop(challengeCookie)
	r.writer.Header().Set("Clear-Site-Data", `"cache", "storage"`)
}

// Ask gives the browser a code challenge.
func (r *Request) Ask(token identity.Token) { r.set(challengeCookie, token, time.Hour) }

// Begin gives the browser a registration.
func (r *Request) Begin(token identity.Token) { r.set(claimCookie, token, identity.ClaimLife) }

// Finish takes the registration away.
func (r *Request) Finish() { r.drop(claimCookie) }

// Recover gives the browser a step of a recovery.
func (r *Request) Recover(token identity.Token) { r.set(recoveryCookie, token, time.Hour) }

// Recovered takes the recovery away and keeps the device, when it became known by it.
func (r *Request) Recovered(device identity.Token) {
	r.drop(recoveryCookie)
	if device != "" {
		r.set(deviceCookie, device, identity.DeviceLife)
	}
}

// FormField is the name of the hidden field with the form's token.
const FormField = "_csrf"

// tokenBytes is how much of the keyed hash a form's token has: 128 bits.
const tokenBytes = 16

// FormToken returns the token for the forms of this page. It belongs to the session, or to the visitor's cookie, which is set when there
// is none; it looks different each time, so that compression tells nothing about it (BREACH). A stranger's has a stamp of the check
// against robots, which is good for one form.
func (r *Request) FormToken() (string, error) {
	if r.token == "" && r.visitor == "" {
		token, err := identity.NewToken(r.gate.c.Random)
		if err != nil {
			return "", err
		}
		r.visitor = token
		r.set(visitorCookie, token, 0)
	}
	var out [2 * tokenBytes]byte
	pad, masked := out[:tokenBytes], out[tokenBytes:]
	if _, err := io.ReadFull(r.gate.c.Random, pad); err != nil {
		return "", err
	}
	subtle.XORBytes(masked, pad, r.formMAC())
	text := base64.RawURLEncoding.EncodeToString(out[:])
	if r.IsSignedIn() {
		return text, nil
	}
	stamp, err := r.stamp()
	return text + stampMark + stamp, err
}

// formMAC binds a form to the session, or to the visitor. The session's id outlives a step-up, so that forms in other windows do too.
func (r *Request) formMAC() []byte {
	now, _ := r.gate.c.MACs("form", []byte(r.formBound()))
	return now[:tokenBytes]
}

// formRight tells whether a form's token is the one for what it is bound to, also across a change of keys.
func (g *Gate) formRight(token []byte, bound string) bool {
	now, other := g.c.MACs("form", []byte(bound))
	return hmac.Equal(token, now[:tokenBytes]) || hmac.Equal(token, other[:tokenBytes])
}

func (r *Request) formBound() string {
	if r.token != "" {
		return "session " + r.Session.ID.String()
	}
	return "visitor " + string(r.visitor)
}

// checkForm refuses a form that another site sent, by what the browser says and by its token, and reads its fields.
func (r *Request) checkForm() error {
	stale := l10n.Fault(fault.Conflict, "This form was open for too long or came from somewhere else. Please load the page again.",
		"Este formulario estuvo abierto demasiado tiempo o llegó de otro lugar. Cargue la página de nuevo.",
		"Dieses Formular war zu lange offen oder kam von woanders. Bitte laden Sie die Seite neu.")
	if err := r.gate.origin.Check(r.Request); err != nil {
		return stale
	}
	if err := r.parse(); err != nil {
		return formError(err)
	}
	got, ok := unmask(r.PostForm.Get(FormField))
	if !ok || r.token == "" && r.visitor == "" || !r.gate.formRight(got, r.formBound()) {
		return stale
	}
	return nil
}

// unmask returns the keyed hash in a form's token.
func unmask(text string) ([]byte, bool) {
	token, _, _ := strings.Cut(text, stampMark)
	got, err := base64.RawURLEncoding.DecodeString(token)
	if err != nil || len(got) != 2*tokenBytes {
		return nil, false
	}
	subtle.XORBytes(got[tokenBytes:], got[:tokenBytes], got[tokenBytes:])
	return got[tokenBytes:], true
}

func formError(err error) error {
	if tooLarge, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return tooLarge
	}
	return l10n.Fault(fault.Invalid, "This form could not be read.", "No fue posible leer este formulario.", "Dieses Formular konnte nicht gelesen werden.")
}
