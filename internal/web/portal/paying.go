package portal

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"marque/internal/civil"
	"marque/internal/core/contract"
	"marque/internal/core/identity"
	"marque/internal/core/payment"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/money"
	"marque/internal/service/overview"
	"marque/internal/service/paying"
	"marque/internal/web/guard"
	"marque/internal/web/portal/view"
	"marque/internal/web/respond"
	"marque/internal/web/ui"
)

func paymentPath(p payment.Payment) string {
	return contractPath(p.Contract) + "/payments/" + p.ID.String()
}

// sortNewest brings payments into the order in which people look for them.
func sortNewest(all []view.Payment) {
	slices.SortStableFunc(all, func(a, b view.Payment) int { return cmp.Compare(b.On, a.On) })
}

// payForm asks how much, from where and when. What was typed before comes back by the query, but never an account's number.
func (p *Portal) payForm(w http.ResponseWriter, r *guard.Request) error {
	return p.showPay(w, r, http.StatusOK, view.Pay{
		Amount: r.FormValue("amount"), Other: r.FormValue("other"), Date: r.FormValue("date"), Account: r.FormValue("account"),
	})
}

// showPay fills the form in with what can be chosen.
func (p *Portal) showPay(w http.ResponseWriter, r *guard.Request, status int, page view.Pay) error {
	contractID, err := contractID(r)
	if err != nil {
		return err
	}
	c, err := p.Overview.Contract(r.Context(), r.By, contractID)
	if err != nil {
		return err
	}
	choices, err := p.Paying.Choices(r.Context(), r.By, contractID)
	if err != nil {
		return err
	}
	return p.showAs(w, r, status, func(f ui.Frame) respond.Page {
		f.Currency = c.Terms.Money()
		page.Frame, page.Contract, page.Action = f, contractOf(f, c), contractPath(c.ID)+"/pay"
		page.Earliest, page.Latest, page.CutOff = choices.Earliest, choices.Latest, p.cutOff(f, choices)
		if page.Date == "" {
			page.Date = choices.Earliest.String()
		}
		fillAmounts(f, &page, c, choices)
		for _, a := range choices.Accounts {
			if !a.Stopped {
				page.Accounts = append(page.Accounts, view.BankAccount{Value: a.ID.String(), Name: accountName(a.Type, a.LastFour)})
			}
		}
		if page.Account == "" && len(page.Accounts) > 0 {
			page.Account = page.Accounts[0].Value
		}
		return page.Page()
	})
}

// fillAmounts offers what is due, what is past due, and shows what paying more would do.
func fillAmounts(f ui.Frame, page *view.Pay, c overview.Contract, choices paying.Choices) {
	page.Due = view.AmountChoice{Amount: choices.ToPay, Label: "Due now", Hint: "Everything that is due today"}
	if choices.DueNow == 0 {
		page.Due.Label, page.Due.Hint = "Next payment", "The payment for "+f.Locale.MonthDay(choices.Next.Date)
	}
	if choices.InFlight > 0 {
		page.Due.Hint += ", less " + f.Money(choices.InFlight) + " on its way"
	}
	if choices.PastDue > 0 && choices.PastDue != choices.DueNow && choices.InFlight == 0 {
		page.PastDue = view.AmountChoice{Amount: choices.PastDue, Label: "Only what is past due", Hint: "Without fees and later payments"}
	}
	if page.Amount == "" {
		page.Amount = "due"
	}
	page.Extra = extraEffects(c)
}

// extraEffects shows what a little more each month would do, in months and dollars.
func extraEffects(c overview.Contract) []view.ExtraEffect {
	if c.Kind == contract.Lease || c.State.Status != contract.Active {
		return nil
	}
	var out []view.ExtraEffect
	for _, extra := range []money.Cents{2500, 5000, 10000} {
		effect, err := c.State.WhatIf(contract.Scenario{Monthly: extra})
		if err == nil && effect.InterestSaved > 0 {
			out = append(out, view.ExtraEffect{Extra: extra, Sooner: months(effect.Sooner), Interest: effect.InterestSaved})
		}
	}
	return out
}

func (p *Portal) cutOff(f ui.Frame, c paying.Choices) string {
	return "A payment made by " + p.local(f, c.CutOff) + " counts on " + f.Locale.MonthDay(c.Earliest) + "."
}

func accountName(kind payment.AccountType, lastFour string) string {
	name := "Checking"
	if kind == payment.Savings {
		name = "Savings"
	}
	return name + " •••• " + lastFour
}

