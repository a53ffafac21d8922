package sepa

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

// namespace is of the message that we write.
const namespace = "urn:iso:std:iso:20022:tech:xsd:pain.008.001.08"

// Write makes a file. The same entries in any order give the same bytes.
func (r *Rail) Write(f payment.File) ([]byte, error) {
	if r.c.ID == "" {
		return nil, fault.New(fault.Unavailable, "No SEPA creditor is configured: see bank.sepa in the settings.")
	}
	if n := len(f.Entries); n == 0 || n > payment.MostEntries {
		return nil, fault.Newf(fault.Invalid, "A file has between 1 and %d entries.", payment.MostEntries)
	}
	if err := checkEntries(f.Entries); err != nil {
		return nil, err
	}
	w := &writer{c: r.c}
	w.out.WriteString(`<?xml version="1.0" encoding="UTF-8"?>` + "\n" + `<Document xmlns="` + namespace + `">` + "\n")
	w.in("CstmrDrctDbtInitn", func() {
		message := strings.TrimSuffix(f.Name, ".xml")
		w.header(f, message)
		for i, g := range groups(f.Entries) {
			w.group(fmt.Sprintf("%s-%d", message, i+1), g)
		}
	})
	w.out.WriteString("</Document>\n")
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

// mostAmount is the most that one SEPA direct debit can be.
const mostAmount money.Cents = 999_999_999_99

func checkEntry(e payment.Entry) error {
	iban, err := payment.CheckIBAN(e.Number)
	switch {
	case e.Trace == "" || text(e.Trace, identifierWidth) != e.Trace:
		return fault.Inputf("trace", "Entry %q has no end-to-end id of 1 to 35 characters.", e.Trace)
	case e.Kind != payment.DebitEntry || e.Type != payment.IBAN:
		return fault.Inputf("kind", "Entry %s is of no kind that we write.", e.Trace)
	case e.Amount <= 0 || e.Amount > mostAmount:
		return fault.Inputf("amount", "Entry %s is of an amount that cannot be.", e.Trace)
	case !(civil.TARGET{}).IsBusiness(e.Effective):
		return fault.Inputf("date", "Entry %s is for a day on which no money moves.", e.Trace)
	case err != nil || iban != e.Number:
		return fault.Inputf("number", "Entry %s names no account.", e.Trace)
	case e.Routing != "" && !isBIC(e.Routing):
		return fault.Inputf("routing", "Entry %s names no bank.", e.Trace)
	case e.Mandate.ID == "" || text(e.Mandate.ID, identifierWidth) != e.Mandate.ID:
		return fault.Inputf("mandate", "Entry %s has no mandate.", e.Trace)
	case e.Mandate.Signed.IsZero() || e.Mandate.Signed > e.Effective:
		return fault.Inputf("mandate", "The mandate of entry %s was not signed before it is used.", e.Trace)
	case !slices.Contains(sequences(), e.Mandate.Sequence):
		return fault.Inputf("mandate", "Entry %s has no place in the sequence of its mandate.", e.Trace)
	}
	return nil
}

// sequences are in the order in which a file holds them.
func sequences() []payment.Sequence {
	return []payment.Sequence{payment.FirstOf, payment.Recurring, payment.OneOff, payment.LastOf}
}

// group is the entries of one payment information block: of one sequence type and collected on one day.
type group struct {
	sequence payment.Sequence
	on       civil.Date
	entries  []payment.Entry
}

// groups sorts entries into blocks, in an order that does not depend on theirs.
func groups(entries []payment.Entry) []group {
	sorted := slices.SortedFunc(slices.Values(entries), func(a, b payment.Entry) int {
		return cmp.Or(cmp.Compare(slices.Index(sequences(), a.Mandate.Sequence), slices.Index(sequences(), b.Mandate.Sequence)),
			cmp.Compare(a.Effective, b.Effective), cmp.Compare(a.Trace, b.Trace))
	})
	var out []group
	for _, e := range sorted {
		if n := len(out); n == 0 || out[n-1].sequence != e.Mandate.Sequence || out[n-1].on != e.Effective {
			out = append(out, group{sequence: e.Mandate.Sequence, on: e.Effective})
		}
		g := &out[len(out)-1]
		g.entries = append(g.entries, e)
	}
	return out
}

// writer puts elements together, indented.
type writer struct {
	c     Creditor
	out   strings.Builder
	depth int
}

func (w *writer) indent() { w.out.WriteString(strings.Repeat("  ", w.depth)) }

// in writes an element around others.
func (w *writer) in(name string, inner func()) {
	w.indent()
	w.out.WriteString("<" + name + ">\n")
	w.depth++
	inner()
	w.depth--
	w.indent()
	w.out.WriteString("</" + name + ">\n")
}

// escape makes a text that stands between tags. What people wrote is plain already.
var escape = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", "'", "&apos;")

// put writes a value inside nested elements, named by a path such as CdtrAcct/Id/IBAN.
func (w *writer) put(path, value string) {
	names := strings.Split(path, "/")
	w.indent()
	for _, name := range names {
		w.out.WriteString("<" + name + ">")
	}
	w.out.WriteString(escape.Replace(value))
	slices.Reverse(names)
	for _, name := range names {
		w.out.WriteString("</" + name + ">")
	}
	w.out.WriteByte('\n')
}

// decimal writes an amount with two decimals.
func decimal(c money.Cents) string { return fmt.Sprintf("%d.%02d", c/100, c%100) }

func sum(entries []payment.Entry) money.Cents {
	var total money.Cents
	for _, e := range entries {
		total += e.Amount
	}
	return total
}

func (w *writer) sums(entries []payment.Entry) {
	w.put("NbOfTxs", fmt.Sprint(len(entries)))
	w.put("CtrlSum", decimal(sum(entries)))
}

func (w *writer) header(f payment.File, message string) {
	w.in("GrpHdr", func() {
		w.put("MsgId", message)
		w.put("CreDtTm", f.Made.Format("2006-01-02T15:04:05"))
		w.sums(f.Entries)
		w.in("InitgPty", func() {
			w.put("Nm", w.c.Name)
			w.put("Id/OrgId/Othr/Id", w.c.ID)
		})
	})
}

func (w *writer) group(name string, g group) {
	w.in("PmtInf", func() {
		w.put("PmtInfId", name)
		w.put("PmtMtd", "DD")
		w.put("BtchBookg", "true")
		w.sums(g.entries)
		w.in("PmtTpInf", func() {
			w.put("SvcLvl/Cd", "SEPA")
			w.put("LclInstrm/Cd", string(payment.Core))
			w.put("SeqTp", string(g.sequence))
		})
		w.put("ReqdColltnDt", g.on.String())
		w.put("Cdtr/Nm", w.c.Name)
		w.put("CdtrAcct/Id/IBAN", w.c.IBAN)
		w.bank("CdtrAgt", w.c.BIC)
		w.put("ChrgBr", "SLEV")
		w.in("CdtrSchmeId", func() {
			w.in("Id", func() {
				w.in("PrvtId", func() {
					w.in("Othr", func() {
						w.put("Id", w.c.ID)
						w.put("SchmeNm/Prtry", "SEPA")
					})
				})
			})
		})
		for _, e := range g.entries {
			w.entry(e)
		}
	})
}

// bank names a bank; since 2016 the IBAN is enough, and the element says so.
func (w *writer) bank(name, bic string) {
	if bic == "" {
		w.put(name+"/FinInstnId/Othr/Id", "NOTPROVIDED")
		return
	}
	w.put(name+"/FinInstnId/BICFI", bic)
}

func (w *writer) entry(e payment.Entry) {
	w.in("DrctDbtTxInf", func() {
		w.put("PmtId/EndToEndId", e.Trace)
		w.indent()
		w.out.WriteString(`<InstdAmt Ccy="EUR">` + decimal(e.Amount) + "</InstdAmt>\n")
		w.in("DrctDbtTx", func() {
			w.in("MndtRltdInf", func() {
				w.put("MndtId", e.Mandate.ID)
				w.put("DtOfSgntr", e.Mandate.Signed.String())
				w.put("AmdmntInd", "false")
			})
		})
		w.bank("DbtrAgt", e.Routing)
		w.put("Dbtr/Nm", nameOf(e))
		w.put("DbtrAcct/Id/IBAN", e.Number)
		if reference := text(e.Reference, remittanceWidth); reference != "" {
			w.put("RmtInf/Ustrd", reference)
		}
	})
}

// nameOf is the holder's name; a name of which nothing is left in plain letters has a word in its place, for the element may not be empty.
func nameOf(e payment.Entry) string {
	if name := text(e.Name, nameWidth); name != "" {
		return name
	}
	return "Account holder"
}
