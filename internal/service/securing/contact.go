package securing

import (
	"context"
	"errors"
	"time"

	"marque/internal/core/access"
	"marque/internal/core/identity"
	"marque/internal/core/notice"
	"marque/internal/courier"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/l10n"
	"marque/internal/store/engine"
	"marque/internal/store/parties"
	"marque/internal/store/users"
)

// NewContact is an address on its way to come on file.
type NewContact struct {
	Token     identity.Token // names the change; whoever asks must be the same user
	Kind      identity.ContactKind
	Hint      string
	TriesLeft int
}

// BeginContact sends a code to an address that is to come on file in the place of the old one. Nothing changes until it is typed. Whoever
// asks has given a fresh factor: that is the edge's to see to. The answer is the same for an address that somebody else has.
func (s *Service) BeginContact(ctx context.Context, brand, network string, v identity.Session, kind identity.ContactKind, typed string) (NewContact, error) {
	address, err := identity.CheckContact(kind, typed)
	if err != nil {
		return NewContact{}, err
	}
	token, err1 := identity.NewToken(s.d.Random)
	code, err2 := identity.NewCode(s.d.Random)
	if err := errors.Join(err1, err2); err != nil {
		return NewContact{}, err
	}
	var told error
	c := identity.Challenge{
		ID: id.New[identity.Challenge](s.d.IDs), Purpose: identity.ForContact, User: v.User.ID, Factor: kind.Factor(),
	}.Open(s.d.Now())
	err = s.d.Door.Write(ctx, own(v, access.ContactChange, string(kind)+" begun"), func(tx *engine.Tx) error {
		who, err := s.person(tx, v.User)
		if err != nil {
			return err
		}
		if same := contactOf(who, kind); same == address {
			return l10n.Input("address", "This is what we have on file already.", "Eso es lo que ya tenemos registrado.", "Das ist schon bei uns hinterlegt.")
		}
		if told, err = s.maySend(tx, c, network, address); told != nil || err != nil {
			return err
		}
		if err := s.users.Open(tx, c, token, address, code); err != nil {
			return err
		}
		return s.sendNew(tx, brand, c, address, code)
	})
	return NewContact{Token: token, Kind: kind, Hint: identity.Hint(c.Factor, address), TriesLeft: c.TriesLeft()}, errors.Join(err, told)
}

func contactOf(who parties.Party, kind identity.ContactKind) string {
	if kind == identity.ContactPhone {
		return who.Phone
	}
	return who.Email
}

// maySend counts a code against the limits of account, address and network: nobody's mailbox or telephone is filled from here.
func (s *Service) maySend(tx *engine.Tx, c identity.Challenge, network, address string) (told, err error) {
	l := s.d.Limits
	rule := l.Texts
	if c.Factor == identity.FactorMail {
		rule = l.Mails
	} else if why, err := s.d.Texts.Closed(tx, address, c.SentAt); why != nil || err != nil {
		return aboutAddress(why), err
	}
	for _, g := range []struct {
		rule identity.Rule
		key  string
	}{{rule, "user " + c.User.String()}, {rule, "to " + address}, {l.TextsNetwork, network}} {
		v, err := s.users.Take(tx, g.rule, g.key, c.SentAt)
		if err != nil {
			return nil, err
		}
		if !v.Pass {
			return l10n.Later(v.Until.Sub(c.SentAt), "We have sent several codes already. Please wait before you ask for another one.",
				"Ya enviamos varios códigos. Espere antes de pedir otro.",
				"Wir haben schon mehrere Codes gesendet. Bitte warten Sie, bevor Sie einen neuen anfordern."), nil
		}
	}
	return nil, nil
}

// aboutAddress says a refusal beside the field of the address.
func aboutAddress(why error) error {
	f := fault.Of(why)
	if f == nil {
		return why
	}
	return &fault.Fault{Kind: fault.Invalid, Message: f.Message, Other: f.Other, Fields: []fault.Field{{Name: "address", Message: f.Message, Other: f.Other}}}
}

// sendNew sends the code. It stands among nobody's messages: the address is not proved yet.
func (s *Service) sendNew(tx *engine.Tx, brand string, c identity.Challenge, address, code string) error {
	p := courier.Parcel{
		Notice: notice.ContactCode{Code: code, Minutes: int(c.Life() / time.Minute), New: true}, By: notice.SMS, To: address, Brand: brand, Valid: c.Life(),
	}
	if c.Factor == identity.FactorMail {
		p.By = notice.Mail
	}
	_, err := s.d.Courier.Send(tx, p)
	return err
}

// ContactSetup returns a change that is still open, for a page that is shown once more.
func (s *Service) ContactSetup(ctx context.Context, v identity.Session, token identity.Token) (NewContact, error) {
	var a users.Asked
	err := s.d.Door.Read(ctx, own(v, access.SessionList, ""), func(r engine.Reader) error {
		var err error
		a, err = s.users.Challenge(r, token)
		return err
	})
	if err == nil {
		_, err = s.tryContact(a, v)
	}
	kind := identity.ContactPhone
	if a.Factor == identity.FactorMail {
		kind = identity.ContactEmail
	}
	return NewContact{Token: token, Kind: kind, Hint: a.Hint, TriesLeft: a.TriesLeft()}, err
}

