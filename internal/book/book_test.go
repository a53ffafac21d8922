package book_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"marque/internal/book"
	"marque/internal/civil"
	"marque/internal/core/access"
	"marque/internal/core/contract"
	"marque/internal/core/feed"
	"marque/internal/core/ledger"
	"marque/internal/door"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/money"
	"marque/internal/seal"
	"marque/internal/service/verifying"
	"marque/internal/store/contracts"
	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
	"marque/internal/store/ledgers"
	"marque/internal/store/parties"
	"marque/internal/store/settings"
)

func TestMain(m *testing.M) { enginetest.Main(m) }

func day(text string) civil.Date { return civil.MustParse(text) }

// now is noon of 15 April 2026.
func now() time.Time { return time.Date(2026, 4, 15, 12, 0, 0, 123_456_789, time.UTC) }

// house is a book over a database.
type house struct {
	*book.Book
	t   *testing.T
	db  *engine.DB
	box *seal.Box
	ids *id.Source
}

func setup(t *testing.T, db *engine.DB) *house {
	t.Helper()
	return &house{Book: book.New(now, time.UTC), t: t, db: db, box: seal.NewTest(), ids: id.NewSource(now, rand.Reader)}
}

func (h *house) write(fn func(tx *engine.Tx) error) {
	h.t.Helper()
	if err := h.db.Write(context.Background(), fn); err != nil {
		h.t.Fatal(err)
	}
}

// loan is 12,000.00 at 7.3 % in twelve instalments from 1 January 2026, with everything a contract needs.
func (h *house) loan(number string) book.Opening {
	h.t.Helper()
	terms, err := contract.Terms{
		Number: number, Brand: "aurelia", Kind: contract.Loan, Currency: "USD", ContractDate: day("2026-01-01"), FirstDue: day("2026-02-01"), Count: 12,
		Payment: 100_000, Loan: &contract.LoanTerms{Amount: 1_200_000, Rate: 73_000_000},
	}.Settled()
	if err != nil {
		h.t.Fatal(err)
	}
	c := id.New[contract.Contract](h.ids)
	return book.Opening{ID: c, Terms: terms, VIN: "WVWZZZ3CZTE000001", Events: []contract.Event{h.Event(c, "activated", terms.ContractDate, contract.Activated{})}}
}

// open takes contracts into the book and puts somebody on each.
func (h *house) open(all ...book.Opening) {
	h.t.Helper()
	h.write(func(tx *engine.Tx) error {
		if _, err := h.Open(tx, all...); err != nil {
			return err
		}
		for i, o := range all {
			p := parties.Party{ID: id.New[access.Party](h.ids), Source: "test", Ref: fmt.Sprint(o.Terms.Number, i), Told: feed.Told{At: now(), By: "test"}}
			if err := parties.New(h.box).Insert(tx, []parties.Party{p}); err != nil {
				return err
			}
			if err := parties.Attach(tx, []parties.Member{{Contract: o.ID, Party: p.ID, Role: "borrower"}}); err != nil {
				return err
			}
		}
		return nil
	})
}

func (h *house) append(c contract.ID, events ...contract.Event) *contract.State {
	h.t.Helper()
	var state *contract.State
	h.write(func(tx *engine.Tx) (err error) { state, err = h.Append(tx, c, events...); return err })
	return state
}

func (h *house) payment(c contract.ID, key, on string, amount money.Cents) contract.Event {
	return h.Event(c, key, day(on), contract.Payment{Amount: amount, Method: "check"})
}

// clean proves the whole book.
func (h *house) clean() {
	h.t.Helper()
	d := door.New(h.db, h.ids, now)
	report, err := verifying.New(verifying.Deps{Door: d, Book: h.Book, Box: h.box}).Verify(context.Background(), access.System("verify"))
	if err != nil || len(report.Findings) > 0 {
		h.t.Errorf("verify: %v, %v", report.Findings, err)
	}
}

// entry is a line of the journal.
type entry struct {
	id, key, cause, corrects string
	effective, posted        civil.Date
}

