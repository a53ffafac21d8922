package console

import (
	"net/http"
	"net/url"

	"marque/internal/core/access"
	"marque/internal/core/identity"
	"marque/internal/fault"
	"marque/internal/web/console/view"
	"marque/internal/web/guard"
	"marque/internal/web/respond"
	"marque/internal/web/ui"
)

// viewPath is where a customer's pages are opened; the case number is carried along, the reason is given anew.
func viewPath(party access.PartyID, ticket string) string {
	path := pathCustomers + party.String() + "/view"
	if ticket != "" {
		path += "?" + url.Values{"ticket": {ticket}}.Encode()
	}
	return path
}

// backToView is where a view leads back to that wanted a fresh factor first.
func backToView(r *guard.Request) string {
	party, err := partyOf(r)
	if err != nil {
		return ui.PathDesk
	}
	return viewPath(party, whyOf(r).Ticket)
}

func (c *Console) viewForm(w http.ResponseWriter, r *guard.Request) error {
	party, err := partyOf(r)
	if err != nil {
		return err
	}
	if !access.May(r.By, access.ViewBegin) {
		return fault.New(fault.NotFound, "There is no such customer.")
	}
	return c.showViewForm(w, r, http.StatusOK, view.ViewAs{Action: viewPath(party, ""), Why: whyFields(identity.Why{Ticket: whyOf(r).Ticket})})
}

func (c *Console) showViewForm(w http.ResponseWriter, r *guard.Request, status int, page view.ViewAs) error {
	return c.showAs(w, r, status, func(f ui.Frame) respond.Page { page.Frame = f; return page.Page() })
}

// view opens the customer's pages in the agent's own session.
func (c *Console) view(w http.ResponseWriter, r *guard.Request) error {
	party, err := partyOf(r)
	if err != nil {
		return err
	}
	why, words := whyOf(r), r.PostFormValue("words")
	err = c.Viewing.Begin(r.Context(), r.Session, party, why, words)
	if f := fault.Of(err); f != nil && f.Kind == fault.Invalid {
		return c.showViewForm(w, r, respond.Status(f), view.ViewAs{Failure: view.FailureOf(f), Action: viewPath(party, ""), Why: whyFields(why), Words: words})
	}
	if err != nil {
		return err
	}
	return respond.SeeOther(w, r.Request, ui.PathHome)
}

// viewEnd closes the customer's pages and leads back to the customer at the desk.
func (c *Console) viewEnd(w http.ResponseWriter, r *guard.Request) error {
	if !access.May(r.By, access.ViewEnd) {
		return fault.New(fault.NotFound, "There is no such page.")
	}
	was, err := c.Viewing.End(r.Context(), r.Session)
	if err != nil {
		return err
	}
	if was.ID.IsZero() {
		return respond.SeeOther(w, r.Request, ui.PathDesk)
	}
	return respond.SeeOther(w, r.Request, customerPath(was.Party, was.Why))
}
