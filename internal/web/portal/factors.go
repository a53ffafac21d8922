package portal

import (
	"net/http"

	"marque/internal/core/identity"
	"marque/internal/fault"
	"marque/internal/service/securing"
	"marque/internal/web/guard"
	"marque/internal/web/portal/view"
	"marque/internal/web/respond"
	"marque/internal/web/ui"
)

func (p *Portal) appForm(w http.ResponseWriter, r *guard.Request) error {
	return p.showApp(w, r, http.StatusOK, view.Failure{})
}

func (p *Portal) showApp(w http.ResponseWriter, r *guard.Request, status int, x view.Failure) error {
	account, err := p.Securing.Account(r.Context(), r.Session)
	if err != nil {
		return err
	}
	return p.showAs(w, r, status, func(f ui.Frame) respond.Page {
		return view.AppIntro{Frame: f, Failure: x, Bound: account.Has(identity.FactorApp), Action: pathApp, Remove: pathAppRemove}.Page()
	})
}

// app begins a set-up and shows it. It is not redirected: the secret is shown once and stands in no address.
func (p *Portal) app(w http.ResponseWriter, r *guard.Request) error {
	app, err := p.Securing.BeginApp(r.Context(), r.Session)
	if err != nil {
		return err
	}
	return p.showSetup(w, r, http.StatusOK, app, view.Failure{})
}

func (p *Portal) showSetup(w http.ResponseWriter, r *guard.Request, status int, app securing.App, x view.Failure) error {
	code, err := ui.DrawQR(app.Secret.URI(p.brand(r.Brand).Name, r.Session.User.Username))
	if err != nil {
		return err
	}
	return p.showAs(w, r, status, func(f ui.Frame) respond.Page {
		return view.AppSetup{
			Frame: f, Failure: x, Action: pathAppConfirm, Token: string(app.Token), QR: code, Secret: app.Secret.Grouped(),
		}.Page()
	})
}

func (p *Portal) appConfirm(w http.ResponseWriter, r *guard.Request) error {
	token := identity.Token(r.PostFormValue("setup"))
	codes, err := p.Securing.ConfirmApp(r.Context(), r.Brand, r.Session, token, r.PostFormValue("code"))
	if err == nil && len(codes) > 0 {
		return p.showCodes(w, r, codes)
	}
	if err == nil {
		return respond.SeeOther(w, r.Request, ui.PathSecurity+"?"+doneField+"=app")
	}
	f := fault.Of(err)
	if f == nil {
		return err
	}
	app, gone := p.Securing.AppSetup(r.Context(), r.Session, token)
	if gone != nil {
		return p.showApp(w, r, respond.Status(f), notedProblem(r, f))
	}
	return p.showSetup(w, r, respond.Status(f), app, failureOf(r, f, "code"))
}

func (p *Portal) appRemove(w http.ResponseWriter, r *guard.Request) error {
	err := p.Securing.RemoveApp(r.Context(), r.Brand, r.Session)
	if f := fault.Of(err); f != nil {
		return p.showApp(w, r, respond.Status(f), notedProblem(r, f))
	}
	if err != nil {
		return err
	}
	return respond.SeeOther(w, r.Request, ui.PathSecurity+"?"+doneField+"=no-app")
}

func (p *Portal) codesForm(w http.ResponseWriter, r *guard.Request) error {
	account, err := p.Securing.Account(r.Context(), r.Session)
	if err != nil {
		return err
	}
	return p.show(w, r, func(f ui.Frame) respond.Page {
		return view.RecoveryCodes{Frame: f, Left: account.Spares, Action: pathCodes}.Page()
	})
}

// codes makes new recovery codes and shows them; they stand in no address either.
func (p *Portal) codes(w http.ResponseWriter, r *guard.Request) error {
	codes, err := p.Securing.NewRecoveryCodes(r.Context(), r.Brand, r.Session)
	if err != nil {
		return err
	}
	return p.showCodes(w, r, codes)
}

func (p *Portal) showCodes(w http.ResponseWriter, r *guard.Request, codes []identity.RecoveryCode) error {
	return p.show(w, r, func(f ui.Frame) respond.Page {
		page := view.RecoveryCodes{Frame: f}
		for _, c := range codes {
			page.Codes = append(page.Codes, c.Grouped())
		}
		return page.Page()
	})
}

func (p *Portal) otherWays(w http.ResponseWriter, r *guard.Request) error {
	return p.showWays(w, r, http.StatusOK, view.Failure{})
}

func (p *Portal) showWays(w http.ResponseWriter, r *guard.Request, status int, x view.Failure) error {
	ways, spares, err := p.SignIn.Ways(r.Context(), r.Challenge())
	if fault.Of(err) != nil {
		return respond.SeeOther(w, r.Request, withNext(ui.PathSignIn, r.Next("")))
	}
	if err != nil {
		return err
	}
	return p.showAs(w, r, status, func(f ui.Frame) respond.Page {
		page := view.OtherWays{
			Frame: f, Failure: x, Action: withNext(pathOtherWays, r.Next("")), Back: withNext(pathCode, r.Next("")),
		}
		if !r.IsSignedIn() {
			page.Lost = pathLostAll
		}
		if spares {
			page.Spares = withQuery(page.Back, "by", bySpare)
		}
		for _, one := range ways {
			page.Ways = append(page.Ways, view.Way{Value: string(one.Factor), Label: wayWords(f, one.Factor, one.Hint)})
		}
		return page.Page()
	})
}

func wayWords(f ui.Frame, by identity.Factor, hint string) string {
	switch by {
	case identity.FactorApp:
		return f.Say("Use my authenticator app", "Usar mi aplicación de autenticación", "Meine Authenticator-App benutzen")
	case identity.FactorMail:
		return f.Say("Email a code to %s", "Enviar un código por correo electrónico a %s", "Code per E-Mail an %s", hint)
	}
	return f.Say("Text a code to %s", "Enviar un código por mensaje de texto a %s", "Code per SMS an %s", hint)
}

func (p *Portal) otherWay(w http.ResponseWriter, r *guard.Request) error {
	err := p.SignIn.Switch(r.Context(), r.From(), r.Challenge(), identity.Factor(r.PostFormValue("way")))
	if f := fault.Of(err); f != nil {
		respond.RetryAfter(w, f)
		return p.showWays(w, r, respond.Status(f), notedProblem(r, f))
	}
	if err != nil {
		return err
	}
	return respond.SeeOther(w, r.Request, withNext(pathCode, r.Next("")))
}
