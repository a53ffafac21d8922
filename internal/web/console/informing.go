package console

import (
	"marque/internal/core/incident"
	"marque/internal/l10n"
	"marque/internal/web/ui"
)

// incidents are what every page of the desk tells first, of all brands: also that letters or texts do not leave, so that an agent sees when
// the fault is ours before an operator has said so.
func (c *Console) incidents() []ui.Incident {
	now, b := c.Now(), c.Informing.Board()
	var out []ui.Incident
	for _, x := range []struct {
		part    incident.Part
		sending incident.Sending
	}{{incident.Mail, b.Mail}, {incident.Texts, b.Texts}} {
		if words := c.sendingWords(x.sending.At(now), x.sending); words != "" {
			out = append(out, ui.Incident{Part: x.part.Name().In(l10n.EnUS), Words: words})
		}
	}
	for _, i := range b.In("", incident.Going, now) {
		words := i.Words().In(l10n.EnUS)
		if i.Brand != "" {
			words += " (" + c.brand(i.Brand).Name + " only)"
		}
		out = append(out, ui.Incident{Part: i.Part.Name().In(l10n.EnUS), Words: words})
	}
	return out
}

// sendingWords says to an agent what is wrong with a channel, or nothing.
func (c *Console) sendingWords(is incident.Standing, s incident.Sending) string {
	switch {
	case is == incident.Working:
		return ""
	case s.Stopped:
		return "None leave until tomorrow: the day's budget is used up. The fault is ours; offer another way."
	case s.Waiting == 0:
		return "Whoever takes our messages refuses them. The fault is ours; offer another way."
	}
	since := c.local(ui.Frame{Locale: l10n.EnUS}, s.Oldest)
	if is == incident.Down {
		return plural(s.Waiting, "message") + " waiting, the oldest since " + since + ", and none leave. The fault is ours; offer another way."
	}
	return plural(s.Waiting, "message") + " waiting, the oldest since " + since + ". The fault is ours; codes arrive late."
}
