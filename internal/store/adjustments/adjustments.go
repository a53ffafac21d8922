// Package adjustments keeps what was proposed to do to a contract's money by hand, and how it was decided. What a proposal may become is
// core/adjustment's business.
package adjustments

import (
	"fmt"
	"time"

	"marque/internal/civil"
	"marque/internal/core/access"
	"marque/internal/core/adjustment"
	"marque/internal/core/contract"
	"marque/internal/fault"
	"marque/internal/money"
	"marque/internal/seal"
	"marque/internal/store/engine"
)

// Store seals and opens the rows.
type Store struct{ box *seal.Box }

// New returns a store that seals with the box.
func New(box *seal.Box) *Store { return &Store{box: box} }

// mostListed bounds a list of proposals.
const mostListed = 100

func place(p adjustment.ID, column string) seal.Place {
	return seal.Place{Table: "adjustments", Column: column, Row: p.String()}
}

// Insert adds a proposal, waiting or done at once.
func (s *Store) Insert(tx *engine.Tx, p adjustment.Proposal) error {
	note, err := s.box.Seal(place(p.ID, "note"), p.Note)
	if err == nil {
		_, err = tx.Exec(`insert into adjustments (contract_id, id, party_id, kind, target, amount, currency, reason, note, state, asked_by, asked_on, asked_at, decided_by,
			decided_at, answer) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, null, 0, null)`, p.Contract, p.ID, p.Party, string(p.Kind), p.Of, p.Amount,
			p.Currency, string(p.Reason), note, string(p.State), p.By, p.On, engine.Micros(p.At))
	}
	if err != nil {
		return fmt.Errorf("insert adjustment: %w", err)
	}
	return nil
}

// Decide writes how a waiting proposal was decided. Of two at once only one is told true.
func (s *Store) Decide(tx *engine.Tx, p adjustment.Proposal) (bool, error) {
	answer, err := s.box.Seal(place(p.ID, "answer"), p.Answer)
	if err != nil {
		return false, fmt.Errorf("seal answer: %w", err)
	}
	n, err := tx.Exec(`update adjustments set state = $3, decided_by = $4, decided_at = $5, answer = $6 where contract_id = $1 and id = $2 and state = $7`,
		p.Contract, p.ID, string(p.State), p.Decider, engine.Micros(p.Decided), answer, string(adjustment.Waiting))
	if err != nil {
		return false, fmt.Errorf("decide adjustment: %w", err)
	}
	return n == 1, nil
}

// ByID reads a proposal.
func (s *Store) ByID(r engine.Reader, which adjustment.ID) (adjustment.Proposal, error) {
	p, err := s.scan(r.QueryRow(`select contract_id, id, party_id, kind, target, amount, currency, reason, note, state, asked_by, asked_on, asked_at, decided_by, decided_at, answer
		from adjustments where id = $1`, which))
	if engine.NoRows(err) {
		return p, fault.New(fault.NotFound, "There is no such proposal.")
	}
	if err != nil {
		return p, fmt.Errorf("read adjustment: %w", err)
	}
	return p, nil
}

// Waiting lists what was proposed since an instant and waits, the oldest first.
func (s *Store) Waiting(r engine.Reader, since time.Time) ([]adjustment.Proposal, error) {
	rows, err := r.Query(`select contract_id, id, party_id, kind, target, amount, currency, reason, note, state, asked_by, asked_on, asked_at, decided_by, decided_at, answer
		from adjustments where state = $1 and asked_at > $2 order by asked_at, id limit $3`, string(adjustment.Waiting), engine.Micros(since), mostListed)
	return engine.All(rows, err, func(rows *engine.Rows) (adjustment.Proposal, error) { return s.scan(rows) })
}

// Of lists what was proposed for a contract, the newest first.
func (s *Store) Of(r engine.Reader, of contract.ID) ([]adjustment.Proposal, error) {
	rows, err := r.Query(`select contract_id, id, party_id, kind, target, amount, currency, reason, note, state, asked_by, asked_on, asked_at, decided_by, decided_at, answer
		from adjustments where contract_id = $1 order by asked_at desc, id limit $2`, of, mostListed)
	return engine.All(rows, err, func(rows *engine.Rows) (adjustment.Proposal, error) { return s.scan(rows) })
}

// Alone sums what somebody waived on a day without a second person.
func Alone(r engine.Reader, by access.UserID, on civil.Date, currency string) (money.Cents, error) {
	var sum money.Cents
	err := r.QueryRow(`select cast(coalesce(sum(amount), 0) as bigint) from adjustments where asked_by = $1 and asked_on = $2 and kind = $3 and currency = $4 and state = $5 and decided_by is null`,
		by, on, string(adjustment.Waiver), currency, string(adjustment.Done)).Scan(&sum)
	if err != nil {
		return 0, fmt.Errorf("sum waivers: %w", err)
	}
	return sum, nil
}

// Queue lets what somebody waives alone happen one after the other, so that no two at once both find room within the day's limit.
func Queue(tx *engine.Tx, by access.UserID) error {
	var user access.UserID
	if err := tx.QueryRow(`select id from users where id = $1`+tx.ForUpdate(), by).Scan(&user); err != nil {
		return fmt.Errorf("lock who waives: %w", err)
	}
	return nil
}

func (s *Store) scan(row interface{ Scan(into ...any) error }) (adjustment.Proposal, error) {
	var p adjustment.Proposal
	var asked, decided int64
	var note, answer []byte
	err := row.Scan(&p.Contract, &p.ID, &p.Party, (*string)(&p.Kind), &p.Of, &p.Amount, &p.Currency, (*string)(&p.Reason), &note, (*string)(&p.State),
		&p.By, &p.On, &asked, &p.Decider, &decided, &answer)
	if err != nil {
		return p, err
	}
	p.At = engine.FromMicros(asked)
	if decided != 0 {
		p.Decided = engine.FromMicros(decided)
	}
	if p.Note, err = s.box.Open(place(p.ID, "note"), note); err == nil && answer != nil {
		p.Answer, err = s.box.Open(place(p.ID, "answer"), answer)
	}
	return p, err
}
