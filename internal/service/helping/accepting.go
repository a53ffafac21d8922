package helping

import (
	"context"

	"marque/internal/core/access"
	"marque/internal/core/contract"
	"marque/internal/core/help"
	"marque/internal/core/identity"
	"marque/internal/core/notice"
	"marque/internal/courier"
	"marque/internal/door"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/l10n"
	"marque/internal/store/engine"
	"marque/internal/store/helps"
	"marque/internal/store/parties"
	"marque/internal/store/users"
)

// Which names an offer: by the code that was mailed or, for whom a person was made to register with, by its ids.
type Which struct {
	Code     string
	Contract contract.ID
	Help     help.ID
}

// find reads the offer that is named. Without the code it must have been made for whoever asks.
func (s *Service) find(r engine.Reader, by access.Actor, w Which) (help.Help, error) {
	if w.Code != "" {
		code, err := identity.ReadInvitationCode(w.Code)
		if err != nil {
			return help.Help{}, help.NoOffer()
		}
		return s.helps.ByCode(r, code)
	}
	h, err := s.helps.ByID(r, w.Contract, w.Help)
	if err == nil && (h.Party.IsZero() || h.Party != by.Party) || fault.Is(err, fault.NotFound) {
		return h, help.NoOffer()
	}
	return h, err
}

// Offered reads an offer that still stands, for whoever holds its code.
func (s *Service) Offered(ctx context.Context, by access.Actor, code string) (Helper, error) {
	var out Helper
	err := s.d.Door.Read(ctx, door.Pass{By: by, Do: access.HelpOpen, On: access.OnSystem("helping")}, func(r engine.Reader) error {
		h, err := s.find(r, by, Which{Code: code})
		if err != nil {
			return err
		}
		if st := h.At(s.d.Now()); st != help.Offered && !(st == help.Open && h.User == by.User) {
			return help.NoOffer()
		}
		out, err = s.told(r, h)
		return err
	})
	return out, err
}

// Begin makes a person for a helper who has no sign-in yet, and the code that one registers with. It may be asked for again until the offer is
// accepted: the person stays the same.
func (s *Service) Begin(ctx context.Context, brand, code string) (identity.InvitationCode, error) {
	var out identity.InvitationCode
	err := s.d.Door.Write(ctx, door.Pass{By: access.Anonymous(), Do: access.HelpOpen, On: access.OnSystem("helping"), Note: "registers"}, func(tx *engine.Tx) error {
		h, err := s.find(tx, access.Anonymous(), Which{Code: code})
		if err != nil {
			return err
		}
		if h.At(s.d.Now()) != help.Offered {
			return help.NoOffer()
		}
		if h.Party.IsZero() {
			h.Party = id.New[access.Party](s.d.IDs)
			who := parties.Party{ID: h.Party, Source: "/helpers", Ref: h.ID.String(), GivenName: h.Given, FamilyName: h.Family, Email: h.Email}
			if err := s.parties.Insert(tx, []parties.Party{who}); err != nil {
				return err
			}
			if err := helps.Update(tx, h); err != nil {
				return err
			}
		}
		i, drawn, err := identity.NewInvitation(identity.Invitation{ID: id.New[identity.Invitation](s.d.IDs), Party: h.Party, Brand: brand}, s.d.Now(), s.d.Random)
		if err != nil {
			return err
		}
		out = drawn
		return s.users.InsertInvitations(tx, []users.Drawn{{Invitation: i, Code: drawn}})
	})
	return out, err
}

// Accept makes whoever is signed in the helper, once. Everybody on the contract is told by which name.
func (s *Service) Accept(ctx context.Context, by access.Actor, w Which) (contract.ID, error) {
	var on contract.ID
	err := s.d.Door.Write(ctx, door.Pass{By: by, Do: access.HelpAccept, On: access.OnUser(by.User)}, func(tx *engine.Tx) error {
		h, err := s.find(tx, by, w)
		if err != nil {
			return err
		}
		own, err := parties.IsOn(tx, by.Party, h.Contract.String())
		if err != nil {
			return err
		}
		next, err := h.Accept(by.User, own, s.d.Now())
		if err != nil {
			return err
		}
		on = h.Contract
		if next.AcceptedAt.Equal(h.AcceptedAt) {
			return nil // pressed twice
		}
		if err := helps.Update(tx, next); err != nil {
			return err
		}
		x, err := s.told(tx, next)
		if err != nil {
			return err
		}
		return s.tell(tx, x, notice.HelpAccepted)
	})
	return on, err
}

