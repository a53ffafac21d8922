package notice

import (
	"net/url"
	"strings"
	"time"

	"marque/internal/civil"
	"marque/internal/fault"
	"marque/internal/l10n"
	"marque/internal/money"
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

// CalledPaymentCode is a code that a caller reads to an agent to agree to one payment, which it names. Code is a secret.
type CalledPaymentCode struct {
	Code     string // six digits
	Minutes  int
	Amount   money.Cents
	Currency money.Currency
	Account  string // the bank account's last four digits
	Date     civil.Date
}

// CalledPayment is the written notice of a payment that its payer agreed to on the phone. It says all that Nacha asks of the notice of a TEL entry, which is sent
// before the money moves: who agreed and when, the amount, the day, the account, that a debit follows, whom to ask, and until when and how to take it back.
type CalledPayment struct {
	Payment
	Name        string    // of who agreed, in full
	At          time.Time // when
	CancelUntil time.Time
}

// DeskAct tells of something that one of us did or asked for on an account. It goes to every address on file, and no agent can keep it back.
type DeskAct struct {
	What l10n.Text // a sentence for people
	At   time.Time
	Due  time.Time // when it happens unless somebody cancels it; zero when it has happened
}

func (StaffInvitation) about() (Kind, []Channel)   { return KindStaffInvitation, mailOnly() }
func (PasswordLink) about() (Kind, []Channel)      { return KindPasswordLink, mailOnly() }
func (CallerCode) about() (Kind, []Channel)        { return KindCallerCode, either() }
func (CalledPaymentCode) about() (Kind, []Channel) { return KindCalledPaymentCode, either() }
func (CalledPayment) about() (Kind, []Channel)     { return KindCalledPayment, either() }
func (DeskAct) about() (Kind, []Channel)           { return KindDeskAct, either() }

func (n StaffInvitation) masked() Notice   { n.Link = withoutSecret(n.Link); return n }
func (n PasswordLink) masked() Notice      { n.Link = withoutSecret(n.Link); return n }
func (n CallerCode) masked() Notice        { n.Code = hidden; return n }
func (n CalledPaymentCode) masked() Notice { n.Code = hidden; return n }
func (n CalledPayment) masked() Notice     { return n }
func (n DeskAct) masked() Notice           { return n }

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

func (n CalledPaymentCode) check() error {
	return both(checkCode(n.Code, n.Minutes), Payment{Amount: n.Amount, Currency: n.Currency, Date: n.Date, Account: n.Account}.check())
}

func (n CalledPayment) check() error {
	if line(n.Name, maxName) == "" || n.Account == "" || n.CancelUntil.IsZero() {
		return fault.Input("name", "The notice of a payment by phone says who agreed, from which account and until when it can be taken back.")
	}
	return both(checkInstant(n.At), n.Payment.check())
}

func (n DeskAct) check() error {
	if n.What.IsZero() {
		return fault.Input("what", "An act is told with what was done.")
	}
	return checkInstant(n.At)
}
