package parties

import (
	"bytes"
	"slices"
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
	// Each by an index that has the ids in order: the first ones of a common name are read and no more.
	rows, err := r.Query(`select id from parties where family_norm = $1 order by id limit $2`, family, mostMatches)
	found, err := ids(rows, err)
	if err != nil || given == "" {
		return found, err
	}
	rows, err = r.Query(`select id from parties where family_norm = $1 and given_norm = $2 order by id limit $3`, last, given, mostMatches)
	both, err := ids(rows, err)
	found = append(found, both...)
	slices.SortFunc(found, func(a, b access.PartyID) int { return bytes.Compare(a[:], b[:]) })
	found = slices.Compact(found)
	return found[:min(len(found), mostMatches)], err
}
