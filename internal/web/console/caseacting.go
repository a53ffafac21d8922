package console

import (
	"net/http"
	"net/url"
	"strconv"

	"marque/internal/core/access"
	"marque/internal/core/casefile"
	"marque/internal/core/contract"
	"marque/internal/core/explain"
	"marque/internal/core/identity"
	"marque/internal/core/leaseend"
	"marque/internal/core/payment"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/l10n"
	"marque/internal/service/caseworking"
	"marque/internal/web/console/view"
	"marque/internal/web/guard"
	"marque/internal/web/respond"
	"marque/internal/web/ui"
)

// caseOf reads which case a path names.
func caseOf(r *guard.Request) (contract.ID, casefile.ID, error) {
	on, err := contractOf(r)
	if err != nil {
		return on, casefile.ID{}, err
	}
	which, err := id.Parse[casefile.File](r.PathValue("case"))
	if err != nil {
		return on, which, fault.New(fault.NotFound, "There is no such case.")
	}
	return on, which, nil
}

// newKey is a key for a form that must not count twice.
func (c *Console) newKey() (string, error) {
	key, err := identity.NewToken(c.Random)
	return string(key), err
}

// newCase opens a case.
func (c *Console) newCase(w http.ResponseWriter, r *guard.Request) error {
	on, err := contractOf(r)
	if err != nil {
		return err
	}
	a := caseworking.Asked{Contract: on, Kind: casefile.Kind(r.PostFormValue("kind")), Note: r.PostFormValue("note"), Key: r.PostFormValue(ui.KeyField), Why: whyOf(r)}
	a.Party, _ = id.Parse[access.Party](r.PostFormValue("party"))        // what is no id is nobody on the contract
	a.Payment, _ = id.Parse[payment.Payment](r.PostFormValue("payment")) // and no payment
	var which casefile.ID
	if a.Received, err = dayOf(r, "received"); err == nil {
		if a.Promised, err = dayOf(r, "promised"); err == nil {
			which, err = c.Cases.Open(r.Context(), r.By, a)
		}
	}
	if f := fault.Of(err); f != nil && f.Kind != fault.NotFound {
		return c.showNewCase(w, r, f)
	}
	if err != nil {
		return err
	}
	return respond.SeeOther(w, r.Request, casePath(casefile.File{ID: which, Contract: on})+"?done=case-opened")
}

// caseFile shows one case.
func (c *Console) caseFile(w http.ResponseWriter, r *guard.Request) error {
	return c.showCase(w, r, nil)
}

// showCase shows a case with its clocks. x is why something came back; nil is that nothing was sent.
func (c *Console) showCase(w http.ResponseWriter, r *guard.Request, x *fault.Fault) error {
	on, which, err := caseOf(r)
	if err != nil {
		return err
	}
	k, err := c.Cases.Case(r.Context(), r.By, on, which)
	if err != nil {
		return err
	}
	key, err := c.newKey()
	if err != nil {
		return err
	}
	return c.showAs(w, r, formStatus(x), func(f ui.Frame) respond.Page {
		f.Currency = k.Currency
		page := view.Case{
			Frame: f, Failure: view.FailureOf(x), Title: kindTitle(k.Kind), Facts: c.factsOfCase(f, k), Clocks: clockTable(f, k), ToDo: k.Kind.ToDo(), Outcome: k.Outcome,
			Contract: pathCustomers + k.Party.String() + "/contracts/" + k.Contract.String(),
		}
		_, page.Status = nearestWords(f, k.File, k.Today)
		page.Notice, _ = doneWords(r.URL.Query().Get("done"))
		for _, l := range k.Kind.Laws() {
			page.Laws = append(page.Laws, view.Law{Text: l.Text, Citation: l.Citation})
		}
		for i, n := range k.Notes {
			page.Notes = append(page.Notes, ui.Said{Anchor: "n" + strconv.Itoa(i+1), Who: k.Names[n.By], When: c.local(f, n.At), At: n.At.Format("2006-01-02T15:04:05Z"), Text: n.Text})
		}
		if access.May(r.By, access.CustomerHelp) {
			page.Customer = pathCustomers + k.Party.String()
		}
		if access.May(r.By, access.CaseChange) && k.Stage != casefile.Closed {
			page.Acts = caseActs(r, k, page.Failure)
		}
		page.Disputed = disputedLines(f, r, k, key)
		return page.Page()
	})
}

