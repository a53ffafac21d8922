package view_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"marque/internal/l10n"
	"marque/internal/web/portal/view/samples"
	"marque/internal/web/ui"
)

// moneyEnglish are words that nearly every English sentence has and that are neither Spanish nor German, nor part of a name on the pages.
var moneyEnglish = regexp.MustCompile(`(?i)(?:^|[^\pL])(the|your|you|is|are|and|of|this|that|with|from|it|we|not|be|will|for|to|on|by|if|when|has|have|payment|account|due)(?:$|[^\pL])`)

// moneyPages lists the pages, by the beginning of their names, of which no English is left in the other languages.
var moneyPages = []string{
	"account", "arrangement", "autopay", "card", "dashboard", "extra", "letter-", "pay", "receipt", "refund", "relief", "review", "statements",
}

func TestNoEnglishIsLeftOnThePagesOfMoneyInAnotherLanguage(t *testing.T) {
	t.Parallel()
	brands, assets := setup(t)
	for _, l := range l10n.All()[1:] {
		seen := 0
		for _, s := range samples.Pages(samples.Stranger(brands.All()[0], assets, l)) {
			if !slices.ContainsFunc(moneyPages, func(begin string) bool { return strings.HasPrefix(s.Name, begin) }) {
				continue
			}
			seen++
			p := parse(t, render(t, s.Component))
			for _, text := range saidIn(p.elements("main")[0]) {
				if moneyEnglish.MatchString(text) {
					t.Errorf("%s in %s says %q", s.Name, l, text)
				}
			}
		}
		if seen < 60 {
			t.Errorf("%s: read only %d pages", l, seen)
		}
	}
}

// someEnglish is any two words after each other in letters without accents.
var someEnglish = regexp.MustCompile(`[A-Za-z]{2,} [A-Za-z]{2,}`)

func TestNoWordOfAPageIsOutsideTheCatalogue(t *testing.T) {
	t.Parallel()
	brands, assets := setup(t)
	brand := brands.All()[0]
	made := append(madeUp(t), brand.Hours, brand.LegalName, brand.License)
	made = append(append(made, brand.Address...), legalLines(brand)...)
	slices.SortFunc(made, func(a, b string) int { return len(b) - len(a) }) // the longest first: one may hold another
	var pairs []string
	for _, m := range made {
		pairs = append(pairs, m, "…")
	}
	data := strings.NewReplacer(pairs...)
	seen := 0
	for _, s := range samples.Pages(samples.Stranger(brands.All()[0], assets, l10n.Pseudo)) {
		if inEnglish(s) {
			continue
		}
		seen++
		p := parse(t, render(t, s.Component))
		for _, text := range saidIn(p.elements("body")[0]) {
			if someEnglish.MatchString(data.Replace(text)) {
				t.Errorf("%s says %q", s.Name, text)
			}
		}
	}
	if seen < 150 {
		t.Errorf("read only %d pages", seen)
	}
}

// inEnglish tells whether a page is the desk's, the demo's or the developers', which are in English.
func inEnglish(s samples.Sample) bool {
	return strings.HasPrefix(s.Name, "desk") || s.Name == "outbox" || s.Name == "api"
}

// byPeople are the texts of the samples that stand as they were typed in whatever language a page is: what customers, agents and workshops
// wrote, the title of a statement that was issued in English, and how a lender's product cites its contract.
var byPeople = []string{
	"The late fee of October", "Proof of insurance for my new policy with a rather long name", "When does the title come?", "My card is 4111 1111 1111 1111",
	"I paid on the 12th, so why is there a late fee on my account? My bank says the money left on", "Could you send us a picture of your bank’s line for it? Then we look into it at once.",
	"Here you are.", "Thank you. https://", "This is what would end your loan.", "And this would be your next payment.", "My phone", "Security key in the drawer",
	"Oil and filter", "Tires rotated, annual inspection", "Norden of Duluth", "Windshield cracked, lower left", "Tire worn, front left", "Statement for November 2026",
	"Contract, section 4",
}

