package marque_test

import (
	"flag"
	"os"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the table of floors in docs/architecture.md anew")

func TestTheDocumentedFloorsAreTheTestedOnes(t *testing.T) {
	t.Parallel()
	const page, begin, end = "docs/architecture.md", "<!-- floors -->\n", "<!-- /floors -->"
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, _ := strings.Cut(string(text), begin)
	got, after, ok := strings.Cut(rest, end)
	if !ok {
		t.Fatalf("%s has no table of floors", page)
	}
	want := floors()
	if *update {
		if err := os.WriteFile(page, []byte(before+begin+want+end+after), 0o644); err != nil { //nolint:gosec // a document
			t.Fatal(err)
		}
		return
	}
	if got != want {
		t.Errorf("%s tells other floors than architecture_test.go; run: go test . -run Floors -update\n%s", page, want)
	}
}

// floors writes the table of rooms, with the lists that have a name by their name.
func floors() string {
	var out strings.Builder
	out.WriteString("| room | may import |\n|---|---|\n")
	for _, r := range rooms {
		if slices.Contains(ground, r.folder) {
			continue // the ground stands on itself
		}
		may := slices.Clone(r.may)
		var words []string
		for _, list := range []struct {
			name    string
			folders []string
		}{{"services", services}, {"store", store}, {"core", core}, {"ground", ground}} {
			if !slices.ContainsFunc(list.folders, func(f string) bool { return !slices.Contains(may, f) }) {
				may = slices.DeleteFunc(may, func(f string) bool { return slices.Contains(list.folders, f) })
				words = append(words, "*"+list.name+"*")
			}
		}
		for _, f := range may {
			words = append(words, "`"+short(f)+"`")
		}
		out.WriteString("| `" + short(r.folder) + "` | " + strings.Join(words, ", ") + " |\n")
	}
	return out.String()
}

func short(folder string) string { return strings.TrimPrefix(folder, "internal/") }
