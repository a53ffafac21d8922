// Package sample has one statement of each kind, and text that only begins like one.
package sample

const columns = "id, name"

func f(r Reader, tx Tx, table string) {
	r.Query("select " + columns + " from thing where id = $1" + tx.ForUpdate())
	tx.Exec(`
		UPDATE thing SET name = $1`)
	tx.Exec("delete from " + table)
	tx.Exec("with x as (select 1) select 1 from x")
	fault.New("Update your address, then select a day.")
}
