package portal

import (
	"net/http"
	"net/url"

	"marque/internal/civil"
	"marque/internal/core/access"
	"marque/internal/core/contract"
	"marque/internal/core/help"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/service/helping"
	"marque/internal/service/overview"
	"marque/internal/web/guard"
	"marque/internal/web/portal/view"
	"marque/internal/web/respond"
	"marque/internal/web/ui"
	"marque/internal/web/wording"
)

// The pages about helpers: of whoever lets one in, and of the helper.
const (
	pathHelperNew  = ui.PathHelpers + "/new"
	pathHelperEnd  = ui.PathHelpers + "/{id}/{help}/end"
	pathHelped     = ui.PathHelping + "/contracts/{id}"
	pathHelpOffer  = ui.PathHelping + "/offer"
	pathHelpAccept = ui.PathHelping + "/accept"
)

func helpedPath(c contract.ID) string { return ui.PathHelping + contractPath(c) }

// helpWords say what a kind of help allows.
func helpWords(f ui.Frame, k access.Help) string {
	if k == access.HelpPay {
		return f.Say("May see what is owed and was paid, and pay from the helper’s own account", "Puede ver lo que se debe y se pagó, y pagar desde una cuenta propia", "Darf sehen, was offen ist und gezahlt wurde, und von einem eigenen Konto zahlen")
	}
	return f.Say("May see what is owed and was paid", "Puede ver lo que se debe y se pagó", "Darf sehen, was offen ist und gezahlt wurde")
}

func helpStatus(f ui.Frame, s help.State) ui.Status {
	switch s {
	case help.Offered:
		return ui.Status{Tone: ui.Info, Text: f.Say("Invited", "Invitación enviada", "Eingeladen")}
	case help.Open:
		return ui.Status{Tone: ui.OK, Text: f.Say("Helps", "Ayuda", "Hilft")}
	case help.Lapsed:
		return ui.Status{Tone: ui.Plain, Text: f.Say("Not accepted in time", "No aceptó a tiempo", "Nicht rechtzeitig angenommen")}
	case help.Over:
		return ui.Status{Tone: ui.Plain, Text: f.Say("Over", "Terminó el plazo", "Vorbei")}
	}
	return ui.Status{Tone: ui.Plain, Text: f.Say("Ended", "Terminado", "Beendet")}
}

// howManyHelp says in a sentence how many help today.
func howManyHelp(f ui.Frame, c helping.Circle) string {
	open := 0
	for _, h := range c.Helpers {
		if h.State == help.Open {
			open++
		}
	}
	switch open {
	case 0:
		return f.Say("Nobody helps you with your contracts.", "Nadie le ayuda con sus contratos.", "Niemand hilft Ihnen bei Ihren Verträgen.")
	case 1:
		return f.Say("One person helps you with your contracts.", "Una persona le ayuda con sus contratos.", "Eine Person hilft Ihnen bei Ihren Verträgen.")
	}
	return f.Say("%s people help you with your contracts.", "%s personas le ayudan con sus contratos.", "%s Personen helfen Ihnen bei Ihren Verträgen.", open)
}

func (p *Portal) helpers(w http.ResponseWriter, r *guard.Request) error {
	circle, err := p.Helping.Of(r.Context(), r.By)
	if err != nil {
		return err
	}
	return p.show(w, r, func(f ui.Frame) respond.Page {
		page := view.Helpers{Frame: f}
		switch r.FormValue(doneField) {
		case "invited":
			page.Done = f.Say("The invitation is on its way.", "La invitación está en camino.", "Die Einladung ist unterwegs.")
		case "ended":
			page.Done = f.Say("That is ended. This person sees nothing any more.", "Eso terminó. Esta persona ya no ve nada.", "Das ist beendet. Diese Person sieht nichts mehr.")
		}
		if len(circle.Contracts) > 0 {
			page.Invite = pathHelperNew
		}
		for _, h := range circle.Helpers {
			page.Helpers = append(page.Helpers, p.helper(f, h))
		}
		return page.Page()
	})
}

