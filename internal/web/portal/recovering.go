package portal

import (
	"net/http"

	"marque/internal/core/identity"
	"marque/internal/fault"
	"marque/internal/service/recovering"
	"marque/internal/web/guard"
	"marque/internal/web/portal/view"
	"marque/internal/web/respond"
	"marque/internal/web/ui"
)

// doneField tells the sign-in page what was just done; it chooses among our own sentences only.
const doneField = "done"

func doneWords(f ui.Frame, what string) string {
	switch what {
	case "password":
		return f.Say("Your password is changed. Sign in with the new one.",
			"Su contraseña cambió. Inicie sesión con la nueva.",
			"Ihr Passwort ist geändert. Melden Sie sich mit dem neuen an.")
	case "reset":
		return f.Say("Your new phone is set up. Sign in with your password, and we text you a code.",
			"Su teléfono nuevo está configurado. Inicie sesión con su contraseña y le enviaremos un código por mensaje de texto.",
			"Ihr neues Telefon ist eingerichtet. Melden Sie sich mit Ihrem Passwort an, und wir senden Ihnen einen Code per SMS.")
	case "unlock":
		return f.Say("Your account is unlocked. Sign in with your password.",
			"Su cuenta está desbloqueada. Inicie sesión con su contraseña.",
			"Ihr Konto ist entsperrt. Melden Sie sich mit Ihrem Passwort an.")
	}
	return ""
}

// afterRecovery is where somebody goes on who got back in: to where a passkey is added, since the next time should be easier.
func afterRecovery(what string) string {
	if what == "password" || what == "reset" {
		return ui.PathSecurity + "?" + doneField + "=back"
	}
	return ""
}

func recoverFrom(r *guard.Request) recovering.From {
	f := r.From()
	return recovering.From{Network: f.Network, Brand: f.Brand, Browser: f.Browser, Device: f.Device}
}

func (p *Portal) forgotForm(w http.ResponseWriter, r *guard.Request) error {
	return p.show(w, r, func(f ui.Frame) respond.Page { return view.Forgot{Frame: f}.Page() })
}

func (p *Portal) forgot(w http.ResponseWriter, r *guard.Request) error {
	typed := r.PostFormValue("identifier")
	return p.beginRecovery(w, r, identity.ForRecovery, func(f ui.Frame, x view.Failure) respond.Page {
		return view.Forgot{Frame: f, Failure: x, Identifier: typed}.Page()
	})
}

func (p *Portal) unlockForm(w http.ResponseWriter, r *guard.Request) error {
	return p.show(w, r, func(f ui.Frame) respond.Page { return view.Unlock{Frame: f}.Page() })
}

func (p *Portal) unlock(w http.ResponseWriter, r *guard.Request) error {
	typed := r.PostFormValue("identifier")
	return p.beginRecovery(w, r, identity.ForUnlock, func(f ui.Frame, x view.Failure) respond.Page {
		return view.Unlock{Frame: f, Failure: x, Identifier: typed}.Page()
	})
}

// beginRecovery goes on to the same page whatever was typed.
func (p *Portal) beginRecovery(w http.ResponseWriter, r *guard.Request, purpose identity.Purpose, form func(ui.Frame, view.Failure) respond.Page) error {
	stage, err := p.Recovering.Begin(r.Context(), recoverFrom(r), purpose, r.PostFormValue("identifier"))
	if f := fault.Of(err); f != nil {
		respond.RetryAfter(w, f)
		return p.showAs(w, r, respond.Status(f), func(fr ui.Frame) respond.Page { return form(fr, problemOf(r, f)) })
	}
	if err != nil {
		return err
	}
	r.Recover(stage.Token)
	return respond.SeeOther(w, r.Request, pathRecoverCode)
}

// problemOf says how long to wait, when the fault knows.
func problemOf(r *guard.Request, f *fault.Fault) view.Failure {
	r.Failed(f)
	if f.RetryAfter > 0 {
		return view.Failure{Problem: tryAgainIn(r.Locale(), f, f.RetryAfter)}
	}
	return view.FailureOf(r.Locale(), f)
}

// recovery returns where the recovery stands, or sends the browser to the page where it should be and returns false.
func (p *Portal) recovery(w http.ResponseWriter, r *guard.Request, password bool) (recovering.Stage, bool, error) {
	stage, err := p.Recovering.Where(r.Context(), r.Recovery())
	if fault.Of(err) != nil {
		r.Recovered("")
		return stage, false, respond.SeeOther(w, r.Request, ui.PathForgot)
	}
	if err != nil {
		return stage, false, err
	}
	if (stage.Purpose == identity.ForNewPassword) != password {
		return stage, false, respond.SeeOther(w, r.Request, recoveryPage(stage))
	}
	return stage, true, nil
}

