// Package texts counts the texts that leave, for all processes together, and says when no more may: a country that is not ours to text, an
// hour's share or a day's budget that is used up. What is allowed is core/notice's Reach; who is told is the services'.
package texts

import (
	"fmt"
	"time"

	"marque/internal/core/notice"
	"marque/internal/fault"
	"marque/internal/l10n"
	"marque/internal/seal"
	"marque/internal/store/engine"
)

// Gate stands before each text. A nil Gate lets everything pass.
type Gate struct {
	reach notice.Reach
	box   *seal.Box
}

// New returns a gate.
func New(reach notice.Reach, box *seal.Box) *Gate { return &Gate{reach, box} }

// The spans of time that are counted. Days are those of UTC: a budget needs an end, not a calendar.
const (
	day  = "day"
	hour = "hour"
)

// count is one row with its limit; a limit of 0 is none.
type count struct {
	span, country string
	began         time.Time
	limit         int
	full          error
}

// counts returns what a text to a phone counts against, or why it never leaves.
func (g *Gate) counts(phone string, now time.Time) ([]count, error) {
	country, ok := g.reach.Of(phone)
	if !ok {
		return nil, l10n.Fault(fault.Invalid, "Texts to this country are not switched on.", "Los mensajes de texto a este país no están activados.", "SMS in dieses Land sind nicht eingeschaltet.")
	}
	return []count{
		{hour, country.Prefix, now.UTC().Truncate(time.Hour), country.PerHour, fault.New(fault.Unavailable, "This hour's share of texts to this country is used up.")},
		{day, "", today(now), g.reach.PerDay, fault.New(fault.Unavailable, "The day's budget of texts is used up.")},
	}, nil
}

func today(now time.Time) time.Time { return now.UTC().Truncate(24 * time.Hour) }

// Closed returns why no text may go to a phone now, as a fault: Invalid when none ever may, Unavailable when one may later; it is a *Stopped
// when the phone asked for no more. It counts nothing.
func (g *Gate) Closed(r engine.Reader, phone string, now time.Time) (why, err error) {
	if g == nil {
		return nil, nil
	}
	if s, err := g.Standing(r, phone); s.Stopped || err != nil {
		return stopped(s.Since), err
	}
	counts, why := g.counts(phone, now)
	for _, c := range counts {
		used, err := c.used(r)
		if err != nil {
			return nil, err
		}
		if c.limit > 0 && used >= c.limit {
			return c.full, nil
		}
	}
	return why, nil
}

// Standing says whether a phone wants texts. It asks for no phone as well: how much is read must not tell who has one.
func (g *Gate) Standing(r engine.Reader, phone string) (Standing, error) {
	if g == nil {
		return Standing{}, nil
	}
	return StandingOf(r, g.box, phone)
}

// Spend counts a text that is about to leave, or returns why it may not, as Closed does. However many processes spend at once, no more
// pass than the limit.
func (g *Gate) Spend(tx *engine.Tx, phone string, now time.Time) (why, err error) {
	if s, err := g.Standing(tx, phone); s.Stopped || err != nil {
		return stopped(s.Since), err
	}
	return g.Answer(tx, phone, now)
}

// Answer is Spend for the answer to a text, which also a phone gets that wants no others.
func (g *Gate) Answer(tx *engine.Tx, phone string, now time.Time) (why, err error) {
	if g == nil {
		return nil, nil
	}
	counts, why := g.counts(phone, now)
	for _, c := range counts {
		passed, err := c.take(tx)
		if err != nil {
			return nil, err
		}
		if !passed {
			return c.full, nil
		}
	}
	return why, nil
}

func (c count) used(r engine.Reader) (int, error) {
	var n int
	err := r.QueryRow(`select used from text_counts where span = $1 and country = $2 and began = $3`, c.span, c.country, engine.Micros(c.began)).Scan(&n)
	if err != nil && !engine.NoRows(err) {
		return 0, fmt.Errorf("read count of texts: %w", err)
	}
	return n, nil
}

// noLimit is more texts than a day has microseconds.
const noLimit = 1 << 40

func (c count) take(tx *engine.Tx) (bool, error) {
	limit := c.limit
	if limit <= 0 {
		limit = noLimit
	}
	n, err := tx.Exec(`insert into text_counts (span, country, began, used) values ($1, $2, $3, 1)
		on conflict (span, country, began) do update set used = text_counts.used + 1 where text_counts.used < $4`,
		c.span, c.country, engine.Micros(c.began), limit)
	if err != nil {
		return false, fmt.Errorf("count text: %w", err)
	}
	return n == 1, nil
}

// Status is how the day stands.
type Status struct {
	Used    int
	Budget  int // 0 is none
	Stopped bool
	Began   time.Time
}

// Status returns how the day of an instant stands.
func (g *Gate) Status(r engine.Reader, now time.Time) (Status, error) {
	s := Status{Began: today(now)}
	if g == nil {
		return s, nil
	}
	s.Budget = g.reach.PerDay
	var err error
	s.Used, err = count{span: day, began: s.Began}.used(r)
	s.Stopped = s.Budget > 0 && s.Used >= s.Budget
	return s, err
}

// Reset gives the day of an instant its whole budget again, and the hour its shares.
func Reset(tx *engine.Tx, now time.Time) error {
	if _, err := tx.Exec(`delete from text_counts where began >= $1`, engine.Micros(today(now))); err != nil {
		return fmt.Errorf("reset counts of texts: %w", err)
	}
	return nil
}

// kept is how long old counts stay, for an operator who asks what happened.
const kept = 8 * 24 * time.Hour

// Sweep takes away counts that have ended long ago.
func Sweep(tx *engine.Tx, now time.Time) error {
	if _, err := tx.Exec(`delete from text_counts where began < $1`, engine.Micros(now.Add(-kept))); err != nil {
		return fmt.Errorf("sweep counts of texts: %w", err)
	}
	return nil
}
