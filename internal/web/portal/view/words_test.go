package view

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"marque/internal/civil"
	"marque/internal/fault"
	"marque/internal/l10n"
	"marque/internal/money"
	"marque/internal/web/ui"
)

// A loan reads "100%" only when it is paid off.
func TestALoanIsPaidByWholePercents(t *testing.T) {
	t.Parallel()
	cases := []struct {
		financed, balance money.Cents
		want              int64
	}{
		{2_684_595, 1_658_021, 38}, {100_000, 0, 100}, {100_000, 1, 99}, {100_000, 100_000, 0}, {100_000, 120_000, 0}, {0, 0, 0}, {100_000, -500, 100},
	}
	for _, c := range cases {
		if got := (Contract{Financed: c.financed, Balance: c.balance}).paidPercent(); got != c.want {
			t.Errorf("%d of %d open: got %d, want %d", c.balance, c.financed, got, c.want)
		}
	}
}

func TestAVINIsShownInFoursAndSpelled(t *testing.T) {
	t.Parallel()
	cases := []struct{ vin, shown string }{
		{"JTD4ZTSSXPA534893", "JTD4 ZTSS XPA5 34893"}, {"ABCD", "ABCD"}, {"ABCDEFGH", "ABCD EFGH"}, {"", ""},
	}
	for _, c := range cases {
		if got := strings.ReplaceAll(vinGroups(c.vin), "\u2009", " "); got != c.shown {
			t.Errorf("%s: got %q, want %q", c.vin, got, c.shown)
		}
	}
	if got := spelled("JT4"); got != "J T 4" {
		t.Errorf("got %q, want J T 4", got)
	}
}

func TestATermHasAMarkAYear(t *testing.T) {
	t.Parallel()
	for months, want := range map[int]int{0: 1, 1: 1, 12: 1, 13: 2, 36: 3, 60: 5, 84: 7} {
		if got := years(months); got != want {
			t.Errorf("%d months: got %d marks, want %d", months, got, want)
		}
	}
}

func TestGaugesSayWhatTheyShow(t *testing.T) {
	t.Parallel()
	loan := Dashboard{Contract: Contract{Financed: 100_000, Balance: 75_000, Start: civil.Must(2024, time.January, 17), End: civil.Must(2029, time.February, 1), MonthsTotal: 60}}
	if g := loan.loanGauge(); g.Words != "25% paid off" || g.Start != "Jan 2024" || g.End != "Feb 2029" || g.Marks != 5 {
		t.Errorf("got %+v", g)
	}
	lease := Dashboard{Contract: Contract{MonthsDone: 23, MonthsTotal: 36, Lease: &Lease{MilesDriven: 24180, MilesAllowed: 36000, MilesByNow: 23000, ForecastOver: true}}}
	if g := lease.termGauge(); g.Words != "Month 23 of 36" || g.Done != 23 || g.Of != 36 {
		t.Errorf("got %+v", g)
	}
	if g := lease.milesGauge(); g.Words != "24,180 of 36,000 miles" || g.Tone != ui.Warn || g.Expected != 23000 {
		t.Errorf("got %+v", g)
	}
}

// A lease has no rate: its page must never speak of one.
func TestALeaseShowsNoRate(t *testing.T) {
	t.Parallel()
	for _, x := range (Dashboard{Contract: Contract{Rate: 1, Lease: &Lease{}}}).contractFacts() {
		if strings.Contains(x.Label, "rate") || strings.Contains(x.Value, "%") {
			t.Errorf("got %+v on a lease", x)
		}
	}
}

func TestTheVehicleShowsOnlyWhatIsKnown(t *testing.T) {
	t.Parallel()
	if got := len((Dashboard{Vehicle: Vehicle{VIN: "X"}}).vehicleFacts()); got != 1 {
		t.Errorf("got %d facts, want the VIN only", got)
	}
	full := Dashboard{Vehicle: Vehicle{VIN: "X", Plate: "8KLM", Miles: 31482, ReadOn: civil.Must(2026, time.November, 3), Ownership: "Held"}}.vehicleFacts()
	if len(full) != 4 || full[2].Value != "31,482 miles" || full[2].Detail != "read November 3, 2026" {
		t.Errorf("got %+v", full)
	}
}

func TestWhatIsLateIsNamedSo(t *testing.T) {
	t.Parallel()
	p := Dashboard{Next: &NextPayment{}}
	if got := p.nextTitle(); got != "Next payment" {
		t.Errorf("got %q", got)
	}
	p.Next.PastDue = &PastDue{}
	if got := p.nextTitle(); got != "Due now" {
		t.Errorf("got %q", got)
	}
	if days(1).In(l10n.EnUS) != "1 day" || days(12).In(l10n.DeDE) != "12 Tagen" {
		t.Errorf("got %q and %q", days(1).In(l10n.EnUS), days(12).In(l10n.DeDE))
	}
}

