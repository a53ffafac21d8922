package adjustment

import (
	"slices"

	"marque/internal/l10n"
)

// Reason says why money was adjusted; it is stored in the event, so a name never changes.
type Reason string

// The reasons.
const (
	Goodwill    Reason = "goodwill"
	FirstTime   Reason = "first_time"
	OurMistake  Reason = "our_mistake"
	BankMistake Reason = "bank_mistake"
	Hardship    Reason = "hardship"
	Disputed    Reason = "disputed"

	OtherContract Reason = "other_contract"
	WrongAmount   Reason = "wrong_amount"
	Twice         Reason = "twice"
	NeverCame     Reason = "never_came"
)

// Reasons lists why a kind of adjustment is made, in the order of a page.
func Reasons(k Kind) []Reason {
	if k == Reversal {
		return []Reason{OtherContract, WrongAmount, Twice, NeverCame}
	}
	return []Reason{Goodwill, FirstTime, OurMistake, BankMistake, Hardship, Disputed}
}

func (r Reason) isOf(k Kind) bool { return slices.Contains(Reasons(k), r) }

var reasons = map[Reason]l10n.Text{
	Goodwill:    l10n.T("As a courtesy", "Como cortesía", "Aus Kulanz"),
	FirstTime:   l10n.T("It happened for the first time", "Ocurrió por primera vez", "Es kam zum ersten Mal vor"),
	OurMistake:  l10n.T("It was our mistake", "Fue un error nuestro", "Es war unser Fehler"),
	BankMistake: l10n.T("It was a bank's mistake", "Fue un error de un banco", "Es war der Fehler einer Bank"),
	Hardship:    l10n.T("Because of a hardship", "Por una dificultad económica", "Wegen einer Notlage"),
	Disputed:    l10n.T("After you objected to it", "Después de su reclamación", "Nach Ihrem Einspruch"),

	OtherContract: l10n.T("It belonged to another contract", "Correspondía a otro contrato", "Sie gehörte zu einem anderen Vertrag"),
	WrongAmount:   l10n.T("It was entered with a wrong amount", "Se registró con un monto equivocado", "Sie war mit einem falschen Betrag gebucht"),
	Twice:         l10n.T("It was entered twice", "Se registró dos veces", "Sie war doppelt gebucht"),
	NeverCame:     l10n.T("The money never came in", "El dinero nunca llegó", "Das Geld ist nie eingegangen"),
}

// Words says why, to the customer and to us. A reason that is not ours, such as one from another book, is told as it is.
func (r Reason) Words() l10n.Text {
	if t, ok := reasons[r]; ok {
		return t
	}
	return l10n.T("%s", "%s", "%s", string(r))
}
