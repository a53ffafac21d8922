package notice

import (
	"strings"
	"time"

	"marque/internal/civil"
	"marque/internal/fault"
)

// The kinds about bank accounts and money that goes out.
const (
	KindRefundSent     Kind = "refund_sent"
	KindRefundReturned Kind = "refund_returned"

	KindAccountAdded       Kind = "account_added"
	KindAccountDeposits    Kind = "account_deposits"
	KindAccountVerified    Kind = "account_verified"
	KindAccountNotVerified Kind = "account_not_verified"
	KindAccountStopped     Kind = "account_stopped"
	KindAccountRemoved     Kind = "account_removed"
)

// AccountAdded tells of a new bank account on file. It goes to every address on file.
type AccountAdded struct {
	Account string // its last four digits
	At      time.Time
}

// AccountDeposits tells that two small deposits wait to be read.
type AccountDeposits struct {
	Account string
	Until   civil.Date // the last day on which they can be typed
}

// AccountVerified tells that an account is verified.
type AccountVerified struct {
	Account string
	How     string // a sentence
}

// AccountNotVerified tells why an account could not be verified.
type AccountNotVerified struct {
	Account, Why, Next string // sentences
}

// AccountStopped tells that nothing is drawn on an account any more.
type AccountStopped struct {
	Account, Reason, Next string // sentences
}

// AccountRemoved tells that an account was taken off the list. It goes to every address on file.
type AccountRemoved struct {
	Account string
	At      time.Time
}

// RefundSent tells that a credit balance is on its way to the customer's account.
type RefundSent struct{ Payment }

// RefundReturned tells that the bank sent a refund back: the money is on the contract again.
type RefundReturned struct {
	Payment
	Reason string // a sentence for people, not a return code
}

func (RefundSent) about() (Kind, []Channel)     { return KindRefundSent, either() }
func (RefundReturned) about() (Kind, []Channel) { return KindRefundReturned, either() }

func (n RefundSent) masked() Notice     { return n }
func (n RefundReturned) masked() Notice { return n }

func (n RefundReturned) check() error {
	if n.Reason == "" {
		return fault.Input("reason", "This is told with its reason.")
	}
	return n.Payment.check()
}

func (n RefundSent) enUS(h Head) words {
	return words{
		subject: "We are sending you " + n.amount(h),
		body: []string{
			"We are sending " + n.amount(h) + ", your credit balance, to your account ending in " + n.Account + ".",
			"It leaves with the next file to our bank. Banks take one to three business days until it shows in your account.",
		},
		action:  action{"See my contract", h.Brand.Site + "/"},
		closing: []string{"Refund reference: " + n.Reference + ".", "If you did not ask for this, please tell us at once" + calling(h) + "."},
		sms:     h.Brand.Name + ": " + n.amount(h) + " is on its way to your account ending in " + n.Account + ". Not you? Tell us at once" + calling(h) + ".",
	}
}

func (n RefundReturned) enUS(h Head) words {
	return words{
		subject: "Your refund came back",
		body: []string{
			"The " + n.amount(h) + " that we sent to your account ending in " + n.Account + " did not arrive. " + line(n.Reason, maxSentence),
			"The money is still yours: it stands on your contract as a credit balance. Please choose another bank account for it, or call us" + calling(h) + ".",
		},
		action:  action{"See my bank accounts", h.Brand.Site + "/accounts"},
		closing: []string{"Refund reference: " + n.Reference + "."},
		sms:     h.Brand.Name + ": your refund of " + n.amount(h) + " came back. Please sign in to choose another account.",
	}
}

func (AccountAdded) about() (Kind, []Channel)       { return KindAccountAdded, either() }
func (AccountDeposits) about() (Kind, []Channel)    { return KindAccountDeposits, either() }
func (AccountVerified) about() (Kind, []Channel)    { return KindAccountVerified, either() }
func (AccountNotVerified) about() (Kind, []Channel) { return KindAccountNotVerified, either() }
func (AccountStopped) about() (Kind, []Channel)     { return KindAccountStopped, either() }
func (AccountRemoved) about() (Kind, []Channel)     { return KindAccountRemoved, either() }

func (n AccountAdded) masked() Notice       { return n }
func (n AccountDeposits) masked() Notice    { return n }
func (n AccountVerified) masked() Notice    { return n }
func (n AccountNotVerified) masked() Notice { return n }
func (n AccountStopped) masked() Notice     { return n }
func (n AccountRemoved) masked() Notice     { return n }

