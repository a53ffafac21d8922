package paying_test

import (
	"regexp"
	"strings"
	"testing"

	"marque/internal/app/apptest"
	"marque/internal/core/access"
	"marque/internal/core/autopay"
	"marque/internal/core/contract"
	"marque/internal/core/notice"
	"marque/internal/core/payment"
	"marque/internal/fault"
	"marque/internal/l10n"
	"marque/internal/money"
	"marque/internal/paper/pdf/pdftest"
	"marque/internal/service/paying"
	"marque/internal/service/servicing"
	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
)

// enrolled is a world whose borrower has signed for autopay on an account, the sandbox's number saying what becomes of its debits.
func enrolled(t *testing.T, db *engine.DB, number string, more ...autopay.Wish) world {
	t.Helper()
	w := setup(t, db)
	w.through(t, "2026-02-23")
	w.enrol(t, "enrol", number, more...)
	return w
}

func typed(number string) payment.AccountInput {
	return payment.AccountInput{Type: "checking", Routing: "021000021", Number: number, Confirm: number[len(number)-4:]}
}

// enrol signs for autopay with what the page shows.
func (w world) enrol(t *testing.T, key, number string, more ...autopay.Wish) autopay.ID {
	t.Helper()
	var wish autopay.Wish
	if len(more) > 0 {
		wish = more[0]
	}
	account, err := w.Paying.PrepareAutopay(t.Context(), w.by, w.contract, wish, typed(number))
	if err != nil {
		t.Fatal(err)
	}
	wish.Account = account.ID
	words, err := w.Paying.AutopayText(t.Context(), w.by, w.contract, wish)
	if err != nil {
		t.Fatal(err)
	}
	signed, err := w.Paying.EnrolAutopay(t.Context(), w.by, paying.Consent{
		Contract: w.contract, Wish: wish, Key: key, Shown: paying.DigestOf(words.Text), Network: "203.0.113.0/24", Methods: "password,app",
	})
	if err != nil {
		t.Fatal(err)
	}
	return signed
}

// through closes every day up to one, as the night's cycle does.
func (w world) through(t *testing.T, until string) {
	t.Helper()
	if err := w.Cycle.Through(t.Context(), day(until), nil, func(apptest.Day) {}); err != nil {
		t.Fatal(err)
	}
}

// put puts something on the contract.
func (w world) put(t *testing.T, key, on string, body contract.Body) {
	t.Helper()
	entry := servicing.Entry{Key: key, Effective: day(on), Body: body}
	if _, err := w.Servicing.Record(t.Context(), access.System("test"), w.number, []servicing.Entry{entry}); err != nil {
		t.Fatal(err)
	}
}

// rate is the contract's rate today.
func (w world) rate(t *testing.T) money.Rate {
	t.Helper()
	c, err := w.Overview.Contract(t.Context(), w.by, w.contract)
	if err != nil {
		t.Fatal(err)
	}
	return c.State.Rate
}

func (w world) autopay(t *testing.T) paying.Autopay {
	t.Helper()
	a, err := w.Paying.Autopay(t.Context(), w.by, w.contract)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// payments lists what became of the contract's payments, oldest first: "2026-03-01 563.65 settled".
func (w world) payments(t *testing.T) []string {
	t.Helper()
	c, err := w.Overview.Contract(t.Context(), w.by, w.contract)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for i := len(c.Payments) - 1; i >= 0; i-- {
		p := c.Payments[i]
		out = append(out, p.Date.String()+" "+p.Amount.Text(money.USD())+" "+string(p.State))
	}
	return out
}

// told counts notices of a kind.
func (w world) told(t *testing.T, kind notice.Kind) int {
	t.Helper()
	sent, err := w.Notifying.Recent(t.Context(), access.System("demo"), notice.MessageID{})
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, m := range sent {
		if m.Kind == kind {
			n++
		}
	}
	return n
}

func (w world) verify(t *testing.T) {
	t.Helper()
	report, err := w.Verifying.Verify(t.Context(), access.System("verify"))
	if err != nil || len(report.Findings) != 0 {
		t.Errorf("verify: got %v, %v", report.Findings, err)
	}
}

func same(t *testing.T, got []string, want ...string) {
	t.Helper()
	if strings.Join(got, "; ") != strings.Join(want, "; ") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestAutopayDrawsWhatIsShownOnTheDayThatIsShown(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := enrolled(t, db, settles)
		next := w.autopay(t).Next
		if len(next) != 3 || next[0].On != day("2026-03-01") { // a Sunday: it counts on that day
			t.Fatalf("got %+v", next)
		}
		w.through(t, "2026-04-03")
		w.through(t, "2026-04-03")
		same(t, w.payments(t), "2026-03-01 "+next[0].Amount.Text(money.USD())+" final", "2026-04-01 "+next[1].Amount.Text(money.USD())+" settled")
		if got := w.autopay(t).Next[0]; got.On != next[2].On || got.Amount != next[2].Amount {
			t.Errorf("got %+v, want %+v", got, next[2])
		}
		if w.told(t, notice.KindAutopayOn) != 1 || w.told(t, notice.KindAutopayAhead) != 0 {
			t.Error("the enrolment is told, equal amounts are not announced")
		}
		all, err := w.Overview.Statements(t.Context(), w.by, w.contract)
		if err != nil || len(all) == 0 {
			t.Fatalf("got %d statements, %v", len(all), err)
		}
		file, err := w.Overview.StatementFile(t.Context(), w.by, w.contract, all[0].ID) // closed on 12 March
		if text := pdftest.Text(t, file); err != nil || !strings.Contains(text, "Autopay takes "+"$"+next[1].Amount.Text(money.USD())+" on April 1, 2026") {
			t.Errorf("the statement says nothing of it: %v: %s", err, text)
		}
		w.verify(t)
	})
}

