package identity

import (
	"bytes"
	"crypto/pbkdf2"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"math/bits"
	"strings"
	"time"

	"marque/internal/fault"
	"marque/internal/l10n"
)

// The check against robots asks no person for anything. Each form for a stranger carries a stamp, which is a challenge of ALTCHA's
// protocol, version 2 (https://altcha.org/docs/v2/proof-of-work/): the browser's script looks for a number whose key begins as is asked,
// and sends it along. Without scripts the stamp alone is taken, later and seldomer.

// The bounds of a stamp.
const (
	PuzzleLife = 10 * time.Minute // how long a solution counts
	StampLife  = time.Hour        // how long the stamp alone does: somebody may be called away from a form

	mostStamp  = 4 << 10 // of what a form brings: ours are a few hundred bytes
	mostRounds = 1 << 20
	keyLength  = 32 // bytes
	nonceBytes = 16
	algorithm  = "PBKDF2/SHA-256"
)

// The bounds of a level, which doubles the work and the age that are asked for.
const (
	mostLevel       = 5
	mostLevelForAll = 3 // what strangers do elsewhere makes nobody wait long
	missesNetwork   = 4 // failures of one network in the window: the first level
	missesAll       = 200
	mostYoung       = time.Minute
)

// MissWindow is how long a failure keeps the work hard; counts are kept by slots of half of it.
const MissWindow = 10 * time.Minute

// Work is how hard the check is while nothing happens.
type Work struct {
	Prefix string        // in hexadecimal digits, what the key must begin with: each digit makes it 16 times the work
	Rounds int           // of PBKDF2 for each number that is tried
	Young  time.Duration // a form that comes back unsolved within it waits
}

// DefaultWork takes a laptop a tenth of a second and a telephone half of one; at the highest level it is 32 times as much.
func DefaultWork() Work { return Work{Prefix: "00", Rounds: 1000, Young: 3 * time.Second} }

// EasyWork is for tests that are about something else: every other number solves it, and nothing waits.
func EasyWork() Work { return Work{Prefix: "0", Rounds: 1} }

// Level is how many times the work is doubled after so many failed forms of one network and of all in the last window.
func Level(network, all int) int {
	return max(level(network, missesNetwork, mostLevel), level(all, missesAll, mostLevelForAll))
}

func level(n, first, most int) int { return min(bits.Len(uint(max(n, 0)/first)), most) }

// young is the age that an unsolved form must have at a level.
func (w Work) young(level int) time.Duration { return min(w.Young<<level, max(mostYoung, w.Young)) }

// Hold tells how long a form without a solution must still wait at a level.
func (w Work) Hold(s Stamp, level int, now time.Time) time.Duration {
	return max(0, w.young(level)-now.Sub(s.IssuedAt()))
}

// Stamp is what is signed: ALTCHA's parameters in the order of their names, which makes this JSON its canonical form.
type Stamp struct {
	Algorithm string    `json:"algorithm"`
	Cost      int       `json:"cost"` // rounds
	Data      StampData `json:"data"`
	ExpiresAt int64     `json:"expiresAt"` // seconds; of the puzzle, not of the stamp
	KeyLength int       `json:"keyLength"`
	KeyPrefix string    `json:"keyPrefix"`
	Nonce     string    `json:"nonce"`
	Salt      string    `json:"salt"`
}

// StampData is what is ours in a stamp.
type StampData struct {
	IssuedAt int64  `json:"issuedAt"` // microseconds
	Network  string `json:"network"`  // a keyed hash: a puzzle is solved where it was given out
}

// Solution is what the browser found.
type Solution struct {
	Counter    uint32  `json:"counter"`
	DerivedKey string  `json:"derivedKey"`
	Time       float64 `json:"time"` // milliseconds, as the browser says
}

// signed is a challenge as ALTCHA sends it.
type signed struct {
	Parameters Stamp  `json:"parameters"`
	Signature  string `json:"signature"`
}

// payload is what ALTCHA sends back.
type payload struct {
	Challenge signed   `json:"challenge"`
	Solution  Solution `json:"solution"`
}

// Signer makes and checks stamps. MACs is a keyed hash by purpose under the key in use and under the other one that is known while keys are
// changed, such as seal.Box.MACs: a form that was open during a change is still taken.
type Signer struct {
	Work Work
	MACs func(purpose string, data []byte) (now, other []byte)
}

