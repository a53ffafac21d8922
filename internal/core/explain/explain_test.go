package explain_test

import (
	"fmt"
	"math/big"
	"regexp"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"marque/internal/civil"
	"marque/internal/core/contract"
	"marque/internal/core/explain"
	"marque/internal/core/finance"
	"marque/internal/l10n"
	"marque/internal/money"
)

func day(s string) civil.Date { return civil.MustParse(s) }

func at(key, on string, body contract.Body) contract.Event {
	return contract.Event{Key: key, Effective: day(on), Recorded: day(on).Start(time.UTC), Body: body}
}

func loan(t testing.TB, p contract.Product, rate money.Rate) contract.Terms {
	t.Helper()
	return settled(t, contract.Terms{
		Number: "C1", Kind: contract.Loan, Currency: "USD", ContractDate: day("2023-11-20"), FirstDue: day("2023-12-20"), DueDay: 20, Count: 36,
		Product: p, Loan: &contract.LoanTerms{Amount: 2_500_000, Rate: rate},
	})
}

func lease(t testing.TB) contract.Terms {
	t.Helper()
	return settled(t, contract.Terms{
		Number: "L1", Kind: contract.Lease, Currency: "USD", ContractDate: day("2026-01-05"), FirstDue: day("2026-01-05"), DueDay: 5, Count: 36,
		Lease: &contract.LeaseTerms{
			MSRP: 4_000_000, AgreedValue: 3_800_000, FeesCapitalised: 90_000, CapReduction: 200_000, Residual: 2_200_000, MoneyFactor: 1_250_000,
			TaxMethod: contract.TaxPayment, TaxRate: 60_000_000, MilesPerYear: 12_000, ExcessPerMile: 25, PurchaseFee: 30_000,
		},
	})
}

func settled(t testing.TB, terms contract.Terms) contract.Terms {
	t.Helper()
	terms, err := terms.Settled()
	if err != nil {
		t.Fatal(err)
	}
	return terms
}

