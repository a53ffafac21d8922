package portal

import (
	"net/http"

	"marque/internal/web/guard"
	"marque/internal/web/portal/view"
	"marque/internal/web/respond"
	"marque/internal/web/ui"
)

// support shows whether this browser has a support code, and whether an agent follows by it.
func (p *Portal) support(w http.ResponseWriter, r *guard.Request) error {
	g, err := r.Guide()
	if err != nil {
		return err
	}
	return p.show(w, r, func(f ui.Frame) respond.Page {
		page := p.supportPage(f, r)
		switch {
		case g.Followed(p.Now()):
			page.Followed, page.Until = true, clock(f, g.Until, f.Zone)
		case g.Open(p.Now()):
			page.Waiting, page.Until = true, clock(f, g.Until, f.Zone)
		}
		page.Stopped = r.FormValue(doneField) == "stopped" && g.ID.IsZero()
		return page.Page()
	})
}

func (p *Portal) supportPage(f ui.Frame, r *guard.Request) view.Support {
	page := view.Support{Frame: f, Next: r.Next("")}
	page.Here = ui.PathSupport
	if page.Next != "" {
		page.Here = withNext(ui.PathSupport, page.Next)
	}
	return page
}

// supportAsk gives out a code. The answer shows it and is no redirect, since the code is kept nowhere that could show it again.
func (p *Portal) supportAsk(w http.ResponseWriter, r *guard.Request) error {
	asked, err := p.Guiding.Ask(r.Context(), r.By, r.Browser())
	if err != nil {
		return err
	}
	r.Guided(asked.Browser)
	return p.show(w, r, func(f ui.Frame) respond.Page {
		page := p.supportPage(f, r)
		page.Code, page.Until = asked.Code[:3]+" "+asked.Code[3:], clock(f, asked.Until, f.Zone)
		return page.Page()
	})
}

// supportEnd stops it: from then on nobody sees where this browser is.
func (p *Portal) supportEnd(w http.ResponseWriter, r *guard.Request) error {
	if err := p.Guiding.Stop(r.Context(), r.By, r.Browser()); err != nil {
		return err
	}
	r.Unguided()
	return respond.SeeOther(w, r.Request, r.Next(ui.PathSupport+"?"+doneField+"=stopped"))
}
