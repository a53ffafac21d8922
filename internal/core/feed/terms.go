package feed

import (
	"cmp"

	"marque/internal/civil"
	"marque/internal/core/contract"
	"marque/internal/core/finance"
	"marque/internal/fault"
	"marque/internal/money"
)

// Agreement is the financial part of an activation.
type Agreement struct {
	Terms     contract.Terms // settled: the regular payment is computed, and the contract's own figure stands beside it
	Converted *Conversion    // how a contract older than the book is taken over; nil for a new one
	Notes     []fault.Field  // remarks, such as a stated payment that differs from the computed one
}

// Conversion is how a contract stood at the end of a day in an older book.
type Conversion struct {
	AsOf civil.Date
	contract.Converted
}

// Terms reads the financial part of an activation's data, in the feed's own words, without people or vehicle. The contract's number and
// brand may be missing: whoever runs figures through us has none.
func Terms(data []byte, rules Rules) (Agreement, error) {
	tree, err := parse(data)
	if err != nil {
		return Agreement{}, err
	}
	r := &reader{rules: rules, at: civil.On(rules.Now, rules.Now.Location())}
	a := r.agreement(r.root(tree), true)
	if err := fault.Inputs(r.faults); err != nil {
		return Agreement{}, err
	}
	a.Notes = r.notes
	return a, nil
}

// agreement reads terms and conversion from the data of an activation.
func (r *reader) agreement(o object, anonymous bool) Agreement {
	var a Agreement
	t := &a.Terms
	t.Number, t.Brand = o.reference("contract_number", anonymous), o.code("brand", anonymous)
	t.Kind = r.kindOf(o)
	t.Currency = r.currencyOf(o)
	t.ContractDate = o.date("contract_date", false)
	if t.Kind == contract.Lease {
		r.lease(o.object("lease", false), t)
	} else {
		r.loan(o.object("loan", false), t)
	}
	a.Converted = r.conversion(o.object("conversion", true), t)
	if anonymous {
		t.Number, t.Brand = cmp.Or(t.Number, unnamed), cmp.Or(t.Brand, unnamed)
	}
	if len(r.faults) == 0 {
		r.settle(o.at(t.Kind.String()), t)
	}
	return a
}

// unnamed stands for the number and the brand of figures that belong to no contract.
const unnamed = "unnamed"

func (r *reader) kindOf(o object) contract.Kind {
	kind := contract.Loan
	if o.oneOf("kind", false, contract.Loan.String(), contract.Lease.String()) == contract.Lease.String() {
		kind = contract.Lease
	}
	other := contract.Lease
	if kind == contract.Lease {
		other = contract.Loan
	}
	if o.has(other.String()) {
		r.refuse(o.at(other.String()), "A %s cannot have the terms of a %s.", kind, other)
	}
	return kind
}

func (r *reader) currencyOf(o object) string {
	code := o.text("currency", rule{max: maxCode})
	if code == "" {
		return ""
	}
	c, err := money.CurrencyOf(code)
	if err != nil {
		r.refuse(o.at("currency"), "The currency %q is not known here.", shorten(code))
		return ""
	}
	r.currency = c
	return c.Code
}

// schedule reads what loans and leases say alike of their instalments.
func (r *reader) schedule(o object, t *contract.Terms) {
	t.Count = o.whole("term_months", 1, contract.MaxCount)
	t.DueDay = o.whole("due_day", 1, 31)
	t.FirstDue = o.date("first_due", false)
	if t.FirstDue != 0 && t.ContractDate != 0 && t.FirstDue < t.ContractDate {
		r.refuse(o.at("first_due"), "The first due date %s is before the contract date %s.", t.FirstDue, t.ContractDate)
	}
	if t.FirstDue != 0 && t.ContractDate != 0 && t.FirstDue > t.ContractDate.AddMonths(maxFirstMonths, 31) {
		r.refuse(o.at("first_due"), "The first due date %s is more than a year after the contract date %s.", t.FirstDue, t.ContractDate)
	}
}

// maxFirstMonths bounds how long a first period may be: offers of "nothing to pay for six months" exist, of a year hardly.
const maxFirstMonths = 13

