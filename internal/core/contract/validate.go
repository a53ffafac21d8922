package contract

import (
	"marque/internal/core/finance"
	"marque/internal/fault"
	"marque/internal/money"
)

// The bounds of a contract.
const (
	MaxCount  = 600 // instalments: fifty years of months, eleven of weeks
	maxNumber = 64  // bytes of a contract's number or a brand
)

// Validate returns a fault that names the field when no contract can have these terms.
func (t *Terms) Validate() error {
	if err := t.check(); err != nil || t.Kind == Loan {
		return err
	}
	figures, err := t.figures()
	if err != nil {
		return err
	}
	base := t.Payment
	if base == 0 {
		base = figures.Base
	}
	_, err = finance.NewYield(t.Lease.CapCost(), base, t.Lease.Residual, t.Count)
	return err
}

// check is what every fold looks at: Validate without solving for anything.
func (t *Terms) check() error {
	switch {
	case t.Number == "" || len(t.Number) > maxNumber:
		return fault.Inputf("contract_number", "A contract needs a number of 1 to %d bytes.", maxNumber)
	case len(t.Brand) > maxNumber:
		return fault.Inputf("brand", "A brand's name has at most %d bytes.", maxNumber)
	case t.Count < 1 || t.Count > MaxCount:
		return fault.Inputf("term_months", "The term must be between 1 and %d instalments.", MaxCount)
	case t.ContractDate.IsZero():
		return fault.Input("contract_date", "The contract date is missing.")
	case t.FirstDue < t.ContractDate:
		return fault.Input("first_due", "The first due date lies before the contract date.")
	case t.DueDay < 0 || t.DueDay > 31:
		return fault.Input("due_day", "A due day is between 1 and 31.")
	case t.Payment < 0 || t.Payment > money.MaxAmount:
		return fault.Input("payment", "The payment must be an amount of at least 0.")
	}
	if _, err := money.CurrencyOf(t.Currency); err != nil {
		return fault.Input("currency", "This currency is not known here.")
	}
	if err := t.Product.validate(); err != nil {
		return err
	}
	return t.validateKind()
}

func (t *Terms) validateKind() error {
	switch {
	case t.Kind == Loan && t.Loan != nil && t.Lease == nil:
		return t.validateLoan()
	case t.Kind == Lease && t.Lease != nil && t.Loan == nil:
		return t.validateLease()
	}
	return fault.Input("kind", "A loan has loan terms, a lease has lease terms, and neither has the other's.")
}

func (t *Terms) validateLoan() error {
	l := t.Loan
	switch {
	case l.PrepaidCharge < 0 || l.PrepaidCharge > money.MaxAmount:
		return fault.Input("prepaid_finance_charge", "The prepaid finance charge must be an amount of at least 0.")
	case l.AutopayDiscount < 0 || l.AutopayDiscount > l.Rate:
		return fault.Input("autopay_discount", "The discount must be between 0 and the rate.")
	case l.Balloon < 0 || l.Balloon > l.Amount:
		return fault.Input("balloon", "The balloon must be between 0 and the amount financed.")
	}
	plan := t.plan()
	return plan.Validate()
}

func (t *Terms) validateLease() error {
	l := t.Lease
	for _, amount := range []struct {
		field string
		cents money.Cents
	}{
		{"msrp", l.MSRP}, {"base_residual", l.BaseResidual}, {"excess_per_mile", l.ExcessPerMile}, {"security_deposit", l.Deposit},
		{"disposition_fee", l.DispositionFee}, {"purchase_fee", l.PurchaseFee},
	} {
		if err := notNegative(amount.field, amount.cents); err != nil {
			return err
		}
	}
	if l.MilesPerYear < 0 || l.MilesPerYear > maxMiles || l.BoughtMiles < 0 || l.BoughtMiles > maxMiles || l.StartMiles < 0 || l.StartMiles > maxMiles {
		return fault.Input("mileage", "No vehicle has such a mileage.")
	}
	if t.Frequency != finance.Monthly {
		return fault.Input("frequency", "A lease is paid monthly.")
	}
	return nil
}

// The bounds of a product's settings.
const (
	maxGrace       = 90
	maxInvoiceDays = 365
	maxSteps       = int(buckets)
)

func (p *Product) validate() error {
	f := &p.LateFee
	switch {
	case !p.DayCount.Valid():
		return fault.Input("day_count", "This day count is not known here.")
	case p.Precision > finance.Factor8 || p.Remainder > finance.Dropped || p.Rounding > money.Up:
		return fault.Input("product", "This product's rounding is not known here.")
	case !p.Extra.valid():
		return fault.Input("extra", "This instruction for extra money is not known here.")
	case len(p.Waterfall.Regular) > maxSteps || len(p.Waterfall.Payoff) > maxSteps:
		return fault.Input("waterfall", "A waterfall names each bucket at most once.")
	case f.GraceDays < 0 || f.GraceDays > maxGrace:
		return fault.Inputf("late_fee.grace_days", "The grace must be between 0 and %d days.", maxGrace)
	case f.Percent < 0 || f.Percent > money.One:
		return fault.Input("late_fee.percent", "A late fee is between 0 and 1 of the instalment; 5 % is written 0.05.")
	case p.LeaseEnd.InvoiceDays < 0 || p.LeaseEnd.InvoiceDays > maxInvoiceDays:
		return fault.Inputf("lease_end.invoice_days", "What a lease's end costs is to be paid within 0 to %d days.", maxInvoiceDays)
	}
	return first(notNegative("late_fee.max", f.Fixed, f.Min, f.Max), notNegative("return_fee.amount", p.ReturnFee.Amount),
		notNegative("small_balance", max(p.SmallBalance, 0)))
}
