package view_test

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/a-h/templ"
	"golang.org/x/net/html"

	"marque/internal/l10n"
	"marque/internal/web/portal/view"
	"marque/internal/web/portal/view/samples"
	"marque/internal/web/ui"
)

func setup(t *testing.T) (*ui.Brands, *ui.Assets) {
	t.Helper()
	brands, err := ui.LoadBrands(nil)
	if err != nil {
		t.Fatal(err)
	}
	assets, err := ui.NewAssets(brands)
	if err != nil {
		t.Fatal(err)
	}
	return brands, assets
}

// eachPage runs a check on every page, in both brands and all languages.
func eachPage(t *testing.T, check func(t *testing.T, name string, page *page)) {
	t.Helper()
	brands, assets := setup(t)
	for _, b := range brands.All() {
		for _, l := range l10n.All() {
			for _, s := range samples.Pages(samples.Stranger(b, assets, l)) {
				t.Run(b.Key+"/"+l.Tag()+"/"+s.Name, func(t *testing.T) {
					t.Parallel()
					var text strings.Builder
					if err := s.Component.Render(t.Context(), &text); err != nil {
						t.Fatal(err)
					}
					check(t, s.Name, parse(t, text.String()))
				})
			}
		}
	}
}

// page is a parsed page.
type page struct {
	text string
	all  []*html.Node // elements in the order of the document
}

