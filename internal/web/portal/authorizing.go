package portal

import (
	"errors"
	"net/http"
	"net/url"
	"time"

	"marque/internal/core/identity"
	"marque/internal/l10n"
	"marque/internal/web/guard"
	"marque/internal/web/portal/view"
	"marque/internal/web/respond"
	"marque/internal/web/ui"
)

// appFields are the parameters of an app's question, which its page carries along.
var appFields = [...]string{"response_type", "client_id", "redirect_uri", "scope", "state", "code_challenge", "code_challenge_method"}

// appRequest reads an app's question.
func appRequest(r *guard.Request) identity.AppRequest {
	return identity.AppRequest{
		Client: r.FormValue("client_id"), ResponseType: r.FormValue("response_type"), Redirect: r.FormValue("redirect_uri"), Scope: r.FormValue("scope"),
		State: r.FormValue("state"), Challenge: r.FormValue("code_challenge"), ChallengeMethod: r.FormValue("code_challenge_method"),
	}
}

// authorizeAgain is where an answer goes whose session ended meanwhile: back to the question.
func authorizeAgain(r *guard.Request) string {
	v := url.Values{}
	for _, name := range appFields {
		if text := r.FormValue(name); text != "" {
			v.Set(name, text)
		}
	}
	return guard.AuthorizePath + "?" + v.Encode()
}

// authorizeForm asks the customer whether an app may act for them.
func (p *Portal) authorizeForm(w http.ResponseWriter, r *guard.Request) error {
	q := appRequest(r)
	a, err := p.SignIn.App(r.Context(), q)
	if err != nil {
		return err
	}
	if a.Wrong != nil {
		return backToApp(w, r, q, "", a.Wrong)
	}
	to, err := url.Parse(q.Redirect)
	if err != nil {
		return err
	}
	r.AllowAnswerTo(to)
	return p.show(w, r, func(f ui.Frame) respond.Page {
		page := view.Authorize{
			Frame: f, Action: guard.AuthorizePath, Client: a.Client.Name, Scopes: a.Scopes, Back: to.Hostname(), Stays: stays(p.SignIn.AppStays()),
		}
		if page.Back == "" {
			page.Back = a.Client.Name
		}
		for _, name := range appFields {
			page.Carried = append(page.Carried, view.Hidden{Name: name, Value: r.FormValue(name)})
		}
		return page.Page()
	})
}

// stays writes how long an app stays signed in.
func stays(d time.Duration) l10n.Text {
	if days := int(d / (24 * time.Hour)); days > 0 {
		return l10n.Count(days, l10n.T("day", "día", "Tag"), l10n.T("days", "días", "Tage"))
	}
	return l10n.Count(int(d/time.Hour), l10n.T("hour", "hora", "Stunde"), l10n.T("hours", "horas", "Stunden"))
}

// authorize takes the customer's answer to the app.
func (p *Portal) authorize(w http.ResponseWriter, r *guard.Request) error {
	q := appRequest(r)
	a, err := p.SignIn.App(r.Context(), q)
	if err != nil {
		return err
	}
	if a.Wrong == nil && r.PostFormValue("answer") != "allow" {
		a.Wrong = identity.NewOAuthError(identity.OAuthDenied, "The customer does not allow it.")
	}
	if a.Wrong != nil {
		return backToApp(w, r, q, "", a.Wrong)
	}
	code, err := p.SignIn.Approve(r.Context(), r.From(), r.Session, q)
	if err != nil {
		return err
	}
	return backToApp(w, r, q, code, nil)
}

// backToApp sends the browser to the app's address with its code or the reason why there is none (RFC 6749, 4.1.2; RFC 9207).
func backToApp(w http.ResponseWriter, r *guard.Request, q identity.AppRequest, code identity.Token, wrong error) error {
	to, err := url.Parse(q.Redirect)
	if err != nil {
		return err
	}
	v := to.Query()
	if e, ok := errors.AsType[*identity.OAuthError](wrong); ok {
		v.Set("error", e.Code)
		v.Set("error_description", e.Error())
	} else {
		v.Set("code", code.Marked(identity.AppCodeMark))
	}
	if q.State != "" {
		v.Set("state", q.State)
	}
	if at := r.Site().Origin; at != "" {
		v.Set("iss", at)
	}
	to.RawQuery = v.Encode()
	http.Redirect(w, r.Request, to.String(), http.StatusSeeOther)
	return nil
}
