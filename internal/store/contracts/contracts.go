// Package contracts keeps contracts, their events and the cached state that can be thrown away and folded again.
package contracts

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"marque/internal/core/access"
	"marque/internal/core/contract"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/store/engine"
)

// Contract is a stored contract: what was agreed, and when we learned of it.
type Contract struct {
	ID     contract.ID
	Terms  contract.Terms
	VIN    string
	Opened time.Time
}

var errNone = fault.New(fault.NotFound, "There is no such contract.")

// Insert adds contracts. A number that is taken is a Conflict.
func Insert(tx *engine.Tx, all ...Contract) error {
	rows := make([][]any, len(all))
	for i, c := range all {
		terms, err := json.Marshal(c.Terms)
		if err != nil {
			return fmt.Errorf("write terms: %w", err)
		}
		rows[i] = []any{c.ID, c.Terms.Number, c.Terms.Brand, c.Terms.Kind.String(), c.Terms.Currency, c.VIN, string(terms), engine.Micros(c.Opened)}
	}
	added, err := tx.ExecEach(`insert into contracts (id, number, brand, kind, currency, vin, terms, opened)
		values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (number) do nothing`, rows)
	if err != nil {
		return fmt.Errorf("insert contracts: %w", err)
	}
	if slices.Contains(added, 0) {
		return fault.New(fault.Conflict, "A contract with this number is open already.")
	}
	return nil
}

// Lock takes the contract's row until the end of the transaction; it comes before anything else that is written about a contract.
func Lock(tx *engine.Tx, contractID contract.ID) error {
	var one int
	err := tx.QueryRow(`select 1 from contracts where id = $1`+tx.ForUpdate(), contractID).Scan(&one)
	if engine.NoRows(err) {
		return errNone
	}
	if err != nil {
		return fmt.Errorf("lock contract: %w", err)
	}
	return nil
}

// ByID returns a contract or fault.NotFound.
func ByID(r engine.Reader, contractID contract.ID) (Contract, error) {
	return one(r.QueryRow(`select id, vin, terms, opened from contracts where id = $1`, contractID))
}

// ByNumber returns a contract by the number printed on its papers, or fault.NotFound.
func ByNumber(r engine.Reader, number string) (Contract, error) {
	return one(r.QueryRow(`select id, vin, terms, opened from contracts where number = $1`, number))
}

func one(row *engine.Row) (Contract, error) {
	c, err := scan(row)
	if engine.NoRows(err) {
		return Contract{}, errNone
	}
	return c, err
}

type scanner interface{ Scan(dest ...any) error }

func scan(row scanner) (Contract, error) {
	var c Contract
	var terms string
	var opened int64
	if err := row.Scan(&c.ID, &c.VIN, &terms, &opened); err != nil {
		return c, err
	}
	c.Opened = engine.FromMicros(opened)
	if err := json.Unmarshal([]byte(terms), &c.Terms); err != nil {
		return c, fmt.Errorf("read terms of %s: %w", c.ID, err)
	}
	return c, nil
}

func scanRows(rows *engine.Rows) (Contract, error) { return scan(rows) }

// ByVIN lists the contracts that finance or financed a vehicle, oldest first.
func ByVIN(r engine.Reader, vin string) ([]Contract, error) {
	rows, err := r.Query(`select id, vin, terms, opened from contracts where vin = $1 order by id`, vin)
	return engine.All(rows, err, scanRows)
}

// OfParty lists the contracts a party is on, newest first.
func OfParty(r engine.Reader, party access.PartyID) ([]Contract, error) {
	rows, err := r.Query(`select c.id, c.vin, c.terms, c.opened from contracts c
		join contract_parties p on p.contract_id = c.id where p.party_id = $1 order by c.number`, party)
	return engine.All(rows, err, scanRows)
}

// After lists at most limit contracts whose id comes after the given one, in order: the way to walk the whole book.
func After(r engine.Reader, after contract.ID, limit int) ([]Contract, error) {
	rows, err := r.Query(`select id, vin, terms, opened from contracts where id > $1 order by id limit $2`, floor(after), limit)
	return engine.All(rows, err, scanRows)
}

