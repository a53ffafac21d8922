package tape

import (
	"strings"
	"unicode/utf8"

	"marque/internal/civil"
	"marque/internal/fault"
)

// setter puts a cell where it belongs in a month.
type setter[M any] func(m *M, cell string) error

// table says where each of the schedule's elements goes, by its name in small letters: the schedule itself writes one of them with a capital.
type table[M any] map[string]setter[M]

// into makes a setter from a reader of cells and the place.
func into[M, V any](read func(string) (V, error), at func(*M) *V) setter[M] {
	return func(m *M, cell string) error {
		v, err := read(cell)
		if err == nil {
			*at(m) = v
		}
		return err
	}
}

// text reads a name or number as it stands; padding is dropped before.
func text(cell string) (string, error) {
	if utf8.RuneCountInString(cell) > maxText {
		return "", fault.Newf(fault.Invalid, "A name or number has at most %d characters.", maxText)
	}
	if !utf8.ValidString(cell) {
		return "", fault.New(fault.Invalid, "This is not UTF-8.")
	}
	if absent(cell) {
		return "", nil
	}
	return strings.Clone(cell), nil // a part of a line would keep the whole line in memory
}

// asset reads an asset number, which may be anything, also NA.
func asset(cell string) (string, error) {
	s, err := text(cell)
	if err == nil && s == "" {
		s = strings.Clone(cell)
	}
	return s, err
}

// common adds what loans and leases share.
func common[M any](filing func(*M) *Filing, t table[M]) table[M] {
	t["assetnumber"] = into(asset, func(m *M) *string { return &filing(m).Asset })
	t["securitizationkey"] = into(text, func(m *M) *string { return &filing(m).Securitization })
	t["originatorname"] = into(text, func(m *M) *string { return &filing(m).Originator })
	t["reportdate"] = into(date, func(m *M) *civil.Date { return &filing(m).Reported })
	t["zerobalancecode"] = func(m *M, cell string) error {
		n, err := code(cell)
		if f := filing(m); err == nil && f.ZeroBalance == 0 { // repeated elements: the first stands
			f.ZeroBalance = n
		}
		return err
	}
	return t
}

func loanTable() table[LoanMonth] {
	return common(func(m *LoanMonth) *Filing { return &m.Filing }, table[LoanMonth]{
		"reportingperiodbeginningdate":              into(date, func(m *LoanMonth) *civil.Date { return &m.Begins }),
		"reportingperiodendingdate":                 into(date, func(m *LoanMonth) *civil.Date { return &m.Ends }),
		"remainingtermtomaturitynumber":             into(number, func(m *LoanMonth) *Number { return &m.RemainingTerm }),
		"reportingperiodinterestratepercentage":     into(rate, func(m *LoanMonth) *Rate { return &m.Rate }),
		"reportingperiodbeginningloanbalanceamount": into(amount, func(m *LoanMonth) *Amount { return &m.Begin }),
		"reportingperiodactualendbalanceamount":     into(amount, func(m *LoanMonth) *Amount { return &m.End }),
		"reportingperiodscheduledpaymentamount":     into(amount, func(m *LoanMonth) *Amount { return &m.Scheduled }),
		"totalactualamountpaid":                     into(amount, func(m *LoanMonth) *Amount { return &m.Paid }),
		"actualinterestcollectedamount":             into(amount, func(m *LoanMonth) *Amount { return &m.Interest }),
		"actualprincipalcollectedamount":            into(amount, func(m *LoanMonth) *Amount { return &m.Principal }),
		"actualothercollectedamount":                into(amount, func(m *LoanMonth) *Amount { return &m.Other }),
		"otherprincipaladjustmentamount":            into(amount, func(m *LoanMonth) *Amount { return &m.Adjustment }),
		"chargedoffprincipalamount":                 into(amount, func(m *LoanMonth) *Amount { return &m.ChargedOff }),
		"interestpaidthroughdate":                   into(date, func(m *LoanMonth) *civil.Date { return &m.PaidThrough }),
	})
}

