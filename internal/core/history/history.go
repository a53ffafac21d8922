// Package history picks from what happened on a contract what a reader asks for, and writes it as files that other programs read: CSV for
// spreadsheets and OFX for banks' programs. What a line did is core/contract's, how it was worked out core/explain's.
package history

import (
	"maps"
	"slices"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"marque/internal/core/adjustment"
	"marque/internal/core/contract"
	"marque/internal/core/explain"
	"marque/internal/core/payment"
	"marque/internal/l10n"
)

// Group sorts what happened by what a person looks for.
type Group string

// The groups. The zero value is all of them.
const (
	All      Group = ""
	Payments Group = "payments" // money from the customer, and what became of it
	Charges  Group = "charges"  // what was charged, and what of it was waived
	Credits  Group = "credits"  // money for the customer
	Changes  Group = "changes"  // of the contract itself
)

// Groups lists the groups in the order in which they are offered.
func Groups() []Group { return []Group{All, Payments, Charges, Credits, Changes} }

// Name is what a group is called.
func (g Group) Name() l10n.Text {
	switch g {
	case Payments:
		return l10n.T("Payments", "Pagos", "Zahlungen")
	case Charges:
		return l10n.T("Charges and fees", "Cargos", "Gebühren und Forderungen")
	case Credits:
		return l10n.T("Credits and refunds", "Abonos y reembolsos", "Gutschriften und Erstattungen")
	case Changes:
		return l10n.T("Changes to the contract", "Cambios del contrato", "Änderungen des Vertrags")
	case All:
	}
	return l10n.T("Everything", "Todo", "Alles")
}

var groups = map[contract.EventKind]Group{
	contract.KindPayment: Payments, contract.KindReturned: Payments, contract.KindReversed: Payments, contract.KindRecovery: Payments,
	contract.KindFeeAssessed: Charges, contract.KindFeeWaived: Charges, contract.LineRentDue: Charges, contract.LineEndCharge: Charges, contract.KindInspection: Charges, contract.KindDisputed: Charges,
	contract.KindEarlyTermination: Charges, contract.KindPurchase: Charges, contract.KindChargedOff: Charges,
	contract.KindCredit: Credits, contract.KindCreditRefunded: Credits, contract.LineSmallBalance: Credits, contract.LineGivenBack: Credits, contract.LineDeposit: Credits,
}

// GroupOf returns where a line belongs.
func GroupOf(kind contract.EventKind) Group {
	if g, ok := groups[kind]; ok {
		return g
	}
	return Changes
}

// Entry is one line of a history.
type Entry struct {
	*contract.Line
	Title l10n.Text
	Note  l10n.Text // what was said with it, such as a reference; its words may be nothing
	Over  bool      // it counts from the end of a lease on, which has no balance any more
}

// Of returns the history of a contract, the oldest first. What is told elsewhere is left out: readings of the odometer, and news of the title
// and of the vehicle's ownership.
func Of(s *contract.State, events []contract.Event) []Entry {
	notes := make(map[string]l10n.Text, len(events))
	for i := range events {
		notes[events[i].Key] = noteOf(events[i].Body)
		maps.Copy(notes, worn(&events[i]))
	}
	out := make([]Entry, 0, len(s.Lines))
	for i := range s.Lines {
		l := &s.Lines[i]
		switch l.Kind {
		case contract.KindOdometer, contract.KindTitle, contract.KindOwnershipChanged:
		default:
			over := s.Lease != nil && s.Lease.Ended != "" && l.Effective >= s.Lease.EndedOn
			out = append(out, Entry{Line: l, Title: explain.Title(l), Note: notes[l.Key], Over: over})
		}
	}
	return out
}

// worn is what the lines of an inspection name, by the keys of what is charged for them.
func worn(e *contract.Event) map[string]l10n.Text {
	found, ok := e.Body.(contract.Inspection)
	if !ok {
		return nil
	}
	out := make(map[string]l10n.Text, len(found.Items))
	for i, x := range found.Items {
		out[contract.WearKey(e.Key, i)] = reference(said(x.What), x.Where)
	}
	return out
}

// noteOf is what an event says in words or by a reference.
func noteOf(body contract.Body) l10n.Text {
	switch b := body.(type) {
	case contract.Payment:
		return reference(Method(b.Method), b.Ref)
	case contract.Returned:
		return said(payment.ReturnCodeOf(b.Code).Plain)
	case contract.Reversed:
		return adjustment.Reason(b.Reason).Words()
	case contract.FeeWaived:
		return adjustment.Reason(b.Reason).Words()
	case contract.RateSegment:
		return said(b.Note)
	case contract.Credit:
		return said(b.Note)
	case contract.Disputed:
		if b.Over {
			return standing(b.Reason)
		}
	case contract.Activated:
		return said(b.Dealer)
	}
	return l10n.Text{}
}

