package store_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
)

// statement is one SQL statement of the store's code.
type statement struct {
	at      token.Position
	parts   []string // the constant text; " for update" stands between two parts where ForUpdate is called
	unknown bool     // something in it is not constant
}

// text is the statement as an engine gets it.
func (s statement) text(postgres bool) string {
	if postgres {
		return strings.Join(s.parts, " for update")
	}
	return strings.Join(s.parts, "")
}

var beginning = regexp.MustCompile(`(?is)^\s*(select\s.*\S|insert\s+into\s|update\s+\S+\s+set\s|delete\s+from\s|with\s+\S+\s.*\bas\s*\()`)

// ownSQL are the rooms where statements of one engine only may stand.
var ownSQL = []string{"engine", "queue", "testdata"}

func TestEachStatementIsPreparedOnBothEngines(t *testing.T) {
	t.Parallel()
	found := statements(t)
	if len(found) < 50 {
		t.Fatalf("found %d statements under internal/store, want those of all topics", len(found))
	}
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		for _, s := range found {
			if err := prepare(t, db, s.text(db.Postgres())); err != nil {
				t.Errorf("%s: %v", s.at, err)
			}
		}
	})
}

func TestAStatementThatAnEngineRefusesIsSeen(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		refused := "insert or ignore into audits (id) values ($1)"
		if !db.Postgres() {
			refused = "select cast($1 as text)::text"
		}
		for _, bad := range []string{"select a from nowhere", "select 1 from", refused} {
			if err := prepare(t, db, bad); err == nil {
				t.Errorf("%s: got no error", bad)
			}
		}
	})
}

func prepare(t *testing.T, db *engine.DB, text string) error {
	t.Helper()
	if !db.Postgres() {
		stmt, err := db.Writer().PrepareContext(t.Context(), text)
		if err != nil {
			return err
		}
		return stmt.Close()
	}
	conn, err := db.Pool().Acquire(t.Context())
	if err != nil {
		return err
	}
	defer conn.Release()
	_, err = conn.Conn().Prepare(t.Context(), "", text)
	return err
}

// traps are what both engines accept and understand differently, or what grows slow.
var traps = map[string]*regexp.Regexp{
	"LIKE ignores case on SQLite only; compare a _norm column": regexp.MustCompile(`(?i)\bi?like\b`),
	"OFFSET reads what it skips; page by key":                  regexp.MustCompile(`(?i)\boffset\b`),
	"select * changes with the table; list the columns":        regexp.MustCompile(`(?i)\bselect\s+\*`),
	":: is a cast of PostgreSQL only; use cast(… as …)":        regexp.MustCompile(`::`),
	"now() and its like differ; the time is an argument":       regexp.MustCompile(`(?i)\b(now\s*\(|current_(date|time|timestamp)\b)`),
	"? is not our placeholder; use $1":                         regexp.MustCompile(`\?`),
}

func TestNoStatementHoldsWhatTheEnginesUnderstandDifferently(t *testing.T) {
	t.Parallel()
	for _, s := range statements(t) {
		if why := trapped(s.text(false)); why != "" {
			t.Errorf("%s: %s", s.at, why)
		}
	}
}

func TestEachStatementIsConstant(t *testing.T) {
	t.Parallel()
	for _, s := range statements(t) {
		if s.unknown {
			t.Errorf("%s: this statement is put together at run time; write it as one constant", s.at)
		}
	}
}

func TestTheFinderFindsStatementsAndNothingElse(t *testing.T) {
	t.Parallel()
	found, err := statementsOf(filepath.Join("testdata", "sample"))
	if err != nil {
		t.Fatal(err)
	}
	want := []struct {
		line    int
		text    string
		unknown bool
	}{
		{7, "select id, name from thing where id = $1 for update", false},
		{8, "\n\t\tUPDATE thing SET name = $1", false},
		{10, "delete from ", true},
		{11, "with x as (select 1) select 1 from x", false},
	}
	if len(found) != len(want) {
		t.Fatalf("got %d statements, want %d: %+v", len(found), len(want), found)
	}
	for i, w := range want {
		got := found[i]
		if got.at.Line != w.line || got.text(true) != w.text || got.unknown != w.unknown {
			t.Errorf("got %q at line %d (unknown %v), want %q at line %d (unknown %v)", got.text(true), got.at.Line, got.unknown, w.text, w.line, w.unknown)
		}
	}
}

