package payment_test

import (
	"testing"

	"marque/internal/core/payment"
	"marque/internal/fault"
	"marque/internal/money"
)

func TestOnlyWhatIsTheCustomersForGoodIsPaidOut(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		credit, uncertain, amount money.Cents
		taken                     bool
	}{
		{100, 0, 100, true}, {100, 0, 101, false}, {100, 0, 0, false}, {100, 0, -1, false}, {100, 40, 60, true}, {100, 40, 61, false}, {100, 400, 1, false}, {0, 0, 1, false},
	} {
		err := payment.RefundLimits{Credit: c.credit, Uncertain: c.uncertain}.Check(c.amount)
		if (err == nil) != c.taken || err != nil && !fault.Is(err, fault.Invalid) {
			t.Errorf("%+v: got %v", c, err)
		}
	}
}

func TestMoneyGoesOutToAVerifiedAccountOnly(t *testing.T) {
	t.Parallel()
	for status, taken := range map[payment.AccountStatus]bool{payment.Verified: true, payment.Unverified: false, payment.Stopped: false} {
		if err := (payment.Account{Status: status}).TakesRefunds(); (err == nil) != taken {
			t.Errorf("%s: got %v", status, err)
		}
	}
}

func TestARefundTakesEachStepFromTheStepsBefore(t *testing.T) {
	t.Parallel()
	for name, step := range map[string]struct {
		do   func(payment.Refund) (payment.Refund, error)
		from map[payment.State]bool
	}{
		"batch":  {func(r payment.Refund) (payment.Refund, error) { return r.Batch("1", 1) }, map[payment.State]bool{payment.Created: true, payment.Batched: true}},
		"send":   {func(r payment.Refund) (payment.Refund, error) { return r.Send(1) }, map[payment.State]bool{payment.Batched: true}},
		"finish": {func(r payment.Refund) (payment.Refund, error) { return r.Finish(1) }, map[payment.State]bool{payment.Sent: true}},
		"return": {func(r payment.Refund) (payment.Refund, error) { return r.Return("R02", 1) }, map[payment.State]bool{payment.Sent: true, payment.Final: true}},
	} {
		for _, s := range []payment.State{payment.Created, payment.Batched, payment.Sent, payment.Settled, payment.Final, payment.Returned, payment.Cancelled} {
			next, err := step.do(payment.Refund{State: s})
			if (err == nil) != step.from[s] || err == nil && next.StateOn != 1 {
				t.Errorf("%s from %s: got %s, %v", name, s, next.State, err)
			}
		}
	}
}
