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

// hidden stands where a secret stood.
const hidden = "••••••"

// Invitation asks the owner of an active contract to register. Link and Code are secrets.
type Invitation struct {
	Link    string // https, on the brand's site, with the code in it
	Code    string // for those who would rather type than click
	Vehicle string // "2024 Aurelia Strada"; may be empty
	Expires time.Time
}

// ContactCode proves that a contact is read by the person who registers, or who wants it on file. Code is a secret.
type ContactCode struct {
	Code    string // six digits
	Minutes int    // how long it works
	New     bool   // the contact is to come on file
}

// SignInCode is the second step of a sign-in. Code is a secret.
type SignInCode struct {
	Code    string // six digits
	Minutes int    // how long it works
}

// NewDevice tells of a sign-in from a browser that was not seen before.
type NewDevice struct {
	At     time.Time
	Device string // "Firefox on Linux"; may be empty
	Place  string // as coarse as it is known; may be empty
	Link   string // token of a link that ends it all; a secret; may be empty
}

// ContactChanged tells of a new e-mail address or telephone. It goes to every address on file, the old ones among them; each gets its own
// Link, a secret.
type ContactChanged struct {
	Phone bool   // it is a telephone, else an e-mail address
	Hint  string // of the new one, masked
	At    time.Time
	Link  string // token of a link that puts the old one back; may be empty
}

// ResetAsked tells that somebody with the right password asked to replace every second step. It goes to every address on file. Link is a
// secret.
type ResetAsked struct {
	At    time.Time
	Ready time.Time // nothing happens before
	Link  string    // token of a link that stops it
}

// ResetLink lets somebody who has waited go on. Link is a secret.
type ResetLink struct {
	Link    string
	Minutes int // how long it works
}

// PaymentCode confirms one payment, which it names. Code is a secret.
type PaymentCode struct {
	Code     string // six digits
	Minutes  int    // how long it works
	Amount   money.Cents
	Currency money.Currency
	Account  string // the bank account's last four digits
}

// Welcome confirms a registration.
type Welcome struct {
	Username string
	At       time.Time
}

// PasswordChanged tells of a new password. It goes to every address on file.
type PasswordChanged struct {
	At time.Time
}

// RecoveryCode proves that a contact on file is read by the person who forgot something. Code is a secret.
type RecoveryCode struct {
	Code     string // six digits
	Minutes  int    // how long it works
	Username string // told by mail only, to those who forgot it; may be empty
	Unlock   bool   // it ends a pause instead of changing the password
}

// Unlocked tells that the pause of password sign-in was ended. It goes to every address on file.
type Unlocked struct {
	At time.Time
}

// FactorChanged tells that a second step of sign-in was added, taken away or made anew. It goes to every address on file.
type FactorChanged struct {
	What  l10n.Text // a sentence for people: "An authenticator app was added."
	At    time.Time
	Staff bool // one of the lender's own people, whose page is at the desk
}

// page is where the reader looks after it.
func (n FactorChanged) page() string {
	if n.Staff {
		return "/desk/me"
	}
	return "/security"
}

// Payment is what the notices about one payment have in common.
type Payment struct {
	Amount    money.Cents
	Currency  money.Currency
	Date      civil.Date // when it counts
	Account   string     // the bank account's last four digits; may be empty
	Vehicle   string     // which contract, in the owner's words; may be empty
	Reference string     // of the payment, as on its receipt; may be empty
}

// PaymentScheduled confirms that a payment was ordered.
type PaymentScheduled struct {
	Payment
	CancelUntil time.Time // zero when it can no longer be cancelled
}

// PaymentReceived confirms that a payment was credited.
type PaymentReceived struct {
	Payment
	Balance money.Cents // what is owed after it
}

// PaymentReturned tells that the bank sent a payment back.
type PaymentReturned struct {
	Payment
	Reason l10n.Text // a sentence for people, not a return code
	Next   l10n.Text // what to do now, a sentence
}

// PaymentCancelled confirms that an ordered payment will not be made.
type PaymentCancelled struct {
	Payment
}

// BankDetailsCorrected tells that the bank corrected the details of an account on file. Both are told by their last four digits.
type BankDetailsCorrected struct {
	Old, New string
	What     l10n.Text // what changed, in sentences; may be empty
}

