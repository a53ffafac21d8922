package portal

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"marque/internal/fault"
	"marque/internal/money"
	"marque/internal/service/paying"
	"marque/internal/web/guard"
	"marque/internal/web/portal/view"
	"marque/internal/web/respond"
	"marque/internal/web/ui"
)

// payPath is a page about an order that was checked: its review, or the one that asks for a code. No account number is in it.
func payPath(o paying.Order, page string) string {
	return contractPath(o.Contract) + "/pay/" + page + "?" + url.Values{
		"cents": {strconv.FormatInt(int64(o.Amount), 10)}, "date": {o.Date.String()}, "account": {o.Account.String()}, "key": {o.Key}, "for": {string(o.Kind)},
	}.Encode()
}

// reviewAgain is where a payment goes whose session ended meanwhile: back to the page that shows everything once more.
func reviewAgain(r *guard.Request) string {
	o, err := reviewed(r)
	if err != nil {
		return ""
	}
	return payPath(o, "review")
}

// confirmed tells whether a payment needs no more proof: it is a usual one, a fresh factor was given, or this very order was confirmed.
func (p *Portal) confirmed(r *guard.Request, o paying.Order) (bool, error) {
	c, wanted, err := p.Paying.Confirmation(r.Context(), r.By, o)
	if err != nil || !wanted || r.Session.FreshForPayment(p.Now()) {
		return err == nil, err
	}
	return p.SignIn.Confirmed(r.Context(), r.Session, c.Hash)
}

func (p *Portal) payConfirmForm(w http.ResponseWriter, r *guard.Request) error {
	return p.showPayConfirm(w, r, http.StatusOK, view.Failure{})
}

func (p *Portal) showPayConfirm(w http.ResponseWriter, r *guard.Request, status int, x view.Failure) error {
	o, err := reviewed(r)
	if err != nil {
		return err
	}
	c, _, err := p.Paying.Confirmation(r.Context(), r.By, o)
	if err != nil {
		return err
	}
	keys, err := p.SignIn.Passkeys(r.Context(), r.Session)
	if err != nil {
		return err
	}
	currency, err := money.CurrencyOf(c.Currency)
	if err != nil {
		return err
	}
	return p.showAs(w, r, status, func(f ui.Frame) respond.Page {
		f.Currency = currency
		page := view.PayConfirm{Frame: f, Failure: x, Action: payPath(o, "confirm"), Back: payPath(o, "review"), Amount: c.Amount, Account: c.Account}
		if len(keys) > 0 {
			page.Passkey = withNext(pathConfirm, page.Back)
		}
		return page.Page()
	})
}

// payConfirm asks for a code that names this payment and is good for no other.
func (p *Portal) payConfirm(w http.ResponseWriter, r *guard.Request) error {
	o, err := reviewed(r)
	if err != nil {
		return err
	}
	c, _, err := p.Paying.Confirmation(r.Context(), r.By, o)
	if err != nil {
		return err
	}
	ask, err := p.SignIn.ConfirmPayment(r.Context(), r.From(), r.Session, c)
	if f := fault.Of(err); f != nil {
		respond.RetryAfter(w, f)
		return p.showPayConfirm(w, r, respond.Status(f), problemOf(r, f))
	}
	if err != nil {
		return err
	}
	r.Ask(ask.Token)
	return respond.SeeOther(w, r.Request, withNext(pathCode, payPath(o, "review")))
}

// resumeForm tells that a form waits. It is sent again by a posted form only, since a page that is got changes nothing.
func (p *Portal) resumeForm(w http.ResponseWriter, r *guard.Request) error {
	path, err := r.Waiting()
	if fault.Is(err, fault.NotFound) {
		return respond.SeeOther(w, r.Request, ui.PathHome)
	}
	if err != nil {
		return err
	}
	return p.show(w, r, func(f ui.Frame) respond.Page {
		return view.Resume{Frame: f, Action: pathResume, What: waitingWords(f, path)}.Page()
	})
}

// waitingWords names a form by its address.
func waitingWords(f ui.Frame, path string) string {
	path, _, _ = strings.Cut(path, "?")
	switch {
	case strings.HasSuffix(path, "/pay"):
		return f.Say("Go on with my payment", "Continuar con mi pago", "Mit meiner Zahlung weitermachen")
	case strings.HasSuffix(path, "/autopay/set-up"):
		return f.Say("Go on with autopay", "Continuar con el pago automático", "Mit der automatischen Zahlung weitermachen")
	case strings.HasSuffix(path, "/extra"):
		return f.Say("Go on with my choice", "Continuar con mi elección", "Mit meiner Wahl weitermachen")
	case strings.HasSuffix(path, "/refund"):
		return f.Say("Go on with my refund", "Continuar con mi reembolso", "Mit meiner Erstattung weitermachen")
	case path == pathAccountNew:
		return f.Say("Go on adding my bank account", "Seguir agregando mi cuenta bancaria", "Bankkonto weiter hinzufügen")
	case path == pathEmail:
		return f.Say("Go on changing my email address", "Seguir cambiando mi correo electrónico", "E-Mail-Adresse weiter ändern")
	case path == pathPhone:
		return f.Say("Go on changing my phone number", "Seguir cambiando mi número de teléfono", "Telefonnummer weiter ändern")
	}
	return f.Say("Go on", "Continuar", "Weiter")
}

func (p *Portal) resume(_ http.ResponseWriter, r *guard.Request) error { return r.Resume() }
