package enrolling

import (
	"context"
	"errors"
	"strings"

	"marque/internal/core/access"
	"marque/internal/core/identity"
	"marque/internal/core/notice"
	"marque/internal/courier"
	"marque/internal/door"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/l10n"
	"marque/internal/store/engine"
	"marque/internal/store/parties"
	"marque/internal/store/users"
	"marque/internal/store/wishes"
)

// Where tells how far a registration is, for a page that is shown once more. One that has ended is a Conflict.
func (s *Service) Where(ctx context.Context, token identity.Token) (Progress, error) {
	claim, who, err := s.claim(ctx, token, identity.ClaimBegun, identity.ClaimConfirmed, identity.ClaimChosen)
	if err != nil {
		return Progress{}, err
	}
	p := progress(token, claim, identity.Challenge{})
	p.Given = who.GivenName
	if claim.State != identity.ClaimBegun {
		return p, nil
	}
	p.Given = ""
	err = s.d.Door.Read(ctx, anonymous(access.UserRegister, ""), func(r engine.Reader) error {
		c, err := s.users.ClaimChallenge(r, claim.ID)
		p.TriesLeft, p.ResendAt = c.TriesLeft(), c.ResendAt()
		return err
	})
	return p, err
}

// claim reads a registration that stands at one of the states, with the contact on file.
func (s *Service) claim(ctx context.Context, token identity.Token, states ...identity.ClaimState) (identity.Claim, parties.Party, error) {
	var claim identity.Claim
	var who parties.Party
	err := s.d.Door.Read(ctx, anonymous(access.UserRegister, ""), func(r engine.Reader) error {
		var err error
		if claim, err = s.users.Claim(r, token); err != nil {
			return err
		}
		if err := claim.At(s.d.Now(), states...); err != nil {
			return err
		}
		who, err = s.contact(r, claim.Party)
		return err
	})
	return claim, who, err
}

// Resend sends another code, by text or by mail as the person asks; the one before is worth nothing then. The page is the same whether
// there is such a contact on file or not.
func (s *Service) Resend(ctx context.Context, from From, token identity.Token, by identity.Factor) (Progress, error) {
	if by != identity.FactorMail {
		by = identity.FactorText
	}
	code, err := identity.NewCode(s.d.Random)
	if err != nil {
		return Progress{}, err
	}
	var p Progress
	err = s.d.Door.Write(ctx, anonymous(access.UserRegisterTry, "code sent again"), func(tx *engine.Tx) error {
		claim, err := s.users.ClaimForUpdate(tx, token)
		if err != nil {
			return err
		}
		now := s.d.Now()
		if err := claim.At(now, identity.ClaimBegun); err != nil {
			return err
		}
		a, err := s.users.ClaimChallengeForUpdate(tx, claim.ID)
		if err != nil {
			return err
		}
		next, err := a.Resend(now)
		if err != nil {
			return err
		}
		who, err := s.contact(tx, claim.Party)
		if err == nil {
			who, err = s.withoutStopped(tx, who)
		}
		if err != nil {
			return err
		}
		next.Factor = reachable(by, who)
		address, err := s.sendCode(tx, from, next, who, code)
		if err != nil {
			return err
		}
		p = progress(token, claim, next)
		return s.users.Resent(tx, next, address, code)
	})
	return p, err
}

// Confirm takes the code that was sent to the contact on file.
func (s *Service) Confirm(ctx context.Context, token identity.Token, typed string) (Progress, error) {
	code, err := identity.ReadCode(typed)
	if err != nil {
		return Progress{}, err
	}
	a, err := s.countCode(ctx, token)
	if err != nil {
		return Progress{}, err
	}
	if !s.users.Right(a, code) {
		err := s.d.Door.Write(ctx, anonymous(access.UserRegisterTry, "wrong code"), func(*engine.Tx) error { return nil })
		return Progress{}, errors.Join(err, identity.WrongCode(a.TriesLeft()))
	}
	var p Progress
	err = s.d.Door.Write(ctx, anonymous(access.UserRegisterTry, "contact proved"), func(tx *engine.Tx) error {
		claim, err := s.users.ClaimForUpdate(tx, token)
		if err != nil {
			return err
		}
		used, err := s.users.Use(tx, a.ID)
		if err != nil {
			return err
		}
		if !used || claim.At(s.d.Now(), identity.ClaimBegun) != nil || claim.Party.IsZero() {
			return identity.CodeOver()
		}
		claim.State = identity.ClaimConfirmed
		p = progress(token, claim, a.Challenge)
		return s.users.KeepClaim(tx, claim)
	})
	return p, err
}

