package onboarding

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"time"

	"marque/internal/book"
	"marque/internal/core/identity"
	"marque/internal/core/notice"
	"marque/internal/courier"
	"marque/internal/id"
	"marque/internal/l10n"
	"marque/internal/store/contracts"
	"marque/internal/store/feeds"
	"marque/internal/store/parties"
	"marque/internal/store/users"
	"marque/internal/store/vehicles"
)

// write does what was planned: contracts that exist are locked first and in one order, then everything new is added.
func (p *plan) write() error {
	news := make([]book.News, len(p.touched))
	for i, h := range p.touched {
		news[i] = book.News{Contract: h.id, Events: h.events}
	}
	if err := p.s.d.Book.AppendAll(p.tx, news); err != nil {
		return err
	}
	for _, step := range []func() error{p.writePeople, p.writeVehicles, p.writeContracts, p.writeInvitations, p.writeTidings, p.writeHeld, p.writeReceipts} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

func (p *plan) writePeople() error {
	var fresh []parties.Party
	for _, key := range slices.Sorted(maps.Keys(p.people)) {
		switch who := p.people[key]; who.state {
		case added:
			fresh = append(fresh, who.Party)
		case changed:
			if err := p.meet(who); err != nil {
				return err
			}
			if err := p.s.parties.Update(p.tx, who.Party); err != nil {
				return err
			}
		}
	}
	return p.s.parties.Insert(p.tx, fresh)
}

func (p *plan) writeVehicles() error {
	var fresh []vehicles.Vehicle
	for _, vin := range slices.Sorted(maps.Keys(p.vehicles)) {
		switch c := p.vehicles[vin]; c.state {
		case added:
			fresh = append(fresh, c.vehicle)
		case changed:
			if err := vehicles.Update(p.tx, c.vehicle); err != nil {
				return err
			}
		}
	}
	if err := vehicles.Insert(p.tx, fresh); err != nil {
		return err
	}
	return vehicles.Record(p.tx, p.facts)
}

func (p *plan) writeContracts() error {
	var members []parties.Member
	openings := make([]book.Opening, len(p.opened))
	for i, h := range p.opened {
		openings[i] = book.Opening{ID: h.id, Terms: h.terms, VIN: h.vin, Events: h.events}
		members = append(members, h.members...)
	}
	if _, err := p.s.d.Book.Open(p.tx, openings...); err != nil {
		return err
	}
	for _, h := range p.joined {
		members = append(members, h.members...)
	}
	if err := parties.Attach(p.tx, members); err != nil {
		return err
	}
	return contracts.AddAmendments(p.tx, p.amended)
}

func (p *plan) writeReceipts() error {
	var fresh []feeds.Receipt
	for _, key := range slices.Sorted(maps.Keys(p.receipts)) {
		switch r := p.receipts[key]; r.state {
		case added:
			fresh = append(fresh, r.Receipt)
		case changed:
			if err := feeds.Replace(p.tx, r.Receipt); err != nil {
				return err
			}
		}
	}
	return feeds.Insert(p.tx, fresh)
}

// writeInvitations asks everybody on a new contract who has no sign-in yet to register. The code goes to the address on file; who has
// none registers with the facts of the contract or with a letter.
func (p *plan) writeInvitations() error {
	if p.o.Quiet {
		return nil
	}
	var drawn []users.Drawn
	var post []courier.Parcel
	for _, h := range slices.Concat(p.opened, p.joined) {
		for _, who := range h.invite {
			wanted, err := p.invitable(who)
			if err != nil {
				return err
			}
			if !wanted {
				continue
			}
			d, parcel, err := p.invite(h, who)
			if err != nil {
				return err
			}
			drawn, post = append(drawn, d), append(post, parcel)
		}
	}
	if err := p.s.users.InsertInvitations(p.tx, drawn); err != nil {
		return err
	}
	_, err := p.s.d.Courier.SendAll(p.tx, post)
	return err
}

// invitable tells whether somebody has an address and no sign-in yet.
func (p *plan) invitable(who *person) (bool, error) {
	if who.Email == "" || who.state == added { // somebody new cannot have registered
		return who.Email != "", nil
	}
	registered, err := p.s.users.PartyHasUser(p.tx, who.ID)
	return !registered, err
}

func (p *plan) invite(h *holder, who *person) (users.Drawn, courier.Parcel, error) {
	if h.name == "" {
		v, err := vehicles.ByVIN(p.tx, h.vin)
		if err != nil {
			return users.Drawn{}, courier.Parcel{}, err
		}
		h.name = v.Name()
	}
	i, code, err := identity.NewInvitation(identity.Invitation{
		ID: id.New[identity.Invitation](p.s.d.IDs), Party: who.ID, Brand: h.terms.Brand,
	}, p.now, p.s.d.Random)
	if err != nil {
		return users.Drawn{}, courier.Parcel{}, fmt.Errorf("draw an invitation: %w", err)
	}
	locale := l10n.Match(who.Locale)
	return users.Drawn{Invitation: i, Code: code}, courier.Parcel{
		Notice: notice.Invitation{Link: p.s.d.Brands[h.terms.Brand].Site + "/register?code=" + code.Grouped(), Code: code.Grouped(), Vehicle: h.name, Expires: i.ExpiresAt},
		By:     notice.Mail, To: who.Email, Brand: h.terms.Brand, Given: who.GivenName, Locale: locale, Zone: zoneOf(cmp.Or(who.Zone, who.Address.TimeZone)),
		Party: who.ID, Contract: h.id, Valid: identity.InvitationLife,
	}, nil
}

// zoneOf is the reader's time zone; nil, the lender's, when there is none.
func zoneOf(name string) *time.Location {
	if name == "" {
		return nil
	}
	zone, err := time.LoadLocation(name)
	if err != nil {
		return nil
	}
	return zone
}
