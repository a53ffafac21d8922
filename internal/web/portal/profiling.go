package portal

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"marque/internal/core/access"
	"marque/internal/core/identity"
	"marque/internal/core/notice"
	"marque/internal/fault"
	"marque/internal/service/securing"
	"marque/internal/web/guard"
	"marque/internal/web/portal/view"
	"marque/internal/web/respond"
	"marque/internal/web/ui"
)

// The pages of the profile.
const (
	pathWishes   = ui.PathProfile + "/notices"
	pathZone     = ui.PathProfile + "/time-zone"
	pathWithdraw = ui.PathProfile + "/consents/withdraw"
	pathLooks    = ui.PathProfile + "/looks"
)

// shownLooks is how many looks the profile shows before its link to all of them.
const shownLooks = 5

// Names of fields.
const (
	quietFrom  = "quiet_from"
	quietUntil = "quiet_until"
	zoneField  = "zone"
	whoField   = "who"
	olderField = "older"
)

func (p *Portal) profile(w http.ResponseWriter, r *guard.Request) error {
	return p.showProfile(w, r, http.StatusOK, view.Failure{})
}

func (p *Portal) showProfile(w http.ResponseWriter, r *guard.Request, status int, x view.Failure) error {
	told, err := p.told(r)
	if err != nil {
		return err
	}
	circle, err := p.Helping.Of(r.Context(), r.By)
	if err != nil {
		return err
	}
	return p.showAs(w, r, status, func(f ui.Frame) respond.Page {
		page := view.Profile{
			Frame: f, Failure: x, Done: profileDone(f, r.FormValue(doneField)), Reach: p.reach(f, told.Account), Topics: topicsOf(f, told.Wishes), Wishes: pathWishes,
			NoTexts: p.noTexts(f, told.Account), Quiet: quietOf(f, told.Wishes.Quiet), Zone: zonesOf(f, x.Fields), ZoneTo: pathZone, Withdraw: pathWithdraw, AllLooks: pathLooks, Helpers: howManyHelp(f, circle),
		}
		for _, l := range told.Looks[:min(len(told.Looks), shownLooks)] {
			page.Looks = append(page.Looks, p.look(f, l))
		}
		if r.Viewing.Goes() {
			page.AllLooks = ""
		}
		for _, c := range told.Consents {
			line := view.Consent{Kind: string(c.Kind), Title: c.Kind.Words().In(f.Locale), More: c.Kind.More().In(f.Locale), Given: c.Given}
			line.When = f.Say("Decided on %s, wording %s", "Decidido el %s, texto %s", "Entschieden am %s, Wortlaut %s", p.local(f, c.At), c.Version)
			page.Consents = append(page.Consents, line)
		}
		return page.Page()
	})
}

// told is what the profile is made of: for whoever owns it, or for one of the staff who sees it.
func (p *Portal) told(r *guard.Request) (securing.Profile, error) {
	if r.Viewing.Goes() {
		return p.Securing.Viewed(r.Context(), r.By)
	}
	return p.Securing.Profile(r.Context(), r.Session)
}

// profileDone says what was just done; the address chooses among our own sentences only.
func profileDone(f ui.Frame, what string) string {
	switch what {
	case "notices":
		return f.Say("Your choice is saved. It holds from now on.", "Su elección está guardada. Vale desde ahora.", "Ihre Wahl ist gespeichert. Sie gilt ab jetzt.")
	case "zone":
		return f.Say("Your time zone is saved.", "Su zona horaria está guardada.", "Ihre Zeitzone ist gespeichert.")
	case "withdrawn":
		return f.Say("Your consent is withdrawn, and we have kept when.", "Su consentimiento está retirado, y guardamos la fecha.", "Ihre Zustimmung ist widerrufen, und wir haben festgehalten, wann.")
	}
	return ""
}

// reach are the contacts with the way to change each.
func (p *Portal) reach(f ui.Frame, a securing.Account) []ui.Fact {
	return []ui.Fact{
		p.contactFact(f, f.Say("Email", "Correo electrónico", "E-Mail"), a.Email, a.EmailSince, pathEmail),
		p.contactFact(f, f.Say("Phone", "Teléfono", "Telefon"), a.Phone, a.PhoneSince, pathPhone),
	}
}

// noTexts says why no text can come, if none can.
func (p *Portal) noTexts(f ui.Frame, a securing.Account) string {
	switch {
	case a.Phone == "":
		return f.Say("We have no phone number of yours, so no texts come. Add one above.", "No tenemos un número de teléfono suyo, así que no llegan mensajes de texto. Agregue uno arriba.",
			"Wir haben keine Telefonnummer von Ihnen, deshalb kommen keine SMS. Fügen Sie oben eine hinzu.")
	case !a.TextsStopped.IsZero():
		return f.Say("Your phone replied STOP on %s, so no texts come, codes among them. Reply START to one of our texts to get them again; what you choose here holds from then on.",
			"Su teléfono respondió STOP el %s, así que no llegan mensajes de texto, tampoco códigos. Responda START a uno de nuestros mensajes para recibirlos de nuevo; lo que elija aquí vale desde entonces.",
			"Ihr Telefon hat am %s mit STOP geantwortet, deshalb kommen keine SMS, auch keine Codes. Antworten Sie START auf eine unserer SMS, um sie wieder zu bekommen; was Sie hier wählen, gilt dann.", p.date(f, a.TextsStopped))
	}
	return ""
}

