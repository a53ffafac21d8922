package message

import (
	"time"

	"marque/internal/civil"
	"marque/internal/core/contract"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/l10n"
	"marque/internal/money"
)

// OfferID names an offer.
type OfferID = id.Of[Offer]

// OfferKind is what an offer leads to. It is stored, so a name never changes.
type OfferKind string

// The kinds.
const (
	OfferPayoff    OfferKind = "payoff"
	OfferExtension OfferKind = "extension"
	OfferPayment   OfferKind = "payment"
)

// OfferKinds lists every kind in the order in which they are offered.
func OfferKinds() []OfferKind { return []OfferKind{OfferPayoff, OfferExtension, OfferPayment} }

// Words says a kind to the customer.
func (k OfferKind) Words() l10n.Text {
	switch k {
	case OfferPayoff:
		return l10n.T("Payoff quote", "Cotización de liquidación", "Ablöseangebot")
	case OfferExtension:
		return l10n.T("Move a payment to the end", "Pasar un pago al final", "Eine Rate ans Ende verschieben")
	}
	return l10n.T("Make a payment", "Hacer un pago", "Eine Zahlung leisten")
}

// Offer is what an agent puts beside a message for the customer to act on. It does nothing by itself: it leads to the customer's own page, where
// the customer acts. It is never changed.
type Offer struct {
	ID       OfferID
	Thread   ID
	Message  MessageID
	At       time.Time // of its message
	Contract contract.ID
	Number   string // of the contract
	Kind     OfferKind
	Amount   money.Cents // what ends the contract, the fee of an extension, or what to pay
	Currency money.Currency
	Through  civil.Date // the last day on which it holds: of a payment the day proposed for it
	Ends     civil.Date // of an extension: the last payment then
	Lapse    Lapse      // why it holds no more; empty while it does, and not kept
}

// offerDays is how far ahead an offer may hold.
const offerDays = 30

// Check says what is wrong with an offer that an agent asks for, before its figures are known.
func (o Offer) Check(today civil.Date) error {
	switch {
	case o.Kind != OfferPayoff && o.Kind != OfferExtension && o.Kind != OfferPayment:
		return fault.Input("offer", "Choose what the card leads to.")
	case o.Through < today || o.Through > today.AddDays(offerDays):
		return fault.Inputf("offer_through", "Choose a day from today to %d days ahead.", offerDays)
	case o.Amount != 0 && o.Kind != OfferPayment:
		return fault.Input("offer_amount", "Only a payment link takes an amount: the others carry the figures of the customer’s own page.")
	}
	return nil
}

// Lapse is why an offer holds no more.
type Lapse string

// The reasons.
const (
	LapseDone    Lapse = "done"    // what it leads to was done since
	LapseClosed  Lapse = "closed"  // the contract runs no more
	LapsePast    Lapse = "past"    // its last day is over
	LapseChanged Lapse = "changed" // its figures are others now, or it can be had no more
)

// Words says a reason to the customer.
func (l Lapse) Words() l10n.Text {
	switch l {
	case LapseDone:
		return l10n.T("This is done already.", "Esto ya está hecho.", "Das ist schon erledigt.")
	case LapseClosed:
		return l10n.T("This no longer holds: the contract is closed.", "Esto ya no es válido: el contrato está cerrado.", "Das gilt nicht mehr: Der Vertrag ist beendet.")
	case LapsePast:
		return l10n.T("This no longer holds: its last day has passed.", "Esto ya no es válido: pasó su último día.", "Das gilt nicht mehr: Sein letzter Tag ist vorbei.")
	}
	return l10n.T("This no longer holds: the account has changed since.", "Esto ya no es válido: la cuenta cambió desde entonces.", "Das gilt nicht mehr: Das Konto hat sich seitdem geändert.")
}

// Lapsed tells why an offer holds no more where the contract stands as it does; done is that what it leads to was done since.
func (o Offer) Lapsed(s *contract.State, done bool) Lapse {
	switch {
	case done:
		return LapseDone
	case s.Status != contract.Active && s.Status != contract.Matured:
		return LapseClosed
	case o.Through < s.AsOf:
		return LapsePast
	}
	switch o.Kind {
	case OfferPayoff:
		if q, err := s.PayoffQuote(o.Through); err != nil || q.Amount != o.Amount {
			return LapseChanged
		}
	case OfferExtension:
		if s.MayExtend(s.NextExtension(1), false) != nil {
			return LapseChanged
		}
	case OfferPayment:
	}
	return ""
}
