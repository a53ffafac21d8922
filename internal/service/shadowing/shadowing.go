// Package shadowing re-computes what another servicer reports month by month, and says for every month whether our arithmetic gives the same
// cent, and if not, whether a stated rule explains it. It reads core/tape and stores nothing.
package shadowing

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"marque/internal/civil"
	"marque/internal/core/tape"
	"marque/internal/money"
)

// Class is what a month came to.
type Class string

// The classes, from the best. docs/integrator/shadow.md defines them.
const (
	Equal           Class = "equal"            // the same cent
	CarriedCent     Class = "carried"          // one cent off, which fractions carried from earlier months explain
	DateShifted     Class = "date_shifted"     // the same cent when the one payment counts some days earlier or later
	ShortPayment    Class = "short_payment"    // less than the interest owed: all of it went to interest, and the rest is carried
	SeveralPayments Class = "several_payments" // the same cent when the money came in two payments
	Unexplained     Class = "unexplained"
	NotComparable   Class = "not_comparable" // see Reason
)

// Reason says why a month cannot be compared.
type Reason string

// The reasons.
const (
	FirstMonth   Reason = "first_month"   // what was owed before is not known
	NoPayment    Reason = "no_payment"    // nothing was collected
	NoTerms      Reason = "no_terms"      // no balance, rate, interest or interest-paid-through date
	Closed       Reason = "closed"        // charged off, sold, repurchased or transferred: no borrower's payment
	FiledTwice   Reason = "filed_twice"   // the same period again, filed earlier
	NotReduced   Reason = "not_reduced"   // a lease without the figures of its securitisation value
	OutOfRange   Reason = "out_of_range"  // figures that no contract has
	ShortOpening Reason = "short_opening" // the first payments did not reach the principal, so what was owed is still not known
)

// Totals count months by class.
type Totals struct {
	Equal           int `json:"equal"`
	Carried         int `json:"carried"`
	DateShifted     int `json:"date_shifted"`
	ShortPayment    int `json:"short_payment"`
	SeveralPayments int `json:"several_payments"`
	Unexplained     int `json:"unexplained"`
	NotComparable   int `json:"not_comparable"`
}

// Comparable counts the months that could be compared.
func (t Totals) Comparable() int { return t.All() - t.NotComparable }

// Matched counts the months whose cent is ours, with fractions carried or without.
func (t Totals) Matched() int { return t.Equal + t.Carried }

// All counts every month.
func (t Totals) All() int {
	return t.Equal + t.Carried + t.DateShifted + t.ShortPayment + t.SeveralPayments + t.Unexplained + t.NotComparable
}

// Plus adds two counts.
func (t Totals) Plus(o Totals) Totals {
	return Totals{t.Equal + o.Equal, t.Carried + o.Carried, t.DateShifted + o.DateShifted, t.ShortPayment + o.ShortPayment,
		t.SeveralPayments + o.SeveralPayments, t.Unexplained + o.Unexplained, t.NotComparable + o.NotComparable}
}

func (t *Totals) add(c Class) {
	switch c {
	case Equal:
		t.Equal++
	case CarriedCent:
		t.Carried++
	case DateShifted:
		t.DateShifted++
	case ShortPayment:
		t.ShortPayment++
	case SeveralPayments:
		t.SeveralPayments++
	case Unexplained:
		t.Unexplained++
	default:
		t.NotComparable++
	}
}

// Month is the finding on one contract in one reporting period. For a loan the figures are its interest, for a lease its securitisation value.
type Month struct {
	Tape, Line int // where it stands
	Ends       civil.Date
	Class      Class
	Reason     Reason // of NotComparable
	Shift      int    // days, of DateShifted; positive is later than reported
	Reported   tape.Amount
	Computed   tape.Amount // by the settings alone, from the reported dates; absent when not comparable
	Term       tape.Number
	Identities Identities
}

// Contract is one loan or lease with its months in order.
type Contract struct {
	Asset  string
	Months []Month
}

