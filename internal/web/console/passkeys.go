package console

import (
	"net/http"

	"marque/internal/core/passkey"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/service/securing"
	"marque/internal/web/console/view"
	"marque/internal/web/guard"
	"marque/internal/web/respond"
	"marque/internal/web/ui"
)

// responseField carries what the browser answered; the script fills it in.
const responseField = "response"

// asksAt returns where a page's script asks for options, or nothing under an address where no passkey works.
func asksAt(r *guard.Request, path string) string {
	if !r.Site().Works() {
		return ""
	}
	return path
}

// answered is the browser's answer; empty when no script has run.
func answered(r *guard.Request) []byte { return []byte(r.PostFormValue(responseField)) }

func (c *Console) passkeyAsk(w http.ResponseWriter, r *guard.Request) error {
	options, err := c.SignIn.AskPasskey(r.Context(), r.FromDesk())
	if err != nil {
		return err
	}
	return respond.JSON(w, options)
}

func (c *Console) passkey(w http.ResponseWriter, r *guard.Request) error {
	in, err := c.SignIn.Passkey(r.Context(), r.FromDesk(), answered(r))
	if f := fault.Of(err); f != nil {
		respond.RetryAfter(w, f)
		return c.showAs(w, r, respond.Status(f), func(fr ui.Frame) respond.Page {
			page := c.signInPage(r, fr)
			page.Failure = view.FailureOf(f)
			return page.Page()
		})
	}
	if err != nil {
		return err
	}
	r.Enter(in)
	return respond.SeeOther(w, r.Request, r.Next(ui.PathDesk))
}

func (c *Console) confirmPasskeyAsk(w http.ResponseWriter, r *guard.Request) error {
	options, err := c.SignIn.AskPasskeyAgain(r.Context(), r.FromDesk(), r.Session)
	if err != nil {
		return err
	}
	return respond.JSON(w, options)
}

func (c *Console) confirmPasskey(w http.ResponseWriter, r *guard.Request) error {
	in, err := c.SignIn.ConfirmPasskey(r.Context(), r.FromDesk(), r.Session, answered(r))
	if f := fault.Of(err); f != nil && f.Kind != fault.SignedOut {
		return c.showConfirm(w, r, respond.Status(f), view.FailureOf(f))
	}
	if err != nil {
		return err
	}
	r.Enter(in)
	return respond.SeeOther(w, r.Request, r.Next(ui.PathDesk))
}

// here tells whether somebody has a passkey that opens this site.
func (c *Console) here(r *guard.Request) (bool, error) {
	mine, err := c.SignIn.Passkeys(r.Context(), r.Session)
	for _, k := range mine {
		if k.Usable() && k.Host == r.Site().Host {
			return true, err
		}
	}
	return false, err
}

// cards are the passkeys of the page of one's own access.
func (c *Console) cards(f ui.Frame, all []passkey.Passkey) []ui.Passkey {
	var out []ui.Passkey
	for _, k := range all {
		card := ui.Passkey{
			Name: k.Name, When: "Added on " + c.local(f, k.CreatedAt) + ", not used yet", Change: pathPasskeys + "/" + k.ID.String(),
			Off: !k.Usable(), Synced: k.Key.Flags.Has(passkey.BackedUp),
		}
		if !k.UsedAt.IsZero() {
			card.When = "Last used " + c.local(f, k.UsedAt)
		}
		out = append(out, card)
	}
	return out
}

// place is where a change to the passkeys is made.
func place(r *guard.Request) securing.Place { return securing.Place{Brand: r.Brand, Site: r.Site()} }

func (c *Console) passkeyNew(w http.ResponseWriter, r *guard.Request) error {
	return c.showPasskeyNew(w, r, http.StatusOK, view.PasskeyNew{Name: r.Label()})
}

func (c *Console) showPasskeyNew(w http.ResponseWriter, r *guard.Request, status int, page view.PasskeyNew) error {
	return c.showAs(w, r, status, func(f ui.Frame) respond.Page {
		page.Frame, page.Action, page.Options = f, pathPasskeyNew, pathPasskeyNewAsk
		return page.Page()
	})
}

func (c *Console) passkeyNewAsk(w http.ResponseWriter, r *guard.Request) error {
	options, err := c.Securing.AskPasskey(r.Context(), place(r), r.Session)
	if err != nil {
		return err
	}
	return respond.JSON(w, options)
}

func (c *Console) passkeyAdd(w http.ResponseWriter, r *guard.Request) error {
	name := r.PostFormValue("name")
	err := c.Securing.AddPasskey(r.Context(), place(r), r.Session, answered(r), name)
	if f := fault.Of(err); f != nil {
		return c.showPasskeyNew(w, r, respond.Status(f), view.PasskeyNew{Failure: view.FailureOf(f), Name: name})
	}
	if err != nil {
		return err
	}
	return respond.SeeOther(w, r.Request, ui.PathDeskMe+"?done=passkey")
}

// backToMe is where a change to one's own passkeys leads back to that wanted a fresh factor first.
func backToMe(*guard.Request) string { return ui.PathDeskMe }

// mine reads the passkey that the address names; another's is not there.
func (c *Console) mine(r *guard.Request) (passkey.Passkey, error) {
	key, err := id.Parse[passkey.Passkey](r.PathValue("key"))
	if err != nil {
		return passkey.Passkey{}, fault.New(fault.NotFound, "There is no such passkey.")
	}
	all, err := c.SignIn.Passkeys(r.Context(), r.Session)
	if err != nil {
		return passkey.Passkey{}, err
	}
	return securing.Account{Passkeys: all}.Passkey(key)
}

func (c *Console) passkeyForm(w http.ResponseWriter, r *guard.Request) error {
	k, err := c.mine(r)
	if err != nil {
		return err
	}
	return c.showPasskey(w, r, http.StatusOK, view.PasskeyChange{Name: k.Name, Called: k.Name, Action: pathPasskeys + "/" + k.ID.String()})
}

func (c *Console) showPasskey(w http.ResponseWriter, r *guard.Request, status int, page view.PasskeyChange) error {
	return c.showAs(w, r, status, func(f ui.Frame) respond.Page {
		page.Frame = f
		return page.Page()
	})
}

func (c *Console) passkeyRename(w http.ResponseWriter, r *guard.Request) error {
	k, err := c.mine(r)
	if err != nil {
		return err
	}
	name := r.PostFormValue("name")
	err = c.Securing.RenamePasskey(r.Context(), r.Session, k.ID, name)
	if f := fault.Of(err); f != nil && f.Kind != fault.NotFound {
		return c.showPasskey(w, r, respond.Status(f), view.PasskeyChange{Failure: view.FailureOf(f), Name: name, Called: k.Name, Action: pathPasskeys + "/" + k.ID.String()})
	}
	if err != nil {
		return err
	}
	return respond.SeeOther(w, r.Request, ui.PathDeskMe+"?done=passkey-name")
}

func (c *Console) passkeyRemove(w http.ResponseWriter, r *guard.Request) error {
	k, err := c.mine(r)
	if err != nil {
		return err
	}
	if err := c.Securing.RemovePasskey(r.Context(), place(r), r.Session, k.ID); err != nil {
		return err
	}
	return respond.SeeOther(w, r.Request, ui.PathDeskMe+"?done=no-passkey")
}
