package billing

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strconv"
	"sync"
	"time"

	"marque/internal/civil"
	"marque/internal/core/contract"
	"marque/internal/fault"
	"marque/internal/store/cycles"
	"marque/internal/store/engine"
	"marque/internal/store/queue"
)

// ShardJob is the kind of the jobs that close a shard of a day on whichever process has time.
const ShardJob = "cycle.shard"

// Shard names one shard of a day: the arguments of a ShardJob.
type Shard struct {
	Day    civil.Date `json:"day"`
	Number int        `json:"number"`
}

const (
	// shardSize is how many awake contracts make a shard: a second or two of work, so that a few processes finish together.
	shardSize = 2000
	// lease is how long a shard stays taken after the last sign of life: longer than a chunk takes; taken over too early costs work, and nothing else.
	lease = 3 * time.Second
	// lookEvery is how often one who waits for others' shards looks whether they are done.
	lookEvery = 100 * time.Millisecond
	// keepPlans is how many days' plans are kept, for whoever asks what a day did.
	keepPlans = 40
)

// Progress is how far the close of a day is.
type Progress struct {
	Contracts int `json:"contracts"` // closed
	Awake     int `json:"awake"`     // that may have had something to do
	Shards    int `json:"shards"`
	Done      int `json:"shards_done"`
}

// Close closes a day for every contract that has something to do on it and whose cycle of that day has not run. The work is cut into shards; other
// processes over the same database take their part of them through jobs, and what a killed one has left undone is done here.
func (s *Service) Close(ctx context.Context, day civil.Date, progress func(Progress)) (Report, error) {
	first := 0
	for range mostRounds {
		from, err := s.plan(ctx, day)
		if err != nil {
			return Report{}, err
		}
		if from == 0 { // nobody is left awake
			return s.sum(ctx, day, first)
		}
		if first == 0 {
			first = from
		}
		if err := s.share(ctx, day, first, progress); err != nil {
			return Report{}, err
		}
	}
	return Report{}, fault.Newf(fault.Unavailable, "Some contracts changed all the time while %s was closed. Run the cycle again.", day)
}

// plan returns the number of the day's first shard that is not done, cutting new ones when there is none; 0 means that nothing is left to do.
func (s *Service) plan(ctx context.Context, day civil.Date) (first int, err error) {
	err = s.Door.Write(ctx, pass("plan "+day.String()), func(tx *engine.Tx) error {
		first = 0
		known, err := cycles.Of(tx, day, 0)
		if err != nil {
			return err
		}
		last := 0
		for _, k := range known {
			if !k.Done && first == 0 {
				first = k.Number
			}
			last = k.Number
		}
		if first > 0 {
			return nil
		}
		bounds, awake, err := cycles.Cut(tx, day, s.shardSize)
		if err != nil || awake == 0 {
			return err
		}
		first = last + 1
		return s.cut(tx, day, first, bounds, awake)
	})
	return first, err
}

// cut keeps the shards between bounds, and a job for each but the first, which the caller begins with.
func (s *Service) cut(tx *engine.Tx, day civil.Date, first int, bounds []contract.ID, awake int) error {
	all := make([]cycles.Shard, 0, len(bounds)+1)
	var after contract.ID
	for _, bound := range append(bounds, contract.ID{}) {
		all = append(all, cycles.Shard{Day: day, Number: first + len(all), After: after, Through: bound, Awake: min(s.shardSize, awake)})
		after, awake = bound, awake-min(s.shardSize, awake)
	}
	if err := cycles.Add(tx, all); err != nil {
		return err
	}
	var jobs []queue.Job
	for _, shard := range all[1:] {
		jobs = append(jobs, queue.Job{Kind: ShardJob, Args: Shard{Day: day, Number: shard.Number}, Key: day.String() + "/" + strconv.Itoa(shard.Number)})
	}
	return queue.Add(tx, jobs...)
}

// share works on the day's shards until all are done, on every core, and waits for those that others have taken.
func (s *Service) share(ctx context.Context, day civil.Date, first int, progress func(Progress)) error {
	tell, watched := &teller{tell: progress}, watch{}
	for {
		all, err := s.shards(ctx, day, first)
		if err != nil {
			return err
		}
		tell.now(all)
		free, left := watched.free(all, s.Book.Now())
		switch {
		case left == 0:
			return nil
		case len(free) > 0:
			if err := s.each(ctx, free, tell); err != nil {
				return err
			}
		default:
			if err := wait(ctx, lookEvery); err != nil {
				return err
			}
		}
	}
}

// watch remembers how others' shards stood, and how often they were seen so: clocks differ, and some stand still.
type watch map[int]sight

type sight struct {
	shard cycles.Shard
	times int
}

