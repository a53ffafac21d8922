package console

import (
	"crypto/rand"
	"net/http"
	"strings"

	"marque/internal/core/access"
	"marque/internal/core/contract"
	"marque/internal/core/identity"
	"marque/internal/core/payment"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/money"
	"marque/internal/service/assisting"
	"marque/internal/service/paying"
	"marque/internal/web/console/view"
	"marque/internal/web/guard"
	"marque/internal/web/respond"
	"marque/internal/web/ui"
)

// payPath follows a contract's path where a payment is taken on the phone.
const payPath = "/pay"

// call is a payment that an agent takes, as far as it is known.
type call struct {
	act     assisting.Act
	by      access.Actor // the agent, acting for the customer
	choices paying.Choices
	order   paying.Order
	typed   string // the amount
	to      identity.ContactKind
}

// call reads what a page of a payment on the phone names, and what can be chosen. A nil call says that the reason was asked for in its place.
func (c *Console) call(w http.ResponseWriter, r *guard.Request) (*call, error) {
	if !access.May(r.By, access.PaymentTake) {
		return nil, fault.New(fault.NotFound, "There is no such page.")
	}
	party, err := partyOf(r)
	if err != nil {
		return nil, err
	}
	contractID, err := contractOf(r)
	if err != nil {
		return nil, err
	}
	why := whyOf(r)
	if wrong := fault.Of(why.Check()); wrong != nil {
		return nil, c.askWhy(w, r, pathCustomers+party.String()+"/contracts/"+contractID.String()+payPath, wrong)
	}
	out := &call{act: assisting.Act{By: r.By, Party: party, Why: why}, typed: strings.TrimSpace(r.PostFormValue("amount")), to: identity.ContactKind(r.PostFormValue("to"))}
	if out.by, err = c.Paying.Caller(r.Context(), r.By, contractID, party, why); err != nil {
		return nil, err
	}
	if out.choices, err = c.Paying.Choices(r.Context(), out.by, contractID); err != nil {
		return nil, err
	}
	out.order = paying.Order{Contract: contractID, Kind: contract.RegularPayment, Date: out.choices.Earliest, Key: r.PostFormValue(ui.KeyField)}
	if out.order.Key == "" {
		out.order.Key = rand.Text()
	}
	out.order.Account, _ = id.Parse[payment.Account](r.PostFormValue("account"))                // none is refused with the choice
	out.order.Amount, _ = money.Parse(strings.TrimPrefix(out.typed, "$"), out.choices.Currency) // what is no amount is none
	return out, nil
}

func (x *call) path(what string) string {
	return adjustPath(x.act.Party, x.order.Contract, what, x.act.Why)
}

func (c *Console) payForm(w http.ResponseWriter, r *guard.Request) error {
	x, err := c.call(w, r)
	if err != nil || x == nil {
		return err
	}
	return c.showCall(w, r, x, nil)
}

// pay checks the order and sends its code. What is wrong comes back with what was typed.
func (c *Console) pay(w http.ResponseWriter, r *guard.Request) error {
	x, err := c.call(w, r)
	if err != nil || x == nil {
		return err
	}
	confirmation, err := c.prepared(r, x)
	if err == nil {
		var token identity.Token
		if token, err = c.Assisting.AskPayment(r.Context(), x.act, x.to, confirmation, x.order.Date); err == nil {
			r.Ask(token)
			return c.showAgree(w, r, x, confirmation, nil)
		}
	}
	return callBack(w, err, func(f *fault.Fault) error { return c.showCall(w, r, x, f) })
}

// prepared tells what the code names, once the order would be taken.
func (c *Console) prepared(r *guard.Request, x *call) (identity.Confirmation, error) {
	if x.order.Account.IsZero() {
		return identity.Confirmation{}, fault.Input("account", "Choose one of the customer’s bank accounts.")
	}
	if _, err := c.Paying.Prepare(r.Context(), x.by, x.order); err != nil {
		return identity.Confirmation{}, err
	}
	confirmation, _, err := c.Paying.Confirmation(r.Context(), x.by, x.order)
	return confirmation, err
}