func (r *reader) loan(o object, t *contract.Terms) {
	if !o.ok {
		return
	}
	r.schedule(o, t)
	t.Loan = &contract.LoanTerms{
		Amount: o.amount("amount_financed", false), Rate: o.rate("rate", false, money.One),
		PrepaidCharge: o.amount("prepaid_finance_charge", true), Balloon: o.amount("balloon", true),
		AutopayDiscount: o.rate("autopay_discount", true, money.One),
	}
	t.Payment = o.amount("payment", true)
	t.Product.DayCount = r.dayCount(o)
	t.Product.LateFee = r.lateFee(o.object("late_fee", true))
	t.Product.Extension, t.Product.DueDate = r.extension(o.object("extension", true)), r.dueDate(o.object("due_date_change", true))
	if o.has("amount_financed") && t.Loan.Amount == 0 && len(r.faults) == 0 {
		r.refuse(o.at("amount_financed"), "A loan of nothing is no loan.")
	}
	if t.Loan.AutopayDiscount > t.Loan.Rate && len(r.faults) == 0 {
		r.note(o.at("autopay_discount"), "The discount is more than the rate of %s and can take off no more than that.", t.Loan.Rate)
		t.Loan.AutopayDiscount = t.Loan.Rate
	}
	t.Product.Autopay.Discount = t.Loan.AutopayDiscount > 0
	o.done()
}

func (r *reader) dayCount(o object) finance.DayCount {
	name := o.text("day_count", rule{max: maxCode, optional: true})
	if name == "" {
		return finance.Act365F
	}
	dc, err := finance.ParseDayCount(name)
	if err != nil {
		r.refuseAs(o.at("day_count"), err)
	}
	return dc
}

func (r *reader) lateFee(o object) contract.LateFeeRule {
	if !o.ok {
		return contract.LateFeeRule{}
	}
	fee := contract.LateFeeRule{
		GraceDays: o.whole("grace_days", 0, maxGraceDays), Percent: o.rate("percent", true, money.One), Max: o.amount("max", true),
		Citation: "the contract",
	}
	o.done()
	return fee
}

// maxGraceDays bounds the days of grace: no statute we read gives more than fifteen.
const maxGraceDays = 90

// mostMoneyFactor is the money factor of 100 % a year: rate / 2400 with the rate in percent (money.md section 2).
const mostMoneyFactor = money.One / 24

// moneyFactor reads a lease's money factor, a 24th part of a yearly rate.
func (o object) moneyFactor() money.Rate {
	v := o.rate("money_factor", false, money.One)
	if v > mostMoneyFactor {
		o.r.refuse(o.at("money_factor"), "%s is no money factor: it would be more than 100 %% a year. 6 %% a year is written 0.0025.", v)
	}
	return v
}

func (r *reader) lease(o object, t *contract.Terms) {
	if !o.ok {
		return
	}
	r.schedule(o, t)
	l := &contract.LeaseTerms{
		MSRP: o.amount("msrp", false), AgreedValue: o.amount("agreed_value", false), FeesCapitalised: o.amount("fees_capitalised", true),
		CapReduction: o.amount("cap_cost_reduction", true), Residual: o.amount("residual", false), BaseResidual: o.amount("base_residual", true),
		MoneyFactor: o.moneyFactor(), Deposit: o.amount("security_deposit", true),
		DispositionFee: o.amount("disposition_fee", true), PurchaseFee: o.amount("purchase_fee", true), EarlyTermination: o.code("early_termination", true),
	}
	t.Lease, t.Payment = l, o.amount("payment", true)
	r.leaseTax(o.object("tax", true), l)
	r.mileage(o.object("mileage", true), l)
	r.leaseSense(o, l)
	o.done()
}

func (r *reader) leaseTax(o object, l *contract.LeaseTerms) {
	if !o.ok {
		return
	}
	l.TaxMethod = taxMethod(o.oneOf("method", false, "on_payment", "up_front", "on_total", "payment", "price", "total", "none"))
	l.TaxRate = o.rate("rate", false, money.One)
	o.done()
}

// taxMethod knows the feed's words and those of the arithmetic.
func taxMethod(name string) contract.TaxMethod {
	switch name {
	case "on_payment", "payment":
		return contract.TaxPayment
	case "up_front", "price":
		return contract.TaxUpFront
	case "on_total", "total":
		return contract.TaxTotalDue
	}
	return contract.TaxNone
}