func folded(t testing.TB, terms contract.Terms, on string, events ...contract.Event) *contract.State {
	t.Helper()
	events = append(events, contract.Event{Key: "act", Effective: terms.ContractDate, Recorded: terms.ContractDate.Start(time.UTC), Body: contract.Activated{}})
	s, err := contract.Fold(terms, events, contract.At{AsOf: day(on)})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// line returns the sentences of the line of a key.
func line(t testing.TB, terms contract.Terms, s *contract.State, key string) []string {
	t.Helper()
	for i := range s.Lines {
		if s.Lines[i].Key == key {
			var out []string
			for _, sentence := range explain.For(&terms, l10n.EnUS).Line(&s.Lines[i]) {
				out = append(out, sentence.String())
			}
			return out
		}
	}
	t.Fatalf("no line %s", key)
	return nil
}

func TestAPaymentReadsAsASumThatAnybodyCanDo(t *testing.T) {
	t.Parallel()
	terms := loan(t, contract.Product{}, 57_400_000)
	s := folded(t, terms, "2024-01-31", at("p1", "2023-12-20", contract.Payment{Amount: 80_000}), at("p2", "2024-01-25", contract.Payment{Amount: 5_000}))
	checkText(t, line(t, terms, s, "p1"), `
Interest, Nov 20, 2023 to Dec 20, 2023: 30 days × 5.74% × $25,000.00 ÷ 365 = 11794.520547 ¢ [12 CFR 1026 App. J(a)(3)]
Interest owed: all of it, 11794.520547 ¢, rounded to the nearest cent = $117.95
To interest: $117.95
To principal: $639.69
To principal, beyond what was due: $42.36
Carried to the next payment: -0.479452 ¢`)
	checkText(t, line(t, terms, s, "p2"), `
Unpaid interest from before: -0.479452 ¢
Interest, Dec 20, 2023 to Jan 25, 2024: 36 days × 5.74% × $24,317.95 ÷ 365 = 13767.290926 ¢ [12 CFR 1026 App. J(a)(3)]
Interest owed: all of it, 13766.811473 ¢, rounded to the nearest cent = $137.67
To interest past due: $50.00
Carried to the next payment: 8766.811473 ¢`)
}

func TestALateFeeQuotesTheContractAndTheState(t *testing.T) {
	t.Parallel()
	terms := loan(t, contract.Product{LateFee: contract.LateFeeRule{
		GraceDays: 10, Percent: 50_000_000, Citation: "contract, section 4", StateCap: &contract.StateCap{GraceDays: 10, Max: 1500, Citation: "CO 5-2-203"},
	}}, 57_400_000)
	s := folded(t, terms, "2024-01-10")
	due := contract.LateFeesDue(s)
	if len(due) != 1 {
		t.Fatalf("got %d late fees, want 1", len(due))
	}
	var got []string
	for _, sentence := range explain.For(&terms, l10n.EnUS).Working(due[0].Working) {
		got = append(got, sentence.String())
	}
	checkText(t, got, `
Open on payment 1 at the end of Dec 30, 2023: of $757.64 = $757.64
Late fee: 5.00% × $757.64 = $37.88 [contract, section 4]
At most, by the law of the state: $15.00 [CO 5-2-203]
Late fee: $15.00`)
}

func TestALeaseIsNeverExplainedAsInterest(t *testing.T) {
	t.Parallel()
	terms := lease(t)
	s := folded(t, terms, "2026-07-20",
		at("p1", "2026-01-05", contract.Payment{Amount: 51_676}), at("p2", "2026-02-09", contract.Payment{Amount: 60_000}),
		at("x", "2026-03-01", contract.LeaseExtension{Months: 2}), at("late", "2026-03-20", contract.FeeAssessed{Fee: contract.OtherFee, Amount: 700}),
		at("rate", "2026-04-01", contract.RateSegment{Reason: contract.RateChanged, Rate: 1}), at("scra", "2026-04-02", contract.SCRA{}),
		at("p3", "2026-05-01", contract.Payment{Amount: 2_000_000}), at("end", "2026-07-01", contract.EarlyTermination{Realised: 2_000_000, Fee: 50_000}))
	checkText(t, line(t, terms, s, "rent/2"), `
Rent charge: on the lease balance of $36,504.04 = $90.55 [12 CFR 1013.4]
Depreciation, which lowers the lease balance: $396.96 [12 CFR 1013.4]
Tax: 6.00% × $487.51 = $29.25`)
	checkText(t, line(t, terms, s, "p2"), `
To lease payment 2, due Feb 5, 2026: of $516.76 open = $516.76
To lease payment 3, due Mar 5, 2026: of $516.76 open = $83.24`)
	quote, err := s.PayoffQuote(day("2026-07-20"))
	if err != nil {
		t.Fatal(err)
	}
	var sentences []explain.Sentence
	for _, locale := range l10n.All() {
		w := explain.For(&terms, locale)
		sentences = append(sentences, w.Working(quote.Working)...)
		for i := range s.Lines {
			sentences = append(sentences, w.Line(&s.Lines[i])...)
		}
	}
	if len(sentences) < 60 {
		t.Fatalf("got only %d sentences to judge", len(sentences))
	}
	for _, sentence := range sentences {
		for _, word := range []string{"nterest", "APR", "nnual", "rincipal", "_", "nterés", "nterese", "apital", "Zins", "Tilgung"} {
			if strings.Contains(sentence.Label+sentence.Formula+sentence.Result, word) {
				t.Errorf("%q says %q of a lease", sentence, word)
			}
		}
	}
}

func TestEverythingThatHappensIsSaidInWords(t *testing.T) {
	t.Parallel()
	terms := loan(t, contract.Product{Remainder: finance.Dropped}, 57_400_000)
	s := folded(t, terms, "2026-12-31",
		at("p1", "2023-12-20", contract.Payment{Amount: 80_000}), at("fee", "2024-01-02", contract.FeeAssessed{Fee: contract.OtherFee, Amount: 900}),
		at("waive", "2024-01-03", contract.FeeWaived{Fee: "fee", Amount: 400}), at("move", "2024-01-04", contract.DueDateChange{First: day("2024-01-25")}),
		at("later", "2024-01-26", contract.Extension{Periods: 1}), at("pause", "2024-02-01", contract.Paused{Until: day("2024-02-15")}),
		at("rate", "2024-02-20", contract.RateSegment{Reason: contract.AutopayDiscount, Rate: 2_500_000, Until: day("2024-06-01")}),
		at("scra", "2024-03-01", contract.SCRA{Until: day("2024-05-01")}), at("again", "2024-06-01", contract.Reamortised{}),
		at("off", "2024-07-01", contract.ChargedOff{}), at("back", "2024-08-01", contract.Recovery{Amount: 3_000_000}),
		at("out", "2024-09-01", contract.CreditRefunded{Amount: 900_000}))
	for key, want := range map[string]string{
		"waive": "Waived: of $4.00 asked for = $4.00",
		"move":  "Due date, moved by 5 days: Jan 20, 2024 to Jan 25, 2024",
		"later": "Last due date, moved by 30 days: Nov 25, 2026 to Dec 25, 2026",
		"pause": "14 days do not count as past due: Feb 1, 2024 to Feb 15, 2024",
		"rate":  "Interest rate with the autopay discount, from Feb 20, 2024 to May 31, 2024: 5.49%",
		"scra":  "The rate is at most 6.00%, from Mar 1, 2024 to Apr 30, 2024 [50 USC 3937]",
		"off":   "Charged off: $",
		"back":  "To the debt that was charged off: $0.00 of it is left = $",
		"out":   "From the credit balance: of $",
		"again": "Regular payment: on $24,317.95 at 5.74% = $",
		"p1":    "Fraction of a cent dropped: -0.479452 ¢",
	} {
		if got := strings.Join(line(t, terms, s, key), "\n"); !strings.Contains(got, want) {
			t.Errorf("%s: got %q, want it to say %q", key, got, want)
		}
	}
}

func TestEveryRuleAndEveryEntryHasWordsForPeople(t *testing.T) {
	t.Parallel()
	terms := loan(t, contract.Product{}, 0)
	for r := contract.RulePrincipal; r.String() != money.HalfUp.String(); r++ {
		got := explain.For(&terms, l10n.EnUS).Working([]contract.Step{{What: contract.StepAllocated, Rule: r}})[0].Label
		if got == "To " || strings.Contains(got, "_") {
			t.Errorf("rule %q: got %q", r, got)
		}
	}
	seen := map[string]contract.EventKind{}
	for _, kind := range contract.Kinds() {
		title := explain.Title(&contract.Line{Kind: kind}).In(l10n.EnUS)
		if other, twice := seen[title]; twice || title == "Entry" {
			t.Errorf("%s: got %q, which %q has too", kind, title, other)
		}
		seen[title] = kind
	}
	for want, l := range map[string]contract.Line{
		"Payment, undone":   {Kind: contract.KindPayment, Void: "r"},
		"Late fee":          {Kind: contract.KindFeeAssessed, Code: string(contract.LateFee)},
		"Fee":               {Kind: contract.KindFeeAssessed, Code: "parking"},
		"Entry":             {Kind: "unheard of"},
		"Lease payment due": {Kind: contract.LineRentDue},
	} {
		if got := explain.Title(&l).In(l10n.EnUS); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestALineIsExplainedInEveryLanguage(t *testing.T) {
	t.Parallel()
	terms := loan(t, contract.Product{}, 57_400_000)
	s := folded(t, terms, "2024-01-31", at("p1", "2023-12-20", contract.Payment{Amount: 80_000}))
	var l *contract.Line
	for i := range s.Lines {
		if s.Lines[i].Key == "p1" {
			l = &s.Lines[i]
		}
	}
	for locale, want := range map[l10n.Locale]string{
		l10n.EsUS: `
Intereses, del 20 nov 2023 al 20 dic 2023: 30 días × 5.74% × $25,000.00 ÷ 365 = 11794.520547 ¢ [12 CFR 1026 App. J(a)(3)]
Intereses adeudados: todo, 11794.520547 ¢, redondeado al centavo más cercano = $117.95
A intereses: $117.95
A capital: $639.69
A capital, además de lo que vencía: $42.36
Pasa al próximo pago: -0.479452 ¢`,
		l10n.DeDE: `
Zinsen, 20.11.2023 bis 20.12.2023: 30 Tage × 5,74 % × 25.000,00 $ ÷ 365 = 11794,520547 ¢ [12 CFR 1026 App. J(a)(3)]
Geschuldete Zinsen: alles, 11794,520547 ¢, auf den nächsten Cent gerundet = 117,95 $
Auf Zinsen: 117,95 $
Auf Tilgung: 639,69 $
Auf Tilgung, über das Fällige hinaus: 42,36 $
Vortrag auf die nächste Zahlung: -0,479452 ¢`,
	} {
		var got []string
		for _, sentence := range explain.For(&terms, locale).Line(l) {
			got = append(got, strings.ReplaceAll(sentence.String(), "\u00a0", " "))
		}
		checkText(t, got, want)
	}
}

// sameSums checks that a line's sums are the same figures in every language.
func sameSums(r *rapid.T, terms *contract.Terms, l *contract.Line) {
	digits := regexp.MustCompile(`\d`)
	english := explain.For(terms, l10n.EnUS).Line(l)
	for _, locale := range l10n.All()[1:] {
		for i, other := range explain.For(terms, locale).Line(l) {
			if got, want := digits.FindAllString(other.Formula, -1), digits.FindAllString(english[i].Formula, -1); strings.Join(got, "") != strings.Join(want, "") {
				r.Fatalf("%s: got the sum %q for %q", locale, other.Formula, english[i].Formula)
			}
			if other.Label == "" || other.Label == english[i].Label && other.Label != "Total" {
				r.Fatalf("%s: got %q for %q", locale, other.Label, english[i].Label)
			}
		}
	}
}

// TestTheRenderedSumsGiveTheLines does every sum again from the words alone, as a customer with a calculator would, and gets the line.
func TestTheRenderedSumsGiveTheLines(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		p := contract.Product{
			DayCount: rapid.SampledFrom([]finance.DayCount{finance.Act365F, finance.ActActISDA, finance.Act360, finance.Thirty360US, finance.ThirtyE360}).Draw(r, "count"),
			Rounding: rapid.SampledFrom([]money.Rounding{money.HalfUp, money.Truncate, money.HalfEven, money.Up}).Draw(r, "rounding"),
			LateFee:  contract.LateFeeRule{GraceDays: 5, Percent: 50_000_000, Max: 3000},
		}
		terms := loan(t, p, money.Rate(rapid.Int64Range(0, 250_000_000).Draw(r, "rate")))
		var events []contract.Event
		for i := range rapid.IntRange(1, 12).Draw(r, "events") {
			on := terms.ContractDate.AddDays(rapid.IntRange(1, 900).Draw(r, "day")).String()
			events = append(events, at(fmt.Sprint("e", i), on, randomBody(r)))
		}
		s := folded(t, terms, "2026-10-01", events...)
		for i := range s.Lines {
			recalculate(r, &terms, &s.Lines[i])
			sameSums(r, &terms, &s.Lines[i])
		}
		c := calculator{t: r, product: &terms.Product}
		quote, err := s.PayoffQuote(day("2026-11-01"))
		if err != nil {
			r.Fatal(err)
		}
		c.read(explain.For(&terms, l10n.EnUS).Working(quote.Working))
		if want := max(c.results["Principal"]+c.results["Fees"]+c.interest+c.results["Money held for you"], 0); want != quote.Amount || c.results["To pay it off"] != want {
			r.Fatalf("payoff: got %d, want %d", quote.Amount, want)
		}
	})
}

func randomBody(r *rapid.T) contract.Body {
	amount := money.Cents(rapid.Int64Range(1, 200_000).Draw(r, "amount"))
	switch rapid.IntRange(0, 5).Draw(r, "kind") {
	case 0:
		return contract.FeeAssessed{Fee: contract.LateFee, Amount: min(amount, 5000), Instalment: rapid.IntRange(1, 30).Draw(r, "instalment")}
	case 1:
		return contract.RateSegment{Reason: contract.RateChanged, Rate: money.Rate(rapid.Int64Range(0, 200_000_000).Draw(r, "new rate"))}
	case 2:
		return contract.Credit{Amount: amount, Source: contract.Goodwill}
	case 3:
		return contract.Payment{Amount: amount, For: contract.PrincipalOnly}
	}
	return contract.Payment{Amount: amount}
}

// recalculate reads the sentences of a line and compares what they come to with the line.
func recalculate(r *rapid.T, terms *contract.Terms, l *contract.Line) {
	c := calculator{t: r, product: &terms.Product}
	c.read(explain.For(terms, l10n.EnUS).Line(l))
	switch {
	case l.Kind == contract.KindPayment || l.Kind == contract.KindCredit:
		if c.allocated != l.Amount {
			r.Fatalf("%s: the words give away %d of %d", l.Key, c.allocated, l.Amount)
		}
		if l.Interest > 0 && c.toInterest != l.Interest {
			r.Fatalf("%s: the words give interest %d, the line %d", l.Key, c.toInterest, l.Interest)
		}
	case l.Kind == contract.KindFeeAssessed && len(l.Working) > 0:
		if c.results["Late fee"] != l.Fee {
			r.Fatalf("%s: the words say %d, the line %d", l.Key, c.results["Late fee"], l.Fee)
		}
	}
}

// calculator knows nothing but the words.
type calculator struct {
	t                               *rapid.T
	product                         *contract.Product
	sum                             big.Rat // cents, exact but for what was brought
	allocated, toInterest, interest money.Cents
	results                         map[string]money.Cents
}

var (
	accrual = regexp.MustCompile(`^(?:([\d,]+) days?|\(([\d,]+) days? ÷ 365 \+ ([\d,]+) days? ÷ 366\)) × ([\d.]+)% × (-?\$[\d,.]+)(?: ÷ (\d+))?`)
	share   = regexp.MustCompile(`^([\d.]+)% × (\$[\d,.]+)$`)
)

func (c *calculator) read(sentences []explain.Sentence) {
	c.results = map[string]money.Cents{}
	for _, s := range sentences {
		switch {
		case s.Label == "Unpaid interest from before":
			c.sum.Add(&c.sum, number(s.Result))
		case strings.HasPrefix(s.Label, "Interest, "):
			c.accrue(s)
		case s.Label == "Interest owed":
			c.round(s)
		case strings.HasPrefix(s.Label, "To pay it off"):
			c.results[s.Label] = cents(s.Result)
		case strings.HasPrefix(s.Label, "To "):
			c.allocated += cents(s.Result)
			if strings.HasPrefix(s.Label, "To interest") {
				c.toInterest += cents(s.Result)
			}
		case share.MatchString(s.Formula):
			m := share.FindStringSubmatch(s.Formula)
			exact := new(big.Rat).Mul(number(m[1]), new(big.Rat).SetInt64(int64(cents(m[2]))))
			c.near(exact.Quo(exact, big.NewRat(100, 1)), cents(s.Result), s)
		case strings.HasPrefix(s.Result, "$") || strings.HasPrefix(s.Result, "-$"):
			c.results[s.Label] = cents(s.Result)
		}
	}
}

func (c *calculator) accrue(s explain.Sentence) {
	m := accrual.FindStringSubmatch(s.Formula)
	if m == nil {
		c.t.Fatalf("%q is no sum", s.Formula)
	}
	exact := new(big.Rat)
	if m[1] != "" {
		exact.Quo(number(m[1]), number(m[6]))
	} else {
		exact.Add(new(big.Rat).Quo(number(m[2]), number("365")), new(big.Rat).Quo(number(m[3]), number("366")))
	}
	exact.Mul(exact, number(m[4])).Mul(exact, new(big.Rat).SetInt64(int64(cents(m[5])))).Quo(exact, number("100"))
	off := new(big.Rat).Sub(exact, number(s.Result))
	if off.Abs(off).Cmp(big.NewRat(1, 1_000_000)) >= 0 {
		c.t.Fatalf("%q comes to %s", s, exact.FloatString(9))
	}
	c.sum.Add(&c.sum, exact)
}

// round does the rounding again; what was brought was cut to a millionth of a cent, so the sum may lie that near to a border.
func (c *calculator) round(s explain.Sentence) {
	c.interest = cents(s.Result)
	c.near(new(big.Rat).Set(&c.sum), c.interest, s)
}

// near checks that an exact amount of cents becomes the rounded one.
func (c *calculator) near(exact *big.Rat, got money.Cents, s explain.Sentence) {
	low, high := big.NewRat(-1, 2), big.NewRat(1, 2)
	switch c.product.Rounding {
	case money.Truncate:
		low, high = big.NewRat(-1, 1), big.NewRat(0, 1)
	case money.Up:
		low, high = big.NewRat(0, 1), big.NewRat(1, 1)
	}
	slack := big.NewRat(2, 1_000_000)
	off := new(big.Rat).Sub(new(big.Rat).SetInt64(int64(got)), exact)
	if exact.Sign() <= 0 && got == 0 {
		return // what an earlier rounding up left over counts as nothing
	}
	if off.Cmp(low.Sub(low, slack)) < 0 || off.Cmp(high.Add(high, slack)) > 0 {
		c.t.Fatalf("%q: exactly it is %s", s, exact.FloatString(9))
	}
}

func number(s string) *big.Rat {
	n, ok := new(big.Rat).SetString(strings.NewReplacer(",", "", " ¢", "").Replace(s))
	if !ok {
		return new(big.Rat)
	}
	return n
}

func cents(s string) money.Cents {
	c, err := money.Parse(strings.NewReplacer(",", "", "$", "").Replace(s), money.USD())
	if err != nil {
		return 0
	}
	return c
}

func checkText(t *testing.T, got []string, want string) {
	t.Helper()
	if text := strings.Join(got, "\n"); text != strings.TrimPrefix(want, "\n") {
		t.Errorf("got\n%s\nwant%s", text, want)
	}
}
