package calc

import (
	"slices"
	"strings"

	"marque/internal/core/finance"
	"marque/internal/fault"
	"marque/internal/money"
)

type leaseInput struct {
	MSRP            number    `json:"msrp"`
	AgreedValue     number    `json:"agreed_value"`
	Fees            number    `json:"fees_capitalised"`
	Reduction       number    `json:"cap_cost_reduction"`
	Residual        number    `json:"residual"`
	ResidualPercent number    `json:"residual_percent"` // of the MSRP, instead of residual
	MoneyFactor     number    `json:"money_factor"`
	Term            number    `json:"term_months"`
	Tax             *leaseTax `json:"tax"`
	Rounding        string    `json:"rounding"`
	Currency        string    `json:"currency"`
}

type leaseTax struct {
	Method  string `json:"method"`
	Rate    number `json:"rate"`
	Taxable number `json:"taxable"` // taxed up front besides the price or the payments
}

type leaseAnswer struct {
	GrossCapCost        string   `json:"gross_cap_cost"`
	AdjustedCapCost     string   `json:"adjusted_cap_cost"`
	Residual            string   `json:"residual"`
	Depreciation        string   `json:"depreciation_total"`
	DepreciationMonthly string   `json:"depreciation_monthly"`
	RentMonthly         string   `json:"rent_monthly"`
	BasePayment         string   `json:"base_payment"`
	TaxMonthly          string   `json:"tax_monthly"`
	TaxUpFront          string   `json:"tax_up_front"`
	Payment             string   `json:"payment"`
	TotalOfPayments     string   `json:"total_of_payments"`
	TotalRent           string   `json:"total_rent"`
	Balances            []string `json:"balances"` // lease balance at the end of each month
}

// taxMethod reads where tax is taken. The words are the feed's (on_payment, up_front, on_total); others in use are known by what they speak of,
// the total first: "total of lease payments" is no tax on each payment.
func taxMethod(s string) (finance.TaxMethod, error) {
	word := strings.ToLower(s)
	speaksOf := func(words ...string) bool {
		return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(word, w) })
	}
	switch {
	case word == "" || word == "none":
		return finance.NoTax, nil
	case speaksOf("total"):
		return finance.TaxTotal, nil
	case speaksOf("price", "up_front", "upfront", "up front", "up-front"):
		return finance.TaxPrice, nil
	case speaksOf("payment", "monthly"):
		return finance.TaxPayment, nil
	}
	return 0, fault.Input("tax.method", "This tax method is not known here; known are on_payment, up_front, on_total and none.")
}

// lease is the payment by money factor and the lease balance by constant yield.
func lease(q *leaseInput) (leaseAnswer, error) {
	r := in(q.Currency)
	l := r.lease(q)
	if r.err != nil {
		return leaseAnswer{}, r.err
	}
	f, err := l.Figures()
	if err != nil {
		return leaseAnswer{}, err
	}
	text := func(c money.Cents) string { return c.Text(r.currency) }
	out := leaseAnswer{
		GrossCapCost: text(f.GrossCost), AdjustedCapCost: text(f.AdjustedCost), Residual: text(l.Residual), Depreciation: text(f.Depreciation),
		DepreciationMonthly: text(f.DepreciationMonthly), RentMonthly: text(f.RentMonthly), BasePayment: text(f.Base), TaxMonthly: text(f.TaxMonthly),
		TaxUpFront: text(f.TaxUpFront), Payment: text(f.Payment), TotalOfPayments: text(f.TotalOfPayments), TotalRent: text(f.TotalRent),
		Balances: []string{},
	}
	y, err := finance.NewYield(f.AdjustedCost, f.Base, l.Residual, l.Term)
	if err != nil {
		return out, nil // a payment so odd that no yield fits it has no balances
	}
	rows, err := y.Rows(nil)
	if err != nil {
		return leaseAnswer{}, err
	}
	for _, row := range rows {
		out.Balances = append(out.Balances, text(row.Balance))
	}
	return out, nil
}

// lease reads the line.
func (r *reader) lease(q *leaseInput) finance.Lease {
	l := finance.Lease{
		Agreed: r.cents("agreed_value", q.AgreedValue), Fees: r.cents("fees_capitalised", q.Fees), Reduction: r.cents("cap_cost_reduction", q.Reduction),
		Residual: r.cents("residual", q.Residual), MoneyFactor: r.rate("money_factor", q.MoneyFactor), Term: r.whole("term_months", q.Term, 0),
	}
	r.required("agreed_value", q.AgreedValue != "")
	r.required("residual", q.Residual != "" || q.ResidualPercent != "")
	r.required("term_months", q.Term != "")
	r.required("money_factor", q.MoneyFactor != "")
	r.text("rounding", q.Rounding, &l.Rounding)
	msrp := r.cents("msrp", q.MSRP)
	if q.ResidualPercent != "" && q.Residual == "" {
		l.Residual = r.percentOf(msrp, q.ResidualPercent, l.Rounding)
	}
	if q.Tax != nil {
		var err error
		l.Tax, err = taxMethod(q.Tax.Method)
		r.keep(err)
		l.TaxRate, l.Taxable = r.rate("tax.rate", q.Tax.Rate), r.cents("tax.taxable", q.Tax.Taxable)
	}
	return l
}

// percentOf is a residual as a share of the list price.
func (r *reader) percentOf(msrp money.Cents, percent number, mode money.Rounding) money.Cents {
	share := r.rate("residual_percent", percent)
	if msrp <= 0 || share < 0 || share > 100*money.One {
		r.keep(fault.Input("residual_percent", "A residual in per cent is between 0 and 100 and needs the MSRP."))
		return 0
	}
	c, err := money.MulDiv(int64(msrp), int64(share), 100*int64(money.One), mode)
	r.keep(err)
	return money.Cents(c)
}
