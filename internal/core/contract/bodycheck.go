package contract

import (
	"marque/internal/fault"
	"marque/internal/money"
)

// The bounds of what a body may hold.
const (
	maxItems   = 100     // lines of an inspection: a vehicle has fewer parts that wear
	maxText    = 200     // bytes of a note, code or reference
	maxMiles   = 2000000 // more than any vehicle has run
	maxPeriods = 24      // of one extension: two years of months
)

func positive(field string, c money.Cents) error {
	if c <= 0 || c > money.MaxAmount {
		return fault.Input(field, "The amount must be more than 0 and less than a hundred thousand million.")
	}
	return nil
}

func notNegative(field string, amounts ...money.Cents) error {
	for _, c := range amounts {
		if c < 0 || c > money.MaxAmount {
			return fault.Input(field, "The amount must not be negative, nor more than a hundred thousand million.")
		}
	}
	return nil
}

func short(field string, texts ...string) error {
	for _, s := range texts {
		if len(s) > maxText {
			return fault.Inputf(field, "At most %d bytes are kept here.", maxText)
		}
	}
	return nil
}

func oneOf(ok bool, field, message string) error {
	if ok {
		return nil
	}
	return fault.Input(field, message)
}

func first(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

func (b Activated) validate() error { return first(short("dealer", b.Dealer), miles(b.StartMiles)) }

func (b Converted) validate() error {
	return first(
		notNegative("principal", b.Principal), notNegative("unpaid_interest", b.UnpaidInterest), notNegative("fees_due", b.FeesDue),
		notNegative("ytd_interest", b.YearInterest), oneOf(b.Paid >= 0 && b.Paid <= MaxCount, "paid", "The number of paid instalments cannot be."))
}

func (b Payment) validate() error {
	known := b.For == "" || b.For == RegularPayment || b.For == PayoffPayment || b.For == PrincipalOnly || b.For == HeldPayment
	return first(positive("amount", b.Amount), short("ref", b.Method, b.Ref), oneOf(known, "for", "This kind of payment is not known here."),
		oneOf(b.Instruction.valid(), "instruction", "This instruction is not known here."))
}

func (b Returned) validate() error {
	return first(oneOf(b.Payment != "" && len(b.Payment) <= maxKey, "payment", "A return names its payment."), short("code", b.Code))
}

func (b Reversed) validate() error {
	return first(oneOf(b.Of != "" && len(b.Of) <= maxKey, "of", "A reversal names its event."), short("reason", b.Reason))
}

func (b FeeAssessed) validate() error {
	return first(positive("amount", b.Amount), short("fee", string(b.Fee)), oneOf(b.Fee != "", "fee", "A fee says what it is for."),
		oneOf(b.Instalment >= 0 && b.Instalment <= MaxCount, "instalment", "There is no such instalment."))
}

func (b FeeWaived) validate() error {
	return first(positive("amount", b.Amount), short("reason", b.Fee, b.Reason))
}

func (b RateSegment) validate() error {
	known := b.Reason == RateChanged || b.Reason == AutopayDiscount || b.Reason == RateCap
	return first(oneOf(known, "reason", "This reason of a rate is not known here."), rate("rate", b.Rate), short("note", b.Note))
}

func rate(field string, r money.Rate) error {
	if r < 0 || r > money.One {
		return fault.Inputf(field, "The rate %s is not between 0 and 1; 5.74 %% is written 0.0574.", r)
	}
	return nil
}

func (b SCRA) validate() error { return notNegative("payment", b.Payment) }

func (b Extension) validate() error {
	return first(oneOf(b.Periods >= 1 && b.Periods <= maxPeriods, "periods", "An extension is of 1 to 24 periods."),
		oneOf(b.From >= 0 && b.From <= MaxCount, "from", "There is no such instalment."))
}

func (b DueDateChange) validate() error {
	return first(oneOf(!b.First.IsZero(), "first", "The new due date is missing."), oneOf(b.Day >= 0 && b.Day <= 31, "day", "A due day is between 1 and 31."))
}

func (b Reamortised) validate() error { return notNegative("payment", b.Payment) }

func (b Instructed) validate() error {
	return oneOf(b.Extra != "" && b.Extra.valid(), "extra", "This instruction is not known here.")
}

func (b Paused) validate() error { return oneOf(!b.Until.IsZero(), "until", "A pause has an end.") }

func (b Credit) validate() error {
	return first(positive("amount", b.Amount), oneOf(b.Source != "", "source", "A credit says where it comes from."), short("note", string(b.Source), b.Note))
}

func (b CreditRefunded) validate() error {
	return first(positive("amount", b.Amount), short("ref", b.Ref))
}
func (b ChargedOff) validate() error { return short("reason", b.Reason) }
func (b Recovery) validate() error   { return first(positive("amount", b.Amount), short("ref", b.Ref)) }
func (b Title) validate() error {
	return first(short("status", b.State, b.Status), oneOf(b.Status != "", "status", "A title event has a status."))
}

func (b OwnershipChanged) validate() error {
	return oneOf(b.Reason == TotalLoss || b.Reason == Sold || b.Reason == TradeIn, "reason", "This reason is not known here.")
}

func (b Odometer) validate() error { return first(miles(b.Miles), short("source", b.Source)) }

func miles(n int) error {
	return oneOf(n >= 0 && n <= maxMiles, "miles", "No vehicle has such a mileage.")
}

func (b LeaseExtension) validate() error {
	return oneOf(b.Months >= 1 && b.Months <= maxPeriods, "months", "A lease is extended by 1 to 24 months.")
}
func (b TurnIn) validate() error { return first(miles(b.Miles), short("place", b.Place)) }

func (b Inspection) validate() error {
	if len(b.Items) > maxItems {
		return fault.Inputf("items", "An inspection has at most %d lines.", maxItems)
	}
	for _, item := range b.Items {
		if err := first(positive("items", item.Amount), short("items", item.What, item.Wear, item.Where, item.Severity, item.Photo)); err != nil {
			return err
		}
	}
	return nil
}
func (b Purchase) validate() error { return notNegative("price", b.Price, b.Tax) }
func (b EarlyTermination) validate() error {
	return notNegative("realised", b.Realised, b.Fee, b.Tax, b.Expenses)
}
