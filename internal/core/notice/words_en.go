package notice

import "strconv"

// The words of every notice in American English, and nothing else. A text has no letters outside GSM 7-bit's basic table as long as
// the brand's name has none, so that it stays in one or two parts.

func (n Invitation) enUS(h Head) words {
	return words{
		subject: "Your " + h.Brand.Name + " account is ready to set up",
		body: []string{
			"Your contract" + forVehicle(n.Vehicle) + " is active. Set up your online account to see your balance, make payments and read your statements.",
			"If the button does not work, open " + h.Brand.Site + "/register and enter this code:",
		},
		action:  action{"Set up my account", n.Link},
		code:    n.Code,
		closing: []string{"The link and the code work once, until " + h.instant(n.Expires) + ". If you did not take out this contract, please call us."},
	}
}

func (n ContactCode) enUS(h Head) words {
	if n.New {
		return words{
			subject: "Your code to confirm this address",
			body:    []string{"Use this code to put this address on file with " + h.Brand.Name + ":"},
			code:    n.Code,
			closing: []string{
				"It works once, for " + minutes(n.Minutes) + ". " + neverTell,
				"If you did not ask for it, somebody mistyped an address. You can ignore this message.",
			},
			sms: codeText(h, "your code to confirm this number is ", n.Code, n.Minutes),
		}
	}
	return words{
		subject: "Your registration code",
		body:    []string{"Use this code to finish setting up your " + h.Brand.Name + " account:"},
		code:    n.Code,
		closing: []string{
			"It works once, for " + minutes(n.Minutes) + ". " + neverTell,
			"If you are not setting up an account, you can ignore this message. Nothing was changed.",
		},
		sms: codeText(h, "your registration code is ", n.Code, n.Minutes),
	}
}

func (n SignInCode) enUS(h Head) words {
	return words{
		subject: "Your sign-in code",
		body:    []string{"Use this code to sign in to " + h.Brand.Name + ":"},
		code:    n.Code,
		closing: []string{
			"It works once, for " + minutes(n.Minutes) + ". " + neverTell,
			"If you are not signing in, somebody else knows your password. Please change it.",
		},
		sms: codeText(h, "your sign-in code is ", n.Code, n.Minutes),
	}
}

const neverTell = "We will never ask you for it, not even on the phone."

// codeText ends with the line that lets a phone fill the code in on our own site only (WICG, origin-bound one-time codes).
func codeText(h Head, what, code string, valid int) string {
	return h.Brand.Name + ": " + what + code + ". It works for " + minutes(valid) + ". We will never ask you for it.\n\n@" + h.Brand.host() + " #" + code
}

func minutes(n int) string {
	if n == 1 {
		return "1 minute"
	}
	return strconv.Itoa(n) + " minutes"
}

func (n NewDevice) enUS(h Head) words {
	what := "A browser that we have not seen before signed in to your account on " + h.instant(n.At)
	if device := n.device(" on "); device != "" {
		what += ", with " + device
	}
	if place := line(n.Place, maxPlace); place != "" {
		what += ", near " + place
	}
	w := words{
		subject: "New sign-in to your account",
		body:    []string{what + ".", "If this was you, there is nothing to do."},
		action:  action{"Check my devices", h.Brand.Site + "/security"},
		closing: []string{"If this was not you, sign out that device there and change your password" + orCall(h) + "."},
		sms:     h.Brand.Name + ": a new device signed in to your account on " + h.instant(n.At) + ". Not you? Change your password" + orCall(h) + ".",
	}
	if n.Link != "" {
		w.action = action{"This was not me", h.notMe(n.Link)}
		w.closing = []string{"That signs the browser out, forgets it, and asks for a new password at the next sign-in. The link works once, for 14 days" + orCallUs(h) + "."}
		w.sms = h.Brand.Name + ": a new device signed in to your account on " + h.instant(n.At) + ". Not you? " + h.notMe(n.Link)
	}
	return w
}

func orCallUs(h Head) string {
	if h.Brand.Phone == "" {
		return ""
	}
	return "; after that, please call " + h.Brand.Phone
}

func (n ContactChanged) enUS(h Head) words {
	what := "email address"
	if n.Phone {
		what = "phone number"
	}
	to := ""
	if hint := line(n.Hint, maxName); hint != "" {
		to = " to " + hint
	}
	w := words{
		subject: "Your " + what + " was changed",
		body: []string{
			"The " + what + " of your " + h.Brand.Name + " account was changed" + to + " on " + h.instant(n.At) + ".", "If this was you, there is nothing to do.",
		},
		closing: []string{"If this was not you, please tell us at once" + calling(h) + "."},
		sms:     h.Brand.Name + ": the " + what + " of your account was changed. Not you? Tell us at once" + calling(h) + ".",
	}
	if n.Link != "" {
		w.action = action{"This was not me", h.notMe(n.Link)}
		w.closing = []string{"That puts the old " + what + " back, signs everybody out, and asks for a new password at the next sign-in. The link works once, for 14 days" + orCallUs(h) + "."}
		w.sms = h.Brand.Name + ": the " + what + " of your account was changed. Not you? " + h.notMe(n.Link)
	}
	return w
}

