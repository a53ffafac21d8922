package feed

import "marque/internal/fault"

const vinLength = 17

// checkVIN tells whether a VIN is well formed, and whether its check digit fits (49 CFR 565.15(c)).
func checkVIN(s string) (fits bool, err error) {
	const values = "0123456789.ABCDEFGH..JKLMN.P.R..STUVWXYZ"
	const weights = "8765432X098765432"
	if len(s) != vinLength {
		return false, fault.New(fault.Invalid, "A VIN has 17 characters.")
	}
	sum := 0
	for i := range vinLength {
		v := indexByte(values, s[i])
		if v < 0 || s[i] == '.' {
			return false, fault.New(fault.Invalid, "A VIN has capital letters and digits, without I, O and Q.")
		}
		w := int(weights[i] - '0')
		if weights[i] == 'X' {
			w = 10
		}
		sum += v % 10 * w
	}
	return s[8] == "0123456789X"[sum%11], nil
}

func indexByte(s string, b byte) int {
	for i := range len(s) {
		if s[i] == b {
			return i
		}
	}
	return -1
}
