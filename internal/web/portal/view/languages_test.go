package view_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	templ "github.com/a-h/templ/parser/v2"
)

// english are the files whose words are in American English only: the demo's outbox, and what developers read of the API.
var english = []string{"outbox.templ", "outbox.go", "apidocs.templ"}

// letters are words: two letters in a row. A symbol, a unit or a single letter is none.
var letters = regexp.MustCompile(`\p{L}{2}`)

// shown are the attributes whose words people see or hear.
var shown = []string{"aria-label", "title", "alt", "placeholder", "data-words"}

// same are words that no language of ours writes otherwise.
var same = []string{"PDF,", "Demo", `"VIN"`}

// desk are words of the staff's pages in the design system.
var desk = []string{`"Find a customer"`, `"Queue"`, `"Cases"`, `"Requests"`}

// outside lists the words of a template that are shown without being a text in three languages.
func outside(t *testing.T, path string) []string {
	t.Helper()
	file, err := templ.Parse(path)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, n := range file.Nodes {
		if page, ok := n.(*templ.HTMLTemplate); ok {
			out = append(out, inNodes(page.Children)...)
		}
	}
	return out
}

func inNodes(nodes []templ.Node) []string {
	var out []string
	for _, n := range nodes {
		switch n := n.(type) {
		case *templ.Text:
			if letters.MatchString(entity.ReplaceAllString(n.Value, "")) && !slices.Contains(same, strings.TrimSpace(n.Value)) {
				out = append(out, strings.TrimSpace(n.Value))
			}
		case *templ.Element:
			out = append(out, inAttributes(n.Attributes)...)
		}
		if inner, ok := n.(templ.CompositeNode); ok {
			out = append(out, inNodes(inner.ChildNodes())...)
		}
	}
	return out
}

var entity = regexp.MustCompile(`&[a-z]+;`)

func inAttributes(all []templ.Attribute) []string {
	var out []string
	for _, a := range all {
		constant, ok := a.(*templ.ConstantAttribute)
		if ok && slices.Contains(shown, constant.Key.String()) && letters.MatchString(constant.Value) && !slices.Contains(same, constant.Value) {
			out = append(out, constant.Value)
		}
	}
	return out
}

func TestWordsOnPagesStandInThreeLanguages(t *testing.T) {
	t.Parallel()
	paths, err := filepath.Glob("*.templ")
	more, err2 := filepath.Glob("../../ui/*.templ")
	if paths = append(paths, more...); err != nil || err2 != nil || len(paths) < 20 {
		t.Fatalf("found %v, %v, %v", paths, err, err2)
	}
	for _, path := range paths {
		if slices.Contains(english, filepath.Base(path)) {
			continue
		}
		for _, w := range outside(t, path) {
			t.Errorf("%s shows %q in English only: say it with p.Say", path, w)
		}
	}
}

// fields are those of the parts of pages that hold words to be shown.
var fields = []string{"Label", "Hint", "Legend", "Title", "Text", "Words", "Detail", "Caption", "Heading", "Problem", "Notice", "Aside", "Lead", "Note", "Message"}

// literals lists the words that a Go file puts into such a field as they are.
func literals(t *testing.T, path string) []string {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	ast.Inspect(file, func(n ast.Node) bool {
		pair, ok := n.(*ast.KeyValueExpr)
		if !ok {
			return true
		}
		if key, ok := pair.Key.(*ast.Ident); ok && slices.Contains(fields, key.Name) {
			ast.Inspect(pair.Value, func(n ast.Node) bool {
				if literal, ok := n.(*ast.BasicLit); ok && literal.Kind == token.STRING && letters.MatchString(literal.Value) && !slices.Contains(same, literal.Value) && !slices.Contains(desk, literal.Value) {
					out = append(out, literal.Value)
				}
				_, called := n.(*ast.CallExpr)
				return !called
			})
		}
		return true
	})
	return out
}

func TestWordsInFieldsStandInThreeLanguages(t *testing.T) {
	t.Parallel()
	paths, _ := filepath.Glob("*.go")
	more, _ := filepath.Glob("../*.go")
	system, _ := filepath.Glob("../../ui/*.go")
	for _, path := range slices.Concat(paths, more, system) {
		name := filepath.Base(path)
		if strings.HasSuffix(name, "_test.go") || slices.Contains(english, strings.Replace(name, "_templ.go", ".templ", 1)) || slices.Contains(english, name) {
			continue
		}
		for _, w := range literals(t, path) {
			t.Errorf("%s puts %s into a field that is shown: say it with Say or l10n.T", path, w)
		}
	}
}

func TestWordsOutsideOfATextAreFound(t *testing.T) {
	t.Parallel()
	page := "package x\n\ntempl p() {\n\t<p class=\"lead\" aria-label=\"Read me\">Pay now &times; <b>{ p.Say(\"a\", \"b\", \"c\") }</b></p>\n}\n"
	file, err := templ.ParseString(page)
	if err != nil {
		t.Fatal(err)
	}
	if got := inNodes(file.Nodes[len(file.Nodes)-1].(*templ.HTMLTemplate).Children); !slices.Equal(got, []string{"Read me", "Pay now &times;"}) {
		t.Errorf("got %q", got)
	}
}
