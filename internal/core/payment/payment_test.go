package payment_test

import (
	"crypto/rand"
	"testing"
	"time"

	"marque/internal/civil"
	"marque/internal/core/access"
	"marque/internal/core/contract"
	"marque/internal/core/payment"
	"marque/internal/fault"
	"marque/internal/id"
)

var (
	monday = civil.MustParse("2026-11-23")
	limits = payment.Limits{Payoff: 1_000_000, Earliest: monday, Latest: monday.AddDays(60), Calendar: civil.FederalReserve{}}
)

func order() payment.Order {
	s := id.NewSource(time.Now, rand.Reader)
	return payment.Order{ID: id.New[payment.Payment](s), Contract: id.New[contract.Contract](s), Account: id.New[payment.Account](s), Amount: 61244, Kind: contract.RegularPayment, Date: monday}
}

func TestAPaymentWalksThroughItsLifeOnce(t *testing.T) {
	t.Parallel()
	p, err := payment.New(order(), limits)
	if err != nil || p.State != payment.Created || !p.State.InFlight() {
		t.Fatalf("got %+v, %v", p, err)
	}
	batched, err := p.Batch("000000010000001", monday)
	if err != nil {
		t.Fatal(err)
	}
	sent, err := batched.Send(monday)
	if err != nil || sent.RailRef != "000000010000001" || !batched.State.InFlight() {
		t.Fatal(err)
	}
	settled, err := sent.Settle(monday + 1)
	if err != nil || settled.State.InFlight() {
		t.Fatal(err)
	}
	final, err := settled.Finish(monday + 4)
	if err != nil || final.State != payment.Final || final.StateOn != monday+4 {
		t.Fatalf("got %+v, %v", final, err)
	}
}

func TestNoStepIsTakenTwiceOrOutOfOrder(t *testing.T) {
	t.Parallel()
	p, _ := payment.New(order(), limits)
	batched, _ := p.Batch("000000010000001", monday)
	sent, _ := batched.Send(monday)
	for name, step := range map[string]func() error{
		"settle before sending":  func() error { _, err := p.Settle(monday); return err },
		"batch twice":            func() error { _, err := batched.Batch("000000010000002", monday); return err },
		"send before batching":   func() error { _, err := p.Send(monday); return err },
		"cancel a batched one":   func() error { _, err := batched.Cancel(monday); return err },
		"send twice":             func() error { _, err := sent.Send(monday); return err },
		"cancel after sending":   func() error { _, err := sent.Cancel(monday); return err },
		"return before sending":  func() error { _, err := p.Return("R01", monday); return err },
		"finish before settling": func() error { _, err := sent.Finish(monday); return err },
	} {
		if err := step(); !fault.Is(err, fault.Conflict) {
			t.Errorf("%s: got %v, want a conflict", name, err)
		}
	}
}

func TestAReturnMayComeLate(t *testing.T) {
	t.Parallel()
	p, _ := payment.New(order(), limits)
	p, _ = p.Batch("000000010000001", monday)
	p, _ = p.Send(monday)
	p, _ = p.Settle(monday + 1)
	p, _ = p.Finish(monday + 4)
	back, err := p.Return("R10", monday+58)
	if err != nil || back.State != payment.Returned || back.ReturnCode != "R10" {
		t.Errorf("got %+v, %v", back, err)
	}
}

func TestAnOrderIsCheckedFieldByField(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		change func(*payment.Order)
		field  string
	}{
		{"nothing", func(o *payment.Order) { o.Amount = 0 }, "amount"},
		{"less than a dollar", func(o *payment.Order) { o.Amount = 99 }, "amount"},
		{"more than is owed", func(o *payment.Order) { o.Amount = 1_000_001 }, "amount"},
		{"yesterday", func(o *payment.Order) { o.Date = monday - 1 }, "date"},
		{"too far ahead", func(o *payment.Order) { o.Date = monday + 61 }, "date"},
		{"a Saturday", func(o *payment.Order) { o.Date = monday + 5 }, "date"},
		{"Thanksgiving", func(o *payment.Order) { o.Date = monday + 3 }, "date"},
	} {
		o := order()
		c.change(&o)
		_, err := payment.New(o, limits)
		f := fault.Of(err)
		if f == nil || len(f.Fields) != 1 || f.Fields[0].Name != c.field {
			t.Errorf("%s: got %v, want a fault about %s", c.name, err, c.field)
		}
	}
}