func topicsOf(f ui.Frame, w notice.Wishes) []view.Topic {
	var out []view.Topic
	for _, t := range notice.Topics() {
		one := view.Topic{Name: string(t)}
		one.Title, one.Hint = topicWords(f, t)
		one.Mail = view.Wish{Field: wayField(notice.Mail, t), On: !slices.Contains(w.NoMail, t), Always: t.Always(notice.Mail).In(f.Locale)}
		one.Text = view.Wish{Field: wayField(notice.SMS, t), On: slices.Contains(w.Text, t), Always: t.Always(notice.SMS).In(f.Locale)}
		out = append(out, one)
	}
	return out
}

func wayField(by notice.Channel, t notice.Topic) string { return string(by) + "_" + string(t) }

func topicWords(f ui.Frame, t notice.Topic) (title, hint string) {
	switch t {
	case notice.TopicPayments:
		return f.Say("Payments", "Pagos", "Zahlungen"), f.Say("A payment is scheduled, received or canceled; an account is verified.",
			"Un pago se programa, se recibe o se cancela; una cuenta se verifica.", "Eine Zahlung ist geplant, eingegangen oder storniert; ein Konto ist bestätigt.")
	case notice.TopicReminders:
		return f.Say("Reminders", "Recordatorios", "Erinnerungen"), f.Say("A payment falls due soon.", "Un pago vence pronto.", "Eine Zahlung wird bald fällig.")
	case notice.TopicContract:
		return f.Say("Your contract", "Su contrato", "Ihr Vertrag"), f.Say("Statements, autopay, returned and late payments, changes, recalls, messages from us.",
			"Estados de cuenta, pago automático, pagos devueltos y atrasados, cambios, retiros del mercado, mensajes nuestros.",
			"Kontoauszüge, automatische Zahlung, zurückgegebene und verspätete Zahlungen, Änderungen, Rückrufe, Nachrichten von uns.")
	}
	return f.Say("Security", "Seguridad", "Sicherheit"), f.Say("Codes, new sign-ins, changed passwords and contacts, new bank accounts.",
		"Códigos, nuevos inicios de sesión, contraseñas y contactos cambiados, cuentas bancarias nuevas.",
		"Codes, neue Anmeldungen, geänderte Passwörter und Kontakte, neue Bankkonten.")
}

// quietOf offers every full hour, and none at all for the beginning.
func quietOf(f ui.Frame, q notice.Quiet) [2]ui.Choices {
	from := ui.Choices{Name: quietFrom, Legend: f.Say("From", "Desde", "Von")}
	until := ui.Choices{Name: quietUntil, Legend: f.Say("Until", "Hasta", "Bis")}
	none := q.From == q.Until
	from.Options = []ui.Choice{{Value: "none", Label: f.Say("No quiet hours", "Sin horas de silencio", "Keine Ruhezeit"), Chosen: none}}
	const day = 24
	for hour := range day {
		label := f.Locale.Hour(hour)
		from.Options = append(from.Options, ui.Choice{Value: strconv.Itoa(hour), Label: label, Chosen: !none && hour == q.From})
		until.Options = append(until.Options, ui.Choice{Value: strconv.Itoa(hour), Label: label, Chosen: none && hour == notice.DefaultWishes().Quiet.Until || !none && hour == q.Until})
	}
	return [2]ui.Choices{from, until}
}

// zonesOf offers the zones that most readers live in, and the one that is kept if it is another.
func zonesOf(f ui.Frame, wrong []fault.Field) ui.Choices {
	here := f.Zone.String()
	out := ui.Choices{Name: zoneField, Legend: f.Say("Time zone", "Zona horaria", "Zeitzone"), Errors: wrong}
	known := false
	for _, z := range []struct{ name, label string }{
		{"America/New_York", f.Say("Eastern time", "Hora del Este", "Ostküstenzeit (USA)")}, {"America/Chicago", f.Say("Central time", "Hora Central", "Central Time (USA)")},
		{"America/Denver", f.Say("Mountain time", "Hora de la Montaña", "Mountain Time (USA)")}, {"America/Phoenix", f.Say("Arizona", "Arizona", "Arizona")},
		{"America/Los_Angeles", f.Say("Pacific time", "Hora del Pacífico", "Westküstenzeit (USA)")}, {"America/Anchorage", f.Say("Alaska", "Alaska", "Alaska")},
		{"Pacific/Honolulu", f.Say("Hawaii", "Hawái", "Hawaii")}, {"America/Puerto_Rico", f.Say("Puerto Rico", "Puerto Rico", "Puerto Rico")},
		{"Europe/Berlin", f.Say("Central Europe", "Europa Central", "Mitteleuropa")},
	} {
		out.Options = append(out.Options, ui.Choice{Value: z.name, Label: z.label, Chosen: z.name == here})
		known = known || z.name == here
	}
	if !known {
		out.Options = append(out.Options, ui.Choice{Value: here, Label: strings.ReplaceAll(here, "_", " "), Chosen: true})
	}
	return out
}

