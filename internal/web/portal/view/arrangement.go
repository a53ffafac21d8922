package view

import (
	"marque/internal/civil"
	"marque/internal/money"
	"marque/internal/web/ui"
)

// Arrangement asks how what is past due is to be paid, shows in numbers what becomes of it when it is kept and when it is not, and takes the promise.
type Arrangement struct {
	ui.Frame
	Failure
	Contract Contract
	Back     string
	Show     string // the action that shows the numbers of a plan
	Action   string // the action that makes it
	Key      string
	Carried  []Hidden
	Owed     money.Cents
	Parts    string // as typed
	First    string
	Every    string
	Earliest civil.Date
	Latest   civil.Date

	Plan     []ArrangementPart // empty until there is one
	Kept     ArrangementEnd
	Broken   ArrangementEnd
	Text     []string
	Accounts []BankAccount // from which the parts can be taken
	Account  string        // the chosen one's value; empty is none
}

// ArrangementPart is one dated amount.
type ArrangementPart struct {
	On     civil.Date
	Amount money.Cents
}

// ArrangementEnd is how the contract stands at the end of the plan.
type ArrangementEnd struct {
	On       civil.Date
	PastDue  money.Cents
	Days     int
	Fees     money.Cents
	Interest money.Cents
}

// ReliefArranged is a contract's arrangement as the page of relief shows it.
type ReliefArranged struct {
	Status ui.Status
	Words  string
	Parts  []ui.Fact
	Pay    string // where the next part is paid; empty when it is over
}

func (p Arrangement) parts() ui.Choices {
	c := ui.Choices{Name: "parts", Legend: p.Say("In how many parts?", "¿En cuántas partes?", "In wie vielen Teilen?"), Errors: p.Fields}
	for _, n := range []string{"1", "2", "3", "4"} {
		label := p.Say("%s parts", "%s partes", "%s Teile", n)
		if n == "1" {
			label = p.Say("All at once", "Todo de una vez", "Alles auf einmal")
		}
		c.Options = append(c.Options, ui.Choice{Value: n, Label: label, Chosen: p.Parts == n})
	}
	return c
}

func (p Arrangement) every() ui.Choices {
	c := ui.Choices{Name: "every", Legend: p.Say("How far apart?", "¿Con cuánto tiempo entre ellas?", "In welchem Abstand?"), Errors: p.Fields}
	for _, x := range []ui.Choice{
		{Value: "7", Label: p.Say("A week", "Una semana", "Eine Woche")}, {Value: "14", Label: p.Say("Two weeks", "Dos semanas", "Zwei Wochen")},
		{Value: "30", Label: p.Say("30 days", "30 días", "30 Tage")},
	} {
		x.Chosen = p.Every == x.Value
		c.Options = append(c.Options, x)
	}
	return c
}

func (p Arrangement) accounts() ui.Choices {
	c := ui.Choices{Name: "account", Legend: p.Say("How do you pay the parts?", "¿Cómo pagará las partes?", "Wie zahlen Sie die Teile?"), Errors: p.Fields, Options: []ui.Choice{
		{Value: "", Label: p.Say("I pay each part myself", "Yo pago cada parte", "Ich zahle jeden Teil selbst"), Hint: p.Say("By its date, on the payment page.", "Antes de su fecha, en la página de pagos.", "Bis zu seinem Tag, auf der Zahlungsseite."), Chosen: p.Account == ""}}}
	for _, a := range p.Accounts {
		c.Options = append(c.Options, ui.Choice{Value: a.Value, Label: p.Say("Take them from %s", "Tomarlas de %s", "Von %s einziehen", a.Name), Hint: p.Say("One payment on each date; each can be cancelled until its day.", "Un pago en cada fecha; cada uno se puede cancelar hasta su día.", "Eine Zahlung an jedem Tag; jede lässt sich bis zu ihrem Tag stornieren."), Chosen: p.Account == a.Value})
	}
	return c
}

func (p Arrangement) plan() ui.Table {
	t := ui.Table{Caption: p.Say("The parts", "Las partes", "Die Teile"), Hidden: true, Columns: []ui.Column{
		{Label: p.Say("By", "A más tardar", "Bis")}, {Label: p.Say("Amount", "Monto", "Betrag"), Figure: true},
	}}
	for _, x := range p.Plan {
		t.Rows = append(t.Rows, []ui.Cell{{Text: p.Locale.DateFull(x.On)}, {Text: p.Money(x.Amount), Strong: true}})
	}
	return t
}

func (p Arrangement) ends() ui.Table {
	t := ui.Table{Caption: p.Say("Kept and not kept, side by side", "Cumplido y no cumplido, uno al lado del otro", "Eingehalten und nicht eingehalten, nebeneinander"),
		Hidden: true, Columns: []ui.Column{
			{Label: p.Say("On %s", "El %s", "Am %s", p.Kept.On)}, {Label: p.Say("If you keep it", "Si lo cumple", "Wenn Sie sie einhalten"), Figure: true},
			{Label: p.Say("If nothing is paid", "Si no se paga nada", "Wenn nichts gezahlt wird"), Figure: true},
		}}
	add := func(name, kept, broken string) {
		t.Rows = append(t.Rows, []ui.Cell{{Text: name, Strong: true}, {Text: kept}, {Text: broken}})
	}
	add(p.Say("Past due", "Vencido", "Überfällig"), p.Money(p.Kept.PastDue), p.Money(p.Broken.PastDue))
	add(p.Say("Days past due", "Días de atraso", "Tage überfällig"), p.Locale.Number(int64(p.Kept.Days)), p.Locale.Number(int64(p.Broken.Days)))
	add(p.Say("Fees", "Cargos", "Gebühren"), p.Money(p.Kept.Fees), p.Money(p.Broken.Fees))
	add(p.Say("Interest until then", "Intereses hasta entonces", "Zinsen bis dahin"), p.Money(p.Kept.Interest), p.Money(p.Broken.Interest))
	return t
}
