package feeds

import (
	"fmt"
	"time"

	"marque/internal/core/access"
	"marque/internal/core/contract"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/seal"
	"marque/internal/store/engine"
)

// HeldID names a message that is kept.
type HeldID = id.Of[Held]

// HeldIDOf returns the id under which a message is kept: always the same, so that one that comes again takes its own place.
func HeldIDOf(source, eventID string) HeldID { return id.Derive[Held](source, eventID) }

// Why says why a message is kept. The words are stored: never change one.
type Why string

// The reasons. Only the first needs nobody: its contract is on its way.
const (
	Early   Why = "early"   // its contract is not open yet
	Differs Why = "differs" // the contract is open, with other content
	Older   Why = "older"   // a later message about the same matter was applied
	Vehicle Why = "vehicle" // the vehicle is on another contract that is open
	Over    Why = "over"    // the contract is over, or another book knows more of it
)

// State is where a kept message stands.
type State string

// The states.
const (
	Waiting State = "waiting" // for its contract
	Open    State = "open"    // for somebody's decision
	Taken   State = "taken"   // applied: somebody decided so
	Kept    State = "kept"    // not applied: somebody decided so
	Passed  State = "passed"  // applied by itself: its contract came, or what contradicted it is gone
)

// Held is a message that could not be applied when it came.
type Held struct {
	ID       HeldID
	Source   string
	EventID  string
	Type     string
	Number   string      // of the contract that the message speaks of
	VIN      string      // of an activation
	Contract contract.ID // with which it is in conflict; none while there is none
	Told     time.Time
	Message  string // as it came; only where it is asked for
	Why      Why
	Reason   string // a sentence without personal data
	State    State
	Received time.Time
	Decided  time.Time // zero until then
	By       access.UserID
	Decision string // the reason that was given
}

// heldPlace binds the sealed message to its row.
func heldPlace(x HeldID) seal.Place {
	return seal.Place{Table: "feed_held", Column: "message", Row: x.String()}
}

// PutHeld keeps messages; one that was kept before under its name is replaced, unless somebody has decided on it or it was applied.
func PutHeld(tx *engine.Tx, box *seal.Box, all []Held) error {
	rows := make([][]any, len(all))
	for i, x := range all {
		message, err := box.Seal(heldPlace(x.ID), x.Message)
		if err != nil {
			return fmt.Errorf("seal message: %w", err)
		}
		rows[i] = []any{
			x.ID, x.Source, x.EventID, x.Type, x.Number, x.VIN, x.Contract, engine.Micros(x.Told), message, x.Why, x.Reason, x.State, engine.Micros(x.Received),
		}
	}
	_, err := tx.ExecEach(`insert into feed_held (id, source, event_id, type, number, vin, contract_id, told_at, message, why, reason, state, received_at,
			decided_at, decided_by, decision) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 0, null, '')
		on conflict (source, event_id) do update set type = excluded.type, number = excluded.number, vin = excluded.vin,
			contract_id = excluded.contract_id, told_at = excluded.told_at, message = excluded.message, why = excluded.why, reason = excluded.reason,
			state = excluded.state, received_at = excluded.received_at, decided_at = 0, decided_by = null, decision = ''`, rows)
	if err != nil {
		return fmt.Errorf("keep messages: %w", err)
	}
	return nil
}

// Settle ends the keeping of a message: who decided, when and why; nobody when it passed by itself.
func Settle(tx *engine.Tx, x HeldID, state State, by access.UserID, decision string, at time.Time) error {
	n, err := tx.Exec(`update feed_held set state = $2, decided_by = $3, decision = $4, decided_at = $5 where id = $1 and state in ('waiting', 'open')`,
		x, state, by, decision, engine.Micros(at))
	if err != nil {
		return fmt.Errorf("settle message: %w", err)
	}
	if n != 1 {
		return fault.New(fault.Conflict, "Somebody has decided on this already.")
	}
	return nil
}

