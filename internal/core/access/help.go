package access

// Help is how much of a contract somebody may see and do who is not on it but was let in by one who is.
type Help string

// The kinds of help, each with what the one before may. They are stored, so a name never changes.
const (
	NoHelp   Help = ""
	HelpView Help = "view" // see what is owed, what was paid and what comes
	HelpPay  Help = "pay"  // and pay, from an account of one's own
)

// Helps lists every kind of help, the least first.
func Helps() []Help { return []Help{HelpView, HelpPay} }

// helps says from which kind of help on an action is open. What is not here is only for whoever is on the contract: papers, which carry an address,
// bank accounts, autopay, refunds and relief, messages, who is let in, and everything about signing in. A new action is closed until it is put here.
var helps = map[Action]Help{
	HelpRead: HelpView, HelpLeave: HelpView,
	PaymentPrepare: HelpPay, PaymentCreate: HelpPay, PaymentRead: HelpPay, PaymentCancel: HelpPay, // each of one's own
}

// May tells whether a kind of help includes an action on the contract.
func (h Help) May(do Action) bool {
	least, open := helps[do]
	return open && h.level() >= least.level()
}

func (h Help) level() int {
	for i, x := range Helps() {
		if x == h {
			return i + 1
		}
	}
	return 0
}
