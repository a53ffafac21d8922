package marque_test

import (
	"go/ast"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// dangerous names what is not imported by the program, and who may still, with the reason.
var dangerous = map[string][]string{
	"C":      nil, // no memory of our own to get wrong (ASVS 1.4.1, 1.4.3)
	"unsafe": nil,
	"plugin": nil,
	// Tests start servers. The program itself starts PostgreSQL's pg_dump and pg_restore, in one file: only they know each version's catalogue, and
	// a reader of our own would have to be proved with each. It is right because what 1.2.5 fears cannot come in there: no shell, fixed names, arguments
	// of ours, no input of a customer or an agent, and only from marque backup and restore, which somebody on the machine runs (the test below).
	"os/exec": {"internal/store/engine/enginetest", "internal/paper/pdf/pdftest", "internal/gateway/mail/mailtest", "internal/gateway/sms/smstest", "internal/gateway/bank/banktest",
		"internal/store/engine/backup.go"},
	"text/template":             nil, // no page without escaping (1.3.7)
	"encoding/gob":              nil, // nothing that makes types from input (1.5.2)
	"net/http/pprof":            nil, // (13.4.2)
	"expvar":                    nil,
	"crypto/md5":                nil, // (11.4.1)
	"crypto/des":                nil, // (11.3.2)
	"crypto/rc4":                nil,
	"crypto/cipher":             nil,                                                                                                                          // blocks and modes are tink's business (11.2.1)
	"crypto/sha1":               {"internal/core/identity/totp.go"},                                                                                           // RFC 6238's default inside HMAC, which SHA-1's collisions do not touch
	"math/rand":                 nil,                                                                                                                          // (11.5.1)
	"math/rand/v2":              {"internal/demo", "internal/store/engine/engine.go"},                                                                         // made-up people; a pause between two tries
	"encoding/xml":              {"internal/core/tape", "internal/gateway/sms", "internal/web/ui/svg.go", "internal/paper/pdf", "internal/gateway/bank/sepa"}, // Go's parser reads no external entities (1.5.1)
	"net/http/cgi":              nil,
	"go/ast":                    nil,
	"html/template":             {"internal/cli/shadow", "internal/app"}, // reports with templates of ours only
	"github.com/golang-jwt/jwt": nil,                                     // no token that says of itself who it is (9.1.1)
}

func TestNothingDangerousIsImported(t *testing.T) {
	t.Parallel()
	eachFile(t, func(file string, imports []string) {
		for _, path := range imports {
			may, listed := dangerous[path]
			if listed && !slices.ContainsFunc(may, func(home string) bool { return strings.HasPrefix(file, home) }) {
				t.Errorf("%s imports %s", file, path)
			}
		}
	})
}

// TestTheServerStartsNoOtherProgram holds that what may start one is called by the commands for backup and restore only.
func TestTheServerStartsNoOtherProgram(t *testing.T) {
	t.Parallel()
	callers := map[string][]string{"internal/app/backup.go": {"Backup"}, "internal/app/restore.go": {"Restore"}, "internal/cli/backing.go": {"Backup", "Restore"}}
	found := 0
	eachSource(t, func(file string, f *ast.File) {
		ast.Inspect(f, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			if sel, ok := call.Fun.(*ast.SelectorExpr); ok && (sel.Sel.Name == "Backup" || sel.Sel.Name == "Restore") {
				if found++; !slices.Contains(callers[file], sel.Sel.Name) {
					t.Errorf("%s calls %s", file, sel.Sel.Name)
				}
			}
			return true
		})
	})
	if found < 4 {
		t.Errorf("found %d calls, want those of both commands", found)
	}
}

func TestNoCertificateIsTakenUnchecked(t *testing.T) {
	t.Parallel()
	eachSource(t, func(file string, f *ast.File) {
		ast.Inspect(f, func(n ast.Node) bool {
			if key, ok := n.(*ast.Ident); ok && (key.Name == "InsecureSkipVerify" || key.Name == "VersionTLS10" || key.Name == "VersionTLS11") {
				t.Errorf("%s names %s", file, key.Name)
			}
			return true
		})
	})
}

// unsafeScript is what a script of ours never does: it makes no code or markup from text, keeps nothing in the browser, listens to no other window,
// reads no cookie and loads nothing from elsewhere.
var unsafeScript = regexp.MustCompile(`\beval\(|new Function|innerHTML|outerHTML|insertAdjacentHTML|document\.write|createContextualFragment|setTimeout\(\s*["']|` +
	`localStorage|sessionStorage|indexedDB|document\.cookie|postMessage\(.*\*|addEventListener\("message"|__proto__|["'](https?:)?//`)

func TestScriptsMakeNoCodeKeepNothingAndLoadNothingForeign(t *testing.T) {
	t.Parallel()
	if !unsafeScript.MatchString(`x.innerHTML = y`) || !unsafeScript.MatchString(`import "https://cdn.example/x.js"`) {
		t.Fatal("the pattern finds nothing")
	}
	scripts, err := filepath.Glob("internal/web/ui/assets/*.js")
	if err != nil || len(scripts) == 0 {
		t.Fatalf("got %v, %v", scripts, err)
	}
	for _, path := range scripts {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if found := unsafeScript.FindString(string(text)); found != "" {
			t.Errorf("%s has %s", path, found)
		}
	}
}
