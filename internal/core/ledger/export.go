package ledger

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"fmt"
	"slices"
	"strconv"

	"marque/internal/civil"
	"marque/internal/fault"
	"marque/internal/money"
)

// Within returns a fault when the transaction would be posted in a period that is closed: through a day, none is nothing closed. What
// belongs there is posted on the next open day, with its own effective day.
func (t Transaction) Within(closed civil.Date) error {
	if closed != 0 && t.Posted <= closed {
		return fault.Newf(fault.Conflict, "The books are closed through %s; nothing more is posted in that time.", closed)
	}
	return nil
}

// CSV writes the posted transactions for a general ledger, one posting a line, ordered by posting day, contract, key and account, with a
// heading. Amounts are in major units: debit and credit each in its own column.
func CSV(all []Transaction, cur money.Currency) ([]byte, error) {
	sorted := slices.DeleteFunc(slices.Clone(all), func(t Transaction) bool { return t.Phase != Posted })
	slices.SortFunc(sorted, func(a, b Transaction) int {
		return cmp.Or(cmp.Compare(a.Posted, b.Posted), cmp.Compare(a.Contract, b.Contract), cmp.Compare(a.Key, b.Key), bytes.Compare(a.ID[:], b.ID[:]))
	})
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	rows := [][]string{{"posted", "effective", "contract", "transaction", "key", "cause", "corrects", "account", "name", "debit", "credit", "currency"}}
	for _, t := range sorted {
		for _, p := range t.Postings {
			debit, credit := sides(p.Amount, cur)
			rows = append(rows, []string{
				t.Posted.String(), t.Effective.String(), t.Contract, t.ID.String(), plain(t.Key), plain(t.Cause), t.Corrects,
				strconv.Itoa(int(p.Account)), p.Account.Name(), debit, credit, cur.Code,
			})
		}
	}
	if err := w.WriteAll(rows); err != nil {
		return nil, fmt.Errorf("write journal: %w", err)
	}
	return out.Bytes(), nil
}

func sides(c money.Cents, cur money.Currency) (debit, credit string) {
	if c < 0 {
		return "", (-c).Text(cur)
	}
	return c.Text(cur), ""
}

// plain keeps a spreadsheet from taking a key that came from outside for a formula.
func plain(s string) string {
	if s != "" && bytes.IndexByte([]byte("=+-@\t\r"), s[0]) >= 0 {
		return "'" + s
	}
	return s
}
