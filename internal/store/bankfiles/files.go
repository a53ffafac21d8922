// Package bankfiles keeps the files to and from the bank, the entries in them, and what came back and could not be matched. A file moves only
// from the state it is expected in; its bytes are sealed, its hash is kept before it leaves.
package bankfiles

import (
	"fmt"
	"time"

	"marque/internal/civil"
	"marque/internal/core/payment"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/money"
	"marque/internal/seal"
	"marque/internal/store/engine"
)

// Direction says where a file goes.
type Direction string

// The directions.
const (
	Out Direction = "out"
	In  Direction = "in"
)

// State is a step of a file's life.
type State string

// The states of a file that goes out (building → written → sending → sent → acknowledged or rejected) and of one that comes in
// (reading → read or quarantined).
const (
	Building     State = "building"
	Written      State = "written"
	Sending      State = "sending"
	Sent         State = "sent"
	Acknowledged State = "acknowledged"
	Rejected     State = "rejected"
	Reading      State = "reading"
	Read         State = "read"
	Quarantined  State = "quarantined"
)

// File is a stored file without its bytes.
type File struct {
	ID        payment.FileID
	Direction Direction
	Rail      payment.Rail // of one that goes out
	Name      string
	Day       civil.Date // the business day on which it was begun, or came
	Number    int        // of the day, from 1; 0 for what came in
	State     State
	Made      time.Time
	Entries   int
	Debits    money.Cents
	Credits   money.Cents
	Size      int64
	SHA256    []byte
	SentOn    civil.Date // none before it was sent
	Line      int        // of a quarantined file
	Reason    string     // of a quarantine or a refusal
}

const columns = `id, direction, rail, name, day, number, state, made, entries, debits, credits, size, sha256, sent_on, line, reason`

type scanner interface{ Scan(dest ...any) error }

func scan(row scanner) (File, error) {
	var f File
	var made int64
	err := row.Scan(&f.ID, &f.Direction, &f.Rail, &f.Name, &f.Day, &f.Number, &f.State, &made, &f.Entries, &f.Debits, &f.Credits, &f.Size, &f.SHA256,
		&f.SentOn, &f.Line, &f.Reason)
	f.Made = engine.FromMicros(made)
	return f, err
}

func scanRow(rows *engine.Rows) (File, error) { return scan(rows) }

// MostADay bounds the files of a day: a file's modifier is one letter or digit.
const MostADay = 36

// Next is a file that is begun when none is being built.
type Next struct {
	Rail payment.Rail
	Day  civil.Date
	Name func(number int) string // made of the number
	Now  time.Time
}

// Open returns the file of a rail that is being built, locked, or begins the next one of a day.
func Open(tx *engine.Tx, n Next) (File, error) {
	f, err := Unfinished(tx, n.Rail)
	if !fault.Is(err, fault.NotFound) {
		return f, err
	}
	var last int
	err = tx.QueryRow(`select coalesce(max(number), 0) from bank_files where direction = $1 and day = $2`, string(Out), n.Day).Scan(&last)
	if err != nil {
		return f, fmt.Errorf("number the files of %s: %w", n.Day, err)
	}
	if last >= MostADay {
		return f, fault.Newf(fault.TooMany, "%d files were made on %s already.", last, n.Day)
	}
	name := n.Name(last + 1)
	f = File{ID: OutID(name), Direction: Out, Rail: n.Rail, Name: name, Day: n.Day, Number: last + 1, State: Building, Made: n.Now}
	_, err = tx.Exec(`insert into bank_files (id, direction, name, day, number, state, made, entries, debits, credits, size, sha256, content, mark,
		sent_on, line, reason, changed, rail) values ($1, $2, $3, $4, $5, $6, $7, 0, 0, 0, 0, null, null, '', null, 0, '', $7, $8) on conflict (id) do nothing`,
		f.ID, string(f.Direction), f.Name, f.Day, f.Number, string(f.State), engine.Micros(n.Now), string(n.Rail))
	if err != nil {
		return f, fmt.Errorf("begin file %s: %w", f.Name, err)
	}
	return Unfinished(tx, n.Rail)
}

// OutID is the id of a file of ours: its name is given once.
func OutID(name string) payment.FileID { return id.Derive[payment.File]("out", name) }

// Unfinished returns the file of a rail that is being built and locks it, or fault.NotFound.
func Unfinished(tx *engine.Tx, rail payment.Rail) (File, error) {
	f, err := scan(tx.QueryRow(`select `+columns+` from bank_files where direction = $1 and state = $2 and rail = $3 order by day, number limit 1`+tx.ForUpdate(),
		string(Out), string(Building), string(rail)))
	if engine.NoRows(err) {
		return f, fault.New(fault.NotFound, "No file is being built.")
	}
	if err != nil {
		return f, fmt.Errorf("read the file that is being built: %w", err)
	}
	return f, nil
}

