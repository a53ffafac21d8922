package payment

import (
	"time"

	"marque/internal/civil"
	"marque/internal/core/access"
	"marque/internal/core/contract"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/l10n"
	"marque/internal/money"
)

// RefundID names a refund.
type RefundID = id.Of[Refund]

// Refund is a credit balance on its way to the customer's account: the same steps as a payment, but for settling, since the money leaves the contract when it is ordered.
// Created → Batched → Sent → Final | Returned.
type Refund struct {
	ID         RefundID
	Entry      EntryID
	Contract   contract.ID
	Party      access.PartyID
	Account    AccountID
	Amount     money.Cents
	Date       civil.Date // the business day on which it was ordered
	State      State
	StateOn    civil.Date // the business day of the last step
	ReturnCode string     // Nacha return code, with Returned
	RailRef    string     // the trace of its entry, from Batched on
	Reference  string     // what the customer reads and quotes
	By         access.UserID
	CreatedAt  time.Time
}

// RefundLimits bounds a refund: what is the customer's, and how much of it may still turn out not to be, since a payment behind it can come back.
type RefundLimits struct {
	Credit    money.Cents
	Uncertain money.Cents
}

// Most is what can be paid out.
func (l RefundLimits) Most() money.Cents { return max(l.Credit-l.Uncertain, 0) }

// Check returns a fault about the field amount when so much cannot be paid out.
func (l RefundLimits) Check(amount money.Cents) error {
	switch {
	case amount <= 0:
		return l10n.Input("amount",
			"Enter the amount to be paid out.",
			"Ingrese el monto que se debe pagar.",
			"Geben Sie den Betrag ein, der ausgezahlt werden soll.")
	case amount > l.Credit:
		return l10n.Input("amount",
			"This is more than your credit balance.",
			"Esto es más que su saldo a favor.",
			"Das ist mehr als Ihr Guthaben.")
	case amount > l.Most():
		return l10n.Input("amount",
			"Part of your credit balance comes from a payment that your bank can still take back. It can be paid out a few banking days from now.",
			"Parte de su saldo a favor viene de un pago que su banco todavía puede retirar. Se podrá reembolsar dentro de unos días hábiles.",
			"Ein Teil Ihres Guthabens stammt aus einer Zahlung, die Ihre Bank noch zurückholen kann. Er lässt sich in einigen Bankarbeitstagen auszahlen.")
	}
	return nil
}

// TakesRefunds returns nil when money may be sent to an account: only to one that is proved to be there and the customer's, since money that went astray does not come back.
func (a Account) TakesRefunds() error {
	switch a.Status {
	case Verified:
		return nil
	case Stopped:
		return l10n.Input("account",
			"Your bank does not accept entries to this account any more. Choose another one.",
			"Su banco ya no acepta movimientos en esta cuenta. Elija otra.",
			"Ihre Bank nimmt für dieses Konto keine Aufträge mehr an. Wählen Sie ein anderes.")
	}
	return l10n.Input("account",
		"We send money only to an account that is verified. Verify this one under Bank accounts, or choose another one.",
		"Solo enviamos dinero a una cuenta verificada. Verifique esta en Cuentas bancarias o elija otra.",
		"Wir senden Geld nur auf ein bestätigtes Konto. Bestätigen Sie dieses unter Bankkonten, oder wählen Sie ein anderes.")
}

func (r Refund) step(to State, on civil.Date, from ...State) (Refund, error) {
	for _, s := range from {
		if r.State == s {
			r.State, r.StateOn = to, on
			return r, nil
		}
	}
	return r, fault.Newf(fault.Conflict, "This refund is %s and cannot become %s.", r.State, to)
}

// Batch records that the order stands in a file to the bank, under its trace: once, or again after the bank refused that file.
func (r Refund) Batch(trace string, on civil.Date) (Refund, error) {
	next, err := r.step(Batched, on, Created, Batched)
	if err == nil {
		next.RailRef = trace
	}
	return next, err
}

// Send records that the file has left.
func (r Refund) Send(on civil.Date) (Refund, error) { return r.step(Sent, on, Batched) }

// Finish records that the return window has passed.
func (r Refund) Finish(on civil.Date) (Refund, error) { return r.step(Final, on, Sent) }

// Return records that the bank sent it back, even after the window.
func (r Refund) Return(code string, on civil.Date) (Refund, error) {
	next, err := r.step(Returned, on, Sent, Final)
	if err == nil {
		next.ReturnCode = code
	}
	return next, err
}

// FinishesOn is the banking day from which a sent refund can no longer come back in the ordinary way.
func (r Refund) FinishesOn(c civil.Calendar) civil.Date {
	return FinalOn(ArrivesOn(r.Date, r.StateOn, c), c)
}