func TestAFailureIsAboutFieldsOrAboutTheWhole(t *testing.T) {
	t.Parallel()
	if x := FailureOf(l10n.EnUS, nil); x.Failed() {
		t.Errorf("got %+v for nothing", x)
	}
	if x := FailureOf(l10n.EnUS, fault.New(fault.Conflict, "Sent already.")); x.Problem != "Sent already." || len(x.Fields) > 0 || !x.Failed() {
		t.Errorf("got %+v", x)
	}
	if x := FailureOf(l10n.EnUS, fault.Input("amount", "Enter an amount")); x.Problem != "" || len(x.Fields) != 1 || !x.Failed() {
		t.Errorf("got %+v", x)
	}
}

func TestTheLinksOfAMessageCanBeFollowed(t *testing.T) {
	t.Parallel()
	cases := []struct {
		body string
		want []piece
	}{
		{"", nil},
		{"no link", []piece{{text: "no link"}}},
		{"See http://a.localhost:80/r?c=1-2. Bye", []piece{{text: "See "}, {"http://a.localhost:80/r?c=1-2", "http://a.localhost:80/r?c=1-2"}, {text: ". Bye"}}},
		{"https://x.example/a(b)", []piece{{"https://x.example/a(b", "https://x.example/a(b"}, {text: ")"}}},
		{"javascript:alert(1) ftp://x", []piece{{text: "javascript:alert(1) ftp://x"}}},
	}
	for _, c := range cases {
		got := linked(c.body)
		if len(got) != len(c.want) {
			t.Errorf("%q: got %+v, want %+v", c.body, got, c.want)
			continue
		}
		for i := range got {
			if got[i] != c.want[i] {
				t.Errorf("%q: got %+v, want %+v", c.body, got[i], c.want[i])
			}
		}
	}
}

func TestNoWordOfAMessageIsLost(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		body := strings.Join(rapid.SliceOf(rapid.SampledFrom([]string{"http://", "https://a.b/c", " ", ".", "x", "\n", "<b>", `"`})).Draw(t, "parts"), "")
		var back strings.Builder
		for _, p := range linked(body) {
			back.WriteString(p.text)
			if p.href != "" && !strings.HasPrefix(p.href, "http") {
				t.Fatalf("got the address %q", p.href)
			}
		}
		if back.String() != body {
			t.Fatalf("got %q, want %q", back.String(), body)
		}
	})
}

func TestPayingOffersOnlyWhatIsOwed(t *testing.T) {
	t.Parallel()
	values := func(p Pay) string {
		var out []string
		for _, o := range p.amountChoices().Options {
			mark := ""
			if o.Chosen {
				mark = "*"
			}
			out = append(out, o.Value+mark)
		}
		return strings.Join(out, " ")
	}
	cases := []struct {
		pay  Pay
		want string
	}{
		{Pay{Amount: "due", Due: AmountChoice{Amount: 1}}, "due* other"},
		{Pay{Amount: "past_due", Due: AmountChoice{Amount: 2}, PastDue: AmountChoice{Amount: 1}}, "due past_due* other"},
		{Pay{}, "other*"},
		{Pay{Amount: "other", Due: AmountChoice{Amount: 1}}, "due other*"},
	}
	for _, c := range cases {
		if got := values(c.pay); got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
}

func TestANewAccountIsChosenWhereThereIsNone(t *testing.T) {
	t.Parallel()
	if o := (Pay{}).accountChoices().Options; len(o) != 1 || !o[0].Chosen || o[0].Value != "new" {
		t.Errorf("got %+v, want a new account chosen", o)
	}
	o := Pay{Accounts: []BankAccount{{Value: "a", Name: "Checking"}}, Account: "a"}.accountChoices().Options
	if len(o) != 2 || !o[0].Chosen || o[1].Chosen {
		t.Errorf("got %+v, want the known account chosen", o)
	}
	if o := kindChoices(ui.Frame{}, NewAccount{Kind: "savings"}, Failure{}).Options; o[0].Chosen || !o[1].Chosen {
		t.Errorf("got %+v, want savings", o)
	}
}

func TestTriesAreCountedInWords(t *testing.T) {
	t.Parallel()
	for n, want := range map[int]string{0: "", 1: "You have 1 try left.", 3: "You have 3 tries left."} {
		if got := (Code{TriesLeft: n}).triesHint(); got != want {
			t.Errorf("%d: got %q, want %q", n, got, want)
		}
	}
	if (Code{}).heading() != "Check your phone" || (Code{ByEmail: true}).heading() != "Check your email" {
		t.Error("the heading does not follow the channel")
	}
}
