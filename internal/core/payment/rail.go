package payment

import (
	"marque/internal/civil"
	"marque/internal/money"
)

// Debit is an order to a bank: draw this amount from that account on that day. Its trace is ours, unique, and comes back with a return.
type Debit struct {
	Trace   string
	Amount  money.Cents
	Date    civil.Date // the effective entry date
	Type    AccountType
	Routing string
	Number  string
	Name    string // the account holder, at most 22 characters on the rail
}

// Return is a debit that the bank sent back.
type Return struct {
	Trace string
	Code  string     // Nacha return code: R01 …
	On    civil.Date // the banking day on which it came
}

// ReturnCode is what a Nacha return code means for us and for the customer (Nacha Operating Rules, Appendix Four).
type ReturnCode struct {
	Code         string
	Title        string // the rule's own words
	Plain        string // what the customer reads
	Again        bool   // may be presented again after telling the customer
	StopsAccount bool   // no further debit may be drawn on the account
}

var returnCodes = [...]ReturnCode{
	{"R01", "Insufficient funds", "there was not enough money in the account", true, false},
	{"R02", "Account closed", "the account is closed", false, true},
	{"R03", "No account or unable to locate account", "the bank could not find the account", false, true},
	{"R04", "Invalid account number", "the account number is not valid", false, true},
	{"R05", "Unauthorized debit to consumer account", "the bank says the debit was not authorized", false, true},
	{"R07", "Authorization revoked by customer", "the authorization was revoked", false, true},
	{"R08", "Payment stopped", "the payment was stopped at the bank", false, false},
	{"R09", "Uncollected funds", "the money in the account was not available yet", true, false},
	{"R10", "Customer advises originator is not known or not authorized", "the bank says the debit was not authorized", false, true},
	{"R11", "Customer advises entry not in accordance with the terms", "the bank says the debit was not as agreed", false, true},
	{"R16", "Account frozen", "the account is frozen", false, true},
	{"R20", "Non-transaction account", "this account does not allow payments", false, true},
	{"R29", "Corporate customer advises not authorized", "the bank says the debit was not authorized", false, true},
}

// ReturnCodeOf returns what is known of a code. An unknown one stops the account, which is the careful answer.
func ReturnCodeOf(code string) ReturnCode {
	for _, c := range returnCodes {
		if c.Code == code {
			return c
		}
	}
	return ReturnCode{Code: code, Title: "Other return", Plain: "the bank sent the payment back", StopsAccount: true}
}
