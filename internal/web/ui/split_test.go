package ui

import (
	"testing"

	"marque/internal/l10n"
	"marque/internal/money"
)

func TestAnAmountsPartsFillItsBarWhateverTheyAre(t *testing.T) {
	t.Parallel()
	for _, amounts := range [][]money.Cents{{1}, {1, 1, 1}, {999_999, 1}, {0, 5}, {money.MaxAmount, money.MaxAmount / 3, 7}, {33, 33, 34, 0, 12}} {
		s := Split{}
		for _, a := range amounts {
			s.Parts = append(s.Parts, Share{Amount: a})
		}
		at := 0
		for _, x := range s.slices() {
			if x.at != at || x.width < 1 || amounts[x.tint] == 0 {
				t.Errorf("%v: got %+v after %d", amounts, x, at)
			}
			at = x.at + x.width
		}
		if at != splitWidth {
			t.Errorf("%v: the bar ends at %d", amounts, at)
		}
	}
	if got := (Split{Parts: []Share{{}}}).slices(); got != nil {
		t.Errorf("nothing paid: got %v", got)
	}
	f := Frame{Locale: l10n.EnUS}
	for part, want := range map[money.Cents]string{0: "0%", 1: "33%", 2: "67%", 3: "100%"} {
		if got := f.percent(part, 3); got != want {
			t.Errorf("%d of 3: got %s, want %s", part, got, want)
		}
	}
	if got := f.percent(1, 1000); got != "< 1%" {
		t.Errorf("a little: got %s", got)
	}
	if got := f.percent(money.MaxAmount, money.MaxAmount); got != "100%" {
		t.Errorf("got %s", got)
	}
}
