package portal

import (
	"net/http"

	"marque/internal/core/incident"
	"marque/internal/service/informing"
	"marque/internal/web/guard"
	"marque/internal/web/portal/view"
	"marque/internal/web/respond"
	"marque/internal/web/ui"
)

// incidents are what every page of a brand tells first.
func (p *Portal) incidents(f ui.Frame) []ui.Incident {
	var out []ui.Incident
	for _, i := range p.Informing.Board().In(f.Brand.Key, incident.Going, p.Now()) {
		out = append(out, ui.Incident{Part: i.Part.Name().In(f.Locale), Words: i.Words().In(f.Locale)})
	}
	return out
}

// status tells everybody how our services stand, signed in or not.
func (p *Portal) status(w http.ResponseWriter, r *guard.Request) error {
	b := p.Informing.Board()
	return p.show(w, r, func(f ui.Frame) respond.Page {
		f.Incidents = nil // the page itself tells them
		return p.statusPage(f, b).Page()
	})
}

func (p *Portal) statusPage(f ui.Frame, b informing.Board) view.Status {
	now, brand := p.Now(), f.Brand.Key
	page := view.Status{Frame: f, Well: true, Parts: ui.Table{
		Caption: f.Say("How our services work", "Cómo funcionan nuestros servicios", "So laufen unsere Dienste"), Hidden: true,
		Columns: []ui.Column{{Label: f.Say("Service", "Servicio", "Dienst")}, {Label: f.Say("State", "Estado", "Zustand")}},
	}}
	if !b.Read.IsZero() { // a process that has just begun has not looked yet
		page.As = p.local(f, b.Read)
	}
	for _, part := range incident.Parts() {
		standing := b.Of(part, brand, now)
		page.Well = page.Well && standing == incident.Working
		state := standingStatus(f, standing)
		page.Parts.Rows = append(page.Parts.Rows, []ui.Cell{{Text: part.Name().In(f.Locale)}, {Status: &state}})
	}
	for phase, to := range map[incident.Phase]*[]view.Incident{incident.Going: &page.Open, incident.Planned: &page.Planned, incident.Over: &page.Past} {
		for _, i := range b.In(brand, phase, now) {
			*to = append(*to, view.Incident{Part: i.Part.Name().In(f.Locale), Words: i.Words().In(f.Locale), When: p.span(f, i)})
		}
	}
	return page
}

func standingStatus(f ui.Frame, s incident.Standing) ui.Status {
	switch s {
	case incident.Slow:
		return ui.Status{Tone: ui.Warn, Text: f.Say("Disturbed", "Con problemas", "Gestört")}
	case incident.Down:
		return ui.Status{Tone: ui.Bad, Text: f.Say("Does not work", "No funciona", "Ausgefallen")}
	}
	return ui.Status{Tone: ui.OK, Text: f.Say("Works", "Funciona", "Läuft")}
}

// span says from when to when.
func (p *Portal) span(f ui.Frame, i incident.Incident) string {
	if i.Ended.IsZero() {
		return f.Say("Since %s", "Desde el %s", "Seit %s", p.local(f, i.Begun))
	}
	return f.Say("From %s to %s", "Del %s al %s", "Von %s bis %s", p.local(f, i.Begun), p.local(f, i.Ended))
}
