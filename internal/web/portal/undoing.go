package portal

import (
	"net/http"

	"marque/internal/core/identity"
	"marque/internal/fault"
	"marque/internal/web/guard"
	"marque/internal/web/portal/view"
	"marque/internal/web/respond"
	"marque/internal/web/ui"
)

// linkField carries the token of a mailed link.
const linkField = "link"

// notMeForm asks once more before a mailed link undoes anything: mail scanners open links, and only a posted form does something.
func (p *Portal) notMeForm(w http.ResponseWriter, r *guard.Request) error {
	l, err := p.Recovering.Link(r.Context(), identity.Token(r.FormValue(linkField)))
	if err == nil && !l.Purpose.Undoes() {
		err = identity.LinkOver()
	}
	if f := fault.Of(err); f != nil {
		return p.linkOver(w, r, f)
	}
	if err != nil {
		return err
	}
	return p.show(w, r, func(f ui.Frame) respond.Page {
		return view.NotMe{Frame: f, Action: pathNotMe, Link: r.FormValue(linkField), About: aboutLink(f, l.Purpose)}.Page()
	})
}

// aboutLink says what a link will do.
func aboutLink(f ui.Frame, purpose identity.LinkPurpose) view.Undo {
	switch purpose {
	case identity.LinkNotMyDevice:
		return view.Undo{
			Title: f.Say("Did somebody else sign in?", "¿Inició sesión otra persona?", "Hat sich jemand anderes angemeldet?"), Does: f.Say("We sign that browser out and forget it. At the next sign-in a new password is asked for.",
				"Cerramos la sesión de ese navegador y lo olvidamos. En el próximo inicio de sesión se pide una contraseña nueva.",
				"Wir melden diesen Browser ab und vergessen ihn. Bei der nächsten Anmeldung wird ein neues Passwort verlangt."), Button: f.Say("It was not me: sign it out", "No fui yo: cerrar esa sesión", "Ich war es nicht: abmelden"),
			Done: f.Say("That browser is signed out and forgotten.",
				"La sesión de ese navegador está cerrada y el navegador, olvidado.",
				"Dieser Browser ist abgemeldet und vergessen."),
		}
	case identity.LinkNotMyContact:
		return view.Undo{
			Title: f.Say("Was this change not you?", "¿No hizo usted este cambio?", "War diese Änderung nicht von Ihnen?"), Does: f.Say("We put the old address or number back and sign everybody out. At the next sign-in a new password is asked for.",
				"Restablecemos la dirección o el número anterior y cerramos todas las sesiones. En el próximo inicio de sesión se pide una contraseña nueva.",
				"Wir stellen die alte Adresse oder Nummer wieder her und melden alle ab. Bei der nächsten Anmeldung wird ein neues Passwort verlangt."),
			Button: f.Say("It was not me: put it back", "No fui yo: restablecer", "Ich war es nicht: zurücksetzen"), Done: f.Say("The old one is back on file, and everybody is signed out.",
				"El dato anterior está registrado de nuevo y todas las sesiones están cerradas.",
				"Die alte Angabe ist wieder hinterlegt, und alle sind abgemeldet."),
		}
	}
	return view.Undo{
		Title: f.Say("Did you not ask to replace your phone?", "¿No pidió usted reemplazar su teléfono?", "Wollten Sie Ihr Telefon nicht ersetzen?"), Does: f.Say("We stop the request: nothing is replaced. At the next sign-in a new password is asked for.",
			"Detenemos la solicitud: no se reemplaza nada. En el próximo inicio de sesión se pide una contraseña nueva.",
			"Wir halten die Anfrage an: Nichts wird ersetzt. Bei der nächsten Anmeldung wird ein neues Passwort verlangt."),
		Button: f.Say("It was not me: stop it", "No fui yo: detenerla", "Ich war es nicht: anhalten"), Done: f.Say("The request is stopped. Nothing was replaced.",
			"La solicitud se detuvo. No se reemplazó nada.",
			"Die Anfrage ist angehalten. Nichts wurde ersetzt."),
	}
}

func (p *Portal) linkOver(w http.ResponseWriter, r *guard.Request, f *fault.Fault) error {
	return p.showAs(w, r, respond.Status(f), func(fr ui.Frame) respond.Page {
		return view.NotMe{Frame: fr, Over: fr.Locale.Translate(f).Message}.Page()
	})
}

