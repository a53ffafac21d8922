package e2e_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"marque/internal/core/contract"
	"marque/internal/id"
	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
)

// What is past due is arranged by forms alone: a plan, its numbers, the promise, and the payments of its parts from an account, once however often the
// form is sent.
func TestWhatIsPastDueIsArrangedByFormsAlone(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		n := newTown(t, db)
		home := "/contracts/" + n.theirs + "/relief"
		c, err := id.Parse[contract.Contract](n.theirs)
		if err != nil {
			t.Fatal(err)
		}
		v := n.other
		if got := v.get("/").body; !strings.Contains(got, home+"/arrangement") {
			t.Fatalf("the first page does not offer it: %s", got)
		}
		if got := v.get(home + "/arrangement?parts=9&first=soon&every=1"); got.status != http.StatusUnprocessableEntity || !strings.Contains(got.body, "Choose 1 to 4 parts.") {
			t.Errorf("got %d: %s", got.status, got.body)
		}
		account := n.verified(t, v.actor(n.world), c)
		today, err := n.Overview.Today(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		plan := home + "/arrangement?" + url.Values{"parts": {"2"}, "first": {today.AddDays(7).String()}, "every": {"14"}}.Encode()
		page := v.get(plan).body
		if !strings.Contains(page, "If you keep it") || !strings.Contains(page, "I promise to pay it like this") {
			t.Fatalf("want the numbers and the words: %s", page)
		}
		form := hidden(page)
		form.Set("account", account.String())
		wrong := hidden(page)
		wrong.Set("shown", "00")
		if got := v.post(plan, home+"/arrangement", wrong); got.status != http.StatusConflict || !strings.Contains(got.body, "while you were reading") {
			t.Errorf("words that were not shown: got %d to %q", got.status, got.to)
		}
		for range 2 {
			if got := v.post(home, home+"/arrangement", form); got.to != home+"?done=arranged" {
				t.Fatalf("got %d to %q: %s", got.status, got.to, got.body)
			}
		}
		if page = v.get(home + "?done=arranged").body; !strings.Contains(page, "Kept so far") || !strings.Contains(page, "Your arrangement is made.") {
			t.Errorf("the page of relief: %s", page)
		}
		if page = v.get("/").body; !strings.Contains(page, "You keep your arrangement.") {
			t.Errorf("the first page: %s", page)
		}
		x, err := n.Overview.Contract(t.Context(), v.actor(n.world), c)
		if err != nil || len(x.InFlight()) != 2 {
			t.Errorf("got %d payments on their way, %v, want two", len(x.InFlight()), err)
		}
		n.provesTrue(t)
	})
}
