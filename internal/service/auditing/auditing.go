// Package auditing answers from the record of who did what, and makes the signed checkpoints that a copy of it can be proved with.
package auditing

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"marque/internal/civil"
	"marque/internal/core/access"
	"marque/internal/door"
	"marque/internal/fault"
	"marque/internal/seal"
	"marque/internal/store/audits"
	"marque/internal/store/engine"
)

// Deps is what the service needs.
type Deps struct {
	Door *door.Door
	Box  *seal.Box
	Now  civil.Clock
}

// Service reads the record.
type Service struct{ d Deps }

// New returns the service.
func New(d Deps) *Service { return &Service{d} }

// Checkpoint is a signed statement of where the record stood.
type Checkpoint = audits.Checkpoint

// Checkpoint makes a checkpoint of everything that was recorded since the last one; made is false when nothing was.
func (s *Service) Checkpoint(ctx context.Context, by access.Actor) (c Checkpoint, made bool, err error) {
	err = s.d.Door.Write(ctx, s.pass(by, ""), func(tx *engine.Tx) error {
		c, made, err = audits.Take(tx, s.d.Now(), s.d.Box.Sign)
		return err
	})
	return c, made, err
}

// Daily makes a day's checkpoint once, whichever process asks first.
func (s *Service) Daily(ctx context.Context, day civil.Date) (c Checkpoint, made bool, err error) {
	key := "checkpoint/" + day.String()
	err = s.d.Door.Write(ctx, s.pass(access.System("audit"), key), func(tx *engine.Tx) error {
		c, made, err = audits.Take(tx, s.d.Now(), s.d.Box.Sign)
		return err
	})
	if fault.Is(err, fault.Repeated) {
		return c, false, nil
	}
	return c, made, err
}

func (s *Service) pass(by access.Actor, key string) door.Pass {
	return door.Pass{By: by, Do: access.AuditCheckpoint, On: access.OnSystem("audit"), Key: key}
}

// Checkpoints lists the checkpoints after a number, oldest first, to be kept apart.
func (s *Service) Checkpoints(ctx context.Context, by access.Actor, after int64) (all []Checkpoint, err error) {
	err = s.d.Door.Read(ctx, door.Pass{By: by, Do: access.AuditRead, On: access.OnSystem("audit")}, func(r engine.Reader) error {
		all, err = audits.Checkpoints(r, after)
		return err
	})
	return all, err
}

// Entry is one line of the record, with the people whose records are meant.
type Entry struct {
	At      time.Time       `json:"at"`
	Agent   string          `json:"agent"`             // the username, or the name of a partner's program; the id of one that is gone
	Through string          `json:"through,omitempty"` // the app through which a customer acted
	Action  string          `json:"action"`
	Outcome string          `json:"outcome"` // done, looked, refused
	Subject string          `json:"subject"` // kind and id
	People  []audits.Person `json:"people"`
	Reason  string          `json:"reason,omitempty"`
	Note    string          `json:"note,omitempty"`
}

// Answer is what the record says; with Truncated there is more than one answer holds.
type Answer struct {
	Entries   []Entry `json:"entries"`
	Truncated bool    `json:"truncated"`
}

// Span is a time, from one instant until before another.
type Span struct{ From, Until time.Time }

// ByAgent answers whose records an agent, or a partner's program, looked at or changed in a time (16 CFR 314.4(j) asks for it after an incident).
func (s *Service) ByAgent(ctx context.Context, by access.Actor, agent string, span Span) (Answer, error) {
	return s.answer(ctx, by, func(r engine.Reader) ([]audits.Row, bool, error) {
		user, err := audits.ActorNamed(r, agent)
		if err != nil {
			return nil, false, err
		}
		if user == "" {
			return nil, false, fault.Newf(fault.NotFound, "There is no user and no program named %q.", agent)
		}
		rows, err := audits.ByActor(r, user, span.From, span.Until)
		return rows, len(rows) == audits.MostAnswers, err
	})
}

// About answers which members of the staff and which programs looked at a customer or did something about one: given a contract's number, a reference of
// the feed or a username.
func (s *Service) About(ctx context.Context, by access.Actor, customer string, span Span) (Answer, error) {
	return s.answer(ctx, by, func(r engine.Reader) ([]audits.Row, bool, error) {
		subjects, err := audits.SubjectsOf(r, customer)
		if err != nil {
			return nil, false, err
		}
		if len(subjects) == 0 {
			return nil, false, fault.Newf(fault.NotFound, "There is no customer, contract or username %q.", customer)
		}
		var all []audits.Row
		truncated := false
		for _, on := range subjects {
			rows, err := audits.AboutByOthers(r, on, span.From, span.Until)
			if err != nil {
				return nil, false, err
			}
			truncated = truncated || len(rows) == audits.MostAnswers
			all = append(all, rows...)
		}
		slices.SortStableFunc(all, func(a, b audits.Row) int { return cmp.Compare(a.At.UnixMicro(), b.At.UnixMicro()) })
		return all, truncated, nil
	})
}

func (s *Service) answer(ctx context.Context, by access.Actor, ask func(engine.Reader) ([]audits.Row, bool, error)) (Answer, error) {
	out := Answer{Entries: []Entry{}}
	err := s.d.Door.Read(ctx, door.Pass{By: by, Do: access.AuditRead, On: access.OnSystem("audit")}, func(r engine.Reader) error {
		rows, truncated, err := ask(r)
		if err != nil {
			return err
		}
		out.Truncated = truncated
		out.Entries, err = named(r, rows)
		return err
	})
	return out, err
}

// named puts names to the rows: who the agent is and whose records are meant.
func named(r engine.Reader, rows []audits.Row) ([]Entry, error) {
	people := map[string][]audits.Person{}
	var users []string
	for _, row := range rows {
		users = append(users, row.ActorID)
		if !row.Client.IsZero() {
			users = append(users, row.Client.String())
		}
	}
	usernames, err := audits.Names(r, users)
	if err != nil {
		return nil, err
	}
	out := make([]Entry, 0, len(rows))
	for _, row := range rows {
		e := Entry{
			At: row.At, Agent: cmp.Or(usernames[row.ActorID], row.ActorID), Action: string(row.Action), Outcome: string(row.Outcome),
			Subject: fmt.Sprintf("%s/%s", row.SubjectKind, row.SubjectID), Reason: row.Reason, Note: row.Note,
			Through: usernames[row.Client.String()],
		}
		known, ok := people[e.Subject]
		if !ok {
			if known, err = audits.PeopleOf(r, row.SubjectKind, row.SubjectID); err != nil {
				return nil, err
			}
			people[e.Subject] = known
		}
		e.People = known
		out = append(out, e)
	}
	return out, nil
}
