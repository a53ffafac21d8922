// Package parties keeps the people on contracts and their relation to contracts. Personal data is sealed; what must be found again
// (e-mail, telephone, birth date) has a blind index. Who may look is the door's business.
package parties

import (
	"errors"
	"fmt"
	"strings"

	"marque/internal/civil"
	"marque/internal/core/access"
	"marque/internal/core/contract"
	"marque/internal/core/feed"
	"marque/internal/core/identity"
	"marque/internal/seal"
	"marque/internal/store/engine"
)

// Party is a person on a contract, opened.
type Party struct {
	ID         access.PartyID
	Source     string // the system that told us, such as "/retail/core"
	Ref        string // that system's own reference; unique within the source
	GivenName  string
	FamilyName string
	BirthDate  civil.Date // none when not given
	Email      string     // empty when not given
	Phone      string     // E.164, empty when not given
	TaxIDLast4 string     // empty when not given
	Locale     string     // BCP 47: the language that the person chose or, before that, the one that the source named; empty is unknown
	Zone       string     // IANA: the time zone that the person chose or, before that, that of the address; empty is unknown
	Address    Address
	Told       feed.Told
}

// Address is where a party lives.
type Address struct {
	Line1, Line2, City, Region, PostalCode, Country, TimeZone string
}

// Store seals and opens the parties' rows.
type Store struct{ box *seal.Box }

// New returns a store that seals with the box.
func New(box *seal.Box) *Store { return &Store{box: box} }

// Insert adds parties.
func (s *Store) Insert(tx *engine.Tx, people []Party) error {
	rows := make([][]any, len(people))
	for i := range people {
		sealed, err := s.seal(&people[i])
		if err != nil {
			return err
		}
		rows[i] = sealed.row(&people[i])
	}
	columns := []string{
		"id", "source", "ref", "given_name", "family_name", "given_norm", "family_norm", "birth_date", "birth_index", "email", "email_index",
		"phone", "phone_index", "tax_id_last4", "locale", "line1", "line2", "city", "region", "postal_code", "country", "time_zone", "told_at", "told_by",
	}
	if err := tx.Insert("parties", columns, rows); err != nil {
		return fmt.Errorf("insert parties: %w", err)
	}
	return nil
}

// Update writes a party's data anew; id, source and ref stay.
func (s *Store) Update(tx *engine.Tx, p Party) error {
	sealed, err := s.seal(&p)
	if err != nil {
		return err
	}
	n, err := tx.Exec(`update parties set given_name = $4, family_name = $5, given_norm = $6, family_norm = $7, birth_date = $8,
		birth_index = $9, email = $10, email_index = $11, phone = $12, phone_index = $13, tax_id_last4 = $14, locale = $15, line1 = $16,
		line2 = $17, city = $18, region = $19, postal_code = $20, country = $21, time_zone = $22, told_at = $23, told_by = $24
		where id = $1 and source = $2 and ref = $3`, sealed.row(&p)...)
	if err != nil {
		return fmt.Errorf("update party %s: %w", p.ID, err)
	}
	if n != 1 {
		return errNoParty()
	}
	return nil
}

// Choose keeps the language that a party has chosen; what a source says of it later changes nothing. Not again unless over: then only the first
// choice is kept.
func Choose(tx *engine.Tx, party access.PartyID, locale string, over bool) error {
	_, err := tx.Exec(`update parties set chosen_locale = $2 where id = $1 and ($3 or chosen_locale = '')`, party, locale, over)
	if err != nil {
		return fmt.Errorf("choose language of party %s: %w", party, err)
	}
	return nil
}

// ChooseZone keeps the time zone that a party has chosen; what a source says of an address later changes nothing.
func ChooseZone(tx *engine.Tx, party access.PartyID, zone string) error {
	if _, err := tx.Exec(`update parties set chosen_zone = $2 where id = $1`, party, zone); err != nil {
		return fmt.Errorf("choose time zone of party %s: %w", party, err)
	}
	return nil
}

// ByID reads one party.
func (s *Store) ByID(r engine.Reader, party access.PartyID) (Party, error) {
	return s.one(r.QueryRow(`select id, source, ref, given_name, family_name, birth_date, email, phone, tax_id_last4, coalesce(nullif(chosen_locale, ''), locale), line1, line2,
		city, region, postal_code, country, time_zone, told_at, told_by, coalesce(nullif(chosen_zone, ''), time_zone) from parties where id = $1`, party))
}

// ByRef reads the party that a source calls by this reference.
func (s *Store) ByRef(r engine.Reader, source, ref string) (Party, error) {
	return s.one(r.QueryRow(`select id, source, ref, given_name, family_name, birth_date, email, phone, tax_id_last4, coalesce(nullif(chosen_locale, ''), locale), line1, line2,
		city, region, postal_code, country, time_zone, told_at, told_by, coalesce(nullif(chosen_zone, ''), time_zone) from parties where source = $1 and ref = $2`, source, ref))
}

// ByRefs reads those of a source's parties that are stored.
func (s *Store) ByRefs(r engine.Reader, source string, refs []string) ([]Party, error) {
	var all []Party
	for _, group := range engine.Groups(refs) {
		rows, err := r.Query(`select id, source, ref, given_name, family_name, birth_date, email, phone, tax_id_last4, coalesce(nullif(chosen_locale, ''), locale), line1, line2,
			city, region, postal_code, country, time_zone, told_at, told_by, coalesce(nullif(chosen_zone, ''), time_zone) from parties
			where source = $1 and ref in ($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)`,
			append([]any{source}, group...)...)
		found, err := engine.All(rows, err, func(rows *engine.Rows) (Party, error) { return s.scan(rows) })
		if err != nil {
			return nil, fmt.Errorf("read parties: %w", err)
		}
		all = append(all, found...)
	}
	return all, nil
}

