package calc

import (
	"fmt"

	"marque/internal/civil"
	"marque/internal/core/finance"
	"marque/internal/fault"
	"marque/internal/money"
)

type dayCountInput struct {
	Convention  string `json:"convention"`
	Start       date   `json:"start"`
	End         date   `json:"end"`
	Termination date   `json:"termination"`
}

type dayCountAnswer struct {
	Days     int    `json:"days"`
	Fraction string `json:"fraction"` // of a year, twelve digits
}

// dayCount is days and fraction of a year by a day count.
func dayCount(q *dayCountInput) (dayCountAnswer, error) {
	r, dc := in(""), finance.Act365F
	r.required("convention", q.Convention != "")
	r.required("start", q.Start != "")
	r.required("end", q.End != "")
	r.text("convention", q.Convention, &dc)
	start, end, termination := r.date("start", q.Start), r.date("end", q.End), r.date("termination", q.Termination)
	if r.err != nil {
		return dayCountAnswer{}, r.err
	}
	return dayCountAnswer{Days: finance.Days(dc, start, end, termination), Fraction: finance.Fraction(dc, start, end, termination).String()}, nil
}

type levelInput struct {
	Amount         number      `json:"amount"`
	Rate           number      `json:"rate"`
	DayCount       string      `json:"day_count"`
	ContractDate   date        `json:"contract_date"`
	FirstDue       date        `json:"first_due"`
	DueDay         number      `json:"due_day"`
	SecondDay      number      `json:"second_day"`
	Count          number      `json:"count"`
	Frequency      string      `json:"frequency"`
	Balloon        number      `json:"balloon"`
	BalloonBesides bool        `json:"balloon_besides"`
	Payment        number      `json:"payment"` // stated instead of computed
	Steps          []levelStep `json:"steps"`
	SkipMonths     []number    `json:"skip_months"`
	Rounding       string      `json:"rounding"`
	Remainder      *string     `json:"remainder"`
	Precision      string      `json:"precision"`
	Currency       string      `json:"currency"`
}

type levelStep struct {
	From   number `json:"from"`
	Weight number `json:"weight"`
	Amount number `json:"amount"`
}

type levelAnswer struct {
	Payment       string     `json:"payment"`
	LastPayment   string     `json:"last_payment"`
	TotalInterest string     `json:"total_interest"`
	Rows          []levelRow `json:"rows"`
}

type levelRow struct {
	N         int        `json:"n"`
	Date      civil.Date `json:"date"`
	Days      int        `json:"days"`
	Payment   string     `json:"payment"`
	Interest  string     `json:"interest"`
	Principal string     `json:"principal"`
	Balance   string     `json:"balance"`
}

// level is the level payment on real dates and its schedule.
func level(q *levelInput) (levelAnswer, error) {
	r := in(q.Currency)
	plan := r.plan(q)
	stated := r.cents("payment", q.Payment)
	switch {
	case r.err != nil:
		return levelAnswer{}, r.err
	case stated < 0:
		return levelAnswer{}, fault.Input("payment", "A payment must be more than 0.")
	case stated == 0:
		l, err := finance.LevelPayment(plan)
		if err != nil {
			return levelAnswer{}, err
		}
		stated = l.Payment
	}
	rows, err := finance.Schedule(plan, stated, nil)
	if err != nil {
		return levelAnswer{}, fmt.Errorf("schedule: %w", err)
	}
	out := levelAnswer{Payment: stated.Text(r.currency), Rows: make([]levelRow, 0, len(rows))}
	interest := money.Cents(0)
	for _, row := range rows {
		interest += row.Interest
		out.LastPayment = row.Payment.Text(r.currency)
		out.Rows = append(out.Rows, levelRow{
			N: row.Number, Date: row.Due, Days: row.Days, Payment: row.Payment.Text(r.currency), Interest: row.Interest.Text(r.currency),
			Principal: row.Principal.Text(r.currency), Balance: row.Balance.Text(r.currency),
		})
	}
	out.TotalInterest = interest.Text(r.currency)
	return out, nil
}

// plan reads the line. The fraction of a cent that rounding leaves in a row is dropped unless the line says "carried": published schedules
// round each row by itself.
func (r *reader) plan(q *levelInput) *finance.Plan {
	p := &finance.Plan{
		Amount: r.cents("amount", q.Amount), Rate: r.rate("rate", q.Rate), Count: r.whole("count", q.Count, 0), Balloon: r.cents("balloon", q.Balloon),
		Besides: q.BalloonBesides, Remainder: finance.Dropped, From: r.date("contract_date", q.ContractDate),
		Dues: finance.Dues{First: r.date("first_due", q.FirstDue), Day: r.whole("due_day", q.DueDay, 0), SecondDay: r.whole("second_day", q.SecondDay, 0)},
	}
	r.required("amount", q.Amount != "")
	r.required("rate", q.Rate != "")
	r.required("count", q.Count != "")
	r.required("contract_date", q.ContractDate != "")
	r.required("first_due", q.FirstDue != "")
	r.text("day_count", q.DayCount, &p.Accrual.DayCount)
	r.text("precision", q.Precision, &p.Accrual.Precision)
	r.text("frequency", q.Frequency, &p.Dues.Frequency)
	r.text("rounding", q.Rounding, &p.Rounding)
	if q.Remainder != nil {
		r.text("remainder", *q.Remainder, &p.Remainder)
	}
	r.shape(p, q)
	return p
}

// shape reads steps and skipped months.
func (r *reader) shape(p *finance.Plan, q *levelInput) {
	for _, n := range q.SkipMonths {
		month := r.whole("skip_months", n, 0)
		if month < 1 || month > 12 {
			r.keep(fault.Input("skip_months", "A month is between 1 and 12."))
			return
		}
		p.Skips |= 1 << month
	}
	for _, s := range q.Steps {
		from := r.whole("steps.from", s.From, 0)
		p.Steps = append(p.Steps, finance.Step{From: from, Weight: r.rate("steps.weight", s.Weight), Fixed: r.cents("steps.amount", s.Amount)})
	}
}
