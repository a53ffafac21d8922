package portal

import (
	"encoding/hex"
	"net/http"
	"net/url"
	"strconv"

	"marque/internal/civil"
	"marque/internal/core/contract"
	"marque/internal/core/identity"
	"marque/internal/core/payment"
	"marque/internal/core/relief"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/l10n"
	"marque/internal/service/paying"
	"marque/internal/service/relieving"
	"marque/internal/web/guard"
	"marque/internal/web/portal/view"
	"marque/internal/web/respond"
	"marque/internal/web/ui"
)

func arrangementPath(c contract.ID) string { return reliefPath(c) + "/arrangement" }

// planOf reads a plan; what cannot be read is refused by the law with its field.
func planOf(r *guard.Request) relief.Plan {
	var p relief.Plan
	p.Parts, _ = strconv.Atoi(r.FormValue("parts"))
	p.Every, _ = strconv.Atoi(r.FormValue("every"))
	p.First, _ = civil.Parse(r.FormValue("first"))
	return p
}

// arrangementForm asks for a plan, and shows what one comes to.
func (p *Portal) arrangementForm(w http.ResponseWriter, r *guard.Request) error {
	return p.showArrangement(w, r, http.StatusOK, view.Failure{})
}

func (p *Portal) showArrangement(w http.ResponseWriter, r *guard.Request, status int, x view.Failure) error {
	contractID, err := contractID(r)
	if err != nil {
		return err
	}
	c, err := p.Overview.Contract(r.Context(), r.By, contractID)
	if err != nil {
		return err
	}
	_, blocked, err := p.Relieving.Arrangement(r.Context(), r.By, contractID)
	if err != nil {
		return err
	}
	if blocked != nil {
		return respond.SeeOther(w, r.Request, reliefPath(contractID))
	}
	page := view.Arrangement{
		Failure: x, Parts: r.FormValue("parts"), First: r.FormValue("first"), Every: r.FormValue("every"), Account: r.FormValue("account"), Owed: c.State.PastDue,
		Back: reliefPath(contractID), Show: arrangementPath(contractID), Action: arrangementPath(contractID), Earliest: c.Today + 1, Latest: c.Today.AddDays(relief.FirstWithin),
	}
	var promise relieving.Promise
	if page.Parts != "" {
		promise, err = p.Relieving.Promise(r.Context(), r.By, contractID, planOf(r))
		if f := fault.Of(err); f != nil && (f.Kind == fault.Invalid || f.Kind == fault.Conflict) {
			page.Failure, status = noted(r, f), respond.Status(f)
		} else if err != nil {
			return err
		}
	} else {
		page.Parts, page.Every, page.First = "2", "14", c.Today.AddDays(7).String()
	}
	f, err := p.frame(r)
	if err != nil {
		return err
	}
	f.Currency = c.Terms.Money()
	page.Frame, page.Contract = f, contractOf(f, c)
	if err := p.fillArrangement(r, f, contractID, &page, promise); err != nil {
		return err
	}
	return respond.HTML(w, r.Request, status, page.Page())
}

// fillArrangement adds what a plan comes to, and the accounts that its parts can be taken from.
func (p *Portal) fillArrangement(r *guard.Request, f ui.Frame, c contract.ID, page *view.Arrangement, promise relieving.Promise) error {
	if len(promise.Text) == 0 {
		return nil
	}
	key := r.PostFormValue(ui.KeyField) // a form that came back makes the same arrangement
	if key == "" {
		token, err := identity.NewToken(p.Random)
		if err != nil {
			return err
		}
		key = string(token)
	}
	choices, err := p.Paying.Choices(r.Context(), r.By, c)
	if err != nil {
		return err
	}
	for _, a := range choices.Accounts {
		if !a.Stopped {
			page.Accounts = append(page.Accounts, view.BankAccount{Value: a.ID.String(), Name: accountName(f, a.Type, a.LastFour)})
		}
	}
	page.Key, page.Text, page.Kept, page.Broken = key, f.Locale.Write(promise.Text), view.ArrangementEnd(promise.Kept), view.ArrangementEnd(promise.Broken)
	for _, x := range promise.Parts {
		page.Plan = append(page.Plan, view.ArrangementPart(x))
	}
	page.Carried = []view.Hidden{{Name: "parts", Value: page.Parts}, {Name: "first", Value: page.First}, {Name: "every", Value: page.Every},
		{Name: "shown", Value: hex.EncodeToString(relief.ArrangementDigest(page.Text))}}
	return nil
}