// Mine are the contracts that somebody helps with, and what that one is asked.
type Mine struct {
	Helps  []Helper
	Offers []Helper // made for this person, and not answered
}

// Mine lists where somebody helps today.
func (s *Service) Mine(ctx context.Context, by access.Actor) (Mine, error) {
	var out Mine
	err := s.d.Door.Read(ctx, door.Pass{By: by, Do: access.HelpList, On: access.OnUser(by.User)}, func(r engine.Reader) error {
		out = Mine{}
		helping, err := s.helps.OfUser(r, by.User)
		if err != nil {
			return err
		}
		if out.Helps, err = s.only(r, helping, help.Open); err != nil {
			return err
		}
		offers, err := s.helps.OfferedTo(r, by.Party)
		if err != nil {
			return err
		}
		out.Offers, err = s.only(r, offers, help.Offered)
		return err
	})
	return out, err
}

func (s *Service) only(r engine.Reader, all []help.Help, state help.State) ([]Helper, error) {
	var out []Helper
	for _, h := range all {
		if h.At(s.d.Now()) != state {
			continue
		}
		x, err := s.told(r, h)
		if err != nil {
			return nil, err
		}
		out = append(out, x)
	}
	return out, nil
}

// Helping returns how somebody helps with a contract, or fault.NotFound.
func (s *Service) Helping(ctx context.Context, by access.Actor, on contract.ID) (Helper, error) {
	mine, err := s.Mine(ctx, by)
	if err != nil {
		return Helper{}, err
	}
	var best Helper
	for _, h := range mine.Helps {
		if h.Contract == on && (best.ID.IsZero() || h.Kind == access.HelpPay) {
			best = h
		}
	}
	if best.ID.IsZero() {
		return best, fault.New(fault.NotFound, "There is no such thing, or it is not yours to see.")
	}
	return best, nil
}

// End ends a help, or takes an offer back, by whoever is on the contract.
func (s *Service) End(ctx context.Context, by access.Actor, on contract.ID, which help.ID) error {
	return s.end(ctx, door.Pass{By: by, Do: access.HelpEnd, On: access.OnContract(on)}, on, which, help.ByCustomer)
}

// Stop does the same by the desk, which says why.
func (s *Service) Stop(ctx context.Context, by access.Actor, on contract.ID, which help.ID, why identity.Why) error {
	if err := why.Check(); err != nil {
		return err
	}
	return s.end(ctx, door.Pass{By: by, Do: access.HelpStop, On: access.OnContract(on), Note: why.Note()}, on, which, help.ByDesk)
}

// Leave ends a help by the helper.
func (s *Service) Leave(ctx context.Context, by access.Actor, on contract.ID) error {
	x, err := s.Helping(ctx, by, on)
	if err != nil {
		return err
	}
	return s.end(ctx, door.Pass{By: by, Do: access.HelpLeave, On: access.OnContract(on)}, on, x.ID, help.ByHelper)
}

func (s *Service) end(ctx context.Context, pass door.Pass, on contract.ID, which help.ID, as help.Ending) error {
	return s.d.Door.Write(ctx, pass, func(tx *engine.Tx) error {
		h, err := s.helps.ByID(tx, on, which)
		if err != nil {
			return err
		}
		accepted := !h.User.IsZero()
		next, changed := h.End(as, s.d.Now())
		if !changed {
			return nil
		}
		if err := helps.Update(tx, next); err != nil {
			return err
		}
		x, err := s.told(tx, next)
		if err != nil {
			return err
		}
		if err := s.tell(tx, x, notice.HelpOver); err != nil || !accepted || as == help.ByHelper {
			return err
		}
		return s.tellHelper(tx, x)
	})
}

// tellHelper tells a helper that it is over, at the address of that one's own sign-in.
func (s *Service) tellHelper(tx *engine.Tx, x Helper) error {
	u, err := s.users.ByID(tx, x.User)
	if err != nil {
		return err
	}
	p := courier.Parcel{Notice: notice.HelpEnded{From: x.From}, By: notice.Mail, Brand: x.Brand, To: u.Email, Locale: l10n.EnUS, Once: "help/over/" + x.ID.String()}
	who, err := s.parties.ByID(tx, u.Party)
	if err == nil {
		p = p.For(who)
		p.To = who.Email
	}
	if err != nil && !fault.Is(err, fault.NotFound) || p.To == "" {
		return err
	}
	_, err = s.d.Courier.Send(tx, p)
	return err
}
