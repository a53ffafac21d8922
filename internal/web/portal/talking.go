package portal

import (
	"net/http"
	"net/url"
	"strconv"

	"marque/internal/core/access"
	"marque/internal/core/contract"
	"marque/internal/core/identity"
	"marque/internal/core/message"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/service/messaging"
	"marque/internal/service/overview"
	"marque/internal/web/guard"
	"marque/internal/web/portal/view"
	"marque/internal/web/respond"
	"marque/internal/web/ui"
)

// formStatus is the status of a page whose form came back, or did not.
func formStatus(x *fault.Fault) int {
	if x == nil {
		return http.StatusOK
	}
	return respond.Status(x)
}

// talkID reads the conversation that a path names.
func talkID(r *guard.Request) (message.ID, error) {
	return id.Parse[message.Thread](r.PathValue("talk"))
}

func talkPath(t message.ID) string { return ui.PathMessages + "/" + t.String() }

// talkNewPath is where a conversation about a contract is begun.
func talkNewPath(c contract.ID) string {
	return pathTalkNew + "?" + url.Values{"contract": {c.String()}}.Encode()
}

// talksShown is how many conversations the first page lists.
const talksShown = 3

// talks lists the customer's conversations.
func (p *Portal) talks(w http.ResponseWriter, r *guard.Request) error {
	all, err := p.Messaging.Threads(r.Context(), r.By)
	if err != nil {
		return err
	}
	return p.showTalks(w, r, func(f ui.Frame) view.Talks { return view.Talks{All: p.talkLines(f, all)} })
}

func (p *Portal) showTalks(w http.ResponseWriter, r *guard.Request, fill func(ui.Frame) view.Talks) error {
	return p.show(w, r, func(f ui.Frame) respond.Page {
		page := fill(f)
		page.Frame, page.New, page.Search, page.Text, page.JSON = f, pathTalkNew, pathTalkSearch, pathTalksText, pathTalksJSON
		return page.Page()
	})
}

// talkSearch is a posted form, so that what is looked for stands in no address and no log.
func (p *Portal) talkSearch(w http.ResponseWriter, r *guard.Request) error {
	term := r.PostFormValue("term")
	hits, err := p.Messaging.Search(r.Context(), r.By, term)
	if err != nil {
		return err
	}
	return p.showTalks(w, r, func(f ui.Frame) view.Talks {
		page := view.Talks{Term: term, Sought: true}
		for _, h := range hits {
			line := p.talkLine(f, h.Thread)
			line.Found, line.Unread = message.Around(h.Text, term), 0
			if h.Number > 0 {
				line.Href += "#" + anchor(h.Number)
			}
			page.All = append(page.All, line)
		}
		return page
	})
}

func (p *Portal) talkLines(f ui.Frame, all []message.Thread) []view.TalkLine {
	var out []view.TalkLine
	for _, t := range all {
		out = append(out, p.talkLine(f, t))
	}
	return out
}

func (p *Portal) talkLine(f ui.Frame, t message.Thread) view.TalkLine {
	return view.TalkLine{
		Subject: t.Subject, Href: talkPath(t.ID), About: t.Topic.Words().In(f.Locale) + " · " + p.local(f, t.Changed), Unread: t.Unread(), Status: talkStatus(f, t),
	}
}

func talkStatus(f ui.Frame, t message.Thread) ui.Status {
	out := ui.Status{Tone: ui.Plain, Text: t.State.Words().In(f.Locale)}
	switch t.State {
	case message.Open:
		out.Tone, out.Icon = ui.Info, "hourglass"
	case message.Waiting:
		out.Tone = ui.Warn
	case message.Answered:
		out.Tone = ui.OK
	case message.Closed:
		out.Icon = "lock"
	}
	return out
}

// unreadAlerts says on the first page that somebody of us wrote.
func unreadAlerts(f ui.Frame, all []message.Thread) []view.Notice {
	for _, t := range all {
		if t.Unread() > 0 {
			return []view.Notice{{
				Tone: ui.Info, Title: f.Say("You have a message from us", "Tiene un mensaje nuestro", "Sie haben eine Nachricht von uns"),
				Link: &ui.Link{Text: f.Say("Read it: %s", "Leerlo: %s", "Lesen: %s", t.Subject), Href: talkPath(t.ID)},
			}}
		}
	}
	return nil
}

