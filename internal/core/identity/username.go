package identity

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"marque/internal/l10n"
)

// The bounds of a username. Four characters keep initials out, thirty fit every page at 320 px.
const (
	LeastUsername = 4
	MostUsername  = 30
)

// mostIdentifier bounds what may be typed where a username or e-mail is asked: the longest e-mail address of RFC 5321 (4.5.3.1.3).
const mostIdentifier = 254

// reserved are names that could be taken for ours.
var reserved = map[string]bool{
	"admin": true, "administrator": true, "root": true, "support": true, "help": true, "service": true, "security": true,
	"marque": true, "system": true, "postmaster": true, "webmaster": true, "hostmaster": true, "abuse": true, "noreply": true,
	"no-reply": true, "billing": true, "payments": true, "customer-service": true, "agent": true,
}

// CheckUsername returns the username in its stored form, or a fault of the field "username". Letters without accents, digits, dot,
// hyphen and underscore; it begins with a letter, and case does not matter. There is no @ in it, so it is never taken for an e-mail.
func CheckUsername(typed string) (string, error) {
	name := strings.TrimSpace(typed)
	if n := utf8.RuneCountInString(name); n < LeastUsername || n > MostUsername {
		return "", l10n.Input("username", "A username has %s to %s characters.", "Un nombre de usuario tiene de %s a %s caracteres.", "Ein Benutzername hat %s bis %s Zeichen.", LeastUsername, MostUsername)
	}
	for _, r := range name {
		if !usernameRune(r) {
			return "", l10n.Input("username", "A username may have the letters a to z, digits, dots, hyphens and underscores.",
				"Un nombre de usuario puede tener letras de la a a la z, dígitos, puntos, guiones y guiones bajos.",
				"Ein Benutzername darf die Buchstaben a bis z, Ziffern, Punkte, Bindestriche und Unterstriche haben.")
		}
	}
	if first := name[0] | 0x20; first < 'a' || first > 'z' {
		return "", l10n.Input("username", "A username begins with a letter.", "Un nombre de usuario comienza con una letra.", "Ein Benutzername beginnt mit einem Buchstaben.")
	}
	if reserved[strings.ToLower(name)] {
		return "", l10n.Input("username", "This username cannot be used. Please choose another one.",
			"Este nombre de usuario no se puede usar. Elija otro.",
			"Dieser Benutzername ist nicht möglich. Bitte wählen Sie einen anderen.")
	}
	return name, nil
}

func usernameRune(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '.' || r == '-' || r == '_'
}

// Identifier is what somebody typed to say who they are, folded so that one spelling is one key.
type Identifier struct {
	Folded string
	Email  bool // it has an @, so it is looked up as an e-mail address
}

// ReadIdentifier folds a typed username or e-mail: compatibility forms (NFKC), lower case, no blanks around it. What is too long is cut
// and control characters are dropped: such a name is nobody's, and must be counted like any other unknown one.
func ReadIdentifier(typed string) Identifier {
	clean := strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == utf8.RuneError {
			return -1
		}
		return r
	}, cut(typed, 4*mostIdentifier))
	folded := strings.ToLower(norm.NFKC.String(strings.TrimSpace(clean)))
	folded = cut(strings.TrimSpace(folded), mostIdentifier)
	return Identifier{Folded: folded, Email: strings.Contains(folded, "@")}
}

// FoldEmail returns an e-mail address as it is indexed.
func FoldEmail(address string) string { return ReadIdentifier(address).Folded }

// cut returns the first n bytes of a text, without half a character at the end.
func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}

// FoldName returns a name's letters for comparison: without accents, case, blanks, hyphens and apostrophes. "O'Brien-Šafařík" and
// "obrien safarik" are one name.
func FoldName(name string) string {
	var b strings.Builder
	for _, r := range norm.NFKD.String(cut(name, mostFact)) {
		r = unicode.ToLower(r)
		if plain, ok := foldings[r]; ok {
			b.WriteString(plain)
			continue
		}
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// foldings are the letters that no decomposition takes apart.
var foldings = map[rune]string{
	'ß': "ss", 'æ': "ae", 'œ': "oe", 'ø': "o", 'ł': "l", 'đ': "d", 'ð': "d", 'þ': "th", 'ı': "i",
}
