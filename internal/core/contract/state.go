package contract

import (
	"time"

	"marque/internal/civil"
	"marque/internal/money"
)

// Status is where a contract stands in its life. Past due is not a status but derived: DaysPastDue.
type Status string

// The statuses.
const (
	Pending    Status = "pending" // not begun, or begun before the book and not taken over yet
	Active     Status = "active"
	PaidOff    Status = "paid_off"
	ChargedOut Status = "charged_off"
	Matured    Status = "matured"    // lease: the term is over and the vehicle not back yet
	Ended      Status = "ended"      // lease: the vehicle was returned or bought
	Terminated Status = "terminated" // lease: ended before its term
	Undone     Status = "cancelled"  // undone from its beginning: see Cancelled
)

// State is a contract on a day, as the events known at some time tell it. Amounts are minor units. It is made by Fold only.
type State struct {
	AsOf     civil.Date `json:"as_of"`
	Kind     Kind       `json:"kind"`
	Currency string     `json:"currency"`
	Status   Status     `json:"status"`

	Principal money.Cents `json:"principal"`          // loan: what interest runs on; lease: the lease balance
	Interest  money.Cents `json:"interest"`           // accrued to the end of AsOf and unpaid, rounded
	Fees      money.Cents `json:"fees"`               // assessed and unpaid
	Disputed  money.Cents `json:"disputed,omitempty"` // of the fees, what is in dispute: not asked for until that is over
	Unapplied money.Cents `json:"unapplied"`          // money held aside
	Credit    money.Cents `json:"credit"`             // money that is the customer's

	Payment     money.Cents `json:"payment"`      // the regular instalment, with tax
	LastPayment money.Cents `json:"last_payment"` // the last instalment if everything is paid on its day from now on
	Maturity    civil.Date  `json:"maturity"`     // last due date; a lease ends one period later
	PayoffDate  civil.Date  `json:"payoff_date"`  // day of LastPayment; earlier than Maturity after extra money

	NextDue     Due         `json:"next_due"`      // first instalment due on AsOf or later with something open
	PastDue     money.Cents `json:"past_due"`      // open on instalments due before AsOf
	OldestDue   civil.Date  `json:"oldest_due"`    // due date of the oldest of them
	DaysPastDue int         `json:"days_past_due"` // since OldestDue, without paused days
	DueNow      money.Cents `json:"due_now"`       // past due, due on AsOf, and fees that are not in dispute

	Paid      int `json:"paid"`       // instalments or rents paid in full
	Remaining int `json:"remaining"`  // instalments or rents still open
	PaidAhead int `json:"paid_ahead"` // of the paid, those due after AsOf

	Rate            money.Rate  `json:"rate"`             // in force on AsOf
	InterestThrough civil.Date  `json:"interest_through"` // the last day up to which interest was paid in full
	Extra           Extra       `json:"extra"`            // the standing instruction in force
	Year            Sums        `json:"year"`             // paid in the calendar year of AsOf
	Total           Sums        `json:"total"`            // paid since the contract is in the book
	ChargedOff      money.Cents `json:"charged_off"`      // taken off the books
	Recovered       money.Cents `json:"recovered"`        // of that, what came in later
	CreditSince     civil.Date  `json:"credit_since"`     // a credit balance stands since

	AutopayStops string     `json:"autopay_stops,omitempty"` // why autopay may not run: an OwnershipReason or a Status
	Ownership    string     `json:"ownership,omitempty"`     // OwnershipReason, when the vehicle left the customer
	OwnershipOn  civil.Date `json:"ownership_on,omitempty"`
	Title        string     `json:"title,omitempty"` // last status of the title
	Odometer     int        `json:"odometer,omitempty"`
	OdometerOn   civil.Date `json:"odometer_on,omitempty"`

	Lease *LeaseState `json:"lease,omitempty"`
	Notes []Note      `json:"notes,omitempty"`

	Lines       []Line       `json:"lines,omitempty"`       // everything that happened, in order
	Instalments []Instalment `json:"instalments,omitempty"` // the whole plan as it stands
	OpenFees    []Fee        `json:"open_fees,omitempty"`   // all fees, paid ones too
	Segments    []Segment    `json:"segments,omitempty"`    // how interest ran: for the ledger's accrual

	fold *fold // where the fold stands, for questions about later days
}

// Balance is everything owed on AsOf: principal, interest and fees, less money held.
func (s *State) Balance() money.Cents { return s.Principal + s.Interest + s.Fees - s.Unapplied }

// CameBack tells whether a leased vehicle came back on a day, by a return that stands.
func (s *State) CameBack(on civil.Date) bool {
	return s.Lease != nil && s.Lease.Ended == KindTurnIn && s.Lease.EndedOn == on
}

// VehicleUntil is the last day up to AsOf of the vehicle's life that belongs to this contract: what comes after it was returned or sold is
// somebody else's.
func (s *State) VehicleUntil() civil.Date {
	until := s.AsOf
	if !s.OwnershipOn.IsZero() {
		until = min(until, s.OwnershipOn)
	}
	if s.Lease != nil && (s.Lease.Ended == KindTurnIn || s.Lease.Ended == KindEarlyTermination) {
		until = min(until, s.Lease.EndedOn)
	}
	if s.Status != Undone {
		return until
	}
	for i := range s.Lines {
		if l := &s.Lines[i]; l.Kind == KindCancelled && l.Void == "" {
			until = min(until, l.Effective)
		}
	}
	return until
}