// agree takes the code that the customer read out, and the payment with it. The same form again leads to the same payment.
func (c *Console) agree(w http.ResponseWriter, r *guard.Request) error {
	x, err := c.call(w, r)
	if err != nil || x == nil {
		return err
	}
	done := contractPath(x.act.Party, x.order.Contract, x.act.Why) + "&done=taken"
	if _, err := c.Paying.Ordered(r.Context(), x.by, x.order); !fault.Is(err, fault.NotFound) {
		if err != nil {
			return err
		}
		return respond.SeeOther(w, r.Request, done)
	}
	confirmation, err := c.prepared(r, x)
	if err != nil {
		return callBack(w, err, func(f *fault.Fault) error { return c.showCall(w, r, x, f) })
	}
	way, err := c.Assisting.AgreePayment(r.Context(), x.act, r.Challenge(), confirmation, r.PostFormValue("code"))
	if err == nil {
		_, err = c.Paying.TakeByPhone(r.Context(), x.by, x.order, way)
	}
	if _, late := c.Paying.Ordered(r.Context(), x.by, x.order); err == nil || late == nil { // of two clicks at once the second finds the code used up
		return respond.SeeOther(w, r.Request, done)
	}
	return callBack(w, err, func(f *fault.Fault) error { return c.showAgree(w, r, x, confirmation, f) })
}

// callBack shows a page again for a fault that the agent can do something about.
func callBack(w http.ResponseWriter, err error, again func(*fault.Fault) error) error {
	f := fault.Of(err)
	if f == nil || f.Kind == fault.NotFound || f.Kind == fault.Internal {
		return err
	}
	respond.RetryAfter(w, f)
	return again(f)
}

func (c *Console) showCall(w http.ResponseWriter, r *guard.Request, x *call, wrong *fault.Fault) error {
	return c.showAs(w, r, statusOf(wrong), func(f ui.Frame) respond.Page {
		f.Currency = x.choices.Currency
		page := view.TakePayment{Frame: f, Failure: view.FailureOf(wrong), Back: contractPath(x.act.Party, x.order.Contract, x.act.Why), Action: x.path(payPath), Key: x.order.Key}
		page.Facts = []ui.Fact{{Label: "To pay", Value: f.Money(x.choices.ToPay)}, {Label: "Past due", Value: f.Money(x.choices.PastDue)}, {Label: "Counts on", Value: f.Day(x.order.Date)}}
		page.Amount = ui.Field{Name: "amount", Label: "How much", Value: x.typed, InputMode: "decimal", Short: true, Errors: page.Fields}
		page.Accounts = ui.Choices{Name: "account", Legend: "From which account?", Errors: page.Fields}
		for _, a := range x.choices.Accounts {
			page.Accounts.Options = append(page.Accounts.Options, ui.Choice{Value: a.ID.String(), Label: "Account ending in " + a.LastFour, Chosen: a.ID == x.order.Account})
		}
		page.To = ui.Choices{Name: "to", Legend: "Where does the code go?", Hint: "It names the amount, the account and the day. The customer reads it to you only if they agree.", Errors: page.Fields, Options: []ui.Choice{
			{Value: string(identity.ContactPhone), Label: "By text to the phone on file", Chosen: x.to == identity.ContactPhone}, {Value: string(identity.ContactEmail), Label: "By email to the mailbox on file", Chosen: x.to == identity.ContactEmail}}}
		return page.Page()
	})
}

func (c *Console) showAgree(w http.ResponseWriter, r *guard.Request, x *call, what identity.Confirmation, wrong *fault.Fault) error {
	return c.showAs(w, r, statusOf(wrong), func(f ui.Frame) respond.Page {
		f.Currency = x.choices.Currency
		page := view.AgreePayment{Frame: f, Failure: view.FailureOf(wrong), Back: x.path(payPath), Action: x.path(payPath + "/code"), Key: x.order.Key,
			Facts:   []ui.Fact{{Label: "Amount", Value: f.Money(what.Amount)}, {Label: "From", Value: "Account ending in " + what.Account}, {Label: "Counts on", Value: f.Day(x.order.Date)}},
			Carried: [][2]string{{"amount", x.typed}, {"account", x.order.Account.String()}, {"to", string(x.to)}}}
		page.Code = ui.Field{Name: "code", Label: "The code that the customer reads to you", InputMode: "numeric", Short: true, MaxLength: 12, Errors: page.Fields}
		return page.Page()
	})
}
