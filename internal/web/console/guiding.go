package console

import (
	"net/http"
	"strconv"
	"time"

	"marque/internal/core/access"
	"marque/internal/core/guide"
	"marque/internal/core/incident"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/l10n"
	"marque/internal/web/console/view"
	"marque/internal/web/guard"
	"marque/internal/web/respond"
	"marque/internal/web/ui"
	"marque/internal/web/wording"
)

// guideForm asks for the code that a caller reads out.
func (c *Console) guideForm(w http.ResponseWriter, r *guard.Request) error {
	if !access.May(r.By, access.GuideClaim) {
		return fault.New(fault.NotFound, "There is no such page.")
	}
	return c.showAs(w, r, http.StatusOK, func(f ui.Frame) respond.Page {
		return view.Guide{Frame: f, Ended: r.FormValue("done") == "ended"}.Page()
	})
}

// guide takes the code. What was typed comes back with the form: it is good for nothing else.
func (c *Console) guide(w http.ResponseWriter, r *guard.Request) error {
	typed := r.PostFormValue("code")
	which, err := c.Guiding.Claim(r.Context(), r.By, typed)
	if f := fault.Of(err); f != nil && (f.Kind == fault.Invalid || f.Kind == fault.TooMany) {
		respond.RetryAfter(w, f)
		failure := view.FailureOf(f)
		if f.RetryAfter > 0 {
			failure.Problem += " You can try again in " + wait(f.RetryAfter) + "."
		}
		return c.showAs(w, r, respond.Status(f), func(fr ui.Frame) respond.Page { return view.Guide{Frame: fr, Failure: failure, Code: typed}.Page() })
	}
	if err != nil {
		return err
	}
	return respond.SeeOther(w, r.Request, ui.PathDeskGuide+"/"+which.String())
}

func guideOf(r *guard.Request) (guide.ID, error) { return id.Parse[guide.Guide](r.PathValue("guide")) }

// guidedEvery is how often the page loads itself anew.
const guidedEvery = 5 * time.Second

// stillField asks that the page does not load itself anew.
const stillField = "still"

// guided shows where the caller is. The page loads itself anew without a script, unless that is switched off; as a page that is only left open it keeps
// nobody signed in.
func (c *Console) guided(w http.ResponseWriter, r *guard.Request) error {
	which, err := guideOf(r)
	if err != nil {
		return err
	}
	g, err := c.Guiding.See(r.Context(), r.By, which)
	if err != nil {
		return err
	}
	now, still := c.Now(), r.FormValue(stillField) != ""
	if g.Followed(now) && !still {
		w.Header().Set("Refresh", strconv.Itoa(int(guidedEvery/time.Second)))
	}
	return c.show(w, r, func(f ui.Frame) respond.Page {
		at := ui.PathDeskGuide + "/" + which.String()
		page := view.Guided{Frame: f, Open: g.Followed(now), Until: c.local(f, g.Until), Where: whereOf(g), Still: still, Switch: at + "?" + stillField + "=yes", End: at + "/end", Parts: c.parts(f)}
		if still {
			page.Switch = at
		}
		if g.Party.IsZero() {
			page.Who = "Not signed in"
		} else {
			page.Who, page.Customer = "Signed in", pathCustomers+g.Party.String()
		}
		if !g.Seen.IsZero() {
			page.Ago = wait(max(now.Sub(g.Seen), time.Second)) + " ago"
		}
		page.Fault = g.Fault
		return page.Page()
	})
}

// whereOf says on which page and step the caller is.
func whereOf(g guide.Guide) string {
	if g.Place == "" {
		return "No page yet since the code was given out"
	}
	where := wording.Place(g.Place)
	if g.Step != "" {
		where += " " + g.Step
	}
	switch {
	case g.Tries == 0:
		return where
	case g.Tries == 1:
		return where + ", came back once"
	}
	return where + ", came back " + strconv.Itoa(g.Tries) + " times"
}

// parts is how our own services stand just now.
func (c *Console) parts(f ui.Frame) []ui.Fact {
	var out []ui.Fact
	b := c.Informing.Board()
	for _, part := range incident.Parts() {
		state := "works"
		switch b.Of(part, f.Brand.Key, c.Now()) {
		case incident.Slow:
			state = "disturbed"
		case incident.Down:
			state = "does not work"
		}
		out = append(out, ui.Fact{Label: part.Name().In(l10n.EnUS), Value: state})
	}
	return out
}

func (c *Console) guideEnd(w http.ResponseWriter, r *guard.Request) error {
	which, err := guideOf(r)
	if err != nil {
		return err
	}
	if err := c.Guiding.Leave(r.Context(), r.By, which); err != nil {
		return err
	}
	return respond.SeeOther(w, r.Request, ui.PathDeskGuide+"?done=ended")
}

// guidePath is where a support code is typed, for roles that may.
func guidePath(r *guard.Request) string {
	if access.May(r.By, access.GuideClaim) {
		return ui.PathDeskGuide
	}
	return ""
}