// StatementReady tells that a monthly statement can be read. It names no balance: mail is read over shoulders.
type StatementReady struct {
	Closing  civil.Date // the statement's last day
	Vehicle  string     // may be empty
	Due      money.Cents
	Currency money.Currency
	DueDate  civil.Date // none when nothing is due
}

func (Invitation) about() (Kind, []Channel)       { return KindInvitation, mailOnly() }
func (ContactCode) about() (Kind, []Channel)      { return KindContactCode, either() }
func (SignInCode) about() (Kind, []Channel)       { return KindSignInCode, either() }
func (NewDevice) about() (Kind, []Channel)        { return KindNewDevice, either() }
func (Welcome) about() (Kind, []Channel)          { return KindWelcome, mailOnly() }
func (PasswordChanged) about() (Kind, []Channel)  { return KindPasswordChanged, either() }
func (RecoveryCode) about() (Kind, []Channel)     { return KindRecoveryCode, either() }
func (Unlocked) about() (Kind, []Channel)         { return KindUnlocked, either() }
func (FactorChanged) about() (Kind, []Channel)    { return KindFactorChanged, either() }
func (ContactChanged) about() (Kind, []Channel)   { return KindContactChanged, either() }
func (ResetAsked) about() (Kind, []Channel)       { return KindResetAsked, either() }
func (ResetLink) about() (Kind, []Channel)        { return KindResetLink, mailOnly() }
func (PaymentCode) about() (Kind, []Channel)      { return KindPaymentCode, either() }
func (PaymentScheduled) about() (Kind, []Channel) { return KindPaymentScheduled, either() }
func (PaymentReceived) about() (Kind, []Channel)  { return KindPaymentReceived, either() }
func (PaymentReturned) about() (Kind, []Channel)  { return KindPaymentReturned, either() }
func (PaymentCancelled) about() (Kind, []Channel) { return KindPaymentCancelled, either() }
func (StatementReady) about() (Kind, []Channel)   { return KindStatementReady, either() }

func (BankDetailsCorrected) about() (Kind, []Channel) { return KindBankDetails, either() }

func mailOnly() []Channel { return []Channel{Mail} }
func either() []Channel   { return []Channel{Mail, SMS} }

func (n Invitation) masked() Notice {
	n.Code = hidden
	if u, err := url.Parse(n.Link); err == nil {
		n.Link = u.Scheme + "://" + u.Host + "/" + hidden
	}
	return n
}

func (n ContactCode) masked() Notice      { n.Code = hidden; return n }
func (n SignInCode) masked() Notice       { n.Code = hidden; return n }
func (n NewDevice) masked() Notice        { n.Link = maskedLink(n.Link); return n }
func (n ContactChanged) masked() Notice   { n.Link = maskedLink(n.Link); return n }
func (n ResetAsked) masked() Notice       { n.Link = maskedLink(n.Link); return n }
func (n ResetLink) masked() Notice        { n.Link = maskedLink(n.Link); return n }
func (n PaymentCode) masked() Notice      { n.Code = hidden; return n }
func (n Welcome) masked() Notice          { return n }
func (n PasswordChanged) masked() Notice  { return n }
func (n RecoveryCode) masked() Notice     { n.Code = hidden; return n }
func (n Unlocked) masked() Notice         { return n }
func (n FactorChanged) masked() Notice    { return n }
func (n PaymentScheduled) masked() Notice { return n }
func (n PaymentReceived) masked() Notice  { return n }
func (n PaymentReturned) masked() Notice  { return n }
func (n PaymentCancelled) masked() Notice { return n }
func (n StatementReady) masked() Notice   { return n }

// maskedLink hides the token of a link that there is.
func maskedLink(token string) string {
	if token == "" {
		return ""
	}
	return hidden
}

func (n BankDetailsCorrected) masked() Notice { return n }

func (n Invitation) check() error {
	u, err := url.Parse(n.Link)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" || strings.ContainsAny(n.Link, " \t\r\n<>\"") {
		return fault.Input("link", "An invitation needs a link.")
	}
	const longest = 64 // 128 bits in any notation, with hyphens
	if n.Code == "" || len(n.Code) > longest || line(n.Code, longest) != n.Code {
		return fault.Input("code", "An invitation needs a code.")
	}
	if n.Expires.IsZero() {
		return fault.Input("expires", "An invitation needs an end.")
	}
	return nil
}