func recoveryPage(stage recovering.Stage) string {
	switch {
	case stage.Done && stage.Purpose == identity.ForUnlock:
		return ui.PathSignIn + "?" + doneField + "=unlock"
	case stage.Done && stage.Purpose == identity.ForReset:
		return ui.PathSignIn + "?" + doneField + "=reset"
	case stage.Done:
		return ui.PathSignIn + "?" + doneField + "=password"
	case stage.Purpose == identity.ForNewPassword:
		return pathRecoverPassword
	}
	return pathRecoverCode
}

func (p *Portal) recoverCodeForm(w http.ResponseWriter, r *guard.Request) error {
	stage, here, err := p.recovery(w, r, false)
	if !here {
		return err
	}
	return p.showRecoverCode(w, r, http.StatusOK, stage, view.Failure{}, "")
}

func (p *Portal) showRecoverCode(w http.ResponseWriter, r *guard.Request, status int, stage recovering.Stage, x view.Failure, typed string) error {
	return p.showAs(w, r, status, func(f ui.Frame) respond.Page {
		page := view.RecoverCode{Frame: f, Failure: x, Action: pathRecoverCode, Target: stage.Hint, New: stage.Purpose == identity.ForReset, Question: identity.QuestionIn(f.Locale, stage.Question), Typed: typed}
		if stage.TriesLeft < identity.CodeTries {
			page.TriesLeft = stage.TriesLeft
		}
		page.Resend, page.WaitWords = again(f.Locale, pathRecoverAgain, stage.ResendAt, p.Now())
		if p.Demo {
			page.DemoOutbox = ui.PathOutbox
		}
		return page.Page()
	})
}

func (p *Portal) recoverCode(w http.ResponseWriter, r *guard.Request) error {
	typed := r.PostFormValue("code")
	stage, err := p.Recovering.CodeAnd(r.Context(), recoverFrom(r), r.Recovery(), typed, r.PostFormValue("answer"))
	if err != nil {
		return p.recoverCodeFailed(w, r, err, typed)
	}
	return p.recoverOn(w, r, stage)
}

// recoverOn goes to where the recovery stands now.
func (p *Portal) recoverOn(w http.ResponseWriter, r *guard.Request, stage recovering.Stage) error {
	if stage.Done {
		r.Recovered(stage.Device)
	} else {
		r.Recover(stage.Token)
	}
	return respond.SeeOther(w, r.Request, recoveryPage(stage))
}

// recoverCodeFailed shows the page again; a recovery that has ended begins anew, and says why.
func (p *Portal) recoverCodeFailed(w http.ResponseWriter, r *guard.Request, err error, typed string) error {
	f := fault.Of(err)
	if f == nil {
		return err
	}
	respond.RetryAfter(w, f)
	stage, gone := p.Recovering.Where(r.Context(), r.Recovery())
	if gone != nil || stage.Purpose == identity.ForNewPassword {
		return p.recoveryOver(w, r, f)
	}
	return p.showRecoverCode(w, r, respond.Status(f), stage, failureOf(r, f, "code"), typed)
}

func (p *Portal) recoveryOver(w http.ResponseWriter, r *guard.Request, f *fault.Fault) error {
	r.Recovered("")
	return p.showAs(w, r, respond.Status(f), func(fr ui.Frame) respond.Page {
		return view.Forgot{Frame: fr, Failure: notedProblem(r, f)}.Page()
	})
}

func (p *Portal) recoverAgain(w http.ResponseWriter, r *guard.Request) error {
	if _, err := p.Recovering.Resend(r.Context(), recoverFrom(r), r.Recovery()); err != nil {
		return p.recoverCodeFailed(w, r, err, "")
	}
	return respond.SeeOther(w, r.Request, pathRecoverCode)
}

func (p *Portal) recoverPasswordForm(w http.ResponseWriter, r *guard.Request) error {
	if _, here, err := p.recovery(w, r, true); !here {
		return err
	}
	return p.show(w, r, func(f ui.Frame) respond.Page {
		return view.RecoverPassword{Frame: f, Action: pathRecoverPassword}.Page()
	})
}

func (p *Portal) recoverPassword(w http.ResponseWriter, r *guard.Request) error {
	stage, err := p.Recovering.Change(r.Context(), recoverFrom(r), r.Recovery(), r.PostFormValue("password"))
	if err == nil {
		return p.recoverOn(w, r, stage)
	}
	f := fault.Of(err)
	if f == nil {
		return err
	}
	if f.Kind != fault.Invalid { // no longer open
		return p.recoveryOver(w, r, f)
	}
	return p.showAs(w, r, respond.Status(f), func(fr ui.Frame) respond.Page {
		return view.RecoverPassword{Frame: fr, Failure: noted(r, f), Action: pathRecoverPassword}.Page()
	})
}
