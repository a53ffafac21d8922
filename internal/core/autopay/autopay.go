// Package autopay is a standing authorisation to debit what falls due, and the law that keeps it from surprising anybody: each debit is
// derived from the contract's fold on the day it is made, never planned and stored, so that it follows every change of the schedule,
// and never takes more than was authorised or announced ten days before (12 CFR 1005.10(d)). Drawing the debits is service/paying's.
package autopay

import (
	"slices"
	"time"

	"marque/internal/civil"
	"marque/internal/core/access"
	"marque/internal/core/contract"
	"marque/internal/core/payment"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/l10n"
	"marque/internal/money"
)

// ID names an enrolment.
type ID = id.Of[Enrolment]

// State is where an enrolment stands.
type State string

// The states. A paused enrolment waits for a bank account that can be debited.
const (
	Active State = "active"
	Paused State = "paused"
	Ended  State = "ended"
)

// Reason says why an enrolment is not active.
type Reason string

// The reasons.
const (
	NoReason       Reason = ""
	ByCustomer     Reason = "customer"        // cancelled
	Replaced       Reason = "replaced"        // by a changed one
	AccountStopped Reason = "account_stopped" // the bank refuses debits on the account
	Unauthorised   Reason = "unauthorised"    // the bank says its customer did not allow the debit
	ContractOver   Reason = "contract_over"   // paid off, returned, bought, sold, charged off
)

// Enrolment is one authorisation: it is never changed; a change is a new one that replaces it.
type Enrolment struct {
	ID       ID
	Contract contract.ID
	Party    access.PartyID
	Account  payment.AccountID
	Fallback payment.AccountID // used when the bank refuses the account; may be none
	Extra    money.Cents       // with every instalment; none for a lease
	Lead     int               // days before the due date on which the debit counts
	First    int               // number of the first instalment it covers
	Most     money.Cents       // authorised: the regular instalment and the extra on the day it was given
	Last     money.Cents       // the last debit's amount; none before the first
	Returns  int               // debits that came back
	State    State
	Why      Reason
	Since    civil.Date
	EndedOn  civil.Date
	By       access.UserID
	At       time.Time

	Skips     []int               // numbers of instalments that the customer wants left alone
	Announced map[int]money.Cents // by instalment: amounts told at least NoticeDays before
}

// The bounds of what can be chosen.
const (
	MostLead            = 10        // days: earlier would reach into the month before
	MostExtra           = 1_000_000 // cents: more than that each month is a payoff and wants its own page
	NoticeDays          = 10        // 12 CFR 1005.10(d)(1)
	tellFrom            = 14        // days before a debit from which it is announced, so that a missed day's cycle does no harm
	mostTries           = 3         // a debit and two presentments more (Nacha: reinitiation at most twice …
	mostPresentmentDays = 180       // … within 180 days of the original settlement)
	retryBusinessDays   = 5         // time to put money into the account, after we have told
)

// Wish is what a customer asks for.
type Wish struct {
	Account  payment.AccountID
	Fallback payment.AccountID
	Extra    money.Cents
	Lead     int
	Locale   l10n.Locale // in which it is authorised
}

// Check returns a fault that names every wrong field: extra, lead, fallback.
func (w Wish) Check(kind contract.Kind) error {
	var wrong []fault.Field
	switch {
	case w.Extra < 0 || w.Extra > MostExtra:
		wrong = append(wrong, l10n.Field("extra",
			"Enter an extra amount between $0 and $10,000, or leave it empty.",
			"Ingrese un monto adicional entre $0 y $10,000, o déjelo vacío.",
			"Geben Sie einen zusätzlichen Betrag zwischen 0 $ und 10.000 $ ein, oder lassen Sie das Feld leer."))
	case w.Extra > 0 && kind == contract.Lease:
		wrong = append(wrong, l10n.Field("extra",
			"Extra money does not shorten a lease, so autopay does not take any.",
			"El dinero adicional no acorta un arrendamiento, así que el pago automático no lo cobra.",
			"Zusätzliches Geld verkürzt ein Leasing nicht, deshalb zieht die automatische Zahlung keines ein."))
	}
	if w.Lead < 0 || w.Lead > MostLead {
		wrong = append(wrong, l10n.Field("lead",
			"Choose the due date or up to 10 days before it.",
			"Elija la fecha de vencimiento o hasta 10 días antes.",
			"Wählen Sie den Fälligkeitstag oder bis zu 10 Tage davor."))
	}
	if !w.Fallback.IsZero() && w.Fallback == w.Account {
		wrong = append(wrong, l10n.Field("fallback",
			"Choose another account than the first one, or none.",
			"Elija una cuenta distinta de la primera, o ninguna.",
			"Wählen Sie ein anderes Konto als das erste, oder keines."))
	}
	return fault.Inputs(wrong)
}

