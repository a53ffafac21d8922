package view

import (
	"marque/internal/money"
	"marque/internal/web/ui"
)

// CardPay asks how much is to be paid by card.
type CardPay struct {
	ui.Frame
	Failure
	Contract Contract
	Action   string
	Key      string // idempotency
	Bank     string // where one pays from a bank account instead
	Due      AmountChoice
	Most     money.Cents // all that can be paid today; zero shows no form
	Amount   string      // the chosen way: "due" or "other"
	Other    string      // the amount typed for "other"
}

func (p CardPay) amounts() ui.Choices {
	c := ui.Choices{Name: "amount", Legend: p.Say("How much?", "¿Cuánto?", "Wie viel?"), Errors: p.Fields}
	if p.Due.Amount > 0 {
		c.Options = append(c.Options, ui.Choice{Value: "due", Label: p.Due.Label, Hint: p.Due.Hint, Aside: p.Money(p.Due.Amount), Chosen: p.Amount != "other"})
	}
	c.Options = append(c.Options, ui.Choice{Value: "other", Label: p.Say("Another amount", "Otro monto", "Ein anderer Betrag"), Chosen: p.Amount == "other" || p.Due.Amount == 0})
	return c
}

// CardState is where a payment by card stands, for its page.
type CardState uint8

// The states.
const (
	CardOpen CardState = iota
	CardPaid
	CardExpired
	CardReturned
)

// CardPayment is a payment by card: on its way to the processor's page, or what came of it.
type CardPayment struct {
	ui.Frame
	Contract  Contract
	State     CardState
	Amount    money.Cents
	Reference string
	Link      string // the processor's page, while it can be paid on
	Until     string // until when, in words
	Again     string // where another one is begun
	History   string
}

func (p CardPayment) heading() string {
	switch p.State {
	case CardPaid:
		return p.Say("Your card payment", "Su pago con tarjeta", "Ihre Kartenzahlung")
	case CardExpired:
		return p.Say("This card payment was not made", "Este pago con tarjeta no se realizó", "Diese Kartenzahlung wurde nicht ausgeführt")
	case CardReturned:
		return p.Say("This card payment went back", "Este pago con tarjeta fue devuelto", "Diese Kartenzahlung ging zurück")
	}
	return p.Say("Pay by card", "Pagar con tarjeta", "Mit Karte bezahlen")
}

func (p CardPayment) status() ui.Status {
	switch p.State {
	case CardPaid:
		return ui.Status{Tone: ui.OK, Text: p.Say("Received", "Recibido", "Eingegangen")}
	case CardExpired:
		return ui.Status{Tone: ui.Warn, Text: p.Say("Expired", "Vencido", "Abgelaufen")}
	case CardReturned:
		return ui.Status{Tone: ui.Bad, Text: p.Say("Returned", "Devuelto", "Zurückgegeben")}
	}
	return ui.Status{Tone: ui.Info, Text: p.Say("Not paid yet", "Aún no pagado", "Noch nicht bezahlt"), Icon: "clock"}
}
