package console

import (
	"net/http"
	"net/url"
	"strings"

	"marque/internal/civil"
	"marque/internal/core/casefile"
	"marque/internal/core/contract"
	"marque/internal/fault"
	"marque/internal/l10n"
	"marque/internal/service/caseworking"
	"marque/internal/web/console/view"
	"marque/internal/web/guard"
	"marque/internal/web/respond"
	"marque/internal/web/ui"
)

func casePath(f casefile.File) string {
	return ui.PathDeskCases + "/" + f.Contract.String() + "/" + f.ID.String()
}

func newCasePath(c contract.ID) string { return ui.PathDeskCases + "/" + c.String() + "/new" }

// kindTitle says a kind at the head of a page or a row.
func kindTitle(k casefile.Kind) string { return upper(k.Words().In(l10n.EnUS)) }

// cases lists the cases of the desk by their nearest clock.
func (c *Console) cases(w http.ResponseWriter, r *guard.Request) error {
	which, kind := r.FormValue("view"), casefile.Kind(r.FormValue("kind"))
	if !kind.Valid() {
		kind = ""
	}
	q, err := c.Cases.Queue(r.Context(), r.By, caseworking.Sift{Mine: which == "mine", Closed: which == "closed", Kind: kind})
	if err != nil {
		return err
	}
	return c.show(w, r, func(f ui.Frame) respond.Page {
		return view.Cases{Frame: f, Facts: caseFacts(q, which), Views: caseViews(which, kind), Action: ui.PathDeskCases, Menus: caseMenus(which, kind), Rows: caseTable(f, q.Today, q.All), More: q.More}.Page()
	})
}

func caseFacts(q caseworking.Queue, which string) string {
	n := plural(len(q.All), "case")
	if q.More {
		n = "More than " + n
	}
	if which == "closed" {
		return n + ", the last closed first."
	}
	return n + ", " + plural(q.Late, "clock") + " missed."
}

func caseViews(which string, kind casefile.Kind) []ui.Link {
	at := func(text, view string) ui.Link {
		return ui.Link{Text: text, Href: ui.PathDeskCases + "?" + url.Values{"view": {view}, "kind": {string(kind)}}.Encode(), Current: which == view}
	}
	out := []ui.Link{at("All", "all"), at("Mine", "mine"), at("Closed", "closed")}
	out[0].Current = !out[1].Current && !out[2].Current
	return out
}

func caseMenus(which string, kind casefile.Kind) []ui.Menu {
	kinds := []ui.Choice{{Label: "Any"}}
	for _, k := range casefile.Kinds() {
		kinds = append(kinds, ui.Choice{Value: string(k), Label: kindTitle(k), Chosen: k == kind})
	}
	views := []ui.Choice{{Value: "all", Label: "All", Chosen: which == "all"}, {Value: "mine", Label: "Mine", Chosen: which == "mine"}, {Value: "closed", Label: "Closed", Chosen: which == "closed"}}
	return []ui.Menu{{Name: "kind", Label: "Kind", Options: kinds}, {Name: "view", Label: "Which", Options: views}}
}

func caseTable(f ui.Frame, today civil.Date, all []caseworking.Row) ui.Table {
	t := ui.Table{Caption: "Cases, the nearest clock first", Hidden: true, Columns: []ui.Column{{Label: "About"}, {Label: "Next clock"}, {Label: "By"}, {Label: "Stage"}, {Label: "Who has it"}}}
	for _, x := range all {
		about, holder := kindTitle(x.Kind), x.Holder
		if x.Person != "" {
			about += " (" + x.Person + ", " + x.Number + ")"
		}
		if holder == "" {
			holder = "Nobody"
		}
		what, by := nearestWords(f, x.File, today)
		t.Rows = append(t.Rows, []ui.Cell{
			{Text: about, Href: casePath(x.File), Unseen: ", received " + f.Day(x.Days[casefile.Received]), Strong: true}, {Text: what}, {Status: &by}, {Text: stageWords(x.Stage)}, {Text: holder},
		})
	}
	return t
}

// nearestWords says which clock of a case ends first, and how it stands.
func nearestWords(f ui.Frame, x casefile.File, today civil.Date) (what string, by ui.Status) {
	near, runs := x.Nearest()
	if !runs {
		return "None", ui.Status{Tone: ui.Plain, Text: "Closed on " + f.Locale.DateMedium(x.ClosedOn), Icon: "lock"}
	}
	return near.What, clockStatus(f, near, today)
}

// soonDays is from how many days before its end a clock is told with a warning.
const soonDays = 3

// clockStatus says in words how a clock stands.
func clockStatus(f ui.Frame, c casefile.Clock, today civil.Date) ui.Status {
	late, on := c.Late(today), f.Locale.DateMedium(c.Due)
	switch {
	case !c.Runs() && late > 0:
		return ui.Status{Tone: ui.Warn, Text: "Done, " + plural(late, "day") + " late"}
	case !c.Runs():
		return ui.Status{Tone: ui.OK, Text: "Done on " + f.Locale.DateMedium(c.Done)}
	case late > 0:
		return ui.Status{Tone: ui.Bad, Text: "Overdue by " + plural(late, "day")}
	case c.Theirs && c.Due < today:
		return ui.Status{Tone: ui.Plain, Text: "Over since " + on}
	case c.Theirs:
		return ui.Status{Tone: ui.Plain, Text: "The customer’s, until " + on}
	case c.Due == today:
		return ui.Status{Tone: ui.Warn, Text: "Ends today"}
	case c.Due.Sub(today) <= soonDays:
		return ui.Status{Tone: ui.Warn, Text: "Ends in " + plural(c.Due.Sub(today), "day")}
	}
	return ui.Status{Tone: ui.Info, Text: "By " + on, Icon: "hourglass"}
}

