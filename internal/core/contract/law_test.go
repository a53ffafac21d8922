package contract_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"marque/internal/civil"
	"marque/internal/core/contract"
	"marque/internal/core/finance"
	"marque/internal/money"
)

func anyDay(t *rapid.T, terms contract.Terms) civil.Date {
	return terms.ContractDate.AddDays(rapid.IntRange(0, 1100).Draw(t, "as of"))
}

func TestEventsInAnyOrderOfArrivalGiveTheSameState(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		terms := randomLoan(r)
		events := randomEvents(r, terms)
		on := anyDay(r, terms)
		want := asJSON(t, foldAt(r, terms, events, on))
		if got := asJSON(t, foldAt(r, terms, rapid.Permutation(events).Draw(r, "arrival"), on)); got != want {
			r.Fatalf("got %s\nwant %s", got, want)
		}
	})
}

func TestNoSequenceOfEventsMakesAnythingNegative(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		terms := randomLoan(r)
		s := foldAt(r, terms, randomEvents(r, terms), anyDay(r, terms))
		for name, c := range map[string]money.Cents{
			"principal": s.Principal, "interest": s.Interest, "fees": s.Fees, "credit": s.Credit, "unapplied": s.Unapplied, "past due": s.PastDue,
			"due now": s.DueNow, "next due": s.NextDue.Amount, "last payment": s.LastPayment,
		} {
			if c < 0 {
				r.Fatalf("%s is %d", name, c)
			}
		}
		for _, l := range s.Lines {
			if l.Balance < 0 || l.Interest < 0 || l.Principal < 0 || l.Fee < 0 {
				r.Fatalf("line %+v", l)
			}
		}
		if s.PastDue > s.Principal+s.Interest {
			r.Fatalf("past due %d of a debt of %d", s.PastDue, s.Principal+s.Interest)
		}
	})
}

func TestMoneyIsNeitherMadeNorLost(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		terms := randomLoan(r)
		s := foldAt(r, terms, randomEvents(r, terms), anyDay(r, terms))
		in, principal, credit, held := money.Cents(0), terms.Loan.Amount, money.Cents(0), money.Cents(0)
		for _, l := range s.Lines {
			if l.Void != "" {
				continue
			}
			credit += l.Credit
			held += l.Unapplied
			switch l.Kind {
			case contract.KindPayment, contract.KindCredit:
				in = l.Amount - l.Interest - l.Principal - l.Fee - l.Unapplied - l.Credit
				principal -= l.Principal
			case contract.LineSmallBalance, contract.KindChargedOff:
				principal -= l.Principal
			}
			if in != 0 {
				r.Fatalf("the parts of %+v miss its amount by %d", l, in)
			}
		}
		if principal != s.Principal || credit != s.Credit || held != s.Unapplied {
			r.Fatalf("got principal %d credit %d held %d, want %d %d %d", s.Principal, s.Credit, s.Unapplied, principal, credit, held)
		}
	})
}

func TestAReturnedPaymentRestoresWhatWouldHaveBeen(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		terms := randomLoan(r)
		events := randomEvents(r, terms)
		on := anyDay(r, terms)
		when := terms.ContractDate.AddDays(rapid.IntRange(0, 1000).Draw(r, "paid"))
		without := foldAt(r, terms, events, on)
		with := foldAt(r, terms, append(slices.Clone(events),
			contract.Event{Key: "pay", Effective: when, Body: contract.Payment{Amount: terms.Regular()}},
			contract.Event{Key: "ret", Effective: when, Body: contract.Returned{Payment: "pay", Code: "R01"}}), on)
		with.Lines = slices.DeleteFunc(with.Lines, func(l contract.Line) bool { return l.Key == "pay" || l.Key == "ret" })
		without.Lines = append([]contract.Line{}, without.Lines...)
		if got, want := asJSON(t, with), asJSON(t, without); got != want {
			r.Fatalf("got %s\nwant %s", got, want)
		}
	})
}