func place(file payment.FileID) seal.Place {
	return seal.Place{Table: "bank_files", Column: "content", Row: file.String()}
}

// Finish keeps a built file's bytes and hash: from now on it never changes.
func Finish(tx *engine.Tx, box *seal.Box, f File, content []byte, now time.Time) error {
	sealed, err := box.Seal(place(f.ID), string(content))
	if err != nil {
		return err
	}
	n, err := tx.Exec(`update bank_files set state = $2, entries = $3, debits = $4, credits = $5, size = $6, sha256 = $7, content = $8, changed = $9
		where id = $1 and state = $10`, f.ID, string(Written), f.Entries, f.Debits, f.Credits, int64(len(content)), f.SHA256, sealed, engine.Micros(now),
		string(Building))
	return moved(n, err, f)
}

// Move changes a file's state; it is a Conflict when another hand was quicker.
func Move(tx *engine.Tx, f File, to State, now time.Time) error {
	n, err := tx.Exec(`update bank_files set state = $3, reason = $4, line = $5, sent_on = $6, changed = $7 where id = $1 and state = $2`,
		f.ID, string(f.State), string(to), f.Reason, f.Line, f.SentOn, engine.Micros(now))
	return moved(n, err, f)
}

func moved(n int64, err error, f File) error {
	if err != nil {
		return fmt.Errorf("move file %s: %w", f.Name, err)
	}
	if n == 0 {
		return fault.Newf(fault.Conflict, "The file %s has changed in the meantime.", f.Name)
	}
	return nil
}

// Content returns a file's bytes.
func Content(r engine.Reader, box *seal.Box, file payment.FileID) ([]byte, error) {
	var sealed []byte
	if err := r.QueryRow(`select content from bank_files where id = $1`, file).Scan(&sealed); err != nil {
		return nil, fmt.Errorf("read file %s: %w", file, err)
	}
	text, err := box.Open(place(file), sealed)
	return []byte(text), err
}

// mostListed bounds a list of files: ten years of days.
const mostListed = 4000

// Waiting lists the files that have not left yet, oldest first.
func Waiting(r engine.Reader) ([]File, error) {
	rows, err := r.Query(`select `+columns+` from bank_files where direction = $1 and state in ($2, $3) order by day, number limit $4`,
		string(Out), string(Written), string(Sending), mostListed)
	return engine.All(rows, err, scanRow)
}

// SentSince lists the files that left on a day or later and were not refused, oldest first.
func SentSince(r engine.Reader, day civil.Date) ([]File, error) {
	rows, err := r.Query(`select `+columns+` from bank_files where direction = $1 and state in ($2, $3) and sent_on >= $4 order by day, number limit $5`,
		string(Out), string(Sent), string(Acknowledged), day, mostListed)
	return engine.All(rows, err, scanRow)
}

// Recent lists the newest files of both directions.
func Recent(r engine.Reader, limit int) ([]File, error) {
	rows, err := r.Query(`select `+columns+` from bank_files order by changed desc, id limit $1`, limit)
	return engine.All(rows, err, scanRow)
}

// ByID returns a file or fault.NotFound.
func ByID(r engine.Reader, file payment.FileID) (File, error) {
	f, err := scan(r.QueryRow(`select `+columns+` from bank_files where id = $1`, file))
	if engine.NoRows(err) {
		return f, fault.New(fault.NotFound, "There is no such file.")
	}
	if err != nil {
		return f, fmt.Errorf("read file: %w", err)
	}
	return f, nil
}

// Receive keeps a file that came and returns it as it stands: one that was here before, under whatever name, keeps its state.
func Receive(tx *engine.Tx, box *seal.Box, f File, content []byte, mark string) (File, error) {
	sealed, err := box.Seal(place(f.ID), string(content))
	if err != nil {
		return f, err
	}
	_, err = tx.Exec(`insert into bank_files (id, direction, name, day, number, state, made, entries, debits, credits, size, sha256, content, mark,
		sent_on, line, reason, changed) values ($1, $2, $3, $4, 0, $5, $6, 0, 0, 0, $7, $8, $9, $10, null, 0, '', $6)
		on conflict (id) do update set mark = excluded.mark`,
		f.ID, string(In), f.Name, f.Day, string(Reading), engine.Micros(f.Made), int64(len(content)), f.SHA256, sealed, mark)
	if err != nil {
		return f, fmt.Errorf("keep file %s: %w", f.Name, err)
	}
	return ByID(tx, f.ID)
}

// Known tells whether a file with this mark (its name, size and time) was read to its end.
func Known(r engine.Reader, mark string) (bool, error) {
	var n int64
	err := r.QueryRow(`select count(*) from bank_files where mark = $1 and direction = $2 and state <> $3`, mark, string(In), string(Reading)).Scan(&n)
	if err != nil {
		return false, fmt.Errorf("look for a received file: %w", err)
	}
	return n > 0, nil
}
