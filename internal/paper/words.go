package paper

import (
	"fmt"

	"marque/internal/core/statement"
	"marque/internal/l10n"
)

// words are the words of the documents in one language. A language that lacks one does not pass the tests.
type words struct {
	receipt, issued, reference            string
	amountDue, nothingDue, dueNow         string
	payment, pastDue, fees, total         string
	thisPeriod, opening, closing          string
	interestGrown, toPrincipal, changed   string
	leftBefore, leftAfter, paidBase       string
	yourLoan, yourLease, contract         string
	vehicle, vin, rate, maturity          string
	paymentsMade, regular                 string
	whereItWent, noPayment                string
	date, method, amount, interest        string
	principal, base, tax, credit, balance string
	left, otherChanges, what              string
	yearPaid                              func(year int) string
	mileage, allowance, allowedSoFar      string
	driven, perMile                       string
	messages, goodToKnow, questions       string
	loanNotes, leaseNotes                 []string
	methods                               map[string]string // by statement.By…
	happened                              map[string]string // by kind of change, or kind/code where the code says more
	made, counts, paidWith, after         string
	happensNext, received, scheduled      string
	statementOf                           func(month string) string
	page                                  func(number, of int) string
	of                                    func(n, all int) string
	until                                 func(from, through string) string
	byDate                                func(label, date string) string
	autopay                               func(amount, date, account string) string
	payBy                                 func(fee, date string) string
	isPastDue                             func(amount string) string
	miles                                 func(n string) string
	milesRead                             func(n, date string) string
	call                                  func(phone, hours string) string
}

func wordsOf(l l10n.Locale) words {
	switch l {
	case l10n.EsUS:
		return spanish()
	case l10n.DeDE:
		return german()
	default:
		return english()
	}
}

func english() words {
	return words{
		receipt: "Payment receipt", issued: "Issued", reference: "Reference",
		amountDue: "Amount due", nothingDue: "Nothing is due", dueNow: "Amount due now",
		payment: "Payment", pastDue: "Past due", fees: "Fees", total: "Total",
		thisPeriod: "This period", opening: "Principal before", closing: "Principal now",
		interestGrown: "Interest for the period", toPrincipal: "Paid to principal", changed: "Returns, credits and other changes",
		leftBefore: "Payments left before", leftAfter: "Payments left now", paidBase: "Lease payments made",
		yourLoan: "Your loan", yourLease: "Your lease", contract: "Contract",
		vehicle: "Vehicle", vin: "VIN", rate: "Yearly interest rate", maturity: "Maturity",
		paymentsMade: "Payments made", regular: "Regular payment",
		whereItWent: "Where each cent went", noPayment: "No payment was made in this period.",
		date: "Date", method: "Paid by", amount: "Amount", interest: "Interest",
		principal: "Principal", base: "Lease payment", tax: "Tax", credit: "Credit", balance: "Principal left",
		left: "Left to pay", otherChanges: "Fees and other changes", what: "What happened",
		yearPaid: func(y int) string { return fmt.Sprintf("Paid in %d", y) },
		mileage:  "Mileage", allowance: "Allowance for the term", allowedSoFar: "Allowance so far",
		driven: "Driven", perMile: "Each mile over the allowance",
		messages: "Messages", goodToKnow: "Good to know", questions: "Questions?",
		loanNotes: []string{
			"Interest grows each day on the principal you still owe. A payment covers the interest up to its day first; the rest lowers the principal. Paying early or paying more saves interest.",
			"To pay off the loan, ask for a payoff quote: it includes interest up to the day you choose.",
		},
		leaseNotes: []string{
			"Payments left are the lease payments still to come, with their tax. They are not the price of the vehicle and not what ending the lease early costs: ask us for that figure.",
		},
		methods: map[string]string{
			"": "Payment", statement.ByACH: "Bank debit", statement.ByCard: "Card", statement.ByCheck: "Check", statement.ByWire: "Wire", statement.ByCash: "Cash",
		},
		happened: englishChanges(),
		made:     "Made on", counts: "Counts from", paidWith: "Paid with", after: "after this payment",
		happensNext: "What happens next", received: "Payment received", scheduled: "Payment scheduled",
		statementOf: func(month string) string { return month + " statement" },
		page:        func(n, of int) string { return fmt.Sprintf("Page %d of %d", n, of) },
		of:          func(n, all int) string { return fmt.Sprintf("%d of %d", n, all) },
		until:       func(from, through string) string { return from + " to " + through },
		byDate:      func(label, date string) string { return label + " by " + date },
		autopay: func(amount, date, account string) string {
			return "Autopay takes " + amount + " on " + date + accountEnding(" from ", account) + "."
		},
		payBy: func(fee, date string) string {
			return "After " + date + " a late fee of up to " + fee + " may be added."
		},
		isPastDue: func(amount string) string {
			return amount + " of it is past due. Please pay it now or call us: we can help."
		},
		miles:     func(n string) string { return n + " miles" },
		milesRead: func(n, date string) string { return n + " miles on " + date },
		call:      func(phone, hours string) string { return join(", ", "Call "+phone, hours) + "." },
	}
}

