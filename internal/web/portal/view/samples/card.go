package samples

import (
	"time"

	"marque/internal/web/portal/view"
	"marque/internal/web/ui"
)

// cards are the pages of a payment by card.
func cards(f ui.Frame) []Sample {
	href := contractHref + "/card"
	ask := view.CardPay{Frame: f, Contract: loan(), Action: href, Key: "k", Bank: contractHref + "/pay", Most: 1812305,
		Due: view.AmountChoice{Amount: 61244, Label: f.Say("Next payment", "Próximo pago", "Nächste Rate"), Hint: f.Say("The payment for %s", "El pago del %s", "Die Rate vom %s", f.Locale.MonthDay(Today()+9))}}
	failed := ask
	failed.Amount, failed.Other, failed.Failure = "other", "99999999", fields("other", f.Say("This is more than you owe. Enter the payoff amount or less.",
		"Esto es más de lo que debe. Ingrese el monto de liquidación o menos.", "Das ist mehr, als Sie schulden. Geben Sie höchstens den Ablösebetrag ein."))
	nothing := ask
	nothing.Most = 0
	open := view.CardPayment{Frame: f, Contract: loan(), Amount: 61244, Reference: "P-7Q4M-2KXD", Link: "https://checkout.stripe.com/c/pay/cs_1",
		Until: at(f, time.November, 22, 9, 41), Again: href, History: contractHref + "/history"}
	states := map[view.CardState]view.CardPayment{}
	for _, s := range []view.CardState{view.CardPaid, view.CardExpired, view.CardReturned} {
		x := open
		x.State, x.Link = s, ""
		states[s] = x
	}
	return []Sample{
		{"card", ask.Page()}, {"card-failed", failed.Page()}, {"card-nothing", nothing.Page()}, {"card-open", open.Page()},
		{"card-paid", states[view.CardPaid].Page()}, {"card-expired", states[view.CardExpired].Page()}, {"card-returned", states[view.CardReturned].Page()},
	}
}
