package view

import (
	"marque/internal/civil"
	"marque/internal/money"
	"marque/internal/web/ui"
)

// Invoice is what the end of a lease costs, line by line.
type Invoice struct {
	ui.Frame
	Failure
	Contract Contract
	Sections []ui.Link
	Done     string
	Lead     string // how the lease ended
	Due      money.Cents
	By       civil.Date
	Late     bool   // the day is over and something is due
	Pay      string // where it is paid; empty when there is nothing to pay, or not by the reader
	Lines    []ui.Line
	Sum      []ui.Fact // the total, what was taken off and what is left
	Back     money.Cents
	Refund   string // where Back is paid out
	Ways     []string
	Letter   string      // where the same is made as a letter
	Disputes []ui.Choice // the lines that can be disputed
	Until    civil.Date  // the last day for it
	Text     string      // why, as typed
	Most     int         // characters of it
	Action   string
	Key      string
}

func (p Invoice) dueTitle() string {
	switch {
	case p.Due <= 0:
		return p.Say("Nothing to pay", "Nada que pagar", "Nichts zu zahlen")
	case p.Late:
		return p.Say("Was due by %s", "Se debía pagar a más tardar el %s", "War bis zum %s fällig", p.By)
	}
	return p.Say("Please pay by %s", "Pague a más tardar el %s", "Bitte zahlen Sie bis zum %s", p.By)
}
