package payment

import "marque/internal/fault"

const routingDigits = 9

// CheckRouting returns nil for a plausible ABA routing number, or a fault that says what is wrong: nine digits, a prefix that the American
// Bankers Association has given out (00–12, 21–32, 61–72, 80), and the weighted checksum 3-7-1 (ABA Routing Number Policy). It cannot tell
// whether the bank exists.
func CheckRouting(s string) error {
	if len(s) != routingDigits {
		return fault.Input("routing", "A routing number has nine digits.")
	}
	const weights = "371371371"
	sum, any := 0, byte(0)
	for i := range routingDigits {
		if s[i] < '0' || s[i] > '9' {
			return fault.Input("routing", "A routing number has nine digits and nothing else.")
		}
		sum += int(s[i]-'0') * int(weights[i]-'0')
		any |= s[i] - '0'
	}
	switch prefix := int(s[0]-'0')*10 + int(s[1]-'0'); {
	case any == 0:
		return fault.Input("routing", "A routing number is not all zeros.")
	case prefix <= 12, prefix >= 21 && prefix <= 32, prefix >= 61 && prefix <= 72, prefix == 80:
	default:
		return fault.Input("routing", "No bank's routing number begins with these two digits.")
	}
	if sum%10 != 0 {
		return fault.Input("routing", "The check digit of this routing number does not fit: a digit may be mistyped.")
	}
	return nil
}
