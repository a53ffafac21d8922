package paying_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"marque/internal/app"
	"marque/internal/app/apptest"
	"marque/internal/core/access"
	"marque/internal/core/contract"
	"marque/internal/core/notice"
	"marque/internal/core/payment"
	"marque/internal/fault"
	"marque/internal/gateway/card"
	"marque/internal/gateway/card/cardtest"
	"marque/internal/money"
	"marque/internal/service/paying"
	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
)

// till is a contract whose owner pays by card.
type till struct {
	t      *testing.T
	w      *apptest.World
	clock  *apptest.Clock
	stripe *cardtest.Stripe
	c      contract.ID
	by     access.Actor
}

func eachTill(t *testing.T, run func(x *till)) {
	t.Helper()
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		x := &till{t: t, clock: apptest.NewClock("2026-03-10T15:00:00Z")}
		x.stripe = cardtest.Begin(t, x.clock.Now)
		client, err := card.New(card.Settings{Base: x.stripe.URL, Key: cardtest.Key, Secrets: []string{cardtest.Secret}, Now: x.clock.Now})
		if err != nil {
			t.Fatal(err)
		}
		x.w = apptest.OpenChanged(t, db, x.clock, func(o *app.Options) { o.Outside.Card = client })
		x.c, x.by = x.w.Activate(t, apptest.Loan("C1"))
		run(x)
		report, err := x.w.Verifying.Verify(t.Context(), access.System("verify"))
		if err != nil || len(report.Findings) != 0 {
			t.Errorf("the book is not in order: %v, %v", report.Findings, err)
		}
	})
}

func (x *till) owed() money.Cents {
	x.t.Helper()
	q, err := x.w.Lettering.Quote(x.t.Context(), x.by, x.c, 0)
	if err != nil {
		x.t.Fatal(err)
	}
	return q.Payoff.Amount
}

// ask orders a payment and looks at its page.
func (x *till) ask(amount money.Cents, key string) payment.CardID {
	x.t.Helper()
	made, err := x.w.Paying.PayByCard(x.t.Context(), x.by, paying.CardOrder{Contract: x.c, Amount: amount, Key: key})
	if err != nil {
		x.t.Fatal(err)
	}
	x.look(made, payment.CardOpen)
	return made
}

func (x *till) look(made payment.CardID, want payment.CardState) paying.CardSeen {
	x.t.Helper()
	seen, err := x.w.Paying.Card(x.t.Context(), x.by, x.c, made, payment.CardAsk{What: "Payment", Back: "https://pay.example/back", Language: "en"})
	if err != nil || seen.State != want {
		x.t.Fatalf("the card payment is %q (%v), want %s", seen.State, err, want)
	}
	return seen
}

func (x *till) hear(body []byte, signature string) error {
	return x.w.Paying.HearCard(x.t.Context(), body, func(string) string { return signature })
}

