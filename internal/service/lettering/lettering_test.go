package lettering_test

import (
	"regexp"
	"strconv"
	"strings"
	"testing"

	"marque/internal/app/apptest"
	"marque/internal/civil"
	"marque/internal/core/access"
	"marque/internal/core/contract"
	"marque/internal/core/statement"
	"marque/internal/fault"
	"marque/internal/l10n"
	"marque/internal/money"
	"marque/internal/paper/pdf/pdftest"
	"marque/internal/service/lettering"
	"marque/internal/service/servicing"
	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
)

func TestMain(m *testing.M) { enginetest.Main(m) }

const morning = "2026-02-24T15:00:00Z"

func TestAPayoffLetterSaysTheQuoteAndCanBeVerifiedByAnybody(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := apptest.Open(t, db, apptest.NewClock(morning))
		c, by := w.Activate(t, apptest.Loan("C1"))
		through := civil.MustParse("2026-03-06")
		q, err := w.Lettering.Quote(t.Context(), by, c, through)
		if err != nil || len(q.Days) != lettering.QuoteDays || q.Days[0].Amount != q.Payoff.Amount || q.Days[1].Amount <= q.Days[0].Amount {
			t.Fatalf("got %+v, %v", q, err)
		}
		o := lettering.Order{Contract: c, Kind: statement.PayoffLetter, GoodThrough: through, Key: "k"}
		made, err := w.Lettering.Issue(t.Context(), by, o)
		if err != nil {
			t.Fatal(err)
		}
		if again, err := w.Lettering.Issue(t.Context(), by, o); err != nil || again != made {
			t.Errorf("the same form: got %v, %v", again, err)
		}
		file, err := w.Lettering.File(t.Context(), by, c, made)
		if err != nil {
			t.Fatal(err)
		}
		text := pdftest.Text(t, file)
		if !strings.Contains(text, "In Texas") {
			t.Error("the brand's clause for Texas is not on it")
		}
		_, code, _ := strings.Cut(text, "enter the code ")
		code = code[:19]
		for _, typed := range []string{code, strings.ToLower(code), strings.ReplaceAll(code, "-", " ")} {
			v, err := w.Lettering.Verify(t.Context(), typed)
			if err != nil || v.Amount != q.Payoff.Amount || v.GoodThrough != through || v.Ending != "C1" || v.Expired {
				t.Errorf("%q: got %+v, %v", typed, v, err)
			}
		}
		wrong := []byte(code)
		wrong[0] ^= 1
		for _, typed := range []string{string(wrong), "", "x", strings.Repeat("0", 100)} {
			if _, err := w.Lettering.Verify(t.Context(), typed); !fault.Is(err, fault.NotFound) {
				t.Errorf("%q: got %v, want not found", typed, err)
			}
		}
		_, other := w.Activate(t, apptest.Loan("C2"))
		if _, err := w.Lettering.File(t.Context(), other, c, made); !fault.Is(err, fault.NotFound) {
			t.Errorf("somebody else's letter: got %v", err)
		}
	})
}

func TestALetterIsWhollyInTheLanguageThatIsAskedFor(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := apptest.Open(t, db, apptest.NewClock(morning))
		loan, by := w.Activate(t, apptest.Loan("C1"))
		lease, lessee := w.Activate(t, apptest.Lease("L1"))
		back, former := w.Activate(t, apptest.Lease("L2"))
		end := []servicing.Entry{
			{Key: "t", Effective: civil.MustParse("2026-02-20"), Body: contract.TurnIn{Miles: 40_000}},
			{Key: "i", Effective: civil.MustParse("2026-02-23"), Body: contract.Inspection{Items: []contract.WearItem{{What: "Reifen", Wear: "tire", Amount: 18_000}, {What: "Key", Wear: "key", Amount: 30_000, Disputed: true}}}},
		}
		if _, err := w.Servicing.Record(t.Context(), access.System("test"), "L2", end); err != nil {
			t.Fatal(err)
		}
		typical := map[l10n.Locale]*regexp.Regexp{
			l10n.EnUS: regexp.MustCompile(`(?i)\b(the|your|this|amount|payment|contract|questions|call)\b`),
			l10n.EsUS: regexp.MustCompile(`(?i)\b(el|los|carta|contrato|pago|monto|llame)\b`),
			l10n.DeDE: regexp.MustCompile(`(?i)\b(der|das|vertrag|betrag|fahrzeug|fragen|telefon)\b`),
		}
		n := 0
		for _, l := range l10n.All() {
			for _, o := range []lettering.Order{
				{Contract: loan, Kind: statement.PayoffLetter}, {Contract: loan, Kind: statement.StandingLetter}, {Contract: loan, Kind: statement.InterestLetter, Year: 2026},
				{Contract: lease, Kind: statement.PayoffLetter}, {Contract: back, Kind: statement.LeaseEndLetter},
			} {
				n++
				o.Key, o.Locale = strconv.Itoa(n), l
				who := by
				if o.Contract == lease {
					who = lessee
				} else if o.Contract == back {
					who = former
				}
				made, err := w.Lettering.Issue(t.Context(), who, o)
				if err != nil {
					t.Fatal(err)
				}
				file, err := w.Lettering.File(t.Context(), who, o.Contract, made)
				if err != nil {
					t.Fatal(err)
				}
				text := strings.ReplaceAll(pdftest.Text(t, file), "Eastern Time", "")
				for other, words := range typical {
					if found := words.FindString(text); (found != "") != (other == l) {
						t.Errorf("%s in %s: got %q of %s: %s", o.Kind, l, found, other, text)
					}
				}
			}
		}
	})
}

