package contract_test

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"

	"marque/internal/civil"
	"marque/internal/core/contract"
	"marque/internal/core/finance"
	"marque/internal/money"
)

// scenario is a script of another open loan system with what it expects (testdata/fineract_scenarios.json names the source).
type scenario struct {
	ID    string         `json:"id"`
	Steps []scenarioStep `json:"steps"`
}

type scenarioStep struct {
	Do           string `json:"ev"`
	Expect       string `json:"expect"`
	Date         string `json:"date"`
	Product      string `json:"product"`
	Type         string `json:"type"`
	Nth          string `json:"nth"`
	Amount       string `json:"amount"`
	Value        string `json:"value"`
	Principal    string `json:"principal"`
	Rate         string `json:"annual_rate"`
	InterestType string `json:"interest_type"`
	Installments string `json:"installments"`
	Outstanding  string `json:"outstanding"`
	Rows         []struct {
		Type, Amount, Principal, Interest, Fees, Penalties, Reverted string
		Balance                                                      string `json:"loan_balance"`
	} `json:"rows"`
}

// notOurs tells why a scenario cannot apply to a vehicle loan served here.
var notOurs = map[string]string{
	"LoanCharge#21":    "flat interest: a simple-interest loan has none",
	"LoanCharge#24":    "paid out in parts: a vehicle loan is paid out once",
	"LoanChargeOff#19": "flat interest", "LoanChargeOff#20": "flat interest", "LoanChargeOff#29": "flat interest",
	"LoanChargeOff#38": "charges off 10.19 of interest on the fourth day, of which 1.31 has accrued: we charge off what is owed",
	"LoanChargeOff#39": "the same, undone", "Loan#60": "paid out in parts", "Loan#89": "paid out in parts",
	"Loan#125": "charges the whole month's interest at a payoff in its middle: we charge the days",
	"Loan#62":  "a chargeback of a card payment that leaves the payment standing: with us it is a Returned",
}

func TestScenariosOfAnotherSystemEndAlike(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile("testdata/fineract_scenarios.json")
	if err != nil {
		t.Fatal(err)
	}
	var all struct{ Scenarios []scenario }
	if err := json.Unmarshal(data, &all); err != nil {
		t.Fatal(err)
	}
	played := 0
	for _, sc := range all.Scenarios {
		name, _, _ := strings.Cut(sc.ID, "@")
		if notOurs[name] != "" {
			continue
		}
		played++
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			(&player{t: t, name: name}).play(sc)
		})
	}
	if played != 14 {
		t.Errorf("played %d scenarios, want 14", played)
	}
}

// player acts a scenario out as events.
type player struct {
	t      *testing.T
	name   string
	terms  contract.Terms
	events []contract.Event
	today  civil.Date
	made   map[string][]string // keys of the transactions of a date, in order

	downPayment bool // a quarter is taken when the loan is paid out
}

func (p *player) cents(s string) money.Cents {
	p.t.Helper()
	c, err := money.Parse(s, money.USD())
	if err != nil {
		p.t.Fatalf("%q: %v", s, err)
	}
	return c
}

func (p *player) add(date string, body contract.Body) {
	key := fmt.Sprintf("e%03d", len(p.events))
	p.events = append(p.events, event(key, date, body))
	p.made[date] = append(p.made[date], key)
}

func (p *player) play(sc scenario) {
	p.made = map[string][]string{}
	for _, step := range sc.Steps {
		switch {
		case step.Do == "business_date":
			p.today = day(step.Date)
		case step.Do == "new_loan":
			p.sign(step)
		case step.Do != "":
			p.do(step)
		default:
			p.expect(step)
		}
	}
}

func (p *player) sign(step scenarioStep) {
	rate, err := money.ParseRate(step.Rate)
	if err != nil {
		p.t.Fatal(err)
	}
	var count int
	if _, err := fmt.Sscan(step.Installments, &count); err != nil {
		p.t.Fatal(err)
	}
	p.terms = contract.Terms{
		Number: p.name, Kind: contract.Loan, Currency: "USD", ContractDate: day(step.Date), FirstDue: day(step.Date).AddMonths(1, 1), Count: count,
		Loan: &contract.LoanTerms{Rate: rate / 100}, Product: contract.Product{DayCount: finance.Thirty360US, SmallBalance: contract.NoTolerance},
	}
	p.downPayment = strings.Contains(step.Product, "DOWNPAYMENT_AUTO")
	if strings.Contains(step.Product, "DOWNPAYMENT") { // a quarter on the first day, the rest every fifteen days: at 0 % only the sums matter
		p.terms.Frequency, p.terms.FirstDue, p.terms.Count = finance.TwoWeekly, day(step.Date), count+1
	}
}

