package message_test

import (
	"testing"

	"marque/internal/civil"
	"marque/internal/core/contract"
	"marque/internal/core/message"
	"marque/internal/fault"
	"marque/internal/l10n"
)

func TestAnOfferIsCheckedAndSaysWhyItHoldsNoMore(t *testing.T) {
	t.Parallel()
	today := civil.MustParse("2026-11-20")
	good := message.Offer{Kind: message.OfferPayment, Amount: 61244, Through: today.AddDays(30)}
	if err := good.Check(today); err != nil {
		t.Error(err)
	}
	for name, o := range map[string]message.Offer{
		"no kind":                  {Through: today},
		"a day that is over":       {Kind: message.OfferPayoff, Through: today.AddDays(-1)},
		"a day too far ahead":      {Kind: message.OfferPayoff, Through: today.AddDays(31)},
		"a payoff of one's own":    {Kind: message.OfferPayoff, Through: today, Amount: 1},
		"an extension's own price": {Kind: message.OfferExtension, Through: today, Amount: 1},
	} {
		if err := o.Check(today); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: got %v", name, err)
		}
	}
	active := &contract.State{Status: contract.Active, AsOf: today}
	if why := good.Lapsed(active, false); why != "" {
		t.Errorf("one that holds: got %q", why)
	}
	past := good
	past.Through = today.AddDays(-1)
	payoff := message.Offer{Kind: message.OfferPayoff, Amount: 1, Through: today} // of which this state knows no amount
	for want, got := range map[message.Lapse]message.Lapse{
		message.LapseDone: past.Lapsed(active, true), message.LapsePast: past.Lapsed(active, false), message.LapseChanged: payoff.Lapsed(active, false),
		message.LapseClosed: past.Lapsed(&contract.State{Status: contract.PaidOff, AsOf: today}, false),
	} {
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
		if w := want.Words(); w.In(l10n.EnUS) == w.In(l10n.EsUS) || w.In(l10n.EsUS) == w.In(l10n.DeDE) {
			t.Errorf("%s is not said in three languages", want)
		}
	}
}
