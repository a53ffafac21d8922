package history_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"marque/internal/core/autopay"
	"marque/internal/core/contract"
	"marque/internal/core/history"
	"marque/internal/core/payment"
	"marque/internal/core/statement"
	"marque/internal/id"
	"marque/internal/l10n"
	"marque/internal/money"
)

// told writes a timeline as a page would, one line a moment.
func told(all []history.Moment, l l10n.Locale) string {
	var b strings.Builder
	for _, m := range all {
		b.WriteString(m.On.String() + " " + strings.TrimSpace(m.Text.In(l)+" "+m.More.In(l)) + "\n")
	}
	return b.String()
}

func timeline(t *testing.T, terms contract.Terms, on string, events ...contract.Event) []history.Moment {
	t.Helper()
	events = append([]contract.Event{at("act", "2023-11-20", contract.Activated{Dealer: "Aurelia of Salem"})}, events...)
	s, err := contract.Fold(terms, events, contract.At{AsOf: day(on)})
	if err != nil {
		t.Fatal(err)
	}
	return history.Timeline(&terms, s, events)
}

func TestALoanIsToldFromItsBeginningToItsTitle(t *testing.T) {
	t.Parallel()
	terms := loan(t)
	got := timeline(t, terms, "2024-12-31",
		at("p1", "2023-12-20", contract.Payment{Amount: 80_000}), at("lien", "2024-01-05", contract.Title{State: "PA", Status: "lien_recorded"}),
		at("p2", "2024-01-22", contract.Payment{Amount: 75_764}), at("ret", "2024-01-22", contract.Returned{Payment: "p2", Code: "R01"}),
		at("fee", "2024-01-30", contract.FeeAssessed{Fee: contract.ReturnedFee, Amount: 2_000}), at("waive", "2024-02-01", contract.FeeWaived{Amount: 2_000}),
		at("all", "2024-02-20", contract.Payment{Amount: 2_500_000, For: contract.PayoffPayment}), at("out", "2024-03-01", contract.CreditRefunded{Amount: 38_345}),
		at("release", "2024-03-05", contract.Title{State: "PA", Status: "lien_release_sent"}))
	for _, want := range []string{
		"2023-11-20 Your contract began at Aurelia of Salem.\n", "2023-12-20 A payment of $800.00 was made. $117.95 went to interest and $682.05 to principal.\n",
		"2024-01-05 Our lien was recorded on the title. PA\n", "2024-01-22 A payment of $757.64 was made. This was undone later and does not count.\n",
		"2024-01-22 Your bank sent the payment of $757.64 back. ", "2024-01-30 Returned payment fee: $20.00 was charged.\n", "2024-02-01 A fee of $20.00 was waived.\n",
		"2024-02-20 Your loan was paid off.\n", "2024-03-05 We released our lien and sent the release. PA\n",
	} {
		if text := told(got, l10n.EnUS); !strings.Contains(text, want) {
			t.Errorf("found no %q in\n%s", want, text)
		}
	}
	for l, want := range map[l10n.Locale]string{l10n.EsUS: "2024-02-20 Su préstamo quedó pagado.\n", l10n.DeDE: "2023-12-20 Eine Zahlung von 800,00\u00a0$ ging ein. 117,95\u00a0$ gingen auf Zinsen"} {
		if text := told(got, l); !strings.Contains(text, want) {
			t.Errorf("%s: found no %q in\n%s", l, want, text)
		}
	}
}