// Find lists at most limit contracts of a brand whose id comes after the given one, in order; no brand is all, and a number finds its own only.
func Find(r engine.Reader, brand, number string, after contract.ID, limit int) ([]Contract, error) {
	rows, err := r.Query(`select id, vin, terms, opened from contracts
		where ($1 = '' or brand = $1) and ($2 = '' or number = $2) and id > $3 order by id limit $4`, brand, number, floor(after), limit)
	return engine.All(rows, err, scanRows)
}

// IsOfBrand tells whether a contract, given by its id's text, is of a brand; a text that is no id is nobody's contract.
func IsOfBrand(r engine.Reader, contractID, brand string) (bool, error) {
	on, err := id.Parse[contract.Contract](contractID)
	if err != nil {
		return false, nil
	}
	var found int
	err = r.QueryRow(`select 1 from contracts where id = $1 and brand = $2`, on, brand).Scan(&found)
	if err != nil && !engine.NoRows(err) {
		return false, fmt.Errorf("read brand of contract %s: %w", on, err)
	}
	return found == 1, nil
}

// floor makes the zero id, which is stored as NULL, comparable.
func floor(contractID contract.ID) string { return contractID.String() }

// Count returns how many contracts the book has.
func Count(r engine.Reader) (int, error) {
	var n int
	if err := r.QueryRow(`select count(*) from contracts`).Scan(&n); err != nil {
		return 0, fmt.Errorf("count contracts: %w", err)
	}
	return n, nil
}

// News is what happened to one contract.
type News struct {
	Contract contract.ID
	Events   []contract.Event
}

// AddEvents appends events in one go. Their keys must be new to their contracts.
func AddEvents(tx *engine.Tx, all ...News) error {
	var rows [][]any
	for _, n := range all {
		for _, e := range n.Events {
			body, err := contract.EncodeBody(e.Body)
			if err != nil {
				return fmt.Errorf("write event %s: %w", e.Key, err)
			}
			rows = append(rows, []any{n.Contract, e.ID, e.Key, string(e.Body.Kind()), e.Effective, engine.Micros(e.Recorded), string(body)})
		}
	}
	err := tx.Insert("contract_events", []string{"contract_id", "id", "key", "kind", "effective", "recorded", "body"}, rows)
	if err != nil {
		return fmt.Errorf("add events: %w", err)
	}
	return nil
}

// Events returns everything that happened to a contract, in the order of its keys; the fold brings it into its own order.
func Events(r engine.Reader, contractID contract.ID) ([]contract.Event, error) {
	rows, err := r.Query(`select contract_id, id, key, kind, effective, recorded, body from contract_events where contract_id = $1`, contractID)
	return engine.All(rows, err, scanEvent)
}

func scanEvent(rows *engine.Rows) (contract.Event, error) {
	of, err := scanOwned(rows)
	return of.event, err
}

// owned is an event with its contract.
type owned struct {
	contract contract.ID
	event    contract.Event
}

func scanOwned(rows *engine.Rows) (owned, error) {
	var of owned
	var kind, body string
	var recorded int64
	if err := rows.Scan(&of.contract, &of.event.ID, &of.event.Key, &kind, &of.event.Effective, &recorded, &body); err != nil {
		return of, err
	}
	of.event.Recorded = engine.FromMicros(recorded)
	var err error
	if of.event.Body, err = contract.DecodeBody(kind, []byte(body)); err != nil {
		return of, fmt.Errorf("read event %s: %w", of.event.Key, err)
	}
	return of, nil
}

// NewEventID makes the id of an event from its contract and key, so that the same event always has the same id.
func NewEventID(contractID contract.ID, key string) contract.EventID {
	return id.Derive[contract.Event](contractID.String(), key)
}

// CountEvents returns how many events a contract has.
func CountEvents(r engine.Reader, contractID contract.ID) (int, error) {
	var n int
	if err := r.QueryRow(`select count(*) from contract_events where contract_id = $1`, contractID).Scan(&n); err != nil {
		return 0, fmt.Errorf("count events: %w", err)
	}
	return n, nil
}