func (n ContactCode) check() error { return checkCode(n.Code, n.Minutes) }
func (n SignInCode) check() error  { return checkCode(n.Code, n.Minutes) }

func (n RecoveryCode) check() error { return checkCode(n.Code, n.Minutes) }

// checkCode allows the masked form as well, since a record is written by the same words.
func checkCode(code string, minutes int) error {
	if code != hidden && (len(code) != 6 || strings.Trim(code, "0123456789") != "") {
		return fault.Input("code", "A code has six digits.")
	}
	const day = 24 * 60
	if minutes < 1 || minutes > day {
		return fault.Input("minutes", "A code works between a minute and a day.")
	}
	return nil
}

func (n PaymentCode) check() error {
	if err := checkCode(n.Code, n.Minutes); err != nil {
		return err
	}
	return Payment{Amount: n.Amount, Currency: n.Currency, Date: 1, Account: n.Account}.check()
}

func (n NewDevice) check() error { return both(checkInstant(n.At), checkToken(n.Link, false)) }

func (n ContactChanged) check() error {
	return both(checkInstant(n.At), checkToken(n.Link, false))
}

func (n ResetAsked) check() error {
	if n.Ready.IsZero() {
		return fault.Input("ready", "A wait is told with its end.")
	}
	return both(checkInstant(n.At), checkToken(n.Link, true))
}

func (n ResetLink) check() error {
	if n.Minutes < 1 {
		return fault.Input("minutes", "A link works for some time.")
	}
	return checkToken(n.Link, true)
}

// checkToken allows what may stand in an address, and the masked form.
func checkToken(token string, wanted bool) error {
	const longest = 100
	if token == "" && wanted || len(token) > longest || token != hidden && strings.ContainsFunc(token, outsideToken) {
		return fault.Input("link", "This is not the token of a link.")
	}
	return nil
}

func outsideToken(r rune) bool {
	return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-' || r == '_')
}

func both(a, b error) error {
	if a != nil {
		return a
	}
	return b
}

func (n PasswordChanged) check() error { return checkInstant(n.At) }
func (n Unlocked) check() error        { return checkInstant(n.At) }

func (n FactorChanged) check() error {
	if n.What.IsZero() {
		return fault.Input("what", "A change is told with what was changed.")
	}
	return checkInstant(n.At)
}

func (n Welcome) check() error {
	if n.Username == "" {
		return fault.Input("username", "A welcome needs the user name.")
	}
	return checkInstant(n.At)
}

func checkInstant(at time.Time) error {
	if at.IsZero() {
		return fault.Input("at", "A notice of something that happened needs its time.")
	}
	return nil
}

func (p Payment) check() error {
	switch {
	case p.Amount <= 0 || p.Amount > money.MaxAmount:
		return fault.Input("amount", "A payment is more than nothing.")
	case p.Currency.Code == "":
		return fault.Input("currency", "A payment has a currency.")
	case p.Date.IsZero():
		return fault.Input("date", "A payment has a date.")
	case p.Account != "" && !lastFour(p.Account):
		return fault.Input("account", "Only the last four digits of an account are told.")
	}
	return nil
}

func (n PaymentReturned) check() error {
	if n.Reason.IsZero() || n.Next.IsZero() {
		return fault.Input("reason", "A return is told with its reason and the next step.")
	}
	return n.Payment.check()
}

func (n StatementReady) check() error {
	if n.Closing.IsZero() {
		return fault.Input("closing", "A statement has a closing date.")
	}
	if !n.DueDate.IsZero() && n.Currency.Code == "" {
		return fault.Input("currency", "An amount due has a currency.")
	}
	return nil
}

func lastFour(s string) bool { return len(s) == 4 && strings.Trim(s, "0123456789") == "" }

func (n BankDetailsCorrected) check() error {
	if !lastFour(n.Old) || !lastFour(n.New) {
		return fault.Input("account", "Only the last four digits of an account are told.")
	}
	return nil
}
