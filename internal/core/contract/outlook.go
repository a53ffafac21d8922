package contract

import (
	"marque/internal/civil"
	"marque/internal/money"
)

// Expected is an instalment that is still to come, if everything is paid on its day.
type Expected struct {
	Number    int         `json:"number"`
	Due       civil.Date  `json:"due"`
	Amount    money.Cents `json:"amount"`
	Interest  money.Cents `json:"interest"`
	Principal money.Cents `json:"principal"`
	Rent      money.Cents `json:"rent,omitempty"`
	Tax       money.Cents `json:"tax,omitempty"`
	Balance   money.Cents `json:"balance_after"`
}

// outlook looks at what is to come: the next due, the last payment and its day.
func (f *fold) outlook() error {
	s := f.s
	return f.expect(extraMoney{}, func(x *Expected) bool {
		if s.NextDue.Number == 0 && x.Due >= s.AsOf {
			s.NextDue = Due{Number: x.Number, Date: x.Due, Amount: x.Amount}
		}
		s.LastPayment, s.PayoffDate = x.Amount, x.Due
		return true
	})
}

// extraMoney is what might be paid besides.
type extraMoney struct {
	monthly money.Cents // with every instalment
	once    money.Cents
	on      civil.Date // of once; before the next instalment it goes with that
}

// expect walks the instalments that are still open, each paid on its day (what is past due: today), and tells them to visit until it says no.
func (f *fold) expect(x extraMoney, visit func(*Expected) bool) error {
	if f.lease != nil {
		f.expectRents(visit)
		return nil
	}
	c, row := f.cursor, new(Expected)
	for i := f.at; i < len(f.plan) && c.principal > 0; i++ {
		p := &f.plan[i]
		if p.Open() == 0 && i < len(f.plan)-1 && x == (extraMoney{}) {
			continue
		}
		day := max(p.Due, f.s.AsOf)
		if err := f.grow(&c, day, nil); err != nil {
			return err
		}
		owed, err := f.round(c.unpaid)
		if err != nil {
			return err
		}
		*row = Expected{Number: p.Number, Due: p.Due, Amount: p.Open() + x.take(day)}
		if debt := c.principal + owed; row.Amount > debt || i == len(f.plan)-1 {
			row.Amount = debt
		}
		row.Interest = min(row.Amount, owed)
		row.Principal = row.Amount - row.Interest
		c.principal -= row.Principal
		f.settle(&c, row.Interest, owed)
		if f.isSmall(&c) {
			c.principal = 0
		}
		row.Balance = c.principal
		if !visit(row) {
			return nil
		}
	}
	return nil
}

// isSmall tells whether what a cursor leaves, with the fees that are open, would be written off.
func (f *fold) isSmall(c *cursor) bool {
	tolerance := f.terms.Product.Tolerance()
	if tolerance == 0 || c.principal > tolerance {
		return false
	}
	owed, err := f.round(c.unpaid)
	return err == nil && c.principal+owed+f.openFees() <= tolerance
}

// take is the extra money that goes with an instalment of a day.
func (x *extraMoney) take(day civil.Date) money.Cents {
	sum := x.monthly
	if x.once > 0 && x.on <= day {
		sum += x.once
		x.once = 0
	}
	return sum
}

func (f *fold) expectRents(visit func(*Expected) bool) {
	for i := f.at; i < len(f.plan); i++ {
		p, row := &f.plan[i], &f.lease.rows[i]
		base := row.Payment
		open := p.Amount - p.Paid
		rent := base - min(p.Paid, base)
		if !visit(&Expected{Number: p.Number, Due: p.Due, Amount: open, Rent: rent, Tax: open - rent, Balance: row.Balance}) {
			return
		}
	}
}

// Upcoming returns the next n instalments that are still open, all of them when n is 0: derived, and the last one computed.
func (s *State) Upcoming(n int) ([]Expected, error) {
	if s.fold == nil || s.Status == Pending {
		return nil, nil
	}
	return s.rows(Scenario{}, n)
}

// rows are the next n instalments that are still open, all of them when n is 0, as a scenario leaves them.
func (s *State) rows(x Scenario, n int) ([]Expected, error) {
	rows := make([]Expected, 0, s.Remaining)
	err := s.fold.expect(x.money(), func(row *Expected) bool {
		rows = append(rows, *row)
		return n == 0 || len(rows) < n
	})
	return rows, err
}
