package message

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"marque/internal/l10n"
)

// The bounds of what is written.
const (
	MostSubject = 120  // characters
	MostText    = 4000 // characters; more belongs into a file
	MostKey     = 64
)

// The bounds of what one customer writes: above what anybody types, below what keeps a desk busy.
const (
	MostInHour    = 120  // messages; a live conversation has short ones
	MostFilesADay = 30   // files
	MostOpen      = 20   // threads that are not closed
	MostNumbers   = 2000 // messages of a thread
)

// CheckSubject makes a subject one clean line, or says what is wrong.
func CheckSubject(text string) (string, error) {
	text = strings.Join(strings.Fields(clean(text)), " ")
	switch n := utf8.RuneCountInString(text); {
	case n == 0:
		return "", l10n.Input("subject", "Say in a few words what it is about.", "Diga en pocas palabras de qué se trata.", "Sagen Sie in wenigen Worten, worum es geht.")
	case n > MostSubject:
		return "", l10n.Input("subject", "Use at most %s characters for the subject.", "Use como máximo %s caracteres para el asunto.", "Der Betreff hat höchstens %s Zeichen.", MostSubject)
	case HoldsCard(text):
		return "", errCard("subject")
	}
	return text, nil
}

// CheckText makes a text clean, or says what is wrong. Only a message with files may have none.
func CheckText(text string, files int) (string, error) {
	text = strings.TrimSpace(clean(text))
	switch n := utf8.RuneCountInString(text); {
	case n == 0 && files == 0:
		return "", l10n.Input("text", "Write your message.", "Escriba su mensaje.", "Schreiben Sie Ihre Nachricht.")
	case n > MostText:
		return "", l10n.Input("text", "A message has at most %s characters. Send the rest in a second one, or as a file.",
			"Un mensaje tiene como máximo %s caracteres. Envíe el resto en otro mensaje o como archivo.",
			"Eine Nachricht hat höchstens %s Zeichen. Senden Sie den Rest in einer zweiten oder als Datei.", MostText)
	case HoldsCard(text):
		return "", errCard("text")
	}
	return text, nil
}

func errCard(field string) error {
	return l10n.Input(field, "This looks like the number of a payment card, so we did not keep it. Please take it out: nobody here needs it, and no one from us will ever ask for it. If it is another number, write it with letters in between.",
		"Esto parece el número de una tarjeta de pago, así que no lo guardamos. Quítelo, por favor: aquí nadie lo necesita y nunca se lo pediremos. Si es otro número, escríbalo con letras intercaladas.",
		"Das sieht wie die Nummer einer Zahlungskarte aus, deshalb haben wir es nicht gespeichert. Bitte nehmen Sie sie heraus: Niemand braucht sie hier, und niemand von uns wird je danach fragen. Wenn es eine andere Nummer ist, schreiben Sie sie mit Buchstaben dazwischen.")
}

// clean takes out what is no text: broken characters, control characters but line ends and tabs, and those that turn the direction of
// writing, by which a text could look like another.
func clean(text string) string {
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(strings.ToValidUTF8(text, ""))
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return r
		case unicode.IsControl(r), r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x2069, r == 0x2028, r == 0x2029, r == 0xfeff, r == 0xfffd:
			return -1
		}
		return r
	}, text)
}

// HoldsCard tells whether a text holds what is most likely the number of a payment card: digits, with blanks, dots or hyphens between them,
// that begin as the numbers of a card network do, have its length and the right check digit (ISO/IEC 7812-1, Annex B).
func HoldsCard(text string) bool {
	var row digitRow
	for _, r := range text + "\n" {
		switch {
		case r >= '0' && r <= '9':
			row.add(byte(r - '0'))
		case r == ' ' || r == '-' || r == '.' || r == '\u00a0' || r == '\u2011':
			row.pause()
		default:
			if row.holdsCard() {
				return true
			}
			row = digitRow{}
		}
	}
	return false
}

// digitRow is digits in groups: numbers are written in groups and beside each other, but none begins or ends in the middle of a group.
type digitRow struct {
	digits []byte
	starts []int // of groups
	apart  bool  // the next digit begins a group
}

func (w *digitRow) add(digit byte) {
	if w.apart || len(w.digits) == 0 {
		w.starts = append(w.starts, len(w.digits))
	}
	w.digits, w.apart = append(w.digits, digit), false
}

func (w *digitRow) pause() { w.apart = true }

func (w *digitRow) holdsCard() bool {
	ends := append(w.starts[min(len(w.starts), 1):], len(w.digits))
	for _, from := range w.starts {
		for _, length := range cardLengths(w.digits[from:]) {
			if slices.Contains(ends, from+length) && luhn(w.digits[from:from+length]) {
				return true
			}
		}
	}
	return false
}

// cardLengths is how long a card number may be that begins with these digits.
func cardLengths(d []byte) []int {
	const shortest = 14
	if len(d) < shortest {
		return nil
	}
	two := int(d[0])*10 + int(d[1])
	four := two*100 + int(d[2])*10 + int(d[3])
	switch {
	case d[0] == 4:
		return []int{16, 19} // Visa
	case two >= 51 && two <= 55, four >= 2221 && four <= 2720:
		return []int{16} // Mastercard
	case two == 34, two == 37:
		return []int{15} // American Express
	case two == 36, two == 38, two == 30:
		return []int{14, 16} // Diners Club
	case two == 35:
		return []int{16, 17, 18, 19} // JCB
	case two == 60, two == 62, two == 64, two == 65:
		return []int{16, 17, 18, 19} // Discover, UnionPay, RuPay
	}
	return nil
}

func luhn(digits []byte) bool {
	sum := 0
	for i := range digits {
		d := int(digits[len(digits)-1-i])
		if i%2 == 1 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return sum%10 == 0
}

// Holds tells whether a text holds what somebody looks for, in any letter case and without accents.
func Holds(text, term string) bool {
	return strings.Contains(fold(text), fold(term))
}

func fold(text string) string {
	return strings.NewReplacer("á", "a", "é", "e", "í", "i", "ó", "o", "ú", "u", "ü", "u", "ö", "o", "ä", "a", "ñ", "n", "ß", "ss").Replace(strings.ToLower(text))
}

// Around returns the part of a text around what somebody looks for, for a list of what was found.
func Around(text, term string) string {
	const before, after = 60, 120 // characters
	letters := []rune(strings.Join(strings.Fields(text), " "))
	at := strings.Index(fold(string(letters)), fold(term))
	if at < 0 {
		at = 0
	}
	at = utf8.RuneCountInString(fold(string(letters))[:at]) // of a folded text: near enough, since only ß becomes longer
	from, until := max(at-before, 0), min(at+after, len(letters))
	out := string(letters[min(from, len(letters)):until])
	if from > 0 {
		out = "… " + out
	}
	if until < len(letters) {
		out += " …"
	}
	return out
}
