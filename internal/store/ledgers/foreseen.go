package ledgers

import (
	"fmt"
	"time"

	"marque/internal/civil"
	"marque/internal/core/contract"
	"marque/internal/store/engine"
)

// holds is when a forecast still holds: nothing has happened to the contract since it was made. contracts.CloseForeseen asks the same. It is asked of
// one contract after the other: PostgreSQL, which counts its tables only now and then, takes the few states that slept until today yesterday for few today,
// and would compare all of them with all forecasts.
const holds = ` from contract_forecasts f where f.day = $1 and f.contract_id > $2 and f.contract_id <= $3
	and (select case when s.cycled < f.day and s.wakes = f.day and s.events = f.events and s.as_of = f.made then 1 else 0 end
		from contract_states s where s.contract_id = f.contract_id) = 1`

// PostForeseen posts what the close of a day was foreseen to book for the contracts after one and up to another, where that still holds. The caller
// holds the contracts.
func PostForeseen(tx *engine.Tx, day, posted civil.Date, recorded time.Time, after, through contract.ID) error {
	_, err := tx.Exec(`insert into ledger_entries (contract_id, id, key, effective, posted, recorded, cause, corrects)
		select f.contract_id, f.entry_id, f.key, f.day, case when f.day >= $4 then f.day else $4 end, cast($5 as bigint), f.cause, ''`+holds, day, after.String(), through.String(), posted, engine.Micros(recorded))
	if err != nil {
		return fmt.Errorf("post what was foreseen: %w", err)
	}
	for _, sql := range []string{
		`insert into ledger_postings (contract_id, entry_id, account, amount) select f.contract_id, f.entry_id, f.debit, f.amount` + holds,
		`insert into ledger_postings (contract_id, entry_id, account, amount) select f.contract_id, f.entry_id, f.credit, -f.amount` + holds,
		`insert into ledger_balances (contract_id, account, balance) select f.contract_id, f.debit, f.amount` + holds + moved,
		`insert into ledger_balances (contract_id, account, balance) select f.contract_id, f.credit, -f.amount` + holds + moved,
	} {
		if _, err := tx.Exec(sql, day, after.String(), through.String()); err != nil {
			return fmt.Errorf("post what was foreseen: %w", err)
		}
	}
	return nil
}

// moved adds to a balance that is there.
const moved = ` on conflict (contract_id, account) do update set balance = ledger_balances.balance + excluded.balance`
