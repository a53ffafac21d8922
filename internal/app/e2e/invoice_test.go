package e2e_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"marque/internal/app/apptest"
	"marque/internal/civil"
	"marque/internal/core/access"
	"marque/internal/core/contract"
	"marque/internal/service/servicing"
	"marque/internal/store/engine/enginetest"
)

// leaver is somebody whose lease is about to end.
func leaver(t *testing.T) (*town, *visitor, string) {
	t.Helper()
	n := &town{world: serve(t, enginetest.SQLite(t))}
	n.server = httptest.NewTLSServer(n.gate)
	t.Cleanup(n.server.Close)
	data := apptest.Lease("L1")
	data["lease"].(map[string]any)["term_months"] = 12
	n.Activate(t, data)
	p := person{brand: "aurelia", number: "L1", given: "Jiří", family: "Šafařík", email: "customer.L1@example.com", phone: "+12015550123", zip: "78701", house: "1", tax: "1234", year: "1985", month: "04", day: "27"}
	v := n.visitor(t)
	v.signIn(n.world, n.enrol(t, p.named("jiri.safarik", "lantern hedgehog velvet 41")))
	return n, v, "/contracts/" + v.contract()
}

// brought is the return of the vehicle and what its inspection found.
func brought(t *testing.T, n *town, on civil.Date) {
	t.Helper()
	if _, err := n.Servicing.Record(t.Context(), access.System("test"), "L1", []servicing.Entry{{Key: "t", Effective: on, Body: contract.TurnIn{Miles: 12_400}}}); err != nil {
		t.Fatal(err)
	}
}

func inspected(t *testing.T, n *town, on civil.Date) {
	t.Helper()
	if _, err := n.Servicing.Record(t.Context(), access.System("test"), "L1", []servicing.Entry{{Key: "i", Effective: on, Body: contract.Inspection{Items: []contract.WearItem{{What: "Tire worn", Wear: "tire", Where: "front left", Amount: 18_000}, {What: "Dent in the door", Wear: "dent", Amount: 12_500}}}}}); err != nil {
		t.Fatal(err)
	}
}

func TestALesseeReadsTheInvoiceOnceTheEndIsSettled(t *testing.T) {
	t.Parallel()
	n, v, home := leaver(t)
	page := home + "/lease-end/invoice"
	if got := v.get(page); got.status != http.StatusSeeOther || got.to != home+"/lease-end" {
		t.Errorf("before the end: got %d to %q", got.status, got.to)
	}
	today := civil.On(n.Clock.Now(), time.UTC)
	brought(t, n, today)
	if got := v.get(home + "/lease-end").body; !strings.Contains(got, "being inspected") || strings.Contains(got, page) {
		t.Errorf("before the inspection: got %s", got)
	}
	inspected(t, n, today)
	for _, from := range []string{"/", home + "/lease-end", home + "/timeline"} {
		if got := v.get(from).body; !strings.Contains(got, page) {
			t.Errorf("%s does not lead to the invoice", from)
		}
	}
	got := v.get(page).body
	for _, want := range []string{"Excess mileage", "388 miles", "$0.25", "Tire below the tread", "Tire worn, front left", "$180.00", "Disposition fee", "$395.00", "12 CFR 1013.4", "Please pay by", home + "/pay"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not on the page: %s", want, got)
		}
	}
	if got := v.get(home + "/letters/new?kind=lease_end").body; !strings.Contains(got, `value="lease_end"`) {
		t.Errorf("the letter is not offered: %s", got)
	}
	stranger := n.visitor(t)
	if got := stranger.get(page); got.status == http.StatusOK {
		t.Errorf("a stranger: got %d", got.status)
	}
}

