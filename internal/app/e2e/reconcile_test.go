package e2e_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"strings"
	"testing"

	"marque/internal/core/access"
	"marque/internal/core/feed"
	"marque/internal/service/onboarding"
	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
)

// contradict tells a contract's activation again, under another id and with another family name, and returns what it is held as.
func (w *world) contradict(t *testing.T, number, id, family string) (conflict string) {
	t.Helper()
	data, err := os.ReadFile(samplePath)
	if err != nil {
		t.Fatal(err)
	}
	for scan := bufio.NewScanner(bytes.NewReader(data)); scan.Scan(); {
		var line map[string]any
		if err := json.Unmarshal(scan.Bytes(), &line); err != nil || line["subject"] != number {
			continue
		}
		line["id"] = id
		opens, _ := line["data"].(map[string]any)
		people, _ := opens["parties"].([]any)
		first, _ := people[0].(map[string]any)
		first["family_name"] = family
		again, err := json.Marshal(line)
		if err != nil {
			t.Fatal(err)
		}
		e, err := feed.Decode(again, feed.Rules{Now: w.Clock.Now()})
		if err != nil {
			t.Fatal(err)
		}
		out, err := w.Onboarding.Apply(t.Context(), access.System("feed"), []feed.Event{e}, onboarding.Options{})
		if err != nil || out[0].Result != onboarding.Held {
			t.Fatalf("got %v, %v, want it held", out, err)
		}
		all, err := w.Onboarding.Conflicts(t.Context(), access.System("test"))
		if err != nil || len(all) != 1 {
			t.Fatalf("got %v, %v", all, err)
		}
		return all[0].ID.String()
	}
	t.Fatalf("the sample has no contract %s", number)
	return ""
}

var aConflict = regexp.MustCompile(`/desk/reconcile/[0-9a-f-]{36}`)

func TestASeniorDecidesWhatTheRetailSystemContradicts(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		d := newDesk(t, db)
		const list = "/desk/reconcile"
		if page := d.dana.get("/desk/queue").body; !strings.Contains(page, list) || !strings.Contains(d.dana.get(list).body, "Nothing contradicts what we have.") {
			t.Error("the queue does not lead to an empty list")
		}
		d.contradict(t, d.mine.number, "again-1", "Okonkwo")
		path := aConflict.FindString(d.dana.get(list).body)
		if page := d.dana.get(path).body; !strings.Contains(page, "Okonkwo") || !strings.Contains(page, "A senior decides.") || strings.Contains(page, `name="take"`) {
			t.Errorf("an agent reads: %s", page)
		}
		if got := d.dana.post(list, path, url.Values{"take": {"theirs"}, "reason": {"x"}}); got.status != http.StatusNotFound {
			t.Errorf("an agent decides: got %d", got.status)
		}
		for _, wrong := range []url.Values{{}, {"take": {"theirs"}}, {"take": {"theirs"}, "reason": {strings.Repeat("x", 301)}}, {"take": {"both"}, "reason": {"x"}}} {
			got := d.sam.post(path, path, wrong)
			if got.status != http.StatusUnprocessableEntity || !strings.Contains(got.body, "Okonkwo") || len(wrong["take"]) > 0 && wrong.Get("take") == "theirs" && !strings.Contains(got.body, " checked") {
				t.Errorf("%v: got %d: %s", wrong, got.status, got.body)
			}
		}
		if got := d.sam.post(path, path, url.Values{"take": {"theirs"}, "reason": {"She married"}}); got.to != list+"?done=theirs" {
			t.Fatalf("got %d to %q: %s", got.status, got.to, got.body)
		}
		if got := d.sam.post(list, path, url.Values{"take": {"ours"}, "reason": {"x"}}); got.status != http.StatusConflict {
			t.Errorf("decided twice: got %d", got.status)
		}
		if page := d.see(d.dana); !strings.Contains(page, "Okonkwo") {
			t.Error("the name is not theirs")
		}
		d.contradict(t, d.mine.number, "again-2", "Adeyemi")
		path = aConflict.FindString(d.sam.get(list).body)
		if got := d.sam.post(path, path, url.Values{"take": {"ours"}, "reason": {"A slip of theirs"}}); got.to != list+"?done=ours" || aConflict.MatchString(d.sam.get(list).body) {
			t.Errorf("ours: got %d to %q", got.status, got.to)
		}
		if page := d.see(d.dana); strings.Contains(page, "Adeyemi") || !strings.Contains(page, "Okonkwo") {
			t.Error("ours did not stay")
		}
		d.mia.signIn(d.world, d.mine)
		looks := d.mia.get("/profile/looks").body
		for _, want := range []string{"Looked at what the dealer’s system told about your contract", "Decided which details of your contract hold", "Agent sam"} {
			if !strings.Contains(looks, want) {
				t.Errorf("who looked does not say %q: %s", want, looks)
			}
		}
	})
}
