package lettering

import (
	"context"
	"crypto/sha256"
	"encoding/base32"
	"fmt"
	"strconv"

	"marque/internal/civil"
	"marque/internal/core/access"
	"marque/internal/core/contract"
	"marque/internal/core/notice"
	"marque/internal/core/statement"
	"marque/internal/courier"
	"marque/internal/door"
	"marque/internal/id"
	"marque/internal/paper"
	"marque/internal/store/contracts"
	"marque/internal/store/engine"
	"marque/internal/store/letters"
)

// The days of January on which the statements of interest for the year before are made: once the returns of the last payments have come, and
// again on the last day by which they must be there (IRC 6050AA), for whoever has none yet.
const (
	yearlyOn    = 15
	yearlyUntil = 31
)

// pageSize bounds how many contracts are folded at a time, and how many statements one transaction keeps.
const pageSize = 100

// YearlyID names the statement of interest of a contract's year: there is one.
func YearlyID(c contract.ID, year int) statement.LetterID {
	return id.Derive[statement.Letter](c.String(), "interest-year", strconv.Itoa(year))
}

// Close makes the statements of interest for the year before, on their days in January: one for each loan on which interest was received. What
// is there is not made again. It returns how many were made.
func (s *Service) Close(ctx context.Context, day civil.Date) (int, error) {
	if day.Month() != 1 || day.Day() != yearlyOn && day.Day() != yearlyUntil {
		return 0, nil
	}
	made := 0
	var after contract.ID
	for {
		page, last, err := s.lacking(ctx, day, after)
		if err != nil || last.IsZero() {
			return made, err
		}
		n, err := s.yearly(ctx, day, page)
		if made += n; err != nil {
			return made, fmt.Errorf("statements of interest for %d: %w", day.Year()-1, err)
		}
		after = last
	}
}

// lacking walks one page of the book and returns the loans on which interest was received in the year before and that have no statement of it.
func (s *Service) lacking(ctx context.Context, day civil.Date, after contract.ID) (out []contract.ID, last contract.ID, err error) {
	pass := door.Pass{By: access.System("cycle"), Do: access.LetterIssue, On: access.OnSystem("letters")}
	err = s.Door.Read(ctx, pass, func(r engine.Reader) error {
		out, last = nil, contract.ID{}
		list, err := contracts.After(r, after, pageSize)
		if err != nil || len(list) == 0 {
			return err
		}
		last = list[len(list)-1].ID
		ids := make([]contract.ID, len(list))
		for i := range list {
			ids[i] = list[i].ID
		}
		events, err := contracts.EventsOf(r, ids)
		if err != nil {
			return err
		}
		for i := range list {
			lacks, err := lacksYear(r, &list[i], events[list[i].ID], day)
			if err != nil {
				return fmt.Errorf("contract %s: %w", list[i].ID, err)
			}
			if lacks {
				out = append(out, list[i].ID)
			}
		}
		return nil
	})
	return out, last, err
}

func lacksYear(r engine.Reader, c *contracts.Contract, events []contract.Event, day civil.Date) (bool, error) {
	year := day.Year() - 1
	if c.Terms.Kind == contract.Lease || c.Terms.ContractDate.Year() > year {
		return false, nil
	}
	state, err := contract.Fold(c.Terms, events, contract.At{AsOf: day})
	if err != nil || state.PaidIn(year).Interest <= 0 {
		return false, err
	}
	there, err := letters.Has(r, c.ID, YearlyID(c.ID, year))
	return !there, err
}

// yearly makes the statements of a page in one transaction, and tells everybody on the contracts.
func (s *Service) yearly(ctx context.Context, day civil.Date, page []contract.ID) (int, error) {
	if len(page) == 0 {
		return 0, nil
	}
	made := 0
	pass := door.Pass{By: access.System("cycle"), Do: access.LetterIssue, On: access.OnSystem("letters"), Note: fmt.Sprintf("interest of %d, %d contracts", day.Year()-1, len(page))}
	err := s.Door.Write(ctx, pass, func(tx *engine.Tx) error {
		made = 0
		for _, contractID := range page {
			fresh, err := s.issueYear(tx, contractID, day)
			if err != nil {
				return fmt.Errorf("contract %s: %w", contractID, err)
			}
			if fresh {
				made++
			}
		}
		return nil
	})
	return made, err
}

func (s *Service) issueYear(tx *engine.Tx, contractID contract.ID, day civil.Date) (bool, error) {
	year := day.Year() - 1
	letterID := YearlyID(contractID, year)
	if there, err := letters.Has(tx, contractID, letterID); err != nil || there {
		return false, err
	}
	f, err := s.factsOn(tx, contractID, day)
	if err != nil {
		return false, err
	}
	row := letters.Row{ID: letterID, Contract: contractID, Kind: statement.YearlyInterestLetter, Issued: day, At: s.Book.Now()}
	code := s.yearlyCode(letterID)
	w := letterOf(&f, s.Brands[f.stored.Terms.Brand], f.reader())
	if row.Amount, err = w.interest(year); err != nil {
		return false, err
	}
	w.letter.Reference = statement.ShowCode(code)
	w.letter.Parts = append(w.letter.Parts, statement.Part{Heading: w.say("Version", "Versión", "Fassung"), Paragraphs: []string{w.say(
		"This form: %s. It counts what had reached us by %s; it is not changed afterwards.",
		"Este formulario: %s. Cuenta lo que nos había llegado hasta el %s; no se cambia después.",
		"Dieses Formular: %s. Es zählt, was uns bis zum %s erreicht hatte; es wird danach nicht geändert.", statement.InterestVersion, day)}})
	w.ending(code)
	file, err := paper.Letter(w.letter)
	if err != nil {
		return false, err
	}
	sum := sha256.Sum256(file.Bytes)
	row.Title, row.Pages, row.SHA256 = w.letter.Title, file.Pages, sum[:]
	if err := letters.Insert(tx, s.Box, row, code, file.Bytes); err != nil {
		return false, err
	}
	return true, s.tellYear(tx, &f, row, year)
}

// yearlyCode is the code by which a yearly statement is verified. It is derived with the installation's key and not drawn, so that the same
// statement always has the same bytes; without the key its 80 bits are as hard to guess.
func (s *Service) yearlyCode(letter statement.LetterID) string {
	mac := s.Box.MAC("letter-code", []byte(letter.String()))
	return base32.NewEncoding("0123456789ABCDEFGHJKMNPQRSTVWXYZ").EncodeToString(mac[:codeBytes])
}

func (s *Service) tellYear(tx *engine.Tx, f *facts, row letters.Row, year int) error {
	_, err := s.Courier.SendAll(tx, courier.Parcel{
		Notice: notice.InterestReady{Year: year, Vehicle: f.vehicle.Name()}, Brand: f.stored.Terms.Brand,
		Contract: row.Contract, Once: "interest/" + row.ID.String(),
	}.ForAll(f.people))
	return err
}