func TestPayingAnyRowOfThePayoffTableClosesTheContract(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		terms := randomLoan(r)
		events := randomEvents(r, terms)
		on := anyDay(r, terms)
		events = slices.DeleteFunc(events, func(e contract.Event) bool { return e.Effective > on })
		s := foldAt(r, terms, events, on)
		table, err := s.PayoffTable(on, 40)
		if err != nil {
			r.Fatal(err)
		}
		row := table[rapid.IntRange(0, len(table)-1).Draw(r, "row")]
		if row.Amount == 0 || s.Status == contract.ChargedOut {
			return
		}
		paid := foldAt(r, terms, append(slices.Clone(events),
			contract.Event{Key: "zz", Effective: row.On, Body: contract.Payment{Amount: row.Amount, For: contract.PayoffPayment}}), row.On)
		if over := paid.Credit - s.Credit; paid.Status != contract.PaidOff || paid.Balance() != 0 || over != 0 && !keepsCredit(events, row.On, over) {
			r.Fatalf("got %s, balance %d, credit %d after %+v", paid.Status, paid.Balance(), paid.Credit, row)
		}
	})
}

// tolerance is the usual residue that is written off.
const tolerance money.Cents = 100

// keepsCredit tells whether money over is a credit of the day of the last payment. It comes after the payment; when what it would have paid lies
// within the tolerance, the payment has ended the contract, and the credit is the customer's.
func keepsCredit(events []contract.Event, last civil.Date, over money.Cents) bool {
	return over > 0 && over <= tolerance && slices.ContainsFunc(events, func(e contract.Event) bool {
		_, credits := e.Body.(contract.Credit)
		return credits && e.Effective == last
	})
}

func TestTheExpectedInstalmentsPayOffToTheCent(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		terms := randomLoan(r)
		events := randomEvents(r, terms)
		on := anyDay(r, terms)
		events = slices.DeleteFunc(events, func(e contract.Event) bool {
			_, reversal := e.Body.(contract.Reversed)
			return e.Effective > on || reversal
		})
		s := foldAt(r, terms, events, on)
		rows, err := s.Upcoming(0)
		if err != nil {
			r.Fatal(err)
		}
		if s.Principal == 0 || s.Fees > 0 || s.Status != contract.Active || s.Unapplied > 0 {
			return
		}
		last := on
		for i, row := range rows {
			last = max(row.Due, on)
			events = append(events, contract.Event{Key: "zz" + string(rune('a'+i)), Effective: last, Body: contract.Payment{Amount: row.Amount}})
		}
		end := foldAt(r, terms, events, last)
		if over := end.Credit - s.Credit; end.Status != contract.PaidOff || end.Balance() != 0 || over != 0 && !keepsCredit(events, last, over) {
			r.Fatalf("got %s, balance %d, credit %d (before %d) after %+v", end.Status, end.Balance(), end.Credit, s.Credit, rows)
		}
		if final := rows[len(rows)-1]; final.Amount != s.LastPayment || final.Due != s.PayoffDate || final.Balance != 0 {
			r.Fatalf("got last %+v, want %d on %s", final, s.LastPayment, s.PayoffDate)
		}
	})
}

func TestThePastDoesNotChangeWhenDaysPass(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		terms := randomLoan(r)
		events := slices.DeleteFunc(randomEvents(r, terms), func(e contract.Event) bool {
			_, reversal := e.Body.(contract.Reversed) // counts from its own day, and so may undo an earlier one
			return reversal
		})
		on := anyDay(r, terms)
		early := foldAt(r, terms, events, on)
		late := foldAt(r, terms, events, on.AddDays(rapid.IntRange(1, 400).Draw(r, "later")))
		if len(late.Lines) < len(early.Lines) {
			r.Fatalf("got %d lines later, %d before", len(late.Lines), len(early.Lines))
		}
		if got, want := asJSON(t, late.Lines[:len(early.Lines)]), asJSON(t, early.Lines); got != want {
			r.Fatalf("got %s\nwant %s", got, want)
		}
	})
}

