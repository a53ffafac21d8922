package history

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"time"
	"unicode/utf8"

	"marque/internal/civil"
	"marque/internal/core/contract"
	"marque/internal/l10n"
	"marque/internal/money"
)

// Transaction is one movement of what is owed, as a bank's program sees it: money that lowers the debt is positive.
type Transaction struct {
	ID     string // stays the same whatever is entered later
	Type   string // CREDIT, DEBIT, INT or FEE
	On     civil.Date
	Amount money.Cents
	Name   l10n.Text
	Memo   l10n.Text
}

// The types of transactions that are used.
const (
	typeCredit   = "CREDIT"
	typeDebit    = "DEBIT"
	typeInterest = "INT"
	typeFee      = "FEE"
)

// Transactions turns the whole history of a contract into movements whose sum is Owed, negative. Interest is one when it is paid, as it is not
// owed before; a payment that came back stands twice, for a program may have read it already.
func (r Reader) Transactions(entries []Entry) []Transaction {
	m := movements{zone: r.Zone, lease: r.Terms.Kind == contract.Lease, undone: map[string]*contract.Line{}}
	for _, e := range entries {
		m.undone[e.Key] = e.Line
	}
	for _, e := range entries {
		if e.Void != "" {
			m.void(e)
			continue
		}
		m.line(e)
	}
	return m.out
}

// Owed is the balance that the transactions come to: for a loan the principal, for a lease what is open on lease payments that fell due; with
// fees, less money held and what is the customer's.
func Owed(s *contract.State) money.Cents {
	owed := s.Fees - s.Unapplied - s.Credit
	if s.Lease != nil {
		return owed + s.Lease.OpenRents - s.Lease.PaidInAdvance
	}
	return owed + s.Principal
}

// movements collects transactions.
type movements struct {
	out    []Transaction
	zone   *time.Location
	lease  bool
	undone map[string]*contract.Line // every line by its key: what undid another is found here
}

func (m *movements) add(e Entry, suffix, kind string, amount money.Cents, name l10n.Text) {
	if amount == 0 {
		return
	}
	if kind == "" {
		kind = typeCredit
		if amount < 0 {
			kind = typeDebit
		}
	}
	m.out = append(m.out, Transaction{ID: fitID(e.Key + suffix), Type: kind, On: e.Effective, Amount: amount, Name: name, Memo: e.Note})
}

// line turns a line that counts into its movements.
func (m *movements) line(e Entry) {
	switch e.Kind {
	case contract.KindActivated:
		if !m.lease {
			m.add(e, "", "", -e.Principal, e.Title)
		}
	case contract.KindConverted:
		if m.lease {
			m.add(e, "", "", e.Advance-e.Rent-e.Fee, e.Title)
		} else {
			m.add(e, "", "", -e.Principal-e.Fee, e.Title)
		}
	case contract.KindPayment, contract.KindCredit:
		m.add(e, "", "", e.Amount, e.Title)
		m.add(e, "/interest", typeInterest, -e.Interest, l10n.T("Interest", "Intereses", "Zinsen"))
	case contract.KindRecovery:
		m.add(e, "", "", e.Amount, e.Title)
		m.add(e, "/charged-off", "", e.Credit-e.Amount, l10n.T("To the debt charged off", "A la deuda dada de baja", "Auf die abgeschriebene Schuld"))
	case contract.LineRentDue:
		m.add(e, "", "", -e.Amount, e.Title)
	case contract.KindFeeAssessed, contract.KindEarlyTermination, contract.LineEndCharge:
		m.add(e, "", typeFee, -e.Fee, e.Title)
	case contract.KindFeeWaived:
		m.add(e, "", typeFee, e.Fee, e.Title)
	case contract.LineSmallBalance, contract.KindChargedOff:
		m.add(e, "", "", e.Principal+e.Fee, e.Title)
	case contract.KindCancelled:
		m.add(e, "", "", e.Fee+m.undoneDebt(e), e.Title)
	case contract.LineGivenBack: // what was held or paid in advance stood to the customer's good before
		m.add(e, "", "", e.Amount+e.Unapplied+e.Advance, e.Title)
	case contract.LineDeposit:
		m.add(e, "", "", e.Amount, e.Title)
	case contract.KindCreditRefunded:
		m.add(e, "", "", -e.Amount, e.Title)
	case contract.KindPurchase:
		m.add(e, "", "", -e.Amount, e.Title)
		m.add(e, "/paid", "", e.Amount, l10n.T("Payment", "Pago", "Zahlung"))
	}
}

// undoneDebt is the debt that a cancellation takes off: a loan's principal, of a lease the rents that fell due.
func (m *movements) undoneDebt(e Entry) money.Cents {
	if m.lease {
		return e.Rent
	}
	return e.Principal
}

// void tells of money that came and went again: what it did in between never was.
func (m *movements) void(e Entry) {
	if e.Kind != contract.KindPayment {
		return
	}
	m.add(e, "", "", e.Amount, l10n.T("Payment", "Pago", "Zahlung"))
	m.add(e, "/undone", "", -e.Amount, e.Title)
	if by := m.undone[e.Void]; by != nil && !by.Recorded.IsZero() {
		m.out[len(m.out)-1].On = max(civil.On(by.Recorded, m.zone), e.Effective)
	}
}

