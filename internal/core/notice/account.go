package notice

import (
	"strings"
	"time"

	"marque/internal/civil"
	"marque/internal/fault"
	"marque/internal/l10n"
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
	How     l10n.Text // a sentence
}

// AccountNotVerified tells why an account could not be verified.
type AccountNotVerified struct {
	Account   string
	Why, Next l10n.Text // sentences
}

// AccountStopped tells that nothing is drawn on an account any more.
type AccountStopped struct {
	Account      string
	Reason, Next l10n.Text // sentences
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
	Reason l10n.Text // a sentence for people, not a return code
}

func (RefundSent) about() (Kind, []Channel)     { return KindRefundSent, either() }
func (RefundReturned) about() (Kind, []Channel) { return KindRefundReturned, either() }

func (n RefundSent) masked() Notice     { return n }
func (n RefundReturned) masked() Notice { return n }

func (n RefundReturned) check() error {
	if n.Reason.IsZero() {
		return fault.Input("reason", "This is told with its reason.")
	}
	return n.Payment.check()
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
func checkAccount(last string, words ...l10n.Text) error {
	const four = 4
	if len(last) != four || strings.Trim(last, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" {
		return fault.Input("account", "Only the last four digits of an account are told.")
	}
	for _, w := range words {
		if w.IsZero() {
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
