package onboarding_test

import (
	"context"
	"crypto/rand"
	"testing"
	"time"

	"marque/internal/core/identity"
	"marque/internal/id"
	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
	"marque/internal/store/parties"
)

func TestAFeedThatRepeatsWhatACustomerReplacedChangesNothing(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		said any
		want string
	}{
		"the old address again": {nil, "chosen@example.net"}, // nil: as in the first message
		"no address":            {"", "chosen@example.net"},
		"a new address":         {"from.the.dealer@example.org", "from.the.dealer@example.org"},
	} {
		enginetest.Each(t, func(t *testing.T, db *engine.DB) {
			h := setup(db)
			h.apply(t, activationOf(t, "evt-0000205"))
			s, r := parties.New(h.box), db.Reader(context.Background())
			p, err := s.ByRef(r, "/retail/core", "P000107")
			if err != nil {
				t.Fatal(err)
			}
			h.chooses(t, db, p, "chosen@example.net")
			with := map[string]any{"id": "younger", "subject": "C2", "data.contract_number": "C2", "time": "2026-11-20T00:00:00Z",
				"data.vehicle.vin": "1G174G4A8PA607131", "data.parties.0.email": c.said}
			if c.said == nil {
				with["data.parties.0.email"] = p.Email
			}
			if c.said == "" {
				with["data.parties.0.email"] = nil
			}
			h.apply(t, altered(t, "evt-0000205", with))
			contacts, err := s.Contacts(r, p.ID)
			if err != nil || contacts[0].Address != c.want {
				t.Fatalf("%s: got %+v, %v, want %s", name, contacts, err, c.want)
			}
			if byCustomer := contacts[0].By == identity.ByCustomer; byCustomer != (c.want == "chosen@example.net") {
				t.Errorf("%s: told by %q", name, contacts[0].By)
			}
			if again, err := s.ByRef(r, "/retail/core", "P000107"); err != nil || again.Told.By != "/retail/core#younger" {
				t.Errorf("%s: the rest of the message is not taken: %+v, %v", name, again.Told, err)
			}
		})
	}
}

// chooses changes a person's e-mail address as its owner would.
func (h house) chooses(t *testing.T, db *engine.DB, p parties.Party, address string) {
	t.Helper()
	err := db.Write(t.Context(), func(tx *engine.Tx) error {
		return parties.New(h.box).SetContact(tx, identity.Contact{
			ID: id.New[identity.Contact](id.NewSource(func() time.Time { return now().Add(-time.Hour) }, rand.Reader)), Party: p.ID, Kind: identity.ContactEmail, Address: address, Former: p.Email, Since: now(), By: identity.ByCustomer,
		})
	})
	if err != nil {
		t.Fatal(err)
	}
}
