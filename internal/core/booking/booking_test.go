package booking_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"marque/internal/civil"
	"marque/internal/core/booking"
	"marque/internal/core/contract"
	"marque/internal/core/finance"
	"marque/internal/core/ledger"
	"marque/internal/id"
	"marque/internal/money"
)

func day(s string) civil.Date { return civil.MustParse(s) }

func loan(t testing.TB) contract.Terms {
	t.Helper()
	return settled(t, contract.Terms{
		Number: "C1", Kind: contract.Loan, Currency: "USD", ContractDate: day("2026-01-05"), FirstDue: day("2026-02-05"), Count: 24,
		Loan: &contract.LoanTerms{Amount: 1_200_000, Rate: 72_000_000}, Product: contract.Product{SmallBalance: 100},
	})
}

func lease(t testing.TB) contract.Terms {
	t.Helper()
	return settled(t, contract.Terms{
		Number: "L1", Kind: contract.Lease, Currency: "USD", ContractDate: day("2026-01-05"), FirstDue: day("2026-01-05"), DueDay: 5, Count: 24,
		Lease: &contract.LeaseTerms{
			MSRP: 4_000_000, AgreedValue: 3_800_000, Residual: 2_200_000, MoneyFactor: 1_500_000, TaxMethod: contract.TaxPayment, TaxRate: 62_500_000,
			PurchaseFee: 30_000, DispositionFee: 35_000, Deposit: 40_000,
		},
	})
}

