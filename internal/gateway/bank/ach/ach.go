// Package ach writes and reads the files of the American clearing house: lines of 94 characters (Nacha Operating Rules, Appendix Three). It is pure:
// orders become bytes and bytes become what the bank says. When files are made and what they mean for a payment is service/paying's business, how
// they travel its neighbours'.
package ach

import (
	"fmt"
	"strings"

	"marque/internal/core/payment"
	"marque/internal/fault"
)

// Company is whose name stands on the customers' bank statements.
type Company struct {
	Name string // 16 characters
	ID   string // 10, given by the bank
}

// Originator is who we are to our bank, by its contract with us.
type Originator struct {
	Destination     string // the bank's routing number, nine digits
	DestinationName string
	Origin          string // nine or ten characters, given by the bank
	OriginName      string
	ODFI            string // the first eight digits of the bank's routing number
	Company         Company
	Companies       map[string]Company // by brand; a brand that is not here uses Company
}

// Widths of fields that a bank gives us.
const (
	routingWidth = 9
	originWidth  = 10
	odfiWidth    = 8
	nameWidth    = 23
	companyName  = 16
	companyID    = 10
)

// Rail writes and reads files for one originator.
type Rail struct{ o Originator }

// New returns a rail, or a fault that names what is wrong with the originator.
func New(o Originator) (*Rail, error) {
	if o.DestinationName == "" {
		o.DestinationName = "BANK"
	}
	if o.OriginName == "" {
		o.OriginName = o.Company.Name
	}
	if o.ODFI == "" && len(o.Destination) == routingWidth {
		o.ODFI = o.Destination[:odfiWidth]
	}
	if err := check(o); err != nil {
		return nil, err
	}
	return &Rail{o}, nil
}

func check(o Originator) error {
	var wrong []fault.Field
	need := func(ok bool, name, message string) {
		if !ok {
			wrong = append(wrong, fault.Field{Name: name, Message: message})
		}
	}
	need(payment.CheckRouting(o.Destination) == nil, "bank.destination", "Give your bank's routing number, nine digits.")
	need(printable(o.Origin, originWidth) && len(o.Origin) >= routingWidth, "bank.origin", "Give the nine or ten characters that your bank calls immediate origin.")
	need(len(o.ODFI) == odfiWidth && digits(o.ODFI), "bank.odfi", "Give the first eight digits of your bank's routing number.")
	companies := map[string]Company{"": o.Company}
	for brand, c := range o.Companies {
		companies[brand] = c
	}
	for _, c := range companies {
		need(printable(c.Name, companyName), "bank.company_name", "Give the name that customers see on their bank statements, at most 16 plain characters.")
		need(printable(c.ID, companyID), "bank.company_id", "Give the company identification that your bank gave you, at most 10 characters.")
	}
	return fault.Inputs(wrong)
}

func printable(s string, most int) bool {
	return s != "" && len(s) <= most && payment.ASCII(s, most) == s
}

func digits(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }

func (o Originator) company(brand string) Company {
	if c, ok := o.Companies[brand]; ok {
		return c
	}
	return o.Company
}

// Trace returns the trace number of the nth entry: the bank's eight digits and seven of ours, which begin again after ten million.
func (r *Rail) Trace(n int64) string {
	const sequences = 10_000_000
	return fmt.Sprintf("%s%07d", r.o.ODFI, n%sequences)
}
