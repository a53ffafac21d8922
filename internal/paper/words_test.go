package paper

import (
	"reflect"
	"testing"

	"marque/internal/core/statement"
	"marque/internal/l10n"
)

func TestNoLanguageLacksAWord(t *testing.T) {
	t.Parallel()
	for _, l := range l10n.All() {
		w := reflect.ValueOf(wordsOf(l))
		for i := range w.NumField() {
			field := w.Field(i)
			if field.IsZero() || (field.Kind() == reflect.Slice || field.Kind() == reflect.Map) && field.Len() == 0 {
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

func TestEveryChangeHasWordsInEveryLanguage(t *testing.T) {
	t.Parallel()
	kinds := wordsOf(l10n.EnUS).happened
	for _, l := range l10n.All() {
		w := wordsOf(l)
		for kind := range kinds {
			if w.happened[kind] == "" {
				t.Errorf("%v has no words for %s", l, kind)
			}
		}
		if len(w.happened) != len(kinds) || len(w.methods) != len(wordsOf(l10n.EnUS).methods) {
			t.Errorf("%v has words that another language lacks", l)
		}
	}
}

func TestAChangeIsSaidAsExactlyAsItCanBe(t *testing.T) {
	t.Parallel()
	w := wordsOf(l10n.EnUS)
	for want, c := range map[string]statement.Change{
		"My own words":                 {What: "My own words", Kind: "credit"},
		"Late fee":                     {Kind: "fee_assessed", Code: "late"},
		"Fee":                          {Kind: "fee_assessed", Code: "unheard of"},
		"Correction of earlier months": {Kind: "unheard of"},
	} {
		if got := w.change(&c); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	for method, want := range map[string]string{"": "Payment", statement.ByACH: "Bank debit", "Checking •••• 1": "Checking •••• 1"} {
		if got := w.paidBy(method); got != want {
			t.Errorf("%q: got %q, want %q", method, got, want)
		}
	}
}
