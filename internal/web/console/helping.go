package console

import (
	"net/http"
	"net/url"
	"strings"

	"marque/internal/core/access"
	"marque/internal/core/identity"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/service/assisting"
	"marque/internal/web/console/view"
	"marque/internal/web/guard"
	"marque/internal/web/respond"
	"marque/internal/web/ui"
)

// whyOf reads the reason for a look or an act.
func whyOf(r *guard.Request) identity.Why {
	return identity.Why{Reason: identity.Reason(r.FormValue("why")), Ticket: strings.TrimSpace(r.FormValue("ticket"))}
}

func whyFields(w identity.Why) view.Why {
	out := view.Why{Ticket: w.Ticket}
	for _, reason := range identity.Reasons() {
		out.Reasons = append(out.Reasons, ui.Choice{Value: string(reason), Label: reasonWords(reason), Chosen: reason == w.Reason})
	}
	return out
}

// findForm is the first page. Who may find nobody sees what they may do instead.
func (c *Console) findForm(w http.ResponseWriter, r *guard.Request) error {
	if !access.May(r.By, access.CustomerFind) {
		return c.me(w, r)
	}
	return c.show(w, r, func(f ui.Frame) respond.Page {
		return view.Find{Frame: f, Action: pathFind, Guide: guidePath(r), Why: whyFields(identity.Why{})}.Page()
	})
}

// find is a posted form, so that what is searched for stands in no address and no log.
func (c *Console) find(w http.ResponseWriter, r *guard.Request) error {
	why, term := whyOf(r), r.PostFormValue("term")
	hits, err := c.Assisting.Find(r.Context(), r.By, term, why)
	f := fault.Of(err)
	if err != nil && (f == nil || f.Kind != fault.Invalid) {
		return err
	}
	return c.showAs(w, r, statusOf(f), func(fr ui.Frame) respond.Page {
		page := view.Find{Frame: fr, Failure: view.FailureOf(f), Action: pathFind, Guide: guidePath(r), Term: term, Why: whyFields(why), Sought: f == nil}
		for _, h := range hits {
			detail := strings.Join(h.Contracts, ", ")
			if h.City != "" {
				detail = h.City + " · " + detail
			}
			page.Hits = append(page.Hits, view.Hit{Name: h.Name, Detail: detail, Href: customerPath(h.Party, why)})
		}
		return page.Page()
	})
}

func statusOf(f *fault.Fault) int {
	if f == nil {
		return http.StatusOK
	}
	return respond.Status(f)
}

// customerPath is the page of a customer, opened for a reason.
func customerPath(party access.PartyID, why identity.Why) string {
	q := url.Values{"why": {string(why.Reason)}}
	if why.Ticket != "" {
		q.Set("ticket", why.Ticket)
	}
	return pathCustomers + party.String() + "?" + q.Encode()
}

// partyOf reads whom a path names.
func partyOf(r *guard.Request) (access.PartyID, error) {
	party, err := id.Parse[access.Party](r.PathValue("customer"))
	if err != nil {
		return party, fault.New(fault.NotFound, "There is no such customer.")
	}
	return party, nil
}

// backToCustomer is where an act leads back to that wanted a fresh code first.
func backToCustomer(r *guard.Request) string {
	party, err := partyOf(r)
	if err != nil {
		return ui.PathDesk
	}
	return customerPath(party, whyOf(r))
}

func (c *Console) customer(w http.ResponseWriter, r *guard.Request) error {
	return c.showCustomer(w, r, nil)
}

// showCustomer shows the page of help, or asks for the reason first. x is why an act came back; nil is none.
func (c *Console) showCustomer(w http.ResponseWriter, r *guard.Request, x *fault.Fault) error {
	party, err := partyOf(r)
	if err != nil {
		return err
	}
	why := whyOf(r)
	if wrong := fault.Of(why.Check()); wrong != nil {
		return c.askWhy(w, r, pathCustomers+party.String(), wrong)
	}
	h, err := c.Assisting.Help(r.Context(), r.By, party, why)
	if err != nil {
		return err
	}
	contracts, err := c.Overview.Held(r.Context(), r.By, party, why)
	if err != nil {
		return err
	}
	talks, err := c.Messaging.Of(r.Context(), r.By, party, why)
	if err != nil {
		return err
	}
	circle, err := c.Helping.OfCustomer(r.Context(), r.By, party, why)
	if err != nil {
		return err
	}
	cases, today, err := c.Cases.Of(r.Context(), r.By, party, why)
	if err != nil {
		return err
	}
	up, err := c.Assisting.Flags(r.Context(), r.By, party)
	if err != nil {
		return err
	}
	respond.RetryAfter(w, x)
	return c.showAs(w, r, statusOf(x), func(f ui.Frame) respond.Page {
		page := c.help(f, h, why)
		page.Flags = c.flags(f, r, party, up)
		page.Contracts, page.Talks = c.holdings(f, party, why, contracts), c.talks(f, talks)
		page.Cases = casesOf(f, cases, today)
		page.Failure = view.FailureOf(x)
		page.Helpers = helpersOf(f, circle)
		page.Notice, page.Bad = doneWords(r.URL.Query().Get("done"))
		if access.May(r.By, access.CustomerProve) && !h.User.ID.IsZero() {
			page.Acts = c.acts(f, h, page.Failure, r.URL.Query().Get("done") == "sent" || r.URL.Path == pathCustomers+party.String()+"/code/check")
		}
		if access.May(r.By, access.HelpStop) {
			page.StopHelp = pathCustomers + party.String() + "/helpers/end"
		}
		if access.May(r.By, access.CustomerReveal) && len(h.Contacts) > 0 {
			page.Reveal = revealPath(party, why.Ticket)
		}
		if access.May(r.By, access.ViewBegin) {
			page.View = viewPath(party, why.Ticket)
		}
		for _, q := range h.Requests {
			page.Requests = append(page.Requests, c.request(f, q, r.By))
		}
		return page.Page()
	})
}

