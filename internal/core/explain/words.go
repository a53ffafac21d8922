package explain

import "marque/internal/core/contract"

// ruleWords are the rules that are not called in English what the store calls them.
var ruleWords = map[contract.Rule]string{
	contract.RulePayoff:          "to pay it off",
	contract.RuleUnapplied:       "money held for you",
	contract.RuleCredit:          "your credit balance",
	contract.RuleRefundedTooMuch: "paid out though it was not there",
	contract.RuleRent:            "lease payment",
	contract.RuleFee:             "fees",
	contract.RuleTermEnd:         "end of the lease",
	contract.RuleRealised:        "what the vehicle brought",
	contract.RuleEarlyEnd:        "for ending the lease early",
	contract.RuleContractLimit:   "contract",
	contract.RuleStateLimit:      "law of the state",
	contract.RuleAsCharged:       "amount first charged",
	contract.RuleReturnedPayment: "returned payment fee",
	contract.RuleMaturity:        "last due date",
	contract.RulePayment:         "regular payment",
	contract.RuleRateChanged:     "interest rate",
	contract.RuleAutopayDiscount: "interest rate with the autopay discount",
	contract.RuleRateCap:         "interest rate under the cap",
	contract.RulePrice:           "price of the vehicle",
	contract.RulePurchaseFee:     "purchase fee",
	contract.RuleOfficialFees:    "fees that are open",
	contract.RulePastDue:         "lease payments that are due",
}

var bucketWords = map[contract.Bucket]string{
	contract.PastDuePenalty: "late and returned payment fees past due", contract.PastDueFee: "fees past due",
	contract.PastDueInterest: "interest past due", contract.PastDuePrincipal: "principal past due",
	contract.DuePenalty: "late and returned payment fees", contract.DueFee: "fees",
	contract.DueInterest: "interest", contract.DuePrincipal: "principal",
	contract.AdvancePenalty: "late and returned payment fees ahead", contract.AdvanceFee: "fees ahead",
	contract.AdvanceInterest: "interest ahead", contract.AdvancePrincipal: "principal, beyond what was due",
}

// words are the words of a rule.
func words(r contract.Rule) string {
	if b, ok := r.Bucket(); ok {
		return bucketWords[b]
	}
	if w, ok := ruleWords[r]; ok {
		return w
	}
	return r.String()
}

// roundingWords say how exact interest became cents.
func roundingWords(r contract.Rule) string {
	switch r.String() {
	case "half-up":
		return "rounded to the nearest cent"
	case "truncate":
		return "cut to whole cents"
	case "half-even":
		return "rounded to the nearest cent, a half to the even one"
	}
	return "rounded up to the next cent"
}

var titles = map[contract.EventKind]string{
	contract.KindActivated:        "Contract started",
	contract.KindConverted:        "Balance taken over from the earlier system",
	contract.KindPayment:          "Payment",
	contract.KindReturned:         "Payment returned by the bank",
	contract.KindReversed:         "Entry reversed",
	contract.KindFeeWaived:        "Fee waived",
	contract.KindRateSegment:      "Interest rate changed",
	contract.KindSCRA:             "Military service protection",
	contract.KindExtension:        "Payments moved later",
	contract.KindDueDateChange:    "Due date changed",
	contract.KindReamortised:      "Payment amount recalculated",
	contract.KindInstructed:       "Instruction for extra money",
	contract.KindPaused:           "Past-due count paused",
	contract.KindCredit:           "Credit",
	contract.KindCreditRefunded:   "Credit refunded",
	contract.KindChargedOff:       "Charged off",
	contract.KindRecovery:         "Recovery",
	contract.KindTitle:            "Title update",
	contract.KindOwnershipChanged: "Ownership of the vehicle changed",
	contract.KindOdometer:         "Odometer reading",
	contract.KindLeaseExtension:   "Lease extended",
	contract.KindTurnIn:           "Vehicle returned",
	contract.KindInspection:       "Inspection",
	contract.KindPurchase:         "Vehicle bought",
	contract.KindEarlyTermination: "Lease ended early",
	contract.LineRentDue:          "Lease payment due",
	contract.LineSmallBalance:     "Small balance written off",
}

var feeTitles = map[contract.FeeKind]string{
	contract.LateFee: "Late fee", contract.ReturnedFee: "Returned payment fee", contract.DispositionFee: "Disposition fee",
	contract.MileageFee: "Excess mileage", contract.WearFee: "Excess wear", contract.PropertyTax: "Property tax",
	contract.ExtensionFee: "Extension fee", contract.DueDateMove: "Fee for moving the due date", contract.EarlyEndFee: "Early termination",
}

// Title names a line of the history.
func Title(l *contract.Line) string {
	switch {
	case l.Kind == contract.KindPayment && l.Void != "":
		return "Payment, undone"
	case l.Kind == contract.KindFeeAssessed:
		if t, ok := feeTitles[contract.FeeKind(l.Code)]; ok {
			return t
		}
		return "Fee"
	}
	if t, ok := titles[l.Kind]; ok {
		return t
	}
	return "Entry"
}
