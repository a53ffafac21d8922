// Package marque_test holds the plan of the house (docs/architecture.md) as tests: who may import whom, where libraries live, where SQL is.
package marque_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "marque/"

// room is one line of the table of floors: packages below these folders may import those, and nothing else of ours.
type room struct {
	folder string   // the longest matching folder decides
	may    []string // folders; "core" allows core/finance too
}

var (
	ground   = []string{"internal/fault", "internal/money", "internal/civil", "internal/id", "internal/l10n"}
	core     = append([]string{"internal/core"}, ground...)
	store    = append([]string{"internal/store", "internal/seal"}, core...)
	services = append([]string{"internal/door", "internal/book", "internal/courier", "internal/herald", "internal/hashing", "internal/paper"}, store...)
)

var rooms = []room{
	{"cmd/marque", []string{"internal/cli"}},
	{"internal/cli", []string{"internal/app", "internal/demo", "internal/config", "internal/core", "internal/service", "internal/fault", "internal/money", "internal/civil", "internal/id", "internal/cli"}},
	{"internal/demo", append([]string{"internal/app", "internal/config", "internal/service", "internal/cli"}, core...)},
	{"internal/app/apptest", append([]string{"internal/app", "internal/config", "internal/service"}, store...)}, // tests only
	{"internal/app", append([]string{"internal/web", "internal/worker", "internal/service", "internal/gateway", "internal/config", "internal/paper", "internal/redact"}, services...)},
	{"internal/worker", append([]string{"internal/service", "internal/store/queue", "internal/courier", "internal/herald"}, core...)},
	{"internal/web/portal", append([]string{"internal/web/guard", "internal/web/respond", "internal/web/ui", "internal/web/wording", "internal/web/portal", "internal/service"}, core...)},
	{"internal/web/portal/view", append([]string{"internal/web/ui"}, core...)},
	{"internal/web/portal/view/samples", append([]string{"internal/web/ui", "internal/web/portal/view", "internal/web/console/view"}, core...)}, // tests and the gallery only
	{"internal/web/console", append([]string{"internal/web/guard", "internal/web/respond", "internal/web/ui", "internal/web/wording", "internal/web/console", "internal/service"}, core...)},
	{"internal/web/console/view", append([]string{"internal/web/ui"}, core...)},
	{"internal/web/wording", append([]string{"internal/web/ui"}, core...)},
	{"internal/web/live", append([]string{"internal/web/guard", "internal/web/respond", "internal/service/messaging"}, core...)},
	{"internal/web/partner", append([]string{"internal/web/guard", "internal/web/respond", "internal/service"}, core...)},
	{"internal/web/guard", append([]string{"internal/web/respond", "internal/service/signin", "internal/service/granting", "internal/service/viewing", "internal/service/guiding", "internal/core/access"}, core...)},
	{"internal/web/api", append([]string{"internal/web/guard", "internal/web/respond", "internal/service"}, core...)},
	{"internal/web/respond", ground},
	{"internal/web/edge", ground},
	{"internal/web/ui", ground},
	{"internal/config", ground},
	{"internal/seal", ground},
	{"internal/redact", ground},
	{"internal/service", services},
	{"internal/book", store},
	{"internal/courier", store},
	{"internal/herald", append([]string{"internal/book"}, store...)},
	{"internal/hashing", append([]string{"internal/seal"}, core...)},
	{"internal/door", store},
	{"internal/gateway", append([]string{"internal/gateway/freeport"}, core...)},
	{"internal/paper", core},
	{"internal/store/engine", []string{"internal/fault"}},
	{"internal/store/engine/enginetest", []string{"internal/store/engine", "internal/store/queue"}},
	{"internal/store", append([]string{"internal/store/engine", "internal/seal"}, core...)},
	{"internal/core", core},
	{"internal/fault", ground}, {"internal/money", ground}, {"internal/civil", ground}, {"internal/id", ground}, {"internal/l10n", ground},
}

