package securing

import (
	"context"

	"marque/internal/core/access"
	"marque/internal/core/identity"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/store/engine"
)

// AsksQuestions tells whether this installation takes answers to security questions: under the policy Legacy only.
func (s *Service) AsksQuestions() bool { return s.d.Policy == identity.Legacy }

// SetAnswers keeps answers to security questions, in the place of older ones. They are an extra beside a code that was sent when a password is
// forgotten, and good for nothing else. Whoever asks has given a fresh factor: that is the edge's to see to.
func (s *Service) SetAnswers(ctx context.Context, brand string, v identity.Session, given map[string]string) error {
	if !s.AsksQuestions() {
		return fault.New(fault.NotFound, "There is no such page.")
	}
	var answers []identity.Answer
	seen := map[string]bool{}
	for _, question := range identity.Questions() {
		typed := given[question]
		if typed == "" {
			continue
		}
		normal, err := identity.NormalAnswer(typed)
		if err != nil {
			return err
		}
		if seen[normal] {
			return fault.Input("answer", "Two answers are alike. Give each question its own.")
		}
		seen[normal] = true
		hash, err := s.d.Passwords.Hash(ctx, normal)
		if err != nil {
			return err
		}
		answers = append(answers, identity.Answer{ID: id.New[identity.Answer](s.d.IDs), Question: question, Hash: hash, CreatedAt: s.d.Now()})
	}
	if len(answers) != identity.MostAnswers {
		return fault.Inputf("answer", "Answer %d of the questions.", identity.MostAnswers)
	}
	return s.d.Door.Write(ctx, own(v, access.FactorChange, "security questions answered"), func(tx *engine.Tx) error {
		if err := s.users.SetAnswers(tx, v.User.ID, answers); err != nil {
			return err
		}
		return s.tellChange(tx, brand, v, "The answers to your security questions were changed.")
	})
}
