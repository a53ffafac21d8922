package engine_test

import (
	"slices"
	"strconv"
	"testing"

	"marque/internal/store/engine"
)

func TestGroupsHoldEveryValueAndAreFull(t *testing.T) {
	t.Parallel()
	for _, n := range []int{0, 1, 15, 16, 17, 40} {
		var values []string
		for i := range n {
			values = append(values, strconv.Itoa(i))
		}
		var seen []string
		groups := engine.Groups(values)
		if want := (n + engine.GroupSize - 1) / engine.GroupSize; len(groups) != want {
			t.Errorf("%d values: got %d groups, want %d", n, len(groups), want)
		}
		for _, group := range groups {
			if len(group) != engine.GroupSize {
				t.Errorf("%d values: got a group of %d", n, len(group))
			}
			for _, v := range group {
				if !slices.Contains(seen, v.(string)) {
					seen = append(seen, v.(string))
				}
			}
		}
		if !slices.Equal(seen, values) {
			t.Errorf("%d values: got %v", n, seen)
		}
	}
}
