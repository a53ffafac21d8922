package flag_test

import (
	"testing"

	"marque/internal/core/flag"
	"marque/internal/fault"
)

func TestEachFlagSaysWhatItMeansAndWhatToDo(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, k := range flag.Kinds() {
		if got, err := flag.Parse("flag", string(k)); err != nil || got != k {
			t.Errorf("%s: got %s, %v", k, got, err)
		}
		if k.Title() == string(k) || k.Advice() == "" || seen[k.Title()] || seen[k.Advice()] {
			t.Errorf("%s has no words of its own: %q, %q", k, k.Title(), k.Advice())
		}
		seen[k.Title()], seen[k.Advice()] = true, true
	}
	for _, text := range []string{"", "Military", "late"} {
		if _, err := flag.Parse("flag", text); !fault.Is(err, fault.Invalid) {
			t.Errorf("%q: got %v", text, err)
		}
	}
}
