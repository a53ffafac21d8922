// Package ledgering is the general ledger for whoever keeps the lender's books: trial balance, export of the journal, and the close of a
// period. What is booked is core/booking's, and it is posted through internal/book.
package ledgering

import (
	"context"
	"io"

	"marque/internal/book"
	"marque/internal/civil"
	"marque/internal/core/access"
	"marque/internal/core/ledger"
	"marque/internal/door"
	"marque/internal/fault"
	"marque/internal/money"
	"marque/internal/store/engine"
	"marque/internal/store/ledgers"
	"marque/internal/store/settings"
)

// Deps is what the service needs.
type Deps struct {
	Door *door.Door
	Book *book.Book
}

// Service keeps the general ledger.
type Service struct{ Deps }

// New returns a service.
func New(d Deps) *Service { return &Service{Deps: d} }

// Line is an account in a trial balance.
type Line struct {
	Account int         `json:"account"`
	Name    string      `json:"name"`
	Debit   money.Cents `json:"debit"`  // sum of the debits
	Credit  money.Cents `json:"credit"` // sum of the credits
	Net     money.Cents `json:"net"`    // debits less credits
}

// Sheet is a trial balance in one currency. Off is what it is out by: 0 in a book that is right.
type Sheet struct {
	Currency string      `json:"currency"`
	Lines    []Line      `json:"accounts"`
	Debit    money.Cents `json:"debit"`
	Credit   money.Cents `json:"credit"`
	Off      money.Cents `json:"off"`
}

// Trial is the trial balance of everything posted by a day.
type Trial struct {
	By     civil.Date `json:"by"`
	Closed civil.Date `json:"closed_through"` // none when no period is closed
	Sheets []Sheet    `json:"currencies"`
}

// Trial adds up the ledger by a day; none is the business date.
func (s *Service) Trial(ctx context.Context, by access.Actor, day civil.Date) (Trial, error) {
	var t Trial
	err := s.Door.Read(ctx, door.Pass{By: by, Do: access.LedgerRead, On: access.OnSystem("ledger"), Note: "trial balance"}, func(r engine.Reader) error {
		var err error
		if t, err = s.trial(r, day); err != nil {
			return err
		}
		t.Closed, err = settings.BooksClosed(r)
		return err
	})
	return t, err
}

// beginning is before every entry.
func beginning() civil.Date { return civil.Must(civil.MinYear, 1, 1) }

func (s *Service) trial(r engine.Reader, day civil.Date) (Trial, error) {
	if day.IsZero() {
		today, err := s.Book.Today(r)
		if err != nil {
			return Trial{}, err
		}
		day = today
	}
	sheets, err := ledgers.Trials(r, beginning(), day)
	if err != nil {
		return Trial{}, err
	}
	t := Trial{By: day, Sheets: make([]Sheet, 0, len(sheets))}
	for _, sheet := range sheets {
		t.Sheets = append(t.Sheets, sheetOf(sheet))
	}
	return t, nil
}

func sheetOf(from ledgers.Sheet) Sheet {
	out := Sheet{Currency: from.Currency, Off: from.Trial.Off()}
	for _, b := range from.Trial {
		out.Lines = append(out.Lines, Line{Account: int(b.Account), Name: b.Account.Name(), Debit: b.Debit, Credit: b.Credit, Net: b.Net()})
		out.Debit += b.Debit
		out.Credit += b.Credit
	}
	return out
}

// Export is what an export of the journal came to, day by day.
type Export struct {
	From    civil.Date        `json:"from"`
	To      civil.Date        `json:"to"`
	Entries int               `json:"entries"`
	Days    []ledger.DayTotal `json:"days"`
}

// mostDays bounds an export: a year and the one before it. More is exported in parts.
const mostDays = 2 * 366

