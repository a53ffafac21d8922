package assisting

import (
	"bytes"
	"context"
	"slices"
	"strings"

	"marque/internal/core/access"
	"marque/internal/core/identity"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/store/assists"
	"marque/internal/store/contracts"
	"marque/internal/store/engine"
	"marque/internal/store/parties"
)

// Question is one of the script's. The agent types what the caller says and never sees what stands on file.
type Question struct{ Name, Words, Hint string }

// QuestionNames lists the names of all questions that a script may have.
func QuestionNames() []string { return []string{"postal", "vin", "house", "tax", "birth"} }

// known is a question with what stands on file.
type known struct {
	Question
	want string
	fold func(string) string
}

// questions are the three of today for a customer, drawn by a keyed hash: nobody chooses them, and asking again brings no others.
func (s *Service) questions(r engine.Reader, p parties.Party) ([]Question, error) {
	drawn, err := s.script(r, p)
	var out []Question
	for _, k := range drawn {
		out = append(out, k.Question)
	}
	return out, err
}

func (s *Service) script(r engine.Reader, p parties.Party) ([]known, error) {
	digits := func(v string) string {
		return strings.Map(func(c rune) rune {
			if c < '0' || c > '9' {
				return -1
			}
			return c
		}, v)
	}
	vin, err := vinOf(r, p.ID)
	if err != nil {
		return nil, err
	}
	street, _, _ := strings.Cut(p.Address.Line1, " ")
	all := []known{
		{Question{"postal", "Postal code of the home address", ""}, p.Address.PostalCode, identity.FoldPostalCode},
		{Question{"vin", "Last six characters of the VIN", "It stands on the insurance card and behind the windshield."}, vin[max(0, len(vin)-6):], identity.FoldReference},
		{Question{"house", "House number of the home address", ""}, street, identity.FoldReference},
		{Question{"tax", "Last four digits of the Social Security number", ""}, p.TaxIDLast4, digits},
	}
	if !p.BirthDate.IsZero() {
		all = append(all, known{Question{"birth", "Date of birth", "Year, month, day: 1985-04-27"}, digits(p.BirthDate.String()), digits})
	}
	all = slices.DeleteFunc(all, func(k known) bool { return k.want == "" })
	if len(all) < identity.ScriptQuestions {
		return nil, nil
	}
	day := s.d.Now().UTC().Format("2006-01-02")
	mac := func(k known) []byte { return s.d.Box.MAC("desk/script", []byte(p.ID.String()+"|"+day+"|"+k.Name)) }
	slices.SortFunc(all, func(a, b known) int { return bytes.Compare(mac(a), mac(b)) })
	return all[:identity.ScriptQuestions], nil
}

func vinOf(r engine.Reader, party access.PartyID) (string, error) {
	all, err := contracts.OfParty(r, party)
	if err != nil || len(all) == 0 {
		return "", err
	}
	return all[0].VIN, nil
}

// Script takes what the caller answered. All three right is a passed check; the score is kept either way. After two that failed the script
// is closed for a day, for every agent.
func (s *Service) Script(ctx context.Context, a Act, answers map[string]string) (passed bool, err error) {
	if err := a.Why.Check(); err != nil {
		return false, err
	}
	var told error
	err = s.d.Door.Write(ctx, a.pass(access.CustomerProve, "script"), func(tx *engine.Tx) error {
		passed, told = false, nil
		now := s.d.Now()
		v, err := s.users.Take(tx, identity.ScriptRule(), a.Party.String(), now)
		if err != nil {
			return err
		}
		if !v.Pass {
			told = fault.Later(v.Until.Sub(now), "The script failed twice today, so it is closed. Ask the customer to write to us with a proof of who they are.")
			return nil
		}
		person, err := s.parties.ByID(tx, a.Party)
		if err != nil {
			return err
		}
		drawn, err := s.script(tx, person)
		if err != nil {
			return err
		}
		c := identity.Check{ID: id.New[identity.Check](s.d.IDs), Party: a.Party, Agent: a.By.User, At: now, Way: "script", Asked: len(drawn)}
		var names []string
		for _, k := range drawn {
			names = append(names, k.Name)
			if got := k.fold(answers[k.Name]); got != "" && got == k.fold(k.want) {
				c.Score++
			}
		}
		c.Questions, c.Passed = strings.Join(names, ","), len(drawn) > 0 && c.Score == len(drawn)
		if passed = c.Passed; passed {
			if err := s.users.Clear(tx, identity.ScriptRule(), a.Party.String()); err != nil {
				return err
			}
		}
		return assists.AddCheck(tx, c)
	})
	if err == nil {
		err = told
	}
	return passed && err == nil, err
}
