package app_test

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"marque/internal/app"
	"marque/internal/app/apptest"
	"marque/internal/core/access"
	"marque/internal/service/onboarding"
)

func TestAFileInTheFeedsFolderIsTakenOnceAndPutAside(t *testing.T) {
	t.Parallel()
	sample, err := os.ReadFile("../core/feed/testdata/retail.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	lines := bytes.SplitAfter(sample, []byte("\n"))[:60]
	first, second := bytes.Join(lines[:40], nil), bytes.Join(lines[25:], nil) // fifteen of them twice
	machines(t, func(t *testing.T, used, other machine) {
		dir := t.TempDir()
		clock := apptest.NewClock("2026-11-20T15:00:00Z")
		open := func(m machine) *app.App {
			o := m.options()
			o.Now, o.Config.Feed.Folder = clock.Now, dir
			if err := app.Migrate(t.Context(), o); err != nil {
				t.Fatal(err)
			}
			a, err := app.Open(t.Context(), o)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = a.Close() })
			return a
		}
		a, imported := open(used), open(other)
		for name, text := range map[string][]byte{"a.jsonl": first, "b.jsonl": append(second, "{\"no\": \"message\"}\n"...), "c.jsonl.part": first, ".d.jsonl": first, "e.txt": first} {
			if err := os.WriteFile(filepath.Join(dir, name), text, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		if err := a.TakeDropped(t.Context()); err != nil {
			t.Fatal(err)
		}
		if _, err := imported.Onboarding.Take(t.Context(), onboarding.Intake{By: access.System("feed")}, onboarding.Lines(bytes.NewReader(bytes.Join(lines, nil)))); err != nil {
			t.Fatal(err)
		}
		digest := func(a *app.App) string {
			d, err := a.Verifying.Digest(t.Context(), access.System("verify"))
			if err != nil {
				t.Fatal(err)
			}
			return d
		}
		want := digest(imported)
		if got := digest(a); got != want {
			t.Errorf("got digest %s, want that of an import, %s", got, want)
		}
		if got := names(t, dir); !slices.Equal(got, []string{".d.jsonl", "c.jsonl.part", "done", "e.txt"}) {
			t.Errorf("got %v in the folder", got)
		}
		const at = "20261120T150000Z-"
		if got := names(t, filepath.Join(dir, "done")); !slices.Contains(got, at+"a.jsonl") || !slices.Contains(got, at+"b.jsonl") || len(got) != 4 { // with their reports
			t.Errorf("got %v put aside", got)
		}
		report, err := os.ReadFile(filepath.Join(dir, "done", at+"b.report.jsonl"))
		if err != nil || !strings.Contains(string(report), `"line":36,`) || !strings.Contains(string(report), "refused") {
			t.Errorf("got the report %s, %v", report, err)
		}
		if err := os.Rename(filepath.Join(dir, "c.jsonl.part"), filepath.Join(dir, "a.jsonl")); err != nil {
			t.Fatal(err)
		}
		if err := a.TakeDropped(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := names(t, filepath.Join(dir, "done")); digest(a) != want || !slices.Contains(got, at+"a-2.jsonl") {
			t.Errorf("the same file again: got %v, or another digest", got)
		}
	})
}

func names(t *testing.T, dir string) []string {
	t.Helper()
	all, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, e := range all {
		out = append(out, e.Name())
	}
	return out
}