// tryContact counts a try of a change, which must be the user's own.
func (s *Service) tryContact(a users.Asked, v identity.Session) (identity.Challenge, error) {
	if a.Purpose != identity.ForContact || a.User != v.User.ID {
		return a.Challenge, identity.CodeOver()
	}
	return a.Try(s.d.Now())
}

// ConfirmContact puts the address on file when its code is right. Every address that was on file within identity.UndoLife is told, each with
// a link that puts the old one back.
func (s *Service) ConfirmContact(ctx context.Context, brand string, v identity.Session, token identity.Token, typed string) (identity.ContactKind, error) {
	code, err := identity.ReadCode(typed)
	if err != nil {
		return "", err
	}
	a, err := s.countContact(ctx, v, token)
	if err != nil {
		return "", err
	}
	if !s.users.Right(a, code) {
		return "", identity.WrongCode(a.TriesLeft())
	}
	change := identity.Contact{
		ID: id.New[identity.Contact](s.d.IDs), Party: v.User.Party, Kind: identity.ContactPhone, Address: a.Address, Since: s.d.Now(), By: identity.ByCustomer,
	}
	if a.Factor == identity.FactorMail {
		change.Kind = identity.ContactEmail
	}
	err = s.d.Door.Write(ctx, own(v, access.ContactChange, string(change.Kind)+" changed"), func(tx *engine.Tx) error {
		if used, err := s.users.Use(tx, a.ID); err != nil || !used {
			return errors.Join(err, identity.CodeOver())
		}
		return s.setContact(tx, brand, v, change)
	})
	return change.Kind, err
}

// countContact counts a try before its code is compared.
func (s *Service) countContact(ctx context.Context, v identity.Session, token identity.Token) (users.Asked, error) {
	var a users.Asked
	err := s.d.Door.Write(ctx, own(v, access.SessionTouch, ""), func(tx *engine.Tx) error {
		var err error
		if a, err = s.users.ChallengeForUpdate(tx, token); err != nil {
			return err
		}
		if a.Challenge, err = s.tryContact(a, v); err != nil {
			return err
		}
		return s.users.Counted(tx, a.Challenge)
	})
	return a, err
}

func (s *Service) setContact(tx *engine.Tx, brand string, v identity.Session, change identity.Contact) error {
	who, err := s.person(tx, v.User)
	if err != nil {
		return err
	}
	change.Former = contactOf(who, change.Kind)
	addresses, err := s.everyAddress(tx, v.User, who)
	if err != nil {
		return err
	}
	if err := s.parties.SetContact(tx, change); err != nil {
		return err
	}
	if err := s.prove(tx, v.User.ID, change); err != nil {
		return err
	}
	if err := s.d.Herald.Contact(tx, who.ID, string(change.Kind)); err != nil {
		return err
	}
	return s.tellContact(tx, brand, v, who, change, addresses)
}

// prove makes the address one that codes go to, where the old one was, and binds a first telephone.
func (s *Service) prove(tx *engine.Tx, user access.UserID, c identity.Contact) error {
	all, err := s.users.Authenticators(tx, user)
	if err != nil {
		return err
	}
	if c.Kind == identity.ContactPhone {
		has := false
		for _, a := range all {
			has = has || a.Factor == identity.FactorText
		}
		if !has {
			return s.replace(tx, user, identity.Authenticator{Factor: identity.FactorText, Secret: c.Address})
		}
	} else if err := s.users.SetEmail(tx, user, c.Address); err != nil {
		return err
	}
	return s.users.Redirect(tx, user, c.Kind.Factor(), c.Address)
}

// everyAddress lists all that is on file, or was until not long ago: who replaces two addresses one after the other is told of to the first.
func (s *Service) everyAddress(tx *engine.Tx, u identity.User, who parties.Party) ([]string, error) {
	addresses, err := s.addresses(tx, u, who)
	if err != nil {
		return nil, err
	}
	changes, err := s.parties.ContactChanges(tx, u.Party)
	for _, c := range changes {
		if s.d.Now().Sub(c.Since) < identity.UndoLife {
			addresses = append(addresses, c.Former)
		}
	}
	return addresses, err
}

// tellContact tells every address, each with its own link; one that is used ends them all.
func (s *Service) tellContact(tx *engine.Tx, brand string, v identity.Session, who parties.Party, c identity.Contact, addresses []string) error {
	n := notice.ContactChanged{Phone: c.Kind == identity.ContactPhone, Hint: identity.Hint(c.Kind.Factor(), c.Address), At: c.Since}
	told := map[string]bool{"": true}
	for _, to := range addresses {
		if told[to] {
			continue
		}
		told[to] = true
		l, token, err := identity.NewLink(identity.Link{
			ID: id.New[identity.Link](s.d.IDs), Purpose: identity.LinkNotMyContact, User: v.User.ID, Subject: c.ID.String(),
		}, c.Since, s.d.Random)
		if err != nil {
			return err
		}
		if err := s.users.InsertLink(tx, l, token); err != nil {
			return err
		}
		n.Link = string(token)
		if err := s.d.Courier.Tell(tx, courier.Parcel{Notice: n, Brand: brand}.For(who), to); err != nil {
			return err
		}
	}
	return nil
}
