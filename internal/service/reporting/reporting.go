// Package reporting tells those who look after the desk how it goes: how much, how fast, what was locked and sent, and the cases. It counts; it names
// nobody.
package reporting

import (
	"context"

	"marque/internal/book"
	"marque/internal/civil"
	"marque/internal/core/access"
	"marque/internal/door"
	"marque/internal/fault"
	"marque/internal/store/engine"
	"marque/internal/store/reports"
)

// Deps is what the service needs.
type Deps struct {
	Door *door.Door
	Book *book.Book
}

// Service reports.
type Service struct{ d Deps }

// New returns a service.
func New(d Deps) *Service { return &Service{d} }

// MostDays bounds a range: tries to sign in are kept for 90 days.
const MostDays = 92

// usualDays is the range where nobody says another.
const usualDays = 30

// Report is how the desk went from a day through another.
type Report struct {
	Since, Until    civil.Date
	Talks           reports.Talks
	First, Resolved reports.Spread
	Locks           reports.Locks
	Codes           []reports.Codes
	Cases           []reports.Cases
}

// Desk reports on a range of days in the lender's zone, both of them counted; zero days are the last thirty.
func (s *Service) Desk(ctx context.Context, by access.Actor, since, until civil.Date) (Report, error) {
	today := civil.On(s.d.Book.Now(), s.d.Book.Zone())
	if until.IsZero() {
		until = today
	}
	if since.IsZero() {
		since = until.AddDays(1 - usualDays)
	}
	out := Report{Since: since, Until: until}
	err := s.d.Door.Read(ctx, door.Pass{By: by, Do: access.ReportRead, On: access.OnSystem("reports")}, func(r engine.Reader) error {
		if days := until.Sub(since) + 1; days < 1 || days > MostDays || until > today {
			return fault.Inputf("since", "Choose from one day to %d days, until today at most.", MostDays)
		}
		return s.count(r, &out)
	})
	return out, err
}

func (s *Service) count(r engine.Reader, out *Report) error {
	g := reports.Range{From: out.Since.Start(s.d.Book.Zone()), To: out.Until.AddDays(1).Start(s.d.Book.Zone())}
	today, err := s.d.Book.Today(r)
	if err != nil {
		return err
	}
	if out.Talks, err = reports.CountTalks(r, g); err != nil {
		return err
	}
	if out.First, err = reports.First(r, g); err != nil {
		return err
	}
	if out.Resolved, err = reports.Resolved(r, g); err != nil {
		return err
	}
	if out.Locks, err = reports.CountLocks(r, g); err != nil {
		return err
	}
	if out.Codes, err = reports.CountCodes(r, g); err != nil {
		return err
	}
	out.Cases, err = reports.CountCases(r, g, today)
	return err
}
