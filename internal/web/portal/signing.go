package portal

import (
	"net/http"
	"net/url"
	"strings"
	"time"

	"marque/internal/core/identity"
	"marque/internal/fault"
	"marque/internal/l10n"
	"marque/internal/service/signin"
	"marque/internal/web/guard"
	"marque/internal/web/portal/view"
	"marque/internal/web/respond"
	"marque/internal/web/ui"
)

// nextField carries where the person wanted to go.
const nextField = "next"

func (p *Portal) signInForm(w http.ResponseWriter, r *guard.Request) error {
	if r.IsSignedIn() {
		return respond.SeeOther(w, r.Request, r.Next(ui.PathHome))
	}
	return p.show(w, r, func(f ui.Frame) respond.Page {
		done := r.FormValue(doneField)
		return view.SignIn{Frame: f, Next: r.Next(afterRecovery(done)), Notice: doneWords(f, done), Passkey: asksAt(r, pathPasskeyAsk)}.Page()
	})
}

func (p *Portal) signIn(w http.ResponseWriter, r *guard.Request) error {
	typed := signin.Attempt{Identifier: r.PostFormValue("identifier"), Password: r.PostFormValue("password")}
	step, err := p.SignIn.Start(r.Context(), r.From(), typed)
	if err != nil {
		return p.signInFailed(w, r, typed.Identifier, err)
	}
	if step.In != nil {
		r.Enter(*step.In)
		return respond.SeeOther(w, r.Request, r.Next(ui.PathHome))
	}
	r.Ask(step.Ask.Token)
	return respond.SeeOther(w, r.Request, withNext(pathCode, r.Next("")))
}

// signInFailed shows the form again with one sentence for whatever was wrong, or the lock, which any typed name can have.
func (p *Portal) signInFailed(w http.ResponseWriter, r *guard.Request, typed string, err error) error {
	f := fault.Of(err)
	if f == nil {
		return err
	}
	return p.showAs(w, r, respond.Status(f), func(fr ui.Frame) respond.Page {
		page := view.SignIn{Frame: fr, Failure: noted(r, f), Identifier: typed, Next: r.Next(""), Passkey: asksAt(r, pathPasskeyAsk)}
		if pause := signin.PausedOf(err); pause != nil {
			if pause.Lock {
				page.Locked = &view.Lock{Until: p.local(fr, pause.Until), Reference: r.Reference}
			} else {
				page.Failure = view.Failure{Problem: tryAgainIn(fr.Locale, f, pause.Until.Sub(p.Now()))}
			}
		}
		return page.Page()
	})
}

func (p *Portal) codeForm(w http.ResponseWriter, r *guard.Request) error {
	ask, err := p.SignIn.Asked(r.Context(), r.Challenge())
	if fault.Of(err) != nil {
		return respond.SeeOther(w, r.Request, withNext(ui.PathSignIn, r.Next("")))
	}
	if err != nil {
		return err
	}
	return p.showCode(w, r, http.StatusOK, ask, view.Failure{}, "")
}

func (p *Portal) code(w http.ResponseWriter, r *guard.Request) error {
	typed := r.PostFormValue("code")
	in, err := p.SignIn.Code(r.Context(), r.From(), r.Challenge(), typed, r.PostFormValue("trust") != "")
	if err == nil {
		r.Enter(in)
		return respond.SeeOther(w, r.Request, r.Next(ui.PathHome))
	}
	f := fault.Of(err)
	if f == nil {
		return err
	}
	ask, gone := p.SignIn.Asked(r.Context(), r.Challenge())
	if gone != nil { // no try is left: begin again, and say why
		return p.showAs(w, r, respond.Status(f), func(fr ui.Frame) respond.Page {
			return view.SignIn{Frame: fr, Failure: notedProblem(r, f), Next: r.Next(""), Passkey: asksAt(r, pathPasskeyAsk)}.Page()
		})
	}
	return p.showCode(w, r, respond.Status(f), ask, failureOf(r, f, "code"), typed)
}

func (p *Portal) codeAgain(w http.ResponseWriter, r *guard.Request) error {
	_, err := p.SignIn.Resend(r.Context(), r.From(), r.Challenge())
	f := fault.Of(err)
	if err != nil && f == nil {
		return err
	}
	if f == nil {
		return respond.SeeOther(w, r.Request, withNext(pathCode, r.Next("")))
	}
	ask, gone := p.SignIn.Asked(r.Context(), r.Challenge())
	if gone != nil {
		return respond.SeeOther(w, r.Request, withNext(ui.PathSignIn, r.Next("")))
	}
	return p.showCode(w, r, respond.Status(f), ask, notedProblem(r, f), "")
}

