package e2e_test

import (
	"strings"
	"testing"
	"time"

	"marque/internal/core/access"
	"marque/internal/core/incident"
	"marque/internal/service/informing"
)

func TestAnIncidentStandsOnEveryPageAndOnTheStatusPage(t *testing.T) {
	t.Parallel()
	w, v := doorstep(t)
	page := func(path string) string {
		t.Helper()
		resp, body := v.sendAny("GET", path, nil, nil)
		if resp.StatusCode >= 500 {
			t.Errorf("%s: got %d", path, resp.StatusCode)
		}
		return body
	}
	if body := page("/status"); !strings.Contains(body, "Everything works") || !strings.Contains(page("/login"), `href="/status"`) {
		t.Errorf("got %s", body)
	}
	i, err := w.Informing.Add(t.Context(), access.System("admin"), informing.Wish{Part: incident.Payments, Own: [3]string{"One bank <takes> no debits."}})
	if err != nil {
		t.Fatal(err)
	}
	const words = "One bank &lt;takes&gt; no debits."
	for _, path := range []string{"/login", "/register", "/help", "/no-such-page", "/desk/login", "/status"} {
		if body := page(path); strings.Count(body, words) != 1 {
			t.Errorf("%s: got the incident %d times, want once", path, strings.Count(body, words))
		}
	}
	if body := page("/status"); !strings.Contains(body, "Disturbed") || strings.Contains(body, "Everything works") {
		t.Errorf("got %s", body)
	}
	w.Clock.Advance(time.Minute)
	if _, err := w.Informing.End(t.Context(), access.System("admin"), i.ID); err != nil {
		t.Fatal(err)
	}
	if body := page("/login"); strings.Contains(body, words) {
		t.Error("the incident is over and still on the sign-in page")
	}
	if body := page("/status"); !strings.Contains(body, "Everything works") || !strings.Contains(body, words) || !strings.Contains(body, "From November 2, 2026 at 10:00 AM EST to") {
		t.Errorf("got %s", body)
	}
}