func (h *house) journal(c contract.ID) []entry {
	h.t.Helper()
	rows, err := h.db.Reader(context.Background()).Query(`select id, key, cause, corrects, effective, posted from ledger_entries
		where contract_id = $1 order by key, id`, c)
	all, err := engine.All(rows, err, func(rows *engine.Rows) (entry, error) {
		var e entry
		var name ledger.ID
		err := rows.Scan(&name, &e.key, &e.cause, &e.corrects, &e.effective, &e.posted)
		e.id = name.String()
		return e, err
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return all
}

// stands is where a contract's accounts stand, those at nothing left out, and its cached state.
func (h *house) stands(c contract.ID) (map[ledger.Account]money.Cents, contracts.State) {
	h.t.Helper()
	r := h.db.Reader(context.Background())
	balances, err := ledgers.Balances(r, c)
	if err != nil {
		h.t.Fatal(err)
	}
	for account, cents := range balances {
		if cents == 0 {
			delete(balances, account)
		}
	}
	state, err := contracts.StateOf(r, c)
	if err != nil {
		h.t.Fatal(err)
	}
	return balances, state
}

func TestAContractIsFoldedBookedAndCachedAsItOpens(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		h := setup(t, db)
		o := h.loan("C1")
		h.open(o)
		balances, state := h.stands(o.ID)
		if state.Balance < 1_200_000 || state.Events != 1 || state.AsOf != day("2026-04-15") || balances[ledger.LoanPrincipal] != 1_200_000 {
			t.Errorf("got %+v and %v", state, balances)
		}
		h.clean()
	})
}

func TestTheSameNewsTwiceChangesNothing(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		h := setup(t, db)
		o := h.loan("C1")
		h.open(o)
		p := h.payment(o.ID, "p1", "2026-02-01", 100_000)
		first := h.append(o.ID, p, p)
		journal := h.journal(o.ID)
		balances, state := h.stands(o.ID)
		p.Recorded, p.Effective = p.Recorded.Add(time.Hour), day("2026-03-01") // told again, later and otherwise: the first word stands
		if again := h.append(o.ID, p); again.Principal != first.Principal || len(again.Lines) != len(first.Lines) {
			t.Errorf("got %d of principal, want %d", again.Principal, first.Principal)
		}
		if got := h.journal(o.ID); !slices.Equal(got, journal) {
			t.Errorf("got %d entries, want the %d there were", len(got), len(journal))
		}
		after, cached := h.stands(o.ID)
		if !bytes.Equal(cached.Digest, state.Digest) || cached.Events != 2 || after[ledger.Cash] != balances[ledger.Cash] {
			t.Errorf("got %+v, want %+v", cached, state)
		}
		h.clean()
	})
}

func TestEventsInAnyOrderComeToTheSameBook(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		h := setup(t, db)
		told := func(c contract.ID) []contract.Event {
			return []contract.Event{
				h.payment(c, "p1", "2026-02-01", 100_000), h.payment(c, "p2", "2026-03-03", 90_000),
				h.Event(c, "r1", day("2026-02-01"), contract.Returned{Payment: "p1", Code: "R01"}), h.payment(c, "p3", "2026-03-20", 120_000),
			}
		}
		var want contracts.State
		var balances map[ledger.Account]money.Cents
		for i, order := range [][]int{{0, 1, 2, 3}, {3, 0, 1, 2}, {1, 3, 0, 2}, {0, 2, 3, 1}} {
			o := h.loan(fmt.Sprint("C", i))
			h.open(o)
			for _, n := range order {
				h.append(o.ID, told(o.ID)[n])
			}
			got, state := h.stands(o.ID)
			if i == 0 {
				want, balances = state, got
				continue
			}
			if fmt.Sprint(got) != fmt.Sprint(balances) || state.Balance != want.Balance || state.PastDue != want.PastDue || state.Status != want.Status {
				t.Errorf("order %v: got %v and %+v, want %v and %+v", order, got, state, balances, want)
			}
		}
		h.clean()
	})
}

