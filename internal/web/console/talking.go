package console

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"

	"marque/internal/core/access"
	"marque/internal/core/identity"
	"marque/internal/core/message"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/l10n"
	"marque/internal/service/messaging"
	"marque/internal/web/console/view"
	"marque/internal/web/guard"
	"marque/internal/web/respond"
	"marque/internal/web/ui"
)

func deskTalkPath(t message.ID) string { return ui.PathDeskQueue + "/" + t.String() }

func talkID(r *guard.Request) (message.ID, error) {
	return id.Parse[message.Thread](r.PathValue("talk"))
}

// typed is what an agent typed, for a page that comes back.
type typed struct {
	text, note, labels string
	asks               bool
	offer              view.OfferForm
}

// talk shows a conversation to the desk.
func (c *Console) talk(w http.ResponseWriter, r *guard.Request) error {
	return c.showTalk(w, r, nil, typed{})
}

// showTalk shows a conversation. x is why something came back; nil is that nothing was sent.
func (c *Console) showTalk(w http.ResponseWriter, r *guard.Request, x *fault.Fault, was typed) error {
	talk, err := talkID(r)
	if err != nil {
		return err
	}
	t, err := c.Messaging.Case(r.Context(), r.By, talk)
	if err != nil {
		return err
	}
	canned, err := c.Messaging.Canned(r.Context(), r.By)
	if err != nil {
		return err
	}
	key, err := identity.NewToken(c.Random)
	if err != nil {
		return err
	}
	here := c.Here(r.Context(), talk, t.Thread.Agent)
	respond.RetryAfter(w, x)
	return c.showAs(w, r, formStatus(x), func(f ui.Frame) respond.Page {
		page := view.Talk{
			Frame: f, Failure: view.FailureOf(x), Subject: t.Subject, Person: t.Person, Chips: c.talkChips(f, t), Facts: c.talkFacts(f, t), Said: c.said(f, t), Live: c.liveTalk(t, here), Watch: watchWords(t.Others),
			Notes: c.notes(f, t), NoteText: was.note,
		}
		page.Notice, _ = doneWords(r.URL.Query().Get("done"))
		if access.May(r.By, access.CustomerHelp) {
			page.Customer = customerPath(t.Party, identity.Why{Reason: identity.ReasonWrote})
		}
		if access.May(r.By, access.MessageWrite) {
			page.Watching, page.Write, page.Acts = deskTalkPath(talk)+"/watch", writeForm(t, canned, string(key), was), talkActs(r.By, t, was)
		}
		return page.Page()
	})
}

func formStatus(x *fault.Fault) int {
	if x == nil {
		return http.StatusOK
	}
	return respond.Status(x)
}

func writeForm(t messaging.Case, canned []message.Canned, key string, was typed) *view.Write {
	l, _ := l10n.Parse(t.Locale)
	out := &view.Write{Action: deskTalkPath(t.ID), Key: key, Read: strconv.Itoa(t.Last), Text: was.text, Asks: was.asks, Language: languageWords(l), Canned: []ui.Choice{{Label: "Choose"}}}
	for _, x := range canned {
		out.Canned = append(out.Canned, ui.Choice{Value: x.ID.String(), Label: x.Title})
	}
	fillOffer(out, t, was.offer)
	return out
}

func talkActs(by access.Actor, t messaging.Case, was typed) *view.TalkActs {
	at := deskTalkPath(t.ID)
	out := &view.TalkActs{Give: at + "/give", Label: at + "/labels", Labels: was.labels, Note: at + "/notes", To: []ui.Choice{{Label: "Choose"}}}
	if was.labels == "" {
		out.Labels = strings.Join(t.Labels, " ")
	}
	if t.State != message.Closed {
		out.Close = at + "/close"
		if t.Thread.Agent != by.User {
			out.Claim = at + "/claim"
		}
	}
	for _, team := range message.Teams() {
		out.To = append(out.To, ui.Choice{Value: "team " + string(team), Label: "Team: " + team.Words().In(l10n.EnUS)})
	}
	for _, x := range t.Staff {
		if x.ID != by.User {
			out.To = append(out.To, ui.Choice{Value: x.ID.String(), Label: x.Name})
		}
	}
	return out
}

func (c *Console) talkChips(f ui.Frame, t messaging.Case) []ui.Status {
	out := []ui.Status{c.promiseStatus(f, t.Thread)}
	for _, l := range t.Labels {
		out = append(out, ui.Status{Tone: ui.Plain, Text: l})
	}
	return out
}

