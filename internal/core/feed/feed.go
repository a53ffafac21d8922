// Package feed reads the retail system's events: one JSON line in the CloudEvents 1.0 form becomes a typed, validated value or a fault
// that names every wrong field. It is pure; what an event does to the book is service/onboarding's business.
package feed

import (
	"bytes"
	"strings"
	"time"

	"marque/internal/civil"
	"marque/internal/core/vehicle"
	"marque/internal/fault"
)

// Type is the kind of an event, with its version.
type Type string

// The types that are understood. A new one is a line here and in Types, a Data type and a line in decoders.
const (
	ContractActivated Type = "contract.activated.v1"
	ContractAmended   Type = "contract.amended.v1"
	ContractCancelled Type = "contract.cancelled.v1"
	LeaseBought       Type = "lease.bought.v1"
	LeaseInspected    Type = "lease.inspected.v1"
	LeaseReturned     Type = "lease.returned.v1"
	LeaseTerminated   Type = "lease.terminated.v1"
	OwnershipChanged  Type = "ownership.changed.v1"
	TitleUpdated      Type = "title.updated.v1"
	VehicleOdometer   Type = "vehicle.odometer.v1"
	VehicleRecall     Type = "vehicle.recall.v1"
	VehicleServiced   Type = "vehicle.serviced.v1"
)

// Types lists every type that is understood.
func Types() []Type {
	return []Type{
		ContractActivated, ContractAmended, ContractCancelled, LeaseBought, LeaseInspected, LeaseReturned, LeaseTerminated, OwnershipChanged, TitleUpdated,
		VehicleOdometer, VehicleRecall, VehicleServiced,
	}
}

// Event is one message of the feed.
type Event struct {
	ID      string // unique within the source
	Source  string
	Type    Type
	Subject string // what it is about: the contract's number or the vehicle's VIN
	Time    time.Time
	Data    Data
	Hash    [32]byte // of the whole event in canonical form: same content, same hash, however it was spaced and ordered
	Content [32]byte // of subject and data only: two events with the same content say the same thing
	Line    []byte   // as it came
	Notes   []fault.Field
}

// Key names the event in all the world: source and id, as CloudEvents 1.0 section 3.1 makes them unique together.
func (e Event) Key() string { return e.Source + "#" + e.ID }

// Told says which message something rests on: when it was said, and the message's name in all the world.
type Told struct {
	At time.Time
	By string
}

// Told returns what a row that rests on this event keeps of it.
func (e Event) Told() Told { return Told{At: e.Time, By: e.Key()} }

// After tells whether a message wins over another about the same thing: the later one, and of two of one instant the one whose name sorts
// last, so that the order of arrival does not matter.
func (t Told) After(other Told) bool {
	if !t.At.Equal(other.At) {
		return t.At.After(other.At)
	}
	return t.By > other.By
}

// Data is what an event says: *Activation, a Change of a contract, or a Fact of a vehicle.
type Data interface{ data() }

// Fact is what an event says about a vehicle, whoever holds a contract on it.
type Fact interface {
	Data
	About() (vin string, on civil.Date)
}

// Work is a service that a dealer did; the zero value means none.
type Work struct {
	Dealer  string
	Summary string
	Link    string
}

// Odometer is a reading, perhaps taken at a service; the data of vehicle.odometer.v1 and vehicle.serviced.v1.
type Odometer struct {
	VIN     string
	Reading vehicle.Odometer
	Service Work
}

// Recall is a maker's campaign that concerns the vehicle.
type Recall struct {
	VIN      string
	Campaign string
	Title    string
	Link     string
	Status   string // open, done, closed
	On       civil.Date
}

// Title is a step of the title and the lien on it.
type Title struct {
	VIN    string
	State  string // the state that keeps the title
	Status string // title_received, lien_recorded, lien_release_sent …
	On     civil.Date
}

// Ownership says that the vehicle left its owner.
type Ownership struct {
	VIN    string
	Reason string // sold, trade_in, total_loss …
	On     civil.Date
}

func (*Odometer) data()  {}
func (*Recall) data()    {}
func (*Title) data()     {}
func (*Ownership) data() {}

// About returns the vehicle and the day of the reading.
func (o *Odometer) About() (string, civil.Date) { return o.VIN, o.Reading.ReadOn }

// About returns the vehicle and the day of the message.
func (r *Recall) About() (string, civil.Date) { return r.VIN, r.On }

// About returns the vehicle and the day of the step.
func (t *Title) About() (string, civil.Date) { return t.VIN, t.On }

// About returns the vehicle and the day of the change.
func (o *Ownership) About() (string, civil.Date) { return o.VIN, o.On }

// Rules is what validation needs to know of the world.
type Rules struct {
	Now  time.Time              // an event far ahead of it is refused
	Zone func(name string) bool // tells whether a time zone exists; nil accepts every well-formed name
}

// MaxAhead is how far ahead of our clock an event may be dated. A sender's clock may be wrong by hours, a test book is dated months
// ahead; a date further off is a mistake that would stand at the end of every list for years.
const MaxAhead = 366 * 24 * time.Hour

