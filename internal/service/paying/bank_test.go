package paying_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"marque/internal/app"
	"marque/internal/civil"
	"marque/internal/core/access"
	"marque/internal/core/notice"
	"marque/internal/core/payment"
	"marque/internal/gateway/bank"
	"marque/internal/gateway/bank/ach"
	"marque/internal/l10n"
	"marque/internal/money"
	"marque/internal/seal"
	"marque/internal/service/notifying"
	"marque/internal/service/paying"
	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
	"marque/internal/store/payments"
)

func operator() access.Actor { return access.System("bank") }

// small pays so many cents from an account of its own.
func (w world) small(t *testing.T, number string, amount money.Cents) payment.ID {
	t.Helper()
	o := w.order(number, "small-"+number)
	o.Amount = amount
	return w.pay(t, o)
}

// deliver closes the payments' day and takes the file into a folder, and returns its orders by trace.
func (w world) deliver(t *testing.T, out string) (name string, orders []ach.Order) {
	t.Helper()
	w.close(t, "2026-02-25")
	done, err := w.Paying.Deliver(t.Context(), operator(), w.Folder(out, ""))
	if err != nil || len(done) != 1 {
		t.Fatalf("got %+v, %v, want one file", done, err)
	}
	content, err := os.ReadFile(filepath.Join(out, done[0].File))
	if err != nil {
		t.Fatal(err)
	}
	if orders, err = ach.Orders(content); err != nil {
		t.Fatal(err)
	}
	return done[0].File, orders
}

// returns writes a bank's file of returns.
func returns(t *testing.T, backs ...ach.Back) []byte {
	t.Helper()
	rail, err := ach.New(bank.Nobody())
	if err != nil {
		t.Fatal(err)
	}
	return rail.Returns(backs, day("2026-02-26"))
}

