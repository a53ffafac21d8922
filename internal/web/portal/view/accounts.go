package view

import "marque/internal/web/ui"

// routingScript says beside a routing number whether it can be one.
const routingScript = "routing.js"

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
	return ui.Choices{Name: "verify", Legend: p.Say("How shall it be verified?", "¿Cómo se debe verificar?", "Wie soll es bestätigt werden?"), Errors: p.Fields, Options: []ui.Choice{
		{Value: "deposits", Label: p.Say("By two small deposits", "Con dos depósitos pequeños", "Durch zwei kleine Gutschriften"), Chosen: p.Verify != "later",
			Hint: p.Say("We send less than a dollar twice and take the sum back. In one to three banking days you read the amounts on your bank statement and type them here. Until then nothing is paid from it.", "Enviamos dos veces menos de un dólar y retiramos la suma. En uno a tres días hábiles verá los montos en su estado de cuenta bancario y los escribirá aquí. Hasta entonces no se paga nada desde ella.", "Wir senden zweimal weniger als einen Dollar und holen die Summe zurück. In ein bis drei Bankarbeitstagen lesen Sie die Beträge auf Ihrem Kontoauszug und geben sie hier ein. Bis dahin wird davon nichts bezahlt.")},
		{Value: "later", Label: p.Say("By its first payment", "Con su primer pago", "Durch die erste Zahlung"), Chosen: p.Verify == "later", Hint: p.Say("You can pay from it at once, up to $5,000.00 on the way.", "Puede pagar desde ella de inmediato, con hasta $5,000.00 en camino.", "Sie können sofort davon zahlen, mit bis zu 5.000,00 $ unterwegs.")},
	}}
}
