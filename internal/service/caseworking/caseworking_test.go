package caseworking_test

import (
	"strings"
	"testing"
	"time"

	"marque/internal/app/apptest"
	"marque/internal/civil"
	"marque/internal/core/access"
	"marque/internal/core/casefile"
	"marque/internal/core/contract"
	"marque/internal/core/identity"
	"marque/internal/core/payment"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/l10n"
	"marque/internal/service/caseworking"
	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
	"marque/internal/store/users"
)

func TestMain(m *testing.M) { enginetest.Main(m) }

// world is a loan of two people on 24 February 2026, with two of the desk.
type world struct {
	*apptest.World
	*testing.T
	contract  contract.ID
	mine, too access.Actor
	dana, sam access.Actor
}

func setup(t *testing.T, db *engine.DB) world {
	t.Helper()
	w := world{World: apptest.Open(t, db, apptest.NewClock("2026-02-24T15:00:00Z")), T: t}
	data := apptest.Loan("C1")
	second := map[string]any{}
	for k, v := range data["parties"].([]any)[0].(map[string]any) {
		second[k] = v
	}
	second["role"], second["party_ref"], second["given_name"], second["email"] = "co_borrower", "P-C1-2", "Ana", "ana@example.com"
	data["parties"] = []any{data["parties"].([]any)[0], second}
	w.contract, w.mine = w.Activate(t, data)
	w.too = w.Customer(t, "C1", 1)
	w.dana, w.sam = w.hire("Dana", access.RoleAgent), w.hire("Sam", access.RoleCollections)
	return w
}

func (w world) hire(name string, role access.Role) access.Actor {
	w.Helper()
	u := identity.User{ID: id.Derive[access.User](name), State: identity.UserActive, Username: strings.ToLower(name), Name: name, Roles: []access.Role{role}}
	w.good(w.DB.Write(w.Context(), func(tx *engine.Tx) error { _, err := users.New(nil).Insert(tx, u); return err }))
	return u.Actor()
}

func (w world) good(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

func (w world) refused(kind fault.Kind, err error) {
	w.Helper()
	if !fault.Is(err, kind) {
		w.Errorf("got %v, want it refused", err)
	}
}

func (w world) asked() caseworking.Asked {
	return caseworking.Asked{
		Contract: w.contract, Party: w.mine.Party, Kind: casefile.PaymentDispute, Received: civil.MustParse("2026-02-20"), Note: "Called twice.", Key: "k",
		Why: identity.Why{Reason: identity.ReasonCalled},
	}
}

func (w world) shown(by access.Actor) []caseworking.Shown {
	w.Helper()
	all, err := w.Cases.Mine(w.Context(), by, w.contract)
	w.good(err)
	return all
}

// told counts the notices that wait for the first person on the contract and for the second.
func (w world) told(kind string) int {
	w.Helper()
	var n int
	w.good(w.DB.Reader(w.Context()).QueryRow(`select count(*) from outbox where kind = $1`, kind).Scan(&n))
	return n
}

func TestACaseIsOpenedWorkedOnAndClosedAndItsCustomerIsTold(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db)
		which, err := w.Cases.Open(t.Context(), w.dana, w.asked())
		w.good(err)
		if again, err := w.Cases.Open(t.Context(), w.dana, w.asked()); err != nil || again != which {
			t.Errorf("the same form: got %v, %v", again, err)
		}
		if all := w.shown(w.mine); len(all) != 1 || !all[0].Open || !strings.Contains(all[0].Text.In(l10n.DeDE), "bis zum 10. März 2026") {
			t.Errorf("the customer sees %+v", all)
		}
		if all := w.shown(w.too); len(all) != 0 {
			t.Errorf("somebody else on the contract sees %+v", all)
		}
		if n := w.told("case_opened"); n != 1 {
			t.Errorf("told %d of the opening, want the one person", n)
		}
		_, stranger := w.Activate(t, apptest.Loan("C9"))
		if _, err := w.Cases.Mine(t.Context(), stranger, w.contract); !fault.Is(err, fault.NotFound) {
			t.Errorf("a stranger: got %v", err)
		}
		w.handOver(which)
		k, err := w.Cases.Case(t.Context(), w.sam, w.contract, which)
		w.good(err)
		if k.Owner != "Sam" || k.By != "Dana" || len(k.Notes) != 2 || k.Notes[0].Text != "Called twice." || len(k.Staff) != 2 || k.Person == "" {
			t.Errorf("got %+v", k)
		}
		w.good(w.Cases.Close(t.Context(), w.sam, w.contract, which, "The second debit was an error; it is credited."))
		if all := w.shown(w.mine); len(all) != 1 || all[0].Open || !strings.Contains(all[0].Outcome, "credited") {
			t.Errorf("after the end the customer sees %+v", all)
		}
		if n := w.told("case_closed"); n != 1 {
			t.Errorf("told %d of the end", n)
		}
		w.refused(fault.Conflict, w.Cases.Close(t.Context(), w.sam, w.contract, which, "Again."))
		w.Clock.Advance(61 * 24 * time.Hour)
		if all := w.shown(w.mine); len(all) != 0 {
			t.Errorf("61 days after the end the customer sees %+v", all)
		}
	})
}

