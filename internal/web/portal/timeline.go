package portal

import (
	"net/http"
	"net/url"
	"strconv"

	"marque/internal/core/contract"
	"marque/internal/core/history"
	"marque/internal/web/guard"
	"marque/internal/web/portal/view"
	"marque/internal/web/respond"
	"marque/internal/web/ui"
)

// timelinePage is how many moments one page of the timeline has.
const timelinePage = 60

func (p *Portal) timeline(w http.ResponseWriter, r *guard.Request) error {
	contractID, err := contractID(r)
	if err != nil {
		return err
	}
	c, all, err := p.Overview.Timeline(r.Context(), r.By, contractID)
	if err != nil {
		return err
	}
	part := history.PageOf(all, func(m history.Moment) string { return m.Key }, r.FormValue(beforeField), timelinePage)
	return p.show(w, r, func(f ui.Frame) respond.Page {
		f.Currency = c.Terms.Money()
		path := contractPath(c.ID) + "/timeline"
		page := view.Timeline{Frame: f, Contract: contractOf(f, c), Sections: sections(f, c, "/timeline")}
		for _, m := range part.Entries {
			year := strconv.Itoa(m.On.Year())
			if n := len(page.Years); n == 0 || page.Years[n-1].Year != year {
				page.Years = append(page.Years, view.TimelineYear{Year: year})
			}
			at := &page.Years[len(page.Years)-1]
			at.Moments = append(at.Moments, momentOf(f, c.ID, m))
		}
		if !part.First {
			page.Newest = path
		}
		if part.Older != "" {
			page.Older = addressOf(path, url.Values{beforeField: {part.Older}})
		}
		return page.Page()
	})
}

var momentIcons = map[history.Mark]string{
	history.OfContract: "badge-check", history.OfMoney: "receipt", history.OfPayment: "clock", history.OfTrouble: "triangle-alert", history.OfStatement: "file-text",
	history.OfLetter: "file-text", history.OfVehicle: "car", history.OfTitle: "key-round", history.OfAutopay: "repeat", history.OfUpload: "file-text", history.OfInvoice: "receipt",
}

func momentOf(f ui.Frame, c contract.ID, m history.Moment) view.Moment {
	out := view.Moment{When: f.Locale.MonthDay(m.On), Icon: momentIcons[m.Mark], Text: m.Text.In(f.Locale), More: m.More.In(f.Locale)}
	if m.Of == "" {
		return out
	}
	path := contractPath(c)
	switch m.Mark {
	case history.OfStatement:
		out.Href = path + "/statements/" + m.Of + "/statement.pdf"
	case history.OfLetter:
		out.Href = path + "/letters/" + m.Of + "/letter.pdf"
	case history.OfAutopay:
		out.Href = path + "/autopay/" + m.Of + "/authorization.pdf"
	case history.OfUpload:
		out.Href = path + "/vehicle/insurance/" + m.Of
	case history.OfInvoice:
		out.Href = invoicePath(c)
	case history.OfPayment:
		out.Href = path + "/payments/" + m.Of
	default:
		return out
	}
	out.Open = f.Say("Open", "Abrir", "Öffnen")
	return out
}
