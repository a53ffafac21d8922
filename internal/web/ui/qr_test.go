package ui

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"rsc.io/qr"
)

var run = regexp.MustCompile(`M(\d+) (\d+)h(\d+)v1h-(\d+)z`)

// The drawing has every dark module of the code and no other.
func TestAQRCodeIsDrawnModuleByModule(t *testing.T) {
	t.Parallel()
	const text = "otpauth://totp/Aurelia:dmitri?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Aurelia"
	code, err := qr.Encode(text, qr.M)
	if err != nil {
		t.Fatal(err)
	}
	got, err := DrawQR(text)
	if err != nil || got.size != code.Size {
		t.Fatalf("got a size of %d and %v, want %d", got.size, err, code.Size)
	}
	drawn := map[string]bool{}
	for _, m := range run.FindAllStringSubmatch(got.path, -1) {
		x, _ := strconv.Atoi(m[1])
		n, _ := strconv.Atoi(m[3])
		if m[3] != m[4] {
			t.Fatalf("%s does not close", m[0])
		}
		for i := range n {
			drawn[fmt.Sprintf("%d %s", x+i, m[2])] = true
		}
	}
	for y := range code.Size {
		for x := range code.Size {
			if got := drawn[fmt.Sprintf("%d %d", x, y)]; got != code.Black(x, y) {
				t.Fatalf("module %d,%d: got %t", x, y, got)
			}
		}
	}
}

func TestATextThatIsTooLongIsNoQRCode(t *testing.T) {
	t.Parallel()
	if _, err := DrawQR(strings.Repeat("x", 3000)); err == nil {
		t.Error("got a code, want an error")
	}
}
