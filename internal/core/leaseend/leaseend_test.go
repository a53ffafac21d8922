package leaseend_test

import (
	"strings"
	"testing"

	"marque/internal/civil"
	"marque/internal/core/contract"
	"marque/internal/core/finance"
	"marque/internal/core/leaseend"
	"marque/internal/fault"
	"marque/internal/l10n"
	"marque/internal/money"
)

func day(s string) civil.Date { return civil.MustParse(s) }

// wrong lists the fields that a fault names.
func wrong(err error) string {
	var names []string
	if f := fault.Of(err); f != nil {
		for _, x := range f.Fields {
			names = append(names, x.Name)
		}
	}
	return strings.Join(names, " ")
}

func TestAChoiceIsPlannedByTheWaysThatThereAre(t *testing.T) {
	t.Parallel()
	ways := contract.Ways{
		Opens: day("2026-07-05"), End: day("2027-01-05"), Return: finance.Settlement{Charge: 70_500}, Buy: finance.Settlement{Charge: 2_363_800}, Now: contract.Payoff{Amount: 2_400_000}, Month: 51_676,
		Longer: []contract.Longer{{Months: 1, End: day("2027-02-05")}, {Months: 2, End: day("2027-03-05")}},
	}
	today := day("2026-11-22")
	for name, c := range map[string]struct {
		choice leaseend.Choice
		on     string
		amount money.Cents
		wrong  string
	}{
		"return on the last day": {leaseend.Choice{Way: leaseend.Return, On: ways.End}, "2027-01-05", 70_500, ""}, "return too late": {leaseend.Choice{Way: leaseend.Return, On: ways.End + 1}, "", 0, "on"},
		"return yesterday": {leaseend.Choice{Way: leaseend.Return, On: today - 1}, "", 0, "on"}, "buy at the end": {leaseend.Choice{Way: leaseend.Buy, On: ways.End}, "2027-01-05", 2_363_800, ""},
		"buy now": {leaseend.Choice{Way: leaseend.Buy}, "2026-11-22", 2_400_000, ""}, "two months": {leaseend.Choice{Way: leaseend.Extend, Months: 2}, "2027-03-05", 103_352, ""},
		"three months": {leaseend.Choice{Way: leaseend.Extend, Months: 3}, "", 0, "months"}, "none": {leaseend.Choice{Way: leaseend.Extend}, "", 0, "months"}, "nothing": {leaseend.Choice{}, "", 0, "way"},
	} {
		got, err := c.choice.Plan(ways, today)
		if wrong(err) != c.wrong || c.wrong == "" && (err != nil || got.On.String() != c.on || got.Amount != c.amount) {
			t.Errorf("%s: got %s for %d, %v", name, got.On, got.Amount, err)
		}
	}
	if _, err := (leaseend.Choice{Way: leaseend.Buy}).Plan(ways, day("2026-07-04")); !fault.Is(err, fault.Conflict) {
		t.Errorf("too early: got %v", err)
	}
	if got := leaseend.Last(ways, day("2027-01-10")); got != day("2027-02-09") {
		t.Errorf("after the term: got %s", got)
	}
}

func TestAChoiceIsSaidInTheLesseesVoice(t *testing.T) {
	t.Parallel()
	for want, c := range map[string]leaseend.Choice{
		"return the vehicle on January 5, 2027. By the page it comes to $705.00":   {Way: leaseend.Return, On: day("2027-01-05"), Amount: 70_500},
		"return the vehicle on January 5, 2027. By the page I get $100.00 back":    {Way: leaseend.Return, On: day("2027-01-05"), Amount: -10_000},
		"buy the vehicle on January 5, 2027. By the page it costs $23,638.00":      {Way: leaseend.Buy, On: day("2027-01-05"), Amount: 2_363_800},
		"keep the vehicle longer, until March 5, 2027. By the page that costs $1,": {Way: leaseend.Extend, Months: 2, On: day("2027-03-05"), Amount: 103_352},
	} {
		if got := c.Words(money.USD()).In(l10n.EnUS); !strings.Contains(got, want) {
			t.Errorf("got %q, want %q in it", got, want)
		}
	}
}

