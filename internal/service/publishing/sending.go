package publishing

import (
	"context"
	"errors"
	"fmt"
	"time"

	"marque/internal/core/access"
	"marque/internal/core/hook"
	"marque/internal/door"
	"marque/internal/fault"
	"marque/internal/herald"
	"marque/internal/store/engine"
	"marque/internal/store/hooks"
	"marque/internal/store/settings"
)

const (
	// lease is how long one hand has an endpoint without saying so again: longer than one message takes.
	lease = time.Minute
	// turn is how long one job sends before it lets others work.
	turn = 40 * time.Second
	// pause is how long the rest waits at most when nobody answers at an endpoint.
	pause = 5 * time.Minute
)

func sending(note string) door.Pass {
	return door.Pass{By: access.System("herald"), Do: access.HookSend, On: access.OnSystem("hooks"), Note: note}
}

// Send sends what waits for an endpoint and is due, one message after the other. While another hand does, it returns at once. What fails waits for
// its next attempt; when nobody answers, everything waits for a while. From a restored book nothing is sent until it is released.
func (s *Service) Send(ctx context.Context, job herald.Job) error {
	for began := s.d.Now(); ; {
		claimed := false
		err := s.write(ctx, "claim", func(tx *engine.Tx) error {
			// A restored book may be a copy, or tell again what it has told: it is silent until a person has released it.
			made, err := settings.Restored(tx)
			if err != nil || !made.IsZero() {
				return err
			}
			claimed, err = hooks.Claim(tx, job.Endpoint, s.d.Now(), lease)
			return err
		})
		if err != nil || !claimed {
			return err
		}
		failed := s.sendAll(ctx, job.Endpoint, began)
		more := false
		err = s.write(context.WithoutCancel(ctx), "release", func(tx *engine.Tx) error {
			if err := hooks.Release(tx, job.Endpoint); err != nil {
				return err
			}
			next, err := hooks.NextDue(tx, job.Endpoint)
			if err != nil || next.IsZero() {
				return err
			}
			// What was written while this hand was busy has found the endpoint taken: it must not wait for the sweep.
			if more = !next.After(s.d.Now()); more && s.d.Now().Before(began.Add(turn)) {
				return nil
			}
			more = false
			return herald.Later(tx, job.Endpoint, next)
		})
		if failed != nil || err != nil || !more {
			return errors.Join(failed, err)
		}
	}
}

// sendAll sends until nothing is due, nobody answers, or the turn is over.
func (s *Service) sendAll(ctx context.Context, endpoint hook.EndpointID, began time.Time) error {
	for s.d.Now().Before(began.Add(turn)) && ctx.Err() == nil {
		var d hooks.Delivery
		var e hook.Endpoint
		var secrets []hook.Secret
		found := false
		err := s.write(ctx, "take", func(tx *engine.Tx) error {
			now := s.d.Now()
			var err error
			if d, found, err = hooks.Take(tx, endpoint, now); err != nil || !found {
				return err
			}
			if e, err = hooks.ByID(tx, endpoint); err != nil {
				return err
			}
			secrets, err = hooks.Secrets(tx, s.d.Box, endpoint, now)
			return err
		})
		if err != nil || !found {
			return err
		}
		status, failure := s.d.Post.Send(ctx, e, d.News, s.d.Now(), []byte(d.Body), secrets)
		if ctx.Err() != nil {
			return ctx.Err() // broken off: it stays due
		}
		if err := s.finish(ctx, d, status, failure); err != nil || failure != nil {
			return err
		}
	}
	return ctx.Err()
}

// finish notes what became of an attempt.
func (s *Service) finish(ctx context.Context, d hooks.Delivery, status int, failure error) error {
	now := s.d.Now()
	d.Answer, d.Reason, d.State = status, "", hooks.Delivered
	if failure != nil || status < 200 || status > 299 {
		d.State, d.Reason = hooks.Waiting, fmt.Sprintf("The endpoint answered %d.", status)
		if failure != nil {
			d.Reason = sentence(failure)
		}
		next, again := hook.After(d.Attempts, now)
		if d.Due = next; !again {
			d.State = hooks.Dead
		}
	}
	return s.write(context.WithoutCancel(ctx), string(d.State)+" "+d.News, func(tx *engine.Tx) error {
		if err := hooks.Finish(tx, d, now); err != nil {
			return err
		}
		if status == hook.Gone { // so Standard Webhooks lets a partner say that it wants no more
			return hooks.End(tx, d.Endpoint, "The endpoint answered 410: it wants no more messages.", now)
		}
		if failure == nil {
			return nil
		}
		until := now.Add(pause)
		if d.State == hooks.Waiting && d.Due.Before(until) {
			until = d.Due
		}
		return hooks.Pause(tx, d.Endpoint, until)
	})
}

// sentence is what is kept of an error: a fault's words hold no secret.
func sentence(err error) string {
	if f := fault.Of(err); f != nil {
		return f.Error()
	}
	return "The message could not be sent."
}

func (s *Service) write(ctx context.Context, note string, fn func(tx *engine.Tx) error) error {
	return s.d.Door.Write(ctx, sending(note), fn)
}

// overdue is how long a message may wait before its job counts as lost.
const overdue = 2 * time.Minute

// Sweep adds the jobs that were lost with a process.
func (s *Service) Sweep(ctx context.Context) error {
	return s.write(ctx, "sweep", func(tx *engine.Tx) error {
		now := s.d.Now()
		lost, err := hooks.Overdue(tx, now.Add(-overdue))
		if err != nil {
			return err
		}
		for _, endpoint := range lost {
			if err := herald.Later(tx, endpoint, now); err != nil {
				return err
			}
		}
		return nil
	})
}
