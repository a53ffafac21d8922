package calc

import (
	"marque/internal/core/payment"
	"marque/internal/core/vehicle"
	"marque/internal/fault"
)

type vinInput struct {
	VIN *string `json:"vin"`
}

type vinAnswer struct {
	WellFormed bool     `json:"well_formed"`
	CheckDigit bool     `json:"check_digit_valid"`
	Region     string   `json:"region"`
	Maker      string   `json:"maker"`
	Makes      []string `json:"makes"`
}

// vin judges a vehicle identification number. A wrong one is an answer, not an error.
func vin(q *vinInput) (vinAnswer, error) {
	if q.VIN == nil {
		return vinAnswer{}, fault.Input("vin", "This field is missing.")
	}
	v, err := vehicle.ParseVIN(*q.VIN)
	if err != nil {
		return vinAnswer{Makes: []string{}}, nil
	}
	out := vinAnswer{WellFormed: true, CheckDigit: v.CheckDigitFits(), Region: string(v.Region()), Makes: []string{}}
	if m, ok := v.Maker(); ok {
		out.Maker, out.Makes = m.Name, m.Makes
	}
	return out, nil
}

type valueInput struct {
	Value *string `json:"value"`
}

type valueAnswer struct {
	Valid bool   `json:"valid"`
	Why   string `json:"why"` // empty when valid
}

// iban judges an international bank account number.
func iban(q *valueInput) (valueAnswer, error) {
	return judge(q, func(s string) error { _, err := payment.CheckIBAN(s); return err })
}

// routing judges an ABA routing number.
func routing(q *valueInput) (valueAnswer, error) { return judge(q, payment.CheckRouting) }

func judge(q *valueInput, check func(string) error) (valueAnswer, error) {
	if q.Value == nil {
		return valueAnswer{}, fault.Input("value", "This field is missing.")
	}
	if err := check(*q.Value); err != nil {
		return valueAnswer{Why: wrong(err).Error}, nil
	}
	return valueAnswer{Valid: true}, nil
}