func settled(t testing.TB, terms contract.Terms) contract.Terms {
	t.Helper()
	out, err := terms.Settled()
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func event(key, on string, body contract.Body) contract.Event {
	return contract.Event{Key: key, Effective: day(on), Recorded: time.Date(2026, 6, 1, 0, 0, len(key), 0, time.UTC), Body: body}
}

// book is a journal kept in memory, as store/ledgers keeps it in tables.
type book struct {
	terms    contract.Terms
	contract contract.ID
	journal  []ledger.Transaction
}

type fataler interface {
	Helper()
	Fatalf(string, ...any)
}

// learn folds all events and books the difference on a day.
func (b *book) learn(t fataler, on civil.Date, events []contract.Event) (*contract.State, []ledger.Transaction) {
	t.Helper()
	s, err := contract.Fold(b.terms, events, contract.At{AsOf: on})
	if err != nil {
		t.Fatalf("fold: %v", err)
	}
	want, err := booking.Want(&b.terms, s)
	if err != nil {
		t.Fatalf("want: %v", err)
	}
	fresh, err := booking.Reconcile(b.contract, want, b.booked(), on)
	if err != nil {
		t.Fatalf("reconcile: %v", err)
	}
	b.journal = append(b.journal, fresh...)
	return s, fresh
}

func (b *book) booked() []booking.Booked {
	type place struct {
		key     string
		account ledger.Account
	}
	sums := map[place]booking.Booked{}
	for _, tx := range b.journal {
		for _, p := range tx.Postings {
			at := place{tx.Key, p.Account}
			held := sums[at]
			sums[at] = booking.Booked{Key: tx.Key, Account: p.Account, Amount: held.Amount + p.Amount, Entries: held.Entries + 1}
		}
	}
	var out []booking.Booked
	for _, held := range sums {
		out = append(out, held)
	}
	return out
}

// check compares the journal with the state it stands for.
func (b *book) check(t fataler, s *contract.State) {
	t.Helper()
	trial := ledger.TrialOf(b.journal, 0)
	if trial.Off() != 0 {
		t.Fatalf("the trial balance is off by %d", trial.Off())
	}
	ids := map[ledger.ID]bool{}
	for _, tx := range b.journal {
		if ids[tx.ID] {
			t.Fatalf("two transactions have the id of %+v", tx)
		}
		ids[tx.ID] = true
	}
	debt := ledger.LoanPrincipal
	rents := money.Cents(0)
	if s.Lease != nil {
		debt = ledger.LeasedVehicles
		rents = s.Lease.OpenRents
		if got := -trial.Of(ledger.DeferredRent); got != s.Lease.PaidInAdvance {
			t.Fatalf("deferred rents: got %d, want %d", got, s.Lease.PaidInAdvance)
		}
	}
	for account, want := range map[ledger.Account]money.Cents{
		debt: s.Principal, ledger.Fees: s.Fees, ledger.CustomerCredit: -s.Credit, ledger.Unapplied: -s.Unapplied, ledger.RentReceivable: rents,
	} {
		if got := trial.Of(account); got != want {
			t.Fatalf("%s: got %d, want %d", account.Name(), got, want)
		}
	}
	if s.AsOf == s.AsOf.EndOfMonth() && trial.Of(ledger.Interest) != s.Interest {
		t.Fatalf("interest receivable: got %d, want %d", trial.Of(ledger.Interest), s.Interest)
	}
}

func randomEvents(t *rapid.T, terms contract.Terms) []contract.Event {
	events := []contract.Event{{Key: "act", Effective: terms.ContractDate, Body: contract.Activated{}}}
	if rapid.IntRange(0, 3).Draw(t, "converted") == 0 {
		b := contract.Converted{Paid: 3, FeesDue: 700}
		if terms.Kind == contract.Loan {
			b.Principal, b.UnpaidInterest, b.InterestThrough, b.YearInterest = 1_000_050, 13, day("2026-03-20"), 1234
		}
		events = append(events, contract.Event{Key: "conv", Effective: day("2026-04-10"), Body: b})
	}
	for i := range rapid.IntRange(0, 20).Draw(t, "events") {
		e := contract.Event{
			Key: fmt.Sprintf("e%02d", i), Effective: terms.ContractDate.AddDays(rapid.IntRange(0, 800).Draw(t, "day")),
			Recorded: time.Date(2026, 1, 1, 0, i, 0, 0, time.UTC), Body: randomBody(t, terms),
		}
		if r, ok := e.Body.(contract.Returned); ok {
			r.Payment = fmt.Sprintf("e%02d", rapid.IntRange(0, 19).Draw(t, "returned"))
			e.Body = r
		}
		if r, ok := e.Body.(contract.Reversed); ok {
			r.Of = fmt.Sprintf("e%02d", rapid.IntRange(0, 19).Draw(t, "reversed"))
			e.Body = r
		}
		events = append(events, e)
	}
	return events
}

func randomBody(t *rapid.T, terms contract.Terms) contract.Body {
	amount := money.Cents(rapid.Int64Range(1, 3*int64(terms.Regular())).Draw(t, "amount"))
	bodies := []contract.Body{
		contract.FeeAssessed{Fee: rapid.SampledFrom([]contract.FeeKind{
			contract.LateFee, contract.ReturnedFee, contract.OtherFee, contract.MileageFee, contract.PropertyTax,
		}).Draw(t, "fee"), Amount: 1500},
		contract.FeeWaived{Amount: 900}, contract.RateSegment{Reason: contract.RateChanged, Rate: 33_000_000}, contract.Extension{Periods: 1},
		contract.SCRA{}, contract.Credit{Amount: amount, Source: contract.Goodwill}, contract.Credit{Amount: amount, Source: contract.Insurance},
		contract.CreditRefunded{Amount: 300}, contract.Payment{Amount: amount, For: contract.HeldPayment},
		contract.Payment{Amount: 20 * amount, For: contract.PayoffPayment}, contract.Returned{Code: "R02"}, contract.ChargedOff{},
		contract.Recovery{Amount: amount}, contract.Odometer{Miles: 400}, contract.Reamortised{}, contract.Cancelled{Reason: "unwound"}, contract.Reversed{Reason: "by mistake"},
	}
	if terms.Kind == contract.Lease {
		bodies = append(bodies, contract.LeaseExtension{Months: 2}, contract.TurnIn{Miles: 50_000}, contract.Inspection{Items: []contract.WearItem{{What: "Tire", Amount: 18_000}, {What: "Dent", Amount: 9000, Disputed: true}}}, contract.Purchase{Price: 2_100_000, Tax: 1000}, contract.Disputed{Fee: "e1/wear/1", Over: rapid.Bool().Draw(t, "over")},
			contract.EarlyTermination{Realised: 2_500_000, Fee: 30_000})
	}
	if i := rapid.IntRange(0, 2*len(bodies)).Draw(t, "kind"); i < len(bodies) {
		return bodies[i]
	}
	return contract.Payment{Amount: amount}
}

func TestTheJournalBalancesAndEqualsTheFoldWhateverComesInWhateverOrder(t *testing.T) {
	t.Parallel()
	for name, terms := range map[string]contract.Terms{"loan": loan(t), "lease": lease(t)} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rapid.Check(t, func(r *rapid.T) {
				terms := terms
				terms.Product.Remainder = rapid.SampledFrom([]finance.Remainder{finance.Carried, finance.Dropped}).Draw(r, "remainder")
				events := randomEvents(r, terms)
				on := day("2026-01-31").AddDays(rapid.IntRange(0, 800).Draw(r, "as of")).EndOfMonth()
				arrival := rapid.Permutation(events).Draw(r, "arrival")
				b := &book{terms: terms, contract: id.Derive[contract.Contract]("c")}
				var s *contract.State
				for n := 1; n <= len(arrival); n++ {
					s, _ = b.learn(r, on, arrival[:n])
					b.check(r, s)
				}
				if _, again := b.learn(r, on, events); len(again) != 0 {
					r.Fatalf("booking again gives %+v", again)
				}
				atOnce := &book{terms: terms, contract: b.contract}
				atOnce.learn(r, on, events)
				sameSums(r, b, atOnce)
			})
		})
	}
}

