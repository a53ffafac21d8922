package console

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"marque/internal/civil"
	"marque/internal/core/access"
	"marque/internal/core/message"
	"marque/internal/l10n"
	"marque/internal/service/messaging"
	"marque/internal/web/console/view"
	"marque/internal/web/guard"
	"marque/internal/web/respond"
	"marque/internal/web/ui"
)

// queue lists what waits for the desk.
func (c *Console) queue(w http.ResponseWriter, r *guard.Request) error {
	which := r.FormValue("view")
	sift := messaging.Sift{
		Mine: which == "mine", Calling: which == "calls", Team: message.Team(r.FormValue("team")), Topic: message.Topic(r.FormValue("topic")), Language: r.FormValue("language"), Label: r.FormValue("label"),
	}
	switch s := message.State(which); s {
	case message.Waiting, message.Answered, message.Closed:
		sift.State = s
	default:
		sift.State = message.Open
	}
	q, err := c.Messaging.Queue(r.Context(), r.By, sift)
	if err != nil {
		return err
	}
	return c.show(w, r, func(f ui.Frame) respond.Page {
		page := view.Queue{Frame: f, Facts: queueFacts(q, which), Views: queueViews(q, which), Action: ui.PathDeskQueue, Rows: c.queueTable(f, q), More: q.More}
		if !sift.Mine && !sift.Calling {
			page.Menus = siftMenus(sift, which, q.Labels)
		}
		page.Notice, _ = doneWords(r.FormValue("done"))
		if access.May(r.By, access.ReplyKeep) {
			page.Replies = ui.PathDeskReplies
		}
		if access.May(r.By, access.ConflictList) {
			page.Conflicts = ui.PathDeskReconcile
		}
		if access.May(r.By, access.RatingRead) {
			page.Ratings = ui.PathDeskRatings
		}
		if access.May(r.By, access.ReportRead) {
			page.Reports = ui.PathDeskReports
		}
		return page.Page()
	})
}

func queueFacts(q messaging.Queue, which string) string {
	n := plural(len(q.All), "conversation")
	if q.More {
		n = "More than " + n
	}
	if which != "" && which != "mine" {
		return n + "."
	}
	return n + ", " + strconv.Itoa(q.Late) + " past the promise."
}

// queueViews are the ways to look at the queue, those first that call.
func queueViews(q messaging.Queue, which string) []ui.Link {
	at := func(text, view string) ui.Link {
		href := ui.PathDeskQueue
		if view != "" {
			href += "?" + url.Values{"view": {view}}.Encode()
		}
		return ui.Link{Text: text, Href: href, Current: which == view}
	}
	return []ui.Link{
		at("Owed an answer", ""), at("Mine ("+strconv.Itoa(q.Mine)+")", "mine"), at("Calls for me ("+strconv.Itoa(q.Calls)+")", "calls"), at("Wait for customers", string(message.Waiting)),
		at("Answered", string(message.Answered)), at("Closed", string(message.Closed)),
	}
}

func siftMenus(q messaging.Sift, which string, labels []string) []ui.Menu {
	any := ui.Choice{Label: "Any"}
	team, topic, language, label := []ui.Choice{any}, []ui.Choice{any}, []ui.Choice{any}, []ui.Choice{any}
	for _, t := range message.Teams() {
		team = append(team, ui.Choice{Value: string(t), Label: upper(t.Words().In(l10n.EnUS)), Chosen: t == q.Team})
	}
	for _, t := range message.Topics() {
		topic = append(topic, ui.Choice{Value: string(t), Label: t.Words().In(l10n.EnUS), Chosen: t == q.Topic})
	}
	for _, l := range l10n.All() {
		language = append(language, ui.Choice{Value: l.Tag(), Label: languageWords(l), Chosen: l.Tag() == q.Language})
	}
	for _, l := range labels {
		label = append(label, ui.Choice{Value: l, Label: l, Chosen: l == q.Label})
	}
	menus := []ui.Menu{{Name: "team", Label: "Team", Options: team}, {Name: "topic", Label: "Topic", Options: topic}, {Name: "language", Label: "Language", Options: language}}
	if len(labels) > 0 {
		menus = append(menus, ui.Menu{Name: "label", Label: "Label", Options: label})
	}
	if which != "" { // the view stays as it is
		menus = append(menus, ui.Menu{Name: "view", Label: "State", Options: []ui.Choice{{Value: which, Label: upper(which), Chosen: true}, {Value: "", Label: "Owed an answer"}}})
	}
	return menus
}

func languageWords(l l10n.Locale) string {
	switch l {
	case l10n.EsUS:
		return "Spanish"
	case l10n.DeDE:
		return "German"
	}
	return "English"
}

func upper(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

func (c *Console) queueTable(f ui.Frame, q messaging.Queue) ui.Table {
	t := ui.Table{Caption: "Conversations, what was promised first at the top", Hidden: true,
		Columns: []ui.Column{{Label: "About"}, {Label: "Promise"}, {Label: "Contract"}, {Label: "Language"}, {Label: "Who has it"}, {Label: "Labels"}}}
	for _, x := range q.All {
		promise := c.promiseStatus(f, x.Thread)
		about := x.Topic.Words().In(f.Locale)
		if x.Person != "" {
			about = x.Subject + " (" + x.Person + ")"
		}
		l, _ := l10n.Parse(x.Locale)
		t.Rows = append(t.Rows, []ui.Cell{
			{Text: about, Href: deskTalkPath(x.ID), Unseen: ", begun " + c.local(f, x.Opened), Strong: true}, {Status: &promise}, {Text: contractWords(x)},
			{Text: languageWords(l)}, {Text: holderWords(x)}, {Text: strings.Join(x.Labels, ", ")},
		})
	}
	return t
}

// promiseStatus says how long there is to keep a promise.
func (c *Console) promiseStatus(f ui.Frame, t message.Thread) ui.Status {
	switch {
	case t.State == message.Waiting:
		return ui.Status{Tone: ui.Plain, Text: "Waits for the customer"}
	case t.State == message.Answered:
		return ui.Status{Tone: ui.OK, Text: "Answered"}
	case t.State == message.Closed:
		return ui.Status{Tone: ui.Plain, Text: "Closed", Icon: "lock"}
	case t.Promised.Before(c.Now()):
		return ui.Status{Tone: ui.Bad, Text: "Late by " + wait(c.Now().Sub(t.Promised))}
	case t.Promised.Sub(c.Now()) < time.Hour:
		return ui.Status{Tone: ui.Warn, Text: "Within " + wait(t.Promised.Sub(c.Now()))}
	}
	at := t.Promised.In(c.Zone)
	zone, _ := at.Zone()
	return ui.Status{Tone: ui.Info, Text: "By " + f.Locale.MonthDayShort(civil.On(at, c.Zone)) + ", " + f.Locale.Clock(at) + " " + zone, Icon: "hourglass"}
}

func contractWords(x messaging.Waiting) string {
	switch {
	case x.Status == "":
		return "None"
	case x.PastDue > 0:
		return "Past due by " + plural(x.PastDue, "day")
	}
	return upper(strings.ReplaceAll(x.Status, "_", " "))
}

func holderWords(x messaging.Waiting) string {
	if x.Holder != "" {
		return x.Holder
	}
	return upper(x.Team.Words().In(l10n.EnUS))
}
