package ach

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"marque/internal/civil"
	"marque/internal/core/payment"
	"marque/internal/fault"
	"marque/internal/money"
)

// The lines' first characters.
const (
	fileHeader   = '1'
	batchHeader  = '5'
	entryDetail  = '6'
	addenda      = '7'
	batchControl = '8'
	fileControl  = '9'
)

// lineWidth is the length of every line, blocking how many lines make a block.
const (
	lineWidth = 94
	blocking  = 10
)

// Write makes a file. The same entries in any order give the same bytes.
func (r *Rail) Write(f payment.File) ([]byte, error) {
	if n := len(f.Entries); n == 0 || n > payment.MostEntries {
		return nil, fault.Newf(fault.Invalid, "A file has between 1 and %d entries.", payment.MostEntries)
	}
	if err := checkEntries(f.Entries); err != nil {
		return nil, err
	}
	w := &writer{o: r.o}
	w.header(f)
	for i, b := range r.batches(f.Entries) {
		w.batch(i+1, b, f)
	}
	w.control()
	return []byte(w.out.String()), nil
}

func checkEntries(all []payment.Entry) error {
	seen := make(map[string]bool, len(all))
	for _, e := range all {
		if err := checkEntry(e); err != nil {
			return err
		}
		if seen[e.Trace] {
			return fault.Newf(fault.Invalid, "Two entries of one file have the trace %s.", e.Trace)
		}
		seen[e.Trace] = true
	}
	return nil
}

// microMost is the bound of a micro entry (Nacha Operating Rules 2.7): less than a dollar.
const microMost money.Cents = 100

func checkEntry(e payment.Entry) error {
	const traceWidth, mostAccount = 15, 17
	const mostAmount money.Cents = 99_999_999_99
	switch {
	case len(e.Trace) != traceWidth || !digits(e.Trace):
		return fault.Inputf("trace", "Entry %q has no trace of 15 digits.", e.Trace)
	case e.Kind == payment.PrenoteEntry && e.Amount != 0, e.Kind != payment.PrenoteEntry && (e.Amount <= 0 || e.Amount > mostAmount),
		e.Kind == payment.MicroEntry && e.Amount >= microMost, e.Kind == payment.MicroDebit && e.Amount >= 2*microMost:
		return fault.Inputf("amount", "Entry %s is of an amount that cannot be.", e.Trace)
	case !(civil.FederalReserve{}).IsBusiness(e.Effective):
		return fault.Inputf("date", "Entry %s is for a day on which no money moves.", e.Trace)
	case payment.CheckRouting(e.Routing) != nil:
		return fault.Inputf("routing", "Entry %s names no bank.", e.Trace)
	case len(e.Number) == 0 || len(e.Number) > mostAccount:
		return fault.Inputf("number", "Entry %s names no account.", e.Trace)
	case e.Class == payment.Phone && (e.Recurring || e.Retry):
		return fault.Inputf("class", "Entry %s was agreed to on the phone, where one debit alone is.", e.Trace)
	case transactionCode(e) == 0:
		return fault.Inputf("kind", "Entry %s is of no kind that we write.", e.Trace)
	}
	return nil
}

// batch is what entries have in common that may share a header.
type batch struct {
	company     Company
	class       payment.EntryClass
	description string
	effective   civil.Date
	entries     []payment.Entry
}

// The entry descriptions that Nacha reserves, and ours.
const (
	descriptionPayment  = "PAYMENT"
	descriptionRefund   = "REFUND"
	descriptionPrenote  = "PRENOTE"
	descriptionMicro    = "ACCTVERIFY"
	descriptionRetry    = "RETRY PYMT"
	descriptionReversal = "REVERSAL"
)

func descriptionOf(e payment.Entry) string {
	switch {
	case e.Retry:
		return descriptionRetry
	case e.Kind == payment.CreditEntry:
		return descriptionRefund
	case e.Kind == payment.PrenoteEntry:
		return descriptionPrenote
	case e.Kind == payment.MicroEntry, e.Kind == payment.MicroDebit:
		return descriptionMicro
	case e.Kind == payment.ReversalEntry:
		return descriptionReversal
	}
	return descriptionPayment
}

// classOf is the class of a batch. Money that goes to a person is PPD: WEB credits are for people among themselves, and TEL has none.
func classOf(e payment.Entry) payment.EntryClass {
	if e.Class == payment.Phone && e.Kind == payment.DebitEntry {
		return payment.Phone
	}
	if e.Class == payment.Web && (e.Kind.IsDebit() || e.Kind == payment.PrenoteEntry || e.Kind == payment.ReversalEntry) {
		return payment.Web
	}
	return payment.Paper
}

// batches groups entries by what a header says, in an order that does not depend on theirs.
func (r *Rail) batches(entries []payment.Entry) []batch {
	type key struct {
		company     Company
		class       payment.EntryClass
		description string
		effective   civil.Date
	}
	groups := map[key][]payment.Entry{}
	for _, e := range entries {
		k := key{r.o.company(e.Brand), classOf(e), descriptionOf(e), e.Effective}
		groups[k] = append(groups[k], e)
	}
	out := make([]batch, 0, len(groups))
	for k, all := range groups {
		slices.SortFunc(all, func(a, b payment.Entry) int { return cmp.Compare(a.Trace, b.Trace) })
		out = append(out, batch{k.company, k.class, k.description, k.effective, all})
	}
	slices.SortFunc(out, func(a, b batch) int {
		return cmp.Or(cmp.Compare(a.company.ID, b.company.ID), cmp.Compare(a.company.Name, b.company.Name), cmp.Compare(a.class, b.class),
			cmp.Compare(a.description, b.description), cmp.Compare(a.effective, b.effective))
	})
	return out
}