func TestEachTrapIsSeen(t *testing.T) {
	t.Parallel()
	for _, bad := range []string{
		"select a from t where b like $1", "select a from t limit 5 offset 10", "select * from t", "select a::text from t",
		"select sum(a) from t", "select coalesce(sum(a), 0) from t", "select a from t where b < now()", "select a from t where b = ?",
	} {
		if trapped(bad) == "" {
			t.Errorf("%s: got no complaint", bad)
		}
	}
	for _, good := range []string{
		"select cast(sum(a) as bigint) from t", "select cast(coalesce(sum(a), 0) as bigint) from t", "select a from t where b = 'like now()?'",
		"select a from t group by a having sum(b) <> 0",
	} {
		if why := trapped(good); why != "" {
			t.Errorf("%s: got %q", good, why)
		}
	}
}

// trapped says which trap a statement steps into, or nothing.
func trapped(text string) string {
	bare := quoted.ReplaceAllString(text, "''")
	for why, trap := range traps {
		if trap.MatchString(bare) {
			return why
		}
	}
	bare = having.ReplaceAllString(bare, "") // compares sums there, where their type does not matter
	if n := len(sums.FindAllString(bare, -1)); n > len(castSums.FindAllString(bare, -1)) {
		return "the sum of bigints is numeric on PostgreSQL; use cast(sum(…) as bigint)"
	}
	return ""
}

var (
	sums     = regexp.MustCompile(`(?i)\bsum\s*\(`)
	castSums = regexp.MustCompile(`(?i)\bcast\s*\((coalesce\s*\()?\s*sum\s*\(`)
	having   = regexp.MustCompile(`(?is)\bhaving\b.*`)
	quoted   = regexp.MustCompile(`'[^']*'`)
)

// statements finds every statement in the store's own code.
func statements(t *testing.T) []statement {
	t.Helper()
	var out []statement
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.IsDir() {
			return err
		}
		for _, own := range ownSQL {
			if path == own {
				return filepath.SkipDir
			}
		}
		found, err := statementsOf(path)
		out = append(out, found...)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// statementsOf finds the statements of one package.
func statementsOf(folder string) ([]statement, error) {
	files := token.NewFileSet()
	names, err := filepath.Glob(filepath.Join(folder, "*.go"))
	if err != nil {
		return nil, err
	}
	var parsed []*ast.File
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(files, name, nil, parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		parsed = append(parsed, file)
	}
	f := folding{files: files, constants: constants(parsed)}
	for _, file := range parsed {
		ast.Inspect(file, f.visit)
	}
	return f.found, nil
}

// folding folds constant string expressions of a package and keeps those that are statements.
type folding struct {
	files     *token.FileSet
	constants map[string]ast.Expr
	found     []statement
}

// visit looks at whole expressions only: an addition is folded at once, its sides are not looked at again.
func (f *folding) visit(n ast.Node) bool {
	e, ok := n.(ast.Expr)
	if !ok {
		return true
	}
	switch e.(type) {
	case *ast.BinaryExpr, *ast.BasicLit:
	default:
		return true
	}
	s := statement{at: f.files.Position(e.Pos()), parts: []string{""}}
	f.fold(e, &s)
	if !beginning.MatchString(s.text(false)) {
		_, addition := e.(*ast.BinaryExpr)
		return addition
	}
	f.found = append(f.found, s)
	return false
}

// fold appends an expression's constant text to a statement.
func (f *folding) fold(e ast.Expr, s *statement) {
	last := len(s.parts) - 1
	switch e := e.(type) {
	case *ast.BasicLit:
		if text, err := strconv.Unquote(e.Value); err == nil && e.Kind == token.STRING {
			s.parts[last] += text
		}
	case *ast.BinaryExpr:
		if e.Op == token.ADD {
			f.fold(e.X, s)
			f.fold(e.Y, s)
		}
	case *ast.ParenExpr:
		f.fold(e.X, s)
	case *ast.Ident:
		value, ok := f.constants[e.Name]
		if !ok {
			s.unknown = true
			return
		}
		f.fold(value, s)
	case *ast.CallExpr:
		if called, ok := e.Fun.(*ast.SelectorExpr); ok && called.Sel.Name == "ForUpdate" {
			s.parts = append(s.parts, "")
			return
		}
		s.unknown = true
	default:
		s.unknown = true
	}
}

// constants are a package's constants by name, those of functions included.
func constants(files []*ast.File) map[string]ast.Expr {
	out := map[string]ast.Expr{}
	for _, file := range files {
		ast.Inspect(file, func(n ast.Node) bool {
			d, ok := n.(*ast.GenDecl)
			if !ok || d.Tok != token.CONST {
				return true
			}
			for _, spec := range d.Specs {
				v := spec.(*ast.ValueSpec) //nolint:forcetypeassert // a constant's declaration holds nothing else
				for i, name := range v.Names {
					if i < len(v.Values) {
						out[name.Name] = v.Values[i]
					}
				}
			}
			return true
		})
	}
	return out
}
