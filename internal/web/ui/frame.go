// Package ui is the design system: brands, colours, style sheets, fonts, icons and the parts that pages are made of. It knows no
// contract and no service; pages fill its parts with words and figures.
package ui

import (
	"net/url"
	"strconv"
	"strings"
	"time"

	"marque/internal/civil"
	"marque/internal/fault"
	"marque/internal/l10n"
	"marque/internal/money"
)

// Names of the hidden fields in forms.
const (
	CSRFField = "_csrf"
	NextField = "next"     // the page to go to afterwards
	ToField   = "language" // the one that is chosen, as a BCP 47 tag
	KeyField  = "_key"     // the idempotency key of a form that moves money

	SolutionField = "altcha" // what a-robots.js found for the stamp of a stranger's form
)

// Paths that every page links to.
const (
	PathHome          = "/"
	PathSignIn        = "/login"
	PathSignOut       = "/logout"
	PathRegister      = "/register"
	PathForgot        = "/forgot"
	PathUnlock        = "/unlock"
	PathProfile       = "/profile"
	PathHelpers       = "/profile/helpers"
	PathHelping       = "/helping"
	PathSecurity      = "/security"
	PathSession       = "/session"
	PathStatements    = "/statements"
	PathAccounts      = "/accounts"
	PathMessages      = "/messages"
	PathHelp          = "/help"
	PathAccessibility = "/accessibility"
	PathPrivacy       = "/privacy"
	PathGenuine       = "/genuine"
	PathLegal         = "/legal/{text}"
	PathVerify        = "/verify"
	PathLanguage      = "/language"
	PathStatus        = "/status"
	PathSupport       = "/support-code"
	PathSupportEnd    = "/support-code/end"
	PathOutbox        = "/demo/outbox"

	PathDesk          = "/desk"
	PathDeskSignIn    = "/desk/login"
	PathDeskQueue     = "/desk/queue"
	PathDeskCases     = "/desk/cases"
	PathDeskQueueLive = "/desk/queue/live"
	PathDeskRatings   = "/desk/ratings"
	PathDeskReconcile = "/desk/reconcile"
	PathDeskReplies   = "/desk/replies"
	PathDeskReports   = "/desk/reports"
	PathDeskRequests  = "/desk/requests"
	PathDeskMe        = "/desk/me"
	PathDeskGuide     = "/desk/guide"
	PathDeskViewEnd   = "/desk/view/end" // where the banner of a customer's page leads back from
)

// Section is an entry of the main navigation.
type Section uint8

// The sections. The zero value marks none.
const (
	NoSection Section = iota
	Overview
	Statements
	Messages
	Help
	DeskFind
	DeskQueue
	DeskCases
	DeskRequests
)

// Frame is what all pages of one request share. Pages embed it, so its parts are theirs.
type Frame struct {
	Brand    *Brand
	Assets   *Assets
	Locale   l10n.Locale
	Currency money.Currency // the zero value is the US dollar
	Person   string         // the name of who is signed in; empty for strangers
	CSRF     string         // the token of the session, put into every form
	Demo     civil.Date     // the business date of the demo; zero elsewhere
	Here     string         // an address of this page, to come back to in another language; empty offers none
	Zone     *time.Location // in which instants are written
	Session  SessionEnd     // when the session ends; zero for strangers
	Desk     bool           // a page of the lender's own people

	Incidents []Incident // what does not work just now; none on most days
	Guided    bool       // an agent who was told this browser's support code sees which page this is
	Viewing   Viewing    // of one of the staff who sees a customer's page; zero for everybody else
}

// Viewing is who sees whose page, and how long still. Nothing on such a page can be sent.
type Viewing struct {
	Name, By string
	Until    string // in words: "9:25 AM EST"
	Minutes  int    // that are left, rounded up
}

// viewingWords are the words above a customer's page that one of the staff sees: English, as all words for the staff.
type viewingWords struct{ label, who, rest, end string }

func (v Viewing) words() viewingWords {
	left := "1 minute"
	if v.Minutes != 1 {
		left = strconv.Itoa(v.Minutes) + " minutes"
	}
	return viewingWords{
		label: "View as customer", who: v.By + " sees the pages of " + v.Name + ".", end: "End the view",
		rest: "Until " + v.Until + ", " + left + ". Nothing can be sent from here, and each page is recorded.",
	}
}

// Incident is something of ours that does not work, told above every page.
type Incident struct {
	Part  string // "Our text messages"
	Words string // one or two sentences
}

// SessionEnd is when a session ends if nothing more is done.
type SessionEnd struct {
	Until string // in words: "9:25 AM EST"
	Left  int    // seconds
	Last  bool   // it ends then whatever is done
}

// Languages are the ways to this page in each language, where one can be chosen. They are links for strangers, whose choice only their
// browser keeps; see Layout for somebody signed in.
func (f Frame) Languages() []Link {
	var out []Link
	if f.Here == "" {
		return nil
	}
	for _, l := range l10n.All() {
		to := PathLanguage + "?" + url.Values{ToField: {l.Tag()}, NextField: {f.Here}}.Encode()
		out = append(out, Link{Text: l.Name(), Href: to, Current: l == f.Locale, Lang: l.Tag()})
	}
	return out
}

