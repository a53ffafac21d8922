package paper

import (
	"marque/internal/core/statement"
	"marque/internal/money"
	"marque/internal/paper/pdf"
)

// File is a finished document.
type File = pdf.File

// Printed is a finished statement, and what it says in the order in which it is read.
type Printed struct {
	File
	Page statement.Page
}

// Statement writes a statement. It refuses one that does not add up. The same statement gives the same bytes.
func Statement(s statement.Statement) (Printed, error) {
	if err := s.Check(); err != nil {
		return Printed{}, err
	}
	w, err := newWriter(s.Locale, s.Contract.Currency)
	if err != nil {
		return Printed{}, err
	}
	title := w.statementOf(w.locale.MonthYear(s.Period.Through))
	d, err := w.document(&s.Brand, join(" · ", title, s.Contract.Number), w.issued+" "+w.long(s.Issued), s.Issued)
	if err != nil {
		return Printed{}, err
	}
	d.Blocks = append(d.Blocks,
		pdf.Spacer{Height: topGap},
		opening(title, w.until(w.long(s.Period.From), w.long(s.Period.Through)), &s.Recipient),
		w.due(&s),
		pdf.Spacer{Height: partGap},
		pdf.Columns{Parts: []pdf.Part{titled(w.thisPeriod, w.period(&s)), titled(w.yours(&s), w.facts(&s.Contract))}},
	)
	d.Blocks = append(d.Blocks, w.payments(&s)...)
	d.Blocks = append(d.Blocks, w.changes(&s)...)
	d.Blocks = append(d.Blocks, w.messagesOf(&s)...)
	d.Blocks = append(d.Blocks, w.ending(&s)...)
	file, err := pdf.Render(d)
	return Printed{file, outline(d)}, err
}

func (w *writer) yours(s *statement.Statement) string {
	if s.Contract.Lease {
		return w.yourLease
	}
	return w.yourLoan
}

// due is the panel with what is to be paid and when.
func (w *writer) due(s *statement.Statement) pdf.Block {
	label, under := w.nothingDue, ""
	switch {
	case s.Due.Total > 0 && s.Due.On.IsZero():
		label = w.dueNow
	case s.Due.Total > 0:
		label = w.byDate(w.amountDue, w.long(s.Due.On))
	}
	if s.Due.PastDue > 0 {
		under = w.isPastDue(w.money(s.Due.PastDue))
	}
	switch {
	case s.Autopay.On:
		under = join("\n", under, w.autopay(w.money(s.Autopay.Amount), w.long(s.Autopay.Next), s.Autopay.Account))
	case s.Due.LateFee > 0 && !s.Due.LateAfter.IsZero():
		under = join("\n", under, w.payBy(w.money(s.Due.LateFee), w.long(s.Due.LateAfter)))
	}
	facts := []pdf.Pair{{Key: w.payment, Value: w.money(s.Due.Regular)}}
	facts = w.unlessZero(facts, w.pastDue, s.Due.PastDue)
	facts = w.unlessZero(facts, w.words.fees, s.Due.Fees)
	return hero(label, w.money(s.Due.Total), under, append(facts, pdf.Pair{Key: w.total, Value: w.money(s.Due.Total), Total: true}))
}

func (w *writer) unlessZero(facts []pdf.Pair, key string, amount money.Cents) []pdf.Pair {
	if amount == 0 {
		return facts
	}
	return append(facts, pdf.Pair{Key: key, Value: w.money(amount)})
}

// period leads from the opening to the closing balance.
func (w *writer) period(s *statement.Statement) []pdf.Pair {
	before, lowered, after := w.words.opening, w.toPrincipal, w.closing
	if s.Contract.Lease {
		before, lowered, after = w.leftBefore, w.paidBase, w.leftAfter
	}
	var changed money.Cents
	for _, c := range s.Changes {
		changed += c.Debt
	}
	facts := []pdf.Pair{
		{Key: before, Value: w.money(s.Opening)},
		{Key: lowered, Value: w.money(-s.Lowers(s.Paid()))},
	}
	facts = w.unlessZero(facts, w.changed, changed)
	facts = append(facts, pdf.Pair{Key: after, Value: w.money(s.Closing), Total: true})
	if !s.Contract.Lease {
		facts = append(facts, pdf.Pair{Key: w.interestGrown, Value: w.money(s.Interest)})
	}
	return facts
}