func TestTheLastCentsCanBePaid(t *testing.T) {
	t.Parallel()
	o, l := order(), limits
	o.Amount, l.Payoff = 42, 42
	if _, err := payment.New(o, l); err != nil {
		t.Errorf("got %v: a payoff under a dollar must be possible", err)
	}
}

func TestTheCutOffDecidesTheDay(t *testing.T) {
	t.Parallel()
	ny, err := time.LoadLocation("America/New_York")
	if err != nil {
		t.Fatal(err)
	}
	fed := civil.FederalReserve{}
	wednesday := civil.MustParse("2026-11-25")
	if got := payment.Earliest(wednesday, false, fed); got != wednesday {
		t.Errorf("got %v", got)
	}
	if got := payment.Earliest(wednesday, true, fed); got.String() != "2026-11-27" {
		t.Errorf("got %v, want the day after Thanksgiving", got)
	}
	if got := payment.CutOff(wednesday, ny).UTC(); got.Hour() != 22 || got.Day() != 25 {
		t.Errorf("got %v, want five in the afternoon in New York", got)
	}
	if got := payment.SettlesOn(monday, fed); got != monday+1 {
		t.Errorf("settles on %v", got)
	}
	if got := payment.FinalOn(monday+1, fed); got.String() != "2026-11-30" {
		t.Errorf("final on %v", got)
	}
}

func TestAnAccountIsCheckedFieldByField(t *testing.T) {
	t.Parallel()
	good := payment.AccountInput{Type: "checking", Routing: "021000021", Number: "12 3456-7890", Confirm: "7890"}
	s := id.NewSource(time.Now, rand.Reader)
	try := func(in payment.AccountInput) (payment.Account, error) {
		return payment.NewAccount(id.New[payment.Account](s), id.New[access.Party](s), in)
	}
	a, err := try(good)
	if err != nil || a.Number != "1234567890" || a.LastFour() != "7890" || a.Status != payment.Unverified {
		t.Fatalf("got %+v, %v", a, err)
	}
	for field, change := range map[string]func(*payment.AccountInput){
		"account_type": func(in *payment.AccountInput) { in.Type = "gold" },
		"routing":      func(in *payment.AccountInput) { in.Routing = "021000022" },
		"account":      func(in *payment.AccountInput) { in.Number = "12a4567890" },
		"confirm":      func(in *payment.AccountInput) { in.Confirm = "0987" },
	} {
		in := good
		change(&in)
		_, err := try(in)
		if f := fault.Of(err); f == nil || len(f.Fields) != 1 || f.Fields[0].Name != field {
			t.Errorf("%s: got %v", field, err)
		}
	}
	if _, err := try(payment.AccountInput{}); fault.Of(err) == nil || len(fault.Of(err).Fields) != 3 {
		t.Errorf("an empty form has three wrong fields, got %v", err)
	}
}

func TestReturnCodesSayWhatFollows(t *testing.T) {
	t.Parallel()
	for code, want := range map[string][2]bool{"R01": {true, false}, "R09": {true, false}, "R02": {false, true}, "R08": {false, false}, "R10": {false, true}, "R99": {false, true}} {
		c := payment.ReturnCodeOf(code)
		if c.Code != code || c.Plain.IsZero() || c.Again != want[0] || c.StopsAccount != want[1] {
			t.Errorf("%s: got %+v", code, c)
		}
	}
}
