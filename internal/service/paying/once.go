package paying

import (
	"context"
	"crypto/sha256"
	"encoding/base32"
	"fmt"

	"marque/internal/civil"
	"marque/internal/core/access"
	"marque/internal/core/contract"
	"marque/internal/core/notice"
	"marque/internal/core/payment"
	"marque/internal/courier"
	"marque/internal/door"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/l10n"
	"marque/internal/money"
	"marque/internal/store/contracts"
	"marque/internal/store/engine"
	"marque/internal/store/parties"
	"marque/internal/store/payments"
)

// Order is what a customer asks for: an amount, a day, and an account that is on file or typed now.
type Order struct {
	Contract contract.ID
	Amount   money.Cents
	Kind     contract.PaymentKind
	Date     civil.Date
	Account  payment.AccountID    // one on file
	New      payment.AccountInput // for Prepare, when Account is none
	Key      string               // for PayOnce: the same key pays once
}

// Prepare tells whether an order would be taken, without taking it, and puts an account that was typed on file: for the page that shows
// everything once more, where the account's numbers are not to travel again. It returns the account to name in PayOnce.
func (s *Service) Prepare(ctx context.Context, by access.Actor, o Order) (Account, error) {
	var account payment.Account
	err := s.Door.Read(ctx, door.Pass{By: by, Do: access.PaymentPrepare, On: access.OnContract(o.Contract)}, func(r engine.Reader) error {
		var err error
		account, _, err = s.accept(r, by, o)
		return err
	})
	if err != nil || !o.Account.IsZero() {
		return shown(account), err
	}
	return s.keep(ctx, by, account)
}

// PayOnce takes a payment, or returns the one that the same key took before.
func (s *Service) PayOnce(ctx context.Context, by access.Actor, o Order) (payment.ID, error) {
	if o.Key == "" || o.Account.IsZero() {
		return payment.ID{}, expired()
	}
	paymentID := id.Derive[payment.Payment](o.Contract.String(), o.Key)
	pass := door.Pass{By: by, Do: access.PaymentCreate, On: access.OnContract(o.Contract), Key: o.Key, Note: paymentID.String()}
	err := s.Door.Write(ctx, pass, func(tx *engine.Tx) error { return s.take(tx, by, o, paymentID) })
	if fault.Is(err, fault.Repeated) {
		return paymentID, nil
	}
	return paymentID, err
}

// expired refuses a form that carries no key: one that was sent by no page of ours.
func expired() error {
	return l10n.Fault(fault.Invalid, "This form has expired. Please load the page again.", "Este formulario venció. Cargue la página otra vez.",
		"Dieses Formular ist abgelaufen. Bitte laden Sie die Seite neu.")
}

// Ordered returns the payment that a key took before, or fault.NotFound.
func (s *Service) Ordered(ctx context.Context, by access.Actor, o Order) (payment.ID, error) {
	paymentID := id.Derive[payment.Payment](o.Contract.String(), o.Key)
	err := s.Door.Read(ctx, door.Pass{By: by, Do: access.PaymentPrepare, On: access.OnContract(o.Contract)}, func(r engine.Reader) error {
		_, err := payments.ByID(r, o.Contract, paymentID)
		return err
	})
	return paymentID, err
}

// PayFor takes what is due next on the contract of a number from the account that is given, for its first party and on the first day that can be had: as an
// agent does for a customer who calls. It returns a fault of kind Conflict when nothing is due.
func (s *Service) PayFor(ctx context.Context, by access.Actor, number string, from payment.AccountInput) (payment.ID, error) {
	var contractID contract.ID
	pass := door.Pass{By: by, Do: access.PaymentCreate, On: access.OnSystem("contracts"), Note: number}
	err := s.Door.Read(ctx, pass, func(r engine.Reader) error {
		stored, err := contracts.ByNumber(r, number)
		if err != nil {
			return err
		}
		members, err := parties.Members(r, stored.ID)
		if err == nil && len(members) == 0 {
			err = fault.New(fault.Conflict, "Nobody is on this contract.")
		}
		if err == nil {
			contractID, by.Party, by.User = stored.ID, members[0].Party, id.Derive[access.User]("system", by.Name)
		}
		return err
	})
	if err != nil {
		return payment.ID{}, err
	}
	choices, err := s.Choices(ctx, by, contractID)
	if err != nil {
		return payment.ID{}, err
	}
	if choices.ToPay < payment.Smallest {
		return payment.ID{}, fault.New(fault.Conflict, "Nothing is due on this contract.")
	}
	o := Order{
		Contract: contractID, Amount: choices.ToPay, Kind: contract.RegularPayment, Date: choices.Earliest, New: from, Key: "for:" + choices.Earliest.String(),
	}
	account, err := s.Prepare(ctx, by, o)
	if err != nil {
		return payment.ID{}, err
	}
	o.Account = account.ID
	return s.PayOnce(ctx, by, o)
}

// take makes the payment and confirms it.
func (s *Service) take(tx *engine.Tx, by access.Actor, o Order, paymentID payment.ID) error {
	account, p, err := s.made(tx, by, o, paymentID)
	if err != nil {
		return err
	}
	return s.tell(tx, by.Party, p, account, func(n notice.Payment) notice.Notice {
		return notice.PaymentScheduled{Payment: n, CancelUntil: payment.CutOff(p.Date, s.Book.Zone())}
	})
}

// made checks an order and makes its payment, of which nobody is told yet.
func (s *Service) made(tx *engine.Tx, by access.Actor, o Order, paymentID payment.ID) (payment.Account, payment.Payment, error) {
	if err := contracts.Lock(tx, o.Contract); err != nil { // two payoffs at once are one too many
		return payment.Account{}, payment.Payment{}, err
	}
	account, p, err := s.accept(tx, by, o)
	if err == nil {
		err = s.proofByDebit(tx, account)
	}
	if err != nil {
		return account, p, err
	}
	p.ID, p.Account, p.Reference = paymentID, account.ID, referenceOf(paymentID)
	return account, p, payments.Insert(tx, payments.Row{Payment: p, Party: by.Party})
}