// sameSums compares what two journals hold per key and account.
func sameSums(t *rapid.T, a, b *book) {
	list := func(b *book) []string {
		var out []string
		for _, held := range b.booked() {
			if held.Amount != 0 {
				out = append(out, fmt.Sprint(held.Key, held.Account, held.Amount))
			}
		}
		slices.Sort(out)
		return out
	}
	if got, want := list(a), list(b); !slices.Equal(got, want) {
		t.Fatalf("one by one gives %v\nat once gives %v", got, want)
	}
}

func TestABackDatedPaymentIsCorrectedByEntriesOfTodayThatNameWhatTheyCorrect(t *testing.T) {
	t.Parallel()
	b := &book{terms: loan(t), contract: id.Derive[contract.Contract]("c")}
	events := []contract.Event{event("act", "2026-01-05", contract.Activated{}), event("p1", "2026-03-05", contract.Payment{Amount: 54_000})}
	_, first := b.learn(t, day("2026-03-31"), events)
	original := find(t, first, "p1/applied")
	late := contract.Event{Key: "p0", Effective: day("2026-02-05"), Recorded: time.Date(2026, 6, 2, 0, 0, 0, 0, time.UTC), Body: contract.Payment{Amount: 54_000}}
	s, second := b.learn(t, day("2026-04-02"), append(events, late))
	b.check(t, s)
	correction := find(t, second, "p1/applied")
	if correction.Corrects != original.ID.String() || correction.Cause != "p0" || correction.Effective != day("2026-03-05") || correction.Posted != day("2026-04-02") {
		t.Errorf("got %+v, want a correction of %s by p0, effective 5 March, posted 2 April", correction, original.ID)
	}
	for _, tx := range second {
		if tx.Key == "p1/received" || tx.Key == "act" {
			t.Errorf("what did not change is booked again: %+v", tx)
		}
	}
}

func TestAReturnedPaymentIsTakenBackOnItsOwnDay(t *testing.T) {
	t.Parallel()
	b := &book{terms: loan(t), contract: id.Derive[contract.Contract]("c")}
	events := []contract.Event{event("act", "2026-01-05", contract.Activated{}), event("p1", "2026-02-05", contract.Payment{Amount: 54_000})}
	b.learn(t, day("2026-02-10"), events)
	s, fresh := b.learn(t, day("2026-02-12"), append(events, event("r1", "2026-02-05", contract.Returned{Payment: "p1", Code: "R01"})))
	b.check(t, s)
	back := find(t, fresh, "p1/received")
	want := []ledger.Posting{{Account: ledger.Cash, Amount: -54_000}, {Account: ledger.Unapplied, Amount: 54_000}}
	if !slices.Equal(back.Postings, want) || back.Effective != day("2026-02-05") || back.Cause != "r1" || back.Corrects == "" {
		t.Errorf("got %+v, want %v of 5 February because of r1", back, want)
	}
}