// helper is one line of who helps.
func (p *Portal) helper(f ui.Frame, h helping.Helper) view.Helper {
	out := view.Helper{Name: h.Name(), Status: helpStatus(f, h.State), Lines: []string{
		f.Say("%s, contract %s", "%s, contrato %s", "%s, Vertrag %s", h.Vehicle, h.Number),
		f.Say("%s, until %s", "%s, hasta el %s", "%s, bis %s", helpWords(f, h.Kind), h.Until),
		f.Say("Invited on %s", "Invitación del %s", "Eingeladen am %s", p.local(f, h.CreatedAt)),
	}}
	if h.As != "" && h.As != h.Name() {
		out.Lines = append(out.Lines, f.Say("Signs in as %s", "Inicia sesión como %s", "Meldet sich an als %s", h.As))
	}
	if !h.AcceptedAt.IsZero() {
		out.Lines = append(out.Lines, f.Say("Accepted on %s", "Aceptó el %s", "Angenommen am %s", p.local(f, h.AcceptedAt)))
	}
	if h.State == help.Open || h.State == help.Offered {
		out.End, out.EndsBy = ui.PathHelpers+"/"+h.Contract.String()+"/"+h.ID.String()+"/end", f.Say("End", "Terminar", "Beenden")
	}
	if h.EndedBy == help.ByDesk {
		out.Lines = append(out.Lines, f.Say("Ended by us", "Terminado por nosotros", "Von uns beendet"))
	}
	return out
}

func (p *Portal) helperForm(w http.ResponseWriter, r *guard.Request) error {
	return p.showHelpInvite(w, r, http.StatusOK, view.HelpInvite{}, r.FormValue("contract"), access.HelpView)
}

func (p *Portal) showHelpInvite(w http.ResponseWriter, r *guard.Request, status int, page view.HelpInvite, chosen string, kind access.Help) error {
	circle, err := p.Helping.Of(r.Context(), r.By)
	if err != nil {
		return err
	}
	return p.showAs(w, r, status, func(f ui.Frame) respond.Page {
		page.Frame, page.Action = f, pathHelperNew
		page.Contract = ui.Choices{Name: "contract", Legend: f.Say("Contract", "Contrato", "Vertrag"), Errors: page.Fields}
		for _, c := range circle.Contracts {
			page.Contract.Options = append(page.Contract.Options, ui.Choice{Value: c.Contract.String(), Label: f.Say("%s, contract %s", "%s, contrato %s", "%s, Vertrag %s", c.Vehicle, c.Number), Chosen: c.Contract.String() == chosen})
		}
		page.Kind = ui.Choices{Name: "kind", Legend: f.Say("What may this person do?", "¿Qué puede hacer esta persona?", "Was darf diese Person?"), Errors: page.Fields}
		for _, k := range access.Helps() {
			page.Kind.Options = append(page.Kind.Options, ui.Choice{Value: string(k), Label: helpWords(f, k), Chosen: k == kind})
		}
		page.Earliest, page.Latest = circle.Today.String(), circle.Today.AddDays(help.MostDays).String()
		return page.Page()
	})
}

func (p *Portal) helperInvite(w http.ResponseWriter, r *guard.Request) error {
	page := view.HelpInvite{Given: r.PostFormValue("given"), Family: r.PostFormValue("family"), Email: r.PostFormValue("email"), Until: r.PostFormValue("until")}
	kind := access.Help(r.PostFormValue("kind"))
	until, err := civil.Parse(page.Until)
	if err != nil {
		until = civil.Date(0)
	}
	c, err := id.Parse[contract.Contract](r.PostFormValue("contract"))
	if err == nil {
		err = p.Helping.Offer(r.Context(), r.By, c, help.Offer{Given: page.Given, Family: page.Family, Email: page.Email, Kind: kind, Until: until}, r.Locale())
	}
	if f := fault.Of(err); f != nil && (f.Kind == fault.Invalid || f.Kind == fault.Conflict) {
		page.Failure = noted(r, f)
		return p.showHelpInvite(w, r, respond.Status(f), page, c.String(), kind)
	}
	if err != nil {
		return err
	}
	return respond.SeeOther(w, r.Request, ui.PathHelpers+"?"+doneField+"=invited")
}

