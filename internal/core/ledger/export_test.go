package ledger_test

import (
	"errors"
	"strings"
	"testing"

	"marque/internal/core/ledger"
	"marque/internal/fault"
	"marque/internal/money"
)

func entry(t *testing.T, amount money.Cents) ledger.Transaction {
	t.Helper()
	tx, err := ledger.New(draft(ledger.Posting{Account: ledger.Cash, Amount: amount}, ledger.Posting{Account: ledger.Unapplied, Amount: -amount}))
	if err != nil {
		t.Fatal(err)
	}
	return tx
}

func TestTheExportIsOneLineForEachPosting(t *testing.T) {
	t.Parallel()
	tx := entry(t, 12345)
	tx.Contract, tx.Cause = "@c1", "=cmd()"
	pending := tx
	pending.Phase = ledger.Pending
	var out strings.Builder
	j := ledger.NewJournal(&out)
	if err := errors.Join(j.Add(tx, money.USD()), j.Add(pending, money.USD())); err != nil {
		t.Fatal(err)
	}
	days, err := j.Close()
	want := "posted,effective,contract,transaction,key,cause,corrects,account,name,debit,credit,currency\n" +
		"2026-03-01,2026-03-01,'@c1," + tx.ID.String() + ",k,'=cmd(),,1000,cash,123.45,,USD\n" +
		"2026-03-01,2026-03-01,'@c1," + tx.ID.String() + ",k,'=cmd(),,2000,unapplied,,123.45,USD\n"
	if err != nil || out.String() != want {
		t.Errorf("got %s, %v\nwant %s", out.String(), err, want)
	}
	if len(days) != 1 || days[0] != (ledger.DayTotal{Day: tx.Posted, Currency: "USD", Entries: 1, Debit: 12345, Credit: 12345}) {
		t.Errorf("got totals %+v", days)
	}
}

func TestTheExportAddsUpEveryDayAndCurrency(t *testing.T) {
	t.Parallel()
	euro, err := money.CurrencyOf("EUR")
	if err != nil {
		t.Fatal(err)
	}
	j := ledger.NewJournal(&strings.Builder{})
	first, second, third := entry(t, 100), entry(t, 250), entry(t, 7)
	third.Posted++
	if err := errors.Join(j.Add(first, money.USD()), j.Add(second, euro), j.Add(first, money.USD()), j.Add(third, money.USD())); err != nil {
		t.Fatal(err)
	}
	days, err := j.Close()
	if err != nil || len(days) != 3 || days[0].Debit != 200 || days[0].Entries != 2 || days[1].Credit != 250 || days[1].Currency != "EUR" || days[2].Debit != 7 {
		t.Errorf("got %+v, %v", days, err)
	}
}

func TestNothingIsExportedThatDoesNotBalanceOrComesOutOfOrder(t *testing.T) {
	t.Parallel()
	broken := entry(t, 100)
	broken.Postings[0].Amount++
	if err := ledger.NewJournal(&strings.Builder{}).Add(broken, money.USD()); !fault.Is(err, fault.Conflict) || !strings.Contains(err.Error(), "off by 0.01") {
		t.Errorf("got %v, want a fault that names the cent", err)
	}
	j := ledger.NewJournal(&strings.Builder{})
	early, late := entry(t, 1), entry(t, 1)
	late.Posted++
	if err := errors.Join(j.Add(late, money.USD()), j.Add(early, money.USD())); err == nil {
		t.Error("a day that goes back is not noticed")
	}
}

func TestAnEmptyExportIsItsHeading(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	days, err := ledger.NewJournal(&out).Close()
	if err != nil || len(days) != 0 || strings.Count(out.String(), "\n") != 1 || !strings.HasPrefix(out.String(), "posted,") {
		t.Errorf("got %q, %v, %v", out.String(), days, err)
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("the disk is full") }

func TestADiskThatIsFullIsSaid(t *testing.T) {
	t.Parallel()
	if _, err := ledger.NewJournal(full{}).Close(); err == nil || !strings.Contains(err.Error(), "full") {
		t.Errorf("got %v", err)
	}
}
