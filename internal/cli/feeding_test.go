package cli_test

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestRefusedMessagesAreListedAndTakenInAgainAndAFeedIsFetched(t *testing.T) {
	t.Parallel()
	p := lite(t)
	p.must(t, "migrate")
	const bad = "../core/feed/testdata/retail-bad.jsonl"
	if r := p.run(t, "", "import", "feed", bad); r.status != 3 {
		t.Fatalf("got %+v", r)
	}
	if got := p.must(t, "feed", "refused"); !strings.Contains(got, "data.loan.rate: ") || !strings.Contains(got, "(no id)") || strings.Contains(got, "+1201") {
		t.Errorf("got %s", got)
	}
	report := filepath.Join(t.TempDir(), "report.jsonl")
	r := p.run(t, "", "feed", "replay", "--all", "--json", "--report", report)
	if v := object(t, r.out); r.status != 3 || v["refused"] != 16.0 || v["applied"] != 0.0 {
		t.Errorf("got status %d, %v", r.status, v)
	}
	if told, err := os.ReadFile(report); err != nil || strings.Count(string(told), `"outcome":"refused"`) != 16 {
		t.Errorf("got the report %s, %v", told, err)
	}
	if got := p.must(t, "feed", "replay", "--from", "2020-01-01", "--to", "2020-01-02"); !strings.Contains(got, "0 refused, 0 remarks: 0 changes.") {
		t.Errorf("got %s", got)
	}
	for _, words := range []string{"replay", "replay --all bad-005", "replay --all --from 2026-01-01", "replay --from yesterday", "pull", "pull a b", "push"} {
		if r := p.run(t, "", append([]string{"feed"}, strings.Fields(words)...)...); r.status != 2 {
			t.Errorf("feed %s: got status %d, want 2: %s", words, r.status, r.err)
		}
	}
	page, err := os.ReadFile(bad)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "Bearer t" {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		w.Header().Set("Content-Type", "application/jsonl")
		_, _ = w.Write(page)
	}))
	defer server.Close()
	token := filepath.Join(t.TempDir(), "token")
	if err := os.WriteFile(token, []byte("t"), 0o600); err != nil {
		t.Fatal(err)
	}
	if r := p.run(t, "", "feed", "pull", server.URL, "--token-file", token); r.status != 3 || !strings.Contains(r.out, "1 repeated, 16 refused") {
		t.Errorf("got %+v", r)
	}
	if r := p.run(t, "", "feed", "pull", server.URL); r.status != 1 || !strings.Contains(r.err, "refused the token") {
		t.Errorf("without a token: got %+v", r)
	}
	if r := p.run(t, "", "feed", "pull", "http://retail.example/"); r.status != 1 || !strings.Contains(r.err, "https://") {
		t.Errorf("in the open: got %+v", r)
	}
}
