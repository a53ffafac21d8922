package payment

import (
	"strings"

	"marque/internal/l10n"
)

// The longest input read as an IBAN: 34 characters, and the blanks and hyphens that people write between.
const maxIBANInput = 64

// ibanForms is what follows country and check digits, by country: n digits, a letters, c either. From the SWIFT IBAN registry (ISO 13616);
// the last lines are countries outside of the registry whose banks use the same form.
const ibanForms = `
AD 8n12c  AE 19n    AL 8n16c  AT 16n    AZ 4a20c  BA 16n    BE 12n    BG 4a6n8c BH 4a14c  BI 23n    BR 23n1a1c BY 4c4n16c
CH 5n12c  CR 18n    CY 8n16c  CZ 20n    DE 18n    DJ 23n    DK 14n    DO 4c20n  EE 16n    EG 25n    ES 20n    FI 14n
FK 2a12n  FO 14n    FR 10n11c2n GB 4a14n GE 2a16n GI 4a15c  GL 14n    GR 7n16c  GT 24c    HN 4a20n  HR 17n    HU 24n
IE 4a14n  IL 19n    IQ 4a15n  IS 22n    IT 1a10n12c JO 4a4n18c KW 4a22c KZ 3n13c LB 4n20c LC 4a24c  LI 5n12c  LT 16n
LU 3n13c  LV 4a13c  LY 21n    MC 10n11c2n MD 20c  ME 18n    MK 3n10c2n MN 16n   MR 23n    MT 4a5n18c MU 4a19n3a NI 4a20n
NL 4a10n  NO 11n    OM 3n16c  PK 4a16c  PL 24n    PS 4a21c  PT 21n    QA 4a21c  RO 4a16c  RS 18n    RU 14n15c SA 2n18c
SC 4a20n3a SD 14n   SE 20n    SI 15n    SK 20n    SM 1a10n12c SO 19n  ST 21n    SV 4a20n  TL 19n    TN 20n    TR 6n16c
UA 6n19c  VA 18n    VG 4a16n  XK 16n    YE 4a4n18c
AO 21n    BF 2c21n  BJ 2c22n  CF 23n    CG 23n    CI 2c22n  CM 23n    CV 21n    DZ 20n    GA 23n    GQ 23n    GW 2c19n
IR 22n    KM 23n    MA 24n    MG 23n    ML 2c22n  MZ 21n    NE 2c22n  SN 2c22n  TD 23n    TG 2c22n
BL 10n11c2n GF 10n11c2n GP 10n11c2n MF 10n11c2n MQ 10n11c2n NC 10n11c2n PF 10n11c2n PM 10n11c2n RE 10n11c2n TF 10n11c2n WF 10n11c2n YT 10n11c2n
`

// CheckIBAN returns an IBAN in its electronic form, capitals without blanks, or a fault that says what is wrong: the country, its length and
// form, or the check digits (ISO 13616, mod 97 of ISO 7064). It cannot tell whether the account exists.
func CheckIBAN(s string) (string, error) {
	iban, wrong := parseIBAN(s)
	if iban == "" {
		return "", l10n.Input("iban", "%s", "%s", "%s", wrong)
	}
	return iban, nil
}

// parseIBAN returns an IBAN in its electronic form, or none and what is wrong with it.
func parseIBAN(s string) (iban string, wrong l10n.Text) {
	if len(s) > maxIBANInput {
		return "", l10n.T("An IBAN has at most 34 characters.", "Un IBAN tiene como máximo 34 caracteres.", "Eine IBAN hat höchstens 34 Zeichen.")
	}
	iban = strings.ToUpper(strings.NewReplacer(" ", "", "-", "").Replace(s))
	if len(iban) < 4 {
		return "", l10n.T("An IBAN begins with a country and two check digits.", "Un IBAN comienza con un país y dos dígitos de control.",
			"Eine IBAN beginnt mit einem Land und zwei Prüfziffern.")
	}
	_, line, known := strings.Cut(ibanForms, iban[:2]+" ")
	if !known || !fits(iban[:2], "2a") {
		return "", l10n.T("The first two letters are no country whose banks use IBANs.", "Las primeras dos letras no son de un país cuyos bancos usen IBAN.",
			"Die ersten zwei Buchstaben sind kein Land, dessen Banken IBANs verwenden.")
	}
	form, _, _ := strings.Cut(line, " ")
	form, _, _ = strings.Cut(form, "\n")
	switch n := formLength(form) + 4; {
	case len(iban) != n:
		return "", l10n.T("An IBAN of %s has %s characters; this one has %s.", "Un IBAN de %s tiene %s caracteres; este tiene %s.",
			"Eine IBAN aus %s hat %s Zeichen; diese hat %s.", iban[:2], n, len(iban))
	case !fits(iban[2:4], "2n") || !fits(iban[4:], form):
		return "", l10n.T("This is not how an IBAN of %s is built.", "Así no se forma un IBAN de %s.", "So ist eine IBAN aus %s nicht aufgebaut.", iban[:2])
	case iban[2:4] < "02" || iban[2:4] > "98" || Mod97(iban) != 1:
		return "", l10n.T("The check digits of this IBAN do not fit: a character may be mistyped.",
			"Los dígitos de control de este IBAN no coinciden: puede haber un carácter mal escrito.",
			"Die Prüfziffern dieser IBAN passen nicht: Vielleicht ist ein Zeichen vertippt.")
	}
	return iban, l10n.Text{}
}

// part takes the first run off a form: 4 and 'a' of "4a10n".
func part(form string) (n int, kind byte, rest string) {
	i := 0
	for ; form[i] >= '0' && form[i] <= '9'; i++ {
		n = n*10 + int(form[i]-'0')
	}
	return n, form[i], form[i+1:]
}

func formLength(form string) int {
	sum := 0
	for form != "" {
		n, _, rest := part(form)
		sum, form = sum+n, rest
	}
	return sum
}

// fits tells whether a text of the form's length has the form.
func fits(s, form string) bool {
	for form != "" {
		n, kind, rest := part(form)
		for _, c := range []byte(s[:n]) {
			digit, letter := c >= '0' && c <= '9', c >= 'A' && c <= 'Z'
			if !(digit && kind != 'a' || letter && kind != 'n') {
				return false
			}
		}
		s, form = s[n:], rest
	}
	return true
}

// Mod97 is the remainder by 97 of a text of capitals and digits whose first four characters are put behind the others, letters counting 10 to 35 (ISO 7064): 1 when
// check digits fit.
func Mod97(iban string) int {
	rest := 0
	for _, c := range []byte(iban[4:] + iban[:4]) {
		if c >= 'A' {
			rest = (rest*100 + int(c-'A') + 10) % 97
			continue
		}
		rest = (rest*10 + int(c-'0')) % 97
	}
	return rest
}