// checkAccount wants the last four characters of an account, letters of an IBAN among them, and words where they belong.
func checkAccount(last string, words ...string) error {
	const four = 4
	if len(last) != four || strings.Trim(last, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" {
		return fault.Input("account", "Only the last four digits of an account are told.")
	}
	for _, w := range words {
		if w == "" {
			return fault.Input("reason", "This is told with its reason.")
		}
	}
	return nil
}

func (n AccountAdded) check() error {
	if err := checkAccount(n.Account); err != nil {
		return err
	}
	return checkInstant(n.At)
}

func (n AccountDeposits) check() error {
	if n.Until.IsZero() {
		return fault.Input("until", "Deposits are told with the last day on which they can be typed.")
	}
	return checkAccount(n.Account)
}

func (n AccountVerified) check() error    { return checkAccount(n.Account, n.How) }
func (n AccountNotVerified) check() error { return checkAccount(n.Account, n.Why, n.Next) }
func (n AccountStopped) check() error     { return checkAccount(n.Account, n.Reason, n.Next) }

func (n AccountRemoved) check() error {
	if err := checkAccount(n.Account); err != nil {
		return err
	}
	return checkInstant(n.At)
}

// seeAccounts leads to the page of bank accounts.
func seeAccounts(h Head) action { return action{"See my bank accounts", h.Brand.Site + "/accounts"} }

func (n AccountAdded) enUS(h Head) words {
	return words{
		subject: "A bank account was added",
		body: []string{
			"A bank account ending in " + n.Account + " was added on " + h.instant(n.At) + ". Payments can be made from it.",
			"If that was not you, tell us at once" + calling(h) + ", and change your password.",
		},
		action: seeAccounts(h),
		sms:    h.Brand.Name + ": a bank account ending in " + n.Account + " was added. Not you? Tell us at once" + calling(h) + ".",
	}
}

func (n AccountDeposits) enUS(h Head) words {
	return words{
		subject: "Two small deposits are in your bank account",
		body: []string{
			"We sent two deposits of less than a dollar each to your account ending in " + n.Account + ", and took their sum back. On your bank statement they are named ACCTVERIFY.",
			"Please type the two amounts on the page of your bank accounts by " + h.day(n.Until) + ". Then the account is verified.",
		},
		action:  seeAccounts(h),
		closing: []string{"We never ask for these amounts by phone, mail or text."},
		sms:     h.Brand.Name + ": two small deposits are in your account ending in " + n.Account + ". Sign in and type their amounts by " + h.day(n.Until) + ". Tell them to nobody.",
	}
}

func (n AccountVerified) enUS(h Head) words {
	return words{
		subject: "Your bank account is verified",
		body:    []string{"Your bank account ending in " + n.Account + " is verified. " + line(n.How, maxSentence), "There is nothing to do."},
		action:  seeAccounts(h),
		sms:     h.Brand.Name + ": your bank account ending in " + n.Account + " is verified. There is nothing to do.",
	}
}

func (n AccountNotVerified) enUS(h Head) words {
	return words{
		subject: "Your bank account could not be verified",
		body:    []string{"Your bank account ending in " + n.Account + " could not be verified. " + line(n.Why, maxSentence), line(n.Next, maxSentence)},
		action:  seeAccounts(h),
		sms:     h.Brand.Name + ": your bank account ending in " + n.Account + " could not be verified. Please sign in to see why.",
	}
}

func (n AccountStopped) enUS(h Head) words {
	return words{
		subject: "We stopped using a bank account of yours",
		body:    []string{"Nothing is taken from your account ending in " + n.Account + " any more. " + line(n.Reason, maxSentence), line(n.Next, maxSentence)},
		action:  seeAccounts(h),
		sms:     h.Brand.Name + ": nothing is taken from your account ending in " + n.Account + " any more. Please sign in to see why.",
	}
}

func (n AccountRemoved) enUS(h Head) words {
	return words{
		subject: "A bank account was removed",
		body: []string{
			"The bank account ending in " + n.Account + " was removed on " + h.instant(n.At) + ". No new payment can be made from it.",
			"If that was not you, tell us at once" + calling(h) + ", and change your password.",
		},
		action: seeAccounts(h),
		sms:    h.Brand.Name + ": the bank account ending in " + n.Account + " was removed. Not you? Tell us at once" + calling(h) + ".",
	}
}
