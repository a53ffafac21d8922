package console

import (
	"net/http"
	"net/url"

	"marque/internal/core/access"
	"marque/internal/core/identity"
	"marque/internal/fault"
	"marque/internal/service/assisting"
	"marque/internal/web/console/view"
	"marque/internal/web/guard"
	"marque/internal/web/respond"
	"marque/internal/web/ui"
)

// revealPath is where an address of a customer is shown in full; the case number is carried along, the reason is given anew.
func revealPath(party access.PartyID, ticket string) string {
	path := pathCustomers + party.String() + "/reveal"
	if ticket != "" {
		path += "?" + url.Values{"ticket": {ticket}}.Encode()
	}
	return path
}

// backToReveal is where a reveal leads back to that wanted a fresh factor first.
func backToReveal(r *guard.Request) string {
	party, err := partyOf(r)
	if err != nil {
		return ui.PathDesk
	}
	return revealPath(party, whyOf(r).Ticket)
}

func (c *Console) revealForm(w http.ResponseWriter, r *guard.Request) error {
	party, err := partyOf(r)
	if err != nil {
		return err
	}
	if !access.May(r.By, access.CustomerReveal) {
		return fault.New(fault.NotFound, "There is no such customer.")
	}
	return c.showReveal(w, r, http.StatusOK, view.Reveal{Action: pathCustomers + party.String() + "/reveal", Why: whyFields(identity.Why{Ticket: whyOf(r).Ticket})})
}

func (c *Console) showReveal(w http.ResponseWriter, r *guard.Request, status int, page view.Reveal) error {
	page.Options = []ui.Choice{
		{Value: string(identity.ContactEmail), Label: "The email address"}, {Value: string(identity.ContactPhone), Label: "The phone number"},
	}
	for i, o := range page.Options {
		page.Options[i].Chosen = o.Value == r.PostFormValue("show")
	}
	return c.showAs(w, r, status, func(f ui.Frame) respond.Page { page.Frame = f; return page.Page() })
}

// reveal answers with the address itself and not by a redirect, so that it stands in no address of a page.
func (c *Console) reveal(w http.ResponseWriter, r *guard.Request) error {
	party, err := partyOf(r)
	if err != nil {
		return err
	}
	why, kind := whyOf(r), identity.ContactKind(r.PostFormValue("show"))
	shown, err := c.Assisting.Reveal(r.Context(), assisting.Act{By: r.By, Party: party, Why: why}, kind)
	if f := fault.Of(err); f != nil && f.Kind == fault.Invalid {
		return c.showReveal(w, r, respond.Status(f), view.Reveal{Failure: view.FailureOf(f), Action: pathCustomers + party.String() + "/reveal", Why: whyFields(why)})
	}
	if err != nil {
		return err
	}
	page := view.Revealed{Heading: "The email address", Value: shown, Href: "mailto:" + shown, Back: customerPath(party, why)}
	if kind == identity.ContactPhone {
		page.Heading, page.Href = "The phone number", "tel:"+shown
	}
	return c.show(w, r, func(f ui.Frame) respond.Page { page.Frame = f; return page.Page() })
}
