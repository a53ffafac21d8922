package contract

import (
	"marque/internal/civil"
	"marque/internal/fault"
	"marque/internal/l10n"
	"marque/internal/money"
)

// NextExtension is an extension by so many payments, from the first that is open on AsOf.
func (s *State) NextExtension(periods int) Extension {
	x := Extension{Periods: periods}
	for i := range s.Instalments {
		if inst := &s.Instalments[i]; inst.PaidOn.IsZero() && inst.Due >= s.AsOf {
			x.From = inst.Number
			break
		}
	}
	return x
}

// MayExtend returns a fault that tells the customer why an extension cannot be had on the state's day, or nothing (money.md 1.11). An agent is
// bound by the counts, not by self-service and standing.
func (s *State) MayExtend(x Extension, byAgent bool) error {
	f := s.fold
	if err := s.mayMove(x.validate()); err != nil {
		return err
	}
	p := f.terms.Product.Extension
	switch {
	case x.Periods > max(p.MostPeriods, 1):
		return l10n.Fault(fault.Conflict,
			"At most %s payments can be moved at once.",
			"Se pueden posponer como máximo %s pagos a la vez.",
			"Höchstens %s Raten können auf einmal verschoben werden.", max(p.MostPeriods, 1))
	case p.MostTimes > 0 && f.moved.extensions >= p.MostTimes:
		return l10n.Fault(fault.Conflict,
			"This contract has been extended %s times, which is the most it allows.",
			"Este contrato se ha prorrogado %s veces, que es el máximo que permite.",
			"Dieser Vertrag wurde bereits %s-mal verlängert, öfter ist es nicht möglich.", f.moved.extensions)
	case f.moved.lastExtension != 0 && s.AsOf < f.moved.lastExtension.AddMonths(p.ApartMonths, f.moved.lastExtension.Day()):
		return l10n.Fault(fault.Conflict,
			"Two extensions must be %s months apart.",
			"Entre dos prórrogas deben pasar %s meses.",
			"Zwischen zwei Verlängerungen müssen %s Monate liegen.", p.ApartMonths)
	case byAgent:
		return nil
	case !p.SelfService:
		return l10n.Fault(fault.Conflict,
			"Please talk to us about moving a payment; we will look for a way.",
			"Hable con nosotros sobre posponer un pago; buscaremos una solución.",
			"Bitte sprechen Sie mit uns darüber, eine Rate zu verschieben; wir suchen einen Weg.")
	case p.CurrentOnly && s.PastDue > 0:
		return l10n.Fault(fault.Conflict,
			"A payment can be moved here only when nothing is past due. Please talk to us.",
			"Aquí solo se puede posponer un pago cuando no hay nada vencido. Hable con nosotros.",
			"Eine Rate lässt sich hier nur verschieben, wenn nichts überfällig ist. Bitte sprechen Sie mit uns.")
	case s.Paid < p.MinPaid:
		return l10n.Fault(fault.Conflict,
			"The first %s payments must be made before one can be moved.",
			"Antes de posponer un pago deben haberse hecho los primeros %s.",
			"Die ersten %s Raten müssen gezahlt sein, bevor eine verschoben werden kann.", p.MinPaid)
	}
	return nil
}

// mayMove refuses what no policy can allow.
func (s *State) mayMove(invalid error) error {
	switch {
	case invalid != nil:
		return invalid
	case s.fold == nil || s.Status != Active:
		return l10n.Fault(fault.Conflict,
			"Only an active contract can be changed.",
			"Solo se puede cambiar un contrato activo.",
			"Nur ein laufender Vertrag kann geändert werden.")
	case s.Remaining == 0:
		return l10n.Fault(fault.Conflict,
			"Nothing is left to pay, so there is no payment to move.",
			"No queda nada por pagar, así que no hay ningún pago que posponer.",
			"Es ist nichts mehr zu zahlen, also gibt es keine Rate zu verschieben.")
	}
	return nil
}

// The defaults of moving a due date (money.md 1.12).
const (
	usualMostDays = 15
	usualLastDay  = 28
)

