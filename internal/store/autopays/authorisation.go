package autopays

import (
	"fmt"
	"time"

	"marque/internal/core/autopay"
	"marque/internal/core/contract"
	"marque/internal/fault"
	"marque/internal/seal"
	"marque/internal/store/engine"
)

// Authorisation is what the customer signed, as evidence: the words, when and from where, proved by which methods, and the copy.
type Authorisation struct {
	Version string // of the words
	Signed  time.Time
	Network string
	Methods string // of the session: "password,app"
	Text    string
	File    []byte // the copy, a PDF
	SHA256  []byte // of the file
}

func place(column string, enrolment autopay.ID) seal.Place {
	return seal.Place{Table: "autopay_authorisations", Column: column, Row: enrolment.String()}
}

// Sign keeps an authorisation. Nothing here is ever changed.
func Sign(tx *engine.Tx, box *seal.Box, e autopay.Enrolment, a Authorisation) error {
	text, err := box.Seal(place("text", e.ID), a.Text)
	if err != nil {
		return err
	}
	file, err := box.Seal(place("file", e.ID), string(a.File))
	if err != nil {
		return err
	}
	_, err = tx.Exec(`insert into autopay_authorisations (contract_id, id, version, signed_at, network, methods, text, file, sha256)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`, e.Contract, e.ID, a.Version, engine.Micros(a.Signed), a.Network, a.Methods, text, file, a.SHA256)
	if err != nil {
		return fmt.Errorf("keep an authorisation: %w", err)
	}
	return nil
}

// Signed returns a contract's authorisation as it was signed, or fault.NotFound.
func Signed(r engine.Reader, box *seal.Box, contractID contract.ID, enrolment autopay.ID) (Authorisation, error) {
	var a Authorisation
	var at int64
	var text, file []byte
	err := r.QueryRow(`select version, signed_at, network, methods, text, file, sha256 from autopay_authorisations
		where contract_id = $1 and id = $2`, contractID, enrolment).Scan(&a.Version, &at, &a.Network, &a.Methods, &text, &file, &a.SHA256)
	if engine.NoRows(err) {
		return a, fault.New(fault.NotFound, "There is no such authorization.")
	}
	if err != nil {
		return a, fmt.Errorf("read an authorisation: %w", err)
	}
	a.Signed = engine.FromMicros(at)
	if a.Text, err = box.Open(place("text", enrolment), text); err != nil {
		return a, err
	}
	plain, err := box.Open(place("file", enrolment), file)
	a.File = []byte(plain)
	return a, err
}
