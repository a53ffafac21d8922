package adjustment

import (
	"marque/internal/core/access"
	"marque/internal/money"
)

// Limit is how much somebody may waive without a second person, in minor units of the contract's currency.
type Limit struct {
	Act money.Cents // at once
	Day money.Cents // on one business day, over all contracts of a currency
}

// Limits are the limits of the roles; a role that is not there waives nothing alone.
type Limits map[access.Role]Limit

// DefaultLimits are what holds unless the lender says otherwise: about one late fee at once and a few in a day, and for a senior about five times that.
func DefaultLimits() Limits {
	return Limits{access.RoleAgent: {Act: 50_00, Day: 200_00}, access.RoleSenior: {Act: 250_00, Day: 1_000_00}}
}

// Of returns the limit of somebody: of several roles the widest.
func (l Limits) Of(roles []access.Role) Limit {
	var out Limit
	for _, role := range roles {
		out.Act, out.Day = max(out.Act, l[role].Act), max(out.Day, l[role].Day)
	}
	return out
}

// Covers tells whether an amount is within the limit for somebody who has waived some on this day already.
func (l Limit) Covers(amount, already money.Cents) bool {
	return amount <= l.Act && amount+already <= l.Day
}
