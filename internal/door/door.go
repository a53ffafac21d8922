// Package door is the one way in to stored data. A caller names who, what and on what; the door checks the right and the relation,
// keeps a request from being done twice, writes the audit entry (for refusals too) and opens the transaction. The idea is
// tailscale/setec's: an unaudited or unauthorised call cannot be written.
package door

import (
	"context"
	"strings"
	"time"

	"marque/internal/civil"
	"marque/internal/core/access"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/store/audits"
	"marque/internal/store/contracts"
	"marque/internal/store/engine"
	"marque/internal/store/parties"
)

// Pass says who wants what on what.
type Pass struct {
	By   access.Actor
	Do   access.Action
	On   access.Subject
	Key  string // idempotency key, unique for the subject; empty when the action may be repeated
	Note string // kept in the audit; no personal data
	Soon bool   // a count that everybody sees at once and that is on the disk when the record of what came of it is, before anybody is answered
}

// mostKey bounds an idempotency key.
const mostKey = 200

// Door opens transactions for those who may.
type Door struct {
	db  *engine.DB
	ids *id.Source
	now civil.Clock
}

// New returns a door to the database.
func New(db *engine.DB, ids *id.Source, now civil.Clock) *Door {
	return &Door{db: db, ids: ids, now: now}
}

// Write runs fn in one transaction together with its audit entry: all or nothing. fn may run twice, so it touches only tx. A Key that
// was used before on this subject gives a fault of kind Repeated and runs nothing.
func (d *Door) Write(ctx context.Context, p Pass, fn func(tx *engine.Tx) error) error {
	if len(p.Key) > mostKey {
		return fault.Inputf("key", "An idempotency key has at most %d characters.", mostKey)
	}
	if !access.May(p.By, p.Do) {
		return d.refuse(ctx, p, "no right")
	}
	entry := d.entry(p, audits.Done)
	related := true
	write := d.db.Write
	if p.Soon {
		write = d.db.WriteSoon
	}
	err := write(ctx, func(tx *engine.Tx) error {
		var err error
		if related, err = d.related(tx, p); err != nil || !related {
			return err
		}
		if err := d.once(tx, p); err != nil {
			return err
		}
		if err := fn(tx); err != nil || access.RightOf(p.Do).Quiet {
			return err
		}
		return audits.Append(tx, entry)
	})
	if err == nil && !related {
		return d.refuse(ctx, p, "no relation")
	}
	return err
}

// oneLook is how long an app's looks at one thing, and those of a page that an agent leaves open, count as one.
const oneLook = time.Hour

// Read runs fn on one snapshot. A look by an agent is audited first, one by a program before its caller sees anything; a customer's own look at
// own things is not.
func (d *Door) Read(ctx context.Context, p Pass, fn func(r engine.Reader) error) error {
	if !access.May(p.By, p.Do) {
		return d.refuse(ctx, p, "no right")
	}
	if p.By.Kind == access.AgentKind {
		if err := d.agentLooks(ctx, p); err != nil {
			return err
		}
	}
	read, related, looks := d.db.Read, true, false
	if access.RightOf(p.Do).Quiet {
		read = d.oneByOne
	}
	err := read(ctx, func(r engine.Reader) error {
		var err error
		if related, err = d.related(r, p); err != nil || !related {
			return err
		}
		if looks, err = d.looks(r, p); err != nil {
			return err
		}
		return fn(r)
	})
	if err == nil && !related {
		return d.refuse(ctx, p, "no relation")
	}
	if looks {
		if failed := d.append(ctx, d.entry(p, audits.Looked)); failed != nil {
			return failed
		}
	}
	return err
}

// agentLooks writes down that an agent looks.
func (d *Door) agentLooks(ctx context.Context, p Pass) error {
	entry := d.entry(p, audits.Looked)
	if access.RightOf(p.Do).Hourly {
		noted, err := audits.FollowedSince(d.db.Reader(ctx), entry, d.now().Add(-oneLook))
		if err != nil || noted {
			return err
		}
	}
	return d.append(ctx, entry)
}

// looks tells whether a program's look is to be written down: a partner's each time, and an app's for its customer once in an hour.
func (d *Door) looks(r engine.Reader, p Pass) (bool, error) {
	if p.By.Client.IsZero() || access.RightOf(p.Do).Quiet {
		return false, nil
	}
	if p.By.Kind == access.PartnerKind {
		return true, nil
	}
	noted, err := audits.LookedSince(r, p.By, p.Do, p.On, d.now().Add(-oneLook))
	return !noted, err
}

// oneByOne reads without a snapshot: for what every request asks in one statement, such as its session. It spares PostgreSQL two of
// three round trips.
func (d *Door) oneByOne(ctx context.Context, fn func(r engine.Reader) error) error {
	return fn(d.db.Reader(ctx))
}

// related proves the relation between a customer, or a partner's program, and the subject.
func (d *Door) related(r engine.Reader, p Pass) (bool, error) {
	switch access.RelationOf(p.By, p.On) {
	case access.MustBeOnIt:
		return parties.IsOn(r, p.By.Party, p.On.ID)
	case access.MustBeItself:
		return access.IsItself(p.By, p.On), nil
	case access.MustBeOfBrand:
		return contracts.IsOfBrand(r, p.On.ID, p.By.Brand)
	case access.Never:
		return false, nil
	}
	return true, nil
}

// once claims the idempotency key.
func (d *Door) once(tx *engine.Tx, p Pass) error {
	if p.Key == "" {
		return nil
	}
	claimed, err := audits.Claim(tx, p.On, p.Key, p.Do, d.now())
	if err != nil {
		return err
	}
	if !claimed {
		return fault.New(fault.Repeated, "This was done already.")
	}
	return nil
}

// refuse records the refusal. Whoever has no right or no relation is told that there is no such thing; a stranger that nobody knows him.
func (d *Door) refuse(ctx context.Context, p Pass, reason string) error {
	entry := d.entry(p, audits.Refused)
	entry.Reason = reason
	if err := d.append(ctx, entry); err != nil {
		return err
	}
	if p.By.Kind == access.AnonymousKind {
		return fault.New(fault.SignedOut, "Please sign in.")
	}
	return fault.New(fault.NotFound, "There is no such thing, or it is not yours to see.")
}

func (d *Door) append(ctx context.Context, e audits.Entry) error {
	return d.db.Write(ctx, func(tx *engine.Tx) error { return audits.Append(tx, e) })
}

// mostNote bounds what is kept of a subject's name and a note.
const mostNote = 500

func (d *Door) entry(p Pass, outcome audits.Outcome) audits.Entry {
	p.On.ID, p.Note = tidy(p.On.ID), tidy(p.Note)
	return audits.Entry{ID: id.New[audits.Entry](d.ids), At: d.now(), By: p.By, Do: p.Do, On: p.On, Outcome: outcome, Note: p.Note}
}

// tidy makes any text fit to be stored: bounded, valid UTF-8, without NUL.
func tidy(s string) string {
	s = s[:min(len(s), mostNote)]
	return strings.ReplaceAll(strings.ToValidUTF8(s, ""), "\x00", "")
}
