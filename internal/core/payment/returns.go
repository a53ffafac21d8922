package payment

import "slices"

// ReturnCode is what a Nacha return code (Nacha Operating Rules, Appendix Four) or a SEPA reason means for us and for the customer.
type ReturnCode struct {
	Code         string
	Title        string // the rule's own words, short
	Plain        string // what the customer reads after "because"
	Again        bool   // may be presented again after telling the customer
	StopsAccount bool   // no further debit may be drawn on the account
	Unauthorized bool   // the customer's bank says that nobody allowed it; it may come 60 days later
	Admin        bool   // counts as administrative in the rates that Nacha watches
	Ours         bool   // a mistake of ours or of the banks: the customer's account is fine, and a person of ours looks
	Banks        bool   // between banks only: it moves no payment, and a person of ours looks
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
	plain string
}

// returnTable holds every code there is, in order. R24 (duplicate) stops nothing: the first one counts.
var returnTable = [...]returnRow{
	{"R01", again, "Insufficient funds", "there was not enough money in the account"},
	{"R02", stops | admin, "Account closed", "the account is closed"},
	{"R03", stops | admin, "No account or unable to locate account", "the bank could not find the account"},
	{"R04", stops | admin, "Invalid account number", "the account number is not valid"},
	{"R05", stops | unauthorized, "Unauthorized debit to consumer account", "the bank says the debit was not authorized"},
	{"R06", ours, "Returned per ODFI's request", "our bank asked for it back"},
	{"R07", stops | unauthorized, "Authorization revoked by customer", "the authorization was revoked"},
	{"R08", 0, "Payment stopped", "the payment was stopped at the bank"},
	{"R09", again, "Uncollected funds", "the money in the account was not available yet"},
	{"R10", stops | unauthorized, "Customer advises originator is not known or not authorized", "the bank says the debit was not authorized"},
	{"R11", stops | unauthorized, "Customer advises entry not in accordance with the terms", "the bank says the debit was not as agreed"},
	{"R12", stops, "Account sold to another bank", "the account has moved to another bank"},
	{"R13", stops, "Bank not qualified to participate", "the bank does not take electronic payments"},
	{"R14", stops, "Representative payee deceased or unable to continue", "the account can no longer be used"},
	{"R15", stops, "Beneficiary or account holder deceased", "the account can no longer be used"},
	{"R16", stops, "Account frozen", "the account is frozen"},
	{"R17", stops, "File record edit criteria", "the bank could not process the account number"},
	{"R18", ours, "Improper effective entry date", "of a mistake in the order to the bank"},
	{"R19", ours, "Amount field error", "of a mistake in the order to the bank"},
	{"R20", stops, "Non-transaction account", "this account does not allow payments"},
	{"R21", ours, "Invalid company identification", "of a mistake in the order to the bank"},
	{"R22", ours, "Invalid individual identification number", "of a mistake in the order to the bank"},
	{"R23", 0, "Credit entry refused by receiver", "the account's owner did not accept it"},
	{"R24", ours, "Duplicate entry", "the bank took it for one that it had already"},
	{"R25", ours, "Addenda error", "of a mistake in the order to the bank"},
	{"R26", ours, "Mandatory field error", "of a mistake in the order to the bank"},
	{"R27", ours, "Trace number error", "of a mistake in the order to the bank"},
	{"R28", stops, "Routing number check digit error", "the routing number is not valid"},
	{"R29", stops | unauthorized, "Corporate customer advises not authorized", "the bank says the debit was not authorized"},
	{"R30", ours, "Bank not participant in check truncation", "the bank does not take this kind of payment"},
	{"R31", ours, "Permissible return entry", "the bank sent it back with our bank's consent"},
	{"R32", ours, "Bank could not settle", "the bank could not settle it"},
	{"R33", ours, "Return of a destroyed check entry", "the bank does not take this kind of payment"},
	{"R34", stops, "Limited participation bank", "the bank does not take electronic payments"},
	{"R35", ours, "Return of improper debit entry", "the bank does not take this kind of payment"},
	{"R36", ours, "Return of improper credit entry", "the bank does not take this kind of payment"},
	{"R37", ours, "Source document presented for payment", "it had been paid by check already"},
	{"R38", 0, "Stop payment on source document", "the payment was stopped at the bank"},
	{"R39", ours, "Improper source document", "the bank did not accept the check behind it"},
	{"R40", banks, "Return of an enrollment by a federal agency", "an enrollment was sent back"},
	{"R41", banks, "Invalid transaction code in an enrollment", "an enrollment was sent back"},
	{"R42", banks, "Routing number error in an enrollment", "an enrollment was sent back"},
	{"R43", banks, "Invalid account number in an enrollment", "an enrollment was sent back"},
	{"R44", banks, "Invalid identification number in an enrollment", "an enrollment was sent back"},
	{"R45", banks, "Invalid name in an enrollment", "an enrollment was sent back"},
	{"R46", banks, "Invalid payee indicator in an enrollment", "an enrollment was sent back"},
	{"R47", banks, "Duplicate enrollment", "an enrollment was sent back"},
	{"R50", ours, "State law affecting a re-presented check", "the bank does not take this kind of payment"},
	{"R51", stops | unauthorized, "Improper re-presented check entry", "the bank says the debit was not authorized"},
	{"R52", 0, "Stop payment on the item", "the payment was stopped at the bank"},
	{"R53", ours, "Item and entry presented for payment", "it had been paid already"},
	{"R61", banks, "Misrouted return", "a return went to the wrong bank"},
	{"R62", banks, "Return of erroneous or reversing debit", "the banks are clearing up a reversal"},
	{"R67", banks, "Duplicate return", "a return came twice"},
	{"R68", banks, "Untimely return", "a return came too late"},
	{"R69", banks, "Field errors in a return", "a return was not in order"},
	{"R70", banks, "Permissible return not accepted", "a return was not accepted"},
	{"R71", banks, "Misrouted dishonored return", "a return went to the wrong bank"},
	{"R72", banks, "Untimely dishonored return", "a return came too late"},
	{"R73", banks, "Timely original return", "a return was in time"},
	{"R74", banks, "Corrected return", "a return was corrected"},
	{"R75", banks, "Return not a duplicate", "a return was not a duplicate"},
	{"R76", banks, "No errors found", "a return was in order"},
	{"R77", banks, "Dishonored return not accepted", "a return was not accepted"},
	{"R80", ours, "International entry coding error", "of a mistake in the order to the bank"},
	{"R81", ours, "Not in the international program", "the bank does not take this kind of payment"},
	{"R82", ours, "Invalid foreign bank identification", "of a mistake in the order to the bank"},
	{"R83", ours, "Foreign bank unable to settle", "the bank could not settle it"},
	{"R84", ours, "Not processed by the gateway", "the bank could not process it"},
	{"R85", ours, "Incorrectly coded international payment", "of a mistake in the order to the bank"},
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
	return ReturnCode{Code: code, Title: "Other return", Plain: "the bank sent the payment back", StopsAccount: true}
}

// Next is what the customer should do, a sentence.
func (c ReturnCode) Next() string {
	switch {
	case c.Unauthorized:
		return "We will not draw on this account again. If you did allow the payment, please call us; otherwise pay from another bank account."
	case c.StopsAccount:
		return "Please pay from another bank account, or call us. This one cannot be used any more."
	case c.Again:
		return "Please make the payment again when the money is there, or call us. Your due date stays the same."
	case c.Ours:
		return "You did nothing wrong, and your bank account is fine. We are looking into it; you can make the payment again."
	}
	return "We will not draw this payment again. If it is still due, please pay another way, or call us."
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
