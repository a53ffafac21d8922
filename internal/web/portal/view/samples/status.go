package samples

import (
	"time"

	"marque/internal/core/incident"
	"marque/internal/web/portal/view"
	"marque/internal/web/ui"
)

// troubled is a frame of an hour in which something does not work.
func troubled(f ui.Frame) ui.Frame {
	f.Incidents = []ui.Incident{{Part: incident.Texts.Name().In(f.Locale), Words: incident.Texts.Usual().In(f.Locale)}}
	return f
}

func statuses(stranger, signedIn ui.Frame) []Sample {
	now := at(signedIn, time.November, 22, 9, 10)
	since := signedIn.Say("Since %s", "Desde el %s", "Seit %s", now)
	over := signedIn.Say("From %s to %s", "Del %s al %s", "Von %s bis %s", at(signedIn, time.November, 20, 14, 5), at(signedIn, time.November, 20, 14, 50))
	planned := signedIn.Say("From %s to %s", "Del %s al %s", "Von %s bis %s", at(signedIn, time.November, 29, 2, 0), at(signedIn, time.November, 29, 4, 0))
	entry := func(p incident.Part, when string) view.Incident {
		return view.Incident{Part: p.Name().In(stranger.Locale), Words: p.Usual().In(stranger.Locale), When: when}
	}
	bad := view.Status{
		Frame: signedIn, As: now, Parts: partsTable(stranger, incident.Texts, incident.Payments), Open: []view.Incident{entry(incident.Texts, since), entry(incident.Payments, since)},
		Planned: []view.Incident{entry(incident.Site, planned)}, Past: []view.Incident{entry(incident.Phones, over)},
	}
	return []Sample{
		{"status", view.Status{Frame: stranger, Well: true, As: now, Parts: partsTable(stranger)}.Page()},
		{"status-incidents", bad.Page()},
	}
}

// partsTable has the first part that is bad out of order and the others disturbed.
func partsTable(f ui.Frame, bad ...incident.Part) ui.Table {
	t := ui.Table{Caption: f.Say("How our services work", "Cómo funcionan nuestros servicios", "So laufen unsere Dienste"), Hidden: true, Columns: []ui.Column{
		{Label: f.Say("Service", "Servicio", "Dienst")}, {Label: f.Say("State", "Estado", "Zustand")},
	}}
	for _, p := range incident.Parts() {
		state := &ui.Status{Tone: ui.OK, Text: f.Say("Works", "Funciona", "Läuft")}
		for i, b := range bad {
			if p == b && i == 0 {
				state = &ui.Status{Tone: ui.Bad, Text: f.Say("Does not work", "No funciona", "Ausgefallen")}
			} else if p == b {
				state = &ui.Status{Tone: ui.Warn, Text: f.Say("Disturbed", "Con problemas", "Gestört")}
			}
		}
		t.Rows = append(t.Rows, []ui.Cell{{Text: p.Name().In(f.Locale)}, {Status: state}})
	}
	return t
}