func TestAutopayTakesNothingForAnInstalmentPaidByHandInTheSameMonth(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := enrolled(t, db, settles, autopay.Wish{Extra: 2_500})
		o := w.order(settles, "k1") // the instalment, on 25 February
		o.Amount = w.autopay(t).Regular
		w.pay(t, o)
		w.through(t, "2026-03-31")
		same(t, w.payments(t), "2026-02-25 "+o.Amount.Text(money.USD())+" final")
	})
}

func TestAutopayFollowsAnExtension(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := enrolled(t, db, settles)
		w.put(t, "ext", "2026-02-24", contract.Extension{Periods: 2})
		if got := w.autopay(t).Next[0]; got.On != day("2026-05-01") {
			t.Errorf("got %+v, want the extended due date", got)
		}
		w.through(t, "2026-04-30")
		same(t, w.payments(t))
		w.through(t, "2026-05-01")
		if got := len(w.payments(t)); got != 1 {
			t.Errorf("got %d debits on the new due date, want 1", got)
		}
	})
}

func TestAutopayFollowsADueDateChange(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := enrolled(t, db, settles)
		w.put(t, "due", "2026-02-24", contract.DueDateChange{First: day("2026-03-12")})
		w.through(t, "2026-03-11")
		same(t, w.payments(t))
		w.through(t, "2026-04-12")
		if got := w.payments(t); len(got) != 2 || !strings.HasPrefix(got[0], "2026-03-12") || !strings.HasPrefix(got[1], "2026-04-12") {
			t.Errorf("got %v, want the 12th of each month", got)
		}
	})
}

func TestAFailedDebitIsPresentedTwiceMoreAfterTellingAndThenLeftToTheCustomer(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := enrolled(t, db, noFunds)
		w.through(t, "2026-03-31")
		got := w.payments(t)
		if len(got) != 3 {
			t.Fatalf("got %v, want a debit and two presentments", got)
		}
		for i, want := range []string{"2026-03-01", "2026-03-09", "2026-03-17"} {
			if !strings.HasPrefix(got[i], want) || !strings.HasSuffix(got[i], " returned") {
				t.Errorf("try %d: got %s, want %s returned", i+1, got[i], want)
			}
		}
		if n := w.told(t, notice.KindPaymentReturned); n != 3 {
			t.Errorf("told %d times, want 3", n)
		}
		if !w.autopay(t).On() {
			t.Error("a debit without cover does not end autopay")
		}
		w.verify(t)
	})
}

func TestWhatIsPaidByHandMeanwhileIsNotPresentedAgain(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := enrolled(t, db, noFunds)
		w.through(t, "2026-03-03")
		o := w.order(settles, "k1")
		o.Date = day("2026-03-04")
		w.pay(t, o)
		w.through(t, "2026-03-31")
		regular := w.autopay(t).Regular.Text(money.USD())
		same(t, w.payments(t), "2026-03-01 "+regular+" returned", "2026-03-04 563.65 final", "2026-03-09 "+regular+" cancelled")
	})
}

func TestAClosedAccountPausesAutopayAndSaysSo(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := enrolled(t, db, "1234560002")
		w.through(t, "2026-04-10")
		if got := w.payments(t); len(got) != 1 || !strings.HasSuffix(got[0], "returned") {
			t.Errorf("got %v, want one debit that came back", got)
		}
		if a := w.autopay(t); a.On() || a.Enrolment.Why != autopay.AccountStopped || w.told(t, notice.KindAutopayWaits) != 1 {
			t.Errorf("got %+v, told %d times", a.Enrolment, w.told(t, notice.KindAutopayWaits))
		}
		w.enrol(t, "again", settles)
		w.through(t, "2026-05-01")
		if got := w.payments(t); len(got) != 2 || !strings.HasPrefix(got[1], "2026-05-01") {
			t.Errorf("got %v, want autopay to go on with the new account", got)
		}
		w.verify(t)
	})
}

