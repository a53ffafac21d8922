// Package notice is what we tell people: typed values that know their kind, the ways they may go and their words, and become a
// letter or a text without any I/O. Who gets one and when is the services' business; how it leaves is the gateways'.
package notice

import (
	"cmp"
	"crypto/sha256"
	"encoding/base32"
	"net/url"
	"slices"
	"strings"
	"time"

	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/l10n"
)

// Message marks the identifiers of messages: one notice on its way to one address.
type Message struct{}

// MessageID names a message.
type MessageID = id.Of[Message]

// Channel is a way to reach somebody.
type Channel string

// The channels.
const (
	Mail Channel = "mail"
	SMS  Channel = "sms"
)

// Kind names what a notice is about; it is stored, so a name never changes.
type Kind string

// The kinds.
const (
	KindInvitation       Kind = "invitation"
	KindContactCode      Kind = "contact_code"
	KindSignInCode       Kind = "sign_in_code"
	KindNewDevice        Kind = "new_device"
	KindWelcome          Kind = "welcome"
	KindPasswordChanged  Kind = "password_changed"
	KindRecoveryCode     Kind = "recovery_code"
	KindFactorChanged    Kind = "factor_changed"
	KindUnlocked         Kind = "unlocked"
	KindContactChanged   Kind = "contact_changed"
	KindResetAsked       Kind = "reset_asked"
	KindResetLink        Kind = "reset_link"
	KindPaymentCode      Kind = "payment_code"
	KindPaymentScheduled Kind = "payment_scheduled"
	KindPaymentReceived  Kind = "payment_received"
	KindPaymentReturned  Kind = "payment_returned"
	KindPaymentCancelled Kind = "payment_cancelled"
	KindStatementReady   Kind = "statement_ready"
	KindInterestReady    Kind = "interest_ready"
	KindBankDetails      Kind = "bank_details_corrected"
	KindStaffInvitation  Kind = "staff_invitation"
	KindPasswordLink     Kind = "password_link"
	KindCallerCode       Kind = "caller_code"
	KindDeskAct          Kind = "desk_act"

	KindCalledPaymentCode Kind = "called_payment_code"
	KindCalledPayment     Kind = "called_payment"
)

// Notice is one thing to tell somebody. The types of this package are all there are.
type Notice interface {
	// about says what the notice is about and the ways it may go.
	about() (Kind, []Channel)
	// check refuses a notice that lacks what its words need.
	check() error
	// masked returns the notice without its secrets.
	masked() Notice
	// enUS, esUS and deDE return its words, each in its language.
	enUS(h Head) words
	esUS(h Head) words
	deDE(h Head) words
}

// Brand is how the lender signs: its name, the address of its portal and its telephone.
type Brand struct {
	Key   string // aurelia
	Name  string // Aurelia Motor Finance
	Site  string // https://aurelia.example, no path
	Phone string // as it is written for people; may be empty
	Hours string // when the phone is answered, in American English; may be empty

	HoursIn map[string]string // Hours in other languages, by BCP 47 tag

	Operator string // who operates it in law, with address and licence, in one line; may be empty
	Texts    []Text // its legal texts
}

// Text is a legal text of a brand: what it is called, and its path on the portal.
type Text struct {
	Name l10n.Text
	Path string
}

// Head is what every notice of one person has in common. Locale is the language of its words and figures.
type Head struct {
	Brand     Brand
	Given     string // the reader's given name; may be empty
	Locale    l10n.Locale
	Zone      *time.Location // in which instants are written; nil is UTC
	Reference string         // ReferenceOf the message
}

// Letter is a finished notice. A text has only Text.
type Letter struct {
	Subject string `json:"subject,omitempty"`
	Text    string `json:"text"`
	HTML    string `json:"html,omitempty"`
}

