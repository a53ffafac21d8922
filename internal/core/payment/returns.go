package payment

import (
	"slices"

	"marque/internal/l10n"
)

// ReturnCode is what a Nacha return code (Nacha Operating Rules, Appendix Four) or a SEPA reason means for us and for the customer.
type ReturnCode struct {
	Code         string
	Title        string    // the rule's own words, short
	Plain        l10n.Text // what the customer reads after "because"
	Again        bool      // may be presented again after telling the customer
	StopsAccount bool      // no further debit may be drawn on the account
	Unauthorized bool      // the customer's bank says that nobody allowed it; it may come 60 days later
	Admin        bool      // counts as administrative in the rates that Nacha watches
	Ours         bool      // a mistake of ours or of the banks: the customer's account is fine, and a person of ours looks
	Banks        bool      // between banks only: it moves no payment, and a person of ours looks
}

// what a code does, as marks in the table below.
type mark uint8

const (
	again mark = 1 << iota
	stops
	unauthorized
	admin
	ours
	banks
)

// returnRow is a line of a table of codes.
type returnRow struct {
	code  string
	does  mark
	title string
	plain l10n.Text
}

// returnTable holds every code there is, in order. R24 (duplicate) stops nothing: the first one counts.
var returnTable = [...]returnRow{
	{"R01", again, "Insufficient funds", noCover},
	{"R02", stops | admin, "Account closed", isClosed},
	{"R03", stops | admin, "No account or unable to locate account", notFound},
	{"R04", stops | admin, "Invalid account number", badNumber},
	{"R05", stops | unauthorized, "Unauthorized debit to consumer account", notAuthorized},
	{"R06", ours, "Returned per ODFI's request", weAsked},
	{"R07", stops | unauthorized, "Authorization revoked by customer", wasRevoked},
	{"R08", 0, "Payment stopped", wasStopped},
	{"R09", again, "Uncollected funds", notYetThere},
	{"R10", stops | unauthorized, "Customer advises originator is not known or not authorized", notAuthorized},
	{"R11", stops | unauthorized, "Customer advises entry not in accordance with the terms", notAsAgreed},
	{"R12", stops, "Account sold to another bank", hasMoved},
	{"R13", stops, "Bank not qualified to participate", notElectronic},
	{"R14", stops, "Representative payee deceased or unable to continue", noLongerUsed},
	{"R15", stops, "Beneficiary or account holder deceased", noLongerUsed},
	{"R16", stops, "Account frozen", isFrozen},
	{"R17", stops, "File record edit criteria", oddNumber},
	{"R18", ours, "Improper effective entry date", ourMistake},
	{"R19", ours, "Amount field error", ourMistake},
	{"R20", stops, "Non-transaction account", noPayments},
	{"R21", ours, "Invalid company identification", ourMistake},
	{"R22", ours, "Invalid individual identification number", ourMistake},
	{"R23", 0, "Credit entry refused by receiver", notAccepted},
	{"R24", ours, "Duplicate entry", takenForSame},
	{"R25", ours, "Addenda error", ourMistake},
	{"R26", ours, "Mandatory field error", ourMistake},
	{"R27", ours, "Trace number error", ourMistake},
	{"R28", stops, "Routing number check digit error", badRouting},
	{"R29", stops | unauthorized, "Corporate customer advises not authorized", notAuthorized},
	{"R30", ours, "Bank not participant in check truncation", notThisKind},
	{"R31", ours, "Permissible return entry", byConsent},
	{"R32", ours, "Bank could not settle", notSettled},
	{"R33", ours, "Return of a destroyed check entry", notThisKind},
	{"R34", stops, "Limited participation bank", notElectronic},
	{"R35", ours, "Return of improper debit entry", notThisKind},
	{"R36", ours, "Return of improper credit entry", notThisKind},
	{"R37", ours, "Source document presented for payment", paidByCheck},
	{"R38", 0, "Stop payment on source document", wasStopped},
	{"R39", ours, "Improper source document", badCheck},
	{"R40", banks, "Return of an enrollment by a federal agency", enrollmentBack},
	{"R41", banks, "Invalid transaction code in an enrollment", enrollmentBack},
	{"R42", banks, "Routing number error in an enrollment", enrollmentBack},
	{"R43", banks, "Invalid account number in an enrollment", enrollmentBack},
	{"R44", banks, "Invalid identification number in an enrollment", enrollmentBack},
	{"R45", banks, "Invalid name in an enrollment", enrollmentBack},
	{"R46", banks, "Invalid payee indicator in an enrollment", enrollmentBack},
	{"R47", banks, "Duplicate enrollment", enrollmentBack},
	{"R50", ours, "State law affecting a re-presented check", notThisKind},
	{"R51", stops | unauthorized, "Improper re-presented check entry", notAuthorized},
	{"R52", 0, "Stop payment on the item", wasStopped},
	{"R53", ours, "Item and entry presented for payment", paidAlready},
	{"R61", banks, "Misrouted return", returnAstray},
	{"R62", banks, "Return of erroneous or reversing debit", reversalOpen},
	{"R67", banks, "Duplicate return", returnTwice},
	{"R68", banks, "Untimely return", returnLate},
	{"R69", banks, "Field errors in a return", returnOdd},
	{"R70", banks, "Permissible return not accepted", returnRefused},
	{"R71", banks, "Misrouted dishonored return", returnAstray},
	{"R72", banks, "Untimely dishonored return", returnLate},
	{"R73", banks, "Timely original return", returnInTime},
	{"R74", banks, "Corrected return", returnCorrected},
	{"R75", banks, "Return not a duplicate", returnSingle},
	{"R76", banks, "No errors found", returnFine},
	{"R77", banks, "Dishonored return not accepted", returnRefused},
	{"R80", ours, "International entry coding error", ourMistake},
	{"R81", ours, "Not in the international program", notThisKind},
	{"R82", ours, "Invalid foreign bank identification", ourMistake},
	{"R83", ours, "Foreign bank unable to settle", notSettled},
	{"R84", ours, "Not processed by the gateway", notProcessed},
	{"R85", ours, "Incorrectly coded international payment", ourMistake},
}

