package recovering_test

import (
	"crypto/rand"
	"testing"

	"marque/internal/core/identity"
	"marque/internal/fault"
	"marque/internal/herald"
	"marque/internal/service/recovering"
	"marque/internal/service/securing"
	"marque/internal/service/servicetest"
	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
)

// answers sets three alike answers but for their number, under a policy.
func (w *town) answers(policy identity.Policy) error {
	s := securing.New(securing.Deps{
		Door: w.Door, Box: w.Box, Now: w.Now, IDs: w.IDs, Random: rand.Reader, Passwords: w.Passwords, Herald: herald.New(w.IDs, w.Now), Courier: w.Courier, Limits: identity.DefaultLimits(), Policy: policy,
	})
	w.recover = recovering.New(recovering.Deps{
		Door: w.Door, Box: w.Box, Now: w.Now, IDs: w.IDs, Random: rand.Reader, Passwords: w.Passwords, Herald: herald.New(w.IDs, w.Now), Courier: w.Courier, Limits: identity.DefaultLimits(), Policy: policy,
	})
	given := make([]string, identity.MostAnswers)
	for i := range given {
		given[i] = "O'Brien Šafařík " + string(rune('1'+i))
	}
	return s.SetAnswers(w.t.Context(), servicetest.Brand, w.enter(password).Session, given)
}

func TestSecurityQuestionsAreAnExtraUnderLegacyOnly(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db)
		for _, policy := range []identity.Policy{identity.Standard, identity.Strict} {
			if err := w.answers(policy); !fault.Is(err, fault.NotFound) {
				t.Errorf("%s: got %v, want no such page", policy, err)
			}
		}
		if err := w.answers(identity.Legacy); err != nil {
			t.Fatal(err)
		}
		stage := w.begin(identity.ForRecovery, mailbox)
		stage = w.code(stage.Token, w.Code(mailbox))
		stage, err := w.recover.Where(t.Context(), stage.Token)
		if err != nil || stage.Question == "" {
			t.Fatalf("got %+v, %v, want a question", stage, err)
		}
		right := ""
		for i, q := range identity.Questions()[:identity.MostAnswers] {
			if q == stage.Question {
				right = "obrien safarik" + string(rune('1'+i))
			}
		}
		for _, typed := range []string{"", "somebody else"} { // the code alone is not enough
			if _, err := w.recover.CodeAnd(t.Context(), w.from, stage.Token, w.Code(phone), typed); !fault.Is(err, fault.Invalid) {
				t.Errorf("%q: got %v", typed, err)
			}
		}
		if _, err := w.recover.CodeAnd(t.Context(), w.from, stage.Token, "000000", right); err == nil {
			t.Error("an answer alone opens the step")
		}
		next, err := w.recover.CodeAnd(t.Context(), w.from, stage.Token, w.Code(phone), right)
		if err != nil || next.Purpose != identity.ForNewPassword {
			t.Errorf("got %+v, %v", next, err)
		}
	})
}

func TestFiveWrongAnswersEndTheStep(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db)
		if err := w.answers(identity.Legacy); err != nil {
			t.Fatal(err)
		}
		stage := w.begin(identity.ForRecovery, mailbox)
		stage = w.code(stage.Token, w.Code(mailbox))
		for range identity.CodeTries - 1 {
			if _, err := w.recover.CodeAnd(t.Context(), w.from, stage.Token, w.Code(phone), "wrong"); !fault.Is(err, fault.Invalid) {
				t.Errorf("got %v", err)
			}
		}
		for range 2 {
			if _, err := w.recover.CodeAnd(t.Context(), w.from, stage.Token, w.Code(phone), "wrong"); !fault.Is(err, fault.Conflict) {
				t.Errorf("got %v, want the end of the step", err)
			}
		}
	})
}
