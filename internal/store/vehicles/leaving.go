package vehicles

import (
	"fmt"

	"marque/internal/core/access"
	"marque/internal/core/contract"
	"marque/internal/core/leaseend"
	"marque/internal/fault"
	"marque/internal/seal"
	"marque/internal/store/engine"
)

// Choose keeps what a lessee means to do at the end.
func Choose(tx *engine.Tx, c leaseend.Choice, by access.UserID) error {
	_, err := tx.Exec(`insert into lease_end_choices (contract_id, id, party_id, user_id, thread_id, way, on_day, months, amount, at)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`, c.Contract, c.ID, c.Party, by, c.Thread, string(c.Way), c.On, c.Months, c.Amount, engine.Micros(c.At))
	if err != nil {
		return fmt.Errorf("keep choice: %w", err)
	}
	return nil
}

// mostChoices bounds a list: people change their minds, not every day.
const mostChoices = 200

// Choices lists what a contract's people meant to do, the newest first.
func Choices(r engine.Reader, contractID contract.ID) ([]leaseend.Choice, error) {
	rows, err := r.Query(`select contract_id, id, party_id, thread_id, way, on_day, months, amount, at from lease_end_choices
		where contract_id = $1 order by id desc limit $2`, contractID, mostChoices)
	all, err := engine.All(rows, err, func(rows *engine.Rows) (leaseend.Choice, error) {
		var c leaseend.Choice
		var at int64
		err := rows.Scan(&c.Contract, &c.ID, &c.Party, &c.Thread, (*string)(&c.Way), &c.On, &c.Months, &c.Amount, &at)
		c.At = engine.FromMicros(at)
		return c, err
	})
	if err != nil {
		return nil, fmt.Errorf("list choices: %w", err)
	}
	return all, nil
}

func mileagePlace(m leaseend.MileageID) seal.Place {
	return seal.Place{Table: "mileage_statements", Column: "words", Row: m.String()}
}

// StateMileage keeps an odometer statement.
func StateMileage(tx *engine.Tx, box *seal.Box, m leaseend.Mileage) error {
	words, err := box.Seal(mileagePlace(m.ID), m.Words)
	if err != nil {
		return err
	}
	_, err = tx.Exec(`insert into mileage_statements (contract_id, id, party_id, user_id, miles, claim, on_day, version, locale, words, network, methods, at,
		lessor, lessor_address, noticed, received) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)`,
		m.Contract, m.ID, m.Party, m.User, m.Miles, string(m.Claim), m.On, m.Version, m.Locale, words, m.Network, m.Methods, engine.Micros(m.At),
		m.Lessor, m.LessorAddress, m.Noticed, m.Received)
	if err != nil {
		return fmt.Errorf("keep odometer statement: %w", err)
	}
	return nil
}

// MileageOf returns a contract's newest odometer statement, or fault.NotFound.
func MileageOf(r engine.Reader, box *seal.Box, contractID contract.ID) (leaseend.Mileage, error) {
	var m leaseend.Mileage
	var words []byte
	var at int64
	err := r.QueryRow(`select contract_id, id, party_id, user_id, miles, claim, on_day, version, locale, words, network, methods, at,
		lessor, lessor_address, noticed, received from mileage_statements
		where contract_id = $1 order by id desc limit 1`, contractID).
		Scan(&m.Contract, &m.ID, &m.Party, &m.User, &m.Miles, (*string)(&m.Claim), &m.On, &m.Version, &m.Locale, &words, &m.Network, &m.Methods, &at, &m.Lessor, &m.LessorAddress, &m.Noticed, &m.Received)
	if engine.NoRows(err) {
		return m, fault.New(fault.NotFound, "There is no odometer statement.")
	}
	if err != nil {
		return m, fmt.Errorf("read odometer statement: %w", err)
	}
	m.At = engine.FromMicros(at)
	m.Words, err = box.Open(mileagePlace(m.ID), words)
	return m, err
}

// TellOfMileage keeps that the people of a lease were told of their duty.
func TellOfMileage(tx *engine.Tx, n leaseend.Notice) error {
	_, err := tx.Exec(`insert into mileage_notices (contract_id, id, on_day, version, letter, at) values ($1, $2, $3, $4, $5, $6)`,
		n.Contract, n.ID, n.On, n.Version, n.Letter, engine.Micros(n.At))
	if err != nil {
		return fmt.Errorf("keep notice of the duty: %w", err)
	}
	return nil
}

// mostNotices bounds a list: there is a letter, and the page once.
const mostNotices = 10

// MileageNotices lists when the people of a lease were told of their duty, the oldest first.
func MileageNotices(r engine.Reader, contractID contract.ID) ([]leaseend.Notice, error) {
	rows, err := r.Query(`select contract_id, id, on_day, version, letter, at from mileage_notices where contract_id = $1 order by id limit $2`, contractID, mostNotices)
	all, err := engine.All(rows, err, func(rows *engine.Rows) (leaseend.Notice, error) {
		var n leaseend.Notice
		var at int64
		err := rows.Scan(&n.Contract, &n.ID, &n.On, &n.Version, &n.Letter, &at)
		n.At = engine.FromMicros(at)
		return n, err
	})
	if err != nil {
		return nil, fmt.Errorf("list notices of the duty: %w", err)
	}
	return all, nil
}
