package identity

import "slices"

// Takes tells whether a second step may be done with a factor by somebody who has bound all of these. Strict takes no mailed code at all, and
// no text code from whoever has bound something that cannot be taken over with a telephone number.
func (p Policy) Takes(f Factor, all []Authenticator) bool {
	switch f {
	case FactorApp:
		return true
	case FactorText:
		return p != Strict || !slices.ContainsFunc(all, func(a Authenticator) bool { return a.Factor == FactorApp && a.DisabledAt.IsZero() })
	case FactorMail:
		return p != Strict
	}
	return false
}

// Deviation is one place where a policy departs from what a standard asks for, on purpose. What is merely not done yet stands in
// docs/security/asvs.md.
type Deviation struct {
	IDs    []string `json:"requirements"` // "ASVS 6.3.6", "NIST SP 800-63B-4 3.1.3.1"
	What   string   `json:"what"`         // what is done instead
	Why    string   `json:"why"`
	Under  []Policy `json:"under"`    // that depart here
	Remedy string   `json:"remedy"`   // the setting that ends it, or what is done about it
	Test   string   `json:"shown_by"` // shows that the policies differ, or what bounds the departure
}

// Deviations lists where a policy departs from ASVS 5.0 (to Level 2 and the Level 3 items that we aim at) and NIST SP 800-63B-4 at AAL2.
func Deviations(p Policy) []Deviation {
	var out []Deviation
	for _, d := range AllDeviations() {
		if slices.Contains(d.Under, p) {
			out = append(out, d)
		}
	}
	return out
}

// AllDeviations lists every departure of every policy.
func AllDeviations() []Deviation {
	all, lax := []Policy{Strict, Standard, Legacy}, []Policy{Standard, Legacy}
	return []Deviation{
		{
			IDs:    []string{"ASVS 6.3.3", "NIST SP 800-63B-4 2.2.1", "NIST SP 800-63B-4 3.1.1.2"},
			What:   "On a browser that its owner chose to trust after a full sign-in, the password alone signs in for 30 days.",
			Why:    "Customers sign in once a month from the same browser. The browser holds a 256-bit secret of its own, which a guesser does not have, but no standard counts it as a factor.",
			Under:  lax,
			Remedy: "policy strict trusts no browser. No step-up accepts a trusted browser under any policy.",
			Test:   "TestStrictTrustsNoBrowser",
		},
		{
			IDs:    []string{"ASVS 7.3.2", "NIST SP 800-63B-4 2.2.3"},
			What:   "An app that a customer allowed stays signed in for 90 days, and 30 without use.",
			Why:    "A telephone is unlocked by its owner, who would delete an app that asks for a code each day. The app has only the scopes that were allowed, each token lives fifteen minutes, a copied refresh token ends the session, and what is sensitive wants a fresh factor in the browser.",
			Under:  lax,
			Remedy: "policy strict signs an app out after 12 hours.",
			Test:   "TestAnAppsSessionLivesFromOneRefreshToTheNextAndNoLongerThanThePolicySays",
		},
		{
			IDs:    []string{"ASVS 6.3.6", "NIST SP 800-63B-4 3.1.3.1"},
			What:   "Whoever has no telephone on file gets sign-in codes by e-mail, as the second step after the password.",
			Why:    "Some contracts have no mobile number, and their owners must be able to register at all. An authenticator app can be bound right after.",
			Under:  lax,
			Remedy: "policy strict neither binds a mailbox nor takes its codes.",
			Test:   "TestStrictTakesNoMailedCode",
		},
		{
			IDs:    []string{"ASVS 6.6.1", "NIST SP 800-63B-4 3.2.9"},
			What:   "A text code is taken although a stronger factor is bound.",
			Why:    "Somebody whose app is on a lost telephone still has the number.",
			Under:  lax,
			Remedy: "policy strict takes no text code from whoever has bound an app.",
			Test:   "TestStrictTakesNoTextCodeBesideAnApp",
		},
		{
			IDs:    []string{"NIST SP 800-63B-4 3.1.3.3", "NIST SP 800-63B-4 3.2.9"},
			What:   "Text codes, a restricted authenticator, are the second factor that everybody begins with.",
			Why:    "The number on the contract is what a lender has checked. Stronger factors are offered on the security page, and sending has daily limits.",
			Under:  all,
			Remedy: "no policy removes it; bind an authenticator app.",
			Test:   "TestAnAppIsBoundByItsFirstCodeAndThenAskedFor",
		},
		{
			IDs:    []string{"ASVS 6.5.5"},
			What:   "A mailed code for a forgotten password lives 30 minutes instead of 10.",
			Why:    "Mail is slow. The code opens nothing by itself: a second factor follows. NIST SP 800-63B-4 allows a mailed recovery code 24 hours.",
			Under:  all,
			Remedy: "no policy shortens it.",
			Test:   "TestAMailboxAloneIsNotEnough",
		},
		{
			IDs:    []string{"ASVS 6.5.5"},
			What:   "A code of an authenticator app is taken one step of 30 seconds early or late.",
			Why:    "Clocks of telephones drift (RFC 6238, 5.2 recommends one step). A step that was used is never taken again, nor one before it.",
			Under:  all,
			Remedy: "no policy narrows it.",
			Test:   "TestACodeOfAnAppIsGoodForOneStepEitherSideAndOnce",
		},
		{
			IDs:    []string{"ASVS 6.5.2", "NIST SP 800-63B-4 3.1.2.2"},
			What:   "Recovery codes of 80 bits are stored as a plain SHA-256 each, not under a salted password hash.",
			Why:    "Eighty bits drawn by a generator are out of reach of guessing, salted or not; 112 bits would be seven characters more to copy from paper.",
			Under:  all,
			Remedy: "no policy changes it.",
			Test:   "TestRecoveryCodesAreReadAsPeopleWriteThem",
		},
		{
			IDs:    []string{"ASVS 6.1.1", "ASVS 6.3.1"},
			What:   "A lock after wrong passwords holds for known browsers too, so a stranger can lock an owner out of the password for a day.",
			Why:    "Some lenders' rules ask for a lock that knows no exception. The owner can still end it by a mailed code and a second factor.",
			Under:  []Policy{Legacy},
			Remedy: "policy standard or strict.",
			Test:   "TestLegacyLocksKnownDevicesToo",
		},
		{
			IDs:    []string{"ASVS 6.4.2", "NIST SP 800-63B-4 3.1.1.2"},
			What:   "Security questions are asked, of customers who set answers: one, as an extra beside the second code of a forgotten password.",
			Why:    "Some lenders' rules still ask for them. An answer alone opens nothing, replaces no code, is no way to remove a factor, and has the five tries of the code beside it.",
			Under:  []Policy{Legacy},
			Remedy: "policy standard or strict, under which no page asks and no answer is stored.",
			Test:   "TestSecurityQuestionsAreAskedUnderLegacyOnly",
		},
	}
}
