package paying

import (
	"context"
	"time"

	"marque/internal/core/access"
	"marque/internal/core/contract"
	"marque/internal/core/notice"
	"marque/internal/core/payment"
	"marque/internal/door"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/l10n"
	"marque/internal/money"
	"marque/internal/store/contracts"
	"marque/internal/store/engine"
	"marque/internal/store/payments"
	"marque/internal/store/queue"
)

// Cards is a processor that takes cards on a page of its own.
type Cards interface {
	// Open makes a page, or returns the one that the same ask made before.
	Open(ctx context.Context, ask payment.CardAsk) (payment.CardPage, error)
	// Look reads what became of a page.
	Look(ctx context.Context, session string) (payment.CardPage, error)
	// Read proves and reads what the processor sent, with the headers it came with; ok is false for news that change nothing here.
	Read(body []byte, header func(name string) string) (news payment.CardNews, ok bool, err error)
}

// CardJob asks the processor for what became of a page whose news did not come.
const CardJob = "card.look"

// CardToSee is CardJob's argument.
type CardToSee struct {
	Card payment.CardID `json:"card"`
}

// lookAfter is how long after a page's end its news are waited for.
const lookAfter = 5 * time.Minute

// TakesCards tells whether payments by card can be made here.
func (s *Service) TakesCards() bool { return s.Cards != nil }

func noCards() error { return fault.New(fault.NotFound, "Payments by card cannot be made here.") }

// CardOrder is what a customer asks for.
type CardOrder struct {
	Contract contract.ID
	Amount   money.Cents
	Key      string // the same key asks once
}

// PayByCard puts a card payment on record; the processor's page is made when it is looked at.
func (s *Service) PayByCard(ctx context.Context, by access.Actor, o CardOrder) (payment.CardID, error) {
	if s.Cards == nil {
		return payment.CardID{}, noCards()
	}
	if o.Key == "" {
		return payment.CardID{}, l10n.Fault(fault.Invalid, "This form has expired. Please load the page again.",
			"Este formulario ha vencido. Vuelva a cargar la página.", "Dieses Formular ist abgelaufen. Bitte laden Sie die Seite neu.")
	}
	cardID := id.Derive[payment.Card](o.Contract.String(), o.Key)
	pass := door.Pass{By: by, Do: access.PaymentCreate, On: access.OnContract(o.Contract), Key: o.Key, Note: "card " + cardID.String()}
	err := s.Door.Write(ctx, pass, func(tx *engine.Tx) error {
		if err := contracts.Lock(tx, o.Contract); err != nil {
			return err
		}
		st, err := s.standing(tx, o.Contract)
		if err != nil {
			return err
		}
		most, err := st.most(st.today)
		if err != nil {
			return err
		}
		c, err := payment.NewCard(payment.Card{
			ID: cardID, Contract: o.Contract, Party: by.Party, By: by.User, Amount: o.Amount, Reference: referenceOf(payment.ID(cardID)), AskedAt: s.Book.Now(),
		}, most)
		if err != nil {
			return err
		}
		if err := payments.AddCard(tx, c); err != nil {
			return err
		}
		return queue.Add(tx, queue.Job{Kind: CardJob, Args: CardToSee{cardID}, Key: cardID.String(), At: c.AskedAt.Add(payment.CardWithin + lookAfter)})
	})
	if fault.Is(err, fault.Repeated) {
		return cardID, nil
	}
	return cardID, err
}

// CardSeen is a card payment as its owner sees it.
type CardSeen struct {
	payment.Card
	Currency money.Currency
	Until    time.Time // until when the processor's page can be paid on
}

