package contract

import (
	"marque/internal/civil"
	"marque/internal/core/finance"
	"marque/internal/fault"
	"marque/internal/l10n"
	"marque/internal/money"
)

// Ways are the ways out of a lease on AsOf, in numbers. What lies ahead takes every rent until the end as paid on its day.
type Ways struct {
	Opens  civil.Date // from this day on the lessee is asked: six months before the end
	End    civil.Date // the first day after the last month
	Rents  money.Cents
	Return finance.Settlement // at the end, with the miles that this pace comes to; excess wear is known only when the vehicle was seen
	Early  finance.Settlement // ending it today, before what the vehicle brings is taken off; no lines once the term is over
	Now    Payoff             // buying the vehicle today
	Buy    finance.Settlement // buying it at the end
	Longer []Longer           // how far the lease can be extended without new disclosures
	Month  money.Cents        // of an extension, with tax
	Free   int                // miles a month until the end that cost nothing more; 0 when the allowance is used up
}

// Longer is an extension that could be had.
type Longer struct {
	Months  int
	End     civil.Date
	Allowed int // miles by then
}

// waysMonths is how long before its end a lessee is asked what shall become of a lease.
const waysMonths = 6

// Ways returns the ways out of a lease that has not ended.
func (s *State) Ways() (Ways, error) {
	f := s.fold
	if f == nil || f.lease == nil || s.Lease == nil {
		return Ways{}, fault.New(fault.NotFound, "Only a lease has ways out.")
	}
	if f.lease.state.Ended != "" || s.Status == Pending {
		return Ways{}, l10n.Fault(fault.Conflict, "This lease has ended, or has not begun.", "Este arrendamiento terminó o todavía no comenzó.", "Dieses Leasing ist zu Ende oder hat noch nicht begonnen.")
	}
	end := f.termEnd()
	w := Ways{Opens: end.AddMonths(-waysMonths, end.Day()), End: end, Month: f.lease.base + f.lease.tax}
	for i := f.at; i < len(f.plan); i++ {
		w.Rents += f.plan[i].Open()
	}
	if left := s.AsOf.MonthsUntil(end); left > 0 {
		w.Free = max(s.Lease.Mileage.Allowed-s.Lease.Mileage.Driven, 0) / left
	}
	for n := 1; f.lease.state.Extended+n <= freeMonths && len(f.plan)+n <= MaxCount; n++ {
		a := f.allowance()
		a.Extension += n
		w.Longer = append(w.Longer, Longer{Months: n, End: f.dues.At(len(f.plan) + f.shift + n), Allowed: a.Allowed()})
	}
	return w, f.settleWays(s, &w)
}

// settleWays reckons what returning and buying come to.
func (f *fold) settleWays(s *State, w *Ways) error {
	miles := max(s.Lease.Mileage.ForecastCost, s.Lease.Mileage.ExcessCost)
	end := finance.LeaseEnd{
		UnpaidPayments: f.openRents(), LateFees: f.openFees(), ExcessMileage: miles, DispositionFee: f.terms.Lease.DispositionFee,
		Deposit: max(f.terms.Lease.Deposit-f.lease.depositUsed, 0), Credits: s.Credit + s.Unapplied,
	}
	var err error
	if w.Return, err = end.Settle(); err != nil {
		return err
	}
	if w.Now, err = f.buyout(s.AsOf); err != nil {
		return err
	}
	b := f.purchase(f.terms.Lease.Residual)
	b.PastDue = f.openRents()
	if w.Buy, err = b.Settle(); err != nil || s.AsOf >= w.End {
		return err
	}
	w.Early, err = s.EarlyEnd(s.AsOf, 0, 0)
	return err
}
