package assisting

import (
	"context"
	"errors"

	"marque/internal/civil"
	"marque/internal/core/access"
	"marque/internal/core/identity"
	"marque/internal/core/notice"
	"marque/internal/door"
	"marque/internal/money"
	"marque/internal/store/engine"
)

// boundTo binds a code to the agent who asked for it and to the one order that it names.
func boundTo(by access.Actor, c identity.Confirmation) string {
	return by.User.String() + " " + c.String()
}

func (a Act) takes(note string) door.Pass { return a.pass(access.PaymentTake, note) }

// AskPayment sends a code to an address on file that names a payment; the customer reads it to the agent only if they agree. It returns the token of the
// challenge.
func (s *Service) AskPayment(ctx context.Context, a Act, kind identity.ContactKind, c identity.Confirmation, on civil.Date) (identity.Token, error) {
	if err := a.Why.Check(); err != nil {
		return "", err
	}
	currency, err := money.CurrencyOf(c.Currency)
	if err != nil {
		return "", err
	}
	return s.send(ctx, a, a.takes("code sent by "+string(kind)), kind, boundTo(a.By, c), func(code string, minutes int) notice.Notice {
		return notice.CalledPaymentCode{Code: code, Minutes: minutes, Amount: c.Amount, Currency: currency, Account: c.Account, Date: on}
	})
}

// AgreePayment takes the code that the customer read out. It is good once, for this agent and this order alone, and returns the kind of address that it
// was sent to.
func (s *Service) AgreePayment(ctx context.Context, a Act, token identity.Token, c identity.Confirmation, typed string) (identity.ContactKind, error) {
	code, err := identity.ReadCode(typed)
	if err != nil {
		return "", err
	}
	if err := a.Why.Check(); err != nil {
		return "", err
	}
	kind := identity.ContactEmail
	var told error
	err = s.d.Door.Write(ctx, a.takes("code read out"), func(tx *engine.Tx) error {
		told, kind = nil, identity.ContactEmail
		asked, err := s.asked(tx, a, token, boundTo(a.By, c))
		if err != nil {
			return err
		}
		if asked.Factor == identity.FactorText {
			kind = identity.ContactPhone
		}
		if asked.Challenge, told = asked.Try(s.d.Now()); told != nil {
			return nil
		}
		if err := s.users.Counted(tx, asked.Challenge); err != nil {
			return err
		}
		if !s.users.Right(asked, code) {
			told = identity.WrongCode(asked.TriesLeft())
			return nil
		}
		if used, err := s.users.Use(tx, asked.ID); err != nil || !used {
			return errors.Join(err, identity.CodeOver())
		}
		return nil
	})
	return kind, errors.Join(err, told)
}
