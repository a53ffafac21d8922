package console

import (
	"strings"

	"marque/internal/civil"
	"marque/internal/core/contract"
	"marque/internal/core/message"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/l10n"
	"marque/internal/money"
	"marque/internal/service/messaging"
	"marque/internal/web/console/view"
	"marque/internal/web/guard"
	"marque/internal/web/ui"
)

// offerTyped reads what an agent wants to put beside an answer, as it was typed.
func offerTyped(r *guard.Request) view.OfferForm {
	return view.OfferForm{Kind: r.PostFormValue("offer"), Contract: r.PostFormValue("offer_contract"), Through: strings.TrimSpace(r.PostFormValue("offer_through")), Amount: strings.TrimSpace(r.PostFormValue("offer_amount"))}
}

// offerOf reads the same as an offer without its figures; nil where none was chosen.
func offerOf(was view.OfferForm) (*message.Offer, error) {
	if was.Kind == "" {
		return nil, nil
	}
	out := &message.Offer{Kind: message.OfferKind(was.Kind)}
	var err error
	if out.Contract, err = id.Parse[contract.Contract](was.Contract); err != nil {
		return nil, fault.Input("offer_contract", "Choose the contract.")
	}
	if out.Through, err = civil.Parse(was.Through); err != nil {
		return nil, fault.Input("offer_through", "Enter a date like 2026-11-30.")
	}
	if was.Amount != "" {
		if out.Amount, err = money.Parse(strings.TrimPrefix(was.Amount, "$"), money.USD()); err != nil || out.Amount <= 0 {
			return nil, fault.Input("offer_amount", "Enter an amount like 612.44.")
		}
	}
	return out, nil
}

// fillOffer offers what can be put beside an answer, on the contracts of the customer.
func fillOffer(out *view.Write, t messaging.Case, was view.OfferForm) {
	if len(t.Held) == 0 {
		return
	}
	out.Offer, out.Offers = was, []ui.Choice{{Label: "None", Chosen: was.Kind == ""}}
	for _, k := range message.OfferKinds() {
		out.Offers = append(out.Offers, ui.Choice{Value: string(k), Label: k.Words().In(l10n.EnUS), Chosen: string(k) == was.Kind})
	}
	for _, h := range t.Held {
		chosen := h.ID.String() == was.Contract || was.Contract == "" && h.ID == t.Contract
		out.Contracts = append(out.Contracts, ui.Choice{Value: h.ID.String(), Label: h.Number, Chosen: chosen})
	}
}

// offerWords is what stands beside a message, for the desk: it leads nowhere, because only the customer acts.
func offerWords(o message.Offer) *ui.SaidOffer {
	amount, through := "Amount", "Good through"
	switch o.Kind {
	case message.OfferExtension:
		amount = "Fee"
	case message.OfferPayment:
		through = "Proposed for"
	case message.OfferPayoff:
	}
	out := &ui.SaidOffer{Title: o.Kind.Words().In(l10n.EnUS), Facts: []ui.SaidFact{
		{Label: "Contract", Value: o.Number}, {Label: amount, Value: l10n.EnUS.Money(o.Amount, o.Currency)}, {Label: through, Value: l10n.EnUS.DateLong(o.Through)},
	}}
	if o.Kind == message.OfferExtension {
		out.Facts = append(out.Facts, ui.SaidFact{Label: "Last payment then", Value: l10n.EnUS.DateLong(o.Ends)})
	}
	if o.Lapse != "" {
		out.Lapsed = o.Lapse.Words().In(l10n.EnUS)
	}
	return out
}
