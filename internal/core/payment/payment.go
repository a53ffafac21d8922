// Package payment is a payment's life from the customer's wish to the bank's last word, as a state machine that allows each step
// once. What a payment does to the debt is the contract's business (core/contract); how money travels is the gateway's.
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

// ID names a payment; AccountID a bank account.
type (
	ID        = id.Of[Payment]
	AccountID = id.Of[Account]
)

// State is a step of a payment's life.
type State string

// The steps. Created, Batched (written into a file that leaves with the next delivery) and Sent are in flight; Settled is taken for granted on the settlement date and becomes Final when the
// return window has passed.
const (
	Created   State = "created"
	Batched   State = "batched"
	Sent      State = "sent"
	Settled   State = "settled"
	Final     State = "final"
	Returned  State = "returned"
	Cancelled State = "cancelled"
)

// InFlight tells whether money is on its way and not yet on the contract.
func (s State) InFlight() bool { return s == Created || s == Batched || s == Sent }

// Payment is one debit from a customer's bank account to a contract.
type Payment struct {
	ID         ID
	Contract   contract.ID
	Account    AccountID
	Amount     money.Cents
	Kind       contract.PaymentKind
	Date       civil.Date // the business day on which it counts, chosen by the customer
	State      State
	StateOn    civil.Date // the business day of the last step
	ReturnCode string     // Nacha return code, with Returned
	RailRef    string     // the trace of its entry, from Batched on
	Reference  string     // what the customer reads and quotes
	By         access.UserID
	CreatedAt  time.Time
}

// Rail is the rail on which it travels, as its trace tells: an ACH trace is a number.
func (p *Payment) Rail() Rail {
	if onlyDigits(p.RailRef) {
		return ACH
	}
	return SEPA
}

// Event is the payment as it will stand on the contract, under a key: for looking ahead while it is on its way.
func (p *Payment) Event(key string) contract.Event {
	return contract.Event{Key: key, Effective: p.Date, Body: contract.Payment{Amount: p.Amount, Method: "ach", For: p.Kind}}
}

// Order is what a customer asks for.
type Order struct {
	ID        ID
	Contract  contract.ID
	Account   AccountID
	Amount    money.Cents
	Kind      contract.PaymentKind
	Date      civil.Date
	By        access.UserID
	At        time.Time
	Reference string
}

// Limits bounds an order: what is owed in full and which dates can be had.
type Limits struct {
	Payoff   money.Cents // nothing above it is taken
	Earliest civil.Date  // today, or the next business day after the cut-off
	Latest   civil.Date
	Calendar civil.Calendar
}

// Smallest is the least amount a payment may have: one dollar, so that nobody pays more for the transfer than for the debt.
const Smallest money.Cents = 100

// New makes a payment in state Created, or a fault that names every wrong field: amount, date.
func New(o Order, l Limits) (Payment, error) {
	var wrong []fault.Field
	switch {
	case o.Amount < Smallest && o.Amount != l.Payoff:
		wrong = append(wrong, l10n.Field("amount",
			"Enter an amount of at least $1.00.",
			"Ingrese un monto de al menos $1.00.",
			"Geben Sie mindestens 1,00 $ ein."))
	case o.Amount > l.Payoff:
		wrong = append(wrong, l10n.Field("amount",
			"This is more than you owe. Enter the payoff amount or less.",
			"Esto es más de lo que debe. Ingrese el monto de liquidación o menos.",
			"Das ist mehr, als Sie schulden. Geben Sie höchstens den Ablösebetrag ein."))
	}
	switch {
	case o.Date < l.Earliest:
		wrong = append(wrong, l10n.Field("date",
			"Choose a later date: payments for this day have already gone to the bank.",
			"Elija una fecha posterior: los pagos de este día ya se enviaron al banco.",
			"Wählen Sie einen späteren Tag: Die Zahlungen für diesen Tag sind bereits bei der Bank."))
	case o.Date > l.Latest:
		wrong = append(wrong, l10n.Field("date",
			"Choose an earlier date: payments can be set up to 60 days ahead.",
			"Elija una fecha anterior: los pagos se pueden programar hasta con 60 días de anticipación.",
			"Wählen Sie einen früheren Tag: Zahlungen lassen sich bis zu 60 Tage im Voraus einrichten."))
	case !l.Calendar.IsBusiness(o.Date):
		wrong = append(wrong, l10n.Field("date",
			"Banks are closed on this day. Choose a business day.",
			"Los bancos están cerrados ese día. Elija un día hábil.",
			"An diesem Tag sind die Banken geschlossen. Wählen Sie einen Bankarbeitstag."))
	}
	if err := fault.Inputs(wrong); err != nil {
		return Payment{}, err
	}
	return Payment{
		ID: o.ID, Contract: o.Contract, Account: o.Account, Amount: o.Amount, Kind: o.Kind, Date: o.Date,
		State: Created, StateOn: l.Earliest, Reference: o.Reference, By: o.By, CreatedAt: o.At,
	}, nil
}

// step moves to a state when the present one is among those given.
func (p Payment) step(to State, on civil.Date, from ...State) (Payment, error) {
	for _, s := range from {
		if p.State == s {
			p.State, p.StateOn = to, on
			return p, nil
		}
	}
	return p, fault.Newf(fault.Conflict, "This payment is %s and cannot become %s.", p.State, to)
}

// Batch records that the order stands in a file to the bank, under its trace.
func (p Payment) Batch(trace string, on civil.Date) (Payment, error) {
	next, err := p.step(Batched, on, Created)
	if err == nil {
		next.RailRef = trace
	}
	return next, err
}

// Send records that the file has left.
func (p Payment) Send(on civil.Date) (Payment, error) { return p.step(Sent, on, Batched) }

// Settle records that the money is here.
func (p Payment) Settle(on civil.Date) (Payment, error) { return p.step(Settled, on, Sent) }

// Finish records that the return window has passed.
func (p Payment) Finish(on civil.Date) (Payment, error) { return p.step(Final, on, Settled) }

// Return records that the bank sent it back, before or after it was settled, even after the window (unauthorised debits may come late).
func (p Payment) Return(code string, on civil.Date) (Payment, error) {
	next, err := p.step(Returned, on, Sent, Settled, Final)
	if err == nil {
		next.ReturnCode = code
	}
	return next, err
}

// Cancel calls it off before it goes to the bank.
func (p Payment) Cancel(on civil.Date) (Payment, error) {
	if p.State == Batched || p.State == Sent {
		return p, l10n.Fault(fault.Conflict,
			"This payment has already been sent to your bank.",
			"Este pago ya se envió a su banco.",
			"Diese Zahlung ist bereits bei Ihrer Bank.")
	}
	return p.step(Cancelled, on, Created)
}
