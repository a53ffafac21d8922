package ui

import (
	"strconv"
	"strings"

	"rsc.io/qr"
)

// QR is a QR code as an SVG path.
type QR struct {
	size int    // modules on a side, without the quiet zone
	path string // the dark modules: one step for each run of them in a row
}

// quietZone is the light border that scanners need (ISO/IEC 18004, 6.3.8).
const quietZone = 4

// DrawQR makes the QR code of a text. It fails for a text that is too long for one.
func DrawQR(text string) (QR, error) {
	code, err := qr.Encode(text, qr.M)
	if err != nil {
		return QR{}, err
	}
	var path strings.Builder
	for y := range code.Size {
		for x := 0; x < code.Size; x++ {
			from := x
			for x < code.Size && code.Black(x, y) {
				x++
			}
			if n := strconv.Itoa(x - from); x > from {
				path.WriteString("M" + strconv.Itoa(from) + " " + strconv.Itoa(y) + "h" + n + "v1h-" + n + "z")
			}
		}
	}
	return QR{code.Size, path.String()}, nil
}

func (q QR) viewBox() string {
	side := strconv.Itoa(q.size + 2*quietZone)
	return strconv.Itoa(-quietZone) + " " + strconv.Itoa(-quietZone) + " " + side + " " + side
}
