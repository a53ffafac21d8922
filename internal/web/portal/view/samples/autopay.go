package samples

import (
	"time"

	"marque/internal/civil"
	"marque/internal/fault"
	"marque/internal/money"
	"marque/internal/web/portal/view"
	"marque/internal/web/ui"
)

func autopayDebits() []view.AutopayDebit {
	return []view.AutopayDebit{
		{Instalment: "34", On: civil.Must(2026, time.December, 1), Due: civil.Must(2026, time.December, 1), Amount: 63744, Note: "With $25.00 extra."},
		{Instalment: "35", On: civil.Must(2027, time.January, 1), Due: civil.Must(2027, time.January, 1), Skipped: true},
		{Instalment: "36", On: civil.Must(2027, time.February, 1), Due: civil.Must(2027, time.February, 1), Amount: 63744, Note: "With $25.00 extra."},
	}
}

func autopayWords() []string {
	return []string{
		"I authorize Norden Drive Finance, Inc. to debit my checking account ending in 6789 electronically for the payments of contract C806105925 (2024 Vela Hybrid Touring): the scheduled payment, now $612.44 and $25.00 extra, on its due date, beginning December 1, 2026.",
		"The amount follows my contract. When an amount differs from the one before I am told at least 10 days ahead; nothing above what I authorized or was told is taken.",
		"Autopay is my choice: my contract does not depend on it. I keep a copy of this authorization.",
	}
}

// autopays are the pages of autopay in the states worth looking at.
func autopays(f ui.Frame) []Sample {
	href := contractHref + "/autopay"
	on := view.Autopay{
		Frame: f, Contract: loan(), Status: ui.Status{Tone: ui.OK, Text: "On"}, Lead: "Your payments are made automatically, from Checking •••• 6789.", On: true,
		Settings: []ui.Fact{{Label: "From", Value: "Checking •••• 6789"}, {Label: "When", Value: "On the due date"}, {Label: "Takes", Value: "The scheduled payment and $25.00 extra"},
			{Label: "If refused", Value: "Savings •••• 0042"}, {Label: "Since", Value: "August 3, 2026"}},
		Debits: autopayDebits(), Stop: "You can skip the next payment, change autopay or turn it off until December 1, 2026 at 5:00 PM EST.",
		Discount: "While autopay is on, your rate is lower by 0.25%.", Begin: href + "/set-up", Off: href + "/off", Copy: href + "/1/authorization.pdf", SkipTo: href + "/skip",
	}
	off := view.Autopay{Frame: f, Contract: loan(), Status: ui.Status{Tone: ui.Plain, Text: "Off", Icon: "circle-dashed"}, Begin: href + "/set-up",
		Lead:     "With autopay your payments are made automatically on the day you choose. You see each amount before, and can skip one or stop at any time.",
		Discount: "With autopay your rate is lower by 0.25%: $118.20 less interest over the rest of your contract, if every payment is made on its day."}
	waits := on
	waits.On, waits.Debits, waits.Stop, waits.Discount = false, nil, "", ""
	waits.Status, waits.Lead = ui.Status{Tone: ui.Warn, Text: "Waiting for you"}, "Your bank refused a debit, so nothing is taken until you choose another account."
	waits.Owed = "$637.44 is past due or owed in fees. Please pay it yourself, so that it does not grow."
	form := view.AutopayForm{Frame: f, Action: href + "/set-up", Contract: loan(), Before: "0", Account: "1",
		Accounts: []view.BankAccount{{Value: "1", Name: "Checking •••• 6789"}, {Value: "2", Name: "Savings •••• 0042"}}}
	failed := form
	failed.Account, failed.Extra, failed.Before = "new", "-5", "30"
	failed.Failure = view.Failure{Fields: []fault.Field{{Name: "routing", Message: "Check the routing number: it has nine digits and stands at the bottom left of a check."},
		{Name: "lead", Message: "Choose the due date or up to 10 days before it."}, {Name: "extra", Message: "Enter an extra amount between $0 and $10,000, or leave it empty."}}}
	return []Sample{
		{"autopay-on", on.Page()}, {"autopay-off", off.Page()}, {"autopay-waits", waits.Page()},
		{"autopay-form", form.Page()}, {"autopay-form-failed", failed.Page()},
		{"autopay-review", view.AutopayReview{Frame: f, Action: href, Key: "k", Contract: loan(), Account: "Checking •••• 6789", Debits: autopayDebits(), Text: autopayWords(),
			Discount: off.Discount, Back: href + "/set-up"}.Page()},
		{"autopay-review-asked", view.AutopayReview{Frame: f, Action: href, Key: "k", Contract: loan(), Account: "Checking •••• 6789", Debits: autopayDebits(), Text: autopayWords(), Back: href + "/set-up",
			Asked: "This account is new here, so we ask your bank about it first. Debits can be made from it from November 30, 2026 on.",
			Left:  "Autopay does not take the payment due on November 24, 2026: please make it yourself."}.Page()},
		{"autopay-turn-off", view.AutopayOff{Frame: f, Action: href + "/off", Contract: loan(), Next: "The payment of $637.44 on December 1, 2026 will not be taken.",
			Discount: "Your rate goes up by 0.25% from today, because the autopay discount ends.", Back: href}.Page()},
	}
}

// lettersPages are the payoff, letters and the page that verifies them.
func lettersPages(f ui.Frame) []Sample {
	href := contractHref
	payoff := view.Payoff{
		Frame: f, Contract: loan(), Action: href + "/payoff", On: Today(), Date: Today().String(), Latest: Today().AddDays(30), Amount: 1662344,
		Parts:   []ui.Fact{{Label: "Principal", Value: "$16,580.21"}, {Label: "Interest", Value: "$43.23"}},
		PerDiem: "Interest grows by about $2.61 a day; each day below is computed exactly.", InFlight: "$612.44 is on its way and not counted here yet.",
		Pay: href + "/pay", Letter: href + "/letters/new",
	}
	for i := range 10 {
		payoff.Days = append(payoff.Days, view.PayoffDay{On: Today().AddDays(i), Amount: 1662344 + money.Cents(i*261)})
	}
	ask := view.NewLetter{Frame: f, Contract: loan(), Action: href + "/letters", Key: "k", Through: Today().AddDays(10).String(), Earliest: Today(), Latest: Today().AddDays(30),
		Year: "2025", Interest: true, Kinds: []ui.Choice{{Value: "payoff", Label: "Payoff", Hint: "What ends the contract, day by day.", Chosen: true},
			{Value: "good_standing", Label: "Good standing", Hint: "That every payment that fell due was made."}, {Value: "interest", Label: "Interest paid in a year", Hint: "For your tax return."}}}
	genuine := view.VerifyLetter{Frame: f, Code: "Q7KD-22MX-90AB-TTEF", Asked: true, Found: true, Title: "Payoff letter", Lender: "Norden Mobility Credit Corporation",
		Says: []ui.Fact{{Label: "Issued", Value: "November 22, 2026"}, {Label: "Contract ending in", Value: "5925"}, {Label: "Good through", Value: "December 2, 2026"}, {Label: "Amount", Value: "$16,623.44"}}}
	return []Sample{
		{"payoff", payoff.Page()}, {"letter-new", ask.Page()}, {"letter-genuine", genuine.Page()},
		{"letter-unknown", view.VerifyLetter{Frame: f, Code: "0000", Asked: true}.Page()}, {"letter-verify", view.VerifyLetter{Frame: f}.Page()},
	}
}
