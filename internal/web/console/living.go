package console

import (
	"encoding/json"
	"net/http"
	"strconv"

	"marque/internal/core/identity"
	"marque/internal/core/message"
	"marque/internal/service/messaging"
	"marque/internal/web/guard"
	"marque/internal/web/respond"
	"marque/internal/web/ui"
)

// liveTalk is what a conversation's page needs to go on with it while it is open.
func (c *Console) liveTalk(t messaging.Case, here message.Here) ui.Live {
	at := deskTalkPath(t.ID)
	return ui.Live{
		Socket: at + "/live", News: at + "/news", Side: "desk", Last: t.Last, Closed: t.State == message.Closed, Now: hereWords(t, here), Typing: t.Person + " is writing …",
		Away: "The connection is lost. It is tried again; what you wrote so far stays here.", Again: "Your answer is not sent yet. It is tried again; leave this page open.",
		Over: "You are signed out, or this is not yours to see any more. Load the page again.",
	}
}

// hereWords says whether the customer is there, and what becomes of an answer when not.
func hereWords(t messaging.Case, here message.Here) string {
	switch {
	case t.State == message.Closed:
		return ""
	case here.Customer:
		return t.Person + " is here now and reads along."
	}
	return t.Person + " is not here right now. An answer that is not read within two minutes is told by mail."
}

// talkNews answers a page that is open: what was said behind the number that it has. Asking is no activity of anybody's.
func (c *Console) talkNews(w http.ResponseWriter, r *guard.Request) error {
	talk, err := talkID(r)
	if err != nil {
		return err
	}
	after, _ := strconv.Atoi(r.FormValue("after")) // none is everything
	t, err := c.Messaging.Follow(r.Context(), r.By, talk, after)
	if err != nil {
		return err
	}
	f, err := c.frame(r)
	if err != nil {
		return err
	}
	body, err := json.Marshal(ui.News{
		Last: t.Last, Said: c.said(f, t), Now: hereWords(t, c.Here(r.Context(), talk, t.Thread.Agent)), Typing: t.Person + " is writing …", Chip: ui.ChipOf(c.promiseStatus(f, t.Thread)),
		Closed: t.State == message.Closed,
	})
	if err != nil {
		return err
	}
	return respond.JSON(w, body)
}

// written answers a page that sent an answer without being left: with the key of its next one.
func (c *Console) written(w http.ResponseWriter) error {
	key, err := identity.NewToken(c.Random)
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
