package ledgering_test

import (
	"encoding/csv"
	"errors"
	"strconv"
	"strings"
	"testing"
	"time"

	"marque/internal/app/apptest"
	"marque/internal/book"
	"marque/internal/civil"
	"marque/internal/core/access"
	"marque/internal/core/contract"
	"marque/internal/core/ledger"
	"marque/internal/fault"
	"marque/internal/money"
	"marque/internal/service/ledgering"
	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
	"marque/internal/store/ledgers"
)

func TestMain(m *testing.M) { enginetest.Main(m) }

func day(text string) civil.Date { return civil.MustParse(text) }

func by() access.Actor { return access.System("ledger") }

// kept is a loan and a lease, activated on 5 February 2026, with the days through the 10th closed.
func kept(t *testing.T, db *engine.DB) (*apptest.World, contract.ID) {
	t.Helper()
	w := apptest.Open(t, db, apptest.NewClock("2026-02-05T15:00:00Z"))
	if err := w.Billing.Pin(t.Context(), day("2026-02-05")); err != nil {
		t.Fatal(err)
	}
	loan, _ := w.Activate(t, apptest.Loan("C1"))
	w.Activate(t, apptest.Lease("L1"))
	record(t, w, loan, day("2026-02-05"), "p1", contract.Payment{Amount: 50_000})
	if err := w.Cycle.Through(t.Context(), day("2026-02-10"), nil, func(apptest.Day) {}); err != nil {
		t.Fatal(err)
	}
	if err := w.Billing.Pin(t.Context(), day("2026-02-11")); err != nil {
		t.Fatal(err)
	}
	return w, loan
}

// record puts an event on a contract as the cycle of a day would.
func record(t *testing.T, w *apptest.World, c contract.ID, on civil.Date, key string, body contract.Body) {
	t.Helper()
	b := book.New(w.Clock.Now, time.UTC)
	err := w.DB.Write(t.Context(), func(tx *engine.Tx) error {
		_, err := b.AppendOn(tx, c, on, b.Event(c, key, on, body))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func trial(t *testing.T, w *apptest.World, on civil.Date) ledgering.Trial {
	t.Helper()
	out, err := w.Ledgering.Trial(t.Context(), by(), on)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func net(t ledgering.Trial, account ledger.Account) money.Cents {
	for _, s := range t.Sheets {
		for _, l := range s.Lines {
			if l.Account == int(account) {
				return l.Net
			}
		}
	}
	return 0
}

func TestTheTrialBalanceIsTheSumOfEveryContract(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w, loan := kept(t, db)
		got := trial(t, w, 0)
		if got.By != day("2026-02-11") || len(got.Sheets) != 1 || got.Sheets[0].Off != 0 || got.Sheets[0].Debit != got.Sheets[0].Credit || got.Sheets[0].Debit == 0 {
			t.Fatalf("got %+v", got)
		}
		balances, err := ledgers.Balances(db.Reader(t.Context()), loan)
		if err != nil {
			t.Fatal(err)
		}
		for _, account := range []ledger.Account{ledger.LoanPrincipal, ledger.InterestIncome} {
			if balances[account] == 0 || net(got, account) != balances[account] {
				t.Errorf("%s: got %d, want the only loan's %d", account.Name(), net(got, account), balances[account])
			}
		}
		if net(got, ledger.LeasedVehicles) <= 0 {
			t.Errorf("the lease is not in it: %+v", got.Sheets[0])
		}
		if early := trial(t, w, day("2026-02-04")); len(early.Sheets) != 0 {
			t.Errorf("before anything was posted: got %+v", early)
		}
	})
}

func TestTheExportHasEveryPostingAndItsSumsAreTheTrialBalances(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w, _ := kept(t, db)
		var out strings.Builder
		done, err := w.Ledgering.Export(t.Context(), by(), day("2026-02-01"), day("2026-02-28"), &out)
		if err != nil {
			t.Fatal(err)
		}
		rows, err := csv.NewReader(strings.NewReader(out.String())).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		sums, entries := map[string]money.Cents{}, map[string]bool{}
		for _, row := range rows[1:] {
			sums[row[7]] += parse(t, row[9]) - parse(t, row[10])
			entries[row[3]] = true
			if row[2] != "C1" && row[2] != "L1" {
				t.Errorf("the contract's number is missing: %v", row)
			}
		}
		if len(entries) != done.Entries || done.Entries < 4 {
			t.Errorf("got %d entries in the file, %d told", len(entries), done.Entries)
		}
		for _, l := range trial(t, w, day("2026-02-28")).Sheets[0].Lines {
			if sums[strconv.Itoa(l.Account)] != l.Net {
				t.Errorf("%s: the file has %d, the trial balance %d", l.Name, sums[strconv.Itoa(l.Account)], l.Net)
			}
		}
		for _, d := range done.Days {
			if d.Debit != d.Credit || d.Debit == 0 {
				t.Errorf("got day %+v", d)
			}
		}
		if none, err := w.Ledgering.Export(t.Context(), by(), day("2025-01-01"), day("2025-01-31"), &out); err != nil || none.Entries != 0 {
			t.Errorf("a month without entries: got %+v, %v", none, err)
		}
	})
}

func parse(t *testing.T, text string) money.Cents {
	t.Helper()
	if text == "" {
		return 0
	}
	c, err := money.Parse(text, money.USD())
	if err != nil {
		t.Fatal(err)
	}
	return c
}

