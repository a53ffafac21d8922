package notice

import "strings"

// What a text may cost: letters of GSM 7-bit (3GPP TS 23.038) go 160 to a part, 153 when there are several, since each then says which it
// is; with any other letter the whole text is UCS-2, 70 to a part, 67 of several.
const (
	gsmBasic = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
	gsmTwice = "^{}\\[~]|€" // these take two places

	gsmWhole, gsmPart = 160, 153
	ucsWhole, ucsPart = 70, 67
)

// Parts returns in how many parts a text is sent, and whether it has letters that GSM 7-bit lacks.
func Parts(text string) (parts int, wide bool) {
	places, units := 0, 0
	for _, r := range text {
		units++
		if r > 0xffff {
			units++
		}
		places++
		switch {
		case strings.ContainsRune(gsmTwice, r):
			places++
		case !strings.ContainsRune(gsmBasic, r):
			wide = true
		}
	}
	n, whole, part := places, gsmWhole, gsmPart
	if wide {
		n, whole, part = units, ucsWhole, ucsPart
	}
	if n <= whole {
		return 1, wide
	}
	return (n + part - 1) / part, wide
}

// plainText writes with letters of GSM 7-bit what means the same with them, so that no blank before a sign of currency makes a text wide.
func plainText(text string) string {
	return strings.NewReplacer("\u00a0", " ", "\u202f", " ", "…", "...", "•", "*", "“", "\"", "”", "\"", "„", "\"", "’", "'", "–", "-", "—", "-").Replace(text)
}
