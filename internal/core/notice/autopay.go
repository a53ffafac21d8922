package notice

import (
	"marque/internal/fault"
	"marque/internal/l10n"
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
	Vehicle string    // may be empty
	Why     l10n.Text // a sentence
	Next    l10n.Text // what to do, a sentence
}

// AutopayOff tells that autopay has ended.
type AutopayOff struct {
	Vehicle string    // may be empty
	Why     l10n.Text // a sentence
	Next    l10n.Text // what to do, a sentence
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

func checkReason(why, next l10n.Text) error {
	if why.IsZero() || next.IsZero() {
		return fault.Input("why", "This is told with its reason and the next step.")
	}
	return nil
}
