package sepa

import (
	"strings"

	"marque/internal/civil"
	"marque/internal/core/payment"
	"marque/internal/money"
)

// Notice is what a bank tells of bookings on an account (camt.054).
type Notice struct {
	Message  string
	Made     civil.Date
	Bookings []Booking
}

// Booking is an entry on our account. Its amount is negative when money left.
type Booking struct {
	Line      int
	Account   string // ours
	Amount    money.Cents
	Currency  string
	Booked    bool // and not only expected
	Reversal  bool
	BookedOn  civil.Date
	Value     civil.Date
	Reference string // the bank's
	Code      string // domain, family and sub-family of the transaction: PMNT/RDDT/…
	Batch     string // the payment information block of ours that it answers
	Details   []Detail
}

// Detail is one payment in a booking. Its sign is that of the booking.
type Detail struct {
	Line        int
	EndToEnd    string
	Instruction string
	Batch       string
	Mandate     string
	Amount      money.Cents // booked, which may hold charges
	Original    money.Cents // ordered, as far as the bank repeats it
	Currency    string
	Debtor      Party
	Creditor    Party
	Message     string
	Reason      string // of a return: AC04 …
	Info        string // and what the bank adds
}

// Party is a side of a payment.
type Party struct{ Name, IBAN string }

// messages names what else a bank sends, by the element below Document.
var messages = [...][2]string{
	{"CstmrPmtStsRpt", "the file is a status report (pain.002), which is not read: ask your bank for camt.054"},
	{"BkToCstmrStmt", "the file is a statement (camt.053), which is not read: ask your bank for camt.054"},
	{"BkToCstmrAcctRpt", "the file is an account report (camt.052), which is not read: ask your bank for camt.054"},
	{"CstmrDrctDbtInitn", "the file holds orders to debit (pain.008): the bank does not send us orders"},
	{"CstmrCdtTrfInitn", "the file holds orders to pay (pain.001): the bank does not send us orders"},
}

// ReadNotice reads a camt.054 of any version. A file that is not whole or something else is a payment.Unreadable.
func ReadNotice(content []byte) (Notice, error) {
	root, space, err := parse(content)
	if err != nil {
		return Notice{}, err
	}
	for _, m := range messages {
		if root.at(m[0]) != nil {
			return Notice{}, bad(0, "%s", m[1])
		}
	}
	body := root.at("BkToCstmrDbtCdtNtfctn")
	if root.name != "Document" || body == nil || !strings.HasPrefix(space, "urn:iso:std:iso:20022:tech:xsd:camt.054.001.") {
		return Notice{}, bad(0, "the file is no notification of bookings (camt.054)")
	}
	out := Notice{Message: body.value("GrpHdr/MsgId"), Made: dateOf(body.value("GrpHdr/CreDtTm"))}
	for _, n := range body.all("Ntfctn") {
		for _, e := range n.all("Ntry") {
			b, err := booking(e)
			if err != nil {
				return Notice{}, err
			}
			b.Account = n.value("Acct/Id/IBAN")
			out.Bookings = append(out.Bookings, b)
		}
	}
	return out, nil
}

func booking(e *node) (Booking, error) {
	b := Booking{
		Line: e.line, Booked: e.value("Sts/Cd", "Sts") == "BOOK", Reversal: e.value("RvslInd") == "true", BookedOn: dateOf(e.value("BookgDt/Dt", "BookgDt/DtTm")),
		Value: dateOf(e.value("ValDt/Dt", "ValDt/DtTm")), Reference: e.value("AcctSvcrRef"), Batch: e.value("NtryDtls/Btch/PmtInfId"),
		Code: strings.Join([]string{e.value("BkTxCd/Domn/Cd"), e.value("BkTxCd/Domn/Fmly/Cd"), e.value("BkTxCd/Domn/Fmly/SubFmlyCd")}, "/"),
	}
	sign := money.Cents(1)
	switch e.value("CdtDbtInd") {
	case "DBIT":
		sign = -1
	case "CRDT":
	default:
		return b, bad(e.line, "the booking in line %d is neither a debit nor a credit", e.line)
	}
	var err error
	if b.Amount, b.Currency, err = amount(e, "Amt", sign); err != nil {
		return b, err
	}
	for _, group := range e.all("NtryDtls") {
		for _, tx := range group.all("TxDtls") {
			d, err := detail(tx, b, sign)
			if err != nil {
				return b, err
			}
			b.Details = append(b.Details, d)
		}
	}
	return b, nil
}

