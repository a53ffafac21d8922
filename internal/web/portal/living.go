package portal

import (
	"encoding/json"
	"net/http"
	"strconv"

	"marque/internal/core/identity"
	"marque/internal/core/message"
	"marque/internal/fault"
	"marque/internal/service/messaging"
	"marque/internal/web/guard"
	"marque/internal/web/portal/view"
	"marque/internal/web/respond"
	"marque/internal/web/ui"
)

// liveTalk is what a conversation's page needs to go on with it while it is open.
func (p *Portal) liveTalk(f ui.Frame, t messaging.Talk, here message.Here) *ui.Live {
	return &ui.Live{
		Socket: talkPath(t.ID) + "/live", News: talkPath(t.ID) + "/news", Side: "customer", Last: t.Last, Closed: t.State == message.Closed, Now: p.hereWords(f, t, here), Typing: typingWords(f, t),
		Away: f.Say("The connection is lost. We are trying again; what you wrote so far stays here.", "Se perdió la conexión. Lo intentamos de nuevo; lo que escribió queda aquí.",
			"Die Verbindung ist weg. Wir versuchen es weiter; was Sie geschrieben haben, bleibt hier."),
		Again: f.Say("Your message is not sent yet. We are trying again; please leave this page open.", "Su mensaje todavía no se envió. Lo intentamos de nuevo; deje esta página abierta, por favor.",
			"Ihre Nachricht ist noch nicht gesendet. Wir versuchen es weiter; bitte lassen Sie diese Seite offen."),
		Over: f.Say("You are signed out. Please sign in again to go on.", "Su sesión se cerró. Inicie sesión de nuevo para continuar.", "Sie sind abgemeldet. Bitte melden Sie sich neu an, um weiterzumachen."),
	}
}

func typingWords(f ui.Frame, t messaging.Talk) string {
	if t.Agent != "" {
		return f.Say("%s is writing …", "%s está escribiendo…", "%s schreibt …", t.Agent)
	}
	return f.Say("Somebody of us is writing …", "Alguien de nosotros está escribiendo…", "Jemand von uns schreibt …")
}

// hereWords says who is there, or what becomes of what is written when nobody is.
func (p *Portal) hereWords(f ui.Frame, t messaging.Talk, here message.Here) string {
	hours := p.Messaging.Hours(t.Brand)
	switch from, _ := hours.Next(p.Now()); {
	case t.State == message.Closed:
		return ""
	case here.Agent:
		return f.Say("%s is here now.", "%s está aquí ahora.", "%s ist jetzt hier.", t.Agent)
	case here.Desk:
		return f.Say("Somebody of us is here now.", "Alguien de nosotros está aquí ahora.", "Jemand von uns ist jetzt hier.")
	case !hours.OpenAt(p.Now()):
		return f.Say("We are closed right now and here again from %s. What you write waits for us as a message.", "Ahora está cerrado; volvemos a atender a partir del %s. Lo que escriba nos espera como mensaje.",
			"Wir haben gerade geschlossen und sind wieder hier ab %s. Was Sie schreiben, wartet als Nachricht auf uns.", p.local(f, from))
	case here.Staffed && t.Place > 0:
		return f.Say("You are number %s in line. You need not wait on this page: we tell you when we have answered.", "Usted es el número %s de la fila. No tiene que esperar en esta página: le avisaremos cuando hayamos respondido.",
			"Sie sind Nummer %s in der Reihe. Sie müssen nicht auf dieser Seite warten: Wir sagen Ihnen Bescheid, wenn wir geantwortet haben.", t.Place)
	}
	return f.Say("Nobody of us is in this conversation right now. What you write is a message, and we tell you when we have answered.",
		"En este momento nadie de nosotros está en esta conversación. Lo que escriba es un mensaje y le avisaremos cuando hayamos respondido.",
		"Gerade ist niemand von uns in dieser Unterhaltung. Was Sie schreiben, ist eine Nachricht, und wir sagen Ihnen Bescheid, wenn wir geantwortet haben.")
}

// promiseWords says until when an answer comes.
func (p *Portal) promiseWords(f ui.Frame, t message.Thread) string {
	if t.Promised.IsZero() {
		return ""
	}
	return f.Say("We answer by %s.", "Respondemos antes del %s.", "Wir antworten bis %s.", p.local(f, t.Promised))
}

// talkNews answers a page that is open: what was said behind the number that it has. Asking is no activity of anybody's.
func (p *Portal) talkNews(w http.ResponseWriter, r *guard.Request) error {
	talk, err := talkID(r)
	if err != nil {
		return err
	}
	after, _ := strconv.Atoi(r.FormValue("after")) // none is everything
	t, err := p.Messaging.Follow(r.Context(), r.By, talk, after)
	if err != nil {
		return err
	}
	if r.FormValue("seen") == "yes" && t.Unread() > 0 {
		if err := p.Messaging.Seen(r.Context(), r.By, talk, t.Last); err != nil {
			return err
		}
	}
	f, err := p.frame(r)
	if err != nil {
		return err
	}
	body, err := json.Marshal(ui.News{
		Last: t.Last, Said: p.said(f, t.Talk), Now: p.hereWords(f, t.Talk, p.Here(r.Context(), talk, t.Thread.Agent)), Typing: typingWords(f, t.Talk), Chip: ui.ChipOf(talkStatus(f, t.Thread)),
		Promise: p.promiseWords(f, t.Thread), Closed: t.State == message.Closed,
	})
	if err != nil {
		return err
	}
	return respond.JSON(w, body)
}

// written answers a page that sent a message without being left: with the key of its next one.
func (p *Portal) written(w http.ResponseWriter) error {
	key, err := identity.NewToken(p.Random)
	if err != nil {
		return err
	}
	body, err := json.Marshal(struct {
		Key string `json:"key"`
	}{string(key)})
	if err != nil {
		return err
	}
	return respond.JSON(w, body)
}

// rateForm asks how a closed conversation was, with what was typed when it comes back.
func rateForm(f ui.Frame, t messaging.Talk, r *guard.Request) *view.Rate {
	out := &view.Rate{Action: talkPath(t.ID) + "/rating", Words: r.PostFormValue("words")}
	for score := message.BestScore; score > 0; score-- {
		value := strconv.Itoa(score)
		out.Scores = append(out.Scores, ui.Choice{Value: value, Label: message.ScoreWords(score).In(f.Locale), Chosen: r.PostFormValue("score") == value})
	}
	return out
}

// talkRate keeps what the customer says of a closed conversation.
func (p *Portal) talkRate(w http.ResponseWriter, r *guard.Request) error {
	talk, err := talkID(r)
	if err != nil {
		return err
	}
	score, _ := strconv.Atoi(r.PostFormValue("score")) // none is no answer
	err = p.Messaging.Rate(r.Context(), r.By, message.Rating{Thread: talk, Score: score, Words: r.PostFormValue("words")})
	if x := fault.Of(err); x != nil && x.Kind != fault.NotFound {
		return p.showTalk(w, r, x, "")
	}
	if err != nil {
		return err
	}
	return respond.SeeOther(w, r.Request, talkPath(talk)+"?done=rated")
}
