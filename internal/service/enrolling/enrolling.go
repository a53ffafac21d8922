// Package enrolling lets a party of a contract register: by invitation or by what only a party knows, then by a code to a contact that
// was on file, then by choosing how to sign in. Who states wrong facts walks the same pages and gets nowhere. Pages are left to the edges.
package enrolling

import (
	"context"
	"errors"
	"io"
	"time"

	"marque/internal/civil"
	"marque/internal/core/access"
	"marque/internal/core/identity"
	"marque/internal/core/notice"
	"marque/internal/core/passkey"
	"marque/internal/core/statement"
	"marque/internal/courier"
	"marque/internal/door"
	"marque/internal/fault"
	"marque/internal/hashing"
	"marque/internal/id"
	"marque/internal/l10n"
	"marque/internal/seal"
	"marque/internal/store/engine"
	"marque/internal/store/parties"
	"marque/internal/store/texts"
	"marque/internal/store/users"
)

// Deps is what the service needs.
type Deps struct {
	Door      *door.Door
	Box       *seal.Box
	Now       civil.Clock
	IDs       *id.Source
	Random    io.Reader
	Passwords *hashing.Passwords
	Courier   *courier.Courier
	Texts     *texts.Gate // which texts may leave; nil is all
	Limits    identity.Limits
	Policy    identity.Policy
	Brands    map[string]statement.Brand // by key: who signs a letter
}

// Service registers.
type Service struct {
	d       Deps
	users   *users.Store
	parties *parties.Store
}

// New returns a service.
func New(d Deps) *Service {
	return &Service{d: d, users: users.New(d.Box), parties: parties.New(d.Box)}
}

// From is where a request comes from.
type From struct {
	Network string       // the client's network, such as 203.0.113.0/24
	Brand   string       // key of the brand whose portal it is
	Site    passkey.Site // where passkeys belong; zero under an address that is no site of ours
}

// Progress is what the pages of a registration need.
type Progress struct {
	Token     identity.Token // for the claim cookie
	State     identity.ClaimState
	TriesLeft int       // of the code
	ResendAt  time.Time // when another code may be asked for
	Username  string    // once chosen
	Given     string    // how to address the person; empty until the contact is proved
	Passkey   bool      // a passkey was chosen, and no password
}

// Open begins a registration by an invitation. Showing the page of an invitation's link calls nothing: only a posted form does, since
// mail scanners follow links.
func (s *Service) Open(ctx context.Context, from From, typed string) (Progress, error) {
	code, err := identity.ReadInvitationCode(typed)
	if err != nil {
		return Progress{}, err
	}
	gates := []gate{{s.d.Limits.Network, from.Network}}
	return s.begin(ctx, from, gates, func(tx *engine.Tx, now time.Time) (claimant, error) {
		i, err := s.users.Invitation(tx, code)
		if err != nil {
			return claimant{}, err
		}
		if !i.Usable(now) {
			return claimant{}, identity.InvitationOver()
		}
		return claimant{party: i.Party, invitation: i.ID}, nil
	})
}

// Claim begins a registration by facts. Their form is checked here and their truth is told to nobody: right or wrong, there is a page
// that asks for a code, and only a code sent to the contact on file goes on.
func (s *Service) Claim(ctx context.Context, from From, facts identity.Facts) (Progress, error) {
	claimed, err := facts.Read()
	if err != nil {
		return Progress{}, err
	}
	gates := []gate{{s.d.Limits.ClaimNetwork, from.Network}, {s.d.Limits.ClaimContract, claimed.Contract}}
	return s.begin(ctx, from, gates, func(tx *engine.Tx, _ time.Time) (claimant, error) {
		persons, err := s.parties.Persons(tx, claimed.Typed, claimed.Contract)
		return claimant{party: claimed.Match(persons)}, err
	})
}

// gate is one rule with the key it counts under.
type gate struct {
	rule identity.Rule
	key  string
}

// claimant is who a registration is for, as far as it is known.
type claimant struct {
	party      access.PartyID // none: the facts were wrong
	invitation identity.InvitationID
}

// begin counts the try, finds the claimant, and opens a claim whose first code is on its way.
func (s *Service) begin(ctx context.Context, from From, gates []gate, find func(*engine.Tx, time.Time) (claimant, error)) (Progress, error) {
	token, err := identity.NewToken(s.d.Random)
	if err != nil {
		return Progress{}, err
	}
	now := s.d.Now()
	if err := s.countTry(ctx, gates, now); err != nil {
		return Progress{}, err
	}
	var p Progress
	err = s.d.Door.Write(ctx, anonymous(access.UserRegisterTry, "begun"), func(tx *engine.Tx) error {
		who, err := find(tx, now)
		if err != nil {
			return err
		}
		if who, err = s.notYet(tx, who); err != nil {
			return err
		}
		claim := identity.Claim{
			ID: id.New[identity.Claim](s.d.IDs), State: identity.ClaimBegun, Party: who.party, Invitation: who.invitation,
			Brand: from.Brand, CreatedAt: now, ExpiresAt: now.Add(identity.ClaimLife),
		}
		c, err := s.firstCode(tx, from, &claim)
		if err != nil {
			return err
		}
		p = progress(token, claim, c)
		return s.users.BeginClaim(tx, claim, token)
	})
	return p, err
}

