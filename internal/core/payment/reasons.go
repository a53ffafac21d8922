package payment

// reasonTable holds why a SEPA direct debit comes back (EPC016-06, SEPA core rulebook, 4.3.2 and 4.8; ISO 20022 external code sets), in order. A bank in a country whose law
// protects its customers' secrets says MS03 for everything.
var reasonTable = [...]returnRow{
	{"AC01", stops, "Account identifier incorrect", "the account number is not valid"},
	{"AC04", stops, "Account closed", "the account is closed"},
	{"AC06", stops, "Account blocked", "the account is blocked"},
	{"AC13", stops, "Debtor account is a consumer account", "the account does not allow this kind of payment"},
	{"AG01", stops, "Direct debit forbidden on this account", "the account does not allow direct debits"},
	{"AG02", ours, "Operation code incorrect", "of a mistake in the order to the bank"},
	{"AM04", again, "Insufficient funds", "there was not enough money in the account"},
	{"AM05", ours, "Duplicate collection", "the bank took it for one that it had already"},
	{"BE05", ours, "Creditor identifier incorrect", "of a mistake in the order to the bank"},
	{"CNOR", ours, "Creditor bank not registered", "our bank could not be reached"},
	{"DNOR", stops, "Debtor bank not registered", "the bank does not take direct debits"},
	{"DT01", ours, "Invalid date", "of a mistake in the order to the bank"},
	{"ED05", ours, "Settlement failed", "the banks could not settle it"},
	{"FF01", ours, "File format invalid", "of a mistake in the order to the bank"},
	{"FF05", ours, "Direct debit type incorrect", "of a mistake in the order to the bank"},
	{"MD01", stops | unauthorized, "No valid mandate", "the bank says the debit was not authorized"},
	{"MD02", ours, "Mandate data missing or incorrect", "of a mistake in the order to the bank"},
	{"MD06", 0, "Refund asked for by the debtor", "the account's owner asked the bank for the money back"},
	{"MD07", stops, "Debtor deceased", "the account can no longer be used"},
	{"MS02", 0, "Refusal by the debtor", "the account's owner did not accept it"},
	{"MS03", 0, "Reason not specified", "the bank did not take it and gave no reason"},
	{"RC01", stops, "Bank identifier incorrect", "the bank's code is not valid"},
	{"RR01", ours, "Missing debtor account or identification", "the bank asked for details that were missing"},
	{"RR02", ours, "Missing debtor name or address", "the bank asked for details that were missing"},
	{"RR03", ours, "Missing creditor name or address", "the bank asked for details that were missing"},
	{"RR04", ours, "Regulatory reason", "a rule did not let the bank take it"},
	{"SL01", stops, "Specific service offered by the debtor bank", "the account's owner has had direct debits blocked"},
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