func TestTheFallbackAccountTakesOverAfterTelling(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db)
		w.through(t, "2026-02-23")
		other, err := w.Paying.PrepareAutopay(t.Context(), w.by, w.contract, autopay.Wish{}, typed(settles))
		if err != nil {
			t.Fatal(err)
		}
		w.enrol(t, "k", "1234560002", autopay.Wish{Fallback: other.ID})
		w.through(t, "2026-03-12")
		regular := w.autopay(t).Regular.Text(money.USD())
		same(t, w.payments(t), "2026-03-01 "+regular+" returned", "2026-03-09 "+regular+" settled")
		if a := w.autopay(t); !a.On() || a.Account.ID != other.ID || w.told(t, notice.KindAutopayWaits) != 1 {
			t.Errorf("got %+v", a.Enrolment)
		}
	})
}

func TestAnUnauthorisedReturnSixtyDaysLaterStopsEverythingFromThatAccount(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := enrolled(t, db, "1234560110") // R10, forty days after the debit
		w.through(t, "2026-04-20")
		got := w.payments(t)
		if len(got) < 2 || !strings.HasSuffix(got[0], "returned") {
			t.Fatalf("got %v", got)
		}
		if a := w.autopay(t); a.On() || a.Enrolment.State != autopay.Ended || a.Enrolment.Why != autopay.Unauthorised || w.told(t, notice.KindAutopayOff) != 1 {
			t.Errorf("got %+v, told %d times", a.Enrolment, w.told(t, notice.KindAutopayOff))
		}
		before := len(got)
		w.through(t, "2026-05-10")
		if got := w.payments(t); len(got) != before {
			t.Errorf("got %v, want no debit after the account's holder objected", got)
		}
		w.verify(t)
	})
}

func TestASkippedPaymentIsNotTakenAndStaysDue(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := enrolled(t, db, settles)
		for range 2 {
			if err := w.Paying.SkipAutopay(t.Context(), w.by, w.contract, 1, true); err != nil {
				t.Fatal(err)
			}
		}
		w.through(t, "2026-03-20")
		same(t, w.payments(t))
		c, err := w.Overview.Contract(t.Context(), w.by, w.contract)
		if err != nil || c.State.PastDue == 0 {
			t.Errorf("got %v, %v: a skipped payment stays due", c.State.PastDue, err)
		}
		if err := w.Paying.SkipAutopay(t.Context(), w.by, w.contract, 1, false); !fault.Is(err, fault.Conflict) {
			t.Errorf("got %v, want a conflict: its day is over", err)
		}
		if w.told(t, notice.KindAutopaySkipped) != 1 {
			t.Error("a skip is told once")
		}
	})
}

// payOff orders a payoff that the sandbox settles or returns.
func (w world) payOff(t *testing.T, number string) {
	t.Helper()
	choices, err := w.Paying.Choices(t.Context(), w.by, w.contract)
	if err != nil {
		t.Fatal(err)
	}
	o := w.order(number, "payoff")
	o.Kind, o.Date, o.Amount = contract.PayoffPayment, choices.Earliest, choices.Payoff
	w.pay(t, o)
}

func TestAutopayEndsWithThePayoffNeverSilently(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := enrolled(t, db, settles)
		w.payOff(t, settles)
		if got := w.autopay(t).Next; len(got) != 0 {
			t.Errorf("while the payoff is on its way: got %+v, want no debit", got)
		}
		w.through(t, "2026-03-12")
		if got := w.payments(t); len(got) != 1 {
			t.Errorf("got %v, want the payoff alone", got)
		}
		if a := w.autopay(t); a.Enrolment.State != autopay.Ended || a.Enrolment.Why != autopay.ContractOver || w.told(t, notice.KindAutopayOff) != 1 {
			t.Errorf("got %+v, told %d times", a.Enrolment, w.told(t, notice.KindAutopayOff))
		}
		w.verify(t)
	})
}

func TestAPayoffThatComesBackLeavesAutopayRunning(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := enrolled(t, db, settles)
		w.payOff(t, laterBad)
		w.through(t, "2026-03-12")
		if a := w.autopay(t); !a.On() || len(a.Next) == 0 {
			t.Errorf("got %+v, want autopay to go on", a)
		}
		w.verify(t)
	})
}

func TestAutopayEndsWhenALeasedCarIsTurnedIn(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := world{World: apptest.Open(t, db, apptest.NewClock(morning)), number: "L1"}
		w.contract, w.by = w.Activate(t, apptest.Lease("L1"))
		w.through(t, "2026-02-23")
		w.enrol(t, "k", settles)
		if got := w.autopay(t).Next; len(got) != 3 || got[0].On != day("2026-03-15") {
			t.Fatalf("got %+v, want rents on the 15th", got)
		}
		w.through(t, "2026-03-20")
		w.put(t, "in", "2026-03-20", contract.TurnIn{Miles: 900})
		w.through(t, "2026-04-20")
		if got := w.payments(t); len(got) != 1 || w.told(t, notice.KindAutopayOff) != 1 {
			t.Errorf("got %v, told %d times", got, w.told(t, notice.KindAutopayOff))
		}
	})
}

