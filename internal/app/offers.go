package app

import (
	"context"

	"marque/internal/core/access"
	"marque/internal/core/message"
	"marque/internal/fault"
	"marque/internal/l10n"
)

// figures fills in what an agent offers beside a message, by the very services of the customers' own pages.
func (a *App) figures(ctx context.Context, by access.Actor, o message.Offer) (message.Offer, error) {
	switch o.Kind {
	case message.OfferPayoff:
		q, err := a.Lettering.Quote(ctx, by, o.Contract, o.Through)
		if err == nil && q.Payoff.Amount <= 0 {
			err = fault.Input("offer", "There is nothing to pay off on this contract.")
		}
		o.Amount, o.Currency = q.Payoff.Amount, q.Currency
		return o, err
	case message.OfferExtension:
		x, err := a.Relieving.Offer(ctx, by, o.Contract, 1)
		if err != nil {
			return o, err
		}
		r, err := a.Relieving.Relief(ctx, by, o.Contract, 0)
		o.Amount, o.Ends, o.Currency = x.Then.Fee, x.Then.Ends, r.Currency
		return o, err
	case message.OfferPayment:
	}
	c, err := a.Paying.Choices(ctx, by, o.Contract)
	if err != nil {
		return o, err
	}
	if o.Amount == 0 {
		o.Amount = c.ToPay
	}
	o.Currency = c.Currency
	switch {
	case o.Amount <= 0 || o.Amount > c.Payoff:
		return o, fault.Inputf("offer_amount", "Between %s and %s can be paid on this contract.", l10n.EnUS.Money(1, c.Currency), l10n.EnUS.Money(c.Payoff, c.Currency))
	case o.Through < c.Earliest || o.Through > c.Latest:
		return o, fault.Inputf("offer_through", "A payment can be made from %s to %s.", l10n.EnUS.DateLong(c.Earliest), l10n.EnUS.DateLong(c.Latest))
	}
	return o, nil
}
