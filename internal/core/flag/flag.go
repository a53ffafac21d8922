// Package flag names what an agent must know of a customer before anything else. A flag informs whoever works for the customer; it changes no figure and
// keeps no notice back: what the law makes a lender send goes on by itself.
package flag

import (
	"time"

	"marque/internal/core/access"
	"marque/internal/fault"
)

// Kind is what is to be known.
type Kind string

// The kinds.
const (
	Vulnerable Kind = "vulnerable"
	NoContact  Kind = "no_contact"
	Bankruptcy Kind = "bankruptcy"
	Military   Kind = "military"
)

// Kinds lists them, the one that binds most first.
func Kinds() []Kind { return []Kind{Bankruptcy, Military, NoContact, Vulnerable} }

// Parse reads a kind as a form sends it, or says in which field what is wrong.
func Parse(field, text string) (Kind, error) {
	for _, k := range Kinds() {
		if string(k) == text {
			return k, nil
		}
	}
	return "", fault.Input(field, "Choose what is to be known.")
}

// Title is the kind in two or three words.
func (k Kind) Title() string {
	switch k {
	case Vulnerable:
		return "Needs more care"
	case NoContact:
		return "Do not contact"
	case Bankruptcy:
		return "In bankruptcy"
	case Military:
		return "Serves in the forces"
	}
	return string(k)
}

// Advice is what an agent does about it. The sections are of the Bankruptcy Code and of the Servicemembers Civil Relief Act.
func (k Kind) Advice() string {
	switch k {
	case Vulnerable:
		return "Ask what helps, give it time, and offer to write down what was said."
	case NoContact:
		return "Answer what this person asks, and call or write nothing of your own. Letters that the law asks for go out by themselves."
	case Bankruptcy:
		return "Ask for no money (11 U.S.C. 362). Speak with the attorney where there is one, and leave what is past due to collections."
	case Military:
		return "A debt from before the service bears at most 6 % interest (50 U.S.C. 3937), and the vehicle is not taken without a court (50 U.S.C. 3952). Open a case."
	}
	return ""
}

// Flag is one that somebody of ours raised.
type Flag struct {
	Kind Kind
	By   access.UserID
	At   time.Time
}
