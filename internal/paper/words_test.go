package paper

import (
	"reflect"
	"testing"

	"marque/internal/l10n"
)

func TestNoLanguageLacksAWord(t *testing.T) {
	t.Parallel()
	for _, l := range l10n.All() {
		w := reflect.ValueOf(wordsOf(l))
		for i := range w.NumField() {
			if w.Field(i).IsZero() || w.Field(i).Kind() == reflect.Slice && w.Field(i).Len() == 0 {
				t.Errorf("%v lacks %s", l, w.Type().Field(i).Name)
			}
		}
	}
}

func TestLanguagesDoNotShareSentences(t *testing.T) {
	t.Parallel()
	seen := make(map[string]l10n.Locale)
	for _, l := range l10n.All() {
		w := wordsOf(l)
		for _, text := range append(append([]string{w.goodToKnow, w.whereItWent, w.call("1", "2"), w.payBy("1", "2"), w.isPastDue("1"),
			w.autopay("1", "2", "3"), w.page(1, 2)}, w.loanNotes...), w.leaseNotes...) {
			if other, twice := seen[text]; twice {
				t.Errorf("%q stands in %v and %v", text, other, l)
			}
			seen[text] = l
		}
	}
}

func TestVINsAreGroupedToBeReadAloud(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{"1M8GDM9AXKP042788": "1M8G DM9A XKP0 42788", "SHORT": "SHORT", "": ""} {
		if got := vin(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}
