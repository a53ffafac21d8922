package finance

import (
	"fmt"

	"marque/internal/fault"
	"marque/internal/money"
)

// Level is what a plan costs with level payments.
type Level struct {
	Payment  money.Cents // the level payment, rounded by the plan
	Last     money.Cents // the last payment: balance and interest
	Interest money.Cents // the sum of the rows' interest
}

// LevelPayment finds the payment with which the exact schedule on real dates ends at zero (money.md 1.4), and what the schedule with the
// rounded payment then comes to. There is no closed form: first period, months, skips, steps and balloon may all be odd.
func LevelPayment(p *Plan) (Level, error) {
	if err := p.Validate(); err != nil {
		return Level{}, err
	}
	payment, err := solve(p)
	if err != nil {
		return Level{}, err
	}
	rows, err := Schedule(p, payment, make([]Row, 0, p.Count))
	if err != nil {
		return Level{}, err
	}
	return sum(rows, payment), nil
}

func sum(rows []Row, payment money.Cents) Level {
	l := Level{Payment: payment}
	for _, r := range rows {
		l.Interest += r.Interest
		l.Last = r.Payment
	}
	return l
}

// finest bounds the amounts that the solver starts from, in parts of a cent: three centuries of interest at MaxRate stay inside 64 bits.
const finest = 10_000_000_000_000_000

// farthest is where the solver stops to follow a debt below zero: the level was far too high.
const farthest = 100 * finest

// stream is a plan as the solver sees it: amounts in parts of a cent so small that the payment's last cent is certain.
type stream struct {
	scale   int64 // parts of a cent
	amount  int64
	unpaid  int64
	weights int64 // sum of the periods' weights
	periods []period
}

type period struct {
	factor int64 // interest of the period on 1, in parts of 1/money.Denominator
	weight int64 // share of the level payment, in 1e-9
	fixed  int64 // a stated amount, in parts of a cent
}

func newStream(p *Plan) (*stream, error) {
	s := &stream{scale: 1, periods: make([]period, p.Count)}
	for int64(p.Amount)*s.scale <= finest/10 {
		s.scale *= 10
	}
	unpaid, err := p.Unpaid.Round(p.Rounding) // a fraction of a cent of old interest does not move a payment
	if err != nil || unpaid > p.Amount || unpaid < -p.Amount {
		return nil, fault.Input("unpaid", "The unpaid interest is larger than the debt.")
	}
	s.amount, s.unpaid = int64(p.Amount)*s.scale, int64(unpaid)*s.scale
	accrual, from, dues, stated := p.accrual(), p.From, p.Dues.walk(), int64(0)
	for i := range s.periods {
		due := dues.next()
		weight, fixed := p.share(i+1, due)
		stated += int64(fixed)
		if stated > farthest/s.scale {
			return nil, fault.Input("balloon", "The stated amounts are far larger than the debt.")
		}
		s.periods[i] = period{factor: accrual.factor(p.Rate, from, due), weight: int64(weight), fixed: int64(fixed) * s.scale}
		s.weights += int64(weight)
		from = due
	}
	return s, nil
}

// after returns what is left of the debt when every instalment is paid at this level: it falls as the level rises.
func (s *stream) after(level int64) (int64, error) {
	balance, unpaid := s.amount, s.unpaid
	for _, p := range s.periods {
		interest, err := money.MulDiv(balance, p.factor, money.Denominator, money.HalfEven)
		if err != nil {
			return 0, err
		}
		paid, err := money.MulDiv(level, p.weight, int64(money.One), money.HalfEven)
		if err != nil {
			return 0, err
		}
		unpaid += interest
		paid += p.fixed
		if paid < unpaid {
			unpaid -= paid
			continue
		}
		balance -= paid - unpaid
		unpaid = 0
		if balance < -farthest {
			return -farthest, nil
		}
	}
	return balance + unpaid, nil
}

// solve finds the level payment in whole cents.
func solve(p *Plan) (money.Cents, error) {
	s, err := newStream(p)
	if err != nil {
		return 0, err
	}
	b, err := s.bracket()
	if err != nil {
		return 0, err
	}
	root, err := b.root(int64(len(s.periods)), s.after)
	if err != nil {
		return 0, fmt.Errorf("level payment: %w", err)
	}
	cents, err := money.MulDiv(root, 1, s.scale, p.Rounding)
	if err != nil {
		return 0, fmt.Errorf("level payment: %w", err)
	}
	if cents == 0 {
		return 0, fault.Input("amount", "This amount is too small for so many instalments.")
	}
	return money.Cents(cents), nil
}

// bracket finds both ends. Interest never exceeds that of a debt on which nothing is paid, because interest bears none: that much, spread
// over the instalments, is enough.
func (s *stream) bracket() (*bracket, error) {
	if s.weights == 0 {
		return nil, fault.Input("count", "No instalment is left for a level payment.")
	}
	most, err := s.after(0)
	if err != nil {
		return nil, fmt.Errorf("level payment: %w", err)
	}
	if most <= 0 {
		return nil, fault.Input("balloon", "The stated amounts alone repay the debt.")
	}
	b := &bracket{atLow: most}
	if b.high, err = money.MulDiv(most, int64(money.One), s.weights, money.Up); err != nil {
		return nil, fault.Input("steps", "The shares of the level payment are too small.")
	}
	if b.atHigh, err = s.after(b.high); err != nil {
		return nil, fmt.Errorf("level payment: %w", err)
	}
	if b.atHigh > int64(len(s.periods)) {
		return nil, fmt.Errorf("level payment: no bracket up to %d", b.high)
	}
	return b, nil
}
