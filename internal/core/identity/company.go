package identity

import (
	"time"

	"marque/internal/core/access"
	"marque/internal/fault"
)

// ForCompany and ForCompanyAgain are questions put to the company's identity provider: who is it, and is it still.
const (
	ForCompany      Purpose = "company"
	ForCompanyAgain Purpose = "company-again"
)

// FactorCompany is a proof at the company's identity provider.
const FactorCompany Factor = "company"

// CompanyQuestion is what ties the provider's answer to one browser and one question (RFC 6749 state, OpenID Connect nonce, RFC 7636 verifier).
type CompanyQuestion struct {
	State    Token
	Nonce    string
	Verifier string
}

// CompanyPerson is who the provider says it was.
type CompanyPerson struct {
	Issuer, Subject string
	Email           string    // verified; empty when it is not
	At              time.Time // when the person proved it; the epoch when the provider does not say
	Roles           []access.Role
	GivesRoles      bool // the provider decides the roles; none keeps the person out
}

// freshWithin is how old a proof may be that confirms something now, with a minute for clocks that differ.
const freshWithin = FreshFor + time.Minute

// Proves tells whether the proof was given just now.
func (p CompanyPerson) Proves(now time.Time) bool {
	return now.Sub(p.At) <= freshWithin && p.At.Unix() > 0
}

// CompanyRefused is the one answer to whoever the company's sign-in does not lead in: the audit says why.
func CompanyRefused() *fault.Fault {
	return fault.New(fault.Invalid, "Your company's sign-in did not let you in here. Ask your administrator whether you have access to the desk.")
}