// Card returns a card payment. One that has no page yet gets one: what to call the payment there, and where to come back to, is the caller's.
func (s *Service) Card(ctx context.Context, by access.Actor, on contract.ID, card payment.CardID, ask payment.CardAsk) (CardSeen, error) {
	var out CardSeen
	if s.Cards == nil {
		return out, noCards()
	}
	err := s.Door.Read(ctx, door.Pass{By: by, Do: access.ContractRead, On: access.OnContract(on)}, func(r engine.Reader) error {
		var err error
		if out.Card, err = payments.CardByID(r, card); err == nil && out.Contract != on {
			err = fault.New(fault.NotFound, "There is no such card payment.")
		}
		if err != nil {
			return err
		}
		stored, err := contracts.ByID(r, on)
		out.Currency, out.Until = stored.Terms.Money(), out.AskedAt.Add(payment.CardWithin)
		return err
	})
	if err != nil || out.State != payment.CardAsked || !s.Book.Now().Before(out.Until) {
		return out, err
	}
	ask.ID, ask.Amount, ask.Currency, ask.Until = out.ID, out.Amount, out.Currency.Code, out.Until
	page, err := s.Cards.Open(ctx, ask)
	if err != nil {
		return out, err
	}
	opened, err := out.Open(page.Session, page.Link, s.Book.Now())
	if err != nil {
		return out, err
	}
	pass := door.Pass{By: by, Do: access.PaymentCreate, On: access.OnContract(on), Note: "card page " + card.String()}
	err = s.Door.Write(ctx, pass, func(tx *engine.Tx) error { return payments.MoveCard(tx, payment.CardAsked, opened) })
	if err == nil || fault.Is(err, fault.Conflict) { // another tab was quicker, and the same ask has the same page
		out.Card = opened
		return out, nil
	}
	return out, err
}

func cardsActor() access.Actor { return access.System("cards") }

// HearCard takes what the processor sent: proved, and once each.
func (s *Service) HearCard(ctx context.Context, body []byte, header func(name string) string) error {
	if s.Cards == nil {
		return noCards()
	}
	news, ok, err := s.Cards.Read(body, header)
	if err != nil || !ok {
		return err
	}
	card, err := s.cardOf(ctx, news)
	if fault.Is(err, fault.NotFound) {
		return nil // the account at the processor takes money for others too
	}
	if err != nil {
		return err
	}
	return s.hear(ctx, card, news)
}

func (s *Service) cardOf(ctx context.Context, news payment.CardNews) (payment.Card, error) {
	var card payment.Card
	err := s.Door.Read(ctx, door.Pass{By: cardsActor(), Do: access.PaymentReceive, On: access.OnSystem("payments")}, func(r engine.Reader) error {
		var err error
		if !news.Order.IsZero() {
			card, err = payments.CardByID(r, news.Order)
		} else {
			card, err = payments.CardByReceipt(r, news.Page.Receipt)
		}
		return err
	})
	return card, err
}

// LookAtCard asks the processor what became of a page, when its news did not come.
func (s *Service) LookAtCard(ctx context.Context, job CardToSee) error {
	if s.Cards == nil {
		return nil
	}
	card, err := s.cardOf(ctx, payment.CardNews{Order: job.Card})
	if err != nil || card.Over() {
		return err
	}
	page := payment.CardPage{Expired: true} // never looked at: it has no page
	if card.Session != "" {
		if page, err = s.Cards.Look(ctx, card.Session); err != nil {
			return err
		}
	}
	if !page.Paid && !page.Expired {
		return fault.New(fault.Unavailable, "The processor's page is still open.") // looked at again later
	}
	return s.hear(ctx, card, payment.CardNews{ID: "look:" + card.ID.String() + ":" + page.Receipt, Order: card.ID, Page: page})
}

// hear books one piece of news on its contract, once.
func (s *Service) hear(ctx context.Context, card payment.Card, news payment.CardNews) error {
	pass := door.Pass{By: cardsActor(), Do: access.PaymentReceive, On: access.OnContract(card.Contract), Note: "card " + card.ID.String()}
	return s.Door.Write(ctx, pass, func(tx *engine.Tx) error {
		if err := contracts.Lock(tx, card.Contract); err != nil {
			return err
		}
		now, err := payments.CardByID(tx, card.ID)
		if err != nil {
			return err
		}
		outcome, act := s.meaning(now, news)
		first, err := payments.NoteCardNews(tx, news.ID, outcome, s.Book.Now())
		if err != nil || !first || act == nil {
			return err
		}
		return act(tx)
	})
}

