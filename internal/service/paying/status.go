package paying

import (
	"context"
	"strings"

	"marque/internal/civil"
	"marque/internal/core/access"
	"marque/internal/core/payment"
	"marque/internal/door"
	"marque/internal/money"
	"marque/internal/store/bankfiles"
	"marque/internal/store/engine"
	"marque/internal/store/payments"
)

// Status is how things stand with the bank.
type Status struct {
	Today       civil.Date      `json:"business_date"`
	Scheduled   int64           `json:"scheduled"` // payments that are in no file yet
	Waiting     []FileStatus    `json:"waiting"`   // files that have not left
	Recent      []FileStatus    `json:"recent"`
	Quarantined int             `json:"quarantined"` // lines for a person, all that ever came
	Newest      []KeptLine      `json:"newest"`      // of these
	Rates       []payment.Gauge `json:"rates"`
	Checks      Checks          `json:"verifications"`
}

// Checks counts the prenotes and small deposits of the days that rates are counted over, and what of them came back.
type Checks struct {
	Sent     int64 `json:"sent"`
	Returned int64 `json:"returned"`
}

// FileStatus is a file as an operator sees it.
type FileStatus struct {
	Name      string       `json:"name"`
	Direction string       `json:"direction"`
	Rail      payment.Rail `json:"rail"`
	State     string       `json:"state"`
	Day       civil.Date   `json:"day"`
	Entries   int          `json:"entries"`
	Debits    money.Cents  `json:"debits"`
	Credits   money.Cents  `json:"credits"`
	SentOn    civil.Date   `json:"sent_on"`
	Line      int          `json:"line"`
	Reason    string       `json:"reason"`
}

// KeptLine is a line in quarantine.
type KeptLine struct {
	File   string      `json:"file"`
	Line   int         `json:"line"`
	Code   string      `json:"code"`
	Trace  string      `json:"trace"`
	Amount money.Cents `json:"amount"`
	Reason string      `json:"reason"`
}

// What a status shows at most.
const (
	recentFiles = 20
	newestLines = 20
)

// Status tells how things stand with the bank.
func (s *Service) Status(ctx context.Context, by access.Actor) (Status, error) {
	var out Status
	err := s.Door.Read(ctx, door.Pass{By: by, Do: access.BankStatus, On: system()}, func(r engine.Reader) error {
		out = Status{Waiting: []FileStatus{}, Recent: []FileStatus{}, Newest: []KeptLine{}}
		var err error
		if out.Today, err = s.Book.Today(r); err != nil {
			return err
		}
		if out.Scheduled, err = payments.Count(r, payment.Created); err != nil {
			return err
		}
		if err := statusFiles(r, &out); err != nil {
			return err
		}
		if out.Rates, err = rates(r, out.Today); err != nil {
			return err
		}
		out.Checks.Sent, out.Checks.Returned, err = bankfiles.Micros(r, out.Today.AddDays(-payment.RateDays))
		return err
	})
	return out, err
}

func statusFiles(r engine.Reader, out *Status) error {
	waiting, err := bankfiles.Waiting(r)
	if err != nil {
		return err
	}
	recent, err := bankfiles.Recent(r, recentFiles)
	if err != nil {
		return err
	}
	for _, f := range waiting {
		out.Waiting = append(out.Waiting, fileStatus(f))
	}
	for _, f := range recent {
		out.Recent = append(out.Recent, fileStatus(f))
	}
	kept, n, err := bankfiles.Quarantine(r, newestLines)
	out.Quarantined = n
	for _, k := range kept {
		out.Newest = append(out.Newest, KeptLine{File: k.Name, Line: k.Line, Code: k.Code, Trace: k.Trace, Amount: k.Amount, Reason: strings.TrimSpace(k.Reason)})
	}
	return err
}

func fileStatus(f bankfiles.File) FileStatus {
	return FileStatus{
		Name: f.Name, Direction: string(f.Direction), Rail: f.Rail, State: string(f.State), Day: f.Day, Entries: f.Entries, Debits: f.Debits, Credits: f.Credits,
		SentOn: f.SentOn, Line: f.Line, Reason: f.Reason,
	}
}

// rates makes the gauges from one pass over the entries.
func rates(r engine.Reader, today civil.Date) ([]payment.Gauge, error) {
	all, err := bankfiles.Tallies(r, today.AddDays(-payment.RateDays))
	debits := map[string]int64{}
	for _, t := range all {
		debits[t.Code] += t.Entries
	}
	return payment.Gauges(debits), err
}
