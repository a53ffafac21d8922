package identity

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"marque/internal/money"
)

// Confirmation is what a code for a payment is bound to and names. The hash is over the whole order, so that the code is good for no other.
type Confirmation struct {
	Hash     string // of the order
	Amount   money.Cents
	Currency string // ISO 4217
	Account  string // the bank account's last four digits
}

// String writes the confirmation for a challenge's BoundTo.
func (c Confirmation) String() string {
	return strings.Join([]string{c.Hash, strconv.FormatInt(int64(c.Amount), 10), c.Currency, c.Account}, " ")
}

// ReadConfirmation reads what String wrote.
func ReadConfirmation(s string) (Confirmation, error) {
	const parts = 4
	p := strings.Fields(s)
	if len(p) != parts {
		return Confirmation{}, fmt.Errorf("a challenge for a payment is bound to %d words", len(p))
	}
	amount, err := strconv.ParseInt(p[1], 10, 64)
	return Confirmation{Hash: p[0], Amount: money.Cents(amount), Currency: p[2], Account: p[3]}, err
}

// stepMark stands between what a session began with and the last factor that renewed it.
const stepMark = "+"

// Renewed returns the session after a step-up by a factor.
func (s Session) Renewed(by Factor, now time.Time) Session {
	began, _, _ := strings.Cut(s.Methods, stepMark)
	s.Methods, s.FactorAt, s.ActiveAt = began+stepMark+string(by), now, now
	return s
}

// FreshForPayment tells whether a payment that wants a fresh factor has one. A code that was sent to step up does not count: its words
// named no payment, so the one who read it out may have thought of something else.
func (s Session) FreshForPayment(now time.Time) bool {
	_, by, stepped := strings.Cut(s.Methods, stepMark)
	return s.Fresh(now) && (!stepped || by != string(FactorText) && by != string(FactorMail))
}
