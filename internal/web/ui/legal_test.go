package ui

import (
	"errors"
	"reflect"
	"strings"
	"testing"
	"testing/fstest"

	"marque/internal/l10n"
)

const legalHead = "Version: a-1\nDate: 2026-11-01\n\n"

// withTexts is a good brand with terms of use in every language.
func withTexts(t *testing.T) fstest.MapFS {
	t.Helper()
	files := aureliaFiles(t)
	for _, l := range l10n.All() {
		files[legalFile("aurelia", Terms, l)] = &fstest.MapFile{Data: []byte(legalHead + "# Who\nWe.\n\n- one\n- two [there](https://a.example/x?y=1), and on\n\nThe end,\nof it.\n")}
	}
	return files
}

func TestALegalTextIsHeadingsListsParagraphsAndLinks(t *testing.T) {
	t.Parallel()
	bs, err := LoadBrands(withTexts(t))
	if err != nil {
		t.Fatal(err)
	}
	b := bs.All()[0]
	got, found := b.Legal(Terms, l10n.DeDE)
	want := []LegalBlock{
		{LegalHeading, [][]LegalSpan{{{Text: "Who"}}}}, {LegalParagraph, [][]LegalSpan{{{Text: "We."}}}},
		{LegalList, [][]LegalSpan{{{Text: "one"}}, {{Text: "two "}, {"there", "https://a.example/x?y=1"}, {Text: ", and on"}}}},
		{LegalParagraph, [][]LegalSpan{{{Text: "The end,"}}, {{Text: "of it."}}}},
	}
	if !found || got.Version != "a-1" || got.Date.String() != "2026-11-01" || !reflect.DeepEqual(got.Blocks, want) {
		t.Errorf("got %+v", got)
	}
	if _, found := b.Legal(Imprint, l10n.EnUS); found || len(b.LegalTexts()) != 1 {
		t.Errorf("got an imprint that there is not, of %v", b.LegalTexts())
	}
}

func TestEveryFaultOfALegalTextIsTold(t *testing.T) {
	t.Parallel()
	en := legalFile("aurelia", Terms, l10n.EnUS)
	for name, c := range map[string]struct{ file, text, want string }{
		"HTML":                  {en, legalHead + "We <b>lend</b>.", en + ": line 4: < and > are not taken"},
		"a link that is no web": {en, legalHead + "# A\n[x](javascript:alert)", `line 5: the link "[x](javascript:alert)" needs words and an address that begins with https://`},
		"http":                  {en, legalHead + "[x](http://a.example)", "begins with https://"},
		"a broken link":         {en, legalHead + "[x](https://a.example/ b)", "a link is written"},
		"a name in the address": {en, legalHead + "[x](https://u:p@a.example)", "begins with https://"},
		"no version":            {en, "Date: 2026-11-01\n\nWe.", `Version ""`},
		"no date":               {en, "Version: a-1\nDate: 1.11.2026\n\nWe.", "Date is missing"},
		"another head":          {en, "Version: a-1\nDate: 2026-11-01\nBy: us\n\nWe.", "line 3: the head has Version and Date only"},
		"no words":              {en, legalHead, "it has no words"},
		"another version":       {en, "Version: a-2\nDate: 2026-11-01\n\nWe.", "is version a-1 of 2026-11-01, but the English text is a-2"},
		"a hidden direction":    {en, legalHead + "a\u202eb", "cannot be printed"},
		"no UTF-8":              {en, legalHead + "\xff", "it is not UTF-8"},
		"too long":              {en, legalHead + strings.Repeat("x ", 30_000), "at most 49152"},
		"a mistyped name":       {"aurelia-term.en-US.txt", legalHead + "We.", "aurelia-term.en-US.txt is no text of a brand"},
		"one language only":     {legalFile("aurelia", Imprint, l10n.DeDE), legalHead + "Wir.", "aurelia-imprint.es-US.txt is missing"},
	} {
		files := withTexts(t)
		files[c.file] = &fstest.MapFile{Data: []byte(c.text)}
		if _, faults := CheckBrands(files); len(faults) == 0 || !strings.Contains(errors.Join(faults...).Error(), c.want) {
			t.Errorf("%s: got %v, want %q", name, faults, c.want)
		}
	}
	if _, faults := CheckBrands(withTexts(t)); faults != nil {
		t.Errorf("a good one: got %v", faults)
	}
}

func TestABrandWithoutTextsLinksToNone(t *testing.T) {
	t.Parallel()
	f := frame(t)
	inOrder(t, render(t, f.Layout(Head{Title: "Help"})), `href="/legal/terms"`, "Terms of use", `href="/legal/privacy"`, `href="/legal/imprint"`, "100 Meridian Square", "NMLS ID 0000000")
	bs, err := LoadBrands(aureliaFiles(t))
	if err != nil {
		t.Fatal(err)
	}
	f.Brand = bs.All()[0]
	lacks(t, render(t, f.Layout(Head{Title: "Help"})), "/legal/")
}

func TestTheDemosTextsSayThatTheyAreSamples(t *testing.T) {
	t.Parallel()
	for _, b := range load(t).All() {
		if got := b.LegalTexts(); len(got) != 3 {
			t.Errorf("%s: got %v", b.Key, got)
		}
		for _, k := range b.LegalTexts() {
			for l, want := range map[l10n.Locale]string{l10n.EnUS: "sample text of a fictitious company", l10n.EsUS: "texto de muestra de una empresa ficticia", l10n.DeDE: "Mustertext eines erfundenen Unternehmens"} {
				if text, _ := b.Legal(k, l); !strings.Contains(text.Blocks[0].Lines[0][0].Text, want) {
					t.Errorf("%s %s in %s: got %q", b.Key, k, l, text.Blocks[0].Lines[0][0].Text)
				}
			}
		}
	}
}