// Link is a place to go.
type Link struct {
	Text, Href string
	Current    bool
	Lang       string // of the text and of what is there, where it is not the page's
}

// Width is how wide a page may become.
type Width string

// The widths.
const (
	Wide    Width = "wide"    // dashboards and tables
	Narrow  Width = "narrow"  // forms
	Reading Width = "reading" // text
)

// Head is what a page tells the frame around it.
type Head struct {
	Title   string // of the window, without the brand
	Failed  bool   // a form came back with errors
	Width   Width
	Section Section
	Scripts []string // plain names of the modules that the page loads, such as "show-password.js"; it works without them
}

// stamped tells whether the page's forms carry a stamp against robots: those of strangers do, after a dot in their token.
func (f Frame) stamped() bool { return strings.Contains(f.CSRF, ".") }

// scripts returns the modules of a page, with the one that solves a stamp's puzzle, or those of whoever is signed in: one
// watches the session, one keeps tables what they are.
func (f Frame) scripts(h Head) []string {
	if f.Viewing.By != "" {
		return nil // they send, or ask what only the customer may
	}
	all := h.Scripts
	if f.Session.Until != "" {
		all = append([]string{"session.js", "tables.js"}, all...)
	}
	if f.stamped() {
		all = append([]string{"a-robots.js"}, all...)
	}
	return all
}

// title is the window's title: "Error: Sign in – Aurelia".
func (f Frame) title(h Head) string {
	title := h.Title + " – " + f.Brand.Name
	if h.Failed {
		return f.Say("Error: %s", "Error: %s", "Fehler: %s", title)
	}
	return title
}

func (f Frame) currency() money.Currency {
	if f.Currency.Code == "" {
		return money.USD()
	}
	return f.Currency
}

// Say returns words in the language of this page: in American English, in Spanish, in German. Numbers, dates, texts and amounts
// (money.Cents, in the page's currency) among args are written as that language writes them; see l10n.T.
func (f Frame) Say(en, es, de string, args ...any) string {
	for i, a := range args {
		if cents, ok := a.(money.Cents); ok {
			args[i] = l10n.Amount{Cents: cents, Currency: f.currency()}
		}
	}
	return l10n.T(en, es, de, args...).In(f.Locale)
}

// Hours says when the brand's people answer the phone.
func (f Frame) Hours() string { return f.Brand.hours(f.Locale) }

// Money writes an amount for this page.
func (f Frame) Money(amount money.Cents) string { return f.Locale.Money(amount, f.currency()) }

// Day writes a date in words: November 22, 2026.
func (f Frame) Day(d civil.Date) string { return f.Locale.DateLong(d) }

// figure cuts a written amount before its decimals, so that they may be set smaller.
func (f Frame) figure(amount money.Cents) (whole, rest string) {
	s := f.Money(amount)
	places := f.currency().Exponent
	if places == 0 {
		return s, ""
	}
	// The decimal sign is the last one that is followed by that many digits.
	for i := len(s) - 1 - places; i >= 0; i-- {
		if (s[i] == '.' || s[i] == ',') && allDigits(s[i+1:i+1+places]) {
			return s[:i], s[i:]
		}
	}
	return s, ""
}

func allDigits(s string) bool { return strings.Trim(s, "0123456789") == "" }

// navigation lists the sections that this person may go to.
func (f Frame) navigation(here Section) []Link {
	links := []Link{
		{Text: f.Say("Overview", "Resumen", "Übersicht"), Href: PathHome, Current: here == Overview},
		{Text: f.Say("Statements", "Estados de cuenta", "Kontoauszüge"), Href: PathStatements, Current: here == Statements},
		{Text: f.Say("Messages", "Mensajes", "Nachrichten"), Href: PathMessages, Current: here == Messages},
		{Text: f.Say("Help", "Ayuda", "Hilfe"), Href: PathHelp, Current: here == Help},
	}
	if f.Desk {
		links = []Link{
			{Text: "Find a customer", Href: PathDesk, Current: here == DeskFind},
			{Text: "Queue", Href: PathDeskQueue, Current: here == DeskQueue},
			{Text: "Cases", Href: PathDeskCases, Current: here == DeskCases},
			{Text: "Requests", Href: PathDeskRequests, Current: here == DeskRequests},
		}
	}
	if f.Person == "" {
		links = nil
	}
	return links
}

// home is where the logo leads to.
func (f Frame) home() string {
	if f.Desk {
		return PathDesk
	}
	return PathHome
}

// support is where a support code is asked for, with the way back to this page.
func (f Frame) support() string {
	if f.Here == "" {
		return PathSupport
	}
	return PathSupport + "?" + url.Values{NextField: {f.Here}}.Encode()
}

// self is the page of whoever is signed in.
func (f Frame) self() (href, label string) {
	if f.Desk {
		return PathDeskMe, "Your access, " + f.Person
	}
	return PathProfile, f.Say("Profile, %s", "Perfil, %s", "Profil, %s", f.Person)
}

// message returns the sentence about a field, or nothing.
func message(errs []fault.Field, name string) string {
	for _, e := range errs {
		if e.Name == name {
			return e.Message
		}
	}
	return ""
}
