package payment

// reasonTable holds why a SEPA direct debit comes back (EPC016-06, SEPA core rulebook, 4.3.2 and 4.8; ISO 20022 external code sets), in order. A bank in a country whose law
// protects its customers' secrets says MS03 for everything.
var reasonTable = [...]returnRow{
	{"AC01", stops, "Account identifier incorrect", badNumber},
	{"AC04", stops, "Account closed", isClosed},
	{"AC06", stops, "Account blocked", isBlocked},
	{"AC13", stops, "Debtor account is a consumer account", accountNotThisKind},
	{"AG01", stops, "Direct debit forbidden on this account", noDebits},
	{"AG02", ours, "Operation code incorrect", ourMistake},
	{"AM04", again, "Insufficient funds", noCover},
	{"AM05", ours, "Duplicate collection", takenForSame},
	{"BE05", ours, "Creditor identifier incorrect", ourMistake},
	{"CNOR", ours, "Creditor bank not registered", ourBankAway},
	{"DNOR", stops, "Debtor bank not registered", bankNoDebits},
	{"DT01", ours, "Invalid date", ourMistake},
	{"ED05", ours, "Settlement failed", banksNotSettled},
	{"FF01", ours, "File format invalid", ourMistake},
	{"FF05", ours, "Direct debit type incorrect", ourMistake},
	{"MD01", stops | unauthorized, "No valid mandate", notAuthorized},
	{"MD02", ours, "Mandate data missing or incorrect", ourMistake},
	{"MD06", 0, "Refund asked for by the debtor", ownerAsked},
	{"MD07", stops, "Debtor deceased", noLongerUsed},
	{"MS02", 0, "Refusal by the debtor", notAccepted},
	{"MS03", 0, "Reason not specified", noReason},
	{"RC01", stops, "Bank identifier incorrect", badBank},
	{"RR01", ours, "Missing debtor account or identification", detailsMissing},
	{"RR02", ours, "Missing debtor name or address", detailsMissing},
	{"RR03", ours, "Missing creditor name or address", detailsMissing},
	{"RR04", ours, "Regulatory reason", forbidden},
	{"SL01", stops, "Specific service offered by the debtor bank", ownerBlocked},
}

// Reasons lists every SEPA reason that is known, in order.
func Reasons() []ReturnCode { return codes(reasonTable[:]) }

// LateReturns is how many days after its effective date an entry of a class may still come back: on SEPA an unauthorised debit for 13 months (Directive 2015/2366, article 71),
// and some days for the way.
func (c EntryClass) LateReturns() int {
	const thirteenMonths = 13*31 + 30
	if c.Rail() == SEPA {
		return thirteenMonths
	}
	return LateReturns
}
