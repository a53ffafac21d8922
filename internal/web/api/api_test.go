package api_test

import (
	"bytes"
	"flag"
	"os"
	"testing"

	"marque/internal/web/api"
)

var update = flag.Bool("update", false, "write openapi.json anew")

func TestTheCommittedDocumentIsWhatTheOperationsSay(t *testing.T) {
	t.Parallel()
	a, err := api.New(api.Deps{})
	if err != nil {
		t.Fatal(err)
	}
	got := append(a.Document(), '\n')
	if *update {
		if err := os.WriteFile("openapi.json", got, 0o644); err != nil { //nolint:gosec // a document
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile("openapi.json")
	if err != nil || !bytes.Equal(got, want) {
		t.Errorf("openapi.json is not what the operations say (%v): go test ./internal/web/api -run Document -update, and read the difference: clients do", err)
	}
}
