package cli

import (
	"context"
	"fmt"
	"strings"
	"time"

	"marque/internal/app"
	"marque/internal/core/incident"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/service/informing"
)

// incidentOptions are the flags of marque admin incidents.
type incidentOptions struct {
	part, en, es, de string
	past             bool
}

func (o *incidentOptions) bind(c *call) {
	c.set.StringVar(&o.part, "part", "", "incidents add: what does not work: site, sign_in, payments, mail, texts, statements, phones")
	c.set.StringVar(&o.en, "en", "", "incidents add: own words in English; without them the usual ones of the part")
	c.set.StringVar(&o.es, "es", "", "incidents add: own words in Spanish")
	c.set.StringVar(&o.de, "de", "", "incidents add: own words in German")
	c.set.BoolVar(&o.past, "past", false, "incidents list: also those of the last 30 days")
}

// toldIncident is an incident as the command line shows it.
type toldIncident struct {
	ID    incident.ID       `json:"id"`
	Phase incident.Phase    `json:"phase"`
	Brand string            `json:"brand,omitempty"`
	Part  incident.Part     `json:"part"`
	Words map[string]string `json:"words"` // by language
	Begun time.Time         `json:"begun"`
	Ended *time.Time        `json:"ended,omitempty"`
}

func toldOf(i incident.Incident, now time.Time) toldIncident {
	out := toldIncident{ID: i.ID, Phase: i.At(now), Brand: i.Brand, Part: i.Part, Words: map[string]string{}, Begun: i.Begun}
	for _, said := range i.All() {
		out.Words[said.Language] = said.Words
	}
	if !i.Ended.IsZero() {
		out.Ended = &i.Ended
	}
	return out
}

func addIncident(ctx context.Context, c *call, a *app.App) error {
	o := c.opts.admin.incident
	from, err := instant("from", c.opts.admin.from)
	if err != nil {
		return err
	}
	until, err := instant("until", c.opts.admin.until)
	if err != nil {
		return err
	}
	i, err := a.Informing.Add(ctx, adminBy(), informing.Wish{
		Brand: c.opts.admin.brand, Part: incident.Part(o.part), Own: [3]string{strings.TrimSpace(o.en), strings.TrimSpace(o.es), strings.TrimSpace(o.de)}, From: from, Until: until,
	})
	if err != nil {
		return err
	}
	var lines []string
	for _, said := range i.All() {
		lines = append(lines, said.Language+"  "+said.Words)
	}
	return c.answer(toldOf(i, c.Now()), "It stands on every page within seconds. When it is over: marque admin incidents end "+i.ID.String(), lines...)
}

func listIncidents(ctx context.Context, c *call, a *app.App) error {
	all, err := a.Informing.List(ctx, adminBy(), c.opts.admin.incident.past)
	if err != nil {
		return err
	}
	told, lines := make([]toldIncident, len(all)), []string{"ID\tPHASE\tPART\tBRAND\tBEGUN\tENDED\tWORDS"}
	for n, i := range all {
		told[n] = toldOf(i, c.Now())
		brand, ended := "all", "-"
		if i.Brand != "" {
			brand = i.Brand
		}
		if !i.Ended.IsZero() {
			ended = i.Ended.Format(time.RFC3339)
		}
		lines = append(lines, fmt.Sprintf("%s\t%s\t%s\t%s\t%s\t%s\t%s", i.ID, told[n].Phase, i.Part, brand, i.Begun.Format(time.RFC3339), ended, i.All()[0].Words))
	}
	return c.answer(told, fmt.Sprintf("%d incidents.", len(all)), table(lines)...)
}

func endIncident(ctx context.Context, c *call, a *app.App) error {
	which, err := id.Parse[incident.Incident](c.args[2])
	if err != nil {
		return fault.Inputf("id", "%q is no incident's id. Try: marque admin incidents list", c.args[2])
	}
	i, err := a.Informing.End(ctx, adminBy(), which)
	if err != nil {
		return err
	}
	return c.answer(toldOf(i, c.Now()), "It is over. Customers see it on the status page for 30 days more.")
}
