package rekeying

import (
	"encoding/base64"
	"encoding/hex"
	"slices"

	"marque/internal/seal"
	"marque/internal/store/sealings"
)

// checked is where the check is sealed to, and what both kinds of keys are proved by.
func checked() (seal.Place, string) {
	return seal.Place{Table: "settings", Column: "value", Row: "keys_check"}, "keys/check"
}

// Mark makes the text by which the keys of a database are known again.
func Mark(box *seal.Box) (string, error) {
	place, purpose := checked()
	sealed, err := box.Seal(place, hex.EncodeToString(box.MAC(purpose, nil)))
	return base64.StdEncoding.EncodeToString(sealed), err
}

// Belongs tells whether the keys are those that the text was made with, or know them.
func Belongs(box *seal.Box, check string) bool {
	place, purpose := checked()
	sealed, err := base64.StdEncoding.DecodeString(check)
	if err != nil {
		return false
	}
	told, err := box.Open(place, sealed)
	if err != nil {
		return false
	}
	mac, err := hex.DecodeString(told)
	return err == nil && box.Same(purpose, nil, mac)
}

// Rotated is what a change of keys did.
type Rotated struct {
	Staged bool `json:"staged"` // the new keys are written and not in use yet
	sealings.Count
}

// compact says everything once.
func (r Retired) compact() Retired {
	slices.Sort(r.Gone)
	r.Gone = slices.Compact(r.Gone)
	slices.Sort(r.Kept)
	r.Kept = slices.Compact(r.Kept)
	return r
}
