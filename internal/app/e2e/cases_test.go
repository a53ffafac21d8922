package e2e_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"marque/internal/core/access"
	"marque/internal/core/casefile"
	"marque/internal/core/contract"
	"marque/internal/core/identity"
	"marque/internal/service/caseworking"
	"marque/internal/store/engine/enginetest"
)

// cased opens a case with the owner of a contract and returns its id.
func (n *town) cased(t *testing.T, by access.Actor, on contract.ID) string {
	t.Helper()
	today, err := n.Overview.Today(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	which, err := n.Cases.Open(t.Context(), n.agent.actor(n.world), caseworking.Asked{
		Contract: on, Party: by.Party, Kind: casefile.Hardship, Received: today, Key: "k", Why: identity.Why{Reason: identity.ReasonCalled},
	})
	if err != nil {
		t.Fatal(err)
	}
	return which.String()
}

// An agent opens a case from the contract, moves it on and closes it; its customer reads each step in the own language, and who did it.
func TestACaseIsWorkedOnAtTheDeskAndSeenByItsCustomer(t *testing.T) {
	t.Parallel()
	d := newDesk(t, enginetest.SQLite(t))
	me := d.visitor(t)
	me.signIn(d.world, d.mine)
	link := regexp.MustCompile(`/desk/customers/[0-9a-f-]{36}/contracts/[0-9a-f-]{36}\?[^"]*`).FindString(d.see(d.dana))
	page := d.dana.get(strings.ReplaceAll(link, "&amp;", "&"))
	form := strings.ReplaceAll(regexp.MustCompile(`/desk/cases/[0-9a-f-]{36}/new\?[^"]*`).FindString(page.body), "&amp;", "&")
	path, _, _ := strings.Cut(form, "?")
	if form == "" {
		t.Fatalf("no way to open a case: %s", page.body)
	}
	asked := url.Values{"why": {"called"}, "_key": {"k"}, "received": {"2026-11-02"}, "party": {regexp.MustCompile(`customers/([0-9a-f-]{36})`).FindStringSubmatch(link)[1]}}
	if got := d.dana.post(form, path, asked); got.status != http.StatusUnprocessableEntity || !strings.Contains(got.body, "Choose what the case is about.") {
		t.Errorf("without a kind: got %d", got.status)
	}
	asked.Set("kind", "bereavement")
	opened := d.dana.post(form, path, asked)
	if !strings.HasSuffix(opened.to, "?done=case-opened") {
		t.Fatalf("got %d to %q: %s", opened.status, opened.to, opened.body)
	}
	at, _, _ := strings.Cut(opened.to, "?")
	if got := d.dana.post(at, at+"/move", url.Values{"stage": {"waiting"}, "promised": {"soon"}}); got.status != http.StatusUnprocessableEntity || !strings.Contains(got.body, "Enter a date.") {
		t.Errorf("a promise that is no date: got %d", got.status)
	}
	if got := me.get("/"); !strings.Contains(got.body, "A case is open for you: a death.") || !strings.Contains(got.body, "You hear from us by ") {
		t.Errorf("the customer is not told: %s", got.body)
	}
	if got := d.sam.post(at, at+"/close", url.Values{"outcome": {"The contract goes on with Ana."}}); !strings.HasSuffix(got.to, "?done=case-closed") {
		t.Errorf("closing: got %d to %q", got.status, got.to)
	}
	if got := me.get("/"); !strings.Contains(got.body, "What came of it: The contract goes on with Ana.") {
		t.Errorf("the outcome is not shown: %s", got.body)
	}
	if list := d.dana.get("/desk/cases?view=closed").body; !strings.Contains(list, at) || strings.Contains(d.dana.get("/desk/cases").body, at) {
		t.Error("a closed case stands among the closed ones only")
	}
	if looked := me.get("/profile/looks").body; !strings.Contains(looked, "Closed a case on your contract") {
		t.Error("who closed it is not on the page of who looked")
	}
}