// askWhy asks for the reason for a look at the page at back. The first time it is a question, not a failure.
func (c *Console) askWhy(w http.ResponseWriter, r *guard.Request, back string, wrong *fault.Fault) error {
	if !access.May(r.By, access.CustomerHelp) {
		return fault.New(fault.NotFound, "There is no such customer.")
	}
	why := whyOf(r)
	page := view.AskWhy{Action: back, Why: whyFields(why)}
	status := http.StatusOK
	if why != (identity.Why{}) {
		page.Failure, status = view.FailureOf(wrong), respond.Status(wrong)
	}
	return c.showAs(w, r, status, func(f ui.Frame) respond.Page { page.Frame = f; return page.Page() })
}

// act runs one act on a customer and shows the page again: with what was done, or with why it was not.
func (c *Console) act(w http.ResponseWriter, r *guard.Request, do func(assisting.Act) (done string, err error)) error {
	party, err := partyOf(r)
	if err != nil {
		return err
	}
	why := whyOf(r)
	done, err := do(assisting.Act{By: r.By, Party: party, Why: why})
	if f := fault.Of(err); f != nil && f.Kind != fault.NotFound && f.Kind != fault.Internal {
		return c.showCustomer(w, r, f)
	}
	if err != nil {
		return err
	}
	return respond.SeeOther(w, r.Request, customerPath(party, why)+"&done="+done)
}

func (c *Console) script(w http.ResponseWriter, r *guard.Request) error {
	return c.act(w, r, func(a assisting.Act) (string, error) {
		answers := map[string]string{}
		for _, name := range assisting.QuestionNames() {
			answers[name] = r.PostFormValue(answerPrefix + name)
		}
		passed, err := c.Assisting.Script(r.Context(), a, answers)
		if err == nil && !passed {
			return "not-proved", nil
		}
		return "proved", err
	})
}

// sendCode keeps the challenge in a cookie of the agent's; the code itself only the customer has.
func (c *Console) sendCode(w http.ResponseWriter, r *guard.Request) error {
	return c.act(w, r, func(a assisting.Act) (string, error) {
		token, err := c.Assisting.SendCode(r.Context(), a, identity.ContactKind(r.PostFormValue("to")))
		if err == nil {
			r.Ask(token)
		}
		return "sent", err
	})
}

func (c *Console) readBack(w http.ResponseWriter, r *guard.Request) error {
	return c.act(w, r, func(a assisting.Act) (string, error) {
		return "proved", c.Assisting.ReadBack(r.Context(), a, r.Challenge(), r.PostFormValue("code"))
	})
}

func (c *Console) unlock(w http.ResponseWriter, r *guard.Request) error {
	return c.act(w, r, func(a assisting.Act) (string, error) {
		done, err := c.Assisting.Unlock(r.Context(), a)
		return doneOrAsked(done, "unlocked"), err
	})
}

func (c *Console) reset(w http.ResponseWriter, r *guard.Request) error {
	return c.act(w, r, func(a assisting.Act) (string, error) {
		done, err := c.Assisting.Reset(r.Context(), a)
		return doneOrAsked(done, "reset"), err
	})
}

func (c *Console) remove(w http.ResponseWriter, r *guard.Request) error {
	return c.act(w, r, func(a assisting.Act) (string, error) {
		return "asked", c.Assisting.AskRemoval(r.Context(), a, identity.Factor(r.PostFormValue("factor")))
	})
}

func doneOrAsked(done bool, what string) string {
	if done {
		return what
	}
	return "asked"
}

func (c *Console) requests(w http.ResponseWriter, r *guard.Request) error {
	all, err := c.Assisting.Waiting(r.Context(), r.By)
	if err != nil {
		return err
	}
	proposals, err := c.Adjusting.Waiting(r.Context(), r.By)
	if err != nil {
		return err
	}
	return c.show(w, r, func(f ui.Frame) respond.Page {
		page := view.Requests{Frame: f, Proposals: c.proposals(f, proposals)}
		page.Notice, _ = doneWords(r.URL.Query().Get("done"))
		for _, q := range all {
			one := c.request(f, q, r.By)
			one.Customer = pathCustomers + q.Party.String()
			page.All = append(page.All, one)
		}
		return page.Page()
	})
}

func requestOf(r *guard.Request) (identity.RequestID, error) {
	request, err := id.Parse[identity.Request](r.PathValue("asked"))
	if err != nil {
		return request, fault.New(fault.NotFound, "There is no such request.")
	}
	return request, nil
}

func (c *Console) decide(w http.ResponseWriter, r *guard.Request) error {
	request, err := requestOf(r)
	if err != nil {
		return err
	}
	yes := r.PostFormValue("yes")
	if yes != "yes" && yes != "no" {
		return fault.Input("yes", "Agree or refuse.")
	}
	if err := c.Assisting.Decide(r.Context(), r.By, request, yes == "yes"); err != nil {
		return err
	}
	return respond.SeeOther(w, r.Request, ui.PathDeskRequests+"?done="+yes)
}

func (c *Console) cancel(w http.ResponseWriter, r *guard.Request) error {
	request, err := requestOf(r)
	if err != nil {
		return err
	}
	if err := c.Assisting.Cancel(r.Context(), r.By, request); err != nil {
		return err
	}
	return respond.SeeOther(w, r.Request, ui.PathDeskRequests+"?done=cancelled")
}

// backToRequests is where a decision leads back to that wanted a fresh code first.
func backToRequests(*guard.Request) string { return ui.PathDeskRequests }