// MayEnrol returns a fault that tells why a contract can have no autopay, or nothing.
func MayEnrol(s *contract.State) error {
	switch {
	case s.AutopayStops != "" || s.Status == contract.Pending:
		return l10n.Fault(fault.Conflict,
			"Autopay needs a contract with payments still to come.",
			"El pago automático necesita un contrato con pagos por hacer.",
			"Die automatische Zahlung braucht einen Vertrag mit noch ausstehenden Raten.")
	case s.Remaining == 0:
		return l10n.Fault(fault.Conflict,
			"Nothing is left to pay, so there is nothing for autopay to do.",
			"No queda nada por pagar, así que el pago automático no tiene nada que hacer.",
			"Es ist nichts mehr zu zahlen, also hat die automatische Zahlung nichts zu tun.")
	}
	return nil
}

// Runs tells whether debits may be drawn.
func (e *Enrolment) Runs() bool { return e.State == Active }

// Skipped tells whether the customer wants an instalment left alone.
func (e *Enrolment) Skipped(instalment int) bool { return slices.Contains(e.Skips, instalment) }

// allowed is the most that may be taken for an instalment without telling first.
func (e *Enrolment) allowed(instalment int) money.Cents {
	return max(e.Most, e.Last, e.Announced[instalment])
}

// End returns the enrolment ended.
func (e Enrolment) End(why Reason, on civil.Date) (Enrolment, error) {
	if e.State == Ended {
		return e, l10n.Fault(fault.Conflict,
			"Autopay is off already.",
			"El pago automático ya está desactivado.",
			"Die automatische Zahlung ist bereits ausgeschaltet.")
	}
	e.State, e.Why, e.EndedOn = Ended, why, on
	return e, nil
}

// Pause returns the enrolment waiting for an account, or running on with the fallback when there is one.
func (e Enrolment) Pause(why Reason) Enrolment {
	if !e.Fallback.IsZero() && why == AccountStopped {
		e.Account, e.Fallback = e.Fallback, payment.AccountID{}
		return e
	}
	e.State, e.Why = Paused, why
	return e
}

// Again tells on which day a returned debit may be presented once more, when its code and the tries so far allow it. The first try of a debit
// is 1.
func Again(code payment.ReturnCode, try int, first, today civil.Date, c civil.Calendar) (civil.Date, bool) {
	on := civil.AddBusiness(c, today, retryBusinessDays)
	if !code.Again || try >= mostTries || on.Sub(first) > mostPresentmentDays {
		return 0, false
	}
	return on, true
}

// AfterSwitch is the day on which a debit that the first account refused is drawn on the fallback: late enough to be told before.
func AfterSwitch(today civil.Date, c civil.Calendar) civil.Date {
	return civil.AddBusiness(c, today, retryBusinessDays)
}

// SaysUnauthorised tells whether a return code says that the account's holder did not allow the debit: every authorisation on the account ends
// (Nacha Operating Rules: R05, R07, R10, R11; R29 for a company's account, R51 for a represented check).
func SaysUnauthorised(code string) bool {
	return slices.Contains([]string{"R05", "R07", "R10", "R11", "R29", "R51"}, code)
}