// receive lets the service read files from a folder.
func (w world) receive(t *testing.T, files map[string][]byte) []paying.Received {
	t.Helper()
	in := t.TempDir()
	for name, content := range files {
		if err := os.WriteFile(filepath.Join(in, name), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	done, err := w.Paying.Receive(t.Context(), operator(), w.Folder("", in))
	if err != nil {
		t.Fatal(err)
	}
	return done
}

func (w world) one(t *testing.T, content []byte) paying.Received {
	t.Helper()
	done := w.receive(t, map[string][]byte{"from-bank.ach": content})
	if len(done) != 1 {
		t.Fatalf("got %+v, want one file", done)
	}
	return done[0]
}

func (w world) status(t *testing.T) paying.Status {
	t.Helper()
	s, err := w.Paying.Status(t.Context(), operator())
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// account is a stored account.
func (w world) account(t *testing.T, id payment.AccountID) payment.Account {
	t.Helper()
	box, err := seal.Load(filepath.Join(w.Config.Data, app.KeyFile), false)
	if err != nil {
		t.Fatal(err)
	}
	a, err := payments.Account(w.DB.Reader(t.Context()), box, w.by.Party, id)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// letters returns what was written about payments, by the kind of notice.
func (w world) letters(t *testing.T, kind notice.Kind) []notifying.Message {
	t.Helper()
	var out []notifying.Message
	var before notice.MessageID
	for {
		page, err := w.Notifying.Recent(t.Context(), access.System("demo"), before)
		if err != nil {
			t.Fatal(err)
		}
		if len(page) == 0 {
			return out
		}
		before = page[len(page)-1].ID
		for _, m := range page {
			if m.Kind == kind {
				out = append(out, m)
			}
		}
	}
}

func (w world) proved(t *testing.T) {
	t.Helper()
	report, err := w.Verifying.Verify(t.Context(), access.System("verify"))
	if err != nil || len(report.Findings) != 0 {
		t.Errorf("verify: got %v, %v", report.Findings, err)
	}
}

func TestEachReturnCodeLeadsToTheRightStateAndWords(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db)
		paid := map[string]payment.ID{} // by code
		number := map[string]string{}   // account number by code
		for i, c := range payment.ReturnCodes() {
			number[c.Code] = fmt.Sprintf("77%04d9999", i)
			paid[c.Code] = w.small(t, number[c.Code], 200+money.Cents(i))
		}
		_, orders := w.deliver(t, t.TempDir())
		byNumber := map[string]ach.Order{}
		for _, o := range orders {
			byNumber[o.Number] = o
		}
		var backs []ach.Back
		for _, c := range payment.ReturnCodes() {
			backs = append(backs, ach.Back{Order: byNumber[number[c.Code]], Code: c.Code})
		}
		w.one(t, returns(t, backs...))
		byReference := map[string]string{}
		for _, m := range w.letters(t, notice.KindPaymentReturned) {
			_, reference, _ := strings.Cut(m.Text, "Payment reference: ")
			byReference[reference[:len("P-XXXX-XXXX")]] = m.Text
		}
		told := map[string]string{}
		for code, id := range paid {
			told[code] = byReference[w.stands(t, id).Reference]
		}
		for _, c := range payment.ReturnCodes() {
			p := w.stands(t, paid[c.Code])
			if c.Banks {
				if p.State != payment.Sent || told[c.Code] != "" {
					t.Errorf("%s is between banks: got %s and %q", c.Code, p.State, told[c.Code])
				}
				continue
			}
			if p.State != payment.Returned || p.ReturnCode != c.Code {
				t.Errorf("%s: got %s %s", c.Code, p.State, p.ReturnCode)
			}
			if stopped := w.account(t, p.Account).Status == payment.Stopped; stopped != c.StopsAccount {
				t.Errorf("%s: account stopped %v, want %v", c.Code, stopped, c.StopsAccount)
			}
			if !strings.Contains(told[c.Code], "because "+c.Plain.In(l10n.EnUS)+".") || !strings.Contains(told[c.Code], c.Next().In(l10n.EnUS)) {
				t.Errorf("%s: told %q", c.Code, told[c.Code])
			}
		}
		w.proved(t)
	})
}

func TestAReturnThatCannotBeMatchedIsKeptWithItsReason(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db)
		first := w.small(t, "7700019999", 1234)
		_, orders := w.deliver(t, t.TempDir())
		o := orders[0]
		other, stranger := o, o
		other.Amount++
		stranger.Trace = "000000019999999"
		got := w.one(t, returns(t, ach.Back{Order: stranger, Code: "R01"}, ach.Back{Order: other, Code: "R01"}, ach.Back{Order: o, Code: "R68"}))
		if got.Returned != 0 || got.Quarantined != 3 {
			t.Errorf("got %+v", got)
		}
		if p := w.stands(t, first); p.State != payment.Sent {
			t.Errorf("the payment is %s", p.State)
		}
		if got := w.one(t, returns(t, ach.Back{Order: o, Code: "R01"})); got.Returned != 1 || got.Quarantined != 0 {
			t.Errorf("the right one: got %+v", got)
		}
		again := w.one(t, append(returns(t, ach.Back{Order: o, Code: "R01"}), '\n', '\n')) // other bytes, the same news
		if again.Repeated != 1 || again.Returned != 0 {
			t.Errorf("the same news: got %+v", again)
		}
		if got := w.one(t, returns(t, ach.Back{Order: o, Code: "R10"})); got.Quarantined != 1 {
			t.Errorf("a second reason: got %+v", got)
		}
		s := w.status(t)
		var reasons []string
		for _, k := range s.Newest {
			reasons = append(reasons, k.Reason)
		}
		all := strings.Join(reasons, "\n")
		for _, want := range []string{"no entry of ours has this trace", "of another amount", "R68 is between banks", "came back already, as R01"} {
			if !strings.Contains(all, want) {
				t.Errorf("the quarantine does not say %q: %s", want, all)
			}
		}
		if s.Quarantined != 4 {
			t.Errorf("got %d lines in quarantine", s.Quarantined)
		}
		w.proved(t)
	})
}

func TestAReturnLaterThanAnyMayComeMovesNothing(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db)
		paid := w.small(t, "7700019999", 1234)
		_, orders := w.deliver(t, t.TempDir())
		for d := day("2026-02-26"); d <= day("2026-03-05"); d++ {
			w.close(t, d.String())
		}
		w.Clock.Advance(70 * 24 * 3600e9)
		if got := w.one(t, returns(t, ach.Back{Order: orders[0], Code: "R10"})); got.Quarantined != 1 || got.Returned != 0 {
			t.Errorf("got %+v", got)
		}
		if p := w.stands(t, paid); p.State != payment.Final {
			t.Errorf("got %s", p.State)
		}
	})
}

