package paying

import (
	"context"
	"fmt"

	"marque/internal/civil"
	"marque/internal/core/access"
	"marque/internal/core/contract"
	"marque/internal/core/payment"
	"marque/internal/door"
	"marque/internal/fault"
	"marque/internal/l10n"
	"marque/internal/money"
	"marque/internal/store/engine"
)

// fold folds the contract as of a day with more that is taken to happen.
func (st *standing) fold(asOf civil.Date, more ...contract.Event) (*contract.State, error) {
	events := append(append(make([]contract.Event, 0, len(st.events)+len(more)), st.events...), more...)
	state, err := contract.Fold(st.stored.Terms, events, contract.At{AsOf: asOf})
	if err != nil {
		return nil, fmt.Errorf("fold contract %s: %w", st.stored.ID, err)
	}
	return state, nil
}

// mostOf is the most that an order of its kind may pay on its day, or a fault that tells why such a payment cannot be had.
func (st *standing) mostOf(o Order) (money.Cents, error) {
	on := max(o.Date, st.earliest)
	switch o.Kind {
	case contract.PrincipalOnly:
		return st.mostPrincipal(on)
	case contract.PayoffPayment:
		payoff, err := st.payoff(on)
		if err == nil && payoff != o.Amount {
			err = l10n.Fault(fault.Conflict,
				"The payoff amount has changed since you looked. Please check the new one.",
				"El monto de liquidación cambió desde que lo vio. Revise el nuevo.",
				"Der Ablösebetrag hat sich geändert, seit Sie nachgesehen haben. Bitte prüfen Sie den neuen.")
		}
		return payoff, err
	}
	return st.most(on)
}

// mostPrincipal is what is left of principal on a day, what is on its way taken as arrived. Principal alone is paid only when nothing is past
// due on that day (money.md 1.7).
func (st *standing) mostPrincipal(on civil.Date) (money.Cents, error) {
	state, err := st.fold(on, st.onWay...)
	if err != nil {
		return 0, err
	}
	if err := state.MayPayPrincipal(); err != nil {
		if on > st.today && st.state.MayPayPrincipal() == nil {
			return 0, l10n.Input("date",
				"A payment is due before this day. Pay it first, or choose an earlier day for principal only.",
				"Un pago vence antes de ese día. Páguelo primero, o elija un día anterior para pagar solo capital.",
				"Vor diesem Tag ist eine Rate fällig. Zahlen Sie sie zuerst, oder wählen Sie für die reine Tilgung einen früheren Tag.")
		}
		return 0, err
	}
	return state.Principal, nil
}

// payoff is what ends a loan on a day: the quote of that day, with what is on its way counted on its own day.
func (st *standing) payoff(on civil.Date) (money.Cents, error) {
	if st.state.Kind == contract.Lease {
		return 0, l10n.Fault(fault.Conflict,
			"A lease is not paid off here. Please talk to us about buying the vehicle.",
			"Un arrendamiento no se liquida aquí. Hable con nosotros sobre la compra del vehículo.",
			"Ein Leasing wird hier nicht abgelöst. Bitte sprechen Sie mit uns über den Kauf des Fahrzeugs.")
	}
	for _, e := range st.onWay {
		if e.Effective > on {
			return 0, l10n.Input("date",
				"Another payment is set for a later day. Choose that day or a later one, or cancel the other payment first.",
				"Hay otro pago programado para un día posterior. Elija ese día o uno posterior, o cancele primero el otro pago.",
				"Für einen späteren Tag ist eine andere Zahlung eingerichtet. Wählen Sie diesen oder einen späteren Tag, oder stornieren Sie zuerst die andere Zahlung.")
		}
	}
	state, err := st.fold(on, st.onWay...)
	if err != nil {
		return 0, err
	}
	quote, err := state.PayoffQuote(on)
	if err == nil && quote.Amount == 0 {
		err = l10n.Fault(fault.Conflict,
			"Nothing is left to pay off, or it is on its way already.",
			"No queda nada por liquidar, o el pago ya está en camino.",
			"Es ist nichts mehr abzulösen, oder die Zahlung ist schon unterwegs.")
	}
	return quote.Amount, err
}