// heldColumns are those of scanHeld, without the message.
const heldColumns = `id, source, event_id, type, number, vin, contract_id, told_at, why, reason, state, received_at, decided_at, decided_by, decision`

func scanHeld(row interface{ Scan(into ...any) error }, more ...any) (Held, error) {
	var x Held
	var told, received, decided int64
	err := row.Scan(append([]any{&x.ID, &x.Source, &x.EventID, &x.Type, &x.Number, &x.VIN, &x.Contract, &told, &x.Why, &x.Reason, &x.State, &received, &decided,
		&x.By, &x.Decision}, more...)...)
	x.Told, x.Received = engine.FromMicros(told), engine.FromMicros(received)
	if decided != 0 {
		x.Decided = engine.FromMicros(decided)
	}
	return x, err
}

// HeldByID returns a kept message with what it says.
func HeldByID(r engine.Reader, box *seal.Box, x HeldID) (Held, error) {
	var message []byte
	h, err := scanHeld(r.QueryRow(`select `+heldColumns+`, message from feed_held where id = $1`, x), &message)
	switch {
	case engine.NoRows(err):
		return h, fault.New(fault.NotFound, "There is no such message here.")
	case err != nil:
		return h, fmt.Errorf("read kept message: %w", err)
	}
	h.Message, err = box.Open(heldPlace(h.ID), message)
	return h, err
}

// WaitingFor returns the messages that wait for these contracts to open, with what they say.
func WaitingFor(r engine.Reader, box *seal.Box, numbers []string) ([]Held, error) {
	return heldOf(r, box, `select `+heldColumns+`, message from feed_held where state = 'waiting'
		and number in ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`, numbers)
}

// OpenOn returns the activations that are in conflict over these vehicles, with what they say.
func OpenOn(r engine.Reader, box *seal.Box, vins []string) ([]Held, error) {
	return heldOf(r, box, `select `+heldColumns+`, message from feed_held where state = 'open' and why = 'vehicle'
		and vin in ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`, vins)
}

func heldOf(r engine.Reader, box *seal.Box, query string, values []string) ([]Held, error) {
	var out []Held
	for _, group := range engine.Groups(values) {
		rows, err := r.Query(query, group...)
		found, err := opened(rows, err, box)
		if err != nil {
			return nil, err
		}
		out = append(out, found...)
	}
	return out, nil
}

// opened reads kept messages with what they say.
func opened(rows *engine.Rows, err error, box *seal.Box) ([]Held, error) {
	all, err := engine.All(rows, err, func(rows *engine.Rows) (Held, error) {
		var message []byte
		h, err := scanHeld(rows, &message)
		if err != nil {
			return h, err
		}
		h.Message, err = box.Open(heldPlace(h.ID), message)
		return h, err
	})
	if err != nil {
		return nil, fmt.Errorf("read kept messages: %w", err)
	}
	return all, nil
}

// MostHeld bounds a list of kept messages: whoever has more works the oldest off first.
const MostHeld = 100

// HeldIn lists the kept messages of a state, the oldest first, without what they say.
func HeldIn(r engine.Reader, state State) ([]Held, error) {
	rows, err := r.Query(`select `+heldColumns+` from feed_held where state = $1 order by received_at, id limit $2`, state, MostHeld)
	all, err := engine.All(rows, err, func(rows *engine.Rows) (Held, error) { return scanHeld(rows) })
	if err != nil {
		return nil, fmt.Errorf("list kept messages: %w", err)
	}
	return all, nil
}

// CountHeld returns how many messages are kept in a state.
func CountHeld(r engine.Reader, state State) (int, error) {
	var n int
	if err := r.QueryRow(`select count(*) from feed_held where state = $1`, state).Scan(&n); err != nil {
		return 0, fmt.Errorf("count kept messages: %w", err)
	}
	return n, nil
}
