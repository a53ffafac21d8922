package notice

import "marque/internal/fault"

// The kinds about bank accounts and money that goes out.
const (
	KindRefundSent     Kind = "refund_sent"
	KindRefundReturned Kind = "refund_returned"
)

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
