package portal

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"

	"marque/internal/civil"
	"marque/internal/core/contract"
	"marque/internal/core/identity"
	"marque/internal/core/payment"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/l10n"
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
		Amount: r.FormValue("amount"), Other: r.FormValue("other"), Principal: r.FormValue("principal"), Date: r.FormValue("date"), Account: r.FormValue("account"),
	})
}

// showPay fills the form in with what can be chosen.
func (p *Portal) showPay(w http.ResponseWriter, r *guard.Request, status int, page view.Pay) error {
	contractID, err := contractID(r)
	if err != nil {
		return err
	}
	c, err := p.Overview.ToPay(r.Context(), r.By, contractID)
	if err != nil {
		return err
	}
	choices, err := p.Paying.Choices(r.Context(), r.By, contractID)
	if err != nil {
		return err
	}
	if on, err := civil.Parse(page.Date); page.Date == "" || status == http.StatusOK && err == nil && on < choices.Earliest {
		page.Date = choices.Earliest.String() // a link to today that is followed after the cut-off
	}
	if page.PayoffToday, page.NoPayoff, err = p.payoffOn(r, c, page.Date, choices.Earliest); err != nil {
		return err
	}
	return p.showAs(w, r, status, func(f ui.Frame) respond.Page {
		f.Currency = c.Terms.Money()
		page.Frame, page.Contract, page.Action = f, contractOf(f, c), contractPath(c.ID)+"/pay"
		page.Earliest, page.Latest, page.CutOff = choices.Earliest, choices.Latest, cutOff(f, choices)
		fillAmounts(f, &page, c, choices)
		if c.Helped {
			page.Choose = ""
		} else if p.Paying.TakesCards() {
			page.Card = cardPath(c.ID)
		}
		for _, a := range choices.Accounts {
			if !a.Stopped {
				page.Accounts = append(page.Accounts, choiceOf(f, a))
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
	page.Due = view.AmountChoice{
		Amount: choices.ToPay, Label: f.Say("Due now", "Por pagar ahora", "Jetzt fällig"),
		Hint: f.Say("Everything that is due today", "Todo lo que vence hoy", "Alles, was heute fällig ist"),
	}
	if choices.DueNow == 0 {
		page.Due.Label = f.Say("Next payment", "Próximo pago", "Nächste Rate")
		page.Due.Hint = f.Say("The payment for %s", "El pago del %s", "Die Rate vom %s", f.Locale.MonthDay(choices.Next.Date))
	}
	if choices.InFlight > 0 {
		page.Due.Hint = f.Say("%s, less %s on its way", "%s, menos %s en camino", "%s, abzüglich %s unterwegs", page.Due.Hint, choices.InFlight)
	}
	if choices.PastDue > 0 && choices.PastDue != choices.DueNow && choices.InFlight == 0 {
		page.PastDue = view.AmountChoice{
			Amount: choices.PastDue, Label: f.Say("Only what is past due", "Solo lo vencido", "Nur das Überfällige"),
			Hint: f.Say("Without fees and later payments", "Sin cargos ni pagos posteriores", "Ohne Gebühren und spätere Raten"),
		}
	}
	if page.Amount == "" {
		page.Amount = "due"
	}
	if page.Extra = extraEffects(f, c); c.Kind == contract.Loan && c.State.Status == contract.Active {
		page.Instruction, page.Choose = paying.InstructionWords(c.State.Extra).In(f.Locale), contractPath(c.ID)+"/extra"
		page.MayPrincipal = choices.NoPrincipal == nil
		if why := fault.Of(choices.NoPrincipal); why != nil {
			page.NoPrincipal = plainFault(f.Locale, why)
		}
	}
}

// payoffOn is the payoff of the day in the form, or why there is none. A day that cannot be read is told of elsewhere; the first that can be had stands for it.
func (p *Portal) payoffOn(r *guard.Request, c overview.Contract, date string, earliest civil.Date) (money.Cents, string, error) {
	if c.Kind == contract.Lease || c.State.Status != contract.Active {
		return 0, "", nil
	}
	on, err := civil.Parse(date)
	if err != nil {
		on = earliest
	}
	amount, err := p.Paying.Payoff(r.Context(), r.By, c.ID, on)
	if f := fault.Of(err); f != nil {
		return 0, plainFault(r.Locale(), f), nil
	}
	return amount, "", err
}

// plainFault is a fault in one sentence of the reader's language: its first field's, when it is about fields.
func plainFault(l l10n.Locale, f *fault.Fault) string {
	f = l.Translate(f)
	if len(f.Fields) > 0 {
		return f.Fields[0].Message
	}
	return f.Message
}

// extraEffects shows what a little more each month would do, in months and dollars.
func extraEffects(f ui.Frame, c overview.Contract) []view.ExtraEffect {
	if c.Kind == contract.Lease || c.State.Status != contract.Active {
		return nil
	}
	now, err := c.State.Outlook()
	if err != nil {
		return nil
	}
	var out []view.ExtraEffect
	for _, extra := range []money.Cents{2500, 5000, 10000} {
		effect, err := c.State.WhatIf(contract.Scenario{Monthly: extra})
		if err == nil && effect.InterestSaved > 0 {
			out = append(out, view.ExtraEffect{Extra: extra, Sooner: sooner(f, effect.PayoffDate, now.PayoffDate), Interest: effect.InterestSaved})
		}
	}
	return out
}

func cutOff(f ui.Frame, c paying.Choices) string {
	return f.Say("A payment made by %s counts on %s.", "Un pago hecho hasta el %s cuenta el %s.", "Eine Zahlung bis zum %s zählt am %s.",
		clock(f, c.CutOff, c.Zone), f.Locale.MonthDay(c.Earliest))
}

func accountName(f ui.Frame, kind payment.AccountType, lastFour string) string {
	name := f.Say("Checking", "Cuenta de cheques", "Girokonto")
	switch kind {
	case payment.Savings:
		name = f.Say("Savings", "Cuenta de ahorros", "Sparkonto")
	case payment.IBAN:
		name = "IBAN"
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
		Amount: r.PostFormValue("amount"), Other: r.PostFormValue("other"), Principal: r.PostFormValue("principal"), Date: r.PostFormValue("date"), Account: r.PostFormValue("account"),
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
		wrong = append(wrong, namedFor(order.Kind, chosen(page.Account, f.Fields), wrong)...)
		if len(wrong) == 0 {
			page.Failure = noted(r, f)
			return p.showPay(w, r, respond.Status(f), page)
		}
	} else if err != nil {
		return err
	}
	if len(wrong) > 0 {
		page.Failure = failed(r, wrong)
		return p.showPay(w, r, http.StatusUnprocessableEntity, page)
	}
	key, err := identity.NewToken(p.Random)
	if err != nil {
		return err
	}
	order.Account, order.Key = account.ID, string(key)
	return respond.SeeOther(w, r.Request, payPath(order, "review"))
}

// chosenField is where what is wrong with an account on file stands: beside the choice, for the fields of a new one are not shown.
const chosenField = "chosen"

// chosen moves what is wrong with an account on file to where it was chosen.
func chosen(account string, fields []fault.Field) []fault.Field {
	if account == "new" || account == "" {
		return fields
	}
	out := slices.Clone(fields)
	for i := range out {
		if out[i].Name == "account" {
			out[i].Name = chosenField
		}
	}
	return out
}

// namedFor is named for the form's way of paying: principal has an amount of its own.
func namedFor(kind contract.PaymentKind, fields, already []fault.Field) []fault.Field {
	out := named(fields, already)
	for i := range out {
		if out[i].Name == "other" && kind == contract.PrincipalOnly {
			out[i].Name = "principal"
		}
	}
	return out
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
		case chosenField:
			f.Name = "account"
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
	if o.Date, err = civil.Parse(page.Date); err != nil {
		wrong = append(wrong, likeDate("date", choices.Earliest))
	}
	wrong, err = p.amountOf(r, &o, page, choices, wrong)
	if err != nil {
		return o, nil, err
	}
	if page.Account == "new" || page.Account == "" {
		o.New = payment.AccountInput{
			Type: page.New.Kind, Routing: page.New.Routing, Number: r.PostFormValue("account_number"), Confirm: r.PostFormValue("account_last4"),
		}
	} else if o.Account, err = id.Parse[payment.Account](page.Account); err != nil {
		wrong = append(wrong, l10n.Field("account", "Choose one of your bank accounts.", "Elija una de sus cuentas bancarias.", "Wählen Sie eines Ihrer Bankkonten."))
	}
	return o, wrong, nil
}

// amountOf reads how much, and what for. A payoff is never what was typed but the quote of its day.
func (p *Portal) amountOf(r *guard.Request, o *paying.Order, page view.Pay, choices paying.Choices, wrong []fault.Field) ([]fault.Field, error) {
	var err error
	switch page.Amount {
	case "due":
		o.Amount = choices.ToPay
	case "past_due":
		o.Amount = choices.PastDue
	case "payoff":
		o.Kind = contract.PayoffPayment
		if o.Date.IsZero() {
			return wrong, nil
		}
		o.Amount, err = p.Paying.Payoff(r.Context(), r.By, o.Contract, o.Date)
		if f := fault.Of(err); f != nil && f.Kind == fault.Invalid {
			return append(wrong, f.Fields...), nil
		} else if f != nil {
			return append(wrong, fault.Field{Name: "amount", Message: f.Message, Other: f.Other}), nil
		}
		return wrong, err
	case "principal":
		o.Kind = contract.PrincipalOnly
		if why := fault.Of(choices.NoPrincipal); why != nil { // the form was open while that changed
			return append(wrong, fault.Field{Name: "amount", Message: why.Message, Other: why.Other}), nil
		}
		if o.Amount, err = money.Parse(typedAmount(r, page.Principal), money.USD()); err != nil {
			wrong = append(wrong, likeAmount("principal", "100.00"))
		}
	default:
		if o.Amount, err = money.Parse(typedAmount(r, page.Other), money.USD()); err != nil {
			wrong = append(wrong, likeAmount("other", "612.44"))
		}
	}
	return wrong, nil
}

// reviewed reads an order that the form has been checked into.
func reviewed(r *guard.Request) (paying.Order, error) {
	contractID, err := contractID(r)
	if err != nil {
		return paying.Order{}, err
	}
	o := paying.Order{Contract: contractID, Kind: contract.PaymentKind(r.FormValue("for")), Key: r.FormValue("key")}
	if o.Key == "" {
		o.Key = r.FormValue(ui.KeyField)
	}
	stale := l10n.Fault(fault.Conflict, "This page is not complete any more. Please begin the payment again.",
		"Esta página ya no está completa. Comience el pago otra vez.", "Diese Seite ist nicht mehr vollständig. Bitte beginnen Sie die Zahlung neu.")
	cents, err := strconv.ParseInt(r.FormValue("cents"), 10, 64)
	switch o.Kind {
	case "":
		o.Kind = contract.RegularPayment
	case contract.RegularPayment, contract.PrincipalOnly, contract.PayoffPayment:
	default:
		return o, stale
	}
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
	zone, err := p.Paying.Zone(r.Context(), r.By)
	if err != nil {
		return err
	}
	return p.show(w, r, func(f ui.Frame) respond.Page { return p.receiptOf(f, x, zone).Page() })
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
