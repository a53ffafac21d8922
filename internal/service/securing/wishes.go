package securing

import (
	"context"
	"time"

	"marque/internal/core/access"
	"marque/internal/core/identity"
	"marque/internal/core/notice"
	"marque/internal/door"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/l10n"
	"marque/internal/store/engine"
	"marque/internal/store/parties"
	"marque/internal/store/wishes"
)

// Profile is what a person has told us to do, apart from signing in.
type Profile struct {
	Account
	Wishes   notice.Wishes
	Consents []identity.Consent // the newest decision of each kind
	Looks    []Look             // newest first
}

// Profile reads everything that the profile page shows, on one snapshot.
func (s *Service) Profile(ctx context.Context, v identity.Session) (Profile, error) {
	var out Profile
	err := s.d.Door.Read(ctx, own(v, access.SessionList, ""), func(r engine.Reader) error {
		var err error
		if out, err = s.profile(r, v.User); err != nil {
			return err
		}
		out.Looks, err = s.looks(r, v.User)
		return err
	})
	return out, err
}

// Viewed reads the same for one of the staff who sees the page as the customer does, save who looked: that is told to the customer alone.
func (s *Service) Viewed(ctx context.Context, by access.Actor) (Profile, error) {
	var out Profile
	err := s.d.Door.Read(ctx, door.Pass{By: by, Do: access.ViewProfile, On: access.OnParty(by.Party)}, func(r engine.Reader) error {
		u, err := s.users.ByParty(r, by.Party)
		if fault.Is(err, fault.NotFound) {
			u, err = identity.User{Party: by.Party}, nil
		}
		if err == nil {
			out, err = s.profile(r, u)
		}
		return err
	})
	return out, err
}

func (s *Service) profile(r engine.Reader, u identity.User) (Profile, error) {
	var out Profile
	if err := s.contacts(r, u, &out.Account); err != nil {
		return out, err
	}
	var err error
	if out.Wishes, err = wishes.Of(r, u.Party); err != nil {
		return out, err
	}
	all, err := s.users.Consents(r, u.ID)
	out.Consents = identity.Standing(all)
	return out, err
}

// Wish keeps what a person wants to be told. The first wish for texts is a consent to them, and the last one that goes withdraws it.
func (s *Service) Wish(ctx context.Context, v identity.Session, network string, w notice.Wishes) error {
	w = w.Kept()
	return s.d.Door.Write(ctx, own(v, access.NoticeChoose, ""), func(tx *engine.Tx) error {
		before, err := wishes.Of(tx, v.User.Party)
		if err != nil {
			return err
		}
		if before.Texts() != w.Texts() {
			if err := s.consent(tx, v, identity.Consent{Kind: identity.ConsentTexts, Given: w.Texts(), Network: network}); err != nil {
				return err
			}
		}
		return wishes.Keep(tx, v.User.Party, w, s.d.Now())
	})
}

// consent keeps a decision as evidence, with the wording of today.
func (s *Service) consent(tx *engine.Tx, v identity.Session, c identity.Consent) error {
	c.Version, c.At = c.Kind.Version(), s.d.Now()
	return s.users.Consent(tx, id.New[identity.Consent](s.d.IDs), v.User.ID, c)
}

// Withdraw takes a consent back. Without that to texts none come but those that keep the account safe.
func (s *Service) Withdraw(ctx context.Context, v identity.Session, network string, kind identity.ConsentKind) error {
	c := identity.Consent{Kind: kind, Network: network, Version: kind.Version()}
	if err := identity.CheckConsents([]identity.Consent{c}); err != nil {
		return err
	}
	return s.d.Door.Write(ctx, own(v, access.ConsentGive, "withdrawn: "+string(kind)), func(tx *engine.Tx) error {
		if err := s.consent(tx, v, c); err != nil || kind != identity.ConsentTexts {
			return err
		}
		w, err := wishes.Of(tx, v.User.Party)
		if err != nil {
			return err
		}
		w.Text = nil
		return wishes.Keep(tx, v.User.Party, w, s.d.Now())
	})
}

// ChooseZone keeps the time zone in which a person reads instants: on pages, in letters, and for the quiet hours of texts.
func (s *Service) ChooseZone(ctx context.Context, v identity.Session, name string) error {
	if _, err := time.LoadLocation(name); err != nil || name == "" || name == "Local" || len(name) > mostZone {
		return l10n.Input("zone", "Choose a time zone from the list.", "Elija una zona horaria de la lista.", "Wählen Sie eine Zeitzone aus der Liste.")
	}
	return s.d.Door.Write(ctx, own(v, access.ZoneChoose, name), func(tx *engine.Tx) error {
		return parties.ChooseZone(tx, v.User.Party, name)
	})
}

// mostZone is longer than any name in the time zone database.
const mostZone = 64
