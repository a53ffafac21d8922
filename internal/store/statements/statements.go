// Package statements keeps finished statements: the file exactly as it was rendered, sealed, with its hash. Nothing here is ever changed.
package statements

import (
	"fmt"
	"time"

	"marque/internal/civil"
	"marque/internal/core/contract"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/money"
	"marque/internal/seal"
	"marque/internal/store/engine"
)

// ID names a statement.
type ID = id.Of[Statement]

// Statement is a finished statement without its file.
type Statement struct {
	ID        ID
	Contract  contract.ID
	Opened    civil.Date // first day of its period
	Closed    civil.Date // last day of its period
	Due       civil.Date // none when nothing falls due
	AmountDue money.Cents
	Balance   money.Cents
	Pages     int
	SHA256    []byte
	Rendered  time.Time
}

func place(s ID, column string) seal.Place {
	return seal.Place{Table: "statements", Column: column, Row: s.String()}
}

// Insert keeps a finished statement with what it says; it returns false when the contract has one for this closing day already.
func Insert(tx *engine.Tx, box *seal.Box, s Statement, file, page []byte) (bool, error) {
	sealed, err := box.Seal(place(s.ID, "file"), string(file))
	if err != nil {
		return false, err
	}
	said, err := box.Seal(place(s.ID, "page"), string(page))
	if err != nil {
		return false, err
	}
	n, err := tx.Exec(`insert into statements
		(contract_id, id, opened, closed, due, amount_due, balance, pages, sha256, file, rendered, page)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) on conflict (contract_id, closed) do nothing`,
		s.Contract, s.ID, s.Opened, s.Closed, s.Due, s.AmountDue, s.Balance, s.Pages, s.SHA256, sealed, engine.Micros(s.Rendered), said)
	if err != nil {
		return false, fmt.Errorf("insert statement: %w", err)
	}
	return n == 1, nil
}

// mostListed bounds a list: fifty years of months.
const mostListed = 600

// Of lists a contract's statements, newest first.
func Of(r engine.Reader, contractID contract.ID) ([]Statement, error) {
	rows, err := r.Query(`select contract_id, id, opened, closed, due, amount_due, balance, pages, sha256, rendered
		from statements where contract_id = $1 order by closed desc limit $2`, contractID, mostListed)
	return engine.All(rows, err, func(rows *engine.Rows) (Statement, error) {
		var s Statement
		var rendered int64
		err := rows.Scan(&s.Contract, &s.ID, &s.Opened, &s.Closed, &s.Due, &s.AmountDue, &s.Balance, &s.Pages, &s.SHA256, &rendered)
		s.Rendered = engine.FromMicros(rendered)
		return s, err
	})
}

// File returns the file of a contract's statement as it was rendered, or fault.NotFound, with the hash it was stored under.
func File(r engine.Reader, box *seal.Box, contractID contract.ID, statement ID) (file, sha256 []byte, err error) {
	var sealed []byte
	err = r.QueryRow(`select file, sha256 from statements where contract_id = $1 and id = $2`, contractID, statement).Scan(&sealed, &sha256)
	if engine.NoRows(err) {
		return nil, nil, fault.New(fault.NotFound, "There is no such statement.")
	}
	if err != nil {
		return nil, nil, fmt.Errorf("read statement: %w", err)
	}
	text, err := box.Open(place(statement, "file"), sealed)
	return []byte(text), sha256, err
}

// Page returns a contract's statement with what it says, or fault.NotFound. One that was issued before pages were kept says nothing.
func Page(r engine.Reader, box *seal.Box, contractID contract.ID, statement ID) (Statement, []byte, error) {
	out := Statement{Contract: contractID, ID: statement}
	var sealed []byte
	err := r.QueryRow(`select opened, closed, pages, page from statements where contract_id = $1 and id = $2`, contractID, statement).
		Scan(&out.Opened, &out.Closed, &out.Pages, &sealed)
	if engine.NoRows(err) {
		return out, nil, fault.New(fault.NotFound, "There is no such statement.")
	}
	if err != nil || len(sealed) == 0 {
		return out, nil, err
	}
	text, err := box.Open(place(statement, "page"), sealed)
	return out, []byte(text), err
}
