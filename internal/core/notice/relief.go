package notice

import "marque/internal/fault"

// The kinds about changes of a contract.
const (
	KindExtraChosen Kind = "extra_chosen"
)

// ExtraChosen confirms what money beyond what is due will do from now on.
type ExtraChosen struct {
	Vehicle string // may be empty
	What    string // a sentence
}

func (ExtraChosen) about() (Kind, []Channel) { return KindExtraChosen, either() }

func (n ExtraChosen) masked() Notice { return n }

func (n ExtraChosen) check() error {
	if n.What == "" {
		return fault.Input("what", "A choice is told with what it does.")
	}
	return nil
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