func parse(t *testing.T, text string) *page {
	t.Helper()
	root, err := html.Parse(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	p := &page{text: text}
	for n := range root.Descendants() {
		if n.Type == html.ElementNode {
			p.all = append(p.all, n)
		}
	}
	return p
}

func (p *page) elements(names ...string) []*html.Node {
	var out []*html.Node
	for _, n := range p.all {
		if slices.Contains(names, n.Data) {
			out = append(out, n)
		}
	}
	return out
}

func (p *page) byID(id string) *html.Node {
	for _, n := range p.all {
		if attr(n, "id") == id {
			return n
		}
	}
	return nil
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func words(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

func TestEveryPageIsWellFormed(t *testing.T) {
	t.Parallel()
	void := []string{"meta", "link", "input", "br", "img", "hr"}
	eachPage(t, func(t *testing.T, _ string, p *page) {
		var open []string
		z := html.NewTokenizer(strings.NewReader(p.text))
		for {
			kind := z.Next()
			if kind == html.ErrorToken {
				break
			}
			tag, _ := z.TagName()
			name := string(tag)
			switch {
			case kind == html.StartTagToken && !slices.Contains(void, name):
				open = append(open, name)
			case kind == html.EndTagToken:
				if len(open) == 0 || open[len(open)-1] != name {
					t.Fatalf("</%s> closes %v", name, open)
				}
				open = open[:len(open)-1]
			}
		}
		if len(open) > 0 {
			t.Errorf("left open: %v", open)
		}
	})
}

func TestEveryPageHasATitleALanguageAndOneFirstHeading(t *testing.T) {
	t.Parallel()
	eachPage(t, func(t *testing.T, _ string, p *page) {
		if got := len(p.elements("h1")); got != 1 {
			t.Errorf("got %d h1, want 1", got)
		}
		if got := attr(p.elements("html")[0], "lang"); got == "" {
			t.Error("no language")
		}
		if got := words(p.elements("title")[0]); !strings.Contains(got, " – ") {
			t.Errorf("got title %q, want one with the brand", got)
		}
		for _, name := range []string{"main", "footer", "header"} {
			if name != "header" && len(p.elements(name)) != 1 {
				t.Errorf("got %d %s, want 1", len(p.elements(name)), name)
			}
		}
		level := 1
		for _, h := range p.elements("h1", "h2", "h3") {
			next := int(h.Data[1] - '0')
			if next > level+1 {
				t.Errorf("heading %q jumps from level %d to %d", words(h), level, next)
			}
			level = next
		}
	})
}

// ours is the name of a script file of ours, by its content.
var ours = regexp.MustCompile(`^/assets/[a-z0-9-]+\.[0-9a-f]{16}\.js$`)

func TestNoPageRunsStylesOrLoadsAnythingInline(t *testing.T) {
	t.Parallel()
	eachPage(t, func(t *testing.T, _ string, p *page) {
		for _, n := range p.all {
			if n.Data == "style" || n.Data == "iframe" {
				t.Errorf("found <%s>", n.Data)
			}
			if n.Data == "script" && (n.FirstChild != nil || attr(n, "type") != "module" || !ours.MatchString(attr(n, "src"))) {
				t.Errorf("found a script from %q of type %q, want a module of ours and nothing inline", attr(n, "src"), attr(n, "type"))
			}
			for _, a := range n.Attr {
				if a.Key == "style" || strings.HasPrefix(a.Key, "on") || strings.Contains(a.Val, "javascript:") {
					t.Errorf("<%s> has %s=%q", n.Data, a.Key, a.Val)
				}
			}
			if href := attr(n, "href"); (n.Data == "link" || n.Data == "use") && !strings.HasPrefix(href, ui.AssetsPrefix) {
				t.Errorf("<%s> loads %q, want an asset of ours", n.Data, href)
			}
		}
	})
}

func TestIDsAreUniqueAndReferencesLead(t *testing.T) {
	t.Parallel()
	eachPage(t, func(t *testing.T, _ string, p *page) {
		seen := map[string]bool{}
		for _, n := range p.all {
			id := attr(n, "id")
			if id != "" && seen[id] {
				t.Errorf("id %s stands twice", id)
			}
			seen[id] = true
		}
		for _, n := range p.all {
			refs := strings.Fields(attr(n, "aria-describedby") + " " + attr(n, "aria-labelledby") + " " + attr(n, "for"))
			if href := attr(n, "href"); n.Data == "a" && strings.HasPrefix(href, "#") {
				refs = append(refs, href[1:])
			}
			for _, ref := range refs {
				if !seen[ref] {
					t.Errorf("<%s> points at %s, which is not there", n.Data, ref)
				}
			}
		}
	})
}

func TestEveryInputHasALabelAndEveryFormATokenAndAnAddress(t *testing.T) {
	t.Parallel()
	eachPage(t, func(t *testing.T, _ string, p *page) {
		labelled := map[string]bool{}
		for _, l := range p.elements("label") {
			labelled[attr(l, "for")] = words(l) != ""
		}
		for _, n := range p.elements("input", "select", "textarea") {
			if attr(n, "type") == "hidden" {
				continue
			}
			if !labelled[attr(n, "id")] {
				t.Errorf("input %s has no label", attr(n, "name"))
			}
			if attr(n, "placeholder") != "" {
				t.Errorf("input %s has a placeholder", attr(n, "name"))
			}
			if kind := attr(n, "type"); kind == "password" && attr(n, "value") != "" {
				t.Errorf("input %s sends a password back", attr(n, "name"))
			}
		}
		for _, f := range p.elements("form") {
			if attr(f, "method") == "get" && strings.HasPrefix(attr(f, "action"), "/") {
				continue // a question: it changes nothing, and a token would stand in the address
			}
			if attr(f, "method") != "post" || !strings.HasPrefix(attr(f, "action"), "/") {
				t.Errorf("form goes to %q by %q, want POST to a path of ours", attr(f, "action"), attr(f, "method"))
			}
			token := false
			for n := range f.Descendants() {
				token = token || n.Data == "input" && attr(n, "name") == ui.CSRFField && attr(n, "value") != ""
			}
			if !token {
				t.Errorf("form to %s has no token", attr(f, "action"))
			}
		}
		for _, b := range append(p.elements("button"), p.elements("a")...) {
			if words(b) == "" && attr(b, "aria-label") == "" {
				t.Errorf("<%s> to %q has no words", b.Data, attr(b, "href"))
			}
		}
	})
}

// One primary button a page: the others are of the second rank.
func TestAPageHasAtMostOnePrimaryButton(t *testing.T) {
	t.Parallel()
	eachPage(t, func(t *testing.T, _ string, p *page) {
		primary := 0
		for _, n := range p.elements("a", "button") {
			class := strings.Fields(attr(n, "class"))
			if slices.Contains(class, "button") && !slices.Contains(class, "second") {
				primary++
			}
		}
		if primary > 1 {
			t.Errorf("got %d primary buttons, want at most 1", primary)
		}
	})
}

func TestAFailedFormSaysSoAndLeadsToItsFields(t *testing.T) {
	t.Parallel()
	eachPage(t, func(t *testing.T, name string, p *page) {
		title := words(p.elements("title")[0])
		failed := strings.HasPrefix(title, "Error: ") || strings.HasPrefix(title, "Fehler: ")
		if failed != (strings.HasSuffix(name, "-failed") || name == "signin-empty") {
			t.Fatalf("got title %q", title)
		}
		if !failed {
			return
		}
		var summary *html.Node
		for _, n := range p.all {
			if attr(n, "role") == "alert" {
				summary = n
			}
		}
		if summary == nil {
			t.Fatal("no summary of the errors")
		}
		for n := range summary.Descendants() {
			if n.Data != "a" || n.Type != html.ElementNode {
				continue
			}
			field := p.byID(strings.TrimPrefix(attr(n, "href"), "#"))
			if field == nil || !slices.Contains([]string{"input", "select", "textarea"}, field.Data) {
				t.Errorf("%q does not lead to a field", words(n))
			}
			if !strings.Contains(p.text, `id="`+attr(field, "id")+`-error"`) {
				t.Errorf("%q does not stand beside its field", words(n))
			}
		}
	})
}

func TestWhatWasTypedComesBackEscaped(t *testing.T) {
	t.Parallel()
	brands, assets := setup(t)
	const typed = `"><script>alert('x')</script>`
	frame := samples.Stranger(brands.All()[0], assets, l10n.EnUS)
	frame.Person = typed
	pages := map[string]string{
		"sign in":   render(t, view.SignIn{Frame: frame, Identifier: typed, Next: typed, Notice: typed}.Page()),
		"proof":     render(t, view.RegisterProof{Frame: frame, LastName: typed, ContractOrVIN: typed, Day: typed}.Page()),
		"pay":       render(t, view.Pay{Frame: frame, Other: typed, New: view.NewAccount{Routing: typed}, CutOff: typed}.Page()),
		"outbox":    render(t, view.Outbox{Frame: frame, Messages: []view.Message{{Body: typed + " https://example.com/" + typed, Subject: typed}}}.Page()),
		"problem":   render(t, view.Problem{Frame: frame, Heading: typed, Words: typed, Reference: typed}.Page()),
		"dashboard": render(t, view.Dashboard{Frame: frame, Contract: view.Contract{Model: typed, Number: typed}, Vehicle: view.Vehicle{VIN: typed, Name: typed}}.Page()),
	}
	for name, text := range pages {
		if strings.Contains(text, "<script>") {
			t.Errorf("%s: markup came through", name)
		}
		if !strings.Contains(text, "&lt;script&gt;") {
			t.Errorf("%s: what was typed is not shown", name)
		}
	}
}

func TestAnActionCannotBecomeAScript(t *testing.T) {
	t.Parallel()
	brands, assets := setup(t)
	text := render(t, view.Problem{Frame: samples.Stranger(brands.All()[0], assets, l10n.EnUS), Heading: "No",
		Actions: []ui.Link{{Text: "Go", Href: "javascript:alert(1)"}}}.Page())
	if strings.Contains(text, "javascript:") {
		t.Error("a javascript: address came through")
	}
}

func TestThePayButtonSaysWhatItDoes(t *testing.T) {
	t.Parallel()
	brands, assets := setup(t)
	for _, s := range samples.Pages(samples.Stranger(brands.All()[0], assets, l10n.EnUS)) {
		if s.Name == "review" {
			p := parse(t, render(t, s.Component))
			for _, b := range p.elements("button") {
				if words(b) == "Pay $612.44 on December 1" {
					return
				}
			}
		}
	}
	t.Error(`no button "Pay $612.44 on December 1"`)
}

func TestThePageItselfIsSmall(t *testing.T) {
	t.Parallel()
	const most = 40_000 // before zipping, which makes a fifth of it
	eachPage(t, func(t *testing.T, _ string, p *page) {
		if len(p.text) > most {
			t.Errorf("got %d bytes, want at most %d", len(p.text), most)
		}
	})
}

func render(t *testing.T, c templ.Component) string {
	t.Helper()
	var b strings.Builder
	if err := c.Render(t.Context(), &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestPasswordsAreMaskedAndOpenToManagersAndPaste(t *testing.T) {
	t.Parallel()
	eachPage(t, func(t *testing.T, _ string, p *page) {
		for _, n := range p.elements("input") {
			name, kind := attr(n, "name"), attr(n, "type")
			if (name == "password" || name == "current") != (kind == "password") && kind != "hidden" {
				t.Errorf("input %s is of type %s", name, kind)
			}
			if kind == "password" && !slices.Contains([]string{"current-password", "new-password"}, attr(n, "autocomplete")) {
				t.Errorf("input %s: a password manager reads %q", name, attr(n, "autocomplete"))
			}
			if most, _ := strconv.Atoi(attr(n, "maxlength")); kind == "password" && most > 0 && most < 64 {
				t.Errorf("input %s takes %d characters", name, most)
			}
			if attr(n, "onpaste") != "" {
				t.Errorf("input %s of type %s keeps from pasting", name, kind)
			}
		}
	})
}

func TestEveryPageOfSomebodySignedInHasTheWayOut(t *testing.T) {
	t.Parallel()
	seen := 0
	brands, assets := setup(t)
	for _, s := range samples.Pages(samples.Stranger(brands.All()[0], assets, l10n.All()[0])) {
		var text strings.Builder
		if err := s.Component.Render(t.Context(), &text); err != nil {
			t.Fatal(err)
		}
		p := parse(t, text.String())
		inside, out := false, false
		for _, n := range p.all {
			inside = inside || n.Data == "a" && attr(n, "href") == ui.PathSecurity && attr(n, "class") != "button"
			out = out || n.Data == "form" && (attr(n, "action") == ui.PathSignOut || attr(n, "action") == ui.PathDeskViewEnd)
		}
		if inside {
			seen++
		}
		if inside && !out {
			t.Errorf("%s shows no way to sign out", s.Name)
		}
	}
	if seen < 5 {
		t.Errorf("found %d pages of somebody signed in, want many", seen)
	}
}

func TestNoPageAsksASecretQuestion(t *testing.T) {
	t.Parallel()
	question := regexp.MustCompile(`(?i)(secret|security) question|maiden name|first pet|password hint|hint for your password|pregunta (secreta|de seguridad)|primera mascota|apellido de soltera|sicherheitsfrage|erstes haustier|mädchenname|passworthinweis`)
	legacy := []string{"questions", "questions-failed", "recover-question"} // shown under that policy only: TestSecurityQuestionsAreAskedUnderLegacyOnly
	eachPage(t, func(t *testing.T, name string, p *page) {
		found := question.FindString(p.text)
		if asks := slices.Contains(legacy, name); asks != (found != "") {
			t.Errorf("%s asks %q", name, found)
		}
	})
}
