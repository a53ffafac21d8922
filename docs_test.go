package marque_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"marque/internal/config"
	"marque/internal/core/feed"
)

var update = flag.Bool("update", false, "write the generated parts of the documents anew")

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// pages lists every document that people read.
func pages(t *testing.T) []string {
	t.Helper()
	all, err := filepath.Glob("*.md")
	for _, pattern := range []string{"docs/*.md", "docs/*/*.md"} {
		more, globErr := filepath.Glob(pattern)
		if err == nil {
			err = globErr
		}
		all = append(all, more...)
	}
	if err != nil || len(all) < 10 {
		t.Fatalf("found %d documents: %v", len(all), err)
	}
	return all
}

func TestTheDocumentedFloorsAreTheTestedOnes(t *testing.T) {
	t.Parallel()
	const page, begin, end = "docs/architecture.md", "<!-- floors -->\n", "<!-- /floors -->"
	before, rest, _ := strings.Cut(read(t, page), begin)
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

func TestEverySettingIsDocumented(t *testing.T) {
	t.Parallel()
	page := read(t, "docs/administrator/README.md")
	for _, s := range config.Settings() {
		row := "| `" + s.Env + "` | "
		if s.Flag != "" {
			row += "`--" + s.Flag + "` | "
		}
		if !strings.Contains(page, row) {
			t.Errorf("the settings' table has no row that begins with %s", row)
		}
	}
	for _, env := range regexp.MustCompile("(?m)^\\| `(MARQUE_[A-Z_]+)`").FindAllStringSubmatch(page, -1) {
		if !slices.ContainsFunc(config.Settings(), func(s config.Setting) bool { return s.Env == env[1] }) {
			t.Errorf("%s is documented, but there is no such setting", env[1])
		}
	}
}

func TestTheDocumentedFileHoldsEverySetting(t *testing.T) {
	t.Parallel()
	page := read(t, "docs/administrator/README.md")
	_, rest, _ := strings.Cut(page, "```json\n")
	example, _, ok := strings.Cut(rest, "```")
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, config.FileName), []byte(example), 0o600); err != nil || !ok {
		t.Fatalf("no example of a settings file: %v", err)
	}
	if _, err := config.Load(nil, func(name string) (string, bool) { return dir, name == "MARQUE_DATA" }); err != nil {
		t.Errorf("the example of a settings file is refused: %v", err)
	}
	for _, name := range fieldsOf(reflect.TypeFor[config.Config]()) {
		if !strings.Contains(example, `"`+name+`"`) {
			t.Errorf("the example of a settings file does not show %q", name)
		}
	}
}

// fieldsOf lists the names in JSON of a struct and of the structs of ours inside it.
func fieldsOf(t reflect.Type) []string {
	var out []string
	for i := range t.NumField() {
		f := t.Field(i)
		name := f.Tag.Get("json")
		if name == "" || name == "-" {
			continue
		}
		out = append(out, name)
		inner := f.Type
		if inner.Kind() == reflect.Slice {
			inner = inner.Elem()
		}
		if inner.Kind() == reflect.Struct {
			out = append(out, fieldsOf(inner)...)
		}
	}
	return out
}

func TestTheFeedsExamplesAreUnderstood(t *testing.T) {
	t.Parallel()
	rules := feed.Rules{Now: time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC), Zone: func(name string) bool { _, err := time.LoadLocation(name); return err == nil }}
	blocks := regexp.MustCompile("(?s)```json\n(.*?)```").FindAllStringSubmatch(read(t, "docs/integrator/feed.md"), -1)
	seen := map[feed.Type]bool{}
	for _, block := range blocks {
		var line bytes.Buffer
		if err := json.Compact(&line, []byte(block[1])); err != nil {
			t.Errorf("%v in\n%s", err, block[1])
			continue
		}
		e, err := feed.Decode(line.Bytes(), rules)
		if err != nil {
			t.Errorf("%v in\n%s", err, block[1])
			continue
		}
		if len(e.Notes) > 0 {
			t.Errorf("%v in\n%s", e.Notes, block[1])
		}
		seen[e.Type] = true
	}
	for _, kind := range []feed.Type{
		feed.ContractActivated, feed.OwnershipChanged, feed.TitleUpdated, feed.VehicleOdometer, feed.VehicleRecall, feed.VehicleServiced,
	} {
		if !seen[kind] {
			t.Errorf("the feed's page has no example of %s", kind)
		}
	}
}

func TestEveryTestThatADocumentNamesExists(t *testing.T) {
	t.Parallel()
	tests := map[string]bool{}
	err := filepath.WalkDir(".", func(path string, _ os.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		text, err := os.ReadFile(path)
		for _, m := range regexp.MustCompile(`(?m)^func (Test\w+)\(`).FindAllSubmatch(text, -1) {
			tests[string(m[1])] = true
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, page := range pages(t) {
		for _, m := range regexp.MustCompile("`(Test[A-Z]\\w+)`").FindAllStringSubmatch(read(t, page), -1) {
			if !tests[m[1]] {
				t.Errorf("%s names %s, which does not exist", page, m[1])
			}
		}
	}
}

func TestEveryLinkOfADocumentLeadsSomewhere(t *testing.T) {
	t.Parallel()
	link := regexp.MustCompile(`\]\(([^)#\s]*)(?:#([^)\s]*))?\)`)
	for _, page := range pages(t) {
		for _, m := range link.FindAllStringSubmatch(read(t, page), -1) {
			to := filepath.Join(filepath.Dir(page), m[1])
			if strings.Contains(m[1], "://") {
				continue
			}
			if m[1] == "" {
				to = page
			}
			if _, err := os.Stat(to); err != nil {
				t.Errorf("%s leads to %s, which is not there", page, m[1])
			} else if m[2] != "" && !slices.Contains(anchors(read(t, to)), m[2]) {
				t.Errorf("%s leads to #%s of %s, which is not there", page, m[2], to)
			}
		}
	}
}

// anchors lists the names that headings get: small letters, hyphens for blanks, no punctuation.
func anchors(text string) []string {
	var out []string
	for _, m := range regexp.MustCompile(`(?m)^#+ (.*)$`).FindAllStringSubmatch(text, -1) {
		plain := regexp.MustCompile(`[^a-z0-9 -]`).ReplaceAllString(strings.ToLower(m[1]), "")
		out = append(out, strings.ReplaceAll(plain, " ", "-"))
	}
	return out
}

func TestEveryModuleIsNamedInNotice(t *testing.T) {
	t.Parallel()
	notice := read(t, "NOTICE")
	for _, m := range regexp.MustCompile(`(?m)^\t([\w.-]+/\S+) v`).FindAllStringSubmatch(read(t, "go.mod"), -1) {
		if !regexp.MustCompile(`(?m)^    ` + regexp.QuoteMeta(m[1]) + `(\s|$)`).MatchString(notice) {
			t.Errorf("%s is not named in NOTICE", m[1])
		}
	}
}
