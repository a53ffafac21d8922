// Package rekeying changes the keys of the installation while it runs: new ones are known before they are used, everything sealed is
// sealed anew in small transactions, and old ones go when nothing needs them. Each step may be killed and asked for again.
package rekeying

import (
	"context"
	"fmt"
	"strings"
	"time"

	"marque/internal/civil"
	"marque/internal/core/access"
	"marque/internal/door"
	"marque/internal/fault"
	"marque/internal/seal"
	"marque/internal/store/engine"
	"marque/internal/store/sealings"
	"marque/internal/store/settings"
)

// Deps is what the service needs.
type Deps struct {
	Door *door.Door
	Box  *seal.Box
	Now  civil.Clock
}

// Service changes keys.
type Service struct{ d Deps }

// New returns the service.
func New(d Deps) *Service { return &Service{d} }

// aliveFor is how long a process counts as running after it was last seen: three of its beats.
const aliveFor = 90 * time.Second

func (s *Service) pass(by access.Actor, do access.Action, note string) door.Pass {
	return door.Pass{By: by, Do: do, On: access.OnSystem("keys"), Note: note}
}

// held is what a process says of its keys: which it knows, and which it uses.
func held(box *seal.Box) string {
	for _, k := range box.Keys() {
		if k.Kind == seal.Root && k.State == seal.InUse {
			return box.Fingerprint() + "/" + k.ID
		}
	}
	return box.Fingerprint() + "/"
}

// Hold records that a process serves with the keys of the box.
func (s *Service) Hold(ctx context.Context, process string) error {
	return s.d.Door.Write(ctx, s.pass(access.System("keys"), access.KeysHold, ""), func(tx *engine.Tx) error {
		return sealings.Hold(tx, sealings.Holder{Process: process, Keys: held(s.d.Box), Seen: s.d.Now()})
	})
}

// Release records that a process stops.
func (s *Service) Release(ctx context.Context, process string) error {
	return s.d.Door.Write(ctx, s.pass(access.System("keys"), access.KeysHold, ""), func(tx *engine.Tx) error {
		return sealings.Release(tx, process, s.d.Now().Add(-aliveFor))
	})
}

// List is the keys of this machine and who serves with which.
type List struct {
	Keys      []seal.Key        `json:"keys"`
	Since     time.Time         `json:"since,omitzero"`
	Processes []sealings.Holder `json:"processes"`
}

// List tells which keys there are.
func (s *Service) List(ctx context.Context, by access.Actor) (List, error) {
	out := List{Keys: s.d.Box.Keys(), Since: s.d.Box.Since()}
	err := s.d.Door.Read(ctx, s.pass(by, access.KeysRead, ""), func(r engine.Reader) error {
		var err error
		out.Processes, err = sealings.Holders(r, s.d.Now().Add(-aliveFor))
		return err
	})
	return out, err
}

// Behind lists the processes that do not know the keys of this machine's file; with use those that do not use the same ones.
func (s *Service) Behind(ctx context.Context, by access.Actor, use bool) ([]string, error) {
	list, err := s.List(ctx, by)
	if err != nil {
		return nil, err
	}
	knows, uses, _ := strings.Cut(held(s.d.Box), "/")
	var behind []string
	for _, h := range list.Processes {
		itsKeys, itsUse, _ := strings.Cut(h.Keys, "/")
		if use && itsUse != uses || !use && itsKeys != knows {
			behind = append(behind, h.Process)
		}
	}
	return behind, nil
}

// Stage writes new keys into the file that nobody uses yet. While older keys are not retired there are no new ones: one change at a time.
func (s *Service) Stage(ctx context.Context, by access.Actor) error {
	if s.d.Box.Staged() {
		return nil
	}
	return s.d.Door.Write(ctx, s.pass(by, access.KeysRotate, "new keys staged"), func(*engine.Tx) error { return s.d.Box.Stage() })
}

// Promote brings the staged keys into use.
func (s *Service) Promote(ctx context.Context, by access.Actor) error {
	if !s.d.Box.Staged() {
		return nil
	}
	return s.d.Door.Write(ctx, s.pass(by, access.KeysRotate, "new keys in use"), func(*engine.Tx) error { return s.d.Box.Promote(s.d.Now()) })
}

// Progress is how far the sealing of a table has come.
type Progress struct {
	Table string `json:"table"`
	sealings.Count
}

// Renew seals everything anew that still needs an old key. It may be killed at any point and run again: each value names its key, so
// what is done is passed over. tell hears of each page that was written, and of each table's end.
func (s *Service) Renew(ctx context.Context, by access.Actor, tell func(Progress)) (sealings.Count, error) {
	var sum sealings.Count
	if err := s.mark(ctx, by); err != nil {
		return sum, err
	}
	for _, table := range sealings.Tables() {
		count, err := s.walk(ctx, by, table, tell)
		if err != nil {
			return sum, fmt.Errorf("seal %s anew: %w", table.Name, err)
		}
		sum.Add(count)
	}
	return sum, nil
}

