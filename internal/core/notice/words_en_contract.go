package notice

import "strconv"

// The words about bank accounts, autopay, changes of a contract, what our people do and answers to texts, in American English.

func (n AccountAdded) enUS(h Head) words {
	return words{
		subject: "A bank account was added",
		body: []string{
			"A bank account ending in " + n.Account + " was added on " + h.instant(n.At) + ". Payments can be made from it.",
			"If that was not you, tell us at once" + calling(h) + ", and change your password.",
		},
		action: h.seeAccounts(),
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
		action:  h.seeAccounts(),
		closing: []string{"We never ask for these amounts by phone, mail or text."},
		sms:     h.Brand.Name + ": two small deposits are in your account ending in " + n.Account + ". Sign in and type their amounts by " + h.day(n.Until) + ". Tell them to nobody.",
	}
}

func (n AccountVerified) enUS(h Head) words {
	return words{
		subject: "Your bank account is verified",
		body:    []string{"Your bank account ending in " + n.Account + " is verified. " + h.says(n.How), "There is nothing to do."},
		action:  h.seeAccounts(),
		sms:     h.Brand.Name + ": your bank account ending in " + n.Account + " is verified. There is nothing to do.",
	}
}

func (n AccountNotVerified) enUS(h Head) words {
	return words{
		subject: "Your bank account could not be verified",
		body:    []string{"Your bank account ending in " + n.Account + " could not be verified. " + h.says(n.Why), h.says(n.Next)},
		action:  h.seeAccounts(),
		sms:     h.Brand.Name + ": your bank account ending in " + n.Account + " could not be verified. Please sign in to see why.",
	}
}

func (n AccountStopped) enUS(h Head) words {
	return words{
		subject: "We stopped using a bank account of yours",
		body:    []string{"Nothing is taken from your account ending in " + n.Account + " any more. " + h.says(n.Reason), h.says(n.Next)},
		action:  h.seeAccounts(),
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
		action: h.seeAccounts(),
		sms:    h.Brand.Name + ": the bank account ending in " + n.Account + " was removed. Not you? Tell us at once" + calling(h) + ".",
	}
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
			"The " + n.amount(h) + " that we sent to your account ending in " + n.Account + " did not arrive. " + h.says(n.Reason),
			"The money is still yours: it stands on your contract as a credit balance. Please choose another bank account for it, or call us" + calling(h) + ".",
		},
		action:  h.seeAccounts(),
		closing: []string{"Refund reference: " + n.Reference + "."},
		sms:     h.Brand.Name + ": your refund of " + n.amount(h) + " came back. Please sign in to choose another account.",
	}
}

func (n AutopayOn) enUS(h Head) words {
	what := "Autopay is on" + forVehicle(n.Vehicle) + ". "
	if n.Changed {
		what = "Your autopay" + forVehicle(n.Vehicle) + " was changed. "
	}
	return words{
		subject: "Autopay is on",
		body: []string{
			what + "The first payment of " + n.amount(h) + " will be taken" + n.fromAccount() + " on " + h.day(n.Date) + ".",
			"We tell you at least 10 days before when an amount differs from the one before. You can skip a payment, change autopay or turn it off online until the day of the payment.",
		},
		action:  h.seeAutopay(),
		closing: []string{"A copy of your authorization is kept with your autopay. If you did not do this, please tell us at once" + calling(h) + "."},
		sms:     h.Brand.Name + ": autopay is on. First payment: " + n.amount(h) + " on " + h.day(n.Date) + ". Not you? Tell us at once" + calling(h) + ".",
	}
}

func (n AutopayAhead) enUS(h Head) words {
	what, subject := "Your next autopay payment"+n.toward()+" will be "+n.amount(h)+", taken"+n.fromAccount()+" on "+h.day(n.Date)+".", "Autopay: "+n.amount(h)+" on "+h.day(n.Date)
	second := "It differs from the usual " + h.Locale.Money(n.Usual, n.Currency) + " because something about your contract has changed: the page of your contract shows what."
	if n.Final {
		subject = "Your last autopay payment: " + n.amount(h) + " on " + h.day(n.Date)
		second = "It is the last one: it pays everything that is left, and autopay ends with it."
	}
	return words{
		subject: subject,
		body:    []string{what, second, "You can skip it, change autopay or turn it off online until the day of the payment."},
		action:  h.seeAutopay(),
		sms:     h.Brand.Name + ": your next autopay payment is " + n.amount(h) + " on " + h.day(n.Date) + ".",
	}
}