func TestBackDatedNewsIsBookedByEntriesThatNameWhatTheyCorrect(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		h := setup(t, db)
		o := h.loan("C1")
		h.open(o)
		h.append(o.ID, h.payment(o.ID, "march", "2026-03-01", 100_000))
		before := h.journal(o.ID)
		late := h.payment(o.ID, "february", "2026-02-01", 100_000)
		late.Recorded = late.Recorded.Add(time.Hour)
		h.append(o.ID, late)
		after := h.journal(o.ID)
		byID := map[string]entry{}
		for _, e := range after {
			byID[e.id] = e
		}
		for _, e := range before {
			if byID[e.id] != e {
				t.Errorf("entry %s was changed: got %+v, want %+v", e.key, byID[e.id], e)
			}
		}
		corrections := 0
		for _, e := range after {
			if e.corrects == "" || slices.Contains(before, e) {
				continue
			}
			corrections++
			first, known := byID[e.corrects]
			if !known || first.key != e.key || first.corrects != "" {
				t.Errorf("%s corrects %q, which is %+v", e.key, e.corrects, first)
			}
			if e.effective != first.effective || e.posted != day("2026-04-15") || e.cause != "february" {
				t.Errorf("got %+v, want it to count from the day of %+v and to be caused by what came in late", e, first)
			}
		}
		if corrections == 0 {
			t.Error("the interest of March was booked otherwise and nothing corrects it")
		}
		h.clean()
	})
}

func TestNothingIsPostedIntoAClosedPeriod(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		h := setup(t, db)
		o := h.loan("C1")
		h.open(o)
		held := map[string]bool{}
		for _, e := range h.journal(o.ID) {
			held[e.id] = true
		}
		h.write(func(tx *engine.Tx) error { return settings.CloseBooks(tx, day("2026-04-30")) })
		h.append(o.ID, h.payment(o.ID, "p1", "2026-02-01", 100_000))
		fresh := 0
		for _, e := range h.journal(o.ID) {
			if held[e.id] {
				continue
			}
			fresh++
			if e.posted != day("2026-05-01") || e.effective > day("2026-04-15") {
				t.Errorf("got %+v, want it posted on the first open day and counting from its own", e)
			}
		}
		if fresh == 0 {
			t.Error("nothing was booked")
		}
		h.clean()
	})
}

func TestTheDayIsTheCalendarsUnlessItIsPinnedAndNeverAClosedOnesEve(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		h := setup(t, db)
		today := func(want string, closed bool) {
			t.Helper()
			got, err := h.Today(db.Reader(t.Context()))
			if err != nil || got != day(want) {
				t.Errorf("got %v, %v, want %s", got, err, want)
			}
			if is, err := h.Closed(db.Reader(t.Context()), day("2026-04-15")); err != nil || is != closed {
				t.Errorf("15 April: got closed %v, %v, want %v", is, err, closed)
			}
		}
		today("2026-04-15", false)
		h.write(func(tx *engine.Tx) error { return settings.Close(tx, day("2026-04-15")) })
		today("2026-04-15", true)
		h.write(func(tx *engine.Tx) error { return settings.Close(tx, day("2026-04-18")) }) // the clock went back
		today("2026-04-18", true)
		h.write(func(tx *engine.Tx) error { return settings.Pin(tx, day("2026-06-01")) })
		today("2026-06-01", true)
	})
}

func TestThirtyTwoWritersOnOneContractLoseNothing(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		h := setup(t, db)
		o := h.loan("C1")
		h.open(o)
		const writers = 32
		var all sync.WaitGroup
		for i := range writers {
			all.Go(func() {
				own, shared := h.payment(o.ID, fmt.Sprintf("p%02d", i), "2026-02-01", 1_00), h.payment(o.ID, fmt.Sprintf("twice%02d", i/2), "2026-03-01", 50)
				err := db.Write(context.Background(), func(tx *engine.Tx) error {
					_, err := h.Append(tx, o.ID, own, shared)
					return err
				})
				if err != nil {
					t.Errorf("writer %d: %v", i, err)
				}
			})
		}
		all.Wait()
		balances, state := h.stands(o.ID)
		if want := 1 + writers + writers/2; state.Events != want {
			t.Errorf("got %d events, want %d", state.Events, want)
		}
		if want := money.Cents(writers*1_00 + writers/2*50 - 1_200_000); balances[ledger.Cash] != want {
			t.Errorf("got %d in cash, want %d", balances[ledger.Cash], want)
		}
		h.clean()
	})
}