// MayMoveDue returns the fee for moving the due date on the state's day, or a fault that tells the customer why it cannot be moved.
func (s *State) MayMoveDue(x DueDateChange) (money.Cents, error) {
	f := s.fold
	if err := s.mayMove(x.validate()); err != nil {
		return 0, err
	}
	p := f.terms.Product.DueDate
	days := x.First.Sub(s.NextDue.Date)
	mostDays, lastDay := orUsual(p.MostDays, usualMostDays), orUsual(p.LastDay, usualLastDay)
	counted := f.moved.dueDates
	if p.IsExtension {
		counted += f.moved.extensions
	}
	switch {
	case s.NextDue.Number == 0:
		return 0, l10n.Fault(fault.Conflict,
			"There is no next payment to move.",
			"No hay un próximo pago que mover.",
			"Es gibt keine nächste Rate, die verschoben werden könnte.")
	case days <= 0 || days > mostDays:
		return 0, l10n.Input("first",
			"The due date can be moved forward by 1 to %s days.",
			"La fecha de vencimiento se puede mover de 1 a %s días hacia adelante.",
			"Der Fälligkeitstag kann um 1 bis %s Tage nach hinten verschoben werden.", mostDays)
	case max(x.Day, x.First.Day()) > lastDay:
		return 0, l10n.Input("first",
			"The due day can be between the 1st and the %sth.",
			"El día de vencimiento puede ser entre el 1 y el %s del mes.",
			"Der Fälligkeitstag kann zwischen dem 1. und dem %s. des Monats liegen.", lastDay)
	case p.CurrentOnly && s.PastDue > 0:
		return 0, l10n.Fault(fault.Conflict,
			"The due date can be moved only when nothing is past due.",
			"La fecha de vencimiento solo se puede mover cuando no hay nada vencido.",
			"Der Fälligkeitstag kann nur verschoben werden, wenn nichts überfällig ist.")
	case p.NoFeesOwing && s.Fees > 0:
		return 0, l10n.Fault(fault.Conflict,
			"The due date can be moved only when no fees are owing.",
			"La fecha de vencimiento solo se puede mover cuando no se deben cargos.",
			"Der Fälligkeitstag kann nur verschoben werden, wenn keine Gebühren offen sind.")
	case p.MostTimes > 0 && counted >= p.MostTimes:
		return 0, l10n.Fault(fault.Conflict,
			"The due date of this contract has been moved as often as it allows.",
			"La fecha de vencimiento de este contrato ya se movió tantas veces como se permite.",
			"Der Fälligkeitstag dieses Vertrags wurde bereits so oft verschoben, wie es möglich ist.")
	case f.moved.lastDueDate != 0 && s.AsOf < f.moved.lastDueDate.AddMonths(p.ApartMonths, f.moved.lastDueDate.Day()):
		return 0, l10n.Fault(fault.Conflict,
			"Two changes of the due date must be %s months apart.",
			"Entre dos cambios de la fecha de vencimiento deben pasar %s meses.",
			"Zwischen zwei Änderungen des Fälligkeitstags müssen %s Monate liegen.", p.ApartMonths)
	}
	return p.fee(days), nil
}

func orUsual(n, usual int) int {
	if n == 0 {
		return usual
	}
	return n
}

// fee is the price of moving by some days: that of the first tier that holds them.
func (p *DueDatePolicy) fee(days int) money.Cents {
	for _, tier := range p.Fees {
		if days <= tier.UpToDays {
			return tier.Amount
		}
	}
	return 0
}

