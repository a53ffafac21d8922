package console

import (
	"net/http"
	"slices"
	"strings"

	"marque/internal/core/access"
	"marque/internal/core/message"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/l10n"
	"marque/internal/web/console/view"
	"marque/internal/web/guard"
	"marque/internal/web/respond"
	"marque/internal/web/ui"
)

const pathReplyNew = ui.PathDeskReplies + "/new"

// mayKeep tells everybody but a senior that there is no such page.
func mayKeep(r *guard.Request) error {
	if !access.May(r.By, access.ReplyKeep) {
		return fault.New(fault.NotFound, "There is no such page.")
	}
	return nil
}

// replies lists what is written beforehand.
func (c *Console) replies(w http.ResponseWriter, r *guard.Request) error {
	if err := mayKeep(r); err != nil {
		return err
	}
	all, err := c.Messaging.Canned(r.Context(), r.By)
	if err != nil {
		return err
	}
	return c.show(w, r, func(f ui.Frame) respond.Page {
		page := view.Replies{Frame: f, New: pathReplyNew}
		page.Notice, _ = doneWords(r.FormValue("done"))
		house := len(message.Ready())
		for i, x := range all {
			one := view.Reply{Title: x.Title, Text: x.In(l10n.EnUS)}
			if i < house {
				page.House = append(page.House, one)
				continue
			}
			one.Href = ui.PathDeskReplies + "/" + x.ID.String()
			page.Own = append(page.Own, one)
		}
		return page.Page()
	})
}

func (c *Console) replyForm(w http.ResponseWriter, r *guard.Request) error {
	if err := mayKeep(r); err != nil {
		return err
	}
	return c.showReply(w, r, nil, message.Canned{})
}

// replyChange shows one of the lender's own replies to be changed.
func (c *Console) replyChange(w http.ResponseWriter, r *guard.Request) error {
	if err := mayKeep(r); err != nil {
		return err
	}
	which, err := id.Parse[message.Canned](r.PathValue("reply"))
	if err != nil {
		return err
	}
	all, err := c.Messaging.Canned(r.Context(), r.By)
	if err != nil {
		return err
	}
	own := all[len(message.Ready()):]
	at := slices.IndexFunc(own, func(x message.Canned) bool { return x.ID == which })
	if at < 0 {
		return fault.New(fault.NotFound, "There is no such reply.")
	}
	return c.showReply(w, r, nil, own[at])
}

func (c *Console) showReply(w http.ResponseWriter, r *guard.Request, x *fault.Fault, one message.Canned) error {
	return c.showAs(w, r, formStatus(x), func(f ui.Frame) respond.Page {
		page := view.WriteReply{Frame: f, Failure: view.FailureOf(x), Action: pathReplyNew, Title: one.Title, Facts: "{" + strings.Join(message.FactNames(), "}, {") + "}"}
		if !one.ID.IsZero() {
			page.Action = ui.PathDeskReplies + "/" + one.ID.String()
			page.End = page.Action + "/end"
		}
		for i, l := range l10n.All() {
			page.Texts = append(page.Texts, ui.TextArea{Name: l.Language(), Label: "In " + languageWords(l), Value: one.Words[i], Rows: 3, MaxLength: 2000, Errors: page.Fields})
		}
		return page.Page()
	})
}

// replyKeep keeps a reply, a new one or one anew.
func (c *Console) replyKeep(w http.ResponseWriter, r *guard.Request) error {
	one := message.Canned{Title: r.PostFormValue("title")}
	for i, l := range l10n.All() {
		one.Words[i] = r.PostFormValue(l.Language())
	}
	if which := r.PathValue("reply"); which != "" {
		var err error
		if one.ID, err = id.Parse[message.Canned](which); err != nil {
			return err
		}
	}
	err := c.Messaging.KeepCanned(r.Context(), r.By, one)
	if f := fault.Of(err); f != nil && f.Kind != fault.NotFound {
		return c.showReply(w, r, f, one)
	}
	if err != nil {
		return err
	}
	return respond.SeeOther(w, r.Request, ui.PathDeskReplies+"?done=kept")
}

func (c *Console) replyEnd(w http.ResponseWriter, r *guard.Request) error {
	which, err := id.Parse[message.Canned](r.PathValue("reply"))
	if err != nil {
		return err
	}
	if err := c.Messaging.EndCanned(r.Context(), r.By, which); err != nil {
		return err
	}
	return respond.SeeOther(w, r.Request, ui.PathDeskReplies+"?done=gone")
}
