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
	"marque/internal/l10n"
	"marque/internal/store/audits"
	"marque/internal/store/contracts"
	"marque/internal/store/engine"
	helped "marque/internal/store/helps"
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
	if !access.MayWrite(p.By, p.Do) {
		return d.refuse(ctx, p, "no right")
	}
	entry := d.entry(p, audits.Done)
	var rel relation
	write := d.db.Write
	if p.Soon {
		write = d.db.WriteSoon
	}
	err := write(ctx, func(tx *engine.Tx) error {
		var err error
		if rel, err = d.related(tx, p); err != nil || rel == none {
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
	if err == nil && rel == none {
		return d.refuse(ctx, p, "no relation")
	}
	return err
}

// oneLook is how long an app's looks at one thing, and those of a page that an agent leaves open, count as one; helperLook how long those of a
// helper, who has one page put together from several.
const (
	oneLook    = time.Hour
	helperLook = time.Minute
)

// Read runs fn on one snapshot. A look by an agent is audited first, one by a program, a helper or a viewer before its caller sees anything; a
// customer's own look at own things is not.
func (d *Door) Read(ctx context.Context, p Pass, fn func(r engine.Reader) error) error {
	if !access.May(p.By, p.Do) {
		return d.refuse(ctx, p, "no right")
	}
	if p.By.Kind == access.AgentKind && !access.RightOf(p.Do).Quiet {
		if err := d.agentLooks(ctx, p); err != nil {
			return err
		}
	}
	read, rel, looks := d.db.Read, none, false
	if access.RightOf(p.Do).Quiet {
		read = d.oneByOne
	}
	err := read(ctx, func(r engine.Reader) error {
		var err error
		if rel, err = d.related(r, p); err != nil || rel == none {
			return err
		}
		if looks, err = d.looks(r, p, rel); err != nil {
			return err
		}
		return fn(r)
	})
	if err == nil && rel == none {
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

// looks tells whether a look is to be written down: a partner's each time, a helper's and a viewer's once in a minute, an app's for its customer once
// in an hour.
func (d *Door) looks(r engine.Reader, p Pass, rel relation) (bool, error) {
	within := oneLook
	switch {
	case access.RightOf(p.Do).Quiet:
		return false, nil
	case p.By.Kind == access.ViewerKind:
		noted, err := audits.FollowedSince(r, d.entry(p, audits.Looked), d.now().Add(-helperLook))
		return !noted, err
	case rel == helps:
		within = helperLook
	case p.By.Client.IsZero():
		return false, nil
	case p.By.Kind == access.PartnerKind:
		return true, nil
	}
	noted, err := audits.LookedSince(r, p.By, p.Do, p.On, d.now().Add(-within))
	return !noted, err
}

// oneByOne reads without a snapshot: for what every request asks in one statement, such as its session. It spares PostgreSQL two of
// three round trips.
func (d *Door) oneByOne(ctx context.Context, fn func(r engine.Reader) error) error {
	return fn(d.db.Reader(ctx))
}

// relation is what stands between an actor and a subject.
type relation uint8

const (
	none  relation = iota // nothing: the pass is refused
	holds                 // what access.RelationOf asks for
	helps                 // the contract is another's who has let the actor in
)

func holding(ok bool) relation {
	if ok {
		return holds
	}
	return none
}

// related proves the relation between a customer, or a partner's program, and the subject.
func (d *Door) related(r engine.Reader, p Pass) (relation, error) {
	switch access.RelationOf(p.By, p.On) {
	case access.MustBeOnIt:
		on, err := parties.IsOn(r, p.By.Party, p.On.ID)
		if on || err != nil {
			return holding(on), err
		}
		return d.helping(r, p)
	case access.MustBeItself:
		return holding(access.IsItself(p.By, p.On)), nil
	case access.MustBeOfBrand:
		of, err := contracts.IsOfBrand(r, p.On.ID, p.By.Brand)
		return holding(of), err
	case access.Never:
		return none, nil
	}
	return holds, nil
}

// helping tells whether the actor was let in by somebody on the contract, for this action and still today. No app helps: a helper signs in.
func (d *Door) helping(r engine.Reader, p Pass) (relation, error) {
	if p.By.Kind != access.CustomerKind || !p.By.Client.IsZero() || !access.HelpPay.May(p.Do) {
		return none, nil
	}
	kind, err := helped.KindOf(r, p.By.User, p.On.ID, d.now())
	if err != nil || !kind.May(p.Do) {
		return none, err
	}
	return helps, nil
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
		return l10n.Fault(fault.Repeated, "This was done already.", "Esto ya se hizo.", "Das ist schon geschehen.")
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
	if p.By.Kind == access.ViewerKind && p.Note == "" {
		p.Note = p.By.Why
	}
	p.On.ID, p.Note = tidy(p.On.ID), tidy(p.Note)
	return audits.Entry{ID: id.New[audits.Entry](d.ids), At: d.now(), By: p.By.Recorded(), Do: p.Do, On: p.On, Outcome: outcome, Note: p.Note}
}

// tidy makes any text fit to be stored: bounded, valid UTF-8, without NUL.
func tidy(s string) string {
	s = s[:min(len(s), mostNote)]
	return strings.ReplaceAll(strings.ToValidUTF8(s, ""), "\x00", "")
}
