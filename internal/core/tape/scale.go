package tape

import "marque/internal/money"

// scale makes fractions of rates that were written in per cent. A rate above 1 is one: no vehicle loan bears more than 100 %. A rate up to 1
// is one as well when most of the same issuer's rates are above 1, since 0.9 % stands as 0.9 beside 12.99.
func scale(t *Tape) {
	said := map[string]*votes{}
	each(t, func(issuer string, r *Rate) {
		v := said[issuer]
		if v == nil {
			v = &votes{}
			said[issuer] = v
		}
		if r.Rate > money.One {
			v.percent++
		} else {
			v.fraction++
		}
	})
	each(t, func(issuer string, r *Rate) {
		if v := said[issuer]; r.Rate > money.One || v.percent > v.fraction {
			r.Rate = percent(r.Rate)
		}
	})
}

// percent divides by 100, rounded half up in the ninth digit.
func percent(r money.Rate) money.Rate { return (r + 50) / 100 }

type votes struct{ percent, fraction int }

// each visits the rates that say something: 0 is 0 on both scales.
func each(t *Tape, visit func(issuer string, r *Rate)) {
	for i := range t.Loans {
		if m := &t.Loans[i]; m.Rate.Rate > 0 {
			visit(m.Issuer(), &m.Rate)
		}
	}
	for i := range t.Leases {
		if m := &t.Leases[i]; m.DiscountRate.Rate > 0 {
			visit(m.Issuer(), &m.DiscountRate)
		}
	}
}
