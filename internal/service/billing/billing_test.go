package billing_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"marque/internal/app/apptest"
	"marque/internal/civil"
	"marque/internal/core/access"
	"marque/internal/core/contract"
	"marque/internal/core/notice"
	"marque/internal/fault"
	"marque/internal/paper/pdf/pdftest"
	"marque/internal/service/billing"
	"marque/internal/service/overview"
	"marque/internal/service/servicing"
	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
)

func TestMain(m *testing.M) { enginetest.Main(m) }

func day(text string) civil.Date { return civil.MustParse(text) }

// world is a loan due on the 1st of each month from 1 March 2026, pinned to 5 February.
func setup(t *testing.T, db *engine.DB) (*apptest.World, contract.ID, access.Actor) {
	t.Helper()
	w := apptest.Open(t, db, apptest.NewClock("2026-02-05T15:00:00Z"))
	if err := w.Billing.Pin(t.Context(), day("2026-02-05")); err != nil {
		t.Fatal(err)
	}
	contractID, by := w.Activate(t, apptest.Loan("C1"))
	return w, contractID, by
}

// through closes every day up to one.
func through(t *testing.T, w *apptest.World, until string) billing.Report {
	t.Helper()
	var sum billing.Report
	_, at, err := w.Billing.Day(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	first := at.Closed + 1
	if at.Closed.IsZero() {
		first = at.Business
	}
	for d := first; d <= day(until); d++ {
		done, err := w.Billing.Close(t.Context(), d, nil)
		if err != nil {
			t.Fatal(err)
		}
		if err := w.Billing.Finish(t.Context(), d); err != nil {
			t.Fatal(err)
		}
		sum.Contracts, sum.Fees, sum.Statements = sum.Contracts+done.Contracts, sum.Fees+done.Fees, sum.Statements+done.Statements
		sum.ChargedOff, sum.Losses, sum.Refunds = sum.ChargedOff+done.ChargedOff, sum.Losses+done.Losses, sum.Refunds+done.Refunds
	}
	return sum
}

func look(t *testing.T, w *apptest.World, by access.Actor, c contract.ID) overview.Contract {
	t.Helper()
	out, err := w.Overview.Contract(t.Context(), by, c)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func clean(t *testing.T, w *apptest.World) {
	t.Helper()
	report, err := w.Verifying.Verify(t.Context(), access.System("verify"))
	if err != nil || len(report.Findings) != 0 {
		t.Errorf("verify: got %v, %v", report.Findings, err)
	}
}

func TestAStatementClosesTwentyDaysBeforeEachDueDate(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w, c, by := setup(t, db)
		through(t, w, "2026-04-12")
		list, err := w.Overview.Statements(t.Context(), by, c)
		if err != nil || len(list) != 3 {
			t.Fatalf("got %d statements, %v, want three", len(list), err)
		}
		for i, want := range []struct{ opened, closed, due string }{
			{"2026-03-13", "2026-04-11", "2026-05-01"}, {"2026-02-10", "2026-03-12", "2026-04-01"}, {"2026-01-15", "2026-02-09", "2026-03-01"},
		} {
			if s := list[i]; s.Opened != day(want.opened) || s.Closed != day(want.closed) || s.Due != day(want.due) {
				t.Errorf("statement %d: got %v to %v, due %v, want %+v", i, s.Opened, s.Closed, s.Due, want)
			}
		}
		clean(t, w)
	})
}

func TestAStatementsFiguresAreTheFolds(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w, c, by := setup(t, db)
		through(t, w, "2026-02-09")
		list, err := w.Overview.Statements(t.Context(), by, c)
		if err != nil || len(list) != 1 {
			t.Fatalf("got %d statements, %v", len(list), err)
		}
		state := look(t, w, by, c).State
		if list[0].AmountDue != state.NextDue.Amount || list[0].Balance != state.Principal {
			t.Errorf("got %+v, want due %d and balance %d", list[0], state.NextDue.Amount, state.Principal)
		}
		file, err := w.Overview.StatementFile(t.Context(), by, c, list[0].ID)
		if err != nil || !bytes.HasPrefix(file, []byte("%PDF-")) {
			t.Fatalf("got %d bytes, %v", len(file), err)
		}
		if problems := pdftest.Problems(file); len(problems) != 0 {
			t.Errorf("got %v", problems)
		}
		page, err := w.Overview.StatementPage(t.Context(), by, c, list[0].ID)
		if err != nil || page.Closed != list[0].Closed || len(page.Parts) < 10 {
			t.Errorf("got a page of %d parts, %v", len(page.Parts), err)
		}
	})
}

func TestAStatementCarriesWhatTheBrandSaysToReadersInTheirState(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w, texan, by := setup(t, db)
		data := apptest.Loan("C2")
		people, _ := data["parties"].([]any)
		person, _ := people[0].(map[string]any)
		home, _ := person["address"].(map[string]any)
		home["city"], home["region"], home["postal_code"] = "Columbus", "OH", "43215"
		ohioan, neighbour := w.Activate(t, data)
		through(t, w, "2026-02-09")
		for _, who := range []struct {
			contract contract.ID
			by       access.Actor
			want     bool
		}{{texan, by, true}, {ohioan, neighbour, false}} {
			list, err := w.Overview.Statements(t.Context(), who.by, who.contract)
			if err != nil || len(list) != 1 {
				t.Fatalf("got %d statements, %v", len(list), err)
			}
			file, err := w.Overview.StatementFile(t.Context(), who.by, who.contract, list[0].ID)
			if err != nil {
				t.Fatal(err)
			}
			page, err := w.Overview.StatementPage(t.Context(), who.by, who.contract, list[0].ID)
			if err != nil {
				t.Fatal(err)
			}
			const clause = "Office of Consumer Credit Commissioner"
			if onPaper, onPage := strings.Contains(plain(pdftest.Text(t, file)), clause), strings.Contains(fmt.Sprint(page.Parts), clause); onPaper != who.want || onPage != who.want {
				t.Errorf("got %t on paper and %t on the page, want %t", onPaper, onPage, who.want)
			}
		}
	})
}

