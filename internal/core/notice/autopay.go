package notice

import (
	"marque/internal/fault"
	"marque/internal/money"
)

// The kinds about autopay.
const (
	KindAutopayOn      Kind = "autopay_on"
	KindAutopayAhead   Kind = "autopay_ahead"
	KindAutopaySkipped Kind = "autopay_skipped"
	KindAutopayWaits   Kind = "autopay_waits"
	KindAutopayOff     Kind = "autopay_off"
)

// AutopayOn confirms an authorisation: Payment is the first debit.
type AutopayOn struct {
	Payment
	Changed bool // it replaces one that was on already
}

// AutopayAhead tells of a debit that differs from the one before, at least ten days ahead (12 CFR 1005.10(d)).
type AutopayAhead struct {
	Payment
	Usual money.Cents // what is taken otherwise
	Final bool        // it ends the debt
}

// AutopaySkipped confirms that one debit will not be made, or will be after all. The instalment stays due.
type AutopaySkipped struct {
	Payment
	Again bool // taken in again
}

// AutopayWaits tells that autopay cannot go on by itself, or took less than what is due.
type AutopayWaits struct {
	Vehicle string // may be empty
	Why     string // a sentence
	Next    string // what to do, a sentence
}

// AutopayOff tells that autopay has ended.
type AutopayOff struct {
	Vehicle string // may be empty
	Why     string // a sentence
	Next    string // what to do, a sentence
}

func (AutopayOn) about() (Kind, []Channel)      { return KindAutopayOn, either() }
func (AutopayAhead) about() (Kind, []Channel)   { return KindAutopayAhead, either() }
func (AutopaySkipped) about() (Kind, []Channel) { return KindAutopaySkipped, either() }
func (AutopayWaits) about() (Kind, []Channel)   { return KindAutopayWaits, either() }
func (AutopayOff) about() (Kind, []Channel)     { return KindAutopayOff, either() }

func (n AutopayOn) masked() Notice      { return n }
func (n AutopayAhead) masked() Notice   { return n }
func (n AutopaySkipped) masked() Notice { return n }
func (n AutopayWaits) masked() Notice   { return n }
func (n AutopayOff) masked() Notice     { return n }

func (n AutopayWaits) check() error { return checkReason(n.Why, n.Next) }
func (n AutopayOff) check() error   { return checkReason(n.Why, n.Next) }

func checkReason(why, next string) error {
	if why == "" || next == "" {
		return fault.Input("why", "This is told with its reason and the next step.")
	}
	return nil
}

func (n AutopayOn) enUS(h Head) words {
	what := "Autopay is on" + forVehicle(n.Vehicle) + ". "
	if n.Changed {
		what = "Your autopay" + forVehicle(n.Vehicle) + " was changed. "
	}
	return words{
		subject: "Autopay is on",
		body: []string{
			what + "The first payment of " + n.amount(h) + " will be taken" + n.fromAccount() + " on " + h.day(n.Date) + ".",
			"We tell you at least 10 days before when an amount differs from the one before. You can skip a payment, change autopay or turn it off online until the day of the payment.",
		},
		action:  action{"See my autopay", h.Brand.Site + "/"},
		closing: []string{"A copy of your authorization is kept with your autopay. If you did not do this, please tell us at once" + calling(h) + "."},
		sms:     h.Brand.Name + ": autopay is on. First payment: " + n.amount(h) + " on " + h.day(n.Date) + ". Not you? Tell us at once" + calling(h) + ".",
	}
}

func (n AutopayAhead) enUS(h Head) words {
	what, subject := "Your next autopay payment"+n.toward()+" will be "+n.amount(h)+", taken"+n.fromAccount()+" on "+h.day(n.Date)+".", "Autopay: "+n.amount(h)+" on "+h.day(n.Date)
	second := "It differs from the usual " + h.Locale.Money(n.Usual, n.Currency) + " because something about your contract has changed: the page of your contract shows what."
	if n.Final {
		subject = "Your last autopay payment: " + n.amount(h) + " on " + h.day(n.Date)
		second = "It is the last one: it pays everything that is left, and autopay ends with it."
	}
	return words{
		subject: subject,
		body:    []string{what, second, "You can skip it, change autopay or turn it off online until the day of the payment."},
		action:  action{"See my autopay", h.Brand.Site + "/"},
		sms:     h.Brand.Name + ": your next autopay payment is " + n.amount(h) + " on " + h.day(n.Date) + ".",
	}
}

func (n AutopaySkipped) enUS(h Head) words {
	w := words{
		subject: "Autopay will skip one payment",
		body: []string{
			"As you asked, autopay will not take the payment of " + n.amount(h) + n.toward() + " due on " + h.day(n.Date) + ".",
			"The payment stays due: please make it another way by then. Autopay goes on with the one after.",
		},
		action: action{"Make a payment", h.Brand.Site + "/"},
		sms:    h.Brand.Name + ": autopay will skip the payment due on " + h.day(n.Date) + ". It stays due.",
	}
	if n.Again {
		w.subject = "Autopay will take the payment after all"
		w.body = []string{"As you asked, autopay will take the payment of " + n.amount(h) + n.toward() + n.fromAccount() + " on " + h.day(n.Date) + "."}
		w.sms = h.Brand.Name + ": autopay will take " + n.amount(h) + " on " + h.day(n.Date) + "."
	}
	return w
}

func (n AutopayWaits) enUS(h Head) words {
	return words{
		subject: "Autopay needs your help",
		body:    []string{line(n.Why, maxSentence), line(n.Next, maxSentence)},
		action:  action{"See my autopay", h.Brand.Site + "/"},
		closing: []string{"If you have questions, please call us" + calling(h) + "."},
		sms:     h.Brand.Name + ": autopay needs your help. Please sign in to see what to do.",
	}
}

func (n AutopayOff) enUS(h Head) words {
	return words{
		subject: "Autopay is off",
		body:    []string{"Autopay" + forVehicle(n.Vehicle) + " is off. " + line(n.Why, maxSentence), line(n.Next, maxSentence)},
		action:  action{"See my contract", h.Brand.Site + "/"},
		closing: []string{"If you did not expect this, please call us" + calling(h) + "."},
		sms:     h.Brand.Name + ": autopay is off. " + line(n.Why, maxSentence),
	}
}
