package wording

import "strings"

// place is what a part of the customers' pages is called.
type place struct{ pattern, words string }

// places names the customers' pages for the staff, by the patterns of the router's table: the longest beginning holds.
var places = []place{
	{"/", "Overview"},
	{"/login", "Sign in"},
	{"/login/passkey", "Sign in: passkey"},
	{"/login/code", "Sign in: code"},
	{"/login/other", "Sign in: choosing another way"},
	{"/login/lost", "Sign in: lost phone and codes"},
	{"/lost", "A lost phone: the new one"},
	{"/logout", "Signing out"},
	{"/signed-out", "Signed out"},
	{"/password/link", "A new password by the link that we sent"},
	{"/new-password", "A new password that is due"},
	{"/not-me", "“This was not me”"},
	{"/confirm", "Confirming with a fresh code"},
	{"/session", "The session"},
	{"/resume", "A form that waited for the sign-in"},
	{"/forgot", "Forgotten password: step 1 of 4, the name"},
	{"/forgot/code", "Forgotten password: the code"},
	{"/forgot/password", "Forgotten password: the new one"},
	{"/unlock", "Ending a lock"},
	{"/register", "Registration: step 1 of 5, contract and facts"},
	{"/register/code", "Registration: step 2 of 5, the code"},
	{"/register/sign-in", "Registration: step 3 of 5, username and password or passkey"},
	{"/register/sample.pdf", "Registration: step 4 of 5, the sample of a document"},
	{"/register/consents", "Registration: step 4 of 5, consents"},
	{"/register/check", "Registration: step 5 of 5, checking the answers"},
	{"/register/done", "Registration: done"},
	{"/contracts/{id}", "A contract's overview"},
	{"/contracts/{id}/history", "History"},
	{"/contracts/{id}/upcoming", "Payments to come"},
	{"/contracts/{id}/timeline", "Timeline"},
	{"/contracts/{id}/vehicle", "Vehicle"},
	{"/contracts/{id}/vehicle/odometer", "Vehicle: odometer"},
	{"/contracts/{id}/vehicle/insurance", "Vehicle: proof of insurance"},
	{"/contracts/{id}/vehicle/garage", "Vehicle: where it is kept"},
	{"/contracts/{id}/lease-end", "The end of a lease"},
	{"/contracts/{id}/lease-end/odometer", "The end of a lease: odometer statement"},
	{"/contracts/{id}/lease-end/photos", "The end of a lease: pictures"},
	{"/contracts/{id}/lease-end/invoice", "The end of a lease: invoice"},
	{"/contracts/{id}/data", "Taking one's data"},
	{"/contracts/{id}/pay", "Payment: amount, account and day"},
	{"/contracts/{id}/pay/review", "Payment: the last look"},
	{"/contracts/{id}/pay/confirm", "Payment: confirming with a code"},
	{"/contracts/{id}/payments", "Payment: sending it"},
	{"/contracts/{id}/payments/{payment}", "A payment's receipt"},
	{"/contracts/{id}/card", "Payment by card: the amount"},
	{"/contracts/{id}/cards", "Payment by card: the processor's page, or its answer"},
	{"/contracts/{id}/payoff", "Payoff"},
	{"/contracts/{id}/letters", "Letters"},
	{"/contracts/{id}/what-if", "What if"},
	{"/contracts/{id}/extra", "How extra money counts"},
	{"/contracts/{id}/refund", "Having a credit balance paid out"},
	{"/contracts/{id}/relief", "Relief and changes"},
	{"/contracts/{id}/relief/arrangement", "Relief: an arrangement"},
	{"/contracts/{id}/relief/due-date", "Relief: another due date"},
	{"/contracts/{id}/relief/extension", "Relief: an extension"},
	{"/contracts/{id}/autopay", "Autopay"},
	{"/contracts/{id}/autopay/set-up", "Autopay: setting it up"},
	{"/contracts/{id}/autopay/review", "Autopay: the last look"},
	{"/contracts/{id}/autopay/off", "Autopay: switching it off"},
	{"/contracts/{id}/statements", "A statement"},
	{"/contracts/{id}/paper", "Paper or online"},
	{"/statements", "List of statements"},
	{"/accounts", "Bank accounts"},
	{"/accounts/new", "Bank accounts: a new one"},
	{"/messages", "Messages"},
	{"/messages/new", "Messages: a new one"},
	{"/messages/{talk}", "Messages: a conversation"},
	{"/profile", "Profile"},
	{"/profile/looks", "Profile: who looked"},
	{"/profile/helpers", "Profile: who helps"},
	{"/helping", "Helping somebody"},
	{"/security", "Security"},
	{"/security/password", "Security: a new password"},
	{"/security/email", "Security: the email address"},
	{"/security/phone", "Security: the phone"},
	{"/security/passkeys", "Security: passkeys"},
	{"/security/questions", "Security: questions"},
	{"/security/app", "Security: authenticator app"},
	{"/security/recovery-codes", "Security: recovery codes"},
	{"/security/messages", "Messages that we sent"},
	{"/api/v1/docs", "The interface for programs"},
	{"/oauth/authorize", "Allowing an app"},
	{"/verify", "Checking a letter"},
	{"/help", "Help"},
	{"/accessibility", "Accessibility"},
	{"/privacy", "Privacy on this site"},
	{"/legal/{text}", "A legal text"},
	{"/status", "Service status"},
	{"/genuine", "Is this site genuine?"},
	{"/language", "Choosing a language"},
	{"/demo/outbox", "What the demo sent"},
	{"/support-code", "Support code"},
}

// Place returns what the page of a pattern is called, or "another page" where it has no name of its own.
func Place(pattern string) string {
	pattern = strings.TrimSuffix(pattern, "{$}")
	best := place{words: "Another page"}
	for _, x := range places {
		if len(x.pattern) > len(best.pattern) && (pattern == x.pattern || x.pattern != "/" && strings.HasPrefix(pattern, x.pattern+"/")) {
			best = x
		}
	}
	return best.words
}
