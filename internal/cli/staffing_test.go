package cli_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"marque/internal/cli"
)

func TestTheStaffIsHiredListedAndLetGoFromTheCommandLine(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	admin := func(words ...string) (status int, out, problem string) {
		var stdout, stderr strings.Builder
		env := cli.Env{
			Out: &stdout, Err: &stderr, Getenv: func(string) (string, bool) { return "", false },
			Now: func() time.Time { return time.Date(2026, 11, 22, 15, 0, 0, 0, time.UTC) },
		}
		status = cli.Main(t.Context(), env, append([]string{"admin", "--data", dir, "users"}, words...))
		return status, stdout.String(), stderr.String()
	}
	status, out, problem := admin("add", "dana.whitfield", "--name", "Dana Whitfield", "--roles", "agent,senior")
	if status != 0 || !strings.Contains(out, "/desk/welcome?code=") || !strings.Contains(out, "until 2026-11-25 10:00 EST") {
		t.Fatalf("add: got %d, %q, %q", status, out, problem)
	}
	for _, words := range [][]string{{"roles", "dana.whitfield", "--roles", "auditor"}, {"reset", "dana.whitfield"}, {"disable", "Dana.Whitfield"}} {
		if status, _, problem := admin(words...); status != 0 {
			t.Errorf("%q: got %d, %q", words, status, problem)
		}
	}
	status, out, problem = admin("list", "--json")
	var all []struct {
		Username, Name, State string
		Roles                 []string
	}
	if err := json.Unmarshal([]byte(out), &all); status != 0 || err != nil || len(all) != 1 || all[0].State != "closed" || all[0].Roles[0] != "auditor" {
		t.Errorf("list: got %d, %q, %v, %q", status, out, err, problem)
	}
	for words, want := range map[string]string{
		"": "users add", "fire x": "users add", "add x": "no role", "add abcd --roles boss --name x": "no role", "disable nobody": `nobody called "nobody"`,
		"add abcd --roles agent": "name", "list x": "users add", "roles dana.whitfield": "no role",
	} {
		if status, _, problem := admin(strings.Fields(words)...); status == 0 || !strings.Contains(problem, want) {
			t.Errorf("%q: got %d, %q, want %q", words, status, problem, want)
		}
	}
}

func TestPartnersAndAppsAreEnteredListedAndEndedFromTheCommandLine(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	admin := func(words ...string) (status int, out, problem string) {
		var stdout, stderr strings.Builder
		env := cli.Env{
			Out: &stdout, Err: &stderr, Getenv: func(string) (string, bool) { return "", false },
			Now: func() time.Time { return time.Date(2026, 11, 22, 15, 0, 0, 0, time.UTC) },
		}
		status = cli.Main(t.Context(), env, append([]string{"admin", "--data", dir, "clients"}, words...))
		return status, stdout.String(), stderr.String()
	}
	status, out, problem := admin("add", "North Insurance", "--brand", "norden", "--scopes", "vehicles:read,contracts:read")
	if _, secret, ok := strings.Cut(out, "client_secret  mqs_"); status != 0 || !ok || len(secret) < 43 {
		t.Fatalf("add: got %d, %q, %q", status, out, problem)
	}
	if status, out, problem = admin("add", "Aurelia Mobile", "--scopes", "contracts:read", "--redirect", "com.aurelia.app:/back"); status != 0 || strings.Contains(out, "mqs_") {
		t.Errorf("an app: got %d, %q, %q", status, out, problem)
	}
	for _, words := range [][]string{{"rotate", "North Insurance"}, {"end", "North Insurance"}} {
		if status, _, problem := admin(words...); status != 0 {
			t.Errorf("%q: got %d, %q", words, status, problem)
		}
	}
	status, out, problem = admin("list", "--json")
	var all []struct {
		Name, Kind, Scope, Brand string
		Ended                    bool
	}
	err := json.Unmarshal([]byte(out), &all)
	if status != 0 || err != nil || len(all) != 2 || all[0].Kind != "app" || !all[1].Ended || all[1].Scope != "contracts:read vehicles:read" || all[1].Brand != "norden" {
		t.Errorf("list: got %d, %q, %v, %q", status, out, err, problem)
	}
	for words, want := range map[string]string{
		"": "clients add", "add x": "name", "add abcd --scopes all": "no scope", "add abcd --scopes contracts:read --brand x": "no brand", "end nobody": `named "nobody"`,
		"rotate Aurelia": "no client", "list x": "clients add", "add abcd --scopes contracts:read --redirect http://x.example": "https",
	} {
		if status, _, problem := admin(strings.Fields(words)...); status == 0 || !strings.Contains(problem, want) {
			t.Errorf("%q: got %d, %q, want %q", words, status, problem, want)
		}
	}
}