// Payoff tells what a payment that ends the loan on a day must be: never what somebody typed.
func (s *Service) Payoff(ctx context.Context, by access.Actor, contractID contract.ID, on civil.Date) (money.Cents, error) {
	var out money.Cents
	err := s.Door.Read(ctx, door.Pass{By: by, Do: access.PaymentPrepare, On: access.OnContract(contractID)}, func(r engine.Reader) error {
		st, err := s.standing(r, contractID)
		if err != nil {
			return err
		}
		if on > st.latest() {
			return l10n.Input("date",
				"Choose an earlier date: payments can be set up to %s days ahead.",
				"Elija una fecha anterior: los pagos se pueden programar hasta con %s días de anticipación.",
				"Wählen Sie einen früheren Tag: Zahlungen lassen sich bis zu %s Tage im Voraus einrichten.", payment.DaysAhead)
		}
		out, err = st.payoff(max(on, st.earliest))
		return err
	})
	return out, err
}

// Effect is what the part of a payment that nothing asks for does to a loan, all later payments made on their days.
type Effect struct {
	Extra   money.Cents    // beyond what is due; none when the payment is no more than that
	Does    contract.Extra // the instruction that it follows
	Saves   money.Cents    // interest less until the end
	Ends    civil.Date     // the last payment with it
	Before  civil.Date     // and without
	Payment money.Cents    // the instalment with it
	Instead money.Cents    // and without
	NextDue contract.Due   // what is due next with it
	Balance money.Cents    // owed after it, on the payment's day
	Payoff  bool           // it ends the loan
}

// Effect tells what an order does beyond paying what is due. A lease has no such effect.
func (s *Service) Effect(ctx context.Context, by access.Actor, o Order) (Effect, error) {
	var out Effect
	err := s.Door.Read(ctx, door.Pass{By: by, Do: access.PaymentPrepare, On: access.OnContract(o.Contract)}, func(r engine.Reader) error {
		st, err := s.standing(r, o.Contract)
		if err != nil || st.state.Kind == contract.Lease || st.state.Status != contract.Active {
			return err
		}
		out, err = st.effect(o, "")
		return err
	})
	return out, err
}

// effect folds the contract twice to the order's day: with all of the money, and with what is due of it.
func (st *standing) effect(o Order, instruction contract.Extra) (Effect, error) {
	on := max(o.Date, st.earliest)
	due, err := st.dueOf(o)
	if err != nil || due == o.Amount {
		return Effect{}, err
	}
	out := Effect{Extra: o.Amount - due, Payoff: o.Kind == contract.PayoffPayment}
	with, err := st.played(on, o.Amount, o.Kind, instruction)
	if err != nil {
		return out, err
	}
	without, err := st.played(on, o.Amount-out.Extra, contract.RegularPayment, instruction)
	if err != nil {
		return out, err
	}
	then, err := with.Outlook()
	if err != nil {
		return out, err
	}
	now, err := without.Outlook()
	if err != nil {
		return out, err
	}
	if out.Does = instruction; instruction == "" {
		out.Does = st.state.Extra
	}
	out.Saves = without.Total.Interest + now.Interest - with.Total.Interest - then.Interest
	out.Ends, out.Before = then.PayoffDate, now.PayoffDate
	out.Payment, out.Instead, out.NextDue, out.Balance = with.Payment, without.Payment, with.NextDue, with.Balance()
	if out.Ends.IsZero() {
		out.Ends, out.Payoff = on, true
	}
	return out, nil
}

// dueOf is the part of an order that pays what is due or due next on its day, what is on its way taken as arrived.
func (st *standing) dueOf(o Order) (money.Cents, error) {
	if o.Kind == contract.PrincipalOnly {
		return 0, nil
	}
	state, err := st.fold(max(o.Date, st.earliest), st.onWay...)
	if err != nil {
		return 0, err
	}
	due := state.DueNow
	if due == 0 {
		due = state.NextDue.Amount
	}
	return min(due, o.Amount), nil
}

// played folds to a day with what is on its way and one more payment, which may be nothing.
func (st *standing) played(on civil.Date, amount money.Cents, kind contract.PaymentKind, instruction contract.Extra) (*contract.State, error) {
	more := st.onWay[:len(st.onWay):len(st.onWay)]
	if amount > 0 {
		more = append(more, contract.Event{
			Key: "effect", Effective: on, Recorded: st.now, Body: contract.Payment{Amount: amount, Method: "ach", For: kind, Instruction: instruction},
		})
	}
	return st.fold(on, more...)
}
