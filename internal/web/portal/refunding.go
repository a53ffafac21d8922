package portal

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"marque/internal/core/contract"
	"marque/internal/core/identity"
	"marque/internal/core/payment"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/l10n"
	"marque/internal/money"
	"marque/internal/service/paying"
	"marque/internal/web/guard"
	"marque/internal/web/portal/view"
	"marque/internal/web/respond"
	"marque/internal/web/ui"
)

func refundPath(c contract.ID) string { return contractPath(c) + "/refund" }

func refundReceiptPath(c contract.ID, refund payment.RefundID) string {
	return contractPath(c) + "/refunds/" + refund.String()
}

// refundForm asks how much of a credit balance is to be paid out, and where to.
func (p *Portal) refundForm(w http.ResponseWriter, r *guard.Request) error {
	return p.showRefund(w, r, http.StatusOK, view.Refund{Amount: r.FormValue("amount"), Account: r.FormValue("account")})
}

func (p *Portal) showRefund(w http.ResponseWriter, r *guard.Request, status int, page view.Refund) error {
	contractID, err := contractID(r)
	if err != nil {
		return err
	}
	c, err := p.Overview.Contract(r.Context(), r.By, contractID)
	if err != nil {
		return err
	}
	choices, err := p.Paying.RefundChoices(r.Context(), r.By, contractID)
	if err != nil {
		return err
	}
	past, err := p.Paying.Refunds(r.Context(), r.By, contractID)
	if err != nil {
		return err
	}
	return p.showAs(w, r, status, func(f ui.Frame) respond.Page {
		f.Currency = choices.Currency
		page.Frame, page.Contract, page.Action = f, contractOf(f, c), refundPath(contractID)
		fillRefund(f, &page, choices)
		for _, x := range past {
			page.Past = append(page.Past, view.Payment{On: x.Date, Amount: x.Amount, Status: refundStatus(f, x.State), Href: refundReceiptPath(contractID, x.ID)})
		}
		return page.Page()
	})
}

func fillRefund(f ui.Frame, page *view.Refund, choices paying.RefundChoices) {
	page.Credit, page.Most = choices.Limits.Credit, choices.Limits.Most()
	if page.Amount == "" {
		page.Amount = f.Locale.Decimal(page.Most.Text(f.Currency))
	}
	for _, a := range choices.Accounts {
		name := accountName(f, a.Type, a.LastFour)
		if why := fault.Of(a.Blocked); why != nil {
			page.Unfit = append(page.Unfit, ui.Fact{Label: name, Value: plainFault(f.Locale, why)})
			continue
		}
		page.Accounts = append(page.Accounts, view.BankAccount{Value: a.ID.String(), Name: name})
	}
	if page.Most < page.Credit {
		page.Waits = f.Say("%s of it comes from a payment that your bank can still take back. It can be paid out a few banking days from now.",
			"%s viene de un pago que su banco todavía puede retirar. Se podrá reembolsar dentro de unos días hábiles.",
			"Davon stammen %s aus einer Zahlung, die Ihre Bank noch zurückholen kann. Das lässt sich in einigen Bankarbeitstagen auszahlen.", page.Credit-page.Most)
	}
	switch why := fault.Of(choices.Blocked); {
	case why != nil:
		page.Blocked = plainFault(f.Locale, why)
	case page.Credit == 0:
		page.Blocked = f.Say("There is nothing to pay out.", "No hay nada que reembolsar.", "Es gibt nichts auszuzahlen.")
	case page.Most == 0:
		page.Blocked = f.Say("Nothing can be paid out today.", "Hoy no se puede reembolsar nada.", "Heute kann nichts ausgezahlt werden.")
	case len(page.Accounts) == 0:
		page.Blocked = f.Say("We send money only to an account of yours that is proved to be yours: one that a payment of yours has come from. You have none here yet. Please call us at %s, and we send it another way.",
			"Solo enviamos dinero a una cuenta que está comprobado que es suya: una desde la que llegó un pago suyo. Todavía no tiene ninguna aquí. Llámenos al %s y lo enviaremos de otra forma.",
			"Wir senden Geld nur auf ein Konto, das nachweislich Ihnen gehört: eines, von dem eine Zahlung von Ihnen kam. Hier haben Sie noch keines. Bitte rufen Sie uns unter %s an, dann senden wir es auf anderem Weg.", f.Brand.Phone)
	}
}

// refundOrder reads the form, with what cannot be read as wrong fields.
func refundOrder(r *guard.Request, c contract.ID, page view.Refund, currency money.Currency) (paying.RefundOrder, []fault.Field) {
	o := paying.RefundOrder{Contract: c}
	var wrong []fault.Field
	var err error
	if o.Amount, err = money.Parse(typedAmount(r, page.Amount), currency); err != nil {
		wrong = append(wrong, likeAmount("amount", "100.00"))
	}
	if o.Account, err = id.Parse[payment.Account](page.Account); err != nil {
		wrong = append(wrong, l10n.Field("account", "Choose one of your bank accounts.", "Elija una de sus cuentas bancarias.", "Wählen Sie eines Ihrer Bankkonten."))
	}
	return o, wrong
}

