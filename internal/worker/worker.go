// Package worker binds jobs and the day's cycle to the methods of the services, and says in which order they run.
package worker

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"marque/internal/civil"
	"marque/internal/core/access"
	"marque/internal/courier"
	"marque/internal/fault"
	"marque/internal/herald"
	"marque/internal/service/billing"
	"marque/internal/service/lettering"
	"marque/internal/service/messaging"
	"marque/internal/service/notifying"
	"marque/internal/service/paying"
	"marque/internal/service/publishing"
	"marque/internal/service/relieving"
	"marque/internal/service/reminding"
	"marque/internal/store/queue"
)

// deliverWithin bounds the delivery of one message, with what it writes before and after.
const deliverWithin = 2 * time.Minute

// bankWithin bounds the delivery of all files that wait: each step of it has a shorter bound of its own.
const bankWithin = 10 * time.Minute

// shardWithin bounds the work on one shard of a day: seconds usually, the wait for a core included.
const shardWithin = 10 * time.Minute

// Services are those that have jobs to do.
type Services struct {
	Notifying  *notifying.Service
	Paying     *paying.Service
	Billing    *billing.Service
	Lettering  *lettering.Service
	Messaging  *messaging.Service
	Publishing *publishing.Service
}

// Jobs lists the kinds of jobs and who does them.
func Jobs(s Services) map[string]queue.Worker {
	n, p, b, l := s.Notifying, s.Paying, s.Billing, s.Lettering
	return map[string]queue.Worker{
		courier.Deliver: {Within: deliverWithin, Do: func(ctx context.Context, args json.RawMessage, _ int) error {
			var job courier.Job
			if err := json.Unmarshal(args, &job); err != nil {
				return queue.Never(fmt.Errorf("read job: %w", err))
			}
			return n.Deliver(ctx, job.Message)
		}},
		notifying.Receipt: {Within: deliverWithin, Do: func(ctx context.Context, args json.RawMessage, attempt int) error {
			var said notifying.Said
			if err := json.Unmarshal(args, &said); err != nil {
				return queue.Never(fmt.Errorf("read job: %w", err))
			}
			return n.Note(ctx, said, attempt)
		}},
		messaging.TellJob: {Within: deliverWithin, Do: func(ctx context.Context, args json.RawMessage, _ int) error {
			var job messaging.ToTell
			if err := json.Unmarshal(args, &job); err != nil {
				return queue.Never(fmt.Errorf("read job: %w", err))
			}
			return s.Messaging.Tell(ctx, job)
		}},
		paying.DeliverJob: {Within: bankWithin, Do: func(ctx context.Context, _ json.RawMessage, _ int) error {
			_, err := p.Deliver(ctx, access.System("bank"), nil)
			return err
		}},
		paying.CardJob: {Within: deliverWithin, Do: func(ctx context.Context, args json.RawMessage, _ int) error {
			var job paying.CardToSee
			if err := json.Unmarshal(args, &job); err != nil {
				return queue.Never(fmt.Errorf("read job: %w", err))
			}
			return p.LookAtCard(ctx, job)
		}},
		billing.ShardJob: {Within: shardWithin, Do: func(ctx context.Context, args json.RawMessage, _ int) error {
			var job billing.Shard
			if err := json.Unmarshal(args, &job); err != nil {
				return queue.Never(fmt.Errorf("read job: %w", err))
			}
			return b.WorkOn(ctx, job)
		}},
		herald.Send: {Within: deliverWithin, Do: func(ctx context.Context, args json.RawMessage, _ int) error {
			var job herald.Job
			if err := json.Unmarshal(args, &job); err != nil {
				return queue.Never(fmt.Errorf("read job: %w", err))
			}
			return s.Publishing.Send(ctx, job)
		}},
		lettering.IssueJob: {Within: deliverWithin, Do: func(ctx context.Context, args json.RawMessage, _ int) error { return l.Asked(ctx, args) }},
	}
}

