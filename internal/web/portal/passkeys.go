package portal

import (
	"net/http"

	"marque/internal/core/passkey"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/service/enrolling"
	"marque/internal/service/securing"
	"marque/internal/web/guard"
	"marque/internal/web/portal/view"
	"marque/internal/web/respond"
	"marque/internal/web/ui"
)

// The paths of passkeys. What a page's script asks for options ends in /options.
const (
	pathPasskey            = "/login/passkey"
	pathPasskeyAsk         = "/login/passkey/options"
	pathConfirmPasskey     = "/confirm/passkey"
	pathConfirmPasskeyAsk  = "/confirm/passkey/options"
	pathRegisterPasskey    = "/register/sign-in/passkey"
	pathRegisterPasskeyAsk = "/register/sign-in/passkey/options"
	pathPasskeys           = "/security/passkeys"
	pathPasskeyNew         = "/security/passkeys/new"
	pathPasskeyNewAsk      = "/security/passkeys/new/options"
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

func (p *Portal) passkeyAsk(w http.ResponseWriter, r *guard.Request) error {
	options, err := p.SignIn.AskPasskey(r.Context(), r.From())
	if err != nil {
		return err
	}
	return respond.JSON(w, options)
}

func (p *Portal) passkey(w http.ResponseWriter, r *guard.Request) error {
	in, err := p.SignIn.Passkey(r.Context(), r.From(), answered(r))
	if err != nil {
		return p.signInFailed(w, r, "", err)
	}
	r.Enter(in)
	return respond.SeeOther(w, r.Request, r.Next(ui.PathHome))
}

func (p *Portal) confirmPasskeyAsk(w http.ResponseWriter, r *guard.Request) error {
	options, err := p.SignIn.AskPasskeyAgain(r.Context(), r.From(), r.Session)
	if err != nil {
		return err
	}
	return respond.JSON(w, options)
}

func (p *Portal) confirmPasskey(w http.ResponseWriter, r *guard.Request) error {
	in, err := p.SignIn.ConfirmPasskey(r.Context(), r.From(), r.Session, answered(r))
	if f := fault.Of(err); f != nil && f.Kind != fault.SignedOut {
		return p.showConfirm(w, r, respond.Status(f), noted(r, f))
	}
	if err != nil {
		return err
	}
	r.Enter(in)
	return respond.SeeOther(w, r.Request, r.Next(ui.PathHome))
}

func (p *Portal) registerPasskeyAsk(w http.ResponseWriter, r *guard.Request) error {
	options, err := p.Enrolling.AskPasskey(r.Context(), from(r), r.Claim(), r.PostFormValue("username"))
	if err != nil {
		return err
	}
	return respond.JSON(w, options)
}

func (p *Portal) registerPasskey(w http.ResponseWriter, r *guard.Request) error {
	chosen := enrolling.Chosen{Username: r.PostFormValue("username"), Passkey: answered(r), Name: browserWords(r.Locale(), r.Label())}
	_, err := p.Enrolling.ChoosePasskey(r.Context(), from(r), r.Claim(), chosen)
	if f := fault.Of(err); f != nil {
		return p.chooseFailed(w, r, f)
	}
	if err != nil {
		return err
	}
	return respond.SeeOther(w, r.Request, pathRegisterConsents)
}

// place is where a change to the passkeys is made.
func place(r *guard.Request) securing.Place { return securing.Place{Brand: r.Brand, Site: r.Site()} }

// passkeys are the cards of the security page.
func (p *Portal) passkeys(f ui.Frame, a securing.Account) []ui.Passkey {
	var out []ui.Passkey
	for _, k := range a.Passkeys {
		card := ui.Passkey{
			Name: k.Name, When: f.Say("Added on %s, not used yet", "Agregada el %s; todavía no se ha usado", "Hinzugefügt am %s, noch nicht benutzt", p.date(f, k.CreatedAt)), Change: pathPasskeys + "/" + k.ID.String(),
			Off: !k.Usable(), Synced: k.Key.Flags.Has(passkey.BackedUp),
		}
		if !k.UsedAt.IsZero() {
			card.When = f.Say("Last used %s", "Usada por última vez el %s", "Zuletzt benutzt am %s", p.local(f, k.UsedAt))
		}
		out = append(out, card)
	}
	return out
}

func (p *Portal) passkeyNew(w http.ResponseWriter, r *guard.Request) error {
	return p.showPasskeyNew(w, r, http.StatusOK, view.PasskeyNew{Name: browserWords(r.Locale(), r.Label())})
}

func (p *Portal) showPasskeyNew(w http.ResponseWriter, r *guard.Request, status int, page view.PasskeyNew) error {
	return p.showAs(w, r, status, func(f ui.Frame) respond.Page {
		page.Frame, page.Action, page.Passkey = f, pathPasskeyNew, pathPasskeyNewAsk
		return page.Page()
	})
}

func (p *Portal) passkeyNewAsk(w http.ResponseWriter, r *guard.Request) error {
	options, err := p.Securing.AskPasskey(r.Context(), place(r), r.Session)
	if err != nil {
		return err
	}
	return respond.JSON(w, options)
}

func (p *Portal) passkeyAdd(w http.ResponseWriter, r *guard.Request) error {
	name := r.PostFormValue("name")
	err := p.Securing.AddPasskey(r.Context(), place(r), r.Session, answered(r), name)
	if f := fault.Of(err); f != nil {
		return p.showPasskeyNew(w, r, respond.Status(f), view.PasskeyNew{Failure: noted(r, f), Name: name})
	}
	if err != nil {
		return err
	}
	return respond.SeeOther(w, r.Request, ui.PathSecurity+"?"+doneField+"=passkey")
}

// mine reads the passkey that the address names.
func (p *Portal) mine(r *guard.Request) (passkey.Passkey, error) {
	key, err := id.Parse[passkey.Passkey](r.PathValue("passkey"))
	if err != nil {
		return passkey.Passkey{}, err
	}
	account, err := p.Securing.Account(r.Context(), r.Session)
	if err != nil {
		return passkey.Passkey{}, err
	}
	return account.Passkey(key)
}

func (p *Portal) passkeyForm(w http.ResponseWriter, r *guard.Request) error {
	k, err := p.mine(r)
	if err != nil {
		return err
	}
	return p.showPasskey(w, r, http.StatusOK, view.PasskeyChange{Name: k.Name, Called: k.Name, Action: pathPasskeys + "/" + k.ID.String()})
}

func (p *Portal) showPasskey(w http.ResponseWriter, r *guard.Request, status int, page view.PasskeyChange) error {
	return p.showAs(w, r, status, func(f ui.Frame) respond.Page {
		page.Frame = f
		return page.Page()
	})
}

func (p *Portal) passkeyRename(w http.ResponseWriter, r *guard.Request) error {
	name := r.PostFormValue("name")
	return p.passkeyChange(w, r, name, "passkey-name", func(k passkey.Passkey) error {
		return p.Securing.RenamePasskey(r.Context(), r.Session, k.ID, name)
	})
}

func (p *Portal) passkeyRemove(w http.ResponseWriter, r *guard.Request) error {
	return p.passkeyChange(w, r, "", "no-passkey", func(k passkey.Passkey) error {
		return p.Securing.RemovePasskey(r.Context(), place(r), r.Session, k.ID)
	})
}

// passkeyChange does something to the passkey of the address, and shows its page again when that is refused.
func (p *Portal) passkeyChange(w http.ResponseWriter, r *guard.Request, typed, done string, change func(passkey.Passkey) error) error {
	k, err := p.mine(r)
	if err != nil {
		return err
	}
	err = change(k)
	if f := fault.Of(err); f != nil && f.Kind != fault.NotFound {
		page := view.PasskeyChange{Failure: noted(r, f), Name: typed, Called: k.Name, Action: pathPasskeys + "/" + k.ID.String()}
		if typed == "" && len(f.Fields) == 0 {
			page.Name = k.Name
		}
		return p.showPasskey(w, r, respond.Status(f), page)
	}
	if err != nil {
		return err
	}
	return respond.SeeOther(w, r.Request, ui.PathSecurity+"?"+doneField+"="+done)
}
