package identity

import (
	"time"

	"marque/internal/core/access"
	"marque/internal/id"
)

// AttemptID names an attempt.
type AttemptID = id.Of[Attempt]

// Attempt is one try to get in, with the true reason of its end. Pages for the person never show it; the desk does, to help.
type Attempt struct {
	ID      AttemptID
	User    access.UserID // zero when the typed name was nobody's
	At      time.Time
	Step    AttemptStep
	Outcome Outcome
	Factor  Factor    // of a code: how it went or what was typed
	Until   time.Time // of a pause or a lock
	Network string
	Browser string
	Known   bool // from a browser that the person has signed in with before
}

// AttemptStep says how far the attempt was.
type AttemptStep string

// The steps.
const (
	StepPassword AttemptStep = "password"
	StepCode     AttemptStep = "code"
	StepRecovery AttemptStep = "recovery"
	StepCompany  AttemptStep = "company" // at the lender's own identity provider
	StepPasskey  AttemptStep = "passkey"
)

// Outcome says how an attempt ended.
type Outcome string

// The outcomes.
const (
	OutcomeIn            Outcome = "in"             // signed in
	OutcomeAsked         Outcome = "asked"          // the password was right; a code was asked for
	OutcomeWrong         Outcome = "wrong"          // a wrong password or code, or a passkey that proved nothing
	OutcomeUnknown       Outcome = "unknown"        // the name or the passkey is nobody's
	OutcomeClosed        Outcome = "closed"         // the sign-in is closed
	OutcomeNoPassword    Outcome = "no_password"    // there is none to compare with
	OutcomeNoFactor      Outcome = "no_factor"      // a right password, and nowhere to send a code
	OutcomePaused        Outcome = "paused"         // a wait of seconds or minutes
	OutcomeLocked        Outcome = "locked"         // sign-in from unknown devices is locked
	OutcomeDisabled      Outcome = "disabled"       // a hundred failures: the password must be made anew; of a passkey: it was turned off
	OutcomeCodesLocked   Outcome = "codes_locked"   // too many wrong codes in a day
	OutcomeOver          Outcome = "over"           // the code was too old, used, or tried too often
	OutcomeAgain         Outcome = "again"          // the code was sent again
	OutcomeTooMany       Outcome = "too_many"       // no more codes are sent for a while
	OutcomePasswordReset Outcome = "password_reset" // a new password was chosen
	OutcomeUnlocked      Outcome = "unlocked"       // a lock was ended
	OutcomeUnverified    Outcome = "unverified"     // a passkey whose device did not verify its owner
	OutcomeOtherDoor     Outcome = "other_door"     // a customer's passkey at the desk, or one of the staff at the customers' door
	OutcomeCopied        Outcome = "copied"         // a passkey's counter went back: there may be two of it
)

// OutcomeOfRule says what an attempt ended by that a rule did not let pass.
func OutcomeOfRule(scope string) Outcome {
	switch scope {
	case "account":
		return OutcomeLocked
	case "authenticator":
		return OutcomeDisabled
	case "codes":
		return OutcomeCodesLocked
	}
	return OutcomePaused
}