func TestInterestNeverBearsInterest(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		terms := randomLoan(r)
		terms.Product.Precision = finance.Exact
		days := rapid.IntRange(0, 2000).Draw(r, "days")
		on := terms.ContractDate.AddDays(days)
		s := foldAt(r, terms, []contract.Event{{Key: "act", Effective: terms.ContractDate, Body: contract.Activated{}}}, on)
		grown, err := finance.Accrual{DayCount: terms.Product.DayCount, Termination: s.Maturity}.Interest(terms.Loan.Amount, terms.Loan.Rate, terms.ContractDate, on)
		if err != nil {
			r.Fatal(err)
		}
		want, _ := grown.Round(terms.Product.Rounding)
		if s.Interest != want || s.Principal != terms.Loan.Amount {
			r.Fatalf("after %d days: got %d on %d, want %d", days, s.Interest, s.Principal, want)
		}
		for _, seg := range s.Segments {
			if seg.Balance > terms.Loan.Amount {
				r.Fatalf("interest ran on %d", seg.Balance)
			}
		}
	})
}

// TestEveryWorkingGivesItsLine recomputes each line from its own working, as a customer with a calculator would.
func TestEveryWorkingGivesItsLine(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		terms := randomLoan(r)
		s := foldAt(r, terms, randomEvents(r, terms), anyDay(r, terms))
		for i := range s.Lines {
			recompute(r, &terms, &s.Lines[i], s.Maturity)
		}
	})
}

func recompute(t *rapid.T, terms *contract.Terms, l *contract.Line, maturity civil.Date) {
	sum, allocated, rounded := money.Exact{}, money.Cents(0), money.Cents(-1)
	for _, step := range l.Working {
		switch step.What {
		case contract.StepBrought:
			sum = sum.Add(step.Exact)
		case contract.StepAccrued:
			a := finance.Accrual{DayCount: step.DayCount, Precision: terms.Product.Precision, Termination: maturity}
			grown, err := a.Interest(step.Balance, step.Rate, step.From, step.To)
			if err != nil || (grown.Cmp(step.Exact) != 0 && step.DayCount != finance.ThirtyE360ISDA) {
				t.Fatalf("accrued %+v: got %s, %v", step, grown.Text(9), err)
			}
			sum = sum.Add(step.Exact)
		case contract.StepRounded:
			c, err := step.Exact.Round(terms.Product.Rounding)
			if rounded = max(c, 0); err != nil || sum.Cmp(step.Exact) != 0 || rounded != step.Cents {
				t.Fatalf("rounded %+v of %s: got %d, %v", step, sum.Text(9), rounded, err)
			}
		case contract.StepAllocated:
			allocated += step.Cents
		case contract.StepCarried, contract.StepDropped:
			if left := sum.Sub(money.ExactOf(l.Interest)); left.Cmp(step.Exact) != 0 {
				t.Fatalf("%s %s, want %s", step.What, step.Exact.Text(9), left.Text(9))
			}
		case contract.StepPercent:
			c, err := money.MulDiv(int64(step.Balance), int64(step.Rate), int64(money.One), terms.Product.Rounding)
			if err != nil || money.Cents(c) != step.Cents {
				t.Fatalf("percent %+v: got %d, %v", step, c, err)
			}
		}
	}
	pays := l.Void == "" && (l.Kind == contract.KindPayment || l.Kind == contract.KindCredit) && len(l.Working) > 0
	if pays && allocated != l.Interest+l.Principal+l.Fee+l.Credit {
		t.Fatalf("allocated %d of %+v", allocated, l)
	}
	if pays && rounded >= 0 && l.Interest > rounded {
		t.Fatalf("paid %d of interest %d: %+v", l.Interest, rounded, l)
	}
	if pays && rounded < 0 && l.Interest > 0 {
		t.Fatalf("interest of %d has no working: %+v", l.Interest, l)
	}
}
