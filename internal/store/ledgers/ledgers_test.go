package ledgers_test

import (
	"errors"
	"fmt"
	"strconv"
	"testing"
	"time"

	"marque/internal/civil"
	"marque/internal/core/contract"
	"marque/internal/core/ledger"
	"marque/internal/id"
	"marque/internal/money"
	"marque/internal/store/contracts"
	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
	"marque/internal/store/ledgers"
)

func TestMain(m *testing.M) { enginetest.Main(m) }

func day(s string) civil.Date { return civil.MustParse(s) }

// open puts a bare contract into the store.
func open(t *testing.T, db *engine.DB, number, currency string) contract.ID {
	t.Helper()
	contractID := id.Derive[contract.Contract]("test", number)
	err := db.Write(t.Context(), func(tx *engine.Tx) error {
		return contracts.Insert(tx, contracts.Contract{ID: contractID, Opened: time.Unix(0, 0), Terms: contract.Terms{
			Number: number, Brand: "aurelia", Kind: contract.Loan, Currency: currency, ContractDate: day("2026-01-01"), FirstDue: day("2026-02-01"), Count: 12,
			Loan: &contract.LoanTerms{Amount: 1_000_000},
		}})
	})
	if err != nil {
		t.Fatal(err)
	}
	return contractID
}

// moved is a transaction that moves an amount from unapplied to cash.
func moved(t *testing.T, of contract.ID, key string, posted civil.Date, amount money.Cents) ledger.Transaction {
	t.Helper()
	tx, err := ledger.New(ledger.Transaction{
		ID: id.Derive[ledger.Transaction](of.String(), key), Key: key, Effective: posted - 1, Posted: posted, Cause: "cause of " + key,
		Postings: []ledger.Posting{{Account: ledger.Cash, Amount: amount}, {Account: ledger.Unapplied, Amount: -amount}},
	})
	if err != nil {
		t.Fatal(err)
	}
	return tx
}

func post(t *testing.T, db *engine.DB, entries ...ledgers.Entry) {
	t.Helper()
	if err := db.Write(t.Context(), func(tx *engine.Tx) error { return ledgers.Post(tx, time.Unix(1, 0), entries...) }); err != nil {
		t.Fatal(err)
	}
}

func TestBalancesAreWhatThePostingsSumTo(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		c := open(t, db, "C1", "USD")
		post(t, db, ledgers.Entry{Contract: c, All: []ledger.Transaction{moved(t, c, "a", day("2026-02-01"), 500), moved(t, c, "b", day("2026-02-02"), 70)}})
		post(t, db, ledgers.Entry{Contract: c, All: []ledger.Transaction{moved(t, c, "c", day("2026-02-03"), -20)}})
		post(t, db)
		r := db.Reader(t.Context())
		balances, err1 := ledgers.Balances(r, c)
		sums, err2 := ledgers.Sums(r, c)
		if err := errors.Join(err1, err2); err != nil || balances[ledger.Cash] != 550 || balances[ledger.Unapplied] != -550 || len(balances) != 2 {
			t.Errorf("got %v, %v", balances, err)
		}
		if fmt.Sprint(balances) != fmt.Sprint(sums) {
			t.Errorf("got balances %v and sums %v", balances, sums)
		}
		booked, err := ledgers.Booked(r, c)
		if err != nil || len(booked) != 6 || booked[0].Key != "a" || booked[0].Amount != 500 || booked[0].Entries != 1 {
			t.Errorf("got %+v, %v", booked, err)
		}
		if off, err := ledgers.Unbalanced(r); err != nil || len(off) != 0 {
			t.Errorf("got %v, %v", off, err)
		}
	})
}

