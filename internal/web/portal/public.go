package portal

import (
	"net/http"
	"time"

	"marque/internal/core/access"
	"marque/internal/core/identity"
	"marque/internal/core/notice"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/l10n"
	"marque/internal/web/guard"
	"marque/internal/web/portal/view"
	"marque/internal/web/respond"
	"marque/internal/web/ui"
)

func (p *Portal) asset(w http.ResponseWriter, r *guard.Request) error {
	w.Header().Set("Cache-Control", "no-store") // of a file that is not there: another process of a newer version may have it
	p.Assets.ServeHTTP(w, r.Request)
	return nil
}

// health says that the process answers.
func (p *Portal) health(w http.ResponseWriter, _ *guard.Request) error {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	_, _ = w.Write([]byte("ok " + p.Version + "\n"))
	return nil
}

// ready says that it can do its work: the database is there and migrated.
func (p *Portal) ready(w http.ResponseWriter, r *guard.Request) error {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	if err := p.Ready(r.Request); err != nil {
		w.WriteHeader(http.StatusServiceUnavailable)
		_, _ = w.Write([]byte("not ready\n"))
		return nil
	}
	_, _ = w.Write([]byte("ready\n"))
	return nil
}

func (p *Portal) help(w http.ResponseWriter, r *guard.Request) error {
	return p.show(w, r, func(f ui.Frame) respond.Page { return view.Help{Frame: f}.Page() })
}

func (p *Portal) accessibility(w http.ResponseWriter, r *guard.Request) error {
	return p.show(w, r, func(f ui.Frame) respond.Page { return view.Accessibility{Frame: f}.Page() })
}

func (p *Portal) privacy(w http.ResponseWriter, r *guard.Request) error {
	return p.show(w, r, func(f ui.Frame) respond.Page { return view.Privacy{Frame: f}.Page() })
}

// legal shows a legal text of the brand; a brand without it has no such page.
func (p *Portal) legal(w http.ResponseWriter, r *guard.Request) error {
	kind := ui.LegalKind(r.PathValue("text"))
	brand := p.Brands.ByHost(r.Host)
	text, found := brand.Legal(kind, r.Locale())
	if !found {
		return fault.New(fault.NotFound, "There is no such text.")
	}
	return p.show(w, r, func(f ui.Frame) respond.Page { return view.Legal{Frame: f, Kind: kind, Text: text}.Page() })
}

func (p *Portal) genuine(w http.ResponseWriter, r *guard.Request) error {
	return p.show(w, r, func(f ui.Frame) respond.Page { return view.Genuine{Frame: f, Host: r.Host}.Page() })
}

// outboxPage is how many messages one page of the demo's outbox has.
const outboxPage = 20

// outbox shows what the demo sent instead of sending it.
func (p *Portal) outbox(w http.ResponseWriter, r *guard.Request) error {
	before, err := messageID(r.FormValue("before"))
	if err != nil {
		return err
	}
	sent, err := p.Notifying.Recent(r.Context(), access.System("demo"), before)
	if err != nil {
		return err
	}
	more := len(sent) > outboxPage
	sent = sent[:min(len(sent), outboxPage)]
	return p.show(w, r, func(f ui.Frame) respond.Page {
		page := view.Outbox{Frame: f, Apps: p.appCodes()}
		for _, m := range sent {
			page.Messages = append(page.Messages, view.Message{
				Text: m.Channel == notice.SMS, To: m.To, Subject: m.Subject, At: p.local(f, m.Created), Body: m.Text,
			})
		}
		if more {
			page.Older = ui.PathOutbox + "?before=" + sent[len(sent)-1].ID.String()
		}
		return page.Page()
	})
}

// appCodes are what the apps of the demo's staff show now.
func (p *Portal) appCodes() []view.AppCode {
	now := p.Now()
	step := identity.TOTPStep(now)
	next := time.Unix((step+1)*int64(identity.TOTPPeriod/time.Second), 0)
	var out []view.AppCode
	for _, x := range p.Apps {
		code := x.Secret.Code(step)
		out = append(out, view.AppCode{Name: x.Name, Username: x.Username, Code: code[:3] + " " + code[3:], Left: int(next.Sub(now)/time.Second) + 1})
	}
	return out
}

