package ledgers

import (
	"fmt"

	"marque/internal/civil"
	"marque/internal/core/contract"
	"marque/internal/core/ledger"
	"marque/internal/store/engine"
)

// Sheet is a trial balance in one currency.
type Sheet struct {
	Currency string
	Trial    ledger.Trial
}

// Trials sums every account over the entries posted between two days, both included, one sheet for each currency.
func Trials(r engine.Reader, from, to civil.Date) ([]Sheet, error) {
	rows, err := r.Query(`select c.currency, p.account, cast(sum(case when p.amount > 0 then p.amount else 0 end) as bigint),
			cast(sum(case when p.amount < 0 then -p.amount else 0 end) as bigint)
		from ledger_entries e join contracts c on c.id = e.contract_id
		join ledger_postings p on p.contract_id = e.contract_id and p.entry_id = e.id
		where e.posted >= $1 and e.posted <= $2 group by c.currency, p.account order by c.currency, p.account`, from, to)
	type line struct {
		currency string
		ledger.Balance
	}
	lines, err := engine.All(rows, err, func(rows *engine.Rows) (line, error) {
		var l line
		var account int
		err := rows.Scan(&l.currency, &account, &l.Debit, &l.Credit)
		l.Account = ledger.Account(account)
		return l, err
	})
	if err != nil {
		return nil, fmt.Errorf("sum the ledger: %w", err)
	}
	var sheets []Sheet
	for _, l := range lines {
		if n := len(sheets); n == 0 || sheets[n-1].Currency != l.currency {
			sheets = append(sheets, Sheet{Currency: l.currency})
		}
		last := &sheets[len(sheets)-1]
		last.Trial = append(last.Trial, l.Balance)
	}
	return sheets, nil
}

// Posted is a transaction with the currency of its contract; the contract is named by its number.
type Posted struct {
	ledger.Transaction
	Currency string
}

// journalPage is how many entries are read at a time.
const journalPage = 1000

// before is less than every id.
const before = "00000000-0000-0000-0000-000000000000"

// EachPosted tells the entries posted between two days, both included, to visit, in the order of posting day and contract. It holds one page
// at a time, however long the journal is.
func EachPosted(r engine.Reader, from, to civil.Date, visit func(Posted) error) error {
	after := [3]any{from, before, before}
	for {
		page, last, err := postedAfter(r, after, to)
		if err != nil {
			return err
		}
		for _, p := range page {
			if err := visit(p); err != nil {
				return err
			}
		}
		if len(page) < journalPage {
			return nil
		}
		after = last
	}
}

// postedAfter reads the next page of entries with their postings.
func postedAfter(r engine.Reader, after [3]any, to civil.Date) (page []Posted, last [3]any, err error) {
	rows, err := r.Query(`select e.posted, e.contract_id, e.id, e.effective, e.key, e.cause, e.corrects, c.number, c.currency, p.account, p.amount
		from (select posted, contract_id, id, effective, key, cause, corrects from ledger_entries
			where (posted, contract_id, id) > ($1, $2, $3) and posted <= $4 order by posted, contract_id, id limit $5) e
		join contracts c on c.id = e.contract_id join ledger_postings p on p.contract_id = e.contract_id and p.entry_id = e.id
		order by e.posted, e.contract_id, e.id, p.account`, after[0], after[1], after[2], to, journalPage)
	if err != nil {
		return nil, last, fmt.Errorf("read journal: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var p Posted
		var contractID contract.ID
		var account int
		var leg ledger.Posting
		err := rows.Scan(&p.Posted, &contractID, &p.ID, &p.Effective, &p.Key, &p.Cause, &p.Corrects, &p.Contract, &p.Currency, &account, &leg.Amount)
		if err != nil {
			return nil, last, fmt.Errorf("read journal: %w", err)
		}
		leg.Account = ledger.Account(account)
		if n := len(page); n == 0 || page[n-1].ID != p.ID || page[n-1].Contract != p.Contract {
			page = append(page, p)
			last = [3]any{p.Posted, contractID, p.ID}
		}
		page[len(page)-1].Postings = append(page[len(page)-1].Postings, leg)
	}
	return page, last, rows.Err()
}
