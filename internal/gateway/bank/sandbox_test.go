package bank_test

import (
	"bytes"
	"testing"
	"time"

	moov "github.com/moov-io/ach"
	"pgregory.net/rapid"

	"marque/internal/civil"
	"marque/internal/core/payment"
	"marque/internal/gateway/bank"
	"marque/internal/gateway/bank/ach"
)

// wednesday is the day before Thanksgiving, so that banking days and days differ.
func wednesday() civil.Date { return civil.MustParse("2026-11-25") }

type world struct {
	rail *ach.Rail
	bank *bank.Sandbox
}

func setup(t testing.TB) world {
	t.Helper()
	rail, err := ach.New(bank.Nobody())
	if err != nil {
		t.Fatal(err)
	}
	return world{rail, bank.NewSandbox(rail)}
}

// sent is a file made on the Wednesday with one debit on each account number.
func (w world) sent(t testing.TB, numbers ...string) []byte {
	t.Helper()
	f := payment.File{Name: "f", Modifier: 'A', Made: wednesday().Start(time.UTC).Add(17 * time.Hour)}
	for i, number := range numbers {
		f.Entries = append(f.Entries, payment.Entry{
			Trace: w.rail.Trace(int64(i + 1)), Kind: payment.DebitEntry, Class: payment.Web, Amount: 61_244, Effective: civil.MustParse("2026-11-27"),
			Type: payment.Checking, Routing: "021000021", Number: number, Name: "Maya",
		})
	}
	content, err := w.rail.Write(f)
	if err != nil {
		t.Fatal(err)
	}
	return content
}

// back reads what came back by a day.
func (w world) back(t testing.TB, sent []byte, day civil.Date) []payment.ReturnLine {
	t.Helper()
	answer, err := w.bank.Answer(sent, day)
	if err != nil {
		t.Fatal(err)
	}
	if answer == nil {
		return nil
	}
	report, err := ach.Read(answer)
	if err != nil {
		t.Fatal(err)
	}
	return report.Returns
}

func TestTheAccountNumberDecides(t *testing.T) {
	t.Parallel()
	cases := []struct{ number, code, on string }{
		{"000123450000", "", ""},
		{"000123456789", "", ""},
		{"000123450101", "R01", "2026-11-27"},
		{"000123450201", "R01", "2026-11-30"},
		{"000123450001", "R01", "2026-11-25"},
		{"000123450102", "R02", "2026-11-27"},
		{"000123450103", "R03", "2026-11-27"},
		{"000123450108", "R08", "2026-11-27"},
		{"000123450110", "R10", "2027-01-04"},
		{"000123450105", "R05", "2027-01-04"},
		{"000123450210", "R10", "2026-11-30"},
		{"000123450116", "R16", "2026-11-27"},
		{"000123450129", "R29", "2026-11-27"},
		{"000123450199", "", ""},
		{"000123450301", "", ""},
		{"1012", "", ""},
	}
	w := setup(t)
	for _, c := range cases {
		sent := w.sent(t, c.number)
		got := w.back(t, sent, wednesday().AddDays(365))
		if c.code == "" {
			if len(got) != 0 {
				t.Errorf("%s: got %v, want it to settle", c.number, got)
			}
			continue
		}
		if len(got) != 1 || got[0].Code != c.code || got[0].Trace != w.rail.Trace(1) || got[0].Amount != 61_244 {
			t.Fatalf("%s: got %v, want %s", c.number, got, c.code)
		}
		on := civil.MustParse(c.on)
		if early := w.back(t, sent, on-1); len(early) != 0 {
			t.Errorf("%s: got %v the day before, want nothing yet", c.number, early)
		}
		if due := w.back(t, sent, on); len(due) != 1 {
			t.Errorf("%s: got nothing on the day itself", c.number)
		}
	}
}

func TestEveryReturnIsOneThatWeKnowTheWordsFor(t *testing.T) {
	t.Parallel()
	w := setup(t)
	var numbers []string
	for _, when := range []string{"00", "01", "02"} {
		for cc := range 100 {
			numbers = append(numbers, "1234"+when+string(rune('0'+cc/10))+string(rune('0'+cc%10)))
		}
	}
	got := w.back(t, w.sent(t, numbers...), wednesday().AddDays(365))
	if len(got) != 39 {
		t.Errorf("got %d returns, want 13 codes at three times", len(got))
	}
	for _, r := range got {
		if payment.ReturnCodeOf(r.Code).Title == "Other return" {
			t.Errorf("%s has no words", r.Code)
		}
	}
}

