package portal

import (
	"fmt"
	"regexp"
	"strconv"
	"testing"

	"rsc.io/qr"
)

var run = regexp.MustCompile(`M(\d+) (\d+)h(\d+)v1h-(\d+)z`)

// The drawing has every dark module of the code and no other.
func TestAQRCodeIsDrawnModuleByModule(t *testing.T) {
	t.Parallel()
	code, err := qr.Encode("otpauth://totp/Aurelia:dmitri?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Aurelia", qr.M)
	if err != nil {
		t.Fatal(err)
	}
	drawn := map[string]bool{}
	for _, m := range run.FindAllStringSubmatch(darkModules(code), -1) {
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
