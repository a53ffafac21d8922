package signin

import (
	"context"
	"errors"
	"time"

	"marque/internal/core/access"
	"marque/internal/core/identity"
	"marque/internal/core/notice"
	"marque/internal/id"
	"marque/internal/money"
	"marque/internal/store/engine"
	"marque/internal/store/users"
)

// ConfirmPayment asks a signed-in person for a code that is good for one order only, and names it. Code then keeps that it was given; the
// session gets a new token and no fresh factor, for the code was for nothing else.
func (s *Service) ConfirmPayment(ctx context.Context, from From, v identity.Session, c identity.Confirmation) (Ask, error) {
	var ask *Ask
	var told error
	err := s.d.Door.Write(ctx, own(v, access.StepUp, "code for a payment asked for"), func(tx *engine.Tx) error {
		ask, told = nil, nil
		all, err := s.users.Authenticators(tx, v.User.ID)
		if err != nil {
			return err
		}
		_, second := s.choose(all)
		if second.ID.IsZero() {
			return noFactor()
		}
		challenge := identity.Challenge{Purpose: identity.ForPayment, User: v.User.ID, Factor: second.Factor, BoundTo: c.String()}.Open(s.d.Now())
		ask, told, err = s.challenge(tx, from, challenge, second.Secret)
		return err
	})
	if err = errors.Join(err, told); err != nil {
		return Ask{}, err
	}
	return *ask, nil
}

// Confirmed tells whether an order was confirmed in this session within identity.FreshFor.
func (s *Service) Confirmed(ctx context.Context, v identity.Session, order string) (bool, error) {
	var at time.Time
	err := s.d.Door.Read(ctx, own(v, access.SessionUse, ""), func(r engine.Reader) error {
		var err error
		at, err = s.users.Approved(r, v.ID, order)
		return err
	})
	return !at.IsZero() && s.d.Now().Sub(at) < identity.FreshFor, err
}

// stepUp renews the session after a right code, or keeps that it was for one order.
func (s *Service) stepUp(tx *engine.Tx, from From, a users.Asked, p proof) (*SignedIn, error) {
	if a.Purpose == identity.ForStepUp {
		return s.renew(tx, from, a.User, p.factor)
	}
	order, err := identity.ReadConfirmation(a.BoundTo)
	if err != nil {
		return nil, err
	}
	v, err := s.users.Session(tx, from.Session)
	if err != nil {
		return nil, err
	}
	now := s.d.Now()
	if !v.Alive(now) || v.User.ID != a.User {
		return nil, identity.SessionOver()
	}
	if err := s.users.Approve(tx, v.ID, order.Hash, now); err != nil {
		return nil, err
	}
	token, err := identity.NewToken(s.d.Random)
	if err != nil {
		return nil, err
	}
	return &SignedIn{Token: token, Session: v}, s.users.Rotate(tx, v, token)
}

// codeNotice returns the words of a code: one for a payment names it.
func codeNotice(c identity.Challenge, code string) (notice.Notice, error) {
	minutes := int(identity.CodeLife / time.Minute)
	if c.Purpose != identity.ForPayment {
		return notice.SignInCode{Code: code, Minutes: minutes}, nil
	}
	order, err := identity.ReadConfirmation(c.BoundTo)
	if err != nil {
		return nil, err
	}
	currency, err := money.CurrencyOf(order.Currency)
	return notice.PaymentCode{Code: code, Minutes: minutes, Amount: order.Amount, Currency: currency, Account: order.Account}, err
}

// Ended returns the session of a token, whose time may be over: to keep what its owner typed meanwhile. One that was signed out or revoked
// keeps nothing.
func (s *Service) Ended(ctx context.Context, token identity.Token) (identity.Session, error) {
	var v identity.Session
	err := s.d.Door.Read(ctx, anonymous(access.SessionUse, access.OnSystem("signin"), ""), func(r engine.Reader) error {
		var err error
		v, err = s.users.Session(r, token)
		return err
	})
	if err == nil && (!v.EndedAt.IsZero() || v.User.State != identity.UserActive || !v.IsBrowser()) {
		err = identity.SessionOver()
	}
	return v, err
}

// KeepDraft keeps a form that the session's user sent, for identity.DraftLife, and returns the token it is found by.
func (s *Service) KeepDraft(ctx context.Context, v identity.Session, path, form string) (identity.Token, error) {
	token, err := identity.NewToken(s.d.Random)
	if err != nil {
		return "", err
	}
	now := s.d.Now()
	d := identity.Draft{
		ID: id.New[identity.Draft](s.d.IDs), User: v.User.ID, Path: path, Form: form, CreatedAt: now, ExpiresAt: now.Add(identity.DraftLife),
	}
	return token, s.d.Door.Write(ctx, own(v, access.DraftKeep, ""), func(tx *engine.Tx) error { return s.users.KeepDraft(tx, d, token) })
}

// Draft returns a form that waits, and leaves it where it is.
func (s *Service) Draft(ctx context.Context, v identity.Session, token identity.Token) (identity.Draft, error) {
	var d identity.Draft
	err := s.d.Door.Read(ctx, own(v, access.SessionUse, ""), func(r engine.Reader) error {
		var err error
		d, err = s.users.Draft(r, v.User.ID, token, s.d.Now())
		return err
	})
	return d, err
}

// TakeDraft returns a form that waits and throws it away. Of two at once one gets it.
func (s *Service) TakeDraft(ctx context.Context, v identity.Session, token identity.Token) (identity.Draft, error) {
	var d identity.Draft
	err := s.d.Door.Write(ctx, own(v, access.DraftKeep, ""), func(tx *engine.Tx) error {
		var err error
		if d, err = s.users.Draft(tx, v.User.ID, token, s.d.Now()); err != nil {
			return err
		}
		dropped, err := s.users.DropDraft(tx, d)
		if err == nil && !dropped {
			_, err = s.users.Draft(tx, v.User.ID, token, s.d.Now())
		}
		return err
	})
	return d, err
}
