package portal

import (
	"net/http"
	"strconv"

	"marque/internal/core/identity"
	"marque/internal/fault"
	"marque/internal/web/guard"
	"marque/internal/web/portal/view"
	"marque/internal/web/respond"
	"marque/internal/web/ui"
)

// questionsForm asks for answers to security questions, where the installation takes any.
func (p *Portal) questionsForm(w http.ResponseWriter, r *guard.Request) error {
	if !p.Securing.AsksQuestions() {
		return respond.SeeOther(w, r.Request, ui.PathSecurity)
	}
	return p.showQuestions(w, r, http.StatusOK, view.Failure{})
}

func (p *Portal) showQuestions(w http.ResponseWriter, r *guard.Request, status int, x view.Failure) error {
	return p.showAs(w, r, status, func(f ui.Frame) respond.Page {
		page := view.Questions{Frame: f, Failure: x, Action: pathQuestions, Wanted: identity.MostAnswers}
		for _, q := range identity.Questions() {
			page.Questions = append(page.Questions, identity.QuestionIn(f.Locale, q))
		}
		return page.Page()
	})
}

func (p *Portal) questions(w http.ResponseWriter, r *guard.Request) error {
	given := make([]string, len(identity.Questions()))
	for i := range given {
		given[i] = r.PostFormValue("answer" + strconv.Itoa(i+1))
	}
	err := p.Securing.SetAnswers(r.Context(), r.Brand, r.Session, given)
	if f := fault.Of(err); f != nil && f.Kind == fault.Invalid {
		return p.showQuestions(w, r, respond.Status(f), noted(r, f))
	}
	if err != nil {
		return err
	}
	return respond.SeeOther(w, r.Request, ui.PathSecurity+"?"+doneField+"=questions")
}
