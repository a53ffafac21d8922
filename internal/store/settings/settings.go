// Package settings keeps the few values that belong to the whole installation and change while it runs: on which day the book stands.
package settings

import (
	"fmt"
	"time"

	"marque/internal/civil"
	"marque/internal/store/engine"
)

// BookDay says where the book stands.
type BookDay struct {
	Pinned   bool       // the business date is Business, whatever the calendar says (a demo's)
	Business civil.Date // when pinned
	Closed   civil.Date // the last day whose cycle has run; none at first
}

const (
	pinned = "business_date"
	closed = "closed_through"
)

// Day reads where the book stands.
func Day(r engine.Reader) (BookDay, error) {
	rows, err := r.Query(`select name, value from settings where name = $1 or name = $2`, pinned, closed)
	if err != nil {
		return BookDay{}, fmt.Errorf("read business date: %w", err)
	}
	defer rows.Close()
	var day BookDay
	for rows.Next() {
		var name, value string
		if err := rows.Scan(&name, &value); err != nil {
			return day, fmt.Errorf("read business date: %w", err)
		}
		d, err := civil.Parse(value)
		if err != nil {
			return day, fmt.Errorf("read business date: %w", err)
		}
		if name == pinned {
			day.Pinned, day.Business = true, d
		} else {
			day.Closed = d
		}
	}
	return day, rows.Err()
}

const books = "books_closed_through"

// BooksClosed returns the last day of the periods that take no new entry in the ledger; none when no period is closed.
func BooksClosed(r engine.Reader) (civil.Date, error) {
	var value string
	err := r.QueryRow(`select value from settings where name = $1`, books).Scan(&value)
	if engine.NoRows(err) {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("read closed period: %w", err)
	}
	return civil.Parse(value)
}

// CloseBooks closes the ledger's periods through a day.
func CloseBooks(tx *engine.Tx, through civil.Date) error { return put(tx, books, through) }

// Pin makes the book stand at a day, whatever the calendar says.
func Pin(tx *engine.Tx, d civil.Date) error { return put(tx, pinned, d) }

// Close records that the cycle of a day has run.
func Close(tx *engine.Tx, d civil.Date) error { return put(tx, closed, d) }

func put(tx *engine.Tx, name string, d civil.Date) error {
	_, err := tx.Exec(`insert into settings (name, value) values ($1, $2) on conflict (name) do update set value = excluded.value`, name, d.String())
	if err != nil {
		return fmt.Errorf("write business date: %w", err)
	}
	return nil
}

const keys = "keys_check"

// KeysCheck returns the text by which the installation's keys are known again, and nothing before it was set.
func KeysCheck(r engine.Reader) (string, error) {
	var value string
	err := r.QueryRow(`select value from settings where name = $1`, keys).Scan(&value)
	if engine.NoRows(err) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("read the check of the keys: %w", err)
	}
	return value, nil
}

// ReplaceKeysCheck keeps the text anew, after the keys were changed.
func ReplaceKeysCheck(tx *engine.Tx, value string) error {
	if _, err := tx.Exec(`update settings set value = $2 where name = $1`, keys, value); err != nil {
		return fmt.Errorf("write the check of the keys: %w", err)
	}
	return nil
}

// SetKeysCheck keeps the text by which the keys are known again; the first one stays.
func SetKeysCheck(tx *engine.Tx, value string) error {
	_, err := tx.Exec(`insert into settings (name, value) values ($1, $2) on conflict (name) do nothing`, keys, value)
	if err != nil {
		return fmt.Errorf("write the check of the keys: %w", err)
	}
	return nil
}

const restored = "restored_from"

// Restored returns when the backup was made that this book was restored from, while nothing may leave for the bank because of it; else the
// zero time.
func Restored(r engine.Reader) (time.Time, error) {
	var value string
	err := r.QueryRow(`select value from settings where name = $1`, restored).Scan(&value)
	if engine.NoRows(err) {
		return time.Time{}, nil
	}
	if err != nil {
		return time.Time{}, fmt.Errorf("read whether the book was restored: %w", err)
	}
	return time.Parse(time.RFC3339, value)
}

// SetRestored keeps that the book was restored from a backup of an instant; nothing leaves for the bank until Release.
func SetRestored(tx *engine.Tx, made time.Time) error {
	_, err := tx.Exec(`insert into settings (name, value) values ($1, $2) on conflict (name) do update set value = excluded.value`,
		restored, made.UTC().Format(time.RFC3339))
	if err != nil {
		return fmt.Errorf("write that the book was restored: %w", err)
	}
	return nil
}

// Release lets files leave for the bank again.
func Release(tx *engine.Tx) error {
	if _, err := tx.Exec(`delete from settings where name = $1`, restored); err != nil {
		return fmt.Errorf("let files leave again: %w", err)
	}
	return nil
}