// refund checks the form and goes on to the page that shows everything once more.
func (p *Portal) refund(w http.ResponseWriter, r *guard.Request) error {
	c, err := contractID(r)
	if err != nil {
		return err
	}
	choices, err := p.Paying.RefundChoices(r.Context(), r.By, c)
	if err != nil {
		return err
	}
	page := view.Refund{Amount: r.PostFormValue("amount"), Account: r.PostFormValue("account")}
	o, wrong := refundOrder(r, c, page, choices.Currency)
	_, err = p.Paying.PrepareRefund(r.Context(), r.By, o)
	if f := fault.Of(err); f != nil && f.Kind != fault.NotFound {
		for _, x := range f.Fields {
			if !slices.ContainsFunc(wrong, func(w fault.Field) bool { return w.Name == x.Name }) {
				wrong = append(wrong, x)
			}
		}
		if len(wrong) == 0 {
			page.Failure = noted(r, f)
			return p.showRefund(w, r, respond.Status(f), page)
		}
	} else if err != nil {
		return err
	}
	if len(wrong) > 0 {
		page.Failure = failed(r, wrong)
		return p.showRefund(w, r, http.StatusUnprocessableEntity, page)
	}
	key, err := identity.NewToken(p.Random)
	if err != nil {
		return err
	}
	o.Key = string(key)
	return respond.SeeOther(w, r.Request, refundReviewPath(o))
}

func refundReviewPath(o paying.RefundOrder) string {
	return refundPath(o.Contract) + "/review?" + url.Values{
		"cents": {strconv.FormatInt(int64(o.Amount), 10)}, "account": {o.Account.String()}, "key": {o.Key},
	}.Encode()
}

// refundReviewed reads an order that the form has been checked into.
func refundReviewed(r *guard.Request) (paying.RefundOrder, error) {
	stale := l10n.Fault(fault.Conflict, "This page is not complete any more. Please begin the refund again.",
		"Esta página ya no está completa. Comience el reembolso otra vez.", "Diese Seite ist nicht mehr vollständig. Bitte beginnen Sie die Erstattung neu.")
	c, err := contractID(r)
	if err != nil {
		return paying.RefundOrder{}, err
	}
	o := paying.RefundOrder{Contract: c, Key: r.FormValue("key")}
	if o.Key == "" {
		o.Key = r.FormValue(ui.KeyField)
	}
	cents, err := strconv.ParseInt(r.FormValue("cents"), 10, 64)
	if err != nil || o.Key == "" {
		return o, stale
	}
	o.Amount = money.Cents(cents)
	if o.Account, err = id.Parse[payment.Account](r.FormValue("account")); err != nil {
		return o, stale
	}
	return o, nil
}

// refundAgain is where a refund goes whose session ended or was not fresh: back to the page that shows everything once more.
func refundAgain(r *guard.Request) string {
	o, err := refundReviewed(r)
	if err != nil {
		return ""
	}
	return refundReviewPath(o)
}

func (p *Portal) refundReview(w http.ResponseWriter, r *guard.Request) error {
	o, err := refundReviewed(r)
	if err != nil {
		return err
	}
	return p.showRefundReview(w, r, http.StatusOK, o, view.Failure{})
}

func (p *Portal) showRefundReview(w http.ResponseWriter, r *guard.Request, status int, o paying.RefundOrder, x view.Failure) error {
	c, err := p.Overview.Contract(r.Context(), r.By, o.Contract)
	if err != nil {
		return err
	}
	account, err := p.Paying.PrepareRefund(r.Context(), r.By, o)
	if f := fault.Of(err); f != nil && (f.Kind == fault.Invalid || f.Kind == fault.Conflict) {
		if status == http.StatusOK { // an address that was kept while the credit went: the form says what can be had
			return respond.SeeOther(w, r.Request, refundPath(o.Contract))
		}
		page := view.Refund{Amount: o.Amount.Text(c.Terms.Money()), Account: o.Account.String(), Failure: noted(r, f)}
		return p.showRefund(w, r, respond.Status(f), page)
	} else if err != nil {
		return err
	}
	return p.showAs(w, r, status, func(f ui.Frame) respond.Page {
		f.Currency = c.Terms.Money()
		back := refundPath(o.Contract) + "?" + url.Values{"amount": {o.Amount.Text(f.Currency)}, "account": {o.Account.String()}}.Encode()
		return view.RefundReview{
			Frame: f, Failure: x, Action: contractPath(o.Contract) + "/refunds", Key: o.Key, Amount: o.Amount, Back: back,
			Carried: []view.Hidden{{Name: "cents", Value: strconv.FormatInt(int64(o.Amount), 10)}, {Name: "account", Value: o.Account.String()}},
			Answers: []ui.Fact{
				{
					Label: f.Say("From", "De", "Von"), Value: f.Say("Your credit balance on the %s", "Su saldo a favor del %s", "Ihr Guthaben zum %s", c.Vehicle.Name),
					Detail: f.Say("Contract %s", "Contrato %s", "Vertrag %s", c.Number),
				},
				{Label: f.Say("Amount", "Monto", "Betrag"), Value: f.Money(o.Amount), Change: back},
				{Label: f.Say("To", "A", "An"), Value: accountName(f, account.Type, account.LastFour), Change: back},
				{Label: f.Say("Credit left", "Saldo a favor restante", "Guthaben danach"), Value: f.Money(c.State.Credit - o.Amount)},
			},
		}.Page()
	})
}

