package e2e_test

import (
	"net/http"
	"net/http/httptest"
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
