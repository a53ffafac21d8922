package onboarding

import (
	"marque/internal/core/identity"
	"marque/internal/id"
)

// meet lets what a message says of a person's contacts meet what the person has changed: a message that repeats what its owner replaced, or
// says nothing, changes nothing; one that says something new wins, and is noted with its day. What the person signs in with stays either way.
func (p *plan) meet(who *person) error {
	if who.Email == who.before.Email && who.Phone == who.before.Phone {
		return nil
	}
	changes, err := p.s.parties.ContactChanges(p.tx, who.ID)
	if err != nil {
		return err
	}
	for _, c := range []struct {
		kind identity.ContactKind
		old  string
		now  *string
	}{{identity.ContactEmail, who.before.Email, &who.Email}, {identity.ContactPhone, who.before.Phone, &who.Phone}} {
		if *c.now == c.old {
			continue
		}
		if replaced(changes, c.kind, *c.now) {
			*c.now = c.old
			continue
		}
		err := p.s.parties.NoteContact(p.tx, identity.Contact{
			ID: id.New[identity.Contact](p.s.d.IDs), Party: who.ID, Kind: c.kind, Address: *c.now, Former: c.old, Since: p.now, By: who.Told.By,
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// replaced tells whether a message only repeats what the person has replaced since the feed last said something new.
func replaced(changes []identity.Contact, kind identity.ContactKind, said string) bool {
	for _, c := range changes { // newest first
		if c.Kind != kind {
			continue
		}
		if c.By != identity.ByCustomer {
			return false
		}
		if said == "" || c.Former == said {
			return true
		}
	}
	return false
}