// HasVehicle tells whether the customer has the vehicle under this contract on AsOf: what is told of it counts for the contract then. A contract that
// was paid off, ended or undone has no say in the vehicle any more.
func (s *State) HasVehicle() bool {
	switch s.Status {
	case Active, Matured, ChargedOut:
		return s.Ownership == ""
	case Pending, PaidOff, Ended, Terminated, Undone:
	}
	return false
}

// PaidOffOn is the day on which nothing was left of a loan; none while something is.
func (s *State) PaidOffOn() civil.Date {
	on := civil.Date(0)
	if s.Status != PaidOff {
		return on
	}
	for i := range s.Lines {
		if l := &s.Lines[i]; l.Void == "" && l.Principal > 0 && l.Balance == 0 {
			on = max(on, l.Effective)
		}
	}
	return on
}

// Due is an instalment that is asked for.
type Due struct {
	Number int         `json:"number"`
	Date   civil.Date  `json:"date"`
	Amount money.Cents `json:"amount"`
}

// Sums is money by what it paid.
type Sums struct {
	Interest  money.Cents `json:"interest"`
	Principal money.Cents `json:"principal"`
	Fees      money.Cents `json:"fees"`
	Rent      money.Cents `json:"rent"`
	Tax       money.Cents `json:"tax"`
}

func (s *Sums) add(l *Line) {
	s.Interest += l.Interest
	s.Principal += l.Principal
	s.Fees += l.Fee
	s.Rent += l.Rent
	s.Tax += l.Tax
}

// Instalment is one due date of the plan.
type Instalment struct {
	Number int         `json:"number"`
	Due    civil.Date  `json:"due"`
	Amount money.Cents `json:"amount"` // as planned; the last one of a loan is whatever is left
	Paid   money.Cents `json:"paid"`
	PaidOn civil.Date  `json:"paid_on,omitempty"` // day on which it was paid in full
	Late   money.Cents `json:"late,omitempty"`    // open at the end of the last grace day
	judged bool        // the last grace day is over
}

// Open is what is left to pay of it.
func (i *Instalment) Open() money.Cents {
	if !i.PaidOn.IsZero() {
		return 0
	}
	return max(i.Amount-i.Paid, 0)
}

// Fee is an assessed fee and what is left of it.
type Fee struct {
	Key        string      `json:"key"`
	Kind       FeeKind     `json:"kind"`
	On         civil.Date  `json:"on"`
	Amount     money.Cents `json:"amount"`
	Open       money.Cents `json:"open"`
	Instalment int         `json:"instalment,omitempty"`
	Payment    string      `json:"payment,omitempty"`
	Disputed   bool        `json:"disputed,omitempty"` // not asked for until the dispute is over
}

// Segment is a time in which interest ran on one principal at one rate. Brought is the exact unpaid interest at From.
type Segment struct {
	From    civil.Date  `json:"from"`
	To      civil.Date  `json:"to"` // none while it runs
	Balance money.Cents `json:"balance"`
	Rate    money.Rate  `json:"rate"`
	Brought money.Exact `json:"-"`
}

// Note is something that a reader of the contract should know.
type Note struct {
	What     NoteKind    `json:"what"`
	Stated   money.Cents `json:"stated,omitempty"`
	Computed money.Cents `json:"computed,omitempty"`
	Key      string      `json:"key,omitempty"`
}

// NoteKind names a note; its words are l10n's.
type NoteKind string

// The notes.
const (
	NotePaymentStated   NoteKind = "payment_stated"    // the contract's payment differs from the computed one and wins
	NoteTakenOver       NoteKind = "taken_over"        // the history before the opening is another book's
	NoteCountedOpening  NoteKind = "counted_opening"   // an event from before the opening counts from the opening
	NoteNotPossible     NoteKind = "not_possible"      // a change of due dates that cannot be, and so changed nothing
	NoteNoSuchEvent     NoteKind = "no_such_event"     // a return or reversal names an event that is not known (yet)
	NoteRegularInstead  NoteKind = "regular_instead"   // a principal-only payment while past due was taken as a regular one
	NoteNeedsDisclosure NoteKind = "needs_disclosures" // a lease extended beyond six months waits for new disclosures
)

// Line is one thing that happened, with what it did to the contract and the working behind it. Amounts are what was paid, charged or
// credited; the label's words are l10n's, by Kind.
type Line struct {
	Key       string      `json:"key"` // the event's key, or for a derived line its cause and place
	Kind      EventKind   `json:"kind"`
	Effective civil.Date  `json:"effective"`
	Recorded  time.Time   `json:"recorded"`
	Amount    money.Cents `json:"amount"`
	Interest  money.Cents `json:"interest,omitempty"`
	Principal money.Cents `json:"principal,omitempty"`
	Fee       money.Cents `json:"fee,omitempty"`
	Rent      money.Cents `json:"rent,omitempty"` // lease: rent charge and depreciation
	Tax       money.Cents `json:"tax,omitempty"`
	Unapplied money.Cents `json:"unapplied,omitempty"`
	Credit    money.Cents `json:"credit,omitempty"`
	Due       int         `json:"due,omitempty"`  // number of the instalment it belongs to
	Void      string      `json:"void,omitempty"` // key of the event that undid it; a void line did nothing
	Code      string      `json:"code,omitempty"` // return code, fee kind, reason: what the label needs to know
	Balance   money.Cents `json:"balance_after"`  // principal or lease balance after it
	Advance   money.Cents `json:"advance,omitempty"`
	Charge    money.Cents `json:"charge,omitempty"` // rent due: the rent charge within Rent
	Accrued   money.Cents `json:"-"`                // rounded interest owed just before it
	Working   []Step      `json:"working,omitempty"`
}