// countCode counts a try before its code is compared.
func (s *Service) countCode(ctx context.Context, token identity.Token) (a users.Asked, err error) {
	err = s.d.Door.Write(ctx, anonymous(access.SignInCount, ""), func(tx *engine.Tx) error {
		claim, err := s.users.ClaimForUpdate(tx, token)
		if err != nil {
			return err
		}
		now := s.d.Now()
		if err := claim.At(now, identity.ClaimBegun); err != nil {
			return err
		}
		if a, err = s.users.ClaimChallengeForUpdate(tx, claim.ID); err != nil {
			return err
		}
		if a.Challenge, err = a.Try(now); err != nil {
			return err
		}
		return s.users.Counted(tx, a.Challenge)
	})
	return a, err
}

// Choose takes a username and a password. Both are checked, so that a form shows all that is wrong at once. It may be called again
// until the registration is finished.
func (s *Service) Choose(ctx context.Context, token identity.Token, username, password string) (Progress, error) {
	claim, who, err := s.claim(ctx, token, identity.ClaimConfirmed, identity.ClaimChosen)
	if err != nil {
		return Progress{}, err
	}
	name, badName := s.username(ctx, username)
	normal, badPassword := identity.CheckPassword(password, []string{username, who.GivenName, who.FamilyName, who.Email, claim.Brand})
	if err := both(badName, badPassword); err != nil {
		return Progress{}, err
	}
	hash, err := s.d.Passwords.Hash(ctx, normal)
	if err != nil {
		return Progress{}, err
	}
	var p Progress
	err = s.d.Door.Write(ctx, anonymous(access.UserRegisterTry, "sign-in chosen"), func(tx *engine.Tx) error {
		claim, err := s.users.ClaimForUpdate(tx, token)
		if err != nil {
			return err
		}
		if err := claim.At(s.d.Now(), identity.ClaimConfirmed, identity.ClaimChosen); err != nil {
			return err
		}
		if err := s.users.DropClaimPasskeys(tx, claim.ID); err != nil {
			return err
		}
		claim.State, claim.Username, claim.Password = identity.ClaimChosen, name, hash
		p = progress(token, claim, identity.Challenge{})
		p.Given = who.GivenName
		return s.users.KeepClaim(tx, claim)
	})
	return p, err
}

// username checks the form of a username and that it is free now; Finish makes sure.
func (s *Service) username(ctx context.Context, typed string) (string, error) {
	name, err := identity.CheckUsername(typed)
	if err != nil {
		return "", err
	}
	err = s.d.Door.Read(ctx, anonymous(access.UserRegister, ""), func(r engine.Reader) error {
		taken, err := s.users.UsernameTaken(r, name)
		if taken {
			return users.UsernameTaken()
		}
		return err
	})
	return name, err
}

// both joins two faults of fields into one; what is no such fault comes first.
func both(errs ...error) error {
	var fields []fault.Field
	for _, err := range errs {
		f := fault.Of(err)
		if err != nil && (f == nil || f.Kind != fault.Invalid) {
			return err
		}
		if f != nil {
			fields = append(fields, f.Fields...)
		}
	}
	return fault.Inputs(fields)
}

// Done is what somebody who has registered can do now.
type Done struct {
	User           access.UserID
	Party          access.PartyID
	Username       string
	SignsInByEmail bool // false: somebody else signs in with this address, or there is none
}

// Finish makes the user. The consents are kept as evidence, given or not. A form that was posted twice is answered twice the same.
func (s *Service) Finish(ctx context.Context, from From, token identity.Token, consents []identity.Consent) (Done, error) {
	if err := identity.CheckConsents(consents); err != nil {
		return Done{}, err
	}
	claim, who, err := s.claim(ctx, token, identity.ClaimChosen, identity.ClaimDone)
	if err != nil {
		return Done{}, err
	}
	var done Done
	pass := door.Pass{By: access.Anonymous(), Do: access.UserRegister, On: access.OnParty(claim.Party), Note: "registered"}
	err = s.d.Door.Write(ctx, pass, func(tx *engine.Tx) error {
		claim, err := s.users.ClaimForUpdate(tx, token)
		if err != nil {
			return err
		}
		if claim.State == identity.ClaimDone {
			done, err = s.again(tx, claim)
			return err
		}
		if err := claim.At(s.d.Now(), identity.ClaimChosen); err != nil {
			return err
		}
		done, err = s.make(tx, from, claim, who, consents)
		return err
	})
	return done, err
}