func (p *Portal) notMe(w http.ResponseWriter, r *guard.Request) error {
	purpose, err := p.Recovering.Undo(r.Context(), recoverFrom(r), identity.Token(r.PostFormValue(linkField)))
	if f := fault.Of(err); f != nil {
		return p.linkOver(w, r, f)
	}
	if err != nil {
		return err
	}
	return p.show(w, r, func(f ui.Frame) respond.Page {
		return view.NotMe{Frame: f, About: aboutLink(f, purpose), Done: true}.Page()
	})
}

// lostAllForm tells where a request to replace everything stands, or begins one.
func (p *Portal) lostAllForm(w http.ResponseWriter, r *guard.Request) error {
	return p.showLost(w, r, http.StatusOK, view.Failure{}, "")
}

func (p *Portal) showLost(w http.ResponseWriter, r *guard.Request, status int, x view.Failure, done string) error {
	lost, err := p.Recovering.Lost(r.Context(), r.Challenge())
	if fault.Of(err) != nil {
		return respond.SeeOther(w, r.Request, ui.PathSignIn)
	}
	if err != nil {
		return err
	}
	return p.showAs(w, r, status, func(f ui.Frame) respond.Page {
		page := view.LostAll{Frame: f, Failure: x, Action: pathLostAll, Back: pathOtherWays, Waiting: lost.Waiting, Ready: lost.Ready, Mailed: done == "mailed"}
		if lost.Waiting {
			page.Until = p.local(f, lost.ReadyAt)
		}
		return page.Page()
	})
}

// lostAll begins the wait or, when it is over, mails the link of the last step.
func (p *Portal) lostAll(w http.ResponseWriter, r *guard.Request) error {
	lost, err := p.Recovering.AskReset(r.Context(), recoverFrom(r), r.Challenge())
	done := "asked"
	if err == nil && lost.Ready {
		done = "mailed"
		err = p.Recovering.SendReset(r.Context(), recoverFrom(r), r.Challenge())
	}
	if f := fault.Of(err); f != nil {
		respond.RetryAfter(w, f)
		return p.showLost(w, r, respond.Status(f), problemOf(r, f), "")
	}
	if err != nil {
		return err
	}
	return p.showLost(w, r, http.StatusOK, view.Failure{}, done)
}

// lostForm is where the mailed link of the last step leads.
func (p *Portal) lostForm(w http.ResponseWriter, r *guard.Request) error {
	l, err := p.Recovering.Link(r.Context(), identity.Token(r.FormValue(linkField)))
	if err == nil && l.Purpose != identity.LinkReset {
		err = identity.LinkOver()
	}
	if f := fault.Of(err); f != nil {
		return p.linkOver(w, r, f)
	}
	if err != nil {
		return err
	}
	return p.show(w, r, func(f ui.Frame) respond.Page {
		return view.LostPhone{Frame: f, Action: pathLost, Link: r.FormValue(linkField)}.Page()
	})
}

func (p *Portal) lost(w http.ResponseWriter, r *guard.Request) error {
	link, typed := r.PostFormValue(linkField), r.PostFormValue("address")
	stage, err := p.Recovering.BeginReset(r.Context(), recoverFrom(r), identity.Token(link), typed)
	if err == nil {
		return p.recoverOn(w, r, stage)
	}
	f := fault.Of(err)
	if f == nil {
		return err
	}
	if f.Kind == fault.Conflict {
		return p.linkOver(w, r, f)
	}
	respond.RetryAfter(w, f)
	return p.showAs(w, r, respond.Status(f), func(fr ui.Frame) respond.Page {
		return view.LostPhone{Frame: fr, Failure: problemOf(r, f), Action: pathLost, Link: link, Phone: typed}.Page()
	})
}

func (p *Portal) newPasswordForm(w http.ResponseWriter, r *guard.Request) error {
	if !r.Session.User.PasswordDue {
		return respond.SeeOther(w, r.Request, r.Next(ui.PathHome))
	}
	return p.show(w, r, func(f ui.Frame) respond.Page {
		return view.NewPassword{Frame: f, Action: withNext(pathNewPassword, r.Next(""))}.Page()
	})
}

func (p *Portal) newPassword(w http.ResponseWriter, r *guard.Request) error {
	err := p.Securing.RenewPassword(r.Context(), r.Brand, r.Session, r.PostFormValue("password"))
	f := fault.Of(err)
	switch {
	case err != nil && f == nil:
		return err
	case f != nil && f.Kind == fault.Invalid:
		return p.showAs(w, r, respond.Status(f), func(fr ui.Frame) respond.Page {
			return view.NewPassword{Frame: fr, Failure: noted(r, f), Action: withNext(pathNewPassword, r.Next(""))}.Page()
		})
	}
	return respond.SeeOther(w, r.Request, r.Next(ui.PathSecurity+"?"+doneField+"=new-password"))
}
