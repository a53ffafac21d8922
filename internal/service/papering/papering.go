// Package papering keeps how each person wants a contract's papers, online or by mail, with the consent as evidence, and hands over what has to be
// printed. The statements themselves are service/billing's.
package papering

import (
	"context"
	"strings"
	"time"

	"marque/internal/civil"
	"marque/internal/core/access"
	"marque/internal/core/contract"
	"marque/internal/core/statement"
	"marque/internal/door"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/l10n"
	"marque/internal/seal"
	"marque/internal/store/engine"
	"marque/internal/store/statements"
)

// Deps is what the service needs.
type Deps struct {
	Door *door.Door
	Box  *seal.Box
	IDs  *id.Source
	Now  civil.Clock
	Zone *time.Location
}

// Service keeps choices.
type Service struct{ Deps }

// New returns a service.
func New(d Deps) *Service { return &Service{d} }

// Chosen is a choice as it counts now.
type Chosen = statements.Chosen

// Choice returns how the customer gets the papers of a contract.
func (s *Service) Choice(ctx context.Context, by access.Actor, contractID contract.ID) (Chosen, error) {
	var out Chosen
	err := s.Door.Read(ctx, door.Pass{By: by, Do: access.StatementRead, On: access.OnContract(contractID)}, func(r engine.Reader) error {
		var err error
		out, err = statements.ChoiceOf(r, contractID, by.Party)
		return err
	})
	return out, err
}

// Wish is what a customer chooses, and what stands behind it.
type Wish struct {
	Contract contract.ID
	Online   bool
	Opened   bool // the sample was opened, which is how one shows that the files can be read
	Locale   l10n.Locale
	Network  string
	Methods  string
	Key      string // the same key chooses once
}

// Choose keeps the customer's choice; it counts from the next statement on.
func (s *Service) Choose(ctx context.Context, by access.Actor, w Wish) error {
	c := statement.PaperChoice{
		ID: id.New[statement.PaperChoice](s.IDs), Contract: w.Contract, Party: by.Party, User: by.User, Online: w.Online, Version: statement.PaperlessVersion,
		Locale: w.Locale.Tag(), Words: Words(w.Locale), Network: w.Network, Methods: w.Methods, At: s.Now(),
	}
	if w.Opened {
		c.Shown = "sample opened"
	}
	if err := c.Check(); err != nil {
		return err
	}
	pass := door.Pass{By: by, Do: access.PaperChoose, On: access.OnContract(w.Contract), Key: w.Key}
	err := s.Door.Write(ctx, pass, func(tx *engine.Tx) error { return statements.Choose(tx, c) })
	if fault.Is(err, fault.Repeated) {
		return nil
	}
	return err
}

// Words is what a reader of a language is told before paper is given up.
func Words(l l10n.Locale) string {
	var lines []string
	for _, t := range statement.Paperless() {
		lines = append(lines, t.In(l))
	}
	return strings.Join(lines, "\n")
}

// Sheet is a statement to print.
type Sheet struct {
	Number string // of the contract
	Closed civil.Date
	File   []byte
}

// printedAtOnce bounds what is read at once.
const printedAtOnce = 50

// Print hands over, one after the other, the statements issued from a day on that somebody on their contract gets on paper.
func (s *Service) Print(ctx context.Context, by access.Actor, since civil.Date, each func(Sheet) error) (int, error) {
	pass := door.Pass{By: by, Do: access.PaperPrint, On: access.OnSystem("statements"), Note: since.String()}
	if err := s.Door.Write(ctx, pass, func(*engine.Tx) error { return nil }); err != nil {
		return 0, err
	}
	var after statements.ID
	for n := 0; ; {
		var page []statements.Printable
		files := make([][]byte, 0, printedAtOnce)
		err := s.Door.Read(ctx, pass, func(r engine.Reader) error {
			var err error
			if page, err = statements.OnPaper(r, since.Start(s.Zone), after, printedAtOnce); err != nil {
				return err
			}
			for _, x := range page {
				file, _, err := statements.File(r, s.Box, x.Contract, x.ID)
				if err != nil {
					return err
				}
				files = append(files, file)
			}
			return nil
		})
		if err != nil || len(page) == 0 {
			return n, err
		}
		for i, x := range page {
			if err := each(Sheet{Number: x.Number, Closed: x.Closed, File: files[i]}); err != nil {
				return n, err
			}
			n++
		}
		after = page[len(page)-1].ID
	}
}
