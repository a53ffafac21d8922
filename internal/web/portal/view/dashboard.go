package view

import (
	"marque/internal/civil"
	"marque/internal/l10n"
	"marque/internal/money"
	"marque/internal/web/ui"
)

// Dashboard is the first page after signing in: one contract, with a switch to the others.
type Dashboard struct {
	ui.Frame
	Switch   []ui.Link // by vehicle; shown when there are several
	Sections []ui.Link // the contract's other pages
	Alerts   []Notice
	Contract Contract
	Next     *NextPayment // nil when nothing is due any more
	Chart    *ui.BalanceChart
	Vehicle  Vehicle
	Recent   []Payment // the newest first
	Went     *ui.Split // where all of them went; nil when nothing was paid
	History  string    // where all of them are
	Payoff   string    // what would end the contract; empty when nothing can
	WhatIf   string    // where a loan's customer tries out more money; empty when nothing is to come
	Relief   string    // what can be changed when a due date does not fit or money is short
	Talks    []TalkLine
	NewTalk  string // where a conversation is begun
}

// payoffLabel names where the payoff is quoted.
func (p Dashboard) payoffLabel() string {
	if p.Contract.Lease != nil {
		return p.Say("What it costs to buy the vehicle", "Cuánto cuesta comprar el vehículo", "Was es kostet, das Fahrzeug zu kaufen")
	}
	return p.Say("What it costs to pay it off", "Cuánto cuesta liquidarlo", "Was die Ablösung kostet")
}

// Notice is a strip above the page.
type Notice struct {
	Tone        ui.Tone
	Title, Text string
	More        string // another paragraph; may be empty
	Link        *ui.Link
}

// Contract is what the contract's card shows.
type Contract struct {
	Href        string
	Number      string
	Model       string // "2023 Aurelia A5 Coupe"
	Status      ui.Status
	Balance     money.Cents // for a lease the rents that remain
	Financed    money.Cents // for a loan; 0 hides the progress
	Rate        money.Rate  // per year, for a loan only: a lease has none
	Start, End  civil.Date
	MonthsDone  int
	MonthsTotal int
	Lease       *Lease
	Ended       bool // the lease is over: End is when
}

// Lease is what a lease shows beside.
type Lease struct {
	MilesDriven  int64
	MilesAllowed int64 // over the whole term
	MilesByNow   int64 // that the allowance gives up to today
	ReadOn       civil.Date
	Forecast     string // "At this pace you end 1,240 miles over, about $310."
	ForecastOver bool
}

// NextPayment is the hero of the page.
type NextPayment struct {
	Amount   money.Cents
	Rest     bool // it is left from a lease that has ended: it has no day of its own, and autopay takes nothing of it
	Due      civil.Date
	When     string    // "in 9 days", "today", "12 days ago"; of a rest what it is
	Parts    []ui.Fact // what the amount is made of; one part shows nothing
	Pay      string    // where it is paid
	Autopay  ui.Status
	Manage   string   // where autopay is set up or changed; empty when it cannot be
	Debits   []Debit  // the next automatic ones
	PastDue  *PastDue // nil when nothing is
	Arranged string   // "A payment of $612.44 is on its way for December 1." or empty
}

// Debit is an automatic payment to come.
type Debit struct {
	On     civil.Date
	Amount money.Cents
}

// PastDue says plainly where things stand.
type PastDue struct {
	Amount   money.Cents
	Days     int
	Fee      money.Cents // charged so far; 0 for none
	FeeAhead string      // "A late fee of $25.00 is added after December 11." or empty
	Stage    string      // what being so late means, a sentence; empty in the first month
	Arrange  string      // where an arrangement begins; empty for by phone only
}

// Vehicle is what the contract pays for.
type Vehicle struct {
	Name      string
	VIN       string
	Plate     string
	Miles     int64
	ReadOn    civil.Date
	Recalls   []string
	Ownership string // "We hold the title until the loan is paid off."
}

// Payment is one line of a list of payments.
type Payment struct {
	On     civil.Date
	Title  string
	Amount money.Cents
	Status ui.Status
	Href   string
}

const percent = 100

// paidPercent is how much of the loan is paid off, cut to whole percents so that 100 % means paid.
func (c Contract) paidPercent() int64 {
	if c.Financed <= 0 {
		return 0
	}
	return int64(min(max(c.Financed-c.Balance, 0)*percent/c.Financed, percent))
}

func (p Dashboard) loanGauge() ui.Stretch {
	c := p.Contract
	return ui.Stretch{
		Label: p.Say("Paid off", "Pagado", "Getilgt"), Done: int64(max(c.Financed-c.Balance, 0)), Of: int64(c.Financed),
		Marks: years(c.MonthsTotal), Words: p.Say("%s%% paid off", "%s%% pagado", "%s\u00a0%% getilgt", c.paidPercent()),
		Start: p.Locale.MonthYearShort(c.Start), End: p.Locale.MonthYearShort(c.End),
	}
}

func (p Dashboard) termGauge() ui.Stretch {
	c := p.Contract
	return ui.Stretch{
		Label: p.Say("Term", "Plazo", "Laufzeit"), Done: int64(c.MonthsDone), Of: int64(c.MonthsTotal), Marks: years(c.MonthsTotal),
		Words: p.monthsWords(), Start: p.Locale.MonthYearShort(c.Start), End: p.Locale.MonthYearShort(c.End),
	}
}

func (p Dashboard) monthsWords() string {
	return p.Say("Month %s of %s", "Mes %s de %s", "Monat %s von %s", p.Contract.MonthsDone, p.Contract.MonthsTotal)
}

