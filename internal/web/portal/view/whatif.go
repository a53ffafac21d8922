package view

import (
	"marque/internal/civil"
	"marque/internal/money"
	"marque/internal/web/ui"
)

// WhatIf asks how a loan goes on with more money than is due, and shows it.
type WhatIf struct {
	ui.Frame
	Failure
	Action           string
	Contract         Contract
	Monthly          string // as typed: more with every payment …
	By               string // … or as much as ends the loan by a day
	Earliest, Latest string // of that day
	Once             string // and this once, with the next payment
	Finding          string // what comes of it, in a sentence
	Now, Then        Ending
	Chart            *ui.BalanceChart // nil before anything was asked
	Pay, Autopay     string           // where it can be done
	Instructed       string           // where it is chosen what extra money does
}

// Ending is how a loan ends.
type Ending struct {
	Payment  money.Cents // with each due date
	Ends     civil.Date
	Count    int // payments until then
	Interest money.Cents
}

// compared puts the two ends side by side.
func (p WhatIf) compared() ui.Table {
	row := func(what, now, then string) []ui.Cell {
		return []ui.Cell{{Text: what, Strong: true}, {Text: now}, {Text: then}}
	}
	count := func(e Ending) string { return p.Locale.Number(int64(e.Count)) }
	return ui.Table{
		Caption: p.Say("As it is, and with it", "Como está y con ello", "Wie es ist, und damit"), Hidden: true,
		Columns: []ui.Column{{Label: p.Say("What", "Qué", "Was")}, {Label: p.Say("As it is", "Como está", "Wie es ist"), Figure: true}, {Label: p.Say("With it", "Con ello", "Damit"), Figure: true}},
		Rows: [][]ui.Cell{
			row(p.Say("Each payment", "Cada pago", "Jede Rate"), p.Money(p.Now.Payment), p.Money(p.Then.Payment)),
			row(p.Say("Last payment", "Último pago", "Letzte Rate"), p.Locale.DateMedium(p.Now.Ends), p.Locale.DateMedium(p.Then.Ends)),
			row(p.Say("Payments to come", "Pagos por hacer", "Raten bis dahin"), count(p.Now), count(p.Then)),
			row(p.Say("Interest to come", "Intereses por pagar", "Zinsen bis dahin"), p.Money(p.Now.Interest), p.Money(p.Then.Interest)),
		},
	}
}
