package ui

import (
	"errors"
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

func TestEveryFaultOfATariffIsToldWithItsLine(t *testing.T) {
	t.Parallel()
	words := `{"en-US":"Rust","es-US":"Óxido","de-DE":"Rost"}`
	line := func(key, what, free, price string) string {
		return `{"key":"` + key + `","what":` + what + `,"free":` + free + `,"price":"` + price + `"}`
	}
	good := line("rust", words, words, "220.00")
	for tariff, want := range map[string]string{
		`{"version":"n-1","currency":"USD","lines":[` + good + `]}`:                                                                                    "",
		`{"version":"N 1","currency":"USD","lines":[` + good + `]}`:                                                                                    `tariff.version "N 1"`,
		`{"version":"n-1","currency":"usd","lines":[` + good + `]}`:                                                                                    `tariff.currency "usd" is not a currency`,
		`{"version":"n-1","currency":"USD","lines":[]}`:                                                                                                "tariff.lines: found 0",
		`{"version":"n-1","currency":"USD","lines":[` + strings.Repeat(good+",", 40) + good + `]}`:                                                     "tariff.lines: found 41, want between 1 and 40",
		`{"version":"n-1","currency":"USD","lines":[` + good + "," + good + `]}`:                                                                       `tariff line 2: key "rust" is that of line 1 already`,
		`{"version":"n-1","currency":"USD","lines":[` + line("Rust", words, words, "1.00") + `]}`:                                                      `tariff line 1: key "Rust" is not a word`,
		`{"version":"n-1","currency":"USD","lines":[` + line("rust", `{"en-US":"Rust"}`, words, "1.00") + `]}`:                                         "tariff line 1: what has no words for de-DE",
		`{"version":"n-1","currency":"USD","lines":[` + line("rust", words, `{"fr-FR":"x"}`, "1.00") + `]}`:                                            `tariff line 1: free names "fr-FR"`,
		`{"version":"n-1","currency":"USD","lines":[` + line("rust", strings.Replace(words, "Rost", strings.Repeat("x", 81), 1), words, "1.00") + `]}`: "what in de-DE is longer than 80 characters",
		`{"version":"n-1","currency":"USD","lines":[` + line("rust", strings.Replace(words, "Rost", `a\nb`, 1), words, "1.00") + `]}`:                  "what in de-DE has more than one line",
		`{"version":"n-1","currency":"USD","lines":[` + line("rust", words, words, "1,00") + `]}`:                                                      `price "1,00" is not an amount in USD`,
		`{"version":"n-1","currency":"USD","lines":[` + line("rust", words, words, "0") + `]}`:                                                         `price "0" must be more than nothing`,
		`{"version":"n-1","currency":"USD","lines":[` + line("rust", words, words, "10000.01") + `]}`:                                                  "at most 10000.00",
		`{"version":"n-1","currency":"USD","lines":[` + good + `],"note":"x"}`:                                                                         `unknown field "note"`,
	} {
		files := aureliaFiles(t)
		files["aurelia.json"].Data = []byte(strings.Replace(string(files["aurelia.json"].Data), `"clauses":`, `"tariff": `+tariff+`, "clauses":`, 1))
		_, faults := CheckBrands(files)
		if want == "" && faults != nil || want != "" && (len(faults) == 0 || !strings.Contains(errors.Join(faults...).Error(), want)) {
			t.Errorf("%s: got %v, want %q", tariff, faults, want)
		}
	}
	all, err := LoadBrands(nil)
	if err != nil {
		t.Fatal(err)
	}
	if norden, _ := all.ByKey("norden"); norden.Tariff == nil || norden.Tariff.Lines[0].Amount() != 17_500 {
		t.Errorf("got %+v", norden.Tariff)
	}
}