// smallWord is a word in small letters, with what may follow it in a sentence.
var smallWord = regexp.MustCompile(`^[a-z]{2,}[,.:;?!]?$`)

func TestNoTextOfACustomersPageIsTheSameInEveryLanguage(t *testing.T) {
	t.Parallel()
	brands, assets := setup(t)
	pages := map[string][3][]string{} // what a page says in each language, by its name
	for i, l := range l10n.All() {
		for _, s := range samples.Pages(samples.Stranger(brands.All()[0], assets, l)) {
			if !inEnglish(s) {
				said := pages[s.Name]
				said[i] = saidIn(parse(t, render(t, s.Component)).elements("html")[0])
				pages[s.Name] = said
			}
		}
	}
	typed := map[string]bool{}
	for name, said := range pages {
		for _, text := range said[0] {
			words := strings.Fields(text)
			if len(words) < 2 || !slices.ContainsFunc(words, smallWord.MatchString) || !slices.Contains(said[1], text) || !slices.Contains(said[2], text) {
				continue
			}
			if i := slices.IndexFunc(byPeople, func(x string) bool { return strings.Contains(text, x) }); i >= 0 {
				typed[byPeople[i]] = true
				continue
			}
			t.Errorf("%s says in every language %q", name, text)
		}
	}
	if len(pages) < 150 || len(typed) != len(byPeople) {
		t.Errorf("read %d pages, and %d of %d texts that people typed", len(pages), len(typed), len(byPeople))
	}
}

// legalLines are what a brand's legal texts say in English: words of its operator, not of ours.
func legalLines(b *ui.Brand) []string {
	var out []string
	for _, k := range b.LegalTexts() {
		text, _ := b.Legal(k, l10n.EnUS)
		for _, block := range text.Blocks {
			for _, line := range block.Lines {
				for _, span := range line {
					out = append(out, strings.TrimSpace(span.Text))
				}
			}
		}
	}
	return out
}

// madeUp lists the words that the samples put on pages as data: names, what people wrote, what the core said of a field.
func madeUp(t *testing.T) []string {
	t.Helper()
	var out []string
	paths, err := filepath.Glob("samples/*.go")
	if err != nil || len(paths) == 0 {
		t.Fatal("no samples", err)
	}
	for _, path := range paths {
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if literal, ok := n.(*ast.BasicLit); ok && literal.Kind == token.STRING && letters.MatchString(literal.Value) {
				text, err := strconv.Unquote(literal.Value)
				if err != nil {
					t.Fatal(err)
				}
				for line := range strings.Lines(text) {
					if line = strings.TrimSpace(line); line != strings.ToLower(line) || strings.Contains(line, " ") { // a single small word is a value of a form
						out = append(out, line)
					}
				}
			}
			return true
		})
	}
	return out
}

// saidIn lists what a reader or a screen reader gets of an element: its texts and the attributes that are words.
func saidIn(n *html.Node) []string {
	var out []string
	for d := range n.Descendants() {
		if marked(d, n) {
			continue
		}
		if d.Type == html.TextNode && strings.TrimSpace(d.Data) != "" {
			out = append(out, strings.Join(strings.Fields(d.Data), " "))
		}
		for _, a := range d.Attr {
			if a.Key == "aria-label" || a.Key == "placeholder" || a.Key == "alt" || a.Key == "title" || strings.HasPrefix(a.Key, "data-") && strings.Contains(a.Val, " ") {
				out = append(out, a.Val)
			}
		}
	}
	return out
}

// marked tells whether a node below another stands in what is marked as being of a language.
func marked(d, below *html.Node) bool {
	for ; d != nil && d != below; d = d.Parent {
		if attr(d, "lang") != "" {
			return true
		}
	}
	return false
}
