package relief

import (
	"crypto/sha256"
	"fmt"
	"strconv"
	"strings"

	"marque/internal/l10n"
	"marque/internal/money"
)

// Words is what the agreement speaks of.
type Words struct {
	Lender   string
	Number   string
	Vehicle  string
	Currency money.Currency
	Now      Outlook // without the extension
	Then     Outlook // with it
}

// Text is the agreement, paragraph by paragraph. The same numbers make the same words, whoever reads them.
func Text(w Words) []string {
	l := l10n.EnUS
	amount := func(c money.Cents) string { return l.Money(c, w.Currency) }
	return []string{
		fmt.Sprintf("We ask %s to extend contract %s (%s): %s moved to the end of the contract.", w.Lender, w.Number, w.Vehicle, moved(w.Then.Periods)),
		fmt.Sprintf("The next payment is due on %s instead of %s; the payments after it follow month by month. The regular payment stays %s.",
			l.DateLong(w.Then.First), l.DateLong(w.Now.First), amount(w.Then.Payment)),
		fmt.Sprintf("Interest keeps accruing every day at the contract's rate. If every payment is made on its day, we pay %s more interest than without the extension.", amount(max(w.Then.More, 0))),
		fmt.Sprintf("The contract then ends with a payment of %s on %s instead of %s on %s; the last due date of the contract becomes %s.",
			amount(w.Then.Last), l.DateLong(w.Then.Ends), amount(w.Now.Last), l.DateLong(w.Now.Ends), l.DateLong(w.Then.Maturity)),
		"The payment that is moved is not reported as late. What was past due before stays past due. Everything else in the contract stays as it is.",
		"The extension counts only when everybody who owes under the contract has signed, and only if these dates and figures still hold then. We sign electronically and may keep a copy.",
	}
}

func moved(n int) string {
	if n == 1 {
		return "one payment is"
	}
	return strconv.Itoa(n) + " payments are"
}

// Joined is the text as it is kept.
func Joined(text []string) string { return strings.Join(text, "\n\n") }

// Parted takes a kept text apart.
func Parted(text string) []string { return strings.Split(text, "\n\n") }

// Digest names the words, so that what is signed is what was shown.
func Digest(text []string) []byte {
	sum := sha256.Sum256([]byte(Version + "|" + Joined(text)))
	return sum[:]
}
