package mail

import (
	"crypto"
	"crypto/ed25519"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"fmt"
	"os"
	"strings"

	gomail "github.com/wneessen/go-mail"

	"marque/internal/fault"
)

// DKIM signs the letters of a brand (RFC 6376), so that a reader's mail server can tell that the domain really sent them.
type DKIM struct {
	Domain   string // must be the sender's own domain or one above it, or DMARC does not count the signature
	Selector string
	key      crypto.Signer
}

// mostKey bounds a key file: an RSA key of 4096 bits has 3,300 bytes.
const mostKey = 16 << 10

// LoadDKIM reads the private key: PEM, RSA of at least 2048 bits or Ed25519.
func LoadDKIM(domain, selector, file string) (*DKIM, error) {
	if len(domain) > longestTag || len(selector) > longestTag {
		return nil, fault.Inputf("mail.dkim", "A signature's domain and selector have at most %d characters.", longestTag)
	}
	text, err := os.ReadFile(file)
	if err != nil || len(text) > mostKey {
		return nil, fault.Inputf("mail.dkim", "The key file %s cannot be read.", file)
	}
	key, err := gomail.PrivKeyFromPEM(text)
	if err != nil {
		return nil, fault.Inputf("mail.dkim", "The key file %s holds no RSA or Ed25519 key in PEM.", file)
	}
	const shortest = 2048 // RFC 8301, section 3.2
	if r, ok := key.(*rsa.PrivateKey); ok && r.N.BitLen() < shortest {
		return nil, fault.Inputf("mail.dkim", "The RSA key in %s is shorter than %d bits.", file, shortest)
	}
	return &DKIM{Domain: domain, Selector: selector, key: key}, nil
}

// signs tells whether the signature counts for a sender's address under DMARC's relaxed alignment.
func (d *DKIM) signs(address string) bool {
	_, host, _ := strings.Cut(strings.ToLower(address), "@")
	domain := strings.ToLower(d.Domain)
	return host == domain || strings.HasSuffix(host, "."+domain)
}

// Record returns the name and the text of the DNS record that publishes the key (RFC 6376, section 3.6.1; RFC 8463, section 4).
func (d *DKIM) Record() (name, text string, err error) {
	name = d.Selector + "._domainkey." + d.Domain
	if public, ok := d.key.Public().(ed25519.PublicKey); ok {
		return name, "v=DKIM1; k=ed25519; p=" + base64.StdEncoding.EncodeToString(public), nil
	}
	der, err := x509.MarshalPKIXPublicKey(d.key.Public())
	if err != nil {
		return "", "", fmt.Errorf("write public key: %w", err)
	}
	return name, "v=DKIM1; k=rsa; p=" + base64.StdEncoding.EncodeToString(der), nil
}

// longestTag bounds the value of a tag: go-mail 0.8.1 folds a longer one in the middle and signs it unfolded, so that no verifier agrees.
const longestTag = 71

// signer makes what go-mail signs one letter with; it keeps state, so that each letter gets its own. Sender and subject are signed once
// more than they are there: a second one, added on the way, breaks the signature. The list has 70 characters, see longestTag.
func (m *Server) signer(d *DKIM) *gomail.DKIMSigner {
	s := gomail.NewDKIMSigner(d.Domain, d.Selector, d.key)
	s.NowFunc = m.set.Now
	s.SignHeaders("From", "To", "Subject", "Date", "Message-ID", "Content-Type", "MIME-Version")
	s.OversignHeaders("From", "Subject")
	return s
}
