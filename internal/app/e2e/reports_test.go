package e2e_test

import (
	"encoding/csv"
	"net/http"
	"slices"
	"strings"
	"testing"

	"marque/internal/core/access"
	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
)

func TestASeniorReadsHowTheDeskGoesAndTakesItAlong(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		n := newTown(t, db)
		senior, talk := n.as(t, access.RoleSenior), "/desk/queue/"+n.paths["talk"]
		if got := n.as(t, access.RoleAgent).get("/desk/reports"); got.status != http.StatusNotFound {
			t.Errorf("an agent reads reports: got %d", got.status)
		}
		lines := func() string {
			got := senior.get("/desk/reports/report.csv")
			if got.status != http.StatusOK || !strings.HasPrefix(got.kind, "text/csv") {
				t.Fatalf("got %d of %s", got.status, got.kind)
			}
			return got.body
		}
		for _, want := range []string{",Conversations,Opened,Count,1\r\n", ",Conversations,Messages of customers,Count,1\r\n", ",Conversations,Closed,Count,0\r\n", ",Conversations,Promises kept,Count,0\r\n", ",Whether it helped,Answers of customers,Mean of 5,None\r\n"} {
			if !strings.Contains(lines(), want) {
				t.Errorf("want %q in %s", want, lines())
			}
		}
		if got := n.agent.post(talk, talk+"/close", nil); got.status != http.StatusSeeOther {
			t.Fatalf("close: got %d: %s", got.status, got.body)
		}
		for _, want := range []string{",Conversations,Closed,Count,1\r\n", ",Conversations,Promises kept,Count,1\r\n", ",How long it took,Until it was closed,Conversations,1\r\n"} {
			if !strings.Contains(lines(), want) {
				t.Errorf("after the close: want %q in %s", want, lines())
			}
		}
		rows, err := csv.NewReader(strings.NewReader(lines())).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		for _, cell := range slices.Concat(rows...) {
			if cell == "" || strings.ContainsAny(cell[:1], "=+-@\t") {
				t.Errorf("a table program would reckon with %q", cell)
			}
		}
		if page := senior.get("/desk/reports").body; !strings.Contains(page, "Promises kept") || !strings.Contains(page, "/desk/reports/report.csv?since=2026-") {
			t.Errorf("the page: %s", page)
		}
		for _, query := range []string{"?since=never", "?since=2026-01-01", "?since=2026-11-30&until=2026-11-01", "?until=2099-01-01"} {
			got := senior.get("/desk/reports" + query)
			if got.status != http.StatusUnprocessableEntity || !strings.Contains(got.body, "Choose from one day to 92 days") {
				t.Errorf("%s: got %d", query, got.status)
			}
			if got := senior.get("/desk/reports/report.csv" + query); got.status != http.StatusUnprocessableEntity {
				t.Errorf("the file, %s: got %d", query, got.status)
			}
		}
	})
}
