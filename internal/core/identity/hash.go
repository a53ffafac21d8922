package identity

import (
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"golang.org/x/crypto/argon2"
)

// Cost is what one Argon2id hash costs.
type Cost struct {
	MemoryKiB uint32
	Passes    uint32
	Threads   uint8
}

// CurrentCost is what new hashes cost (OWASP Password Storage: 19 MiB, two passes, one thread).
func CurrentCost() Cost { return Cost{MemoryKiB: 19 * 1024, Passes: 2, Threads: 1} }

// The sizes of salt and hash, and the bounds of what a stored hash may ask of us.
const (
	saltBytes    = 16
	hashBytes    = 32
	mostMemory   = 256 * 1024 // KiB
	mostPasses   = 16
	mostThreads  = 8
	mostPHC      = 400
	phcParts     = 6
	phcParamsMin = 3
)

// Pepper is a keyed hash whose key is not in the database, so that a stolen table of hashes alone can be guessed by nobody.
type Pepper struct {
	KeyID string
	MAC   func(password []byte) []byte
}

// Peppers are the current one first, and older ones that stored hashes may still name.
type Peppers []Pepper

func (p Peppers) byID(keyID string) (Pepper, bool) {
	for _, one := range p {
		if one.KeyID == keyID {
			return one, true
		}
	}
	return Pepper{}, false
}

// HashPassword hashes a password in its normal form to PHC text: $argon2id$v=19$m=…,t=…,p=…,keyid=…$salt$hash.
func HashPassword(password string, peppers Peppers, cost Cost, random io.Reader) (string, error) {
	salt := make([]byte, saltBytes)
	if _, err := io.ReadFull(random, salt); err != nil {
		return "", fmt.Errorf("salt: %w", err)
	}
	if len(peppers) == 0 {
		return "", errors.New("hash password: no pepper")
	}
	p := phc{cost: cost, keyID: peppers[0].KeyID, salt: salt}
	p.hash = p.derive(password, peppers[0])
	return p.String(), nil
}

// VerifyPassword tells whether a password has this hash, and whether the hash should be made anew because cost or key have changed.
func VerifyPassword(password, stored string, peppers Peppers, cost Cost) (ok, rehash bool, err error) {
	p, err := parsePHC(stored)
	if err != nil {
		return false, false, err
	}
	pepper, found := peppers.byID(p.keyID)
	if !found {
		return false, false, fmt.Errorf("password hash names pepper %q, which we do not have", p.keyID)
	}
	ok = subtle.ConstantTimeCompare(p.derive(password, pepper), p.hash) == 1
	return ok, p.cost != cost || p.keyID != peppers[0].KeyID, nil
}

// phc is a password hash taken apart.
type phc struct {
	cost       Cost
	keyID      string
	salt, hash []byte
}

func (p phc) derive(password string, pepper Pepper) []byte {
	return argon2.IDKey(pepper.MAC([]byte(password)), p.salt, p.cost.Passes, p.cost.MemoryKiB, p.cost.Threads, hashBytes)
}

var phcText = base64.RawStdEncoding

// String writes the PHC form; the key id is text in base 64, as the form asks.
func (p phc) String() string {
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d,keyid=%s$%s$%s", argon2.Version, p.cost.MemoryKiB, p.cost.Passes, p.cost.Threads,
		phcText.EncodeToString([]byte(p.keyID)), phcText.EncodeToString(p.salt), phcText.EncodeToString(p.hash))
}

var errPHC = errors.New("stored password hash is damaged")

// parsePHC reads the form and refuses what would cost more than we ever ask.
func parsePHC(s string) (phc, error) {
	parts := strings.Split(s, "$")
	if len(s) > mostPHC || len(parts) != phcParts || parts[1] != "argon2id" || parts[2] != "v="+strconv.Itoa(argon2.Version) {
		return phc{}, errPHC
	}
	p, err := parseParams(parts[3])
	if err != nil {
		return phc{}, err
	}
	salt, err1 := phcText.DecodeString(parts[4])
	hash, err2 := phcText.DecodeString(parts[5])
	if err := errors.Join(err1, err2); err != nil || len(salt) < saltBytes/2 || len(hash) != hashBytes {
		return phc{}, errPHC
	}
	p.salt, p.hash = salt, hash
	return p, nil
}

func parseParams(s string) (phc, error) {
	values := map[string]string{}
	for pair := range strings.SplitSeq(s, ",") {
		name, value, ok := strings.Cut(pair, "=")
		if !ok {
			return phc{}, errPHC
		}
		values[name] = value
	}
	memory, err1 := strconv.ParseUint(values["m"], 10, 32)
	passes, err2 := strconv.ParseUint(values["t"], 10, 32)
	threads, err3 := strconv.ParseUint(values["p"], 10, 8)
	keyID, err4 := phcText.DecodeString(values["keyid"])
	if err := errors.Join(err1, err2, err3, err4); err != nil || len(values) < phcParamsMin {
		return phc{}, errPHC
	}
	if memory > mostMemory || passes > mostPasses || threads > mostThreads || passes < 1 || threads < 1 {
		return phc{}, errPHC
	}
	return phc{cost: Cost{uint32(memory), uint32(passes), uint8(threads)}, keyID: string(keyID)}, nil
}