// again answers for a registration that is finished.
func (s *Service) again(tx *engine.Tx, claim identity.Claim) (Done, error) {
	u, err := s.users.ByParty(tx, claim.Party)
	if err != nil {
		return Done{}, err
	}
	byEmail, err := s.users.ByIdentifier(tx, identity.ReadIdentifier(u.Email))
	if err != nil && !fault.Is(err, fault.NotFound) {
		return Done{}, err
	}
	return Done{User: u.ID, Party: u.Party, Username: u.Username, SignsInByEmail: byEmail.ID == u.ID}, nil
}

// make turns a claim into a user with authenticators, consents and a welcome.
func (s *Service) make(tx *engine.Tx, from From, claim identity.Claim, who parties.Party, consents []identity.Consent) (Done, error) {
	now := s.d.Now()
	u := identity.User{
		ID: id.New[access.User](s.d.IDs), Party: claim.Party, State: identity.UserActive, Username: claim.Username,
		Name: strings.TrimSpace(who.GivenName + " " + who.FamilyName), Email: who.Email, CreatedAt: now,
	}
	byEmail, err := s.users.Insert(tx, u)
	if err != nil {
		return Done{}, err
	}
	if err := s.bind(tx, u, claim, who); err != nil {
		return Done{}, err
	}
	for _, c := range consents {
		c.At, c.Network = now, from.Network
		if err := s.users.Consent(tx, id.New[identity.Consent](s.d.IDs), u.ID, c); err != nil {
			return Done{}, err
		}
		if c.Kind == identity.ConsentTexts && c.Given {
			if err := wishes.Keep(tx, claim.Party, notice.DefaultWishes().WithTexts(), now); err != nil {
				return Done{}, err
			}
		}
	}
	if err := s.users.UseInvitations(tx, claim.Party, now); err != nil {
		return Done{}, err
	}
	claim.State, claim.Password = identity.ClaimDone, ""
	if err := s.users.KeepClaim(tx, claim); err != nil {
		return Done{}, err
	}
	return Done{User: u.ID, Party: u.Party, Username: u.Username, SignsInByEmail: byEmail}, s.welcome(tx, from, u, who)
}

// bind gives the user the chosen password or passkey and the factors that codes go to: the telephone on file, or the mailbox when there
// is none.
func (s *Service) bind(tx *engine.Tx, u identity.User, claim identity.Claim, who parties.Party) error {
	given, err := s.users.GivePasskeys(tx, claim.ID, u.ID)
	if err != nil {
		return err
	}
	var bound []identity.Authenticator
	if claim.Password != "" {
		bound = append(bound, identity.Authenticator{Factor: identity.FactorPassword, Secret: claim.Password})
	} else if given == 0 {
		return l10n.Fault(fault.Conflict, "Choose a password or a passkey first.", "Primero elija una contraseña o una llave de acceso.", "Wählen Sie zuerst ein Passwort oder einen Passkey.")
	}
	switch {
	case who.Phone != "":
		bound = append(bound, identity.Authenticator{Factor: identity.FactorText, Secret: who.Phone})
	case who.Email != "" && s.d.Policy != identity.Strict:
		bound = append(bound, identity.Authenticator{Factor: identity.FactorMail, Secret: who.Email})
	}
	for _, a := range bound {
		a.ID, a.User, a.CreatedAt = id.New[identity.Authenticator](s.d.IDs), u.ID, u.CreatedAt
		if err := s.users.Bind(tx, a); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) welcome(tx *engine.Tx, from From, u identity.User, who parties.Party) error {
	if who.Email == "" {
		return nil
	}
	p := courier.Parcel{
		Notice: notice.Welcome{Username: u.Username, At: u.CreatedAt}, By: notice.Mail, To: who.Email, Brand: from.Brand,
		Once: "welcome/" + u.ID.String(),
	}
	_, err := s.d.Courier.Send(tx, p.For(who))
	return err
}