// maxMilesPerYear bounds a year's mileage: a taxi drives less.
const maxMilesPerYear = 200_000

func (r *reader) mileage(o object, l *contract.LeaseTerms) {
	if !o.ok {
		return
	}
	l.MilesPerYear, l.ExcessPerMile = o.whole("per_year", 0, maxMilesPerYear), o.amount("excess_per_mile", false)
	if o.has("bought") {
		l.BoughtMiles = o.whole("bought", 0, maxMilesPerYear)
	}
	o.done()
}

// leaseSense refuses figures that cannot belong to one lease.
func (r *reader) leaseSense(o object, l *contract.LeaseTerms) {
	switch {
	case len(r.faults) > 0:
	case l.CapCost() <= 0:
		r.refuse(o.at("cap_cost_reduction"), "The reductions leave nothing to lease.")
	case l.Residual > l.CapCost():
		r.refuse(o.at("residual"), "The residual is more than the adjusted capitalised cost.")
	}
}

// conversion reads how a contract older than the book is taken over.
func (r *reader) conversion(o object, t *contract.Terms) *Conversion {
	if !o.ok {
		return nil
	}
	c := &Conversion{AsOf: o.date("as_of", false)}
	c.FeesDue = o.amount("fees_due", true)
	if c.AsOf != 0 && c.AsOf < t.ContractDate {
		r.refuse(o.at("as_of"), "The contract was taken over on %s, before its own date %s.", c.AsOf, t.ContractDate)
	}
	if t.Kind == contract.Lease {
		r.convertLease(o, t, c)
	} else {
		r.convertLoan(o, t, c)
	}
	o.done()
	return c
}

func (r *reader) convertLease(o object, t *contract.Terms, c *Conversion) {
	c.Paid = o.whole("rents_paid", 0, contract.MaxCount)
	c.PaidThrough = o.date("paid_through", true)
	r.checkPaid(o, "rents_paid", c.Paid, t.Count)
}

func (r *reader) convertLoan(o object, t *contract.Terms, c *Conversion) {
	c.Principal, c.UnpaidInterest = o.amount("principal", false), o.amount("unpaid_interest", true)
	c.InterestThrough = o.date("interest_paid_through", true)
	c.Paid = o.whole("instalments_paid", 0, contract.MaxCount)
	c.YearInterest = o.amount("ytd_interest", true)
	r.checkPaid(o, "instalments_paid", c.Paid, t.Count)
	if c.InterestThrough != 0 && len(r.faults) == 0 && (c.InterestThrough < t.ContractDate || c.InterestThrough > c.AsOf) {
		r.refuse(o.at("interest_paid_through"), "Interest is paid from the contract date %s on, and not beyond %s.", t.ContractDate, c.AsOf)
	}
	if t.Loan != nil && c.Principal > t.Loan.Amount && len(r.faults) == 0 {
		r.refuse(o.at("principal"), "More principal is owed than was ever financed.")
	}
}

func (r *reader) checkPaid(o object, name string, paid, count int) {
	if count > 0 && paid > count {
		r.refuse(o.at(name), "%d are paid of a contract that has %d.", paid, count)
	}
}

// settle computes the regular payment, lets the law of the contract judge the terms, and says when the contract's own figure is another.
func (r *reader) settle(path string, t *contract.Terms) {
	settled, err := t.Settled()
	if err != nil {
		r.refuseUnder(path, err)
		return
	}
	*t = settled
	if t.Payment > 0 && t.Payment != t.Computed {
		r.note(path+".payment", "The contract states %s; computed it would be %s. The contract's figure is used.",
			t.Payment.Text(r.currency), t.Computed.Text(r.currency))
	}
}

// refuseUnder passes on faults about several fields.
func (r *reader) refuseUnder(path string, err error) {
	f := fault.Of(err)
	if f == nil || len(f.Fields) == 0 {
		r.refuseAs(path, err)
		return
	}
	for _, field := range f.Under(path).Fields {
		r.refuse(field.Name, "%s", field.Message)
	}
}
