package app_test

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"sync"
	"testing"
	"time"

	"marque/internal/app"
	"marque/internal/app/apptest"
	"marque/internal/civil"
	"marque/internal/core/access"
	"marque/internal/core/autopay"
	"marque/internal/core/identity"
	"marque/internal/core/payment"
	"marque/internal/demo"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/money"
	"marque/internal/service/paying"
	"marque/internal/store/bankfiles"
	"marque/internal/store/contracts"
	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
	"marque/internal/store/parties"
	"marque/internal/store/payments"
)

const (
	simulatedWeeks = 4
	simulatedFrom  = "2026-11-20" // four weeks from here hold a month's end and a bank holiday
	drawnBySigned  = 24           // contracts that autopay is signed for
)

// simulation is the demo's book on the way through the weeks.
type simulation struct {
	*apptest.World
	list   []contracts.Contract
	day    civil.Date
	sums   app.Day
	signed []access.Actor
	drawn  []contracts.Contract
}

// TestFourWeeksOfTheDemoBookAreTheSameOnBothDatabases lives through four weeks day by day, with people who pay, autopay that draws, changes and ends,
// and a bank that sends debits back for every reason it has. After each week both databases must tell the same book, and at the end each proves its own.
func TestFourWeeksOfTheDemoBookAreTheSameOnBothDatabases(t *testing.T) {
	t.Parallel()
	if raced {
		t.Skip("not here: scripts/test runs the weeks without the race detector")
	}
	if os.Getenv(enginetest.Quick) != "" {
		t.Skip("NOT TESTED: four weeks on two databases take a while")
	}
	weeks := map[string][]string{}
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		s := simulate(t, db)
		for range simulatedWeeks {
			for range 7 {
				s.live(t)
			}
			digest, err := s.Verifying.Digest(t.Context(), access.System("test"))
			if err != nil {
				t.Fatal(err)
			}
			weeks[t.Name()] = append(weeks[t.Name()], digest)
		}
		s.check(t)
		t.Logf("%+v, digests %v", s.sums, weeks[t.Name()])
	})
	lite, served := weeks[t.Name()+"/sqlite"], weeks[t.Name()+"/postgres"]
	if len(lite) != simulatedWeeks || len(served) > 0 && !slices.Equal(lite, served) {
		t.Errorf("got %v on SQLite and %v on PostgreSQL", lite, served)
	}
	if len(slices.Compact(slices.Clone(lite))) != simulatedWeeks {
		t.Errorf("got %v, want every week to change the book", lite)
	}
}

// drawn is randomness that is the same on both databases: of two payments on one contract and day the one whose name is less comes first, names rest on the
// contract's identifier, and that is drawn.
type drawn struct {
	mu   sync.Mutex
	from *rand.ChaCha8
}

func (d *drawn) Read(p []byte) (int, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.from.Read(p)
}

