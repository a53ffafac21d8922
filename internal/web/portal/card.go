package portal

import (
	"io"
	"net/http"

	"marque/internal/core/contract"
	"marque/internal/core/identity"
	"marque/internal/core/payment"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/money"
	"marque/internal/service/overview"
	"marque/internal/service/paying"
	"marque/internal/web/guard"
	"marque/internal/web/portal/view"
	"marque/internal/web/respond"
	"marque/internal/web/ui"
)

// pathCardNews is where the card processor tells what happened: what it says is proved by its signature.
const pathCardNews = "/hooks/cards"

// mostCardNews bounds what a processor tells at once.
const mostCardNews = 300 << 10

func cardPath(c contract.ID) string { return contractPath(c) + "/card" }

func cardPaymentPath(c contract.ID, card payment.CardID) string {
	return contractPath(c) + "/cards/" + card.String()
}

// cardForm asks how much is to be paid by card.
func (p *Portal) cardForm(w http.ResponseWriter, r *guard.Request) error {
	return p.showCard(w, r, http.StatusOK, view.CardPay{Amount: r.FormValue("amount"), Other: r.FormValue("other")})
}

func (p *Portal) showCard(w http.ResponseWriter, r *guard.Request, status int, page view.CardPay) error {
	c, choices, err := p.cardChoices(r)
	if err != nil {
		return err
	}
	if page.Key == "" {
		key, err := identity.NewToken(p.Random)
		if err != nil {
			return err
		}
		page.Key = string(key)
	}
	return p.showAs(w, r, status, func(f ui.Frame) respond.Page {
		f.Currency = c.Terms.Money()
		page.Frame, page.Contract, page.Action, page.Bank, page.Most = f, contractOf(f, c), cardPath(c.ID), contractPath(c.ID)+"/pay", choices.Payoff
		page.Due = view.AmountChoice{Amount: choices.ToPay, Label: f.Say("Due now", "Vencido ahora", "Jetzt fällig"), Hint: f.Say("Everything that is due today", "Todo lo que vence hoy", "Alles, was heute fällig ist")}
		if choices.DueNow == 0 {
			page.Due.Label = f.Say("Next payment", "Próximo pago", "Nächste Rate")
			page.Due.Hint = f.Say("The payment for %s", "El pago del %s", "Die Rate vom %s", f.Locale.MonthDay(choices.Next.Date))
		}
		return page.Page()
	})
}

// cardChoices is the contract and what can be paid on it, where cards are taken.
func (p *Portal) cardChoices(r *guard.Request) (overview.Contract, paying.Choices, error) {
	if !p.Paying.TakesCards() {
		return overview.Contract{}, paying.Choices{}, fault.New(fault.NotFound, "There is no such page.")
	}
	contractID, err := contractID(r)
	if err != nil {
		return overview.Contract{}, paying.Choices{}, err
	}
	c, err := p.Overview.Contract(r.Context(), r.By, contractID)
	if err != nil {
		return c, paying.Choices{}, err
	}
	choices, err := p.Paying.Choices(r.Context(), r.By, contractID)
	return c, choices, err
}

// card takes the order and goes on to the page from which the processor's is reached.
func (p *Portal) card(w http.ResponseWriter, r *guard.Request) error {
	c, choices, err := p.cardChoices(r)
	if err != nil {
		return err
	}
	page := view.CardPay{Amount: r.PostFormValue("amount"), Other: r.PostFormValue("other"), Key: r.PostFormValue(ui.KeyField)}
	o := paying.CardOrder{Contract: c.ID, Amount: choices.ToPay, Key: page.Key}
	if page.Amount != "due" {
		if o.Amount, err = money.Parse(typedAmount(r, page.Other), c.Terms.Money()); err != nil {
			page.Failure = failed(r, []fault.Field{likeAmount("other", "612.44")})
			return p.showCard(w, r, http.StatusUnprocessableEntity, page)
		}
	}
	card, err := p.Paying.PayByCard(r.Context(), r.By, o)
	if f := fault.Of(err); f != nil && f.Kind == fault.Invalid && len(f.Fields) > 0 {
		page.Failure = noted(r, &fault.Fault{Kind: f.Kind, Message: f.Message, Other: f.Other, Fields: []fault.Field{{Name: "other", Message: f.Message, Other: f.Other}}})
		return p.showCard(w, r, http.StatusUnprocessableEntity, page)
	}
	if err != nil {
		return err
	}
	return respond.SeeOther(w, r.Request, cardPaymentPath(c.ID, card))
}

// cardPayment shows a card payment: the way to the processor's page, or what came of it.
func (p *Portal) cardPayment(w http.ResponseWriter, r *guard.Request) error {
	contractID, err := contractID(r)
	if err != nil {
		return err
	}
	card, err := id.Parse[payment.Card](r.PathValue("card"))
	if err != nil {
		return err
	}
	c, err := p.Overview.Contract(r.Context(), r.By, contractID)
	if err != nil {
		return err
	}
	f, err := p.frame(r)
	if err != nil {
		return err
	}
	seen, err := p.Paying.Card(r.Context(), r.By, contractID, card, payment.CardAsk{
		Back: p.Sites[r.Brand] + cardPaymentPath(contractID, card), Language: f.Locale.Language(),
		What: f.Brand.Name + ": " + f.Say("payment on contract %s", "pago del contrato %s", "Zahlung zum Vertrag %s", lastFour(c.Number)),
	})
	if err != nil {
		return err
	}
	zone, err := p.Paying.Zone(r.Context(), r.By)
	if err != nil {
		return err
	}
	f.Currency = seen.Currency
	page := view.CardPayment{
		Frame: f, Contract: contractOf(f, c), State: cardState(seen, p.Now().After(seen.Until)), Amount: seen.Amount, Reference: seen.Reference,
		Until: clock(f, seen.Until, zone), Again: cardPath(contractID), History: contractPath(contractID) + "/history",
	}
	if page.State == view.CardOpen {
		page.Link = seen.Link
	}
	return respond.HTML(w, r.Request, http.StatusOK, page.Page())
}

func cardState(c paying.CardSeen, late bool) view.CardState {
	switch {
	case c.State == payment.CardPaid:
		return view.CardPaid
	case c.State == payment.CardReturned:
		return view.CardReturned
	case c.State == payment.CardExpired || late:
		return view.CardExpired
	}
	return view.CardOpen
}

// lastFour is how a number is named where others read along.
func lastFour(number string) string { return "••" + number[max(0, len(number)-4):] }

// cardNews takes what the card processor tells.
func (p *Portal) cardNews(w http.ResponseWriter, r *guard.Request) error {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, mostCardNews))
	if err != nil {
		return err
	}
	if err := p.Paying.HearCard(r.Context(), body, r.Header.Get); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}