// Export writes the entries posted between two days, both included, as CSV. Every entry must balance, and what was written must come to what
// the database sums by itself, else it fails: then what was written is worth nothing.
func (s *Service) Export(ctx context.Context, by access.Actor, from, to civil.Date, out io.Writer) (Export, error) {
	switch {
	case from.IsZero():
		return Export{}, fault.Input("from", "An export needs its first day.")
	case to < from:
		return Export{}, fault.Input("to", "The last day of an export is not before its first.")
	case to.Sub(from) >= mostDays:
		return Export{}, fault.Inputf("to", "An export has at most %d days; take it in parts.", mostDays)
	}
	e := Export{From: from, To: to}
	pass := door.Pass{By: by, Do: access.LedgerRead, On: access.OnSystem("ledger"), Note: "export " + from.String() + " to " + to.String()}
	err := s.Door.Read(ctx, pass, func(r engine.Reader) error {
		journal := ledger.NewJournal(out)
		err := ledgers.EachPosted(r, from, to, func(p ledgers.Posted) error {
			e.Entries++
			return add(journal, p)
		})
		if err != nil {
			return err
		}
		if e.Days, err = journal.Close(); err != nil {
			return err
		}
		return proved(r, e)
	})
	return e, err
}

func add(j *ledger.Journal, p ledgers.Posted) error {
	currency, err := money.CurrencyOf(p.Currency)
	if err != nil {
		return err
	}
	return j.Add(p.Transaction, currency)
}

// proved compares what was written with what the database sums by itself.
func proved(r engine.Reader, e Export) error {
	sheets, err := ledgers.Trials(r, e.From, e.To)
	if err != nil {
		return err
	}
	written := map[string]money.Cents{}
	for _, d := range e.Days {
		written[d.Currency] += d.Debit
		if d.Debit != d.Credit {
			return fault.Newf(fault.Conflict, "The entries posted on %s do not balance: debits %d, credits %d.", d.Day, d.Debit, d.Credit)
		}
	}
	for _, sheet := range sheets {
		summed := sheetOf(sheet)
		if summed.Debit != written[sheet.Currency] || summed.Off != 0 {
			return fault.Newf(fault.Conflict, "The export of %s does not come to the ledger's own sum: %d of %d.", sheet.Currency, written[sheet.Currency], summed.Debit)
		}
	}
	return nil
}

// Closing is a close of periods.
type Closing struct {
	Through civil.Date `json:"through"`
	Before  civil.Date `json:"before"` // closed through until now; none when nothing was
	Changed bool       `json:"changed"`
}

// Close closes every period through a day: from then on nothing is posted in it. What is learned later about that time is posted on the first
// open day, with its own effective day. A period is closed once its days are over and their cycles have run, and only while the ledger
// balances; it is never opened again.
func (s *Service) Close(ctx context.Context, by access.Actor, through civil.Date) (Closing, error) {
	if through.IsZero() {
		return Closing{}, fault.Input("through", "Say the last day of the period.")
	}
	var c Closing
	pass := door.Pass{By: by, Do: access.LedgerClose, On: access.OnSystem("ledger"), Note: "through " + through.String()}
	err := s.Door.Write(ctx, pass, func(tx *engine.Tx) error {
		before, err := settings.BooksClosed(tx)
		if err != nil {
			return err
		}
		c = Closing{Through: through, Before: before, Changed: through != before}
		if !c.Changed {
			return nil
		}
		if err := s.mayClose(tx, through, before); err != nil {
			return err
		}
		return settings.CloseBooks(tx, through)
	})
	return c, err
}

func (s *Service) mayClose(r engine.Reader, through, before civil.Date) error {
	today, err := s.Book.Today(r)
	if err != nil {
		return err
	}
	cycled, err := s.Book.Closed(r, through)
	if err != nil {
		return err
	}
	switch {
	case through < before:
		return fault.Newf(fault.Conflict, "The books are closed through %s already; a closed period is not opened again.", before)
	case through >= today:
		return fault.Newf(fault.Conflict, "A period is closed when it is over; the business date is %s.", today)
	case !cycled:
		return fault.Newf(fault.Conflict, "The day cycle has not run through %s yet; run it first.", through)
	}
	trial, err := s.trial(r, through)
	if err != nil {
		return err
	}
	for _, sheet := range trial.Sheets {
		if sheet.Off != 0 {
			return fault.Newf(fault.Conflict, "The ledger does not balance in %s; run marque verify before closing.", sheet.Currency)
		}
	}
	return nil
}