// A lessee disputes a line of the invoice, an agent says why it stands, and the lessee reads that; another line is waived from the case.
func TestALineOfTheInvoiceIsDisputedOnThePageAndAnsweredAtTheDesk(t *testing.T) {
	t.Parallel()
	n, v, home := leaver(t)
	page, today := home+"/lease-end/invoice", civil.On(n.Clock.Now(), time.UTC)
	brought(t, n, today)
	inspected(t, n, today)
	if got := v.get(page + "?lines%5B%5D=i%2Fwear%2F1").body; !strings.Contains(got, "Dispute this line") || !strings.Contains(got, `value="i/wear/1" checked`) || strings.Contains(got, `value="i/wear/2" checked`) {
		t.Errorf("the line leads to no form with itself chosen: %s", got)
	}
	if got := v.post(page, page, url.Values{"_key": {"k0"}}); got.status != http.StatusUnprocessableEntity || !strings.Contains(got.body, "Choose at least one line.") || !strings.Contains(got.body, "Say what is wrong.") {
		t.Errorf("an empty form: got %d: %s", got.status, got.body)
	}
	long := strings.Repeat("New tire. ", 101)
	if got := v.post(page, page, url.Values{"_key": {"k0"}, "lines[]": {"i/wear/1"}, "text": {long}}); got.status != http.StatusUnprocessableEntity || !strings.Contains(got.body, "Use at most 1,000 characters.") || !strings.Contains(got.body, long) || !strings.Contains(got.body, `value="i/wear/1" checked`) {
		t.Errorf("too much: got %d: %s", got.status, got.body)
	}
	form := url.Values{"_key": {"k1"}, "lines[]": {"i/wear/1", "i/wear/2"}, "text": {"Both were there when I got it."}}
	for range 2 {
		if got := v.post(page, page, form); got.status != http.StatusSeeOther || got.to != page+"?done=disputed" {
			t.Fatalf("got %d to %q: %s", got.status, got.to, got.body)
		}
	}
	got := v.get(page).body
	for _, want := range []string{"In dispute, not due now", "-$305.00", "Disputed on", "Your case is open. You hear from us by "} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not on the page: %s", want, got)
		}
	}
	sam := n.visitor(t)
	sam.signInAtDesk(n.world, n.hireAs(t, "sam", access.RoleSenior))
	cases := regexp.MustCompile(`/desk/cases/[0-9a-f-]{36}/[0-9a-f-]{36}`).FindAllString(sam.get("/desk/cases").body, -1)
	if len(slices.Compact(cases)) != 1 {
		t.Fatalf("a double click opened the cases %v", cases)
	}
	at := cases[0]
	seen := sam.get(at).body
	for _, want := range []string{"Both were there when I got it.", "Tire worn, front left", "How we worked it out", "Answer a line", "of=i%2Fwear%2F1", "of=i%2Fwear%2F2"} {
		if !strings.Contains(seen, want) {
			t.Errorf("%q is not at the desk: %s", want, seen)
		}
	}
	if got := sam.post(at, at+"/stands", url.Values{"_key": {"s0"}, "line": {"i/wear/1"}}); got.status != http.StatusUnprocessableEntity {
		t.Errorf("without a reason: got %d", got.status)
	}
	if got := sam.post(at, at+"/stands", url.Values{"_key": {"s1"}, "line": {"i/wear/1"}, "reason": {"It shows 2/32 of an inch."}}); !strings.HasSuffix(got.to, "?done=line-stands") {
		t.Fatalf("it stands: got %d to %q: %s", got.status, got.to, got.body)
	}
	waive := strings.ReplaceAll(regexp.MustCompile(`/desk/customers/[^"]*/waive[^"]*`).FindString(sam.get(at).body), "&amp;", "&")
	if got := sam.get(waive).body; !strings.Contains(got, `value="i/wear/2" checked`) || !strings.Contains(got, `value="disputed" checked`) || !strings.Contains(got, "Excess wear: Tire worn, front left") {
		t.Errorf("%s: the waiver does not begin with the line, or does not tell the lines apart: %s", waive, got)
	}
	for from, want := range map[string]string{page: "It stands. It shows 2/32 of an inch.", home + "/timeline": "$180.00 was in dispute and stands.", home + "/history": "It stands: It shows 2/32 of an inch."} {
		if got := v.get(from).body; !strings.Contains(got, want) {
			t.Errorf("%q is not on %s: %s", want, from, got)
		}
	}
	if got := v.post(page, page, url.Values{"_key": {"k2"}, "lines[]": {"i/wear/1"}, "text": {"Again."}}); got.status != http.StatusUnprocessableEntity || !strings.Contains(got.body, "we have answered that already") {
		t.Errorf("once more: got %d: %s", got.status, got.body)
	}
}