// pay checks the form, keeps a new account, and goes on to the page that shows everything once more.
func (p *Portal) pay(w http.ResponseWriter, r *guard.Request) error {
	contractID, err := contractID(r)
	if err != nil {
		return err
	}
	page := view.Pay{
		Amount: r.PostFormValue("amount"), Other: r.PostFormValue("other"), Date: r.PostFormValue("date"), Account: r.PostFormValue("account"),
		New: view.NewAccount{Kind: r.PostFormValue("account_kind"), Routing: r.PostFormValue("routing")},
	}
	if page.Account == "new" && !r.Session.Fresh(p.Now()) {
		r.StepUp()
		return nil
	}
	order, wrong, err := p.order(r, contractID, page)
	if err != nil {
		return err
	}
	account, err := p.Paying.Prepare(r.Context(), r.By, order)
	if f := fault.Of(err); f != nil {
		wrong = append(wrong, named(f.Fields, wrong)...)
		if len(wrong) == 0 {
			page.Failure = view.FailureOf(f)
			return p.showPay(w, r, respond.Status(f), page)
		}
	} else if err != nil {
		return err
	}
	if len(wrong) > 0 {
		page.Failure = view.Failure{Fields: wrong}
		return p.showPay(w, r, http.StatusUnprocessableEntity, page)
	}
	key, err := identity.NewToken(p.Random)
	if err != nil {
		return err
	}
	order.Account, order.Key = account.ID, string(key)
	return respond.SeeOther(w, r.Request, payPath(order, "review"))
}

// named gives the service's fields the names that the form has, and leaves out what the form has complained about already.
func named(fields, already []fault.Field) []fault.Field {
	var out []fault.Field
	for _, f := range fields {
		switch f.Name {
		case "amount":
			f.Name = "other"
		case "account_type":
			f.Name = "account_kind"
		case "account":
			f.Name = "account_number"
		case "confirm":
			f.Name = "account_last4"
		}
		if !slices.ContainsFunc(already, func(a fault.Field) bool { return a.Name == f.Name }) {
			out = append(out, f)
		}
	}
	return out
}

// order reads the form. What cannot be read is returned as wrong fields, so that one answer names everything.
func (p *Portal) order(r *guard.Request, contractID contract.ID, page view.Pay) (paying.Order, []fault.Field, error) {
	choices, err := p.Paying.Choices(r.Context(), r.By, contractID)
	if err != nil {
		return paying.Order{}, nil, err
	}
	var wrong []fault.Field
	o := paying.Order{Contract: contractID, Kind: contract.RegularPayment}
	switch page.Amount {
	case "due":
		o.Amount = choices.ToPay
	case "past_due":
		o.Amount = choices.PastDue
	default:
		if o.Amount, err = money.Parse(plainAmount(page.Other), money.USD()); err != nil {
			wrong = append(wrong, fault.Field{Name: "other", Message: "Enter an amount like 612.44."})
		}
	}
	if o.Date, err = civil.Parse(page.Date); err != nil {
		wrong = append(wrong, fault.Field{Name: "date", Message: "Enter a date like " + choices.Earliest.String() + "."})
	}
	if page.Account == "new" || page.Account == "" {
		o.New = payment.AccountInput{
			Type: page.New.Kind, Routing: page.New.Routing, Number: r.PostFormValue("account_number"), Confirm: r.PostFormValue("account_last4"),
		}
	} else if o.Account, err = id.Parse[payment.Account](page.Account); err != nil {
		wrong = append(wrong, fault.Field{Name: "account", Message: "Choose one of your bank accounts."})
	}
	return o, wrong, nil
}

// plainAmount takes out what people write into amounts: a currency sign, thousands and blanks.
func plainAmount(typed string) string {
	return strings.NewReplacer("$", "", ",", "", " ", "").Replace(strings.TrimSpace(typed))
}

// reviewed reads an order that the form has been checked into.
func reviewed(r *guard.Request) (paying.Order, error) {
	contractID, err := contractID(r)
	if err != nil {
		return paying.Order{}, err
	}
	o := paying.Order{Contract: contractID, Kind: contract.RegularPayment, Key: r.FormValue("key")}
	if o.Key == "" {
		o.Key = r.FormValue(ui.KeyField)
	}
	stale := fault.New(fault.Conflict, "This page is not complete any more. Please begin the payment again.")
	cents, err := strconv.ParseInt(r.FormValue("cents"), 10, 64)
	if err != nil || o.Key == "" {
		return o, stale
	}
	o.Amount = money.Cents(cents)
	if o.Date, err = civil.Parse(r.FormValue("date")); err != nil {
		return o, stale
	}
	if o.Account, err = id.Parse[payment.Account](r.FormValue("account")); err != nil {
		return o, stale
	}
	return o, nil
}