func messageID(text string) (notice.MessageID, error) {
	if text == "" {
		return notice.MessageID{}, nil
	}
	return id.Parse[notice.Message](text)
}

// Fail answers an error with a page: what does not exist and what is not yours look alike.
func (p *Portal) Fail(w http.ResponseWriter, r *guard.Request, err error) {
	respond.RetryAfter(w, err)
	status := respond.Status(err)
	if r.Context().Err() != nil && status == http.StatusInternalServerError {
		status = http.StatusServiceUnavailable
	}
	page := problem(r.Locale(), status, err)
	page.Reference = r.Reference
	shown := p.showAs(w, r, status, func(f ui.Frame) respond.Page {
		f.Here = ui.PathHome // nothing on the page tells whether there is what was asked for
		page.Frame = f
		return page.Page()
	})
	if shown != nil { // the page itself needs something that is broken
		http.Error(w, l10n.T("Something went wrong on our side. Reference: %s", "Algo falló de nuestro lado. Referencia: %s",
			"Bei uns ist etwas schiefgegangen. Kennzeichen: %s", r.Reference).In(r.Locale()), http.StatusInternalServerError)
	}
}

// problem chooses the words of an error page.
func problem(l l10n.Locale, status int, err error) view.Problem {
	say := func(en, es, de string, args ...any) string { return l10n.T(en, es, de, args...).In(l) }
	out := view.Problem{Status: status, Actions: []ui.Link{
		{Text: say("Go to your overview", "Ir a su resumen", "Zur Übersicht"), Href: ui.PathHome}, {Text: say("Get help", "Obtener ayuda", "Hilfe"), Href: ui.PathHelp},
	}}
	if f := fault.Of(err); f != nil {
		out.Words = l.Translate(f).Message
	}
	switch status {
	case http.StatusNotFound:
		out.Heading, out.Words = say("We can’t find that page", "No encontramos esa página", "Diese Seite finden wir nicht"), say("It may have moved, or it belongs to somebody else.", "Es posible que se haya movido o que sea de otra persona.", "Sie ist vielleicht umgezogen, oder sie gehört jemand anderem.")
	case http.StatusForbidden:
		out.Heading = say("That can’t be done here", "Eso no se puede hacer aquí", "Das geht hier nicht")
	case http.StatusConflict:
		out.Heading = say("That has been done already, or can’t be done any more", "Eso ya se hizo o ya no se puede hacer", "Das ist schon geschehen oder geht nicht mehr")
	case http.StatusTooManyRequests:
		out.Heading = say("Please wait a moment", "Espere un momento", "Bitte warten Sie einen Moment")
		if f := fault.Of(err); f != nil && f.RetryAfter > 0 {
			out.Wait = say("in %s", "en %s", "in %s", wait(l, f.RetryAfter))
		}
	case http.StatusUnprocessableEntity, http.StatusRequestEntityTooLarge:
		out.Heading = say("We could not use that", "No pudimos usar eso", "Das konnten wir nicht verwenden")
	case http.StatusServiceUnavailable:
		out.Heading, out.Words = say("We are away for a moment", "No estamos disponibles por un momento", "Wir sind kurz nicht da"), say("Please try again in a minute.", "Inténtelo de nuevo en un minuto.", "Bitte versuchen Sie es in einer Minute noch einmal.")
	default:
		out.Heading, out.Words, out.Money = say("Something went wrong on our side", "Algo falló de nuestro lado", "Bei uns ist etwas schiefgegangen"), say("We have been told about it.", "Ya nos avisaron.", "Wir wissen davon."), say("If you were paying: a payment counts only once you see its receipt.", "Si estaba pagando: un pago solo cuenta cuando usted ve su recibo.", "Falls Sie gerade zahlten: Eine Zahlung zählt erst, wenn Sie die Quittung sehen.")
	}
	return out
}
