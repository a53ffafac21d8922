// Package autopays keeps enrolments in autopay, what the customer signed, what was announced and which payment each debit became. The law is
// core/autopay's; the payments themselves are store/payments'.
package autopays

import (
	"fmt"
	"time"

	"marque/internal/civil"
	"marque/internal/core/access"
	"marque/internal/core/autopay"
	"marque/internal/core/contract"
	"marque/internal/core/payment"
	"marque/internal/fault"
	"marque/internal/money"
	"marque/internal/store/engine"
)

// Insert adds an enrolment. A contract has one that has not ended; a second is a Conflict.
func Insert(tx *engine.Tx, e autopay.Enrolment) error {
	n, err := tx.Exec(`insert into autopays
		(contract_id, id, party_id, account_id, fallback_id, extra, lead_days, first_instalment, most, last, returns, state, reason, since,
		ended_on, created_by, created_at)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17) on conflict do nothing`,
		e.Contract, e.ID, e.Party, e.Account, orNull(e.Fallback), e.Extra, e.Lead, e.First, e.Most, e.Last, e.Returns, string(e.State), string(e.Why),
		e.Since, e.EndedOn, e.By, engine.Micros(e.At))
	if err != nil {
		return fmt.Errorf("insert autopay: %w", err)
	}
	if n == 0 {
		return fault.New(fault.Conflict, "Autopay is on already.")
	}
	return nil
}

// orNull stores a missing account as null.
func orNull(a payment.AccountID) any {
	if a.IsZero() {
		return nil
	}
	return a
}

// Update stores what changes while an enrolment lives: account, last amount, returns and state.
func Update(tx *engine.Tx, e autopay.Enrolment) error {
	_, err := tx.Exec(`update autopays set account_id = $3, fallback_id = $4, last = $5, returns = $6, state = $7, reason = $8, ended_on = $9
		where contract_id = $1 and id = $2`,
		e.Contract, e.ID, e.Account, orNull(e.Fallback), e.Last, e.Returns, string(e.State), string(e.Why), e.EndedOn)
	if err != nil {
		return fmt.Errorf("update autopay: %w", err)
	}
	return nil
}

type scanner interface{ Scan(dest ...any) error }

func scan(row scanner) (autopay.Enrolment, error) {
	var e autopay.Enrolment
	var at int64
	err := row.Scan(&e.Contract, &e.ID, &e.Party, &e.Account, &e.Fallback, &e.Extra, &e.Lead, &e.First, &e.Most, &e.Last, &e.Returns, &e.State,
		&e.Why, &e.Since, &e.EndedOn, &e.By, &at)
	e.At = engine.FromMicros(at)
	return e, err
}

// Open returns the contract's enrolment that has not ended, with its skips and announcements, or fault.NotFound.
func Open(r engine.Reader, contractID contract.ID) (autopay.Enrolment, error) {
	return whole(r, r.QueryRow(`select contract_id, id, party_id, account_id, fallback_id, extra, lead_days, first_instalment, most, last, returns,
		state, reason, since, ended_on, created_by, created_at from autopays where contract_id = $1 and state <> 'ended'`, contractID))
}

// Latest returns the contract's newest enrolment, ended or not, or fault.NotFound.
func Latest(r engine.Reader, contractID contract.ID) (autopay.Enrolment, error) {
	return whole(r, r.QueryRow(`select contract_id, id, party_id, account_id, fallback_id, extra, lead_days, first_instalment, most, last, returns,
		state, reason, since, ended_on, created_by, created_at from autopays where contract_id = $1 order by created_at desc, id desc limit 1`,
		contractID))
}

// mostEnrolments bounds what is read of one contract: a change a month for longer than any contract runs.
const mostEnrolments = 600

// Of lists a contract's enrolments, the newest first, without their skips and announcements.
func Of(r engine.Reader, contractID contract.ID) ([]autopay.Enrolment, error) {
	rows, err := r.Query(`select contract_id, id, party_id, account_id, fallback_id, extra, lead_days, first_instalment, most, last, returns,
		state, reason, since, ended_on, created_by, created_at from autopays where contract_id = $1 order by created_at desc, id desc limit $2`,
		contractID, mostEnrolments)
	all, err := engine.All(rows, err, func(rows *engine.Rows) (autopay.Enrolment, error) { return scan(rows) })
	if err != nil {
		return nil, fmt.Errorf("list autopay: %w", err)
	}
	return all, nil
}