// handOver lets dana move the case on and give it to sam.
func (w world) handOver(which casefile.ID) {
	w.Helper()
	ctx := w.Context()
	step := caseworking.Step{Stage: casefile.Waiting, Promised: civil.MustParse("2026-03-10"), Days: map[casefile.Mark]civil.Date{casefile.Credited: civil.MustParse("2026-02-24")}}
	w.good(w.Cases.Move(ctx, w.dana, w.contract, which, step))
	w.good(w.Cases.Note(ctx, w.dana, w.contract, which, "The bank’s trace is asked for."))
	w.refused(fault.Invalid, w.Cases.Note(ctx, w.dana, w.contract, which, " "))
	w.refused(fault.Invalid, w.Cases.Give(ctx, w.dana, w.contract, which, w.mine.User))
	w.good(w.Cases.Give(ctx, w.dana, w.contract, which, w.sam.User))
}

func TestTheQueueOfCasesIsSortedByTheNearestClock(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db)
		opened := func(kind casefile.Kind, received, key string) casefile.ID {
			a := w.asked()
			a.Kind, a.Received, a.Key = kind, civil.MustParse(received), key
			which, err := w.Cases.Open(t.Context(), w.dana, a)
			w.good(err)
			return which
		}
		later := opened(casefile.TotalLoss, "2026-02-24", "1")
		first := opened(casefile.ReportDispute, "2026-01-20", "2") // 30 days: missed on 19 February
		second := opened(casefile.PaymentDispute, "2026-02-20", "3")
		queue := func(by access.Actor, q caseworking.Sift) caseworking.Queue {
			t.Helper()
			out, err := w.Cases.Queue(t.Context(), by, q)
			w.good(err)
			return out
		}
		all := queue(w.sam, caseworking.Sift{})
		if len(all.All) != 3 || all.All[0].ID != first || all.All[1].ID != second || all.All[2].ID != later || all.Late != 1 {
			t.Fatalf("got %+v", all)
		}
		if all.All[0].Person != "" || all.All[0].Holder != "Dana" {
			t.Errorf("a colleague's case names its customer: %+v", all.All[0])
		}
		if mine := queue(w.dana, caseworking.Sift{Mine: true, Kind: casefile.TotalLoss}); len(mine.All) != 1 || mine.All[0].Number != "C1" {
			t.Errorf("mine of a kind: got %+v", mine)
		}
		if none := queue(w.sam, caseworking.Sift{Mine: true}); len(none.All) != 0 {
			t.Errorf("sam has %+v", none)
		}
		w.good(w.Cases.Close(t.Context(), w.dana, w.contract, first, "Corrected."))
		if over := queue(w.sam, caseworking.Sift{Closed: true}); len(over.All) != 1 || over.All[0].ID != first || over.All[0].Outcome != "" {
			t.Errorf("closed: got %+v", over)
		}
		of, _, err := w.Cases.Of(t.Context(), w.sam, w.mine.Party, identity.Why{Reason: identity.ReasonCalled})
		if err != nil || len(of) != 3 {
			t.Errorf("of the customer: got %d, %v", len(of), err)
		}
	})
}

func TestACaseThatDoesNotFitItsContractIsRefused(t *testing.T) {
	t.Parallel()
	w := setup(t, enginetest.SQLite(t))
	_, stranger := w.Activate(t, apptest.Loan("C9"))
	for name, change := range map[string]func(*caseworking.Asked){
		"a person of another contract": func(a *caseworking.Asked) { a.Party = stranger.Party },
		"a payment that there is not":  func(a *caseworking.Asked) { a.Payment = id.Derive[payment.Payment]("x") },
		"a day to come":                func(a *caseworking.Asked) { a.Received = civil.MustParse("2026-02-25") },
		"no reason":                    func(a *caseworking.Asked) { a.Why = identity.Why{} },
		"no key":                       func(a *caseworking.Asked) { a.Key = "" },
	} {
		a := w.asked()
		change(&a)
		if _, err := w.Cases.Open(t.Context(), w.dana, a); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: got %v", name, err)
		}
	}
	if _, err := w.Cases.Open(t.Context(), w.mine, w.asked()); !fault.Is(err, fault.NotFound) && !fault.Is(err, fault.Forbidden) {
		t.Errorf("a customer opens a case of the desk: got %v", err)
	}
	for n := range casefile.MostOpen + 1 {
		a := w.asked()
		a.Key = string(rune('a' + n))
		_, err := w.Cases.Open(t.Context(), w.dana, a)
		if (err == nil) != (n < casefile.MostOpen) {
			t.Errorf("case %d of the contract: got %v", n+1, err)
		}
	}
}
