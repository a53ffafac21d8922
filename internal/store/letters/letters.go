// Package letters keeps finished letters as they were rendered, sealed, with the hash of the code that verifies them. Nothing here is ever
// changed; what a letter says is core/statement's.
package letters

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"time"

	"marque/internal/civil"
	"marque/internal/core/contract"
	"marque/internal/core/statement"
	"marque/internal/fault"
	"marque/internal/money"
	"marque/internal/seal"
	"marque/internal/store/engine"
)

// Row is a finished letter without its file.
type Row struct {
	ID          statement.LetterID
	Contract    contract.ID
	Kind        statement.LetterKind
	Title       string
	Issued      civil.Date
	GoodThrough civil.Date // none when the letter does not expire
	Amount      money.Cents
	Pages       int
	SHA256      []byte
	At          time.Time
}

// Issue is the kind of the job that writes a letter which something asks for by itself; its argument is an Order.
const Issue = "letter.issue"

// Order is the argument of Issue.
type Order struct {
	Contract contract.ID          `json:"contract"`
	Kind     statement.LetterKind `json:"kind"`
	About    string               `json:"about"` // the message that asks for it, by its name
}

// Key names the letter: a second order of the same is none.
func (o Order) Key() string {
	sum := sha256.Sum256([]byte(o.Contract.String() + "|" + string(o.Kind) + "|" + o.About))
	return "letter:" + hex.EncodeToString(sum[:])
}

func place(l statement.LetterID) seal.Place {
	return seal.Place{Table: "letters", Column: "file", Row: l.String()}
}

// Insert keeps a letter under the hash of its code; a second of the same id changes nothing.
func Insert(tx *engine.Tx, box *seal.Box, l Row, code string, file []byte) error {
	sealed, err := box.Seal(place(l.ID), string(file))
	if err != nil {
		return err
	}
	_, err = tx.Exec(`insert into letters (contract_id, id, kind, title, issued, good_through, amount, code_hash, pages, file, sha256, created_at)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) on conflict do nothing`,
		l.Contract, l.ID, string(l.Kind), l.Title, l.Issued, l.GoodThrough, l.Amount, hash(code), l.Pages, sealed, l.SHA256, engine.Micros(l.At))
	if err != nil {
		return fmt.Errorf("insert letter: %w", err)
	}
	return nil
}

// hash is unkeyed, so that a letter can be verified for as long as it lies in a drawer, whatever becomes of the keys: 80 random bits are not guessed.
func hash(code string) []byte {
	sum := sha256.Sum256([]byte("letter|" + code))
	return sum[:]
}

type scanner interface{ Scan(dest ...any) error }

func scan(row scanner) (Row, error) {
	var l Row
	var at int64
	err := row.Scan(&l.Contract, &l.ID, &l.Kind, &l.Title, &l.Issued, &l.GoodThrough, &l.Amount, &l.Pages, &l.SHA256, &at)
	l.At = engine.FromMicros(at)
	return l, err
}

// mostListed bounds a list: a letter a week for as long as a contract runs.
const mostListed = 600

// Of lists a contract's letters, newest first.
func Of(r engine.Reader, contractID contract.ID) ([]Row, error) {
	rows, err := r.Query(`select contract_id, id, kind, title, issued, good_through, amount, pages, sha256, created_at from letters
		where contract_id = $1 order by created_at desc, id desc limit $2`, contractID, mostListed)
	return engine.All(rows, err, func(rows *engine.Rows) (Row, error) { return scan(rows) })
}

// Has tells whether a contract has a letter.
func Has(r engine.Reader, contractID contract.ID, letter statement.LetterID) (bool, error) {
	var n int64
	if err := r.QueryRow(`select count(*) from letters where contract_id = $1 and id = $2`, contractID, letter).Scan(&n); err != nil {
		return false, fmt.Errorf("look for a letter: %w", err)
	}
	return n > 0, nil
}

// ByCode returns the letter that a code verifies, or fault.NotFound.
func ByCode(r engine.Reader, code string) (Row, error) {
	l, err := scan(r.QueryRow(`select contract_id, id, kind, title, issued, good_through, amount, pages, sha256, created_at from letters
		where code_hash = $1`, hash(code)))
	if engine.NoRows(err) {
		return l, errNone()
	}
	if err != nil {
		return l, fmt.Errorf("read letter: %w", err)
	}
	return l, nil
}

// File returns a contract's letter as it was rendered, or fault.NotFound.
func File(r engine.Reader, box *seal.Box, contractID contract.ID, letter statement.LetterID) ([]byte, error) {
	var sealed []byte
	err := r.QueryRow(`select file from letters where contract_id = $1 and id = $2`, contractID, letter).Scan(&sealed)
	if engine.NoRows(err) {
		return nil, errNone()
	}
	if err != nil {
		return nil, fmt.Errorf("read letter: %w", err)
	}
	text, err := box.Open(place(letter), sealed)
	return []byte(text), err
}

func errNone() error { return fault.New(fault.NotFound, "There is no such letter.") }
