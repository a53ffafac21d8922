// Package reliefs keeps extensions that were asked for, who signed them and the agreements that came of it. The law is core/relief's.
package reliefs

import (
	"fmt"

	"marque/internal/civil"
	"marque/internal/core/contract"
	"marque/internal/core/relief"
	"marque/internal/fault"
	"marque/internal/l10n"
	"marque/internal/seal"
	"marque/internal/store/engine"
)

func place(table, column string, request relief.ID) seal.Place {
	return seal.Place{Table: table, Column: column, Row: request.String()}
}

// Insert adds a request. A contract has one open; a second is a Conflict.
func Insert(tx *engine.Tx, box *seal.Box, q relief.Request) error {
	text, err := box.Seal(place("relief_requests", "text", q.ID), relief.Joined(q.Text))
	if err != nil {
		return err
	}
	s := &q.Shown
	n, err := tx.Exec(`insert into relief_requests (contract_id, id, party_id, periods, first_instalment, first_due, ends, maturity, more_interest, version,
		text, text_hash, state, state_on, since, expires, created_by, created_at)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18) on conflict do nothing`,
		q.Contract, q.ID, q.Party, q.Periods, q.From, s.First, s.Ends, s.Maturity, s.More, q.Locale.Version(relief.Version), text, relief.Digest(q.Text),
		string(q.State), q.StateOn, q.Since, q.Expires, q.By, engine.Micros(q.At))
	if err != nil {
		return fmt.Errorf("insert relief request: %w", err)
	}
	if n == 0 {
		return fault.New(fault.Conflict, "An extension has been asked for already and waits for signatures.")
	}
	return nil
}

// Update stores how a request ended.
func Update(tx *engine.Tx, q relief.Request) error {
	n, err := tx.Exec(`update relief_requests set state = $3, state_on = $4 where contract_id = $1 and id = $2 and state = 'open'`,
		q.Contract, q.ID, string(q.State), q.StateOn)
	if err != nil {
		return fmt.Errorf("update relief request: %w", err)
	}
	if n == 0 {
		return fault.New(fault.Conflict, "This request is closed.")
	}
	return nil
}

type scanner interface{ Scan(dest ...any) error }

func scan(box *seal.Box, row scanner) (relief.Request, error) {
	var q relief.Request
	var text []byte
	var version string
	var at int64
	err := row.Scan(&q.Contract, &q.ID, &q.Party, &q.Periods, &q.From, &q.Shown.First, &q.Shown.Ends, &q.Shown.Maturity, &q.Shown.More, &version, &text,
		&q.State, &q.StateOn, &q.Since, &q.Expires, &q.By, &at)
	if err != nil {
		return q, err
	}
	q.At, q.Shown.Periods, q.Locale = engine.FromMicros(at), q.Periods, l10n.OfVersion(version)
	plain, err := box.Open(place("relief_requests", "text", q.ID), text)
	q.Text = relief.Parted(plain)
	return q, err
}

func one(box *seal.Box, row *engine.Row) (relief.Request, error) {
	q, err := scan(box, row)
	if engine.NoRows(err) {
		return q, fault.New(fault.NotFound, "There is no such request.")
	}
	if err != nil {
		return q, fmt.Errorf("read relief request: %w", err)
	}
	return q, nil
}

// ByID returns a contract's request or fault.NotFound.
func ByID(r engine.Reader, box *seal.Box, contractID contract.ID, request relief.ID) (relief.Request, error) {
	return one(box, r.QueryRow(`select contract_id, id, party_id, periods, first_instalment, first_due, ends, maturity, more_interest, version, text, state, state_on,
		since, expires, created_by, created_at from relief_requests where contract_id = $1 and id = $2`, contractID, request))
}

// Latest returns a contract's newest request or fault.NotFound.
func Latest(r engine.Reader, box *seal.Box, contractID contract.ID) (relief.Request, error) {
	return one(box, r.QueryRow(`select contract_id, id, party_id, periods, first_instalment, first_due, ends, maturity, more_interest, version, text, state, state_on,
		since, expires, created_by, created_at from relief_requests where contract_id = $1 order by created_at desc, id desc limit 1`, contractID))
}

// Key names a request.
type Key struct {
	Contract contract.ID
	ID       relief.ID
}

// Expiring lists at most limit open requests whose last day has come.
func Expiring(r engine.Reader, day civil.Date, limit int) ([]Key, error) {
	rows, err := r.Query(`select contract_id, id from relief_requests where state = 'open' and expires <= $1 order by expires, contract_id limit $2`, day, limit)
	return engine.All(rows, err, func(rows *engine.Rows) (Key, error) {
		var k Key
		err := rows.Scan(&k.Contract, &k.ID)
		return k, err
	})
}

// Sign keeps a signature; a second of the same party changes nothing.
func Sign(tx *engine.Tx, contractID contract.ID, request relief.ID, s relief.Signature) error {
	_, err := tx.Exec(`insert into relief_signatures (contract_id, request_id, party_id, version, text_hash, signed_at, network, methods)
		values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing`,
		contractID, request, s.Party, s.Version, s.Hash, engine.Micros(s.At), s.Network, s.Methods)
	if err != nil {
		return fmt.Errorf("keep a signature: %w", err)
	}
	return nil
}

// mostSigners bounds the signatures of one request; a contract has fewer people.
const mostSigners = 64

// Signatures lists who signed a request, in order.
func Signatures(r engine.Reader, contractID contract.ID, request relief.ID) ([]relief.Signature, error) {
	rows, err := r.Query(`select party_id, version, text_hash, signed_at, network, methods from relief_signatures
		where contract_id = $1 and request_id = $2 order by signed_at, party_id limit $3`, contractID, request, mostSigners)
	return engine.All(rows, err, func(rows *engine.Rows) (relief.Signature, error) {
		var s relief.Signature
		var at int64
		err := rows.Scan(&s.Party, &s.Version, &s.Hash, &at, &s.Network, &s.Methods)
		s.At = engine.FromMicros(at)
		return s, err
	})
}

// Agreement is a rendered agreement.
type Agreement struct {
	Pages  int
	File   []byte
	SHA256 []byte
}

// Keep keeps the agreement of a request that was granted. Nothing here is ever changed.
func Keep(tx *engine.Tx, box *seal.Box, q relief.Request, a Agreement, at int64) error {
	file, err := box.Seal(place("relief_agreements", "file", q.ID), string(a.File))
	if err != nil {
		return err
	}
	_, err = tx.Exec(`insert into relief_agreements (contract_id, id, pages, file, sha256, created_at) values ($1, $2, $3, $4, $5, $6)`,
		q.Contract, q.ID, a.Pages, file, a.SHA256, at)
	if err != nil {
		return fmt.Errorf("keep an agreement: %w", err)
	}
	return nil
}

// File returns a contract's agreement as it was rendered, or fault.NotFound.
func File(r engine.Reader, box *seal.Box, contractID contract.ID, request relief.ID) ([]byte, error) {
	var file []byte
	err := r.QueryRow(`select file from relief_agreements where contract_id = $1 and id = $2`, contractID, request).Scan(&file)
	if engine.NoRows(err) {
		return nil, fault.New(fault.NotFound, "There is no such agreement.")
	}
	if err != nil {
		return nil, fmt.Errorf("read an agreement: %w", err)
	}
	text, err := box.Open(place("relief_agreements", "file", request), file)
	return []byte(text), err
}