// transactionCode says what an entry does to which kind of account; 0 is no kind of ours.
func transactionCode(e payment.Entry) int {
	const checking, savings = 20, 30
	base := checking
	if e.Type == payment.Savings {
		base = savings
	} else if e.Type != payment.Checking {
		return 0
	}
	switch e.Kind {
	case payment.DebitEntry, payment.MicroDebit:
		return base + 7
	case payment.CreditEntry, payment.MicroEntry, payment.ReversalEntry:
		return base + 2
	case payment.PrenoteEntry:
		return base + 8
	}
	return 0
}

// isDebit tells on which side of the controls a transaction code stands.
func isDebit(code int) bool { return code%10 >= 5 }

// writer puts lines together and keeps the sums for the controls.
type writer struct {
	o     Originator
	out   strings.Builder
	lines int
	total sums
	count int // batches
}

// sums are what a control says.
type sums struct {
	entries       int // and addenda
	hash          int64
	debit, credit money.Cents
}

func (s *sums) add(o sums) {
	s.entries, s.hash, s.debit, s.credit = s.entries+o.entries, s.hash+o.hash, s.debit+o.debit, s.credit+o.credit
}

// text is a field that is filled with blanks on its right, number one with zeros on its left.
func text(s string, width int) string { return fmt.Sprintf("%-*s", width, payment.ASCII(s, width)) }

func number[T int | int64 | money.Cents](n T, width int) string { return fmt.Sprintf("%0*d", width, n) }

// entryHash keeps the ten digits that a control has room for.
func entryHash(n int64) string { return number(n%10_000_000_000, 10) }

func yymmdd(d civil.Date) string {
	y, m, day := d.Split()
	return fmt.Sprintf("%02d%02d%02d", y%100, int(m), day)
}

func (w *writer) line(fields ...string) {
	w.out.WriteString(strings.Join(fields, ""))
	w.out.WriteByte('\n')
	w.lines++
}

func (w *writer) header(f payment.File) {
	origin := w.o.Origin
	w.line("101", fmt.Sprintf("%10s", w.o.Destination), fmt.Sprintf("%10s", origin), f.Made.Format("060102"), f.Made.Format("1504"),
		string(f.Modifier), "094101", text(w.o.DestinationName, nameWidth), text(w.o.OriginName, nameWidth), text("", 8))
}

// service class codes: what a batch holds.
const (
	mixed       = 200
	creditsOnly = 220
	debitsOnly  = 225
)

func serviceClass(entries []payment.Entry) int {
	debits := 0
	for _, e := range entries {
		if isDebit(transactionCode(e)) {
			debits++
		}
	}
	switch debits {
	case 0:
		return creditsOnly
	case len(entries):
		return debitsOnly
	}
	return mixed
}

func (w *writer) batch(n int, b batch, f payment.File) {
	class := number(serviceClass(b.entries), 3)
	w.line("5", class, text(b.company.Name, companyName), text("", 20), text(b.company.ID, companyID), string(b.class), text(b.description, 10),
		f.Made.Format("060102"), yymmdd(b.effective), text("", 3), "1", w.o.ODFI, number(n, 7))
	var sum sums
	for _, e := range b.entries {
		w.entry(e, b.class)
		one := sums{entries: 1, hash: int64(atoi(e.Routing[:odfiWidth]))}
		if isDebit(transactionCode(e)) {
			one.debit = e.Amount
		} else {
			one.credit = e.Amount
		}
		sum.add(one)
	}
	w.line("8", class, number(sum.entries, 6), entryHash(sum.hash), number(sum.debit, 12), number(sum.credit, 12), text(b.company.ID, companyID),
		text("", 19), text("", 6), w.o.ODFI, number(n, 7))
	w.total.add(sum)
	w.count++
}

func (w *writer) entry(e payment.Entry, class payment.EntryClass) {
	kind := "  "
	if class == payment.Web || class == payment.Phone {
		kind = "S "
		if e.Recurring {
			kind = "R "
		}
	}
	w.line("6", number(transactionCode(e), 2), e.Routing, fmt.Sprintf("%-17s", e.Number), number(e.Amount, 10), text(e.Reference, 15), text(nameOf(e), 22),
		kind, "0", e.Trace)
}

// nameOf is the holder's name; a name of which nothing is left in plain letters has a word in its place, for the field may not be empty.
func nameOf(e payment.Entry) string {
	if strings.Trim(payment.ASCII(e.Name, nameWidth), " 0") == "" {
		return "ACCOUNT HOLDER"
	}
	return e.Name
}

func (w *writer) control() {
	blocks := (w.lines + 1 + blocking - 1) / blocking
	w.line("9", number(w.count, 6), number(blocks, 6), number(w.total.entries, 8), entryHash(w.total.hash), number(w.total.debit, 12),
		number(w.total.credit, 12), text("", 39))
	for w.lines%blocking != 0 {
		w.line(strings.Repeat("9", lineWidth))
	}
}

func atoi(s string) int {
	n := 0
	for _, c := range []byte(s) {
		n = n*10 + int(c-'0')
	}
	return n
}