// anchor is the place of a message on its page.
func anchor(number int) string { return "m" + strconv.Itoa(number) }

func (p *Portal) talkForm(w http.ResponseWriter, r *guard.Request) error {
	return p.showTalkForm(w, r, nil, view.NewTalk{Subject: r.FormValue("subject")})
}

// showTalkForm asks what it is about. x is why the form came back; nil is that it was not sent yet.
func (p *Portal) showTalkForm(w http.ResponseWriter, r *guard.Request, x *fault.Fault, page view.NewTalk) error {
	all, err := p.Overview.Contracts(r.Context(), r.By)
	if err != nil {
		return err
	}
	key := r.PostFormValue(ui.KeyField) // a form that came back is still the same
	if key == "" {
		token, err := identity.NewToken(p.Random)
		if err != nil {
			return err
		}
		key = string(token)
	}
	respond.RetryAfter(w, x)
	return p.showAs(w, r, formStatus(x), func(f ui.Frame) respond.Page {
		page.Failure = noted(r, x)
		page.Frame, page.Action, page.Key, page.Promise = f, pathTalkNew, key, p.local(f, p.Messaging.Promise(brandFor(r, all)))
		page.Topics = topicChoices(f, message.Topic(r.FormValue("topic")))
		page.Contracts = contractChoices(f, all, r.FormValue("contract"))
		return page.Page()
	})
}

// brandFor is the brand that answers: that of the contract that was chosen, of the only one, or of the site.
func brandFor(r *guard.Request, all []overview.Summary) string {
	for _, c := range all {
		if c.ID.String() == r.FormValue("contract") || len(all) == 1 {
			return c.Brand
		}
	}
	return r.Brand
}

func topicChoices(f ui.Frame, chosen message.Topic) []ui.Choice {
	out := []ui.Choice{{Label: f.Say("Choose", "Elija", "Bitte wählen"), Chosen: !chosen.Valid()}}
	for _, t := range message.Topics() {
		out = append(out, ui.Choice{Value: string(t), Label: t.Words().In(f.Locale), Chosen: t == chosen})
	}
	return out
}

func contractChoices(f ui.Frame, all []overview.Summary, chosen string) []ui.Choice {
	if len(all) < 2 {
		return nil
	}
	var out []ui.Choice
	for _, c := range all {
		out = append(out, ui.Choice{Value: c.ID.String(), Label: c.Name + ", " + c.Number, Chosen: c.ID.String() == chosen})
	}
	return append(out, ui.Choice{Value: "none", Label: f.Say("None of them", "Ninguno de ellos", "Keiner davon"), Chosen: chosen == "none"})
}

// filesIn reads the files of a form.
func filesIn(r *guard.Request) ([]message.File, error) {
	got, err := r.Files("files", message.MostFiles)
	var out []message.File
	for _, x := range got {
		out = append(out, message.File{Name: x.Name, Content: x.Content})
	}
	return out, err
}

func (p *Portal) talkOpen(w http.ResponseWriter, r *guard.Request) error {
	files, err := filesIn(r)
	if err != nil {
		return err
	}
	all, err := p.Overview.Contracts(r.Context(), r.By)
	if err != nil {
		return err
	}
	n := messaging.Opening{
		Brand: brandFor(r, all), Topic: message.Topic(r.PostFormValue("topic")), Subject: r.PostFormValue("subject"), Text: r.PostFormValue("text"), Files: files, Key: r.PostFormValue(ui.KeyField),
	}
	switch chosen := r.PostFormValue("contract"); {
	case len(all) == 1:
		n.Contract = all[0].ID
	case chosen != "" && chosen != "none":
		n.Contract, err = id.Parse[contract.Contract](chosen)
		if err != nil {
			return err
		}
	}
	talk, err := p.Messaging.Open(r.Context(), r.By, n)
	if f := fault.Of(err); f != nil && f.Kind != fault.NotFound {
		return p.showTalkForm(w, r, f, view.NewTalk{Subject: n.Subject, Text: n.Text})
	}
	if err != nil {
		return err
	}
	return respond.SeeOther(w, r.Request, talkPath(talk))
}