// simulate loads the demo's book and signs some of its people for autopay.
func simulate(t *testing.T, db *engine.DB) *simulation {
	t.Helper()
	s := &simulation{day: civil.MustParse(simulatedFrom)}
	s.World = apptest.OpenChanged(t, db, apptest.NewClock(simulatedFrom+"T15:00:00Z"), func(o *app.Options) {
		o.Ease.Robots, o.Random = identity.EasyWork(), &drawn{from: rand.NewChaCha8([32]byte{})}
	})
	_, err := demo.Load(t.Context(), s.App, demo.Options{
		Date: s.day, Seed: 1, Zone: func(name string) bool { _, err := time.LoadLocation(name); return err == nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	if s.list, err = contracts.After(db.Reader(t.Context()), contracts.Contract{}.ID, 1000); err != nil {
		t.Fatal(err)
	}
	slices.SortFunc(s.list, func(a, b contracts.Contract) int { return cmp.Compare(a.Terms.Number, b.Terms.Number) })
	for i := 0; i < len(s.list) && len(s.drawn) < drawnBySigned; i += 2 {
		s.sign(t, s.list[i], len(s.drawn))
	}
	return s
}

// numberOf is an account whose last four digits say what the bank does with a debit; most are good.
func numberOf(i int) string {
	fates := []string{"7000", "7000", "0101", "7000", "0209", "7000", "0002", "7000", "0108", "7000", "7000"}
	return fmt.Sprintf("52%05d%s", i, fates[i%len(fates)])
}

func typed(number string) payment.AccountInput {
	return payment.AccountInput{Type: "checking", Routing: "021000021", Number: number, Confirm: number[len(number)-4:]}
}

// sign enrols a contract's first party, where the contract takes autopay.
func (s *simulation) sign(t *testing.T, c contracts.Contract, n int) {
	t.Helper()
	members, err := parties.Members(s.DB.Reader(t.Context()), c.ID)
	if err != nil || len(members) == 0 {
		t.Fatalf("members of %s: %v, %v", c.Terms.Number, members, err)
	}
	by := access.Customer(id.Derive[access.User](c.Terms.Number), members[0].Party)
	account, err := s.Paying.PrepareAutopay(t.Context(), by, c.ID, autopay.Wish{}, typed(numberOf(n)))
	if fault.Of(err) != nil {
		return // it takes none
	}
	wish := autopay.Wish{Account: account.ID}
	words, err := s.Paying.AutopayText(t.Context(), by, c.ID, wish)
	if fault.Of(err) != nil {
		return
	}
	if _, err = s.Paying.EnrolAutopay(t.Context(), by, paying.Consent{
		Contract: c.ID, Wish: wish, Key: "simulated", Shown: paying.DigestOf(words.Text), Network: "127.0.0.0/24", Methods: "password,text",
	}); err != nil {
		t.Fatalf("autopay of %s: %v", c.Terms.Number, err)
	}
	s.drawn, s.signed = append(s.drawn, c), append(s.signed, by)
}

// live lets people do something and closes the day.
func (s *simulation) live(t *testing.T) {
	t.Helper()
	s.day++
	n := int(s.day - civil.MustParse(simulatedFrom))
	for i := n % 9; i < len(s.list); i += 9 {
		_, err := s.Paying.PayFor(t.Context(), access.System("demo"), s.list[i].Terms.Number, typed(numberOf(100*n+i)))
		if err != nil && fault.Of(err) == nil {
			t.Fatalf("payment on %s: %v", s.list[i].Terms.Number, err)
		}
	}
	switch i := n % len(s.drawn); n {
	case 9, 16:
		if err := s.Paying.CancelAutopay(t.Context(), s.signed[i], s.drawn[i].ID); err != nil && fault.Of(err) == nil {
			t.Fatal(err)
		}
	case 4, 11, 18:
		s.skip(t, i)
	}
	err := s.Cycle.Through(t.Context(), s.day, nil, func(d app.Day) {
		s.sums.Sent, s.sums.Settled, s.sums.Final, s.sums.Returned = s.sums.Sent+d.Sent, s.sums.Settled+d.Settled, s.sums.Final+d.Final, s.sums.Returned+d.Returned
		s.sums.Fees, s.sums.Statements, s.sums.Autopay = s.sums.Fees+d.Fees, s.sums.Statements+d.Statements, s.sums.Autopay+d.Autopay
	})
	if err != nil {
		t.Fatal(err)
	}
}

// skip leaves out the next debit of a contract, where there is one to leave out.
func (s *simulation) skip(t *testing.T, i int) {
	t.Helper()
	shown, err := s.Paying.Autopay(t.Context(), s.signed[i], s.drawn[i].ID)
	if err != nil {
		t.Fatal(err)
	}
	if len(shown.Next) == 0 {
		return
	}
	if err := s.Paying.SkipAutopay(t.Context(), s.signed[i], s.drawn[i].ID, shown.Next[0].Instalment, true); err != nil && fault.Of(err) == nil {
		t.Fatal(err)
	}
}

// check proves the book, and that the weeks held what they are meant to show.
func (s *simulation) check(t *testing.T) {
	t.Helper()
	report, err := s.Verifying.Verify(t.Context(), access.System("test"))
	if err != nil || len(report.Findings) > 0 || report.Contracts != len(s.list) {
		t.Errorf("verify: got %+v, %v", report, err)
	}
	d := s.sums
	for what, n := range map[string]int{
		"sent": d.Sent, "settled": d.Settled, "final": d.Final, "returned": d.Returned, "late fees": d.Fees, "statements": d.Statements, "drawn by autopay": d.Autopay,
	} {
		if n == 0 {
			t.Errorf("no payment %s in four weeks: they show nothing", what)
		}
	}
	if in, out := s.inFiles(t), s.inPayments(t); in != out || in == 0 {
		t.Errorf("the files to the bank sum to %d, the payments that were sent to %d", in, out)
	}
}

// inFiles sums the debits of all files to the bank.
func (s *simulation) inFiles(t *testing.T) (sum money.Cents) {
	t.Helper()
	sent, err := bankfiles.SentSince(s.DB.Reader(t.Context()), civil.MustParse("2026-01-01"))
	if err != nil {
		t.Fatal(err)
	}
	waiting, err := bankfiles.Waiting(s.DB.Reader(t.Context()))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range append(sent, waiting...) {
		sum += f.Debits
	}
	return sum
}

// inPayments sums the payments that have a place in a file.
func (s *simulation) inPayments(t *testing.T) (sum money.Cents) {
	t.Helper()
	for _, c := range s.list {
		rows, err := payments.Of(s.DB.Reader(t.Context()), c.ID)
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range rows {
			if row.RailRef != "" {
				sum += row.Amount
			}
		}
	}
	return sum
}
