package portal

import (
	"net/url"

	"marque/internal/core/message"
	"marque/internal/money"
	"marque/internal/web/ui"
)

// offerFor is what an agent put beside a message, for the customer's eyes: its figures, and the way to the customer's own page while it holds.
func offerFor(f ui.Frame, o message.Offer) *ui.SaidOffer {
	out := offerWords(f, o)
	if o.Lapse != "" {
		out.Lapsed = o.Lapse.Words().In(f.Locale)
		return out
	}
	out.Go, out.Href = f.Say("Look at it and decide", "Verla y decidir", "Ansehen und entscheiden"), offerPath(o)
	if o.Kind == message.OfferPayment {
		out.Go = f.Say("Go to the payment", "Ir al pago", "Zur Zahlung")
	}
	return out
}

// offerPath is the customer's own page of what is offered, filled in beforehand.
func offerPath(o message.Offer) string {
	at := contractPath(o.Contract)
	switch o.Kind {
	case message.OfferPayoff:
		return at + "/payoff?" + url.Values{"good_through": {o.Through.String()}}.Encode()
	case message.OfferExtension:
		return reliefPath(o.Contract) + "/extension"
	case message.OfferPayment:
	}
	return at + "/pay?" + url.Values{"amount": {"other"}, "other": {o.Amount.Text(o.Currency)}, "date": {o.Through.String()}}.Encode()
}

// offerWords are the figures of what is offered.
func offerWords(f ui.Frame, o message.Offer) *ui.SaidOffer {
	amount, through := f.Say("Payoff amount", "Monto de liquidación", "Ablösebetrag"), f.Say("Good through", "Válida hasta el", "Gültig bis")
	switch o.Kind {
	case message.OfferExtension:
		amount = f.Say("Fee", "Cargo", "Gebühr")
	case message.OfferPayment:
		amount, through = f.Say("Amount", "Monto", "Betrag"), f.Say("Proposed for", "Propuesto para el", "Vorgeschlagen für")
	case message.OfferPayoff:
	}
	out := &ui.SaidOffer{Title: o.Kind.Words().In(f.Locale), Facts: []ui.SaidFact{
		{Label: f.Say("Contract", "Contrato", "Vertrag"), Value: o.Number}, {Label: amount, Value: f.Locale.Money(o.Amount, o.Currency)}, {Label: through, Value: f.Locale.DateLong(o.Through)},
	}}
	if o.Kind == message.OfferExtension {
		out.Facts = append(out.Facts, ui.SaidFact{Label: f.Say("Last payment then", "Último pago entonces", "Letzte Rate dann"), Value: f.Locale.DateLong(o.Ends)})
	}
	return out
}

// transcribeOffer is what stands beside a message, as data.
type transcribeOffer struct {
	Kind     string      `json:"kind"` // payoff, extension or payment
	Contract string      `json:"contract"`
	Cents    money.Cents `json:"cents"`
	Currency string      `json:"currency"`
	Through  string      `json:"good_through"`
	Ends     string      `json:"ends,omitempty"`
	Lapsed   string      `json:"lapsed,omitempty"` // done, closed, past or changed
	Path     string      `json:"path"`
}

func transcribed(o message.Offer) *transcribeOffer {
	return &transcribeOffer{string(o.Kind), o.Number, o.Amount, o.Currency.Code, o.Through.String(), o.Ends.String(), string(o.Lapse), offerPath(o)}
}