func whole(r engine.Reader, row *engine.Row) (autopay.Enrolment, error) {
	e, err := scan(row)
	if engine.NoRows(err) {
		return e, fault.New(fault.NotFound, "Autopay is off.")
	}
	if err != nil {
		return e, fmt.Errorf("read autopay: %w", err)
	}
	if e.Skips, err = skips(r, e); err != nil {
		return e, err
	}
	e.Announced, err = announced(r, e)
	return e, err
}

// mostKept bounds what one enrolment can have: an instalment of a month each, for longer than any contract runs.
const mostKept = 1200

func skips(r engine.Reader, e autopay.Enrolment) ([]int, error) {
	rows, err := r.Query(`select instalment from autopay_skips where contract_id = $1 and autopay_id = $2 order by instalment limit $3`,
		e.Contract, e.ID, mostKept)
	return engine.All(rows, err, func(rows *engine.Rows) (int, error) {
		var n int
		err := rows.Scan(&n)
		return n, err
	})
}

// announced returns for each instalment the amount that was told last.
func announced(r engine.Reader, e autopay.Enrolment) (map[int]money.Cents, error) {
	out := map[int]money.Cents{}
	rows, err := r.Query(`select instalment, amount from autopay_announcements where contract_id = $1 and autopay_id = $2
		order by instalment, told_on limit $3`, e.Contract, e.ID, mostKept)
	_, err = engine.All(rows, err, func(rows *engine.Rows) (struct{}, error) {
		var n int
		var amount money.Cents
		err := rows.Scan(&n, &amount)
		out[n] = amount
		return struct{}{}, err
	})
	return out, err
}

// Skip leaves an instalment alone; a second time changes nothing.
func Skip(tx *engine.Tx, e autopay.Enrolment, instalment int, by access.UserID, at time.Time) error {
	_, err := tx.Exec(`insert into autopay_skips (contract_id, autopay_id, instalment, created_by, created_at) values ($1, $2, $3, $4, $5)
		on conflict do nothing`, e.Contract, e.ID, instalment, by, engine.Micros(at))
	if err != nil {
		return fmt.Errorf("skip a debit: %w", err)
	}
	return nil
}

// Unskip takes an instalment in again.
func Unskip(tx *engine.Tx, e autopay.Enrolment, instalment int) error {
	_, err := tx.Exec(`delete from autopay_skips where contract_id = $1 and autopay_id = $2 and instalment = $3`, e.Contract, e.ID, instalment)
	if err != nil {
		return fmt.Errorf("take a skipped debit in again: %w", err)
	}
	return nil
}

// Announce records that a debit was told.
func Announce(tx *engine.Tx, e autopay.Enrolment, d autopay.Debit, toldOn civil.Date) error {
	_, err := tx.Exec(`insert into autopay_announcements (contract_id, autopay_id, instalment, amount, on_date, told_on)
		values ($1, $2, $3, $4, $5, $6) on conflict do nothing`, e.Contract, e.ID, d.Instalment, d.Amount, d.On, toldOn)
	if err != nil {
		return fmt.Errorf("record an announcement: %w", err)
	}
	return nil
}

// Made is a debit and the payment that it became.
type Made struct {
	Contract   contract.ID
	Instalment int
	Try        int // 1 is the debit itself; more are presentments again
	Autopay    autopay.ID
	Payment    payment.ID
	First      civil.Date // day of the first try
}

// AddDebit records a debit, and returns false when this try of the instalment was made before: the row is what lets each be drawn once.
func AddDebit(tx *engine.Tx, m Made) (bool, error) {
	n, err := tx.Exec(`insert into autopay_debits (contract_id, instalment, try, autopay_id, payment_id, first_on)
		values ($1, $2, $3, $4, $5, $6) on conflict do nothing`, m.Contract, m.Instalment, m.Try, m.Autopay, m.Payment, m.First)
	if err != nil {
		return false, fmt.Errorf("record an autopay debit: %w", err)
	}
	return n == 1, nil
}