// homes says which libraries live in one room only.
var homes = map[string]string{
	"github.com/riverqueue/":             "internal/store/queue",
	"github.com/jackc/pgx":               "internal/store",
	"modernc.org/sqlite":                 "internal/store/engine",
	"github.com/pressly/goose":           "internal/store/engine",
	"github.com/tink-crypto/":            "internal/seal",
	"github.com/wneessen/go-mail":        "internal/gateway/mail",
	"github.com/fiorix/go-smpp":          "internal/gateway/sms/smpp",
	"github.com/a-h/templ":               "internal/web",
	"net/http":                           "internal/{web,gateway,app,cli}",
	"database/sql":                       "internal/store",
	"golang.org/x/crypto/argon2":         "internal/{core/identity,seal}", // passwords; and the passphrase of a backup, which becomes a key: keys are made in seal only
	"github.com/trustelem/zxcvbn":        "internal/core/identity",
	"github.com/coreos/go-oidc/":         "internal/gateway/idp",
	"golang.org/x/oauth2":                "internal/gateway/idp",
	"github.com/VictoriaMetrics/metrics": "internal/app",
	"golang.org/x/crypto/acme":           "internal/web/edge",
	"github.com/pkg/sftp":                "internal/gateway/bank/sftp",
	"golang.org/x/crypto/ssh":            "internal/gateway/bank/sftp",
	"github.com/danielgtaylor/huma":      "internal/web/api",
	"github.com/centrifugal/centrifuge":  "internal/web/live",
	"rsc.io/qr":                          "internal/web/ui",
	"github.com/go-webauthn/":            "internal/core/passkey",
	"github.com/fxamacker/cbor":          "internal/core/passkey",
}

func TestEveryPackageImportsOnlyWhatStandsBelowIt(t *testing.T) {
	t.Parallel()
	eachFile(t, func(file string, imports []string) {
		folder := filepath.ToSlash(filepath.Dir(file))
		at := roomOf(folder)
		if at == nil {
			t.Errorf("%s: this folder has no floor in the table", file)
			return
		}
		for _, path := range imports {
			ours, ok := strings.CutPrefix(path, module)
			if ok && !within(ours, at.may) && !strings.HasPrefix(ours, folder+"/") && !siblingOf(folder, ours) {
				t.Errorf("%s: %s may not import %s", file, at.folder, ours)
			}
		}
	})
}

// siblingOf forbids what a folder list cannot say: a service never imports another service, a topic of the store never another topic.
// It returns true only for a package's own helpers below the same room.
func siblingOf(folder, ours string) bool {
	for _, parent := range []string{"internal/paper", "internal/web/ui", "internal/web/portal/view", "internal/cli", "internal/gateway/mail", "internal/gateway/sms", "internal/gateway/bank"} {
		if strings.HasPrefix(folder, parent) && strings.HasPrefix(ours, parent) {
			return true
		}
	}
	return false
}

func TestNoServiceImportsAnotherAndNoTopicAnother(t *testing.T) {
	t.Parallel()
	shared := []string{"internal/store/engine", "internal/store/engine/enginetest"}
	eachFile(t, func(file string, imports []string) {
		for _, room := range []string{"internal/service/", "internal/store/"} {
			own, ok := strings.CutPrefix(filepath.ToSlash(filepath.Dir(file)), room)
			if !ok || own == "engine/enginetest" { // migrates what the tests of every topic need; the table above holds it
				continue
			}
			own, _, _ = strings.Cut(own, "/")
			for _, path := range imports {
				ours := strings.TrimPrefix(path, module)
				other, ok := strings.CutPrefix(ours, room)
				other, _, _ = strings.Cut(other, "/")
				if ok && other != own && !slices.Contains(shared, ours) {
					t.Errorf("%s: %s may not import its neighbour %s", file, own, other)
				}
			}
		}
	})
}

