// Package sealings knows every sealed column of the database: it seals a page of rows anew under the key in use, with the blind indexes
// that follow from them, and counts what still needs an old key. What the values mean is the topic's beside it.
package sealings

import (
	"bytes"
	"fmt"
	"strings"
	"time"

	"marque/internal/id"
	"marque/internal/seal"
	"marque/internal/store/engine"
)

// Table is one table with sealed columns. A row is named by two ids, or by the same one twice.
type Table struct {
	Name         string
	Sealed       []string
	Indexes      []Index
	hashes       bool // its first column holds hashes of passwords among others
	page, update string
}

// Index is a blind index and what it is made from, given the opened values in the order of Sealed.
type Index struct {
	Column  string
	Purpose string
	From    func(opened []string) string
}

// Row names a row.
type Row struct{ outer, inner id.Of[Table] }

// pageRows bounds a transaction: statements are some hundred kilobytes each, and a writer waits for it.
const pageRows = 100

// Count is what became of a page, or of many.
type Count struct {
	Rows    int `json:"rows"`      // looked at
	Renewed int `json:"renewed"`   // written anew
	Sealing int `json:"sealing"`   // values that another sealing key had sealed
	Indexed int `json:"indexed"`   // indexes of another key
	Peppers int `json:"passwords"` // passwords hashed with another pepper
}

// Add sums two counts.
func (c *Count) Add(o Count) {
	c.Rows += o.Rows
	c.Renewed += o.Renewed
	c.Sealing += o.Sealing
	c.Indexed += o.Indexed
	c.Peppers += o.Peppers
}

// Look counts what in the page behind a row needs an old key, and returns the page's last row; more is false when it was the last page.
func (t Table) Look(r engine.Reader, box *seal.Box, after Row) (count Count, last Row, more bool, err error) {
	rows, err := r.Query(t.page, after.outer.String(), after.inner.String(), pageRows)
	page, err := engine.All(rows, err, t.scan)
	if err != nil {
		return count, after, false, fmt.Errorf("read %s: %w", t.Name, err)
	}
	for i := range page {
		if err := page[i].compare(t, box); err != nil {
			return count, after, false, err
		}
		count.Add(page[i].count)
	}
	if len(page) > 0 {
		last = page[len(page)-1].Row
	}
	return count, last, len(page) == pageRows, nil
}

// Prove opens every sealed value of the page behind a row and reports each that does not open.
func (t Table) Prove(r engine.Reader, box *seal.Box, after Row) (broken []string, last Row, more bool, err error) {
	rows, err := r.Query(t.page, after.outer.String(), after.inner.String(), pageRows)
	page, err := engine.All(rows, err, t.scan)
	if err != nil {
		return nil, after, false, fmt.Errorf("read %s: %w", t.Name, err)
	}
	for i := range page {
		last = page[i].Row
		for j, column := range t.Sealed {
			if _, err := box.Open(page[i].place(t, column), page[i].sealed[j]); err != nil {
				broken = append(broken, fmt.Sprintf("%s %s: its %s does not open", t.Name, last.inner, column))
			}
		}
	}
	return broken, last, len(page) == pageRows, nil
}

// Renew seals the page behind a row anew where it needs an old key. The rows stay locked until the transaction ends.
func (t Table) Renew(tx *engine.Tx, box *seal.Box, after Row) (count Count, err error) {
	rows, err := tx.Query(t.page+tx.ForUpdate(), after.outer.String(), after.inner.String(), pageRows)
	page, err := engine.All(rows, err, t.scan)
	if err != nil {
		return count, fmt.Errorf("read %s: %w", t.Name, err)
	}
	var anew [][]any
	for i := range page {
		v := &page[i]
		if err := v.compare(t, box); err != nil {
			return count, err
		}
		if v.count.Sealing+v.count.Indexed > 0 {
			args, err := v.renewed(t, box)
			if err != nil {
				return count, err
			}
			anew = append(anew, args)
			v.count.Renewed = 1
		}
		count.Add(v.count)
	}
	if _, err := tx.ExecEach(t.update, anew); err != nil {
		return count, fmt.Errorf("seal %s anew: %w", t.Name, err)
	}
	return count, nil
}

// values is a row as it is stored, and opened.
type values struct {
	Row
	sealed, indexes [][]byte
	opened          []string
	count           Count
}

func (t Table) scan(rows *engine.Rows) (values, error) {
	v := values{sealed: make([][]byte, len(t.Sealed)), indexes: make([][]byte, len(t.Indexes)), opened: make([]string, len(t.Sealed))}
	into := []any{&v.outer, &v.inner}
	for i := range v.sealed {
		into = append(into, &v.sealed[i])
	}
	for i := range v.indexes {
		into = append(into, &v.indexes[i])
	}
	return v, rows.Scan(into...)
}

// compare opens a row where that is needed to know which keys it needs.
func (v *values) compare(t Table, box *seal.Box) error {
	v.count = Count{Rows: 1}
	for i, column := range t.Sealed {
		current := box.Current(v.sealed[i])
		if !current {
			v.count.Sealing++
		}
		if current && len(t.Indexes) == 0 && !t.hashes {
			continue
		}
		var err error
		if v.opened[i], err = box.Open(v.place(t, column), v.sealed[i]); err != nil {
			return err
		}
	}
	for i, index := range t.Indexes {
		if len(v.indexes[i]) > 0 && !bytes.Equal(v.indexes[i], box.Index(index.Purpose, index.From(v.opened))) {
			v.count.Indexed++
		}
	}
	if t.hashes && peppered(v.opened[0]) && !strings.Contains(v.opened[0], pepperOf(box)) {
		v.count.Peppers++
	}
	return nil
}

// renewed are the arguments of the row's update. What is sealed with the key in use stays as it is.
func (v *values) renewed(t Table, box *seal.Box) ([]any, error) {
	args := []any{v.outer, v.inner}
	for i, column := range t.Sealed {
		sealed := v.sealed[i]
		if !box.Current(sealed) {
			var err error
			if sealed, err = box.Seal(v.place(t, column), v.opened[i]); err != nil {
				return nil, err
			}
		}
		args = append(args, sealed)
	}
	for i, index := range t.Indexes {
		if len(v.indexes[i]) == 0 {
			args = append(args, nil) // what had no index before, such as an address that another user signs in with, gets none
			continue
		}
		args = append(args, box.Index(index.Purpose, index.From(v.opened)))
	}
	return args, nil
}

func (v *values) place(t Table, column string) seal.Place {
	return seal.Place{Table: t.Name, Column: column, Row: v.inner.String()}
}

// Young is what lives under the old index key for a while after a change: counters and codes that were not touched since.
type Young struct{ Counters, Codes int }

// Left counts the counters that were last touched before an instant, and the codes from before it that are still good.
func Left(r engine.Reader, since, now time.Time) (Young, error) {
	var y Young
	if err := r.QueryRow(`select count(*) from throttles where updated_at < $1`, engine.Micros(since)).Scan(&y.Counters); err != nil {
		return y, fmt.Errorf("count throttles: %w", err)
	}
	err := r.QueryRow(`select count(*) from challenges where sent_at < $1 and expires_at > $2`, engine.Micros(since), engine.Micros(now)).Scan(&y.Codes)
	if err != nil {
		return y, fmt.Errorf("count challenges: %w", err)
	}
	return y, nil
}