type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, errors.New("the disk is full") }

func TestAnExportThatCannotBeSaysWhy(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w, _ := kept(t, db)
		for name, x := range map[string]struct {
			from, to civil.Date
			want     string
		}{
			"no first day": {0, day("2026-02-01"), "first day"},
			"backwards":    {day("2026-02-02"), day("2026-02-01"), "not before its first"},
			"no last day":  {day("2026-02-02"), 0, "not before its first"},
			"too long":     {day("2020-01-01"), day("2026-02-01"), "in parts"},
		} {
			if _, err := w.Ledgering.Export(t.Context(), by(), x.from, x.to, &strings.Builder{}); fault.Of(err) == nil || !strings.Contains(err.Error(), x.want) {
				t.Errorf("%s: got %v, want a fault with %q", name, err, x.want)
			}
		}
		if _, err := w.Ledgering.Export(t.Context(), by(), day("2026-02-01"), day("2026-02-28"), broken{}); err == nil || !strings.Contains(err.Error(), "full") {
			t.Errorf("a full disk: got %v", err)
		}
	})
}

func TestAClosedPeriodTakesNoNewEntry(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w, loan := kept(t, db)
		before := trial(t, w, day("2026-02-10"))
		done, err := w.Ledgering.Close(t.Context(), by(), day("2026-02-10"))
		if err != nil || !done.Changed || !done.Before.IsZero() {
			t.Fatalf("got %+v, %v", done, err)
		}
		record(t, w, loan, day("2026-02-08"), "late news", contract.Payment{Amount: 70_000})
		if after := trial(t, w, day("2026-02-10")); after.Sheets[0].Debit != before.Sheets[0].Debit || after.Closed != day("2026-02-10") {
			t.Errorf("the closed period moved from %d to %d", before.Sheets[0].Debit, after.Sheets[0].Debit)
		}
		if after := trial(t, w, day("2026-02-11")); net(after, ledger.Cash) != net(before, ledger.Cash)+70_000 {
			t.Errorf("the payment is not on the first open day: cash %d, was %d", net(after, ledger.Cash), net(before, ledger.Cash))
		}
		effective := civil.Date(0)
		err = ledgers.EachPosted(db.Reader(t.Context()), day("2026-02-11"), day("2026-02-11"), func(p ledgers.Posted) error {
			if strings.HasPrefix(p.Key, "late news") {
				effective = p.Effective
			}
			return nil
		})
		if err != nil || effective != day("2026-02-08") {
			t.Errorf("it counts from %s, want its own day: %v", effective, err)
		}
		if report, err := w.Verifying.Verify(t.Context(), access.System("verify")); err != nil || len(report.Findings) != 0 {
			t.Errorf("verify: %v, %v", report.Findings, err)
		}
		if again, err := w.Ledgering.Close(t.Context(), by(), day("2026-02-10")); err != nil || again.Changed {
			t.Errorf("closing again: got %+v, %v", again, err)
		}
	})
}

func TestAPeriodIsClosedWhenItIsOverAndNeverOpenedAgain(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w, _ := kept(t, db)
		if _, err := w.Ledgering.Close(t.Context(), by(), day("2026-02-09")); err != nil {
			t.Fatal(err)
		}
		for name, x := range map[string]struct {
			through civil.Date
			want    string
		}{
			"no day":       {0, "last day"},
			"back":         {day("2026-02-08"), "not opened again"},
			"today":        {day("2026-02-11"), "when it is over"},
			"days to come": {day("2027-01-01"), "when it is over"},
		} {
			if _, err := w.Ledgering.Close(t.Context(), by(), x.through); fault.Of(err) == nil || !strings.Contains(err.Error(), x.want) {
				t.Errorf("%s: got %v, want a fault with %q", name, err, x.want)
			}
		}
		if err := w.Billing.Pin(t.Context(), day("2026-03-01")); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Ledgering.Close(t.Context(), by(), day("2026-02-20")); !fault.Is(err, fault.Conflict) || !strings.Contains(err.Error(), "cycle") {
			t.Errorf("days whose cycle has not run: got %v", err)
		}
		if got := trial(t, w, 0); got.Closed != day("2026-02-09") {
			t.Errorf("closed through %s after refusals", got.Closed)
		}
	})
}

func TestNobodyButTheHouseKeepsTheLedger(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w, _ := kept(t, db)
		_, customer := w.Activate(t, apptest.Loan("C2"))
		auditor := access.Actor{Kind: access.AgentKind, Name: "auditor", Roles: []access.Role{access.RoleAuditor}}
		if _, err := w.Ledgering.Trial(t.Context(), customer, 0); err == nil {
			t.Error("a customer reads the ledger")
		}
		if _, err := w.Ledgering.Export(t.Context(), customer, day("2026-02-01"), day("2026-02-02"), &strings.Builder{}); err == nil {
			t.Error("a customer exports the ledger")
		}
		if _, err := w.Ledgering.Trial(t.Context(), auditor, 0); err != nil {
			t.Errorf("an auditor reads the ledger: %v", err)
		}
		if _, err := w.Ledgering.Close(t.Context(), auditor, day("2026-02-09")); err == nil {
			t.Error("an auditor closes the books")
		}
	})
}
