package pdf

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func testInk(t testing.TB) ink {
	t.Helper()
	return ink{face: newFace(fonts(t)[0]), name: "/R", size: 10 * Point}
}

func TestWrappedTextLosesNothingAndFits(t *testing.T) {
	t.Parallel()
	k := testInk(t)
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOfN(rapid.SampledFrom([]rune("abc ABC ř漢\n-mW")), 0, 200, -1).Draw(t, "text")
		width := Length(rapid.IntRange(1, 300).Draw(t, "points")) * Point
		var back strings.Builder
		for _, ln := range wrap(k, text, width) {
			back.WriteString(ln.text)
			if ln.spaced {
				back.WriteByte(' ')
			}
			if got := k.width(ln.text); got != ln.width {
				t.Fatalf("%q: got a width of %d, want %d", ln.text, ln.width, got)
			}
			if ln.width > width && len([]rune(ln.text)) > 1 {
				t.Fatalf("%q is %d wide, more than %d", ln.text, ln.width, width)
			}
		}
		got, want := strings.Join(strings.Fields(back.String()), " "), strings.Join(strings.Fields(text), " ")
		if got != want {
			t.Fatalf("got %q, want %q", got, want)
		}
	})
}

func TestWrapBreaksAtNewlinesAndInsideLongWords(t *testing.T) {
	t.Parallel()
	k := testInk(t)
	cases := []struct {
		text  string
		width Length
		want  string
	}{
		{"one two", 500 * Point, "one two"},
		{"one\ntwo", 500 * Point, "one |two"},
		{"one two", k.width("one tw"), "one |two"},
		{"abcdef", k.width("abc"), "abc|def"},
		{"", 10 * Point, ""},
		{"a\n\nb", 500 * Point, "a | |b"},
		{"$1\u00A0000 x", k.width("$1\u00A0000"), "$1\u00A0000 |x"},
	}
	for _, c := range cases {
		var got []string
		for _, ln := range wrap(k, c.text, c.width) {
			text := ln.text
			if ln.spaced {
				text += " "
			}
			got = append(got, text)
		}
		if strings.Join(got, "|") != c.want {
			t.Errorf("%q: got %q, want %q", c.text, strings.Join(got, "|"), c.want)
		}
	}
}

func TestCleanTakesOutWhatCannotBePrinted(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"a\tb":                "a b",
		"a\r\nb":              "a \nb",
		"a\u0000\u001Bb":      "ab",
		"soft\u00ADhyphen":    "softhyphen",
		"\uFEFFmark\u200B":    "mark",
		"\u202Eright to left": "right to left",
		"\uE000private":       "\uFFFDprivate",
		"keep\u00A0this":      "keep\u00A0this",
	} {
		if got := clean(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}