func TestLettersThatWouldNotBeTrueAreRefused(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := apptest.Open(t, db, apptest.NewClock("2026-03-24T15:00:00Z"))
		loan, by := w.Activate(t, apptest.Loan("C1")) // past due since 1 March
		lease, lessee := w.Activate(t, apptest.Lease("L1"))
		for name, c := range map[string]struct {
			o    lettering.Order
			want fault.Kind
		}{
			"good standing while past due": {lettering.Order{Contract: loan, Kind: statement.StandingLetter, Key: "1"}, fault.Conflict},
			"paid in full while owing":     {lettering.Order{Contract: loan, Kind: statement.PaidInFullLetter, Key: "2"}, fault.Conflict},
			"a payoff far ahead":           {lettering.Order{Contract: loan, Kind: statement.PayoffLetter, GoodThrough: civil.MustParse("2026-04-24"), Key: "3"}, fault.Invalid},
			"interest of a year to come":   {lettering.Order{Contract: loan, Kind: statement.InterestLetter, Year: 2027, Key: "4"}, fault.Invalid},
			"an unknown letter":            {lettering.Order{Contract: loan, Kind: "love", Key: "5"}, fault.Invalid},
			"without a key":                {lettering.Order{Contract: loan, Kind: statement.PayoffLetter}, fault.Invalid},
		} {
			if _, err := w.Lettering.Issue(t.Context(), by, c.o); !fault.Is(err, c.want) {
				t.Errorf("%s: got %v, want %v", name, err, c.want)
			}
		}
		if _, err := w.Lettering.Issue(t.Context(), lessee, lettering.Order{Contract: lease, Kind: statement.LeaseEndLetter, Key: "8"}); !fault.Is(err, fault.Conflict) {
			t.Errorf("an invoice of a lease that goes on: got %v", err)
		}
		if _, err := w.Lettering.Issue(t.Context(), lessee, lettering.Order{Contract: lease, Kind: statement.InterestLetter, Year: 2026, Key: "6"}); !fault.Is(err, fault.Conflict) {
			t.Errorf("a lease's interest: got %v", err)
		}
		if made, err := w.Lettering.Issue(t.Context(), by, lettering.Order{Contract: loan, Kind: statement.InterestLetter, Year: 2026, Key: "7"}); err != nil {
			t.Error(err)
		} else if file, err := w.Lettering.File(t.Context(), by, loan, made); err != nil || !strings.Contains(pdftest.Text(t, file), "•••-••-1234") || strings.Contains(pdftest.Text(t, file), "We report it") {
			t.Errorf("the statement of interest: %v: %s", err, pdftest.Text(t, file))
		}
	})
}

func TestAnInvoiceOfALeasesEndSaysEachLineAndWhatIsDueByWhen(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := apptest.Open(t, db, apptest.NewClock(morning))
		c, by := w.Activate(t, apptest.Lease("L1"))
		end := []servicing.Entry{
			{Key: "t", Effective: civil.MustParse("2026-02-20"), Body: contract.TurnIn{Miles: 36_400}},
			{Key: "i", Effective: civil.MustParse("2026-02-23"), Body: contract.Inspection{Items: []contract.WearItem{{What: "Tire worn", Wear: "tire", Amount: 18_000}, {What: "Key", Amount: 30_000, Disputed: true}}}},
		}
		if _, err := w.Servicing.Record(t.Context(), access.System("test"), "L1", end); err != nil {
			t.Fatal(err)
		}
		seen, err := w.Overview.Contract(t.Context(), by, c)
		if err != nil {
			t.Fatal(err)
		}
		due := seen.State.DueNow
		made, err := w.Lettering.Issue(t.Context(), by, lettering.Order{Contract: c, Kind: statement.LeaseEndLetter, Key: "k"})
		if err != nil {
			t.Fatal(err)
		}
		file, err := w.Lettering.File(t.Context(), by, c, made)
		if err != nil {
			t.Fatal(err)
		}
		text := strings.Join(strings.Fields(pdftest.Text(t, file)), " ")
		for _, want := range []string{
			"Please pay " + l10n.EnUS.Money(due, money.USD()) + " by March 26, 2026", "Excess mileage", "miles × $0.25", "Tire below the tread, each", "$180.00", "Excess wear: Key", "in dispute", "$395.00", "In dispute, not due now",
		} {
			if !strings.Contains(text, want) {
				t.Errorf("%q is not in %s", want, text)
			}
		}
		all, err := w.Lettering.Letters(t.Context(), by, c)
		if err != nil || len(all) != 1 || all[0].Amount != due {
			t.Errorf("got %+v, %v; %d is due", all, err, due)
		}
	})
}
