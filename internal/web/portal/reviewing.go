package portal

import (
	"net/http"
	"net/url"
	"strconv"

	"marque/internal/civil"
	"marque/internal/core/contract"
	"marque/internal/core/payment"
	"marque/internal/fault"
	"marque/internal/service/overview"
	"marque/internal/service/paying"
	"marque/internal/web/guard"
	"marque/internal/web/portal/view"
	"marque/internal/web/respond"
	"marque/internal/web/ui"
)

// kindWords says what a payment is meant for.
func kindWords(k contract.PaymentKind) string {
	switch k {
	case contract.PayoffPayment:
		return "Everything: this is your payoff"
	case contract.PrincipalOnly:
		return "Principal only"
	}
	return "What is due"
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
	return o, "The payoff amount has changed since you looked. Please check the new one below.", nil
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
	if x.contract, err = p.Overview.Contract(r.Context(), r.By, o.Contract); err != nil {
		return x, "", err
	}
	if x.choices, err = p.Paying.Choices(r.Context(), r.By, o.Contract); err != nil {
		return x, "", err
	}
	var changed string
	x.order, changed, err = p.repriced(r, o)
	if f := fault.Of(err); f != nil && f.Kind != fault.NotFound {
		return x, plainFault(f), nil
	} else if err != nil {
		return x, "", err
	}
	x.account, err = p.Paying.Prepare(r.Context(), r.By, x.order)
	if f := fault.Of(err); f != nil && (f.Kind == fault.Invalid || f.Kind == fault.Conflict) {
		return x, plainFault(f), nil
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
			Consent: "By continuing you authorize " + f.Brand.LegalName + " to draw " + f.Money(seen.order.Amount) + " once from this account on or after " + f.Day(o.Date) + ".",
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
		{Label: "For", Value: x.contract.Vehicle.Name, Detail: "Contract " + x.contract.Number},
		{Label: "Pays", Value: kindWords(o.Kind), Change: page.Back},
		{Label: "Amount", Value: f.Money(o.Amount), Change: page.Back},
		{Label: "Date", Value: f.Locale.DateFull(o.Date), Change: page.Back},
	}
	if x.account.LastFour != "" {
		page.Answers = append(page.Answers, ui.Fact{Label: "From", Value: accountName(x.account.Type, x.account.LastFour), Change: page.Back})
	}
	posts := payment.SettlesOn(max(o.Date, x.choices.Earliest), civil.FederalReserve{})
	page.Counts = "It counts from " + f.Locale.MonthDay(o.Date) + ", if your bank honors it, and shows as posted on " + f.Locale.MonthDay(posts) + "."
	if o.Date == x.choices.Earliest {
		page.Counts += " Pay by " + clock(f, x.choices.CutOff, x.choices.Zone) + " to have that day."
	}
	page.Effect = effectWords(f, x.effect)
	if o.Kind == contract.PrincipalOnly {
		page.Effect = append(page.Effect, "All of it lowers the balance. Your next payment stays due on "+f.Locale.MonthDay(x.choices.Next.Date)+".")
	}
}

// effectWords says what the money beyond what is due does, in dollars and months.
func effectWords(f ui.Frame, x paying.Effect) []string {
	if x.Extra == 0 {
		return nil
	}
	if x.Payoff {
		out := []string{"This ends your loan. We release our lien once your bank can no longer send the payment back."}
		if x.Saves > 0 {
			out = append(out, "It saves "+f.Money(x.Saves)+" of interest against paying until "+f.Day(x.Before)+".")
		}
		return out
	}
	out := []string{f.Money(x.Extra) + " of it is more than what is due. " + paying.InstructionWords(x.Does).In(f.Locale)}
	switch {
	case x.Does == contract.LowerPayment:
		out = append(out, "Your payment becomes "+f.Money(x.Payment)+" instead of "+f.Money(x.Instead)+", and you pay "+f.Money(max(x.Saves, 0))+" less interest.")
	case x.Does == contract.PayAhead:
		out = append(out, "Your next payment is then due on "+f.Day(x.NextDue.Date)+", and you pay "+f.Money(max(x.Saves, 0))+" less interest.")
	case x.Sooner > 0:
		out = append(out, "You are done "+months(x.Sooner)+" sooner, on "+f.Day(x.Ends)+", and pay "+f.Money(x.Saves)+" less interest.")
	default:
		out = append(out, "You pay "+f.Money(max(x.Saves, 0))+" less interest, and your last payment on "+f.Day(x.Ends)+" is smaller.")
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
		return p.showReview(w, r, respond.Status(f), o, view.Failure{Problem: plainFault(f)})
	}
	if err != nil {
		return err
	}
	return respond.SeeOther(w, r.Request, contractPath(o.Contract)+"/payments/"+paid.String())
}
