package statements

import (
	"fmt"
	"time"

	"marque/internal/civil"
	"marque/internal/core/access"
	"marque/internal/core/contract"
	"marque/internal/core/statement"
	"marque/internal/store/engine"
)

// Choose keeps a choice between paper and online.
func Choose(tx *engine.Tx, c statement.PaperChoice) error {
	_, err := tx.Exec(`insert into paper_choices (contract_id, id, party_id, user_id, online, version, locale, words, shown, network, methods, at)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
		c.Contract, c.ID, c.Party, c.User, c.Online, c.Version, c.Locale, c.Words, c.Shown, c.Network, c.Methods, engine.Micros(c.At))
	if err != nil {
		return fmt.Errorf("keep a choice of paper: %w", err)
	}
	return nil
}

// Chosen is a choice as it counts now.
type Chosen struct {
	Online bool
	Since  time.Time // none when nothing was ever chosen, which is paper
}

// ChoiceOf returns what counts for a person on a contract: the newest of the choices for it and of what was agreed to at registration and may
// have been withdrawn since.
func ChoiceOf(r engine.Reader, contractID contract.ID, party access.PartyID) (Chosen, error) {
	var c Chosen
	var at int64
	err := r.QueryRow(`select d.online, d.at from (
			select p.online, p.at, p.id from paper_choices p where p.contract_id = $1 and p.party_id = $2
			union all select c.given, c.at, c.id from consents c join users u on u.id = c.user_id where u.party_id = $2 and c.kind = 'e-statements') d
		order by d.at desc, d.id desc limit 1`, contractID, party).Scan(&c.Online, &at)
	switch {
	case engine.NoRows(err):
		return Chosen{}, nil
	case err != nil:
		return Chosen{}, fmt.Errorf("read a choice of paper: %w", err)
	}
	c.Since = engine.FromMicros(at)
	return c, nil
}

// Printable is a statement that somebody on the contract gets on paper.
type Printable struct {
	Contract contract.ID
	ID       ID
	Number   string // of the contract
	Closed   civil.Date
}

// OnPaper lists the statements rendered from an instant on that at least one person on the contract wants on paper, in the order of their ids,
// after one of them.
func OnPaper(r engine.Reader, since time.Time, after ID, limit int) ([]Printable, error) {
	rows, err := r.Query(`select s.contract_id, s.id, k.number, s.closed from statements s join contracts k on k.id = s.contract_id
		where s.rendered >= $1 and s.id > $2 and exists (select 1 from contract_parties m where m.contract_id = s.contract_id
			and not coalesce((select d.online from (
				select p.online, p.at, p.id from paper_choices p where p.contract_id = m.contract_id and p.party_id = m.party_id
				union all select c.given, c.at, c.id from consents c join users u on u.id = c.user_id where u.party_id = m.party_id and c.kind = 'e-statements') d
				order by d.at desc, d.id desc limit 1), false))
		order by s.id limit $3`, engine.Micros(since), after.String(), limit)
	all, err := engine.All(rows, err, func(rows *engine.Rows) (Printable, error) {
		var p Printable
		err := rows.Scan(&p.Contract, &p.ID, &p.Number, &p.Closed)
		return p, err
	})
	if err != nil {
		return nil, fmt.Errorf("list statements on paper: %w", err)
	}
	return all, nil
}
