package console

import (
	"net/http"
	"strings"

	"marque/internal/core/access"
	"marque/internal/fault"
	"marque/internal/service/onboarding"
	"marque/internal/web/console/view"
	"marque/internal/web/guard"
	"marque/internal/web/respond"
	"marque/internal/web/ui"
)

const pathConflict = ui.PathDeskReconcile + "/{conflict}"

// conflicts lists what the retail system told and what contradicts what is kept.
func (c *Console) conflicts(w http.ResponseWriter, r *guard.Request) error {
	all, err := c.Onboarding.Conflicts(r.Context(), r.By)
	if err != nil {
		return err
	}
	return c.show(w, r, func(f ui.Frame) respond.Page {
		page := view.Conflicts{Frame: f, Rows: ui.Table{
			Caption: "Messages that wait for a decision", Hidden: true, Columns: []ui.Column{{Label: "Contract"}, {Label: "What came"}, {Label: "Told"}, {Label: "Reason"}},
		}}
		page.Notice, _ = doneWords(r.FormValue("done"))
		for _, x := range all {
			page.Rows.Rows = append(page.Rows.Rows, []ui.Cell{
				{Text: x.Number, Href: ui.PathDeskReconcile + "/" + x.ID.String(), Strong: true, Unseen: ", decide"}, {Text: messageWords(x)}, {Text: c.local(f, x.Told)}, {Text: x.Reason},
			})
		}
		return page.Page()
	})
}

// messageWords says what kind of message it was.
func messageWords(x onboarding.Conflict) string {
	kind, _, _ := strings.Cut(strings.TrimPrefix(string(x.Type), "contract."), ".")
	return "Contract " + kind
}

// conflict shows one with what it is about.
func (c *Console) conflict(w http.ResponseWriter, r *guard.Request) error {
	return c.showConflict(w, r, nil)
}

func (c *Console) showConflict(w http.ResponseWriter, r *guard.Request, x *fault.Fault) error {
	which, err := onboarding.ParseConflict(r.PathValue("conflict"))
	if err != nil {
		return err
	}
	d, err := c.Onboarding.Conflict(r.Context(), r.By, which)
	if err != nil {
		return err
	}
	return c.showAs(w, r, formStatus(x), func(f ui.Frame) respond.Page {
		page := view.Conflict{
			Frame: f, Failure: view.FailureOf(x), Back: ui.PathDeskReconcile, Reason: d.Reason, Differences: differences(d.Differences),
			Take: r.PostFormValue("take"), Words: r.PostFormValue("reason"),
			Facts: []ui.Fact{
				{Label: "Contract", Value: d.Number, Code: true}, {Label: "What came", Value: messageWords(d.Conflict)}, {Label: "Told", Value: c.local(f, d.Told)},
				{Label: "Came to us", Value: c.local(f, d.Received)}, {Label: "Message", Value: d.Key, Code: true},
			},
		}
		if d.With != "" && d.With != d.Number {
			page.Facts = append(page.Facts, ui.Fact{Label: "In conflict with", Value: d.With, Code: true})
		}
		if len(d.Differences) == 0 {
			page.Theirs = d.Theirs
		}
		if d.Cannot != nil {
			page.Cannot = d.Cannot.Message
		}
		if access.May(r.By, access.ConflictDecide) {
			page.Action = ui.PathDeskReconcile + "/" + which.String()
		}
		return page.Page()
	})
}

func differences(all []onboarding.Difference) ui.Table {
	t := ui.Table{Caption: "What differs", Hidden: true, Columns: []ui.Column{{Label: "What"}, {Label: "We have"}, {Label: "They say"}, {Label: "If theirs is taken"}}}
	for _, d := range all {
		then := "theirs"
		if d.Fixed {
			then = "ours stays"
		}
		t.Rows = append(t.Rows, []ui.Cell{{Text: d.What, Strong: true}, {Text: d.Ours}, {Text: d.Theirs}, {Text: then}})
	}
	return t
}

// settle decides on a conflict.
func (c *Console) settle(w http.ResponseWriter, r *guard.Request) error {
	if !access.May(r.By, access.ConflictDecide) {
		return fault.New(fault.NotFound, "There is no such page.")
	}
	which, err := onboarding.ParseConflict(r.PathValue("conflict"))
	if err != nil {
		return err
	}
	take := r.PostFormValue("take")
	err = fault.Input("take", "Choose what shall hold.")
	if take == "ours" || take == "theirs" {
		err = c.Onboarding.Decide(r.Context(), r.By, onboarding.Decision{Conflict: which, Take: take == "theirs", Reason: r.PostFormValue("reason")})
	}
	if f := fault.Of(err); f != nil && (f.Kind == fault.Invalid || f.Kind == fault.Conflict && take == "theirs") {
		return c.showConflict(w, r, f)
	}
	if err != nil {
		return err
	}
	return respond.SeeOther(w, r.Request, ui.PathDeskReconcile+"?done="+take)
}

// backToConflicts is where a decision leads back to that wanted a fresh code first.
func backToConflicts(*guard.Request) string { return ui.PathDeskReconcile }
