package passkey

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"errors"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"
)

// New is a browser's answer with a new key, read but not believed.
type New struct {
	Challenge Challenge
	parsed    *protocol.ParsedCredentialCreationData
}

// ReadNew reads the answer of navigator.credentials.create.
func ReadNew(response []byte) (New, error) {
	parsed, err := protocol.ParseCredentialCreationResponseBytes(response)
	if err != nil {
		return New{}, NotMade()
	}
	challenge, err := base64.RawURLEncoding.DecodeString(parsed.Response.CollectedClientData.Challenge)
	if err != nil {
		return New{}, NotMade()
	}
	return New{Challenge: challenge, parsed: parsed}, nil
}

// Accept checks a new key against the ceremony that asked for it. The error says why not, in words for the audit.
func (n New) Accept(c Ceremony) (Key, error) {
	rp, err := relyingParty(c.Site)
	if err != nil {
		return Key{}, err
	}
	session := session(c.Site, n.Challenge, c.Handle)
	session.CredParams = algorithms()
	made, err := rp.CreateCredential(owner{handle: c.Handle}, session, n.parsed)
	if err != nil {
		return Key{}, reason(err, n.parsed.Response.AttestationObject.AuthData, c.Site)
	}
	return keyOf(*made), nil
}

// Proof is a browser's answer with a key that was made before, read but not believed.
type Proof struct {
	Challenge  Challenge
	Credential []byte
	Handle     []byte // of the owner; a key that was asked for by name may leave it out
	parsed     *protocol.ParsedCredentialAssertionData
}

// ReadProof reads the answer of navigator.credentials.get.
func ReadProof(response []byte) (Proof, error) {
	parsed, err := protocol.ParseCredentialRequestResponseBytes(response)
	if err != nil {
		return Proof{}, Refused()
	}
	challenge, err := base64.RawURLEncoding.DecodeString(parsed.Response.CollectedClientData.Challenge)
	if err != nil {
		return Proof{}, Refused()
	}
	return Proof{Challenge: challenge, Credential: parsed.RawID, Handle: parsed.Response.UserHandle, parsed: parsed}, nil
}

// Use is what the use of a key changed in its record.
type Use struct {
	Key
	Copied      bool // the counter did not grow: there may be two of this key
	Eligibility bool // whether it may be backed up is different from before
}

// Check proves an answer against the ceremony that asked for it and the key of its record. The error says why not, for the audit.
// Password managers change whether a key may be backed up, although the standard says they never do: that is taken and told.
func (p Proof) Check(c Ceremony, k Passkey) (Use, error) {
	if c.Purpose == ForSignIn && len(p.Handle) == 0 || k.Host != c.Site.Host {
		return Use{}, errors.New("no handle, or another site's key")
	}
	rp, err := relyingParty(c.Site)
	if err != nil {
		return Use{}, err
	}
	known := credentialOf(k.Key)
	eligible := p.parsed.Response.AuthenticatorData.Flags.HasBackupEligible()
	changed := known.Flags.BackupEligible != eligible
	known.Flags.BackupEligible = eligible
	used, err := rp.ValidateLogin(owner{k.Handle, []webauthn.Credential{known}}, session(c.Site, p.Challenge, k.Handle), p.parsed)
	if err != nil {
		return Use{}, reason(err, p.parsed.Response.AuthenticatorData, c.Site)
	}
	next := k.Key
	next.Flags, next.SignCount = Flags(p.parsed.Response.AuthenticatorData.Flags)&kept, used.Authenticator.SignCount
	return Use{Key: next, Copied: used.Authenticator.CloneWarning, Eligibility: changed}, nil
}

// kept are the flags that say something about the key; the others describe what else came with the answer.
const kept = 1 | UserVerified | BackupEligible | BackedUp

func relyingParty(s Site) (*webauthn.WebAuthn, error) {
	if !s.Works() {
		return nil, errors.New("no site")
	}
	return webauthn.New(&webauthn.Config{
		RPID: s.Host, RPDisplayName: s.Host, RPOrigins: []string{s.Origin},
		// What a browser adds unasked proves nothing and harms nobody.
		ExtensionsUnsolicitedOutputPolicy: protocol.UnsolicitedOutputPolicyIgnore,
	})
}

// session is what the library wants to know of a ceremony. Its end is not among it: our clock is not the library's.
func session(s Site, c Challenge, handle []byte) webauthn.SessionData {
	return webauthn.SessionData{
		Challenge: base64.RawURLEncoding.EncodeToString(c), RelyingPartyID: s.Host, UserID: handle, UserVerification: protocol.VerificationRequired,
	}
}

var errUnverified = errors.New("the user was not verified")

// Unverified tells whether Check refused an answer because the authenticator did not verify its user.
func Unverified(err error) bool { return errors.Is(err, errUnverified) }

// reason keeps the library's sentence without its details, which may hold what a stranger typed, and names what it says in details only.
func reason(err error, data protocol.AuthenticatorData, s Site) error {
	host := sha256.Sum256([]byte(s.Host))
	e, ok := errors.AsType[*protocol.Error](err)
	switch {
	case !bytes.Equal(data.RPIDHash, host[:]):
		return errors.New("another site's key")
	case !data.Flags.HasUserVerified():
		return errUnverified
	case ok:
		return errors.New(e.Details)
	}
	return errors.New("not valid")
}

func keyOf(c webauthn.Credential) Key {
	k := Key{
		Credential: c.ID, Public: c.PublicKey, AAGUID: bytes.Clone(c.Authenticator.AAGUID), Attestation: c.AttestationType, Format: c.AttestationFormat,
		Flags: Flags(c.Flags.ProtocolValue()) & kept, SignCount: c.Authenticator.SignCount,
	}
	const mostTransports = 8 // the standard knows six
	for _, t := range c.Transport[:min(len(c.Transport), mostTransports)] {
		if known := string(t); transports[known] {
			k.Transports = append(k.Transports, known)
		}
	}
	return k
}

// transports are the words of the standard (5.8.4); others are not kept.
var transports = map[string]bool{"usb": true, "nfc": true, "ble": true, "smart-card": true, "hybrid": true, "internal": true}

func credentialOf(k Key) webauthn.Credential {
	return webauthn.Credential{
		ID: k.Credential, PublicKey: k.Public, AttestationType: k.Attestation, AttestationFormat: k.Format,
		Flags:         webauthn.NewCredentialFlags(protocol.AuthenticatorFlags(k.Flags)),
		Authenticator: webauthn.Authenticator{AAGUID: k.AAGUID, SignCount: k.SignCount},
	}
}

// owner is the library's user.
type owner struct {
	handle []byte
	keys   []webauthn.Credential
}

// WebAuthnID implements webauthn.User.
func (o owner) WebAuthnID() []byte { return o.handle }

// WebAuthnName implements webauthn.User; nothing is shown.
func (o owner) WebAuthnName() string { return "" }

// WebAuthnDisplayName implements webauthn.User; nothing is shown.
func (o owner) WebAuthnDisplayName() string { return "" }

// WebAuthnCredentials implements webauthn.User.
func (o owner) WebAuthnCredentials() []webauthn.Credential { return o.keys }
