package api

import (
	"net/http"

	"marque/internal/core/access"
	"marque/internal/web/guard"
)

// Prefix is where this version of the interface begins.
const Prefix = guard.APIPrefix + "v1"

const (
	get  = http.MethodGet
	post = http.MethodPost
)

// The groups of operations in the document.
const (
	tagMe        = "Caller"
	tagContracts = "Contracts"
	tagPayments  = "Payments"
	tagDocuments = "Documents"
	tagVehicle   = "Vehicle"
	tagMessages  = "Messages"
)

// operations is the table of what programs can ask, each with the scope that it wants.
func (a *API) operations() {
	register(a, operation{
		Method: get, Path: "/me", ID: "getMe", Tag: tagMe, Summary: "Who asks",
		Text: "The program behind the token, its scopes, and the customer who allowed it when it is an app. Any token may ask.",
	}, a.me)

	register(a, operation{
		Method: get, Path: "/contracts", ID: "listContracts", Tag: tagContracts, Scope: access.ContractsRead, Summary: "List contracts",
		Text: "An app gets its customer's contracts, the newest number last. A partner gets all that it may see, in the order of their ids; with `number` the one that has it.",
	}, a.contracts)
	register(a, operation{
		Method: get, Path: "/contracts/{id}", ID: "getContract", Tag: tagContracts, Scope: access.ContractsRead, Summary: "A contract as it stands today",
		Text: "What is owed, what is due and what was paid, folded from everything that happened until now.",
	}, a.contract)
	register(a, operation{
		Method: get, Path: "/contracts/{id}/schedule", ID: "getSchedule", Tag: tagContracts, Scope: access.ContractsRead, Summary: "Every due date, and the debits that autopay makes next",
	}, a.schedule)
	register(a, operation{
		Method: get, Path: "/contracts/{id}/history", ID: "listHistory", Tag: tagContracts, Scope: access.ContractsRead, Summary: "Everything that happened, the newest first",
		Text: "Each line comes with its working: the days, the rate, the balance and the clause from which each amount follows, so that anybody can do the sum again. Dates in sentences and amounts are written as `Accept-Language` wants them.",
	}, a.history)
	register(a, operation{
		Method: get, Path: "/contracts/{id}/payoff", ID: "getPayoff", Tag: tagContracts, Scope: access.ContractsRead, Summary: "What ends the contract on a day",
		Text: "With each of the days after it. Nothing is reserved by asking: a payment of kind `payoff` must be the amount of its day.",
	}, a.payoff)
	register(a, operation{
		Method: get, Path: "/contracts/{id}/relief", ID: "getRelief", Tag: tagContracts, Scope: access.ContractsRead, Summary: "What can be had when a due date does not fit or money is short",
		Text: "The numbers of another due date and of an extension, or why they cannot be had. Asking for one is done on the portal, where the customer signs.",
	}, a.relief)

	register(a, operation{
		Method: get, Path: "/contracts/{id}/payment-choices", ID: "getPaymentChoices", Tag: tagPayments, Scope: access.PaymentsRead, Summary: "What can be paid, when and from where",
	}, a.choices)
	register(a, operation{
		Method: get, Path: "/contracts/{id}/payments", ID: "listPayments", Tag: tagPayments, Scope: access.PaymentsRead, Summary: "Payments through this program, the latest date first",
	}, a.payments)
	register(a, operation{
		Method: post, Path: "/contracts/{id}/payments", ID: "createPayment", Tag: tagPayments, Scope: access.PaymentsWrite, Created: true, Summary: "Order a payment, once",
		Text: "The same `Idempotency-Key` orders one payment however often it is sent; sent with another order it is refused. A payment above 2,500.00, or from an account that came on file in the last ten days, wants a factor of the customer's: the answer is 403 with the code `confirmation_needed` and a page on which the customer confirms this very order, under the same key. An app whose customer signed in less than ten minutes ago needs no such page.",
	}, a.createPayment)
	register(a, operation{
		Method: get, Path: "/contracts/{id}/payments/{payment}", ID: "getPayment", Tag: tagPayments, Scope: access.PaymentsRead, Summary: "A payment, and what it paid once it counts",
	}, a.payment)
	register(a, operation{
		Method: post, Path: "/contracts/{id}/payments/{payment}/cancel", ID: "cancelPayment", Tag: tagPayments, Scope: access.PaymentsWrite, Summary: "Call a payment off before it goes to the bank",
	}, a.cancelPayment)
	register(a, operation{
		Method: get, Path: "/contracts/{id}/autopay", ID: "getAutopay", Tag: tagPayments, Scope: access.PaymentsRead, Summary: "Whether autopay is on, and what it takes next",
		Text: "It is turned on and off on the portal, where the customer signs.",
	}, a.autopay)
	register(a, operation{
		Method: get, Path: "/bank-accounts", ID: "listBankAccounts", Tag: tagPayments, Scope: access.PaymentsRead, Customers: true, Summary: "The customer's bank accounts, masked",
	}, a.bankAccounts)

	register(a, operation{
		Method: get, Path: "/contracts/{id}/statements", ID: "listStatements", Tag: tagDocuments, Scope: access.DocumentsRead, Summary: "Statements, the newest first",
	}, a.statements)
	register(a, operation{
		Method: get, Path: "/contracts/{id}/statements/{statement}/statement.pdf", ID: "getStatementFile", Tag: tagDocuments, Scope: access.DocumentsRead, PDF: true,
		Summary: "A statement exactly as it was rendered",
	}, a.statementFile)
	register(a, operation{
		Method: get, Path: "/contracts/{id}/letters", ID: "listLetters", Tag: tagDocuments, Scope: access.DocumentsRead, Summary: "Letters, the newest first",
	}, a.letters)
	register(a, operation{
		Method: post, Path: "/contracts/{id}/letters", ID: "createLetter", Tag: tagDocuments, Scope: access.DocumentsWrite, Recent: true, Created: true, Summary: "Issue a letter, once",
		Text: "A payoff letter, one of good standing, of the interest of a year, or that all is paid. It carries a code by which anybody finds out on the portal whether it is genuine. An app's customer must have signed in within the last ten minutes: else the answer is 401 with `insufficient_user_authentication` (RFC 9470).",
	}, a.createLetter)
	register(a, operation{
		Method: get, Path: "/contracts/{id}/letters/{letter}/letter.pdf", ID: "getLetterFile", Tag: tagDocuments, Scope: access.DocumentsRead, PDF: true,
		Summary: "A letter exactly as it was rendered",
	}, a.letterFile)

	register(a, operation{
		Method: get, Path: "/contracts/{id}/vehicle", ID: "getVehicle", Tag: tagVehicle, Scope: access.VehiclesRead, Summary: "The vehicle, its readings and its open recalls",
	}, a.vehicle)
	register(a, operation{
		Method: post, Path: "/contracts/{id}/odometer", ID: "createReading", Tag: tagVehicle, Scope: access.VehiclesWrite, Created: true, Summary: "Tell a reading of the odometer, once",
		Text: "It must fit between the readings before and after it.",
	}, a.createReading)
	a.conversations()
}