func TestACardPaymentIsBookedOnceHoweverOftenItIsTold(t *testing.T) {
	eachTill(t, func(x *till) {
		before := x.owed()
		made := x.ask(50_000, "k")
		if again := x.ask(50_000, "k"); again != made || len(x.stripe.Pages()) != 1 {
			t.Errorf("the same form asked for %v and %v on %d pages, want one", made, again, len(x.stripe.Pages()))
		}
		if link := x.look(made, payment.CardOpen).Link; !strings.HasSuffix(link, "/cs_test_1") {
			t.Errorf("got the link %q", link)
		}
		body, signature := x.stripe.Pay(0)
		var all sync.WaitGroup
		for range 6 {
			all.Go(func() {
				if err := x.hear(body, signature); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if err := x.w.Paying.LookAtCard(t.Context(), paying.CardToSee{Card: made}); err != nil {
			t.Error(err)
		}
		x.look(made, payment.CardPaid)
		if paid := before - x.owed(); paid != 50_000 {
			t.Errorf("the payoff fell by %d", paid)
		}
		told := 0
		sent, err := x.w.Notifying.Recent(t.Context(), access.System("demo"), notice.MessageID{})
		for _, m := range sent {
			if m.Kind == notice.KindPaymentReceived {
				told++
			}
		}
		if err != nil || told != 1 {
			t.Errorf("told %d times, %v", told, err)
		}
	})
}

func TestNewsThatDoNotComeAreFetched(t *testing.T) {
	eachTill(t, func(x *till) {
		before := x.owed()
		paid, left := x.ask(50_000, "paid"), x.ask(40_000, "left")
		if err := x.w.Paying.LookAtCard(t.Context(), paying.CardToSee{Card: left}); !fault.Is(err, fault.Unavailable) {
			t.Errorf("a page that is still open: got %v, want another look later", err)
		}
		x.stripe.Pay(0) // and nobody hears of it
		x.stripe.Expire(1)
		x.clock.Advance(40 * time.Minute)
		for _, c := range []payment.CardID{paid, left} {
			if err := x.w.Paying.LookAtCard(t.Context(), paying.CardToSee{Card: c}); err != nil {
				t.Error(err)
			}
		}
		x.look(paid, payment.CardPaid)
		x.look(left, payment.CardExpired)
		if paid := before - x.owed(); paid != 50_000 {
			t.Errorf("the payoff fell by %d", paid)
		}
		late, signature := x.stripe.Pay(1) // in the last second, and told after we took it for expired
		if err := x.hear(late, signature); err != nil {
			t.Error(err)
		}
		x.look(left, payment.CardPaid)
	})
}

func TestMoneyThatWentBackToTheCardIsOwedAgain(t *testing.T) {
	eachTill(t, func(x *till) {
		before := x.owed()
		refunded, disputed, partly := x.ask(10_000, "1"), x.ask(20_000, "2"), x.ask(30_000, "3")
		for n := range 3 {
			if err := x.hear(x.stripe.Pay(n)); err != nil {
				t.Fatal(err)
			}
		}
		for range 2 {
			for _, news := range []func() ([]byte, string){
				func() ([]byte, string) { return x.stripe.Back(0, 10_000) }, func() ([]byte, string) { return x.stripe.Dispute(1) },
				func() ([]byte, string) { return x.stripe.Back(2, 1) },
			} {
				if err := x.hear(news()); err != nil {
					t.Error(err)
				}
			}
		}
		x.look(refunded, payment.CardReturned)
		x.look(disputed, payment.CardReturned)
		x.look(partly, payment.CardPaid)
		if paid := before - x.owed(); paid != 30_000 {
			t.Errorf("the payoff fell by %d, want the one that was not given back whole", paid)
		}
	})
}

func TestNothingIsAskedOfAProcessorThatIsAway(t *testing.T) {
	eachTill(t, func(x *till) {
		x.stripe.Down(true)
		made, err := x.w.Paying.PayByCard(t.Context(), x.by, paying.CardOrder{Contract: x.c, Amount: 50_000, Key: "k"})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := x.w.Paying.Card(t.Context(), x.by, x.c, made, payment.CardAsk{Back: "https://pay.example"}); !fault.Is(err, fault.Unavailable) {
			t.Errorf("got %v, want the customer told to come back", err)
		}
		x.stripe.Down(false)
		x.look(made, payment.CardOpen)
		for _, wrong := range []money.Cents{0, 99, 100_000_000} {
			if _, err := x.w.Paying.PayByCard(t.Context(), x.by, paying.CardOrder{Contract: x.c, Amount: wrong, Key: "w"}); !fault.Is(err, fault.Invalid) {
				t.Errorf("%d: got %v, want the amount refused", wrong, err)
			}
		}
		_, other := x.w.Activate(t, apptest.Loan("C2"))
		if _, err := x.w.Paying.Card(t.Context(), other, x.c, made, payment.CardAsk{}); !fault.Is(err, fault.NotFound) {
			t.Errorf("somebody else's card payment: got %v", err)
		}
	})
}
