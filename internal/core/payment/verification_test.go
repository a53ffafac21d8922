package payment_test

import (
	"testing"

	"pgregory.net/rapid"

	"marque/internal/civil"
	"marque/internal/core/payment"
	"marque/internal/fault"
	"marque/internal/l10n"
	"marque/internal/money"
)

func TestSmallDepositsAreTwoDifferentAmountsBelowADollar(t *testing.T) {
	t.Parallel()
	seen := map[money.Cents]bool{}
	rapid.Check(t, func(t *rapid.T) {
		var seed [4]byte
		copy(seed[:], rapid.SliceOfN(rapid.Byte(), 4, 4).Draw(t, "seed"))
		a, b := payment.MicroAmounts(seed)
		if a < 1 || a > 99 || b < 1 || b > 99 || a == b {
			t.Fatalf("got %d and %d", a, b)
		}
		seen[a], seen[b] = true, true
	})
	pairs := map[[2]money.Cents]bool{}
	for x := range 99 {
		for y := range 98 {
			a, b := payment.MicroAmounts([4]byte{0, byte(x), 0, byte(y)})
			pairs[[2]money.Cents{a, b}] = true
		}
	}
	if len(pairs) != 99*98 {
		t.Errorf("got %d ordered pairs, want every one of %d", len(pairs), 99*98)
	}
}

func TestAnAmountIsReadAsPeopleTypeIt(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]money.Cents{
		"0,32": 32, ",17": 17, "0,3,2": 0,
		"0.32": 32, ".32": 32, "$0.32": 32, "32": 32, " 32 cents ": 32, "7": 7, "0.07": 7, "1 cent": 1, "99¢": 99, "$ .10": 10,
		"": 0, "0.3": 0, "1.00": 0, "100": 0, "0.00": 0, "0": 0, "-1": 0, "0.325": 0, "thirty": 0, "0.32.1": 0,
	} {
		got, ok := payment.ReadMicro(typed)
		if ok != (want > 0) || ok && got != want {
			t.Errorf("%q: got %d, %v, want %d", typed, got, ok, want)
		}
	}
}

func arrived() payment.Verification {
	v := payment.Verification{Method: payment.ByMicro, State: payment.VerifySent, Date: civil.MustParse("2026-11-24"), SentOn: civil.MustParse("2026-11-25")}
	v, err := v.Arrive(civil.MustParse("2026-11-27"))
	if err != nil {
		panic(err)
	}
	return v
}

func TestTheAmountsAreComparedThreeTimesAndForFourteenDays(t *testing.T) {
	t.Parallel()
	sent, day := [2]money.Cents{17, 42}, civil.MustParse("2026-12-01")
	v := arrived()
	if v.Until != civil.MustParse("2026-12-11") || v.Left() != 3 {
		t.Fatalf("got until %s, %d tries", v.Until, v.Left())
	}
	for _, typed := range [][2]money.Cents{{17, 42}, {42, 17}} {
		if got, err := v.Try(typed, sent, v.Until); err != nil || got.State != payment.VerifyPassed || got.EndedOn != v.Until {
			t.Errorf("%v on the last day: got %+v, %v", typed, got, err)
		}
	}
	if _, err := v.Try(sent, sent, v.Until+1); !fault.Is(err, fault.Conflict) {
		t.Errorf("the day after: got %v", err)
	}
	for i, want := range []payment.VerificationState{payment.VerifyArrived, payment.VerifyArrived, payment.VerifyFailed} {
		var err error
		if v, err = v.Try([2]money.Cents{17, 17}, sent, day); err != nil || v.State != want || v.Left() != 2-i {
			t.Fatalf("try %d: got %s, %d left, %v", i+1, v.State, v.Left(), err)
		}
	}
	if _, err := v.Try(sent, sent, day); !fault.Is(err, fault.Conflict) {
		t.Errorf("after the last: got %v", err)
	}
}

