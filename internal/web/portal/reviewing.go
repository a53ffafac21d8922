package portal

import (
	"net/http"
	"net/url"
	"strconv"

	"marque/internal/civil"
	"marque/internal/core/contract"
	"marque/internal/core/payment"
	"marque/internal/fault"
	"marque/internal/l10n"
	"marque/internal/service/overview"
	"marque/internal/service/paying"
	"marque/internal/web/guard"
	"marque/internal/web/portal/view"
	"marque/internal/web/respond"
	"marque/internal/web/ui"
)

// kindWords says what a payment is meant for.
func kindWords(f ui.Frame, k contract.PaymentKind) string {
	switch k {
	case contract.PayoffPayment:
		return f.Say("Everything: this is your payoff", "Todo: es su liquidación", "Alles: Das ist Ihre Ablösung")
	case contract.PrincipalOnly:
		return f.Say("Principal only", "Solo capital", "Nur Tilgung")
	}
	return f.Say("What is due", "Lo que se debe", "Das Fällige")
}

// repriced gives a payoff the amount of now, and tells when that is not what was looked at before.
func (p *Portal) repriced(r *guard.Request, o paying.Order) (paying.Order, string, error) {
	if o.Kind != contract.PayoffPayment {
		return o, "", nil
	}
	now, err := p.Paying.Payoff(r.Context(), r.By, o.Contract, o.Date)
	if err != nil || now == o.Amount {
		return o, "", err
	}
	o.Amount = now
	return o, l10n.T("The payoff amount has changed since you looked. Please check the new one below.",
		"El monto de liquidación cambió desde que lo vio. Revise el nuevo abajo.",
		"Der Ablösebetrag hat sich geändert, seit Sie nachgesehen haben. Bitte prüfen Sie den neuen unten.").In(r.Locale()), nil
}

// looked is everything that the review shows.
type looked struct {
	order    paying.Order
	contract overview.Contract
	account  paying.Account
	effect   paying.Effect
	choices  paying.Choices
}

// lookAt gathers it; what the order lacks comes back as a sentence.
func (p *Portal) lookAt(r *guard.Request, o paying.Order) (looked, string, error) {
	x := looked{order: o}
	var err error
	if x.contract, err = p.Overview.ToPay(r.Context(), r.By, o.Contract); err != nil {
		return x, "", err
	}
	if x.choices, err = p.Paying.Choices(r.Context(), r.By, o.Contract); err != nil {
		return x, "", err
	}
	var changed string
	x.order, changed, err = p.repriced(r, o)
	if f := fault.Of(err); f != nil && f.Kind != fault.NotFound {
		return x, plainFault(r.Locale(), f), nil
	} else if err != nil {
		return x, "", err
	}
	x.account, err = p.Paying.Prepare(r.Context(), r.By, x.order)
	if f := fault.Of(err); f != nil && (f.Kind == fault.Invalid || f.Kind == fault.Conflict) {
		return x, plainFault(r.Locale(), f), nil
	} else if err != nil {
		return x, "", err
	}
	x.effect, err = p.Paying.Effect(r.Context(), r.By, x.order)
	return x, changed, err
}

func (p *Portal) showReview(w http.ResponseWriter, r *guard.Request, status int, o paying.Order, x view.Failure) error {
	seen, problem, err := p.lookAt(r, o)
	if err != nil {
		return err
	}
	if problem != "" {
		x = view.Failure{Problem: problem}
	}
	return p.showAs(w, r, status, func(f ui.Frame) respond.Page {
		f.Currency = seen.contract.Terms.Money()
		page := view.PayReview{
			Frame: f, Failure: x, Action: contractPath(o.Contract) + "/payments", Key: o.Key, Amount: seen.order.Amount, On: o.Date, Back: payAgain(f, seen.order),
			Consent: f.Say("By continuing you authorize %s to draw %s once from this account on or after %s.",
				"Al continuar, usted autoriza a %s a cobrar %s una sola vez de esta cuenta el %s o después.",
				"Indem Sie fortfahren, ermächtigen Sie %s, einmalig %s am %s oder danach von diesem Konto einzuziehen.", f.Brand.LegalName, seen.order.Amount, o.Date),
		}
		fillReview(f, &page, seen)
		return page.Page()
	})
}

// payAgain leads back to the form with what was chosen in it.
func payAgain(f ui.Frame, o paying.Order) string {
	v := url.Values{"amount": {"other"}, "other": {o.Amount.Text(f.Currency)}, "date": {o.Date.String()}, "account": {o.Account.String()}}
	switch o.Kind {
	case contract.PayoffPayment:
		v.Set("amount", "payoff")
		v.Del("other")
	case contract.PrincipalOnly:
		v.Set("amount", "principal")
		v.Set("principal", v.Get("other"))
		v.Del("other")
	}
	return contractPath(o.Contract) + "/pay?" + v.Encode()
}

