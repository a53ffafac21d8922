// Package servicing puts on a contract what is not a payment through this program: history that comes with a book, and what the staff or
// another system enters. What an entry does to the debt is the contract's law.
package servicing

import (
	"context"

	"marque/internal/book"
	"marque/internal/civil"
	"marque/internal/core/access"
	"marque/internal/core/contract"
	"marque/internal/door"
	"marque/internal/fault"
	"marque/internal/store/contracts"
	"marque/internal/store/engine"
)

// Deps is what the service needs.
type Deps struct {
	Door *door.Door
	Book *book.Book
}

// Service records.
type Service struct{ Deps }

// New returns a service.
func New(d Deps) *Service { return &Service{d} }

// Entry is one thing that happened, under a key that makes it count once.
type Entry struct {
	Key       string
	Effective civil.Date
	Body      contract.Body
}

// mostEntries bounds one recording: thirty years of monthly payments.
const mostEntries = 400

// Record puts entries on the contract of a number, all or none. Entries whose keys the contract has are left out.
func (s *Service) Record(ctx context.Context, by access.Actor, number string, entries []Entry) (contract.ID, error) {
	if len(entries) > mostEntries {
		return contract.ID{}, fault.Newf(fault.TooLarge, "At most %d entries can be recorded at once.", mostEntries)
	}
	contractID, err := s.find(ctx, by, number)
	if err != nil {
		return contractID, err
	}
	pass := door.Pass{By: by, Do: access.ContractRecord, On: access.OnContract(contractID)}
	return contractID, s.Door.Write(ctx, pass, func(tx *engine.Tx) error {
		events := make([]contract.Event, len(entries))
		for i, e := range entries {
			events[i] = s.Book.Event(contractID, e.Key, e.Effective, e.Body)
			if err := events[i].Validate(); err != nil {
				return err
			}
		}
		_, err := s.Book.Append(tx, contractID, events...)
		return err
	})
}

func (s *Service) find(ctx context.Context, by access.Actor, number string) (contract.ID, error) {
	var out contract.ID
	err := s.Door.Read(ctx, door.Pass{By: by, Do: access.ContractRecord, On: access.OnSystem("contracts")}, func(r engine.Reader) error {
		c, err := contracts.ByNumber(r, number)
		out = c.ID
		return err
	})
	return out, err
}
