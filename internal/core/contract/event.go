package contract

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"marque/internal/civil"
	"marque/internal/fault"
)

// Event is something that happened to a contract. It is never changed: what turns out wrong is followed by a Returned or a Reversed.
type Event struct {
	ID        EventID
	Key       string     // its natural name, unique within the contract: the feed's event id, the payment's id
	Effective civil.Date // the day it counts from
	Recorded  time.Time  // the instant we learned it
	Body      Body
}

// Body is what happened. The bodies are this package's; each holds its own law.
type Body interface {
	// Kind names the body's type in storage.
	Kind() EventKind
	// validate returns a fault about a field that cannot be.
	validate() error
	// apply changes the state on the event's day.
	apply(f *fold, e *Event) error
}

// EventKind names a body's type. The words are stored: never change one.
type EventKind string

// The kinds of events, and of lines that the fold itself derives.
const (
	KindActivated        EventKind = "activated"
	KindConverted        EventKind = "converted"
	KindPayment          EventKind = "payment"
	KindReturned         EventKind = "returned"
	KindReversed         EventKind = "reversed"
	KindFeeAssessed      EventKind = "fee_assessed"
	KindFeeWaived        EventKind = "fee_waived"
	KindRateSegment      EventKind = "rate_segment"
	KindSCRA             EventKind = "scra"
	KindExtension        EventKind = "extension"
	KindDueDateChange    EventKind = "due_date_change"
	KindReamortised      EventKind = "reamortised"
	KindInstructed       EventKind = "instructed"
	KindPaused           EventKind = "paused"
	KindCredit           EventKind = "credit"
	KindCreditRefunded   EventKind = "credit_refunded"
	KindChargedOff       EventKind = "charged_off"
	KindRecovery         EventKind = "recovery"
	KindTitle            EventKind = "title"
	KindOwnershipChanged EventKind = "ownership_changed"
	KindOdometer         EventKind = "odometer"
	KindLeaseExtension   EventKind = "lease_extension"
	KindTurnIn           EventKind = "turn_in"
	KindInspection       EventKind = "inspection"
	KindPurchase         EventKind = "purchase"
	KindEarlyTermination EventKind = "early_termination"
	KindCancelled        EventKind = "cancelled"
	KindDisputed         EventKind = "disputed"

	LineRentDue      EventKind = "rent_due"      // derived: a rent fell due
	LineSmallBalance EventKind = "small_balance" // derived: a residue was written off
	LineEndCharge    EventKind = "end_charge"    // derived: what the end of a lease costs, a line for each fee
	LineDeposit      EventKind = "deposit_used"  // derived: the deposit and the credit balance pay what is open at a lease's end
	LineGivenBack    EventKind = "given_back"    // derived: what was paid on a contract that is undone
)

// kinds lists the bodies in the order in which events of one day are folded: first what the contract is, then what it costs and when it is
// due, then fees, so that a payment of the same day can pay them, then money, then what ends it.
var kinds = [...]struct {
	kind   EventKind
	decode func([]byte) (Body, error)
}{
	{KindActivated, decode[Activated]},
	{KindConverted, decode[Converted]},
	{KindSCRA, decode[SCRA]},
	{KindRateSegment, decode[RateSegment]},
	{KindInstructed, decode[Instructed]},
	{KindPaused, decode[Paused]},
	{KindExtension, decode[Extension]},
	{KindDueDateChange, decode[DueDateChange]},
	{KindReamortised, decode[Reamortised]},
	{KindLeaseExtension, decode[LeaseExtension]},
	{KindFeeAssessed, decode[FeeAssessed]},
	{KindDisputed, decode[Disputed]},
	{KindFeeWaived, decode[FeeWaived]},
	{KindPayment, decode[Payment]},
	{KindCredit, decode[Credit]},
	{KindReturned, decode[Returned]},
	{KindReversed, decode[Reversed]},
	{KindEarlyTermination, decode[EarlyTermination]},
	{KindInspection, decode[Inspection]},
	{KindTurnIn, decode[TurnIn]},
	{KindPurchase, decode[Purchase]},
	{KindCancelled, decode[Cancelled]},
	{KindChargedOff, decode[ChargedOff]},
	{KindRecovery, decode[Recovery]},
	{KindCreditRefunded, decode[CreditRefunded]},
	{KindTitle, decode[Title]},
	{KindOwnershipChanged, decode[OwnershipChanged]},
	{KindOdometer, decode[Odometer]},
}

// rank is the place of a kind among the events of one day.
func (k EventKind) rank() int {
	for i := range kinds {
		if kinds[i].kind == k {
			return i
		}
	}
	return len(kinds)
}

