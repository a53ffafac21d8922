package assisting

import (
	"time"

	"marque/internal/core/identity"
	"marque/internal/core/notice"
	"marque/internal/store/outbox"
)

// advise says what to do next, in sentences for the agent, the most pressing first.
func advise(h Help, now time.Time) []string {
	if h.User.ID.IsZero() {
		return []string{"This person has not registered yet. Ask them to set up online access with the contract number, or with the invitation that we sent."}
	}
	var out []string
	say := func(when bool, sentence string) {
		if when {
			out = append(out, sentence)
		}
	}
	last := identity.Attempt{}
	if len(h.Attempts) > 0 {
		last = h.Attempts[0]
	}
	say(locked(h, identity.OutcomeLocked), "Sign-in from new devices is locked. Check who is calling, then unlock; or the customer signs in from a device used before, or unlocks by mail on the sign-in page.")
	say(locked(h, identity.OutcomeCodesLocked), "Too many wrong codes were typed, so codes are locked. If the customer did not type them, somebody knows the password: after unlocking, the customer should choose a new one.")
	say(locked(h, identity.OutcomeDisabled), "The password was tried a hundred times and is worth nothing any more. The customer chooses a new one by \"Forgot your password\".")
	say(failing(h, identity.ContactPhone), "The phone on file replied STOP, so it gets no texts, codes among them. The customer can reply START to one of our texts, or sign in by another way.")
	say(failing(h, identity.ContactEmail), "Letters to the mailbox on file come back. Ask for the right address; the customer changes it under \"Profile\".")
	say(undelivered(h, now), "A code of the last day did not arrive. Ask whether the number is right and the phone has a signal; the customer can choose \"Try another way\" on the page of the code.")
	say(last.Outcome == identity.OutcomeWrong && last.Step == identity.StepPassword, "The last password was wrong. The customer can choose a new one by \"Forgot your password\", with the mailbox and phone on file.")
	say(last.Outcome == identity.OutcomeWrong && last.Step != identity.StepPassword && last.Step != identity.StepPasskey, "The last code was wrong. Only the newest code counts, for ten minutes; of an app, the phone must set its time by itself.")
	say(last.Step == identity.StepPasskey && last.Outcome == identity.OutcomeUnverified, "The device of the passkey did not check who held it. The customer turns on its screen lock, face or finger and tries again, or signs in with the password.")
	say(last.Step == identity.StepPasskey && last.Outcome == identity.OutcomeOver, "The passkey was answered too late. The customer loads the sign-in page again and presses \"Sign in with a passkey\" once more.")
	say(last.Step == identity.StepPasskey && passkeyFailed(last.Outcome), "The last passkey did not open. The customer can sign in with the password and a code, then remove the passkey under \"Security\" and add a new one.")
	say(last.Step != identity.StepPasskey && last.Outcome == identity.OutcomeOver, "The last code was too old, used or tried too often. The customer begins again on the sign-in page.")
	say(last.Outcome == identity.OutcomeNoFactor, "The password is right, but there is nowhere to send a code. The contact on file must be put right first.")
	say(!h.NewSince.IsZero(), "A contact changed in the last fourteen days. A second person must agree before anything is done.")
	say(len(out) == 0 && last.Outcome == identity.OutcomeIn, "The last attempt worked. Nothing needs to be done.")
	say(len(out) == 0 && last.Outcome != identity.OutcomeIn, "There is no failed attempt of this customer. Ask what was typed: a name that is nobody’s is not shown here.")
	return out
}

// passkeyFailed tells whether a passkey itself is the trouble.
func passkeyFailed(how identity.Outcome) bool {
	return how == identity.OutcomeWrong || how == identity.OutcomeDisabled || how == identity.OutcomeCopied || how == identity.OutcomeUnknown
}

func locked(h Help, how identity.Outcome) bool {
	for _, l := range h.Locks {
		if l.Outcome == how {
			return true
		}
	}
	return false
}

// failing tells whether nothing reaches a kind of address.
func failing(h Help, kind identity.ContactKind) bool {
	for _, c := range h.Contacts {
		if c.Kind == kind && !c.Failing.IsZero() {
			return true
		}
	}
	return false
}

// undelivered tells whether a code of the last day did not arrive.
func undelivered(h Help, now time.Time) bool {
	for _, m := range h.Sent {
		code := m.Kind == notice.KindSignInCode || m.Kind == notice.KindRecoveryCode
		if code && now.Sub(m.At) < 24*time.Hour && (m.State == outbox.Failed || m.State == outbox.Expired || m.Report == outbox.Undelivered) {
			return true
		}
	}
	return false
}
