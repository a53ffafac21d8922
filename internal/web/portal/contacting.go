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

func (p *Portal) emailForm(w http.ResponseWriter, r *guard.Request) error {
	return p.showContact(w, r, http.StatusOK, view.Contact{})
}

func (p *Portal) phoneForm(w http.ResponseWriter, r *guard.Request) error {
	return p.showContact(w, r, http.StatusOK, view.Contact{Phone: true})
}

func (p *Portal) showContact(w http.ResponseWriter, r *guard.Request, status int, page view.Contact) error {
	return p.showAs(w, r, status, func(f ui.Frame) respond.Page {
		page.Frame, page.Action = f, pathEmail
		if page.Phone {
			page.Action = pathPhone
		}
		return page.Page()
	})
}

func (p *Portal) email(w http.ResponseWriter, r *guard.Request) error {
	return p.contact(w, r, identity.ContactEmail)
}

func (p *Portal) phone(w http.ResponseWriter, r *guard.Request) error {
	return p.contact(w, r, identity.ContactPhone)
}

// contact sends a code to the address that was typed and asks for it. It is not redirected: the address stands in no address bar.
func (p *Portal) contact(w http.ResponseWriter, r *guard.Request, kind identity.ContactKind) error {
	typed := r.PostFormValue("address")
	setup, err := p.Securing.BeginContact(r.Context(), r.Brand, r.Network, r.Session, kind, typed)
	if f := fault.Of(err); f != nil {
		respond.RetryAfter(w, f)
		return p.showContact(w, r, respond.Status(f), view.Contact{Failure: problemOf(r, f), Phone: kind == identity.ContactPhone, Typed: typed})
	}
	if err != nil {
		return err
	}
	return p.showContactCode(w, r, http.StatusOK, setup, view.Failure{})
}

func (p *Portal) showContactCode(w http.ResponseWriter, r *guard.Request, status int, setup securing.NewContact, x view.Failure) error {
	return p.showAs(w, r, status, func(f ui.Frame) respond.Page {
		page := view.ContactCode{
			Frame: f, Failure: x, Action: pathEmailConfirm, Again: pathEmail, Token: string(setup.Token), Target: setup.Hint, Phone: setup.Kind == identity.ContactPhone,
		}
		if page.Phone {
			page.Action, page.Again = pathPhoneConfirm, pathPhone
		}
		if p.Demo {
			page.DemoOutbox = ui.PathOutbox
		}
		return page.Page()
	})
}

func (p *Portal) contactConfirm(w http.ResponseWriter, r *guard.Request) error {
	token := identity.Token(r.PostFormValue("change"))
	kind, err := p.Securing.ConfirmContact(r.Context(), r.Brand, r.Session, token, r.PostFormValue("code"))
	if err == nil {
		return respond.SeeOther(w, r.Request, ui.PathSecurity+"?"+doneField+"="+string(kind))
	}
	f := fault.Of(err)
	if f == nil {
		return err
	}
	setup, gone := p.Securing.ContactSetup(r.Context(), r.Session, token)
	if gone != nil {
		return p.showContact(w, r, respond.Status(f), view.Contact{Failure: notedProblem(r, f), Phone: r.URL.Path == pathPhoneConfirm})
	}
	return p.showContactCode(w, r, respond.Status(f), setup, failureOf(r, f, "code"))
}
