package contract

import (
	"slices"

	"marque/internal/civil"
)

// Wakes returns the first day after AsOf on which the contract itself may change while nothing happens to it: an instalment falls due or goes
// past due, a rent is earned, a month's interest is booked, a term ends, a credit must be paid back, an event of a later day begins. Until then
// every figure but the interest that runs stays what it is, and no fee falls due. None means never. A day too early costs a look; one too
// late would be a fault, so whatever is past due or waits for a person wakes every day.
func (s *State) Wakes(events []Event) civil.Date {
	first, _ := s.WakesFor(events)
	return first
}

// WakeReason says why a contract wakes; its words are the command line's.
type WakeReason string

// The reasons.
const (
	WakeEvent    WakeReason = "event"     // something counts from that day
	WakePastDue  WakeReason = "past_due"  // past due, or a fee or a loss waits: looked at every day
	WakeDue      WakeReason = "due"       // an instalment falls due
	WakeAfterDue WakeReason = "after_due" // the day after: it is past due unless it was paid
	WakeMonthEnd WakeReason = "month_end" // the month's interest is booked
	WakeTermEnd  WakeReason = "term_end"  // a lease's term is over
	WakeRefund   WakeReason = "refund"    // a credit balance must be paid back
)

// WakesFor is Wakes with every reason for that day.
func (s *State) WakesFor(events []Event) (civil.Date, []WakeReason) {
	w := waking{after: s.AsOf}
	for i := range events {
		w.at(events[i].Effective, WakeEvent)
	}
	if s.Status == Pending {
		return w.first, w.why
	}
	if s.PastDue > 0 || s.ChargeOffDue() || len(FeesDue(s)) > 0 {
		w.at(s.AsOf.AddDays(1), WakePastDue)
	}
	for i := range s.Instalments {
		w.at(s.Instalments[i].Due, WakeDue)
		w.at(s.Instalments[i].Due.AddDays(1), WakeAfterDue)
	}
	if n := len(s.Segments); s.Kind == Loan && n > 0 && (s.Segments[n-1].Balance > 0 || s.Interest > 0) {
		w.at(s.AsOf.AddDays(1).EndOfMonth(), WakeMonthEnd)
	}
	if s.Lease != nil {
		w.at(s.Lease.TermEnd, WakeTermEnd)
	}
	if refund := s.CreditRefundDue(); !refund.IsZero() {
		w.at(max(refund, s.AsOf.AddDays(1)), WakeRefund) // told every day until it is paid out
	}
	return w.first, w.why
}

// waking looks for the first of many days after one, and why it is.
type waking struct {
	after, first civil.Date
	why          []WakeReason
}

func (w *waking) at(day civil.Date, why WakeReason) {
	switch {
	case day <= w.after || !w.first.IsZero() && day > w.first:
		return
	case day != w.first:
		w.first, w.why = day, w.why[:0]
	}
	if !slices.Contains(w.why, why) {
		w.why = append(w.why, why)
	}
}
