package autopay

import (
	"fmt"
	"strconv"
	"strings"

	"marque/internal/civil"
	"marque/internal/l10n"
	"marque/internal/money"
)

// Version names the words of Text. New words get a new name; what was signed under an old one stays as it was.
const Version = "2026-11"

// Words is what the text of an authorisation is about.
type Words struct {
	Lender   string // legal name
	Phone    string
	Number   string // of the contract
	Vehicle  string
	Account  string // "checking account ending in 6789"
	Fallback string // the same, or nothing
	Regular  money.Cents
	Extra    money.Cents
	Lead     int
	Currency money.Currency
	Locale   l10n.Locale
	CutOff   string     // "5:00 PM Eastern time"
	First    civil.Date // day of the first debit
	Discount string     // the sentence about the rate discount, or nothing
	Lease    bool
}

// Text is the authorisation in plain words: what 12 CFR 1005.10(b) asks to be clear and readily understandable. It is shown before it is signed,
// kept as it was shown, and given as a copy.
func Text(w Words) []string {
	amount := w.Locale.Money(w.Regular, w.Currency)
	if w.Extra > 0 {
		amount += " and " + w.Locale.Money(w.Extra, w.Currency) + " extra"
	}
	out := []string{
		fmt.Sprintf("I authorize %s to debit my %s electronically for the payments of contract %s%s: the scheduled payment, now %s, %s, beginning %s.",
			w.Lender, w.Account, w.Number, of(w.Vehicle), amount, when(w.Lead), w.Locale.DateLong(w.First)),
		"The amount follows my contract: it is what is open of the scheduled payment on that day, less what I have paid another way, and the last payment is " +
			"whatever is left. When an amount differs from the one before I am told at least 10 days ahead; nothing above what I authorized or was told is taken.",
		"Autopay does not take amounts that are past due, or fees, other than with the last payment. I pay these myself.",
		"When a day is not a banking day, the payment counts on that day and my bank moves the money on the next banking day. A debit that is returned for " +
			"insufficient funds may be presented again at most twice, after I was told the day.",
		"I can skip a payment, change this authorization or end it online until " + w.CutOff + " on the day of a payment, or by calling " + w.Phone +
			" up to three business days before it. It ends by itself when the contract is paid off, the vehicle is returned or sold, or my bank says that the debit was not authorized.",
		"Autopay is my choice: my contract does not depend on it. I keep a copy of this authorization.",
	}
	if w.Fallback != "" {
		out = append(out, "If my bank refuses debits from this account, my "+w.Fallback+" is debited instead, after I was told.")
	}
	if w.Discount != "" {
		out = append(out, w.Discount)
	}
	return out
}

func of(vehicle string) string {
	if vehicle == "" {
		return ""
	}
	return " (" + vehicle + ")"
}

func when(lead int) string {
	switch lead {
	case 0:
		return "on its due date"
	case 1:
		return "one day before its due date"
	}
	return strconv.Itoa(lead) + " days before its due date"
}

// Joined is the text as one string: what is hashed and kept.
func Joined(text []string) string { return strings.Join(text, "\n\n") }