func (s *Service) walk(ctx context.Context, by access.Actor, table sealings.Table, tell func(Progress)) (sealings.Count, error) {
	at := Progress{Table: table.Name}
	var after sealings.Row
	for more := true; more; {
		page, last, behind, err := s.look(ctx, by, table, after)
		if err != nil {
			return at.Count, err
		}
		if page.Sealing+page.Indexed > 0 {
			err := s.d.Door.Write(ctx, s.pass(by, access.KeysRotate, "sealed anew: "+table.Name), func(tx *engine.Tx) error {
				var err error
				page, err = table.Renew(tx, s.d.Box, after)
				return err
			})
			if err != nil {
				return at.Count, err
			}
		}
		at.Add(page)
		if page.Renewed > 0 || !behind {
			tell(at)
		}
		after, more = last, behind
	}
	return at.Count, nil
}

func (s *Service) look(ctx context.Context, by access.Actor, table sealings.Table, after sealings.Row) (page sealings.Count, last sealings.Row, more bool, err error) {
	err = s.d.Door.Read(ctx, s.pass(by, access.KeysRead, ""), func(r engine.Reader) error {
		var err error
		page, last, more, err = table.Look(r, s.d.Box, after)
		return err
	})
	return page, last, more, err
}

// Uses counts what still needs an old key.
func (s *Service) Uses(ctx context.Context, by access.Actor) (sealings.Count, sealings.Young, error) {
	var sum sealings.Count
	var young sealings.Young
	for _, table := range sealings.Tables() {
		var after sealings.Row
		for more := true; more; {
			page, last, behind, err := s.look(ctx, by, table, after)
			if err != nil {
				return sum, young, err
			}
			sum.Add(page)
			after, more = last, behind
		}
	}
	err := s.d.Door.Read(ctx, s.pass(by, access.KeysRead, ""), func(r engine.Reader) error {
		var err error
		young, err = sealings.Left(r, s.d.Box.Since(), s.d.Now())
		return err
	})
	return sum, young, err
}

// keepCounters is how long counters that nobody touched keep the old index key: as long as a wait or a window can still matter.
const keepCounters = 8 * 24 * time.Hour

// Retired says which kinds of old keys are gone, and why others are not.
type Retired struct {
	Gone []seal.Kind `json:"retired"`
	Kept []string    `json:"kept"` // sentences
}

// Retire throws away the old keys that nothing needs. When none can go it is a Conflict that says why.
func (s *Service) Retire(ctx context.Context, by access.Actor) (Retired, error) {
	var out Retired
	if s.d.Box.Staged() {
		return out, fault.New(fault.Conflict, "New keys are staged and not in use yet. Run: marque admin keys rotate")
	}
	behind, err := s.Behind(ctx, by, true)
	if err != nil {
		return out, err
	}
	if len(behind) > 0 {
		return out, fault.Newf(fault.Conflict, "These processes do not use the new keys yet: %s. Copy the key file to their machines.", strings.Join(behind, ", "))
	}
	count, young, err := s.Uses(ctx, by)
	if err != nil {
		return out, err
	}
	out = s.verdict(count, young)
	if len(out.Gone) == 0 {
		if len(out.Kept) == 0 {
			return out, fault.New(fault.Conflict, "There are no old keys.")
		}
		return out, fault.New(fault.Conflict, strings.Join(out.Kept, " "))
	}
	return out, s.d.Door.Write(ctx, s.pass(by, access.KeysRotate, fmt.Sprintf("retired: %v", out.Gone)), func(*engine.Tx) error {
		return s.d.Box.Retire(out.Gone...)
	})
}

func (s *Service) verdict(count sealings.Count, young sealings.Young) Retired {
	reasons := map[seal.Kind]string{}
	if count.Sealing > 0 {
		reasons[seal.Sealing] = fmt.Sprintf("%d values are sealed with an old key. Run: marque admin keys rotate.", count.Sealing)
	}
	waits := s.d.Now().Before(s.d.Box.Since().Add(keepCounters))
	switch {
	case count.Indexed > 0:
		reasons[seal.Root] = fmt.Sprintf("%d look-ups have an old index. Run: marque admin keys rotate.", count.Indexed)
	case young.Codes > 0:
		reasons[seal.Root] = fmt.Sprintf("%d codes that were sent before the change are still good. Try again tomorrow.", young.Codes)
	case young.Counters > 0 && waits:
		reasons[seal.Root] = fmt.Sprintf("%d counters of failed attempts are from before the change. Try again after %s.", young.Counters,
			s.d.Box.Since().Add(keepCounters).Format(time.DateOnly))
	}
	if count.Peppers > 0 {
		reasons[seal.Peppers] = fmt.Sprintf("%d passwords are hashed with an old pepper until their owners sign in.", count.Peppers)
	}
	var out Retired
	for _, k := range s.d.Box.Keys() {
		if k.State != seal.Old || k.Kind == seal.Signer {
			continue
		}
		if why, ok := reasons[k.Kind]; ok {
			out.Kept = append(out.Kept, why)
			continue
		}
		out.Gone = append(out.Gone, k.Kind)
	}
	if len(out.Gone) > 0 {
		out.Gone = append(out.Gone, seal.Signer)
	}
	return out.compact()
}

// mark proves the keys to whoever opens the database next with the new ones.
func (s *Service) mark(ctx context.Context, by access.Actor) error {
	check, err := Mark(s.d.Box)
	if err != nil {
		return err
	}
	return s.d.Door.Write(ctx, s.pass(by, access.KeysRotate, "check renewed"), func(tx *engine.Tx) error { return settings.ReplaceKeysCheck(tx, check) })
}
