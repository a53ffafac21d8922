package signin

import (
	"context"
	"errors"
	"strings"
	"time"

	"marque/internal/core/access"
	"marque/internal/core/identity"
	"marque/internal/door"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/store/engine"
	"marque/internal/store/users"
)

// Company is the identity provider of the lender's own people.
type Company interface {
	// Begin returns where somebody proves who they are; again asks for a proof now.
	Begin(ctx context.Context, q identity.CompanyQuestion, again bool) (address string, err error)
	// Finish exchanges the provider's code for the person.
	Finish(ctx context.Context, q identity.CompanyQuestion, code string) (identity.CompanyPerson, error)
}

// HasCompany tells whether staff can sign in by their company.
func (s *Service) HasCompany() bool { return s.d.Company != nil }

func noCompany() error { return fault.New(fault.NotFound, "There is no such page.") }

// AskCompany begins a sign-in at the company: it returns where to go, and the token that this browser must bring back; next is kept for then. Within a
// session it asks for a fresh proof of the same person.
func (s *Service) AskCompany(ctx context.Context, from From, next string) (address string, state identity.Token, err error) {
	if s.d.Company == nil {
		return "", "", noCompany()
	}
	q, err := s.question()
	if err != nil {
		return "", "", err
	}
	again := from.Session != ""
	c := identity.Challenge{Purpose: identity.ForCompany, Factor: identity.FactorCompany, BoundTo: strings.Join([]string{q.Nonce, q.Verifier, next}, " ")}
	if again {
		c.Purpose = identity.ForCompanyAgain
	}
	err = s.d.Door.Write(ctx, anonymous(access.SignInCount, access.OnSystem("signin"), ""), func(tx *engine.Tx) error {
		c := c.Open(s.d.Now())
		c.ID = id.New[identity.Challenge](s.d.IDs)
		return s.users.Open(tx, c, q.State, "", "")
	})
	if err != nil {
		return "", "", err
	}
	address, err = s.d.Company.Begin(ctx, q, again)
	return address, q.State, err
}

// question draws what ties an answer to this browser.
func (s *Service) question() (identity.CompanyQuestion, error) {
	state, err1 := identity.NewToken(s.d.Random)
	nonce, err2 := identity.NewToken(s.d.Random)
	verifier, err3 := identity.NewToken(s.d.Random)
	return identity.CompanyQuestion{State: state, Nonce: string(nonce), Verifier: string(verifier)}, errors.Join(err1, err2, err3)
}

// Company takes the provider's answer, and returns where to go on. The state in the address must be the token that this browser was given, and
// works once.
func (s *Service) Company(ctx context.Context, from From, token identity.Token, state, code string) (in SignedIn, next string, err error) {
	if s.d.Company == nil {
		return in, "", noCompany()
	}
	if !token.Plausible() || string(token) != state {
		return in, "", identity.CodeOver()
	}
	a, err := s.useQuestion(ctx, token)
	if err != nil {
		return in, "", err
	}
	parts := strings.SplitN(a.BoundTo, " ", 3)
	who, err := s.d.Company.Finish(ctx, identity.CompanyQuestion{State: token, Nonce: parts[0], Verifier: parts[1]}, code)
	if fault.Is(err, fault.Invalid) {
		return in, "", s.refuseCompany(ctx, from, access.UserID{}, "no proof")
	}
	if err != nil {
		return in, "", err
	}
	in, err = s.admitCompany(ctx, from, a, who)
	return in, parts[2], err
}

// useQuestion takes a question once.
func (s *Service) useQuestion(ctx context.Context, token identity.Token) (users.Asked, error) {
	var a users.Asked
	err := s.d.Door.Write(ctx, anonymous(access.SignInCount, access.OnSystem("signin"), ""), func(tx *engine.Tx) error {
		var err error
		if a, err = s.users.ChallengeForUpdate(tx, token); err != nil {
			return err
		}
		if _, err := a.Try(s.d.Now()); err != nil {
			return err
		}
		if a.Purpose != identity.ForCompany && a.Purpose != identity.ForCompanyAgain {
			return identity.CodeOver()
		}
		used, err := s.users.Use(tx, a.ID)
		if err == nil && !used {
			err = identity.CodeOver()
		}
		return err
	})
	return a, err
}

