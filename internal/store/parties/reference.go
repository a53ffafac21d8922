package parties

import (
	"fmt"

	"marque/internal/civil"
	"marque/internal/core/identity"
	"marque/internal/store/engine"
)

// Persons lists what the contracts of a number or VIN say about their parties, for comparison with what a stranger claims. The number is
// given as it was typed and without its punctuation; one statement answers, whether there is such a contract or not.
func (s *Store) Persons(r engine.Reader, typed, folded string) ([]identity.Person, error) {
	rows, err := r.Query(`select p.id, p.family_name, p.birth_date, p.postal_code from contracts c
		join contract_parties m on m.contract_id = c.id join parties p on p.id = m.party_id
		where c.number = $1 or c.number = $2 or c.vin = $2 order by p.id limit $3`, typed, folded, mostOnContract)
	persons, err := engine.All(rows, err, func(rows *engine.Rows) (identity.Person, error) {
		var p identity.Person
		var sealed []byte
		if err := rows.Scan(&p.Party, &p.FamilyName, &sealed, &p.PostalCode); err != nil {
			return p, err
		}
		birth, err := s.box.Open(place("birth_date", p.Party), sealed)
		if err != nil || birth == "" {
			return p, err
		}
		p.BirthDate, err = civil.Parse(birth)
		return p, err
	})
	if err != nil {
		return nil, fmt.Errorf("read persons of a contract: %w", err)
	}
	return persons, nil
}