func stageWords(s casefile.Stage) string {
	switch s {
	case casefile.Waiting:
		return "Waits for somebody"
	case casefile.Closed:
		return "Closed"
	}
	return "We work on it"
}

// casesOf lists a customer's cases on the page of the customer.
func casesOf(f ui.Frame, all []casefile.File, today civil.Date) ui.Table {
	t := ui.Table{Caption: "Cases, the newest first", Hidden: true, Columns: []ui.Column{{Label: "About"}, {Label: "Next clock"}, {Label: "By"}}}
	for _, x := range all {
		what, by := nearestWords(f, x, today)
		t.Rows = append(t.Rows, []ui.Cell{{Text: kindTitle(x.Kind), Href: casePath(x), Unseen: ", received " + f.Day(x.Days[casefile.Received]), Strong: true}, {Text: what}, {Status: &by}})
	}
	return t
}

// newCaseForm is the form of a case on a contract; it wants the reason of the look first.
func (c *Console) newCaseForm(w http.ResponseWriter, r *guard.Request) error {
	return c.showNewCase(w, r, nil)
}

func (c *Console) showNewCase(w http.ResponseWriter, r *guard.Request, x *fault.Fault) error {
	on, err := contractOf(r)
	if err != nil {
		return err
	}
	why := whyOf(r)
	form, err := c.Cases.Form(r.Context(), r.By, on, why)
	if wrong := fault.Of(err); wrong != nil && wrong.Kind == fault.Invalid {
		return c.askWhy(w, r, newCasePath(on), wrong)
	}
	if err != nil {
		return err
	}
	key := r.PostFormValue(ui.KeyField)
	if key == "" {
		if key, err = c.newKey(); err != nil {
			return err
		}
	}
	return c.showAs(w, r, formStatus(x), func(f ui.Frame) respond.Page {
		return newCasePage(f, r, form, view.NewCase{
			Failure: view.FailureOf(x), Action: newCasePath(on), Key: key, Back: contractPath(form.People[0].ID, on, why), Why: string(why.Reason), Ticket: why.Ticket, Note: r.PostFormValue("note"),
		}).Page()
	})
}

func newCasePage(f ui.Frame, r *guard.Request, form caseworking.Form, page view.NewCase) view.NewCase {
	f.Currency = form.Currency
	page.Frame, page.Detail = f, "Contract "+form.Number+", "+form.Vehicle
	page.Kinds = ui.Choices{Name: "kind", Legend: "What is it about?", Errors: page.Fields}
	for _, k := range casefile.Kinds() {
		page.Kinds.Options = append(page.Kinds.Options, ui.Choice{Value: string(k), Label: kindTitle(k), Chosen: r.PostFormValue("kind") == string(k)})
	}
	page.Party = ui.Menu{Name: "party", Label: "With whom do we talk about it?", Hint: "This person is told, and sees the case.", Errors: page.Fields}
	for _, p := range form.People {
		page.Party.Options = append(page.Party.Options, ui.Choice{Value: p.ID.String(), Label: p.Name, Chosen: r.PostFormValue("party") == p.ID.String()})
	}
	page.Payment = ui.Menu{Name: "payment", Label: "The payment, where one is disputed", Options: []ui.Choice{{Label: "None"}}, Errors: page.Fields}
	for _, p := range form.Payments {
		page.Payment.Options = append(page.Payment.Options, ui.Choice{Value: p.ID.String(), Label: f.Locale.DateMedium(p.Date) + ", " + f.Money(p.Amount) + ", " + p.Reference, Chosen: r.PostFormValue("payment") == p.ID.String()})
	}
	received := r.PostFormValue("received")
	if received == "" {
		received = form.Today.String()
	}
	page.Received = ui.Field{Name: "received", Label: "When did it reach us?", Hint: "Clocks run from this day.", Type: "date", Value: received, Max: form.Today.String(), Short: true, Errors: page.Fields}
	page.Promised = ui.Field{Name: "promised", Label: "By when does the customer hear from us?", Hint: "Left empty: ten business days.", Type: "date", Value: r.PostFormValue("promised"), Min: form.Today.String(), Max: form.Today.AddDays(casefile.MostPromise).String(), Short: true, Optional: true, Errors: page.Fields}
	return page
}

// dayOf reads a date of a form; what is empty is none, and what is no date is refused.
func dayOf(r *guard.Request, field string) (civil.Date, error) {
	text := strings.TrimSpace(r.PostFormValue(field))
	if text == "" {
		return 0, nil
	}
	d, err := civil.Parse(text)
	if err != nil {
		return 0, fault.Input(field, "Enter a date.")
	}
	return d, nil
}

// daysOf reads the days of every kind from a form; which of them belong to the case is core/casefile's.
func daysOf(r *guard.Request) (map[casefile.Mark]civil.Date, error) {
	out := map[casefile.Mark]civil.Date{}
	for _, k := range casefile.Kinds() {
		for _, m := range k.Marks() {
			on, err := dayOf(r, string(m.Mark))
			if err != nil {
				return nil, err
			}
			out[m.Mark] = on
		}
	}
	return out, nil
}
