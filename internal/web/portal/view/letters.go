package view

import (
	"marque/internal/civil"
	"marque/internal/money"
	"marque/internal/web/ui"
)

// Payoff shows what ends a contract, on which day.
type Payoff struct {
	ui.Frame
	Failure
	Contract Contract
	Action   string // of the form that asks for another day
	On       civil.Date
	Date     string // as typed
	Latest   civil.Date
	Amount   money.Cents
	Parts    []ui.Fact
	PerDiem  string // "Each day later costs about $2.70 more."
	InFlight string // a sentence; empty for nothing on its way
	Days     []PayoffDay
	Lease    bool
	Pay      string
	Letter   string
}

// PayoffDay is one day's amount.
type PayoffDay struct {
	On     civil.Date
	Amount money.Cents
}

func (p Payoff) title() string {
	if p.Lease {
		return p.Say("Buy your vehicle", "Comprar su vehículo", "Ihr Fahrzeug kaufen")
	}
	return p.Say("Payoff", "Liquidación", "Ablösung")
}

func (p Payoff) table() ui.Table {
	t := ui.Table{Caption: p.Say("Day by day", "Día por día", "Tag für Tag"), Hidden: true, Columns: []ui.Column{
		{Label: p.Say("Paid on", "Pagado el", "Gezahlt am")}, {Label: p.Say("Amount", "Monto", "Betrag"), Figure: true},
	}}
	for _, d := range p.Days {
		t.Rows = append(t.Rows, []ui.Cell{{Text: p.Locale.DateLong(d.On)}, {Text: p.Money(d.Amount), Strong: true}})
	}
	return t
}

// NewLetter asks which letter is wanted.
type NewLetter struct {
	ui.Frame
	Failure
	Contract Contract
	Action   string
	Key      string
	Kinds    []ui.Choice
	Through  string // as typed, ISO 8601
	Earliest civil.Date
	Latest   civil.Date
	Year     string
	Interest bool // a yearly statement of interest can be had
}

func (p NewLetter) kinds() ui.Choices {
	return ui.Choices{Name: "kind", Legend: p.Say("Which letter?", "¿Qué carta?", "Welches Schreiben?"), Errors: p.Fields, Options: p.Kinds}
}

// VerifyLetter is the public page that tells whether a letter is genuine.
type VerifyLetter struct {
	ui.Frame
	Code   string // as typed
	Asked  bool
	Found  bool
	Title  string
	Lender string
	Says   []ui.Fact // what the letter says
	Stale  bool
}