func (c *Console) factsOfCase(f ui.Frame, k caseworking.Case) []ui.Fact {
	owner := k.Owner
	if owner == "" {
		owner = "Nobody"
	}
	out := []ui.Fact{
		{Label: "With", Value: k.Person}, {Label: "Contract", Value: k.Number, Code: true}, {Label: "Reached us", Value: f.Day(k.Days[casefile.Received])},
		{Label: "Opened", Value: c.local(f, k.Opened), Detail: "By " + k.By}, {Label: "Who has it", Value: owner}, {Label: "Stage", Value: stageWords(k.Stage)},
	}
	if k.Paid != nil {
		out = append(out, ui.Fact{Label: "Payment", Value: f.Money(k.Paid.Amount) + " on " + f.Locale.DateMedium(k.Paid.Date), Detail: "Reference " + k.Paid.Reference + "; it stands on the contract’s page"})
	}
	for _, m := range k.Kind.Marks() {
		if on := k.Days[m.Mark]; !on.IsZero() {
			out = append(out, ui.Fact{Label: m.Words, Value: f.Day(on)})
		}
	}
	return out
}

func clockTable(f ui.Frame, k caseworking.Case) ui.Table {
	t := ui.Table{Caption: "Clocks of the case", Hidden: true, Columns: []ui.Column{{Label: "What"}, {Label: "How it stands"}, {Label: "Last day"}, {Label: "Section"}}}
	for _, x := range k.Clocks() {
		status, law := clockStatus(f, x, k.Today), x.Citation
		switch {
		case law == "":
			law = "A promise of the house"
		case x.House:
			law += ", which this house keeps as its own"
		}
		t.Rows = append(t.Rows, []ui.Cell{{Text: x.What, Strong: true}, {Status: &status}, {Text: f.Day(x.Due)}, {Text: law}})
	}
	return t
}

func caseActs(r *guard.Request, k caseworking.Case, x view.Failure) *view.CaseActs {
	at := casePath(k.File)
	out := &view.CaseActs{
		Give: at + "/give", Move: at + "/move", Note: at + "/notes", Close: at + "/close", Me: r.By.User.String(), NoteText: r.PostFormValue("note"), Outcome: r.PostFormValue("outcome"),
		To: ui.Menu{Name: "to", Label: "Hand it over to", Options: []ui.Choice{{Label: "Choose"}}, Errors: x.Fields},
	}
	if k.File.Owner != r.By.User {
		out.Take = at + "/give"
	}
	for _, s := range k.Staff {
		if s.ID != k.File.Owner {
			out.To.Options = append(out.To.Options, ui.Choice{Value: s.ID.String(), Label: s.Name})
		}
	}
	typed := func(field, stands string) string {
		if _, sent := r.PostForm[field]; sent {
			return r.PostFormValue(field)
		}
		return stands
	}
	stage := typed("stage", string(k.Stage))
	out.Stage = ui.Choices{Name: "stage", Legend: "Stage", Hint: "Waiting stops no clock.", Errors: x.Fields}
	for _, s := range []casefile.Stage{casefile.Open, casefile.Waiting} {
		out.Stage.Options = append(out.Stage.Options, ui.Choice{Value: string(s), Label: stageWords(s), Chosen: stage == string(s)})
	}
	out.Promised = ui.Field{Name: "promised", Label: "The customer hears from us by", Type: "date", Value: typed("promised", k.Promised.String()), Short: true, Errors: x.Fields}
	for _, m := range k.Kind.Marks() {
		stands := ""
		if on := k.Days[m.Mark]; !on.IsZero() {
			stands = on.String()
		}
		out.Days = append(out.Days, ui.Field{Name: string(m.Mark), Label: m.Words, Type: "date", Value: typed(string(m.Mark), stands), Short: true, Optional: true, Errors: x.Fields})
	}
	return out
}

// doCase runs one act on a case and shows it again: with what was done, or with why it was not.
func (c *Console) doCase(w http.ResponseWriter, r *guard.Request, done string, act func(contract.ID, casefile.ID) error) error {
	on, which, err := caseOf(r)
	if err != nil {
		return err
	}
	err = act(on, which)
	if f := fault.Of(err); f != nil && f.Kind != fault.NotFound {
		return c.showCase(w, r, f)
	}
	if err != nil {
		return err
	}
	return respond.SeeOther(w, r.Request, casePath(casefile.File{ID: which, Contract: on})+"?done="+done)
}

func (c *Console) caseGive(w http.ResponseWriter, r *guard.Request) error {
	return c.doCase(w, r, "case-given", func(on contract.ID, which casefile.ID) error {
		to, _ := id.Parse[access.User](r.PostFormValue("to")) // what is no id is nobody, to whom nothing can be given
		return c.Cases.Give(r.Context(), r.By, on, which, to)
	})
}