func leaseTable() table[LeaseMonth] {
	return common(func(m *LeaseMonth) *Filing { return &m.Filing }, table[LeaseMonth]{
		"reportingperiodbegindate":                     into(date, func(m *LeaseMonth) *civil.Date { return &m.Begins }),
		"reportingperiodenddate":                       into(date, func(m *LeaseMonth) *civil.Date { return &m.Ends }),
		"remainingtermnumber":                          into(number, func(m *LeaseMonth) *Number { return &m.RemainingTerm }),
		"securitizationdiscountrate":                   into(rate, func(m *LeaseMonth) *Rate { return &m.DiscountRate }),
		"reportingperiodsecuritizationvalueamount":     into(amount, func(m *LeaseMonth) *Amount { return &m.ValueBegin }),
		"reportingperiodendactualsecuritizationamount": into(amount, func(m *LeaseMonth) *Amount { return &m.ValueEnd }),
		"reportingperiodendingactualbalanceamount":     into(amount, func(m *LeaseMonth) *Amount { return &m.Balance }),
		"baseresidualvalue":                            into(amount, func(m *LeaseMonth) *Amount { return &m.BaseResidual }),
		"contractresidualvalue":                        into(amount, func(m *LeaseMonth) *Amount { return &m.ContractResidual }),
		"reportingperiodscheduledpaymentamount":        into(amount, func(m *LeaseMonth) *Amount { return &m.Scheduled }),
		"nextreportingperiodpaymentamountdue":          into(amount, func(m *LeaseMonth) *Amount { return &m.NextDue }),
		"totalactualamountpaid":                        into(amount, func(m *LeaseMonth) *Amount { return &m.Paid }),
		"actualothercollectedamount":                   into(amount, func(m *LeaseMonth) *Amount { return &m.Other }),
	})
}

// The columns without which nothing can be re-computed, as the schedule writes them.
var (
	loanColumns = []string{"assetNumber", "reportingPeriodEndingDate", "reportingPeriodBeginningLoanBalanceAmount", "reportingPeriodInterestRatePercentage",
		"actualInterestCollectedAmount", "actualPrincipalCollectedAmount", "interestPaidThroughDate"}
	leaseColumns = []string{"assetNumber", "reportingPeriodEndDate", "securitizationDiscountRate", "baseResidualValue", "remainingTermNumber",
		"reportingPeriodScheduledPaymentAmount", "reportingPeriodEndActualSecuritizationAmount"}
)

// months collects rows of one kind.
type months[M any] struct {
	table  table[M]
	filing func(*M) *Filing
	keep   func(M)
	tape   *Tape
	names  map[string]string // the same few names on every row, kept once
	count  int

	now   M // the row being read
	line  int
	field string // the first field that could not be read …
	err   error  // … and why
}

func loans(t *Tape) *months[LoanMonth] {
	return &months[LoanMonth]{table: loanTable(), filing: func(m *LoanMonth) *Filing { return &m.Filing }, tape: t, names: map[string]string{},
		keep: func(m LoanMonth) { t.Loans = append(t.Loans, m) }}
}

func leases(t *Tape) *months[LeaseMonth] {
	return &months[LeaseMonth]{table: leaseTable(), filing: func(m *LeaseMonth) *Filing { return &m.Filing }, tape: t, names: map[string]string{},
		keep: func(m LeaseMonth) { t.Leases = append(t.Leases, m) }}
}

func (c *months[M]) begin(line int) {
	var empty M
	c.now, c.line, c.field, c.err = empty, line, "", nil
}

// set reads one cell of the row; name is as the tape writes it.
func (c *months[M]) set(put setter[M], name, cell string) {
	if put == nil || c.err != nil {
		return
	}
	if err := put(&c.now, strings.TrimSpace(cell)); err != nil {
		c.field, c.err = name, err
	}
}

// finish keeps the row or tells why not.
func (c *months[M]) finish() error {
	c.count++
	if c.count > MaxMonths {
		return tooLong()
	}
	f := c.filing(&c.now)
	f.Line = c.line
	switch {
	case c.err != nil:
	case f.Asset == "":
		c.field, c.err = "assetNumber", fault.New(fault.Invalid, "The asset number is missing.")
	case f.Ends == 0:
		c.field, c.err = "reportingPeriodEndingDate", fault.New(fault.Invalid, "The end of the reporting period is missing.")
	}
	if c.err != nil {
		c.tape.wrong(c.line, c.field, c.err)
		return nil
	}
	f.Securitization, f.Originator = c.once(f.Securitization), c.once(f.Originator)
	c.keep(c.now)
	return nil
}

// once returns the same string for the same name.
func (c *months[M]) once(name string) string {
	known, ok := c.names[name]
	if !ok {
		const most = 10_000 // names remembered; a tape has a handful
		if len(c.names) < most {
			c.names[name] = name
		}
		return name
	}
	return known
}