func (p Dashboard) milesGauge() ui.Stretch {
	l := p.Contract.Lease
	tone := ui.Tone("")
	if l.ForecastOver {
		tone = ui.Warn
	}
	return ui.Stretch{
		Label: p.Say("Miles", "Millas", "Meilen"), Done: l.MilesDriven, Of: l.MilesAllowed, Expected: l.MilesByNow, Marks: years(p.Contract.MonthsTotal), Tone: tone,
		Words: p.Say("%s of %s miles", "%s de %s millas", "%s von %s Meilen", l.MilesDriven, l.MilesAllowed), Start: "0",
		End: p.Locale.Number(l.MilesAllowed),
	}
}

// years is how many marks a term gets: one a year, at least one.
func years(months int) int {
	const monthsAYear = 12
	return max((months+monthsAYear-1)/monthsAYear, 1)
}

// vinGroups writes a VIN in fours, as people read it aloud.
func vinGroups(vin string) string {
	out := ""
	for i, r := range vin {
		if i > 0 && i%4 == 0 && i < len(vin)-1 { // the last of 17 stays with its group
			out += "\u2009"
		}
		out += string(r)
	}
	return out
}

// spelled puts spaces between characters, so that screen readers say each.
func spelled(code string) string {
	out := ""
	for i, r := range code {
		if i > 0 {
			out += " "
		}
		out += string(r)
	}
	return out
}

func (p Dashboard) vehicleFacts() []ui.Fact {
	v := p.Vehicle
	facts := []ui.Fact{{Label: "VIN", Value: vinGroups(v.VIN), Spoken: spelled(v.VIN), Code: true}}
	if v.Plate != "" {
		facts = append(facts, ui.Fact{Label: p.Say("Plate", "Placa", "Kennzeichen"), Value: v.Plate, Code: true})
	}
	if v.Miles > 0 {
		facts = append(facts, ui.Fact{
			Label: p.Say("Odometer", "Odómetro", "Tachostand"), Value: p.Say("%s miles", "%s millas", "%s Meilen", v.Miles),
			Detail: p.Say("read %s", "leído el %s", "abgelesen am %s", v.ReadOn),
		})
	}
	if v.Ownership != "" {
		facts = append(facts, ui.Fact{Label: p.Say("Title", "Título", "Fahrzeugbrief"), Value: v.Ownership})
	}
	return facts
}

func (p Dashboard) contractFacts() []ui.Fact {
	c := p.Contract
	facts := []ui.Fact{{Label: p.Say("Contract", "Contrato", "Vertrag"), Value: c.Number, Code: true}}
	if c.Lease != nil {
		facts = append(facts, ui.Fact{Label: p.endLabel(), Value: p.Locale.DateMedium(c.End)})
		if p.Next != nil && p.Next.Rest { // the sum stands beside it already
			return facts
		}
		return append(facts, ui.Fact{Label: p.Say("Left to pay", "Por pagar", "Noch zu zahlen"), Value: p.Money(c.Balance)})
	}
	return append(facts, ui.Fact{Label: p.Say("Financed", "Financiado", "Finanziert"), Value: p.Money(c.Financed)},
		ui.Fact{Label: p.Say("Interest rate", "Tasa de interés", "Zinssatz"), Value: p.Locale.Percent(c.Rate, 2)},
		ui.Fact{Label: p.Say("Term", "Plazo", "Laufzeit"), Value: p.monthsWords()})
}

// readWords says when the odometer was read, and what the mark of the gauge means while there is one.
func (p Dashboard) readWords() string {
	l := p.Contract.Lease
	if l.MilesByNow == 0 {
		return p.Say("Odometer read %s.", "Odómetro leído el %s.", "Tachostand vom %s.", l.ReadOn)
	}
	return p.Say("Odometer read %s. The mark shows the even pace.", "Odómetro leído el %s. La marca muestra el ritmo parejo.", "Tachostand vom %s. Die Marke zeigt das gleichmäßige Tempo.", l.ReadOn)
}

func (p Dashboard) endLabel() string {
	if p.Contract.Ended {
		return p.Say("Ended", "Terminado", "Beendet")
	}
	return p.Say("Ends", "Termina", "Endet")
}

func (p Dashboard) recentTable() ui.Table {
	t := ui.Table{Caption: p.Say("Last payments", "Últimos pagos", "Letzte Zahlungen"), Hidden: true, Compact: true, Columns: []ui.Column{
		{Label: p.Say("Date", "Fecha", "Datum")}, {Label: p.Say("Payment", "Pago", "Zahlung")}, {Label: p.Say("State", "Estado", "Stand")},
		{Label: p.Say("Amount", "Monto", "Betrag"), Figure: true},
	}}
	for _, x := range p.Recent {
		status := x.Status
		t.Rows = append(t.Rows, []ui.Cell{{Text: p.Locale.DateMedium(x.On)}, {Text: x.Title, Href: x.Href, Unseen: p.Say(" of %s", " del %s", " vom %s", x.On)}, {Status: &status},
			{Text: p.Money(x.Amount), Strong: true}})
	}
	return t
}

func (p Dashboard) nextTitle() string {
	switch {
	case p.Next.PastDue != nil:
		return p.Say("Due now", "Por pagar ahora", "Jetzt fällig")
	case p.Next.Rest:
		return p.Say("Left to pay", "Por pagar", "Noch zu zahlen")
	}
	return p.Say("Next payment", "Próximo pago", "Nächste Rate")
}

func autopayIcon(s ui.Status) string {
	if s.Icon != "" {
		return s.Icon
	}
	if s.Tone == ui.OK {
		return "repeat"
	}
	return "circle-dashed"
}

// days counts days, after a preposition: German has its dative here.
func days(n int) l10n.Text {
	return l10n.Count(n, l10n.T("day", "día", "Tag"), l10n.T("days", "días", "Tagen"))
}
