// Package helping lets somebody on a contract bring in a person who helps with it: asked by mail, accepted with a sign-in of that person's own,
// bounded in what and until when, and ended by either side or the desk. What a helper may do is core/access's, and the door asks it each time.
package helping

import (
	"context"
	"io"
	"strings"
	"time"

	"marque/internal/book"
	"marque/internal/civil"
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
	"marque/internal/seal"
	"marque/internal/store/contracts"
	"marque/internal/store/engine"
	"marque/internal/store/helps"
	"marque/internal/store/parties"
	"marque/internal/store/users"
	"marque/internal/store/vehicles"
)

// Deps is what the service needs.
type Deps struct {
	Door    *door.Door
	Book    *book.Book
	Box     *seal.Box
	IDs     *id.Source
	Now     civil.Clock
	Random  io.Reader
	Courier *courier.Courier
	Sites   map[string]string // https origin by brand
}

// Service brings helpers in.
type Service struct {
	d       Deps
	helps   *helps.Store
	parties *parties.Store
	users   *users.Store
}

// New returns a service.
func New(d Deps) *Service {
	return &Service{d: d, helps: helps.New(d.Box), parties: parties.New(d.Box), users: users.New(d.Box)}
}

// Helper is a help as people read it.
type Helper struct {
	help.Help
	State   help.State
	From    string // who let the helper in
	Number  string // of the contract
	Brand   string
	Vehicle string
	As      string // the name of the sign-in that accepted, which may be another than the one asked for
}

// Party is one of the contracts that somebody can let a helper in to.
type Party struct {
	Contract contract.ID
	Number   string
	Vehicle  string
}

// Circle is who helps a person.
type Circle struct {
	Helpers   []Helper // newest first
	Contracts []Party
	Today     civil.Date
}

// Of lists who helps with the contracts that somebody is on.
func (s *Service) Of(ctx context.Context, by access.Actor) (Circle, error) {
	return s.circle(ctx, door.Pass{By: by, Do: access.HelpList, On: access.OnParty(by.Party)}, by.Party)
}

// OfCustomer lists the same for the desk, which says why. It is a part of the page on which the desk helps to sign in, so it is one look in an hour.
func (s *Service) OfCustomer(ctx context.Context, by access.Actor, party access.PartyID, why identity.Why) (Circle, error) {
	return s.circle(ctx, door.Pass{By: by, Do: access.HelpSee, On: access.OnParty(party), Note: why.Note()}, party)
}

func (s *Service) circle(ctx context.Context, pass door.Pass, party access.PartyID) (Circle, error) {
	var out Circle
	err := s.d.Door.Read(ctx, pass, func(r engine.Reader) error {
		out = Circle{}
		var err error
		if out.Today, err = s.d.Book.Today(r); err != nil {
			return err
		}
		list, err := contracts.OfParty(r, party)
		if err != nil {
			return err
		}
		for _, c := range list {
			all, err := s.helps.OnContract(r, c.ID)
			if err != nil {
				return err
			}
			p, err := partyOf(r, c)
			if err != nil {
				return err
			}
			out.Contracts = append(out.Contracts, p)
			for _, h := range all {
				told, err := s.told(r, h)
				if err != nil {
					return err
				}
				out.Helpers = append(out.Helpers, told)
			}
		}
		return nil
	})
	return out, err
}

func partyOf(r engine.Reader, c contracts.Contract) (Party, error) {
	v, err := vehicles.ByVIN(r, c.VIN)
	return Party{Contract: c.ID, Number: c.Terms.Number, Vehicle: v.Name()}, err
}

// told puts names to a help.
func (s *Service) told(r engine.Reader, h help.Help) (Helper, error) {
	out := Helper{Help: h, State: h.At(s.d.Now())}
	c, err := contracts.ByID(r, h.Contract)
	if err != nil {
		return out, err
	}
	p, err := partyOf(r, c)
	if err != nil {
		return out, err
	}
	out.Number, out.Vehicle, out.Brand = p.Number, p.Vehicle, c.Terms.Brand
	who, err := s.parties.ByID(r, h.By)
	if err != nil {
		return out, err
	}
	out.From = strings.TrimSpace(who.GivenName + " " + who.FamilyName)
	if h.User.IsZero() {
		return out, nil
	}
	u, err := s.users.ByID(r, h.User)
	if fault.Is(err, fault.NotFound) {
		return out, nil
	}
	out.As = u.Name
	return out, err
}

