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
	locale := l10n.Match(who.Locale)
	reference := "I-" + strings.ToUpper(i.ID.String()[28:])
	file, err := paper.Letter(statement.Letter{
		Title:     l10n.T("Your online account is ready to set up", "Su cuenta en línea está lista para activarse", "Ihr Online-Zugang kann eingerichtet werden").In(locale),
		Reference: reference, Issued: civil.On(i.CreatedAt, s.zone(who)), Locale: locale.Tag(), Brand: brand,
		Recipient: recipientOf(who), Contract: statement.Facts{Number: c.Terms.Number, Currency: c.Terms.Currency}, Parts: invitationParts(locale, brand, code, civil.On(i.ExpiresAt, s.zone(who))),
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

func invitationParts(l l10n.Locale, brand statement.Brand, code identity.InvitationCode, until civil.Date) []statement.Part {
	say := func(en, es, de string, args ...any) string { return l10n.T(en, es, de, args...).In(l) }
	return []statement.Part{
		{Paragraphs: []string{say("Your contract is active. Online you see your balance, make payments and read your statements.",
			"Su contrato está activo. En línea puede ver su saldo, hacer pagos y leer sus estados de cuenta.",
			"Ihr Vertrag läuft. Online sehen Sie Ihren Saldo, machen Zahlungen und lesen Ihre Kontoauszüge.")}},
		{Heading: say("How to set it up", "Cómo activarla", "So richten Sie ihn ein"), Items: []string{
			say("Open %s/register on a computer or phone.", "Abra %s/register en una computadora o un teléfono.", "Öffnen Sie %s/register auf einem Computer oder Telefon.",
				strings.TrimPrefix(brand.Site, "https://")),
			say("Choose \"I have an invitation code\" and type the code below. Capital letters and hyphens do not matter.",
				"Elija \"Tengo un código de invitación\" y escriba el código de abajo. Las mayúsculas y los guiones no importan.",
				"Wählen Sie „Ich habe einen Einladungscode“ und geben Sie den Code unten ein. Großbuchstaben und Bindestriche spielen keine Rolle."),
			say("We text a code to the phone on your contract, if there is one. Then choose a username and a password.",
				"Enviamos un código al teléfono de su contrato, si hay uno. Después elija un nombre de usuario y una contraseña.",
				"Wir senden einen Code an das Telefon in Ihrem Vertrag, wenn es eines gibt. Danach wählen Sie einen Benutzernamen und ein Passwort."),
		}, Facts: []statement.Fact{
			{Name: say("Your code", "Su código", "Ihr Code"), Value: code.Grouped()},
			{Name: say("It works once, until", "Sirve una sola vez, hasta el", "Er gilt einmal, bis zum"), Value: l.DateLong(until)},
		}},
		{Heading: say("Keep this letter to yourself", "No comparta esta carta", "Behalten Sie dieses Schreiben für sich"), Paragraphs: []string{
			say("We will never ask you for the code by phone, text or email. If you did not take out this contract, please call us.",
				"Nunca le pediremos el código por teléfono, mensaje de texto ni correo electrónico. Si usted no firmó este contrato, llámenos.",
				"Wir fragen nie am Telefon, per SMS oder E-Mail nach dem Code. Wenn Sie diesen Vertrag nicht abgeschlossen haben, rufen Sie uns bitte an."),
		}},
	}
}

// zone is where a person reads a letter.
func (s *Service) zone(who parties.Party) *time.Location {
	if zone, err := time.LoadLocation(who.Zone); err == nil {
		return zone
	}
	return time.UTC
}
