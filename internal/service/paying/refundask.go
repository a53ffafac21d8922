package paying

import (
	"context"

	"marque/internal/civil"
	"marque/internal/core/access"
	"marque/internal/core/contract"
	"marque/internal/core/payment"
	"marque/internal/door"
	"marque/internal/fault"
	"marque/internal/l10n"
	"marque/internal/money"
	"marque/internal/store/contracts"
	"marque/internal/store/engine"
	"marque/internal/store/payments"
)

// RefundAccount is an account of the customer's with whether a credit balance may be sent to it.
type RefundAccount struct {
	Account
	Blocked error // a fault that tells why not; nil when it may
}

// RefundChoices is what a customer can choose from who wants a credit balance paid out.
type RefundChoices struct {
	Limits   payment.RefundLimits
	Currency money.Currency
	Accounts []RefundAccount
	Blocked  error // a fault that tells why nothing can be sent from here at all
}

// paysOut tells whether a contract's credit balance can be sent to a bank account, or why not: only ACH carries credits here.
func paysOut(c contracts.Contract) error {
	switch code := c.Terms.Money().Code; code {
	case payment.ACH.Currency():
		return nil
	case payment.SEPA.Currency():
		return l10n.Fault(fault.Conflict,
			"A credit balance in euros cannot be sent to a bank account from here. Please call us, and we send it another way.",
			"Un saldo a favor en euros no se puede enviar desde aquí a una cuenta bancaria. Llámenos y lo enviaremos de otra forma.",
			"Ein Guthaben in Euro kann von hier nicht auf ein Bankkonto gesendet werden. Bitte rufen Sie uns an, dann senden wir es auf anderem Weg.")
	default:
		return l10n.Fault(fault.Conflict,
			"A credit balance in %s cannot be sent to a bank account from here. Please call us.",
			"Un saldo a favor en %s no se puede enviar desde aquí a una cuenta bancaria. Llámenos.",
			"Ein Guthaben in %s kann von hier nicht auf ein Bankkonto gesendet werden. Bitte rufen Sie uns an.", code)
	}
}

// RefundChoices tells how much can be paid out and where to.
func (s *Service) RefundChoices(ctx context.Context, by access.Actor, contractID contract.ID) (RefundChoices, error) {
	var out RefundChoices
	err := s.Door.Read(ctx, door.Pass{By: by, Do: access.ContractRead, On: access.OnContract(contractID)}, func(r engine.Reader) error {
		st, err := s.standing(r, contractID)
		if err != nil {
			return err
		}
		out = RefundChoices{Currency: st.stored.Terms.Money(), Blocked: paysOut(st.stored)}
		if out.Limits, err = s.refundable(r, st); err != nil {
			return err
		}
		accounts, err := payments.Accounts(r, s.Box, by.Party)
		for _, a := range accounts {
			if a.Rail() == payment.ACH {
				out.Accounts = append(out.Accounts, RefundAccount{Account: shown(a), Blocked: a.TakesRefunds()})
			}
		}
		return err
	})
	return out, err
}

// PrepareRefund tells whether an order would be paid out, without paying it out, and to which account: for the page that shows it once more. It
// gathers what is wrong with any field.
func (s *Service) PrepareRefund(ctx context.Context, by access.Actor, o RefundOrder) (Account, error) {
	var account payment.Account
	err := s.Door.Read(ctx, door.Pass{By: by, Do: access.ContractRead, On: access.OnContract(o.Contract)}, func(r engine.Reader) error {
		st, err := s.standing(r, o.Contract)
		if err != nil {
			return err
		}
		account, err = s.mayRefund(r, by, o, st)
		return err
	})
	if err != nil {
		return Account{}, err
	}
	return shown(account), nil
}

// mayRefund returns the account that an order pays to, or a fault about all that is wrong with it.
func (s *Service) mayRefund(r engine.Reader, by access.Actor, o RefundOrder, st standing) (payment.Account, error) {
	if err := paysOut(st.stored); err != nil {
		return payment.Account{}, err
	}
	limits, err := s.refundable(r, st)
	if err != nil {
		return payment.Account{}, err
	}
	account, err := s.payee(r, by, o)
	if err == nil {
		err = s.Bank.fits(st.stored, account)
	}
	return account, both(limits.Check(o.Amount), err)
}

// Paid is a refund as its receipt shows it.
type Paid struct {
	payment.Refund
	Account  Account
	Arrives  civil.Date // when a bank shows it, if it leaves with the file of its day
	Currency money.Currency
}

// RefundOf returns one refund of a contract, or fault.NotFound.
func (s *Service) RefundOf(ctx context.Context, by access.Actor, contractID contract.ID, refund payment.RefundID) (Paid, error) {
	var out Paid
	err := s.Door.Read(ctx, door.Pass{By: by, Do: access.ContractRead, On: access.OnContract(contractID)}, func(r engine.Reader) error {
		p, err := payments.RefundByID(r, contractID, refund)
		if err != nil {
			return err
		}
		account, err := payments.Account(r, s.Box, p.Party, p.Account)
		if err != nil {
			return err
		}
		stored, err := contracts.ByID(r, contractID)
		out = Paid{Refund: p, Account: shown(account), Currency: stored.Terms.Money(), Arrives: payment.ArrivesOn(p.Date, max(p.StateOn, p.Date), s.Calendar)}
		return err
	})
	return out, err
}
