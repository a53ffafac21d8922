package finance

import (
	"testing"

	"pgregory.net/rapid"
)

// Any falling function is searched to its turn, straight, bent or stepped, within the bound of turns.
func TestTheSearchFindsWhereAFallingFunctionTurns(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		turn := rapid.Int64Range(1, 1<<40).Draw(t, "turn")
		steep, flat := rapid.Int64Range(1, 1000).Draw(t, "steep"), rapid.Int64Range(1, 1000).Draw(t, "flat")
		shape := rapid.IntRange(0, 2).Draw(t, "shape")
		calls := 0
		f := func(x int64) (int64, error) {
			calls++
			switch d := turn - x; {
			case shape == 0:
				return d * flat, nil
			case shape == 1 && d > 0: // bent at the turn
				return d * steep, nil
			case shape == 1:
				return d * flat, nil
			case d > 0: // a step
				return steep * 1_000_000, nil
			}
			return -flat * 1_000_000, nil
		}
		b := bracket{high: 1 << 41}
		b.atLow, _ = f(0)
		b.atHigh, _ = f(b.high)
		got, err := b.root(0, f)
		if err != nil || got != turn || calls > turns {
			t.Fatalf("got %d, %v after %d calls, want %d", got, err, calls, turn)
		}
	})
}

func TestAStraightLineIsFoundAtOnce(t *testing.T) {
	t.Parallel()
	calls := 0
	f := func(x int64) (int64, error) { calls++; return 7_000_000 - 7*x, nil }
	b := bracket{high: 1 << 40, atLow: 7_000_000, atHigh: 7_000_000 - 7<<40}
	if got, err := b.root(0, f); err != nil || got != 1_000_000 || calls > 2 {
		t.Errorf("got %d, %v after %d calls", got, err, calls)
	}
}