// meaning says what a piece of news does to a card payment: nothing, when it is that already.
func (s *Service) meaning(c payment.Card, news payment.CardNews) (outcome string, act func(*engine.Tx) error) {
	switch {
	case news.Partly:
		return "partly returned: a person must say", nil
	case news.Returned && c.State == payment.CardPaid:
		return "returned", func(tx *engine.Tx) error { return s.cardBack(tx, c, news.Reason) }
	case news.Page.Paid && (!c.Over() || c.State == payment.CardExpired):
		return "paid", func(tx *engine.Tx) error { return s.cardPaid(tx, c, news.Page) }
	case news.Page.Expired && !c.Over():
		return "expired", func(tx *engine.Tx) error {
			next, err := c.Expire(s.Book.Now())
			if err != nil {
				return err
			}
			return payments.MoveCard(tx, c.State, next)
		}
	}
	return "nothing new", nil
}

// cardPaid puts the money on the contract today. What the processor took is what counts, and it must be what was asked.
func (s *Service) cardPaid(tx *engine.Tx, c payment.Card, page payment.CardPage) error {
	stored, err := contracts.ByID(tx, c.Contract)
	if err != nil {
		return err
	}
	if page.Amount != c.Amount || page.Currency != stored.Terms.Money().Code {
		return fault.Newf(fault.Conflict, "The processor took another amount for card payment %s than was asked.", c.ID)
	}
	next, err := c.Pay(page.Receipt, s.Book.Now())
	if err != nil {
		return err
	}
	if err := payments.MoveCard(tx, c.State, next); err != nil {
		return err
	}
	today, err := s.Book.Today(tx)
	if err != nil {
		return err
	}
	state, err := s.Book.Append(tx, c.Contract, s.Book.Event(c.Contract, c.Key(), today, contract.Payment{
		Amount: c.Amount, Method: "card", For: contract.RegularPayment, Ref: c.Reference,
	}))
	if err != nil {
		return err
	}
	return s.tellCard(tx, stored, c, func(n notice.Payment) notice.Notice {
		n.Date = today
		return notice.PaymentReceived{Payment: n, Balance: state.Balance()}
	})
}

// cardBack takes the money off the contract again.
func (s *Service) cardBack(tx *engine.Tx, c payment.Card, reason string) error {
	next, err := c.Return(reason, s.Book.Now())
	if err != nil {
		return err
	}
	if err := payments.MoveCard(tx, c.State, next); err != nil {
		return err
	}
	today, err := s.Book.Today(tx)
	if err != nil {
		return err
	}
	if _, err := s.Book.Append(tx, c.Contract, s.Book.Event(c.Contract, c.ReturnKey(), today, contract.Returned{Payment: c.Key(), Code: reason})); err != nil {
		return err
	}
	stored, err := contracts.ByID(tx, c.Contract)
	if err != nil {
		return err
	}
	return s.tellCard(tx, stored, c, func(n notice.Payment) notice.Notice {
		n.Date = today
		return notice.PaymentReturned{
			Payment: n, Reason: l10n.T("The money went back to your card.", "El dinero volvió a su tarjeta.", "Das Geld ging auf Ihre Karte zurück."),
			Next: l10n.T("We have taken it off your contract again. Please pay another way.", "Lo retiramos de su contrato. Pague de otra forma.",
				"Wir haben sie wieder von Ihrem Vertrag genommen. Bitte zahlen Sie auf anderem Weg."),
		}
	})
}

// tellCard tells everybody on the contract of a card payment.
func (s *Service) tellCard(tx *engine.Tx, stored contracts.Contract, c payment.Card, words func(notice.Payment) notice.Notice) error {
	_, err := s.Courier.TellAll(tx, stored, func(vehicle string) notice.Notice {
		return words(notice.Payment{Vehicle: vehicle, Amount: c.Amount, Currency: stored.Terms.Money(), Reference: c.Reference})
	})
	return err
}