func (n ResetAsked) enUS(h Head) words {
	return words{
		subject: "Somebody asked to replace how you confirm your sign-in",
		body: []string{
			"On " + h.instant(n.At) + " somebody who knows the password of your " + h.Brand.Name + " account said that the phone, app and recovery codes that belong to it are lost.",
			"If this was you, come back after " + h.instant(n.Ready) + ", sign in with your password, and choose \"I can't use any of these\" again. If you find your phone before, just sign in with it.",
		},
		action:  action{"This was not me: stop it", h.notMe(n.Link)},
		closing: []string{"Nothing changes before " + h.instant(n.Ready) + ". If this was not you, somebody knows your password: stop the request, then change your password" + orCall(h) + "."},
		sms:     h.Brand.Name + ": somebody asked to replace your lost phone. Nothing changes before " + h.instant(n.Ready) + ". Not you? Stop it: " + h.notMe(n.Link),
	}
}

func (n ResetLink) enUS(h Head) words {
	return words{
		subject: "Go on with your new phone",
		body:    []string{"The wait is over. Open this page, type your new mobile number, and confirm it with the code that we text to it:"},
		action:  action{"Set up my new phone", h.Brand.Site + "/lost?link=" + n.Link},
		closing: []string{"The link works once, for " + minutes(n.Minutes) + ". If you did not ask for it, please call us at once" + calling(h) + "."},
	}
}

func (n PaymentCode) enUS(h Head) words {
	what := h.Locale.Money(n.Amount, n.Currency)
	if n.Account != "" {
		what += " from the account ending in " + n.Account
	}
	return words{
		subject: "Your code to confirm a payment",
		body:    []string{"Use this code to confirm one payment of " + what + " to " + h.Brand.Name + ":"},
		code:    n.Code,
		closing: []string{
			"It works once, for " + minutes(n.Minutes) + ", for this payment only. " + neverTell,
			"If you are not making this payment, do not use it, and please call us" + calling(h) + ".",
		},
		sms: codeText(h, "pay "+what+" with code ", n.Code, n.Minutes),
	}
}

func (n Welcome) enUS(h Head) words {
	return words{
		subject: "Your account is set up",
		body: []string{
			"Your " + h.Brand.Name + " account was set up on " + h.instant(n.At) + ". Your user name is " + line(n.Username, maxName) + ".",
			"You can now see your balance, make payments and read your statements online.",
		},
		action:  action{"Sign in", h.Brand.Site + "/login"},
		closing: []string{"If you did not do this, please tell us at once" + calling(h) + "."},
	}
}

func (n PasswordChanged) enUS(h Head) words {
	return words{
		subject: "Your password was changed",
		body:    []string{"The password of your " + h.Brand.Name + " account was changed on " + h.instant(n.At) + ". All other devices were signed out.", "If this was you, there is nothing to do."},
		closing: []string{"If this was not you, please tell us at once" + calling(h) + "."},
		sms:     h.Brand.Name + ": your password was changed on " + h.instant(n.At) + ". Not you? Tell us at once" + calling(h) + ".",
	}
}

func (n RecoveryCode) enUS(h Head) words {
	what, sms := "choose a new password for", "your code to choose a new password is "
	if n.Unlock {
		what, sms = "unlock", "your unlock code is "
	}
	var named []string
	if name := line(n.Username, maxName); name != "" {
		named = []string{"Your username is " + name + "."}
	}
	return words{
		subject: "Your code to get back in",
		body:    append(named, "Use this code to "+what+" your "+h.Brand.Name+" account, on the page where you asked for it:"),
		code:    n.Code,
		closing: []string{
			"It works once, for " + minutes(n.Minutes) + ", together with a second code to your phone. " + neverTell,
			"If you did not ask for it, you can ignore this message: nothing was changed, and nothing can be with this code alone.",
		},
		sms: codeText(h, sms, n.Code, n.Minutes),
	}
}

func (n Unlocked) enUS(h Head) words {
	return words{
		subject: "Your account was unlocked",
		body: []string{
			"Signing in to your " + h.Brand.Name + " account had been paused after too many attempts. It was unlocked on " + h.instant(n.At) + " with codes to your email and your phone.",
			"If this was you, there is nothing to do.",
		},
		closing: []string{"If this was not you, please tell us at once" + calling(h) + "."},
		sms:     h.Brand.Name + ": your account was unlocked on " + h.instant(n.At) + ". Not you? Tell us at once" + calling(h) + ".",
	}
}

