package identity

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"sort"
	"strings"
	"unicode/utf8"

	"github.com/trustelem/zxcvbn"
	"golang.org/x/text/unicode/norm"

	"marque/internal/l10n"
)

// The bounds of a password in code points (NIST SP 800-63B-4, 3.1.1.2: at least 8 where it is one of two factors, as it always is here;
// 64 must be possible).
const (
	LeastPassword = 8
	MostPassword  = 256
)

// mostPasswordBytes bounds the raw input before anything is done with it: four bytes a code point.
const mostPasswordBytes = 4 * MostPassword

// leastScore is the least strength of zxcvbn's 0 to 4 that is taken: "safely unguessable", over 10^8 guesses.
const leastScore = 3

// mostScored bounds what zxcvbn sees: its time grows with the square of the length, and a hundred characters decide already.
const mostScored = 100

// breached is a sorted list of the first eight bytes of SHA-256 of passwords that everyone who guesses tries first. breachlist.go
// makes it and names its sources.
//
//go:embed breached.bin
var breached string

// breachedEntry is the size of one entry of breached.
const breachedEntry = 8

// NormalPassword returns the password as it is hashed (NFC). A text that can be no password is a fault; on sign-in it is only a wrong one.
func NormalPassword(typed string) (string, error) {
	if len(typed) > mostPasswordBytes || !utf8.ValidString(typed) {
		return "", l10n.Input("password", "A password has at most %s characters.", "Una contraseña tiene como máximo %s caracteres.", "Ein Passwort hat höchstens %s Zeichen.", MostPassword)
	}
	password := norm.NFC.String(typed)
	if utf8.RuneCountInString(password) > MostPassword {
		return "", l10n.Input("password", "A password has at most %s characters.", "Una contraseña tiene como máximo %s caracteres.", "Ein Passwort hat höchstens %s Zeichen.", MostPassword)
	}
	return password, nil
}

// CheckPassword returns a new password in its normal form, or a fault of the field "password" that says why it is not good enough. The
// context is what a guesser of this person tries first: name, username, e-mail, contract number, brand.
func CheckPassword(typed string, context []string) (string, error) {
	password, err := NormalPassword(typed)
	if err != nil {
		return "", err
	}
	if utf8.RuneCountInString(password) < LeastPassword {
		return "", l10n.Input("password", "Use at least %s characters. Several words in a row work well.",
			"Use al menos %s caracteres. Varias palabras seguidas funcionan bien.",
			"Nehmen Sie mindestens %s Zeichen. Mehrere Wörter hintereinander eignen sich gut.", LeastPassword)
	}
	if IsBreached(password) {
		return "", l10n.Input("password", "This password is known from data breaches, so it is tried first. Please choose another one.",
			"Esta contraseña apareció en filtraciones de datos, así que es de las primeras que se prueban. Elija otra.",
			"Dieses Passwort ist aus Datenlecks bekannt und wird deshalb zuerst probiert. Bitte wählen Sie ein anderes.")
	}
	words := contextWords(context)
	if isContext(password, words) {
		return "", l10n.Input("password", "This password is mostly your name, username or other things known about you. Please choose another one.",
			"Esta contraseña consiste casi solo en su nombre, su nombre de usuario u otros datos conocidos sobre usted. Elija otra.",
			"Dieses Passwort besteht vor allem aus Ihrem Namen, Benutzernamen oder anderem, was über Sie bekannt ist. Bitte wählen Sie ein anderes.")
	}
	if Score(password, words) < leastScore {
		return "", l10n.Input("password", "This password is too easy to guess. Add another word or two.",
			"Esta contraseña es demasiado fácil de adivinar. Agregue una o dos palabras.",
			"Dieses Passwort ist zu leicht zu erraten. Fügen Sie noch ein oder zwei Wörter hinzu.")
	}
	return password, nil
}

// IsBreached tells whether the password, as typed or in lower case, is on the bundled list.
func IsBreached(password string) bool {
	return onList(password) || onList(strings.ToLower(password))
}

// BreachedCount is how many passwords the bundled list has.
func BreachedCount() int { return len(breached) / breachedEntry }

func onList(password string) bool {
	sum := sha256.Sum256([]byte(password))
	n := BreachedCount()
	at := func(i int) string { return breached[i*breachedEntry : (i+1)*breachedEntry] }
	want := string(sum[:breachedEntry])
	i := sort.Search(n, func(i int) bool { return at(i) >= want })
	return i < n && at(i) == want
}

// Score estimates strength from 0 to 4 (Wheeler, zxcvbn, USENIX Security 2016).
func Score(password string, words []string) int {
	runes := []rune(password)
	return zxcvbn.PasswordStrength(string(runes[:min(len(runes), mostScored)]), words).Score
}

// leastWord is the shortest context word that means anything.
const leastWord = 3

// contextWords takes the context apart at everything that is neither letter nor digit, folded.
func contextWords(context []string) []string {
	var words []string
	for _, c := range context {
		parts := strings.FieldsFunc(cut(c, mostIdentifier), func(r rune) bool {
			return strings.ContainsRune(" @._-'’/,+", r)
		})
		for _, p := range append(parts, c) {
			if f := FoldName(p); len(f) >= leastWord {
				words = append(words, f)
			}
		}
	}
	sort.Slice(words, func(i, j int) bool { return len(words[i]) > len(words[j]) })
	return words
}

// leastRest is how much of a password must be left when everything known about the person is taken out of it.
const leastRest = 6

func isContext(password string, words []string) bool {
	rest := []byte(FoldName(password))
	whole := len(rest)
	for _, w := range words {
		rest = bytes.ReplaceAll(rest, []byte(w), nil)
	}
	return len(rest) < whole && len(rest) < leastRest
}