func TestAnUnauthorisedDebitComesBackAfterItWasFinal(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db)
		before := w.principal(t)
		paid := w.pay(t, w.order("7700019999", "k1"))
		_, orders := w.deliver(t, t.TempDir())
		for d := day("2026-02-26"); d <= day("2026-03-05"); d++ {
			w.close(t, d.String())
		}
		if p := w.stands(t, paid); p.State != payment.Final {
			t.Fatalf("got %s", p.State)
		}
		w.Clock.Advance(58 * 24 * 3600e9)
		if got := w.one(t, returns(t, ach.Back{Order: orders[0], Code: "R10"})); got.Returned != 1 {
			t.Errorf("got %+v", got)
		}
		p := w.stands(t, paid)
		if p.State != payment.Returned || w.account(t, p.Account).Status != payment.Stopped || w.principal(t) != before {
			t.Errorf("got %s, principal %d, want it returned, the account stopped and %d owed", p.State, w.principal(t), before)
		}
		w.proved(t)
	})
}

func TestTheSameFileUnderAnotherNameDoesNothing(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db)
		w.small(t, "7700019999", 1234)
		_, orders := w.deliver(t, t.TempDir())
		content := returns(t, ach.Back{Order: orders[0], Code: "R02"})
		got := w.receive(t, map[string][]byte{"a.ach": content, "b.ach": content, ".c.ach.part": content, "d.tmp": content})
		if len(got) != 2 || got[0].Returned != 1 || got[0].Known || !got[1].Known || got[1].Returned != 0 {
			t.Errorf("got %+v", got)
		}
	})
}

func TestAFileThatCannotBeReadIsKeptWhole(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db)
		long, err := os.ReadFile("../../gateway/bank/ach/testdata/long-line.ach")
		if err != nil {
			t.Fatal(err)
		}
		orders, err := os.ReadFile("../../gateway/bank/ach/testdata/web-debit.ach")
		if err != nil {
			t.Fatal(err)
		}
		got := w.receive(t, map[string][]byte{"1.ach": long, "2.ach": orders, "3.ach": nil})
		if len(got) != 3 || got[0].Line != 3 || !strings.Contains(got[1].Refused, "6 orders and no answer") || got[2].Refused == "" {
			t.Errorf("got %+v", got)
		}
		for _, f := range w.status(t).Recent {
			if f.State != "quarantined" || f.Reason == "" {
				t.Errorf("got %+v", f)
			}
		}
	})
}

// change writes a bank's notice of change about an order.
func change(o ach.Order, code, data string) []byte {
	pad := func(s string, n int) string { return s + strings.Repeat(" ", n-len(s)) }
	odfi := o.Routing[:8]
	lines := []string{
		"101 000000013 0000000132602260600A094101" + pad("MARQUE", 23) + pad("BANK", 23) + pad("", 8),
		"5220" + pad("Vehicle finance", 16) + pad("", 20) + "9000000001COR" + pad("PAYMENT", 10) + "260225260226" + "   1" + odfi + "0000001",
		"621000000013" + pad(o.Number, 17) + "0000000000" + pad("", 15) + pad(o.Name, 22) + "  1" + odfi + "0000001",
		"798" + code + o.Trace + pad("", 6) + odfi + pad(data, 29) + pad("", 15) + odfi + "0000001",
		"82200000020000000001" + strings.Repeat("0", 24) + "9000000001" + pad("", 25) + odfi + "0000001",
		"9000001000001000000020000000001" + strings.Repeat("0", 24) + pad("", 39),
	}
	return []byte(strings.Join(lines, "\n") + "\n")
}

