package e2e_test

import (
	"encoding/csv"
	"net/http"
	"strings"
	"testing"

	"marque/internal/civil"
	"marque/internal/core/access"
	"marque/internal/core/contract"
	"marque/internal/service/servicing"
	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
)

// A customer finds what happened without scripts, pages through it, takes it along, and sees what is to come; a neighbour sees none of it.
func TestACustomerFindsAndTakesAlongWhatHappened(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		n := newTown(t, db)
		home := "/contracts/" + n.theirs
		var entries []servicing.Entry
		for day := range 26 {
			entries = append(entries, servicing.Entry{Key: "small:" + civil.Must(2026, 11, day+1).String(), Effective: civil.Must(2026, 11, day+1), Body: contract.Payment{Amount: 1_00, Method: "check", Ref: "4711"}})
		}
		entries = append(entries, servicing.Entry{Key: "fee", Effective: civil.Must(2026, 11, 27), Body: contract.FeeAssessed{Fee: contract.OtherFee, Amount: 12_34}})
		if _, err := n.Servicing.Record(t.Context(), access.System("test"), n.they.number, entries); err != nil {
			t.Fatal(err)
		}
		all := n.other.get(home + "/history").body
		older := between(all, `rel="next"`, `<a href="`, `"`)
		if !strings.Contains(all, "$12.34") || older == "" {
			t.Fatalf("want the fee and older pages: %s", all)
		}
		if page := n.other.get(older).body; strings.Contains(page, "$12.34") || !strings.Contains(page, "Newest") {
			t.Errorf("want the second page: %s", page)
		}
		if page := n.other.get(home + "/history?kind=charges&year=2026&q=12.34").body; !strings.Contains(page, "1 entry found.") || strings.Contains(page, "4711") {
			t.Errorf("want the fee alone: %s", page)
		}
		if page := n.other.get(home + "/history?q=%3Cscript%3E").body; !strings.Contains(page, "Nothing here looks like that") || strings.Contains(page, "<script>") {
			t.Errorf("want nothing found: %s", page)
		}
		table := n.other.get(home + "/history/history.csv?kind=payments&q=4711")
		rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(table.body, "\ufeff"))).ReadAll()
		if err != nil || len(rows) != 27 || !strings.HasPrefix(table.kind, "text/csv") {
			t.Errorf("got %d rows of %s, %v, want a head and 26 payments", len(rows), table.kind, err)
		}
		file := n.other.get(home + "/history/history.ofx")
		if !strings.HasPrefix(file.body, "OFXHEADER:100\r\n") || strings.Count(file.body, "<STMTTRN>") < 28 || !strings.Contains(file.body, "<TRNAMT>-12.34") {
			t.Errorf("got %s", file.body)
		}
		ahead := n.other.get(home + "/upcoming")
		if !strings.Contains(ahead.body, "payments are left") || !strings.Contains(n.other.get(home+"/upcoming?all=yes").body, "Balance after it") {
			t.Errorf("got %s", ahead.body)
		}
		story := n.other.get(home + "/timeline").body
		for _, want := range []string{"Your contract", "A payment of $1.00 was made.", "Your statement of ", "/statement.pdf"} {
			if !strings.Contains(story, want) {
				t.Errorf("the timeline tells no %q: %s", want, story)
			}
		}
		for _, path := range []string{"/history", "/history/history.csv", "/history/history.ofx", "/upcoming", "/timeline"} {
			if got := n.owner.get(home + path); got.status != http.StatusNotFound {
				t.Errorf("a neighbour got %d for %s", got.status, path)
			}
		}
	})
}

// between returns what stands between two marks before the last of a page's marks.
func between(page, before, from, to string) string {
	at := strings.Index(page, before)
	if at < 0 {
		return ""
	}
	start := strings.LastIndex(page[:at], from)
	if start < 0 {
		return ""
	}
	rest := page[start+len(from):]
	link, _, _ := strings.Cut(rest, to)
	return strings.ReplaceAll(link, "&amp;", "&")
}
