package calc_test

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"marque/internal/cli/calc"
)

// Every kind has a schema for integrators; its examples are answered with exactly the fields that it promises.
func TestEveryKindIsDescribedAsItIs(t *testing.T) {
	t.Parallel()
	for _, kind := range calc.Kinds() {
		data, err := os.ReadFile(filepath.Join("..", "..", "..", "docs", "integrator", "calc", kind+".json"))
		if err != nil {
			t.Error(err)
			continue
		}
		var schema struct {
			Defs struct {
				Input struct {
					Required   []string
					Properties map[string]any
					Examples   []map[string]any
				}
				Answer struct{ Required []string }
			} `json:"$defs"`
		}
		if err := json.Unmarshal(data, &schema); err != nil {
			t.Fatalf("%s: %v", kind, err)
		}
		if len(schema.Defs.Input.Examples) == 0 {
			t.Errorf("%s: no example", kind)
		}
		for _, example := range schema.Defs.Input.Examples {
			got := slices.Sorted(maps.Keys(one(t, kind, line(t, example))))
			if want := slices.Sorted(slices.Values(schema.Defs.Answer.Required)); !slices.Equal(got, want) {
				t.Errorf("%s: got fields %v, want %v", kind, got, want)
			}
			for field := range example {
				if schema.Defs.Input.Properties[field] == nil {
					t.Errorf("%s: %s is not described", kind, field)
				}
			}
		}
		for _, field := range schema.Defs.Input.Required {
			example := maps.Clone(schema.Defs.Input.Examples[0])
			delete(example, field)
			if got := one(t, kind, line(t, example)); got["error"] == nil {
				t.Errorf("%s: without %s got %v, want an error", kind, field, got)
			}
		}
	}
}