func (p *Portal) helperEnd(w http.ResponseWriter, r *guard.Request) error {
	c, err := contractID(r)
	if err != nil {
		return err
	}
	which, err := id.Parse[help.Help](r.PathValue("help"))
	if err != nil {
		return err
	}
	if err := p.Helping.End(r.Context(), r.By, c, which); err != nil {
		return err
	}
	return respond.SeeOther(w, r.Request, ui.PathHelpers+"?"+doneField+"=ended")
}

// helpOffer is where the mailed link leads. It uses nothing up and tells nothing: mail scanners follow links.
func (p *Portal) helpOffer(w http.ResponseWriter, r *guard.Request) error {
	code := r.FormValue("code")
	return p.show(w, r, func(f ui.Frame) respond.Page {
		return view.HelpOffer{Frame: f, Code: code, SignIn: pathHelpAccept + "?" + url.Values{"code": {code}}.Encode(), Register: pathHelpOffer}.Page()
	})
}

// helpRegister begins the registration of a helper who has no sign-in.
func (p *Portal) helpRegister(w http.ResponseWriter, r *guard.Request) error {
	code, err := p.Helping.Begin(r.Context(), r.Brand, r.PostFormValue("code"))
	if err != nil {
		return err
	}
	begun, err := p.Enrolling.Open(r.Context(), from(r), string(code))
	if err != nil {
		return err
	}
	return p.goOn(w, r, begun)
}

func (p *Portal) helpAcceptForm(w http.ResponseWriter, r *guard.Request) error {
	code := r.FormValue("code")
	h, err := p.Helping.Offered(r.Context(), r.By, code)
	if err != nil {
		return err
	}
	return p.show(w, r, func(f ui.Frame) respond.Page {
		page := offerOf(f, h)
		page.Frame, page.Code = f, code
		return page.Page()
	})
}

// offerOf says what is offered, to whoever has signed in.
func offerOf(f ui.Frame, h helping.Helper) view.HelpOffer {
	return view.HelpOffer{Accept: pathHelpAccept, Contract: h.Contract.String(), Help: h.ID.String(), Details: []ui.Fact{
		{Label: f.Say("From", "De", "Von"), Value: h.From},
		{Label: f.Say("Contract", "Contrato", "Vertrag"), Value: h.Vehicle, Detail: h.Number},
		{Label: f.Say("You", "Usted", "Sie"), Value: f.Say("May help until %s", "Puede ayudar hasta el %s", "Dürfen helfen bis %s", h.Until), Detail: helpWords(f, h.Kind)},
	}}
}

func (p *Portal) helpAccept(w http.ResponseWriter, r *guard.Request) error {
	which := helping.Which{Code: r.PostFormValue("code")}
	if which.Code == "" {
		var err1, err2 error
		which.Contract, err1 = id.Parse[contract.Contract](r.PostFormValue("contract"))
		which.Help, err2 = id.Parse[help.Help](r.PostFormValue("help"))
		if err1 != nil || err2 != nil {
			return help.NoOffer()
		}
	}
	on, err := p.Helping.Accept(r.Context(), r.By, which)
	if err != nil {
		return err
	}
	return respond.SeeOther(w, r.Request, helpedPath(on))
}

