// Package casefiles keeps the desk's cases and the notes about them. Notes and outcomes are sealed. What a case may become is core/casefile's.
package casefiles

import (
	"encoding/json"
	"fmt"

	"marque/internal/civil"
	"marque/internal/core/access"
	"marque/internal/core/casefile"
	"marque/internal/core/contract"
	"marque/internal/fault"
	"marque/internal/seal"
	"marque/internal/store/engine"
)

const columns = `contract_id, id, party_id, kind, payment_id, stage, owner_id, opened_by, opened_at, days, promised, closed_at, closed_on, outcome`

func outcomePlace(f casefile.ID) seal.Place {
	return seal.Place{Table: "cases", Column: "outcome", Row: f.String()}
}

func notePlace(n casefile.NoteID) seal.Place {
	return seal.Place{Table: "case_notes", Column: "body", Row: n.String()}
}

// due is what cases are sorted by.
func due(f casefile.File) civil.Date {
	if c, runs := f.Nearest(); runs {
		return c.Due
	}
	return f.ClosedOn
}

// Insert adds a case.
func Insert(tx *engine.Tx, f casefile.File) error {
	days, err := json.Marshal(f.Days)
	if err == nil {
		_, err = tx.Exec(`insert into cases (contract_id, id, party_id, kind, payment_id, stage, owner_id, opened_by, opened_at, days, promised, due, closed_at, closed_on, outcome)
			values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 0, null, null)`, f.Contract, f.ID, f.Party, string(f.Kind), f.Payment, string(f.Stage), f.Owner, f.OpenedBy,
			engine.Micros(f.Opened), string(days), f.Promised, due(f))
	}
	if err != nil {
		return fmt.Errorf("insert case: %w", err)
	}
	return nil
}

// Change writes what a case has become. The caller has locked its contract.
func Change(tx *engine.Tx, box *seal.Box, f casefile.File) error {
	days, err := json.Marshal(f.Days)
	if err != nil {
		return fmt.Errorf("change case: %w", err)
	}
	var outcome []byte
	closed, on := int64(0), any(nil)
	if f.Stage == casefile.Closed {
		closed, on = engine.Micros(f.Closed), f.ClosedOn
		if outcome, err = box.Seal(outcomePlace(f.ID), f.Outcome); err != nil {
			return err
		}
	}
	_, err = tx.Exec(`update cases set stage = $3, owner_id = $4, days = $5, promised = $6, due = $7, closed_at = $8, closed_on = $9, outcome = $10 where contract_id = $1 and id = $2`,
		f.Contract, f.ID, string(f.Stage), f.Owner, string(days), f.Promised, due(f), closed, on, outcome)
	if err != nil {
		return fmt.Errorf("change case: %w", err)
	}
	return nil
}

// ByID reads one case of a contract or fault.NotFound.
func ByID(r engine.Reader, box *seal.Box, on contract.ID, which casefile.ID) (casefile.File, error) {
	f, err := scan(r.QueryRow(`select `+columns+` from cases where contract_id = $1 and id = $2`, on, which), box)
	if engine.NoRows(err) {
		return f, fault.New(fault.NotFound, "There is no such case.")
	}
	if err != nil {
		return f, fmt.Errorf("read case: %w", err)
	}
	return f, nil
}

// OnContract lists a contract's cases, the newest first.
func OnContract(r engine.Reader, box *seal.Box, on contract.ID, most int) ([]casefile.File, error) {
	return list(box)(r.Query(`select `+columns+` from cases where contract_id = $1 order by id desc limit $2`, on, most))
}

// OfParty lists a person's cases, the newest first.
func OfParty(r engine.Reader, box *seal.Box, party access.PartyID, most int) ([]casefile.File, error) {
	return list(box)(r.Query(`select `+columns+` from cases where party_id = $1 order by id desc limit $2`, party, most))
}

