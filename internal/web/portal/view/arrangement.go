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
	c := ui.Choices{Name: "parts", Legend: "In how many parts?", Errors: p.Fields}
	for _, n := range []string{"1", "2", "3", "4"} {
		label := n + " parts"
		if n == "1" {
			label = "All at once"
		}
		c.Options = append(c.Options, ui.Choice{Value: n, Label: label, Chosen: p.Parts == n})
	}
	return c
}

func (p Arrangement) every() ui.Choices {
	c := ui.Choices{Name: "every", Legend: "How far apart?", Errors: p.Fields}
	for _, x := range []ui.Choice{{Value: "7", Label: "A week"}, {Value: "14", Label: "Two weeks"}, {Value: "30", Label: "30 days"}} {
		x.Chosen = p.Every == x.Value
		c.Options = append(c.Options, x)
	}
	return c
}

func (p Arrangement) accounts() ui.Choices {
	c := ui.Choices{Name: "account", Legend: "How do you pay the parts?", Errors: p.Fields, Options: []ui.Choice{
		{Value: "", Label: "I pay each part myself", Hint: "By its date, on the payment page.", Chosen: p.Account == ""}}}
	for _, a := range p.Accounts {
		c.Options = append(c.Options, ui.Choice{Value: a.Value, Label: "Take them from " + a.Name, Hint: "One payment on each date; each can be cancelled until its day.", Chosen: p.Account == a.Value})
	}
	return c
}

func (p Arrangement) plan() ui.Table {
	t := ui.Table{Caption: "The parts", Hidden: true, Columns: []ui.Column{{Label: "By"}, {Label: "Amount", Figure: true}}}
	for _, x := range p.Plan {
		t.Rows = append(t.Rows, []ui.Cell{{Text: p.Locale.DateFull(x.On)}, {Text: p.Money(x.Amount), Strong: true}})
	}
	return t
}

func (p Arrangement) ends() ui.Table {
	t := ui.Table{Caption: "Kept and not kept, side by side", Hidden: true,
		Columns: []ui.Column{{Label: "On " + p.Day(p.Kept.On)}, {Label: "If you keep it", Figure: true}, {Label: "If nothing is paid", Figure: true}}}
	add := func(name, kept, broken string) {
		t.Rows = append(t.Rows, []ui.Cell{{Text: name, Strong: true}, {Text: kept}, {Text: broken}})
	}
	add("Past due", p.Money(p.Kept.PastDue), p.Money(p.Broken.PastDue))
	add("Days past due", p.Locale.Number(int64(p.Kept.Days)), p.Locale.Number(int64(p.Broken.Days)))
	add("Fees", p.Money(p.Kept.Fees), p.Money(p.Broken.Fees))
	add("Interest until then", p.Money(p.Kept.Interest), p.Money(p.Broken.Interest))
	return t
}
