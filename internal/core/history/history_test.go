package history_test

import (
	"encoding/csv"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/encoding/charmap"
	"pgregory.net/rapid"

	"marque/internal/civil"
	"marque/internal/core/contract"
	"marque/internal/core/history"
	"marque/internal/l10n"
	"marque/internal/money"
)

func day(s string) civil.Date { return civil.MustParse(s) }

func at(key, on string, body contract.Body) contract.Event {
	return contract.Event{Key: key, Effective: day(on), Recorded: day(on).AddDays(1).Start(time.UTC).Add(15 * time.Hour), Body: body}
}

type failer interface {
	Helper()
	Fatal(args ...any)
}

func loan(t failer) contract.Terms {
	t.Helper()
	terms, err := contract.Terms{
		Number: "C-0000000000001234567890", Kind: contract.Loan, Currency: "USD", ContractDate: day("2023-11-20"), FirstDue: day("2023-12-20"), DueDay: 20, Count: 36,
		Loan: &contract.LoanTerms{Amount: 2_500_000, Rate: 57_400_000},
	}.Settled()
	if err != nil {
		t.Fatal(err)
	}
	return terms
}

func lease(t failer) contract.Terms {
	t.Helper()
	terms, err := contract.Terms{
		Number: "L1", Kind: contract.Lease, Currency: "USD", ContractDate: day("2023-11-20"), FirstDue: day("2023-11-20"), DueDay: 20, Count: 36,
		Lease: &contract.LeaseTerms{
			MSRP: 4_000_000, AgreedValue: 3_800_000, FeesCapitalised: 90_000, CapReduction: 200_000, Residual: 2_200_000, MoneyFactor: 1_250_000,
			TaxMethod: contract.TaxPayment, TaxRate: 60_000_000, MilesPerYear: 12_000, ExcessPerMile: 25, PurchaseFee: 30_000,
		},
	}.Settled()
	if err != nil {
		t.Fatal(err)
	}
	return terms
}

func folded(t failer, terms contract.Terms, on string, events ...contract.Event) (*contract.State, []history.Entry) {
	t.Helper()
	events = append([]contract.Event{at("act", "2023-11-20", contract.Activated{Dealer: "Aurelia of Salem"})}, events...)
	s, err := contract.Fold(terms, events, contract.At{AsOf: day(on)})
	if err != nil {
		t.Fatal(err)
	}
	return s, history.Of(s, events)
}

func english(terms *contract.Terms) history.Reader {
	return history.Reader{Locale: l10n.EnUS, Terms: terms, Zone: time.UTC}
}

// some is a loan to which everything worth finding happened.
func some(t failer) (terms contract.Terms, s *contract.State, all []history.Entry) {
	terms = loan(t)
	s, all = folded(t, terms, "2024-06-01",
		at("p1", "2023-12-20", contract.Payment{Amount: 80_000, Method: "ach", Ref: "=HYPERLINK(1)"}), at("p2", "2024-01-22", contract.Payment{Amount: 75_764, Method: "check", Ref: "4711"}),
		at("late", "2024-02-01", contract.FeeAssessed{Fee: contract.OtherFee, Amount: 2_500}), at("waive", "2024-02-03", contract.FeeWaived{Fee: "late", Amount: 2_500, Reason: "Gutschein für José & Söhne <sofort>"}),
		at("p3", "2024-02-20", contract.Payment{Amount: 75_764, Method: "ach"}), at("ret", "2024-02-20", contract.Returned{Payment: "p3", Code: "R01"}),
		at("move", "2024-03-04", contract.DueDateChange{First: day("2024-03-25")}), at("miles", "2024-03-05", contract.Odometer{Miles: 900}))
	return terms, s, all
}

func keys(all []history.Entry) string {
	var out []string
	for _, e := range all {
		out = append(out, e.Key)
	}
	return strings.Join(out, " ")
}

func TestAHistoryIsFilteredAndSearchedAsPeopleWrite(t *testing.T) {
	t.Parallel()
	terms, _, all := some(t)
	if got := keys(all); got != "act p1 p2 late waive p3 ret move" {
		t.Fatalf("got %q, want all but the reading", got)
	}
	for _, c := range []struct {
		locale l10n.Locale
		f      history.Filter
		want   string
	}{
		{f: history.Filter{Group: history.Payments}, want: "p1 p2 p3 ret"},
		{f: history.Filter{Group: history.Payments, Year: 2023}, want: "p1"},
		{f: history.Filter{Group: history.Charges}, want: "late waive"},
		{f: history.Filter{Group: history.Changes}, want: "act move"},
		{f: history.Filter{Search: "  4711 "}, want: "p2"},
		{f: history.Filter{Search: "jose"}, want: "waive"},
		{f: history.Filter{Search: "$757.64"}, want: "p2 p3"},
		{f: history.Filter{Search: "757,64"}, want: ""},
		{f: history.Filter{Search: "757,64"}, locale: l10n.DeDE, want: "p2 p3"},
		{f: history.Filter{Search: "DEVUELTO POR EL BANCO"}, locale: l10n.EsUS, want: "ret"},
		{f: history.Filter{Search: "by check"}, want: "p2"},
		{f: history.Filter{Search: "Feb 3"}, want: "waive"},
		{f: history.Filter{Search: strings.Repeat("é", 500)}, want: ""},
	} {
		r := english(&terms)
		r.Locale = c.locale
		if got := keys(r.Pick(all, c.f)); got != c.want {
			t.Errorf("%+v: got %q, want %q", c.f, got, c.want)
		}
	}
	if got := history.Years(all); !slices.Equal(got, []int{2024, 2023}) {
		t.Errorf("got %v", got)
	}
	seen := map[string]bool{}
	for _, g := range history.Groups() {
		for _, l := range l10n.All() {
			if name := g.Name().In(l); seen[name] || name == "" {
				t.Errorf("%q is called %q, as another", g, name)
			} else {
				seen[name] = true
			}
		}
	}
}

