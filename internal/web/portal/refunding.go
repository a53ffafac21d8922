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
			page.Past = append(page.Past, view.Payment{On: x.Date, Amount: x.Amount, Status: refundStatus(x.State), Href: refundReceiptPath(contractID, x.ID)})
		}
		return page.Page()
	})
}

func fillRefund(f ui.Frame, page *view.Refund, choices paying.RefundChoices) {
	page.Credit, page.Most = choices.Limits.Credit, choices.Limits.Most()
	if page.Amount == "" {
		page.Amount = page.Most.Text(f.Currency)
	}
	for _, a := range choices.Accounts {
		name := accountName(a.Type, a.LastFour)
		if why := fault.Of(a.Blocked); why != nil {
			page.Unfit = append(page.Unfit, ui.Fact{Label: name, Value: plainFault(why)})
			continue
		}
		page.Accounts = append(page.Accounts, view.BankAccount{Value: a.ID.String(), Name: name})
	}
	if page.Most < page.Credit {
		page.Waits = f.Money(page.Credit-page.Most) + " of it comes from a payment that your bank can still take back. It can be paid out a few banking days from now."
	}
	switch why := fault.Of(choices.Blocked); {
	case why != nil:
		page.Blocked = plainFault(why)
	case page.Credit == 0:
		page.Blocked = "There is nothing to pay out."
	case page.Most == 0:
		page.Blocked = "Nothing can be paid out today."
	case len(page.Accounts) == 0:
		page.Blocked = "We send money only to an account of yours that is proved to be yours: one that a payment of yours has come from. You have none here yet. Please call us at " + f.Brand.Phone + ", and we send it another way."
	}
}

// refundOrder reads the form, with what cannot be read as wrong fields.
func refundOrder(c contract.ID, page view.Refund, currency money.Currency) (paying.RefundOrder, []fault.Field) {
	o := paying.RefundOrder{Contract: c}
	var wrong []fault.Field
	var err error
	if o.Amount, err = money.Parse(plainAmount(page.Amount), currency); err != nil {
		wrong = append(wrong, fault.Field{Name: "amount", Message: "Enter an amount like 100.00."})
	}
	if o.Account, err = id.Parse[payment.Account](page.Account); err != nil {
		wrong = append(wrong, fault.Field{Name: "account", Message: "Choose one of your bank accounts."})
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
	o, wrong := refundOrder(c, page, choices.Currency)
	_, err = p.Paying.PrepareRefund(r.Context(), r.By, o)
	if f := fault.Of(err); f != nil && f.Kind != fault.NotFound {
		for _, x := range f.Fields {
			if !slices.ContainsFunc(wrong, func(w fault.Field) bool { return w.Name == x.Name }) {
				wrong = append(wrong, x)
			}
		}
		if len(wrong) == 0 {
			page.Failure = view.FailureOf(r.Locale(), f)
			return p.showRefund(w, r, respond.Status(f), page)
		}
	} else if err != nil {
		return err
	}
	if len(wrong) > 0 {
		page.Failure = view.Failure{Fields: wrong}
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
	stale := fault.New(fault.Conflict, "This page is not complete any more. Please begin the refund again.")
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
		page := view.Refund{Amount: o.Amount.Text(c.Terms.Money()), Account: o.Account.String(), Failure: view.FailureOf(r.Locale(), f)}
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
				{Label: "From", Value: "Your credit balance on the " + c.Vehicle.Name, Detail: "Contract " + c.Number},
				{Label: "Amount", Value: f.Money(o.Amount), Change: back},
				{Label: "To", Value: accountName(account.Type, account.LastFour), Change: back},
				{Label: "Credit left", Value: f.Money(c.State.Credit - o.Amount)},
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
		return p.showRefundReview(w, r, respond.Status(f), o, view.Failure{Problem: plainFault(f)})
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
		Frame: f, Reference: x.Reference, Status: refundStatus(x.State), Amount: x.Amount, On: x.Date,
		Details: []ui.Fact{
			{Label: "From", Value: "Your credit balance"}, {Label: "To", Value: accountName(x.Account.Type, x.Account.LastFour)},
			{Label: "Asked for", Value: clock(f, x.CreatedAt, zone)},
		},
	}
	if x.State == payment.Returned {
		code := payment.ReturnCodeOf(x.ReturnCode)
		page.Returned = &view.Returned{Why: f.Say("The reason: %s (%s).", "El motivo: %s (%s).", "Ihre Bank meldet, dass %s (%s).", code.Plain, code.Code),
			Next: "The money is your credit balance again.", Pay: refundPath(x.Contract)}
		return page
	}
	page.Happens = []view.Happening{
		{When: f.Locale.MonthDay(x.Date), What: "It left your credit balance.", Done: true},
		{When: "At the end of the day", What: "We send it to our bank.", Done: x.State == payment.Sent || x.State == payment.Final},
		{When: "From " + f.Locale.MonthDay(x.Arrives), What: "Your bank shows it; some take two days more.", Done: x.State == payment.Final},
	}
	return page
}

// refundStatus says where a refund stands.
func refundStatus(s payment.State) ui.Status {
	switch s {
	case payment.Created:
		return ui.Status{Tone: ui.Info, Text: "Ordered", Icon: "clock"}
	case payment.Batched, payment.Sent:
		return ui.Status{Tone: ui.Info, Text: "On its way", Icon: "clock"}
	case payment.Returned:
		return ui.Status{Tone: ui.Bad, Text: "Returned"}
	}
	return ui.Status{Tone: ui.OK, Text: "Paid out"}
}
