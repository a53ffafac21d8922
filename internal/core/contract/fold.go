package contract

import (
	"fmt"
	"slices"
	"time"

	"marque/internal/civil"
	"marque/internal/core/finance"
)

// At is the pair of times that a state is asked for: what was true at the end of AsOf, as far as it was known at AsKnown (zero: all that
// is known now).
type At struct {
	AsOf    civil.Date
	AsKnown time.Time
}

// fold is where the folding stands: the state and what is behind it.
type fold struct {
	cursor
	terms    *Terms
	accrual  finance.Accrual
	s        *State
	opening  civil.Date // money events from before count from here
	rates    rates
	standing Extra

	dues  finance.Dues // the series of due dates in force; instalment i is its (i+shift)th
	shift int
	plan  []Instalment
	at    int // index of the first open instalment
	judge int // index of the first instalment whose grace is not over

	orders  [2]Order // waterfall of regular and payoff payments
	fees    []Fee
	pauses  []pause
	pending []Step // accrual since the last line that used it
	steps   []Step // arena of the lines' workings
	lease   *lease
	taken   *Converted // when another book kept the contract before
	moved   moves
}

// moves counts what the policies limit.
type moves struct {
	extensions, dueDates       int
	lastExtension, lastDueDate civil.Date
}

type pause struct{ from, until civil.Date }

// Fold derives the state of a contract from its terms and events. The order in which events are given does not matter. Terms should be
// Settled; when they are not, the payment is computed first. Errors are faults about what cannot be.
func Fold(t Terms, events []Event, at At) (*State, error) {
	f, err := newFold(&t, at)
	if err != nil {
		return nil, err
	}
	entries, later, err := ordered(events, at)
	if err != nil {
		return nil, err
	}
	f.makeRoom(entries)
	f.undo(entries)
	if err := f.open(entries, later); err != nil {
		return nil, err
	}
	for i := range entries {
		if err := f.step(&entries[i]); err != nil {
			return nil, fmt.Errorf("event %s: %w", entries[i].Key, err)
		}
	}
	if err := f.finish(); err != nil {
		return nil, err
	}
	return f.s, nil
}

func newFold(t *Terms, at At) (*fold, error) {
	if t.Computed == 0 {
		settled, err := t.Settled()
		if err != nil {
			return nil, err
		}
		t = &settled
	} else if err := t.check(); err != nil {
		return nil, err
	}
	s := &State{AsOf: at.AsOf, Kind: t.Kind, Currency: t.Currency, Status: Pending, Extra: t.Product.Extra}
	f := &fold{terms: t, accrual: t.accrual(), s: s, dues: t.dues()}
	s.fold = f
	if s.Extra == "" {
		s.Extra = LowerDebt
	}
	f.orders = [2]Order{t.Product.Waterfall.Of(RegularPayment), t.Product.Waterfall.Of(PayoffPayment)}
	return f, f.makePlan()
}

// The arena of workings grows by chunks: small ones are cheaper to get than one large block, and nothing is copied.
const (
	stepsPerChunk   = 120 // with 64 bytes each just under 8 KB
	stepsPerPayment = 6   // of a usual payment
	stepsPerWorking = 16  // room for any usual working; a longer one moves its chunk
)

// mark begins a working in the arena and returns its place.
func (f *fold) mark() int {
	if cap(f.steps)-len(f.steps) < stepsPerWorking {
		f.steps = make([]Step, 0, stepsPerChunk)
	}
	return len(f.steps)
}

// makeRoom sizes the arenas by what is to be folded.
func (f *fold) makeRoom(entries []entry) {
	payments := 0
	for i := range entries {
		if _, is := entries[i].Body.(Payment); is {
			payments++
		}
	}
	f.s.Lines = make([]Line, 0, len(entries)+1)
	f.s.Segments = make([]Segment, 0, payments+3)
	f.steps = make([]Step, 0, min(stepsPerPayment*payments+stepsPerWorking, stepsPerChunk))
}

// undo finds which events are void: first what was reversed, then what payments were returned by a return that was not itself reversed.
func (f *fold) undo(entries []entry) {
	var undoing, byKey = 0, map[string]int(nil)
	for i := range entries {
		switch entries[i].Body.(type) {
		case Reversed, Returned:
			undoing++
		}
	}
	if undoing == 0 {
		return
	}
	byKey = make(map[string]int, len(entries))
	for i := range entries {
		byKey[entries[i].Key] = i
	}
	for i := range entries {
		if r, ok := entries[i].Body.(Reversed); ok {
			f.undoOne(entries, byKey, r.Of, &entries[i])
		}
	}
	for i := range entries {
		if r, ok := entries[i].Body.(Returned); ok && entries[i].void == "" {
			f.undoOne(entries, byKey, r.Payment, &entries[i])
		}
	}
}

