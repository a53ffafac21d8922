package notice

import (
	"marque/internal/fault"
	"marque/internal/l10n"
)

// The kinds about changes of a contract.
const (
	KindExtraChosen      Kind = "extra_chosen"
	KindDueDateMoved     Kind = "due_date_moved"
	KindExtensionAsked   Kind = "extension_asked"
	KindExtensionGranted Kind = "extension_granted"
	KindExtensionClosed  Kind = "extension_closed"

	KindFeeWaived       Kind = "fee_waived"
	KindPaymentReversed Kind = "payment_reversed"

	KindArrangementMade      Kind = "arrangement_made"
	KindArrangementBroken    Kind = "arrangement_broken"
	KindArrangementCompleted Kind = "arrangement_completed"

	KindCaseOpened Kind = "case_opened"
	KindCaseClosed Kind = "case_closed"
)

// Change is what notices about a change have in common.
type Change struct {
	Vehicle string    // may be empty
	Why     l10n.Text // what happened, a sentence or two
	Next    l10n.Text // what follows, a sentence or two
}

// ExtraChosen confirms what money beyond what is due will do from now on.
type ExtraChosen struct {
	Vehicle string    // may be empty
	What    l10n.Text // a sentence
}

type (
	// DueDateMoved confirms another due date.
	DueDateMoved struct{ Change }
	// ExtensionAsked asks everybody on a contract to sign.
	ExtensionAsked struct{ Change }
	// ExtensionGranted tells that everybody signed.
	ExtensionGranted struct{ Change }
	// ExtensionClosed tells that an extension does not count, and why.
	ExtensionClosed struct{ Change }
	// FeeWaived tells that a fee, or a part of it, is not asked for any more.
	FeeWaived struct{ Change }
	// PaymentReversed tells that a payment was taken off the contract again, and why.
	PaymentReversed struct{ Change }
	// ArrangementMade confirms a promise to pay what is past due in dated amounts.
	ArrangementMade struct{ Change }
	// ArrangementBroken tells that a part of it was missing, so that it ended.
	ArrangementBroken struct{ Change }
	// ArrangementCompleted tells that all that it covered is paid.
	ArrangementCompleted struct{ Change }
	// CaseOpened tells that a case of the desk is open, what happens next and by when.
	CaseOpened struct{ Change }
	// CaseClosed tells that it is over; what came of it stands on the contract's page only.
	CaseClosed struct{ Change }
)

func (ExtraChosen) about() (Kind, []Channel)      { return KindExtraChosen, either() }
func (DueDateMoved) about() (Kind, []Channel)     { return KindDueDateMoved, either() }
func (ExtensionAsked) about() (Kind, []Channel)   { return KindExtensionAsked, either() }
func (ExtensionGranted) about() (Kind, []Channel) { return KindExtensionGranted, either() }
func (ExtensionClosed) about() (Kind, []Channel)  { return KindExtensionClosed, either() }

func (FeeWaived) about() (Kind, []Channel)       { return KindFeeWaived, either() }
func (PaymentReversed) about() (Kind, []Channel) { return KindPaymentReversed, either() }

func (ArrangementMade) about() (Kind, []Channel)      { return KindArrangementMade, either() }
func (ArrangementBroken) about() (Kind, []Channel)    { return KindArrangementBroken, either() }
func (ArrangementCompleted) about() (Kind, []Channel) { return KindArrangementCompleted, either() }

func (n FeeWaived) masked() Notice       { return n }
func (n PaymentReversed) masked() Notice { return n }

func (CaseOpened) about() (Kind, []Channel) { return KindCaseOpened, either() }
func (CaseClosed) about() (Kind, []Channel) { return KindCaseClosed, either() }

func (n CaseOpened) masked() Notice { return n }
func (n CaseClosed) masked() Notice { return n }

func (n ArrangementMade) masked() Notice      { return n }
func (n ArrangementBroken) masked() Notice    { return n }
func (n ArrangementCompleted) masked() Notice { return n }

func (n ExtraChosen) masked() Notice      { return n }
func (n DueDateMoved) masked() Notice     { return n }
func (n ExtensionAsked) masked() Notice   { return n }
func (n ExtensionGranted) masked() Notice { return n }
func (n ExtensionClosed) masked() Notice  { return n }

func (n ExtraChosen) check() error {
	if n.What.IsZero() {
		return fault.Input("what", "A choice is told with what it does.")
	}
	return nil
}

func (n Change) check() error { return checkReason(n.Why, n.Next) }

// told writes a change under its subject.
func (n Change) told(h Head, subject, sms string) words {
	about := ""
	if v := line(n.Vehicle, maxName); v != "" {
		about = h.say("About your %s: ", "Sobre su %s: ", "Zu Ihrem %s: ", v)
	}
	return words{
		subject: subject,
		body:    []string{about + h.says(n.Why), h.says(n.Next)},
		action:  action{h.say("See my contract", "Ver mi contrato", "Meinen Vertrag ansehen"), h.Brand.Site + "/"},
		closing: []string{h.say("If you did not expect this, please tell us at once", "Si no esperaba esto, avísenos de inmediato", "Wenn Sie das nicht erwartet haben, sagen Sie es uns bitte sofort") + calling(h) + "."},
		sms:     h.Brand.Name + ": " + sms + h.say(" Please sign in to read more.", " Entre en su cuenta para leer todo.", " Bitte melden Sie sich an, um mehr zu lesen."),
	}
}