// ReferenceOf returns what a reader can look up under "messages we sent you": the same message always has the same reference, and
// its 40 bits tell nothing about the message's id, time or reader.
func ReferenceOf(message MessageID) string {
	sum := sha256.Sum256(append([]byte("reference|"), message[:]...))
	const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ" // Crockford's: no letter that is read as a figure
	s := base32.NewEncoding(alphabet).EncodeToString(sum[:5])
	return s[:4] + "-" + s[4:]
}

// Write makes the letter (by Mail) or the text (by SMS) of a notice. It refuses a channel that the notice does not go by, and a
// notice or head that lacks something.
func Write(n Notice, h Head, by Channel) (Letter, error) {
	if err := n.check(); err != nil {
		return Letter{}, err
	}
	if !GoesBy(n, by) {
		return Letter{}, fault.Newf(fault.Invalid, "A notice of kind %s does not go by %s.", KindOf(n), by)
	}
	h, err := h.clean()
	if err != nil {
		return Letter{}, err
	}
	w := inLanguage(n, h)
	if by == SMS {
		return Letter{Text: plainText(w.sms)}, nil
	}
	return w.letter(h), nil
}

// inLanguage returns the words of a notice in the reader's language.
func inLanguage(n Notice, h Head) words {
	switch h.Locale {
	case l10n.EsUS:
		return n.esUS(h)
	case l10n.DeDE:
		return n.deDE(h)
	}
	return n.enUS(h)
}

// Record makes the same letter as Write with codes and links masked: what may be kept and shown later.
func Record(n Notice, h Head, by Channel) (Letter, error) { return Write(n.masked(), h, by) }

// KindOf says what a notice is about.
func KindOf(n Notice) Kind { kind, _ := n.about(); return kind }

// GoesBy tells whether a notice may go by a channel.
func GoesBy(n Notice, by Channel) bool {
	_, channels := n.about()
	return slices.Contains(channels, by)
}

// Longest values that go into words. A longer one is cut: a notice is never refused for a long name.
const (
	maxName  = 80
	maxPlace = 120
)

// clean takes control characters out of what comes from outside, so that no name can end a header or start a line.
func (h Head) clean() (Head, error) {
	site, err := url.Parse(h.Brand.Site)
	if err != nil || site.Host == "" || site.Path != "" {
		return h, fault.Input("brand.site", "A notice needs the address of the brand's portal.")
	}
	h.Brand.Name, h.Given = line(h.Brand.Name, maxName), line(h.Given, maxName)
	h.Brand.Phone, h.Brand.Hours = line(h.Brand.Phone, maxName), line(cmp.Or(h.Brand.HoursIn[h.Locale.Tag()], h.Brand.Hours), maxName)
	h.Reference, h.Brand.Operator = line(h.Reference, maxName), line(h.Brand.Operator, maxSentence)
	if h.Brand.Name == "" {
		return h, fault.Input("brand.name", "A notice needs the brand's name.")
	}
	if h.Zone == nil {
		h.Zone = time.UTC
	}
	return h, nil
}

// line makes a value fit one line: control and formatting characters (a right-to-left override among them) become spaces, runs
// of spaces one, and what is longer than most characters is cut.
func line(s string, most int) string {
	const readAtMost = 4096 // bytes; no real value comes near
	s = s[:min(len(s), readAtMost)]
	s = strings.Map(func(r rune) rune {
		switch {
		case r < ' ' || r >= 0x7f && r < 0xa0 || r >= 0x2028 && r <= 0x202e || r >= 0x2066 && r <= 0x2069 || r == 0xfeff || r == 0xfffd:
			return ' '
		}
		return r
	}, s)
	s = strings.Join(strings.Fields(s), " ")
	if letters := []rune(s); len(letters) > most {
		return string(letters[:most-1]) + "…"
	}
	return s
}

// host returns the host name of the brand's portal without the port, as the last line of a code message wants it.
func (b Brand) host() string {
	u, err := url.Parse(b.Site)
	if err != nil {
		return ""
	}
	return u.Hostname()
}