// MayPayPrincipal returns a fault that tells why a principal-only payment cannot be made on the state's day.
func (s *State) MayPayPrincipal() error {
	switch {
	case s.Kind == Lease:
		return l10n.Fault(fault.Conflict,
			"A lease has no principal to pay down.",
			"Un arrendamiento no tiene capital que reducir.",
			"Ein Leasing hat kein Kapital, das sich tilgen ließe.")
	case s.Status != Active:
		return l10n.Fault(fault.Conflict,
			"Only an active loan can be paid down.",
			"Solo se puede reducir el capital de un préstamo activo.",
			"Nur ein laufendes Darlehen kann getilgt werden.")
	case s.PastDue > 0:
		return l10n.Fault(fault.Conflict,
			"A payment can go to principal only when nothing is past due.",
			"Un pago puede ir solo al capital cuando no hay nada vencido.",
			"Eine Zahlung kann nur dann allein in die Tilgung gehen, wenn nichts überfällig ist.")
	}
	return nil
}

// ReturnFeeDue returns the fee that the rules ask for a returned payment, when the return is on the state and no fee is.
func ReturnFeeDue(s *State, payment string) (FeeDue, bool) {
	if s.fold == nil || s.fold.terms.Product.ReturnFee.Amount == 0 {
		return FeeDue{}, false
	}
	for i := range s.OpenFees {
		if s.OpenFees[i].Kind == ReturnedFee && s.OpenFees[i].Payment == payment {
			return FeeDue{}, false
		}
	}
	rule := s.fold.terms.Product.ReturnFee
	for i := range s.Lines {
		l := &s.Lines[i]
		if l.Kind == KindPayment && l.Key == payment && l.Void != "" {
			return FeeDue{
				Key: "returned/" + payment, Effective: s.AsOf, Fee: FeeAssessed{Fee: ReturnedFee, Amount: rule.Amount, Payment: payment},
				Working: []Step{{What: StepResult, Cents: rule.Amount, Rule: RuleReturnedPayment, Clause: ClauseReturnFee}},
			}, true
		}
	}
	return FeeDue{}, false
}

// Delinquency is how bad it stands.
type Delinquency string

// The classes of days past due, and those of the uniform charge-off policy for closed-end credit (65 FR 36903).
const (
	Current     Delinquency = "current"
	Days1       Delinquency = "1-29"
	Days30      Delinquency = "30-59"
	Days60      Delinquency = "60-89"
	Substandard Delinquency = "90-119"
	Loss        Delinquency = "120+"
)

// Delinquency returns the class of the state's days past due.
func (s *State) Delinquency() Delinquency {
	switch days := s.DaysPastDue; {
	case days == 0:
		return Current
	case days < 30:
		return Days1
	case days < 60:
		return Days30
	case days < 90:
		return Days60
	case days < 120:
		return Substandard
	}
	return Loss
}

// usualLossDays is when a closed-end debt is a loss (65 FR 36903).
const usualLossDays = 120

// ChargeOffDue tells whether the product's policy asks for a charge-off on the state's day.
func (s *State) ChargeOffDue() bool {
	if s.fold == nil || s.Status != Active || s.Kind != Loan {
		return false
	}
	return s.DaysPastDue >= orUsual(s.fold.terms.Product.ChargeOff.LossDays, usualLossDays)
}

// ChargeOff returns the event that charges a loss off, when the product wants that done without a person: its key and its body.
func (s *State) ChargeOff() (key string, body ChargedOff, due bool) {
	if !s.ChargeOffDue() || !s.fold.terms.Product.ChargeOff.Automatic {
		return "", ChargedOff{}, false
	}
	return "charge_off/" + s.OldestDue.String(), ChargedOff{Reason: "past due"}, true
}

// creditMonths is how long a credit balance may stand before it is refunded unasked (12 CFR 1026.21(c)).
const creditMonths = 6

// CreditRefundDue returns the day on which the credit balance must be refunded unasked; none when there is none above a dollar's worth.
func (s *State) CreditRefundDue() civil.Date {
	const least = 100 // 12 CFR 1026.21 speaks of balances over 1 USD
	if s.Credit <= least || s.CreditSince.IsZero() {
		return 0
	}
	return s.CreditSince.AddMonths(creditMonths, s.CreditSince.Day())
}

// DiscountEnds tells whether so many returned debits end the autopay discount.
func (p *Product) DiscountEnds(returns int) bool {
	return p.Autopay.MostReturns > 0 && returns >= p.Autopay.MostReturns
}
