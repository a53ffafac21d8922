package engine

import (
	"fmt"

	"github.com/jackc/pgx/v5"
)

// mostQueued bounds how many statements wait for their answers at once: enough to hide the way to the server, few enough that neither
// side fills its buffers while the other still writes.
const mostQueued = 500

// ExecEach runs one statement once for each row of arguments, in order, and returns how many rows each touched. PostgreSQL gets them
// without waiting for each answer, which is what makes it worth having.
func (t *Tx) ExecEach(sql string, rows [][]any) (affected []int64, err error) {
	if len(rows) == 0 {
		return nil, nil
	}
	if t.pg == nil || len(rows) == 1 {
		return t.execOneByOne(sql, rows)
	}
	affected = make([]int64, 0, len(rows))
	for len(rows) > 0 {
		n := min(len(rows), mostQueued)
		if affected, err = t.execQueued(sql, rows[:n], affected); err != nil {
			return nil, t.fail(err)
		}
		rows = rows[n:]
	}
	return affected, nil
}

func (t *Tx) execOneByOne(sql string, rows [][]any) ([]int64, error) {
	affected := make([]int64, len(rows))
	for i, args := range rows {
		n, err := t.exec(sql, args)
		if err != nil {
			return nil, fmt.Errorf("row %d: %w", i, err)
		}
		affected[i] = n
	}
	return affected, nil
}

func (t *Tx) execQueued(sql string, rows [][]any, affected []int64) ([]int64, error) {
	var batch pgx.Batch
	for i, args := range rows {
		bound, err := t.ready(sql, args)
		if err != nil {
			return nil, fmt.Errorf("row %d: %w", i, err)
		}
		batch.Queue(sql, bound...)
	}
	answers := t.pg.SendBatch(t.ctx, &batch)
	for i := range rows {
		tag, err := answers.Exec()
		if err != nil {
			_ = answers.Close() // it repeats the error
			return nil, fmt.Errorf("row %d: %w", i, err)
		}
		affected = append(affected, tag.RowsAffected())
	}
	return affected, answers.Close()
}

// ExpectGrowth is for a transaction that fills tables: PostgreSQL then plans each of its statements for the size that the tables have now.
// A plan kept from when they were empty reads them from end to end, and nothing tells the server better before it has counted them again.
func (t *Tx) ExpectGrowth() error {
	if t.pg == nil {
		return nil
	}
	_, err := t.exec("set local plan_cache_mode = force_custom_plan", nil)
	return err
}
