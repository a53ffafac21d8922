package enrolling

import (
	"context"
	"strings"
	"time"

	"marque/internal/civil"
	"marque/internal/core/access"
	"marque/internal/core/identity"
	"marque/internal/core/statement"
	"marque/internal/door"
	"marque/internal/id"
	"marque/internal/l10n"
	"marque/internal/paper"
	"marque/internal/store/contracts"
	"marque/internal/store/engine"
	"marque/internal/store/parties"
	"marque/internal/store/users"
)

// Letter is an invitation on paper. Its code stands in the file only.
type Letter struct {
	Reference string // fit for a file's name; tells nothing
	File      []byte // PDF
}

// mostLetters bounds one call: the next one writes those that are left.
const mostLetters = 100

// Letters draws invitations for people on a contract who have no e-mail address, no sign-in and no open invitation, and sets each as a letter
// to the address on the contract. Who has one already gets no second while its code works.
func (s *Service) Letters(ctx context.Context, by access.Actor) ([]Letter, error) {
	var out []Letter
	pass := door.Pass{By: by, Do: access.UserInvite, On: access.OnSystem("registration"), Note: "on paper"}
	err := s.d.Door.Write(ctx, pass, func(tx *engine.Tx) error {
		out = nil
		members, err := parties.Unreached(tx, s.d.Now(), mostLetters)
		if err != nil {
			return err
		}
		seen := map[access.PartyID]bool{}
		for _, m := range members {
			if seen[m.Party] {
				continue // on two contracts: one sign-in is enough
			}
			seen[m.Party] = true
			l, err := s.letter(tx, m)
			if err != nil {
				return err
			}
			out = append(out, l)
		}
		return nil
	})
	return out, err
}

// letter draws one invitation and writes it.
func (s *Service) letter(tx *engine.Tx, m parties.Member) (Letter, error) {
	c, err := contracts.ByID(tx, m.Contract)
	if err != nil {
		return Letter{}, err
	}
	who, err := s.parties.ByID(tx, m.Party)
	if err != nil {
		return Letter{}, err
	}
	i, code, err := identity.NewInvitation(identity.Invitation{
		ID: id.New[identity.Invitation](s.d.IDs), Party: m.Party, Brand: c.Terms.Brand,
	}, s.d.Now(), s.d.Random)
	if err != nil {
		return Letter{}, err
	}
	if err := s.users.InsertInvitations(tx, []users.Drawn{{Invitation: i, Code: code}}); err != nil {
		return Letter{}, err
	}
	brand := s.d.Brands[c.Terms.Brand]
	reference := "I-" + strings.ToUpper(i.ID.String()[28:])
	file, err := paper.Letter(statement.Letter{
		Title: "Your online account is ready to set up", Reference: reference, Issued: civil.On(i.CreatedAt, s.zone(who)), Locale: l10n.EnUS.Tag(), Brand: brand,
		Recipient: recipientOf(who), Contract: statement.Facts{Number: c.Terms.Number, Currency: c.Terms.Currency}, Parts: invitationParts(brand, code, i, s.zone(who)),
	})
	return Letter{Reference: reference, File: file.Bytes}, err
}

func recipientOf(who parties.Party) statement.Recipient {
	a := who.Address
	r := statement.Recipient{Names: []string{strings.TrimSpace(who.GivenName + " " + who.FamilyName)}}
	for _, line := range []string{a.Line1, a.Line2, strings.TrimSpace(a.City + ", " + a.Region + " " + a.PostalCode)} {
		if strings.Trim(line, ", ") != "" {
			r.Address = append(r.Address, line)
		}
	}
	return r
}

func invitationParts(brand statement.Brand, code identity.InvitationCode, i identity.Invitation, zone *time.Location) []statement.Part {
	host := strings.TrimPrefix(brand.Site, "https://")
	return []statement.Part{
		{Paragraphs: []string{"Your contract is active. Online you see your balance, make payments and read your statements."}},
		{Heading: "How to set it up", Items: []string{
			"Open " + host + "/register on a computer or phone.",
			"Choose \"I have an invitation\" and type the code below. Capital letters and hyphens do not matter.",
			"We text a code to the phone on your contract, if there is one. Then choose a username and a password.",
		}, Facts: []statement.Fact{
			{Name: "Your code", Value: code.Grouped()},
			{Name: "It works once, until", Value: l10n.EnUS.DateLong(civil.On(i.ExpiresAt, zone))},
		}},
		{Heading: "Keep this letter to yourself", Paragraphs: []string{
			"We will never ask you for the code by phone, text or email. If you did not take out this contract, please call us.",
		}},
	}
}

// zone is where a person reads a letter.
func (s *Service) zone(who parties.Party) *time.Location {
	if zone, err := time.LoadLocation(who.Address.TimeZone); err == nil {
		return zone
	}
	return time.UTC
}
