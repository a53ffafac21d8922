package notice

import "marque/internal/fault"

// The kinds about changes of a contract.
const (
	KindExtraChosen      Kind = "extra_chosen"
	KindDueDateMoved     Kind = "due_date_moved"
	KindExtensionAsked   Kind = "extension_asked"
	KindExtensionGranted Kind = "extension_granted"
	KindExtensionClosed  Kind = "extension_closed"

	KindArrangementMade      Kind = "arrangement_made"
	KindArrangementBroken    Kind = "arrangement_broken"
	KindArrangementCompleted Kind = "arrangement_completed"
)

// Change is what notices about a change have in common.
type Change struct {
	Vehicle string // may be empty
	Why     string // what happened, a sentence or two
	Next    string // what follows, a sentence or two
}

// ExtraChosen confirms what money beyond what is due will do from now on.
type ExtraChosen struct {
	Vehicle string // may be empty
	What    string // a sentence
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
	// ArrangementMade confirms a promise to pay what is past due in dated amounts.
	ArrangementMade struct{ Change }
	// ArrangementBroken tells that a part of it was missing, so that it ended.
	ArrangementBroken struct{ Change }
	// ArrangementCompleted tells that all that it covered is paid.
	ArrangementCompleted struct{ Change }
)

func (ExtraChosen) about() (Kind, []Channel)      { return KindExtraChosen, either() }
func (DueDateMoved) about() (Kind, []Channel)     { return KindDueDateMoved, either() }
func (ExtensionAsked) about() (Kind, []Channel)   { return KindExtensionAsked, either() }
func (ExtensionGranted) about() (Kind, []Channel) { return KindExtensionGranted, either() }
func (ExtensionClosed) about() (Kind, []Channel)  { return KindExtensionClosed, either() }

func (ArrangementMade) about() (Kind, []Channel)      { return KindArrangementMade, either() }
func (ArrangementBroken) about() (Kind, []Channel)    { return KindArrangementBroken, either() }
func (ArrangementCompleted) about() (Kind, []Channel) { return KindArrangementCompleted, either() }

func (n ArrangementMade) masked() Notice      { return n }
func (n ArrangementBroken) masked() Notice    { return n }
func (n ArrangementCompleted) masked() Notice { return n }

func (n ExtraChosen) masked() Notice      { return n }
func (n DueDateMoved) masked() Notice     { return n }
func (n ExtensionAsked) masked() Notice   { return n }
func (n ExtensionGranted) masked() Notice { return n }
func (n ExtensionClosed) masked() Notice  { return n }

func (n ExtraChosen) check() error {
	if n.What == "" {
		return fault.Input("what", "A choice is told with what it does.")
	}
	return nil
}

func (n Change) check() error { return checkReason(n.Why, n.Next) }

// theVehicle says which contract it is about.
func (n Change) theVehicle() string {
	if n.Vehicle == "" {
		return ""
	}
	return "About your " + line(n.Vehicle, maxSentence) + ": "
}

// told writes a change under its subject.
func (n Change) told(h Head, subject, sms string) words {
	return words{
		subject: subject,
		body:    []string{n.theVehicle() + line(n.Why, maxSentence), line(n.Next, maxSentence)},
		action:  action{"See my contract", h.Brand.Site + "/"},
		closing: []string{"If you did not expect this, please tell us at once" + calling(h) + "."},
		sms:     h.Brand.Name + ": " + sms + " Please sign in to read more.",
	}
}

func (n DueDateMoved) enUS(h Head) words {
	return n.told(h, "Your due date has changed", "your due date has changed.")
}

func (n ExtensionAsked) enUS(h Head) words {
	return n.told(h, "An extension waits for your signature", "an extension waits for your signature.")
}

func (n ExtensionGranted) enUS(h Head) words {
	return n.told(h, "Your extension counts", "your extension counts.")
}

func (n ExtensionClosed) enUS(h Head) words {
	return n.told(h, "Your extension does not count", "the extension you were told of does not count.")
}

func (n ArrangementMade) enUS(h Head) words {
	return n.told(h, "Your arrangement", "your arrangement to pay what is past due is made.")
}

func (n ArrangementBroken) enUS(h Head) words {
	return n.told(h, "Your arrangement has ended", "a part of your arrangement was missing, so it has ended.")
}

func (n ArrangementCompleted) enUS(h Head) words {
	return n.told(h, "You kept your arrangement", "everything that your arrangement covered is paid. Thank you.")
}

func (n ExtraChosen) enUS(h Head) words {
	return words{
		subject: "What extra money does from now on",
		body: []string{
			"You chose what happens when you pay more than what is due" + forVehicle(n.Vehicle) + ". " + line(n.What, maxSentence),
			"It holds for every payment from now on, whichever way it comes. What was paid before stays as it is.",
		},
		action:  action{"See my contract", h.Brand.Site + "/"},
		closing: []string{"If you did not do this, please tell us at once" + calling(h) + "."},
		sms:     h.Brand.Name + ": your choice for extra money was changed. Not you? Tell us at once" + calling(h) + ".",
	}
}
