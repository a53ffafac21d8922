package finance

import "marque/internal/money"

// bracket holds two arguments of a falling function of integers: at the low one it is positive, at the high one it is not.
type bracket struct {
	low, high     int64
	atLow, atHigh int64
}

// turns bounds the search. Halving alone needs the 63 bits of a number, and every third turn halves.
const turns = 192

// root closes in on the argument at which the function is within slack of zero, or on the last one before it turns. Secants by the Illinois
// rule (an end that stays twice counts half) find it in a few turns; every third turn halves, so that it ends whatever the function is.
func (b *bracket) root(slack int64, f func(int64) (int64, error)) (int64, error) {
	if b.atHigh >= -slack {
		return b.high, nil
	}
	stayed := 0 // turns that the high end stayed, or negative, that the low end did
	for turn := 1; turn <= turns && b.high-b.low > 1; turn++ {
		at := b.low + (b.high-b.low)/2
		if turn%3 != 0 {
			step, err := money.MulDiv(b.high-b.low, b.atLow, b.atLow-b.atHigh, money.HalfUp)
			if err != nil {
				return 0, err
			}
			at = b.low + min(max(step, 1), b.high-b.low-1)
		}
		value, err := f(at)
		switch {
		case err != nil:
			return 0, err
		case value >= -slack && value <= slack:
			return at, nil
		case value > 0:
			b.low, b.atLow = at, value
			if stayed = max(stayed, 0) + 1; stayed > 1 {
				b.atHigh /= 2
			}
		default:
			b.high, b.atHigh = at, value
			if stayed = min(stayed, 0) - 1; stayed < -1 {
				b.atLow = max(b.atLow/2, 1)
			}
		}
	}
	return b.high, nil
}
