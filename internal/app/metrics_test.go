package app_test

import (
	"encoding/json"
	"net/http"
	"os"
	"regexp"
	"strings"
	"testing"

	"marque/internal/app/apptest"
	"marque/internal/core/access"
	"marque/internal/store/engine/enginetest"
)

// dashboard is what the operator's Grafana shows.
const dashboard = "../../deploy/grafana.json"

// named finds the metrics of expressions: names of ours, of Go's and of the process.
var named = regexp.MustCompile(`\b(?:marque|go|process)_[a-z_]+\b`)

func TestTheDashboardAndTheGuideNameTheMetricsThatThereAre(t *testing.T) {
	t.Parallel()
	w := apptest.OpenIn(t, enginetest.SQLite(t), apptest.NewClock("2026-11-20T15:00:00Z"), t.TempDir())
	gate, err := w.Portal("test")
	if err != nil {
		t.Fatal(err)
	}
	s := serve(t, w.App, gate)
	answer, err := http.Get(s.url + "/healthz")
	if err != nil || answer.Body.Close() != nil {
		t.Fatal(err)
	}
	s.end(t)
	status, err := w.Paying.Status(t.Context(), access.System("bank"))
	if err != nil {
		t.Fatal(err)
	}
	w.Metrics.Bank(status)
	has := map[string]bool{}
	for line := range strings.Lines(metrics(t, w.App)) {
		if name := named.FindString(line); name != "" && strings.HasPrefix(line, name) {
			has[name] = !strings.HasSuffix(strings.TrimSpace(line), " NaN") || has[name]
		}
	}
	var board struct {
		Panels []struct{ Targets []struct{ Expr string } }
	}
	text, err := os.ReadFile(dashboard)
	if err != nil || json.Unmarshal(text, &board) != nil {
		t.Fatalf("%s: %v", dashboard, err)
	}
	shown := map[string]bool{}
	for _, p := range board.Panels {
		for _, target := range p.Targets {
			for _, name := range named.FindAllString(target.Expr, -1) {
				shown[name] = true
				if !has[name] {
					t.Errorf("the dashboard shows %s, which /metrics does not have", name)
				}
			}
		}
	}
	guide, err := os.ReadFile("../../docs/administrator/README.md")
	if err != nil || len(shown) < 10 {
		t.Fatalf("got %d metrics on the dashboard, %v", len(shown), err)
	}
	for name := range has {
		whole := strings.NewReplacer("_bucket", "", "_sum", "", "_count", "").Replace(name)
		if strings.HasPrefix(name, "marque_") && (!shown[name] && !shown[whole+"_bucket"] || !strings.Contains(string(guide), "`"+whole+"`")) {
			t.Errorf("%s is not on the dashboard, or not in the guide", name)
		}
	}
}
