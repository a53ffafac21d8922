package e2e_test

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"
	"time"

	"marque/internal/service/granting"
	"marque/internal/store/engine/enginetest"
)

var exampleBlock = regexp.MustCompile("(?s)```sh\n(.*?)```\n```(json|text)\n(.*?)```")

func TestTheExamplesOfTheAPIsDocumentAreTrue(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("curl"); err != nil {
		t.Skip("curl is not installed")
	}
	n := newTown(t, enginetest.SQLite(t))
	n.Clock.Advance(11 * 24 * time.Hour) // the account is not new any more
	n.signInAgain(t)
	partner, entered := n.program(t, "North Insurance", granting.Client{})
	app, _ := n.program(t, "Aurelia Mobile", granting.Client{Redirects: []string{appBack}})
	env := map[string]string{
		"PORTAL": "http://aurelia.localhost:" + n.port, "CLIENT_ID": partner.id, "CLIENT_SECRET": entered.Secret, "APP_ID": app.id, "CODE": app.code(n.owner), "VERIFIER": verifier,
		"CONTRACT": n.paths["id"], "ACCOUNT": n.paths["account"],
	}
	text, err := os.ReadFile("../../../docs/integrator/api.md")
	if err != nil {
		t.Fatal(err)
	}
	blocks := exampleBlock.FindAllStringSubmatch(string(text), -1)
	if len(blocks) < 10 {
		t.Fatalf("got %d examples", len(blocks))
	}
	for _, b := range blocks {
		if strings.Contains(b[1], "order-2026-0002") { // which wants a fresh factor
			n.Clock.Advance(11 * time.Minute)
		}
		got := shell(t, b[1], env)
		if b[2] == "text" {
			if strings.TrimSpace(got) != strings.TrimSpace(b[3]) {
				t.Errorf("%sgot %q, want %q", b[1], got, b[3])
			}
			continue
		}
		var have, want any
		if err := json.Unmarshal([]byte(got), &have); err != nil {
			t.Errorf("%sgot %q: %v", b[1], got, err)
			continue
		}
		if err := json.Unmarshal([]byte(b[3]), &want); err != nil {
			t.Fatalf("%s is no JSON: %v", b[3], err)
		}
		for _, wrong := range unlike("", have, want) {
			t.Errorf("%s%s in %s", b[1], wrong, got)
		}
		for name, field := range map[string]string{"TOKEN": "access_token", "REFRESH": "refresh_token", "EARLIEST": "earliest"} {
			if value, ok := pick(have, field).(string); ok {
				env[name] = value
			}
		}
	}
}

// shell runs an example as a reader would.
func shell(t *testing.T, script string, env map[string]string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "bash", "-c", script)
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "no_proxy=*"}
	for name, value := range env {
		cmd.Env = append(cmd.Env, name+"="+value)
	}
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s%v: %s", script, err, out)
	}
	return string(out)
}

// unlike tells where an answer is not what an example shows: each field is there and no other, unless the example ends in "…"; a text may end so
// too; of numbers only that they are numbers is compared, except of statuses and times to live.
func unlike(at string, have, want any) []string {
	switch want := want.(type) {
	case map[string]any:
		got, ok := have.(map[string]any)
		if !ok {
			return []string{at + " is no object"}
		}
		return unlikeFields(at, got, want)
	case []any:
		got, ok := have.([]any)
		if !ok || len(got) == 0 {
			return []string{at + " is no list with something in it"}
		}
		return unlike(at+"[0]", got[0], want[0])
	case string:
		got, ok := have.(string)
		begin, open := strings.CutSuffix(want, "…")
		if !ok || open && !strings.HasPrefix(got, begin) || !open && got != want {
			return []string{fmt.Sprintf("%s is %v and not %q", at, have, want)}
		}
	case float64:
		got, ok := have.(float64)
		if exact := strings.HasSuffix(at, "status") || strings.HasSuffix(at, "expires_in"); !ok || exact && got != want {
			return []string{fmt.Sprintf("%s is %v and not %v", at, have, want)}
		}
	default:
		if have != want {
			return []string{fmt.Sprintf("%s is %v and not %v", at, have, want)}
		}
	}
	return nil
}

func unlikeFields(at string, have, want map[string]any) []string {
	var out []string
	_, more := want["…"]
	for name, value := range want {
		if _, there := have[name]; !there && name != "…" {
			out = append(out, at+"."+name+" is missing")
		} else if name != "…" {
			out = append(out, unlike(at+"."+name, have[name], value)...)
		}
	}
	for name := range have {
		if _, told := want[name]; !told && !more {
			out = append(out, at+"."+name+" is not in the example")
		}
	}
	return out
}