// DebitOf returns the debit that became a payment, or fault.NotFound when the payment was not autopay's.
func DebitOf(r engine.Reader, contractID contract.ID, paymentID payment.ID) (Made, error) {
	var m Made
	err := r.QueryRow(`select contract_id, instalment, try, autopay_id, payment_id, first_on from autopay_debits
		where contract_id = $1 and payment_id = $2`, contractID, paymentID).Scan(&m.Contract, &m.Instalment, &m.Try, &m.Autopay, &m.Payment, &m.First)
	if engine.NoRows(err) {
		return m, fault.New(fault.NotFound, "This payment was not made by autopay.")
	}
	if err != nil {
		return m, fmt.Errorf("read an autopay debit: %w", err)
	}
	return m, nil
}

// Debited tells whether an instalment was debited already.
func Debited(r engine.Reader, contractID contract.ID, instalment int) (bool, error) {
	var n int
	err := r.QueryRow(`select try from autopay_debits where contract_id = $1 and instalment = $2 and try = 1`, contractID, instalment).Scan(&n)
	if engine.NoRows(err) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("look for an autopay debit: %w", err)
	}
	return true, nil
}

// Near lists at most limit contracts with an enrolment that has not ended and something to do by a day, in the order of their ids after the given
// one: an instalment that falls due by then, or nothing left to fall due.
func Near(r engine.Reader, until civil.Date, after contract.ID, limit int) ([]contract.ID, error) {
	rows, err := r.Query(`select a.contract_id from autopays a join contract_states s on s.contract_id = a.contract_id
		where a.state <> 'ended' and a.contract_id > $2 and (s.next_due is null or s.next_due <= $1 or s.status <> 'active')
		order by a.contract_id limit $3`, until, after.String(), limit)
	return engine.All(rows, err, func(rows *engine.Rows) (contract.ID, error) {
		var c contract.ID
		err := rows.Scan(&c)
		return c, err
	})
}

// OfAccount lists the open enrolments that draw on a party's account, or would as a fallback.
func OfAccount(r engine.Reader, party access.PartyID, account payment.AccountID) ([]contract.ID, error) {
	rows, err := r.Query(`select contract_id from autopays where party_id = $1 and state <> 'ended' and (account_id = $2 or fallback_id = $2)
		order by contract_id limit $3`, party, account, mostKept)
	return engine.All(rows, err, func(rows *engine.Rows) (contract.ID, error) {
		var c contract.ID
		err := rows.Scan(&c)
		return c, err
	})
}

// mostAgain bounds the presentments of one day: far above what a return rate of 15 % of a large book brings.
const mostAgain = 100_000

// Again lists the debits that are to be presented once more by a day and have not gone to the bank.
func Again(r engine.Reader, until civil.Date) ([]Made, error) {
	rows, err := r.Query(`select d.contract_id, d.instalment, d.try, d.autopay_id, d.payment_id, d.first_on from payments p
		join autopay_debits d on d.contract_id = p.contract_id and d.payment_id = p.id
		where p.state = 'created' and p.date <= $1 and d.try > 1 order by d.contract_id, d.instalment limit $2`, until, mostAgain)
	return engine.All(rows, err, func(rows *engine.Rows) (Made, error) {
		var m Made
		err := rows.Scan(&m.Contract, &m.Instalment, &m.Try, &m.Autopay, &m.Payment, &m.First)
		return m, err
	})
}

// StateOf returns where the contract's newest enrolment stands, and nothing when there never was one.
func StateOf(r engine.Reader, contractID contract.ID) (autopay.State, error) {
	var s autopay.State
	err := r.QueryRow(`select state from autopays where contract_id = $1 order by created_at desc, id desc limit 1`, contractID).Scan(&s)
	if engine.NoRows(err) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("read autopay's state: %w", err)
	}
	return s, nil
}
