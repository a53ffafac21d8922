package ui

import (
	"strings"
	"testing"
)

func TestEveryFaultOfABrandIsTold(t *testing.T) {
	t.Parallel()
	files := aureliaFiles(t)
	text := string(files["aurelia.json"].Data)
	for from, to := range map[string]string{
		`"name": "Aurelia"`: `"name": ""`, `"aurelia.localhost"`: `"Aurelia.example:443"`, `"de-DE"`: `"fr-FR"`, `"#5f3a0b"`: `"#ffee66"`, `"heading": `: `"heading": 9`,
		`"states": ["TX"], "contract": "loan",`: `"states": ["Texas"], "contract": "bond", "from": "2026-02-01", "through": "2026-01-31",`,
		`"es-US": "En Texas"`:                   `"fr-FR": "Au Texas"`, `"papers": ["statement", "letter"]`: `"papers": ["receipt"]`,
	} {
		if !strings.Contains(text, from) {
			t.Fatalf("%s is not in the file", from)
		}
		text = strings.Replace(text, from, to, 1)
	}
	files["aurelia.json"].Data = []byte(text)
	delete(files, "aurelia-motif.svg")
	n, faults := CheckBrands(files)
	var said []string
	for _, f := range faults {
		said = append(said, f.Error())
	}
	all := strings.Join(said, "\n")
	for _, want := range []string{"name is missing", `host "Aurelia.example:443"`, "hours_in has no words for de-DE", `hours_in names "fr-FR"`, "a light page", "type.heading", "aurelia-motif.svg",
		`clause 1: states names "Texas"`, `clause 1: contract is "bond"`, "clause 1: it ends on 2026-01-31", "clause 1: title has no words for es-US", `clause 1: title names "fr-FR"`, `clause 1: papers names "receipt"`} {
		if !strings.Contains(all, want) {
			t.Errorf("got\n%s\nwant %q", all, want)
		}
	}
	if n != 1 {
		t.Errorf("got %d brands", n)
	}
	if _, err := LoadBrands(files); err == nil || !strings.Contains(err.Error(), "name is missing") || !strings.Contains(err.Error(), "a light page") {
		t.Errorf("a program would start with it: %v", err)
	}
	if n, faults := CheckBrands(aureliaFiles(t)); n != 1 || faults != nil {
		t.Errorf("a good one: got %d, %v", n, faults)
	}
}