func englishChanges() map[string]string {
	return map[string]string{
		"correction": "Correction of earlier months", "activated": "Contract began", "converted": "Contract taken over from another system",
		"returned": "Payment returned by the bank", "returned/R01": "Payment returned by the bank: not enough money in the account",
		"returned/R09": "Payment returned by the bank: not enough money in the account", "returned/R02": "Payment returned by the bank: account closed",
		"returned/R03": "Payment returned by the bank: account not found", "returned/R04": "Payment returned by the bank: account not found",
		"returned/R08": "Payment returned by the bank: payment stopped", "reversed": "Entry corrected",
		"fee_assessed": "Fee", "fee_assessed/late": "Late fee", "fee_assessed/returned": "Returned payment fee",
		"fee_assessed/due_date": "Due date change fee", "fee_assessed/extension": "Extension fee", "fee_assessed/property_tax": "Property tax",
		"fee_assessed/disposition": "Disposition fee", "fee_assessed/mileage": "Excess mileage", "fee_assessed/wear": "Excess wear",
		"fee_assessed/early_termination": "Early termination charge", "fee_assessed/converted": "Fees from before",
		"fee_waived": "Fee waived", "credit": "Credit", "credit/insurance": "Insurance proceeds", "credit/add_on": "Refund of a canceled product",
		"credit/goodwill": "Courtesy credit", "credit/deposit": "Security deposit", "credit/sale_of_car": "Sale of the vehicle",
		"credit_refunded": "Credit balance paid out", "rate_segment": "Interest rate changed", "scra": "Military rate cap",
		"extension": "Payments moved to later", "due_date_change": "Due date changed", "reamortised": "Payment computed anew",
		"charged_off": "Charged off", "recovery": "Payment on a charged-off debt", "small_balance": "Small balance written off",
		"cancelled": "Contract cancelled", "given_back": "Your payments, given back",
		"lease_extension": "Lease extended", "turn_in": "Vehicle returned", "purchase": "Vehicle bought", "early_termination": "Lease ended early",
	}
}

// change says what happened: in its own words, or in those of its code or kind.
func (w *words) change(c *statement.Change) string {
	for _, text := range []string{c.What, w.happened[string(c.Kind)+"/"+c.Code], w.happened[string(c.Kind)]} {
		if text != "" {
			return text
		}
	}
	return w.happened[string(statement.Correction)]
}

// paidBy says how a payment was made.
func (w *words) paidBy(method string) string {
	if text, known := w.methods[method]; known {
		return text
	}
	return method
}

func accountEnding(before, account string) string {
	if account == "" {
		return ""
	}
	return before + "••••\u00A0" + account
}
