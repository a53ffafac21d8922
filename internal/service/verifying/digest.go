package verifying

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"marque/internal/civil"
	"marque/internal/core/access"
	"marque/internal/core/contract"
	"marque/internal/core/ledger"
	"marque/internal/door"
	"marque/internal/money"
	"marque/internal/store/contracts"
	"marque/internal/store/engine"
	"marque/internal/store/ledgers"
	"marque/internal/store/parties"
	"marque/internal/store/payments"
	"marque/internal/store/settings"
	"marque/internal/store/statements"
	"marque/internal/store/vehicles"
)

// Digest returns one line of hexadecimals that depends on the content of the book only: two books that say the same of every contract
// have the same digest, whatever their ids, keys, clocks and engines, and in whatever order they learned it.
func (s *Service) Digest(ctx context.Context, by access.Actor) (string, error) {
	var each []string
	err := s.Door.Read(ctx, door.Pass{By: by, Do: access.BookVerify, On: access.OnSystem("book")}, func(r engine.Reader) error {
		each = each[:0]
		return s.eachContract(r, func(c contracts.Contract) error {
			content, err := s.content(r, c)
			if err != nil {
				return fmt.Errorf("digest contract %s: %w", c.Terms.Number, err)
			}
			text, err := json.Marshal(content)
			if err != nil {
				return fmt.Errorf("digest contract %s: %w", c.Terms.Number, err)
			}
			sum := sha256.Sum256(text)
			each = append(each, c.Terms.Number+" "+hex.EncodeToString(sum[:]))
			return nil
		})
	})
	if err != nil {
		return "", err
	}
	slices.Sort(each)
	h := sha256.New()
	for _, line := range each {
		h.Write([]byte(line + "\n"))
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// content is what is true of a contract, without names that only this database knows.
type content struct {
	Terms      contract.Terms
	State      contract.State
	Balances   map[ledger.Account]money.Cents
	People     []person
	Vehicle    any
	Payments   []paid
	Statements []issued
}

type person struct {
	Role                                    string
	Ref, Given, Family, Email, Phone, TaxID string
	Birth                                   civil.Date
	Locale                                  string
	Address                                 parties.Address
	Accounts                                []string
}

type paid struct {
	Amount money.Cents
	Date   civil.Date
	State  string
	Code   string
}

type issued struct {
	Opened, Closed, Due civil.Date
	AmountDue, Balance  money.Cents
}

func (s *Service) content(r engine.Reader, c contracts.Contract) (content, error) {
	out := content{Terms: c.Terms}
	cached, err := contracts.StateOf(r, c.ID)
	if err != nil {
		return out, err
	}
	day, err := settings.Day(r)
	if err != nil {
		return out, err
	}
	state, err := s.Book.Fold(r, c, max(cached.AsOf, day.Closed)) // a contract that slept through some closes stands as it would have been closed
	if err != nil {
		return out, err
	}
	out.State = nameless(*state)
	if out.Balances, err = ledgers.Balances(r, c.ID); err != nil {
		return out, err
	}
	for account, balance := range out.Balances {
		if balance == 0 {
			delete(out.Balances, account) // moved and moved back is the same as never moved
		}
	}
	if out.People, err = s.people(r, c.ID); err != nil {
		return out, err
	}
	if out.Vehicle, err = vehicle(r, c); err != nil {
		return out, err
	}
	if out.Payments, err = made(r, c.ID); err != nil {
		return out, err
	}
	out.Statements, err = statementsOf(r, c.ID)
	return out, err
}

// nameless leaves out keys and the instants of recording.
func nameless(s contract.State) contract.State {
	s.Lines = slices.Clone(s.Lines)
	for i := range s.Lines {
		l := &s.Lines[i]
		l.Key, l.Recorded = "", time.Time{}
		if l.Void != "" {
			l.Void = "void"
		}
	}
	s.OpenFees = slices.Clone(s.OpenFees)
	for i := range s.OpenFees {
		s.OpenFees[i].Key, s.OpenFees[i].Payment = "", ""
	}
	s.Notes = slices.Clone(s.Notes)
	for i := range s.Notes {
		s.Notes[i].Key = ""
	}
	return s
}

func (s *Service) people(r engine.Reader, contractID contract.ID) ([]person, error) {
	members, err := parties.Members(r, contractID)
	if err != nil {
		return nil, err
	}
	var out []person
	for _, m := range members {
		p, err := s.parties.ByID(r, m.Party)
		if err != nil {
			return nil, err
		}
		accounts, err := payments.Accounts(r, s.Box, m.Party)
		if err != nil {
			return nil, err
		}
		one := person{
			Role: m.Role, Ref: p.Ref, Given: p.GivenName, Family: p.FamilyName, Email: p.Email, Phone: p.Phone, TaxID: p.TaxIDLast4,
			Birth: p.BirthDate, Locale: p.Locale, Address: p.Address,
		}
		for _, a := range accounts {
			one.Accounts = append(one.Accounts, a.Routing+"/"+a.Number+"/"+string(a.Status))
		}
		slices.Sort(one.Accounts)
		out = append(out, one)
	}
	slices.SortFunc(out, func(a, b person) int { return cmp.Compare(a.Ref, b.Ref) })
	return out, nil
}

// vehicle gathers what is known of a vehicle in an order that does not depend on arrival.
func vehicle(r engine.Reader, c contracts.Contract) (any, error) {
	v, err := vehicles.ByVIN(r, c.VIN)
	if err != nil {
		return nil, err
	}
	from, to := civil.Must(civil.MinYear, 1, 1), civil.Must(civil.MaxYear, 12, 31)
	readings, err := vehicles.Readings(r, c.VIN, from, to)
	if err != nil {
		return nil, err
	}
	services, err := vehicles.Services(r, c.VIN, from, to)
	if err != nil {
		return nil, err
	}
	recalls, err := vehicles.Recalls(r, c.VIN)
	if err != nil {
		return nil, err
	}
	titles, err := vehicles.Titles(r, c.VIN, from, to)
	if err != nil {
		return nil, err
	}
	changes, err := vehicles.Changes(r, c.VIN, from, to)
	return []any{v, readings, services, recalls, titles, changes}, err
}

func made(r engine.Reader, contractID contract.ID) ([]paid, error) {
	rows, err := payments.Of(r, contractID)
	var out []paid
	for _, p := range rows {
		out = append(out, paid{p.Amount, p.Date, string(p.State), p.ReturnCode})
	}
	slices.SortFunc(out, func(a, b paid) int {
		return cmp.Or(cmp.Compare(a.Date, b.Date), cmp.Compare(a.Amount, b.Amount), cmp.Compare(a.State, b.State))
	})
	return out, err
}

func statementsOf(r engine.Reader, contractID contract.ID) ([]issued, error) {
	rows, err := statements.Of(r, contractID)
	var out []issued
	for _, st := range rows {
		out = append(out, issued{st.Opened, st.Closed, st.Due, st.AmountDue, st.Balance})
	}
	return out, err
}