func TestWritersOfManyContractsInAnyOrderDoNotWaitForEachOther(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		h := setup(t, db)
		var openings []book.Opening
		for i := range 20 { // more than one group
			openings = append(openings, h.loan(fmt.Sprint("C", i)))
		}
		h.open(openings...)
		var all sync.WaitGroup
		const writers = 6
		for i := range writers {
			all.Go(func() {
				var news []book.News
				for _, o := range openings {
					news = append(news, book.News{Contract: o.ID, Events: []contract.Event{h.payment(o.ID, fmt.Sprint("p", i), "2026-02-01", 5_000)}})
				}
				if i%2 == 1 {
					slices.Reverse(news)
				}
				if err := db.Write(context.Background(), func(tx *engine.Tx) error { return h.AppendAll(tx, news) }); err != nil {
					t.Errorf("writer %d: %v", i, err)
				}
			})
		}
		all.Wait()
		for _, o := range openings {
			if balances, state := h.stands(o.ID); state.Events != 1+writers || balances[ledger.Cash] != writers*5_000-1_200_000 {
				t.Errorf("%s: got %d events and %d in cash", o.Terms.Number, state.Events, balances[ledger.Cash])
			}
		}
		h.clean()
	})
}

func TestManyAtOnceAreWhatTheyAreOneByOne(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		h := setup(t, db)
		var together []book.Opening
		for i := range 40 { // more than from where PostgreSQL copies
			o := h.loan(fmt.Sprintf("C%02d", i))
			for n := range i % 4 {
				o.Events = append(o.Events, h.payment(o.ID, fmt.Sprint("p", n), "2026-02-01", money.Cents(1000*(n+1))))
			}
			together = append(together, o)
		}
		h.open(together...)
		for i, o := range together {
			alone := h.loan(fmt.Sprintf("D%02d", i))
			h.open(alone)
			for n := range i % 4 {
				h.append(alone.ID, h.payment(alone.ID, fmt.Sprint("p", n), "2026-02-01", money.Cents(1000*(n+1))))
			}
			a, sa := h.stands(o.ID)
			b, sb := h.stands(alone.ID)
			if fmt.Sprint(a) != fmt.Sprint(b) || sa.Events != sb.Events || sa.Balance != sb.Balance || sa.NextDue != sb.NextDue {
				t.Errorf("contract %d: got %v, %+v together and %v, %+v alone", i, a, sa, b, sb)
			}
		}
		h.clean()
	})
}

func TestWhatTheBookRefusesLeavesNothing(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		h := setup(t, db)
		o := h.loan("C1")
		h.open(o)
		write := func(fn func(tx *engine.Tx) error) error { return db.Write(t.Context(), fn) }
		_, before := h.stands(o.ID)

		err := write(func(tx *engine.Tx) error { _, err := h.Open(tx, h.loan("C2"), h.loan("C1")); return err })
		if !fault.Is(err, fault.Conflict) {
			t.Errorf("a number that is taken: got %v, want a Conflict", err)
		}
		stranger := h.loan("C3").ID
		good := book.News{Contract: o.ID, Events: []contract.Event{h.payment(o.ID, "p1", "2026-02-01", 100)}}
		err = write(func(tx *engine.Tx) error {
			return h.AppendAll(tx, []book.News{good, {Contract: stranger, Events: []contract.Event{h.payment(stranger, "p1", "2026-02-01", 100)}}})
		})
		if !fault.Is(err, fault.NotFound) {
			t.Errorf("a contract that is not there: got %v, want NotFound", err)
		}
		bad := h.payment(o.ID, "p2", "2026-02-01", -5)
		err = write(func(tx *engine.Tx) error { _, err := h.Append(tx, o.ID, good.Events[0], bad); return err })
		if fault.Of(err) == nil {
			t.Errorf("a negative payment: got %v, want a fault", err)
		}
		if n, err := contracts.Count(db.Reader(t.Context())); err != nil || n != 1 {
			t.Errorf("got %d contracts, %v, want one", n, err)
		}
		if _, after := h.stands(o.ID); !bytes.Equal(after.Digest, before.Digest) || after.Events != 1 {
			t.Errorf("got %+v, want what there was", after)
		}
		h.clean()
	})
}
