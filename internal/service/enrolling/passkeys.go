package enrolling

import (
	"context"
	"errors"

	"marque/internal/core/access"
	"marque/internal/core/identity"
	"marque/internal/core/passkey"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/l10n"
	"marque/internal/store/engine"
)

// AskPasskey opens the question for a passkey in the place of a password and returns the options for navigator.credentials.create. The
// username is checked first: the authenticator shows it.
func (s *Service) AskPasskey(ctx context.Context, from From, token identity.Token, username string) ([]byte, error) {
	if !from.Site.Works() {
		return nil, passkey.Elsewhere()
	}
	claim, who, err := s.claim(ctx, token, identity.ClaimConfirmed, identity.ClaimChosen)
	if err != nil {
		return nil, err
	}
	name, err := s.username(ctx, username)
	if err != nil {
		return nil, err
	}
	challenge, err1 := passkey.NewChallenge(s.d.Random)
	handle, err2 := passkey.NewHandle(s.d.Random)
	if err := errors.Join(err1, err2); err != nil {
		return nil, err
	}
	c := passkey.Ceremony{ID: id.New[passkey.Ceremony](s.d.IDs), Purpose: passkey.ForRegister, Site: from.Site, Claim: claim.ID, Handle: handle}
	if err := s.openCeremony(ctx, from, c, challenge); err != nil {
		return nil, err
	}
	return from.Site.AskNew(challenge, passkey.Owner{Handle: handle, Name: name, Display: who.GivenName + " " + who.FamilyName}, nil)
}

// openCeremony keeps the question, as often as strangers of one network may ask.
func (s *Service) openCeremony(ctx context.Context, from From, c passkey.Ceremony, challenge passkey.Challenge) error {
	var told error
	err := s.d.Door.Write(ctx, anonymous(access.SignInCount, ""), func(tx *engine.Tx) error {
		told = nil
		now := s.d.Now()
		v, err := s.users.Take(tx, s.d.Limits.Passkeys, from.Network, now)
		if err != nil {
			return err
		}
		if !v.Pass {
			told = l10n.Later(v.Until.Sub(now), "There were too many tries. Please wait a moment and try again.",
				"Hubo demasiados intentos. Espere un momento e inténtelo de nuevo.",
				"Es gab zu viele Versuche. Bitte warten Sie einen Moment, und versuchen Sie es noch einmal.")
			return nil
		}
		return s.users.OpenCeremony(tx, c.Begin(now), challenge)
	})
	return errors.Join(err, told)
}

// Chosen is what is typed and answered at the step that chooses how to sign in.
type Chosen struct {
	Username string
	Passkey  []byte // the browser's answer
	Name     string // how the passkey is called, such as "Firefox on Linux"
}

// ChoosePasskey takes a username and a new passkey, in the place of a password. It may be called again until the registration is finished.
func (s *Service) ChoosePasskey(ctx context.Context, from From, token identity.Token, chosen Chosen) (Progress, error) {
	claim, who, err := s.claim(ctx, token, identity.ClaimConfirmed, identity.ClaimChosen)
	if err != nil {
		return Progress{}, err
	}
	username, err := s.username(ctx, chosen.Username)
	if err != nil {
		return Progress{}, err
	}
	key, err := s.made(ctx, from, claim, chosen)
	if err != nil {
		return Progress{}, err
	}
	var p Progress
	err = s.d.Door.Write(ctx, anonymous(access.UserRegisterTry, "sign-in by passkey chosen"), func(tx *engine.Tx) error {
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
		if err := s.users.BindPasskey(tx, key); err != nil {
			return err
		}
		claim.State, claim.Username, claim.Password = identity.ClaimChosen, username, ""
		p = progress(token, claim, identity.Challenge{})
		p.Given = who.GivenName
		return s.users.KeepClaim(tx, claim)
	})
	return p, err
}

// made uses up the question and proves the new key. What is wrong with it is told in one sentence and kept in the audit.
func (s *Service) made(ctx context.Context, from From, claim identity.Claim, chosen Chosen) (passkey.Passkey, error) {
	if len(chosen.Passkey) == 0 {
		return passkey.Passkey{}, passkey.Missing()
	}
	made, err := passkey.ReadNew(chosen.Passkey)
	if err != nil {
		return passkey.Passkey{}, err
	}
	var c passkey.Ceremony
	err = s.d.Door.Write(ctx, anonymous(access.SignInCount, ""), func(tx *engine.Tx) error {
		var err error
		c, err = s.users.TakeCeremony(tx, made.Challenge, s.d.Now())
		return err
	})
	if err != nil {
		return passkey.Passkey{}, err
	}
	if c.Purpose != passkey.ForRegister || c.Claim != claim.ID || c.Site != from.Site || !c.Alive(s.d.Now()) {
		return passkey.Passkey{}, passkey.Over()
	}
	key, err := made.Accept(c)
	if err != nil {
		err := s.d.Door.Write(ctx, anonymous(access.UserRegisterTry, "passkey refused: "+err.Error()), func(*engine.Tx) error { return nil })
		return passkey.Passkey{}, errors.Join(err, passkey.NotMade())
	}
	name, err := passkey.ReadName(chosen.Name)
	if fault.Of(err) != nil {
		name = "Passkey"
	}
	return passkey.Passkey{
		ID: id.New[passkey.Passkey](s.d.IDs), Claim: claim.ID, Handle: c.Handle, Host: c.Site.Host, Name: name, Key: key, CreatedAt: s.d.Now(),
	}, nil
}
