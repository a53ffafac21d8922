package view

import "marque/internal/web/ui"

// routingScript says beside a routing number whether it can be one.
const routingScript = "routing.js"

// The words that the script may say.
const (
	routingFits     = "This can be a routing number."
	routingMistyped = "A digit may be mistyped: no bank has this number."
	routingDigits   = "A routing number has nine digits and nothing else."
)

// BankAccounts lists the accounts on file.
type BankAccounts struct {
	ui.Frame
	Done     string
	Accounts []BankAccountCard
	Add      string // where one is added; empty when none can be
	NoMore   string // why none can be
}

// BankAccountCard is one account in the list.
type BankAccountCard struct {
	Name    string // its nickname, or kind and last four digits
	Detail  string // routing number, and with a nickname kind and last four digits
	Status  ui.Status
	Words   string // what its state means
	Uses    []string
	Changed string // what its bank corrected last
	First   bool   // offered first
	Href    string
}

// BankAccountPage is one account with all that can be done with it. An empty address hides what cannot.
type BankAccountPage struct {
	ui.Frame
	Failure
	Back     string
	Done     string
	Name     string
	Status   ui.Status
	Words    string
	First    bool
	Details  []ui.Fact
	Changes  []string  // what its bank corrected, the newest first
	Uses     []ui.Link // what draws on it
	Waiting  []string  // payments and refunds on their way
	Amounts  *TypeAmounts
	Send     string // where two small deposits are sent
	NoSend   string // why not
	Rename   string
	Nickname string // as typed
	Prefer   string
	Remove   string
}

// TypeAmounts asks for the amounts of two small deposits.
type TypeAmounts struct {
	Action, Key   string
	First, Second string // as typed
	Until         string // the last day
	Tries         string // how many there are; empty before the first
}

// BankAccountNew adds an account.
type BankAccountNew struct {
	ui.Frame
	Failure
	Back     string
	Action   string
	New      NewAccount
	Nickname string
	Verify   string // how it is to be verified: deposits or later
}

func (p BankAccountNew) verifyChoices() ui.Choices {
	return ui.Choices{Name: "verify", Legend: "How shall it be verified?", Errors: p.Fields, Options: []ui.Choice{
		{Value: "deposits", Label: "By two small deposits", Chosen: p.Verify != "later",
			Hint: "We send less than a dollar twice and take the sum back. In one to three banking days you read the amounts on your bank statement and type them here. Until then nothing is paid from it."},
		{Value: "later", Label: "By its first payment", Chosen: p.Verify == "later", Hint: "You can pay from it at once, up to $5,000.00 on the way."},
	}}
}