func fillReview(f ui.Frame, page *view.PayReview, x looked) {
	o := x.order
	page.Carried = []view.Hidden{
		{Name: "cents", Value: strconv.FormatInt(int64(o.Amount), 10)}, {Name: "date", Value: o.Date.String()}, {Name: "account", Value: o.Account.String()},
		{Name: "for", Value: string(o.Kind)},
	}
	page.Answers = []ui.Fact{
		{Label: f.Say("For", "Para", "Für"), Value: x.contract.Vehicle.Name, Detail: f.Say("Contract %s", "Contrato %s", "Vertrag %s", x.contract.Number)},
		{Label: f.Say("Pays", "Paga", "Zahlt"), Value: kindWords(f, o.Kind), Change: page.Back},
		{Label: f.Say("Amount", "Monto", "Betrag"), Value: f.Money(o.Amount), Change: page.Back},
		{Label: f.Say("Date", "Fecha", "Tag"), Value: f.Locale.DateFull(o.Date), Change: page.Back},
	}
	if x.account.LastFour != "" {
		page.Answers = append(page.Answers, ui.Fact{Label: f.Say("From", "Desde", "Von"), Value: accountName(f, x.account.Type, x.account.LastFour), Change: page.Back})
	}
	posts := payment.SettlesOn(max(o.Date, x.choices.Earliest), civil.FederalReserve{})
	page.Counts = f.Say("It counts from %s, if your bank honors it, and shows as posted on %s.", "Cuenta desde el %s, si su banco lo acepta, y aparece como acreditado el %s.",
		"Sie zählt ab dem %s, wenn Ihre Bank sie einlöst, und erscheint am %s als gebucht.", f.Locale.MonthDay(o.Date), f.Locale.MonthDay(posts))
	if o.Date == x.choices.Earliest {
		page.Counts += f.Say(" Pay by %s to have that day.", " Pague hasta el %s para tener ese día.", " Zahlen Sie bis zum %s, um diesen Tag zu haben.", clock(f, x.choices.CutOff, x.choices.Zone))
	}
	page.Effect = effectWords(f, x.effect)
	if o.Kind == contract.PrincipalOnly {
		page.Effect = append(page.Effect, f.Say("All of it lowers the balance. Your next payment stays due on %s.", "Todo reduce el saldo. Su próximo pago sigue venciendo el %s.",
			"Alles senkt die Restschuld. Ihre nächste Rate bleibt am %s fällig.", f.Locale.MonthDay(x.choices.Next.Date)))
	}
}

// effectWords says what the money beyond what is due does, in dollars and months.
func effectWords(f ui.Frame, x paying.Effect) []string {
	if x.Extra == 0 {
		return nil
	}
	if x.Payoff {
		out := []string{f.Say("This ends your loan. We release our lien once your bank can no longer send the payment back.",
			"Con esto termina su préstamo. Liberamos nuestro gravamen cuando su banco ya no pueda devolver el pago.",
			"Damit endet Ihr Darlehen. Wir geben unser Pfandrecht frei, sobald Ihre Bank die Zahlung nicht mehr zurückgeben kann.")}
		if x.Saves > 0 {
			out = append(out, f.Say("It saves %s of interest against paying until %s.", "Ahorra %s de intereses en comparación con pagar hasta el %s.",
				"Das spart %s Zinsen gegenüber Zahlungen bis zum %s.", x.Saves, x.Before))
		}
		return out
	}
	out := []string{f.Say("%s of it is more than what is due. %s", "%s es más de lo que se debe. %s", "Davon gehen %s über das Fällige hinaus. %s", x.Extra, paying.InstructionWords(x.Does))}
	switch {
	case x.Does == contract.LowerPayment:
		out = append(out, f.Say("Your payment becomes %s instead of %s, and you pay %s less interest.", "Su pago será de %s en vez de %s, y pagará %s menos de intereses.",
			"Ihre Rate beträgt dann %s statt %s, und Sie zahlen %s weniger Zinsen.", x.Payment, x.Instead, max(x.Saves, 0)))
	case x.Does == contract.PayAhead:
		out = append(out, f.Say("Your next payment is then due on %s, and you pay %s less interest.", "Su próximo pago vencerá entonces el %s, y pagará %s menos de intereses.",
			"Ihre nächste Rate ist dann am %s fällig, und Sie zahlen %s weniger Zinsen.", x.NextDue.Date, max(x.Saves, 0)))
	case x.Ends < x.Before:
		out = append(out, f.Say("You are done %s sooner, on %s, and pay %s less interest.", "Terminará %s antes, el %s, y pagará %s menos de intereses.",
			"Sie sind %s früher fertig, am %s, und zahlen %s weniger Zinsen.", sooner(f, x.Ends, x.Before), x.Ends, x.Saves))
	default:
		out = append(out, f.Say("You pay %s less interest, and your last payment on %s is smaller.", "Pagará %s menos de intereses, y su último pago, el %s, será más pequeño.",
			"Sie zahlen %s weniger Zinsen, und Ihre letzte Rate am %s ist kleiner.", max(x.Saves, 0), x.Ends))
	}
	return out
}

// payOnce takes the payment; the same form posted again shows the same receipt.
func (p *Portal) payOnce(w http.ResponseWriter, r *guard.Request) error {
	o, err := reviewed(r)
	if err != nil {
		return err
	}
	if _, changed, err := p.repriced(r, o); err == nil && changed != "" { // before a code is asked for that names an old amount
		return p.showReview(w, r, http.StatusConflict, o, view.Failure{Problem: changed})
	}
	confirmed, err := p.confirmed(r, o)
	if err == nil && !confirmed {
		return respond.SeeOther(w, r.Request, payPath(o, "confirm"))
	}
	var paid payment.ID
	if err == nil {
		paid, err = p.Paying.PayOnce(r.Context(), r.By, o)
	}
	f := fault.Of(err)
	if f != nil && (f.Kind == fault.Invalid || f.Kind == fault.Conflict && o.Kind != contract.RegularPayment) {
		return p.showReview(w, r, respond.Status(f), o, view.Failure{Problem: plainFault(r.Locale(), f)})
	}
	if err != nil {
		return err
	}
	return respond.SeeOther(w, r.Request, contractPath(o.Contract)+"/payments/"+paid.String())
}