// standing says of a charge that was disputed that it stands, and why.
func standing(reason string) l10n.Text {
	if reason == "" {
		return l10n.T("It stands.", "Se mantiene.", "Er bleibt.")
	}
	return l10n.T("It stands: %s", "Se mantiene: %s", "Er bleibt: %s", reason)
}

// said is words that stand as they were written, whatever the language, or a text that is translated already.
func said(words any) l10n.Text { return l10n.T("%s", "%s", "%s", words) }

func reference(method l10n.Text, ref string) l10n.Text {
	switch {
	case ref == "":
		return method
	case method.In(l10n.EnUS) == "":
		return said(ref)
	}
	return l10n.T("%s, %s", "%s, %s", "%s, %s", method, ref)
}

// Method is how money came in, in words; a method that is not known is told as it is.
func Method(method string) l10n.Text {
	switch method {
	case "ach":
		return l10n.T("From a bank account", "Desde una cuenta bancaria", "Von einem Bankkonto")
	case "sepa":
		return l10n.T("SEPA direct debit", "Débito directo SEPA", "SEPA-Lastschrift")
	case "card":
		return l10n.T("By card", "Con tarjeta", "Mit Karte")
	case "check":
		return l10n.T("By check", "Con cheque", "Mit Scheck")
	case "wire":
		return l10n.T("By wire", "Por transferencia", "Per Überweisung")
	case "cash":
		return l10n.T("In cash", "En efectivo", "In bar")
	}
	return said(method)
}

// MostSearch bounds what is searched for.
const MostSearch = 64

// Filter is what a reader asks for. The zero value asks for everything.
type Filter struct {
	Group  Group
	Year   int    // of the effective day; 0 is every year
	Search string // words, or an amount as the language writes it
}

// Any tells whether something is asked for.
func (f Filter) Any() bool { return f != (Filter{}) }

// Reader is whose eyes a history is written for.
type Reader struct {
	Locale l10n.Locale
	Terms  *contract.Terms
	Zone   *time.Location // of the lender, in which days of entry are told
}

// Pick returns the entries that a filter asks for, in their order. A search finds words of the title and the note, in any letter case and with
// or without accents, dates and amounts as the reader's language writes them.
func (r Reader) Pick(all []Entry, f Filter) []Entry {
	needle := fold(strings.ToValidUTF8(f.Search[:min(len(f.Search), MostSearch)], ""))
	out := make([]Entry, 0, len(all))
	for _, e := range all {
		switch {
		case f.Group != All && GroupOf(e.Kind) != f.Group, f.Year != 0 && e.Effective.Year() != f.Year:
		case needle != "" && !strings.Contains(fold(r.haystack(e)), needle):
		default:
			out = append(out, e)
		}
	}
	return out
}

func (r Reader) haystack(e Entry) string {
	currency := r.Terms.Money()
	return strings.Join([]string{
		e.Title.In(r.Locale), e.Note.In(r.Locale), r.Locale.Money(e.Amount, currency), e.Amount.Text(currency), r.Locale.DateMedium(e.Effective), r.Locale.DateLong(e.Effective),
	}, "\n")
}

// fold makes texts comparable that people take for the same.
func fold(s string) string {
	return strings.Map(func(c rune) rune {
		switch {
		case unicode.Is(unicode.Mn, c):
			return -1
		case unicode.IsSpace(c) && c != '\n':
			return ' '
		}
		return unicode.ToLower(c)
	}, norm.NFD.String(strings.TrimSpace(s)))
}

// Years lists the years in which something happened, the newest first.
func Years(all []Entry) []int {
	var out []int
	for _, e := range all {
		if y := e.Effective.Year(); !slices.Contains(out, y) {
			out = append(out, y)
		}
	}
	slices.Sort(out)
	slices.Reverse(out)
	return out
}

// name is what the line is called.
func (e Entry) name() l10n.Text { return explain.Title(e.Line) }

// Page is a part of something that happened in an order, the newest first.
type Page[E any] struct {
	Entries []E
	Older   string // the key before which the next page begins; empty at the end
	First   bool   // nothing newer
}

// PageOf returns at most so many entries before the one of a key, which stays the same whatever is entered later; without one, or with one
// that is not there, the newest.
func PageOf[E any](all []E, key func(E) string, before string, size int) Page[E] {
	end := len(all)
	if i := slices.IndexFunc(all, func(e E) bool { return before != "" && key(e) == before }); i >= 0 {
		end = i
	}
	start := max(end-size, 0)
	p := Page[E]{Entries: slices.Clone(all[start:end]), First: end == len(all)}
	slices.Reverse(p.Entries)
	if start > 0 {
		p.Older = key(all[start])
	}
	return p
}

// KeyOf is an entry's key.
func KeyOf(e Entry) string { return e.Key }