// Offer asks somebody by mail to help with a contract, in a language. Everybody on the contract is told.
func (s *Service) Offer(ctx context.Context, by access.Actor, on contract.ID, o help.Offer, in l10n.Locale) error {
	code, err := identity.NewInvitationCode(s.d.Random)
	if err != nil {
		return err
	}
	pass := door.Pass{By: by, Do: access.HelpOffer, On: access.OnContract(on)}
	return s.d.Door.Write(ctx, pass, func(tx *engine.Tx) error {
		if err := contracts.Lock(tx, on); err != nil { // two offers at once are counted
			return err
		}
		today, err := s.d.Book.Today(tx)
		if err != nil {
			return err
		}
		o, err := o.Check(today)
		if err != nil {
			return err
		}
		if err := s.room(tx, on, o); err != nil {
			return err
		}
		now := s.d.Now()
		h := help.Help{
			ID: id.New[help.Help](s.d.IDs), Contract: on, By: by.Party, Given: o.Given, Family: o.Family, Email: o.Email, Kind: o.Kind,
			Until: o.Until, OverAt: o.Until.AddDays(1).Start(s.d.Book.Zone()), CreatedAt: now, ExpiresAt: now.Add(help.OfferLife),
		}
		if err := s.helps.Insert(tx, h, code); err != nil {
			return err
		}
		return s.ask(tx, h, code, in)
	})
}

// room refuses one helper too many, an address that is asked already, and that of somebody on the contract.
func (s *Service) room(tx *engine.Tx, on contract.ID, o help.Offer) error {
	all, err := s.helps.OnContract(tx, on)
	if err != nil {
		return err
	}
	people, err := s.parties.OnContract(tx, on)
	if err != nil {
		return err
	}
	for _, p := range people {
		if strings.EqualFold(p.Email, o.Email) {
			return l10n.Input("email", "This is the address of somebody on the contract.", "Esta es la dirección de alguien que está en el contrato.", "Das ist die Adresse von jemandem, der im Vertrag steht.")
		}
	}
	now := s.d.Now()
	open, lately := 0, 0
	for _, h := range all {
		if h.CreatedAt.After(now.Add(-24 * time.Hour)) {
			lately++
		}
		if st := h.At(now); st == help.Offered || st == help.Open {
			open++
			if strings.EqualFold(h.Email, o.Email) {
				return l10n.Input("email", "This person is invited already, or helps. End that first to change it.",
					"Esta persona ya está invitada o ya ayuda. Termine eso primero para cambiarlo.", "Diese Person ist schon eingeladen oder hilft. Beenden Sie das zuerst, um es zu ändern.")
			}
		}
	}
	if open >= help.MostAtOnce || lately >= help.MostADay {
		return l10n.Fault(fault.Conflict, "A contract has at most %s helpers at once, and at most %s are invited in a day.",
			"Un contrato tiene como máximo %s ayudantes a la vez, y se invita como máximo a %s por día.",
			"Ein Vertrag hat höchstens %s Helfende zugleich, und am Tag werden höchstens %s eingeladen.", help.MostAtOnce, help.MostADay)
	}
	return nil
}

// ask mails the offer, and tells everybody on the contract.
func (s *Service) ask(tx *engine.Tx, h help.Help, code identity.InvitationCode, in l10n.Locale) error {
	x, err := s.told(tx, h)
	if err != nil {
		return err
	}
	_, err = s.d.Courier.Send(tx, courier.Parcel{
		Notice: notice.HelpOffered{From: x.From, Pays: h.Kind == access.HelpPay, Until: h.Until, Expires: h.ExpiresAt, Link: s.d.Sites[x.Brand] + "/helping/offer?code=" + code.Grouped()},
		By:     notice.Mail, To: h.Email, Brand: x.Brand, Given: h.Given, Locale: in, Zone: s.d.Book.Zone(), Valid: help.OfferLife,
	})
	if err != nil {
		return err
	}
	return s.tell(tx, x, notice.HelpAsked)
}

// tell tells everybody on the contract what became of a helper.
func (s *Service) tell(tx *engine.Tx, x Helper, change notice.HelpChange) error {
	people, err := s.parties.OnContract(tx, x.Contract)
	if err != nil {
		return err
	}
	name := x.Name()
	if x.As != "" {
		name = x.As
	}
	_, err = s.d.Courier.SendAll(tx, courier.Parcel{
		Notice: notice.HelpChanged{Name: name, Change: change, Pays: x.Kind == access.HelpPay, Until: x.Until, Vehicle: x.Vehicle},
		Brand:  x.Brand, Contract: x.Contract, Once: "help/" + string(change) + "/" + x.ID.String(),
	}.ForAll(people))
	return err
}
