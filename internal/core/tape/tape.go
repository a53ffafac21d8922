// Package tape reads what issuers file of their vehicle loans and leases month by month, Schedule AL of Regulation AB (17 CFR 229.1125), as CSV
// with the schedule's own names or as the EX-102 XML, into typed months. What the months say about the servicer's arithmetic is
// service/shadowing's.
package tape

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"

	"marque/internal/civil"
	"marque/internal/fault"
	"marque/internal/money"
)

// The bounds of one tape.
const (
	MaxMonths  = 2_000_000 // contract-months: the largest pools hold under 100,000 contracts, and two years of them are read at once
	MaxLine    = 64 << 10  // bytes of a line or of an element: all 72 fields at their longest stay below 4 KiB
	MaxColumns = 500       // of a CSV tape: the schedule has 72 for loans, and issuers add a few
	MaxFaults  = 1000      // kept in words; the rest is counted
	maxText    = 200       // characters of a name or number; the schedule allows 100
)

// Amount is money that may be absent: issuers leave out what does not apply, or write NA or "-". Digits after the cent are rounded half up.
type Amount struct {
	Cents money.Cents
	Known bool
}

// Or returns the amount, or another when it is absent.
func (a Amount) Or(other money.Cents) money.Cents {
	if a.Known {
		return a.Cents
	}
	return other
}

// Rate is a yearly rate as a fraction that may be absent. Issuers who write 12.99 for 12.99 % are read as 0.1299.
type Rate struct {
	Rate  money.Rate
	Known bool
}

// Number is a whole number that may be absent, and may be negative: the remaining term of a loan past its maturity is.
type Number struct {
	N     int
	Known bool
}

// Filing is what loan-months and lease-months have in common.
type Filing struct {
	Tape           int    // which of several tapes, from 0
	Line           int    // of the tape, from 1
	Securitization string // the trust; empty in EX-102, which does not name it
	Originator     string
	Asset          string     // any characters; the same contract keeps it
	Reported       civil.Date // when it was filed; none in EX-102
	Begins, Ends   civil.Date // the reporting period
	ZeroBalance    int        // why the balance is zero, by the kind's own code list; 0 while it is not
	RemainingTerm  Number     // months
}

// Issuer names whose servicing a month shows: originator and trust.
func (f *Filing) Issuer() string {
	switch {
	case f.Securitization == "" && f.Originator == "":
		return "issuer not named"
	case f.Securitization == "":
		return f.Originator
	case f.Originator == "":
		return f.Securitization
	}
	return f.Originator + " · " + f.Securitization
}

// LoanMonth is one loan in one reporting period (Schedule AL, item 3).
type LoanMonth struct {
	Filing
	Rate        Rate // in effect during the period
	Begin, End  Amount
	Scheduled   Amount // payment due in the period
	Paid        Amount
	Interest    Amount // collected
	Principal   Amount // collected
	Other       Amount // collected
	Adjustment  Amount // other decrease of the principal; negative raises it
	ChargedOff  Amount
	PaidThrough civil.Date // interest is paid up to this day
}

// LoanPrepaidOrMatured is the one zero balance code of loans behind which the borrower himself paid.
const LoanPrepaidOrMatured = 1

// LeaseMonth is one lease in one reporting period (Schedule AL, item 4).
type LeaseMonth struct {
	Filing
	DiscountRate       Rate   // of the securitisation
	ValueBegin         Amount // securitisation value at the beginning of the period
	ValueEnd           Amount // and at its end
	Balance            Amount // actual balance at the end: gross, with tax and contract residual
	BaseResidual       Amount // securitised
	ContractResidual   Amount // what the lessee pays to buy
	Scheduled, NextDue Amount
	Paid, Other        Amount
}

// Fault is a row that could not be read.
type Fault struct {
	Tape    int    `json:"-"` // which of several tapes, from 0
	Line    int    `json:"line"`
	Field   string `json:"field"`
	Message string `json:"message"`
}

// Tape is all that was read, in the order of the tape. One file holds loans or leases; joined ones may hold both.
type Tape struct {
	Loans  []LoanMonth
	Leases []LeaseMonth
	Faults []Fault // the first MaxFaults rows that could not be read
	Faulty int     // all of them
}

// Read reads a tape to its end and tells CSV from XML by its first character. A row with an unreadable field is left out and told in Faults;
// a fault is returned when the whole is no tape: no such columns, XML that ends early, more than the bounds.
func Read(in io.Reader) (*Tape, error) {
	r := bufio.NewReaderSize(in, MaxLine)
	first, err := start(r)
	if err != nil {
		return nil, err
	}
	t := &Tape{}
	if first == '<' {
		err = readXML(r, t)
	} else {
		err = readCSV(r, t)
	}
	if err != nil {
		return nil, err
	}
	if len(t.Loans)+len(t.Leases) == 0 && t.Faulty > 0 {
		f := t.Faults[0]
		return nil, fault.Newf(fault.Invalid, "No row of this tape could be read. Line %d, %s: %s", f.Line, f.Field, f.Message)
	}
	scale(t)
	return t, nil
}

// Join puts several tapes together in their order: an EX-102 holds one month, and a contract's months stand in many.
func Join(tapes ...*Tape) (*Tape, error) {
	all := &Tape{}
	for n, t := range tapes {
		for i := range t.Loans {
			t.Loans[i].Tape = n
		}
		for i := range t.Leases {
			t.Leases[i].Tape = n
		}
		for _, f := range t.Faults[:min(len(t.Faults), MaxFaults-len(all.Faults))] {
			f.Tape = n
			all.Faults = append(all.Faults, f)
		}
		all.Loans, all.Leases, all.Faulty = append(all.Loans, t.Loans...), append(all.Leases, t.Leases...), all.Faulty+t.Faulty
	}
	if len(all.Loans)+len(all.Leases) > MaxMonths {
		return nil, tooLong()
	}
	return all, nil
}

func tooLong() error {
	return fault.Newf(fault.TooLarge, "Tapes hold at most %d months of contracts together; read them in parts.", MaxMonths)
}

// start drops a byte order mark and tells the first byte without taking it.
func start(r *bufio.Reader) (byte, error) {
	mark := []byte("\ufeff")
	if head, _ := r.Peek(len(mark)); bytes.Equal(head, mark) {
		if _, err := r.Discard(len(mark)); err != nil {
			return 0, fmt.Errorf("read the tape: %w", err)
		}
	}
	head, err := r.Peek(1)
	if errors.Is(err, io.EOF) {
		return 0, fault.New(fault.Invalid, "This tape is empty.")
	}
	if err != nil {
		return 0, fmt.Errorf("read the tape: %w", err)
	}
	return head[0], nil
}

// wrong tells of a row that is left out.
func (t *Tape) wrong(line int, field string, err error) {
	t.Faulty++
	if len(t.Faults) < MaxFaults {
		t.Faults = append(t.Faults, Fault{Line: line, Field: field, Message: err.Error()})
	}
}