// accept checks the whole order and gathers what is wrong with any of its fields.
func (s *Service) accept(r engine.Reader, by access.Actor, o Order) (payment.Account, payment.Payment, error) {
	st, err := s.standing(r, o.Contract)
	if err != nil {
		return payment.Account{}, payment.Payment{}, err
	}
	payoff, err := st.mostOf(o)
	if err != nil {
		return payment.Account{}, payment.Payment{}, err
	}
	p, wrongOrder := payment.New(payment.Order{
		Contract: o.Contract, Amount: o.Amount, Kind: o.Kind, Date: o.Date, By: by.User, At: s.Book.Now(),
	}, payment.Limits{Payoff: payoff, Earliest: st.earliest, Latest: st.latest(), Calendar: st.calendar})
	account, wrongAccount := s.account(r, by, o)
	if wrongAccount == nil {
		wrongAccount = s.Bank.fits(st.stored, account)
	}
	if wrongAccount == nil && wrongOrder == nil {
		wrongAccount = s.checked(r, st, o, account)
	}
	return account, p, both(wrongOrder, wrongAccount)
}

// account returns the account on file that the order names, or the one that was typed.
func (s *Service) account(r engine.Reader, by access.Actor, o Order) (payment.Account, error) {
	if o.Account.IsZero() {
		return payment.NewAccount(id.New[payment.Account](s.IDs), by.Party, o.New)
	}
	a, err := payments.Listed(r, s.Box, by.Party, o.Account)
	if fault.Is(err, fault.NotFound) {
		return a, l10n.Input("account",
			"Choose one of your bank accounts.",
			"Elija una de sus cuentas bancarias.",
			"Wählen Sie eines Ihrer Bankkonten.")
	}
	if err == nil && a.Status == payment.Stopped {
		return a, stopped()
	}
	return a, err
}

// both joins what is wrong with two parts of a form; an error that is no fault about fields comes first.
func both(a, b error) error {
	fa, fb := fault.Of(a), fault.Of(b)
	switch {
	case a == nil:
		return b
	case b == nil || fa == nil || len(fa.Fields) == 0:
		return a
	case fb == nil || len(fb.Fields) == 0:
		return b
	}
	return fault.Inputs(append(append([]fault.Field{}, fa.Fields...), fb.Fields...))
}

// Cancel calls a payment off before it goes to the bank.
func (s *Service) Cancel(ctx context.Context, by access.Actor, contractID contract.ID, paymentID payment.ID) error {
	pass := door.Pass{By: by, Do: access.PaymentCancel, On: access.OnContract(contractID), Note: paymentID.String()}
	return s.Door.Write(ctx, pass, func(tx *engine.Tx) error {
		row, err := payments.ByID(tx, contractID, paymentID)
		if err == nil {
			err = mayCancel(tx, by, row)
		}
		if err != nil || row.State == payment.Cancelled {
			return err
		}
		today, err := s.Book.Today(tx)
		if err != nil {
			return err
		}
		next, err := row.Cancel(today)
		if err != nil {
			return err
		}
		if err := payments.Move(tx, row.State, next); err != nil {
			return err
		}
		account, err := payments.Account(tx, s.Box, row.Party, row.Account)
		if err != nil {
			return err
		}
		if err := s.proofAgain(tx, account); err != nil {
			return err
		}
		return s.tell(tx, row.Party, next, account, func(n notice.Payment) notice.Notice { return notice.PaymentCancelled{Payment: n} })
	})
}

// mayCancel keeps a helper from payments that others have made.
func mayCancel(r engine.Reader, by access.Actor, row payments.Row) error {
	if by.Kind != access.CustomerKind || row.Party == by.Party {
		return nil
	}
	on, err := parties.IsOn(r, by.Party, row.Contract.String())
	if err == nil && !on {
		err = fault.New(fault.NotFound, "There is no such payment.")
	}
	return err
}

// referenceOf is what a customer reads and quotes: eight characters that tell nothing.
func referenceOf(p payment.ID) string {
	sum := sha256.Sum256(append([]byte("payment-reference|"), p[:]...))
	const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ" // Crockford's: no letter that is read as a figure
	s := base32.NewEncoding(alphabet).EncodeToString(sum[:5])
	return "P-" + s[:4] + "-" + s[4:]
}

// tell writes a notice about a payment to whoever made it.
func (s *Service) tell(tx *engine.Tx, party access.PartyID, p payment.Payment, a payment.Account, words func(notice.Payment) notice.Notice) error {
	reader, err := s.parties.ByID(tx, party)
	if err != nil {
		return err
	}
	stored, err := contracts.ByID(tx, p.Contract)
	if err != nil {
		return err
	}
	return s.post(tx, reader, stored, words(notice.Payment{
		Amount: p.Amount, Currency: stored.Terms.Money(), Date: p.Date, Account: a.LastFour(), Reference: p.Reference,
	}), p)
}

func (s *Service) post(tx *engine.Tx, reader parties.Party, stored contracts.Contract, n notice.Notice, p payment.Payment) error {
	if reader.Email == "" {
		return nil
	}
	_, err := s.Courier.Send(tx, courier.Parcel{
		Notice: n, By: notice.Mail, To: reader.Email, Brand: stored.Terms.Brand, Contract: p.Contract, Once: fmt.Sprintf("%s/%s", notice.KindOf(n), p.ID),
	}.For(reader))
	return err
}