// conversations are the operations on what customers and the lender say to each other.
func (a *API) conversations() {
	register(a, operation{
		Method: get, Path: "/conversations", ID: "listConversations", Tag: tagMessages, Scope: access.MessagesRead, Customers: true, Summary: "The customer's conversations, those that changed last first",
	}, a.threads)
	register(a, operation{
		Method: post, Path: "/conversations", ID: "openConversation", Tag: tagMessages, Scope: access.MessagesWrite, Customers: true, Created: true, Summary: "Begin a conversation, once",
		Text: "Card numbers are refused. Files are sent on the portal.",
	}, a.openThread)
	register(a, operation{
		Method: get, Path: "/conversations/{talk}", ID: "getConversation", Tag: tagMessages, Scope: access.MessagesRead, Customers: true, Summary: "A conversation with what was said",
	}, a.thread)
	register(a, operation{
		Method: post, Path: "/conversations/{talk}/messages", ID: "createMessage", Tag: tagMessages, Scope: access.MessagesWrite, Customers: true, Created: true, Summary: "Write in a conversation, once",
	}, a.createMessage)
	register(a, operation{
		Method: post, Path: "/conversations/{talk}/seen", ID: "markSeen", Tag: tagMessages, Scope: access.MessagesRead, Customers: true, Summary: "Say how far the customer has read",
	}, a.seen)
}

// Routes is the table of this interface's addresses, each with its guard.
func (a *API) Routes() []guard.Route {
	return append(a.routes,
		guard.Route{Method: get, Pattern: Prefix + "/openapi.json", Guard: guard.Asset, Handler: a.openAPI},
		guard.Route{Method: get, Pattern: "/.well-known/oauth-authorization-server", Guard: guard.Asset, Handler: a.metadata},
		guard.Route{Method: post, Pattern: PathToken, Guard: guard.Proved, Handler: a.token},
		guard.Route{Method: post, Pattern: PathRevoke, Guard: guard.Proved, Handler: a.revoke},
	)
}