// fitID names a transaction within its account: programs know by it what they have read already.
func fitID(key string) string {
	sum := sha256.Sum256([]byte(key))
	const bytesKept = 16
	return hex.EncodeToString(sum[:bytesKept])
}

// OFX is a file for banks' programs.
type OFX struct {
	Org     string    // the lender's name
	Bank    string    // Intuit's number of the lender (INTU.BID), which Quicken asks for; empty for other programs
	At      time.Time // when the file was made
	From    civil.Date
	Through civil.Date
	Balance money.Cents // Owed on Through
}

// The lengths that OFX 1.02 allows.
const (
	mostAccount = 22
	mostName    = 32
	mostMemo    = 255
	mostOrg     = 32
)

// OFX writes transactions as OFX 1.02, the form that the most programs read. The account stands in the message set of credit cards: of those of
// version 1 it is the one for a debt that has no bank's routing number.
func (r Reader) OFX(f OFX, all []Transaction) []byte {
	var w sgml
	w.head()
	w.open("OFX", "SIGNONMSGSRSV1", "SONRS", "STATUS")
	w.element("CODE", "0")
	w.element("SEVERITY", "INFO")
	w.close("STATUS")
	w.element("DTSERVER", f.At.UTC().Format("20060102150405")+"[0:GMT]")
	w.element("LANGUAGE", languages[r.Locale.Language()])
	w.open("FI")
	w.element("ORG", cut(f.Org, mostOrg))
	w.close("FI")
	if f.Bank != "" {
		w.element("INTU.BID", f.Bank)
	}
	w.close("SONRS", "SIGNONMSGSRSV1")
	w.open("CREDITCARDMSGSRSV1", "CCSTMTTRNRS")
	w.element("TRNUID", "0")
	w.open("STATUS")
	w.element("CODE", "0")
	w.element("SEVERITY", "INFO")
	w.close("STATUS")
	w.open("CCSTMTRS")
	w.element("CURDEF", r.Terms.Money().Code)
	w.open("CCACCTFROM")
	w.element("ACCTID", account(r.Terms.Number))
	w.close("CCACCTFROM")
	r.list(&w, f, all)
	w.open("LEDGERBAL")
	w.element("BALAMT", (-f.Balance).Text(r.Terms.Money()))
	w.element("DTASOF", noon(f.Through))
	w.close("LEDGERBAL", "CCSTMTRS", "CCSTMTTRNRS", "CREDITCARDMSGSRSV1", "OFX")
	return w.out.Bytes()
}

// languages are the codes of ISO 639-2 that OFX wants.
var languages = map[string]string{"en": "ENG", "es": "SPA", "de": "DEU"}

func (r Reader) list(w *sgml, f OFX, all []Transaction) {
	w.open("BANKTRANLIST")
	w.element("DTSTART", noon(f.From))
	w.element("DTEND", noon(f.Through))
	for _, x := range all {
		if x.On < f.From || x.On > f.Through {
			continue
		}
		w.open("STMTTRN")
		w.element("TRNTYPE", x.Type)
		w.element("DTPOSTED", noon(x.On))
		w.element("TRNAMT", x.Amount.Text(r.Terms.Money()))
		w.element("FITID", x.ID)
		w.element("NAME", cut(x.Name.In(r.Locale), mostName))
		if memo := x.Memo.In(r.Locale); memo != "" {
			w.element("MEMO", cut(memo, mostMemo))
		}
		w.close("STMTTRN")
	}
	w.close("BANKTRANLIST")
}

// noon writes a day so that no time zone of a program moves it to another one.
func noon(d civil.Date) string { return strings.ReplaceAll(d.String(), "-", "") + "120000[0:GMT]" }

// account is a contract's number as far as it fits: its end tells more than its beginning.
func account(number string) string { return number[max(len(number)-mostAccount, 0):] }

func cut(s string, most int) string {
	if utf8.RuneCountInString(s) <= most {
		return s
	}
	return strings.TrimSpace(string([]rune(s)[:most]))
}

// sgml writes elements without end tags and aggregates with them, as version 1 of OFX wants it, in Windows-1252.
type sgml struct{ out bytes.Buffer }

func (w *sgml) head() {
	for _, line := range []string{"OFXHEADER:100", "DATA:OFXSGML", "VERSION:102", "SECURITY:NONE", "ENCODING:USASCII", "CHARSET:1252", "COMPRESSION:NONE",
		"OLDFILEUID:NONE", "NEWFILEUID:NONE", ""} {
		w.out.WriteString(line + "\r\n")
	}
}

func (w *sgml) open(names ...string) {
	for _, n := range names {
		w.out.WriteString("<" + n + ">\r\n")
	}
}

func (w *sgml) close(names ...string) {
	for _, n := range names {
		w.out.WriteString("</" + n + ">\r\n")
	}
}

var escapes = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", "\r", " ", "\n", " ", "\t", " ", "\u00a0", " ")

func (w *sgml) element(name, value string) {
	w.out.WriteString("<" + name + ">")
	for _, c := range escapes.Replace(value) {
		switch {
		case c >= ' ' && c < 0x7f, c >= 0xa0 && c <= 0xff: // where Windows-1252 is Latin-1
			w.out.WriteByte(byte(c))
		case c == '’':
			w.out.WriteByte('\'')
		case c == '–', c == '—':
			w.out.WriteByte('-')
		case c >= 0x80 || c < ' ':
			w.out.WriteByte('?')
		}
	}
	w.out.WriteString("\r\n")
}
