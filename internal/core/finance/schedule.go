package finance

import (
	"fmt"

	"marque/internal/civil"
	"marque/internal/money"
)

// Row is one instalment of a schedule.
type Row struct {
	Number    int // from 1
	Due       civil.Date
	Days      int // from the date before, by the day count
	Payment   money.Cents
	Interest  money.Cents
	Principal money.Cents
	Balance   money.Cents // principal after the payment
}

// Schedule appends the plan's rows with a level payment to dst; it allocates nothing when dst has room. Interest is exact between rows and
// rounded by the plan when it is paid; a payment smaller than the interest leaves the principal alone and the rest unpaid, without interest
// on it (the US Rule, 12 CFR 1026 App. J(a)(3)). A payment larger than the debt is cut to it, so that rows after payoff are not made. The
// last payment is the balance with its interest: it takes the residue (money.md 1.15).
func Schedule(p *Plan, payment money.Cents, dst []Row) ([]Row, error) {
	if err := p.Validate(); err != nil {
		return dst, err
	}
	accrual := p.accrual()
	balance, unpaid, from, dues := p.Amount, p.Unpaid, p.From, p.Dues.walk()
	for n := 1; n <= p.Count && balance > 0; n++ {
		due := dues.next()
		unpaid = unpaid.Add(money.PartsTimes(balance, accrual.factor(p.Rate, from, due)))
		accrued, err := unpaid.Round(p.Rounding)
		if err != nil {
			return dst, fmt.Errorf("interest to %s: %w", due, err)
		}
		accrued = max(accrued, 0) // a carried half cent that was rounded up is no interest owed back
		row := Row{Number: n, Due: due, Days: Days(accrual.DayCount, from, due, accrual.Termination)}
		row.Payment = p.amount(n, due, payment)
		if owed := balance + accrued; row.Payment > owed || n == p.Count {
			row.Payment = owed
		}
		row.Interest = min(row.Payment, accrued)
		row.Principal = row.Payment - row.Interest
		balance -= row.Principal
		row.Balance = balance
		unpaid = p.rest(unpaid, row.Interest, accrued)
		dst = append(dst, row)
		from = due
	}
	return dst, nil
}

// rest is the interest left unpaid after some was paid; a mere fraction of a cent is carried or dropped as the plan says.
func (p *Plan) rest(unpaid money.Exact, paid, accrued money.Cents) money.Exact {
	if p.Remainder == Dropped && paid == accrued {
		return money.Exact{}
	}
	return unpaid.Sub(money.ExactOf(paid))
}

// amount is what instalment n asks for when the level payment is this.
func (p *Plan) amount(n int, due civil.Date, payment money.Cents) money.Cents {
	if p.Balloon == 0 && p.Skips == 0 && len(p.Steps) == 0 {
		return payment
	}
	weight, fixed := p.share(n, due)
	if weight == 0 {
		return fixed
	}
	amount, err := money.MulDiv(int64(payment), int64(weight), int64(money.One), p.Rounding)
	if err != nil {
		return money.MaxAmount // more than any debt: it is cut to the debt
	}
	return money.Cents(amount) + fixed
}
