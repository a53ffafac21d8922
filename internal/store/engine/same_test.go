package engine_test

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"marque/internal/civil"
	"marque/internal/id"
	"marque/internal/money"
	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
)

// step is one operation on the table thing; it returns what the engine answered.
type step func(tx *engine.Tx) (string, error)

const upsert = `insert into thing (id, parent, born, amount, small, name, raw, open) values ($1, $2, $3, $4, $5, $6, $7, $8)
	on conflict (id) do update set amount = thing.amount + excluded.amount, name = excluded.name, open = excluded.open
	returning amount`

func drawRow(t *rapid.T) row {
	v := row{
		ID:     number(rapid.IntRange(0, 9).Draw(t, "id")),
		Amount: money.Cents(rapid.Int64Range(-1<<40, 1<<40).Draw(t, "amount")),
		Small:  state(rapid.Uint8().Draw(t, "small")),
		Name:   rapid.StringMatching(`[a-zA-Z é'%_-]{0,6}`).Draw(t, "name"),
		Raw:    rapid.SliceOfN(rapid.Byte(), 0, 4).Draw(t, "raw"),
		Open:   rapid.Bool().Draw(t, "open"),
	}
	if rapid.Bool().Draw(t, "has a date") {
		v.Born = civil.MustParse("1900-01-01").AddDays(rapid.IntRange(0, 109_000).Draw(t, "days"))
	}
	if rapid.Bool().Draw(t, "has a parent") {
		v.Parent = id.Of[thing](number(rapid.IntRange(0, 9).Draw(t, "parent")))
	}
	return v
}

func drawStep(t *rapid.T) step {
	v := drawRow(t)
	switch rapid.IntRange(0, 4).Draw(t, "kind") {
	case 0:
		return func(tx *engine.Tx) (string, error) {
			var amount int64
			err := tx.QueryRow(upsert, v.values()...).Scan(&amount)
			return fmt.Sprint("amount ", amount), err
		}
	case 1:
		return func(tx *engine.Tx) (string, error) {
			return "inserted", tx.Insert("thing", columns(), [][]any{v.values()})
		}
	case 2:
		return func(tx *engine.Tx) (string, error) {
			n, err := tx.Exec(`delete from thing where name < $1 and open = $2`, v.Name, v.Open)
			return fmt.Sprint("deleted ", n), err
		}
	case 3:
		return func(tx *engine.Tx) (string, error) {
			n, err := tx.Exec(`update thing set born = $1, amount = amount / 3, parent = null where small >= $2`, v.Born, v.Small)
			return fmt.Sprint("updated ", n), err
		}
	default:
		return func(tx *engine.Tx) (string, error) {
			var n, sum int64
			err := tx.QueryRow(`select count(*), cast(coalesce(sum(amount), 0) as bigint) from thing where born <= $1 or name = $2`, v.Born, v.Name).Scan(&n, &sum)
			return fmt.Sprint("found ", n, " sum ", sum), err
		}
	}
}

// play does the steps, each in a write of its own, and returns every answer and what stands in the table at the end.
func play(t *testing.T, db *engine.DB, steps []step) string {
	t.Helper()
	var story strings.Builder
	for _, s := range steps {
		answer := ""
		err := db.Write(t.Context(), func(tx *engine.Tx) (err error) {
			answer, err = s(tx)
			return err
		})
		_, unique := engine.Unique(err)
		if err != nil {
			answer = fmt.Sprint("refused, unique ", unique)
		}
		story.WriteString(answer + "\n")
	}
	rows, err := db.Reader(t.Context()).Query(selectThing)
	all, err := engine.All(rows, err, scanThing)
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range all {
		fmt.Fprintf(&story, "%+v\n", v)
	}
	return story.String()
}

func TestTheSameOperationsTellTheSameStoryOnBothEngines(t *testing.T) {
	t.Parallel()
	lite, postgres := enginetest.SQLite(t), enginetest.Postgres(t)
	table(t, lite)
	table(t, postgres)
	rapid.Check(t, func(rt *rapid.T) {
		steps := rapid.SliceOfN(rapid.Custom(drawStep), 1, 12).Draw(rt, "steps")
		for _, db := range []*engine.DB{lite, postgres} {
			if err := db.Write(t.Context(), func(tx *engine.Tx) error {
				_, err := tx.Exec(`delete from thing`)
				return err
			}); err != nil {
				rt.Fatal(err)
			}
		}
		if a, b := play(t, lite, steps), play(t, postgres, steps); a != b {
			rt.Errorf("SQLite tells\n%s\nand PostgreSQL\n%s", a, b)
		}
	})
}
