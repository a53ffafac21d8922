package assisting_test

import (
	"slices"
	"strings"
	"testing"

	"marque/internal/core/access"
	"marque/internal/core/flag"
	"marque/internal/fault"
	"marque/internal/service/assisting"
	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
)

func TestAFlagIsRaisedOnceSeenByTheDeskAndInTheRecord(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := setup(t, db)
		kinds := func() (out []flag.Kind) {
			up, err := w.help.Flags(t.Context(), w.agent, w.mia.Party)
			if err != nil {
				t.Fatal(err)
			}
			for _, x := range up {
				if x.By != w.agent.User || !x.At.Equal(w.Now()) {
					t.Errorf("got %+v", x)
				}
				out = append(out, x.Kind)
			}
			return out
		}
		for _, k := range []flag.Kind{flag.Vulnerable, flag.Military} {
			if err := w.help.Raise(t.Context(), w.act(w.agent), k); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.help.Raise(t.Context(), w.act(w.agent), flag.Military); !fault.Is(err, fault.Conflict) {
			t.Errorf("raised twice: got %v", err)
		}
		if got := kinds(); !slices.Equal(got, []flag.Kind{flag.Military, flag.Vulnerable}) {
			t.Errorf("got %v", got)
		}
		auditor := access.Agent(w.senior.User, access.RoleAuditor)
		if err := w.help.Lower(t.Context(), w.act(auditor), flag.Military); !fault.Is(err, fault.NotFound) {
			t.Errorf("an auditor: got %v", err)
		}
		if err := w.help.Lower(t.Context(), assisting.Act{By: w.agent, Party: w.mia.Party}, flag.Military); !fault.Is(err, fault.Invalid) {
			t.Errorf("without a reason: got %v", err)
		}
		if err := w.help.Lower(t.Context(), w.act(w.agent), flag.Military); err != nil {
			t.Fatal(err)
		}
		if err := w.help.Lower(t.Context(), w.act(w.agent), flag.Military); !fault.Is(err, fault.Conflict) {
			t.Errorf("lowered twice: got %v", err)
		}
		if got := kinds(); !slices.Equal(got, []flag.Kind{flag.Vulnerable}) {
			t.Errorf("got %v", got)
		}
		var lines []string // the fourth is the auditor's, refused; a look on a page that is in the record itself is not there once more
		for _, line := range w.Audit(access.OnParty(w.mia.Party)) {
			if what, ok := strings.CutPrefix(line, "customer.flag"); ok {
				lines = append(lines, what)
			}
		}
		slices.Sort(lines)
		want := []string{": lowered military: called, case C-77", ": lowered military: called, case C-77", ": raised military: called, case C-77", ": raised vulnerable: called, case C-77"}
		if !slices.Equal(lines, want) {
			t.Errorf("got %q", lines)
		}
	})
}