func decode[B Body](data []byte) (Body, error) {
	var body B
	if err := strictly(data, &body); err != nil {
		return nil, fault.Newf(fault.Invalid, "This %s event cannot be read: %v.", body.Kind(), err)
	}
	return body, nil
}

// maxBody bounds the stored text of a body: an inspection of maxItems lines fits, nothing comes near otherwise.
const maxBody = 64 << 10

// EncodeBody returns the body as JSON text for storage.
func EncodeBody(b Body) ([]byte, error) { return json.Marshal(b) }

// DecodeBody reads what EncodeBody wrote, and refuses what it could not have written.
func DecodeBody(kind string, data []byte) (Body, error) {
	if len(data) > maxBody {
		return nil, fault.New(fault.TooLarge, "This event is larger than any event here.")
	}
	for i := range kinds {
		if string(kinds[i].kind) == kind {
			body, err := kinds[i].decode(data)
			if err != nil {
				return nil, err
			}
			return body, body.validate()
		}
	}
	return nil, fault.Newf(fault.Invalid, "Events of the kind %.40q are not known here.", kind)
}

// maxKey bounds an event's key: a feed's identifier or two UUIDs fit.
const maxKey = 200

// Validate returns a fault when the event could not be folded on any contract.
func (e *Event) Validate() error {
	switch {
	case e.Key == "" || len(e.Key) > maxKey:
		return fault.Inputf("key", "An event needs a key of 1 to %d bytes.", maxKey)
	case e.Body == nil:
		return fault.Input("body", "An event needs a body.")
	case e.Effective.IsZero() || e.Effective.Year() < civil.MinYear || e.Effective.Year() > civil.MaxYear:
		return fault.Input("effective", "An event needs the day that it counts from.")
	}
	return e.Body.validate()
}

// MaxEvents bounds the events of one contract: a payment every working day for forty years. More is refused, not cut.
const MaxEvents = 10_000

// entry is an event in its place.
type entry struct {
	*Event
	void string // key of the event that undid this one; none
}

// The place of an event as one number: its day, the rank of its kind, and where it stood in what was given. Such numbers sort fast.
const (
	indexBits = 16 // MaxEvents fits
	rankBits  = 8
)

func placeOf(e *Event, index int) uint64 {
	day := uint64(uint32(e.Effective) ^ 1<<31) // days before the year 1 come first too
	return day<<(rankBits+indexBits) | uint64(e.Body.Kind().rank())<<indexBits | uint64(index)
}

// ordered returns the events known and effective at a time, in the order of folding, whatever the order of their arrival: by day, kind and
// key. It tells, too, whether the contract is only taken over from another book at a later day.
func ordered(events []Event, at At) (out []entry, takenOverLater bool, err error) {
	if len(events) > MaxEvents {
		return nil, false, fault.Newf(fault.TooLarge, "A contract has at most %d events.", MaxEvents)
	}
	places := make([]uint64, 0, len(events))
	for i := range events {
		e := &events[i]
		if !at.AsKnown.IsZero() && e.Recorded.After(at.AsKnown) {
			continue
		}
		if e.Effective > at.AsOf {
			_, conversion := e.Body.(Converted)
			takenOverLater = takenOverLater || conversion
			continue
		}
		places = append(places, placeOf(e, i))
	}
	if !slices.IsSorted(places) {
		slices.Sort(places)
	}
	if err := orderKeys(places, events); err != nil {
		return nil, false, err
	}
	out = make([]entry, len(places))
	for i, place := range places {
		out[i].Event = &events[place&(1<<indexBits-1)]
	}
	return out, takenOverLater, nil
}

// orderKeys puts events of one day and kind in the order of their keys, and refuses two that have the same.
func orderKeys(places []uint64, events []Event) error {
	key := func(place uint64) string { return events[place&(1<<indexBits-1)].Key }
	for i := 0; i < len(places); {
		end := i + 1
		for end < len(places) && places[end]>>indexBits == places[i]>>indexBits {
			end++
		}
		alike := places[i:end]
		i = end
		if len(alike) == 1 {
			continue
		}
		slices.SortFunc(alike, func(a, b uint64) int { return strings.Compare(key(a), key(b)) })
		for k := 1; k < len(alike); k++ {
			if key(alike[k-1]) == key(alike[k]) {
				return fault.Newf(fault.Conflict, "Two events of this contract have the key %s.", key(alike[k]))
			}
		}
	}
	return nil
}

// Kinds lists every kind of event in the order in which a day's are folded.
func Kinds() []EventKind {
	all := make([]EventKind, len(kinds))
	for i := range kinds {
		all[i] = kinds[i].kind
	}
	return all
}