func TestATransactionIsPostedOnce(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		c := open(t, db, "C1", "USD")
		entry := ledgers.Entry{Contract: c, All: []ledger.Transaction{moved(t, c, "a", day("2026-02-01"), 500)}}
		post(t, db, entry)
		err := db.Write(t.Context(), func(tx *engine.Tx) error { return ledgers.Post(tx, time.Unix(2, 0), entry) })
		if err == nil {
			t.Error("the schema takes an id twice")
		}
		if balances, err := ledgers.Balances(db.Reader(t.Context()), c); err != nil || balances[ledger.Cash] != 500 {
			t.Errorf("got %v, %v", balances, err)
		}
	})
}

func TestTrialsAreSummedByCurrencyAndPostingDay(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		dollars, euros := open(t, db, "C1", "USD"), open(t, db, "C2", "EUR")
		post(t, db, ledgers.Entry{Contract: dollars, All: []ledger.Transaction{
			moved(t, dollars, "a", day("2026-02-01"), 500), moved(t, dollars, "b", day("2026-02-02"), -70), moved(t, dollars, "c", day("2026-03-01"), 9),
		}}, ledgers.Entry{Contract: euros, All: []ledger.Transaction{moved(t, euros, "a", day("2026-02-02"), 33)}})
		sheets, err := ledgers.Trials(db.Reader(t.Context()), day("2026-02-01"), day("2026-02-28"))
		if err != nil || len(sheets) != 2 || sheets[0].Currency != "EUR" || sheets[1].Currency != "USD" {
			t.Fatalf("got %+v, %v", sheets, err)
		}
		if b := sheets[1].Trial[0]; b.Account != ledger.Cash || b.Debit != 500 || b.Credit != 70 || sheets[1].Trial.Off() != 0 {
			t.Errorf("dollars: got %+v", sheets[1])
		}
		if sheets[0].Trial.Of(ledger.Unapplied) != -33 {
			t.Errorf("euros: got %+v", sheets[0])
		}
	})
}

// TestTheJournalIsToldInOrderHoweverLongItIs goes over several pages, with a page's end within a day and within a contract.
func TestTheJournalIsToldInOrderHoweverLongItIs(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		const each = 1300
		var entries []ledgers.Entry
		for _, number := range []string{"C1", "C2"} {
			c := open(t, db, number, "USD")
			var all []ledger.Transaction
			for i := range each {
				all = append(all, moved(t, c, strconv.Itoa(i), day("2026-02-01").AddDays(i/500), money.Cents(i+1)))
			}
			entries = append(entries, ledgers.Entry{Contract: c, All: all})
		}
		post(t, db, entries...)
		seen, sum, last := map[string]bool{}, money.Cents(0), civil.Date(0)
		err := ledgers.EachPosted(db.Reader(t.Context()), day("2026-02-01"), day("2026-02-03"), func(p ledgers.Posted) error {
			if p.Posted < last || seen[p.ID.String()] || len(p.Postings) != 2 || p.Effective != p.Posted-1 || p.Cause != "cause of "+p.Key {
				return fmt.Errorf("after %s: %+v", last, p)
			}
			last, seen[p.ID.String()] = p.Posted, true
			sum += p.Postings[0].Amount
			return nil
		})
		if want := money.Cents(each * (each + 1)); err != nil || len(seen) != 2*each || sum != want {
			t.Errorf("got %d entries with %d, %v, want %d with %d", len(seen), sum, err, 2*each, want)
		}
		stop := errors.New("enough")
		if err := ledgers.EachPosted(db.Reader(t.Context()), day("2026-02-01"), day("2026-02-03"), func(ledgers.Posted) error { return stop }); !errors.Is(err, stop) {
			t.Errorf("got %v, want the visitor's own error", err)
		}
		within := 0
		err = ledgers.EachPosted(db.Reader(t.Context()), day("2026-02-02"), day("2026-02-02"), func(ledgers.Posted) error { within++; return nil })
		if err != nil || within != 1000 {
			t.Errorf("got %d of one day, %v, want 1000: a page exactly", within, err)
		}
	})
}