// refundOnce pays out; the same form posted again leads to the same receipt.
func (p *Portal) refundOnce(w http.ResponseWriter, r *guard.Request) error {
	o, err := refundReviewed(r)
	if err != nil {
		return err
	}
	made, err := p.Paying.Refund(r.Context(), r.By, o)
	if f := fault.Of(err); f != nil && (f.Kind == fault.Invalid || f.Kind == fault.Conflict) {
		return p.showRefundReview(w, r, respond.Status(f), o, view.Failure{Problem: plainFault(r.Locale(), f)})
	}
	if err != nil {
		return err
	}
	return respond.SeeOther(w, r.Request, refundReceiptPath(o.Contract, made))
}

func (p *Portal) refundReceipt(w http.ResponseWriter, r *guard.Request) error {
	contractID, err := contractID(r)
	if err != nil {
		return err
	}
	refund, err := id.Parse[payment.Refund](r.PathValue("refund"))
	if err != nil {
		return err
	}
	x, err := p.Paying.RefundOf(r.Context(), r.By, contractID, refund)
	if err != nil {
		return err
	}
	c, err := p.Overview.Contract(r.Context(), r.By, contractID)
	if err != nil {
		return err
	}
	zone, err := p.Paying.Zone(r.Context(), r.By)
	if err != nil {
		return err
	}
	return p.show(w, r, func(f ui.Frame) respond.Page {
		f.Currency = x.Currency
		page := refundReceiptOf(f, x, zone)
		page.Contract = contractOf(f, c)
		return page.Page()
	})
}

func refundReceiptOf(f ui.Frame, x paying.Paid, zone *time.Location) view.RefundReceipt {
	page := view.RefundReceipt{
		Frame: f, Reference: x.Reference, Status: refundStatus(f, x.State), Amount: x.Amount, On: x.Date,
		Details: []ui.Fact{
			{Label: f.Say("From", "De", "Von"), Value: f.Say("Your credit balance", "Su saldo a favor", "Ihr Guthaben")}, {Label: f.Say("To", "A", "An"), Value: accountName(f, x.Account.Type, x.Account.LastFour)},
			{Label: f.Say("Asked for", "Solicitado", "Verlangt"), Value: clock(f, x.CreatedAt, zone)},
		},
	}
	if x.State == payment.Returned {
		code := payment.ReturnCodeOf(x.ReturnCode)
		page.Returned = &view.Returned{Why: codeWords(f, code),
			Next: f.Say("The money is your credit balance again.", "El dinero vuelve a ser su saldo a favor.", "Das Geld ist wieder Ihr Guthaben."), Pay: refundPath(x.Contract)}
		return page
	}
	page.Happens = []view.Happening{
		{When: f.Locale.MonthDay(x.Date), What: f.Say("It left your credit balance.", "Salió de su saldo a favor.", "Sie ging von Ihrem Guthaben ab."), Done: true},
		{When: f.Say("At the end of the day", "Al final del día", "Am Ende des Tages"), What: f.Say("We send it to our bank.", "Lo enviamos a nuestro banco.", "Wir senden sie an unsere Bank."), Done: x.State == payment.Sent || x.State == payment.Final},
		{When: f.Say("From %s", "Desde el %s", "Ab %s", f.Locale.MonthDay(x.Arrives)), What: f.Say("Your bank shows it; some take two days more.", "Su banco lo muestra; algunos tardan dos días más.", "Ihre Bank zeigt sie an; manche brauchen zwei Tage länger."), Done: x.State == payment.Final},
	}
	return page
}

// refundStatus says where a refund stands.
func refundStatus(f ui.Frame, s payment.State) ui.Status {
	switch s {
	case payment.Created:
		return ui.Status{Tone: ui.Info, Text: f.Say("Ordered", "Ordenado", "Beauftragt"), Icon: "clock"}
	case payment.Batched, payment.Sent:
		return ui.Status{Tone: ui.Info, Text: f.Say("On its way", "En camino", "Unterwegs"), Icon: "clock"}
	case payment.Returned:
		return ui.Status{Tone: ui.Bad, Text: f.Say("Returned", "Devuelto", "Zurückgegeben")}
	}
	return ui.Status{Tone: ui.OK, Text: f.Say("Paid out", "Pagado", "Ausgezahlt")}
}