func TestOneBankingDayIsBeforeTheMoneyCountsAndTwoIsAfter(t *testing.T) {
	t.Parallel()
	w := setup(t)
	settles := payment.SettlesOn(wednesday(), civil.FederalReserve{})
	sent := w.sent(t, "10101", "10201")
	if got := w.back(t, sent, settles); len(got) != 1 || got[0].Trace != w.rail.Trace(1) {
		t.Errorf("by the settlement on %s: got %v", settles, got)
	}
	if got := w.back(t, sent, payment.FinalOn(settles, civil.FederalReserve{})); len(got) != 2 {
		t.Errorf("by the end of the window: got %v", got)
	}
}

func TestWhatHasComeBackStaysSoAndTheAnswerIsTheSameToTheByte(t *testing.T) {
	t.Parallel()
	w := setup(t)
	rapid.Check(t, func(r *rapid.T) {
		numbers := rapid.SliceOfNDistinct(rapid.StringMatching(`[0-9]{4,17}`), 1, 20, func(s string) string { return s }).Draw(r, "numbers")
		sent := w.sent(t, numbers...)
		first := rapid.IntRange(0, 60).Draw(r, "first")
		one, err := w.bank.Answer(sent, wednesday().AddDays(first))
		again, _ := w.bank.Answer(sent, wednesday().AddDays(first))
		if err != nil || !bytes.Equal(one, again) {
			r.Fatalf("got two answers to one question, %v", err)
		}
		early := w.back(t, sent, wednesday().AddDays(first))
		late := w.back(t, sent, wednesday().AddDays(first+rapid.IntRange(0, 60).Draw(r, "later")))
		seen := map[string]bool{}
		for _, l := range late {
			seen[l.Trace+l.Code] = true
		}
		for _, e := range early {
			if !seen[e.Trace+e.Code] {
				r.Fatalf("got %v early and not later", e)
			}
		}
	})
}

func TestAFileThatNoBankCouldReadIsNotTaken(t *testing.T) {
	t.Parallel()
	w := setup(t)
	if err := w.bank.Put(t.Context(), "f", []byte("hello")); err == nil {
		t.Error("got no error")
	}
	if err := w.bank.Put(t.Context(), "f", w.sent(t, "12345")); err != nil {
		t.Errorf("got %v", err)
	}
}

// What verifies an account comes back by numbers of its own, and a correction comes for whatever is sent.
func TestWhatVerifiesAnAccountHasNumbersOfItsOwn(t *testing.T) {
	t.Parallel()
	w := setup(t)
	f := payment.File{Name: "f", Modifier: 'A', Made: wednesday().Start(time.UTC).Add(17 * time.Hour)}
	for i, e := range []payment.Entry{
		{Kind: payment.PrenoteEntry, Number: "1230303"}, {Kind: payment.MicroEntry, Amount: 12, Number: "1230303"}, {Kind: payment.MicroDebit, Amount: 12, Number: "1230303"},
		{Kind: payment.PrenoteEntry, Number: "1230103"}, {Kind: payment.MicroEntry, Amount: 12, Number: "1230003"}, {Kind: payment.DebitEntry, Amount: 12, Number: "1230303"},
		{Kind: payment.PrenoteEntry, Number: "1230411"}, {Kind: payment.DebitEntry, Amount: 12, Number: "1230412"},
	} {
		e.Trace, e.Class, e.Effective, e.Type, e.Routing, e.Name = w.rail.Trace(int64(i+1)), payment.Web, civil.MustParse("2026-11-27"), payment.Checking, "021000021", "Maya"
		f.Entries = append(f.Entries, e)
	}
	sent, err := w.rail.Write(f)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := w.bank.Answer(sent, wednesday().AddDays(60))
	if err != nil {
		t.Fatal(err)
	}
	report, err := ach.Read(answer)
	if err != nil || len(report.Returns) != 3 || len(report.Changes) != 2 || len(report.Odd) != 0 {
		t.Fatalf("got %+v, %v", report, err)
	}
	for _, r := range report.Returns {
		if n := r.Trace[len(r.Trace)-1]; r.Code != "R03" || n < '1' || n > '3' {
			t.Errorf("got %s of %s", r.Code, r.Trace)
		}
	}
	if a, b := report.Changes[0], report.Changes[1]; a.New.Number+b.New.Number != "1239911" || a.New.Routing+b.New.Routing != "121042882" {
		t.Errorf("got %+v", report.Changes)
	}
	if back, err := moov.NewReader(bytes.NewReader(answer)).Read(); err != nil || len(back.NotificationOfChange) != 2 || len(back.ReturnEntries) != 3 {
		t.Errorf("moov-io/ach: %v in\n%s", err, answer)
	}
}
