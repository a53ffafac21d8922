package payment

import (
	"marque/internal/l10n"
)

const routingDigits = 9

// CheckRouting returns nil for a plausible ABA routing number, or a fault that says what is wrong: nine digits, a prefix that the American
// Bankers Association has given out (00–12, 21–32, 61–72, 80), and the weighted checksum 3-7-1 (ABA Routing Number Policy). It cannot tell
// whether the bank exists.
func CheckRouting(s string) error {
	if len(s) != routingDigits {
		return l10n.Input("routing",
			"A routing number has nine digits.",
			"Un número de ruta tiene nueve dígitos.",
			"Eine Bankleitzahl hat neun Ziffern.")
	}
	const weights = "371371371"
	sum, any := 0, byte(0)
	for i := range routingDigits {
		if s[i] < '0' || s[i] > '9' {
			return l10n.Input("routing",
				"A routing number has nine digits and nothing else.",
				"Un número de ruta tiene nueve dígitos y nada más.",
				"Eine Bankleitzahl hat neun Ziffern und sonst nichts.")
		}
		sum += int(s[i]-'0') * int(weights[i]-'0')
		any |= s[i] - '0'
	}
	switch prefix := int(s[0]-'0')*10 + int(s[1]-'0'); {
	case any == 0:
		return l10n.Input("routing",
			"A routing number is not all zeros.",
			"Un número de ruta no puede tener solo ceros.",
			"Eine Bankleitzahl besteht nicht nur aus Nullen.")
	case prefix <= 12, prefix >= 21 && prefix <= 32, prefix >= 61 && prefix <= 72, prefix == 80:
	default:
		return l10n.Input("routing",
			"No bank's routing number begins with these two digits.",
			"El número de ruta de ningún banco comienza con estos dos dígitos.",
			"Keine Bankleitzahl beginnt mit diesen beiden Ziffern.")
	}
	if sum%10 != 0 {
		return l10n.Input("routing",
			"The check digit of this routing number does not fit: a digit may be mistyped.",
			"El dígito de control de este número de ruta no coincide: puede haber un dígito mal escrito.",
			"Die Prüfziffer dieser Bankleitzahl passt nicht: Vielleicht ist eine Ziffer vertippt.")
	}
	return nil
}
