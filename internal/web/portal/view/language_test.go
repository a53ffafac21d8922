package view_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"marque/internal/l10n"
	"marque/internal/web/portal/view/samples"
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

// saidIn lists what a reader or a screen reader gets of an element: its texts and the attributes that are words.
func saidIn(n *html.Node) []string {
	var out []string
	for d := range n.Descendants() {
		if d.Parent != nil && attr(d.Parent, "lang") != "" {
			continue // marked as what it is
		}
		if d.Type == html.TextNode && strings.TrimSpace(d.Data) != "" {
			out = append(out, strings.Join(strings.Fields(d.Data), " "))
		}
		for _, a := range d.Attr {
			if a.Key == "aria-label" || a.Key == "alt" || a.Key == "title" || strings.HasPrefix(a.Key, "data-") && strings.Contains(a.Val, " ") {
				out = append(out, a.Val)
			}
		}
	}
	return out
}
