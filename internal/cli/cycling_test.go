package cli_test

import (
	"os"
	"testing"

	"marque/internal/store/engine/enginetest"
)

func TestTwoProcessesCloseTheSameDaysOnce(t *testing.T) {
	t.Parallel()
	if os.Getenv(enginetest.Quick) != "" {
		t.Skip("NOT TESTED: quick tests start no processes")
	}
	each(t, func(t *testing.T, p place) {
		const last = "2026-11-20"
		file := some(t, 90)
		alone := p.another(t)
		for _, x := range []place{p, alone} {
			x.must(t, "import", "feed", file)
			x.must(t, "cycle")
		}
		alone.must(t, "cycle", "--date", last)
		first, second := p.process("cycle", "--date", last), p.process("cycle", "--date", last)
		if err := first.Start(); err != nil {
			t.Fatal(err)
		}
		if err := second.Start(); err != nil {
			t.Fatal(err)
		}
		if err := first.Wait(); err != nil {
			t.Errorf("the first: %v", err)
		}
		if err := second.Wait(); err != nil {
			t.Errorf("the second: %v", err)
		}
		p.must(t, "verify")
		if got, want := p.must(t, "verify", "--digest"), alone.must(t, "verify", "--digest"); got != want {
			t.Errorf("got digest %s, want that of one process alone, %s", got, want)
		}
	})
}