func TestALeaseIsToldToItsReturnWithoutEveryMonth(t *testing.T) {
	t.Parallel()
	got := told(timeline(t, lease(t), "2027-03-01",
		at("odo", "2024-05-01", contract.Odometer{Miles: 5_400, Source: "customer"}), at("ext", "2026-10-01", contract.LeaseExtension{Months: 2}),
		at("look", "2027-01-20", contract.Inspection{Items: []contract.WearItem{{What: "Scratch", Amount: 15_000}}}), at("back", "2027-01-20", contract.TurnIn{Miles: 30_000})), l10n.EnUS)
	want := `2023-11-20 Your contract began at Aurelia of Salem.
2024-05-01 The odometer showed 5,400 miles.
2026-10-01 Your lease was extended by 2 months.
2027-01-20 The vehicle was inspected. Excess wear of $150.00 was found.
2027-01-20 The vehicle was returned. The odometer showed 30,000 miles.
2027-01-20 Excess wear: $150.00 was charged. Scratch
2027-01-20 It was known what the end of your lease costs: $19,786.88.
`
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestEveryKindOfEventIsToldInEveryLanguage(t *testing.T) {
	t.Parallel()
	bodies := []contract.Body{
		contract.Converted{Principal: 100, Paid: 1}, contract.RateSegment{Reason: contract.RateChanged}, contract.RateSegment{Reason: contract.AutopayDiscount, Rate: 1}, contract.RateSegment{Reason: contract.AutopayDiscount},
		contract.RateSegment{Reason: contract.RateCap, Rate: 1}, contract.SCRA{}, contract.Extension{Periods: 1}, contract.DueDateChange{First: day("2024-02-25")}, contract.Reamortised{},
		contract.Instructed{Extra: contract.PayAhead}, contract.Paused{Until: day("2024-02-15")}, contract.ChargedOff{}, contract.Recovery{Amount: 1}, contract.Credit{Amount: 1, Source: contract.Goodwill},
		contract.OwnershipChanged{Reason: contract.Sold}, contract.OwnershipChanged{Reason: contract.TotalLoss}, contract.OwnershipChanged{Reason: contract.TradeIn}, contract.Title{Status: "title_received"},
		contract.Title{Status: "something_new"}, contract.Purchase{Price: 1}, contract.EarlyTermination{}, contract.Reversed{Of: "x"},
	}
	seen := map[string]contract.Body{}
	for _, body := range bodies {
		terms := loan(t)
		all := timeline(t, terms, "2024-06-01", at("z", "2024-01-02", body))
		m := all[slices.IndexFunc(all, func(m history.Moment) bool { return m.Key == "event:z" })]
		for _, l := range l10n.All() {
			text := m.Text.In(l)
			if other, twice := seen[text]; text == "" || twice || strings.Contains(text, "%!") {
				t.Errorf("%T is told as %q in %s, as %T is", body, text, l, other)
			}
			seen[text] = body
		}
	}
}

func TestWhatIsNoEventOfTheContractIsToldToo(t *testing.T) {
	t.Parallel()
	ids := id.NewSource(func() time.Time { return time.Unix(0, 0) }, strings.NewReader(strings.Repeat("x", 1000)))
	p := payment.Payment{ID: id.New[payment.Payment](ids), Amount: 61_244, Date: day("2026-12-01"), State: payment.Created, CreatedAt: day("2026-11-20").Start(time.UTC)}
	waits, told1 := history.Ordered(p, money.USD(), time.UTC)
	p.State, p.StateOn = payment.Cancelled, day("2026-11-22")
	gone, told2 := history.Ordered(p, money.USD(), time.UTC)
	p.State = payment.Settled
	if _, again := history.Ordered(p, money.USD(), time.UTC); again || !told1 || !told2 || gone.On != p.StateOn || waits.Text.In(l10n.EnUS) != "A payment of $612.44 was ordered for December 1, 2026." {
		t.Errorf("got %v, %v and %v, want the first two only, in words", told1, told2, again)
	}
	all := []history.Moment{gone, history.Issued("s", day("2026-11-11"), day("2026-12-01"), 61_244, money.USD()),
		history.Sent("i", day("2026-09-01"), "Prairie Mutual", day("2027-01-31")), history.Serviced("v", day("2026-09-09"), "Oil"), history.Recalled("r", day("2026-10-01"), "Belt", true), history.Recalled("r2", day("2026-10-02"), "Belt", false)}
	for _, k := range []statement.LetterKind{statement.PayoffLetter, statement.StandingLetter, statement.PaidInFullLetter, statement.InterestLetter, statement.YearlyInterestLetter} {
		all = append(all, history.Wrote("l"+string(k), k, day("2026-10-10")))
	}
	for _, why := range []autopay.Reason{autopay.ByCustomer, autopay.Replaced, autopay.ContractOver, autopay.Unauthorised} {
		all = append(all, history.Enrolled(autopay.Enrolment{ID: id.New[autopay.Enrolment](ids), State: autopay.Ended, Why: why, Since: day("2026-01-01"), EndedOn: day("2026-08-01")})...)
	}
	history.Sort(all)
	if !slices.IsSortedFunc(all, func(a, b history.Moment) int { return int(a.On - b.On) }) {
		t.Error("the moments are not in order")
	}
	keys := map[string]bool{}
	for _, m := range all {
		for _, l := range l10n.All() {
			if text := m.Text.In(l); text == "" || strings.Contains(text, "%!") {
				t.Errorf("%s: got %q in %s", m.Key, text, l)
			}
		}
		if keys[m.Key] {
			t.Errorf("two moments have the key %s", m.Key)
		}
		keys[m.Key] = true
	}
	if text := told(all, l10n.EnUS); !strings.Contains(text, "2026-11-11 Your statement was issued. $612.44 by December 1, 2026\n") || !strings.Contains(text, "2026-11-22 A payment of $612.44 for December 1, 2026 was canceled.\n") {
		t.Errorf("got\n%s", text)
	}
}
