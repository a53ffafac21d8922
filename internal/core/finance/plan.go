package finance

import (
	"marque/internal/civil"
	"marque/internal/fault"
	"marque/internal/money"
)

// MaxCount bounds the instalments of a plan: fifty years of weeks.
const MaxCount = 2600

// maxSteps bounds the steps of a plan: as many as a very long plan could need, one a year.
const maxSteps = 60

// Remainder says what becomes of the fraction of a cent between accrued interest and the whole cents that were paid.
type Remainder uint8

// The two ways that real servicers were measured to use (money.md section 6).
const (
	Carried Remainder = iota // it is added to the next accrual
	Dropped
)

var remainderNames = [...]string{"carried", "dropped"}

// String returns the remainder rule's name.
func (r Remainder) String() string {
	if int(r) < len(remainderNames) {
		return remainderNames[r]
	}
	return "unknown remainder"
}

// MarshalText implements encoding.TextMarshaler.
func (r Remainder) MarshalText() ([]byte, error) { return []byte(r.String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler; empty is carried.
func (r *Remainder) UnmarshalText(b []byte) error {
	for i, name := range remainderNames {
		if string(b) == name || len(b) == 0 {
			*r = Remainder(i)
			return nil
		}
	}
	return fault.New(fault.Invalid, "This remainder rule is not known here; known are carried and dropped.")
}

// Step changes what is due from one instalment on.
type Step struct {
	From   int         // number of the first instalment it holds for, from 1
	Weight money.Rate  // share of the level payment: money.One is all of it, 0 with no Fixed amount is a skip
	Fixed  money.Cents // a stated amount instead of a share, when not 0
}

// Months is a set of calendar months: bit 1 is January, bit 12 December.
type Months uint16

// Has tells whether the set holds a month.
func (m Months) Has(month int) bool { return m>>month&1 == 1 }

// Plan is what a schedule is computed from: a debt at a date, how it bears interest, and when it is paid.
type Plan struct {
	Amount    money.Cents // principal at From
	Unpaid    money.Exact // interest already accrued and unpaid at From; it bears no interest itself
	Rate      money.Rate  // yearly
	Accrual   Accrual
	Rounding  money.Rounding
	Remainder Remainder
	From      civil.Date // interest runs from here: the contract date, or where a contract stands
	Dues      Dues
	Count     int
	Balloon   money.Cents // the stated last amount, when not 0
	Besides   bool        // the balloon is due besides the last level payment, not instead of it
	Steps     []Step      // ascending by From; none is level throughout
	Skips     Months      // calendar months in which nothing is due; the last instalment is never skipped
}

// Validate returns a fault that names the field when no schedule can be made of the plan.
func (p *Plan) Validate() error {
	switch {
	case p.Amount <= 0:
		return fault.Input("amount", "The amount must be more than 0.")
	case p.Amount > money.MaxAmount:
		return fault.Input("amount", "This amount is larger than any contract here.")
	case p.Rate < 0 || p.Rate > MaxRate:
		return fault.Inputf("rate", "The rate %s is not between 0 and 1; 5.74 %% is written 0.0574.", p.Rate)
	case !p.Accrual.DayCount.Valid():
		return fault.Input("day_count", "This day count is not known here.")
	case p.Count < 1 || p.Count > MaxCount:
		return fault.Inputf("count", "The number of instalments must be between 1 and %d.", MaxCount)
	case p.From.IsZero():
		return fault.Input("contract_date", "The contract date is missing.")
	case p.Balloon < 0 || p.Balloon > money.MaxAmount:
		return fault.Input("balloon", "The balloon must be an amount of at least 0.")
	}
	return p.validateDates()
}

func (p *Plan) validateDates() error {
	if err := p.Dues.Validate(); err != nil {
		return err
	}
	if p.Dues.First < p.From {
		return fault.Input("first_due", "The first due date lies before the contract date.")
	}
	if last := p.Dues.At(p.Count - 1); last.Year() > civil.MaxYear {
		return fault.Inputf("count", "The last due date would lie after the year %d.", civil.MaxYear)
	}
	if len(p.Steps) > maxSteps {
		return fault.Inputf("steps", "At most %d steps are read.", maxSteps)
	}
	before := 0
	for _, s := range p.Steps {
		if s.From <= before || s.From > p.Count || s.Weight < 0 || s.Weight > 100*money.One || s.Fixed < 0 || s.Fixed > money.MaxAmount {
			return fault.Input("steps", "Steps must ascend within the instalments and hold no negative amount.")
		}
		before = s.From
	}
	return nil
}

// share returns what instalment n, due on a date, is: a share of the level payment and a fixed amount.
func (p *Plan) share(n int, due civil.Date) (money.Rate, money.Cents) {
	if n == p.Count && p.Balloon > 0 && !p.Besides {
		return 0, p.Balloon
	}
	if p.Skips != 0 && n < p.Count && p.Skips.Has(int(due.Month())) {
		return 0, 0
	}
	weight, fixed := money.One, money.Cents(0)
	for _, s := range p.Steps {
		if s.From > n {
			break
		}
		weight, fixed = s.Weight, s.Fixed
	}
	if fixed > 0 {
		weight = 0
	}
	if n == p.Count {
		fixed += p.Balloon
	}
	return weight, fixed
}

// accrual returns the accrual settings with the last due date as termination, when they name none.
func (p *Plan) accrual() Accrual {
	a := p.Accrual
	if a.Termination.IsZero() && a.DayCount == ThirtyE360ISDA {
		a.Termination = p.Dues.At(p.Count - 1)
	}
	return a
}
