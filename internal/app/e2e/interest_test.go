package e2e_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"marque/internal/core/contract"
	"marque/internal/core/notice"
	"marque/internal/paper/pdf/pdftest"
	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
)

var yearlyLink = regexp.MustCompile(`href="(/contracts/[^"]+/letters/[^"]+/letter.pdf)">\s*Interest paid in 2026`)

// In January the statement of the year's interest comes by itself, stands among the statements, and is nobody else's.
func TestTheYearsInterestStandsAmongTheStatements(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		n := newTown(t, db)
		n.record(t, n.they.number, "paid", contract.Payment{Amount: 700_00, Method: "check"})
		n.closeDays(t, "2027-01-15")
		n.read(t, notice.KindInterestReady, n.they.email)
		v := n.visitor(t)
		v.signIn(n.world, n.they)
		page := v.get("/statements").body
		link := yearlyLink.FindStringSubmatch(page)
		if link == nil {
			t.Fatalf("no statement of interest: %s", page)
		}
		got := v.get(link[1])
		if text := pdftest.Text(t, []byte(got.body)); got.kind != "application/pdf" || !strings.Contains(text, "Interest received in 2026") {
			t.Errorf("got %d %s: %s", got.status, got.kind, text)
		}
		if got := n.stranger.get(link[1]); got.status != http.StatusSeeOther {
			t.Errorf("a stranger: got %d", got.status)
		}
		n.provesTrue(t)
	})
}