func (c *Console) talkFacts(f ui.Frame, t messaging.Case) []ui.Fact {
	l, _ := l10n.Parse(t.Locale)
	holder := t.Talk.Agent
	if holder == "" {
		holder = "Nobody yet, team " + t.Team.Words().In(f.Locale)
	}
	out := []ui.Fact{
		{Label: "Topic", Value: t.Topic.Words().In(f.Locale)}, {Label: "Who has it", Value: holder}, {Label: "Language", Value: languageWords(l)}, {Label: "Begun", Value: c.local(f, t.Opened)},
	}
	if t.Number != "" {
		out = append(out, ui.Fact{Label: "Contract", Value: t.Number, Code: true})
	}
	if t.Seen >= t.Last {
		return append(out, ui.Fact{Label: "Read by the customer", Value: "Everything"})
	}
	return append(out, ui.Fact{Label: "Read by the customer", Value: "Not the last " + strconv.Itoa(t.Unread())})
}

func (c *Console) said(f ui.Frame, t messaging.Case) []ui.Said {
	var out []ui.Said
	for _, m := range t.Messages {
		s := ui.Said{
			Anchor: anchor(m.Number), Event: m.Kind != message.Text, Mine: m.Author == message.ByAgent, When: c.local(f, m.At), At: m.At.Format("2006-01-02T15:04:05Z"), Who: t.Name(m),
			Text: m.Words(c.brand(t.Brand).Name).In(l10n.EnUS),
		}
		if m.Author == message.ByCustomer {
			s.Who = t.Person
		}
		if m.Offer != nil {
			s.Offer = offerWords(*m.Offer)
		}
		for _, x := range m.Files {
			s.Files = append(s.Files, ui.FileLink{Name: x.Name, Size: strconv.Itoa((x.Size+1023)/1024) + " KB", Href: deskTalkPath(t.ID) + "/files/" + x.ID.String()})
		}
		out = append(out, s)
	}
	return out
}

// anchor is the place of a message on its page.
func anchor(number int) string { return "m" + strconv.Itoa(number) }

func (c *Console) notes(f ui.Frame, t messaging.Case) []ui.Said {
	var out []ui.Said
	for i, n := range t.Notes {
		out = append(out, ui.Said{Anchor: "n" + strconv.Itoa(i+1), Who: t.Names[n.By], When: c.local(f, n.At), At: n.At.Format("2006-01-02T15:04:05Z"), Text: n.Text})
	}
	return out
}

// watchWords says who else has a conversation open.
func watchWords(others []messaging.Watcher) string {
	var typing, open []string
	for _, o := range others {
		if o.Typing {
			typing = append(typing, o.Name)
		} else {
			open = append(open, o.Name)
		}
	}
	var out []string
	if len(typing) > 0 {
		out = append(out, strings.Join(typing, ", ")+" is writing an answer to this right now.")
	}
	if len(open) > 0 {
		out = append(out, strings.Join(open, ", ")+" has this open too.")
	}
	return strings.Join(out, " ")
}

// watch takes that the page is open, from its script, and says who else has it.
func (c *Console) watch(w http.ResponseWriter, r *guard.Request) error {
	talk, err := talkID(r)
	if err != nil {
		return err
	}
	others, err := c.Messaging.Watch(r.Context(), r.By, talk, r.PostFormValue("typing") == "yes")
	if err != nil {
		return err
	}
	body, err := json.Marshal(struct {
		Words string `json:"words"`
	}{watchWords(others)})
	if err != nil {
		return err
	}
	return respond.JSON(w, body)
}

// deskFiles reads the files of a form.
func deskFiles(r *guard.Request) ([]message.File, error) {
	got, err := r.Files("files", message.MostFiles)
	var out []message.File
	for _, x := range got {
		out = append(out, message.File{Name: x.Name, Content: x.Content})
	}
	return out, err
}