// Cycle closes business days.
type Cycle struct {
	Paying    *paying.Service
	Billing   *billing.Service
	Lettering *lettering.Service
	Relieving *relieving.Service
	Reminding *reminding.Service
}

// Day is what the close of one day did.
type Day struct {
	Date       civil.Date `json:"date"`
	Returned   int        `json:"returned"`
	Settled    int        `json:"settled"`
	Final      int        `json:"final"`
	Autopay    int        `json:"autopay"` // debits that autopay made
	Sent       int        `json:"sent"`
	Contracts  int        `json:"contracts"`
	Fees       int        `json:"late_fees"`
	Statements int        `json:"statements"`
	ChargedOff int        `json:"charged_off"`
	Losses     int        `json:"losses"`              // debts that are a loss and wait for a person to charge them off
	Refunds    int        `json:"refunds"`             // credit balances to be paid out by now
	Expired    int        `json:"expired"`             // extensions that not everybody signed in time
	Interest   int        `json:"interest_statements"` // of the year before, in January
	Reminded   int        `json:"reminded"`            // contracts of a payment that falls due soon
	Arranged   int        `json:"arrangements"`        // arrangements that were completed or broken
	PastDue    int        `json:"past_due_told"`       // contracts of a stage of being past due
}

// mostDays bounds how far one run goes: a year and a month of closed days is a mistyped date.
const mostDays = 400

// Through closes every day that is still open up to a day, in order, and reports each. Without a day closed before, it closes that day only.
// It goes on where it was interrupted.
func (c *Cycle) Through(ctx context.Context, until civil.Date, progress func(civil.Date, billing.Progress), each func(Day)) error {
	today, at, err := c.Billing.Day(ctx)
	if err != nil {
		return err
	}
	first := at.Closed + 1
	switch {
	case at.Closed.IsZero() && max(until.Sub(today), today.Sub(until)) > mostDays:
		return fault.Newf(fault.Invalid, "Nothing is closed yet, and %s is more than %d days from today, %s.", until, mostDays, today)
	case at.Closed.IsZero():
		first = until
	case until <= at.Closed:
		first = until // running a closed day again finds nothing to do, or what came in late
	case until.Sub(at.Closed) > mostDays:
		return fault.Newf(fault.Invalid, "The book is closed through %s; %s is more than %d days later.", at.Closed, until, mostDays)
	}
	for day := first; day <= until; day++ {
		done, err := c.close(ctx, day, progress)
		if err != nil {
			return fmt.Errorf("close %s: %w", day, err)
		}
		each(done)
	}
	return nil
}

// close runs one day: money first, so that what the statements say is the day's last word.
func (c *Cycle) close(ctx context.Context, day civil.Date, progress func(civil.Date, billing.Progress)) (Day, error) {
	moved, err := c.Paying.Close(ctx, day)
	if err != nil {
		return Day{}, err
	}
	billed, err := c.Billing.Close(ctx, day, func(p billing.Progress) {
		if progress != nil {
			progress(day, p)
		}
	})
	if err != nil {
		return Day{}, err
	}
	relieved, err := c.Relieving.Close(ctx, day)
	if err != nil {
		return Day{}, err
	}
	reminded, err := c.Reminding.Close(ctx, day)
	if err != nil {
		return Day{}, err
	}
	interest, err := c.Lettering.Close(ctx, day)
	if err != nil {
		return Day{}, err
	}
	return Day{
		Date: day, Returned: moved.Returned, Settled: moved.Settled, Final: moved.Final, Autopay: moved.Autopay, Sent: moved.Sent,
		Contracts: billed.Contracts, Fees: billed.Fees, Statements: billed.Statements,
		ChargedOff: billed.ChargedOff, Losses: billed.Losses, Refunds: billed.Refunds, Expired: relieved.Expired, Interest: interest, Reminded: reminded.Ahead, PastDue: reminded.PastDue, Arranged: relieved.Arranged,
	}, c.Billing.Finish(ctx, day)
}
