package lettering_test

import (
	"bytes"
	"crypto/sha256"
	"strings"
	"testing"

	"marque/internal/app/apptest"
	"marque/internal/civil"
	"marque/internal/core/access"
	"marque/internal/core/contract"
	"marque/internal/core/ledger"
	"marque/internal/core/notice"
	"marque/internal/core/statement"
	"marque/internal/l10n"
	"marque/internal/money"
	"marque/internal/paper/pdf/pdftest"
	"marque/internal/service/lettering"
	"marque/internal/service/servicing"
	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
	"marque/internal/store/ledgers"
	"marque/internal/worker"
)

// yearEnd is a loan that was paid on through 2026, one payment of which came back, beside a lease and a loan on which nothing was paid.
func yearEnd(t *testing.T, db *engine.DB) (*apptest.World, contract.ID, access.Actor) {
	t.Helper()
	w := apptest.Open(t, db, apptest.NewClock("2027-01-14T15:00:00Z"))
	c, by := w.Activate(t, apptest.Loan("C1"))
	w.Activate(t, apptest.Lease("L1"))
	w.Activate(t, apptest.Loan("C2"))
	var entries []servicing.Entry
	for _, on := range []string{"2026-03-02", "2026-04-01", "2026-05-01", "2026-12-31", "2027-01-04"} {
		entries = append(entries, servicing.Entry{Key: "pay/" + on, Effective: civil.MustParse(on), Body: contract.Payment{Amount: 563_65, Method: "check"}})
	}
	entries = append(entries, servicing.Entry{Key: "back", Effective: civil.MustParse("2026-05-04"), Body: contract.Returned{Payment: "pay/2026-05-01", Code: "R01"}})
	if _, err := w.Servicing.Record(t.Context(), access.System("test"), "C1", entries); err != nil {
		t.Fatal(err)
	}
	return w, c, by
}

func close(t *testing.T, w *apptest.World, until string) (made int) {
	t.Helper()
	if err := w.Cycle.Through(t.Context(), civil.MustParse(until), nil, func(d worker.Day) { made += d.Interest }); err != nil {
		t.Fatal(err)
	}
	return made
}

// received is the interest that the ledger says was paid on a contract in a year, by the days on which it counts.
func received(t *testing.T, db *engine.DB, number string, year int) money.Cents {
	t.Helper()
	sum := money.Cents(0)
	err := ledgers.EachPosted(db.Reader(t.Context()), civil.MustParse("2020-01-01"), civil.MustParse("2030-01-01"), func(p ledgers.Posted) error {
		if p.Contract != number || p.Effective.Year() != year {
			return nil
		}
		cash := false
		for _, x := range p.Postings {
			cash = cash || x.Account == ledger.Cash || x.Account == ledger.Unapplied
		}
		for _, x := range p.Postings {
			if cash && x.Account == ledger.Interest {
				sum -= x.Amount
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return sum
}

func TestTheYearsInterestIsStatedInJanuaryByTheLedgersFigures(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w, c, by := yearEnd(t, db)
		if n := close(t, w, "2027-01-14"); n != 0 {
			t.Errorf("before its day: got %d statements", n)
		}
		if n := close(t, w, "2027-01-15"); n != 1 {
			t.Fatalf("got %d statements, want one: of the loan that was paid on", n)
		}
		list, err := w.Lettering.Letters(t.Context(), by, c)
		if err != nil || len(list) != 1 || list[0].ID != lettering.YearlyID(c, 2026) || list[0].Kind != statement.YearlyInterestLetter {
			t.Fatalf("got %+v, %v", list, err)
		}
		want := received(t, db, "C1", 2026)
		if list[0].Amount != want || want <= 0 {
			t.Errorf("got interest of %d, the ledger says %d", list[0].Amount, want)
		}
		file, err := w.Lettering.File(t.Context(), by, c, list[0].ID)
		sum := sha256.Sum256(file)
		if err != nil || !bytes.Equal(sum[:], list[0].SHA256) {
			t.Errorf("got a file of %d bytes that is not the one of its hash, %v", len(file), err)
		}
		text := pdftest.Text(t, file)
		for _, words := range []string{"Interest paid in 2026", l10n.EnUS.Money(want, money.USD()), statement.InterestVersion, "January 15, 2027"} {
			if !strings.Contains(text, words) {
				t.Errorf("the statement lacks %q: %s", words, text)
			}
		}
		if n := close(t, w, "2027-01-15") + close(t, w, "2027-02-01"); n != 0 {
			t.Errorf("again and on the last day: got %d more", n)
		}
		told, err := w.Notifying.Recent(t.Context(), access.System("demo"), notice.MessageID{})
		n := 0
		for i := range told {
			if told[i].Kind == notice.KindInterestReady {
				n++
			}
		}
		if err != nil || n != 1 {
			t.Errorf("told %d times, %v, want once", n, err)
		}
		report, err := w.Verifying.Verify(t.Context(), access.System("test"))
		if err != nil || len(report.Findings) > 0 {
			t.Errorf("got %v, %v", report.Findings, err)
		}
	})
}

// unkept takes the letters away, as nothing in the program can, so that they are made again.
func unkept(t *testing.T, db *engine.DB) {
	t.Helper()
	off := "drop trigger if exists letters_no_delete"
	if db.Postgres() {
		off = "alter table letters disable trigger user"
	}
	err := db.Write(t.Context(), func(tx *engine.Tx) error {
		_, err := tx.Exec(off)
		if err == nil {
			_, err = tx.Exec("delete from letters")
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestAStatementOfInterestHasTheSameBytesTwiceAndIsVerified(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w, c, by := yearEnd(t, db)
		close(t, w, "2027-01-15")
		first, err := w.Lettering.File(t.Context(), by, c, lettering.YearlyID(c, 2026))
		if err != nil {
			t.Fatal(err)
		}
		_, code, _ := strings.Cut(pdftest.Text(t, first), "enter the code ")
		if v, err := w.Lettering.Verify(t.Context(), code[:19]); err != nil || v.Title != "Interest paid in 2026" {
			t.Errorf("got %+v, %v", v, err)
		}
		unkept(t, db)
		close(t, w, "2027-01-31")
		again, err := w.Lettering.File(t.Context(), by, c, lettering.YearlyID(c, 2026))
		if err != nil {
			t.Fatal(err)
		}
		a, b := pdftest.Text(t, first), pdftest.Text(t, again)
		if a = strings.ReplaceAll(a, "January 15, 2027", "January 31, 2027"); a != b {
			t.Errorf("got other words for the same facts:\n%s\n%s", a, b)
		}
		unkept(t, db)
		close(t, w, "2027-01-31")
		third, err := w.Lettering.File(t.Context(), by, c, lettering.YearlyID(c, 2026))
		if err != nil || !bytes.Equal(again, third) {
			t.Errorf("got other bytes for the same day, %v", err)
		}
	})
}