// undoOne marks an event void unless it cannot be undone by this one; the first to undo it in the order of folding is named.
func (f *fold) undoOne(entries []entry, byKey map[string]int, key string, by *entry) {
	i, ok := byKey[key]
	if !ok {
		f.s.Notes = append(f.s.Notes, Note{What: NoteNoSuchEvent, Key: by.Key})
		return
	}
	of := &entries[i]
	_, isReversal := of.Body.(Reversed)
	_, isPayment := of.Body.(Payment)
	_, isRecovery := of.Body.(Recovery)
	_, isReturn := by.Body.(Returned)
	if of.void == "" && !isReversal && (!isReturn || isPayment || isRecovery) {
		of.void = by.Key
	}
}

// open folds the activation and the conversion, which come before everything else whatever their dates.
func (f *fold) open(entries []entry, takenOverLater bool) error {
	if takenOverLater {
		f.s.Notes = append(f.s.Notes, Note{What: NoteTakenOver})
		return nil
	}
	var activated, converted *entry
	for i := range entries {
		switch e := &entries[i]; e.Body.(type) {
		case Activated:
			if e.void == "" && activated == nil {
				activated = e
			}
		case Converted:
			if e.void == "" {
				converted = e
			}
		}
	}
	if activated == nil && converted == nil {
		return nil
	}
	f.s.Status = Active
	if activated != nil {
		f.opening = activated.Effective
		if err := f.activate(activated.Event, converted != nil); err != nil {
			return err
		}
	}
	if converted != nil {
		f.opening = converted.Effective
		return f.convert(converted.Event)
	}
	return nil
}

// step folds one event.
func (f *fold) step(e *entry) error {
	if e.void != "" {
		f.voidLine(e)
		return nil
	}
	switch e.Body.(type) {
	case Activated, Converted:
		return nil // open did them
	}
	if f.s.Status == Pending {
		return nil // nothing to count it on yet
	}
	if e.Effective < f.opening && countsMoney(e.Body) {
		f.note(NoteCountedOpening, e.Event)
	}
	if err := f.reach(f.day(e.Event)); err != nil {
		return err
	}
	return e.Body.apply(f, e.Event)
}

// countsMoney tells whether the day of a body matters to the debt.
func countsMoney(b Body) bool {
	switch b.(type) {
	case Title, OwnershipChanged, Odometer, Instructed, Reversed, Returned:
		return false
	}
	return true
}

// reach lets the days pass up to one on which something happens: graces end and rents fall due.
func (f *fold) reach(day civil.Date) error {
	f.judgeGraces(day)
	if f.lease != nil {
		return f.rentsDue(day)
	}
	return nil
}

// day is the day from which an event counts on this book.
func (f *fold) day(e *Event) civil.Date { return max(e.Effective, f.opening) }

// voidLine records an event that was undone: it is shown and did nothing.
func (f *fold) voidLine(e *entry) {
	l := f.line(e.Event)
	l.Void = e.void
	switch b := e.Body.(type) {
	case Payment:
		l.Amount = b.Amount
	case FeeAssessed:
		l.Amount, l.Code = b.Amount, string(b.Fee)
	case Credit:
		l.Amount, l.Code = b.Amount, string(b.Source)
	}
}

// line begins the line of an event. The pointer holds until the next line begins.
func (f *fold) line(e *Event) *Line {
	return f.derived(e, e.Body.Kind(), e.Key)
}

// derived begins a line that the fold itself makes, by an event's occasion.
func (f *fold) derived(e *Event, kind EventKind, key string) *Line {
	n := len(f.s.Lines)
	if n == cap(f.s.Lines) {
		f.s.Lines = slices.Grow(f.s.Lines, n/4+1)
	}
	f.s.Lines = f.s.Lines[:n+1] // what lies there was never used: a line is large, and not worth copying
	l := &f.s.Lines[n]
	l.Key, l.Kind, l.Effective, l.Recorded, l.Balance = key, kind, e.Effective, e.Recorded, f.principal
	return l
}

// note records something about the event that a reader should know.
func (f *fold) note(what NoteKind, e *Event) {
	f.s.Notes = append(f.s.Notes, Note{What: what, Key: e.Key})
}
