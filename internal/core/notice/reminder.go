package notice

import (
	"marque/internal/civil"
	"marque/internal/fault"
	"marque/internal/money"
)

// The kinds of reminders.
const (
	KindPaymentAhead Kind = "payment_ahead"
	KindPastDue      Kind = "past_due"
)

// PaymentAhead reminds of a payment that falls due soon.
type PaymentAhead struct {
	Amount   money.Cents
	Currency money.Currency
	Due      civil.Date
	Vehicle  string // may be empty
}

// PastDue tells that a payment is late, once at each stage.
type PastDue struct {
	Amount   money.Cents // past due, fees not among it
	Fees     money.Cents // charged and unpaid
	Currency money.Currency
	Since    civil.Date // the oldest due date
	Days     int
	Vehicle  string // may be empty
}

func (PaymentAhead) about() (Kind, []Channel) { return KindPaymentAhead, either() }
func (PastDue) about() (Kind, []Channel)      { return KindPastDue, either() }

func (n PaymentAhead) masked() Notice { return n }
func (n PastDue) masked() Notice      { return n }

func (n PaymentAhead) check() error {
	if n.Amount <= 0 || n.Due.IsZero() {
		return fault.Input("amount", "A reminder names an amount and a day.")
	}
	return nil
}

func (n PastDue) check() error {
	if n.Amount <= 0 || n.Days <= 0 || n.Since.IsZero() {
		return fault.Input("amount", "What is past due is told with its amount, its day and the days since.")
	}
	return nil
}

// The stages at which the words change, in days past due.
const (
	aMonthLate     = 30
	twoMonthsLate  = 60
	threeMonthLate = 90
)
