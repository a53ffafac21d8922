package view

import (
	"marque/internal/civil"
	"marque/internal/money"
	"marque/internal/web/ui"
)

// Refund asks how much of a credit balance is to be paid out, and where to.
type Refund struct {
	ui.Frame
	Failure
	Contract Contract
	Action   string
	Credit   money.Cents
	Most     money.Cents // of it, that can be paid out now
	Waits    string      // why not all of it; empty when all can be
	Blocked  string      // why nothing can be paid out from here; the form is not shown then
	Amount   string      // as typed
	Account  string      // the chosen one's value
	Accounts []BankAccount
	Unfit    []ui.Fact // accounts to which nothing can be sent, with the reason
	Past     []Payment // refunds so far, newest first
}

func (p Refund) accounts() ui.Choices {
	c := ui.Choices{Name: "account", Legend: p.Say("To which account?", "¿A qué cuenta?", "Auf welches Konto?"), Errors: p.Fields}
	for i, a := range p.Accounts {
		c.Options = append(c.Options, ui.Choice{Value: a.Value, Label: a.Name, Chosen: p.Account == a.Value || p.Account == "" && i == 0})
	}
	return c
}

func (p Refund) past() ui.Table {
	t := ui.Table{Caption: p.Say("Refunds so far", "Reembolsos hasta ahora", "Bisherige Erstattungen"), Hidden: true, Columns: []ui.Column{
		{Label: p.Say("Asked for", "Solicitado", "Verlangt")}, {Label: p.Say("Amount", "Monto", "Betrag"), Figure: true}, {Label: p.Say("Status", "Estado", "Stand")},
	}}
	for _, x := range p.Past {
		t.Rows = append(t.Rows, []ui.Cell{{Text: p.Locale.DateMedium(x.On), Href: x.Href}, {Text: p.Money(x.Amount)}, {Status: &x.Status}})
	}
	return t
}

// RefundReview shows a refund once more. Its button says what it does.
type RefundReview struct {
	ui.Frame
	Failure
	Action  string
	Key     string // idempotency
	Carried []Hidden
	Amount  money.Cents
	Answers []ui.Fact
	Back    string
}

// RefundReceipt is what is left of a refund. Loading it again shows the same.
type RefundReceipt struct {
	ui.Frame
	Contract  Contract
	Reference string
	Status    ui.Status
	Amount    money.Cents
	On        civil.Date
	Details   []ui.Fact
	Happens   []Happening
	Returned  *Returned // Pay is where it can be asked for again
}
