package view

import (
	"marque/internal/civil"
	"marque/internal/money"
	"marque/internal/web/ui"
)

// Autopay shows how a contract's autopay stands, and what it takes next.
type Autopay struct {
	ui.Frame
	Failure
	Contract  Contract
	Done      string // what was just done; empty for nothing
	Status    ui.Status
	Lead      string // a sentence under the state
	On        bool
	Settings  []ui.Fact // account, day, extra, since
	Debits    []AutopayDebit
	Stop      string // "You can change this until December 1, 2026 at 5:00 PM EST."
	Discount  string // a sentence; empty for none
	Owed      string // what autopay does not take now; empty for nothing
	Begin     string // where it is turned on or changed; empty when it cannot be
	Off       string // where it is turned off; empty when there is nothing to
	Copy      string // what was signed, as a PDF
	SkipTo    string // where skips are posted
	Remaining string // what else one should know, from the contract's state
}

// AutopayDebit is a debit to come.
type AutopayDebit struct {
	Instalment string
	On         civil.Date
	Due        civil.Date
	Amount     money.Cents
	Note       string // "It is the last one: everything that is left."
	Skipped    bool
}

func (p Autopay) beginLabel() string {
	if p.On {
		return p.Say("Change autopay", "Cambiar el pago automático", "Automatische Zahlung ändern")
	}
	return p.Say("Set up autopay", "Configurar el pago automático", "Automatische Zahlung einrichten")
}

// AutopayForm asks from which account, when and how much more.
type AutopayForm struct {
	ui.Frame
	Failure
	Action   string
	Contract Contract
	Lease    bool
	Accounts []BankAccount
	Account  string
	New      NewAccount
	Fallback string
	Extra    string
	Before   string // days before the due date, as typed
	Next     civil.Date
	Changing bool
}

func (p AutopayForm) title() string {
	if p.Changing {
		return p.Say("Change autopay", "Cambiar el pago automático", "Automatische Zahlung ändern")
	}
	return p.Say("Set up autopay", "Configurar el pago automático", "Automatische Zahlung einrichten")
}

func (p AutopayForm) accountChoices() ui.Choices {
	c := ui.Choices{Name: "account", Legend: p.Say("From which account?", "¿Desde qué cuenta?", "Von welchem Konto?"), Errors: p.Fields}
	for _, a := range p.Accounts {
		c.Options = append(c.Options, ui.Choice{Value: a.Value, Label: a.Name, Hint: a.Hint, Aside: a.Aside, Chosen: p.Account == a.Value})
	}
	c.Options = append(c.Options, ui.Choice{Value: "new", Label: p.Say("A new bank account", "Una cuenta bancaria nueva", "Ein neues Bankkonto"), Chosen: p.Account == "new" || len(p.Accounts) == 0})
	return c
}

func (p AutopayForm) fallbackChoices() ui.Choices {
	c := ui.Choices{Name: "fallback", Legend: p.Say("If your bank refuses that account", "Si su banco rechaza esa cuenta", "Wenn Ihre Bank dieses Konto ablehnt"), Errors: p.Fields,
		Hint: p.Say("Autopay would go on with this one, after we have told you.", "El pago automático seguiría con esta, después de avisarle.", "Die automatische Zahlung liefe mit diesem weiter, nachdem wir es Ihnen gesagt haben."), Options: []ui.Choice{{Value: "none", Label: p.Say("Pause and ask me", "Hacer una pausa y preguntarme", "Anhalten und mich fragen"), Chosen: p.Fallback == "" || p.Fallback == "none"}}}
	for _, a := range p.Accounts {
		c.Options = append(c.Options, ui.Choice{Value: a.Value, Label: a.Name, Chosen: p.Fallback == a.Value})
	}
	return c
}

// AutopayReview shows the authorisation before it is signed.
type AutopayReview struct {
	ui.Frame
	Failure
	Action   string
	Key      string
	Carried  []Hidden
	Contract Contract
	Account  string
	Debits   []AutopayDebit
	Asked    string // that the account's bank is asked first; empty when it is not
	Left     string // which payments are not part of autopay for that; empty when none
	Discount string
	Text     []string
	Back     string
	Changing bool
}

func (p AutopayReview) button() string {
	if p.Changing {
		return p.Say("Sign and change autopay", "Firmar y cambiar el pago automático", "Unterschreiben und ändern")
	}
	return p.Say("Sign and turn autopay on", "Firmar y activar el pago automático", "Unterschreiben und einschalten")
}

// AutopayOff asks once more before autopay is turned off.
type AutopayOff struct {
	ui.Frame
	Action   string
	Contract Contract
	Next     string // what will not be taken any more
	Discount string // what is lost with it; empty for nothing
	Back     string
}

// debitTable lists debits as figures.
func debitTable(f ui.Frame, debits []AutopayDebit) ui.Table {
	t := ui.Table{Caption: f.Say("The next payments", "Los próximos pagos", "Die nächsten Zahlungen"), Hidden: true, Columns: []ui.Column{
		{Label: f.Say("Payment due", "Vencimiento", "Rate fällig")}, {Label: f.Say("Taken on", "Se cobra el", "Einzug am")},
		{Label: f.Say("Amount", "Monto", "Betrag"), Figure: true},
	}}
	for _, d := range debits {
		amount := f.Money(d.Amount)
		if d.Skipped {
			amount = f.Say("Skipped", "Omitido", "Ausgelassen")
		}
		t.Rows = append(t.Rows, []ui.Cell{{Text: f.Locale.DateMedium(d.Due)}, {Text: f.Locale.DateMedium(d.On)}, {Text: amount, Strong: true}})
	}
	return t
}

// manageLabel names where autopay is set up or changed.
func (p Dashboard) manageLabel() string {
	if len(p.Next.Debits) > 0 {
		return p.Say("Manage autopay", "Administrar el pago automático", "Automatische Zahlung verwalten")
	}
	return p.Say("Set up autopay", "Configurar el pago automático", "Automatische Zahlung einrichten")
}