// facts says what the contract is. A lease's rate is never stated (12 CFR 1013.4(s)).
func (w *writer) facts(c *statement.Facts) []pdf.Pair {
	facts := []pdf.Pair{
		{Key: w.contract, Value: c.Number},
		{Key: w.vehicle, Value: c.Vehicle},
		{Key: w.vin, Value: vin(c.VIN)},
	}
	if !c.Lease {
		facts = append(facts, pdf.Pair{Key: w.rate, Value: w.locale.Percent(c.Rate, rateDecimals)})
	}
	return append(facts,
		pdf.Pair{Key: w.regular, Value: w.money(c.Regular)},
		pdf.Pair{Key: w.paymentsMade, Value: w.of(c.CountPaid, c.Count)},
		pdf.Pair{Key: w.maturity, Value: w.locale.DateMedium(c.Maturity)},
	)
}

// column is a column of the payments' table: a title and the amount of a payment that stands in it.
type column struct {
	title string
	of    func(statement.Allocation) money.Cents
}

// columns are the purposes that money can go to on this statement.
func (w *writer) columns(s *statement.Statement) []column {
	out := []column{
		{w.interest, func(a statement.Allocation) money.Cents { return a.Interest }},
		{w.principal, func(a statement.Allocation) money.Cents { return a.Principal }},
	}
	if s.Contract.Lease {
		out = []column{
			{w.base, func(a statement.Allocation) money.Cents { return a.Base }},
			{w.tax, func(a statement.Allocation) money.Cents { return a.Tax }},
		}
	}
	out = append(out, column{w.words.fees, func(a statement.Allocation) money.Cents { return a.Fees }})
	if s.Year.Credit != 0 || s.Paid().Credit != 0 {
		out = append(out, column{w.credit, func(a statement.Allocation) money.Cents { return a.Credit }})
	}
	return out
}

// payments is what came in and where each cent of it went, in the period and in the year.
func (w *writer) payments(s *statement.Statement) []pdf.Block {
	out := []pdf.Block{pdf.Heading{Level: 2, Text: w.whereItWent}}
	if len(s.Payments) == 0 {
		out = append(out, pdf.Paragraph{Text: w.noPayment})
	}
	if len(s.Payments) == 0 && s.Year == (statement.Allocation{}) {
		return out
	}
	purposes := w.columns(s)
	t := pdf.Table{RowHeads: true, Columns: w.heads(s, purposes)}
	for _, p := range s.Payments {
		t.Rows = append(t.Rows, w.row([2]string{w.locale.DateMedium(p.Date), w.paidBy(p.Method)}, p.To, purposes, w.money(p.Balance)))
	}
	if len(s.Payments) > 1 {
		t.Rows = append(t.Rows, w.sum(w.total, s.Paid(), purposes))
	}
	t.Rows = append(t.Rows, w.sum(w.yearPaid(s.Period.Through.Year()), s.Year, purposes))
	return append(out, t)
}

func (w *writer) heads(s *statement.Statement, purposes []column) []pdf.Column {
	out := []pdf.Column{{Title: w.date}, {Title: w.method, Share: 1}, {Title: w.amount, Align: pdf.Right}}
	for _, c := range purposes {
		out = append(out, pdf.Column{Title: c.title, Align: pdf.Right})
	}
	balance := w.balance
	if s.Contract.Lease {
		balance = w.left
	}
	return append(out, pdf.Column{Title: balance, Align: pdf.Right})
}