// Issuer is what one originator and trust came to under the settings that suit it best among those tried.
type Issuer struct {
	Name       string
	Leases     bool // settings do not apply
	Settings   Settings
	Rivals     []Rival // the best with another value of each setting
	Totals     Totals
	Identities Checks
	Contracts  []Contract
}

// Found tells whether the settings say anything: a lease has none, and where no month can be compared any would do.
func (i *Issuer) Found() bool { return !i.Leases && i.Totals.Comparable() > 0 }

// Report is what a whole tape came to.
type Report struct {
	Issuers    []Issuer
	Totals     Totals
	Identities Checks
}

// Replay replays every contract of a tape under each of the settings and keeps, issuer by issuer, those that match most months to the cent.
func Replay(ctx context.Context, t *tape.Tape, set []Settings) (Report, error) {
	var report Report
	for _, group := range byIssuer(t.Loans, func(m *tape.LoanMonth) *tape.Filing { return &m.Filing }) {
		issuer, err := replayLoans(ctx, group, set)
		if err != nil {
			return Report{}, fmt.Errorf("replay %s: %w", group.name, err)
		}
		report.take(issuer)
	}
	for _, group := range byIssuer(t.Leases, func(m *tape.LeaseMonth) *tape.Filing { return &m.Filing }) {
		if err := ctx.Err(); err != nil {
			return Report{}, err
		}
		report.take(replayLeases(group))
	}
	return report, nil
}

func (r *Report) take(i Issuer) {
	for _, c := range i.Contracts {
		for _, m := range c.Months {
			i.Totals.add(m.Class)
			i.Identities.add(m.Identities)
		}
	}
	r.Issuers = append(r.Issuers, i)
	r.Totals = r.Totals.Plus(i.Totals)
	r.Identities = r.Identities.plus(i.Identities)
}

// book is one contract's months in the order of their periods; a period filed twice stands in the order of filing.
type book[M any] struct {
	asset  string
	months []*M
}

// group is the contracts of one issuer.
type group[M any] struct {
	name  string
	books []book[M]
}

// byIssuer puts the months of a tape in order: issuers by name, contracts as they first appear. A contract is its trust and asset number; its
// issuer is the first one named, since some rows leave the originator out.
func byIssuer[M any](all []M, filing func(*M) *tape.Filing) []group[M] {
	type key struct{ trust, asset string }
	at := map[key]int{}
	var books []book[M]
	for i := range all {
		f := filing(&all[i])
		k := key{f.Securitization, f.Asset}
		n, known := at[k]
		if !known {
			n = len(books)
			at[k] = n
			books = append(books, book[M]{asset: f.Asset})
		}
		books[n].months = append(books[n].months, &all[i])
	}
	groups := map[string]*group[M]{}
	for _, b := range books {
		slices.SortStableFunc(b.months, func(x, y *M) int {
			fx, fy := filing(x), filing(y)
			if fx.Ends != fy.Ends {
				return int(fx.Ends - fy.Ends)
			}
			return int(fx.Reported - fy.Reported)
		})
		name := issuerOf(b.months, filing)
		if groups[name] == nil {
			groups[name] = &group[M]{name: name}
		}
		groups[name].books = append(groups[name].books, b)
	}
	return sorted(groups)
}

func issuerOf[M any](months []*M, filing func(*M) *tape.Filing) string {
	for _, m := range months {
		if f := filing(m); f.Originator != "" {
			return f.Issuer()
		}
	}
	return filing(months[0]).Issuer()
}

func sorted[M any](groups map[string]*group[M]) []group[M] {
	list := make([]group[M], 0, len(groups))
	for _, g := range groups {
		list = append(list, *g)
	}
	slices.SortFunc(list, func(a, b group[M]) int { return strings.Compare(a.name, b.name) })
	return list
}

// amount is a known amount.
func amount(c money.Cents) tape.Amount { return tape.Amount{Cents: c, Known: true} }
