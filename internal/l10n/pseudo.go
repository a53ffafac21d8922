package l10n

import (
	"regexp"
	"strings"
)

// Pseudo is no language, but American English with accents on its letters, in brackets and a third longer: on a page shown in it, a word without accents
// is one that nobody has said in every language, and what does not fit would not fit in a longer language either. It is for tests and for the
// gallery only: All and Parse do not know it. Numbers and dates are written as EnUS writes them.
const Pseudo Locale = 255

// pseudoTag is the tag that Android and Chrome give to accented English.
const pseudoTag = "en-XA"

var (
	verb     = regexp.MustCompile(`%(\[\d+\])?[sd%]`)
	accented = strings.NewReplacer(
		"a", "á", "c", "ç", "d", "ð", "e", "é", "g", "ĝ", "h", "ĥ", "i", "î", "j", "ĵ", "k", "ķ", "l", "ļ", "n", "ñ", "o", "ö", "r", "ŕ", "s", "š", "t", "ţ", "u", "ü", "w", "ŵ", "y", "ý", "z", "ž",
		"A", "Å", "C", "Ç", "D", "Ð", "E", "É", "G", "Ĝ", "H", "Ĥ", "I", "Î", "J", "Ĵ", "K", "Ķ", "L", "Ļ", "N", "Ñ", "O", "Ö", "R", "Ŕ", "S", "Š", "T", "Ţ", "U", "Û", "W", "Ŵ", "Y", "Ý", "Z", "Ž",
	)
)

// accent writes a format in accented letters and makes it longer; what Sprintf fills in stays.
func accent(format string) string {
	if format == "" {
		return ""
	}
	var out strings.Builder
	out.WriteByte('[')
	from := 0
	for _, at := range verb.FindAllStringIndex(format, -1) {
		out.WriteString(accented.Replace(format[from:at[0]]))
		out.WriteString(format[at[0]:at[1]])
		from = at[1]
	}
	out.WriteString(accented.Replace(format[from:]))
	for n := (len([]rune(format)) + 2) / 3; n > 0; n -= 6 { // in words, as any language breaks its lines
		out.WriteString(" ~~~~~"[:min(n, 6)])
	}
	out.WriteByte(']')
	return out.String()
}