func (p *Portal) showCode(w http.ResponseWriter, r *guard.Request, status int, ask signin.Ask, x view.Failure, typed string) error {
	r.Step(codeStep(r, ask.Factor))
	return p.showAs(w, r, status, func(f ui.Frame) respond.Page {
		page := view.Code{
			Frame: f, Failure: x, Action: withNext(pathCode, r.Next("")), Target: ask.Hint, ByEmail: ask.Factor == identity.FactorMail, Typed: typed,
			AskTrust: ask.Purpose == identity.ForSignIn, App: ask.Factor == identity.FactorApp, Stopped: ask.Stopped, Other: withNext(pathOtherWays, r.Next("")),
		}
		if ask.TriesLeft < identity.CodeTries {
			page.TriesLeft = ask.TriesLeft
		}
		if r.FormValue("by") == bySpare {
			page.Spare, page.AskTrust, page.Action = true, false, withQuery(page.Action, "by", bySpare)
		} else if !page.App {
			page.Resend, page.WaitWords = again(f.Locale, withNext(pathCodeAgain, r.Next("")), ask.ResendAt, p.Now())
		}
		if p.Demo && !page.App && !page.Spare {
			page.DemoOutbox = ui.PathOutbox
		}
		return page.Page()
	})
}

// codeStep says to an agent which code is asked for.
func codeStep(r *guard.Request, by identity.Factor) string {
	switch {
	case r.FormValue("by") == bySpare:
		return "a recovery code"
	case by == identity.FactorMail:
		return "by mail"
	case by == identity.FactorApp:
		return "of an authenticator app"
	}
	return "by text"
}

// bySpare asks for a recovery code on the page of the code.
const bySpare = "recovery"

func withQuery(path, name, value string) string {
	by := "?"
	if strings.Contains(path, "?") {
		by = "&"
	}
	return path + by + url.Values{name: {value}}.Encode()
}

// again offers another code, or says how long to wait for it.
func again(l l10n.Locale, path string, at, now time.Time) (href, waitWords string) {
	if left := at.Sub(now); left > 0 {
		return "", wait(l, left)
	}
	return path, ""
}

func (p *Portal) confirmForm(w http.ResponseWriter, r *guard.Request) error {
	return p.showConfirm(w, r, http.StatusOK, view.Failure{})
}

// showConfirm offers a passkey to who has one for this site, and a code to everybody.
func (p *Portal) showConfirm(w http.ResponseWriter, r *guard.Request, status int, x view.Failure) error {
	mine, err := p.SignIn.Passkeys(r.Context(), r.Session)
	if err != nil {
		return err
	}
	site := r.Site()
	page := view.Confirm{Failure: x, Action: withNext(pathConfirm, r.Next(""))}
	for _, k := range mine {
		if k.Usable() && k.Host == site.Host {
			page.Passkey, page.ByPasskey = pathConfirmPasskeyAsk, withNext(pathConfirmPasskey, r.Next(""))
		}
	}
	return p.showAs(w, r, status, func(f ui.Frame) respond.Page {
		page.Frame = f
		return page.Page()
	})
}

func (p *Portal) confirm(w http.ResponseWriter, r *guard.Request) error {
	ask, err := p.SignIn.StepUp(r.Context(), r.From(), r.Session)
	if f := fault.Of(err); f != nil {
		return p.showConfirm(w, r, respond.Status(f), noted(r, f))
	}
	if err != nil {
		return err
	}
	r.Ask(ask.Token)
	return respond.SeeOther(w, r.Request, withNext(pathCode, r.Next("")))
}

func (p *Portal) signOut(w http.ResponseWriter, r *guard.Request) error {
	if r.IsSignedIn() {
		if err := p.SignIn.SignOut(r.Context(), r.Session); err != nil {
			return err
		}
	}
	r.Leave()
	return respond.SeeOther(w, r.Request, pathSignedOut)
}

func (p *Portal) signedOut(w http.ResponseWriter, r *guard.Request) error {
	return p.show(w, r, func(f ui.Frame) respond.Page { return view.SignedOut{Frame: f}.Page() })
}

// withNext adds where to go afterwards.
func withNext(path, next string) string {
	if next == "" || next == ui.PathHome {
		return path
	}
	return path + "?" + url.Values{nextField: {next}}.Encode()
}

// wait writes a duration as people say it, rounded up.
func wait(l l10n.Locale, d time.Duration) string {
	count := func(unit time.Duration, one, many l10n.Text) string {
		return l10n.Count(max(int((d+unit-1)/unit), 1), one, many).In(l)
	}
	switch {
	case d <= time.Minute:
		return count(time.Second, l10n.T("second", "segundo", "Sekunde"), l10n.T("seconds", "segundos", "Sekunden"))
	case d <= time.Hour:
		return count(time.Minute, l10n.T("minute", "minuto", "Minute"), l10n.T("minutes", "minutos", "Minuten"))
	}
	return count(time.Hour, l10n.T("hour", "hora", "Stunde"), l10n.T("hours", "horas", "Stunden"))
}

// tryAgainIn says what is wrong and how long to wait.
func tryAgainIn(l l10n.Locale, f *fault.Fault, d time.Duration) string {
	when := l10n.T("You can try again in %s.", "Puede intentarlo de nuevo en %s.", "Sie können es in %s noch einmal versuchen.", wait(l, d))
	return l.Translate(f).Message + " " + when.In(l)
}

// failureOf puts a sentence that names no field beside the only field of a form.
func failureOf(r *guard.Request, f *fault.Fault, field string) view.Failure {
	r.Failed(f)
	if f != nil && len(f.Fields) == 0 {
		return view.Failure{Fields: []fault.Field{{Name: field, Message: strings.TrimSpace(r.Locale().Translate(f).Message)}}}
	}
	return view.FailureOf(r.Locale(), f)
}