// row is a row of the table: its first two texts, where the money went, and what was left.
func (w *writer) row(first [2]string, to statement.Allocation, purposes []column, balance string) pdf.Row {
	cells := []string{first[0], first[1], w.money(to.Total())}
	for _, c := range purposes {
		cells = append(cells, w.money(c.of(to)))
	}
	return pdf.Row{Cells: append(cells, balance)}
}

func (w *writer) sum(title string, of statement.Allocation, purposes []column) pdf.Row {
	r := w.row([2]string{title}, of, purposes, "")
	r.Total = true
	return r
}

func (w *writer) changes(s *statement.Statement) []pdf.Block {
	if len(s.Changes) == 0 {
		return nil
	}
	t := pdf.Table{RowHeads: true, Columns: []pdf.Column{{Title: w.date}, {Title: w.what, Share: 1}, {Title: w.amount, Align: pdf.Right}}}
	for i := range s.Changes {
		c, amount := &s.Changes[i], ""
		if c.Amount != 0 {
			amount = w.money(c.Amount)
		}
		t.Rows = append(t.Rows, pdf.Row{Cells: []string{w.locale.DateMedium(c.Date), w.change(c), amount}})
	}
	return []pdf.Block{pdf.Heading{Level: 2, Text: w.otherChanges}, t}
}

// ending explains the figures and, for a lease, shows its mileage beside that.
func (w *writer) ending(s *statement.Statement) []pdf.Block {
	if s.Mileage == nil {
		return w.notes(s)
	}
	return []pdf.Block{pdf.Spacer{Height: partGap}, pdf.Columns{Parts: []pdf.Part{
		titled(w.words.mileage, w.mileage(s.Mileage)), {Share: 1, Blocks: w.notes(s)},
	}}}
}

func (w *writer) mileage(m *statement.Mileage) []pdf.Pair {
	number := func(n int) string { return w.locale.Number(int64(n)) }
	driven := w.miles(number(m.Odometer))
	if !m.ReadOn.IsZero() {
		driven = w.milesRead(number(m.Odometer), w.locale.DateMedium(m.ReadOn))
	}
	return []pdf.Pair{
		{Key: w.allowance, Value: w.miles(number(m.Allowance))},
		{Key: w.allowedSoFar, Value: w.miles(number(m.SoFar))},
		{Key: w.driven, Value: driven},
		{Key: w.perMile, Value: w.money(m.ExcessPerMile)},
	}
}

// parts lists where money went, by purpose.
func (w *writer) parts(a statement.Allocation, lease bool) []pdf.Pair {
	facts := []pdf.Pair{{Key: w.interest, Value: w.money(a.Interest)}, {Key: w.principal, Value: w.money(a.Principal)}}
	if lease {
		facts = []pdf.Pair{{Key: w.base, Value: w.money(a.Base)}, {Key: w.tax, Value: w.money(a.Tax)}}
	}
	facts = append(facts, pdf.Pair{Key: w.words.fees, Value: w.money(a.Fees)})
	return w.unlessZero(facts, w.credit, a.Credit)
}

// notes explain how the figures come about and whom to ask.
func (w *writer) notes(s *statement.Statement) []pdf.Block {
	notes := w.loanNotes
	if s.Contract.Lease {
		notes = w.leaseNotes
	}
	out := []pdf.Block{pdf.Heading{Level: 2, Text: w.goodToKnow}}
	for _, n := range notes {
		out = append(out, pdf.Paragraph{Text: n, Style: pdf.Small})
	}
	out = append(out, w.contact(&s.Brand, pdf.Small)...)
	for _, c := range s.Clauses {
		out = append(out, pdf.Heading{Level: 2, Text: c.Heading})
		for _, text := range c.Paragraphs {
			out = append(out, pdf.Paragraph{Text: text, Style: pdf.Small})
		}
	}
	return out
}

func (w *writer) messagesOf(s *statement.Statement) []pdf.Block {
	if len(s.Messages) == 0 {
		return nil
	}
	out := []pdf.Block{pdf.Heading{Level: 2, Text: w.messages}}
	for _, m := range s.Messages {
		out = append(out, pdf.Paragraph{Text: m})
	}
	return out
}
