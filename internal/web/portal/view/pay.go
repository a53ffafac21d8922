package view

import (
	"marque/internal/civil"
	"marque/internal/money"
	"marque/internal/web/ui"
)

// Pay asks how much, from where and when.
type Pay struct {
	ui.Frame
	Failure
	Action   string
	Contract Contract
	Due      AmountChoice // the amount due now; zero amount hides it
	PastDue  AmountChoice // only what is past due; zero amount hides it
	Amount   string       // the chosen way: "due", "past_due", "other", "principal" or "payoff"
	Other    string       // the amount typed for "other"

	MayPrincipal bool
	NoPrincipal  string      // why nothing can be paid to principal alone
	Principal    string      // the amount typed for it
	PayoffToday  money.Cents // what ends the loan on the day in the form; zero hides it
	NoPayoff     string      // why that cannot be had
	Instruction  string      // what extra money does, a sentence; empty hides it
	Choose       string      // where that is chosen

	Extra    []ExtraEffect // what paying more would do; empty hides it
	Card     string        // where one pays by card instead; empty where cards are not taken
	Accounts []BankAccount
	Account  string // the chosen one's value, or "new"
	New      NewAccount
	Date     string // as typed, ISO 8601
	Earliest civil.Date
	Latest   civil.Date
	CutOff   string // "Pay by 6:00 PM Central to have it counted today."
}

// AmountChoice is an amount with its reason.
type AmountChoice struct {
	Amount money.Cents
	Label  string // "Due now"
	Hint   string // "The payment for December 1"
}

// ExtraEffect is what an amount on top of every payment would do.
type ExtraEffect struct {
	Extra    money.Cents
	Sooner   string // "3 months"
	Interest money.Cents
}

// BankAccount is one to pay from.
type BankAccount struct {
	Value, Name string // "Checking •••• 6789"
	Hint        string // its nickname
	Aside       string // "Not verified"
}

// NewAccount is what was typed about another bank account. The account number is never sent back to a browser.
type NewAccount struct {
	Kind    string // "checking" or "savings"
	Routing string
}

func (p Pay) amountChoices() ui.Choices {
	c := ui.Choices{Name: "amount", Legend: p.Say("How much?", "¿Cuánto?", "Wie viel?"), Errors: p.Fields}
	add := func(value string, a AmountChoice) {
		if a.Amount > 0 {
			c.Options = append(c.Options, ui.Choice{Value: value, Label: a.Label, Hint: a.Hint, Aside: p.Money(a.Amount), Chosen: p.Amount == value})
		}
	}
	add("due", p.Due)
	add("past_due", p.PastDue)
	c.Options = append(c.Options, ui.Choice{Value: "other", Label: p.Say("Another amount", "Otro monto", "Ein anderer Betrag"), Hint: p.Instruction, Chosen: p.Amount == "other" || len(c.Options) == 0})
	if p.MayPrincipal {
		c.Options = append(c.Options, ui.Choice{Value: "principal", Label: p.Say("Principal only", "Solo capital", "Nur Tilgung"), Hint: p.Say("All of it lowers the balance; your next payment stays due.", "Todo reduce el saldo; su próximo pago sigue pendiente.", "Alles senkt die Restschuld; Ihre nächste Rate bleibt fällig."), Chosen: p.Amount == "principal"})
	}
	if p.PayoffToday > 0 {
		c.Options = append(c.Options, ui.Choice{Value: "payoff", Label: p.Say("Payoff", "Liquidación", "Ablösung"), Hint: p.Say("Everything, so that your loan ends. The amount is that of the day below.", "Todo, para que su préstamo termine. El monto es el del día de abajo.", "Alles, damit Ihr Darlehen endet. Der Betrag gilt für den Tag unten."),
			Aside: p.Money(p.PayoffToday), Chosen: p.Amount == "payoff"})
	}
	return c
}

func (p Pay) accountChoices() ui.Choices {
	c := ui.Choices{Name: "account", Legend: p.Say("From which account?", "¿Desde qué cuenta?", "Von welchem Konto?"), Errors: p.Fields}
	for _, a := range p.Accounts {
		c.Options = append(c.Options, ui.Choice{Value: a.Value, Label: a.Name, Hint: a.Hint, Aside: a.Aside, Chosen: p.Account == a.Value})
	}
	c.Options = append(c.Options, ui.Choice{Value: "new", Label: p.Say("A new bank account", "Una cuenta bancaria nueva", "Ein neues Bankkonto"), Chosen: p.Account == "new" || len(p.Accounts) == 0})
	return c
}

func kindChoices(p ui.Frame, typed NewAccount, x Failure) ui.Choices {
	return ui.Choices{Name: "account_kind", Legend: p.Say("Kind of account", "Tipo de cuenta", "Art des Kontos"), Errors: x.Fields, Options: []ui.Choice{
		{Value: "checking", Label: p.Say("Checking", "Cuenta de cheques", "Girokonto"), Chosen: typed.Kind != "savings"},
		{Value: "savings", Label: p.Say("Savings", "Cuenta de ahorros", "Sparkonto"), Chosen: typed.Kind == "savings"},
	}}
}

func (p Pay) extraTable() ui.Table {
	t := ui.Table{
		Caption: p.Say("What paying a little more each month would do", "Qué pasaría si paga un poco más cada mes", "Was es bringt, jeden Monat etwas mehr zu zahlen"),
		Columns: []ui.Column{
			{Label: p.Say("More each month", "Más cada mes", "Mehr im Monat"), Figure: true}, {Label: p.Say("Done sooner by", "Termina antes por", "Früher fertig um"), Figure: true},
			{Label: p.Say("Interest saved", "Intereses ahorrados", "Gesparte Zinsen"), Figure: true},
		},
	}
	for _, x := range p.Extra {
		t.Rows = append(t.Rows, []ui.Cell{{Text: p.Money(x.Extra)}, {Text: x.Sooner}, {Text: p.Money(x.Interest), Strong: true}})
	}
	return t
}

// PayReview shows everything once more. Its button says what it does.
type PayReview struct {
	ui.Frame
	Failure
	Action  string
	Key     string // idempotency
	Carried []Hidden
	Amount  money.Cents
	On      civil.Date
	Answers []ui.Fact // with Change links
	Effect  []string  // what the money beyond what is due does
	Counts  string    // "It counts from December 1, if your bank honors it."
	Consent string    // the words of the authorisation
	Back    string
}

func (p PayReview) button() string {
	return p.Say("Pay %s on %s", "Pagar %s el %s", "%s am %s zahlen", p.Amount, p.Locale.MonthDay(p.On))
}

// Receipt is what is left of a payment. Loading it again shows the same.
type Receipt struct {
	ui.Frame
	Contract    Contract
	Reference   string
	Status      ui.Status
	Amount      money.Cents
	On          civil.Date
	Details     []ui.Fact
	Happens     []Happening
	CancelUntil string // "November 30, 2026 at 6:00 PM Central"; empty when it cannot be cancelled any more
	Cancel      string // the action
	Key         string // idempotency of cancelling
	PDF         string
	Returned    *Returned
}

// Happening is a step of what happens next.
type Happening struct {
	When, What string
	Done       bool
}

// Returned explains a payment that came back.
type Returned struct {
	Why  string // in plain words
	Next string // what to do
	Pay  string
}