// OnContract reads the people on a contract, the first obligor first.
func (s *Store) OnContract(r engine.Reader, on contract.ID) ([]Party, error) {
	members, err := Members(r, on)
	if err != nil {
		return nil, err
	}
	out := make([]Party, len(members))
	for i, m := range members {
		if out[i], err = s.ByID(r, m.Party); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// mostMatches bounds a look-up by contact: a family or an office may share one.
const mostMatches = 50

// IDsByEmail finds the parties with this e-mail address, in any letter case.
func (s *Store) IDsByEmail(r engine.Reader, email string) ([]access.PartyID, error) {
	now, other := s.box.Indexes(emailPurpose, foldEmail(email))
	rows, err := r.Query(`select id from parties where email_index = $1 or email_index = $2 order by id limit $3`, now, other, mostMatches)
	return ids(rows, err)
}

// IDsByPhone finds the parties with this telephone number, given in E.164.
func (s *Store) IDsByPhone(r engine.Reader, phone string) ([]access.PartyID, error) {
	now, other := s.box.Indexes(phonePurpose, strings.TrimSpace(phone))
	rows, err := r.Query(`select id from parties where phone_index = $1 or phone_index = $2 order by id limit $3`, now, other, mostMatches)
	return ids(rows, err)
}

func ids(rows *engine.Rows, err error) ([]access.PartyID, error) {
	found, err := engine.All(rows, err, func(rows *engine.Rows) (access.PartyID, error) {
		var p access.PartyID
		err := rows.Scan(&p)
		return p, err
	})
	if err != nil {
		return nil, fmt.Errorf("find parties: %w", err)
	}
	return found, nil
}

// The purposes of the indexes.
const (
	emailPurpose = "party.email"
	phonePurpose = "party.phone"
	birthPurpose = "party.birth_date"
)

func (s *Store) emailIndex(email string) []byte {
	return s.index(emailPurpose, foldEmail(email))
}

func foldEmail(email string) string { return strings.ToLower(strings.TrimSpace(email)) }

func (s *Store) phoneIndex(phone string) []byte {
	return s.index(phonePurpose, strings.TrimSpace(phone))
}

func (s *Store) index(purpose, value string) []byte {
	if value == "" {
		return nil
	}
	return s.box.Index(purpose, value)
}

// sealed is a party's personal data as it is stored.
type sealed struct {
	birth, email, phone, taxID, line1, line2 []byte
	birthIndex, emailIndex, phoneIndex       []byte
}

func (s *Store) seal(p *Party) (sealed, error) {
	var faults []error
	put := func(column, value string) []byte {
		out, err := s.box.Seal(place(column, p.ID), value)
		faults = append(faults, err)
		return out
	}
	out := sealed{
		birth: put("birth_date", p.BirthDate.String()), birthIndex: s.index(birthPurpose, p.BirthDate.String()),
		email: put("email", p.Email), emailIndex: s.emailIndex(p.Email),
		phone: put("phone", p.Phone), phoneIndex: s.phoneIndex(p.Phone),
		taxID: put("tax_id_last4", p.TaxIDLast4), line1: put("line1", p.Address.Line1), line2: put("line2", p.Address.Line2),
	}
	return out, errors.Join(faults...)
}

func place(column string, party access.PartyID) seal.Place {
	return seal.Place{Table: "parties", Column: column, Row: party.String()}
}

// row is in the order of Insert's columns and of Update's arguments.
func (e *sealed) row(p *Party) []any {
	a := &p.Address
	return []any{
		p.ID, p.Source, p.Ref, p.GivenName, p.FamilyName, identity.FoldName(p.GivenName), identity.FoldName(p.FamilyName), e.birth, e.birthIndex, e.email, e.emailIndex,
		e.phone, e.phoneIndex, e.taxID, p.Locale, e.line1, e.line2, a.City, a.Region, a.PostalCode, a.Country, a.TimeZone, engine.Micros(p.Told.At), p.Told.By,
	}
}

func (s *Store) one(row *engine.Row) (Party, error) {
	p, err := s.scan(row)
	switch {
	case engine.NoRows(err):
		return Party{}, errNoParty()
	case err != nil:
		return Party{}, fmt.Errorf("read party: %w", err)
	}
	return p, nil
}

func (s *Store) scan(row interface{ Scan(into ...any) error }) (Party, error) {
	var p Party
	var e sealed
	var at int64
	a := &p.Address
	err := row.Scan(&p.ID, &p.Source, &p.Ref, &p.GivenName, &p.FamilyName, &e.birth, &e.email, &e.phone, &e.taxID, &p.Locale, &e.line1, &e.line2,
		&a.City, &a.Region, &a.PostalCode, &a.Country, &a.TimeZone, &at, &p.Told.By, &p.Zone)
	if err != nil {
		return p, err
	}
	p.Told.At = engine.FromMicros(at)
	return p, s.open(&p, e)
}

func (s *Store) open(p *Party, e sealed) error {
	var faults []error
	get := func(column string, from []byte) string {
		out, err := s.box.Open(place(column, p.ID), from)
		faults = append(faults, err)
		return out
	}
	p.Email, p.Phone, p.TaxIDLast4 = get("email", e.email), get("phone", e.phone), get("tax_id_last4", e.taxID)
	p.Address.Line1, p.Address.Line2 = get("line1", e.line1), get("line2", e.line2)
	birth := get("birth_date", e.birth)
	if birth != "" {
		date, err := civil.Parse(birth)
		p.BirthDate = date
		faults = append(faults, err)
	}
	if err := errors.Join(faults...); err != nil {
		return fmt.Errorf("read party %s: %w", p.ID, err)
	}
	return nil
}
