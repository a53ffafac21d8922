package shadowing

import (
	"marque/internal/core/finance"
	"marque/internal/core/tape"
	"marque/internal/money"
)

// replayLeases re-computes the securitisation value of every lease-month.
func replayLeases(g group[tape.LeaseMonth]) Issuer {
	issuer := Issuer{Name: g.name, Leases: true}
	for _, b := range g.books {
		c := Contract{Asset: b.asset}
		for i, m := range b.months {
			one := leaseMonth(m)
			if i+1 < len(b.months) && b.months[i+1].Ends == m.Ends {
				one.Class, one.Reason, one.Computed = NotComparable, FiledTwice, tape.Amount{}
			}
			c.Months = append(c.Months, one)
		}
		issuer.Contracts = append(issuer.Contracts, c)
	}
	return issuer
}

// leaseMonth compares one month: the securitisation value at the end of the period is the present value of the remaining base payments in
// arrears and of the base residual one period later, at the discount rate over twelve (money.md section 6). The gross balance, payments with
// tax and the contract residual, says how many payments remain: the remaining term, or one less when they are due in advance.
func leaseMonth(m *tape.LeaseMonth) Month {
	one := Month{Tape: m.Tape, Line: m.Line, Ends: m.Ends, Class: NotComparable, Reason: NotReduced, Reported: m.ValueEnd, Term: m.RemainingTerm}
	if !m.ValueEnd.Known || !m.Scheduled.Known || !m.BaseResidual.Known || !m.DiscountRate.Known || !inTerm(m.RemainingTerm) {
		return one
	}
	if m.ZeroBalance != 0 || m.ValueEnd.Cents == 0 {
		one.Reason = Closed
		return one
	}
	payments := remaining(m)
	rest := finance.LeaseRest{Payment: m.Scheduled.Cents, Payments: payments, Residual: m.BaseResidual.Cents, ResidualMonth: payments + 1}
	value, err := rest.Value(m.DiscountRate.Rate)
	if err != nil {
		return one // figures outside what a lease can be
	}
	one.Class, one.Reason, one.Computed = Unexplained, "", amount(value)
	if value == m.ValueEnd.Cents {
		one.Class = Equal
	}
	one.Identities = leaseIdentities(m, payments)
	return one
}

func inTerm(n tape.Number) bool { return n.Known && n.N >= 0 && n.N < finance.MaxLeaseTerm }

// remaining is how many payments are left after the period.
func remaining(m *tape.LeaseMonth) int {
	if n := m.RemainingTerm.N; n > 0 && (!m.Balance.Known || gross(m, n) != m.Balance.Cents) {
		return n - 1
	}
	return m.RemainingTerm.N
}

// gross is the balance as issuers report it: payments with tax, and the contract residual.
func gross(m *tape.LeaseMonth, payments int) money.Cents {
	return m.NextDue.Cents*money.Cents(payments) + m.ContractResidual.Cents
}

// leaseIdentities looks at the gross balance, and at the value at the beginning of the period, which has one payment more.
func leaseIdentities(m *tape.LeaseMonth, payments int) Identities {
	var i Identities
	if m.Balance.Known && m.NextDue.Known && m.ContractResidual.Known {
		i.End = amount(m.Balance.Cents - gross(m, payments))
	}
	if m.ValueBegin.Known {
		rest := finance.LeaseRest{Payment: m.Scheduled.Cents, Payments: payments + 1, Residual: m.BaseResidual.Cents, ResidualMonth: payments + 2}
		if value, err := rest.Value(m.DiscountRate.Rate); err == nil {
			i.Begin = amount(m.ValueBegin.Cents - value)
		}
	}
	return i
}