func (n AutopaySkipped) enUS(h Head) words {
	w := words{
		subject: "Autopay will skip one payment",
		body: []string{
			"As you asked, autopay will not take the payment of " + n.amount(h) + n.toward() + " due on " + h.day(n.Date) + ".",
			"The payment stays due: please make it another way by then. Autopay goes on with the one after.",
		},
		action: action{"Make a payment", h.Brand.Site + "/"},
		sms:    h.Brand.Name + ": autopay will skip the payment due on " + h.day(n.Date) + ". It stays due.",
	}
	if n.Again {
		w.subject = "Autopay will take the payment after all"
		w.body = []string{"As you asked, autopay will take the payment of " + n.amount(h) + n.toward() + n.fromAccount() + " on " + h.day(n.Date) + "."}
		w.sms = h.Brand.Name + ": autopay will take " + n.amount(h) + " on " + h.day(n.Date) + "."
	}
	return w
}

func (n AutopayWaits) enUS(h Head) words {
	return words{
		subject: "Autopay needs your help",
		body:    []string{h.says(n.Why), h.says(n.Next)},
		action:  h.seeAutopay(),
		closing: []string{"If you have questions, please call us" + calling(h) + "."},
		sms:     h.Brand.Name + ": autopay needs your help. Please sign in to see what to do.",
	}
}

func (n AutopayOff) enUS(h Head) words {
	return words{
		subject: "Autopay is off",
		body:    []string{"Autopay" + forVehicle(n.Vehicle) + " is off. " + h.says(n.Why), h.says(n.Next)},
		action:  action{"See my contract", h.Brand.Site + "/"},
		closing: []string{"If you did not expect this, please call us" + calling(h) + "."},
		sms:     h.Brand.Name + ": autopay is off. " + h.says(n.Why),
	}
}

func (n DueDateMoved) enUS(h Head) words {
	return n.told(h, "Your due date has changed", "your due date has changed.")
}

func (n FeeWaived) enUS(h Head) words {
	return n.told(h, "A fee was waived", "a fee was waived.")
}

func (n PaymentReversed) enUS(h Head) words {
	return n.told(h, "A payment was taken off your contract", "a payment was taken off your contract again.")
}

func (n ExtensionAsked) enUS(h Head) words {
	return n.told(h, "An extension waits for your signature", "an extension waits for your signature.")
}

func (n ExtensionGranted) enUS(h Head) words {
	return n.told(h, "Your extension counts", "your extension counts.")
}

func (n ExtensionClosed) enUS(h Head) words {
	return n.told(h, "Your extension does not count", "the extension you were told of does not count.")
}

func (n ArrangementMade) enUS(h Head) words {
	return n.told(h, "Your arrangement", "your arrangement to pay what is past due is made.")
}

func (n ArrangementBroken) enUS(h Head) words {
	return n.told(h, "Your arrangement has ended", "a part of your arrangement was missing, so it has ended.")
}

func (n ArrangementCompleted) enUS(h Head) words {
	return n.told(h, "You kept your arrangement", "everything that your arrangement covered is paid. Thank you.")
}

func (n CaseOpened) enUS(h Head) words {
	return n.told(h, "Your case with us is open", "your case with us is open.")
}

func (n CaseClosed) enUS(h Head) words {
	return n.told(h, "Your case with us is closed", "your case with us is closed.")
}

func (n ExtraChosen) enUS(h Head) words {
	return words{
		subject: "What extra money does from now on",
		body: []string{
			"You chose what happens when you pay more than what is due" + forVehicle(n.Vehicle) + ". " + h.says(n.What),
			"It holds for every payment from now on, whichever way it comes. What was paid before stays as it is.",
		},
		action:  action{"See my contract", h.Brand.Site + "/"},
		closing: []string{"If you did not do this, please tell us at once" + calling(h) + "."},
		sms:     h.Brand.Name + ": your choice for extra money was changed. Not you? Tell us at once" + calling(h) + ".",
	}
}