func (n FactorChanged) enUS(h Head) words {
	return words{
		subject: "How you sign in was changed",
		body:    []string{h.says(n.What) + " This was done in your " + h.Brand.Name + " account on " + h.instant(n.At) + ".", "If this was you, there is nothing to do."},
		action:  action{"Check how I sign in", h.Brand.Site + n.page()},
		closing: []string{"If this was not you, please tell us at once" + calling(h) + "."},
		sms:     h.Brand.Name + ": " + h.says(n.What) + " Not you? Tell us at once" + calling(h) + ".",
	}
}

func (n PaymentScheduled) enUS(h Head) words {
	body := []string{"We have scheduled your payment of " + n.amount(h) + n.toward() + n.fromAccount() + " for " + h.day(n.Date) + "."}
	if !n.CancelUntil.IsZero() {
		body = append(body, "You can cancel it until "+h.instant(n.CancelUntil)+".")
	}
	return words{
		subject: "Payment scheduled: " + n.amount(h) + " for " + h.day(n.Date),
		body:    append(body, n.referred()...),
		action:  action{"See my payments", h.Brand.Site + "/"},
		sms:     h.Brand.Name + ": your payment of " + n.amount(h) + " is scheduled for " + h.day(n.Date) + ".",
	}
}

func (n PaymentReceived) enUS(h Head) words {
	return words{
		subject: "Payment received: " + n.amount(h),
		body: append([]string{
			"Thank you. Your payment of " + n.amount(h) + n.toward() + n.fromAccount() + " was credited on " + h.day(n.Date) + ".",
			"Your balance is now " + h.Locale.Money(n.Balance, n.Currency) + ".",
		}, n.referred()...),
		action: action{"See where it went", h.Brand.Site + "/"},
		sms:    h.Brand.Name + ": thank you, your payment of " + n.amount(h) + " was credited on " + h.day(n.Date) + ".",
	}
}

func (n PaymentReturned) enUS(h Head) words {
	return words{
		subject: "Your payment of " + n.amount(h) + " was returned",
		body: append([]string{
			"Your bank returned the payment of " + n.amount(h) + n.toward() + n.fromAccount() + " that was dated " + h.day(n.Date) + ". " + h.says(n.Reason),
			h.says(n.Next),
		}, n.referred()...),
		action:  action{"Make a payment", h.Brand.Site + "/"},
		closing: []string{"If money is tight right now, there is often a way. Please talk to us" + calling(h) + "."},
		sms:     h.Brand.Name + ": your bank returned your payment of " + n.amount(h) + " dated " + h.day(n.Date) + ". Please sign in to see what to do next.",
	}
}

func (n PaymentCancelled) enUS(h Head) words {
	return words{
		subject: "Payment canceled: " + n.amount(h),
		body: append([]string{
			"Your payment of " + n.amount(h) + n.toward() + " for " + h.day(n.Date) + " was canceled. No money will be taken for it.",
			"If a payment is due, please choose another date.",
		}, n.referred()...),
		action: action{"Make a payment", h.Brand.Site + "/"},
		sms:    h.Brand.Name + ": your payment of " + n.amount(h) + " for " + h.day(n.Date) + " was canceled.",
	}
}

func (n StatementReady) enUS(h Head) words {
	body := []string{"Your statement" + forVehicle(n.Vehicle) + " up to " + h.day(n.Closing) + " is ready."}
	if !n.DueDate.IsZero() {
		body = append(body, "Due on "+h.day(n.DueDate)+": "+h.Locale.Money(n.Due, n.Currency)+".")
	}
	return words{
		subject: "Your statement is ready",
		body:    body,
		action:  action{"Read my statement", h.Brand.Site + "/"},
		sms:     h.Brand.Name + ": your statement up to " + h.day(n.Closing) + " is ready to read online.",
	}
}

func (n BankDetailsCorrected) enUS(h Head) words {
	same := "the details of your bank account ending in " + n.Old + " were corrected."
	if n.New != n.Old {
		same = "your bank account ending in " + n.Old + " now ends in " + n.New + "."
	}
	return words{
		subject: "Your bank corrected your account details",
		body: []string{
			"Your bank told us of a change to your bank account ending in " + n.Old + ". " + h.says(n.What.Or(corrected())),
			"We use the new details from now on. There is nothing to do, and your payments go on as before.",
		},
		closing: []string{"If this is not right, please tell us" + calling(h) + "."},
		sms:     h.Brand.Name + ": " + same + " Your bank told us so; there is nothing to do.",
	}
}

func (p Payment) fromAccount() string {
	if p.Account == "" {
		return ""
	}
	return " from the account ending in " + p.Account
}

func (p Payment) toward() string {
	if v := line(p.Vehicle, maxName); v != "" {
		return " toward your " + v
	}
	return ""
}

func (p Payment) referred() []string {
	if r := line(p.Reference, maxName); r != "" {
		return []string{"Payment reference: " + r + "."}
	}
	return nil
}

func forVehicle(vehicle string) string {
	if v := line(vehicle, maxName); v != "" {
		return " for your " + v
	}
	return ""
}

func orCall(h Head) string {
	if h.Brand.Phone == "" {
		return ""
	}
	return " or call " + h.Brand.Phone
}
