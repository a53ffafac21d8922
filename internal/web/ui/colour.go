package ui

import (
	"encoding/hex"
	"fmt"
	"math"
	"strings"
)

// colour is a point in OKLCH (Björn Ottosson, "A perceptual color space for image processing", 2020): lightness 0 to 1, chroma 0 to
// about 0.37, hue in degrees. Equal steps look equal, so shades of different brands weigh the same.
type colour struct{ l, c, h float64 }

// rgb is a colour of the screen: sRGB, each part 0 to 255.
type rgb struct{ r, g, b uint8 }

// parseHex reads "#rrggbb".
func parseHex(s string) (rgb, error) {
	digits, found := strings.CutPrefix(s, "#")
	raw, err := hex.DecodeString(digits)
	if !found || err != nil || len(raw) != 3 {
		return rgb{}, fmt.Errorf("%q is not a colour such as #7a3e12", s)
	}
	return rgb{raw[0], raw[1], raw[2]}, nil
}

// String writes "#rrggbb".
func (c rgb) String() string { return fmt.Sprintf("#%02x%02x%02x", c.r, c.g, c.b) }

// linear takes the gamma out of one part (IEC 61966-2-1).
func linear(v uint8) float64 {
	f := float64(v) / 255
	if f <= 0.04045 {
		return f / 12.92
	}
	return math.Pow((f+0.055)/1.055, 2.4)
}

// gamma puts it back; ok is false when the part lies outside the screen's range.
func gamma(f float64) (v uint8, ok bool) {
	if f <= 0.0031308 {
		f *= 12.92
	} else {
		f = 1.055*math.Pow(f, 1/2.4) - 0.055
	}
	const slack = 0.0005
	return uint8(math.Round(min(max(f, 0), 1) * 255)), f > -slack && f < 1+slack
}

// oklch converts from the screen.
func (c rgb) oklch() colour {
	r, g, b := linear(c.r), linear(c.g), linear(c.b)
	l := math.Cbrt(0.4122214708*r + 0.5363325363*g + 0.0514459929*b)
	m := math.Cbrt(0.2119034982*r + 0.6806995451*g + 0.1073969566*b)
	s := math.Cbrt(0.0883024619*r + 0.2817188376*g + 0.6299787005*b)
	lightness := 0.2104542553*l + 0.7936177850*m - 0.0040720468*s
	a := 1.9779984951*l - 2.4285922050*m + 0.4505937099*s
	bb := 0.0259040371*l + 0.7827717662*m - 0.8086757660*s
	hue := math.Mod(math.Atan2(bb, a)*180/math.Pi+360, 360)
	return colour{lightness, math.Hypot(a, bb), hue}
}

// rgb converts to the screen, giving up chroma, never lightness or hue, where the screen cannot show it.
func (c colour) rgb() rgb {
	const step = 0.002
	for chroma := c.c; ; chroma -= step {
		out, ok := colour{c.l, max(chroma, 0), c.h}.exact()
		if ok || chroma <= 0 {
			return out
		}
	}
}

func (c colour) exact() (rgb, bool) {
	a, b := c.c*math.Cos(c.h*math.Pi/180), c.c*math.Sin(c.h*math.Pi/180)
	l := cube(c.l + 0.3963377774*a + 0.2158037573*b)
	m := cube(c.l - 0.1055613458*a - 0.0638541728*b)
	s := cube(c.l - 0.0894841775*a - 1.2914855480*b)
	red, ok1 := gamma(4.0767416621*l - 3.3077115913*m + 0.2309699292*s)
	green, ok2 := gamma(-1.2684380046*l + 2.6097574011*m - 0.3413193965*s)
	blue, ok3 := gamma(-0.0041960863*l - 0.7034186147*m + 1.7076147010*s)
	return rgb{red, green, blue}, ok1 && ok2 && ok3
}

func cube(f float64) float64 { return f * f * f }

// contrast is the ratio of WCAG 2.2 (1 to 21).
func contrast(a, b rgb) float64 {
	x, y := a.luminance(), b.luminance()
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

func (c rgb) luminance() float64 {
	return 0.2126*linear(c.r) + 0.7152*linear(c.g) + 0.0722*linear(c.b)
}