func (c *Console) caseMove(w http.ResponseWriter, r *guard.Request) error {
	return c.doCase(w, r, "case-moved", func(on contract.ID, which casefile.ID) error {
		step := caseworking.Step{Stage: casefile.Stage(r.PostFormValue("stage"))}
		var err error
		if step.Promised, err = dayOf(r, "promised"); err != nil {
			return err
		}
		if step.Days, err = daysOf(r); err != nil {
			return err
		}
		return c.Cases.Move(r.Context(), r.By, on, which, step)
	})
}

func (c *Console) caseNote(w http.ResponseWriter, r *guard.Request) error {
	return c.doCase(w, r, "noted", func(on contract.ID, which casefile.ID) error {
		return c.Cases.Note(r.Context(), r.By, on, which, r.PostFormValue("note"))
	})
}

// caseStands ends the dispute of a line that stands.
func (c *Console) caseStands(w http.ResponseWriter, r *guard.Request) error {
	if !access.May(r.By, access.ChargeResolve) {
		return fault.New(fault.NotFound, "There is no such page.")
	}
	return c.doCase(w, r, "line-stands", func(on contract.ID, which casefile.ID) error {
		return c.Cases.Stand(r.Context(), r.By, caseworking.Stands{Contract: on, Case: which, Line: r.PostFormValue("line"), Reason: r.PostFormValue("reason"), Key: r.PostFormValue(ui.KeyField)})
	})
}

// disputedLines shows the lines that a case is about, and offers to say that one stands, or to waive it.
func disputedLines(f ui.Frame, r *guard.Request, k caseworking.Case, key string) *view.DisputedLines {
	if len(k.Disputed) == 0 {
		return nil
	}
	out := &view.DisputedLines{Key: key, Reason: r.PostFormValue("reason"), Most: contract.MostStandsReason, Waive: access.May(r.By, access.FeeWaive)}
	if k.Stage != casefile.Closed && access.May(r.By, access.ChargeResolve) {
		out.Action = casePath(k.File) + "/stands"
	}
	for i := range k.Disputed {
		x := &k.Disputed[i]
		line := disputedLine(f, k, x)
		if x.Disputed && out.Waive {
			line.Link = &ui.Link{Text: "Waive this line", Href: adjustPath(k.Party, k.Contract, waivePath, identity.Why{Reason: identity.ReasonReview}) + "&" + url.Values{"of": {x.Key}}.Encode()}
		}
		out.Seen = append(out.Seen, line)
		if x.Disputed {
			out.Lines = append(out.Lines, ui.Choice{Value: x.Key, Label: leaseend.ChargeWords(x, k.Tariff).In(l10n.EnUS), Aside: f.Money(x.Open), Chosen: r.PostFormValue("line") == x.Key || len(out.Lines) == 0 && r.PostFormValue("line") == ""})
		}
	}
	return out
}

// disputedLine is a line with what the inspection saw, its working, and what was answered.
func disputedLine(f ui.Frame, k caseworking.Case, x *contract.Charge) ui.Line {
	out := ui.Line{Title: leaseend.ChargeWords(x, k.Tariff).In(l10n.EnUS), Date: f.Day(x.On), Amount: x.Amount}
	if seen := leaseend.Seen(x, k.Tariff); seen != "" {
		out.Parts = append(out.Parts, ui.Fact{Label: "What the inspection found", Value: seen})
	}
	if !x.Said.On.IsZero() {
		out.Parts = append(out.Parts, ui.Fact{Label: "Disputed on", Value: f.Day(x.Said.On)})
	}
	switch {
	case x.Disputed:
		out.Status = &ui.Status{Tone: ui.Warn, Text: "In dispute"}
	case !x.Said.Over.IsZero():
		out.Status = &ui.Status{Tone: ui.Plain, Text: "Stands"}
		out.Parts = append(out.Parts, ui.Fact{Label: "Answered on", Value: f.Day(x.Said.Over), Detail: x.Said.Reason})
	case x.Waived > 0:
		out.Status = &ui.Status{Tone: ui.OK, Text: "Waived"}
	}
	if x.Waived > 0 {
		out.Parts = append(out.Parts, ui.Fact{Label: "Waived", Value: f.Money(x.Waived)})
	}
	for _, s := range explain.For(&k.Terms, l10n.EnUS).Working(x.Working) {
		out.Working = append(out.Working, ui.Step(s))
	}
	return out
}

func (c *Console) caseClose(w http.ResponseWriter, r *guard.Request) error {
	return c.doCase(w, r, "case-closed", func(on contract.ID, which casefile.ID) error {
		return c.Cases.Close(r.Context(), r.By, on, which, r.PostFormValue("outcome"))
	})
}