func (p *Portal) talk(w http.ResponseWriter, r *guard.Request) error {
	return p.showTalk(w, r, nil, "")
}

// showTalk shows a conversation; from then on it is read. x is why what was typed came back; nil is that nothing was sent.
func (p *Portal) showTalk(w http.ResponseWriter, r *guard.Request, x *fault.Fault, typed string) error {
	talk, err := talkID(r)
	if err != nil {
		return err
	}
	t, err := p.Messaging.Read(r.Context(), r.By, talk, 0)
	if err != nil {
		return err
	}
	if t.Unread() > 0 && r.Method == http.MethodGet {
		if err := p.Messaging.Seen(r.Context(), r.By, talk, t.Last); err != nil {
			return err
		}
	}
	key, err := identity.NewToken(p.Random)
	if err != nil {
		return err
	}
	here := p.Here(r.Context(), talk, t.Thread.Agent)
	respond.RetryAfter(w, x)
	return p.showAs(w, r, formStatus(x), func(f ui.Frame) respond.Page {
		page := view.Talk{
			Frame: f, Failure: noted(r, x), Subject: t.Subject, Status: talkStatus(f, t.Thread), Facts: p.talkFacts(f, t), Said: p.said(f, t), Text: typed,
			AsText: talkPath(talk) + "/transcript.txt", AsJSON: talkPath(talk) + "/transcript.json",
		}
		page.Promise = p.promiseWords(f, t.Thread)
		if _, closed := t.Asked(p.Now(), p.Now()); closed == nil {
			page.Action, page.Key, page.Live = talkPath(talk), string(key), p.liveTalk(f, t, here)
		}
		if t.Rate {
			page.Rate = rateForm(f, t, r)
		}
		page.Thanks = r.URL.Query().Get("done") == "rated"
		if t.State != message.Closed {
			page.Close = talkPath(talk) + "/close"
		}
		return page.Page()
	})
}

func (p *Portal) talkFacts(f ui.Frame, t messaging.Talk) []ui.Fact {
	out := []ui.Fact{{Label: f.Say("About", "Sobre", "Worum es geht"), Value: t.Topic.Words().In(f.Locale)}, {Label: f.Say("Begun", "Iniciada", "Begonnen"), Value: p.local(f, t.Opened)}}
	if t.Number != "" {
		out = append(out, ui.Fact{Label: f.Say("Contract", "Contrato", "Vertrag"), Value: t.Number, Code: true})
	}
	if t.Agent != "" {
		out = append(out, ui.Fact{Label: f.Say("Looked after by", "A cargo de", "Betreut von"), Value: t.Agent})
	}
	return out
}

// said is what was said, for the customer's eyes.
func (p *Portal) said(f ui.Frame, t messaging.Talk) []ui.Said {
	var out []ui.Said
	for _, m := range t.Messages {
		out = append(out, p.saidOne(f, t, m))
	}
	return out
}

func (p *Portal) saidOne(f ui.Frame, t messaging.Talk, m message.Message) ui.Said {
	s := ui.Said{
		Anchor: anchor(m.Number), Event: m.Kind != message.Text, Mine: m.Author == message.ByCustomer, When: p.local(f, m.At), At: m.At.Format("2006-01-02T15:04:05Z"),
		Text: m.Words(p.brand(t.Brand).Name).In(f.Locale), Who: authorOf(f, t, m),
	}
	if m.Offer != nil {
		s.Offer = offerFor(f, *m.Offer)
	}
	for _, x := range m.Files {
		s.Files = append(s.Files, ui.FileLink{Name: x.Name, Size: fileSize(f, x.Size), Href: talkPath(t.ID) + "/files/" + x.ID.String()})
	}
	return s
}