func TestALibraryLivesInOneRoom(t *testing.T) {
	t.Parallel()
	eachFile(t, func(file string, imports []string) {
		for _, path := range imports {
			for library, home := range homes {
				standard := !strings.Contains(library, ".") // of the standard library the package itself is meant, not what lies below it
				if (path == library || !standard && strings.HasPrefix(path, library)) && !at(file, home) {
					t.Errorf("%s: %s lives in %s", file, library, home)
				}
			}
		}
	})
}

func TestSQLStandsUnderStoreOnly(t *testing.T) {
	t.Parallel()
	statement := regexp.MustCompile(`(?is)^\s*(select\s.+\sfrom|insert\s+into|update\s+\w+\s+set|delete\s+from)\s`)
	eachSource(t, func(file string, f *ast.File) {
		if strings.HasPrefix(file, "internal/store/") {
			return
		}
		ast.Inspect(f, func(n ast.Node) bool {
			if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
				if text, err := strconv.Unquote(lit.Value); err == nil && statement.MatchString(text) {
					t.Errorf("%s: SQL outside internal/store: %.60s", file, text)
				}
			}
			return true
		})
	})
}

func TestNoInitAndNoJunkRooms(t *testing.T) {
	t.Parallel()
	eachSource(t, func(file string, f *ast.File) {
		for _, decl := range f.Decls {
			if fn, ok := decl.(*ast.FuncDecl); ok && fn.Recv == nil && fn.Name.Name == "init" {
				t.Errorf("%s: no init functions", file)
			}
		}
		if slices.Contains([]string{"util", "utils", "common", "helpers", "misc"}, f.Name.Name) {
			t.Errorf("%s: package %s says nothing", file, f.Name.Name)
		}
	})
}

func TestTimeAndRandomnessComeInAsArguments(t *testing.T) {
	t.Parallel()
	eachSource(t, func(file string, f *ast.File) {
		if !strings.HasPrefix(file, "internal/core/") && !strings.HasPrefix(file, "internal/service/") && !strings.HasPrefix(file, "internal/book/") {
			return
		}
		ast.Inspect(f, func(n ast.Node) bool {
			sel, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			if x, ok := sel.X.(*ast.Ident); ok {
				switch x.Name + "." + sel.Sel.Name {
				case "time.Now", "time.Since", "time.Sleep", "rand.Reader", "rand.Read", "rand.Int", "rand.N":
					t.Errorf("%s: %s.%s inside a rule", file, x.Name, sel.Sel.Name)
				}
			}
			return true
		})
	})
}

func at(file, home string) bool {
	if parent, rest, ok := strings.Cut(home, "{"); ok {
		for child := range strings.SplitSeq(strings.TrimSuffix(rest, "}"), ",") {
			if strings.HasPrefix(file, parent+child) {
				return true
			}
		}
		return false
	}
	return strings.HasPrefix(file, home)
}

func roomOf(folder string) *room {
	var best *room
	for i := range rooms {
		r := &rooms[i]
		if within(folder, []string{r.folder}) && (best == nil || len(r.folder) > len(best.folder)) {
			best = r
		}
	}
	return best
}

func within(path string, folders []string) bool {
	return slices.ContainsFunc(folders, func(f string) bool { return path == f || strings.HasPrefix(path, f+"/") })
}

func eachFile(t *testing.T, visit func(file string, imports []string)) {
	t.Helper()
	eachSource(t, func(file string, f *ast.File) {
		var imports []string
		for _, spec := range f.Imports {
			imports = append(imports, strings.Trim(spec.Path.Value, `"`))
		}
		visit(file, imports)
	})
}

// eachSource visits every Go file that is no test, below cmd and internal.
func eachSource(t *testing.T, visit func(file string, f *ast.File)) {
	t.Helper()
	for _, root := range []string{"cmd", "internal"} {
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
			if err == nil {
				visit(filepath.ToSlash(path), f)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}