// The bounds of one event.
const (
	MaxLine     = 1 << 20 // bytes; the largest real event has four parties and is under 4 KiB
	MaxParties  = 16      // people on one contract
	maxDepth    = 16      // nesting of JSON; the deepest field of ours is on level 5
	maxMembers  = 200     // members of one JSON object
	maxElements = 1000    // elements of one JSON list
	maxFaults   = 20      // faults told for one line: enough to mend it, too few to flood a report
	maxID       = 128
	maxSource   = 200
	maxSubject  = 64
	maxName     = 100 // one name of a person, a city, a dealer
	maxLine     = 120 // an address line, a title, a summary
	maxLink     = 500
	maxCode     = 40 // our own identifiers: brand, status, role
	maxEmail    = 254
	maxPlate    = 15
	maxOdometer = 2_000_000
)

// Decode reads one line. A line that is refused gives a fault whose fields are paths such as data.parties[0].email, every wrong field
// at once; the field of a fault about the line as a whole is "line". What could be
// read of id, source and type comes with the fault, for a report; it is not to be acted on.
func Decode(line []byte, rules Rules) (Event, error) {
	tree, err := parse(line)
	if err != nil {
		return Event{}, err
	}
	r := &reader{rules: rules}
	e := r.event(tree)
	if err := fault.Inputs(r.faults); err != nil {
		return Event{ID: e.ID, Source: e.Source, Type: e.Type}, err
	}
	e.Line, e.Notes = bytes.Clone(line), r.notes
	return e, nil
}

// decoders holds what reads each type's data. It is a function so that nothing can change it.
func decoders(t Type) (func(*reader, object) Data, bool) {
	switch t {
	case ContractActivated:
		return (*reader).activation, true
	case ContractAmended:
		return (*reader).amendment, true
	case ContractCancelled:
		return (*reader).cancellation, true
	case VehicleOdometer, VehicleServiced:
		return (*reader).odometer, true
	case VehicleRecall:
		return (*reader).recall, true
	case TitleUpdated:
		return (*reader).title, true
	case OwnershipChanged:
		return (*reader).ownership, true
	case LeaseReturned:
		return (*reader).returned, true
	case LeaseInspected:
		return (*reader).inspected, true
	case LeaseBought:
		return (*reader).bought, true
	case LeaseTerminated:
		return (*reader).terminated, true
	}
	return nil, false
}

// event reads the envelope (CloudEvents 1.0, sections 3.1 and 3.2) and the data below it.
func (r *reader) event(tree value) Event {
	o := r.root(tree)
	if v := o.text("specversion", rule{max: maxCode}); v != "" && v != "1.0" {
		r.refuse("specversion", "This is CloudEvents %q; 1.0 is read here.", v)
	}
	e := Event{
		ID: o.text("id", rule{max: maxID}), Source: o.text("source", rule{max: maxSource}), Type: Type(o.text("type", rule{max: maxName})),
		Subject: o.text("subject", rule{max: maxSubject, optional: true}), Time: r.instant(o),
	}
	if t := o.text("datacontenttype", rule{max: maxName, optional: true}); t != "" && t != "application/json" {
		r.refuse("datacontenttype", "Data of type %q is not read here; send application/json.", t)
	}
	decode, known := decoders(e.Type)
	if !known {
		if e.Type != "" {
			r.refuse("type", "Events of type %q are not known here.", string(e.Type))
		}
		return e
	}
	data := o.object("data", false)
	if !data.ok {
		return e
	}
	if r.at = civil.On(r.rules.Now, time.UTC); !e.Time.IsZero() {
		r.at = civil.On(e.Time, time.UTC)
	}
	e.Data = decode(r, data)
	data.done()
	r.matchSubject(&e)
	e.Hash, e.Content = hashOf(tree), contentOf(e.Subject, data.tree)
	return e
}

// instant reads the event's time (RFC 3339).
func (r *reader) instant(o object) time.Time {
	text := o.text("time", rule{max: maxCode})
	if text == "" {
		return time.Time{}
	}
	t, err := time.Parse(time.RFC3339Nano, text)
	switch {
	case err != nil:
		r.refuse("time", "%q is not an instant written like 2026-01-31T15:00:00Z.", text)
	case t.Year() < civil.MinYear:
		r.refuse("time", "The time %s is before anything we keep.", text)
	case t.After(r.rules.Now.Add(MaxAhead)):
		r.refuse("time", "The time %s is far in the future; it is %s now.", text, r.rules.Now.UTC().Format(time.RFC3339))
	default:
		return t.UTC()
	}
	return time.Time{}
}

// matchSubject refuses an event whose envelope speaks of something else than its data.
func (r *reader) matchSubject(e *Event) {
	want := ""
	switch d := e.Data.(type) {
	case *Activation:
		want = d.Terms.Number
	case Change:
		want, _ = d.Contract()
	case Fact:
		want, _ = d.About()
	}
	switch {
	case want == "": // refused already
	case e.Subject == "":
		e.Subject = want
	case strings.EqualFold(e.Subject, want): // a VIN in small letters is put right
		e.Subject = want
	default:
		r.refuse("subject", "The subject %q is not what the data is about, %q.", e.Subject, want)
	}
}
