package identity_test

import (
	"crypto/rand"
	"encoding/base32"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"marque/internal/core/identity"
)

// RFC 6238, appendix B, SHA-1: eight digits there, of which apps show the last six.
func TestTheCodesOfTheStandard(t *testing.T) {
	t.Parallel()
	secret := identity.TOTPSecret(base32.StdEncoding.EncodeToString([]byte("12345678901234567890")))
	for at, want := range map[int64]string{59: "287082", 1111111109: "081804", 1111111111: "050471", 1234567890: "005924", 2000000000: "279037", 20000000000: "353130"} {
		if got := secret.Code(at / 30); got != want {
			t.Errorf("at %d: got %s, want %s", at, got, want)
		}
	}
	if got := identity.TOTPSecret("not base 32!").Code(1); got != "" {
		t.Errorf("a damaged secret has the code %q", got)
	}
}

func TestOathtoolShowsTheSameCodes(t *testing.T) {
	t.Parallel()
	tool, err := exec.LookPath("oathtool")
	if err != nil {
		t.Skip("oathtool is missing (Debian package oathtool)")
	}
	for _, at := range []int64{0, 29, 30, 1795348800, 4102444800} {
		secret, err := identity.NewTOTPSecret(rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		out, err := exec.CommandContext(t.Context(), tool, "--totp", "--base32", "--now=@"+strconv.FormatInt(at, 10), string(secret)).Output()
		if err != nil {
			t.Fatal(err)
		}
		if got, want := secret.Code(at/30), strings.TrimSpace(string(out)); got != want {
			t.Errorf("at %d: got %s, oathtool says %s", at, got, want)
		}
	}
}

func TestACodeOfAnAppIsGoodForOneStepEitherSideAndOnce(t *testing.T) {
	t.Parallel()
	secret, err := identity.NewTOTPSecret(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	const step = 59_844_960
	code, began := secret.Code(step), time.Unix(step*30, 0)
	for after, want := range map[time.Duration]bool{
		-30*time.Second - time.Millisecond: false, -30 * time.Second: true, 0: true, time.Minute - time.Millisecond: true, time.Minute: false,
	} {
		if got, ok := secret.Match(code, 0, began.Add(after)); ok != want || ok && got != step {
			t.Errorf("%v after its step began: got %d, %t", after, got, ok)
		}
	}
	for last, want := range map[int64]bool{step - 1: true, step: false, step + 1: false} {
		if _, ok := secret.Match(code, last, began); ok != want {
			t.Errorf("after step %d was used: got %t", last, ok)
		}
	}
	if _, ok := identity.TOTPSecret("").Match("", 0, began); ok {
		t.Error("no secret takes no code")
	}
}

func TestAnAppIsToldWhoseCodesTheyAre(t *testing.T) {
	t.Parallel()
	got := identity.TOTPSecret("JBSWY3DPEHPK3PXP").URI("Aurelia Motor", "mia@x")
	if want := "otpauth://totp/Aurelia%20Motor:mia@x?secret=JBSWY3DPEHPK3PXP&issuer=Aurelia%20Motor"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if got := identity.TOTPSecret("JBSWY3DPEHPK3PXP").Grouped(); got != "JBSW Y3DP EHPK 3PXP" {
		t.Errorf("got %s", got)
	}
}

func TestRecoveryCodesAreReadAsPeopleWriteThem(t *testing.T) {
	t.Parallel()
	codes, err := identity.NewRecoveryCodes(rand.Reader)
	if err != nil || len(codes) != identity.RecoveryCodes {
		t.Fatalf("got %v, %v", codes, err)
	}
	var all []identity.Authenticator
	for _, c := range codes {
		all = append(all, identity.Authenticator{Factor: identity.FactorRecovery, Secret: c.Hash()})
		for _, typed := range []string{c.Grouped(), strings.ToLower(c.Grouped()), " " + strings.ReplaceAll(c.Grouped(), "-", " "), string(c)} {
			if got, err := identity.ReadRecoveryCode(typed); err != nil || got != c {
				t.Errorf("%q: got %s, %v", typed, got, err)
			}
		}
	}
	for _, bad := range []string{"", "123456", "8MQ2-KX7D-P04V", "8MQ2-KX7D-P04V-93TW-1", "8MQ2-KX7D-P04V-93T!", strings.Repeat("A", 9000)} {
		if got, err := identity.ReadRecoveryCode(bad); err == nil {
			t.Errorf("%.30q: got %s", bad, got)
		}
	}
	if _, ok := identity.FindSpare(all, codes[3]); !ok || identity.SparesOf(all) != 10 {
		t.Error("a code of the set is not found")
	}
	all[3].Used = 1
	if _, ok := identity.FindSpare(all, codes[3]); ok || identity.SparesOf(all) != 9 {
		t.Error("a used code is found")
	}
}