func TestAVerificationEndsOnce(t *testing.T) {
	t.Parallel()
	day := civil.MustParse("2026-12-01")
	ends := map[string]func(payment.Verification) (payment.Verification, error){
		"pass": func(v payment.Verification) (payment.Verification, error) { return v.Pass(day) }, "expire": func(v payment.Verification) (payment.Verification, error) { return v.Expire(day) },
		"withdraw": func(v payment.Verification) (payment.Verification, error) { return v.Withdraw(day) },
		"return":   func(v payment.Verification) (payment.Verification, error) { return v.Return("R03", day) },
	}
	for first, end := range ends {
		once, err := end(arrived())
		if err != nil || once.Open() || once.EndedOn != day {
			t.Errorf("%s: got %+v, %v", first, once, err)
		}
		for second, again := range ends {
			if _, err := again(once); !fault.Is(err, fault.Conflict) {
				t.Errorf("%s after %s: got %v", second, first, err)
			}
		}
	}
	if _, err := (payment.Verification{Method: payment.ByPrenote, State: payment.VerifySent}).Arrive(day); !fault.Is(err, fault.Conflict) {
		t.Errorf("the deposits of a prenote: got %v", err)
	}
}

// Thanksgiving is Thursday, 26 November 2026.
func TestAPrenoteIsThroughOnTheThirdBankingDayAfterItSettles(t *testing.T) {
	t.Parallel()
	c := civil.FederalReserve{}
	for _, x := range []struct{ ordered, sent, want string }{
		{"2026-11-20", "2026-11-23", "2026-11-27"}, // settles on Monday; Tuesday, Wednesday, Friday
		{"2026-11-24", "2026-11-25", "2026-12-01"},
		{"2026-11-24", "2026-11-30", "2026-12-04"}, // its file left late
	} {
		v := payment.Verification{Method: payment.ByPrenote, State: payment.VerifySent, Date: civil.MustParse(x.ordered), SentOn: civil.MustParse(x.sent)}
		if got := v.ClearsOn(0, c); got != civil.MustParse(x.want) {
			t.Errorf("ordered on %s, sent on %s: got %s, want %s", x.ordered, x.sent, got, x.want)
		}
	}
	if got := payment.ClearsOn(civil.MustParse("2026-11-24"), civil.MustParse("2026-11-24"), c); got != civil.MustParse("2026-12-01") {
		t.Errorf("foreseen: got %s", got)
	}
}

func TestWhatABankCorrectedIsTold(t *testing.T) {
	t.Parallel()
	old := payment.Details{Routing: "021000021", Number: "000123456789", Type: payment.Checking}
	for want, change := range map[string]func(*payment.Details){
		"The account number now ends in 4321.":                                      func(d *payment.Details) { d.Number = "987654321" },
		"The routing number is now 121042882.":                                      func(d *payment.Details) { d.Routing = "121042882" },
		"It is a savings account.":                                                  func(d *payment.Details) { d.Type = payment.Savings },
		"The routing number is now 121042882. The account number now ends in 4321.": func(d *payment.Details) { d.Routing, d.Number = "121042882", "987654321" },
		"Its details were corrected.":                                               func(*payment.Details) {},
	} {
		next := old
		change(&next)
		if got := (payment.Change{Old: old, New: next}).Words().In(l10n.EnUS); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestANicknameIsALineAndNoAccountNumber(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]string{"  Rainy   day ": "Rainy day", "": "", "Účet 2026": "Účet 2026"} {
		if got, err := payment.CheckNickname(typed); err != nil || got != want {
			t.Errorf("%q: got %q, %v", typed, got, err)
		}
	}
	for _, typed := range []string{"12345", "My 000123456789", "a name that is longer than a line of a list", "a\x00b"} {
		if _, err := payment.CheckNickname(typed); !fault.Is(err, fault.Invalid) {
			t.Errorf("%q: got %v, want a refusal", typed, err)
		}
	}
}

func TestADebitWithoutCoverSaysNothingAboutAnAccount(t *testing.T) {
	t.Parallel()
	for _, x := range []struct {
		code string
		kind payment.EntryKind
		want bool
	}{
		{"R01", payment.MicroDebit, false}, {"R03", payment.MicroDebit, true}, {"R01", payment.MicroEntry, true}, {"R14", payment.PrenoteEntry, true}, {"R10", payment.MicroDebit, true},
	} {
		if got := payment.ReturnCodeOf(x.code).Fails(x.kind); got != x.want {
			t.Errorf("%s of a %s: got %v", x.code, x.kind, got)
		}
	}
}