// ReturnCodes lists every Nacha return code that is known, in order.
func ReturnCodes() []ReturnCode { return codes(returnTable[:]) }

func codes(rows []returnRow) []ReturnCode {
	out := make([]ReturnCode, len(rows))
	for i, r := range rows {
		out[i] = ReturnCode{
			Code: r.code, Title: r.title, Plain: r.plain, Again: r.does&again != 0, StopsAccount: r.does&stops != 0,
			Unauthorized: r.does&unauthorized != 0, Admin: r.does&admin != 0, Ours: r.does&ours != 0, Banks: r.does&banks != 0,
		}
	}
	return out
}

// ReturnCodeOf returns what is known of a Nacha code or a SEPA reason. An unknown one stops the account, which is the careful answer.
func ReturnCodeOf(code string) ReturnCode {
	all := append(ReturnCodes(), Reasons()...)
	if i := slices.IndexFunc(all, func(c ReturnCode) bool { return c.Code == code }); i >= 0 {
		return all[i]
	}
	return ReturnCode{Code: code, Title: "Other return", Plain: sentBack, StopsAccount: true}
}

// Next is what the customer should do, a sentence.
func (c ReturnCode) Next() l10n.Text {
	switch {
	case c.Unauthorized:
		return l10n.T(
			"We will not draw on this account again. If you did allow the payment, please call us; otherwise pay from another bank account.",
			"No volveremos a cobrar de esta cuenta. Si usted autorizó el pago, llámenos; de lo contrario, pague desde otra cuenta bancaria.",
			"Wir ziehen von diesem Konto nichts mehr ein. Wenn Sie die Zahlung erlaubt haben, rufen Sie uns bitte an; sonst zahlen Sie von einem anderen Konto.",
		)
	case c.StopsAccount:
		return l10n.T(
			"Please pay from another bank account, or call us. This one cannot be used any more.",
			"Pague desde otra cuenta bancaria o llámenos. Esta ya no se puede usar.",
			"Bitte zahlen Sie von einem anderen Konto oder rufen Sie uns an. Dieses kann nicht mehr benutzt werden.",
		)
	case c.Again:
		return l10n.T(
			"Please make the payment again when the money is there, or call us. Your due date stays the same.",
			"Haga el pago otra vez cuando haya dinero en la cuenta, o llámenos. Su fecha de vencimiento no cambia.",
			"Bitte zahlen Sie erneut, sobald das Geld da ist, oder rufen Sie uns an. Ihr Fälligkeitstag bleibt derselbe.",
		)
	case c.Ours:
		return l10n.T(
			"You did nothing wrong, and your bank account is fine. We are looking into it; you can make the payment again.",
			"Usted no hizo nada mal y su cuenta bancaria está bien. Lo estamos revisando; puede hacer el pago otra vez.",
			"Sie haben nichts falsch gemacht, und mit Ihrem Konto ist alles in Ordnung. Wir klären es; Sie können erneut zahlen.",
		)
	}
	return l10n.T(
		"We will not draw this payment again. If it is still due, please pay another way, or call us.",
		"No volveremos a cobrar este pago. Si sigue pendiente, pague de otra forma o llámenos.",
		"Wir ziehen diese Zahlung nicht noch einmal ein. Ist sie noch offen, zahlen Sie bitte auf anderem Weg oder rufen Sie uns an.",
	)
}

// The windows in which a return may come (Nacha Operating Rules 3.8 and 3.12): two banking days for most, 60 calendar days for those that a
// consumer did not authorize, and some days for the way.
const (
	// LateReturns is how many days after its effective date an entry may still come back.
	LateReturns = 65
	// MostRetries and RetryDays bound how often and how long a debit that came back as R01 or R09 may be presented again (Nacha Operating Rules 2.13.4).
	MostRetries = 2
	RetryDays   = 180
)

// ChangeCode is what a notice of change corrects (Nacha Operating Rules, Appendix Five).
type ChangeCode struct {
	Code    string
	Title   string
	Account bool // it corrects what we keep of the account; others are for a person of ours
}

var changeTable = [...]ChangeCode{
	{"C01", "Incorrect account number", true},
	{"C02", "Incorrect routing number", true},
	{"C03", "Incorrect routing number and account number", true},
	{"C04", "Incorrect name", false},
	{"C05", "Incorrect transaction code", true},
	{"C06", "Incorrect account number and transaction code", true},
	{"C07", "Incorrect routing number, account number and transaction code", true},
	{"C08", "Incorrect foreign bank identification", false},
	{"C09", "Incorrect individual identification number", false},
	{"C13", "Addenda format error", false},
	{"C14", "Incorrect class for an international payment", false},
}

// ChangeCodes lists every change code that is known, in order.
func ChangeCodes() []ChangeCode { return slices.Clone(changeTable[:]) }

// ChangeCodeOf returns what is known of a change code. An unknown one is for a person.
func ChangeCodeOf(code string) ChangeCode {
	if i := slices.IndexFunc(changeTable[:], func(c ChangeCode) bool { return c.Code == code }); i >= 0 {
		return changeTable[i]
	}
	return ChangeCode{Code: code, Title: "Other change"}
}
