package parties

import (
	"fmt"
	"time"

	"marque/internal/core/access"
	"marque/internal/core/identity"
	"marque/internal/fault"
	"marque/internal/seal"
	"marque/internal/store/engine"
)

// mostContacts bounds the changes of one person that are listed: the newest count.
const mostContacts = 50

func contactPlace(column string, change identity.ContactID) seal.Place {
	return seal.Place{Table: "contacts", Column: column, Row: change.String()}
}

// SetContact changes an e-mail address or telephone of a party, and keeps what it replaced.
func (s *Store) SetContact(tx *engine.Tx, c identity.Contact) error {
	if err := s.writeContact(tx, c); err != nil {
		return err
	}
	return s.NoteContact(tx, c)
}

// writeContact changes the party's row only.
func (s *Store) writeContact(tx *engine.Tx, c identity.Contact) error {
	column, index := "email", s.emailIndex(c.Address)
	if c.Kind == identity.ContactPhone {
		column, index = "phone", s.phoneIndex(c.Address)
	}
	sealed, err := s.box.Seal(place(column, c.Party), c.Address)
	if err != nil {
		return err
	}
	var n int64
	if c.Kind == identity.ContactPhone {
		n, err = tx.Exec(`update parties set phone = $2, phone_index = $3 where id = $1`, c.Party, sealed, index)
	} else {
		n, err = tx.Exec(`update parties set email = $2, email_index = $3 where id = $1`, c.Party, sealed, index)
	}
	if err != nil {
		return fmt.Errorf("set contact: %w", err)
	}
	if n != 1 {
		return errNoParty()
	}
	return nil
}

// NoteContact keeps that a contact changed; who wrote the party's row itself calls it alone.
func (s *Store) NoteContact(tx *engine.Tx, c identity.Contact) error {
	address, err := s.box.Seal(contactPlace("address", c.ID), c.Address)
	if err != nil {
		return err
	}
	former, err := s.box.Seal(contactPlace("former", c.ID), c.Former)
	if err != nil {
		return err
	}
	_, err = tx.Exec(`insert into contacts (id, party_id, kind, address, former, since, told_by, reverted_at) values ($1, $2, $3, $4, $5, $6, $7, 0)`,
		c.ID, c.Party, string(c.Kind), address, former, engine.Micros(c.Since), c.By)
	if err != nil {
		return fmt.Errorf("note contact: %w", err)
	}
	return nil
}

// ContactChanges lists the changes of a party's contacts that were not taken back, newest first.
func (s *Store) ContactChanges(r engine.Reader, party access.PartyID) ([]identity.Contact, error) {
	rows, err := r.Query(`select id, party_id, kind, address, former, since, told_by from contacts
		where party_id = $1 and reverted_at = 0 order by id desc limit $2`, party, mostContacts)
	return engine.All(rows, err, func(rows *engine.Rows) (identity.Contact, error) { return s.scanContact(rows) })
}

// ContactChange reads one change that was not taken back.
func (s *Store) ContactChange(r engine.Reader, change identity.ContactID) (identity.Contact, error) {
	c, err := s.scanContact(r.QueryRow(`select id, party_id, kind, address, former, since, told_by from contacts where id = $1 and reverted_at = 0`, change))
	if engine.NoRows(err) {
		return c, fault.New(fault.NotFound, "There is no such change.")
	}
	return c, err
}

func (s *Store) scanContact(row interface{ Scan(into ...any) error }) (identity.Contact, error) {
	var c identity.Contact
	var address, former []byte
	var since int64
	if err := row.Scan(&c.ID, &c.Party, (*string)(&c.Kind), &address, &former, &since, &c.By); err != nil {
		return c, err
	}
	c.Since = engine.FromMicros(since)
	var err error
	if c.Address, err = s.box.Open(contactPlace("address", c.ID), address); err != nil {
		return c, err
	}
	c.Former, err = s.box.Open(contactPlace("former", c.ID), former)
	return c, err
}

// TakeBack marks a change as taken back, with every later one of its kind, and puts the address back that stood before. Of two at once
// only one is told true.
func (s *Store) TakeBack(tx *engine.Tx, c identity.Contact, at time.Time) (bool, error) {
	n, err := tx.Exec(`update contacts set reverted_at = $4 where party_id = $1 and kind = $2 and id >= $3 and reverted_at = 0`,
		c.Party, string(c.Kind), c.ID, engine.Micros(at))
	if err != nil {
		return false, fmt.Errorf("take back contact: %w", err)
	}
	if n == 0 {
		return false, nil
	}
	c.Address = c.Former
	return true, s.writeContact(tx, c)
}

// Contacts returns the addresses of a party that count now, each with the instant since when; zero is since the contract came. Who helps
// a person by an address asks for one that is not new.
func (s *Store) Contacts(r engine.Reader, party access.PartyID) ([]identity.Contact, error) {
	p, err := s.ByID(r, party)
	if err != nil {
		return nil, err
	}
	changes, err := s.ContactChanges(r, party)
	if err != nil {
		return nil, err
	}
	var out []identity.Contact
	for _, c := range []identity.Contact{{Kind: identity.ContactEmail, Address: p.Email}, {Kind: identity.ContactPhone, Address: p.Phone}} {
		c.Party = party
		for _, change := range changes {
			if change.Kind == c.Kind {
				c.ID, c.Former, c.Since, c.By = change.ID, change.Former, change.Since, change.By
				break // the newest
			}
		}
		if c.Address != "" {
			out = append(out, c)
		}
	}
	return out, nil
}

// Unreached lists people on contracts who have no e-mail address, no sign-in and no invitation that still works at an instant.
func Unreached(r engine.Reader, at time.Time, most int) ([]Member, error) {
	rows, err := r.Query(`select m.contract_id, m.party_id, m.role, m.position from contract_parties m join parties p on p.id = m.party_id
		where p.email_index is null and not exists (select 1 from users u where u.party_id = p.id)
		and not exists (select 1 from invitations i where i.party_id = p.id and i.used_at = 0 and i.expires_at > $1)
		order by m.party_id, m.contract_id limit $2`, engine.Micros(at), most)
	all, err := engine.All(rows, err, func(rows *engine.Rows) (Member, error) {
		var m Member
		err := rows.Scan(&m.Contract, &m.Party, &m.Role, &m.Position)
		return m, err
	})
	if err != nil {
		return nil, fmt.Errorf("find people who cannot be mailed: %w", err)
	}
	return all, nil
}