// arrange makes an arrangement and, where an account was chosen, the payments of its parts. The same form posted again makes nothing more.
func (p *Portal) arrange(w http.ResponseWriter, r *guard.Request) error {
	c, err := contractID(r)
	if err != nil {
		return err
	}
	with := consent(r, c)
	parts, err := p.partsToTake(r, c, with.Key)
	if err == nil {
		_, err = p.Relieving.Arrange(r.Context(), r.By, planOf(r), with)
	}
	if f := fault.Of(err); f != nil && (f.Kind == fault.Invalid || f.Kind == fault.Conflict) {
		return p.showArrangement(w, r, respond.Status(f), view.Failure{Problem: plainFault(r.Locale(), f)})
	}
	if err != nil {
		return err
	}
	done := "arranged"
	for _, o := range parts {
		if _, err := p.Paying.PayOnce(r.Context(), r.By, o); fault.Of(err) != nil {
			done = "arranged-unpaid" // the arrangement stands; the page says that the parts are to be paid by hand
		} else if err != nil {
			return err
		}
	}
	return respond.SeeOther(w, r.Request, reliefPath(c)+"?"+url.Values{doneField: {done}}.Encode())
}

// partsToTake are the payments that an arrangement makes, checked before it is made. What was made by the same form is not checked again.
func (p *Portal) partsToTake(r *guard.Request, c contract.ID, key string) ([]paying.Order, error) {
	typed := r.PostFormValue("account")
	if typed == "" {
		return nil, nil
	}
	account, err := id.Parse[payment.Account](typed)
	if err != nil {
		return nil, fault.Inputs([]fault.Field{l10n.Field("account", "Choose one of your bank accounts.", "Elija una de sus cuentas bancarias.", "Wählen Sie eines Ihrer Bankkonten.")})
	}
	last, _, err := p.Relieving.Arrangement(r.Context(), r.By, c)
	if err != nil {
		return nil, err
	}
	again := last != nil && last.ID == relieving.ArrangementIDOf(c, key)
	var parts []relief.Part
	if again {
		parts = last.Parts
	} else {
		promise, err := p.Relieving.Promise(r.Context(), r.By, c, planOf(r))
		if err != nil {
			return nil, err
		}
		parts = promise.Parts
	}
	out := make([]paying.Order, len(parts))
	for i, x := range parts {
		out[i] = paying.Order{Contract: c, Account: account, Amount: x.Amount, Date: x.On, Kind: contract.RegularPayment, Key: key + "/" + strconv.Itoa(i+1)}
		if again {
			continue
		}
		if _, err := p.Paying.Prepare(r.Context(), r.By, out[i]); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// arrangedOf shows a contract's newest arrangement.
func arrangedOf(f ui.Frame, c contract.ID, a *relieving.Arranged) *view.ReliefArranged {
	out := &view.ReliefArranged{}
	for _, x := range a.Parts {
		out.Parts = append(out.Parts, ui.Fact{Label: f.Day(x.On), Value: f.Money(x.Amount)})
	}
	switch a.State {
	case relief.Completed:
		out.Status = ui.Status{Tone: ui.OK, Text: f.Say("Completed", "Completado", "Erfüllt")}
		out.Words = f.Say("You kept it: since %s everything that it covered is paid. Thank you.", "Usted lo cumplió: desde el %s está pagado todo lo que cubría. Gracias.",
			"Sie haben sie eingehalten: Seit dem %s ist alles bezahlt, was sie umfasste. Vielen Dank.", a.StateOn)
	case relief.Broken:
		out.Status = ui.Status{Tone: ui.Bad, Text: f.Say("Ended", "Terminado", "Beendet")}
		out.Words = f.Say("A part was not there in time, so it ended on %s.", "Una parte no llegó a tiempo, así que terminó el %s.",
			"Ein Teil war nicht rechtzeitig da, deshalb endete sie am %s.", a.StateOn)
	case relief.Kept:
		out.Status, out.Words = ui.Status{Tone: ui.OK, Text: f.Say("Kept so far", "Cumplido hasta ahora", "Bisher eingehalten")}, arrangedWords(f, a)
		if next, ok := a.Next(a.Left); ok && a.OnWay < next.Amount {
			out.Pay = contractPath(c) + "/pay?" + url.Values{"amount": {"other"}, "other": {next.Amount.Text(f.Currency)}}.Encode()
		}
	}
	return out
}

// arrangedWords says what an arrangement that is kept asks for next.
func arrangedWords(f ui.Frame, a *relieving.Arranged) string {
	words := f.Say("%s of it is left.", "Quedan %s.", "Davon sind %s offen.", a.Left)
	if next, ok := a.Next(a.Left); ok {
		words += f.Say(" Next: %s by %s.", " Próximo: %s a más tardar el %s.", " Als Nächstes: %s bis %s.", next.Amount, next.On)
	}
	if a.OnWay > 0 {
		words += f.Say(" %s is on its way.", " %s está en camino.", " %s sind unterwegs.", a.OnWay)
	}
	return words
}
