package payment_test

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"marque/internal/core/payment"
	"marque/internal/fault"
)

func readJSON(t *testing.T, name string, into any) {
	t.Helper()
	data, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, into); err != nil {
		t.Fatal(err)
	}
}

// The rows name their sources: test data of npm bank-routing-number-validator, abavalidator and moov-io/ach.
func TestPublishedRoutingNumbersAreJudged(t *testing.T) {
	t.Parallel()
	var rows []struct {
		Routing string
		Valid   bool
	}
	readJSON(t, "aba_routing.json", &rows)
	for _, row := range rows {
		if err := payment.CheckRouting(row.Routing); (err == nil) != row.Valid {
			t.Errorf("%s: got %v, want valid %v", row.Routing, err, row.Valid)
		}
	}
}

func TestARoutingNumbersPrefixMustBeGivenOut(t *testing.T) {
	t.Parallel()
	for prefix, want := range map[string]bool{"00": true, "12": true, "13": false, "20": false, "21": true, "32": true, "33": false, "60": false, "61": true, "72": true, "73": false, "79": false, "80": true, "81": false, "99": false} {
		if err := payment.CheckRouting(withCheckDigit(prefix + "345678"[:6])); (err == nil) != want {
			t.Errorf("%s: got %v, want %v", prefix, err, want)
		}
	}
	for _, s := range []string{"", "000000000", "02100002１", "0210000210", " 21000021"} {
		if err := payment.CheckRouting(s); !fault.Is(err, fault.Invalid) {
			t.Errorf("%q: got %v, want a fault", s, err)
		}
	}
}

func withCheckDigit(eight string) string {
	sum := 0
	for i, c := range eight {
		sum += int(c-'0') * []int{3, 7, 1}[i%3]
	}
	return eight + string(rune('0'+(10-sum%10)%10))
}

func TestOneMistypedDigitOfARoutingNumberIsFound(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		good := withCheckDigit("02" + rapid.StringMatching(`[0-9]{6}`).Draw(t, "digits"))
		if err := payment.CheckRouting(good); err != nil {
			t.Fatal(err)
		}
		at, by := rapid.IntRange(2, 8).Draw(t, "at"), rapid.IntRange(1, 9).Draw(t, "by")
		bad := []byte(good)
		bad[at] = '0' + (bad[at]-'0'+byte(by))%10
		if err := payment.CheckRouting(string(bad)); err == nil {
			t.Fatalf("%s instead of %s was not found", bad, good)
		}
	})
}

// The registry's own examples, and single-digit changes of them.
func TestPublishedIBANsAreJudged(t *testing.T) {
	t.Parallel()
	var file struct {
		Valid, Derived []struct {
			IBAN  string
			Valid bool
		}
	}
	readJSON(t, "iban.json", &file)
	for _, row := range append(file.Valid, file.Derived...) {
		if _, err := payment.CheckIBAN(row.IBAN); (err == nil) != row.Valid {
			t.Errorf("%s: got %v, want valid %v", row.IBAN, err, row.Valid)
		}
	}
	if len(file.Valid) != 51 || len(file.Derived) != 33 {
		t.Errorf("got %d and %d rows, want 51 and 33", len(file.Valid), len(file.Derived))
	}
}

// More of the SWIFT registry's examples, from countries that the file leaves out.
func TestMoreOfTheRegistrysExamples(t *testing.T) {
	t.Parallel()
	for _, s := range strings.Fields(`AE070331234567890123456 AT611904300234573201 BA391290079401028494 BG80BNBG96611020345678 BR9700360305000010009795493P1
		CH9300762011623852957 CY17002001280000001200527600 DE89370400440532013000 DO28BAGR00000001212453611324 FI2112345600000785
		FR1420041010050500013M02606 GE29NB0000000101904917 GL8964710001000206 GT82TRAJ01020000001210029690 HU42117730161111101800000000
		IL620108000000099999999 IT60X0542811101000000123456 KZ86125KZT5004100100 LC55HEMM000100010012001200023015 LT121000011101001000
		LV80BANK0000435195001 MD24AG000225100013104168 MK07250120000058984 MT84MALT011000012345MTLCAST001S NL91ABNA0417164300
		PK36SCBL0000001123456702 PS92PALS000000000400123456702 RS35260005601001611379 SC18SSCB11010000000000001497USD SI56263300012039086
		SM86U0322509800000000270100 TN5910006035183598478831 UA213223130000026007233566001 VG96VPVG0000012345678901 EG380019000500000000263180002`) {
		if got, err := payment.CheckIBAN(s); err != nil || got != s {
			t.Errorf("%s: got %s, %v", s, got, err)
		}
	}
}

func TestAnIBANIsReadAsPeopleWriteIt(t *testing.T) {
	t.Parallel()
	if got, err := payment.CheckIBAN("de89 3704 0044 0532 0130 00"); err != nil || got != "DE89370400440532013000" {
		t.Errorf("got %s, %v", got, err)
	}
	for name, s := range map[string]string{
		"empty": "", "short": "DE8", "no country": "ZZ89370400440532013000", "part of the table": "n1", "digits as country": "8n12", "wrong length": "DE8937040044053201300",
		"letter in digits": "DE8937040044053201300A", "check digits": "DE88370400440532013000", "zero check": "DE00370400440532013000", "long": strings.Repeat("DE89 ", 40),
		"foreign digits": "DE89３704004405320130", "line break": "DE89\n70400440532013000",
	} {
		if got, err := payment.CheckIBAN(s); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: got %q, %v, want a fault", name, got, err)
		}
	}
}

// 97, 98 and 2 have aliases modulo 97 that no bank gives out: 00, 01 and 99.
func TestAliasesOfCheckDigitsAreRefused(t *testing.T) {
	t.Parallel()
	found := 0
	for n := range 400 {
		for good, alias := range map[string]string{"97": "00", "98": "01", "02": "99"} {
			account := fmt.Sprintf("37040044%010d", n)
			if _, err := payment.CheckIBAN("DE" + good + account); err != nil {
				continue
			}
			found++
			if _, err := payment.CheckIBAN("DE" + alias + account); !fault.Is(err, fault.Invalid) {
				t.Errorf("DE%s%s: got %v, want a fault", alias, account, err)
			}
		}
	}
	if found < 3 {
		t.Errorf("only %d IBANs to try", found)
	}
}