func (n PaymentAhead) enUS(h Head) words {
	amount := h.Locale.Money(n.Amount, n.Currency)
	return words{
		subject: "Your next payment is due on " + h.day(n.Due),
		body: []string{
			"A friendly reminder: " + amount + forVehicle(n.Vehicle) + " is due on " + h.day(n.Due) + ".",
			"If you have paid already, or arranged it with your own bank, there is nothing to do.",
		},
		action: action{"Make a payment", h.Brand.Site + "/"},
		sms:    h.Brand.Name + ": " + amount + " is due on " + h.day(n.Due) + ". If you have paid already, there is nothing to do.",
	}
}

func (n PastDue) enUS(h Head) words {
	amount := h.Locale.Money(n.Amount, n.Currency)
	days := strconv.Itoa(n.Days) + " days"
	if n.Days == 1 {
		days = "one day"
	}
	what := amount + forVehicle(n.Vehicle) + " has been past due since " + h.day(n.Since) + ", by " + days + "."
	if n.Fees > 0 {
		what += " Fees of " + h.Locale.Money(n.Fees, n.Currency) + " come on top."
	}
	return words{
		subject: "Your payment is past due",
		body:    []string{what, n.next()},
		action:  action{"Pay or find a way", h.Brand.Site + "/"},
		closing: []string{"If you have paid in the meantime, thank you; there is nothing to do. If you cannot pay all of it, please talk to us" + calling(h) + "."},
		sms:     h.Brand.Name + ": " + amount + " is past due since " + h.day(n.Since) + ". Please sign in to pay or to find a way with us.",
	}
}

// next says what to do, the more plainly the longer it lasts.
func (n PastDue) next() string {
	switch {
	case n.Days >= threeMonthLate:
		return "This puts the contract and the vehicle at risk. Please pay or call us now: the sooner we talk, the more can be done."
	case n.Days >= twoMonthsLate:
		return "Please pay what you can today, or call us this week, so that we find a way together before the contract is at risk."
	case n.Days >= aMonthLate:
		return "It is more than a month late. Please pay it, or tell us what you can pay and when: you find the ways under Relief and changes."
	}
	return "You can pay all or a part of it online. If a due date does not fit or money is short, you find what can be done under Relief and changes."
}

func (n InterestReady) enUS(h Head) words {
	year := strconv.Itoa(n.Year)
	return words{
		subject: "Your interest statement for " + year,
		body: []string{
			"The statement of the interest you paid in " + year + forVehicle(n.Vehicle) + " is ready. You find it under Statements.",
			"Please keep it for your tax return. It says whether we report it to the Internal Revenue Service.",
		},
		action: action{"Read my statement", h.Brand.Site + "/statements"},
	}
}

func (n StaffInvitation) enUS(h Head) words {
	return words{
		subject: "Your access to the " + h.Brand.Name + " desk",
		body: []string{
			"You have been given access to the agents' desk. Choose a password and connect an authenticator app; have your phone at hand.",
		},
		action:  action{"Set up my access", n.Link},
		closing: []string{"The link works once, until " + h.instant(n.Expires) + ". If you expected nothing, please tell your administrator."},
	}
}

func (n PasswordLink) enUS(h Head) words {
	return words{
		subject: "Choose a new password",
		body: []string{
			"You asked one of our agents for a new password. The agent checked who was calling, and cannot see or set your password.",
		},
		action: action{"Choose a new password", n.Link},
		closing: []string{
			"The link works once, for " + minutes(n.Minutes) + ". After that you sign in as always, with a code.",
			"If you did not ask for it, please tell us at once" + calling(h) + ".",
		},
	}
}

