package samples

import (
	"time"

	"marque/internal/civil"
	"marque/internal/web/portal/view"
	"marque/internal/web/ui"
)

// refunds are the pages of a credit balance that is paid out.
func refunds(f ui.Frame) []Sample {
	href := contractHref + "/refund"
	ask := view.Refund{Frame: f, Contract: loan(), Action: href, Credit: 18230, Most: 18230, Amount: "182.30",
		Accounts: []view.BankAccount{{Value: "acc-1", Name: "Checking •••• 6789"}, {Value: "acc-2", Name: "Savings •••• 0042"}}}
	failed := ask
	failed.Most, failed.Amount, failed.Failure = 12000, "182.30", fields("amount", "Part of your credit balance comes from a payment that your bank can still take back. It can be paid out a few banking days from now.")
	failed.Waits = "$62.30 of it comes from a payment that your bank can still take back. It can be paid out a few banking days from now."
	failed.Unfit = []ui.Fact{{Label: "Checking •••• 4471", Value: "We send money only to an account that is verified. Verify this one under Bank accounts, or choose another one."}}
	failed.Past = []view.Payment{{On: civil.Must(2026, time.October, 6), Amount: 2500, Status: ui.Status{Tone: ui.OK, Text: "Paid out"}, Href: contractHref + "/refunds/1"},
		{On: civil.Must(2026, time.September, 3), Amount: 2500, Status: ui.Status{Tone: ui.Bad, Text: "Returned"}, Href: contractHref + "/refunds/2"}}
	blocked := view.Refund{Frame: f, Contract: loan(), Credit: 18230, Blocked: "A credit balance in euros cannot be sent to a bank account from here. Please call us, and we send it another way."}
	review := view.RefundReview{Frame: f, Action: contractHref + "/refunds", Key: "k", Amount: 18230, Back: href, Answers: []ui.Fact{
		{Label: "From", Value: "Your credit balance on the 2024 Vela Hybrid Touring", Detail: "Contract C806105925"}, {Label: "Amount", Value: "$182.30", Change: href},
		{Label: "To", Value: "Checking •••• 6789", Change: href}, {Label: "Credit left", Value: "$0.00"}}}
	receipt := view.RefundReceipt{Frame: f, Contract: loan(), Reference: "P-7Q4M-2KXD", Status: ui.Status{Tone: ui.Info, Text: "Ordered", Icon: "clock"}, Amount: 18230, On: Today(),
		Details: []ui.Fact{{Label: "From", Value: "Your credit balance"}, {Label: "To", Value: "Checking •••• 6789"}, {Label: "Asked for", Value: "November 22, 2026 at 9:10 AM CST"}},
		Happens: []view.Happening{{When: "November 22", What: "It left your credit balance.", Done: true}, {When: "At the end of the day", What: "We send it to our bank."},
			{When: "From November 24", What: "Your bank shows it; some take two days more."}}}
	returned := receipt
	returned.Status, returned.Happens = ui.Status{Tone: ui.Bad, Text: "Returned"}, nil
	returned.Returned = &view.Returned{Why: "The reason: the account is closed (R02).", Next: "The money is your credit balance again.", Pay: href}
	return []Sample{
		{"refund", ask.Page()}, {"refund-failed", failed.Page()}, {"refund-blocked", blocked.Page()}, {"refund-review", review.Page()},
		{"refund-receipt", receipt.Page()}, {"refund-returned", returned.Page()},
	}
}
