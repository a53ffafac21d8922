// Package docs_test holds the documents to the code: what they show must exist and work.
package docs_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"marque/internal/cli"
	"marque/internal/config"
	"marque/internal/core/feed"
)

// root is the repository, seen from here.
const root = ".."

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, path))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// pages lists every document that people read, by its path in the repository.
func pages(t *testing.T) []string {
	t.Helper()
	var all []string
	for _, pattern := range []string{"*.md", "docs/*.md", "docs/*/*.md"} {
		found, err := filepath.Glob(filepath.Join(root, pattern))
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range found {
			all = append(all, strings.TrimPrefix(filepath.ToSlash(path), root+"/"))
		}
	}
	if len(all) < 10 {
		t.Fatalf("found %d documents, want all", len(all))
	}
	return all
}

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
	for _, kind := range feed.Types() {
		if !seen[kind] {
			t.Errorf("the feed's page has no example of %s", kind)
		}
	}
}

func TestEveryTestThatADocumentNamesExists(t *testing.T) {
	t.Parallel()
	exists := tests(t)
	for _, page := range pages(t) {
		for _, m := range regexp.MustCompile("`(Test[A-Z]\\w+)`").FindAllStringSubmatch(read(t, page), -1) {
			if !exists[m[1]] {
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
			if _, err := os.Stat(filepath.Join(root, to)); err != nil {
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

// help returns what the program says to "help" about a command, or about all.
func help(t *testing.T, words ...string) string {
	t.Helper()
	var out, errOut bytes.Buffer
	if status := cli.Main(t.Context(), cli.Env{Out: &out, Err: &errOut, Now: time.Now}, append([]string{"help"}, words...)); status != 0 {
		return ""
	}
	return out.String()
}

func TestEveryCommandThatADocumentShowsExists(t *testing.T) {
	t.Parallel()
	shown := regexp.MustCompile("(?m)(?:^    |\\| |`|^ +)(?:go run \\./cmd/|bin/)?marque ([a-z]+)([^`\n#]*)")
	n := 0
	for _, page := range pages(t) {
		for _, m := range shown.FindAllStringSubmatch(read(t, page), -1) {
			n++
			said := help(t, m[1])
			if said == "" {
				t.Errorf("%s shows marque %s, which is no command", page, m[1])
			}
			for _, flag := range regexp.MustCompile(`--[a-z-]+`).FindAllString(m[2], -1) {
				if !strings.Contains(said, flag+" ") {
					t.Errorf("%s shows marque %s %s, which is no flag of it", page, m[1], flag)
				}
			}
		}
	}
	if n < 20 {
		t.Errorf("found %d commands in the documents, want more: has their form changed?", n)
	}
}