func TestInterestIsAccruedAtMonthEndsAndPayments(t *testing.T) {
	t.Parallel()
	b := &book{terms: loan(t), contract: id.Derive[contract.Contract]("c")}
	_, fresh := b.learn(t, day("2026-03-10"), []contract.Event{
		event("act", "2026-01-05", contract.Activated{}), event("p1", "2026-02-05", contract.Payment{Amount: 54_000}),
	})
	var got []string
	for _, tx := range fresh {
		if len(tx.Postings) == 2 && tx.Postings[1].Account == ledger.InterestIncome {
			got = append(got, fmt.Sprint(tx.Key, " ", tx.Postings[0].Amount))
		}
	}
	// 12,000.00 × 7.2 % × 26 / 365 = 61.55; to 5 February 31 days are 73.38; from there 11,533.38 for 23 days are 52.33.
	want := []string{"accrual/2026-01-31 6155", "accrual/2026-02-05 1183", "accrual/2026-02-28 5233"}
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestADepositIsTheLesseesUntilItIsUsed(t *testing.T) {
	t.Parallel()
	b := &book{terms: lease(t), contract: id.Derive[contract.Contract]("c")}
	events := []contract.Event{event("act", "2026-01-05", contract.Activated{})}
	b.learn(t, day("2026-01-10"), events)
	if got := ledger.TrialOf(b.journal, 0).Of(ledger.Deposits); got != -40_000 {
		t.Errorf("got %d, want the deposit owed", got)
	}
	b.learn(t, day("2026-01-11"), append(events, event("d", "2026-01-11", contract.Credit{Amount: 40_000, Source: contract.PriorEscrow})))
	if got := ledger.TrialOf(b.journal, 0).Of(ledger.Deposits); got != 0 {
		t.Errorf("got %d once it paid a rent", got)
	}
}

func TestARentEarnsItsChargeRecoversItsDepreciationAndOwesItsTax(t *testing.T) {
	t.Parallel()
	terms := lease(t)
	b := &book{terms: terms, contract: id.Derive[contract.Contract]("c")}
	s, fresh := b.learn(t, day("2026-02-10"), []contract.Event{
		event("act", "2026-01-05", contract.Activated{}), event("p1", "2026-01-05", contract.Payment{Amount: 2 * loanOf(terms)}),
	})
	b.check(t, s)
	second := find(t, fresh, "rent/2")
	sums := map[ledger.Account]money.Cents{}
	for _, p := range second.Postings {
		sums[p.Account] = p.Amount
	}
	if sums[ledger.DeferredRent] != s.Payment || sums[ledger.RentReceivable] != 0 {
		t.Errorf("the rent paid in advance pays it: got %v", sums)
	}
	if sums[ledger.RentIncome]+sums[ledger.Depreciation]+sums[ledger.TaxPayable] != -s.Payment || sums[ledger.VehicleExpense] != -sums[ledger.LeasedVehicles] {
		t.Errorf("got %v of a rent of %d", sums, s.Payment)
	}
}

func loanOf(terms contract.Terms) money.Cents {
	tax, _ := money.MulDiv(int64(terms.Regular()), int64(terms.Lease.TaxRate), int64(money.One), money.HalfUp)
	return terms.Regular() + money.Cents(tax)
}

func find(t *testing.T, all []ledger.Transaction, key string) ledger.Transaction {
	t.Helper()
	for _, tx := range all {
		if tx.Key == key {
			return tx
		}
	}
	t.Fatalf("nothing is booked under %s", key)
	return ledger.Transaction{}
}

func BenchmarkWantAndReconcile(b *testing.B) {
	terms := loan(b)
	events := []contract.Event{event("act", "2026-01-05", contract.Activated{})}
	for i := range 24 {
		events = append(events, contract.Event{
			Key: fmt.Sprint("p", i), Effective: day("2026-02-05").AddMonths(i, 5), Body: contract.Payment{Amount: terms.Regular()},
		})
	}
	s, err := contract.Fold(terms, events, contract.At{AsOf: day("2028-02-01")})
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		want, err := booking.Want(&terms, s)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := booking.Reconcile(contract.ID{}, want, nil, s.AsOf); err != nil {
			b.Fatal(err)
		}
	}
}