// reply sends what an agent wrote, or first fills in what was written beforehand.
func (c *Console) reply(w http.ResponseWriter, r *guard.Request) error {
	talk, err := talkID(r)
	if err != nil {
		return err
	}
	was := typed{text: r.PostFormValue("text"), asks: r.PostFormValue("asks") == "yes", offer: offerTyped(r)}
	if r.PostFormValue("do") == "fill" {
		return c.fill(w, r, talk, was)
	}
	files, err := deskFiles(r)
	if err != nil {
		return err
	}
	offer, err := offerOf(was.offer)
	if err != nil {
		return c.showTalk(w, r, fault.Of(err), was)
	}
	read, _ := strconv.Atoi(r.PostFormValue("read")) // none is that nothing was read
	a := messaging.Answer{Words: messaging.Words{Thread: talk, Text: was.text, Files: files, Key: r.PostFormValue(ui.KeyField)}, Asks: was.asks, Read: read, Offer: offer}
	said, err := c.Messaging.Reply(r.Context(), r.By, a)
	if f := fault.Of(err); f != nil && f.Kind != fault.NotFound {
		return c.showTalk(w, r, f, was)
	}
	if err != nil {
		return err
	}
	if r.WantsData() {
		return c.written(w)
	}
	return respond.SeeOther(w, r.Request, deskTalkPath(talk)+"?done=said#"+anchor(said.Number))
}

// fill writes a reply into the form, below what was typed.
func (c *Console) fill(w http.ResponseWriter, r *guard.Request, talk message.ID, was typed) error {
	which, err := id.Parse[message.Canned](r.PostFormValue("canned"))
	if err != nil {
		return c.showTalk(w, r, fault.Input("canned", "Choose a reply."), was)
	}
	text, err := c.Messaging.Filled(r.Context(), r.By, talk, which)
	if f := fault.Of(err); f != nil && f.Kind != fault.NotFound {
		return c.showTalk(w, r, f, was)
	}
	if err != nil {
		return err
	}
	was.text = strings.TrimSpace(was.text + "\n\n" + text)
	return c.showTalk(w, r, nil, was)
}

// do runs one act on a conversation and shows it again: with what was done, or with why it was not.
func (c *Console) do(w http.ResponseWriter, r *guard.Request, done string, was typed, act func(message.ID) error) error {
	talk, err := talkID(r)
	if err != nil {
		return err
	}
	err = act(talk)
	if f := fault.Of(err); f != nil && f.Kind != fault.NotFound {
		return c.showTalk(w, r, f, was)
	}
	if err != nil {
		return err
	}
	return respond.SeeOther(w, r.Request, deskTalkPath(talk)+"?done="+done)
}

func (c *Console) claim(w http.ResponseWriter, r *guard.Request) error {
	return c.do(w, r, "claimed", typed{}, func(t message.ID) error { return c.Messaging.Claim(r.Context(), r.By, t) })
}

func (c *Console) give(w http.ResponseWriter, r *guard.Request) error {
	return c.do(w, r, "given", typed{}, func(t message.ID) error {
		team, isTeam := strings.CutPrefix(r.PostFormValue("to"), "team ")
		if isTeam {
			return c.Messaging.Give(r.Context(), r.By, t, access.UserID{}, message.Team(team))
		}
		to, _ := id.Parse[access.User](r.PostFormValue("to")) // what is no id is nobody, to whom nothing can be given
		return c.Messaging.Give(r.Context(), r.By, t, to, "")
	})
}

func (c *Console) labels(w http.ResponseWriter, r *guard.Request) error {
	words := r.PostFormValue("labels")
	return c.do(w, r, "labeled", typed{labels: words}, func(t message.ID) error { return c.Messaging.Label(r.Context(), r.By, t, words) })
}

func (c *Console) note(w http.ResponseWriter, r *guard.Request) error {
	text := r.PostFormValue("note")
	return c.do(w, r, "noted", typed{note: text}, func(t message.ID) error { return c.Messaging.Note(r.Context(), r.By, t, text) })
}

func (c *Console) endTalk(w http.ResponseWriter, r *guard.Request) error {
	return c.do(w, r, "ended", typed{}, func(t message.ID) error { return c.Messaging.End(r.Context(), r.By, t) })
}

// talkFile sends a file of a conversation, for saving only.
func (c *Console) talkFile(w http.ResponseWriter, r *guard.Request) error {
	talk, err := talkID(r)
	if err != nil {
		return err
	}
	file, err := id.Parse[message.File](r.PathValue("file"))
	if err != nil {
		return err
	}
	x, err := c.Messaging.File(r.Context(), r.By, talk, file)
	if err != nil {
		return err
	}
	respond.Attachment(w, x.Kind, x.Name, x.Content)
	return nil
}