func (p *Portal) payReview(w http.ResponseWriter, r *guard.Request) error {
	o, err := reviewed(r)
	if err != nil {
		return err
	}
	return p.showReview(w, r, http.StatusOK, o, view.Failure{})
}

func (p *Portal) showReview(w http.ResponseWriter, r *guard.Request, status int, o paying.Order, x view.Failure) error {
	c, err := p.Overview.Contract(r.Context(), r.By, o.Contract)
	if err != nil {
		return err
	}
	account, err := p.Paying.Prepare(r.Context(), r.By, o)
	if f := fault.Of(err); f != nil && f.Kind == fault.Invalid {
		x = view.Failure{Problem: f.Message}
	} else if err != nil {
		return err
	}
	return p.showAs(w, r, status, func(f ui.Frame) respond.Page {
		f.Currency = c.Terms.Money()
		path := contractPath(o.Contract)
		back := path + "/pay?" + url.Values{
			"amount": {"other"}, "other": {o.Amount.Text(f.Currency)}, "date": {o.Date.String()}, "account": {o.Account.String()},
		}.Encode()
		return view.PayReview{
			Frame: f, Failure: x, Action: path + "/payments", Key: o.Key, Amount: o.Amount, On: o.Date, Back: back,
			Carried: []view.Hidden{
				{Name: "cents", Value: strconv.FormatInt(int64(o.Amount), 10)}, {Name: "date", Value: o.Date.String()}, {Name: "account", Value: o.Account.String()},
			},
			Answers: []ui.Fact{
				{Label: "For", Value: c.Vehicle.Name, Detail: "Contract " + c.Number},
				{Label: "Amount", Value: f.Money(o.Amount), Change: back},
				{Label: "Date", Value: f.Locale.DateFull(o.Date), Change: back},
				{Label: "From", Value: accountName(account.Type, account.LastFour), Change: back},
			},
			Counts:  "It counts from " + f.Locale.MonthDay(o.Date) + ", if your bank honors it.",
			Consent: "By continuing you authorize " + f.Brand.LegalName + " to draw " + f.Money(o.Amount) + " once from this account on or after " + f.Day(o.Date) + ".",
		}.Page()
	})
}

// payOnce takes the payment; the same form posted again shows the same receipt.
func (p *Portal) payOnce(w http.ResponseWriter, r *guard.Request) error {
	o, err := reviewed(r)
	if err != nil {
		return err
	}
	confirmed, err := p.confirmed(r, o)
	if err == nil && !confirmed {
		return respond.SeeOther(w, r.Request, payPath(o, "confirm"))
	}
	var paid payment.ID
	if err == nil {
		paid, err = p.Paying.PayOnce(r.Context(), r.By, o)
	}
	if f := fault.Of(err); f != nil && f.Kind == fault.Invalid {
		return p.showReview(w, r, respond.Status(f), o, view.Failure{Problem: f.Message})
	}
	if err != nil {
		return err
	}
	return respond.SeeOther(w, r.Request, contractPath(o.Contract)+"/payments/"+paid.String())
}

// ofPayment reads the ids in the path.
func ofPayment(r *guard.Request) (contract.ID, payment.ID, error) {
	c, err := contractID(r)
	if err != nil {
		return c, payment.ID{}, err
	}
	paid, err := id.Parse[payment.Payment](r.PathValue("payment"))
	return c, paid, err
}

func (p *Portal) receipt(w http.ResponseWriter, r *guard.Request) error {
	c, paid, err := ofPayment(r)
	if err != nil {
		return err
	}
	x, err := p.Overview.Payment(r.Context(), r.By, c, paid)
	if err != nil {
		return err
	}
	return p.show(w, r, func(f ui.Frame) respond.Page { return p.receiptOf(f, x).Page() })
}

func (p *Portal) receiptFile(w http.ResponseWriter, r *guard.Request) error {
	c, paid, err := ofPayment(r)
	if err != nil {
		return err
	}
	file, err := p.Overview.ReceiptFile(r.Context(), r.By, c, paid)
	if err != nil {
		return err
	}
	respond.Document(w, "application/pdf", "receipt.pdf", file)
	return nil
}

func (p *Portal) cancel(w http.ResponseWriter, r *guard.Request) error {
	c, paid, err := ofPayment(r)
	if err != nil {
		return err
	}
	if err := p.Paying.Cancel(r.Context(), r.By, c, paid); err != nil {
		return err
	}
	return respond.SeeOther(w, r.Request, contractPath(c)+"/payments/"+paid.String())
}