func TestPagesFollowEachOtherWithoutGapWhateverIsEntered(t *testing.T) {
	t.Parallel()
	_, _, all := some(t)
	var got []string
	before := ""
	for range 10 {
		p := history.PageOf(all, history.KeyOf, before, 3)
		if p.First != (before == "") {
			t.Errorf("before %q: got first %v", before, p.First)
		}
		for _, e := range p.Entries {
			got = append(got, e.Key)
		}
		if before = p.Older; before == "" {
			break
		}
		all = append(all, all[0]) // something newer comes in
	}
	if want := "move ret p3 waive late p2 p1 act"; strings.Join(got, " ") != want {
		t.Errorf("got %v, want %s", got, want)
	}
	if p := history.PageOf(all, history.KeyOf, "unheard of", 3); !p.First {
		t.Error("a key that is not there is not the newest page")
	}
}

func TestATableIsReadBySpreadsheetsAndRunsNothing(t *testing.T) {
	t.Parallel()
	terms, _, all := some(t)
	for _, l := range l10n.All() {
		r := english(&terms)
		r.Locale = l
		file, err := r.CSV(all)
		if err != nil || !strings.HasPrefix(string(file), "\ufeff") {
			t.Fatalf("%s: got %v", l, err)
		}
		rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(file), "\ufeff"))).ReadAll()
		if err != nil || len(rows) != len(all)+1 || len(rows[0]) != 17 {
			t.Fatalf("%s: got %d rows, %v", l, len(rows), err)
		}
		p1 := rows[2]
		if p1[0] != "2023-12-20" || p1[1] != "2023-12-21" || p1[4] != "800.00" || p1[5] != "117.95" || p1[6] != "682.05" || p1[12] != "24317.95" || p1[13] != "USD" {
			t.Errorf("%s: got %q", l, p1)
		}
		if !strings.Contains(p1[15], "÷ 365") {
			t.Errorf("%s: got working %q", l, p1[15])
		}
		for _, row := range rows {
			for i, cell := range row {
				if cell != "" && strings.ContainsAny(cell[:1], "=+@-\t\r") {
					t.Errorf("%s: column %s begins with %q, which a spreadsheet runs", l, rows[0][i], cell)
				}
			}
		}
	}
}

// The form is that of the OFX 1.02 specification, chapter 2; the lengths are those of chapter 11.
func TestABanksProgramReadsTheFile(t *testing.T) {
	t.Parallel()
	terms, s, all := some(t)
	terms.Number = "C-0000000000001234567890"
	r := english(&terms)
	r.Locale = l10n.DeDE
	raw := r.OFX(history.OFX{
		Org: "Aurelia Financial & Söhne <GmbH> of a very long name", Bank: "00123", At: day("2024-06-01").Start(time.UTC), From: day("2023-11-20"), Through: day("2024-06-01"), Balance: history.Owed(s),
	}, r.Transactions(all))
	decoded, err := charmap.Windows1252.NewDecoder().Bytes(raw)
	if err != nil {
		t.Fatal(err)
	}
	text := string(decoded)
	head, body, ok := strings.Cut(text, "\r\n\r\n")
	if !ok || !strings.HasPrefix(head, "OFXHEADER:100\r\nDATA:OFXSGML\r\nVERSION:102\r\n") {
		t.Fatalf("got head %q", head)
	}
	checkNesting(t, body)
	for _, want := range []string{
		"<ACCTID>0000000000001234567890\r\n", "<INTU.BID>00123\r\n", "<CURDEF>USD\r\n", "<LANGUAGE>DEU\r\n", "<TRNAMT>800.00\r\n", "<TRNAMT>-117.95\r\n",
		"<MEMO>Gutschein für José &amp; Söhne &lt;sofort&gt;\r\n", "<DTPOSTED>20231220120000[0:GMT]\r\n",
	} {
		if !strings.Contains(body, want) {
			t.Errorf("found no %q in\n%s", want, body)
		}
	}
	for tag, most := range map[string]int{"ACCTID": 22, "NAME": 32, "ORG": 32, "FITID": 255, "MEMO": 255} {
		for _, m := range regexp.MustCompile("<"+tag+">([^\r]*)").FindAllStringSubmatch(body, -1) {
			if n := len([]rune(strings.NewReplacer("&amp;", "&", "&lt;", "<", "&gt;", ">").Replace(m[1]))); n == 0 || n > most {
				t.Errorf("%s has %d characters: %q", tag, n, m[1])
			}
		}
	}
}

