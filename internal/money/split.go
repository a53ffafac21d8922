package money

import "slices"

// Split divides an amount in proportion to weights so that the parts add up to the cent: each part is truncated and the
// cents left over go by largest remainder, the first of equals first. Weights must not be negative; all zero weights share evenly.
func Split(amount Cents, weights []int64) ([]Cents, error) {
	if len(weights) == 0 {
		return nil, nil
	}
	total := int64(0)
	for _, w := range weights {
		total += w
	}
	if total == 0 {
		weights = slices.Repeat([]int64{1}, len(weights))
		total = int64(len(weights))
	}
	return splitBy(amount, weights, total)
}

func splitBy(amount Cents, weights []int64, total int64) ([]Cents, error) {
	type share struct {
		at   int
		rest int64
	}
	parts, shares, left := make([]Cents, len(weights)), make([]share, len(weights)), amount
	for i, w := range weights {
		q, err := MulDiv(int64(amount), w, total, Truncate)
		if err != nil {
			return nil, err
		}
		parts[i], left = Cents(q), left-Cents(q)
		// The remainder is exact modulo 2^64 and smaller than total, so wrapping arithmetic gives it back.
		shares[i] = share{i, int64(magnitude(int64(amount))*uint64(w) - magnitude(q)*uint64(total))}
	}
	slices.SortStableFunc(shares, func(a, b share) int {
		switch {
		case a.rest > b.rest:
			return -1
		case a.rest < b.rest:
			return 1
		}
		return 0
	})
	step := Cents(1)
	if left < 0 {
		step = -1
	}
	for i := 0; left != 0; i++ {
		parts[shares[i].at] += step
		left -= step
	}
	return parts, nil
}
