package portal

import (
	"net/http"

	"marque/internal/civil"
	"marque/internal/core/identity"
	"marque/internal/core/statement"
	"marque/internal/fault"
	"marque/internal/l10n"
	"marque/internal/service/papering"
	"marque/internal/web/guard"
	"marque/internal/web/portal/view"
	"marque/internal/web/respond"
	"marque/internal/web/ui"
)

// paperForm shows how the statements of a contract come, and what would change.
func (p *Portal) paperForm(w http.ResponseWriter, r *guard.Request) error {
	return p.showPaper(w, r, http.StatusOK, view.Failure{})
}

func (p *Portal) showPaper(w http.ResponseWriter, r *guard.Request, status int, x view.Failure) error {
	contractID, err := contractID(r)
	if err != nil {
		return err
	}
	c, err := p.Overview.Contract(r.Context(), r.By, contractID)
	if err != nil {
		return err
	}
	chosen, err := p.Papering.Choice(r.Context(), r.By, contractID)
	if err != nil {
		return err
	}
	key, err := identity.NewToken(p.Random)
	if err != nil {
		return err
	}
	return p.showAs(w, r, status, func(f ui.Frame) respond.Page {
		page := view.Paper{Frame: f, Failure: x, Contract: contractOf(f, c), Online: chosen.Online, Action: contractPath(c.ID) + "/paper", Sample: contractPath(c.ID) + "/paper/sample.pdf", Key: string(key)}
		if !chosen.Since.IsZero() {
			page.Since = f.Day(civil.On(chosen.Since, p.Zone))
		}
		if r.FormValue(doneField) == "kept" {
			page.Done = f.Say("Your choice is kept.", "Su elección quedó guardada.", "Ihre Wahl ist gespeichert.")
		}
		for _, t := range statement.Paperless() {
			page.Words = append(page.Words, t.In(f.Locale))
		}
		return page.Page()
	})
}

// paperSample shows a statement of nobody and remembers that it was opened.
func (p *Portal) paperSample(w http.ResponseWriter, r *guard.Request) error {
	c, err := contractID(r)
	if err != nil {
		return err
	}
	if _, err := p.Papering.Choice(r.Context(), r.By, c); err != nil {
		return err
	}
	return p.registerSample(w, r)
}

// paper keeps the choice; the same form posted again changes nothing.
func (p *Portal) paper(w http.ResponseWriter, r *guard.Request) error {
	contractID, err := contractID(r)
	if err != nil {
		return err
	}
	answer := r.PostFormValue("online")
	if answer != "yes" && answer != "no" {
		return p.showPaper(w, r, http.StatusUnprocessableEntity, noted(r, l10n.Input("online",
			"Tick the box if you agree; otherwise nothing changes.", "Marque la casilla si está de acuerdo; si no, nada cambia.", "Kreuzen Sie das Kästchen an, wenn Sie einverstanden sind; sonst ändert sich nichts.")))
	}
	err = p.Papering.Choose(r.Context(), r.By, papering.Wish{
		Contract: contractID, Online: answer == "yes", Opened: sampleOpened(r), Locale: r.Locale(), Network: r.Network, Methods: r.Session.Methods, Key: r.PostFormValue(ui.KeyField),
	})
	if f := fault.Of(err); f != nil && f.Kind == fault.Invalid {
		return p.showPaper(w, r, respond.Status(f), noted(r, f))
	}
	if err != nil {
		return err
	}
	return respond.SeeOther(w, r.Request, contractPath(contractID)+"/paper?"+doneField+"=kept")
}

// paperAgain is the page of the choice, for whom a fresh factor was asked.
func paperAgain(r *guard.Request) string {
	c, err := contractID(r)
	if err != nil {
		return ""
	}
	return contractPath(c) + "/paper"
}