func TestAGrownAmountIsAnnouncedBeforeItIsTaken(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := enrolled(t, db, settles)
		w.through(t, "2026-04-23")
		w.put(t, "more", "2026-04-23", contract.Reamortised{Payment: 60_000}) // eight days before the debit
		w.through(t, "2026-05-01")
		got := w.payments(t)
		if len(got) != 3 || strings.Contains(got[2], " 600.00 ") || w.told(t, notice.KindAutopayWaits) != 1 {
			t.Errorf("got %v, told %d times: what was not announced is not taken, and that is said", got, w.told(t, notice.KindAutopayWaits))
		}
		w.through(t, "2026-06-01")
		if got := w.payments(t); len(got) != 4 || !strings.Contains(got[3], " 600.00 ") || w.told(t, notice.KindAutopayAhead) != 1 {
			t.Errorf("got %v, announced %d times: want the announced amount", got, w.told(t, notice.KindAutopayAhead))
		}
	})
}

func TestWhatIsSignedIsWhatWasShownAndIsKept(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db)
		account, err := w.Paying.PrepareAutopay(t.Context(), w.by, w.contract, autopay.Wish{}, typed(settles))
		if err != nil {
			t.Fatal(err)
		}
		wish := autopay.Wish{Account: account.ID}
		c := paying.Consent{Contract: w.contract, Wish: wish, Key: "k", Shown: []byte("something else"), Network: "n", Methods: "password,text"}
		if _, err := w.Paying.EnrolAutopay(t.Context(), w.by, c); !fault.Is(err, fault.Conflict) {
			t.Errorf("got %v, want a conflict: another text was shown", err)
		}
		signed := w.enrol(t, "k2", settles)
		file, err := w.Paying.AutopayFile(t.Context(), w.by, w.contract, signed)
		if err != nil || !strings.HasPrefix(string(file), "%PDF") {
			t.Errorf("got %d bytes, %v", len(file), err)
		}
		_, other := w.Activate(t, apptest.Loan("C2"))
		if _, err := w.Paying.AutopayFile(t.Context(), other, w.contract, signed); !fault.Is(err, fault.NotFound) {
			t.Errorf("another customer: got %v", err)
		}
		if again := w.enrol(t, "k2", settles); again != signed {
			t.Error("the same form signs once")
		}
		german, err := w.Paying.AutopayFile(t.Context(), w.by, w.contract, w.enrol(t, "k3", settles, autopay.Wish{Locale: l10n.DeDE, Extra: 2_500, Lead: 2}))
		if err != nil {
			t.Fatal(err)
		}
		text := strings.Join(strings.Fields(pdftest.Text(t, german)), " ")
		for _, want := range []string{"Ich ermächtige", "2 Tage vor ihrem Fälligkeitstag", "von meinem Girokonto mit den Endziffern", "25,00 $ zusätzlich", "2026-11-de", "Wie unterschrieben wurde"} {
			if !strings.Contains(text, want) {
				t.Errorf("want %q in the authorisation: %s", want, text)
			}
		}
		if english := regexp.MustCompile(`(?i)\b(the|payment|autopay|authorization|signed)\b`).FindString(text); english != "" {
			t.Errorf("got %q in a German authorisation: %s", english, text)
		}
	})
}

func TestTheDiscountRunsFromTheSignatureToTheEndOfAutopay(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db)
		if a := w.autopay(t); a.Discount.Rate != 0 {
			t.Fatalf("got %+v, want no discount on a product that grants none", a.Discount)
		}
		data := apptest.Loan("C3")
		data["loan"].(map[string]any)["autopay_discount"] = "0.0025"
		w.contract, w.by = w.Activate(t, data)
		a := w.autopay(t)
		if a.Discount.Rate != 2_500_000 || a.Discount.On || a.Discount.Saves <= 0 {
			t.Fatalf("got %+v, want a quarter of a percent and what it saves", a.Discount)
		}
		w.enrol(t, "k", settles)
		if got := w.rate(t); got != 57_500_000 {
			t.Errorf("while on: got %d, want 5.75 %%", got)
		}
		if err := w.Paying.CancelAutopay(t.Context(), w.by, w.contract); err != nil {
			t.Fatal(err)
		}
		if got := w.rate(t); got != 60_000_000 || w.told(t, notice.KindAutopayOff) != 1 {
			t.Errorf("after: got %d, want 6 %%", got)
		}
	})
}
