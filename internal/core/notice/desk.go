package notice

import (
	"net/url"
	"strings"
	"time"

	"marque/internal/fault"
)

// StaffInvitation asks one of the lender's own people to choose a password and bind an app. Link is a secret.
type StaffInvitation struct {
	Link    string // with the code in it
	Expires time.Time
}

// PasswordLink lets a customer whom an agent has checked choose a new password. Link is a secret.
type PasswordLink struct {
	Link    string
	Minutes int // how long it works
}

// CallerCode is a code that a caller reads back to an agent. It lets nobody in. Code is a secret.
type CallerCode struct {
	Code    string // six digits
	Minutes int
}

// DeskAct tells of something that one of us did or asked for on an account. It goes to every address on file, and no agent can keep it back.
type DeskAct struct {
	What string // a sentence for people
	At   time.Time
	Due  time.Time // when it happens unless somebody cancels it; zero when it has happened
}

func (StaffInvitation) about() (Kind, []Channel) { return KindStaffInvitation, mailOnly() }
func (PasswordLink) about() (Kind, []Channel)    { return KindPasswordLink, mailOnly() }
func (CallerCode) about() (Kind, []Channel)      { return KindCallerCode, either() }
func (DeskAct) about() (Kind, []Channel)         { return KindDeskAct, either() }

func (n StaffInvitation) masked() Notice { n.Link = withoutSecret(n.Link); return n }
func (n PasswordLink) masked() Notice    { n.Link = withoutSecret(n.Link); return n }
func (n CallerCode) masked() Notice      { n.Code = hidden; return n }
func (n DeskAct) masked() Notice         { return n }

// withoutSecret keeps of a link where it leads to, and nothing more.
func withoutSecret(link string) string {
	if u, err := url.Parse(link); err == nil {
		return u.Scheme + "://" + u.Host + "/" + hidden
	}
	return hidden
}

func (n StaffInvitation) check() error {
	if n.Expires.IsZero() {
		return fault.Input("expires", "An invitation needs an end.")
	}
	return checkLink(n.Link)
}

func (n PasswordLink) check() error {
	if n.Minutes < 1 {
		return fault.Input("minutes", "A link works for some time.")
	}
	return checkLink(n.Link)
}

func checkLink(link string) error {
	u, err := url.Parse(link)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" || strings.ContainsAny(link, " \t\r\n<>\"") {
		return fault.Input("link", "This notice needs a link.")
	}
	return nil
}

func (n CallerCode) check() error { return checkCode(n.Code, n.Minutes) }

func (n DeskAct) check() error {
	if n.What == "" {
		return fault.Input("what", "An act is told with what was done.")
	}
	return checkInstant(n.At)
}

func (n StaffInvitation) enUS(h Head) words {
	return words{
		subject: "Your access to the " + h.Brand.Name + " desk",
		body: []string{
			"You have been given access to the agents' desk. Choose a password and connect an authenticator app; have your phone at hand.",
		},
		action:  action{"Set up my access", n.Link},
		closing: []string{"The link works once, until " + h.instant(n.Expires) + ". If you expected nothing, please tell your administrator."},
	}
}

func (n PasswordLink) enUS(h Head) words {
	return words{
		subject: "Choose a new password",
		body: []string{
			"You asked one of our agents for a new password. The agent checked who was calling, and cannot see or set your password.",
		},
		action: action{"Choose a new password", n.Link},
		closing: []string{
			"The link works once, for " + minutes(n.Minutes) + ". After that you sign in as always, with a code.",
			"If you did not ask for it, please tell us at once" + calling(h) + ".",
		},
	}
}

func (n CallerCode) enUS(h Head) words {
	const what = "Somebody called us about your account. If it was you, read this code to the agent:"
	return words{
		subject: "Your code for our agent",
		body:    []string{what},
		code:    n.Code,
		closing: []string{
			"It works once, for " + minutes(n.Minutes) + ", only on the phone with us, and lets nobody sign in.",
			"If you did not call us, tell nobody this code, and tell us" + calling(h) + ".",
		},
		sms: h.Brand.Name + ": code " + n.Code + " is for our agent, only if you called us yourself. It works for " + minutes(n.Minutes) + ". Did not call? Tell nobody.",
	}
}

func (n DeskAct) enUS(h Head) words {
	what := line(n.What, maxSentence)
	body := []string{what + " This was on " + h.instant(n.At) + "."}
	sms := h.Brand.Name + ": " + what
	if !n.Due.IsZero() {
		body = append(body, "It takes effect on "+h.instant(n.Due)+" unless you cancel it under \"Profile and security\""+orCall(h)+".")
		sms += " It takes effect on " + h.instant(n.Due) + " unless you cancel it."
	}
	return words{
		subject: "Something was done for your account",
		body:    body,
		action:  action{"Profile and security", h.Brand.Site + "/security"},
		closing: []string{"If you did not ask for it, please tell us at once" + calling(h) + "."},
		sms:     sms + " Not you? Tell us at once" + calling(h) + ".",
	}
}