// free returns the shards that may be taken, and how many are not done: those that nobody has, and those whose holder has given no sign of life for the
// time of a lease.
func (w watch) free(all []cycles.Shard, now time.Time) (free []cycles.Shard, left int) {
	for _, shard := range all {
		if shard.Done {
			continue
		}
		left++
		seen := w[shard.Number]
		if seen.shard != shard {
			seen = sight{shard: shard}
		}
		seen.times++
		w[shard.Number] = seen
		if shard.Until.Before(now) || seen.times > int(lease/lookEvery) {
			free = append(free, shard)
		}
	}
	return free, left
}

func wait(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// each works on shards, on every core.
func (s *Service) each(ctx context.Context, free []cycles.Shard, tell *teller) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	todo := make(chan cycles.Shard, len(free))
	for _, shard := range free {
		todo <- shard
	}
	close(todo)
	failed := make([]error, min(runtime.NumCPU(), len(free)))
	var all sync.WaitGroup
	for i := range failed {
		all.Go(func() {
			for shard := range todo {
				if failed[i] = s.take(ctx, shard, tell.closed); failed[i] != nil {
					cancel()
					return
				}
			}
		})
	}
	all.Wait()
	return firstOf(failed)
}

// firstOf is the error that stopped the others, not theirs.
func firstOf(failed []error) error {
	var out error
	for _, err := range failed {
		if err != nil && (out == nil || errors.Is(out, context.Canceled)) {
			out = err
		}
	}
	return out
}

// WorkOn closes one shard of a day, unless it is done or taken: what a ShardJob does.
func (s *Service) WorkOn(ctx context.Context, job Shard) error {
	all, err := s.shards(ctx, job.Day, job.Number)
	if err != nil || len(all) == 0 || all[0].Number != job.Number || all[0].Done || !all[0].Until.Before(s.Book.Now()) {
		return err
	}
	return s.take(ctx, all[0], nil)
}

// take works on a shard, unless another process was faster. Only so many are worked on at once in one process as it has cores.
func (s *Service) take(ctx context.Context, shard cycles.Shard, closed func(int)) error {
	select {
	case s.slots <- struct{}{}:
		defer func() { <-s.slots }()
	case <-ctx.Done():
		return ctx.Err()
	}
	mine := false
	err := s.Door.Write(ctx, pass("take "+shard.Day.String()), func(tx *engine.Tx) error {
		var err error
		mine, err = cycles.Claim(tx, shard, s.Book.Now().Add(lease))
		return err
	})
	if err != nil || !mine {
		return err
	}
	if err := s.work(ctx, shard, closed); err != nil {
		return errors.Join(err, s.free(ctx, shard))
	}
	return s.Door.Write(ctx, pass("end of a shard of "+shard.Day.String()), func(tx *engine.Tx) error { return cycles.Finish(tx, shard) })
}

// freeWithin bounds giving a shard back when the caller has gone already.
const freeWithin = 5 * time.Second

func (s *Service) free(ctx context.Context, shard cycles.Shard) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), freeWithin)
	defer cancel()
	return s.Door.Write(ctx, pass("shard left of "+shard.Day.String()), func(tx *engine.Tx) error { return cycles.Free(tx, shard) })
}

func (s *Service) shards(ctx context.Context, day civil.Date, from int) (all []cycles.Shard, err error) {
	err = s.Door.Read(ctx, pass("look"), func(r engine.Reader) error {
		all, err = cycles.Of(r, day, from)
		return err
	})
	return all, err
}

// sum adds up what the shards of a day did from a number on.
func (s *Service) sum(ctx context.Context, day civil.Date, from int) (Report, error) {
	var done Report
	if from == 0 {
		return done, nil
	}
	all, err := s.shards(ctx, day, from)
	if err != nil {
		return done, fmt.Errorf("sum up %s: %w", day, err)
	}
	for _, shard := range all {
		done.Add(shard.Counts)
	}
	return done, nil
}

// teller tells how far it is, one telling at a time.
type teller struct {
	mu   sync.Mutex
	at   Progress
	tell func(Progress)
}

// now takes what the plan says.
func (t *teller) now(all []cycles.Shard) {
	at := Progress{Shards: len(all)}
	for _, shard := range all {
		at.Contracts, at.Awake = at.Contracts+shard.Counts.Contracts, at.Awake+shard.Awake
		if shard.Done {
			at.Done++
		}
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.at = at
	t.say()
}

// closed counts contracts that were closed here.
func (t *teller) closed(n int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.at.Contracts += n
	t.say()
}

func (t *teller) say() {
	if t.tell != nil && t.at.Contracts > 0 {
		t.tell(t.at)
	}
}