// helping lists the contracts that somebody helps with.
func (p *Portal) helping(w http.ResponseWriter, r *guard.Request) error {
	mine, err := p.Helping.Mine(r.Context(), r.By)
	if err != nil {
		return err
	}
	return p.show(w, r, func(f ui.Frame) respond.Page {
		page := view.Helping{Frame: f}
		if r.FormValue(doneField) == "left" {
			page.Done = f.Say("You no longer help with that contract.", "Usted ya no ayuda con ese contrato.", "Sie helfen bei diesem Vertrag nicht mehr.")
		}
		for _, h := range mine.Helps {
			page.Helps = append(page.Helps, view.HelpedLine{Href: helpedPath(h.Contract), Name: h.Vehicle, From: helpsWhom(f, h), Until: helpWords(f, h.Kind)})
		}
		for _, h := range mine.Offers {
			page.Offers = append(page.Offers, offerOf(f, h))
		}
		return page.Page()
	})
}

func helpsWhom(f ui.Frame, h helping.Helper) string {
	return f.Say("You help %s with contract %s until %s.", "Usted ayuda a %s con el contrato %s hasta el %s.", "Sie helfen %s bei Vertrag %s bis %s.", h.From, h.Number, h.Until)
}

// helped shows a contract to a helper. Whoever is on it has a fuller page.
func (p *Portal) helped(w http.ResponseWriter, r *guard.Request) error {
	on, err := contractID(r)
	if err != nil {
		return err
	}
	c, err := p.Overview.Helped(r.Context(), r.By, on)
	if err != nil {
		return err
	}
	if !c.Helped {
		return respond.SeeOther(w, r.Request, contractPath(on))
	}
	h, err := p.Helping.Helping(r.Context(), r.By, on)
	if err != nil {
		return err
	}
	return p.show(w, r, func(f ui.Frame) respond.Page {
		f.Currency = c.Terms.Money()
		s := c.State
		page := view.Helped{Frame: f, Contract: contractOf(f, c), Banner: helpsWhom(f, h), Leave: helpedPath(on) + "/leave", Details: []ui.Fact{
			{Label: f.Say("Status", "Estado", "Stand"), Value: wording.Status(f, s).Text},
			{Label: f.Say("Due now", "Por pagar ahora", "Jetzt fällig"), Value: f.Money(s.DueNow)},
			{Label: f.Say("Balance", "Saldo", "Restschuld"), Value: f.Money(s.Balance())},
		}}
		if s.PastDue > 0 {
			page.Details = append(page.Details, ui.Fact{Label: f.Say("Past due", "Vencido", "Überfällig"), Value: f.Money(s.PastDue)})
		}
		if h.Kind == access.HelpPay && (s.Status == contract.Active || s.Status == contract.Matured) {
			page.Pay = contractPath(on) + "/pay"
		}
		page.Payments, page.Upcoming = helpedPayments(f, c, r.By.User), helpedUpcoming(f, c)
		return page.Page()
	})
}

// aheadShown is how many payments to come a helper sees.
const aheadShown = 3

func helpedUpcoming(f ui.Frame, c overview.Contract) []view.Payment {
	ahead, err := c.State.Upcoming(aheadShown)
	if err != nil {
		return nil
	}
	var out []view.Payment
	for _, x := range ahead {
		out = append(out, view.Payment{On: x.Due, Title: f.Say("Payment", "Pago", "Zahlung"), Amount: x.Amount, Status: ui.Status{Tone: ui.Plain, Text: f.Say("To come", "Por venir", "Kommt")}})
	}
	return out
}

// helpedPayments are the last payments without a word about accounts. Those of the helper's own lead on.
func helpedPayments(f ui.Frame, c overview.Contract, by access.UserID) []view.Payment {
	out := recentOf(f, c)
	own := map[string]bool{}
	for _, x := range c.Payments {
		own[paymentPath(x)] = x.By == by
	}
	for i := range out {
		if !own[out[i].Href] {
			out[i].Href = ""
		}
	}
	return out
}

func (p *Portal) helpLeave(w http.ResponseWriter, r *guard.Request) error {
	on, err := contractID(r)
	if err != nil {
		return err
	}
	if err := p.Helping.Leave(r.Context(), r.By, on); err != nil {
		return err
	}
	return respond.SeeOther(w, r.Request, ui.PathHelping+"?"+doneField+"=left")
}