// authorOf is how the author of a message is called.
func authorOf(f ui.Frame, t messaging.Talk, m message.Message) string {
	switch {
	case m.Author == message.ByCustomer:
		return f.Say("You", "Usted", "Sie")
	case m.Author == message.ByAgent && t.Name(m) != "":
		return t.Name(m)
	}
	return f.Brand.Name
}

// fileSize writes a size for people, rounded up.
func fileSize(f ui.Frame, bytes int) string {
	const kilo = 1 << 10
	return f.Say("%s KB", "%s KB", "%s KB", (bytes+kilo-1)/kilo)
}

func (p *Portal) talkWrite(w http.ResponseWriter, r *guard.Request) error {
	talk, err := talkID(r)
	if err != nil {
		return err
	}
	files, err := filesIn(r)
	if err != nil {
		return err
	}
	words := messaging.Words{Thread: talk, Text: r.PostFormValue("text"), Files: files, Key: r.PostFormValue(ui.KeyField)}
	said, err := p.Messaging.Write(r.Context(), r.By, words)
	if f := fault.Of(err); f != nil && f.Kind != fault.NotFound {
		return p.showTalk(w, r, f, words.Text)
	}
	if err != nil {
		return err
	}
	if r.WantsData() {
		return p.written(w)
	}
	return respond.SeeOther(w, r.Request, talkPath(talk)+"#"+anchor(said.Number))
}

func (p *Portal) talkClose(w http.ResponseWriter, r *guard.Request) error {
	talk, err := talkID(r)
	if err != nil {
		return err
	}
	if err := p.Messaging.Close(r.Context(), r.By, talk); err != nil {
		return err
	}
	return respond.SeeOther(w, r.Request, talkPath(talk))
}

// talkFile sends a file for saving only: what a stranger made is never shown by this site.
func (p *Portal) talkFile(w http.ResponseWriter, r *guard.Request) error {
	talk, err := talkID(r)
	if err != nil {
		return err
	}
	file, err := id.Parse[message.File](r.PathValue("file"))
	if err != nil {
		return err
	}
	x, err := p.Messaging.File(r.Context(), r.By, talk, file)
	if err != nil {
		return err
	}
	respond.Attachment(w, x.Kind, x.Name, x.Content)
	return nil
}

// talkLookWords says what somebody of us did in a conversation, for the person whose it is; nothing for anything else.
func talkLookWords(f ui.Frame, do access.Action) string {
	switch do {
	case access.MessageRead:
		return f.Say("Read a conversation with you", "Leyó una conversación con usted", "Hat eine Unterhaltung mit Ihnen gelesen")
	case access.MessageFollow:
		return f.Say("Followed a conversation with you as it went on", "Siguió en directo una conversación con usted", "Hat eine Unterhaltung mit Ihnen mitgelesen")
	case access.MessageWrite:
		return f.Say("Wrote to you", "Le escribió", "Hat Ihnen geschrieben")
	case access.OfferMake:
		return f.Say("Put a card with figures into a conversation with you", "Puso una tarjeta con cifras en una conversación con usted", "Hat eine Karte mit Zahlen in eine Unterhaltung mit Ihnen gelegt")
	case access.ThreadClaim:
		return f.Say("Took over a conversation with you", "Se hizo cargo de una conversación con usted", "Hat eine Unterhaltung mit Ihnen übernommen")
	case access.ThreadGive:
		return f.Say("Passed a conversation with you on", "Pasó a otra persona una conversación con usted", "Hat eine Unterhaltung mit Ihnen weitergegeben")
	case access.ThreadLabel:
		return f.Say("Sorted a conversation with you", "Clasificó una conversación con usted", "Hat eine Unterhaltung mit Ihnen einsortiert")
	case access.ThreadNote:
		return f.Say("Left a note for colleagues about a conversation with you", "Dejó una nota para sus colegas sobre una conversación con usted", "Hat für Kollegen etwas zu einer Unterhaltung mit Ihnen notiert")
	case access.MessageClose:
		return f.Say("Closed a conversation with you", "Cerró una conversación con usted", "Hat eine Unterhaltung mit Ihnen geschlossen")
	}
	return ""
}