// countTry counts a try against what was typed and the network, before anything is looked at. All tries count, right ones too: a limit
// that knew the difference would tell it.
func (s *Service) countTry(ctx context.Context, gates []gate, now time.Time) error {
	var told error
	err := s.d.Door.Write(ctx, anonymous(access.SignInCount, ""), func(tx *engine.Tx) error {
		told = nil
		for _, g := range gates {
			v, err := s.users.Take(tx, g.rule, g.key, now)
			if err != nil {
				return err
			}
			if !v.Pass {
				told = l10n.Later(v.Until.Sub(now), "There were several tries to register already. Please try again tomorrow, use the invitation we sent you, or call us.",
					"Ya hubo varios intentos de registro. Inténtelo mañana, use la invitación que le enviamos o llámenos.",
					"Es gab schon mehrere Versuche zu registrieren. Bitte versuchen Sie es morgen, nutzen Sie unsere Einladung, oder rufen Sie uns an.")
			}
		}
		return nil
	})
	return errors.Join(err, told)
}

// notYet lets nobody register twice: by facts the claim comes to nothing, an invitation says so.
func (s *Service) notYet(tx *engine.Tx, who claimant) (claimant, error) {
	has, err := s.users.PartyHasUser(tx, who.party)
	if err != nil || !has {
		return who, err
	}
	if !who.invitation.IsZero() {
		return who, identity.InvitationOver()
	}
	return claimant{}, nil
}

func anonymous(do access.Action, note string) door.Pass {
	return door.Pass{By: access.Anonymous(), Do: do, On: access.OnSystem("registration"), Note: note}
}

func progress(token identity.Token, claim identity.Claim, c identity.Challenge) Progress {
	return Progress{Token: token, State: claim.State, TriesLeft: c.TriesLeft(), ResendAt: c.ResendAt(), Username: claim.Username,
		Passkey: claim.State == identity.ClaimChosen && claim.Password == ""}
}

// nowhere are addresses that reach nobody (RFC 2606 and the unassigned country code 999): what is sent there has lost its validity
// already. A claim that comes to nothing so costs the same rows as one that does not.
func nowhere(by notice.Channel) string {
	if by == notice.SMS {
		return "+9990000000"
	}
	return "nobody@example.invalid"
}

// firstCode opens the claim's challenge. The code goes to the telephone on file, else to the mailbox on file. An invitation of somebody
// without a telephone has proved the mailbox already.
func (s *Service) firstCode(tx *engine.Tx, from From, claim *identity.Claim) (identity.Challenge, error) {
	c := identity.Challenge{
		ID: id.New[identity.Challenge](s.d.IDs), Purpose: identity.ForRegister, Claim: claim.ID, Factor: identity.FactorText,
	}.Open(claim.CreatedAt)
	who, err := s.contact(tx, claim.Party)
	if err != nil {
		return c, err
	}
	if !claim.Invitation.IsZero() && who.Phone == "" {
		claim.State = identity.ClaimConfirmed
		return c, nil
	}
	if who, err = s.withoutStopped(tx, who); err != nil {
		return c, err
	}
	c.Factor = reachable(c.Factor, who)
	code, err := identity.NewCode(s.d.Random)
	if err != nil {
		return c, err
	}
	address, err := s.sendCode(tx, from, c, who, code)
	if err != nil {
		return c, err
	}
	return c, s.users.Open(tx, c, "", address, code)
}

// withoutStopped leaves out a phone that wants no texts.
func (s *Service) withoutStopped(r engine.Reader, who parties.Party) (parties.Party, error) {
	at, err := s.d.Texts.Standing(r, who.Phone)
	if at.Stopped {
		who.Phone = ""
	}
	return who, err
}

// reachable returns the way a code goes: the wanted one, or the other when only that is on file.
func reachable(wanted identity.Factor, who parties.Party) identity.Factor {
	switch {
	case wanted == identity.FactorText && who.Phone == "" && who.Email != "":
		return identity.FactorMail
	case wanted == identity.FactorMail && who.Email == "" && who.Phone != "":
		return identity.FactorText
	}
	return wanted
}

// contact reads the contact on file. A claim without a party has none.
func (s *Service) contact(r engine.Reader, party access.PartyID) (parties.Party, error) {
	p, err := s.parties.ByID(r, party)
	if fault.Is(err, fault.NotFound) {
		return parties.Party{}, nil
	}
	return p, err
}

// sendCode puts a code on its way to a contact on file and returns the address, or none when no code went anywhere: there is no such
// contact, or it had its share of codes. Nowhere gets one in its place.
func (s *Service) sendCode(tx *engine.Tx, from From, c identity.Challenge, who parties.Party, code string) (string, error) {
	by, address, rule := notice.SMS, who.Phone, s.d.Limits.Texts
	if c.Factor == identity.FactorMail {
		by, address, rule = notice.Mail, who.Email, s.d.Limits.Mails
	}
	key := "to " + address
	if address == "" {
		key = "claim " + c.Claim.String()
	}
	for _, g := range []gate{{rule, key}, {s.d.Limits.TextsNetwork, from.Network}} {
		v, err := s.users.Take(tx, g.rule, g.key, c.SentAt)
		if err != nil {
			return "", err
		}
		if !v.Pass {
			address = ""
		}
	}
	p := courier.Parcel{
		Notice: notice.ContactCode{Code: code, Minutes: int(identity.CodeLife / time.Minute)}, By: by, To: address,
		Brand: from.Brand, Valid: identity.CodeLife,
	}
	if address == "" {
		p.To, p.Valid = nowhere(by), time.Microsecond
	} else {
		p = p.For(who)
	}
	_, err := s.d.Courier.Send(tx, p)
	return address, err
}
