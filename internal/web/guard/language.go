package guard

import (
	"net/http"
	"net/url"
	"time"

	"marque/internal/core/identity"
	"marque/internal/l10n"
)

// languageCookie keeps the language that was chosen in this browser. It is no secret and names nobody.
const languageCookie = "__Host-language"

// Locale returns the language to answer in: that of the customer whose pages are seen, the one that whoever is signed in has chosen or is known to read, the one that was chosen in this
// browser, or the best of those that the browser asks for.
func (r *Request) Locale() l10n.Locale {
	if l, ok := l10n.Parse(r.Viewing.Locale); ok {
		return l
	}
	if l, ok := l10n.Parse(r.Session.Locale); ok {
		return l
	}
	if l, ok := l10n.Parse(r.chosen()); ok {
		return l
	}
	return l10n.Match(r.Header.Get("Accept-Language"))
}

// chosen returns the tag of the language that was chosen in this browser, or nothing.
func (r *Request) chosen() string {
	c, err := r.Cookie(languageCookie)
	if err != nil {
		return ""
	}
	l, ok := l10n.Parse(c.Value)
	if !ok {
		return ""
	}
	return l.Tag()
}

// Speak keeps in the browser that a language was chosen.
func (r *Request) Speak(l l10n.Locale) {
	http.SetCookie(r.writer, &http.Cookie{
		Name: languageCookie, Value: l.Tag(), Path: "/", MaxAge: int(identity.DeviceLife / time.Second), Secure: true, HttpOnly: true, SameSite: http.SameSiteLaxMode,
	})
}

// Here returns an address under which the page that answers this request can be got once more: its own or, where that is only posted to, the
// one that the form stood on. Of what was posted nothing is kept, not even from its address, but where the person wants to go.
func (r *Request) Here() string {
	if r.Method != http.MethodPost {
		return r.URL.RequestURI()
	}
	again := r.Clone(r.Context())
	again.Method = http.MethodGet
	if _, pattern := r.gate.mux.Handler(again); pattern == "/" {
		return r.referrer()
	}
	if next := r.URL.Query().Get(nextField); next != "" {
		return r.URL.EscapedPath() + "?" + url.Values{nextField: {next}}.Encode()
	}
	return r.URL.EscapedPath()
}

// referrer returns the page of ours that led here, or nothing: browsers name it within one site, as our headers ask them to.
func (r *Request) referrer() string {
	u, err := r.URL.Parse(r.Referer())
	if err != nil || u.Host != r.Host {
		return ""
	}
	return u.RequestURI()
}
