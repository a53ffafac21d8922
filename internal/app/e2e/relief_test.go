package e2e_test

import (
	"crypto/rand"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"marque/internal/civil"
	"marque/internal/core/access"
	"marque/internal/core/contract"
	"marque/internal/core/relief"
	"marque/internal/id"
	"marque/internal/service/relieving"
	"marque/internal/store/contracts"
	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
)

// repin lets a contract's policy allow an extension and a due date at a fee by the customer alone.
func (n *town) repin(t *testing.T, c contract.ID) {
	t.Helper()
	err := n.DB.Write(t.Context(), func(tx *engine.Tx) error {
		stored, err := contracts.ByID(tx, c)
		if err != nil {
			return err
		}
		stored.Terms.Product.Extension = contract.ExtensionPolicy{SelfService: true}
		stored.Terms.Product.DueDate.Fees = []contract.DueDateFee{{UpToDays: 15, Amount: 1_500}}
		terms, err := json.Marshal(stored.Terms)
		if err == nil {
			_, err = tx.Exec(`update contracts set terms = $1 where id = $2`, string(terms), c)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// extended gives a contract of one person an extension, signed.
func (n *town) extended(t *testing.T, by access.Actor, c contract.ID) relief.ID {
	t.Helper()
	n.repin(t, c)
	o, err := n.Relieving.Offer(t.Context(), by, c, 1)
	if err != nil {
		t.Fatal(err)
	}
	q, err := n.Relieving.AskExtension(t.Context(), by, 1, relieving.Consent{Contract: c, Key: rand.Text(), Shown: relief.Digest(o.Text)})
	if err != nil {
		t.Fatal(err)
	}
	return q
}

// The journeys as a browser without scripts makes them: another due date with its fee, and an extension that is read, signed and kept as a file.
func TestReliefIsHadByFormsAlone(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		n := newTown(t, db)
		c, err := id.Parse[contract.Contract](n.theirs)
		if err != nil {
			t.Fatal(err)
		}
		home := "/contracts/" + n.theirs + "/relief"
		page := n.other.get(home).body
		if !strings.Contains(n.other.get("/").body, home) || !strings.Contains(page, "Please talk to us about moving a payment") || strings.Contains(page, home+"/extension") {
			t.Fatalf("want the reason why not: %s", page)
		}
		if got := n.other.get(home + "?first=soon"); got.status != http.StatusUnprocessableEntity || !strings.Contains(got.body, `value="soon"`) {
			t.Errorf("got %d: %s", got.status, got.body)
		}
		n.repin(t, c)
		due := n.nextDue(t, c)
		first := due.AddDays(5).String()
		review := home + "/due-date?" + url.Values{"first": {first}}.Encode()
		if page = n.other.get(home + "?first=" + first).body; !strings.Contains(page, "$15.00") || !strings.Contains(page, "One payment moved to the end") || !strings.Contains(page, "/due-date?first="+first) {
			t.Fatalf("want the ways side by side: %s", page)
		}
		form := hidden(n.other.get(review).body)
		for range 2 {
			if got := n.other.post(home, home+"/due-date", form); got.to != home+"?done=moved" {
				t.Fatalf("move: got %d to %q: %s", got.status, got.to, got.body)
			}
		}
		if got := n.nextDue(t, c); got.String() != first {
			t.Errorf("got the due date %s, want %s", got, first)
		}
		form = hidden(n.other.get(home + "/extension").body)
		form.Set("shown", "00")
		if got := n.other.post(home+"/extension", home+"/extension", form); got.status != http.StatusConflict || !strings.Contains(got.body, "has changed while you were reading") {
			t.Errorf("words that were not shown: got %d to %q", got.status, got.to)
		}
		form = hidden(n.other.get(home + "/extension").body)
		for range 2 {
			if got := n.other.post(home, home+"/extension", form); got.to != home+"?done=signed" {
				t.Fatalf("sign: got %d to %q: %s", got.status, got.to, got.body)
			}
		}
		page = n.other.get(home).body
		_, rest, _ := strings.Cut(page, `href="`+home+"/extension/")
		file, _, _ := strings.Cut(rest, `"`)
		if got := n.other.get(home + "/extension/" + file); !strings.Contains(page, "Signed by all") || got.kind != "application/pdf" || !strings.HasPrefix(got.body, "%PDF") {
			t.Errorf("the agreement: got %d %s from %q", got.status, got.kind, file)
		}
		if got := n.owner.get(home + "/extension/" + file); got.status != http.StatusNotFound {
			t.Errorf("somebody else's agreement: got %d", got.status)
		}
	})
}

// nextDue is when the other one's next payment is due.
func (n *town) nextDue(t *testing.T, c contract.ID) civil.Date {
	t.Helper()
	x, err := n.Overview.Contract(t.Context(), n.other.actor(n.world), c)
	if err != nil {
		t.Fatal(err)
	}
	return x.State.NextDue.Date
}