// Sift says which cases are wanted; what is empty is any.
type Sift struct {
	Closed bool // those that are over instead of those that are not
	Kind   casefile.Kind
	Owner  access.UserID
}

// Queue lists cases by their nearest clock, those that are over by when they were closed, the last first.
func Queue(r engine.Reader, box *seal.Box, q Sift, most int) ([]casefile.File, error) {
	owner := ""
	if !q.Owner.IsZero() {
		owner = q.Owner.String()
	}
	if q.Closed {
		return list(box)(r.Query(`select `+columns+` from cases where stage = 'closed' and (cast($1 as TEXT) = '' or kind = $1)
			and (cast($2 as TEXT) = '' or cast(owner_id as TEXT) = $2) order by due desc, id desc limit $3`, string(q.Kind), owner, most))
	}
	return list(box)(r.Query(`select `+columns+` from cases where stage in ('open', 'waiting') and (cast($1 as TEXT) = '' or kind = $1)
		and (cast($2 as TEXT) = '' or cast(owner_id as TEXT) = $2) order by due, id limit $3`, string(q.Kind), owner, most))
}

// Count counts the cases of a contract that are not over.
func Count(r engine.Reader, on contract.ID) (int, error) {
	var n int
	if err := r.QueryRow(`select count(*) from cases where contract_id = $1 and stage in ('open', 'waiting')`, on).Scan(&n); err != nil {
		return 0, fmt.Errorf("count cases: %w", err)
	}
	return n, nil
}

func list(box *seal.Box) func(rows *engine.Rows, err error) ([]casefile.File, error) {
	return func(rows *engine.Rows, err error) ([]casefile.File, error) {
		return engine.All(rows, err, func(rows *engine.Rows) (casefile.File, error) { return scan(rows, box) })
	}
}

func scan(row interface{ Scan(into ...any) error }, box *seal.Box) (casefile.File, error) {
	var f casefile.File
	var opened, closed int64
	var days string
	var outcome []byte
	var on *civil.Date
	err := row.Scan(&f.Contract, &f.ID, &f.Party, (*string)(&f.Kind), &f.Payment, (*string)(&f.Stage), &f.Owner, &f.OpenedBy, &opened, &days, &f.Promised, &closed, &on, &outcome)
	if err != nil {
		return f, err
	}
	f.Opened = engine.FromMicros(opened)
	if err := json.Unmarshal([]byte(days), &f.Days); err != nil || on == nil {
		return f, err
	}
	f.Closed, f.ClosedOn = engine.FromMicros(closed), *on
	f.Outcome, err = box.Open(outcomePlace(f.ID), outcome)
	return f, err
}

// AddNote keeps a note about a case.
func AddNote(tx *engine.Tx, box *seal.Box, f casefile.File, n casefile.Note) error {
	body, err := box.Seal(notePlace(n.ID), n.Text)
	if err != nil {
		return err
	}
	_, err = tx.Exec(`insert into case_notes (contract_id, id, case_id, author_id, at, body) values ($1, $2, $3, $4, $5, $6)`, f.Contract, n.ID, f.ID, n.By, engine.Micros(n.At), body)
	if err != nil {
		return fmt.Errorf("add note to case: %w", err)
	}
	return nil
}

// Notes lists the notes about a case, the oldest first.
func Notes(r engine.Reader, box *seal.Box, on contract.ID, which casefile.ID) ([]casefile.Note, error) {
	rows, err := r.Query(`select id, author_id, at, body from case_notes where contract_id = $1 and case_id = $2 order by id limit $3`, on, which, casefile.MostNotes)
	return engine.All(rows, err, func(rows *engine.Rows) (casefile.Note, error) {
		var n casefile.Note
		var at int64
		var body []byte
		if err := rows.Scan(&n.ID, &n.By, &at, &body); err != nil {
			return n, err
		}
		n.At = engine.FromMicros(at)
		var err error
		n.Text, err = box.Open(notePlace(n.ID), body)
		return n, err
	})
}
