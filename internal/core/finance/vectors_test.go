package finance_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"marque/internal/money"
)

// read loads a file of vectors. Each row in them names its source; testdata/README.md says where the files come from.
func read[T any](t *testing.T, name string) []T {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	var rows []T
	if err := json.Unmarshal(data, &rows); err != nil {
		t.Fatal(err)
	}
	return rows
}

// cents reads an amount in major units from a vector.
func cents(t *testing.T, n json.Number) money.Cents {
	t.Helper()
	if n == "" {
		return 0
	}
	c, err := money.Parse(n.String(), money.USD())
	if err != nil {
		t.Fatalf("%s: %v", n, err)
	}
	return c
}

// rate reads a yearly rate in per cent, or a factor, from a vector.
func rate(t *testing.T, s string) money.Rate {
	t.Helper()
	r, err := money.ParseRate(s)
	if err != nil {
		t.Fatalf("%s: %v", s, err)
	}
	return r
}
