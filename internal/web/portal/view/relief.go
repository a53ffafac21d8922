package view

import (
	"marque/internal/civil"
	"marque/internal/money"
	"marque/internal/web/ui"
)

// Relief shows what can be changed when a due date does not fit or money is short, in numbers, and why what cannot be had cannot.
type Relief struct {
	ui.Frame
	Failure
	Contract Contract
	Done     string
	PastDue  string // a sentence; empty when nothing is
	Ways     []ReliefWay
	Move     ReliefMove
	Extend   ReliefStep
	Arrange  ReliefStep
	Arranged *ReliefArranged // the newest arrangement
	Open     *ReliefOpen     // an extension that waits, or how the last one ended
}

// ReliefWay is one way to go on, in numbers.
type ReliefWay struct {
	Name     string
	First    civil.Date
	Payment  money.Cents
	Ends     civil.Date
	Last     money.Cents
	Maturity civil.Date
	More     string // interest against no change
	Fee      money.Cents
}

// ReliefMove is the form of another due date.
type ReliefMove struct {
	Show    string // the action that shows the numbers of a date
	Typed   string
	Go      string // where it is agreed to; empty when it cannot be had
	Blocked string
}

// ReliefStep is a way to something, or why it cannot be had.
type ReliefStep struct {
	Go      string
	Blocked string
}

// ReliefOpen is an extension that was asked for.
type ReliefOpen struct {
	Status   ui.Status
	Words    string
	Signers  []ui.Fact
	Read     string // where it is read and signed
	Waits    bool   // for this customer
	Withdraw string
	PDF      string
}

func (p Relief) ways() ui.Table {
	t := ui.Table{Caption: p.Say("The ways side by side", "Las opciones, una al lado de otra", "Die Wege nebeneinander"), Hidden: true, Columns: []ui.Column{
		{Label: p.Say("Way", "Opción", "Weg")}, {Label: p.Say("Next payment", "Próximo pago", "Nächste Rate"), Figure: true},
		{Label: p.Say("Regular payment", "Pago regular", "Reguläre Rate"), Figure: true}, {Label: p.Say("Last payment", "Último pago", "Letzte Rate"), Figure: true},
		{Label: p.Say("Last due date", "Último vencimiento", "Letzter Fälligkeitstag"), Figure: true},
		{Label: p.Say("More interest", "Más intereses", "Mehr Zinsen"), Figure: true}, {Label: p.Say("Fee", "Cargo", "Gebühr"), Figure: true},
	}}
	for _, w := range p.Ways {
		t.Rows = append(t.Rows, w.row(p.Frame))
	}
	return t
}

func (w ReliefWay) row(f ui.Frame) []ui.Cell {
	return []ui.Cell{
		{Text: w.Name, Strong: true}, {Text: f.Day(w.First)}, {Text: f.Money(w.Payment)}, {Text: f.Say("%s on %s", "%s el %s", "%s am %s", w.Last, w.Ends)},
		{Text: f.Day(w.Maturity)}, {Text: w.More}, {Text: f.Money(w.Fee)},
	}
}

// ReliefReview shows a change once more before it is agreed to or signed.
type ReliefReview struct {
	ui.Frame
	Failure
	Contract Contract
	Title    string
	Lead     string
	Action   string
	Key      string
	Carried  []Hidden
	Ways     []ReliefWay
	Text     []string // the agreement; empty when nothing is signed
	Signers  []ui.Fact
	Until    string
	Button   string // empty when there is nothing to do
	Back     string
	PDF      string
}

func (p ReliefReview) ways() ui.Table { return Relief{Frame: p.Frame, Ways: p.Ways}.ways() }