func detail(tx *node, b Booking, sign money.Cents) (Detail, error) {
	d := Detail{
		Line: tx.line, EndToEnd: tx.value("Refs/EndToEndId"), Instruction: tx.value("Refs/InstrId"), Batch: tx.value("Refs/PmtInfId"), Mandate: tx.value("Refs/MndtId"),
		Amount: b.Amount, Currency: b.Currency, Debtor: party(tx, "Dbtr"), Creditor: party(tx, "Cdtr"), Message: tx.value("RmtInf/Ustrd"),
		Reason: tx.value("RtrInf/Rsn/Cd", "RtrInf/Rsn/Prtry"), Info: tx.value("RtrInf/AddtlInf"),
	}
	var err error
	if tx.at("Amt") != nil { // before version 4 it was not there when the booking held one payment only
		if d.Amount, d.Currency, err = amount(tx, "Amt", sign); err != nil {
			return d, err
		}
	}
	d.Original = d.Amount
	if tx.at("AmtDtls/InstdAmt/Amt") != nil {
		d.Original, _, err = amount(tx, "AmtDtls/InstdAmt/Amt", sign)
	}
	return d, err
}

// party reads a side; versions before 8 have no Pty.
func party(tx *node, side string) Party {
	return Party{
		Name: tx.value("RltdPties/"+side+"/Pty/Nm", "RltdPties/"+side+"/Nm"), IBAN: tx.value("RltdPties/" + side + "Acct/Id/IBAN"),
	}
}

// amount reads a decimal number of at most two places.
func amount(e *node, path string, sign money.Cents) (money.Cents, string, error) {
	at := e.at(path)
	if at == nil {
		return 0, "", bad(e.line, "line %d has no amount", e.line)
	}
	const places, most = 2, 16
	whole, part, _ := strings.Cut(strings.TrimSpace(at.text), ".")
	part = strings.TrimRight(part, "0")
	if whole == "" || len(whole)+places > most || len(part) > places || strings.Trim(whole+part, "0123456789") != "" {
		return 0, "", bad(at.line, "line %d has no amount that can be", at.line)
	}
	n := money.Cents(0)
	for _, c := range []byte(whole + part + "00"[:places-len(part)]) {
		n = n*10 + money.Cents(c-'0')
	}
	return sign * n, at.ccy, nil
}

// dateOf is the date of a date or of a time, none when there is neither.
func dateOf(s string) civil.Date {
	const width = len("2006-01-02")
	if len(s) < width {
		return 0
	}
	d, err := civil.Parse(s[:width])
	if err != nil {
		return 0
	}
	return d
}

// Read reads what the bank sends. Debits of ours that came back are returns; that money of ours arrived is noted; anything else, such as a transfer that somebody made by
// himself, is kept for a person.
func (r *Rail) Read(content []byte) (payment.Report, error) {
	n, err := ReadNotice(content)
	if err != nil {
		return payment.Report{}, err
	}
	out := payment.Report{Made: n.Made}
	for _, b := range n.Bookings {
		if !b.Booked {
			out.Odd = append(out.Odd, payment.Odd{Line: b.Line, Reason: "the booking is announced and has not been made"})
			continue
		}
		if len(b.Details) == 0 {
			lump(&out, b)
		}
		for _, d := range b.Details {
			told(&out, b, d)
		}
	}
	return out, nil
}

// lump takes a booking without details: the sum of a block of ours, or something for a person.
func lump(out *payment.Report, b Booking) {
	if b.Amount > 0 && strings.HasPrefix(b.Batch, filePrefix) {
		out.Booked++
		return
	}
	out.Odd = append(out.Odd, payment.Odd{Line: b.Line, Reason: "a booking of " + signed(b.Amount, b.Currency) + " without details, " + b.Code})
}

// filePrefix begins the name of every file of ours.
const filePrefix = "sepa-"

func told(out *payment.Report, b Booking, d Detail) {
	switch {
	case d.Reason != "":
		original := max(d.Original, -d.Original)
		out.Returns = append(out.Returns, payment.ReturnLine{Line: d.Line, Trace: d.EndToEnd, Code: d.Reason, Amount: original, Currency: d.Currency})
	case b.Amount > 0 && isOurs(d.EndToEnd):
		out.Booked++
	default:
		out.Odd = append(out.Odd, payment.Odd{Line: d.Line, Reason: "a booking of " + signed(d.Amount, d.Currency) + " that is no return and no debit of ours, reference " + text(d.EndToEnd, identifierWidth)})
	}
}

func signed(c money.Cents, currency string) string {
	if c < 0 {
		return "-" + decimal(-c) + " " + currency
	}
	return decimal(c) + " " + currency
}
