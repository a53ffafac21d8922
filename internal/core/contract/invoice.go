package contract

import (
	"strings"
	"time"

	"marque/internal/civil"
	"marque/internal/fault"
	"marque/internal/l10n"
	"marque/internal/money"
)

// Invoice is what a lease's end came to, line by line, and what of it was paid, waived, is in dispute and is due on the state's day. Total is Deposit,
// Credit, Paid, Waived, Dispute and Due together.
type Invoice struct {
	End     EventKind  // turn_in, purchase or early_termination
	EndedOn civil.Date // when the vehicle was back, bought or taken
	Settled civil.Date // the day from which the charges count
	Told    time.Time  // when we learned what the charges rest on
	Stands  civil.Date // when all that is due had been disputed, the day on which the last of it was said to stand; else zero
	Days    int        // in which it is to be paid
	Rents   money.Cents
	Charges []Charge
	Total   money.Cents // Rents and Charges
	Deposit money.Cents // of the security deposit, what paid something of it
	Credit  money.Cents // of the credit balance, what paid something of it
	Paid    money.Cents // by money that came in since
	Waived  money.Cents
	Dispute money.Cents // open and in dispute: not due
	Due     money.Cents
	Back    money.Cents // the credit balance: the customer's
}

// Charge is a line of an invoice: a fee that was open when the lease's end was settled, or was charged with it or since.
type Charge struct {
	Fee               // Amount is what was open then
	Wear    *WearItem // of excess wear, the inspection's line; nil of others
	Working []Step
	Said    Dispute     // whether and when it was disputed, and how that ended
	Waived  money.Cents // of it
}

// settling is where the fold stood when a lease's end was settled.
type settling struct {
	by    *Event
	rents money.Cents
	lines int           // there were so many before
	open  []money.Cents // of the fees that there were
}

// settling remembers where the fold stands.
func (f *fold) settling(e *Event) {
	s := &settling{by: e, rents: f.openRents(), lines: len(f.s.Lines)}
	for i := range f.fees {
		s.open = append(s.open, f.fees[i].Open)
	}
	f.lease.settling = s
}

// usualInvoiceDays is how long a lessee has for what a lease's end costs where the product says nothing: a month, as between two rents. No clause of
// 12 CFR 1013 sets a day.
const usualInvoiceDays = 30

// PayWithin is how many days a lessee has for what a lease's end costs.
func (p *LeaseEndPolicy) PayWithin() int {
	if p.InvoiceDays == 0 {
		return usualInvoiceDays
	}
	return p.InvoiceDays
}

// DueOn is the day by which an invoice is to be paid: so many days after it counts or, when it was told later, after that, in a time zone. Nobody pays
// what nobody could know. What was disputed and stands is due as long after that was said, once nothing else is due.
func (v *Invoice) DueOn(zone *time.Location) civil.Date {
	return max(v.FirstDue(zone), v.Stands.AddDays(v.Days))
}

// FirstDue is DueOn as it was before any line was disputed: the last day on which one can be.
func (v *Invoice) FirstDue(zone *time.Location) civil.Date {
	return max(v.Settled, civil.On(v.Told, zone)).AddDays(v.Days)
}

// Invoice returns what a lease's end came to. Before the vehicle is back and was inspected, or bought, or the lease ended early, there is none.
func (s *State) Invoice() (Invoice, error) {
	f := s.fold
	if f == nil || f.lease == nil || s.Lease == nil {
		return Invoice{}, fault.New(fault.Conflict, "Only a lease has an invoice of its end.")
	}
	at := f.lease.settling
	if at == nil || s.Status == Undone {
		return Invoice{}, l10n.Fault(fault.Conflict, "What the end of this lease costs is not known yet.", "Todavía no se sabe cuánto cuesta el final de este arrendamiento.", "Was das Ende dieses Leasings kostet, steht noch nicht fest.")
	}
	v := Invoice{
		End: s.Lease.Ended, EndedOn: s.Lease.EndedOn, Settled: at.by.Effective, Told: at.by.Recorded, Days: f.terms.Product.LeaseEnd.PayWithin(),
		Rents: at.rents, Total: at.rents, Dispute: s.Disputed, Back: s.Credit,
	}
	open := s.Lease.OpenRents
	for i := range s.OpenFees {
		c := Charge{Fee: s.OpenFees[i]}
		if i < len(at.open) {
			c.Amount = at.open[i]
		}
		if c.Amount == 0 {
			continue
		}
		v.Total += c.Amount
		open += c.Open
		f.detail(&c)
		v.Charges = append(v.Charges, c)
	}
	v.Due = open - v.Dispute
	v.Stands = v.stands(s.Lease.OpenRents)
	v.settledBy(s.Lines[at.lines:])
	v.Paid = v.Total - open - v.Deposit - v.Credit - v.Waived
	return v, nil
}

// settledBy adds up what deposit, credit and waivers have settled of it.
func (v *Invoice) settledBy(lines []Line) {
	for i := range lines {
		switch l := &lines[i]; {
		case l.Void != "":
		case l.Kind == KindFeeWaived:
			v.Waived += l.Amount
		case l.Kind == LineDeposit:
			paid := l.Rent + l.Tax + l.Fee
			v.Deposit += min(paid, l.Amount)
			v.Credit += max(paid-l.Amount, 0)
		}
	}
}

// wearOf is the inspection's line behind a fee's key; nil of another.
func (f *fold) wearOf(key string) *WearItem {
	if f.lease.inspection == "" || !strings.HasPrefix(key, f.lease.inspection) {
		return nil
	}
	for i := range f.lease.state.Wear {
		if WearKey(f.lease.inspection, i) == key {
			return &f.lease.state.Wear[i]
		}
	}
	return nil
}

// Disputable tells whether a line can be disputed: something of it is open, and nobody has disputed it yet.
func (c *Charge) Disputable() bool { return c.Open > 0 && !c.Disputed && c.Said.Over.IsZero() }

// detail tells what a line rests on, and what was said and forgiven of it.
func (f *fold) detail(c *Charge) {
	c.Wear, c.Said, c.Waived = f.wearOf(c.Key), f.lease.disputes[c.Key], f.lease.waived[c.Key]
	for i := range f.s.Lines {
		if f.s.Lines[i].Key == c.Key {
			c.Working = f.s.Lines[i].Working
		}
	}
}

// stands is the day on which the last of what is due was said to stand; zero when something is due that nobody disputed.
func (v *Invoice) stands(rents money.Cents) civil.Date {
	var last civil.Date
	for i := range v.Charges {
		switch c := &v.Charges[i]; {
		case c.Open == 0 || c.Disputed:
		case c.Said.Over.IsZero():
			return 0
		default:
			last = max(last, c.Said.Over)
		}
	}
	if rents > 0 {
		return 0
	}
	return last
}