func TestANoticeOfChangeCorrectsTheAccountAndTellsItsOwner(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db)
		paid := w.small(t, "7700019999", 1234)
		_, orders := w.deliver(t, t.TempDir())
		if got := w.one(t, change(orders[0], "C06", "1918171614  37")); got.Corrected != 1 || got.Quarantined != 0 {
			t.Fatalf("got %+v", got)
		}
		a := w.account(t, w.stands(t, paid).Account)
		if a.Number != "1918171614" || a.Type != payment.Savings || a.Routing != "021000021" {
			t.Errorf("got %+v", a)
		}
		letters := w.letters(t, notice.KindBankDetails)
		if len(letters) != 1 || !strings.Contains(letters[0].Text, "ending in 9999. The account number now ends in 1614. It is a savings account.") {
			t.Errorf("got %d letters", len(letters))
		}
		if got := w.one(t, change(orders[0], "C01", "1918171614")); got.Repeated != 1 {
			t.Errorf("told again: got %+v", got)
		}
		if got := w.one(t, change(orders[0], "C04", "Jane Roe")); got.Quarantined != 1 {
			t.Errorf("a name: got %+v", got)
		}
		stranger := orders[0]
		stranger.Trace = "000000019999999"
		if got := w.one(t, change(stranger, "C02", "121042882")); got.Quarantined != 1 {
			t.Errorf("another's entry: got %+v", got)
		}
		w.small(t, "7700028888", 555) // a second account of the same owner
		if got := w.one(t, change(orders[0], "C01", "7700028888")); got.Quarantined != 1 {
			t.Errorf("an account on file: got %+v", got)
		}
		w.proved(t)
	})
}

func TestAFileThatTheBankRefusesGoesIntoTheNextOne(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db)
		paid := w.small(t, "7700019999", 1234)
		name, orders := w.deliver(t, t.TempDir())
		if got := w.one(t, []byte("REJECTED "+name+" unknown company\n")); got.Receipts != 1 || got.Quarantined != 1 {
			t.Errorf("got %+v", got)
		}
		if p := w.stands(t, paid); p.State != payment.Batched {
			t.Fatalf("got %s", p.State)
		}
		if got := w.one(t, returns(t, ach.Back{Order: orders[0], Code: "R01"})); got.Quarantined != 1 {
			t.Errorf("a return of the refused file: got %+v", got)
		}
		second := t.TempDir()
		w.close(t, "2026-02-26")
		done, err := w.Paying.Deliver(t.Context(), operator(), w.Folder(second, ""))
		if err != nil || len(done) != 1 || done[0].Entries != 1 || done[0].File == name {
			t.Fatalf("got %+v, %v", done, err)
		}
		if got := w.one(t, []byte("ACCEPTED "+done[0].File+"\nACCEPTED nothing.ach\n")); got.Receipts != 2 || got.Quarantined != 1 {
			t.Errorf("got %+v", got)
		}
		p := w.stands(t, paid)
		if p.State != payment.Sent || p.RailRef == orders[0].Trace {
			t.Errorf("got %s under %s", p.State, p.RailRef)
		}
		w.close(t, "2026-02-27")
		w.close(t, "2026-03-02")
		if p := w.stands(t, paid); p.State != payment.Settled && p.State != payment.Final {
			t.Errorf("got %s", p.State)
		}
		w.proved(t)
	})
}

func TestTheRatesCountWhatCameBack(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db)
		for i := range 10 {
			w.small(t, fmt.Sprintf("770001%04d", 9900+i), 500+money.Cents(i))
		}
		_, orders := w.deliver(t, t.TempDir())
		w.one(t, returns(t, ach.Back{Order: orders[0], Code: "R01"}, ach.Back{Order: orders[1], Code: "R03"}, ach.Back{Order: orders[2], Code: "R10"}))
		want := map[string]int64{payment.UnauthorizedRate: 1, payment.AdministrativeRate: 1, payment.AllRate: 3}
		for _, g := range w.status(t).Rates {
			if g.Debits != 10 || g.Returned != want[g.Name] || g.Level != "over" {
				t.Errorf("got %+v", g)
			}
		}
	})
}

func TestAFileGivesItsEntriesTheNextBankingDay(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db)
		w.small(t, "7700019999", 1234)
		_, orders := w.deliver(t, t.TempDir())
		if got := orders[0]; got.Effective != civil.MustParse("2026-02-26") || got.Made != civil.MustParse("2026-02-25") || got.Amount != 1234 {
			t.Errorf("got %+v", got)
		}
	})
}