func (p *Portal) wish(w http.ResponseWriter, r *guard.Request) error {
	var want notice.Wishes
	for _, t := range notice.Topics() {
		if r.PostFormValue(wayField(notice.Mail, t)) == "" {
			want.NoMail = append(want.NoMail, t)
		}
		if r.PostFormValue(wayField(notice.SMS, t)) != "" {
			want.Text = append(want.Text, t)
		}
	}
	from, err1 := strconv.Atoi(r.PostFormValue(quietFrom))
	until, err2 := strconv.Atoi(r.PostFormValue(quietUntil))
	if err1 == nil && err2 == nil {
		want.Quiet = notice.Quiet{From: from, Until: until}
	}
	if err := p.Securing.Wish(r.Context(), r.Session, r.Network, want); err != nil {
		return err
	}
	return respond.SeeOther(w, r.Request, ui.PathProfile+"?"+doneField+"=notices")
}

func (p *Portal) chooseZone(w http.ResponseWriter, r *guard.Request) error {
	err := p.Securing.ChooseZone(r.Context(), r.Session, r.PostFormValue(zoneField))
	if f := fault.Of(err); f != nil && f.Kind == fault.Invalid {
		return p.showProfile(w, r, respond.Status(f), noted(r, f))
	}
	if err != nil {
		return err
	}
	return respond.SeeOther(w, r.Request, ui.PathProfile+"?"+doneField+"=zone")
}

func (p *Portal) withdraw(w http.ResponseWriter, r *guard.Request) error {
	if err := p.Securing.Withdraw(r.Context(), r.Session, r.Network, identity.ConsentKind(r.PostFormValue("consent"))); err != nil {
		return err
	}
	return respond.SeeOther(w, r.Request, ui.PathProfile+"?"+doneField+"=withdrawn")
}

// looks lists everybody who looked, page by page.
func (p *Portal) looks(w http.ResponseWriter, r *guard.Request) error {
	who, older := securing.Who(r.FormValue(whoField)), r.FormValue(olderField)
	list, err := p.Securing.LookedAt(r.Context(), r.Session, who, older)
	if err != nil {
		return err
	}
	return p.show(w, r, func(f ui.Frame) respond.Page {
		page := view.AllLooks{Frame: f, Action: pathLooks, Filter: ui.Choices{Name: whoField, Legend: f.Say("Whose", "De quién", "Von wem")}}
		for _, o := range []ui.Choice{
			{Value: string(securing.Anybody), Label: f.Say("Everybody", "Todos", "Alle")}, {Value: string(securing.Staff), Label: f.Say("Our staff", "Nuestro equipo", "Unsere Leute")},
			{Value: string(securing.Companies), Label: f.Say("Companies we work with", "Empresas con las que trabajamos", "Partnerunternehmen")},
			{Value: string(securing.Apps), Label: f.Say("Your apps", "Sus aplicaciones", "Ihre Apps")},
			{Value: string(securing.People), Label: f.Say("People you let in or who are on your contract", "Personas a las que dio acceso o que están en su contrato", "Menschen, die Sie hereingelassen haben oder die in Ihrem Vertrag stehen")},
		} {
			o.Chosen = o.Value == string(who)
			page.Filter.Options = append(page.Filter.Options, o)
		}
		for _, l := range list.Looks {
			page.Looks = append(page.Looks, p.look(f, l))
		}
		at := func(older string) string {
			return pathLooks + "?" + url.Values{whoField: {string(who)}, olderField: {older}}.Encode()
		}
		if older != "" {
			page.Newest = pathLooks + "?" + url.Values{whoField: {string(who)}}.Encode()
		}
		if list.Older != "" {
			page.Older = at(list.Older)
		}
		return page.Page()
	})
}

// look is one line of who looked.
func (p *Portal) look(f ui.Frame, l securing.Look) view.Look {
	what := lookWhy(f, l)
	if l.Contract != "" && l.Do != access.ContractList {
		what = f.Say("%s (contract %s)", "%s (contrato %s)", "%s (Vertrag %s)", what, l.Contract)
	}
	return view.Look{When: p.local(f, l.At), Who: lookedBy(f, l), What: what}
}
