package portal

import (
	"net/http"

	"marque/internal/l10n"
	"marque/internal/web/guard"
	"marque/internal/web/respond"
	"marque/internal/web/ui"
)

// language keeps a stranger's choice in the browser and leads back to where it was made. What is no language of ours changes nothing.
func (p *Portal) language(w http.ResponseWriter, r *guard.Request) error {
	if to, ok := l10n.Parse(r.FormValue(ui.ToField)); ok {
		r.Speak(to)
	}
	return respond.SeeOther(w, r.Request, r.Next(ui.PathHome))
}

// keepLanguage keeps the choice of somebody signed in: here and for letters, and in the browser for when nobody is signed in.
func (p *Portal) keepLanguage(w http.ResponseWriter, r *guard.Request) error {
	if to, ok := l10n.Parse(r.PostFormValue(ui.ToField)); ok {
		if err := p.Securing.ChooseLanguage(r.Context(), r.Session, to); err != nil {
			return err
		}
		r.Speak(to)
	}
	return respond.SeeOther(w, r.Request, r.Next(ui.PathHome))
}
