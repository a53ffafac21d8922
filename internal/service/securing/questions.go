package securing

import (
	"context"
	"fmt"
	"time"

	"marque/internal/core/access"
	"marque/internal/core/identity"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/l10n"
	"marque/internal/store/engine"
)

// AsksQuestions tells whether this installation takes answers to security questions: under the policy Legacy only.
func (s *Service) AsksQuestions() bool { return s.d.Policy == identity.Legacy }

// SetAnswers keeps answers to security questions, in the place of older ones: one of each of identity.Questions, empty where it is not
// answered; faults name them "answer1" and on. They are an extra beside a code that was sent when a password is forgotten, and good for
// nothing else. Whoever asks has given a fresh factor: that is the edge's to see to.
func (s *Service) SetAnswers(ctx context.Context, brand string, v identity.Session, given []string) error {
	if !s.AsksQuestions() {
		return fault.New(fault.NotFound, "There is no such page.")
	}
	normal, err := normalAnswers(given)
	if err != nil {
		return err
	}
	var answers []identity.Answer
	for i, question := range identity.Questions() {
		if i >= len(normal) || normal[i] == "" {
			continue
		}
		hash, err := s.d.Passwords.Hash(ctx, normal[i])
		if err != nil {
			return err
		}
		answers = append(answers, identity.Answer{ID: id.New[identity.Answer](s.d.IDs), Question: question, Hash: hash, CreatedAt: s.d.Now()})
	}
	return s.d.Door.Write(ctx, own(v, access.FactorChange, "security questions answered"), func(tx *engine.Tx) error {
		if err := s.users.SetAnswers(tx, v.User.ID, answers); err != nil {
			return err
		}
		return s.tellChange(tx, brand, v, l10n.T(
			"The answers to your security questions were changed.",
			"Se cambiaron las respuestas a sus preguntas de seguridad.",
			"Die Antworten auf Ihre Sicherheitsfragen wurden geändert."))
	})
}

// normalAnswers returns answers as they are hashed, or a fault that names each that cannot be one. There must be as many as are kept.
func normalAnswers(given []string) ([]string, error) {
	var wrong []fault.Field
	out, seen, n := make([]string, len(given)), map[string]bool{"": true}, 0
	for i, typed := range given {
		if typed == "" {
			continue
		}
		n++
		field, normal := fmt.Sprintf("answer%d", i+1), ""
		normal, err := identity.NormalAnswer(typed)
		switch {
		case err != nil:
			short := fault.Of(err).Fields[0]
			short.Name = field
			wrong = append(wrong, short)
		case seen[normal]:
			wrong = append(wrong, l10n.Field(field, "This answer stands beside another question already. Give each its own.", "Esta respuesta ya está junto a otra pregunta. Dé a cada una la suya.", "Diese Antwort steht schon bei einer anderen Frage. Geben Sie jeder ihre eigene."))
		}
		out[i], seen[normal] = normal, true
	}
	if n != identity.MostAnswers {
		return nil, l10n.Fault(fault.Invalid, "Answer %s of the questions: you answered %s.", "Responda %s de las preguntas: usted respondió %s.", "Beantworten Sie %s der Fragen: Sie haben %s beantwortet.", identity.MostAnswers, n)
	}
	return out, fault.Inputs(wrong)
}

// answered tells since when a user's answers are kept; zero is never, and under a policy that asks none.
func (s *Service) answered(r engine.Reader, v identity.Session) (time.Time, error) {
	if !s.AsksQuestions() {
		return time.Time{}, nil
	}
	all, err := s.users.Answers(r, v.User.ID)
	if err != nil || len(all) == 0 {
		return time.Time{}, err
	}
	return all[0].CreatedAt, nil
}
