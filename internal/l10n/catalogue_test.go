package l10n_test

import (
	"encoding/csv"
	"flag"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

var catalogue = flag.String("catalogue", "", "write every text with its place to this CSV file, for translators")

// said is one text of the program as it stands in the source.
type said struct {
	place string
	words [3]string // by Locale
}

// texts reads every text of the source: three strings in a row that Say, T, Fault, Field, Input or Later are called with.
func texts(t *testing.T) []said {
	t.Helper()
	var out []said
	err := filepath.WalkDir("../..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		files := token.NewFileSet()
		file, err := parser.ParseFile(files, path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if call, ok := n.(*ast.CallExpr); ok {
				if words, ok := saidBy(call); ok {
					place := strings.TrimPrefix(filepath.ToSlash(path), "../../")
					if page, ok := strings.CutSuffix(place, "_templ.go"); ok {
						place = page + ".templ"
					} else {
						place += ":" + strconv.Itoa(files.Position(call.Pos()).Line)
					}
					out = append(out, said{place, words})
				}
			}
			return true
		})
		return nil
	})
	if err != nil || len(out) < 300 {
		t.Fatalf("got %d texts, %v, want all of them", len(out), err)
	}
	return out
}

// saidBy returns the words of a call that says something: its first three strings in a row, after a field's name or a kind.
func saidBy(call *ast.CallExpr) (words [3]string, ok bool) {
	first, known := map[string]int{"Say": 0, "say": 0, "T": 0, "Fault": 1, "Field": 1, "Input": 1, "Later": 1}[calledName(call)]
	if !known || len(call.Args) < first+len(words) {
		return words, false
	}
	for i := range words {
		literal, isLiteral := call.Args[first+i].(*ast.BasicLit)
		if !isLiteral || literal.Kind != token.STRING {
			return words, false
		}
		var err error
		if words[i], err = strconv.Unquote(literal.Value); err != nil {
			return words, false
		}
	}
	return words, true
}

func calledName(call *ast.CallExpr) string {
	switch f := call.Fun.(type) {
	case *ast.SelectorExpr:
		return f.Sel.Name
	case *ast.Ident:
		return f.Name
	}
	return ""
}

// TestEveryTextSaysTheSameInEachLanguage: no language is empty, and each has the same values and the same marks of ui.Sentence.
func TestEveryTextSaysTheSameInEachLanguage(t *testing.T) {
	t.Parallel()
	for _, s := range texts(t) {
		for _, w := range s.words {
			if strings.TrimSpace(w) == "" && s.words[0] != w {
				t.Errorf("%s: %q lacks a language", s.place, s.words[0])
			}
			if got, want := values(w), values(s.words[0]); !slices.Equal(got, want) {
				t.Errorf("%s: %q has %v, and %q has %v", s.place, w, got, s.words[0], want)
			}
		}
	}
}

var value = regexp.MustCompile(`%(\[([0-9])\])?[a-zA-Z]|\{[1-9]\}`)

// values lists what is put into a text, in order: "%1", "%2", "{1}".
func values(words string) []string {
	var out []string
	next := 0
	for _, found := range value.FindAllStringSubmatch(words, -1) {
		switch {
		case found[0][0] == '{':
			out = append(out, found[0])
		case found[2] != "":
			next, _ = strconv.Atoi(found[2])
			out = append(out, "%"+found[2])
		default:
			next++
			out = append(out, "%"+strconv.Itoa(next))
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func TestValuesAreFoundWhateverTheirOrder(t *testing.T) {
	t.Parallel()
	for words, want := range map[string]string{
		"%s of %s": "%1 %2", "%[2]s, %[1]s": "%1 %2", "[go]{2} to {1}": "{1} {2}", "100%": "", "400 % %s": "%1", "%[2]s %[2]s": "%2",
	} {
		if got := strings.Join(values(words), " "); got != want {
			t.Errorf("%q: got %q, want %q", words, got, want)
		}
	}
}

// TestCatalogueForTranslators writes it, when asked: go test ./internal/l10n -run Catalogue -catalogue /tmp/catalogue.csv
func TestCatalogueForTranslators(t *testing.T) {
	if *catalogue == "" {
		t.Skip("no -catalogue FILE")
	}
	file, err := os.Create(*catalogue)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	w := csv.NewWriter(file)
	rows := [][]string{{"where", "en-US", "es-US", "de-DE"}}
	for _, s := range texts(t) {
		rows = append(rows, append([]string{s.place}, s.words[:]...))
	}
	if err := w.WriteAll(rows); err != nil {
		t.Fatal(err)
	}
}
