package notice

import (
	"strconv"

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

func (n PaymentAhead) enUS(h Head) words {
	amount := h.Locale.Money(n.Amount, n.Currency)
	return words{
		subject: "Your next payment is due on " + h.day(n.Due),
		body: []string{
			"A friendly reminder: " + amount + forVehicle(n.Vehicle) + " is due on " + h.day(n.Due) + ".",
			"If you have paid already, or arranged it with your own bank, there is nothing to do.",
		},
		action: action{"Make a payment", h.Brand.Site + "/"},
		sms:    h.Brand.Name + ": " + amount + " is due on " + h.day(n.Due) + ". If you have paid already, there is nothing to do.",
	}
}

// The stages at which the words change, in days past due.
const (
	aMonthLate     = 30
	twoMonthsLate  = 60
	threeMonthLate = 90
)

func (n PastDue) enUS(h Head) words {
	amount := h.Locale.Money(n.Amount, n.Currency)
	days := strconv.Itoa(n.Days) + " days"
	if n.Days == 1 {
		days = "one day"
	}
	what := amount + forVehicle(n.Vehicle) + " has been past due since " + h.day(n.Since) + ", by " + days + "."
	if n.Fees > 0 {
		what += " Fees of " + h.Locale.Money(n.Fees, n.Currency) + " come on top."
	}
	return words{
		subject: "Your payment is past due",
		body:    []string{what, n.next()},
		action:  action{"Pay or find a way", h.Brand.Site + "/"},
		closing: []string{"If you have paid in the meantime, thank you; there is nothing to do. If you cannot pay all of it, please talk to us" + calling(h) + "."},
		sms:     h.Brand.Name + ": " + amount + " is past due since " + h.day(n.Since) + ". Please sign in to pay or to find a way with us.",
	}
}

// next says what to do, the more plainly the longer it lasts.
func (n PastDue) next() string {
	switch {
	case n.Days >= threeMonthLate:
		return "This puts the contract and the vehicle at risk. Please pay or call us now: the sooner we talk, the more can be done."
	case n.Days >= twoMonthsLate:
		return "Please pay what you can today, or call us this week, so that we find a way together before the contract is at risk."
	case n.Days >= aMonthLate:
		return "It is more than a month late. Please pay it, or tell us what you can pay and when: you find the ways under Relief and changes."
	}
	return "You can pay all or a part of it online. If a due date does not fit or money is short, you find what can be done under Relief and changes."
}