// checkNesting walks the tags: an aggregate that is opened is closed in its order, an element is followed by its value.
func checkNesting(t *testing.T, body string) {
	t.Helper()
	var open []string
	for line := range strings.SplitSeq(strings.TrimSpace(body), "\r\n") {
		name, value, ok := strings.Cut(strings.TrimPrefix(line, "<"), ">")
		switch {
		case !ok || !strings.HasPrefix(line, "<"):
			t.Fatalf("%q is no tag", line)
		case strings.HasPrefix(name, "/"):
			if len(open) == 0 || open[len(open)-1] != name[1:] {
				t.Fatalf("%s closes %v", line, open)
			}
			open = open[:len(open)-1]
		case value == "":
			open = append(open, name)
		case strings.ContainsAny(value, "<>"):
			t.Fatalf("%q has a tag in its value", line)
		}
	}
	if len(open) > 0 {
		t.Fatalf("left open: %v", open)
	}
}

func TestATransactionKeepsItsNameWhateverIsEnteredLater(t *testing.T) {
	t.Parallel()
	terms := loan(t)
	p1, p2 := at("p1", "2023-12-20", contract.Payment{Amount: 80_000}), at("p2", "2024-01-22", contract.Payment{Amount: 75_764})
	_, before := folded(t, terms, "2024-02-01", p1)
	_, after := folded(t, terms, "2024-06-01", at("back-dated", "2023-12-01", contract.FeeAssessed{Fee: contract.OtherFee, Amount: 100}), p1, p2)
	r := english(&terms)
	now := map[string]bool{}
	for _, x := range r.Transactions(after) {
		if now[x.ID] {
			t.Errorf("two transactions are called %s", x.ID)
		}
		now[x.ID] = true
	}
	for _, x := range r.Transactions(before) {
		if !now[x.ID] {
			t.Errorf("%s of %s has another name now", x.ID, x.On)
		}
	}
}

// TestTransactionsComeToTheBalance: a bank's program that adds up what it read shows what is owed, whatever happened.
func TestTransactionsComeToTheBalance(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		terms := loan(r)
		isLease := rapid.Bool().Draw(r, "lease")
		if isLease {
			terms = lease(r)
		}
		var events []contract.Event
		for i := range rapid.IntRange(0, 20).Draw(r, "events") {
			on := terms.ContractDate.AddDays(rapid.IntRange(0, 1100).Draw(r, "day"))
			body := anything(r, i)
			if back, ok := body.(contract.Returned); ok {
				back.Payment = fmt.Sprintf("e%02d", rapid.IntRange(0, 20).Draw(r, "of"))
				body = back
			}
			events = append(events, at(fmt.Sprintf("e%02d", i), on.String(), body))
		}
		s, all := folded(r, terms, "2026-12-01", events...)
		sum := money.Cents(0)
		reader := english(&terms)
		for _, x := range reader.Transactions(all) {
			sum += x.Amount
		}
		if sum != -history.Owed(s) {
			r.Fatalf("the transactions come to %d, owed is %d", sum, history.Owed(s))
		}
	})
}

func anything(r *rapid.T, i int) contract.Body {
	amount := money.Cents(rapid.Int64Range(1, 120_000).Draw(r, "amount"))
	switch rapid.IntRange(0, 16).Draw(r, "kind") {
	case 0:
		return contract.FeeAssessed{Fee: contract.OtherFee, Amount: min(amount, 5_000)}
	case 1:
		return contract.FeeWaived{Amount: min(amount, 5_000)}
	case 2:
		return contract.Credit{Amount: amount, Source: contract.Goodwill}
	case 3:
		return contract.CreditRefunded{Amount: amount}
	case 4:
		return contract.Returned{Code: "R01"}
	case 5:
		return contract.Reversed{Of: fmt.Sprintf("e%02d", rapid.IntRange(0, 20).Draw(r, "of"))}
	case 6:
		return contract.Payment{Amount: amount, For: contract.HeldPayment}
	case 7:
		return contract.Payment{Amount: 8 * amount, For: contract.PayoffPayment}
	case 8:
		if i > 6 {
			return contract.ChargedOff{}
		}
	case 9:
		if i > 6 {
			return contract.TurnIn{Miles: 30_000}
		}
	case 10:
		if i > 6 {
			return contract.Purchase{Price: amount, Tax: 100}
		}
	case 11:
		if i > 6 {
			return contract.EarlyTermination{Realised: 1_000_000, Fee: 10_000}
		}
	case 12:
		return contract.Recovery{Amount: amount}
	case 13:
		return contract.Converted{Principal: 2_000_000, Paid: 3, FeesDue: 500}
	case 14:
		if i > 6 {
			return contract.Cancelled{Reason: "unwound"}
		}
	}
	return contract.Payment{Amount: amount}
}
