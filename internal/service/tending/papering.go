package tending

import (
	"context"

	"marque/internal/core/access"
	"marque/internal/core/contract"
	"marque/internal/core/leaseend"
	"marque/internal/core/statement"
	"marque/internal/door"
	"marque/internal/l10n"
	"marque/internal/paper"
	"marque/internal/store/engine"
	"marque/internal/store/vehicles"
)

// MileagePaper returns a contract's newest odometer statement as a PDF, with the lessor's part.
func (s *Service) MileagePaper(ctx context.Context, by access.Actor, contractID contract.ID) ([]byte, error) {
	var l statement.Letter
	err := s.d.Door.Read(ctx, door.Pass{By: by, Do: access.ContractRead, On: access.OnContract(contractID)}, func(r engine.Reader) error {
		f, err := s.leased(r, contractID)
		if err != nil {
			return err
		}
		m, err := vehicles.MileageOf(r, s.d.Box, contractID)
		if err != nil {
			return err
		}
		l = letterOf(m, &f, s.d.Brands[f.stored.Terms.Brand])
		return nil
	})
	if err != nil {
		return nil, err
	}
	file, err := paper.Letter(l)
	return file.Bytes, err
}

// letterOf sets a statement in the language in which it was signed: its sentences, its facts, and what the lessor adds.
func letterOf(m leaseend.Mileage, f *facts, brand statement.Brand) statement.Letter {
	locale, _ := l10n.Parse(m.Locale) // as the page was; an unknown one is English
	sentences, said := m.Said()
	lessee := statement.Part{Heading: l10n.T("The lessee’s part", "La parte del arrendatario", "Der Teil des Leasingnehmers").In(locale)}
	for _, x := range said {
		lessee.Facts = append(lessee.Facts, statement.Fact{Name: x[0], Value: x[1]})
	}
	lessor := statement.Part{Heading: l10n.T("The lessor’s part", "La parte del arrendador", "Der Teil des Leasinggebers").In(locale)}
	for _, x := range m.LessorsPart() {
		lessor.Facts = append(lessor.Facts, statement.Fact{Name: x.Name.In(locale), Value: x.Says.In(locale)})
	}
	l := statement.Letter{
		Title: m.Title(), Reference: f.stored.Terms.Number, Issued: m.On, Locale: locale.Tag(), Brand: brand,
		Contract: statement.Facts{Number: f.stored.Terms.Number, Currency: f.stored.Terms.Currency},
		Parts:    []statement.Part{{Paragraphs: sentences}, lessee},
	}
	if len(lessor.Facts) > 0 {
		l.Parts = append(l.Parts, lessor)
	}
	return l
}
