// Package herald is the one way to tell partners' systems something: it writes messages for every endpoint that wants them, with the job that sends
// them, inside the caller's transaction. Nothing leaves here; service/publishing sends after the commit.
package herald

import (
	"time"

	"marque/internal/book"
	"marque/internal/civil"
	"marque/internal/core/access"
	"marque/internal/core/contract"
	"marque/internal/core/hook"
	"marque/internal/id"
	"marque/internal/store/contracts"
	"marque/internal/store/engine"
	"marque/internal/store/hooks"
	"marque/internal/store/queue"
)

// Send is the kind of the job that sends what waits for an endpoint; its argument is a Job.
const Send = "hook.send"

// Job is the argument of Send.
type Job struct {
	Endpoint hook.EndpointID `json:"endpoint"`
}

// Herald writes messages. It is safe for use by several goroutines.
type Herald struct {
	ids *id.Source
	now civil.Clock
}

// New returns a herald.
func New(ids *id.Source, now civil.Clock) *Herald { return &Herald{ids, now} }

// Watch tells what happens to contracts: it is a book.Watch. Where no endpoint is, it costs one question.
func (h *Herald) Watch(tx *engine.Tx, today civil.Date, all []book.Change) error {
	endpoints, err := hooks.Alive(tx)
	if err != nil || len(endpoints) == 0 {
		return err
	}
	news, err := h.news(tx, today, all)
	if err != nil {
		return err
	}
	return h.put(tx, endpoints, news)
}

// Contact tells that a person's e-mail address or telephone is another one, for each of the person's contracts. What it is now is not said.
func (h *Herald) Contact(tx *engine.Tx, of access.PartyID, kind string) error {
	endpoints, err := hooks.Alive(tx)
	if err != nil || len(endpoints) == 0 {
		return err
	}
	theirs, err := contracts.OfParty(tx, of)
	if err != nil {
		return err
	}
	news := make([]hook.News, len(theirs))
	for i, c := range theirs {
		news[i] = hook.News{
			ID: id.New[hook.News](h.ids).String(), Topic: hook.ContactChanged, At: h.now(), Contract: c.ID, Number: c.Terms.Number, Brand: c.Terms.Brand, Code: kind,
		}
	}
	return h.put(tx, endpoints, news)
}

func (h *Herald) news(tx *engine.Tx, today civil.Date, all []book.Change) ([]hook.News, error) {
	var about []contract.ID
	for i := range all {
		if len(all[i].Fresh) > 0 || hook.Over(contract.Status(all[i].State.Status)) {
			about = append(about, all[i].Contract)
		}
	}
	before, err := contracts.StatusesOf(tx, about)
	if err != nil {
		return nil, err
	}
	var told []hook.Change
	var changed []contract.ID
	for i := range all {
		c := &all[i]
		after := contract.Status(c.State.Status)
		if len(c.Fresh) == 0 && (!hook.Over(after) || before[c.Contract] == after) {
			continue
		}
		told = append(told, hook.Change{Contract: c.Contract, Fresh: c.Fresh, Events: c.Events, Before: before[c.Contract], After: after, Today: today, Now: h.now(), IDs: h.ids})
		changed = append(changed, c.Contract)
	}
	held, err := contracts.LockAll(tx, changed) // they are held already: this reads them
	if err != nil {
		return nil, err
	}
	var out []hook.News
	for i := range told {
		terms := held[told[i].Contract].Terms
		told[i].Terms = &terms
		out = append(out, told[i].Tells()...)
	}
	return out, nil
}

// put queues each message for each endpoint that wants it, with one job for each endpoint.
func (h *Herald) put(tx *engine.Tx, endpoints []hook.Endpoint, news []hook.News) error {
	now := h.now()
	var rows []hooks.Delivery
	var jobs []queue.Job
	for i := range endpoints {
		e, wanted := &endpoints[i], 0
		for j := range news {
			if !e.Wants(&news[j]) {
				continue
			}
			body, err := news[j].Body()
			if err != nil {
				return err
			}
			rows = append(rows, hooks.Delivery{ID: id.New[hooks.Delivery](h.ids), Endpoint: e.ID, News: news[j].ID, Topic: news[j].Topic, Body: string(body), Created: now})
			wanted++
		}
		if wanted > 0 {
			jobs = append(jobs, queue.Job{Kind: Send, Args: Job{e.ID}})
		}
	}
	if len(rows) == 0 {
		return nil
	}
	if err := hooks.Add(tx, rows); err != nil {
		return err
	}
	return queue.Add(tx, jobs...)
}

// Later adds the job that sends what waits for an endpoint at an instant.
func Later(tx *engine.Tx, endpoint hook.EndpointID, at time.Time) error {
	// A second is fine enough, and one job for it is enough.
	return queue.Add(tx, queue.Job{Kind: Send, Args: Job{endpoint}, Key: endpoint.String() + "/" + at.UTC().Truncate(time.Second).Format(time.RFC3339), At: at})
}
