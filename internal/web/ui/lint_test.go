package ui

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// templ does not clean what goes into these places, so nothing that is computed may stand there.
var forbidden = map[string]*regexp.Regexp{
	"an expression in formaction, src, srcdoc or xlink:href": regexp.MustCompile(`(?i)\b(formaction|src|srcdoc|xlink:href)\s*=\s*\{`),
	"a style attribute":              regexp.MustCompile(`(?i)[\s"]style\s*=`),
	"an event handler":               regexp.MustCompile(`(?i)[\s"]on[a-z]+\s*=`),
	"a script":                       regexp.MustCompile(`(?i)<script`),
	"a style element":                regexp.MustCompile(`(?i)<style`),
	"a css or script block of templ": regexp.MustCompile(`(?m)^(css|script) `),
	"spread attributes":              regexp.MustCompile(`\.\.\.\s*\}`),
}

// module is the one way to load a script: a file of ours by its plain name.
const module = `<script type="module" src={ f.Assets.Path(name) }></script>`

func faults(templ string) []string {
	templ = strings.ReplaceAll(strings.ReplaceAll(templ, "{ children... }", ""), module, "")
	var out []string
	for what, pattern := range forbidden {
		if pattern.MatchString(templ) {
			out = append(out, what)
		}
	}
	return out
}

func TestTemplatesComputeNothingThatRunsOrStyles(t *testing.T) {
	t.Parallel()
	seen := 0
	err := filepath.WalkDir("..", func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".templ") {
			return err
		}
		raw, err := os.ReadFile(path)
		for _, what := range faults(string(raw)) {
			t.Errorf("%s has %s", path, what)
		}
		seen++
		return err
	})
	if err != nil || seen < 5 {
		t.Fatalf("read %d templates (%v), want all", seen, err)
	}
}

func TestTheTemplateLintFindsEach(t *testing.T) {
	t.Parallel()
	bad := []string{
		`<button formaction={ x }>`, `<img src={ x }/>`, `<use xlink:href={ x }></use>`, `<p style="a">`, `<p style={ x }>`, `<p onclick="x">`,
		`<p onclick={ x }>`, `<script>1</script>`, `<style>a{}</style>`, "css red() {\n}", "script go() {\n}", `<p { attrs... }>`, `<iframe srcdoc={ x }>`,
		`<script type="module" src={ name }></script>`, `<script type="module" src="https://example.com/x.js"></script>`, module + `<script>1</script>`,
	}
	for _, templ := range bad {
		if len(faults(templ)) == 0 {
			t.Errorf("got nothing for %s", templ)
		}
	}
	if got := faults(`<a href={ x } class="style">on = { children... }</a>` + module); len(got) > 0 {
		t.Errorf("got %v for a harmless one", got)
	}
}