// admitCompany lets a person in whom the provider has proved, when it is one of the staff.
func (s *Service) admitCompany(ctx context.Context, from From, a users.Asked, who identity.CompanyPerson) (SignedIn, error) {
	u, why, err := s.staffOf(ctx, who)
	if err != nil {
		return SignedIn{}, err
	}
	if why == "" && a.Purpose == identity.ForCompanyAgain && !who.Proves(s.d.Now()) {
		why = "an old proof"
	}
	if why != "" {
		return SignedIn{}, s.refuseCompany(ctx, from, u.ID, why)
	}
	do := access.SignIn
	if a.Purpose == identity.ForCompanyAgain {
		do = access.StepUp
	}
	var in *SignedIn
	err = s.d.Door.Write(ctx, door.Pass{By: u.Actor(), Do: do, On: access.OnUser(u.ID), Note: "by the company, roles " + words(u.Roles)}, func(tx *engine.Tx) error {
		now := s.d.Now()
		if err := s.users.SetStanding(tx, u); err != nil {
			return err
		}
		bound, err := s.users.ByCompany(tx, who.Issuer, who.Subject)
		if fault.Is(err, fault.NotFound) {
			var fresh bool
			if fresh, err = s.users.BindCompany(tx, who.Issuer, who.Subject, u.ID, now); err == nil && !fresh {
				err = identity.CompanyRefused()
			}
			bound = u
		}
		if err != nil {
			return err
		}
		if bound.ID != u.ID {
			return identity.CompanyRefused()
		}
		if err := s.keep(tx, from, arrived(u.ID, identity.StepCompany, identity.FactorCompany)); err != nil {
			return err
		}
		if a.Purpose == identity.ForCompanyAgain {
			in, err = s.renew(tx, from, u.ID, identity.FactorCompany)
			return err
		}
		in, err = s.begin(tx, from, arrival{user: u, methods: string(identity.FactorCompany), now: now})
		return err
	})
	if err != nil {
		return SignedIn{}, err
	}
	return *in, nil
}

// staffOf finds the member of the staff that a person is: bound before, or by the mailbox that both sides know. Why says in the audit why there is none.
func (s *Service) staffOf(ctx context.Context, who identity.CompanyPerson) (u identity.User, why string, err error) {
	err = s.d.Door.Read(ctx, anonymous(access.SessionUse, access.OnSystem("signin"), ""), func(r engine.Reader) error {
		u, err = s.users.ByCompany(r, who.Issuer, who.Subject)
		if fault.Is(err, fault.NotFound) && who.Email != "" {
			u, err = s.users.ByIdentifier(r, identity.ReadIdentifier(who.Email))
		}
		return err
	})
	switch {
	case fault.Is(err, fault.NotFound):
		return identity.User{}, "nobody of ours", nil
	case err != nil:
		return u, "", err
	case len(u.Roles) == 0 || !u.Party.IsZero():
		return u, "not of the staff", nil
	case u.State == identity.UserClosed:
		return u, "closed", nil
	}
	if who.GivesRoles {
		u.Roles = who.Roles
	}
	if len(u.Roles) == 0 {
		return u, "no role at the company", nil
	}
	u.State = identity.UserActive // an invitation is not needed by whom the company knows
	return u, "", nil
}

func words(roles []access.Role) string {
	var all []string
	for _, r := range roles {
		all = append(all, string(r))
	}
	return strings.Join(all, ",")
}

// refuseCompany records why, and answers everybody alike.
func (s *Service) refuseCompany(ctx context.Context, from From, user access.UserID, why string) error {
	on := access.OnSystem("signin")
	if !user.IsZero() {
		on = access.OnUser(user)
	}
	err := s.d.Door.Write(ctx, anonymous(access.SignInRefuse, on, "company: "+why), func(tx *engine.Tx) error {
		return s.keep(tx, from, identity.Attempt{User: user, Step: identity.StepCompany, Factor: identity.FactorCompany, Outcome: identity.OutcomeUnknown, Until: time.Time{}})
	})
	return errors.Join(err, identity.CompanyRefused())
}
