// Package sepa writes SEPA core direct debits (ISO 20022 pain.008.001.08) and reads what a bank tells of its account (camt.054). It is pure: orders
// become bytes and bytes become what the bank says. When files are made and what they mean for a payment is service/paying's business, how they
// travel its neighbours'.
package sepa

import (
	"fmt"
	"regexp"
	"strings"

	"marque/internal/core/payment"
	"marque/internal/fault"
)

// Creditor is who we are to the customers' banks.
type Creditor struct {
	Name string // at most 70 characters
	ID   string // SEPA creditor identifier, given by the central bank of the creditor's country
	IBAN string // where the money goes
	BIC  string // of that bank; empty lets the IBAN say it
}

// Rail writes and reads files for one creditor.
type Rail struct{ c Creditor }

// Reader returns a rail that reads and refuses to write: that of an installation without a creditor.
func Reader() *Rail { return &Rail{} }

// New returns a rail, or a fault that names what is wrong with the creditor.
func New(c Creditor) (*Rail, error) {
	var wrong []fault.Field
	need := func(ok bool, name, message string) {
		if !ok {
			wrong = append(wrong, fault.Field{Name: name, Message: message})
		}
	}
	iban, err := payment.CheckIBAN(c.IBAN)
	need(err == nil, "bank.sepa.iban", "Give the IBAN of the account on which debits are credited.")
	need(c.Name != "" && text(c.Name, nameWidth) == c.Name, "bank.sepa.name", "Give the creditor's name: at most 70 characters of A to Z, digits and / - ? : ( ) . , ' +")
	need(CheckCreditor(c.ID) == nil, "bank.sepa.creditor_id", "Give the SEPA creditor identifier, such as DE98ZZZ09999999999.")
	need(c.BIC == "" || isBIC(c.BIC), "bank.sepa.bic", "A BIC has eight or eleven characters.")
	c.IBAN = iban
	return &Rail{c}, fault.Inputs(wrong)
}

// Widths of fields (EPC130-08, SEPA core direct debit customer-to-bank guidelines).
const (
	nameWidth       = 70
	identifierWidth = 35
	remittanceWidth = 140
)

var (
	bicForm      = regexp.MustCompile(`^[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}([A-Z0-9]{3})?$`)
	creditorForm = regexp.MustCompile(`^[A-Z]{2}[0-9]{2}[A-Z0-9]{3}[A-Z0-9]{1,28}$`)
)

func isBIC(s string) bool { return bicForm.MatchString(s) }

// CheckCreditor returns nil for a plausible SEPA creditor identifier: country, two check digits by mod 97 of what follows the three characters of the
// creditor's own (EPC262-08).
func CheckCreditor(s string) error {
	if !creditorForm.MatchString(s) || payment.Mod97(s[:4]+s[7:]) != 1 {
		return fault.Input("creditor_id", "This is no SEPA creditor identifier.")
	}
	return nil
}

// Trace returns the end-to-end id of the nth entry that we ever make.
func (r *Rail) Trace(n int64) string { return fmt.Sprintf("%s%012d", tracePrefix, n) }

// tracePrefix tells our end-to-end ids from others'.
const tracePrefix = "MQ-"

// isOurs tells whether an end-to-end id can be one of ours.
func isOurs(id string) bool { return strings.HasPrefix(id, tracePrefix) }

// text writes what people wrote with the characters that every bank takes (EPC217-08), at most so many of them.
func text(s string, most int) string {
	plain := strings.Map(func(r rune) rune {
		if isPlain(r) {
			return r
		}
		return ' '
	}, payment.ASCII(s, len(s)))
	plain = strings.Join(strings.Fields(plain), " ")
	return strings.TrimSpace(plain[:min(len(plain), most)])
}

func isPlain(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("/-?:().,'+ ", r)
}