// New makes a stamp for a network at a level, as the text that a form carries.
func (g Signer) New(random io.Reader, network string, level int, now time.Time) (string, error) {
	var raw [2 * nonceBytes]byte
	if _, err := io.ReadFull(random, raw[:]); err != nil {
		return "", fmt.Errorf("draw a nonce: %w", err)
	}
	here, _ := g.network(network)
	s := Stamp{
		Algorithm: algorithm, Cost: g.Work.Rounds << level, Data: StampData{IssuedAt: now.UnixMicro(), Network: here},
		ExpiresAt: now.Add(PuzzleLife).Unix(), KeyLength: keyLength, KeyPrefix: g.Work.Prefix,
		Nonce: hex.EncodeToString(raw[:nonceBytes]), Salt: hex.EncodeToString(raw[nonceBytes:]),
	}
	signature, _, err := g.sign(s)
	if err != nil {
		return "", err
	}
	text, err := json.Marshal(signed{Parameters: s, Signature: signature})
	return base64.StdEncoding.EncodeToString(text), err
}

func (g Signer) network(network string) (now, other string) {
	a, b := g.MACs("stamp-network", []byte(network))
	return hex.EncodeToString(a[:nonceBytes]), hex.EncodeToString(b[:nonceBytes])
}

func (g Signer) sign(s Stamp) (now, other string, err error) {
	text, err := json.Marshal(s)
	a, b := g.MACs("stamp", text)
	return hex.EncodeToString(a), hex.EncodeToString(b), err
}

// Read checks what a form brought: the stamp, and the solution when there is one. A solution that is late, wrong or from another network
// counts for nothing; a stamp that is not ours or too old is a Conflict.
func (g Signer) Read(stamp, solution, network string, now time.Time) (s Stamp, solved bool, err error) {
	var whole payload
	given := decode(solution, &whole)
	if !given {
		_ = decode(stamp, &whole.Challenge) // what cannot be read has no signature
	}
	s = whole.Challenge.Parameters
	signature, before, err := g.sign(s)
	if err != nil {
		return s, false, err
	}
	ours := same(signature, whole.Challenge.Signature) || same(before, whole.Challenge.Signature)
	age := now.Sub(s.IssuedAt())
	if !ours || s.Algorithm != algorithm || age >= StampLife {
		return s, false, StampOver()
	}
	inTime := now.Unix() < s.ExpiresAt
	here, hereBefore := g.network(network)
	return s, given && inTime && (same(here, s.Data.Network) || same(hereBefore, s.Data.Network)) && s.Solved(whole.Solution), nil
}

// StampOver is the answer to a form that was used, is too old or was never ours.
func StampOver() error {
	return l10n.Fault(fault.Conflict, "This form was sent already or was open for too long. Please load the page again.",
		"Este formulario ya se envió o estuvo abierto demasiado tiempo. Cargue la página de nuevo.",
		"Dieses Formular wurde schon gesendet oder war zu lange offen. Bitte laden Sie die Seite neu.")
}

func decode(text string, into any) bool {
	if text == "" || len(text) > mostStamp {
		return false
	}
	raw, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return false
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	return d.Decode(into) == nil
}

// IssuedAt is when the form was given out.
func (s Stamp) IssuedAt() time.Time { return time.UnixMicro(s.Data.IssuedAt) }

// EndsAt is when the stamp counts for nothing more.
func (s Stamp) EndsAt() time.Time { return s.IssuedAt().Add(StampLife) }

// Solved tells whether a number's key begins as was asked. It costs one derivation, and that only for a key that begins so.
func (s Stamp) Solved(x Solution) bool {
	if s.Cost > mostRounds || s.KeyPrefix == "" || !strings.HasPrefix(x.DerivedKey, s.KeyPrefix) {
		return false
	}
	return same(s.key(x.Counter), x.DerivedKey)
}

// key derives the key of a number: PBKDF2 of the nonce and the number, big-endian.
func (s Stamp) key(counter uint32) string {
	nonce, err1 := hex.DecodeString(s.Nonce)
	salt, err2 := hex.DecodeString(s.Salt)
	if err1 != nil || err2 != nil {
		return ""
	}
	key, err := pbkdf2.Key(sha256.New, string(binary.BigEndian.AppendUint32(nonce, counter)), salt, s.Cost, s.KeyLength)
	if err != nil {
		return ""
	}
	return hex.EncodeToString(key)
}

// Solve does what the browser's script does: it is the honest client of tests and programs. The text is what the form sends back.
func Solve(stamp string) (string, error) {
	var c signed
	if !decode(stamp, &c) || c.Parameters.Cost > mostRounds || len(c.Parameters.KeyPrefix) > 6 {
		return "", fault.New(fault.Invalid, "This is no puzzle that can be solved.")
	}
	for n := uint32(0); ; n++ {
		key := c.Parameters.key(n)
		if key == "" {
			return "", fault.New(fault.Invalid, "This is no puzzle that can be solved.")
		}
		if strings.HasPrefix(key, c.Parameters.KeyPrefix) {
			text, err := json.Marshal(payload{Challenge: c, Solution: Solution{Counter: n, DerivedKey: key}})
			return base64.StdEncoding.EncodeToString(text), err
		}
	}
}