func (n CallerCode) enUS(h Head) words {
	const what = "Somebody called us about your account. If it was you, read this code to the agent:"
	return words{
		subject: "Your code for our agent",
		body:    []string{what},
		code:    n.Code,
		closing: []string{
			"It works once, for " + minutes(n.Minutes) + ", only on the phone with us, and lets nobody sign in.",
			"If you did not call us, tell nobody this code, and tell us" + calling(h) + ".",
		},
		sms: h.Brand.Name + ": code " + n.Code + " is for our agent, only if you called us yourself. It works for " + minutes(n.Minutes) + ". Did not call? Tell nobody.",
	}
}

func (n CalledPaymentCode) enUS(h Head) words {
	what := h.Locale.Money(n.Amount, n.Currency) + " from the account ending in " + n.Account + " on " + h.Locale.DateLong(n.Date)
	return words{
		subject: "Your code to agree to a payment by phone",
		body:    []string{"You asked our agent on the phone for a payment of " + what + ". If you agree to it, read this code to the agent:"},
		code:    n.Code,
		closing: []string{
			"It works once, for " + minutes(n.Minutes) + ", for this payment only. Read it out only if you agree.",
			"If you are not on the phone with us, tell nobody this code, and tell us" + calling(h) + ".",
		},
		sms: h.Brand.Name + ": if you agree to pay " + what + ", read code " + n.Code + " to our agent. It works for " + minutes(n.Minutes) + ". Not on the phone with us? Tell nobody.",
	}
}

// debit is what the rail calls the order that follows.
func (n CalledPayment) debit(ach, other string) string {
	if n.Currency.Code == "USD" {
		return ach
	}
	return other
}

func (n CalledPayment) enUS(h Head) words {
	debit := n.debit("ACH debit", "direct debit")
	return words{
		subject: "You agreed to a payment by phone: " + n.amount(h) + " for " + h.day(n.Date),
		body: append([]string{
			"On " + h.instant(n.At) + " you, " + line(n.Name, maxName) + ", agreed on the phone, with a code that we had sent you, to one payment. On that agreement we make one " + debit + ":",
			n.amount(h) + n.toward() + n.fromAccount() + ", on or after " + h.day(n.Date) + ".",
			"You can take your agreement back until " + h.instant(n.CancelUntil) + ": cancel the payment on our site" + orCall(h) + ".",
			"If you have a question, or if you did not agree to this, tell us" + calling(h) + ".",
		}, n.referred()...),
		action: action{"See my payments", h.Brand.Site + "/"},
		sms: h.Brand.Name + ": you agreed by phone to one " + debit + " of " + n.amount(h) + n.fromAccount() + " on or after " + h.day(n.Date) +
			". Cancel until " + h.instant(n.CancelUntil) + " on our site" + orCall(h) + ".",
	}
}

func (n DeskAct) enUS(h Head) words {
	what := h.says(n.What)
	body := []string{what + " This was on " + h.instant(n.At) + "."}
	sms := h.Brand.Name + ": " + what
	if !n.Due.IsZero() {
		body = append(body, "It takes effect on "+h.instant(n.Due)+" unless you cancel it under \"Security\""+orCall(h)+".")
		sms += " It takes effect on " + h.instant(n.Due) + " unless you cancel it."
	}
	return words{
		subject: "Something was done for your account",
		body:    body,
		action:  action{"Security", h.Brand.Site + "/security"},
		closing: []string{"If you did not ask for it, please tell us at once" + calling(h) + "."},
		sms:     sms + " Not you? Tell us at once" + calling(h) + ".",
	}
}

func (n TextsStopped) enUS(h Head) words {
	return words{sms: h.Brand.Name + ": you will get no more texts from us, sign-in codes among them. To get them again, reply START. Questions? " + reached(h)}
}

func (n TextsStarted) enUS(h Head) words {
	return words{sms: h.Brand.Name + ": you will get our texts again. Reply STOP to end them, HELP for help."}
}

func (n TextsHelp) enUS(h Head) words {
	return words{sms: h.Brand.Name + ": codes and notices about your account. Nobody reads replies here. Message and data rates may apply. Reply STOP to end texts. " + reached(h)}
}

// reached says where people answer.
func reached(h Head) string {
	if h.Brand.Phone == "" {
		return "Help: " + h.Brand.Site + "/help"
	}
	return "Call " + h.Brand.Phone + " or see " + h.Brand.Site + "/help"
}