func (p *player) do(step scenarioStep) {
	switch step.Do {
	case "disburse":
		p.terms.Loan.Amount = p.cents(step.Amount)
		settled, err := p.terms.Settled()
		if err != nil {
			p.t.Fatal(err)
		}
		p.terms = settled
		p.add(step.Date, contract.Activated{})
		if p.downPayment {
			p.add(step.Date, contract.Payment{Amount: p.terms.Loan.Amount / 4})
		}
	case "repayment":
		p.add(step.Date, contract.Payment{Amount: p.cents(step.Amount), For: contract.RegularPayment})
	case "transaction", "charge_adjustment":
		if step.Type == "REPAYMENT" {
			p.add(step.Date, contract.Payment{Amount: p.cents(step.Amount)})
			return
		}
		if step.Date == "" {
			step.Date = p.today.String()
		}
		p.add(step.Date, contract.Credit{Amount: p.cents(step.Amount), Source: contract.OtherCredit, Note: step.Type})
	case "undo_transaction":
		p.undo(step)
	case "credit_balance_refund":
		p.add(step.Date, contract.CreditRefunded{Amount: p.cents(step.Amount)})
	case "charge":
		p.add(p.today.String(), contract.FeeAssessed{Fee: contract.OtherFee, Amount: p.cents(step.Amount)})
	case "payoff":
		s := fold(p.t, p.terms, step.Date, p.events...)
		quote, err := s.PayoffQuote(day(step.Date))
		if err != nil {
			p.t.Fatal(err)
		}
		p.add(step.Date, contract.Payment{Amount: quote.Amount, For: contract.PayoffPayment})
	default:
		p.t.Fatalf("nothing is known of %s", step.Do)
	}
}

func (p *player) undo(step scenarioStep) {
	var nth int
	if _, err := fmt.Sscan(step.Nth, &nth); err != nil || nth > len(p.made[step.Date]) {
		p.t.Fatalf("undo %s of %s: %v", step.Nth, step.Date, err)
	}
	p.events = append(p.events, event(fmt.Sprintf("e%03d", len(p.events)), p.today.String(), contract.Reversed{Of: p.made[step.Date][nth-1]}))
}

func (p *player) expect(step scenarioStep) {
	if len(p.events) == 0 {
		return // before the loan is paid out
	}
	s := fold(p.t, p.terms, p.today.String(), p.events...)
	switch step.Expect {
	case "schedule_total":
		p.outstanding(s, p.cents(step.Outstanding))
	case "outstanding":
		p.outstanding(s, p.cents(step.Value))
	case "overpaid":
		if s.Credit != p.cents(step.Value) {
			p.t.Errorf("%s: got a credit of %d, want %s", p.today, s.Credit, step.Value)
		}
	case "status":
		want := map[string]contract.Status{"ACTIVE": contract.Active, "OVERPAID": contract.PaidOff, "CLOSED (OBLIGATIONS MET)": contract.PaidOff}
		if status, ok := want[strings.ToUpper(step.Value)]; ok && s.Status != status {
			p.t.Errorf("%s: got %s, want %s", p.today, s.Status, step.Value)
		}
	case "transactions":
		p.transactions(s, step)
	}
}

// outstanding compares all that is still to come, interest and fees included. A cent is allowed where interest was split.
func (p *player) outstanding(s *contract.State, want money.Cents) {
	rows, err := s.Upcoming(0)
	if err != nil {
		p.t.Fatal(err)
	}
	got := s.Fees
	for _, r := range rows {
		got += r.Amount
	}
	if miss := got - want; miss < -1 || miss > 1 || miss != 0 && p.terms.Loan.Rate == 0 {
		p.t.Errorf("%s: got %d outstanding, want %d", p.today, got, want)
	}
}

// transactions compares the balance after the last one, and every part of each that stands.
func (p *player) transactions(s *contract.State, step scenarioStep) {
	var lines []contract.Line
	for _, l := range s.Lines {
		if l.Kind == contract.KindPayment && l.Void == "" {
			lines = append(lines, l)
		}
	}
	for _, r := range step.Rows {
		if r.Reverted == "true" || r.Type != "Repayment" {
			continue
		}
		found := false
		for _, l := range lines {
			interest, principal := l.Interest-p.cents(r.Interest), l.Principal-p.cents(r.Principal)
			amount := l.Amount - p.cents(r.Amount)
			found = found || max(interest, -interest) <= 1 && max(principal, -principal) <= 1 && max(amount, -amount) <= 1
		}
		if !found {
			p.t.Errorf("%s: no line like %+v among %+v", p.today, r, lines)
		}
	}
}
