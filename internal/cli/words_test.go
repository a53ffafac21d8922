package cli_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

// commandNames reads the commands from the help itself.
func commandNames(t *testing.T) []string {
	t.Helper()
	r := place{}.run(t, "")
	var names []string
	for _, m := range regexp.MustCompile(`(?m)^  ([a-z]+)\s{2,}\S`).FindAllStringSubmatch(r.out, -1) {
		names = append(names, m[1])
	}
	if r.status != 0 || len(names) < 8 {
		t.Fatalf("got status %d and the commands %v", r.status, names)
	}
	return names
}

func TestEveryCommandExplainsItselfWithExamples(t *testing.T) {
	t.Parallel()
	names := commandNames(t)
	flag := regexp.MustCompile(`\s--([a-z-]+)`)
	for _, name := range names {
		r := place{}.run(t, "", name, "--help")
		if r.status != 0 || r.err != "" || !strings.Contains(r.out, "Usage: marque "+name) {
			t.Errorf("%s: got status %d, %q, %q", name, r.status, r.out, r.err)
		}
		if again := (place{}).run(t, "", "help", name); again != r {
			t.Errorf("help %s: got other words than %s --help", name, name)
		}
		head, examples, _ := strings.Cut(r.out, "Examples:\n")
		if !strings.Contains(examples, "marque "+name) {
			t.Errorf("%s: got no example in %q", name, r.out)
		}
		for line := range strings.Lines(examples) {
			if !strings.Contains(line, "marque "+name) {
				continue
			}
			for _, f := range flag.FindAllStringSubmatch(line, -1) {
				if !strings.Contains(head, "--"+f[1]+" ") {
					t.Errorf("%s: the example has --%s, which is no flag of it", name, f[1])
				}
			}
		}
		for _, m := range regexp.MustCompile(`(?m)^  --(\S+)\s+(.*)$`).FindAllStringSubmatch(head, -1) {
			if m[2] == "" {
				t.Errorf("%s: --%s is not explained", name, m[1])
			}
		}
	}
	if !slices.Contains(names, "verify") {
		t.Errorf("got %v", names)
	}
}

func TestComplianceIsToldForThePolicyThatIsAskedFor(t *testing.T) {
	t.Parallel()
	p := lite(t)
	strict, standard := object(t, p.must(t, "admin", "compliance", "--json", "--policy", "strict")), object(t, p.must(t, "admin", "compliance", "--json"))
	few, more := strict["deviations"].([]any), standard["deviations"].([]any)
	if strict["policy"] != "strict" || standard["policy"] != "standard" || len(few) == 0 || len(few) >= len(more) {
		t.Errorf("got %d departures under %v and %d under %v", len(few), strict["policy"], len(more), standard["policy"])
	}
	if said := p.must(t, "admin", "compliance"); !strings.Contains(said, "ASVS 6.3.3") || !strings.Contains(said, "under policy standard") {
		t.Errorf("got %q", said)
	}
}

func TestWrongWordsAreOneSentenceAndStatusTwo(t *testing.T) {
	t.Parallel()
	p := lite(t)
	for line, want := range map[string]string{
		"nonsense":                 `no command "nonsense"`,
		"help nonsense":            `no command "nonsense"`,
		"import":                   "marque import feed FILE",
		"import feed":              "marque import feed FILE",
		"import nothing a.jsonl":   "marque import feed FILE",
		"import feed a b":          "marque import feed FILE",
		"admin":                    "say what to do",
		"admin nothing":            "say what to do",
		"admin compliance now":     "say what to do",
		"calc":                     "name one kind",
		"calc nothing":             "name one kind",
		"shadow":                   "name the tape",
		"cycle --date tomorrow":    `"tomorrow" is not a date`,
		"cycle --date 2026-02-30":  `2026-02-30 is not a date`,
		"demo --date 2026-13-01":   `2026-13-01 is not a date`,
		"demo --port many":         "many",
		"demo --seed -1":           "-1",
		"verify --digest=perhaps":  "perhaps",
		"verify --port 80":         "-port",
		"serve --no-such-flag":     "no-such-flag",
		"import feed --report":     "report",
		"migrate --digest":         "digest",
		"version --no-invitations": "no-invitations",
	} {
		sentence(t, line, p.run(t, "", strings.Fields(line)...), 2, want)
	}
	for _, name := range []string{"demo", "serve", "migrate", "cycle", "verify", "version"} {
		sentence(t, name+" extra", p.run(t, "", name, "extra"), 2, `"extra" is not understood`)
	}
}

func TestEverySettingThatIsWrongIsNamed(t *testing.T) {
	t.Parallel()
	r := lite(t).run(t, "", "verify", "--listen", "nowhere", "--policy", "lax")
	if r.status != 1 || !strings.Contains(r.err, "listen: ") || !strings.Contains(r.err, "policy: ") || strings.Count(r.err, "\n") != 2 {
		t.Errorf("got status %d, %q", r.status, r.err)
	}
}

func TestFlagsMayStandBeforeBetweenAndAfterWords(t *testing.T) {
	t.Parallel()
	p := lite(t)
	for _, line := range []string{"import --json feed", "import feed --json", "import feed FILE --json"} {
		args := strings.Fields(line)
		if !strings.Contains(line, "FILE") {
			args = append(args, some(t, 2))
		} else {
			args[slices.Index(args, "FILE")] = some(t, 2)
		}
		if r := p.run(t, "", args...); r.status != 0 || object(t, r.out)["lines"] != 2.0 {
			t.Errorf("%s: got %+v", line, r)
		}
	}
}

func TestVersionIsToldInWordsAndInJSON(t *testing.T) {
	t.Parallel()
	if out := (place{}).must(t, "version"); !regexp.MustCompile(`^marque \S+ \(go1\.\S+\)$`).MatchString(out) {
		t.Errorf("got %q", out)
	}
	if v := object(t, (place{}).must(t, "version", "--json")); v["version"] == "" || v["go"] == "" {
		t.Errorf("got %v", v)
	}
}