func TestAnOdometerStatementSaysWhatTheLawWants(t *testing.T) {
	t.Parallel()
	s := leaseend.Signed{Name: "Mia Nguyen", Address: "1 Oak St, Austin, TX 78701", Lessor: "Aurelia Financial, LLC", Vehicle: "2026 Aurelia Strada", Body: "suv", VIN: "WVWZZZ3CZTE000001", Miles: 31_482, On: day("2026-11-22")}
	for _, claim := range leaseend.Claims() {
		s.Claim = claim
		for _, l := range l10n.All() {
			got := leaseend.Sign(s, l)
			for _, want := range []string{s.Name, s.Address, s.Lessor, s.Vehicle, s.VIN, ": SUV", ": " + s.Name + ", " + map[string]string{"en-US": "with", "es-US": "con", "de-DE": "mit"}[l.Tag()], l.Number(31_482), l.DateLong(s.On), "49 CFR 580.7", claim.Words().In(l)} {
				if !strings.Contains(got, want) {
					t.Errorf("%s in %s: %q is not in\n%s", claim, l.Tag(), want, got)
				}
			}
		}
	}
	for want, err := range map[string]error{
		"body claim sign": leaseend.CheckSigned("", "", false), "body": leaseend.CheckSigned("boat", leaseend.Actual, true), "claim": leaseend.CheckSigned("suv", "true", true),
		"sign": leaseend.CheckSigned("van", leaseend.Actual, false), "": leaseend.CheckSigned("coupe", leaseend.NotActual, true),
	} {
		if got := wrong(err); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestTheLessorsPartHasWhatTheLawWants(t *testing.T) { // 49 CFR 580.7(b)(5), (7), (8) and (9)
	t.Parallel()
	m := leaseend.Mileage{Lessor: "Aurelia Financial, LLC", LessorAddress: "1 Square, Columbus, OH 43215", Noticed: day("2026-11-01"), Received: day("2026-11-22")}
	for _, l := range l10n.All() {
		all := m.Text(l)
		for _, want := range []string{m.Lessor, m.LessorAddress, l.DateLong(m.Noticed), l.DateLong(m.Received), "15 U.S.C. 7001(h)"} {
			if !strings.Contains(all, want) {
				t.Errorf("in %s: %q is not in\n%s", l.Tag(), want, all)
			}
		}
	}
	if (leaseend.Mileage{}).LessorsPart() != nil {
		t.Error("a statement that is older than the lessor's part has one")
	}
}

func TestTheWordsThatWereSignedAreSetAsSentencesAndFacts(t *testing.T) {
	t.Parallel()
	s := leaseend.Signed{Name: "Mia: Nguyen", Address: "1 Oak St", Lessor: "Aurelia", Vehicle: "2026 Aurelia Strada", Body: "wagon", VIN: "WVWZZZ3CZTE000001", Miles: 31_482, Claim: leaseend.OverLimit, On: day("2026-11-22")}
	for _, l := range l10n.All() {
		m := leaseend.Mileage{Words: leaseend.Sign(s, l)}
		sentences, facts := m.Said()
		again := append([]string{m.Title()}, sentences...)
		for _, f := range facts {
			again = append(again, f[0]+": "+f[1])
		}
		if got := strings.Join(again, "\n"); got != m.Words || len(sentences) != 3 || len(facts) != 5 || facts[2][1] != "Mia: Nguyen, 1 Oak St" {
			t.Errorf("in %s: got %d sentences and %q", l.Tag(), len(sentences), facts)
		}
	}
}

func TestEachLineOfTheTariffSaysWhatIsFreeAndWhatItCosts(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	tariff := leaseend.Published()
	for _, w := range tariff.Lines {
		if w.Key == "" || seen[w.Key] || w.Price <= 0 || w.What.IsZero() || w.Free.IsZero() {
			t.Errorf("got %+v", w)
		}
		seen[w.Key] = true
		if got, ok := tariff.Line(w.Key); !ok || got.Price != w.Price {
			t.Errorf("%s: got %+v", w.Key, got)
		}
	}
	if _, ok := tariff.Line("rust"); ok || len(seen) < 5 {
		t.Errorf("got %d lines, and one that there is not", len(seen))
	}
}

func TestALineOfAnInvoiceIsNamedByTheTariffOrAsTheInspectionSaysIt(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		charge   contract.Charge
		en, seen string
	}{
		{contract.Charge{Fee: contract.Fee{Kind: contract.MileageFee}}, "Excess mileage", ""},
		{contract.Charge{Fee: contract.Fee{Kind: contract.WearFee}, Wear: &contract.WearItem{What: "Tire worn", Wear: "tire", Where: "front left"}}, "Excess wear: Tire below the tread, each", "Tire worn, front left"},
		{contract.Charge{Fee: contract.Fee{Kind: contract.WearFee}, Wear: &contract.WearItem{What: "Odd smell", Where: "inside"}}, "Excess wear: Odd smell", "inside"},
		{contract.Charge{Fee: contract.Fee{Kind: contract.WearFee}, Wear: &contract.WearItem{What: "Odd smell"}}, "Excess wear: Odd smell", ""},
	} {
		if got := leaseend.ChargeWords(&tc.charge, leaseend.Published()).In(l10n.EnUS); got != tc.en || leaseend.Seen(&tc.charge, leaseend.Published()) != tc.seen {
			t.Errorf("got %q and %q, want %q and %q", got, leaseend.Seen(&tc.charge, leaseend.Published()), tc.en, tc.seen)
		}
	}
	for _, l := range l10n.All() {
		for _, way := range leaseend.HowToPay("1-800-555-0100") {
			if way.In(l) == "" {
				t.Errorf("no words in %s", l.Tag())
			}
		}
	}
}

func TestABrandsTariffCountsForItsContractsInItsCurrency(t *testing.T) {
	t.Parallel()
	all := leaseend.Tariffs{"norden": {Version: "norden-1", Currency: "USD"}}
	for of, want := range map[[2]string]string{{"norden", "USD"}: "norden-1", {"norden", "EUR"}: leaseend.Published().Version, {"aurelia", "USD"}: leaseend.Published().Version} {
		if got := all.Of(of[0], of[1]); got.Version != want {
			t.Errorf("%v: got %s, want %s", of, got.Version, want)
		}
	}
	if got := leaseend.Tariffs(nil).Of("norden", "USD"); got.Version != leaseend.Published().Version {
		t.Errorf("without any: got %s", got.Version)
	}
}

func TestAPictureSaysWhatItShowsWhateverALaterTariffHas(t *testing.T) {
	t.Parallel()
	for want, p := range map[string]leaseend.Photo{
		"Salzschaden":       {Wear: "salt", What: l10n.T("Salt damage", "Daño por sal", "Salzschaden")},
		"Delle, je Bauteil": {Wear: "dent"}, // older than words
		"gone":              {Wear: "gone"},
		"":                  {},
		"Delle nach Norden": {Wear: "dent", What: l10n.Name("Delle nach Norden")},
	} {
		if got := p.Shows().In(l10n.DeDE); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
