package ledger

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"io"
	"strconv"

	"marque/internal/civil"
	"marque/internal/fault"
	"marque/internal/money"
)

// Within returns a fault when the transaction would be posted in a period that is closed: through a day, none is nothing closed. What
// belongs there is posted on the next open day, with its own effective day.
func (t Transaction) Within(closed civil.Date) error {
	if closed != 0 && t.Posted <= closed {
		return fault.Newf(fault.Conflict, "The books are closed through %s; nothing more is posted in that time.", closed)
	}
	return nil
}

// Journal writes transactions for a general ledger as CSV, one posting a line under a heading, and adds up what it writes. Amounts are in
// major units: debit and credit each in its own column.
type Journal struct {
	w     *csv.Writer
	days  []DayTotal
	begun bool
}

// DayTotal is what one posting day adds up to in a currency.
type DayTotal struct {
	Day      civil.Date  `json:"day"`
	Currency string      `json:"currency"`
	Entries  int         `json:"entries"`
	Debit    money.Cents `json:"debit"`
	Credit   money.Cents `json:"credit"`
}

// NewJournal returns a journal that writes to w.
func NewJournal(w io.Writer) *Journal { return &Journal{w: csv.NewWriter(w)} }

// Add writes a posted transaction; one that is pending or voided is left out. Transactions come in the order of their posting days, and each
// must balance.
func (j *Journal) Add(t Transaction, cur money.Currency) error {
	if t.Phase != Posted {
		return nil
	}
	if err := j.heading(); err != nil {
		return err
	}
	total, err := j.day(t.Posted, cur)
	if err != nil {
		return err
	}
	total.Entries++
	sum := money.Cents(0)
	for _, p := range t.Postings {
		sum += p.Amount
		total.Debit += max(p.Amount, 0)
		total.Credit += max(-p.Amount, 0)
		debit, credit := sides(p.Amount, cur)
		err := j.w.Write([]string{
			t.Posted.String(), t.Effective.String(), plain(t.Contract), t.ID.String(), plain(t.Key), plain(t.Cause), t.Corrects,
			strconv.Itoa(int(p.Account)), p.Account.Name(), debit, credit, cur.Code,
		})
		if err != nil {
			return fmt.Errorf("write journal: %w", err)
		}
	}
	if sum != 0 {
		return fault.Newf(fault.Conflict, "The entry %s of contract %s is off by %s; nothing is exported from a book that does not balance.", t.Key, t.Contract, sum.Text(cur))
	}
	return nil
}

func (j *Journal) heading() error {
	if j.begun {
		return nil
	}
	j.begun = true
	return j.w.Write([]string{"posted", "effective", "contract", "transaction", "key", "cause", "corrects", "account", "name", "debit", "credit", "currency"})
}

// day is the running total of a posting day and currency.
func (j *Journal) day(posted civil.Date, cur money.Currency) (*DayTotal, error) {
	for i := len(j.days) - 1; i >= 0 && j.days[i].Day >= posted; i-- {
		switch d := &j.days[i]; {
		case d.Day > posted:
			return nil, fmt.Errorf("journal out of order: %s after %s", posted, d.Day)
		case d.Currency == cur.Code:
			return d, nil
		}
	}
	j.days = append(j.days, DayTotal{Day: posted, Currency: cur.Code})
	return &j.days[len(j.days)-1], nil
}

// Close writes what is still held and returns the totals of the days, in order. An empty journal is a heading.
func (j *Journal) Close() ([]DayTotal, error) {
	if err := j.heading(); err != nil {
		return nil, fmt.Errorf("write journal: %w", err)
	}
	j.w.Flush()
	if err := j.w.Error(); err != nil {
		return nil, fmt.Errorf("write journal: %w", err)
	}
	return j.days, nil
}

func sides(c money.Cents, cur money.Currency) (debit, credit string) {
	if c < 0 {
		return "", (-c).Text(cur)
	}
	return c.Text(cur), ""
}

// plain keeps a spreadsheet from taking a key that came from outside for a formula.
func plain(s string) string {
	if s != "" && bytes.IndexByte([]byte("=+-@\t\r"), s[0]) >= 0 {
		return "'" + s
	}
	return s
}
