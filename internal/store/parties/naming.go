package parties

import (
	"strings"

	"marque/internal/core/access"
	"marque/internal/core/identity"
	"marque/internal/store/engine"
)

// IDsByName finds the parties with this family name, or with this given and family name, in any spelling of accents and case.
func (s *Store) IDsByName(r engine.Reader, name string) ([]access.PartyID, error) {
	name = strings.TrimSpace(name)
	family := identity.FoldName(name)
	given, last := "", family
	if i := strings.LastIndex(name, " "); i > 0 { // folding takes blanks out
		given, last = identity.FoldName(name[:i]), identity.FoldName(name[i:])
	}
	if family == "" {
		return nil, nil
	}
	rows, err := r.Query(`select id from parties where family_norm = $1 or family_norm = $2 and given_norm = $3 order by id limit $4`, family, last, given, mostMatches)
	return ids(rows, err)
}