func TestClosingADayTwiceDoesNothingTwice(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w, c, by := setup(t, db)
		through(t, w, "2026-03-20")
		digest, err := w.Verifying.Digest(t.Context(), access.System("verify"))
		if err != nil {
			t.Fatal(err)
		}
		again, err := w.Billing.Close(t.Context(), day("2026-03-20"), nil)
		if err != nil || again != (billing.Report{}) {
			t.Errorf("got %+v, %v", again, err)
		}
		if got, err := w.Verifying.Digest(t.Context(), access.System("verify")); err != nil || got != digest {
			t.Errorf("the book has changed: %v", err)
		}
		if fees := look(t, w, by, c).State.Fees; fees == 0 {
			t.Error("want a late fee for the instalment of 1 March")
		}
	})
}

func TestALateFeeFallsAfterTheLastGraceDayAndOnce(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w, c, by := setup(t, db)
		if done := through(t, w, "2026-03-10"); done.Fees != 0 {
			t.Errorf("got %d fees within grace", done.Fees)
		}
		if done := through(t, w, "2026-03-11"); done.Fees != 1 {
			t.Errorf("got %d fees at the end of the last grace day, want one", done.Fees)
		}
		if got := look(t, w, by, c).State.Fees; got != 0 {
			t.Errorf("got %d on the last grace day itself: the fee counts from the day after", got)
		}
		if done := through(t, w, "2026-03-31"); done.Fees != 0 {
			t.Errorf("got %d more fees for the same instalment", done.Fees)
		}
		if got := look(t, w, by, c).State.Fees; got != 2500 {
			t.Errorf("got %d, want the contract's 25.00", got)
		}
		clean(t, w)
	})
}

func TestAPaymentEnteredLateIsOnTheNextStatementAndTheFeeIsJudgedAgain(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w, c, by := setup(t, db)
		through(t, w, "2026-03-20")
		_, err := w.Servicing.Record(t.Context(), access.System("desk"), "C1", []servicing.Entry{{
			Key: "lockbox:1", Effective: day("2026-02-27"), Body: contract.Payment{Amount: 57000, Method: "check"},
		}})
		if err != nil {
			t.Fatal(err)
		}
		state := look(t, w, by, c).State
		if state.Fees != 0 || state.PastDue != 0 {
			t.Errorf("got fees %d, past due %d: the instalment was paid in time after all", state.Fees, state.PastDue)
		}
		through(t, w, "2026-04-11")
		list, err := w.Overview.Statements(t.Context(), by, c)
		if err != nil || len(list) != 3 {
			t.Fatalf("got %d statements, %v", len(list), err)
		}
		clean(t, w)
	})
}

func TestPeopleAreToldOfEachStatementOnce(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w, _, _ := setup(t, db)
		through(t, w, "2026-03-12")
		sent, err := w.Notifying.Recent(t.Context(), access.System("demo"), notice.MessageID{})
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		for _, m := range sent {
			if m.Kind == notice.KindStatementReady {
				n++
			}
		}
		if n != 2 {
			t.Errorf("got %d notices, want two", n)
		}
	})
}

func TestAContractThatChangesMeanwhileIsClosedInTheNextRound(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w, _, _ := setup(t, db)
		told := false
		done, err := w.Billing.Close(t.Context(), day("2026-02-05"), func(billing.Progress) {
			if told {
				return
			}
			told = true // another contract comes in while the first round is on its way
			w.Activate(t, apptest.Lease("L1"))
		})
		if err != nil || done.Contracts != 2 {
			t.Fatalf("got %+v, %v, want both contracts", done, err)
		}
		rest, err := w.Billing.Close(t.Context(), day("2026-02-06"), nil)
		if err != nil || rest.Contracts >= 2 {
			t.Errorf("got %+v, %v, want the loan left alone, on which nothing is due", rest, err)
		}
	})
}

func TestTheBookIsNotMovedAYearByMistake(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w, _, _ := setup(t, db)
		through(t, w, "2026-02-06")
		err := w.Cycle.Through(t.Context(), day("2027-06-01"), nil, func(d apptest.Day) { t.Errorf("closed %v", d.Date) })
		if !fault.Is(err, fault.Invalid) {
			t.Errorf("got %v", err)
		}
	})
}

func TestALeaseIsBilledToo(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w, _, _ := setup(t, db)
		c, by := w.Activate(t, apptest.Lease("L1"))
		through(t, w, "2026-03-10")
		list, err := w.Overview.Statements(t.Context(), by, c)
		if err != nil || len(list) == 0 {
			t.Fatalf("got %d statements, %v", len(list), err)
		}
		state := look(t, w, by, c).State
		if state.PastDue == 0 || state.Lease == nil {
			t.Errorf("got %+v: the rents of January and February are unpaid", state.Status)
		}
		clean(t, w)
	})
}

// plain makes one blank of what is between words: a line of a page ends anywhere.
func plain(text string) string { return strings.Join(strings.Fields(text), " ") }
