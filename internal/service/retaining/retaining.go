// Package retaining throws away what core/retention says is over, and tells what that is before it does. The audit, the book and
// statements stay.
package retaining

import (
	"context"
	"fmt"

	"marque/internal/civil"
	"marque/internal/core/access"
	"marque/internal/core/retention"
	"marque/internal/door"
	"marque/internal/store/engine"
	"marque/internal/store/retentions"
)

// Deps is what the service needs.
type Deps struct {
	Door *door.Door
	Now  civil.Clock
}

// Service sweeps.
type Service struct{ d Deps }

// New returns the service.
func New(d Deps) *Service { return &Service{d} }

// Line is a rule and what it finds: how many rows are over, and how many of them were removed.
type Line struct {
	retention.Rule
	Due     int64 `json:"due"`
	Removed int64 `json:"removed"`
}

// Plan tells for each rule how many rows are over. It changes nothing.
func (s *Service) Plan(ctx context.Context, by access.Actor) ([]Line, error) {
	var out []Line
	now := s.d.Now()
	pass := door.Pass{By: by, Do: access.RetentionRead, On: access.OnSystem("retention")}
	err := s.d.Door.Read(ctx, pass, func(r engine.Reader) error {
		out = out[:0]
		for _, rule := range retention.Rules() {
			line := Line{Rule: rule}
			if rule.Days > 0 {
				var err error
				if line.Due, err = retentions.Count(r, rule.Name, rule.Before(now)); err != nil {
					return err
				}
			}
			out = append(out, line)
		}
		return nil
	})
	return out, err
}

// Apply removes what is over, in small transactions of which each is in the audit with its rule.
func (s *Service) Apply(ctx context.Context, by access.Actor) ([]Line, error) {
	lines, err := s.Plan(ctx, by)
	if err != nil {
		return nil, err
	}
	now := s.d.Now()
	for i := range lines {
		line := &lines[i]
		if line.Held || line.Due == 0 {
			continue
		}
		pass := door.Pass{By: by, Do: access.RetentionApply, On: access.OnSystem("retention"), Note: line.Name}
		for removed := int64(retentions.MostRemoved); removed == retentions.MostRemoved; line.Removed += removed {
			err := s.d.Door.Write(ctx, pass, func(tx *engine.Tx) error {
				var err error
				removed, err = retentions.Remove(tx, line.Name, line.Before(now))
				return err
			})
			if err != nil {
				return lines, fmt.Errorf("sweep %s: %w", line.Name, err)
			}
		}
	}
	return lines, nil
}
