package payment

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// letters are those that no decomposition makes plain.
var letters = strings.NewReplacer(
	"ł", "l", "Ł", "L", "ø", "o", "Ø", "O", "đ", "d", "Đ", "D", "ß", "ss", "æ", "ae", "Æ", "AE", "œ", "oe", "Œ", "OE", "ð", "d", "Ð", "D",
	"þ", "th", "Þ", "Th", "ı", "i", "’", "'", "–", "-", "—", "-",
)

// folded takes accents off letters.
func folded(s string) string {
	const readAtMost = 400 // bytes; no name comes near
	s = strings.ToValidUTF8(s[:min(len(s), readAtMost)], "")
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, norm.NFD.String(letters.Replace(s)))
}
