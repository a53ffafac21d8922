package contract

import "marque/internal/civil"

// Wakes returns the first day after AsOf on which the contract itself may change while nothing happens to it: an instalment falls due or goes
// past due, a rent is earned, a month's interest is booked, a term ends, a credit must be paid back, an event of a later day begins. Until then
// every figure but the interest that runs stays what it is, and no fee falls due. None means never. A day too early costs a look; one too
// late would be a fault, so whatever is past due or waits for a person wakes every day.
func (s *State) Wakes(events []Event) civil.Date {
	w := waking{after: s.AsOf}
	for i := range events {
		w.at(events[i].Effective)
	}
	if s.Status == Pending {
		return w.first
	}
	if s.PastDue > 0 || s.ChargeOffDue() || len(FeesDue(s)) > 0 {
		w.at(s.AsOf.AddDays(1))
	}
	for i := range s.Instalments {
		w.at(s.Instalments[i].Due)
		w.at(s.Instalments[i].Due.AddDays(1))
	}
	if n := len(s.Segments); s.Kind == Loan && n > 0 && (s.Segments[n-1].Balance > 0 || s.Interest > 0) {
		w.at(s.AsOf.AddDays(1).EndOfMonth())
	}
	if s.Lease != nil {
		w.at(s.Lease.TermEnd)
	}
	if refund := s.CreditRefundDue(); !refund.IsZero() {
		w.at(max(refund, s.AsOf.AddDays(1))) // told every day until it is paid out
	}
	return w.first
}

// waking looks for the first of many days after one.
type waking struct{ after, first civil.Date }

func (w *waking) at(day civil.Date) {
	if day > w.after && (w.first.IsZero() || day < w.first) {
		w.first = day
	}
}
